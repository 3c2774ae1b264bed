"""The one way to a picture: no purpose, no picture; no ledger, no picture; what is not granted looks absent."""

import pytest

from tests.web.conftest import PURPOSE, REASON


def entries():
    from tidegate.web.audit.ledger import entries_newest

    return [e.content for e in entries_newest()]


def test_a_look_is_written_down_with_all_that_the_law_asks_for(signed_in):
    assert signed_in("analyst", purpose=PURPOSE).get("/").status_code == 200
    (entry,) = entries()
    assert entry["who"] == "demo-analyst"
    assert (entry["partner"], entry["purpose"], entry["reason"]) == ("municipality", PURPOSE, REASON)
    assert (entry["act"], entry["clause"]) == ("start page", "Municipal Act, section 2")
    assert entry["count"] >= 1
    assert entry["classes"] == ["administrative", "business", "location", "permit", "premises", "report"]
    assert entry["picture"]
    assert entry["allowed"]


def test_without_a_context_the_page_to_choose_one_comes_first(signed_in):
    answer = signed_in("analyst").get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/context/?next=%2F")
    assert entries() == []


def test_a_script_is_told_to_go_there(signed_in):
    answer = signed_in("analyst").get("/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (403, "/context/")


@pytest.mark.parametrize("age", [-1, 10.001])
def test_a_context_ends_after_a_working_day(signed_in, age):
    from datetime import timedelta

    from django.utils import timezone

    client = signed_in("analyst", purpose=PURPOSE)
    session = client.session
    session["context"] |= {"since": (timezone.now() - timedelta(hours=age)).isoformat()}
    session.save()
    assert client.get("/")["Location"].startswith("/context/")


def test_a_clause_that_ended_gives_nothing_from_the_next_request_on(signed_in, site):
    client = signed_in("analyst", purpose=PURPOSE)
    assert client.get("/").status_code == 200
    covenant = site / "covenant.yml"
    text = covenant.read_text().replace(
        'legal_basis: "Municipal Act, section 2"', 'legal_basis: "Municipal Act, section 2"\n    until: 2026-01-01'
    )
    covenant.write_text(text)
    answer = client.get("/")
    assert answer.status_code == 404
    assert answer.content.decode().count("This page is not here") == 1
    refused = entries()[0]
    assert not refused["allowed"]
    assert "the clause ended on 01 January 2026" in refused["refusal"]
    assert refused["picture"] == refused["clause"] == ""


def test_the_words_of_the_covenant_follow_the_reader(signed_in, site):
    covenant = site / "covenant.yml"
    text = covenant.read_text()
    for said, dutch in (("name: Municipality}", "Gemeente"), ('"Municipal Act, section 2"', "Gemeentewet, artikel 2")):
        end = "}" if said.endswith("}") else ""
        word, _, english = said.rstrip("}").rpartition(": ") if end else ("", "", said)
        told = f"{word}{': ' if word else ''}{{en: {english}, nl: '{dutch}'}}{end}"
        assert said in text
        text = text.replace(said, told)
    covenant.write_text(text)
    client = signed_in("analyst")
    assert "Municipal Act, section 2" in client.get("/context/").content.decode()
    client.post("/language/", {"language": "nl"})
    page = client.get("/context/").content.decode()
    assert "Gemeentewet, artikel 2" in page
    assert "<dd>Gemeente</dd>" in page
    assert "Municipal Act, section 2" not in page
    client.post("/context/", {"purpose": PURPOSE, "reason": "tafel van 3 maart"})
    client.get("/")
    # The ledger is read by others than who acts: it names the law in one language.
    assert entries()[0]["clause"] == "Municipal Act, section 2"


def test_what_is_not_granted_reads_like_what_is_absent(signed_in, site):
    client = signed_in("analyst", purpose=PURPOSE)
    covenant = site / "covenant.yml"
    covenant.write_text(covenant.read_text().replace("until: 2099-12-31", "until: 2026-01-01"))
    refused, absent = client.get("/"), client.get("/nowhere")
    assert (refused.status_code, absent.status_code) == (404, 404)

    def said(answer):
        text = answer.content.decode()
        return text[text.index("<main") : text.index("</main>")]

    assert said(refused) == said(absent)


def test_a_context_of_another_partner_is_none(signed_in):
    from tidegate.web.people.models import Officer

    client = signed_in("analyst", purpose=PURPOSE)
    Officer.objects.filter(username="demo-analyst").update(partner="police")
    assert client.get("/")["Location"].startswith("/context/")


def test_an_officer_of_no_partner_is_offered_nothing(signed_in):
    from tidegate.web.people.models import Officer

    client = signed_in("analyst")
    Officer.objects.filter(username="demo-analyst").update(partner="")
    assert "No clause of the covenant is in force" in client.get("/context/").content.decode()
    assert client.post("/context/", {"purpose": PURPOSE, "reason": REASON}).status_code == 422


@pytest.mark.parametrize("role", ["protection", "administrator"])
def test_who_runs_or_watches_reads_no_content(signed_in, role):
    from django.test import RequestFactory
    from django.utils import timezone

    from tidegate.web.people.context import Context
    from tidegate.web.people.looking import NotGranted, visible
    from tidegate.web.people.models import Officer

    client = signed_in(role)
    assert client.get("/context/").status_code == 404
    officer = Officer.objects.get(username=f"demo-{role}")
    context = Context(officer.partner, PURPOSE, REASON, timezone.now().isoformat())
    assert RequestFactory()
    with pytest.raises(NotGranted), visible(officer, context, timezone.now(), act="try"):
        raise AssertionError("never reached")
    assert not entries()[0]["allowed"]


def test_no_picture_yet_says_what_to_do(signed_in):
    answer = signed_in("analyst", purpose="permit-integrity").get("/")
    assert answer.status_code == 404
    assert "tidegate picture build city --purpose permit-integrity --partner municipality" in answer.content.decode()
    # The sentence names the partner as people do; the command takes its id.
    assert "The covenant gives Municipality a picture" in answer.content.decode()
    assert entries() == []


def test_where_the_ledger_cannot_be_written_there_is_no_data(signed_in, site):
    from django.db import connection

    client = signed_in("analyst", purpose=PURPOSE)
    assert client.get("/").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("drop table audit_ledgerentry")
    try:
        answer = client.get("/")
        assert answer.status_code == 500
        assert "Kleinstad" not in answer.content.decode()
    finally:
        from tidegate.web.audit.models import LedgerEntry

        with connection.schema_editor() as editor:
            editor.create_model(LedgerEntry)


def test_a_database_that_can_only_be_read_gives_no_data(signed_in):
    from django.db import connection

    client = signed_in("analyst", purpose=PURPOSE)
    assert client.get("/").status_code == 200
    only_read = {"sqlite": "pragma query_only", "postgresql": "set default_transaction_read_only"}[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(f"{only_read} = on")
        try:
            answer = client.get("/")
        finally:
            cursor.execute(f"{only_read} = off")
    assert answer.status_code == 500
    assert "Permits change hands" not in answer.content.decode()
    assert len(entries()) == 1


def test_a_lost_head_gives_no_data(signed_in):
    from tidegate.web.audit.models import LedgerHead

    client = signed_in("analyst", purpose=PURPOSE)
    LedgerHead.objects.all().delete()
    assert client.get("/").status_code == 500
    assert client.get("/ready").status_code == 503


def test_a_look_within_another_transaction_is_refused(signed_in):
    from django.db import transaction
    from django.utils import timezone

    from tidegate.web.people.context import Context
    from tidegate.web.people.looking import visible
    from tidegate.web.people.models import Officer

    signed_in("analyst")
    officer = Officer.objects.get(username="demo-analyst")
    context = Context(officer.partner, PURPOSE, REASON, timezone.now().isoformat())
    with (
        transaction.atomic(),
        pytest.raises(RuntimeError, match="durable"),
        visible(officer, context, timezone.now(), act="page"),
    ):
        raise AssertionError("never reached")


@pytest.mark.parametrize("name", ["../other", "a/b", ".", "é"])
def test_an_id_of_a_picture_is_no_path(signed_in, name):
    from django.utils import timezone

    from tidegate.web.people.context import Context
    from tidegate.web.people.looking import NotGranted, visible
    from tidegate.web.people.models import Officer

    signed_in("analyst")
    officer = Officer.objects.get(username="demo-analyst")
    context = Context(officer.partner, PURPOSE, REASON, timezone.now().isoformat())
    with pytest.raises(NotGranted), visible(officer, context, timezone.now(), act="page", pinned_id=name):
        raise AssertionError("never reached")


def test_a_picture_that_is_gone_is_no_picture(signed_in):
    from django.utils import timezone

    from tidegate.web.people.context import Context
    from tidegate.web.people.looking import NoPicture, visible
    from tidegate.web.people.models import Officer

    signed_in("analyst")
    officer = Officer.objects.get(username="demo-analyst")
    context = Context(officer.partner, PURPOSE, REASON, timezone.now().isoformat())
    with pytest.raises(NoPicture), visible(officer, context, timezone.now(), act="page", pinned_id="0123456789abcdef"):
        raise AssertionError("never reached")
