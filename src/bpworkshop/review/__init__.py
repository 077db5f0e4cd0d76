"""Across sessions: found, followed through, compared, told as one story."""
