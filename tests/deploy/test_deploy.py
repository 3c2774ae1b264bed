"""What stands under deploy/ is well formed, names commands and settings that exist, and the night's work is done."""

import re
import shutil
import subprocess

import pytest
import yaml

from tests.conftest import ROOT
from tidegate.cli.lazy import COMMANDS
from tidegate.settings import Settings, variable

DEPLOY = ROOT / "deploy"
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])


def test_systemd_finds_nothing_wrong_with_the_units(tmp_path):
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd's programs are not on this machine")
    for unit in UNITS:
        # What is not installed here is stood in for, so that everything else is looked at.
        text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", unit.read_text(), flags=re.MULTILINE)
        (tmp_path / unit.name).write_text(
            re.sub(r"^(User|Group)=.*\n|^Documentation=.*\n", "", text, flags=re.MULTILINE)
        )
    done = subprocess.run(
        [program, "verify", "--man=no", *(str(tmp_path / u.name) for u in UNITS)], capture_output=True, text=True
    )
    ours = [line for line in done.stderr.splitlines() if "tidegate" in line]
    assert ours == [], done.stderr


def test_the_units_call_commands_that_exist():
    calls = [m for u in UNITS for m in re.findall(r"^ExecStart=\S*/tidegate (\w+)", u.read_text(), re.MULTILINE)]
    calls += re.findall(r'"\$tidegate" (\w+)', (DEPLOY / "nightly").read_text())
    calls += re.findall(r'CMD \["tidegate", "(\w+)"', (DEPLOY / "Containerfile").read_text())
    assert set(calls) == {"serve", "backup", "registers", "picture"}
    assert set(calls) <= set(COMMANDS)


def test_the_compose_file_names_settings_that_exist_and_opens_no_door():
    told = yaml.safe_load((DEPLOY / "compose.yml").read_text())
    site = told["services"]["site"]
    assert set(site["environment"]) <= {variable(n) for n in Settings.__dataclass_fields__}
    assert all(p.startswith("127.0.0.1:") for p in site["ports"])
    assert site["cap_drop"] == ["ALL"]
    assert "ports" not in told["services"]["database"]
    assert (DEPLOY / site["build"]["context"] / site["build"]["dockerfile"]).is_file()
    assert set(told["secrets"]) == {*told["services"]["database"]["secrets"], site["secrets"][0]["source"]}


def test_the_container_runs_without_rights():
    lines = (DEPLOY / "Containerfile").read_text().splitlines()
    assert [x for x in lines if x.startswith("USER ")] == ["USER tidegate"]
    for source in re.findall(r"^COPY (?!--from)(.+) \S+$", "\n".join(lines), re.MULTILINE):
        assert all((ROOT / name).exists() for name in source.split())


def test_the_night_keeps_the_last_backups(plain_city, tmp_path):
    program = tmp_path / "tidegate"
    program.write_text('#!/bin/sh\n[ "$1" = backup ] || { echo "$@" >> "$CALLS"; exit 0; }\necho x > "$4"\n')
    program.chmod(0o755)
    city = shutil.copytree(plain_city, tmp_path / "city", symlinks=True)
    (city / "nightly.txt").write_text("# purpose partner\narea-picture municipality\n")
    backups = tmp_path / "backups"
    backups.mkdir()
    for day in range(1, 5):
        (backups / f"city-2025-01-0{day}T020000Z.tgbackup").write_text("old")
    environment = {
        "PATH": "/usr/bin:/bin",
        "TIDEGATE": str(program),
        "KEEP_BACKUPS": "3",
        "CALLS": str(tmp_path / "calls"),
    }
    subprocess.run([DEPLOY / "nightly", city, backups], env=environment, check=True)
    kept = sorted(p.name for p in backups.iterdir())
    assert kept[:2] == ["city-2025-01-03T020000Z.tgbackup", "city-2025-01-04T020000Z.tgbackup"]
    assert len(kept) == 3
    assert (tmp_path / "calls").read_text().splitlines() == [
        f"registers read {city}", f"picture build {city} --purpose area-picture --partner municipality",
    ]  # fmt: skip
