"""What one block of the city consists of: tables that grow, each row known by its place."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tidegate.demo.rows import Numbers, Rows

SOLE, BV, VOF, STICHTING, NV, COOP = range(6)
"""Legal forms of companies."""
DWELLING, SHOP, OFFICE, HALL, WAREHOUSE, BOXES = range(6)
"""What premises are for."""
QUARTER, PARK, FRINGE, PORT = range(4)
"""Kinds of area."""
PERSON, COMPANY, BANK, NOBODY = range(4)
"""Who stands at the other end of a deal."""


@dataclass(frozen=True)
class Area:
    """A quarter, park, fringe of a park, or the port.

    Args:
        id: Number, unique over all cities.
        name: Its name.
        district: The district it is counted to.
        city: The city's name.
        kind: One of the kinds of area.
        park: Number of the park that it is or lies beside; -1 where there is none.
        x: Centre to the east, metres.
        y: Centre to the north, metres.
        units: How many premises it holds in this block.
        turn: Angle of its streets, radians.
        part: Which part of the area this block builds, from 0.
    """

    id: int
    name: str
    district: str
    city: str
    kind: int
    park: int
    x: float
    y: float
    units: int
    turn: float
    part: int


@dataclass(frozen=True)
class Block:
    """A block of the city, the unit in which it is made.

    Args:
        number: Its number, from 0; four blocks are a city.
        share: How much of it is built, above 0, at most 1.
        seed: The seed of the whole city.
    """

    number: int
    share: float
    seed: int


@dataclass
class World:
    """Everything in one block. Companies, people, premises are told by their places in these tables."""

    block: Block
    areas: list[Area] = field(default_factory=list)
    streets: Rows = field(default_factory=lambda: Rows(area="int32", stem="int32", type="int32", x0="f8", y0="f8", x1="f8", y1="f8", bend="f8"))  # noqa: E501
    premises: Rows = field(default_factory=lambda: Rows(
        street="int32", area="int32", kind="int8", number="int32", letter="int8", use="int8", floor="int32",
        built="int32", value="int64", x="f8", y="f8", dx="f8", dy="f8", width="f4", depth="f4"))  # fmt: skip
    people: Rows = field(default_factory=lambda: Rows(group="int32", first="int32", last="int32", birth="int32", home="int32"))  # noqa: E501
    companies: Rows = field(default_factory=lambda: Rows(
        form="int8", owner="int32", sector="int16", style="int8", trade="int32", stem="int32", stem2="int32", surname="int32",
        start="int32", end="int32", seat="int32", post="int32"))  # fmt: skip
    establishments: Rows = field(default_factory=lambda: Rows(
        branch="int32", company="int32", premises="int32", sector="int16", staff="int32", start="int32", end="int32"))  # fmt: skip
    roles: Rows = field(default_factory=lambda: Rows(company="int32", person="int32", holder="int32", role="int8", share="int16", start="int32", end="int32"))  # noqa: E501
    deals: Rows = field(default_factory=lambda: Rows(
        premises="int32", day="int32", seller_kind="int8", seller="int32", buyer_kind="int8", buyer="int32", price="int64",
        mortgage="int64", lender_kind="int8", lender="int32", kind="int8"))  # fmt: skip
    permits: Rows = field(default_factory=lambda: Rows(
        type="int8", company="int32", person="int32", premises="int32", applied="int32", decided="int32", start="int32",
        end="int32", desk="int8", status="int8", capacity="int32", user="int32", transporter="int32"))  # fmt: skip
    inspections: Rows = field(default_factory=lambda: Rows(
        premises="int32", company="int32", day="int32", kind="int8", joint="int8", result="int8", violations="int16", found="int16"))  # noqa: E501  # fmt: skip
    reports: Rows = field(default_factory=lambda: Rows(premises="int32", day="int32", topic="int8", channel="int8"))
    lets: Rows = field(default_factory=lambda: Rows(
        premises="int32", unit="int32", landlord="int32", company="int32", person="int32", trade="int32", stem="int32",
        start="int32", end="int32", rent="int32", occupants="int16", kind="int8"))  # fmt: skip
    vacancies: Rows = field(default_factory=lambda: Rows(premises="int32", start="int32", end="int32", kind="int8", power="int32"))
    care: Rows = field(default_factory=lambda: Rows(company="int32", premises="int32", month="int16", product="int8", clients="int32", cents="int64"))  # noqa: E501
    calls: Rows = field(default_factory=lambda: Rows(title="int8", day="int32", value="int64", procedure="int8"))
    bids: Rows = field(default_factory=lambda: Rows(call="int32", company="int32", amount="int64", result="int8"))
    passes: Rows = field(default_factory=lambda: Rows(
        company="int32", terminal="int8", start="int32", end="int32", count="int32", vehicles="int32", warehouse="int32", transporter="int32"))  # noqa: E501  # fmt: skip
    assets: Rows = field(default_factory=lambda: Rows(
        kind="int8", premises="int32", company="int32", seized="int32", confiscated="int32", destined="int32", handed="int32", reuse="int8"))  # noqa: E501  # fmt: skip
    incidents: Rows = field(default_factory=lambda: Rows(street="int32", month="int16", category="int8", count="int32"))
    planted: list[tuple[str, int, str, str, str, int, str]] = field(default_factory=list)
    """Pattern, instance, role, kind of part, table, place in it, note."""
    effects: list[dict[str, Any]] = field(default_factory=list)
    branches: int = 0

    def rows(self, table: str) -> Rows:
        """Give a table by its name."""
        found: Rows = getattr(self, table)
        return found

    def of_kind(self, *kinds: int) -> Numbers:
        """Find the premises that lie in areas of these kinds."""
        return np.flatnonzero(np.isin(self.premises["kind"], kinds))

    def new_branches(self, count: int) -> Numbers:
        """Give numbers to new establishments: one number stays through every move."""
        self.branches += count
        return np.arange(self.branches - count, self.branches)
