"""What the authorities do and hear: permits, inspections, reports."""

import numpy as np

from tidegate.demo.timeline import FIRST, LAST, OPEN
from tidegate.demo.world.draft import Ids
from tidegate.demo.world.world import LIMITED, NONE, World, sectors

PERMITS = (
    "horeca",
    "kansspelen",
    "massage",
    "autohandel en -verhuur",
    "afval",
    "huisvesting arbeidsmigranten",
    "evenement",
    "tijdelijke invulling",
    "verbouwing",
    "kamerverhuur",
    "exploitatie hotel",
)
"""Kinds of permit; a kind is its place here."""
CATERING, GAMING, MASSAGE, CARS, WASTE, WORKERS, EVENT, POPUP, BUILDING, ROOMS, HOTEL = range(11)
GRANTED, REFUSED, WITHDRAWN, PENDING = range(4)
"""Decisions on a permit."""
INSPECTIONS = ("toezicht", "hercontrole", "integrale controle", "naar aanleiding van melding")
"""Kinds of inspection; the third is made by several agencies together."""
FINDINGS = (
    "in orde",
    "kleine tekortkoming",
    "overtreding",
    "niemand aanwezig",
    "overbewoning",
    "activiteit zonder inschrijving",
)
"""What an inspection found."""
MEASURES = ("", "waarschuwing", "boete", "sluiting")
"""What was ordered."""
AGENCIES = ("gemeente", "politie", "belastingdienst", "arbeidsinspectie", "douane", "zorginspectie")
"""Who took part; in the world a number whose bits say who."""
TOPICS = (
    "geluidsoverlast",
    "afval op straat",
    "parkeren",
    "straatverlichting",
    "nachtelijke activiteit",
    "verdachte bedrijvigheid",
    "overbewoning",
    "stank",
    "intimidatie",
    "bouw zonder vergunning",
    "groenonderhoud",
    "wegdek",
)
"""What reports are about."""
_TOPIC_WEIGHTS = (0.16, 0.22, 0.15, 0.09, 0.015, 0.006, 0.008, 0.03, 0.004, 0.02, 0.137, 0.16)
DESKS = 6
"""Number of desks at which a block's permits are decided."""
_REPORTS = 98_000
_BY_SECTOR = {
    "catering": CATERING,
    "bar": CATERING,
    "gaming": GAMING,
    "massage": MASSAGE,
    "waste": WASTE,
    "hotel": HOTEL,
}


def decision_days(random: np.random.Generator, kind: Ids) -> Ids:
    """Draw how long a decision takes, in days: an event is simple, the rest takes weeks."""
    simple = np.isin(kind, (EVENT, POPUP))
    return np.asarray(np.maximum(1, random.gamma(np.where(simple, 3, 9), np.where(simple, 1.6, 5.5))).astype(np.int64))


