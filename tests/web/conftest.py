"""What the tests of the site share: a small city that is marked as the demo, its officers, a server, a browser.

Django takes one workspace per process, so all tests share it; each begins with an empty database. The ledger is written
in transactions of its own, so nothing can be rolled back between tests: rows are removed instead.

TIDEGATE_TESTS_ON=postgresql runs the same tests on a PostgreSQL that is made for them; without it they run on SQLite.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django
import pytest
from django.core.management import call_command

from tests.web.clusters import LACKING, cluster, make_database, programs

ON = os.environ.get("TIDEGATE_TESTS_ON", "sqlite")

# The browser's library keeps an event loop open in the thread of the tests; Django takes that for a careless caller.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

AXE = Path(__file__).parent / "axe" / "axe-core" / "axe.min.js"
CHROMIUM = next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None)
FLAGS = (
    "--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist",
    "--disable-background-networking",
)  # fmt: skip
REASON = "table of 3 March"
PURPOSE = "area-picture"


def as_demo(folder: Path) -> Path:
    """Mark a city as the demo."""
    with (folder / "city.toml").open("a", encoding="utf-8") as file:
        file.write("demo = true\n")
    return folder


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of an empty PostgreSQL; a test that needs one is skipped where there is none."""
    found = programs()
    if found is None:
        pytest.skip(LACKING)
    with cluster(found) as address:
        yield address


@pytest.fixture(scope="session")
def on_database(request: pytest.FixtureRequest) -> dict[str, str]:
    """What tells a process which database the tests run on."""
    assert ON in {"sqlite", "postgresql"}, ON
    return {"TIDEGATE_DATABASE": request.getfixturevalue("postgresql")} if ON == "postgresql" else {}


@pytest.fixture(scope="session")
def web_city(plain_city: Path, on_database: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace that Django serves in this process; its municipality has a picture of areas."""
    folder = as_demo(Path(shutil.copytree(plain_city, tmp_path_factory.mktemp("web") / "city", symlinks=True)))
    os.environ |= {"TIDEGATE_WORKSPACE": str(folder), **on_database}
    os.environ["DJANGO_SETTINGS_MODULE"] = "tidegate.web.settings"
    django.setup()
    from django.db.backends.signals import connection_created
    from django.test.utils import override_settings, setup_test_environment

    setup_test_environment()
    override_settings(PASSWORD_HASHERS=["tests.web.hashing.Quick"]).enable()
    connection_created.connect(_unsafe)
    call_command("migrate", interactive=False, verbosity=0)
    return folder


def _unsafe(connection: Any, **_: Any) -> None:
    """Do not wait for the disk: no test pulls the plug on its own process. Servers and commands wait, as in a city."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")


@pytest.fixture
def true_hashing(web_city: Path) -> Iterator[None]:
    """Passwords are kept as the site keeps them, at the full cost."""
    from django.test import override_settings

    from tidegate.web import settings

    with override_settings(PASSWORD_HASHERS=settings.PASSWORD_HASHERS):
        yield


