"""A delivery is sent, looked at, taken in or thrown away; what does not arrive whole leaves nothing behind."""

import io
import re
import socket
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.small_city import REGISTERS, permits
from tests.web.conftest import LINKED, PURPOSE

NAME = "permits_2026-02-15.csv"
SEND = "/data/permits/send/"


def csv(*rows, header=REGISTERS["permits"][0]):
    return "\n".join([header, *(rows or permits())]).encode() + b"\n"


def post(client, content, name=NAME, /, **more):
    file = io.BytesIO(content)
    file.name = name
    return client.post(SEND, {"name": "", "file": file, "whole": "yes", **more})


def acts():
    from tidegate.web.audit.ledger import entries_newest

    return [(e.content["act"], e.content["subject"]) for e in entries_newest() if "deliver" in e.content["act"]]


def only_upload():
    from tidegate.web.deliveries.models import Upload

    return Upload.objects.get()


def checked(folder):
    from tidegate.web.jobs.models import OPEN, Job
    from tidegate.web.jobs.working import work

    work(folder, lambda: Job.objects.filter(state__in=OPEN).exists())
    return only_upload()


@pytest.fixture
def city(site):
    """The city; what a test took in is removed, and nothing may wait when it ends but what the test left."""
    before = set((site / "deliveries").rglob("*"))
    yield site
    for path in set((site / "deliveries").rglob("*")) - before:
        path.unlink()
    for folder in left(site):
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()


def left(site):
    return list((site / "uploads").glob("*"))


def test_a_good_file_is_checked_and_taken_in_once(city, signed_in):
    own = signed_in("analyst", purpose=PURPOSE)
    answer = post(own, csv())
    sent = only_upload()
    page = f"/data/sent/{sent.id}/"
    assert answer["Location"] == page
    assert "data-progress-url" in own.get(page).content.decode()
    assert not (city / "deliveries" / "permits" / NAME).exists()
    assert own.get(f"/jobs/{sent.job}/")["Location"] == f"/data/of-job/{sent.job}/"
    assert own.get(f"/data/of-job/{sent.job}/")["Location"] == page
    sent = checked(city)
    assert (sent.stand, sent.found["rows"], sent.found["refused"], sent.found["problem"]) == ("checked", 14, 0, "")
    text = own.get(page).content.decode()
    assert "Take it in" in text
    assert NAME in own.get("/data/permits/").content.decode()
    assert own.post(page + "take/", {"seen": sent.job})["Location"] == page
    taken = city / "deliveries" / "permits" / NAME
    assert taken.read_bytes() == csv()
    assert only_upload().settled_by == "demo-analyst"
    assert left(city) == []
    assert "This delivery was taken in." in own.get(page).content.decode()
    mark = f"{sent.sha256} {len(csv())} B permits {NAME}"
    assert [a for a in acts() if not a[0].startswith("page")] == [
        ("take a delivery in", mark), ("check a delivery", mark), ("send a delivery", mark)
    ]  # fmt: skip
    for act in ("take", "throw", "again"):
        assert own.post(f"{page}{act}/", {"seen": sent.job}).status_code == 409
    assert post(own, csv()).status_code == 409
    assert left(city) == []


def test_refused_rows_and_missing_columns_are_told_and_a_file_that_lacks_one_is_not_taken_in(city, signed_in):
    own = signed_in("analyst", purpose=PURPOSE)
    rows = permits()
    content = csv(*rows, rows[0] + ",more,cells", header=REGISTERS["permits"][0].replace("holder", "house"))
    post(own, content)
    sent = checked(city)
    assert sent.found["refused"] == 1
    (refused,) = sent.found["refusals"]
    assert (refused["count"], refused["rows"]) == (1, [15])
    text = own.get(f"/data/sent/{sent.id}/").content.decode()
    assert refused["mend"] in text.replace("&#x27;", "'")
    assert "<code>holder</code>" in text
    assert "Take it in" not in text
    assert own.post(f"/data/sent/{sent.id}/take/", {"seen": sent.job}).status_code == 409
    assert own.post(f"/data/sent/{sent.id}/throw/", {"seen": sent.job}).status_code == 302
    assert left(city) == []
    assert (only_upload().stand, only_upload().found) == ("thrown", None)
    assert acts()[0][0] == "throw a delivery away"


def test_a_wrong_name_is_refused_and_the_right_one_offered(city, signed_in):
    from tidegate.web.people.city import today

    own = signed_in("analyst", purpose=PURPOSE)
    answer = post(own, csv(), "permits.csv")
    assert answer.status_code == 422
    text = answer.content.decode()
    offered = f"permits_{today().isoformat()}.csv"
    assert f'value="{offered}"' in text
    assert "<code>*.csv</code>" in text
    assert post(own, csv(), "permits_2026-02-15.exe").status_code == 422
    assert left(city) == []
    assert acts()[0][0] == "send a delivery, which was refused (422)"
    assert post(own, csv(), "permits.csv", name=offered).status_code == 302
    assert only_upload().path == f"permits/{offered}"


