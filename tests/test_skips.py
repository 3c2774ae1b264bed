"""No test is skipped unnoticed: the list of allowed skips, and the run that it fails."""

import os
import subprocess
import sys

from tests.conftest import ALLOWED, ROOT, allowed_skips, is_allowed


def test_a_line_without_a_reason_allows_nothing():
    assert allowed_skips("# note\n\ntests/a.py::test | \ntests/b.py::test\ntests/c.py::test | no data\n") == [
        ("tests/c.py::test", "no data")
    ]


def test_a_star_stands_for_what_follows():
    allowed = [("tests/a*", "no data*")]
    assert is_allowed("tests/a/test_x.py::test[1]", "no data here", allowed)
    assert not is_allowed("tests/b.py::test", "no data", allowed)
    assert not is_allowed("tests/a.py::test", "too lazy", allowed)


def run(tmp_path, allowed):
    """Run one skipped test under the project's own hook, in a tree of its own."""
    tests = tmp_path / "tests"
    tests.mkdir()
    for name in ("conftest.py", "small_city.py"):
        (tests / name).write_text((ROOT / "tests" / name).read_text(encoding="utf-8"))
    (tests / ALLOWED.name).write_text(allowed)
    (tests / "test_one.py").write_text("import pytest\ndef test_one():\n    pytest.skip('too lazy')\n")
    environment = os.environ | {"TIDEGATE_STRICT_SKIPS": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", "tests"]
    return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)


def test_a_skip_that_is_not_on_the_list_fails_the_run(tmp_path):
    done = run(tmp_path, "")
    assert done.returncode == 1
    assert "not in tests/allowed_skips.txt: tests/test_one.py::test_one | too lazy" in done.stdout


def test_a_skip_on_the_list_passes(tmp_path):
    assert run(tmp_path, "tests/test_one.py::test_one | too lazy\n").returncode == 0
