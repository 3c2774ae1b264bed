"""The adapter to Splink: a model's evidence is estimated on the city's own data, and every pair gets its weight.

Splink implements the model of Fellegi and Sunter; what it is given here is ours: the pairs, the comparable columns and
the levels in SQL. A weight is the sum of its parts, and the parts stay with it.

Source:
    Fellegi, Sunter (1969), A Theory for Record Linkage, JASA 64(328), 1183-1210, doi:10.1080/01621459.1969.10501049;
    Linacre et al. (2022), Splink, IJPDS 7(3), doi:10.23889/ijpds.v7i3.1794.
"""

import logging
import math
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from splink import Linker, SettingsCreator
from splink.backends.duckdb import DuckDBAPI

from tidegate.linkage.description import Comparison, Level, Model
from tidegate.linkage.prevalence import prior_of_all_pairs
from tidegate.registers.mapping import expressions as x
from tidegate.tables import Session


@dataclass(frozen=True)
class Parameters:
    """What was estimated: m and u of every level, per comparison.

    Args:
        levels: Comparison to the pairs (m, u) of its levels, in the order of the model.
        prior: Share of compared pairs that belong together.
    """

    levels: Mapping[str, tuple[tuple[float, float], ...]]
    prior: float

    def apply_to(self, model: Model) -> Model:
        """Give a model these parameters.

        Args:
            model: The model they were estimated for.
        Returns:
            The model with m, u and prior replaced.
        """
        comparisons = tuple(
            replace(
                c, levels=tuple(replace(v, m=m, u=u) for v, (m, u) in zip(c.levels, self.levels[c.name], strict=True))
            )
            if c.name in self.levels
            else c
            for c in model.comparisons
        )
        return replace(model, comparisons=comparisons, prior=self.prior)


def score_pairs(
    session: Session, model: Model, columns: Mapping[str, pa.DataType], *, counted_in: str = "nodes"
) -> int:
    """Score the table `pairs` and make the table `links`.

    Args:
        session: The engine that holds `nodes` and `pairs`.
        model: The model, its parameters applied.
        columns: The comparable columns; a comparison that needs one that is not there says nothing.
        counted_in: Table or view in which the rarity of values is counted, where `nodes` holds only some.
    Returns:
        Number of links. The table begins with `node_l`, `node_r`, `weight` (bits) and `rule` (number of the blocking
        rule), then per comparison `level_<name>` (place of the level in the model, -1: absent) and `bits_<name>`.
    """
    usable = usable_comparisons(model, columns)
    linker = _linker(session, model, usable)
    (pairs,) = session.rows("select count(*) as n, max(rowid) + 1 as ends from pairs")
    with session.lent():
        _offer_pairs(session, 0)
        linker.table_management.register_blocked_pairs_for_predict(
            linker._db_api.register("pairs_for_splink", dataset_display_name="pairs_for_splink")
        )
        if counted_in != "nodes":
            _register_frequencies(session, linker, usable, counted_in)
        for begin in range(0, pairs["ends"] or 1, PAIRS_AT_ONCE):
            if begin:
                _offer_pairs(session, begin)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                scored = linker.inference.predict(warning_mode="never")
            share = _links_of(scored.physical_name, usable)
            session.execute(
                f"insert into links {share}" if begin else f"create or replace temp table links as {share}"
            )  # fmt: skip
            # The next share is asked for in the same words, and Splink would give this one again.
            scored.drop_table_from_database_and_remove_from_cache()
        session.execute("drop table if exists pairs_for_splink")
        linker.table_management.delete_tables_created_by_splink_from_db()  # type: ignore[no-untyped-call]
    return int(session.rows("select count(*) as n from links")[0]["n"])


PAIRS_AT_ONCE = 1_000_000
"""Pairs that are scored in one pass: Splink makes some hundred columns of each, of which few are kept."""


def _offer_pairs(session: Session, begin: int) -> None:
    """Make the table that Splink scores: the pairs from a place in `pairs` on. Splink names its keys so."""
    session.execute(
        "create or replace temp table pairs_for_splink as "
        "select rule::varchar as match_key, node_l as join_key_l, node_r as join_key_r from pairs "
        "where rowid >= $begin and rowid < $end", begin=begin, end=begin + PAIRS_AT_ONCE,
    )  # fmt: skip


