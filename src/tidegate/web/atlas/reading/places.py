"""Places: which hold more than their businesses lead one to expect, and what is known of one of them.

A place is a premises, a street, a cell of the grid or an area. Homes, and premises that may be one, are in no list;
what was left out is counted with its reason.
"""

from dataclasses import dataclass
from datetime import date

from tidegate.pipeline.picturing.shelf import Picture
from tidegate.places.units import ALL
from tidegate.web.atlas.reading.opening import opened

LEVELS = ("area", "street", "cell", "premises")
"""Kinds of place, the widest first."""

CLEARLY = 1.25
"""A place stands out where even the lower end of its interval lies a quarter above what is expected."""

ANY = 0.0
"""As the least lower end: every place."""

PAGE = 200
"""Rows of one page of a list."""


@dataclass(frozen=True)
class PlaceKind:
    """What places of a level are compared by.

    Args:
        level: Kind of place.
        schema: Schema of the events.
        kind: Kind of event; `all` for all of the schema.
        places: Places that are listed.
        clearly: Of these, those that stand out.
    """

    level: str
    schema: str
    kind: str
    places: int
    clearly: int


@dataclass(frozen=True)
class Place:
    """What is seen at a place, beside what is expected there.

    Args:
        level: Kind of place.
        unit: Its id, key or name.
        label: What a reader calls it.
        schema: Schema of the events.
        kind: Kind of event.
        premises: Premises there.
        businesses: Businesses there.
        events: Events seen.
        expected: Events expected of number and kind of businesses.
        ratio: Seen by expected.
        shrunk: The ratio drawn towards the city's.
        low: Lower end of its 95 % interval.
        high: Upper end.
        above: Probability that the true ratio is above the city's.
        gi_z: Gi* of the place and its neighbours.
        gi_q: Its false discovery rate.
        lisa: Such as high among high.
        lisa_q: Its false discovery rate.
    """

    level: str
    unit: str
    label: str | None
    schema: str
    kind: str
    premises: int
    businesses: int
    events: int
    expected: float
    ratio: float | None
    shrunk: float
    low: float
    high: float
    above: float
    gi_z: float | None
    gi_q: float | None
    lisa: str | None
    lisa_q: float | None


@dataclass(frozen=True)
class Change:
    """Events of a place in half a year, held against the half before.

    Args:
        schema: Schema of the events.
        kind: Kind of event.
        before: Events of the first period.
        after: Events of the second.
        ratio: Rate of the second by that of the first.
        low: Lower end of its 95 % interval.
        high: Upper end.
        p: Of no change.
        q: Its false discovery rate.
        city_ratio: The same ratio for the whole city.
        own_p: Of a change like the city's.
        own_q: Its false discovery rate.
    """

    schema: str
    kind: str
    before: int
    after: int
    ratio: float | None
    low: float | None
    high: float | None
    p: float
    q: float
    city_ratio: float | None
    own_p: float
    own_q: float


@dataclass(frozen=True)
class Premises:
    """Premises that are no home.

    Args:
        premises: Its entity.
        address: Its address.
        street: Its street.
        area: Its area.
        cell: Its cell of the grid.
        use: What a register says it is used for.
        floor_area: Square metres.
        lon: Degrees east.
        lat: Degrees north.
    """

    premises: str
    address: str | None
    street: str | None
    area: str | None
    cell: str | None
    use: str | None
    floor_area: float | None
    lon: float | None
    lat: float | None


@dataclass(frozen=True)
class Business:
    """A business at a place, now or before.

    Args:
        establishment: Its entity.
        caption: Its name; absent where one person runs it.
        premises: Where it is.
        address: The address.
        sector: Line of business.
        since: Start, or the first day on which it is known.
        until: End; absent while it is open.
        sole_trader: Whether one person runs it.
    """

    establishment: str
    caption: str | None
    premises: str
    address: str | None
    sector: str | None
    since: date | None
    until: date | None
    sole_trader: bool


@dataclass(frozen=True)
class FlagAt:
    """A flag on something at a place.

    Args:
        flag: Its id.
        indicator: Id of the rule.
        subject: The entity it is on.
        applies_to: What that is.
        at: Day on which the situation was complete.
        strength_bits: The weakest link among its rows.
    """

    flag: str
    indicator: str
    subject: str
    applies_to: str
    at: date
    strength_bits: float | None


