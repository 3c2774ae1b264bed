"""Ordinary business life: who trades where, from when to when, and what stands empty in between."""

import numpy as np

from tidegate.demo.timeline import FIRST, LAST, OPEN
from tidegate.demo.world.city import OFFICE, SHOP, WAREHOUSE, WORKSHOP
from tidegate.demo.world.draft import Ids
from tidegate.demo.world.founding import appoint, establish, found
from tidegate.demo.world.world import (
    BENEFICIAL,
    DIRECTOR,
    FOUNDATION,
    LIMITED,
    NONE,
    OWNER,
    PARTNER,
    PARTNERSHIP,
    SOLE,
    World,
    sectors,
)

UNITS = (SHOP, OFFICE, WORKSHOP, WAREHOUSE)
"""Uses of premises in which a business opens."""
_KINDS = ("quarter", "park", "fringe", "port")
_HOME_SHARE, _OUTSIDE_SHARE = 0.33, 0.4
_EMPTY, _OLD, _ENDS, _REOPENS, _SPARE, _BRANCH = 0.07, 0.84, 0.20, 0.75, 0.05, 0.06
_YEAR = 365


def ordinary_trade(world: World) -> None:
    """Fill the units that no pattern took, and let sole traders work from home.

    Args:
        world: The block, patterns planted; companies, establishments, roles and vacancies are added.
    """
    random = world.stream("trade")
    spare = world.premises_free(random, int(len(world.premises_left(UNITS, _KINDS)) * _SPARE), UNITS, _KINDS)
    inside = world.premises_left(UNITS, _KINDS)
    outside = world.premises_left(UNITS, ("outside",))
    outside = outside[random.random(len(outside)) < _OUTSIDE_SHARE]
    empty = random.random(len(inside)) < _EMPTY
    _vacate(world, random, inside[empty], np.full(int(empty.sum()), FIRST - 200), np.full(int(empty.sum()), OPEN))
    units = np.concatenate([inside[~empty], outside])
    start, end = _first_spells(random, len(units))
    _move(world, random, _trade(world, random, units, start, end), spare)
    _succeed(world, random, units, end)
    _work_at_home(world, random)


def _first_spells(random: np.random.Generator, rows: int) -> tuple[Ids, Ids]:
    old = random.random(rows) < _OLD
    start = np.where(
        old,
        FIRST - 60 - (random.random(rows) ** 2 * 25 * _YEAR).astype(np.int64),
        random.integers(FIRST, LAST - 200, rows),
    )
    ends = random.random(rows) < _ENDS
    end = (
        np.maximum(start, FIRST) + 90 + (random.random(rows) * (LAST - np.maximum(start, FIRST) - 90)).astype(np.int64)
    )
    return start, np.where(ends, end, OPEN)


def _succeed(world: World, random: np.random.Generator, units: Ids, end: Ids) -> None:
    """Where one business ends, another mostly follows; the time between is a vacancy."""
    gap = 1 + (random.exponential(110, len(units))).astype(np.int64)
    follows = (end < LAST - 30) & (random.random(len(units)) < _REOPENS) & (end + gap < LAST - 10)
    _trade(world, random, units[follows], end[follows] + gap[follows], np.full(int(follows.sum()), OPEN))
    stays_empty = (end < LAST - 30) & ~follows
    until = np.where(stays_empty, OPEN, end + gap)
    shown = (end < LAST - 30) & (until - end > 45)
    _vacate(world, random, units[shown], end[shown] + 1, until[shown])


def _vacate(world: World, random: np.random.Generator, premises: Ids, start: Ids, end: Ids) -> None:
    inside = world.premises.inside[premises]
    rows = int(inside.sum())
    power = np.maximum(0, random.normal(14, 9, rows)).astype(np.int64)
    world.vacancies.add(
        rows,
        premises=premises[inside],
        start=start[inside],
        end=end[inside],
        reason=random.integers(0, 3, rows),
        power=power,
    )


def _trade(world: World, random: np.random.Generator, units: Ids, start: Ids, end: Ids) -> Ids:
    rows, words = len(units), sectors()
    kinds = world.area_kind(units)
    sector = np.zeros(rows, np.int64)
    for kind in np.unique(kinds):
        here = kinds == kind
        weights = words.weights["quarter" if kind == "outside" else str(kind)]
        sector[here] = random.choice(len(weights), int(here.sum()), p=weights)
    form = random.choice((SOLE, PARTNERSHIP, LIMITED, FOUNDATION), rows, p=(0.60, 0.07, 0.30, 0.03))
    company = found(
        world, random, rows, sector=sector, form=form, founded=start - random.integers(0, 200, rows), ended=end
    )
    establishment = establish(world, random, company, units, start, end)
    _branch(world, random, company, establishment)
    _direct(world, random, company)
    return establishment


