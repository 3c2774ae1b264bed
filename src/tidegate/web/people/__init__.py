"""People: officers and their roles, how they sign in, in which context they work, and `look`, the way to a picture."""
