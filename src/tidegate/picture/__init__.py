"""What a finished picture tells beyond its parts: changes, points of intervention, sectors, who adapted.

Everything here is values in, values out; `pipeline.picturing` reads and writes the files.
"""

from tidegate.picture.changes import CHANGES, Side, changes_between

__all__ = ["CHANGES", "Side", "changes_between"]
