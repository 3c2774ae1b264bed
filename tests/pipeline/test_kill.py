"""Whoever pulls the plug leaves the old records or the new, never half."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.pipeline.city import deliver, make_city
from tidegate.pipeline import Engine, open_workspace, read_workspace

ENGINE = Engine(memory_gib=1, threads=1)
ROWS = 3_000


def whole_counts(city: Path) -> dict[str, int]:
    current = city / "records" / "current"
    return {str(p.relative_to(current)): pq.read_table(p).num_rows for p in sorted(current.rglob("*.parquet"))}


def grow(city: Path, number: int) -> None:
    rows = [f"{n},Firm {n % 50},2020-01-01,open" for n in range(ROWS + number)]
    deliver(city, "2024-01-01", *rows)


def reading(city: Path) -> subprocess.Popen:
    command = [sys.executable, "-m", "tidegate", "registers", "read", str(city), "-r", "licences"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)


def kill_at_moments(city: Path, moments: int, seed: int) -> int:
    chance = random.Random(seed)
    grow(city, 0)
    read_workspace(open_workspace(city, only=("licences",)), ENGINE)
    start = time.monotonic()
    grow(city, 1)
    assert reading(city).wait() == 0
    lasts = time.monotonic() - start
    old, killed = 1, 0
    for number in range(2, moments + 2):
        grow(city, number)
        process = reading(city)
        time.sleep(chance.uniform(0.2, 1.0) * lasts)
        killed += process.poll() is None
        os.killpg(process.pid, signal.SIGKILL) if process.poll() is None else None
        process.wait()
        counts = whole_counts(city)
        held = counts["licences/Permit.parquet"] - ROWS
        assert held in {old, number}
        assert counts["licences/Company.parquet"] - ROWS == held
        old = held
    read_workspace(open_workspace(city, only=("licences",)), ENGINE)
    assert whole_counts(city)["licences/Permit.parquet"] == ROWS + moments + 1
    assert not list((city / "records").glob(".*.making"))
    assert not list((city / "cache").glob(".*.making"))
    return killed


def test_killed_at_three_moments(tmp_path):
    assert kill_at_moments(make_city(tmp_path / "city"), 3, seed=1) <= 3


@pytest.mark.slow
def test_killed_at_thirty_moments(tmp_path):
    assert kill_at_moments(make_city(tmp_path / "city"), 30, seed=2) >= 15
