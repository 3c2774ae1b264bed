"""Views of networks are saved, opened, renamed and deleted; they belong to an officer and to their context."""

import json

import pytest

from tests.small_city import PURPOSE
from tests.web.api.conftest import rich, two_pictures  # noqa: F401 - the pictures that the tests rest on


@pytest.fixture
def begun(rich, signed_in):  # noqa: F811 - the fixture of the API
    """An analyst, and something that is found."""
    own = signed_in("analyst", purpose=PURPOSE)
    found = own.get("/search/?q=kade").content.decode()
    entity = found.split("/entities/")[1].split("/")[0]
    return own, entity


def save(own, entity, **more):
    told = {"entity": entity, "title": "Round the quay", "steps": "1", "seed": "7", "month": "2024-03", **more}
    return own.post("/network/views/save/", {"expanded": json.dumps([entity]), **told})


def saved():
    from tidegate.web.atlas.models import NetworkView

    return NetworkView.objects.latest("saved_at")


def acts():
    from tidegate.web.audit.ledger import entries_newest

    return [e.content["act"] for e in entries_newest()]


def test_a_view_is_saved_opened_renamed_and_deleted(begun):
    own, entity = begun
    page = save(own, entity)["Location"]
    found = saved()
    assert (found.title, found.steps, found.seed, found.month, found.expanded) == (
        "Round the quay", 1, 7, "2024-03", [entity]
    )  # fmt: skip
    assert page == f"/network/views/{found.id}/"
    text = own.get(page).content.decode()
    assert "Saved view: Round the quay" in text
    assert "seed=7" in text
    assert "&quot;month&quot;: &quot;2024-03&quot;" in text
    assert acts()[:2] == ["saved view of the network", "save a view of the network"]
    assert "Round the quay" in own.get("/network/").content.decode()
    assert own.post(f"{page}rename/", {"title": "  The   quay "}).status_code == 302
    assert saved().title == "The quay"
    assert own.post(f"{page}delete/").status_code == 302
    assert own.get(page).status_code == 404
    assert acts()[0] == "delete a saved view of the network"


def test_what_is_gone_is_told(begun):
    own, entity = begun
    page = save(own, entity, expanded=json.dumps(["nowhere-at-all", entity]))["Location"]
    from tidegate.web.atlas.models import NetworkView

    NetworkView.objects.update(picture="another")
    text = own.get(page).content.decode()
    assert "1 thing of it is no longer in the picture" in text
    assert "(nowhere-" in text
    assert "It was saved on another picture" in text
    assert f"[&quot;{entity}&quot;]" in text
    NetworkView.objects.update(entity="gone-itself")
    answer = own.get(page)
    assert answer.status_code == 200
    assert "Where this view begins is gone" in answer.content.decode()


def test_another_partner_purpose_or_officer_sees_what_is_absent(begun, signed_in):
    from tests.web.test_access import in_context
    from tidegate.web.atlas.models import NetworkView

    own, entity = begun
    page = save(own, entity)["Location"]
    colleague = signed_in("manager", purpose=PURPOSE)
    police = in_context(signed_in("liaison"), partner="police")
    elsewhere = in_context(signed_in("analyst"), partner="municipality", purpose="area-picture")
    for other in (colleague, police, elsewhere):
        assert other.get(page).status_code == 404
        assert other.post(f"{page}rename/", {"title": "mine"}).status_code == 404
        assert other.post(f"{page}delete/").status_code == 404
    # Shared, a colleague of the same partner and purpose opens it, and changes nothing.
    NetworkView.objects.update(shared=True)
    assert colleague.get(page).status_code == 200
    assert "Round the quay" in colleague.get("/network/").content.decode()
    assert colleague.post(f"{page}delete/").status_code == 404
    for other in (police, elsewhere):
        assert other.get(page).status_code == 404
    assert saved().title == "Round the quay"


@pytest.mark.parametrize("expanded", ["{", "{}", "7", '[1, null, ""]', "[" * 5000, ""])
def test_nonsense_is_nothing_expanded(begun, expanded):
    own, entity = begun
    assert save(own, entity, expanded=expanded, steps="99", seed="-", month="2024-99", to="x").status_code == 302
    found = saved()
    assert (found.expanded, found.steps, found.seed, found.month, found.to) == ([], 3, 1, "", "")


def test_without_a_title_nothing_is_saved(begun):
    from tidegate.web.atlas.models import NetworkView

    own, entity = begun
    for title in ("", "   ", "x" * 81):
        assert save(own, entity, title=title).status_code == 302
    assert save(own, "nowhere").status_code == 404
    assert NetworkView.objects.count() == 0


def test_of_too_many_the_oldest_goes(begun, monkeypatch):
    from tidegate.web.atlas import saving
    from tidegate.web.atlas.models import NetworkView

    own, entity = begun
    monkeypatch.setattr(saving, "MOST_VIEWS", 2)
    for title in ("one", "two", "three"):
        save(own, entity, title=title)
    assert sorted(NetworkView.objects.values_list("title", flat=True)) == ["three", "two"]
