"""The command line: parses, calls one function of a room below, shows its result."""

import gc

# Starting up makes some hundred thousand objects that stay; looking for garbage among them again and
# again would take a quarter of the start-up time. A longer interval between looks costs no memory to speak of.
gc.set_threshold(50_000, 20, 20)

from tidegate.cli.app import main  # noqa: E402 - after the line above, or it would come too late

__all__ = ["main"]
