"""Names of columns: never empty, never twice, never the name of the row number."""

from tidegate.errors import DeliveryError
from tidegate.formats.reading import Limits

ROW_NUMBER = "row_number"


def name_columns(header: list[str], limits: Limits, *, where: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Make the names in a header usable, changing as few as possible.

    Two names that differ only in capitals count as equal, for SQL cannot tell them apart.

    Args:
        header: The names as they stand in the file.
        limits: How many columns are allowed.
        where: What an error calls the file.
    Returns:
        The names, as many as came in, and a note for each that was changed.
    Raises:
        DeliveryError: There are too many columns.
    Example:
        >>> name_columns(["id", "name", "", "name"], Limits(), where="a.csv")[0]
        ('id', 'name', 'column_3', 'name_2')
    """
    if len(header) > limits.columns:
        raise DeliveryError(
            where=where,
            what=f"it has {len(header):,} columns, more than the {limits.columns:,} that are allowed",
            mend="check that the delimiter is right, and ask for the columns that are needed only",
        )
    taken, names, notes = {ROW_NUMBER}, [], []
    own = {h.casefold() for h in header}
    for position, raw in enumerate(header, start=1):
        wished = raw if raw.strip() else f"column_{position}"
        name, number = wished, 1
        while name.casefold() in taken or (number > 1 and name.casefold() in own):
            number += 1
            name = f"{wished}_{number}"
        taken.add(name.casefold())
        names.append(name)
        if name != raw:
            reason = f"is called '{raw}', which is taken" if raw.strip() else "has no name"
            notes.append(f"Column {position} {reason}; it is read as '{name}'.")
    return tuple(names), tuple(notes)
