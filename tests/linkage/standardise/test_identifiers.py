import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidegate.linkage.standardise.identifiers import COLUMNS, standardise


def one(raw, **options):
    (row,) = standardise([raw], options).to_pylist()
    return row


@pytest.mark.parametrize(
    "written", ["529900T8BM49AURSDO55", "5299 00T8 BM49 AURS DO55", "529900t8bm49aursdo55", "5299-00T8.BM49/AURSDO55"]
)
def test_one_number_in_four_spellings_is_one_number(written):
    row = one(written, scheme="lei")
    assert row["value"] == ["lei:529900T8BM49AURSDO55"]
    assert (row["decides"], row["valid"]) == ("lei:529900T8BM49AURSDO55", 1)


@pytest.mark.parametrize(
    ("raw", "options"),
    [
        ("529900T8BM49AURSDO56", {"scheme": "lei"}),
        ("111222334", {"scheme": "bsn", "check": "nl.bsn"}),
        ("NL823456789B01", {"scheme": "tax"}),  # it says itself that it is a number of value-added tax
    ],
)
def test_a_failed_checksum_decides_nothing(raw, options):
    row = one(raw, **options)
    assert (row["value"], row["decides"], row["valid"]) == ([], None, 0)
    assert row["claimed"] == [f"{options['scheme']}:{raw}"]


@pytest.mark.parametrize(
    ("raw", "options"),
    [
        ("111222333", {"scheme": "bsn", "check": ["nl.bsn"]}),
        ("NL004495445B01", {"scheme": "tax"}),
        ("GB82 WEST 1234 5698 7654 32", {"scheme": "iban"}),
    ],
)
def test_a_checksum_that_holds_is_told(raw, options):
    assert one(raw, **options)["valid"] == 1


def test_of_a_number_without_a_known_scheme_nothing_is_said():
    row = one("48 045-21", scheme="account")
    assert (row["value"], row["valid"]) == (["account:4804521"], None)


@pytest.mark.parametrize("placeholder", ["", "-", "0", "00000000", "999999999", "123456789", "12", "n/a", "A" * 10_000])
def test_a_placeholder_says_nothing(placeholder):
    row = one(placeholder)
    assert not any(row.values())


def test_telephones_agree_however_their_country_is_written():
    assert one("+31 20 123 45 67", scheme="phone")["value"] == one("020-1234567", scheme="phone")["value"]
    assert one("0031201234567", scheme="phone")["value"] == ["phone:201234567"]


def test_mail_addresses_lose_their_dressing():
    assert one("Maria Sentosa <M.Sentosa+city@Example.org>", scheme="email")["value"] == ["email:m.sentosa@example.org"]


def test_the_mail_box_of_an_office_tells_nobody_apart():
    assert one("info@example.org", scheme="email")["value"] == []


@pytest.mark.parametrize("scheme", ["phone", "email"])
def test_what_reaches_a_person_decides_nothing(scheme):
    assert one({"phone": "0201234567", "email": "a@example.org"}[scheme], scheme=scheme)["decides"] is None


def test_an_unknown_checksum_is_refused_in_words():
    with pytest.raises(ValueError, match=r"check names 'xx\.yy', of which no checksum is known"):
        standardise([], {"check": "xx.yy"})


@settings(deadline=None)  # a scheme is loaded when it is first asked for
@given(st.lists(st.text(max_size=60), max_size=20), st.sampled_from(["lei", "iban", "phone", "email", "tax", "number"]))
def test_every_text_makes_a_row(texts, scheme):
    table = standardise(texts, {"scheme": scheme})
    assert table.num_rows == len(texts)
    assert table.schema == COLUMNS
