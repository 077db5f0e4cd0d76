"""Library statistics in, honest figures out: pure but for the file that is read, and without models."""
