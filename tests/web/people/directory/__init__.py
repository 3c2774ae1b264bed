"""A real provider of OpenID Connect in a process of its own, and the tests of signing in through it."""
