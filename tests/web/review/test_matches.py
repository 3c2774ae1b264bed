"""Uncertain pairs: one at a time, judged, skipped and taken back; nothing is lost where two judge at once."""

import re

import pytest

from tests.web.conftest import LINKED

PAIR = "/review/pairs/organisation/"
JUDGE = f"{PAIR}judge/"
PAGES = ("/review/", PAIR, "/review/suspended/")


def form(page):
    """The pair that a page asks about, as its form sends it."""
    text = page.content.decode()
    return {n: re.search(f'name="{n}" value="([^"]+)"', text)[1] for n in ("left", "right", "seen")}


def judged(site):
    from tidegate.pipeline.who.judging import holding
    from tidegate.pipeline.who.review import judgements_of
    from tidegate.pipeline.workspace import open_view

    view = next(p.name for p in (site / "views").iterdir() if (p / "linkage").is_dir())
    return holding(judgements_of(open_view(site, view)))


def acts():
    from tidegate.web.audit.ledger import entries_newest

    return [(e.content["act"], e.content["subject"], e.content["allowed"]) for e in entries_newest()]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_works_and_is_written_down(linked, signed_in, page):
    assert signed_in("analyst", purpose=LINKED).get(page).status_code == 200
    assert len(acts()) == 1
    assert acts()[0][2]


@pytest.mark.parametrize("page", [*PAGES, JUDGE])
def test_a_page_needs_sign_in_and_context(linked, client, signed_in, page):
    answer = client.post(page) if page == JUDGE else client.get(page)
    assert answer["Location"].startswith("/sign-in/")
    own = signed_in("analyst")
    answer = own.post(page, {"judgement": "undo"}) if page == JUDGE else own.get(page)
    assert answer.status_code in {302, 409}
    assert answer["Location"].startswith("/context/")
    assert acts() == []


@pytest.mark.parametrize("page", [*PAGES, JUDGE])
def test_a_wrong_method_is_refused(linked, signed_in, page):
    own = signed_in("analyst", purpose=LINKED)
    assert (own.get(page) if page == JUDGE else own.post(page)).status_code == 405


@pytest.mark.parametrize("page", PAGES)
def test_to_another_partner_it_is_absent(linked, signed_in, page):
    from tidegate.web.people.models import Officer

    own = signed_in("analyst", purpose=LINKED)
    covenant = linked / "covenant.yml"
    covenant.write_text(covenant.read_text().replace("until: 2099-12-31", "until: 2026-01-01"))
    assert own.get(page).status_code == 404
    Officer.objects.filter(username="demo-analyst").update(partner="police")
    assert own.get(page)["Location"].startswith("/context/")


@pytest.mark.parametrize("page", ["/review/pairs/ghost/", f"{PAIR}?left=a&right=b"])
def test_a_kind_or_a_pair_that_is_none_is_absent(linked, signed_in, page):
    assert signed_in("analyst", purpose=LINKED).get(page).status_code == 404


def test_a_view_without_linkage_says_so(linked, signed_in):
    own = signed_in("analyst", purpose="area-picture")
    assert "Nothing was linked here" in own.get("/review/").content.decode()
    assert own.get(PAIR).status_code == 404


def test_a_judgement_stands_with_who_when_and_why_and_the_next_pair_comes(linked, signed_in):
    own = signed_in("analyst", purpose=LINKED)
    first = form(own.get(PAIR))
    answer = own.post(JUDGE, {**first, "judgement": "different", "reason": "another street"}, follow=True)
    (row,) = judged(linked)
    assert (row["verdict"], row["judge"], row["reason"]) == ("different", "demo-analyst", "another street")
    assert {row["record_l"], row["record_r"]} == {first["left"], first["right"]}
    assert row["at"].startswith("20")
    assert form(answer) != first
    assert "1 pair judged, 9 wait" in answer.content.decode()
    assert acts()[1] == (
        "judge a pair: different", f"organisation: {first['left']} and {first['right']}", True
    )  # fmt: skip


def test_a_skipped_pair_comes_again_at_the_end(linked, signed_in):
    own = signed_in("analyst", purpose=LINKED)
    seen = []
    for _ in range(11):
        pair = form(own.get(PAIR))
        seen.append(pair["left"] + pair["right"])
        own.post(JUDGE, {**pair, "judgement": "skip"})
    assert len(set(seen[:10])) == 10
    assert seen[10] in seen[:10]
    assert judged(linked) == []


