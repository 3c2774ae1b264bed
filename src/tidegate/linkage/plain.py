"""Plain Splink as a person would set it up by its documentation: what a linkage of the city's own has to beat.

Its own comparison library, blocks on every key that a kind has, trained on the records themselves. It is given what
was made comparable for ours (names without accents, addresses in parts), which is more than a file holds; it decides
alone. Where several thresholds are tried, the caller says which one is shown.

Source:
    Linacre et al. (2022), Splink, IJPDS 7(3), doi:10.23889/ijpds.v7i3.1794.
"""

import logging
import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI

from tidegate.tables import Session, query

THRESHOLDS = (0.5, 0.9, 0.99, 0.999)
"""Match probabilities from which pairs are put together."""

FEWEST = 1000
"""Records below which it is not run: of so few its training learns chance, or fails."""


@dataclass(frozen=True)
class PlainModel:
    """How plain Splink links one kind of thing.

    Args:
        columns: Column that Splink compares to the expression over the comparable columns.
        comparisons: Splink's own.
        blocks: Columns; records that agree in all of one of them are compared.
        sure: Blocks whose pairs are nearly always right, for the share that belongs together.
        train_on: Blocks on whose pairs m is learnt.
        once: Whether records that say the same are compared once; without it a thousand payments of one company would
            be half a million pairs.
    """

    columns: Mapping[str, str]
    comparisons: tuple[Any, ...]
    blocks: tuple[tuple[str, ...], ...]
    sure: tuple[tuple[str, ...], ...]
    train_on: tuple[tuple[str, ...], ...]
    once: bool = False

    @property
    def needs(self) -> frozenset[str]:
        """Name the comparable columns that a city's model must have for it."""
        return frozenset(re.split(r"\W", expression, maxsplit=1)[0] for expression in self.columns.values())


def address() -> Any:
    """Compare street, number and postcode as one thing; Splink's own comparison knows British postcodes alone."""
    return cl.CustomComparison(
        output_column_name="address",
        comparison_levels=[
            cll.And(cll.NullLevel("postcode"), cll.NullLevel("street")),
            cll.And(cll.ExactMatchLevel("postcode"), cll.ExactMatchLevel("house_number")),
            cll.And(cll.JaroWinklerLevel("street", 0.92), cll.ExactMatchLevel("house_number")),
            cll.ExactMatchLevel("postcode"),
            cll.ElseLevel(),
        ],
    )


def person_comparisons() -> tuple[Any, ...]:
    """Give the comparisons for people: names, birth date, address."""
    return (
        cl.NameComparison("first_name"),
        cl.NameComparison("surname"),
        cl.DateOfBirthComparison("birth_date", input_is_string=True, datetime_format="%Y-%m-%d"),
        address(),
    )


PERSON_BLOCKS: tuple[tuple[str, ...], ...] = (
    ("birth_date", "initial"),
    ("birth_date", "surname"),
    ("birth_date", "postcode"),
    ("full_name", "birth_year"),
    ("first_name", "postcode"),
    ("surname", "postcode"),
    ("surname", "street", "house_number"),
)
"""Blocks for people, a few million pairs each at most at a million records."""

_ADDRESS = {"street": "street", "house_number": "number", "postcode": "postcode"}
_PLACE = {name: f"place_{column}" for name, column in _ADDRESS.items()}


