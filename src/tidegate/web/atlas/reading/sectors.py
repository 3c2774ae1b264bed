"""Sectors and areas compared: how many businesses, how many of them flagged, and what research says of the trade."""

from dataclasses import dataclass
from datetime import date

from tidegate.picture.sectors import drivers
from tidegate.picture.telling.flags import text
from tidegate.pipeline.picturing.shelf import Picture
from tidegate.web.atlas.reading.opening import opened


@dataclass(frozen=True)
class Driver:
    """What research names for a trade.

    Args:
        id: Its id.
        title: In words.
        source: Where it is said.
    """

    id: str
    title: str
    source: str


@dataclass(frozen=True)
class Sector:
    """A sector.

    Args:
        sector: As the register names it.
        businesses: Open on the day.
        flagged: Of these, with a flag on them, operator or place.
        expected: Flagged, were all sectors alike.
        ratio: Flagged to expected, drawn to 1 by how little is known.
        low: Of the ratio, 2.5 per cent.
        high: Of the ratio, 97.5 per cent.
        young: Share founded within two years.
        short_lived: Share of those ended that lasted under two years.
        sole_traders: Share run by one person.
        indicators: Ids of the rules that found something.
        known_for: Drivers that research names.
    """

    sector: str
    businesses: int
    flagged: int
    expected: float
    ratio: float
    low: float
    high: float
    young: float | None
    short_lived: float | None
    sole_traders: float | None
    indicators: tuple[str, ...]
    known_for: tuple[Driver, ...]


@dataclass(frozen=True)
class SectorRate:
    """How often something happens at businesses of a sector.

    Args:
        schema: Schema of the events.
        kind: Kind of event.
        years: Years of businesses.
        events: Events shared out to it.
        rate: Events per year of a business.
        low: Lower end of its 95 % interval.
        high: Upper end.
    """

    schema: str
    kind: str
    years: float
    events: float
    rate: float
    low: float
    high: float


@dataclass(frozen=True)
class Area:
    """An area.

    Args:
        area: Its name.
        premises: Premises there that are no home.
        homes: Premises there that are a home, or may be one.
        businesses: Businesses open on the day.
        sectors: Different sectors among them.
        flags: Flags on what lies there.
        reports: Reports of the last twelve months.
        inspections: Inspections of the last twelve months.
    """

    area: str
    premises: int
    homes: int
    businesses: int
    sectors: int
    flags: int
    reports: int
    inspections: int


def sectors(picture: Picture, *, language: str = "en") -> tuple[Sector, ...]:
    """List the sectors, those first that are flagged most beside what is expected.

    Args:
        picture: The picture.
        language: The reader's.
    """
    known = {n: Driver(n, text(w["title"], language), w["source"]) for n, w in drivers().items()}
    found = []
    for row in opened(picture).rows("sector_rows"):
        named = tuple(known[k] for k in row["known_for"] if k in known)
        found.append(Sector(**{**row, "indicators": tuple(row["indicators"]), "known_for": named}))
    return tuple(found)


def sector_rates(picture: Picture, sector: str) -> tuple[SectorRate, ...]:
    """Tell how often what happens at businesses of a sector.

    Args:
        picture: The picture.
        sector: As the register names it.
    """
    return tuple(SectorRate(**r) for r in opened(picture).rows("sector_rates_of", sector=sector))


def areas(picture: Picture) -> tuple[Area, ...]:
    """Lay the areas of the city beside each other, by name.

    Args:
        picture: The picture.
    """
    on = date.fromisoformat(picture.manifest["on"])
    return tuple(Area(**r) for r in opened(picture).rows("area_rows", on=on))
