"""The ledger in its database: who writes, who verifies, who may read."""

from datetime import UTC, datetime, timedelta

import pytest

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def consultation(act="entity page"):
    from tidegate.web.audit.ledger import Consultation

    return Consultation(
        who="ada", role="analyst", partner="municipality", act=act, subject="e1", purpose="area-picture",
        reason="table", clause="Municipal Act, section 2", picture="p1", classes=("business",), count=1,
    )  # fmt: skip


def write(many=1, now=NOW):
    from django.db import transaction

    from tidegate.web.audit.ledger import record

    for number in range(many):
        with transaction.atomic(durable=True):
            record(consultation(f"page {number}"), now=now + timedelta(seconds=number))


def test_entries_are_numbered_chained_and_hold(site):
    from tidegate.web.audit.ledger import entries_newest, verify

    write(3)
    assert [(e.number, e.content["act"]) for e in entries_newest()] == [(3, "page 2"), (2, "page 1"), (1, "page 0")]
    assert entries_newest(before=2)[0].content["classes"] == ["business"]
    finding = verify()
    assert finding.whole
    assert finding.entries == 3


def test_a_clock_that_was_put_back_does_not_break_the_chain(site):
    from tidegate.web.audit.ledger import verify

    write(1)
    write(1, now=NOW - timedelta(days=2))
    assert verify().whole


def test_outside_a_transaction_nothing_is_recorded(site):
    from tidegate.web.audit.ledger import record

    with pytest.raises(RuntimeError, match="within transaction"):
        record(consultation(), now=NOW)


@pytest.mark.parametrize(
    ("change", "number", "what"),
    [
        (lambda e: e.filter(number=3).update(content="{}"), 3, "altered"),
        (lambda e: e.filter(number=2).delete(), 2, "removed"),
        (lambda e: e.filter(number=5).delete(), 5, "removed"),
        (lambda e: e.filter(number=4).update(at="2026-03-01T12:00:03.500000+00:00"), 4, "altered"),
        (lambda e: e.create(number=9, at="x", content="", salt="", commitment="", before="", digest=""), 9, "head"),
    ],
)
def test_what_is_done_to_the_table_is_found(site, change, number, what):
    from tidegate.web.audit.ledger import verify
    from tidegate.web.audit.models import LedgerEntry

    write(5)
    change(LedgerEntry.objects)
    finding = verify()
    assert (finding.number, finding.what) == (number, what)


def test_the_page_is_for_the_data_protection_officer_alone(signed_in):
    assert signed_in("protection").get("/ledger/").status_code == 200
    for role in ("analyst", "liaison", "manager", "administrator"):
        assert signed_in(role).get("/ledger/").status_code == 404


def test_the_page_lists_and_verifies(signed_in):
    from tidegate.web.audit.models import LedgerEntry

    write(60)
    officer = signed_in("protection")
    page = officer.get("/ledger/").content.decode()
    assert "page 59" in page
    assert "page 9<" not in page
    assert "page 9<" in officer.get("/ledger/", {"before": 11}).content.decode()
    assert "All 60 entries were followed, and they hold." in officer.get("/ledger/", {"verify": 1}).content.decode()
    LedgerEntry.objects.filter(number=7).update(content="no json")
    page = officer.get("/ledger/", {"verify": 1, "before": 20}).content.decode()
    assert "The ledger does not hold from entry 7 on: it was altered." in page
    assert officer.get("/ledger/", {"before": "x"}).status_code == 200
    assert officer.post("/ledger/").status_code == 405
