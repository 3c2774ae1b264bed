"""Signing in through the directory of the city (OpenID Connect): whom it vouches for, and whom we let in."""
