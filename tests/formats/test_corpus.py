"""Whatever is wrong with a file, the answer is one clear sentence, and nothing is left behind."""

import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.formats import corpus
from tests.formats.conftest import Desk, staged
from tidegate.errors import DeliveryError, TidegateError
from tidegate.formats import Limits
from tidegate.formats.json_reading import stage_json
from tidegate.formats.xml_reading import stage_xml

few = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
cells = st.sampled_from(
    [b"a", b",", b'"', b"\n", b"\r", b"\0", b"\xff", b"\xc3", b"\xa9", b" ", b";", b"1", b"<", b"{"]
)
tags = st.sampled_from([b"<a>", b"</a>", b"<b x='1'>", b"</b>", b"x", b"&amp;", b"&", b"<", b"<!--", b"]]>", b"\xff"])


@pytest.mark.parametrize("bad", corpus.BAD, ids=lambda bad: bad.name)
def test_a_bad_file_is_refused_in_words(desk: Desk, bad: corpus.Bad):
    path = desk.folder / bad.name
    bad.make(path)
    before = sorted(desk.scratch.iterdir())
    with pytest.raises(DeliveryError) as fault:
        desk.read(path, Limits(memory_mib=512, seconds=5), **bad.options)
    assert bad.says in fault.value.what
    assert bad.name in fault.value.where
    assert fault.value.mend
    assert "Traceback" not in str(fault.value)
    assert sorted(desk.scratch.iterdir()) == before


@few
@given(content=st.one_of(st.binary(max_size=60), st.lists(cells, max_size=40).map(b"".join)))
def test_any_bytes_are_a_table_or_a_refusal(desk: Desk, content):
    try:
        reading, rows = desk.read(desk.file("any.csv", content))
    except TidegateError:
        return
    assert reading.rows_in == len(rows) + reading.refused.num_rows


@few
@given(content=st.lists(tags, max_size=30).map(b"".join))
def test_any_xml_is_a_table_or_a_refusal(desk: Desk, content):
    path = desk.file("any.xml", b"<r><a/>" + content + b"</r>")
    with contextlib.suppress(TidegateError):
        assert staged(stage_xml, path, desk.scratch)


@few
@given(content=st.one_of(st.text(alphabet='{}[]",:1aNtrue\\\n ', max_size=30), st.binary(max_size=30)))
def test_any_json_is_a_table_or_a_refusal(desk: Desk, content):
    path = desk.file("any.jsonl", content)
    with contextlib.suppress(TidegateError):
        assert staged(stage_json, path, desk.scratch)
