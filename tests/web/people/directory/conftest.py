"""The provider in a process of its own, the site told of it, and the way there and back without a browser."""

import json
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from tests.web.conftest import free_port

CLIENT, SECRET = "tidegate", "known-to-two"
BACK = "/sign-in/directory/back/"


class Provider:
    """A provider that runs."""

    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        self.issuer = f"http://127.0.0.1:{self.port}/o"
        backs = [f"http://{host}{BACK}" for host in ("testserver", "127.0.0.1")]
        command = [sys.executable, str(Path(__file__).with_name("provider.py")), str(folder), str(self.port), *backs]
        self.log = folder / "provider.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)

    def wait(self):
        end = time.monotonic() + 90
        while not (self.folder / "ready").exists():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < end, self.log.read_text()
            time.sleep(0.1)

    def bend(self, **claims):
        """Let it sign these claims in place of its own; times are counted from now."""
        (self.folder / "bend.json").write_text(json.dumps(claims))

    def straighten(self):
        (self.folder / "bend.json").unlink(missing_ok=True)

    def wishes(self, **other):
        named = {"issuer": self.issuer, "client": CLIENT, "secret": SECRET, "claim": "email", "name": "City login"}
        return {f"TIDEGATE_DIRECTORY_{k.upper()}": v for k, v in (named | other).items()}


@pytest.fixture(scope="session")
def running(tmp_path_factory):
    one = Provider(tmp_path_factory.mktemp("provider"))
    try:
        one.wait()
        yield one
    finally:
        one.process.terminate()
        one.process.wait(20)


@pytest.fixture
def provider(running):
    yield running
    running.straighten()


@pytest.fixture
def told(site, provider):
    """Tells the site of the directory; gives what tells it otherwise."""
    from django.test import override_settings

    from tidegate.web.people.directory.wish import Directory

    def tell(**other):
        named = {"issuer": provider.issuer, "client": CLIENT, "secret": SECRET, "claim": "email", "name": "City login"}
        return override_settings(DIRECTORY=Directory(**named | other))

    with tell():
        yield tell


@pytest.fixture
def ada(told):
    """An officer whom the directory knows by an address."""
    from tidegate.web.people.making import make_officer

    return make_officer(name="ada", role="analyst", partner="municipality", directory="Ada@city.example")


def walk(address, name="ada"):
    """Go to the provider, sign in there, and give the address to which it sends back."""
    with requests.Session() as browser:
        answer = browser.get(address, allow_redirects=False)
        while BACK not in (there := answer.headers["Location"]):
            if "/login/" in there:
                form = {"name": name, "next": requests.utils.unquote(there.partition("next=")[2])}
                answer = browser.post(on_host(address, "/login/"), form, allow_redirects=False)
            else:
                answer = browser.get(on_host(address, there), allow_redirects=False)
    return there


def on_host(address, path):
    parts = urlsplit(address)
    return path if path.startswith("http") else f"{parts.scheme}://{parts.netloc}{path}"


def back(client, name="ada", there=""):
    """Sign in through the directory with the client of the tests; gives the answer of the site."""
    away = client.post("/sign-in/directory/", {"next": there})
    assert away.status_code == 302, away.content
    parts = urlsplit(walk(away["Location"], name))
    return client.get(f"{parts.path}?{parts.query}")
