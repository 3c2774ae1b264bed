"""Plain Splink beside ours: it gives every record an entity, and is not run on a handful."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tidegate.bench.peers.ours import as_records
from tidegate.bench.people import make_people
from tidegate.linkage import RecordTable, link, load_model
from tidegate.linkage.plain import FEWEST, plain_models, plain_splink
from tidegate.linkage.quality import judge_records, score_partition
from tidegate.tables import session


@pytest.mark.parametrize("kind", sorted(plain_models()))
def test_a_plain_model_compares_columns_of_the_shipped_one(kind):
    fields = {field.name for field in load_model(kind).fields}
    assert {column.partition("_")[0] for column in plain_models()[kind].needs} <= fields


def test_a_handful_is_left_out():
    nothing = pa.table({"record_id": ["a"], "node": [1]})
    columns = ("name_given", "name_family", "name_full", "name_given_initial", "birth_whole", "address_street")
    texts = {c: pa.array(["x"]) for c in (*columns, "address_number", "postcode_code")}
    with session(memory_gib=1) as own:
        nodes = pa.table({"node": [1], "birth_year": [1980], **texts})
        assert plain_splink(own, "person", nothing, nodes) == {}


@pytest.mark.slow
def test_it_finds_most_people(tmp_path):
    people = make_people(2 * FEWEST, seed=3)
    path = tmp_path / "records.parquet"
    pq.write_table(as_records(people), path)
    with session(see=[tmp_path], memory_gib=1) as own:
        linked = link(own, load_model("person"), [RecordTable("people", "Person", path)])
    with session(memory_gib=1) as own:
        found = plain_splink(own, "person", linked.partition, linked.nodes, thresholds=(0.99,))[0.99]
    rows = len(people)
    truth = people.select(["record_id", "true_id"])
    for name, value in {"register": "people", "schema": "Person"}.items():
        truth = truth.append_column(name, pa.repeat(value, rows).cast(pa.string()))
    score = score_partition(judge_records(found, truth.select(["record_id", "register", "schema", "true_id"])))
    assert found.num_rows == rows
    assert score.pairs.f1 > 0.7
