"""What a workshop records. Pure: no disk, no clock, no screen, no sentence."""
