"""What things are called: linked entities by their caption, permits and deals by what their records say."""

from collections.abc import Iterable

from tidegate.picture.telling.material import SAID_BY
from tidegate.pipeline.picturing.shelf import Picture
from tidegate.web.atlas.reading.opening import Opened, opened

MANY = 100
"""From here on captions are remembered."""


def captions(picture: Picture, entities: Iterable[str], *, persons: bool = True) -> dict[str, str]:
    """Say what entities are called.

    Args:
        picture: The picture.
        entities: Their ids.
        persons: Whether natural persons are named, too.
    Returns:
        Entity to caption; one of which the picture holds no name is missing.
    """
    wanted = sorted(set(entities))
    if not wanted:
        return {}
    own = opened(picture)
    if len(wanted) <= MANY:
        return _captions(own, wanted, persons)
    # So many are named by a list that everybody sees, such as that of all flags.
    key = ("captions", persons, *wanted)
    return dict(own.remembered.get(key, lambda: _captions(own, wanted, persons), lambda _: 200 * len(wanted)))


def _captions(own: Opened, wanted: list[str], persons: bool) -> dict[str, str]:
    rows = own.rows("captions", entities=wanted)
    found = {r["entity"]: r["caption"] for r in rows if r["caption"] and (persons or not r["natural"])}
    wanted = sorted(set(wanted) - {r["entity"] for r in rows})
    for schema, columns in SAID_BY.items():
        left = [e for e in wanted if e not in found]
        for row in own.sayings(schema, columns, left) if left else ():
            told = " ".join(str(row[c]) for c in columns if row.get(c))
            if told:
                found.setdefault(row["entity"], told)
    return found
