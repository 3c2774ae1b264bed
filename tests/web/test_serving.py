"""The server as a process: it answers, it says nothing of anybody, it ends when it is told to."""

import urllib.request

from tests.web.conftest import Served, as_demo


def test_the_server_answers_and_ends(city):
    server = Served(as_demo(city))
    try:
        server.wait()
        for path, word in (("/health", "alive"), ("/ready", "ready"), ("/", "Sign in to the demo"),
                           ("/static/css/tokens.css", "--tg-ink")):  # fmt: skip
            with urllib.request.urlopen(server.address + path, timeout=20) as answer:
                assert answer.status == 200
                assert word in answer.read().decode()
    finally:
        code = server.stop()
    assert code in {0, -15}
    for name in ("casework.sqlite3", ".site-key"):
        assert (city / name).stat().st_mode & 0o777 == 0o600
    said = server.log.read_text()
    assert f"Kleinstad is served at {server.address}" in said
    assert "Traceback" not in said


def test_a_city_that_is_no_demo_is_refused_before_anything_is_made(city):
    server = Served(city)
    assert server.process.wait(60) == 2
    assert "neither a demo nor open data" in server.log.read_text()
    assert not (city / "casework.sqlite3").exists()
    assert not (city / ".site-key").exists()
