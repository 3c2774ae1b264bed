"""What the API answers: the same as the pages, page by page, and problems that say how they are mended."""

import pytest

from tests.small_city import AREAS, PURPOSE


def test_the_flags_and_what_one_rests_on(ask):
    listed = ask("flags", limit=1).json()
    assert len(listed["items"]) == 1
    told = ask(f"flags/{listed['items'][0]['id']}").json()["flag"]
    assert told["flag"] == listed["items"][0]
    assert told["evidence"]
    assert told["innocent"]
    assert told["false_if"]


def test_a_list_is_gone_through_by_its_next_addresses(ask, client):
    whole = ask("flags", limit=200).json()["items"]
    assert len(whole) > 2
    seen, address = [], "flags?limit=2"
    while address:
        page = ask(address).json()
        seen += page["items"]
        address = (page["next"] or "").removeprefix("/api/v1/")
        assert not address or f"picture={page['picture']}" in address
    assert seen == whole


def test_an_entity_with_its_ties_and_flags(ask):
    subject = ask("flags").json()["items"][0]["subject"]
    told = ask(f"entities/{subject}").json()["entity"]
    assert told["flags"]
    assert told["timeline"]
    ties = ask(f"entities/{subject}/ties", limit=200).json()["items"]
    assert [t["tie"] for t in ties] == [t["tie"] for t in told["ties"]]
    assert ask(f"network/{subject}").json()["network"]["nodes"][0]["id"] == subject


def test_a_natural_person_has_no_flag_and_no_number(ask):
    found = ask("search", q="Jansen").json()["answer"]["found"]
    person = next(f for f in found if f["natural"])
    assert ask(f"entities/{person['entity']}").json()["entity"]["flags"] == []
    nodes = ask(f"network/{person['entity']}").json()["network"]["nodes"]
    assert [(n["flags"], n["more"]) for n in nodes if n["natural"]] == [(0, None)]


def test_what_is_found_is_found_on_the_page_as_well(ask, signed_in):
    client = signed_in("analyst", purpose=PURPOSE)
    named = ask("flags").json()["items"][0]["caption"]
    assert named in client.get("/flags/").content.decode()


@pytest.mark.parametrize(
    ("path", "where"),
    [("flags?limit=0", "query.limit"), ("flags?limit=201", "query.limit"), ("flags?offset=-1", "query.offset"),
     ("places?level=person", "query.level"), ("search", "query.q"), ("flags?picture=../x", "query.picture"),
     ("map/area?month=soon", "query.month"), ("entities/%00", "path.entity_id")],
)  # fmt: skip
def test_a_value_that_cannot_be_taken_is_named(ask, path, where):
    answer = ask(path)
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert [w["where"].split(".", 1)[0] + "." + w["where"].rsplit(".", 1)[-1] for w in answer.json()["wrong"]] == [
        where
    ]


@pytest.mark.parametrize(
    "path",
    ["nowhere", "entities/0000", "flags/0000", "indicators/none", "points/none", "sectors/none", "registers/none",
     "places/area/none", "network/0000", "entities/0000/ties"],
)  # fmt: skip
def test_what_is_absent_reads_alike(ask, path):
    answer = ask(path)
    assert answer.status_code == 404
    assert answer.json()["what"] == "There is nothing here that you may see."


def test_only_get_is_taken(ask, client, token_for):
    answer = client.post("/api/v1/flags", headers={"Authorization": f"Bearer {token_for()}"})
    assert (answer.status_code, answer["Allow"]) == (405, "GET")
    assert answer["Content-Type"] == "application/problem+json"


def test_a_fault_of_our_own_tells_nothing(ask, monkeypatch):
    def broken(*args, **named):
        raise ValueError("MARKCANARY")

    monkeypatch.setattr("tidegate.web.api.situations.flags.flags", broken)
    answer = ask("flags")
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert b"MARKCANARY" not in answer.content


def test_another_purpose_sees_its_own_picture(client, token_for):
    secrets = [token_for(purpose=p) for p in (PURPOSE, AREAS)]
    told = [client.get("/api/v1/picture", headers={"Authorization": f"Bearer {s}"}).json() for s in secrets]
    assert [t["purpose"] for t in told] == [PURPOSE, AREAS]
    assert told[0]["picture"] != told[1]["picture"]
    other = {"Authorization": f"Bearer {secrets[1]}"}
    assert client.get("/api/v1/picture", {"picture": told[0]["picture"]}, headers=other).status_code == 404


def test_a_problem_speaks_the_language_that_is_asked_for(ask, client):
    answer = client.get("/api/v1/picture", headers={"Accept-Language": "nl"})
    assert answer.json()["what"] == "Er is geen geldig token meegegeven."
