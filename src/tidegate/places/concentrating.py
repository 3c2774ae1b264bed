"""How concentrated each kind of event is, on each kind of place, beside what chance alone would give."""

import numpy as np
import pyarrow as pa

from tidegate.places.expecting import expected_by_premises, exposure
from tidegate.places.units import ALL, KEYS, Kind, Period, checked, group, kinds_of, totals_of
from tidegate.statistics import Concentration, concentration
from tidegate.tables import Column, Contract

CONCENTRATION = Contract(
    "concentration",
    (
        Column("level", pa.string(), "premises, street, cell, area or sector", nullable=False),
        Column("schema", pa.string(), nullable=False),
        Column("kind", pa.string(), nullable=False),
        Column("places", pa.int64(), "units with a premises or an event", nullable=False),
        Column("events", pa.int64(), "events of the period that are tied to a unit", nullable=False),
        Column("tied", pa.float64(), "share of the kind's events that are", nullable=False),
        Column("gini", pa.float64(), nullable=False),
        Column("generalised_gini", pa.float64(), nullable=False),
        Column("null_gini", pa.float64(), "mean under chance alone", nullable=False),
        Column("null_low", pa.float64(), nullable=False),
        Column("null_high", pa.float64(), nullable=False),
        Column("half", pa.float64(), "share of units that holds half the events", nullable=False),
        Column("null_half", pa.float64(), "the same under chance alone", nullable=False),
        Column("p", pa.float64(), nullable=False),
        Column("sentence", pa.string(), nullable=False),
    ),
)
"""One row per level and kind of event."""

LEAST_EVENTS = 50
"""Below this a Gini coefficient says little even against its null: the null's range is as wide as the scale."""

LEAST_TIED = 0.5
"""Where fewer events can be tied to a level, the others could lie anywhere on it; the level says nothing."""

_PLURAL = {"premises": "premises", "street": "streets", "cell": "cells", "area": "areas", "sector": "lines of business"}
_EVENTS = {"Incident": "incidents", "Inspection": "inspections", "Measure": "measures", "Report": "reports"}


def concentrate(
    places: pa.Table, businesses: pa.Table, events: pa.Table, *, period: Period, seed: int,
    least_events: int = LEAST_EVENTS, draws: int = 99,
) -> pa.Table:  # fmt: skip
    """Measure the concentration of each kind of event on premises, streets, cells, areas and lines of business.

    The null throws the same number of events on the same units, each as likely as the other; for lines of business, as
    likely as they have establishment-years. Nothing is said of any single place.

    Args:
        places: Contract `PLACES`.
        businesses: Contract `BUSINESSES`.
        events: Contract `HAPPENINGS`.
        period: Months that count.
        seed: Seed of the null.
        least_events: Kinds with fewer events are left out.
        draws: Number of draws of the null.
    Returns:
        Contract `CONCENTRATION`, by level and kind; levels to which less than half of a kind can be tied are left out.
    Raises:
        ContractError: A table does not keep its contract.
    Source:
        Weisburd (2015), doi:10.1111/1745-9125.12070; Bernasco and Steenbeek (2017), doi:10.1007/s10940-016-9324-7.
    """
    places, businesses, events = checked(places, businesses, events)
    kinds = kinds_of(events, period, least=least_events)
    totals = totals_of(events, period, kinds)
    rows: list[dict[str, object]] = []
    for level in KEYS:
        units = group(places, businesses, events, level=level, period=period, kinds=kinds)
        for number, kind in enumerate(kinds):
            counts = units.counts[:, number]
            tied = float(counts.sum()) / totals[number]
            if tied >= LEAST_TIED:
                rows.append(_row(level, kind, concentration(counts, seed=seed, draws=draws), tied))
        if level == "premises":
            tied_kinds = [i for i in range(len(kinds)) if units.counts[:, i].sum() >= LEAST_TIED * totals[i]]
            at = exposure(places, businesses, period)
            years = np.asarray(at.years.sum(axis=0)).ravel()
            _, rates = expected_by_premises(units, at, tied_kinds)
            sectors = [(kinds[i], rates[:, j] * years, totals[i]) for j, i in enumerate(tied_kinds)]
    for kind, shared, total in sectors:
        if shared.sum() >= least_events and shared.sum() >= LEAST_TIED * total:
            found = concentration(shared, seed=seed, chances=years, draws=draws)
            rows.append(_row("sector", kind, found, float(shared.sum()) / total))
    return CONCENTRATION.check(pa.Table.from_pylist(rows, schema=CONCENTRATION.schema()))


def sentence(level: str, kind: Kind, found: Concentration) -> str:
    """Say in plain words how concentrated events are.

    Args:
        level: Kind of unit.
        kind: Kind of event.
        found: The measures.
    Returns:
        One or two sentences.
    Example:
        >>> c = Concentration(1000, 400.0, 0.9, 0.8, 0.031, 0.3, 0.28, 0.32, 0.14, 0.005, 199)
        >>> sentence("street", Kind("Report", "noise"), c)
        'Half of the 400 reports (noise) lie on 3.1 % of the 1,000 streets; chance alone would take 14.0 %.'
    """
    what = _EVENTS.get(kind.schema, kind.schema) + ("" if kind.name == ALL else f" ({kind.name})")
    text = (
        f"Half of the {round(found.events):,} {what} lie on {found.half:.1%} of the {found.places:,} {_PLURAL[level]}; "
        f"chance alone would take {found.null_half:.1%}."
    ).replace("%", " %")
    return text if found.beyond_chance else f"{text} That is no more than chance gives."


def _row(level: str, kind: Kind, found: Concentration, tied: float) -> dict[str, object]:
    return {
        "level": level, "schema": kind.schema, "kind": kind.name, "places": found.places,
        "events": round(found.events), "tied": tied, "gini": found.gini,
        "generalised_gini": found.generalised_gini, "null_gini": found.null_gini, "null_low": found.null_low,
        "null_high": found.null_high, "half": found.half, "null_half": found.null_half, "p": found.p,
        "sentence": sentence(level, kind, found),
    }  # fmt: skip
