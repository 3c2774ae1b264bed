"""Tidegate on copies of a city: from records to entities with a saved model, as a process of its own.

Run as `python -m tidegate.bench.peers.copied FOLDER LEARNT KIND COUNTRIES LOCALITIES MEMORY_GIB`; the folder holds the
records as `<register>.<Schema>.parquet` and gets `links`, `nodes`, `entities`, `ids` and `events`.
"""

import sys
from pathlib import Path

import pyarrow.parquet as pq

from tidegate.linkage import Budget, City, RecordTable, Trained, issue_ids, link, load_model
from tidegate.tables import session


def main(folder: str, learnt: str, kind: str, countries: str, localities: str, memory_gib: str) -> None:
    """Link the records of a folder.

    Args:
        folder: Folder with the records; gets the tables.
        learnt: File of what was learnt.
        kind: Name of the model.
        countries: Codes of countries, parted by commas.
        localities: Names of towns, parted by commas.
        memory_gib: Memory of the engine before it spills, GiB.
    """
    root = Path(folder)
    tables = [RecordTable(p.name.split(".")[0], p.name.split(".")[1], p) for p in sorted(root.glob("*.*.parquet"))]
    city = City(tuple(filter(None, countries.split(","))), tuple(filter(None, localities.split(","))))
    trained = Trained.from_json(Path(learnt).read_text(encoding="utf-8"), where=learnt)
    with session(see=[root], memory_gib=float(memory_gib), threads=2, spill=root) as own:
        budget = Budget(pairs=10**9)
        found = link(own, load_model(kind), tables, city=city, trained=trained, budget=budget)
    named = issue_ids(found.partition, build=1, salt="bench")
    for name, table in (
        ("links", found.links), ("nodes", found.nodes), ("entities", named.entities), ("ids", named.ids),
        ("events", named.events),
    ):  # fmt: skip
        pq.write_table(table, root / f"{name}.parquet", compression="zstd")


if __name__ == "__main__":
    main(*sys.argv[1:])
