"""What the sides offer each other, on a page: pictures of figures, the advertising package, give and get.

Drawn from the session of the reader that it is given: for everyone that is ``shared(session)``.
"""
