"""What the tools make of a session: drafts, and readings of their boards. Pure: no face, no disk, no clock.

Drawn from the session of the reader that it is given: for everyone that is ``shared(session)``.
"""
