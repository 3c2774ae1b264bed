"""Accounts are made, listed and locked on the command line, by whoever may write into the workspace."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from tests.web.conftest import as_demo


@pytest.fixture
def city(plain_city, tmp_path):
    return as_demo(shutil.copytree(plain_city, tmp_path / "city", symlinks=True))


IN_TURN = """
import contextlib, io, json, sys
from tidegate.cli import main

told = []
for words in json.load(sys.stdin):
    out, err, code = io.StringIO(), io.StringIO(), 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main(["officers", *words])
        except SystemExit as end:
            code = end.code or 0
    told.append((code, out.getvalue(), err.getvalue()))
print(json.dumps(told))
"""


def run(words, said=None):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("TIDEGATE_", "DJANGO_"))}
    return subprocess.run([sys.executable, *words], env=kept, input=said, capture_output=True, text=True, timeout=120)


def called(*words):
    """Django serves one workspace a process, and this one may serve another already."""
    done = run(["-m", "tidegate", "officers", *map(str, words)])
    return done.returncode, done.stdout, done.stderr


def called_in_turn(*calls):
    """Several calls for one workspace: what takes long is to load Django, not to call."""
    done = run(["-c", IN_TURN], json.dumps([[str(word) for word in words] for words in calls]))
    assert done.returncode == 0, done.stderr
    return [tuple(one) for one in json.loads(done.stdout)]


@pytest.mark.slow
def test_an_account_is_made_listed_locked_and_opened_again(city, tmp_path):
    password = tmp_path / "password"
    password.write_text("a long sentence nobody guesses\n")
    options = ("--role", "analyst", "--partner", "municipality", "--password-file", password)
    code, _, err = called("add", city, "ada", *options)
    assert code == 2
    assert "other accounts may read the password" in err
    password.chmod(0o600)
    added, king, locked, told, unlocked, nobody = called_in_turn(
        ("add", city, "ada", *options),
        ("add", city, "ben", "--role", "king", "--partner", "municipality", *options[4:]),
        ("lock", city, "ada"),
        ("list", city, "--json"),
        ("unlock", city, "ada"),
        ("lock", city, "eve"),
    )
    assert (added[0], locked[0], unlocked[0]) == (0, 0, 0)
    assert king[0] == 2
    assert "analyst" in king[2]
    assert officers(told)["ada"] == {"role": "analyst", "partner": "municipality", "may_sign_in": False}
    assert nobody[0] == 2
    assert "eve" in nobody[2]
    # Another process finds what the others left.
    assert officers(called("list", city, "--json"))["ada"]["may_sign_in"]


def officers(told):
    code, out, _ = told
    assert code == 0
    wanted = ("role", "partner", "may_sign_in")
    return {o["officer"]: {k: o[k] for k in wanted} for o in json.loads(out)["officers"]}
