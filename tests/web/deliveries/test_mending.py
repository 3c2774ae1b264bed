"""Columns of a delivery are mended: looked at, chosen, previewed, written into the description, taken back."""

from datetime import timedelta

import pytest

from tests.small_city import REGISTERS
from tests.web.conftest import LINKED, PURPOSE
from tests.web.deliveries.test_sending import acts, city, csv, post  # noqa: F401

HEADER = REGISTERS["permits"][0]
RENAMED = HEADER.replace("holder", "permit_holder")
"""The column with the holder is called otherwise."""


@pytest.fixture
def described(city):  # noqa: F811 - the fixture of the other tests
    """The description of the register, which is as it was when a test ends."""
    path = city / "registers" / "permits.yml"
    kept = path.read_bytes()
    yield path
    if path.is_symlink() or path.read_bytes() != kept:
        path.unlink()
        path.write_bytes(kept)
    for old in (path.parent / "before").glob("*"):
        old.unlink()


def worked(folder):
    from tidegate.web.jobs.models import OPEN, Job
    from tidegate.web.jobs.working import work

    work(folder, lambda: Job.objects.filter(state__in=OPEN).exists())


def repair():
    from tidegate.web.deliveries.models import Repair

    return Repair.objects.latest("asked_at")


def begun(own, folder, header=RENAMED, **more):
    """Send a file with other columns, and have them looked at."""
    from tidegate.web.deliveries.models import Upload

    assert post(own, csv(header=header), **more).status_code == 302
    worked(folder)
    sent = Upload.objects.latest("sent_at")
    answer = own.post("/data/permits/repair/", {"upload": sent.id})
    assert answer.status_code == 302
    worked(folder)
    return answer["Location"]


def text_of(own, page):
    return own.get(page).content.decode()


def test_a_renamed_column_is_proposed_previewed_written_and_the_delivery_can_be_taken_in(city, described, signed_in):  # noqa: F811
    from tidegate.web.deliveries.models import Upload

    before = described.read_bytes()
    own = signed_in("analyst", purpose=PURPOSE)
    page = begun(own, city)
    found = repair()
    assert (found.stand, found.chosen) == ("looked", {"holder": "permit_holder"})
    assert (found.found["missing"], found.found["new"]) == (["holder"], ["permit_holder"])
    assert "holder" in found.found["stands"]["problem"]
    assert (found.found["after"]["rows"], found.found["after"]["problem"]) == (14, "")
    assert found.found["after"]["kept"] + found.found["after"]["filtered"] + found.found["after"]["refused"] == 14
    text = text_of(own, page)
    assert "Which column is it now?" in text
    assert 'value="permit_holder" checked' in text
    assert own.post(page + "write/", {"seen": found.job, "why": " "}).status_code == 422
    assert described.read_bytes() == before
    assert own.post(page + "write/", {"seen": found.job, "why": "the permit desk said so"})["Location"] == page
    assert "permit_holder: holder" in described.read_text()
    assert repair().stand == "written"
    assert acts()  # the delivery is checked anew by itself
    worked(city)
    sent = Upload.objects.get()
    assert (sent.stand, sent.found["columns_missing"]) == ("checked", [])
    assert "the permit desk said so" in text_of(own, page)
    # Taken back, the description is what it was to the byte.
    assert own.post(page + "back/")["Location"] == page
    assert described.read_bytes() == before
    assert repair().stand == "undone"
    assert own.post(page + "back/").status_code == 409


def test_the_ledger_says_who_what_and_why_and_no_row(city, described, signed_in):  # noqa: F811
    from tidegate.web.audit.ledger import entries_newest

    own = signed_in("analyst", purpose=PURPOSE)
    page = begun(own, city)
    own.post(page + "write/", {"seen": repair().job, "why": "the permit desk said so"})
    own.post(page + "back/")
    told = [(e.content["act"], e.content["subject"]) for e in entries_newest() if "column" in e.content["act"]]
    assert [a for a, _ in told] == [
        "take a repair of columns back", "write names of columns into a description",
        "look at the columns of a delivery",
    ]  # fmt: skip
    assert told[1][1].endswith("permit_holder = holder; the permit desk said so")


@pytest.mark.slow
def test_another_choice_is_previewed_and_what_is_no_choice_is_refused(city, described, signed_in):  # noqa: F811
    own = signed_in("analyst", purpose=PURPOSE)
    page = begun(own, city)
    job = repair().job
    assert own.post(page + "choose/", {"seen": job, "column-0": "kind"}).status_code == 422
    assert own.post(page + "choose/", {"seen": "other", "column-0": "permit_holder"}).status_code == 409
    assert own.post(page + "choose/", {"seen": job, "column-0": ""}).status_code == 302
    assert own.post(page + "choose/", {"seen": job, "column-0": ""}).status_code == 409
    worked(city)
    found = repair()
    assert (found.chosen, found.stand) == ({}, "looked")
    text = text_of(own, page)
    assert "Why these are the same" not in text
    assert own.post(page + "write/", {"seen": found.job, "why": "so"}).status_code == 409


