"""Networks come back from GraphML and GEXF as they were."""

from datetime import date
from pathlib import Path

import networkx as nx
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidegate import formats
from tidegate.errors import ExportError

NODES = pa.table({
    "id": ["a", "b", "c"], "label": ["A & co", "=B", "<C>\x00"], "kind": ["company", None, "premises"],
    "x": [0.0, 1.5, None], "y": [0.0, 1.0, 2.0], "n": [1, None, 3], "open": [True, False, None],
    "since": [date(2020, 1, 1), None, None], "share of all": [0.5, float("nan"), None],
})  # fmt: skip
TIES = pa.table({"source": ["a", "b"], "target": ["b", "c"], "label": ["rents", None], "weight": [0.5, None]})


def test_graphml_comes_back(tmp_path: Path):
    assert formats.write_graphml(NODES, TIES, tmp_path / "g.graphml") == (3, 2)
    found = nx.read_graphml(tmp_path / "g.graphml")
    assert found.is_directed()
    assert found.nodes["a"] == {
        "label": "A & co", "kind": "company", "x": 0.0, "y": 0.0, "n": 1, "open": True, "since": "2020-01-01",
        "share_of_all": 0.5,
    }  # fmt: skip
    assert found.nodes["b"] == {"label": "=B", "x": 1.5, "y": 1.0, "open": False}
    assert found.nodes["c"]["label"] == "<C>"
    assert list(found.edges(data=True)) == [("a", "b", {"label": "rents", "weight": 0.5}), ("b", "c", {})]


def test_gexf_comes_back_with_places_and_names(tmp_path: Path):
    assert formats.write_gexf(NODES, TIES, tmp_path / "g.gexf", directed=False) == (3, 2)
    found = nx.read_gexf(tmp_path / "g.gexf")
    assert not found.is_directed()
    assert (found.nodes["a"]["label"], found.nodes["a"]["n"], found.nodes["a"]["open"]) == ("A & co", 1, True)
    assert found.nodes["b"]["viz"]["position"] == {"x": 1.5, "y": 1.0, "z": 0.0}
    assert "viz" not in found.nodes["c"]
    assert found.edges["a", "b"]["label"] == "rents"


@pytest.mark.parametrize("write", [formats.write_graphml, formats.write_gexf])
def test_equal_networks_are_equal_files(tmp_path: Path, write):
    for name in ("one", "other"):
        write(NODES, TIES, tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


names = st.lists(st.text(max_size=8), max_size=8)


@settings(max_examples=40)
@given(names, st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=10, unique=True))
def test_any_name_and_any_tie(tmp_path_factory, labels, pairs):
    nodes = pa.table(
        {"id": pa.array(range(len(labels)), pa.int64()), "name": pa.array(map(_whole, labels), pa.string())}
    )
    kept = [(a, b) for a, b in pairs if a < len(labels) and b < len(labels)]
    ties = pa.table({end: pa.array([p[n] for p in kept], pa.int64()) for n, end in enumerate(("source", "target"))})
    folder = tmp_path_factory.mktemp("g")
    assert formats.write_graphml(nodes, ties, folder / "g") == (len(labels), len(kept))
    assert {(int(a), int(b)) for a, b in nx.read_graphml(folder / "g").edges()} == set(kept)


def _whole(text):
    return text.encode("utf-8", "ignore").decode()


def test_an_empty_network(tmp_path: Path):
    nothing = (NODES.slice(0, 0), TIES.slice(0, 0), tmp_path / "g")
    assert formats.write_gexf(*nothing) == formats.write_graphml(*nothing) == (0, 0)
    assert nx.read_graphml(tmp_path / "g").number_of_nodes() == 0


@pytest.mark.parametrize("write", [formats.write_graphml, formats.write_gexf])
def test_the_messages(tmp_path: Path, write):
    path = tmp_path / "g"
    with pytest.raises(ExportError, match="a tie leads to 'c', which is no thing of this network"):
        write(NODES.slice(0, 2), TIES, path)
    with pytest.raises(ExportError, match="the table has no column source and no column target"):
        write(NODES, NODES, path)
    with pytest.raises(ExportError, match="the id 'a' stands twice"):
        write(pa.concat_tables([NODES, NODES]), TIES, path)
    with pytest.raises(ExportError, match="a thing has no id"):
        write(pa.table({"id": pa.array([None], pa.string())}), TIES, path)
    assert list(tmp_path.iterdir()) == []


def test_a_table_may_come_in_parts(tmp_path: Path):
    reader = pa.RecordBatchReader.from_batches(NODES.schema, NODES.to_batches(max_chunksize=1))
    assert formats.write_graphml(reader, TIES, tmp_path / "g") == (3, 2)