def _links_of(scored: str, comparisons: Sequence[Comparison]) -> str:
    """Select from what Splink scored what is kept of it."""
    parts = "".join(
        f", {_level_of(c)} as level_{c.name}, {_bits(c)}::float as bits_{c.name}" + _rarity(c) for c in comparisons
    )
    ends = "least(s.node_l, s.node_r) as node_l, greatest(s.node_l, s.node_r) as node_r"
    return f"select {ends}, s.match_weight as weight, s.match_key::tinyint as rule{parts} from {scored} s"  # noqa: S608 - names of our own


def _register_frequencies(session: Session, linker: Linker, comparisons: Sequence[Comparison], among: str) -> None:
    """Give Splink the share of nodes that hold each value, as it would count them itself among all nodes."""
    for column in sorted({level.rarity for c in comparisons for level in c.levels if level.rarity}):
        name = f"frequency_{column}"
        cell, value = x.column(column), x.column(column, "v")
        counted = x.exp.select(x.exp.alias_(cell, column), x.exp.alias_(x.exp.Count(this=x.exp.Star()), "n"))
        wanted = x.exp.select(cell).from_("nodes")
        counted = counted.from_(among).where(x.exp.In(this=cell, query=wanted.subquery())).group_by(cell)
        total = x.exp.select(x.call("count", cell)).from_(among).subquery()
        share = x.exp.Div(this=x.exp.Cast(this=x.column("n", "v"), to=x.exp.DataType.build("DOUBLE")), expression=total)
        select = x.exp.select(x.exp.alias_(value, column), x.exp.alias_(share, f"tf_{column}")).from_(
            counted.subquery("v")
        )
        session.execute(f"create or replace temp table {name} as {x.sql(select)}")
        table = linker._db_api.register(name, dataset_display_name=name)
        linker.table_management.register_term_frequency_lookup(table, column)


def _level_of(comparison: Comparison) -> str:
    """Tell the level by its weight: Splink keeps its own numbers of levels only together with all compared values."""
    cases = "".join(
        f" when abs(s.mw_{comparison.name} - {level_bits(level, n)!r}) < 1e-7 then {n}"
        for n, level in enumerate(comparison.levels)
    )
    return f"(case{cases} else -1 end)::tinyint"


def level_bits(level: Level, position: int) -> float:
    """Give the weight of a level, bits.

    Args:
        level: The level.
        position: Its place among its comparison's levels; it moves the weight by a millionth of a bit, so that two
            levels never weigh the same and each can be told by its weight.
    """
    return math.log2(level.m / level.u) + (position + 1) * 1e-6


def _rarity(comparison: Comparison) -> str:
    """Keep what of the bits is owed to the rarity of the value."""
    rare = any(level.rarity for level in comparison.levels)
    return f", s.mw_tf_adj_{comparison.name}::float as rarity_{comparison.name}" if rare else ""


def _bits(comparison: Comparison) -> str:
    tf = any(level.rarity for level in comparison.levels)
    return f"(s.mw_{comparison.name}" + (f" + s.mw_tf_adj_{comparison.name})" if tf else ")")


def estimate(session: Session, model: Model, columns: Mapping[str, pa.DataType], *, seed: int) -> Parameters:
    """Estimate m and u on the data themselves, without a labelled pair.

    Args:
        session: The engine that holds `nodes`.
        model: The model; a level that is `fixed` stays as it is.
        columns: The comparable columns.
        seed: Seed of the sampling.
    Returns:
        The parameters; what could not be estimated keeps the model's default.
    """
    usable = usable_comparisons(model, columns)
    if not model.train_on:
        return Parameters({}, model.prior)
    linker = _linker(session, model, usable)
    with session.lent(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=seed)
        for rule in model.train_on:
            linker.training.estimate_parameters_using_expectation_maximisation(
                rule, fix_probability_two_random_records_match=False, max_pairs=1e6
            )
        found = {c.output_column_name: c for c in linker._settings_obj.comparisons}
        linker.table_management.delete_tables_created_by_splink_from_db()  # type: ignore[no-untyped-call]
    levels = {c.name: _estimated(c, found[c.name]) for c in usable}
    return Parameters(levels, model.prior)


