"""Tidegate on the people of the benchmark with the blocks of plain Splink, for a fair comparison of cost.

Run as a process of its own: `python -m tidegate.bench.peers.ours_same_blocks people.parquet out.parquet model.json`.
"""

import sys
from dataclasses import replace

from tidegate.bench.peers import ours
from tidegate.linkage import load_model
from tidegate.linkage.description import BlockingRule

BLOCKS = (
    ("birth_whole", "name_given_initial"),
    ("birth_whole", "name_family"),
    ("birth_whole", "postcode_code"),
    ("name_full", "birth_year"),
    ("name_given", "postcode_code"),
    ("name_family", "postcode_code"),
    ("name_family", "address_door"),
)
"""The blocks of plain Splink (`plain_splink.BLOCKS`), one for one, in the columns of the shipped model."""

NO_CAP = 1_000_000


def main(people: str, out: str, learnt: str) -> None:
    """Link the people of one file.

    Args:
        people: Parquet file with the records (contract `PEOPLE`).
        out: Parquet file to write, `record_id` and `cluster_id`.
        learnt: JSON file with what was learnt; written where there is none.
    """
    rules = tuple(BlockingRule(" and ".join(on), on, cap=NO_CAP) for on in BLOCKS)
    ours.link_people(replace(load_model("person"), blocking=rules), people, out, learnt)


if __name__ == "__main__":
    main(*sys.argv[1:])
