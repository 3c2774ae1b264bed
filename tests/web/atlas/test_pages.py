"""The pages of the atlas: each works, needs an officer, a context and a clause, and refuses to be written to."""

import csv
import io
import json
import re

import pytest

from tests.small_city import HOME, PAST, REMARK, TODAY
from tests.web.conftest import PURPOSE
from tidegate.web.atlas.words import WORDS, word

PAGES = (
    "/", "/map/", "/map/data.json", "/map/ground.json", "/map/area.json", "/map/cell.json", "/map/street.json",
    "/map/premises.json", "/places/", "/places/?level=premises", "/places/street/MARKT/", "/flags/",
    "/flags/rules/letterbox_addresses/", "/network/", "/network/?q=kade", "/points/", "/points/street:West, Brug/",
    "/changes/", "/changes/?what=tie&change=no", "/download/changes.csv",
    "/sectors/", "/sectors/holding/", "/data/", "/data/permits/", "/search/", "/search/?q=anna jansen",
    "/download/flags.xlsx", "/download/rules.csv", "/download/places.csv", "/download/map.gpkg?layer=premises",
    "/download/points.csv", "/download/sectors.csv", "/download/areas.csv", "/download/registers.csv",
)  # fmt: skip
"""Addresses that the whole picture answers."""

ABSENT = (
    "/entities/nobody/", "/entities/nobody/why/", "/flags/nothing/", "/flags/rules/nothing/", "/places/street/NOWHERE/",
    "/places/planet/KADE/", "/points/street:Nowhere/", "/sectors/nothing/", "/data/intelligence/", "/map/people.json",
    "/network/?entity=nobody", "/network/data.json?of=nobody", "/network/expand.json?entity=nobody",
    "/download/people.csv", "/download/flags.pdf", "/download/flags.gpkg",
)  # fmt: skip


def text(answer):
    return answer.content.decode() if not answer.streaming else ""


@pytest.mark.parametrize("address", PAGES)
def test_it_works_and_tells_nothing_that_the_picture_does_not_hold(analyst, address):
    answer = analyst.get(address)
    assert answer.status_code == 200
    if "html" in answer["Content-Type"]:
        assert "The city is invented" in text(answer)
    for marker in (HOME, PAST, REMARK):
        assert marker.encode() not in answer.content


@pytest.mark.parametrize("address", ABSENT)
def test_what_is_not_there_is_not_found(analyst, address):
    assert analyst.get(address).status_code == 404


@pytest.mark.parametrize("address", PAGES)
def test_it_needs_an_officer_and_a_context(whole_city, client, signed_in, address):
    assert client.get(address)["Location"].startswith("/sign-in/")
    answer = signed_in("analyst").get(address)
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/context/")


@pytest.mark.parametrize("address", PAGES[1:])
def test_other_partners_and_roles_see_nothing(whole_city, signed_in, address):
    # The police have a clause for areas and no picture yet: the same page whatever was asked for, and no value in it.
    answer = signed_in("liaison", purpose=PURPOSE).get(address)
    assert "There is no picture to show yet" in text(answer)
    assert "Kade" not in text(answer)
    for role in ("protection", "administrator"):
        assert signed_in(role).get(address).status_code in {302, 404}


@pytest.mark.parametrize("address", PAGES)
def test_it_refuses_to_be_written_to(analyst, address):
    assert analyst.post(address).status_code == 405


def test_a_picture_without_ties_and_flags_has_pages_that_say_so(whole_city, signed_in):
    client = signed_in("analyst", purpose=PURPOSE)
    for address in (
        "/",
        "/map/",
        "/places/",
        "/flags/",
        "/network/",
        "/points/",
        "/sectors/",
        "/data/",
        "/search/?q=kade",
    ):
        assert client.get(address).status_code == 200, address
    assert "No rule was put to this picture" in text(client.get("/flags/"))
    assert "There is no such point" in text(client.get("/points/"))


