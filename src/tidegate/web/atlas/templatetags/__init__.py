"""Filters of the atlas."""
