"""One file a screen, with its look beside it."""
