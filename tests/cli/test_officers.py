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


def called(*words):
    """Django serves one workspace a process, so each call has its own."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("TIDEGATE_", "DJANGO_"))}
    command = [sys.executable, "-m", "tidegate", "officers", *map(str, words)]
    done = subprocess.run(command, env=kept, capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.slow
def test_an_account_is_made_listed_locked_and_opened_again(city, tmp_path):
    password = tmp_path / "password"
    password.write_text("a long sentence nobody guesses\n")
    options = ("--role", "analyst", "--partner", "municipality", "--password-file", password)
    code, _, err = called("add", city, "ada", *options)
    assert code == 2
    assert "other accounts may read the password" in err
    password.chmod(0o600)
    assert called("add", city, "ada", *options)[0] == 0
    code, _, err = called("add", city, "ben", "--role", "king", "--partner", "municipality", *options[4:])
    assert code == 2
    assert "analyst" in err
    assert called("lock", city, "ada")[0] == 0
    assert told(city)["ada"] == {"role": "analyst", "partner": "municipality", "may_sign_in": False}
    assert called("unlock", city, "ada")[0] == 0
    assert told(city)["ada"]["may_sign_in"]
    code, _, err = called("lock", city, "eve")
    assert code == 2
    assert "eve" in err


def told(city):
    code, out, _ = called("list", city, "--json")
    assert code == 0
    wanted = ("role", "partner", "may_sign_in")
    return {o["officer"]: {k: o[k] for k in wanted} for o in json.loads(out)["officers"]}
