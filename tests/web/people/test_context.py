"""The working context: the officer's own partner, a purpose that is granted, a reason."""

from tests.web.conftest import PURPOSE, REASON


def test_the_purposes_are_those_of_the_clauses_in_force(signed_in):
    page = signed_in("analyst").get("/context/").content.decode()
    assert "Permits" in page
    assert "Areas" in page
    assert "Municipal Act, section 2" in page
    assert "Assets" not in page
    page = signed_in("liaison").get("/context/").content.decode()
    assert "Police Act, section 3" in page
    assert "Permits" not in page


def test_a_purpose_that_is_not_granted_is_refused(signed_in):
    client = signed_in("liaison")
    assert client.post("/context/", {"purpose": "permit-integrity", "reason": REASON}).status_code == 422
    assert client.get("/")["Location"].startswith("/context/")


def test_purpose_and_reason_are_asked_for_in_words(signed_in):
    answer = signed_in("analyst").post("/context/", {"reason": "  "})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Choose a purpose." in page
    assert "Say why you look." in page
    page = signed_in("analyst").post("/context/", {"purpose": PURPOSE, "reason": "abc"}).content.decode()
    assert "Say it in a few words more." in page


def test_a_reason_is_not_as_long_as_a_book(signed_in):
    assert signed_in("analyst").post("/context/", {"purpose": PURPOSE, "reason": "x" * 301}).status_code == 422


def test_the_context_stands_on_every_page(signed_in):
    client = signed_in("analyst", purpose=PURPOSE, reason="<b>weekly</b> table")
    for path in ("/", "/context/", "/nowhere"):
        page = client.get(path).content.decode()
        assert "Areas" in page
        assert "&lt;b&gt;weekly&lt;/b&gt; table" in page
        assert "Municipality" in page


def test_another_purpose_needs_another_reason(signed_in):
    client = signed_in("analyst", purpose=PURPOSE)
    page = client.get("/context/").content.decode()
    assert f'value="{REASON}"' not in page
    assert client.post("/context/", {"purpose": "permit-integrity", "reason": ""}).status_code == 422


def test_a_context_can_be_ended(signed_in):
    client = signed_in("analyst", purpose=PURPOSE)
    assert client.get("/context/end/").status_code == 405
    assert client.post("/context/end/").status_code == 302
    assert client.get("/")["Location"].startswith("/context/")