def plain_models() -> dict[str, PlainModel]:
    """Give the models by kind of thing.

    Returns:
        Models of persons, organisations and premises.
    """
    number = "registration_decides"
    return {
        "person": PlainModel(
            {
                "first_name": "name_given", "surname": "name_family", "full_name": "name_full",
                "initial": "name_given_initial", "birth_date": "birth_whole", "birth_year": "birth_year::varchar",
                "street": "address_street", "house_number": "address_number", "postcode": "postcode_code",
            },
            person_comparisons(),
            # Half of a city's records of people hold no birth date and no address: they are compared by name.
            (*PERSON_BLOCKS, ("full_name",)),
            (("full_name", "birth_date"), ("birth_date", "postcode", "house_number")),
            (("birth_date",), ("full_name", "birth_year")),
        ),
        "organisation": PlainModel(
            {"name": "name_squashed[1]", "number": number, "head": "name_squashed[1][:8]", **_PLACE},
            (
                cl.JaroWinklerAtThresholds("name", [0.95, 0.88]).configure(term_frequency_adjustments=True),
                cl.ExactMatch("number"),
                address(),
            ),
            (("number",), ("name",), ("head", "postcode"), ("street", "house_number")),
            (("number",), ("name", "postcode")),
            (("name",), ("number",)),
            once=True,
        ),
        "premises": PlainModel(
            {"number": "number_decides", **_PLACE, "postcode": "postcode_code"},
            (
                cl.JaroWinklerAtThresholds("street", [0.92]),
                cl.ExactMatch("house_number"),
                cl.LevenshteinAtThresholds("postcode", [1]),
                cl.ExactMatch("number"),
            ),
            (("number",), ("postcode", "house_number"), ("street", "house_number")),
            (("number",), ("postcode", "house_number", "street")),
            (("number",), ("postcode", "house_number")),
            once=True,
        ),
    }  # fmt: skip


def plain_splink(
    session: Session, kind: str, entities: pa.Table, nodes: pa.Table, *, thresholds: Sequence[float] = THRESHOLDS
) -> dict[float, pa.Table]:
    """Link the records of one kind by plain Splink.

    Args:
        session: An engine of its own.
        kind: One of `plain_models()`.
        entities: Which record says what: `record_id` and `node`.
        nodes: The comparable values of every node.
        thresholds: Match probabilities to put pairs together at.
    Returns:
        Per threshold `record_id` and `entity`; nothing where there are fewer than `FEWEST` records.
    """
    model = plain_models()[kind]
    session.register("entities", entities.select(["record_id", "node"]))
    session.register("nodes", nodes)
    told = ", ".join(f"{expression} as {name}" for name, expression in model.columns.items())
    session.execute(query(__package__, "plain").replace("columns_of_kind", told))
    unit = f"min(record_id) over (partition by {', '.join(model.columns)})" if model.once else "record_id"
    session.execute(f"create or replace temp table plain_units as select *, {unit} as unit from plain_records")  # noqa: S608 - names of our own
    if session.rows("select count(*) as n from plain_units")[0]["n"] < FEWEST:
        return {}
    session.execute("create or replace temp table plain_items as select * from plain_units where record_id = unit")
    with session.lent() as connection, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        api = DuckDBAPI(connection=connection)
        linker = _trained(api, model)
        pairs = linker.inference.predict(threshold_match_probability=min(thresholds), warning_mode="never")
        found = {}
        for threshold in thresholds:
            clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
                pairs, threshold_match_probability=threshold
            )
            found[threshold] = session.fetch(
                "select u.record_id, c.cluster_id::varchar as entity from plain_units u "  # noqa: S608 - names of our own
                f"join {clusters.physical_name} c on c.unit = u.unit order by u.record_id"
            )
        linker.table_management.delete_tables_created_by_splink_from_db()  # type: ignore[no-untyped-call]
    return found


def _trained(api: DuckDBAPI, model: PlainModel) -> Linker:
    logging.getLogger("splink").setLevel(logging.ERROR)
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="unit",
        blocking_rules_to_generate_predictions=[block_on(*on) for on in model.blocks],
        comparisons=list(model.comparisons),
        retain_matching_columns=False,
        max_iterations=20,
    )
    linker = Linker(api.register("plain_items", dataset_display_name="plain_items"), settings, log_level=None)
    linker.training.estimate_probability_two_random_records_match([block_on(*on) for on in model.sure], recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=2_000_000, seed=1)
    for on in model.train_on:
        linker.training.estimate_parameters_using_expectation_maximisation(block_on(*on))
    return linker
