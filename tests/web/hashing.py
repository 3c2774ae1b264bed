"""Argon2 as the site keeps passwords, at the least it can cost.

The site's own hasher is slow on purpose, a tenth of a second and more for each password; hundreds of sign-ins of the
tests would pay for it. `true_hashing` of the conftest gives a test the site's own back.
"""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Quick(Argon2PasswordHasher):
    """The same algorithm and the same form of what is kept; one pass over eight KiB."""

    time_cost, memory_cost, parallelism = 1, 8, 1
