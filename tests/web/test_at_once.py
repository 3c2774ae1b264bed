"""Twelve who write and twelve who read at once, and a backup in the middle of it: nothing fails, nothing is lost."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.web.conftest import as_demo, make_database

PROCESSES, EACH, SECONDS = 4, 3, float(os.environ.get("TESTS_SECONDS_AT_ONCE", "4"))


@pytest.fixture
def wishes(on_database):
    """A database of its own."""
    for address in on_database.values():
        make_database(address, "at_once")
    return {k: v.replace("/casework?", "/at_once?") for k, v in on_database.items()}


def environment(wishes):
    own = {k: v for k, v in os.environ.items() if not k.startswith(("TIDEGATE_", "DJANGO_"))}
    return {**own, **wishes, "TIDEGATE_LOG_LEVEL": "error", "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}


def call(wishes, *words):
    done = subprocess.run(
        [sys.executable, *map(str, words)], env=environment(wishes), cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_many_write_and_read_at_once_and_a_backup_of_it_is_whole(plain_city, tmp_path, wishes):
    folder = as_demo(Path(shutil.copytree(plain_city, tmp_path / "city", symlinks=True)))
    first = int(call(wishes, "-m", "tests.web.at_once", folder, 1, 0, 0))
    command = [sys.executable, "-m", "tests.web.at_once", str(folder), str(EACH), str(EACH), str(SECONDS)]
    processes = [
        subprocess.Popen(
            command, env=environment(wishes), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(PROCESSES)
    ]
    call(wishes, "-m", "tidegate", "backup", folder, "--out", tmp_path / "backup")
    counts = []
    for process in processes:
        out, fault = process.communicate(timeout=300)
        assert process.returncode == 0, fault
        counts.append(int(out))
    assert min(counts) >= EACH
    verified = "from pathlib import Path; from tidegate.web.serving import take_database_in as t; print(t(Path({!r})))"
    assert call(wishes, "-c", verified.format(str(folder))).strip().endswith(
        f"{{'entries': {sum(counts) + first}, 'whole': True, 'number': 0, 'what': ''}}"
    )  # fmt: skip
    if wishes:
        make_database(next(iter(wishes.values())), "restored")
        wishes = {k: v.replace("/at_once?", "/restored?") for k, v in wishes.items()}
    said = call(wishes, "-m", "tidegate", "restore", tmp_path / "backup", tmp_path / "again")
    assert "entries, and they hold." in said
    assert not (tmp_path / "again" / "database").exists()
    # It goes on from where it stood, with numbers that follow.
    call(wishes, "-m", "tests.web.at_once", tmp_path / "again", 1, 0, 0)
    assert "'whole': True" in call(wishes, "-c", verified.format(str(tmp_path / "again")))