@pytest.mark.parametrize("act", ["same", "skip"])
def test_undo_takes_the_last_act_back_and_shows_its_pair(linked, signed_in, act):
    own = signed_in("analyst", purpose=LINKED)
    first = form(own.get(PAIR))
    own.post(JUDGE, {**first, "judgement": act})
    back = form(own.post(JUDGE, {"judgement": "undo"}, follow=True))
    assert (back["left"], back["right"]) == (first["left"], first["right"])
    assert judged(linked) == []
    own.post(JUDGE, {**back, "judgement": "different"})
    assert [r["verdict"] for r in judged(linked)] == ["different"]
    assert own.post(JUDGE, {"judgement": "undo"}).status_code == 302
    answer = own.post(JUDGE, {"judgement": "undo"})
    assert answer.status_code == 409
    assert "There is nothing to take back." in answer.content.decode()


def test_a_pair_that_was_judged_meanwhile_is_said_so_and_can_still_be_judged(linked, signed_in):
    from tidegate.web.people.models import Officer

    one, other = signed_in("analyst", purpose=LINKED), signed_in("liaison")
    Officer.objects.filter(username="demo-liaison").update(partner="municipality")
    other.post("/context/", {"purpose": LINKED, "reason": "second pair of eyes"})
    pair = form(one.get(PAIR))
    assert form(other.get(PAIR)) != pair  # what one looks at is not offered to the other
    other.post(JUDGE, {**pair, "judgement": "same", "reason": "same tax number"})
    answer = one.post(JUDGE, {**pair, "judgement": "different", "reason": "other owner"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "demo-liaison judged it the same" in text
    assert "same tax number" in text
    assert 'value="other owner"' in text  # what was typed is not lost
    assert [r["judge"] for r in judged(linked)] == ["demo-liaison"]
    again = form(answer)
    assert again == {**pair, "seen": "1"}
    assert one.post(JUDGE, {**again, "judgement": "different"}).status_code == 302
    assert [(r["judge"], r["verdict"]) for r in judged(linked)] == [
        ("demo-analyst", "different"), ("demo-liaison", "same"),
    ]  # fmt: skip


@pytest.mark.parametrize("role", ["manager", "protection", "administrator"])
def test_whoever_only_reads_sees_no_button_and_judges_nothing(linked, signed_in, role):
    own = signed_in(role, purpose=LINKED if role == "manager" else "")
    page = own.get(PAIR)
    if role == "manager":
        assert "data-key" not in page.content.decode()
        assert "Build the picture anew" not in own.get("/review/").content.decode()
    else:
        assert page.status_code == 302
    answer = own.post(JUDGE, {"left": "a", "right": "b", "seen": "0", "judgement": "same"})
    assert answer.status_code == (404 if role == "manager" else 302)
    assert judged(linked) == []
    if role == "manager":
        assert acts()[0] == ("judge a pair", "organisation", False)


def test_differing_values_are_marked_by_a_sign_and_a_word(linked, signed_in):
    text = signed_in("analyst", purpose=LINKED).get(PAIR).content.decode()
    row = next(r for r in re.findall(r"<tr.*?</tr>", text, re.DOTALL) if "tg-differs-row" in r)
    assert "≠" in row
    assert "(differs)" in row


def test_the_bars_add_up_to_what_is_said(linked, signed_in):
    text = signed_in("analyst", purpose=LINKED).get(PAIR).content.decode()
    numbers = re.findall(r'<td class="tg-number">([^<]+)</td></tr>', text)
    *pieces, total = (float(n.replace("\N{MINUS SIGN}", "-")) for n in numbers)
    assert sum(pieces) == pytest.approx(total, abs=0.06 * len(pieces))


def test_numbers_of_a_drawing_have_a_point_in_every_language(linked, signed_in):
    own = signed_in("analyst", purpose=LINKED)
    own.post("/language/", {"language": "nl"})
    text = own.get(PAIR).content.decode()
    assert "Zijn deze twee dezelfde organisatie?" in text
    for x, width in re.findall(r'<rect class="\w+" x="([^"]+)" y="2" width="([^"]+)"', text):
        assert float(x) < 100
        assert float(width) >= 0


def test_what_the_view_withholds_is_on_no_page(linked, signed_in):
    from tests.small_city import HIDDEN, HOME, REMARK

    own = signed_in("analyst", purpose=LINKED)
    for _ in range(10):
        page = own.get(PAIR)
        assert not any(word in page.content.decode() for word in (HIDDEN, HOME, REMARK))
        own.post(JUDGE, {**form(page), "judgement": "skip"})


@pytest.mark.parametrize("told", [{"judgement": "perhaps"}, {}, {"judgement": "same", "left": "x", "right": "y"}])
def test_what_is_no_judgement_is_not_written(linked, signed_in, told):
    own = signed_in("analyst", purpose=LINKED)
    assert own.post(JUDGE, told).status_code in {404, 409}
    assert judged(linked) == []
