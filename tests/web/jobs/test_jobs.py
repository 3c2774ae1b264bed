"""Long work: asked for, done by a worker, cancelled, interrupted, asked for again; its file stays in its context."""

from datetime import timedelta

import pytest

from tests.web.conftest import LINKED, PURPOSE

START = {"kind": "picture", "form": ""}


def acts():
    from tidegate.web.audit.ledger import entries_newest

    return [(e.content["act"], e.content["subject"], e.content["allowed"]) for e in entries_newest()]


def only_job():
    from tidegate.web.jobs.models import Job

    return Job.objects.get()


def work_until_nothing_waits(folder):
    from tidegate.web.jobs.models import OPEN, Job
    from tidegate.web.jobs.working import work

    work(folder, lambda: Job.objects.filter(state__in=OPEN).exists())


def test_a_picture_is_built_in_the_background_and_who_asked_is_written_down(site, signed_in):
    own = signed_in("analyst", purpose=PURPOSE)
    answer = own.post("/jobs/start/", START)
    job = only_job()
    assert answer["Location"] == f"/jobs/{job.id}/"
    assert (job.state, job.asked_by, job.partner, job.purpose) == ("waiting", "demo-analyst", "municipality", PURPOSE)
    assert acts()[0] == ("start building the picture", "", True)
    told = own.get(f"/jobs/{job.id}/progress.json").json()
    assert told == {"state": "waiting", "share": None, "left_s": None, "step": "", "message": ""}
    work_until_nothing_waits(site)
    job = only_job()
    assert (job.state, job.share, job.problem) == ("done", 1.0, "")
    assert len(job.picture) == 16
    text = own.get(f"/jobs/{job.id}/").content.decode()
    assert job.picture in text
    assert own.get("/").status_code == 200


def test_what_is_wrong_is_said_and_it_can_be_asked_for_again(site, signed_in):
    own = signed_in("analyst", purpose=PURPOSE)
    own.post("/jobs/start/", START)
    held = site / "deliveries"
    held.rename(site / "elsewhere")
    try:
        work_until_nothing_waits(site)
    finally:
        (site / "elsewhere").rename(held)
    job = only_job()
    assert job.state == "failed"
    assert job.problem
    text = own.get(f"/jobs/{job.id}/").content.decode()
    assert "This did not work, and nothing was changed." in text
    again = own.post(f"/jobs/{job.id}/again/")
    assert again.status_code == 302
    assert again["Location"] != f"/jobs/{job.id}/"


def test_a_report_is_written_and_taken_out_by_its_own_context_alone(site, signed_in):
    own = signed_in("manager", purpose=PURPOSE)
    own.post("/jobs/start/", {"kind": "report", "form": "xlsx"})
    work_until_nothing_waits(site)
    job = only_job()
    assert job.state == "done", job.problem
    answer = own.get(f"/jobs/{job.id}/file/")
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert answer["Content-Disposition"] == f'attachment; filename="report-{job.picture}.xlsx"'
    assert acts()[0] == ("take out a report", f"{job.id} xlsx", True)
    other = signed_in("liaison", purpose=PURPOSE)
    for page in (f"/jobs/{job.id}/", f"/jobs/{job.id}/file/", f"/jobs/{job.id}/progress.json"):
        assert other.get(page).status_code == 404
    assert job.id not in other.get("/jobs/").content.decode()


def test_a_file_that_must_be_gone_is_gone(site, signed_in):
    from tidegate.web.jobs.models import Job
    from tidegate.web.jobs.working import remove_ended
    from tidegate.web.people.city import today

    own = signed_in("analyst", purpose=PURPOSE)
    own.post("/jobs/start/", {"kind": "report", "form": "xlsx"})
    work_until_nothing_waits(site)
    job = only_job()
    Job.objects.update(gone_after=today() - timedelta(days=1))
    assert own.get(f"/jobs/{job.id}/file/").status_code == 404
    folder = site / "exports" / job.id
    assert folder.is_dir()
    assert remove_ended(site, today()) == 1
    assert not folder.exists()
    assert "The file had to be gone" in own.get(f"/jobs/{job.id}/").content.decode()


def test_what_waits_is_cancelled_at_once_and_what_runs_is_ended(site, signed_in):
    from django.utils import timezone

    from tidegate.web.jobs.asking import end, take
    from tidegate.web.jobs.models import Job

    own = signed_in("analyst", purpose=PURPOSE)
    own.post("/jobs/start/", {"kind": "report", "form": "pdf"})
    first = only_job()
    own.post(f"/jobs/{first.id}/cancel/")
    assert only_job().state == "cancelled"
    own.post("/jobs/start/", START)
    running = take(timezone.now())
    own.post(f"/jobs/{running.id}/cancel/")
    assert Job.objects.get(id=running.id).cancelling
    assert own.get(f"/jobs/{running.id}/progress.json").json()["message"] == "Cancelling."
    assert end(running.id, "cancelled", now=timezone.now())
    assert not end(running.id, "done", now=timezone.now())
    assert ("cancel building the picture", running.id, True) in acts()
    assert "This was cancelled." in own.get(f"/jobs/{running.id}/").content.decode()


