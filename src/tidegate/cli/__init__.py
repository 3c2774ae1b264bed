"""The command line: parses, calls one function of a room below, shows its result."""

from tidegate.cli.app import main

__all__ = ["main"]