def _move(world: World, random: np.random.Generator, establishment: Ids, spare: Ids) -> None:
    """Some move in the five years to one of the spare units, which stood empty until then."""
    moves = random.permutation(establishment)
    start, end = world.establishments["start"][moves], world.establishments["end"][moves]
    moves = moves[(end == OPEN) & (start < LAST - 400)][: len(spare)]
    spare = spare[: len(moves)]
    after = np.maximum(world.establishments["start"][moves], FIRST) + 120
    moved = after + (random.random(len(moves)) * (LAST - after)).astype(np.int64)
    world.establishments["later"][moves] = spare
    world.establishments["moved"][moves] = moved
    _vacate(world, random, spare, np.full(len(spare), FIRST - 200), moved - 1)


def _branch(world: World, random: np.random.Generator, company: Ids, establishment: Ids) -> None:
    """Some companies have more than one establishment: theirs takes the place of another's."""
    limited = company[world.companies["form"][company] == LIMITED]
    if len(limited) < 2:
        return
    chosen = establishment[random.random(len(establishment)) < _BRANCH]
    # A twentieth of the limited companies holds all branches, so that some have a handful.
    heads = random.choice(limited, max(1, len(limited) // 20), replace=False)
    head = random.choice(heads, len(chosen))
    fits = world.companies["founded"][head] <= world.establishments["start"][chosen]
    fits &= world.companies["ended"][head] >= world.establishments["end"][chosen]
    world.establishments["company"][chosen[fits]] = head[fits]
    world.establishments["sector"][chosen[fits]] = world.companies["sector"][head[fits]]


def _direct(world: World, random: np.random.Generator, company: Ids) -> None:
    rows = len(company)
    form, founded, ended = (world.companies[name][company] for name in ("form", "founded", "ended"))
    person = world.persons(rows)
    # One in eight directs a second company: another's number in place of somebody new.
    again = random.random(rows) < 0.12
    person = np.where(again, person[random.integers(0, max(rows, 1), rows)], person)
    for kind, of, share in ((OWNER, form == SOLE, 100), (PARTNER, form == PARTNERSHIP, 50)):
        appoint(world, company[of], person[of], founded[of], ended[of], kind=kind, share=share)
    world.companies["last"][company[form == SOLE]] = world.people.last[person[form == SOLE]]
    firm = form == PARTNERSHIP
    appoint(world, company[firm], world.persons(int(firm.sum())), founded[firm], ended[firm], kind=PARTNER, share=50)
    board = (form == LIMITED) | (form == FOUNDATION)
    _direct_board(world, random, company[board], person[board], founded[board], ended[board])


def _direct_board(
    world: World, random: np.random.Generator, company: Ids, person: Ids, founded: Ids, ended: Ids
) -> None:
    rows = len(company)
    changes = (random.random(rows) < 0.10) & (founded < LAST - 800) & (ended == OPEN)
    until = np.where(changes, random.integers(FIRST + 60, LAST - 60, rows), ended)
    appoint(world, company, person, founded, until)
    appoint(world, company[changes], world.persons(int(changes.sum())), until[changes] + 1, ended[changes])
    second = random.random(rows) < 0.25
    other = world.persons(int(second.sum()))
    appoint(world, company[second], other, founded[second], ended[second])
    limited = world.companies["form"][company] == LIMITED
    appoint(
        world,
        company[limited],
        person[limited],
        founded[limited],
        ended[limited],
        kind=BENEFICIAL,
        share=np.where(second, 50, 100)[limited],
    )
    both = limited[second]
    appoint(
        world, company[second][both], other[both], founded[second][both], ended[second][both], kind=BENEFICIAL, share=50
    )
    _hold(world, random, company, founded, ended)


def _hold(world: World, random: np.random.Generator, company: Ids, founded: Ids, ended: Ids) -> None:
    """Some companies are directed by a holding, which is itself one of the block's companies."""
    holdings = company[world.companies["sector"][company] == sectors().of("holding")[0]]
    if not len(holdings):
        return
    held = random.random(len(company)) < 0.08
    via = random.choice(holdings, int(held.sum()))
    apart = via != company[held]
    rows = int(apart.sum())
    world.roles.add(
        rows,
        company=company[held][apart],
        via=via[apart],
        kind=DIRECTOR,
        person=NONE,
        start=founded[held][apart],
        end=ended[held][apart],
        share=0,
    )


def _work_at_home(world: World, random: np.random.Generator) -> None:
    rows = int(len(world.establishments) * _HOME_SHARE)
    weights = sectors().weights["home"]
    person = world.persons(rows)
    start, end = _first_spells(random, rows)
    company = found(
        world,
        random,
        rows,
        sector=random.choice(len(weights), rows, p=weights),
        form=SOLE,
        founded=start,
        ended=end,
        last=world.people.last[person],
    )
    establish(world, random, company, world.people.home[person], start, end, staff=1)
    appoint(world, company, person, start, end, kind=OWNER, share=100)
