"""Plain Splink on the people of the benchmark: its own comparison library, well blocked, trained on the data.

Set up as its documentation advises a person to: names in small letters without accents, term frequencies on the
whole name, blocks that each hold a few million pairs at most at a million records. Run as a process of its own:
`python -m tidegate.bench.peers.plain_splink people.parquet out.parquet model.json`. It trains where the model is not
there yet, and saves it; otherwise it loads it. Pairs are stored with the parts of their weight.
"""

import logging
import sys
from pathlib import Path

from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI
from splink.internals.blocking_rule_creator import BlockingRuleCreator

from tidegate.linkage.plain import PERSON_BLOCKS, person_comparisons
from tidegate.tables import query

THRESHOLD = 0.999
"""Match probability from which pairs are put together: where Splink does best on 100,000 people, the truth known."""

BLOCKS = PERSON_BLOCKS
"""Records that agree in all of one of these are compared; `ours` knows the same blocks by its own columns."""


def settings() -> SettingsCreator:
    """Describe the linkage as Splink wants it.

    Returns:
        Comparisons and blocks, untrained.
    """
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="record_id",
        blocking_rules_to_generate_predictions=[block_on(*on) for on in BLOCKS],
        comparisons=list(person_comparisons()),
        retain_intermediate_calculation_columns=True,
        retain_matching_columns=False,
        max_iterations=20,
    )


def main(people: str, out: str, model: str) -> None:
    """Link the people of one file.

    Args:
        people: Parquet file with the records (contract `PEOPLE`).
        out: Parquet file to write, `record_id` and `cluster_id`; the pairs go beside it as `<name>.pairs.parquet`.
        model: JSON file with the trained model; written where there is none.
    """
    logging.getLogger("splink").setLevel(logging.ERROR)
    backend = DuckDBAPI()
    engine = backend.duckdb_con
    engine.execute("set threads = 2")
    engine.execute("set enable_progress_bar = false")
    engine.execute(query(__package__, "plain_splink"), {"people": people})
    records = backend.register("people")
    if not Path(model).exists():
        linker = Linker(records, settings())
        _train(linker)
        linker.misc.save_model_to_json(model)
    else:
        linker = Linker(records, model)
    pairs = linker.inference.predict(threshold_match_probability=0.5)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, threshold_match_probability=THRESHOLD)
    engine.table(pairs.physical_name).write_parquet(str(Path(out).with_suffix(".pairs.parquet")))
    engine.table(clusters.physical_name).select("record_id", "cluster_id").write_parquet(out)


def _train(linker: Linker) -> None:
    rules: list[str | BlockingRuleCreator] = [
        block_on("full_name", "birth_date"),
        block_on("birth_date", "postcode", "house_number"),
    ]
    linker.training.estimate_probability_two_random_records_match(rules, recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=2_000_000, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("birth_date"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("full_name", "postcode"))


if __name__ == "__main__":
    main(*sys.argv[1:])
