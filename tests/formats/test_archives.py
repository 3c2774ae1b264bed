"""Archives: nothing they say of themselves is believed."""

import contextlib
import gzip
import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.formats.conftest import Desk
from tidegate.errors import DeliveryError, TidegateError, UnsafeFileError
from tidegate.formats import Limits
from tidegate.formats.archives import check_zip, gunzip


def packed(*members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def test_the_only_table_in_an_archive_is_read(desk: Desk):
    path = desk.file(
        "a.zip", packed(("docs/readme.md", "words"), ("data/a.csv", "id,n\n1,x\n"), ("__MACOSX/b.csv", ""))
    )
    reading, rows = desk.read(path)
    assert rows == [{"row_number": 1, "id": "1", "n": "x"}]
    assert reading.format == "csv"


def test_of_several_one_must_be_named(desk: Desk):
    path = desk.file("a.zip", packed(("a.csv", "id\n1\n"), ("b.csv", "id\n2\n")))
    assert desk.read(path, member="b.csv")[1][0]["id"] == "2"
    with pytest.raises(DeliveryError, match=r"several files: 'a.csv', 'b.csv'. Name the one to read as `member`"):
        desk.read(path)
    with pytest.raises(DeliveryError, match=r"holds no file 'c.csv'"):
        desk.read(path, member="c.csv")


@pytest.mark.parametrize("name", ["../a.csv", "a/../../b.csv", "/etc/a.csv", "C:/a.csv", "..\\a.csv"])
def test_names_that_lead_out_are_refused(tmp_path, name):
    path = tmp_path / "a.zip"
    path.write_bytes(packed((name, "id\n1\n")))
    with pytest.raises(UnsafeFileError, match="out of the archive"):
        check_zip(path, Limits())


def test_too_many_members_are_refused(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(packed(*((f"{n}.csv", "") for n in range(10_001))))
    with pytest.raises(UnsafeFileError, match="10,001 files"):
        check_zip(path, Limits())


def test_what_comes_out_is_counted(tmp_path):
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(b"\1\2\3\4" * 1_000_000))
    with pytest.raises(UnsafeFileError, match="more than 1 MiB"):
        gunzip(path, tmp_path / "a", Limits(unpacked_mib=1))
    gunzip(path, tmp_path / "a", Limits())
    assert (tmp_path / "a").stat().st_size == 4_000_000


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 400), value=st.integers(0, 255), cut=st.integers(0, 40))
def test_a_damaged_archive_is_a_table_or_a_refusal(desk: Desk, at, value, cut):
    content = bytearray(packed(("a.csv", "id,n\n" + "1,x\n" * 50)))
    content[at % len(content)] = value
    with contextlib.suppress(TidegateError):
        reading, rows = desk.read(desk.file("damaged.zip", bytes(content[: len(content) - cut])))
        assert reading.rows_in == len(rows) + reading.refused.num_rows


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 100), value=st.integers(0, 255), cut=st.integers(0, 20))
def test_a_damaged_gzip_is_a_table_or_a_refusal(desk: Desk, at, value, cut):
    content = bytearray(gzip.compress(b"id,n\n" + b"1,x\n" * 50, mtime=0))
    content[at % len(content)] = value
    with contextlib.suppress(TidegateError):
        reading, rows = desk.read(desk.file("damaged.csv.gz", bytes(content[: len(content) - cut])))
        assert reading.rows_in == len(rows) + reading.refused.num_rows