@pytest.fixture
def site(web_city: Path, on_database: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The workspace with an empty database: no officer, no session, no entry; covenant and city as they were."""
    # Every test begins without the operator's wishes; processes that it starts must find the same database.
    for name, value in on_database.items():
        monkeypatch.setenv(name, value)
    kept = {n: (web_city / n).read_bytes() for n in ("covenant.yml", "city.toml")}
    yield web_city
    for name, content in kept.items():
        if (web_city / name).read_bytes() != content:
            (web_city / name).write_bytes(content)
    _empty()


def _empty() -> None:
    from axes.models import AccessAttempt
    from django.contrib.sessions.models import Session
    from django.core.cache import cache
    from django.db import transaction

    from tidegate.web.atlas.models import NetworkView
    from tidegate.web.audit.chain import FIRST
    from tidegate.web.audit.models import LedgerEntry, LedgerHead
    from tidegate.web.deliveries.models import Repair, Upload
    from tidegate.web.jobs.models import Job
    from tidegate.web.people.models import Officer

    with transaction.atomic():
        for model in (NetworkView, Repair, Upload, Job, LedgerEntry, LedgerHead, AccessAttempt, Session, Officer):
            model.objects.all().delete()
        LedgerHead.objects.create(only=1, number=0, at="", digest=FIRST)
    cache.clear()


LINKED = "permit-integrity"
"""A purpose whose view is linked, and has flags."""


@pytest.fixture
def linked(site: Path, built_city: tuple[Path, Any]) -> Iterator[Path]:
    """The workspace, with a picture in which who is who was found out and flags were raised."""
    folder, report = built_city
    for name in ("pictures", "views"):
        shutil.copytree(folder / name / report.view, site / name / report.view, symlinks=True)
    yield site
    for name in ("pictures", "views"):
        shutil.rmtree(site / name / report.view)


@pytest.fixture
def client(site: Path) -> Any:
    """A browser without a picture, not signed in."""
    from django.test import Client

    return Client(raise_request_exception=False)


@pytest.fixture
def signed_in(site: Path) -> Callable[..., Any]:
    """Gives a client that is signed in as one of the demo's officers, in a context where a purpose is named."""
    from django.test import Client

    def sign_in(role: str = "analyst", *, purpose: str = "", reason: str = REASON) -> Any:
        client = Client(raise_request_exception=False)
        assert client.post("/sign-in/demo/", {"role": role}).status_code == 302
        if purpose:
            assert client.post("/context/", {"purpose": purpose, "reason": reason}).status_code == 302
        return client

    return sign_in


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


class Served:
    """A server that runs: its address and what it said."""

    def __init__(self, folder: Path, wishes: dict[str, str] | None = None) -> None:
        self.folder, self.port = folder, free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("TIDEGATE_", "DJANGO_"))}
        environment |= wishes or {}
        command = [sys.executable, "-m", "tidegate", "serve", str(folder), "--port", str(self.port)]
        self.log = folder.parent / "server.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)

    def wait(self, seconds: float = 180) -> None:
        end = time.monotonic() + seconds
        while True:
            try:
                urllib.request.urlopen(f"{self.address}/health", timeout=5).read()
            except OSError:
                assert self.process.poll() is None, self.log.read_text()
                assert time.monotonic() < end, self.log.read_text()
                time.sleep(0.1)
            else:
                return

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(20)


@pytest.fixture(scope="session")
def served(plain_city: Path, on_database: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server on a copy of the city, with a database of its own."""
    wishes = {k: v.replace("/casework?", "/served?") for k, v in on_database.items()}
    for address in on_database.values():
        make_database(address, "served")
    folder = as_demo(Path(shutil.copytree(plain_city, tmp_path_factory.mktemp("served") / "city", symlinks=True)))
    server = Served(folder, wishes)
    try:
        server.wait()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser; a test that needs one is skipped where there is none."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


class Watched:
    """A page whose console and requests are watched."""

    def __init__(self, browser: Any, server: Served, **options: Any) -> None:
        self.server, self.said, self.outside = server, [], []
        self.context = browser.new_context(base_url=server.address, **options)
        self.page = self.context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", self._see)

    def _hear(self, message: Any) -> None:
        # That a page answered 404 is told by the test that asked for it; everything else is a fault.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.said.append(message.text)

    def _see(self, request: Any) -> None:
        if not request.url.startswith((self.server.address, "data:", "blob:")):
            self.outside.append(request.url)

    def axe(self) -> list[str]:
        """Give what axe finds wrong with the page as it stands."""
        self.page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
        found = self.page.evaluate("axe.run()")["violations"]
        return [f"{v['id']}: {n['html'][:200]}" for v in found for n in v["nodes"]]

    def faults(self) -> list[str]:
        return [*self.said, *self.outside]


@pytest.fixture
def watched(chromium: Any, served: Served) -> Iterator[Callable[..., Watched]]:
    """Opens pages that are watched; at the end no page may have complained or called elsewhere."""
    pages: list[Watched] = []

    def open_page(**options: Any) -> Watched:
        pages.append(Watched(chromium, served, **options))
        return pages[-1]

    yield open_page
    for page in pages:
        page.context.close()
    assert [fault for page in pages for fault in page.faults()] == []
