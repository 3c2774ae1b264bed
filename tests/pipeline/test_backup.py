"""A backup holds what cannot be made again, is whole or nothing, and comes back as it was."""

import gzip
import io
import sqlite3
import tarfile
from datetime import UTC, datetime

import pytest

from tidegate.errors import WorkspaceError
from tidegate.pipeline.backup import back_up, restore

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def small(tmp_path):
    """A city of a few files, some of which can be made again."""
    folder = tmp_path / "kleinstad"
    for path, text in {
        "city.toml": "name = 'Kleinstad'", "covenant.yml": "c",
        "registers/a.yml": "r", "deliveries/records/a.csv": "x,y",
        ".site-key": "secret", "views/v/reviews.csv": "flag", "views/v/stages/s": "again", "cache/c": "again",
        "records/r": "again", "pictures/v/p/t": "again", "views/v/linkage/old/e": "old", "views/v/linkage/new/e": "who",
    }.items():  # fmt: skip
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    (folder / "views/v/linkage/current").symlink_to("new")
    with sqlite3.connect(folder / "casework.sqlite3") as database:
        database.execute("pragma journal_mode = wal")
        database.execute("create table t as select 7 as n")
    database.close()
    return folder


def test_what_cannot_be_made_again_comes_back(small, tmp_path):
    told = back_up(small, tmp_path / "b", now=NOW)
    assert (tmp_path / "b").stat().st_mode & 0o777 == 0o600
    assert restore(tmp_path / "b", tmp_path / "again") == told
    found = {p.relative_to(tmp_path / "again").as_posix() for p in (tmp_path / "again").rglob("*") if p.is_file()}
    assert found == {
        "city.toml", "covenant.yml", "registers/a.yml", "deliveries/records/a.csv", ".site-key", "views/v/reviews.csv",
        "views/v/linkage/new/e", "views/v/linkage/current/e", "casework.sqlite3",
    } - {"views/v/linkage/current/e"}  # fmt: skip
    assert (tmp_path / "again/views/v/linkage/current/e").read_text() == "who"
    assert (tmp_path / "again/.site-key").stat().st_mode & 0o777 == 0o600
    with sqlite3.connect(tmp_path / "again/casework.sqlite3") as database:
        assert database.execute("select n from t").fetchall() == [(7,)]
    database.close()
    assert told.database == "sqlite"
    assert not list(small.glob(".backup-*"))


def test_pictures_and_deliveries_are_a_choice(small, tmp_path):
    assert "pictures" in back_up(small, tmp_path / "a", now=NOW, pictures=True).parts()
    assert "deliveries" not in back_up(small, tmp_path / "b", now=NOW, deliveries=False).parts()


def test_nothing_is_overwritten(small, tmp_path):
    (tmp_path / "b").write_text("mine")
    with pytest.raises(WorkspaceError, match="the file is there already"):
        back_up(small, tmp_path / "b", now=NOW)
    assert (tmp_path / "b").read_text() == "mine"
    back_up(small, tmp_path / "c", now=NOW)
    with pytest.raises(WorkspaceError, match="the folder is not empty"):
        restore(tmp_path / "c", small)
    assert not list(tmp_path.glob(".*"))


def test_half_a_backup_and_an_altered_one_are_refused_and_leave_nothing(small, tmp_path):
    back_up(small, tmp_path / "b", now=NOW)
    whole = (tmp_path / "b").read_bytes()
    (tmp_path / "half").write_bytes(whole[: len(whole) // 2])
    plain = gzip.decompress(whole)
    (tmp_path / "altered").write_bytes(gzip.compress(plain.replace(b"Kleinstad'", b"Grotestad'", 1)))
    (tmp_path / "no").write_text("no backup")
    for name in ("half", "altered", "no"):
        with pytest.raises(WorkspaceError, match="it cannot be restored"):
            restore(tmp_path / name, tmp_path / "again")
    assert not (tmp_path / "again").exists()
    assert not list(tmp_path.glob(".again*"))


def test_a_file_that_leads_out_is_refused(tmp_path):
    with tarfile.open(tmp_path / "b", "w:gz") as tar:
        member = tarfile.TarInfo("../out")
        member.size = 1
        tar.addfile(member, io.BytesIO(b"x"))
    with pytest.raises(WorkspaceError, match="leads out of the folder"):
        restore(tmp_path / "b", tmp_path / "again")
    assert not (tmp_path / "out").exists()