def test_work_that_runs_is_ended_when_it_is_cancelled(site, signed_in, monkeypatch):
    import subprocess
    import sys

    from tidegate.web.jobs import working
    from tidegate.web.jobs.models import Job

    signed_in("analyst", purpose=PURPOSE).post("/jobs/start/", START)
    started = []

    def sleeper(_, job, **options):
        started.append(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], **options))
        Job.objects.filter(id=job).update(cancelling=True)
        return started[-1]

    monkeypatch.setattr(working, "_start", sleeper)
    work_until_nothing_waits(site)
    assert only_job().state == "cancelled"
    assert started[0].returncode == -15


def test_what_ran_when_the_worker_died_is_interrupted_and_can_be_started_again(site, signed_in):
    from django.utils import timezone

    from tidegate.web.jobs.asking import take
    from tidegate.web.jobs.working import work

    own = signed_in("analyst", purpose=PURPOSE)
    own.post("/jobs/start/", START)
    job = take(timezone.now())
    turns = iter([True, False])
    work(site, lambda: next(turns, False))
    assert only_job().state == "interrupted"
    text = own.get(f"/jobs/{job.id}/").content.decode()
    assert "The service stopped while this ran" in text
    assert "Start it again" in text
    assert own.get(f"/jobs/{job.id}/progress.json").json()["state"] == "failed"
    assert own.post(f"/jobs/{job.id}/again/").status_code == 302


def test_one_runs_at_a_time_and_a_picture_is_not_built_twice_at_once(site, signed_in):
    from django.utils import timezone

    from tidegate.web.jobs.asking import take
    from tidegate.web.jobs.models import Job

    own = signed_in("analyst", purpose=PURPOSE)
    own.post("/jobs/start/", START)
    answer = own.post("/jobs/start/", START, follow=True)
    assert "is being built already" in answer.content.decode()
    assert Job.objects.count() == 1
    own.post("/jobs/start/", {"kind": "report", "form": "pdf"})
    first = take(timezone.now())
    assert first.kind == "picture"
    assert take(timezone.now()) is None


def test_time_left_is_told_once_it_can_be_guessed():
    from datetime import UTC, datetime

    from tidegate.web.jobs.asking import seconds_left
    from tidegate.web.jobs.models import Job

    now = datetime(2026, 3, 3, 12, tzinfo=UTC)
    job = Job(state="running", begun_at=now - timedelta(seconds=30), share=0.25)
    assert seconds_left(job, now) == 90
    job.share = 0.01
    assert seconds_left(job, now) is None
    job.share, job.state = 1.0, "done"
    assert seconds_left(job, now) is None


@pytest.mark.parametrize(
    ("step", "english", "dutch"),
    [
        ("linking person", "Persons: finding out who is who", "Personen: uitzoeken wie wie is"),
        ("premises: comparing", "Premises: comparing", "Pand: vergelijken"),
        ("read permits", "reading permits", "permits lezen"),
        ("putting premises on the map", "putting premises on the map", "panden op de kaart zetten"),
    ],
)
def test_steps_are_told_in_the_language_of_the_reader(site, step, english, dutch):
    from django.utils.translation import override

    from tidegate.web.jobs.models import Job
    from tidegate.web.jobs.steps import step_in_words

    for language, words in (("en-gb", english), ("nl", dutch)):
        with override(language):
            assert step_in_words(Job(kind="picture", step=step, share=0.4)) == words


def test_access(site, client, signed_in):
    signed_in("analyst", purpose=PURPOSE).post("/jobs/start/", START)
    job = only_job().id
    pages = {"/jobs/": "get", f"/jobs/{job}/": "get", f"/jobs/{job}/progress.json": "get", f"/jobs/{job}/file/": "get",
             "/jobs/start/": "post", f"/jobs/{job}/cancel/": "post", f"/jobs/{job}/again/": "post"}  # fmt: skip
    for page, method in pages.items():
        wrong = "get" if method == "post" else "post"
        assert getattr(client, method)(page)["Location"].startswith("/sign-in/"), page
        assert getattr(signed_in("analyst"), method)(page, START)["Location"].startswith("/context/"), page
        own = signed_in("analyst", purpose=PURPOSE)
        assert getattr(own, wrong)(page).status_code == 405, page
        if job in page:
            other = signed_in("liaison", purpose=PURPOSE)
            assert getattr(other, method)(page).status_code == 404, page
            elsewhere = signed_in("analyst", purpose=LINKED)
            assert getattr(elsewhere, method)(page).status_code == 404, page


@pytest.mark.parametrize(
    "told", [{"kind": "rumour"}, {"kind": "export", "form": "exe"}, {"kind": "picture", "form": "pdf"}]
)
def test_work_that_is_none_is_absent(site, signed_in, told):
    assert signed_in("analyst", purpose=PURPOSE).post("/jobs/start/", told).status_code == 404


def test_a_manager_has_no_picture_built(site, signed_in):
    own = signed_in("manager", purpose=PURPOSE)
    assert "Build the picture anew" not in own.get("/jobs/").content.decode()
    assert own.post("/jobs/start/", START).status_code == 404
    assert acts()[0] == ("start building the picture", "", False)


def test_the_first_picture_of_a_view_can_be_asked_for(site, signed_in):
    own = signed_in("analyst", purpose=LINKED)
    assert 'href="/jobs/"' in own.get("/").content.decode()
    assert own.get("/jobs/").status_code == 200
    assert own.post("/jobs/start/", START).status_code == 302