def ordinary_permits(world: World) -> None:
    """Permit what needs a permit, a new one about every five years, and some events and buildings."""
    random = world.stream("permits")
    words = sectors()
    for key, kind in _BY_SECTOR.items():
        here = np.flatnonzero(world.establishments["sector"] == words.of(key)[0])
        known = np.isin(world.establishments["company"][here], world.permits["company"])
        _permit(
            world, random, here[~known & (world.area_kind(world.establishments["premises"][here]) != "outside")], kind
        )
    events = np.flatnonzero(np.isin(world.establishments["sector"], words.of("events", "bar", "catering", "hotel")))
    _occasional(world, random, random.choice(events, len(events)) if len(events) else events, EVENT)
    anyone = len(world.establishments)
    _occasional(world, random, random.integers(0, anyone, anyone // 8), BUILDING)


def _permit(world: World, random: np.random.Generator, establishment: Ids, kind: int) -> None:
    start, end, company, premises = (
        world.establishments[c][establishment] for c in ("start", "end", "company", "premises")
    )
    rows = len(establishment)
    took = decision_days(random, np.full(rows, kind))
    applied = start - took - random.integers(0, 40, rows)
    decision = random.choice((GRANTED, REFUSED, WITHDRAWN), rows, p=(0.93, 0.04, 0.03))
    until = np.minimum(end, start + 5 * 365)
    desk = random.integers(0, DESKS, rows)
    world.permits.add(
        rows,
        kind=kind,
        company=company,
        premises=premises,
        applied=applied,
        decided=applied + took,
        decision=decision,
        start=np.where(decision == GRANTED, start, OPEN),
        end=until,
        desk=desk,
    )
    renews = (end > until) & (until < LAST) & (until > FIRST) & (decision == GRANTED)
    took, again = decision_days(random, np.full(int(renews.sum()), kind)), until[renews]
    world.permits.add(
        len(again),
        kind=kind,
        company=company[renews],
        premises=premises[renews],
        applied=again - took - 20,
        decided=again - 20,
        start=again + 1,
        end=np.minimum(end[renews], again + 5 * 365),
        desk=desk[renews],
    )


def _occasional(world: World, random: np.random.Generator, establishment: Ids, kind: int) -> None:
    rows = len(establishment)
    applied = random.integers(FIRST, LAST - 90, rows)
    took = decision_days(random, np.full(rows, kind))
    start = applied + took + random.integers(2, 40, rows)
    length = 2 if kind == EVENT else 180
    world.permits.add(
        rows,
        kind=kind,
        company=world.establishments["company"][establishment],
        premises=world.establishments["premises"][establishment],
        applied=applied,
        decided=applied + took,
        start=start,
        end=start + length,
        desk=random.integers(0, DESKS, rows),
    )


def ordinary_inspections(world: World) -> None:
    """Inspect about two establishments in five each year, a few of them with several agencies."""
    random = world.stream("inspections")
    places = world.establishments["premises"]
    open_ = np.flatnonzero(world.area_kind(places) != "outside")
    rows = int(len(open_) * 1.9)
    chosen = random.choice(open_, rows) if rows else open_
    start, end = (world.establishments[c][chosen] for c in ("start", "end"))
    low, high = np.maximum(start, FIRST), np.minimum(end, LAST)
    date = low + (random.random(rows) * np.maximum(1, high - low)).astype(np.int64)
    kind = random.choice(4, rows, p=(0.72, 0.12, 0.05, 0.11))
    finding = random.choice(4, rows, p=(0.62, 0.21, 0.10, 0.07))
    measure = np.where(finding == 2, random.choice(4, rows, p=(0.3, 0.45, 0.235, 0.015)), 0)
    agencies = np.where(kind == 2, 1 | random.integers(1, 32, rows) << 1, 1)
    keep = low <= high
    columns = {
        "kind": kind,
        "company": world.establishments["company"][chosen],
        "premises": places[chosen],
        "date": date,
        "agencies": agencies,
        "finding": finding,
        "measure": measure,
        "months": np.where(measure == 3, random.choice((1, 3, 6), rows), 0),
    }
    world.inspections.add(int(keep.sum()), **{name: values[keep] for name, values in columns.items()})


def ordinary_reports(world: World) -> None:
    """Let people report what people report, most of it about a few streets."""
    random = world.stream("reports")
    rows = int(_REPORTS * world.share)
    inside = np.flatnonzero(world.premises.inside)
    weight = random.gamma(0.6, 1.0, int(world.premises.street.max()) + 1)[world.premises.street[inside]]
    premises = inside[np.searchsorted(np.cumsum(weight), random.random(rows) * weight.sum())]
    report(
        world,
        random,
        premises,
        random.choice(len(TOPICS), rows, p=np.array(_TOPIC_WEIGHTS) / sum(_TOPIC_WEIGHTS)),
        random.integers(FIRST, LAST, rows),
    )


def report(world: World, random: np.random.Generator, premises: Ids, topic: Ids | int, date: Ids) -> Ids:
    """Report something about premises; returns the numbers of the reports."""
    return world.reports.add(
        len(premises), premises=premises, topic=topic, date=date, channel=random.integers(0, 4, len(premises))
    )


def ordinary_assets(world: World) -> None:
    """Confiscate a few premises and companies; by chance, not by pattern."""
    random = world.stream("assets")
    rows = max(4, int(90 * world.share))
    kind = random.choice(4, rows, p=(0.45, 0.2, 0.2, 0.15))
    inside = np.flatnonzero(world.premises.inside)
    limited = np.flatnonzero(world.companies["form"] == LIMITED)
    seized = random.integers(FIRST, LAST - 100, rows)
    final = seized + random.integers(200, 1200, rows)
    world.assets.add(
        rows,
        premises=np.where(kind == 0, random.choice(inside, rows), NONE),
        company=np.where(kind == 1, random.choice(limited, rows), NONE),
        kind=kind,
        seized=seized,
        final=np.where(final < LAST, final, OPEN),
        status=np.where(final < LAST, random.integers(1, 4, rows), 0),
        value=(random.lognormal(11, 1, rows) / 100).astype(np.int64) * 100,
    )
