"""The exact rule on the people of the benchmark: same first name, last name and birth date, letter by letter.

Run as a process of its own: `python -m tidegate.bench.peers.exact_rule people.parquet out.parquet`.
"""

import sys

import pyarrow.parquet as pq

from tidegate.linkage.trivial import same_values

ON = ("first_name", "last_name", "birth_date")
"""Columns in which two records must agree to be one person."""


def main(people: str, out: str) -> None:
    """Link the people of one file.

    Args:
        people: Parquet file with the records (contract `PEOPLE`).
        out: Parquet file to write, `record_id` and `cluster_id`.
    """
    records = pq.read_table(people, columns=["record_id", *ON])
    pq.write_table(records.select(["record_id"]).append_column("cluster_id", same_values(records, on=ON)), out)


if __name__ == "__main__":
    main(*sys.argv[1:])
