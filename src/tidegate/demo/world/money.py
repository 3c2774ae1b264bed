"""Public money and the port: care and subsidies, tenders and bids, forwarders and their passes."""

import numpy as np

from tidegate.demo.timeline import FIRST, LAST, MONTHS, OPEN, month_of
from tidegate.demo.world.draft import Ids
from tidegate.demo.world.world import FOUNDATION, LIMITED, NONE, World, sectors

SCHEMES = ("begeleiding", "dagbesteding", "beschermd wonen", "subsidie")
"""What the city pays for; the cents per client and month stand in `RATES_PER_CLIENT`."""
RATES_PER_CLIENT = (46_000, 61_000, 310_000, 150_000)
"""Cents per client and month, per scheme."""
SERVICES = (
    "schoonmaak",
    "groenonderhoud",
    "wegenbouw",
    "beveiliging",
    "vervoer",
    "ict-diensten",
    "bouwkundig onderhoud",
    "inhuur personeel",
)
"""What the city buys."""
_SERVICE_SECTORS = (
    "cleaning",
    "construction",
    "construction",
    "advice",
    "transport",
    "software",
    "construction",
    "temp_agency",
)
_CARE = ("care_home_visits", "care_living", "therapy", "childcare")
_CARE_SHARE, _TENDERS, _SUBSIDIES = 0.92, 950, 700


def ordinary_grants(world: World) -> None:
    """Pay care providers by the client and clubs by the year.

    Args:
        world: The block; grants are added, each a run of monthly payments.
    """
    random = world.stream("grants")
    care = np.flatnonzero(np.isin(world.establishments["sector"], sectors().of(*_CARE)))
    care = care[~np.isin(world.establishments["company"][care], world.grants["company"])]
    care = care[random.random(len(care)) < _CARE_SHARE]
    staff = world.establishments["staff"][care]
    living = world.establishments["sector"][care] == sectors().of("care_living")[0]
    scheme = np.where(living, 2, random.integers(0, 2, len(care)))
    clients = np.maximum(1, (staff * np.where(living, 0.9, 2.4) * random.lognormal(0, 0.3, len(care))).astype(np.int64))
    grant(world, random, care, scheme, clients)
    clubs = np.flatnonzero(world.companies["form"][world.establishments["company"]] == FOUNDATION)
    clubs = random.choice(clubs, min(len(clubs), int(_SUBSIDIES * world.share)), replace=False) if len(clubs) else clubs
    grant(world, random, clubs, np.full(len(clubs), 3), random.integers(1, 8, len(clubs)))


def grant(
    world: World, random: np.random.Generator, establishment: Ids, scheme: Ids, clients: Ids, *, factor: float = 1.0
) -> Ids:
    """Pay establishments each month while they are open.

    Args:
        world: The block.
        random: Where chance comes from.
        establishment: Whom.
        scheme: For what (place in `SCHEMES`).
        clients: For how many.
        factor: Of the usual rate per client.
    Returns:
        Numbers of the grants that fall within the five years.
    """
    start, end = (world.establishments[c][establishment] for c in ("start", "end"))
    first = np.maximum(0, month_of(start) + 1)
    last = np.minimum(MONTHS - 1, month_of(np.minimum(end, LAST)) - 1)
    cents = np.array(RATES_PER_CLIENT)[scheme] * factor * random.lognormal(0, 0.05, len(establishment))
    paid = first <= last
    columns = {
        "company": world.establishments["company"][establishment],
        "premises": world.establishments["premises"][establishment],
        "scheme": scheme,
        "first": first,
        "last": last,
        "clients": clients,
        "cents": cents.astype(np.int64),
    }
    return world.grants.add(int(paid.sum()), **{name: np.asarray(values)[paid] for name, values in columns.items()})


def ordinary_tenders(world: World) -> None:
    """Tender services; two to six companies bid, and mostly the lowest wins."""
    random = world.stream("tenders")
    rows = int(_TENDERS * world.share)
    service = random.integers(0, len(SERVICES), rows)
    published = random.integers(FIRST, LAST - 150, rows)
    estimate = (random.lognormal(11.6, 0.9, rows) / 100).astype(np.int64) * 100
    tender = world.tenders.add(
        rows,
        title=random.integers(0, 40, rows),
        service=service,
        published=published,
        awarded=published + random.integers(45, 130, rows),
        estimate=estimate,
    )
    count = random.integers(2, 7, rows)
    which = np.repeat(np.arange(rows), count)
    company = np.full(len(which), NONE)
    for number, key in enumerate(_SERVICE_SECTORS):
        fit = np.flatnonzero((world.companies["sector"] == sectors().of(key)[0]) & (world.companies["form"] == LIMITED))
        here = service[which] == number
        if len(fit):
            company[here] = random.choice(fit, int(here.sum()))
    running = (
        (company != NONE)
        & (world.companies["founded"][company] < published[which])
        & (world.companies["ended"][company] == OPEN)
    )
    which, company = _no_bidder_twice(which[running], company[running])
    bid(world, random, tender[which], company)


def _no_bidder_twice(tender: Ids, company: Ids) -> tuple[Ids, Ids]:
    pairs = np.unique(np.stack([tender, company], 1), axis=0) if len(tender) else np.zeros((0, 2), np.int64)
    return pairs[:, 0], pairs[:, 1]


def bid(world: World, random: np.random.Generator, tender: Ids, company: Ids, *, winner: Ids | None = None) -> Ids:
    """Let companies bid; the lowest wins unless a winner is named.

    Args:
        world: The block.
        random: Where chance comes from.
        tender: The tender of each bid.
        company: The bidder of each bid.
        winner: Per bid, 1 for the one that shall win.
    Returns:
        Numbers of the bids.
    """
    amount = (world.tenders["estimate"][tender] * random.lognormal(0, 0.12, len(tender)) / 100).astype(np.int64) * 100
    if winner is not None:
        amount = np.where(winner == 1, (amount * 0.8).astype(np.int64), (amount * 1.15).astype(np.int64))
    order = np.lexsort((amount, tender))
    first = np.ones(len(order), bool)
    first[1:] = tender[order][1:] != tender[order][:-1]
    won = np.zeros(len(order), np.int64)
    won[order[first]] = 1
    return world.bids.add(len(tender), tender=tender, company=company, amount=amount, won=won)


def ordinary_forwarders(world: World) -> None:
    """Let forwarders, stevedores and carriers into the port, with passes by the size of the firm."""
    random = world.stream("port")
    here = np.flatnonzero(
        np.isin(world.establishments["sector"], sectors().of("forwarder", "stevedore", "storage", "transport"))
    )
    here = here[~np.isin(world.establishments["company"][here], world.forwarders["company"])]
    here = here[random.random(len(here)) < 0.85]
    depots = np.flatnonzero(np.isin(world.establishments["sector"], sectors().of("storage", "forwarder")))
    carriers = np.flatnonzero(world.companies["sector"] == sectors().of("transport")[0])
    if not len(depots) or not len(carriers):
        return
    own = random.random(len(here)) < 0.6
    places = world.establishments["premises"]
    warehouse = np.where(own, places[here], places[random.choice(depots, len(here))])
    staff = world.establishments["staff"][here]
    world.forwarders.add(
        len(here),
        company=world.establishments["company"][here],
        warehouse=warehouse,
        transporter=random.choice(carriers, len(here)),
        start=world.establishments["start"][here] + 20,
        end=world.establishments["end"][here],
        passes=np.maximum(1, staff * 2),
    )