def estimate_prior(session: Session, model: Model, parameters: Parameters) -> tuple[Model, Parameters]:
    """Estimate from the table `links` how many pairs belong together, and weigh them by it.

    The prior that explains the weights best: the mean of the probabilities that it gives (expectation-maximisation
    with m and u held). Of compared pairs where the model says so (`prior_from_pairs`), else of all pairs of nodes.

    Args:
        session: The engine that holds `links`; their weights are changed in place.
        model: The model they were scored with.
        parameters: Its parameters.
    Returns:
        Model and parameters with the estimated prior; the prior given, where there are too few links to tell.
    """
    weights = session.fetch("select weight from links order by weight").column("weight").to_numpy()
    if len(weights) < FEWEST_LINKS:
        return model, parameters
    if model.prior_from_pairs:
        prior = _of_compared(weights - odds_bits(model.prior), model.prior)
    else:
        (counted,) = session.rows("select count(*) as nodes from nodes")
        prior = prior_of_all_pairs(weights, prior=model.prior, nodes=counted["nodes"])
    for table in ("links", "alike"):
        session.execute(f"update {table} set weight = weight + $more", more=odds_bits(prior) - odds_bits(model.prior))  # noqa: S608 - our own names
    return replace(model, prior=prior), replace(parameters, prior=prior)


def _of_compared(evidence: npt.NDArray[np.float64], prior: float) -> float:
    for _ in range(200):
        prior = float(np.mean(1 / (1 + np.exp2(-(evidence + odds_bits(prior))))))
        prior = min(max(prior, 1e-6), 0.9)
    return prior


LEAST_M = 1e-4
"""What estimation may take an outcome for at least: that it was not seen once does not make it impossible."""

FEWEST_LINKS = 100
"""Links below which the prior is not estimated."""


def odds_bits(share: float) -> float:
    """Give the odds of a share in bits.

    Args:
        share: Above 0, below 1.
    Returns:
        The base-2 logarithm of the odds.
    Example:
        >>> odds_bits(0.5)
        0.0
    """
    return math.log2(share / (1 - share))


def _estimated(comparison: Comparison, found: Any) -> tuple[tuple[float, float], ...]:
    there = [level for level in found.comparison_levels if not level.is_null_level]
    out = []
    for own, theirs in zip(comparison.levels, there, strict=True):
        m, u = theirs.m_probability, theirs.u_probability
        usable = isinstance(m, float) and isinstance(u, float) and 0 < m < 1 and 0 < u < 1
        out.append((own.m, own.u) if own.fixed or not usable else (max(float(m), LEAST_M), float(u)))
    return tuple(out)


def usable_comparisons(model: Model, columns: Mapping[str, pa.DataType]) -> tuple[Comparison, ...]:
    """Give the comparisons whose columns are there.

    Args:
        model: The model.
        columns: The comparable columns.
    """
    return tuple(c for c in model.comparisons if all(n in columns for n in c.needs))


def _linker(session: Session, model: Model, comparisons: Sequence[Comparison]) -> Linker:
    logging.getLogger("splink").setLevel(logging.ERROR)
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="node",
        comparisons=[_comparison(c) for c in comparisons],
        blocking_rules_to_generate_predictions=[],
        probability_two_random_records_match=model.prior,
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=True,
        max_iterations=25,
    )
    with session.lent() as connection:
        api = DuckDBAPI(connection=connection)
        # Its own look for misspelt columns would only be logged, and takes half of what a small run takes.
        table = api.register("nodes", dataset_display_name="nodes")
        return Linker(table, settings, log_level=None, validate_settings=False)


def _comparison(comparison: Comparison) -> dict[str, Any]:
    absent = " or ".join(f"{n}_{side} is null" for n in comparison.needs for side in "lr")
    levels: list[dict[str, Any]] = []
    if absent:
        levels.append({"sql_condition": absent, "label_for_charts": "absent", "is_null_level": True})
    levels += [_level(level, n) for n, level in enumerate(comparison.levels)]
    return {"output_column_name": comparison.name, "comparison_levels": levels}


def _level(level: Level, position: int) -> dict[str, Any]:
    said: dict[str, Any] = {
        "sql_condition": level.when or "ELSE",
        "label_for_charts": level.title.get("en", level.when),
        "m_probability": level.m,
        "u_probability": level.m / 2 ** level_bits(level, position),
        "fix_m_probability": level.fixed,
        "fix_u_probability": level.fixed,
    }
    if level.rarity:
        said["tf_adjustment_column"] = level.rarity
    return said
