"""The gate before values of registers are shown."""

import json
import shutil
from datetime import UTC, datetime
from importlib.resources import as_file, files

import pytest

from tidegate.errors import LawfulPartError, LookError
from tidegate.pipeline import open_workspace
from tidegate.pipeline.looking import Look, allow_look

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


def workspace(tmp_path, kind):
    """The descriptions of an open city (a recipe) or of one with confidential registers (the invented one)."""
    with as_file(files("tidegate") / kind) as source:
        shutil.copytree(source / "registers", tmp_path / "registers")
    return open_workspace(tmp_path)


def look(purpose="permit-integrity", reason=""):
    return Look("analyst", "picture points", purpose, reason, NOW)


@pytest.mark.parametrize("purpose", ["", "permit-integrity"])
def test_open_data_need_no_reason(tmp_path, purpose):
    allow_look(workspace(tmp_path, "recipes/chicago"), look(purpose), ("licences",), 3)
    assert not (tmp_path / "ledger.jsonl").exists()


def test_a_reason_given_for_open_data_is_written_down(tmp_path):
    allow_look(workspace(tmp_path, "recipes/chicago"), look(reason="weekly table"), ("licences",), 3)
    (line,) = (tmp_path / "ledger.jsonl").read_text().splitlines()
    assert "weekly table" in json.dumps(json.loads(line))


@pytest.mark.parametrize("given", [look(), look(purpose="", reason="case 7"), look(reason="  ")])
def test_other_data_need_purpose_and_reason(tmp_path, given):
    with pytest.raises(LookError, match=r"a purpose and a reason are needed.*--purpose and --reason"):
        allow_look(workspace(tmp_path, "demo/data"), given, ("vergunningen",), 3)
    assert not (tmp_path / "ledger.jsonl").exists()


def test_a_purpose_that_the_register_does_not_name_is_refused(tmp_path):
    with pytest.raises(LawfulPartError, match="may not be used for 'curiosity'"):
        allow_look(workspace(tmp_path, "demo/data"), look("curiosity", "case 7"), ("vergunningen",), 3)
