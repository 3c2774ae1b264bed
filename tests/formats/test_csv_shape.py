"""The quick pass over lines that are all alike sees what the pass over each byte sees."""

import csv
import io
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate.formats import csv_shape
from tidegate.formats.csv_shape import scan

TIDY = re.compile(r"|[!#-\[\]-~]|[!#-\[\]-~][ !#-\[\]-~]*[!#-\[\]-~]")
cells = st.one_of(
    st.sampled_from(["", "a", "b c", " a", "a ", 'q"', "\\", "é", "x\ny", "1,5"]), st.text("ab ,", max_size=4)
)
tables = st.integers(1, 4).flatmap(lambda n: st.lists(st.lists(cells, min_size=n, max_size=n), min_size=1, max_size=6))
quotings = st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL])
ends = st.sampled_from(["\n", "\r\n"])


def both(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("shape") / "a.csv"
    path.write_bytes(text.encode())
    quick = scan(path, ",", '"', 2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_shape._Scanner, "take_alike", lambda _self, _chunk: False)
        return quick, scan(path, ",", '"', 2)


@given(tables, quotings, ends)
def test_tables_have_the_same_shape_either_way(tmp_path_factory, rows, quoting, end):
    written = io.StringIO()
    csv.writer(written, quoting=quoting, lineterminator=end).writerows(rows)
    quick, slow = both(tmp_path_factory, written.getvalue())
    assert replace(quick, tidy=False) == replace(slow, tidy=False)
    if quick.tidy:
        assert all(TIDY.fullmatch(cell) for row in rows for cell in row)


@given(st.text('ab" ,\n\r\\', max_size=30))
def test_any_text_has_the_same_shape_either_way(tmp_path_factory, text):
    quick, slow = both(tmp_path_factory, text)
    assert quick.regular == slow.regular
    if quick.regular:
        assert replace(quick, tidy=False) == replace(slow, tidy=False)


def test_a_file_of_plain_quoted_cells_is_tidy(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b'"id","name"\n"1","Kade 1"\n"2",""\n')
    shape = scan(path, ",", '"', 2)
    assert shape.tidy
    assert (shape.records, shape.ragged) == (3, [])


def test_a_ragged_record_is_told_with_its_place_whatever_the_size_of_the_pieces(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    text = b'\xef\xbb\xbfid,name\r\n1,"Kade, 1"\r\n\r\n2,a,b\r\n3\r\n4,x\r\n5'
    path.write_bytes(text)
    for chunk in (1 << 22, 30, 7, 1):
        monkeypatch.setattr(csv_shape, "_CHUNK", chunk)
        found = scan(path, ",", '"', 2).ragged
        assert [(r.number, r.cells) for r in found] == [(3, 3), (4, 1), (6, 1)]
        assert [text[r.start : r.start + r.length] for r in found] == [b"2,a,b", b"3", b"5"]


def test_a_space_at_the_end_of_a_cell_is_not_tidy(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"id,name\n1,Kade \n")
    assert not scan(path, ",", '"', 2).tidy
