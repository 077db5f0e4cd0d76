"""Dumb and reusable: given values, they draw; they never reach for the app."""