@pytest.mark.slow
def test_a_description_changed_by_hand_meanwhile_is_never_overwritten(city, described, signed_in):  # noqa: F811
    own = signed_in("analyst", purpose=PURPOSE)
    page = begun(own, city)
    by_hand = described.read_bytes() + b"# by hand\n"
    described.write_bytes(by_hand)
    assert "The description was changed since this was looked at." in text_of(own, page)
    answer = own.post(page + "write/", {"seen": repair().job, "why": "so"})
    assert answer.status_code == 409
    assert "Nothing was changed" in answer.content.decode()
    assert (described.read_bytes(), repair().stand) == (by_hand, "looked")
    # Looked at again, it can be written; changed by hand once more, it cannot be taken back here.
    assert own.post(page + "again/").status_code == 302
    worked(city)
    assert own.post(page + "write/", {"seen": repair().job, "why": "so"}).status_code == 302
    written = described.read_bytes()
    assert b"# by hand" in written
    described.write_bytes(written + b"# once more\n")
    assert own.post(page + "back/").status_code == 409
    assert (described.read_bytes(), repair().stand) == (written + b"# once more\n", "written")


@pytest.mark.slow
def test_two_people_at_once(city, described, signed_in):  # noqa: F811
    own, other = signed_in("analyst", purpose=PURPOSE), signed_in("analyst", purpose=PURPOSE)
    page = begun(own, city)
    seen = repair().job
    assert other.post(page + "again/").status_code == 302
    answer = own.post(page + "write/", {"seen": seen, "why": "so"})
    assert answer.status_code == 409
    worked(city)
    seen = repair().job
    assert other.post(page + "write/", {"seen": seen, "why": "first"}).status_code == 302
    written = described.read_bytes()
    assert own.post(page + "write/", {"seen": seen, "why": "second"}).status_code == 409
    assert (described.read_bytes(), repair().why) == (written, "first")


@pytest.mark.slow
def test_a_file_that_is_gone_is_told(city, described, signed_in):  # noqa: F811
    from tidegate.web.deliveries.models import Upload

    before = described.read_bytes()
    own = signed_in("analyst", purpose=PURPOSE)
    page = begun(own, city)
    sent = Upload.objects.get()
    assert own.post(f"/data/sent/{sent.id}/throw/", {"seen": sent.job}).status_code == 302
    assert "The file is gone" in text_of(own, page)
    assert own.post(page + "write/", {"seen": repair().job, "why": "so"}).status_code == 409
    assert own.post(page + "again/").status_code == 302
    worked(city)
    assert "The look did not come to its end" in text_of(own, page)
    assert described.read_bytes() == before


@pytest.mark.slow
def test_where_the_ledger_cannot_be_written_the_description_stays(city, described, signed_in):  # noqa: F811
    from tidegate.web.audit.models import LedgerHead

    before = described.read_bytes()
    own = signed_in("analyst", purpose=PURPOSE)
    page = begun(own, city)
    LedgerHead.objects.all().delete()
    assert own.post(page + "write/", {"seen": repair().job, "why": "so"}).status_code == 500
    assert (described.read_bytes(), repair().stand) == (before, "looked")


@pytest.mark.slow
def test_a_fault_after_the_description_was_written_puts_it_back(city, described, signed_in, monkeypatch):  # noqa: F811
    from tidegate.web.deliveries import mending

    before = described.read_bytes()
    own = signed_in("analyst", purpose=PURPOSE)
    page = begun(own, city)

    def fail(*_):
        raise RuntimeError("the power went")

    monkeypatch.setattr(mending, "check_again", fail)
    assert own.post(page + "write/", {"seen": repair().job, "why": "so"}).status_code == 500
    assert (described.read_bytes(), repair().stand) == (before, "looked")


@pytest.mark.slow
def test_others_see_what_is_absent_and_other_roles_only_look(city, described, signed_in):  # noqa: F811
    own = signed_in("analyst", purpose=PURPOSE)
    page = begun(own, city)
    for other in (signed_in("liaison", purpose=PURPOSE), signed_in("analyst", purpose=LINKED)):
        assert other.get(page).status_code == 404
        for act in ("choose", "again", "write", "back"):
            assert other.post(f"{page}{act}/", {"seen": repair().job, "why": "so"}).status_code == 404
    manager = signed_in("manager", purpose=PURPOSE)
    text = text_of(manager, page)
    assert "Which column is it now?" in text
    assert "Write it into the description" not in text
    for act in ("choose", "again", "write", "back"):
        assert manager.post(f"{page}{act}/", {"seen": repair().job, "why": "so"}).status_code == 404
    assert manager.post("/data/permits/repair/", {"file": "x"}).status_code == 404


@pytest.mark.slow
def test_a_delivery_that_was_taken_in_and_has_every_column(city, described, signed_in):  # noqa: F811
    own = signed_in("analyst", purpose=PURPOSE)
    text = text_of(own, "/data/permits/")
    assert "Look at its columns" in text
    (file,) = [str(p.relative_to(city / "deliveries")) for p in sorted((city / "deliveries/permits").iterdir())][-1:]
    page = own.post("/data/permits/repair/", {"file": file})["Location"]
    worked(city)
    text = text_of(own, page)
    assert "nothing has to be mended" in text
    assert own.post("/data/permits/repair/", {"file": "../city.toml"}).status_code == 404


@pytest.mark.slow
def test_rows_of_a_preview_are_not_in_the_database_and_end_after_a_day(city, described, signed_in):  # noqa: F811
    import os

    from django.utils import timezone

    from tidegate.web.deliveries.keeping import end_old

    own = signed_in("analyst", purpose=PURPOSE)
    begun(own, city)
    folder = city / "uploads" / repair().id
    assert (folder / "rows.json").is_file()
    old = (timezone.now() - timedelta(hours=25)).timestamp()
    os.utime(folder, (old, old))
    end_old(timezone.now())
    assert not folder.exists()
