"""Red flags: what a person found becomes the track record; a suspended flag has left every list at once."""

import pyarrow.parquet as pq
import pytest

from tests.web.conftest import LINKED


@pytest.fixture
def flag(linked):
    path = next((linked / "pictures").glob("*/current/flags.parquet"))
    return pq.read_table(path)["flag"].to_pylist()[0]


def acts():
    from tidegate.web.audit.ledger import entries_newest

    return [(e.content["act"], e.content["subject"], e.content["allowed"]) for e in entries_newest()]


def test_a_review_stands_and_counts_for_the_rule(linked, signed_in, flag):
    own = signed_in("analyst", purpose=LINKED)
    assert "Judge this flag" in own.get(f"/flags/{flag}/").content.decode()
    told = {"verdict": "innocent", "reason": "renewed the day before", "seen": "0"}
    answer = own.post(f"/review/flags/{flag}/judge/", told, follow=True)
    text = answer.content.decode()
    assert answer.redirect_chain == [(f"/flags/{flag}/", 302)]
    assert "Your review was written down." in text
    assert "renewed the day before" in text
    assert "1 reviewed: 0 justified, 1 innocent, 0 unclear." in text
    assert ("review a flag: innocent", flag, True) in acts()


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"verdict": "innocent", "reason": "", "seen": "0"}, "Say why."),
        ({"verdict": "guilty", "reason": "because I say so", "seen": "0"}, "Select a valid choice"),
        ({"reason": "because I say so", "seen": "0"}, "Choose one."),
    ],
)
def test_a_review_that_lacks_something_comes_back_with_what_was_typed(linked, signed_in, flag, told, said):
    answer = signed_in("analyst", purpose=LINKED).post(f"/review/flags/{flag}/judge/", told)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text
    assert told["reason"] in text
    assert not list((linked / "views").glob("*/reviews.csv"))


def test_a_flag_that_was_reviewed_meanwhile_is_said_so(linked, signed_in, flag):
    own = signed_in("analyst", purpose=LINKED)
    told = {"verdict": "justified", "reason": "seen on the spot", "seen": "0"}
    assert own.post(f"/review/flags/{flag}/judge/", told).status_code == 302
    answer = own.post(f"/review/flags/{flag}/judge/", {**told, "verdict": "unclear", "reason": "two files disagree"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "demo-analyst: justified" in text
    assert "two files disagree" in text
    assert 'name="seen" value="1"' in text


def test_a_suspended_flag_has_left_every_list_and_can_be_shown_again(linked, signed_in, flag):
    own = signed_in("analyst", purpose=LINKED)
    pages, still = ("/", "/flags/", "/points/", "/sectors/"), "still counts in the numbers here until the picture"
    assert flag in own.get("/flags/").content.decode()
    there = f"/review/flags/{flag}/suspend/"
    text = own.post(there, {"suspend": "1", "reason": "row is contested"}, follow=True).content.decode()
    assert "row is contested" in text
    assert ("suspend a flag", flag, True) in acts()
    assert flag not in own.get("/flags/").content.decode()
    for page in pages:
        assert still in own.get(page).content.decode(), page
    assert own.get(f"/flags/{flag}/").status_code == 404
    assert flag not in own.get("/download/flags.csv").content.decode()
    counted = "Suspended flags that still count in these numbers until the picture is built anew: 1."
    assert counted in own.get("/download/points.csv").content.decode()
    assert counted not in own.get("/download/flags.csv").content.decode()
    assert own.get("/api/v1/points").json()["still_counted"] == 1
    assert own.post(f"/review/flags/{flag}/judge/", {}).status_code == 404
    again = own.post(there, {"suspend": "1", "reason": "once more"}, follow=True).content.decode()
    assert "Somebody has done that already" in again
    own.post(there, {"suspend": "0", "reason": "the row was right"})
    assert flag in own.get("/flags/").content.decode()
    assert not [page for page in pages if still in own.get(page).content.decode()]
    assert counted not in own.get("/download/points.csv").content.decode()
    assert own.get("/api/v1/points").json()["still_counted"] == 0
    assert "No flag is suspended" in own.get("/review/suspended/").content.decode()


def test_a_suspension_needs_a_reason(linked, signed_in, flag):
    own = signed_in("analyst", purpose=LINKED)
    answer = own.post(f"/review/flags/{flag}/suspend/", {"suspend": "1", "reason": " "})
    assert answer.status_code == 422
    assert "Say why." in answer.content.decode()
    assert flag in own.get("/flags/").content.decode()


@pytest.mark.parametrize("act", ["judge", "suspend"])
def test_whoever_only_reads_sees_no_form_and_is_refused(linked, signed_in, flag, act):
    own = signed_in("manager", purpose=LINKED)
    assert "Judge this flag" not in own.get(f"/flags/{flag}/").content.decode()
    told = {"verdict": "innocent", "reason": "because I say so", "seen": "0", "suspend": "1"}
    assert own.post(f"/review/flags/{flag}/{act}/", told).status_code == 404
    assert not acts()[0][2]
    assert not list((linked / "views").glob("*/reviews.csv"))
    assert not list((linked / "views").glob("*/suspensions.csv"))


@pytest.mark.parametrize("act", ["judge", "suspend"])
def test_access_to_what_writes(linked, client, signed_in, flag, act):
    there = f"/review/flags/{flag}/{act}/"
    assert client.post(there)["Location"].startswith("/sign-in/")
    assert signed_in("analyst").post(there)["Location"].startswith("/context/")
    own = signed_in("analyst", purpose=LINKED)
    assert own.get(there).status_code == 405
    assert own.post(f"/review/flags/{flag[:8]}/{act}/", {"suspend": "1", "reason": "only a part"}).status_code == 404
    other = signed_in("analyst", purpose="area-picture")
    assert other.post(there, {"suspend": "1", "reason": "other view"}).status_code == 404


def test_a_form_without_its_token_is_refused(linked, signed_in, flag):
    own = signed_in("analyst", purpose=LINKED)
    own.handler.enforce_csrf_checks = True
    told = {"verdict": "innocent", "reason": "because I say so", "seen": "0"}
    assert own.post(f"/review/flags/{flag}/judge/", told).status_code == 403
