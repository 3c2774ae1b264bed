"""A city many times over: each copy is a town of its own."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tidegate.bench.copies import _mistyped, _posted, bench_copies
from tidegate.errors import WorkspaceError
from tidegate.pipeline import open_workspace, read_workspace
from tidegate.pipeline.who.link import link_workspace
from tidegate.pipeline.workspace import Engine


def unheard(_stage: str, _share: float) -> None:
    """Hear nothing."""


@pytest.mark.slow
def test_two_copies_hold_what_one_holds_twice_and_share_nothing(city: Path, tmp_path: Path):
    workspace, engine = open_workspace(city), Engine(memory_gib=1.0, threads=1, scratch=tmp_path)
    read_workspace(workspace, engine)
    with pytest.raises(WorkspaceError, match="nothing was learnt yet for the kind 'establishment'"):
        list(bench_copies(workspace, tmp_path, kind="establishment", copies=[1], seed=1, memory_gib=1.0, tell=unheard))
    link_workspace(workspace, engine)
    one, two = bench_copies(
        workspace, tmp_path, kind="establishment", copies=[1, 2], seed=1, memory_gib=1.0, tell=unheard
    )
    assert (one.copies, two.copies, two.records) == (1, 2, 2 * one.records)
    assert one.measure.cpu_s > 0
    made = [pq.read_table(tmp_path / f"copies-{n}" / "entities.parquet") for n in (1, 2)]
    assert made[1].num_rows == 2 * made[0].num_rows
    own = {record.rsplit("-", 1)[1] for record in made[1]["record_id"].to_pylist()}
    assert own == {"0", "1"}


def test_each_copy_has_postcodes_and_typing_errors_of_its_own():
    posted = _posted(pa.array(["2151 W CERMAK RD CHICAGO, IL 60608", "no postcode", None]), 41)
    assert posted.to_pylist() == ["2151 W CERMAK RD CHICAGO, IL 04260608", "no postcode", None]
    names = pa.array(["PANERA BREAD"] * 1000)
    first, second = (_mistyped(names, np.random.default_rng([1, copy])).to_pylist() for copy in (0, 1))
    assert 60 < sum(len(name) == 11 for name in first) < 140
    assert first != second
