"""Tidegate on the people of the benchmark: the shipped model of persons, from records to entities.

Run as a process of its own: `python -m tidegate.bench.peers.ours people.parquet out.parquet model.json`. It learns
where the model is not there yet, and saves what it learnt; otherwise it reads it. Entities get their ids, and pairs
are stored with the parts of their weight, as a run on a city's own registers does.
"""

import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tidegate.linkage import City, Model, RecordTable, Trained, issue_ids, link, load_model
from tidegate.tables import session


def main(people: str, out: str, learnt: str) -> None:
    """Link the people of one file.

    Args:
        people: Parquet file with the records (contract `PEOPLE`).
        out: Parquet file to write, `record_id` and `cluster_id`; the pairs go beside it as `<name>.pairs.parquet`.
        learnt: JSON file with what was learnt; written where there is none.
    """
    link_people(load_model("person"), people, out, learnt)


def link_people(model: Model, people: str, out: str, learnt: str) -> None:
    """Link the people of one file by a given model.

    Args:
        model: How to link.
        people: As in `main`.
        out: As in `main`.
        learnt: As in `main`.
    """
    target, kept = Path(out), Path(learnt)
    records = target.with_suffix(".records.parquet")
    pq.write_table(as_records(pq.read_table(people)), records)
    trained = Trained.from_json(kept.read_text(encoding="utf-8"), where=learnt) if kept.exists() else None
    tables = [RecordTable("people", "Person", records)]
    with session(see=[records], memory_gib=2.0, threads=2, spill=target.absolute().parent) as own:
        linked = link(own, model, tables, city=City(("nl",)), trained=trained)
    kept.write_text(linked.trained.to_json(), encoding="utf-8")
    pq.write_table(linked.links, target.with_suffix(".pairs.parquet"))
    entities = issue_ids(linked.partition, build=1, salt="bench").entities
    pq.write_table(entities.select(["record_id", "entity"]).rename_columns(["record_id", "cluster_id"]), target)


def as_records(people: pa.Table) -> pa.Table:
    """Lay people out as the records of a register lie in a workspace.

    Args:
        people: Contract `PEOPLE`, the truth may be absent.
    Returns:
        Records of schema Person: names, birth date and address as lists of texts.
    """
    rows = len(people)
    address = pc.binary_join_element_wise(people["street"], people["house_number"], " ")
    with_code = pc.coalesce(pc.binary_join_element_wise(address, people["postcode"], ", "), address)
    said = {
        "firstName": people["first_name"],
        "lastName": people["last_name"],
        "birthDate": people["birth_date"],
        "address": with_code,
    }
    nothing = pa.nulls(rows, pa.date32())
    return pa.table({
        "record_id": people["record_id"],
        "register": pa.repeat("people", rows),
        "file": pa.repeat("people", rows),
        "row_number": pa.array(range(1, rows + 1), pa.int64()),
        "entity_id": people["record_id"],
        **dict.fromkeys(("valid_from", "valid_to", "known_from"), nothing),
        **{name: _listed(column.combine_chunks()) for name, column in said.items()},
    })  # fmt: skip


def _listed(texts: pa.Array) -> pa.Array:
    """Give each text a list of its own, and what is absent an empty one."""
    ends = pc.cumulative_sum(pc.is_valid(texts).cast(pa.int32()))
    offsets = pa.concat_arrays([pa.array([0], pa.int32()), ends])
    return pa.ListArray.from_arrays(offsets, texts.drop_null())


if __name__ == "__main__":
    main(*sys.argv[1:])
