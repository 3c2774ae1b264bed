"""The acts by which business life is written down: founding, opening, appointing.

Both the patterns and ordinary life use these, so that what is planted looks like everything else.
"""

from functools import cache
from typing import Any

import numpy as np

from tidegate.demo.names import data_file
from tidegate.demo.timeline import OPEN
from tidegate.demo.world.draft import Ids
from tidegate.demo.world.world import (
    BENEFICIAL,
    DIRECTOR,
    LIMITED,
    NONE,
    OWNER,
    PARTNER,
    PARTNERSHIP,
    SOLE,
    World,
    sectors,
)


def found(
    world: World, random: np.random.Generator, rows: int, *, sector: Any, form: Any = LIMITED, **values: Any
) -> Ids:
    """Found companies; their names are drawn, so that no name tells what a company is for.

    Args:
        world: The block.
        random: Where chance comes from.
        rows: How many.
        sector: Sector of each.
        form: Legal form of each.
        values: Further columns of `World.companies`.
    Returns:
        Numbers of the companies.
    """
    stems = len(name_stems())
    drawn = {
        "stem": random.integers(0, stems, rows),
        "stem2": random.integers(0, stems, rows),
        "trade": random.integers(0, 4, rows),
        # A surname over the door is common among sole traders, rare among companies.
        "style": np.where(
            random.random(rows) < np.where(np.asarray(form) == LIMITED, 0.25, 0.5),
            0,
            random.choice((1, 2, 3), rows, p=(0.2, 0.2, 0.6)),
        ),
        "last": random.choice(world.people.last, rows),
    }
    return world.companies.add(rows, sector=sector, form=form, **{**drawn, **values})


@cache
def name_stems() -> tuple[str, ...]:
    """Give the invented words of which company names are made."""
    return tuple(data_file("sectors.yml")["stems"])


def establish(
    world: World,
    random: np.random.Generator,
    company: Ids,
    premises: Any,
    start: Any,
    end: Any = OPEN,
    *,
    staff: Any = None,
) -> Ids:
    """Open an establishment of each company at the premises.

    Args:
        world: The block.
        random: Where chance comes from.
        company: The companies.
        premises: One of the premises each.
        start: First day of each.
        end: Last day of each.
        staff: People who work there; without it, drawn around the sector's median.
    Returns:
        Numbers of the establishments.
    """
    sector = world.companies["sector"][company]
    if staff is None:
        staff = np.maximum(1, sectors().staff[sector] * random.lognormal(-0.2, 0.7, len(company)))
    return world.establishments.add(
        len(company),
        company=company,
        premises=premises,
        sector=sector,
        staff=np.asarray(staff).astype(np.int64),
        start=start,
        end=end,
    )


def appoint(
    world: World, company: Any, person: Any, start: Any, end: Any = OPEN, *, kind: Any = DIRECTOR, share: Any = 0
) -> Ids:
    """Give people a part in companies.

    Args:
        world: The block.
        company: One company each, or one for all.
        person: The people.
        start: First day.
        end: Last day.
        kind: What they are to the company.
        share: Per cent of the shares.
    Returns:
        Numbers of the roles.
    """
    people = np.atleast_1d(person)
    return world.roles.add(len(people), company=company, person=people, start=start, end=end, kind=kind, share=share)


def staffed_company(
    world: World,
    random: np.random.Generator,
    *,
    sector: int,
    premises: Any,
    founded: int,
    ended: int = OPEN,
    form: int = LIMITED,
    person: int = NONE,
    owner: int = NONE,
    staff: Any = None,
    **values: Any,
) -> tuple[int, int, int]:
    """Found one company with one establishment, a director and an owner.

    Args:
        world: The block.
        random: Where chance comes from.
        sector: Its sector.
        premises: Where it opens.
        founded: First day.
        ended: Last day.
        form: Its legal form.
        person: Who directs it; without it, somebody new.
        owner: Who owns it in the end; without it, the director.
        staff: People who work there.
        values: Further columns of `World.companies`.
    Returns:
        The company, its establishment and its director.
    """
    director = int(world.persons(1)[0]) if person == NONE else person
    if form in (SOLE, PARTNERSHIP):
        values.setdefault("last", world.people.last[director])
    company = found(world, random, 1, sector=sector, form=form, founded=founded, ended=ended, **values)
    establishment = establish(world, random, company, premises, founded, ended, staff=staff)
    if form == SOLE:
        appoint(world, company, director, founded, ended, kind=OWNER, share=100)
    elif form == PARTNERSHIP:
        appoint(world, company, director, founded, ended, kind=PARTNER, share=50)
        appoint(world, company, world.persons(1), founded, ended, kind=PARTNER, share=50)
    else:
        appoint(world, company, director, founded, ended)
        appoint(world, company, director if owner == NONE else owner, founded, ended, kind=BENEFICIAL, share=100)
    return int(company[0]), int(establishment[0]), director
