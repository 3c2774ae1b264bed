"""The benchmark of the pipeline: it runs, names every stage, and changes what it says it changes."""

import gzip
import math
import zipfile

import numpy as np
import pytest

from tidegate.bench.measuring import Measure
from tidegate.bench.pipeline import (
    DELIVERY,
    LEARNING,
    REPORT,
    STEP,
    WHOLE,
    PipelineLine,
    bench_pipeline,
    change_deliveries,
    growth_exponents,
    share_of_whole,
)
from tidegate.bench.stepwise import Account
from tidegate.pipeline.picturing.stages import STAGES

ROWS = [b"NUMBER;NAME\r\n", *(b"%d;bar\r\n" % n for n in range(100))]


def lines(times):
    return [PipelineLine(scale, int(scale * 100), WHOLE, "", Measure(cpu, 1.0, 1.0)) for scale, cpu in times.items()]


@pytest.mark.parametrize("power", [0.5, 1.0, 1.5])
def test_a_power_of_the_rows_is_found_again(power):
    found = growth_exponents(lines({scale: 3.0 * scale**power for scale in (1.0, 2.0, 8.0)}))
    assert math.isclose(found[WHOLE], power)


def test_one_scale_tells_nothing_of_growth():
    assert growth_exponents(lines({1.0: 5.0})) == {}


def test_a_delivery_is_a_share_of_a_build_from_files():
    delivery = PipelineLine(1.0, 100, DELIVERY, "", Measure(2.0, 1.0, 1.0))
    assert share_of_whole([*lines({1.0: 20.0}), delivery], 1.0) == {"": 0.1}
    assert share_of_whole(lines({1.0: 20.0}), 1.0) == {}


def test_rows_of_the_newest_files_go_and_nothing_else_changes(tmp_path):
    content = b"".join(ROWS)
    (tmp_path / "pubs").mkdir()
    old, new = tmp_path / "pubs" / "pubs_2023.csv", tmp_path / "pubs" / "pubs_2024.csv"
    packed, archived = tmp_path / "pubs" / "calls_2024.csv.gz", tmp_path / "pubs" / "care_2024.csv.zip"
    for path in (old, new):
        path.write_bytes(content)
    packed.write_bytes(gzip.compress(content))
    with zipfile.ZipFile(archived, "w") as archive:
        archive.writestr("care.csv", content)
    assert change_deliveries(tmp_path, share=0.05, seed=1) == 15
    assert old.read_bytes() == content
    with zipfile.ZipFile(archived) as archive:
        inside = archive.read("care.csv")
    for changed in (new.read_bytes(), gzip.decompress(packed.read_bytes()), inside):
        kept = changed.splitlines(keepends=True)
        assert kept[0] == ROWS[0]
        assert len(kept) == 96
        assert set(kept) < set(ROWS)


def test_a_row_over_several_lines_stays_whole(tmp_path):
    path = tmp_path / "a_2024.csv"
    path.write_bytes(b'NAME\n"bar"\n"two\nlines"\n')
    change_deliveries(tmp_path, share=1.0, seed=1)
    assert b'"two\n' in path.read_bytes()


def test_what_passes_is_put_down_to_the_stage_that_ends():
    account = Account()
    held = np.ones(2_000_000).cumsum()
    account.tell("reading the registers", 0.1)
    account.tell(STAGES[-1].says, 1.0)
    assert held[-1] == 2_000_000
    assert list(account.stages) == ["reading", STAGES[-1].name]
    assert account.stages["reading"]["peak_mib"] > 1


@pytest.mark.slow
def test_a_tiny_city_is_measured_from_files_to_report(tmp_path):
    told = bench_pipeline(
        tmp_path, scales=[0.02], seed=1, delta=0.01, delivered=("meldingen",), tell=lambda _stage, _share: None
    )
    found = list(told)
    assert [x.what for x in found if x.what != STEP] == [LEARNING, WHOLE, REPORT, DELIVERY]
    stages = {x.stage: x.measure for x in found if x.what == STEP}
    assert set(stages) >= {"reading", "linking", *(s.name for s in STAGES)}
    assert min(m.cpu_s for m in stages.values()) >= 0
    shares = share_of_whole(found, 0.02)
    assert list(shares) == ["meldingen"]
    assert 0 < shares["meldingen"] < 1.2
    assert not list((tmp_path / "city").glob("*"))