def test_a_file_that_is_not_what_it_says_is_told_in_the_readers_words(city, signed_in):
    own = signed_in("analyst", purpose=PURPOSE)
    post(own, b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 40)
    sent = checked(city)
    assert sent.found["problem"]
    text = own.get(f"/data/sent/{sent.id}/").content.decode()
    assert "This file cannot be read, so it cannot be taken in." in text
    assert "Take it in" not in text


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("permits.csv", b"0" * (300 * 1024 * 1024))
    return out.getvalue()


@pytest.mark.parametrize(("name", "content"), [("x.xlsx", csv()), ("x.csv.zip", bomb())])
def test_disguises_and_bombs(city, tmp_path, name, content):
    from tidegate.pipeline import Engine, open_workspace
    from tidegate.pipeline.check import check_waiting

    workspace = open_workspace(city)
    register = next(r for r in workspace.registers if r.id == "permits")
    path = tmp_path / name
    path.write_bytes(content)
    spec = replace(register.files[0], path=f"permits/*{name[1:]}")
    found = check_waiting(workspace, register, spec, path, file=name, engine=Engine(memory_gib=1, threads=1))
    assert found.problem.startswith(name)
    assert str(tmp_path) not in found.problem


def test_a_file_that_is_too_large_is_refused_as_soon_as_that_is_known(city, signed_in, monkeypatch):
    from django.conf import settings

    own = signed_in("analyst", purpose=PURPOSE)
    monkeypatch.setattr(settings, "UPLOAD_MOST", 1000)
    answer = post(own, b"a" * 1001)  # found out on the way
    assert answer.status_code == 413
    assert "larger than 1000\xa0bytes" in answer.content.decode()
    answer = post(own, b"a" * 200_000)  # told by its length, nothing was read
    assert answer.status_code == 413
    assert left(city) == []
    assert len(csv()) > 1000


