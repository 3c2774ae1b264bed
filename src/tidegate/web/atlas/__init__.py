"""The atlas: a finished picture on pages, each with the rows that it rests on.

A view parses, asks one question of `reading` inside a `look`, and renders. Nothing here computes.
"""
