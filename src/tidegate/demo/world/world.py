"""One block of the city with all that is and happens in it.

Patterns and ordinary life both add rows here; neither changes what the other added. A pattern asks
for premises and people that nobody uses yet (`World.premises_free`, `World.persons`).
"""

from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

from tidegate.demo.names import data_file, name_pool
from tidegate.demo.timeline import OPEN, day
from tidegate.demo.world.city import USES, City, Premises, build_premises
from tidegate.demo.world.draft import Draft, Ids, stream

SOLE, PARTNERSHIP, LIMITED, FOUNDATION = range(4)
"""Legal forms: sole trader, partnership (v.o.f.), limited company (b.v.), foundation."""
DIRECTOR, OWNER, BENEFICIAL, PROXY, PARTNER = range(5)
"""What a person is to a company; PROXY may sign for it without being its director."""
NONE = -1
AREA_KINDS = ("quarter", "park", "fringe", "port", "outside")
"""Kinds of area; the last is that of the neighbouring municipalities."""


@dataclass(frozen=True)
class Sectors:
    """The sectors of the demo city, columns by sector.

    Args:
        key: Short name used in this room.
        code: Code in the business register.
        text: Text in the business register.
        staff: Median number of people.
        weights: Per kind of area, how often each is drawn.
        trades: What such a business calls itself.
    """

    key: tuple[str, ...]
    code: tuple[str, ...]
    text: tuple[str, ...]
    staff: Ids
    weights: dict[str, Any]
    trades: tuple[tuple[str, ...], ...]

    def of(self, *keys: str) -> Ids:
        """Give the numbers of sectors by their short names."""
        return np.array([self.key.index(key) for key in keys])


@cache
def sectors() -> Sectors:
    """Read the sectors; the same object each time."""
    rows = data_file("sectors.yml")["sectors"]
    kinds = ("quarter", "park", "fringe", "port", "home")
    weights = {kind: np.array([row[kind] for row in rows], float) for kind in kinds}
    return Sectors(
        key=tuple(row["key"] for row in rows),
        code=tuple(row["code"] for row in rows),
        text=tuple(row["text"] for row in rows),
        staff=np.array([row["staff"] for row in rows]),
        weights={kind: w / w.sum() for kind, w in weights.items()},
        trades=tuple(tuple(row["trades"]) for row in rows),
    )


@dataclass(frozen=True)
class People:
    """The people of one block: numbers into the pool of names, day of birth, home (premises)."""

    origin: Ids
    first: Ids
    second: Ids
    last: Ids
    birth: Ids
    home: Ids
    nationality: Ids

    def __len__(self) -> int:
        return len(self.origin)


@dataclass(frozen=True)
class Mark:
    """Something planted, or its innocent look-alike: rows of one table of the world.

    Args:
        pattern: Name of the pattern.
        instance: Name of the instance, or of the look-alike.
        planted: Whether it is true; a look-alike is not.
        kind: What it is, in a few words.
        table: Table of the world.
        rows: Rows of that table.
        note: What a reader of the truth should know.
    """

    pattern: str
    instance: str
    planted: bool
    kind: str
    table: str
    rows: Ids
    note: str = ""


