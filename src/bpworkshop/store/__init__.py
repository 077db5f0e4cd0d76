"""Sessions on disk: after a crash the old file or the new one, never half."""
