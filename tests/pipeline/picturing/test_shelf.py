"""Whoever pulls the plug leaves the old picture or the new, and whoever reads sees one of them, whole."""

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.small_city import AREAS, PLAIN, TODAY, build, deliver, reports
from tidegate.errors import PictureError, TidegateError
from tidegate.pipeline import open_workspace
from tidegate.pipeline.picturing import pictures_of, pinned, shelf
from tidegate.pipeline.picturing.shelf import remove_unread


def view_of(city):
    (folder,) = (city / "pictures").iterdir()
    return folder


def whole(folder):
    """Tell whether every table of a picture is the one its manifest names."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    found = {
        str(p.relative_to(folder).with_suffix("")): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in folder.rglob("*.parquet")
    }
    return manifest["picture"] == folder.name and found == {n: t["sha256"] for n, t in manifest["tables"].items()}


def test_a_picture_that_somebody_reads_is_not_taken_away(city):
    view = view_of(city)
    first = (view / "current").resolve().name
    with pinned(view, today=TODAY) as held:
        for day in range(1, 4):
            # Pictures that only have a name: it is the oldest that would go.
            (view / f"later{day}").mkdir()
            (view / f"later{day}" / ".held").touch()
            os.utime(view / f"later{day}", (2e9 + day, 2e9 + day))
        (view / "current").unlink()
        (view / "current").symlink_to("later3")
        remove_unread(view)
        assert whole(held.folder)
        assert set(pictures_of(view)) == {"later3", "later2", "later1", first}
    remove_unread(view)
    assert set(pictures_of(view)) == {"later3", "later2", "later1"}


def test_what_is_not_there_is_said(city):
    view = view_of(city)
    words = r"there is no picture 'abc'\. Name one that `tidegate picture show` lists"
    with pytest.raises(PictureError, match=words), pinned(view, today=TODAY, picture="abc"):
        pass
    words = r"it holds no table 'flags'\. The view's methods"
    with pinned(view, today=TODAY) as found, pytest.raises(PictureError, match=words):
        found.table("flags")
    assert pictures_of(city / "nowhere") == []


def building(city):
    command = [
        sys.executable,
        "-m",
        "tidegate",
        "picture",
        "build",
        str(city),
        "-p",
        AREAS,
        "--partner",
        "municipality",
    ]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)


def kill_at_moments(city, moments, seed):
    chance = random.Random(seed)
    begun = time.monotonic()
    deliver(city, "reports", "2026-02-15", reports()[:-1])
    assert building(city).wait() == 0
    lasts, killed = time.monotonic() - begun, 0
    view = view_of(city)
    for number in range(2, moments + 2):
        old = (view / "current").resolve().name
        deliver(city, "reports", "2026-02-15", reports()[:-number])
        process = building(city)
        time.sleep(chance.uniform(0.3, 1.0) * lasts)
        if process.poll() is None:
            killed += 1
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        now = (view / "current").resolve()
        assert whole(now)
        held = pq.read_table(now / "records" / "Report.parquet")
        current = held.num_rows - (held.num_rows - held["known_to"].null_count)
        assert now.name == old or current == len(reports()) - number
        assert [p for p in view.iterdir() if p.name[:1] != "." and not p.is_symlink() and not whole(p)] == []
    report = build(city, PLAIN)
    assert whole(report.folder)
    assert not list(city.rglob(".*.making"))
    return killed


@pytest.mark.slow
def test_killed_at_ten_moments(city):
    assert kill_at_moments(city, 10, seed=3) >= 4


@pytest.mark.slow
def test_eight_readers_see_no_error_and_no_mixed_answer_while_pictures_are_built(city):
    workspace = open_workspace(city)
    view = view_of(city)
    assert shelf(workspace, view.name) == view
    seen, faults, done = set(), [], threading.Event()

    def look():
        while not done.is_set():
            try:
                with pinned(view, today=TODAY) as found:
                    rows = {n: found.table(n).num_rows for n in found.tables()}
                    if rows != {n: t["rows"] for n, t in found.manifest["tables"].items()}:
                        faults.append((found.id, rows))
                    seen.add(found.id)
            except (TidegateError, OSError, ValueError, KeyError, pa.ArrowException) as fault:
                faults.append(fault)

    readers = [threading.Thread(target=look) for _ in range(8)]
    for reader in readers:
        reader.start()
    try:
        for number in range(8):
            # Two deliveries by turns, and every time another third, so that pictures are also taken away.
            deliver(city, "reports", "2026-02-15", reports()[: -1 - number % 2])
            deliver(city, "premises", "2026-02-16", [f"q{number},Weg,{number + 1},1005 EE,winkel,4.4,51.9,Oost"])
            build(city, PLAIN)
    finally:
        done.set()
        for reader in readers:
            reader.join()
    assert faults == []
    assert len(seen) >= 4
    assert len(pictures_of(view)) <= 4