def test_a_body_that_ends_early_leaves_nothing(city, signed_in):
    own = signed_in("analyst", purpose=PURPOSE)
    whole = form(csv() * 500)
    for cut in (len(whole) // 2, whole.index(b'name="whole"') - 60, 150):
        answer = own.post(SEND, whole[:cut], content_type="multipart/form-data; boundary=xxx")
        assert answer.status_code in {400, 422}, cut
        assert left(city) == []


def form(content, token="", name=NAME):
    parts = [
        f'--xxx\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'.encode(),
        f'--xxx\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        f"Content-Type: text/csv\r\n\r\n".encode(), content,
        b'\r\n--xxx\r\nContent-Disposition: form-data; name="whole"\r\n\r\nyes\r\n--xxx--\r\n',
    ]  # fmt: skip
    return b"".join(parts)


def test_two_files_of_one_name(city, signed_in):
    from tidegate.web.deliveries.models import Upload

    own, linked = signed_in("analyst", purpose=PURPOSE), signed_in("analyst", purpose=LINKED)
    assert post(own, csv()).status_code == 302
    answer = post(own, csv())
    assert answer.status_code == 409
    assert "waits already" in answer.content.decode()
    # Another purpose does not know of it; who is first takes it in, the other is told.
    assert post(linked, csv()).status_code == 302
    first, second = Upload.objects.order_by("sent_at")
    Upload.objects.update(stand="checked", found={"rows": 1, "problem": "", "columns_missing": []})
    assert own.post(f"/data/sent/{first.id}/take/", {"seen": first.job}).status_code == 302
    answer = linked.post(f"/data/sent/{second.id}/take/", {"seen": second.job})
    assert answer.status_code == 409
    assert "it is never overwritten" in answer.content.decode()
    assert Upload.objects.get(id=second.id).stand == "checked"


def test_others_see_what_is_absent_and_other_roles_only_look(city, signed_in):
    own = signed_in("analyst", purpose=PURPOSE)
    post(own, csv())
    page = f"/data/sent/{only_upload().id}/"
    for other in (signed_in("liaison", purpose=PURPOSE), signed_in("analyst", purpose=LINKED)):
        assert other.get(page).status_code == 404
        for act in ("take", "throw", "again"):
            assert other.post(f"{page}{act}/").status_code == 404
    assert post(signed_in("liaison", purpose=PURPOSE), csv()).status_code == 404  # no register of theirs
    manager = signed_in("manager", purpose=PURPOSE)
    assert manager.get(page).status_code == 200
    assert "Throw it away" not in manager.get(page).content.decode()
    assert "Send a delivery" not in manager.get("/data/permits/").content.decode()
    assert post(manager, csv(), "permits_2026-02-16.csv").status_code == 404
    for act in ("take", "throw", "again"):
        assert manager.post(f"{page}{act}/", {"seen": only_upload().job}).status_code == 404
    assert own.post("/data/nothing/send/").status_code == 404
    assert only_upload().stand == "checking"


def test_a_stale_form_changes_nothing(city, signed_in):
    from django.test import Client

    own = signed_in("analyst", purpose=PURPOSE)
    post(own, csv())
    sent = checked(city)
    page = f"/data/sent/{sent.id}/"
    assert own.post(page + "again/").status_code == 302
    for act in ("take", "throw"):
        answer = own.post(f"{page}{act}/", {"seen": sent.job})
        assert answer.status_code == 409
        assert "Nothing was changed" in answer.content.decode()
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    strict.cookies = own.cookies
    assert post(strict, csv(), "permits_2026-02-16.csv").status_code == 403
    assert len(left(city)) == 1


def test_what_waits_for_a_day_is_removed(city, signed_in):
    from django.utils import timezone

    from tidegate.web.deliveries.keeping import end_old
    from tidegate.web.deliveries.models import Upload

    own = signed_in("analyst", purpose=PURPOSE)
    post(own, csv())
    now = timezone.now()
    assert end_old(now) == 0
    Upload.objects.update(sent_at=now - timedelta(hours=25))
    assert own.get(f"/data/sent/{only_upload().id}/").status_code == 404
    assert end_old(now) == 1
    assert left(city) == []
    assert (only_upload().stand, acts()[0][0]) == ("ended", "end a delivery that waited for a day")
    assert post(own, csv()).status_code == 302


def test_where_the_ledger_cannot_be_written_nothing_is_taken_in(city, signed_in, monkeypatch):
    from tidegate.web.audit.models import LedgerHead
    from tidegate.web.deliveries.models import Upload

    own = signed_in("analyst", purpose=PURPOSE)
    post(own, csv())
    sent = only_upload()
    Upload.objects.update(stand="checked", found={"rows": 1, "problem": "", "columns_missing": []})
    LedgerHead.objects.all().delete()
    assert own.post(f"/data/sent/{sent.id}/take/", {"seen": sent.job}).status_code == 500
    assert not (city / "deliveries" / "permits" / NAME).exists()
    assert only_upload().stand == "checked"
    assert len(left(city)) == 1


def test_onto_another_file_system_a_delivery_is_copied_whole_and_never_over_another(city, tmp_path, monkeypatch):
    import os

    from tidegate.web.deliveries.keeping import Meanwhile, place

    link = os.link

    def other_system(source, target):
        if "arriving" not in str(source):
            raise OSError(18, "cross-device link")
        link(source, target)

    monkeypatch.setattr(os, "link", other_system)
    source, target = tmp_path / "a.csv", tmp_path / "there" / "a.csv"
    source.write_bytes(b"one")
    assert place(source, target).read_bytes() == b"one"
    source.write_bytes(b"two")
    with pytest.raises(Meanwhile):
        place(source, target)
    assert [p.read_bytes() for p in target.parent.iterdir()] == [b"one"]


def test_a_line_that_breaks_half_way_leaves_nothing_behind(served):
    import time
    import urllib.request
    from http.cookiejar import CookieJar
    from urllib.parse import urlencode

    jar = CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def ask(path, told=None):
        data = urlencode(told).encode() if told else None
        return browser.open(served.address + path, data, timeout=60).read().decode()

    def token(text):
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text)
        assert found
        return found[1]

    ask("/sign-in/demo/", {"role": "analyst", "csrfmiddlewaretoken": token(ask("/sign-in/"))})
    own = token(ask("/context/"))
    ask("/context/", {"purpose": PURPOSE, "reason": "a try", "csrfmiddlewaretoken": own})
    body = form(csv() * 3000, token(ask("/data/permits/")))
    cookies = "; ".join(f"{c.name}={c.value}" for c in jar)
    head = (
        f"POST {SEND} HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\nCookie: {cookies}\r\n"
        f"Content-Type: multipart/form-data; boundary=xxx\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", served.port)) as line:
        line.sendall(head.encode() + body[: len(body) // 2])
        end = time.monotonic() + 20
        while not left(served.folder) and time.monotonic() < end:
            time.sleep(0.05)
        assert left(served.folder), "nothing was streamed to the disk before the file was whole"
    end = time.monotonic() + 20
    while left(served.folder) and time.monotonic() < end:
        time.sleep(0.1)
    assert left(served.folder) == []
    assert not (served.folder / "deliveries" / "permits" / NAME).exists()