@dataclass(frozen=True)
class Month:
    """Events of a month.

    Args:
        month: Its first day.
        schema: Schema of the events.
        kind: Kind of event.
        events: How many.
    """

    month: date
    schema: str
    kind: str
    events: int


@dataclass(frozen=True)
class LeftOut:
    """Places that are not listed by name.

    Args:
        reason: Why not.
        units: How many.
    """

    reason: str
    units: int


@dataclass(frozen=True)
class PlaceSeen:
    """One place.

    Args:
        level: Kind of place.
        unit: Its id, key or name.
        label: What a reader calls it.
        area: The area it lies in.
        listed: Premises there that are no home.
        personal: Premises there that are a home, or may be one.
        premises: The first of those listed.
        businesses: Businesses at these, the open ones first.
        sole_traders: Businesses there that are one person's; they are counted, not listed.
        flags: Flags on what lies there, the latest first.
        months: Its events, month by month; none where the place is not listed.
        rows: What is seen beside what is expected, kind by kind.
        changes: Half a year held against the half before, kind by kind.
    """

    level: str
    unit: str
    label: str
    area: str | None
    listed: int
    personal: int
    premises: tuple[Premises, ...]
    businesses: tuple[Business, ...]
    sole_traders: int
    flags: tuple[FlagAt, ...]
    months: tuple[Month, ...]
    rows: tuple[Place, ...]
    changes: tuple[Change, ...]


def place_kinds(picture: Picture) -> tuple[PlaceKind, ...]:
    """Say by what places can be compared.

    Args:
        picture: The picture.
    """
    return tuple(PlaceKind(**r) for r in opened(picture).rows("place_kinds", clearly=CLEARLY))


def places_above(
    picture: Picture, level: str, *, schema: str, kind: str = ALL, at_least: float = ANY, limit: int = PAGE,
    offset: int = 0,
) -> tuple[Place, ...]:  # fmt: skip
    """List places, those first of which it is surest that more happens there than expected.

    Args:
        picture: The picture.
        level: One of `LEVELS`.
        schema: Schema of the events.
        kind: Kind of event.
        at_least: Least lower end of the interval.
        limit: Rows at most.
        offset: Rows to pass over.
    """
    rows = opened(picture).rows(
        "areas_above", level=level, schema=schema, kind=kind, at_least=at_least, limit=limit, offset=offset
    )
    return tuple(Place(**r) for r in rows)


def left_out(picture: Picture, level: str) -> tuple[LeftOut, ...]:
    """Count the places of a level that are not listed, with the reason.

    Args:
        picture: The picture.
        level: One of `LEVELS`.
    """
    return tuple(LeftOut(**r) for r in opened(picture).rows("place_left_out", level=level))


def place(picture: Picture, level: str, unit: str, *, limit: int = PAGE, offset: int = 0) -> PlaceSeen | None:
    """Tell what is known of one place.

    Args:
        picture: The picture.
        level: One of `LEVELS`.
        unit: Its id, key or name.
        limit: Premises and businesses at most.
        offset: Premises to pass over.
    Returns:
        The place; None where there is none of this name, or where it is nothing but homes.
    """
    own = opened(picture)
    at = {"level": level, "unit": unit}
    (counts,) = own.rows("place_counts", **at)
    rows = tuple(Place(**r) for r in own.rows("place_rows", **at))
    if level not in LEVELS or not (counts["listed"] or rows):
        return None
    premises = tuple(Premises(**r) for r in own.rows("place_premises", **at, limit=limit, offset=offset))
    named = {"premises": premises[0].address if premises else None, "street": counts["street"]}.get(level)
    return PlaceSeen(
        level, unit, named or next((r.label for r in rows if r.label), None) or unit, counts["area"],
        counts["listed"], counts["personal"], premises,
        tuple(Business(**r) for r in own.rows("place_businesses", **at, limit=limit)),
        own.rows("place_sole", **at)[0]["businesses"],
        tuple(FlagAt(**r) for r in own.rows("place_flags", **at)),
        # Where too few businesses are to list a place, its events would tell of the homes beside them.
        tuple(Month(**r) for r in own.rows("place_months", **at)) if rows else (), rows,
        tuple(Change(**r) for r in own.rows("place_changes_of", **at)),
    )  # fmt: skip