@dataclass
class World:
    """One block while it is made; see the module's head.

    Args:
        city: The city it lies in.
        block: Number of the block over all cities.
        share: Part of the block that is made.
        seed: Seed of the whole.
        premises: All places.
        people: All people.
    """

    city: City
    block: int
    share: float
    seed: int
    premises: Premises
    people: People
    companies: Draft = field(
        default_factory=lambda: Draft(
            form=LIMITED, sector=0, stem=NONE, stem2=0, trade=0, style=1, last=0, founded=0, ended=OPEN, letters=NONE
        )
    )
    establishments: Draft = field(
        default_factory=lambda: Draft(
            company=0, premises=0, sector=0, staff=1, start=0, end=OPEN, later=NONE, moved=OPEN
        )
    )
    roles: Draft = field(
        default_factory=lambda: Draft(company=0, person=NONE, via=NONE, kind=DIRECTOR, start=0, end=OPEN, share=0)
    )
    permits: Draft = field(
        default_factory=lambda: Draft(
            kind=0, company=0, premises=0, applied=0, decided=0, decision=0, start=0, end=OPEN, desk=0, capacity=NONE
        )
    )
    inspections: Draft = field(
        default_factory=lambda: Draft(
            kind=0, company=NONE, premises=0, date=0, agencies=1, finding=0, people=NONE, measure=0, months=0
        )
    )
    reports: Draft = field(default_factory=lambda: Draft(premises=0, topic=0, date=0, channel=0))
    deals: Draft = field(
        default_factory=lambda: Draft(
            premises=0,
            date=0,
            seller_person=NONE,
            seller_company=NONE,
            buyer_person=NONE,
            buyer_company=NONE,
            price=0,
            mortgage=0,
            bank=NONE,
            lender_person=NONE,
            lender_company=NONE,
        )
    )
    lets: Draft = field(
        default_factory=lambda: Draft(
            premises=0, box=0, person=NONE, company=NONE, stem=NONE, trade=0, landlord=NONE, rent=0, start=0, end=OPEN
        )
    )
    vacancies: Draft = field(default_factory=lambda: Draft(premises=0, start=0, end=OPEN, reason=0, power=0))
    grants: Draft = field(
        default_factory=lambda: Draft(company=0, premises=0, scheme=0, first=0, last=0, clients=0, cents=0)
    )
    tenders: Draft = field(default_factory=lambda: Draft(title=0, service=0, published=0, awarded=0, estimate=0))
    bids: Draft = field(default_factory=lambda: Draft(tender=0, company=0, amount=0, won=0))
    forwarders: Draft = field(
        default_factory=lambda: Draft(company=0, warehouse=0, transporter=NONE, start=0, end=OPEN, passes=0)
    )
    assets: Draft = field(
        default_factory=lambda: Draft(premises=NONE, company=NONE, kind=0, seized=0, final=OPEN, status=0, value=0)
    )
    marks: list[Mark] = field(default_factory=list)
    owner_person: Ids = field(default_factory=lambda: np.zeros(0, np.int64))
    owner_company: Ids = field(default_factory=lambda: np.zeros(0, np.int64))

    def __post_init__(self) -> None:
        """Nobody uses anything yet."""
        self._used = np.zeros(len(self.premises), bool)
        self._next_person = 0
        kinds = [AREA_KINDS.index(area.kind) for area in self.city.areas]
        self._kind = np.array([*kinds, AREA_KINDS.index("outside")])[self.premises.area]

    def stream(self, purpose: str) -> np.random.Generator:
        """Give a source of chance for one purpose in this block."""
        return stream(self.seed, purpose, self.block)

    def area_kind(self, premises: Ids) -> Any:
        """Tell the kind of area in which premises lie: quarter, park, fringe, port or outside."""
        return np.array(AREA_KINDS)[self._kind[premises]]

    def premises_free(
        self,
        random: np.random.Generator,
        wanted: int,
        uses: tuple[int, ...],
        kinds: tuple[str, ...],
        *,
        near: int = NONE,
    ) -> Ids:
        """Take premises that nobody uses yet; from now on they are used.

        Args:
            random: Where chance comes from.
            wanted: How many; where these areas have too few, others give theirs; fewer where there are no more.
            uses: Which uses will do (places in `USES`).
            kinds: Which kinds of area will do.
            near: An area, if they must lie in it.
        Returns:
            Numbers of the premises.
        """
        free = self.premises_left(uses, kinds)
        if len(free) < wanted and "outside" not in kinds:
            free = self.premises_left(uses, AREA_KINDS[:-1])
        if near != NONE:
            free = free[self.premises.area[free] == near]
        taken = random.choice(free, min(wanted, len(free)), replace=False) if len(free) else free
        self._used[taken] = True
        return np.asarray(taken, np.int64)

    def premises_left(self, uses: tuple[int, ...], kinds: tuple[str, ...]) -> Ids:
        """Give all premises that nobody uses yet, without taking them."""
        use_fits, kind_fits = np.zeros(len(USES), bool), np.isin(AREA_KINDS, kinds)
        use_fits[list(uses)] = True
        return np.flatnonzero(~self._used & use_fits[self.premises.use] & kind_fits[self._kind])

    def persons(self, wanted: int) -> Ids:
        """Take people who are in no register yet; they were drawn alike, so the next will do."""
        ids = np.arange(self._next_person, self._next_person + wanted) % len(self.people)
        self._next_person += wanted
        return ids

    @property
    def persons_left(self) -> int:
        """How many people are in no register yet."""
        return max(0, len(self.people) - self._next_person)

    def mark(
        self, pattern: str, instance: str, planted: bool, kind: str, table: str, rows: Any, note: str = ""
    ) -> None:
        """Write into the truth what was planted, or what only looks like it."""
        ids = np.atleast_1d(np.asarray(rows, np.int64))
        self.marks.append(Mark(pattern, f"{self.block:03d}-{instance}", planted, kind, table, ids, note))


_PEOPLE = (20_000, 20_000, 20_000, 17_000)
_BORN = (day("1945-01-01"), day("2002-01-01"))


def empty_world(city: City, block: int, share: float, seed: int) -> World:
    """Give a block its premises and people, and nothing else yet.

    Args:
        city: The city.
        block: Number of the block over all cities.
        share: Part of the block, above 0, at most 1.
        seed: Seed of the whole.
    Returns:
        The world, ready for patterns and ordinary life.
    """
    premises = build_premises(city, block, share, seed)
    return World(city, block, share, seed, premises, _populate(premises, block, share, seed))


def _populate(premises: Premises, block: int, share: float, seed: int) -> People:
    random = stream(seed, "people", block)
    people = int(np.ceil(_PEOPLE[block % 4] * share))
    homes = np.flatnonzero(premises.use <= 1)
    drawn = name_pool().draw(random, people)
    # Nationality is drawn by itself: it stands in a register, and nothing here or later may depend on it.
    return People(
        birth=random.integers(*_BORN, people),
        home=random.choice(homes, people),
        nationality=random.choice(12, people, p=[0.74, *[0.26 / 11] * 11]),
        **drawn,
    )