def test_from_a_flag_to_its_rows_its_subject_and_the_network(analyst):
    first = re.search(r'href="(/flags/[0-9a-f]{20}/)"', text(analyst.get("/flags/"))).group(1)
    page = text(analyst.get(first))
    for said in ("Innocent explanations", "What would make it false", "Rows that prove it", "Track record of the rule"):
        assert said in page
    subject = re.search(r'href="(/entities/[0-9a-f]{20}/)"', page).group(1)
    assert "Red flags" in text(analyst.get(subject))
    assert "hold" in text(analyst.get(f"{subject}why/"))
    entity = subject.split("/")[2]
    told = json.loads(analyst.get(f"/network/data.json?of={entity}").content)
    assert {n["id"] for n in told["nodes"]} >= {entity}
    assert {"id", "label", "kind", "x", "y", "href", "flags", "personal", "more"} <= set(told["nodes"][0])


def test_a_person_has_a_page_without_flags_and_numbers(analyst):
    found = re.search(r'href="(/entities/[0-9a-f]+/)">Anna Jansen', text(analyst.get("/search/?q=anna jansen"))).group(
        1
    )
    page = text(analyst.get(found))
    assert "A natural person: no flag, no order, no number of ties." in page
    assert "tg-mark-flag" not in page
    assert "/download/ties" not in page


def test_each_look_is_in_the_ledger_before_it_is_seen(analyst):
    from tidegate.web.audit.ledger import entries_newest

    analyst.get("/download/flags.csv")
    newest = entries_newest(most=1)[0].content
    assert (newest["act"], newest["subject"], newest["count"]) == ("download flags", "flags.csv", 10_000)
    analyst.get("/entities/nobody/")
    assert entries_newest(most=1)[0].content["subject"] == "nobody"


def test_a_file_names_who_took_it(analyst):
    answer = analyst.get("/download/flags.csv")
    first = next(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[0]
    assert first.startswith("# Taken by demo-analyst (municipality)")
    assert answer["Content-Disposition"] == 'attachment; filename="flags-2026-01-15.csv"'


def test_a_search_of_ten_thousand_signs_is_answered_in_words(analyst):
    answer = analyst.get("/search/", {"q": "anna jansen " * 900})
    assert "The question was too long" in text(answer)
    assert "Anna Jansen" in text(answer)


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=99999999999", "page=x", "level=%00", "schema=x&kind=y", "month=7777"]
)
def test_no_address_is_an_error(analyst, query):
    for address in ("/places/", "/map/", "/flags/", "/map/area.json", "/network/", "/data/permits/"):
        assert analyst.get(f"{address}?{query}").status_code in {200, 404}


def test_dutch_pages_are_dutch(analyst):
    analyst.post("/language/", {"language": "nl", "next": "/"})
    page = text(analyst.get("/"))
    assert "Wat is er veranderd?" in page
    assert "Wat wacht op mij?" in page
    assert "Innocent" not in text(analyst.get("/flags/rules/letterbox_addresses/"))


def test_a_timeline_is_dutch(analyst):
    analyst.post("/language/", {"language": "nl", "next": "/"})
    found = text(analyst.get("/search/?q=lier kapsalon"))
    pages = [text(analyst.get(there)) for there in dict.fromkeys(re.findall(r'"(/entities/[^"/]+/)"', found))]
    timelines = [re.sub(r"<[^>]+>", " ", p.split('class="tg-timeline')[1].split("</ol>")[0]) for p in pages if "tg-timeline" in p]  # fmt: skip  # noqa: E501
    told = " ".join(" ".join(timelines).split())
    assert "Vestiging begint: exploitant" in told
    assert "operator" not in told


def test_words_of_registers_stay_as_they_are():
    assert str(word("horeca")) == "horeca"
    assert word(None) == ""
    assert all(str(w) for w in WORDS.values())


def test_the_map_can_draw_the_flagged_premises_alone(analyst):
    every, flagged = (analyst.get(f"/map/premises.json{q}").json()["features"] for q in ("", "?flagged=1"))
    assert 0 < len(flagged) < len(every)
    assert {f["id"] for f in flagged} == {f["id"] for f in every if f["properties"]["flags"]}


@pytest.fixture
def compared_city(whole_city, monkeypatch):
    """The picture for permits, compared with an earlier one in which two flags were not."""
    import pyarrow as pa

    from tidegate.formats.writing import write_parquet
    from tidegate.picture.changes import CHANGES
    from tidegate.pipeline.picturing.shelf import pinned
    from tidegate.web.atlas.reading import changing, start
    from tidegate.web.atlas.reading.keeping import kept_for

    def earlier(picture):
        return "earlier" if picture.has("flags") else ""

    names = CHANGES.schema().names
    for view in (whole_city / "pictures").iterdir():
        with pinned(view, today=TODAY) as picture:
            if not picture.has("flags"):
                continue
            (flag, *_) = picture.table("flags").to_pylist()
            rows = [
                ("flag", "new", flag["flag"], "Kade 1", flag["indicator"], "rule", "The rule was switched on."),
                ("tie", "gone", "t1", "Anna Jansen, Lier", "Directorship", "delivery", "A row of a delivery says so."),
                ("concentration", "changed", "c1", "Report, all, by area", "0.313 before, 0.392 now", "delivery",
                 "The events of the later deliveries gather at fewer places."),
            ]  # fmt: skip
            path = kept_for(picture) / "changes" / "earlier.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            write_parquet(pa.Table.from_pylist([dict(zip(names, r, strict=True)) for r in rows]), path)
            path.with_suffix(".on").write_text("2026-01-15")
    monkeypatch.setattr(changing, "before", earlier)
    monkeypatch.setattr(start, "before", earlier)


def test_changes_are_listed_with_their_cause_and_leave_as_a_table(compared_city, analyst):
    assert "All changes, row by row" in text(analyst.get("/"))
    page = text(analyst.get("/changes/"))
    assert "Since the picture of 15 January 2026." in page
    assert "The rule was switched on." in page
    assert "Anna Jansen" not in page
    only = text(analyst.get("/changes/?what=concentration"))
    assert "0.313 before, 0.392 now" in only
    assert "The rule was switched on." not in only
    assert "Nothing of that sort changed" in text(analyst.get("/changes/?what=tie&change=new"))
    rows = list(csv.reader(io.StringIO(analyst.get("/download/changes.csv?what=flag").content.decode("utf-8-sig"))))
    assert (len(rows), rows[2][:2]) == (3, ["flag", "new"])


def test_changes_and_words_of_the_core_are_dutch_on_a_dutch_page(compared_city, analyst):
    analyst.post("/language/", {"language": "nl", "next": "/"})
    page = text(analyst.get("/changes/"))
    for told in ("Sinds het beeld van 15 januari 2026.", "De regel is aangezet.", "Meldingen, alle soorten, per gebied",
                 "eerst 0,313, nu 0,392", "Bestuur"):  # fmt: skip
        assert told in page
    assert "by area" not in page


def test_a_label_of_the_vocabulary_is_said_in_dutch():
    from django.utils.translation import override

    with override("nl"):
        assert str(word("Registration number")) == "Registratienummer"
        assert str(word("House number")) == "Huisnummer"
        assert str(word("Birth date")) == "Geboortedatum"
    with override("en-gb"):
        assert str(word("House number")) == "House number"
    assert str(word("a register's own word")) == "a register's own word"


def test_every_sentence_about_a_change_has_its_pattern():
    from tests.conftest import ROOT
    from tidegate.web.atlas.sentences import SENTENCES

    told = " ".join(SENTENCES)
    for path in sorted((ROOT / "src/tidegate/picture").glob("changes_of_*.sql")):
        for said in re.findall(r"'([^']*[a-z]{3}[^']*\.)'", path.read_text(encoding="utf-8")):
            assert said.strip() in told, said
