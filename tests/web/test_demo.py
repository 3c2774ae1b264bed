"""From nothing to a page that answers: what `make demo` does, tried by a probe and ended."""

import json
import signal
import subprocess
import sys
import time
import urllib.request

import pytest

from tests.web.conftest import free_port


def answer(address):
    try:
        with urllib.request.urlopen(address, timeout=5) as found:
            return found.read().decode()
    except OSError:
        return ""


@pytest.mark.slow
def test_the_demo_ends_with_a_site_that_answers(tmp_path):
    folder, port, log = tmp_path / "city", free_port(), tmp_path / "log"
    command = [sys.executable, "-m", "tidegate", "demo", str(folder), "--scale", "0.02", "--serve", "--port", str(port)]
    with log.open("w") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said)
    try:
        end = time.monotonic() + 600
        while not answer(f"http://127.0.0.1:{port}/health"):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.5)
        assert answer(f"http://127.0.0.1:{port}/ready") == "ready\n"
        assert "Sign in to the demo" in answer(f"http://127.0.0.1:{port}/")
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
    assert process.returncode == 0
    assert f"Havenrijk is served at http://127.0.0.1:{port}" in log.read_text()
    views = {json.loads(p.read_text())["covenant"]["partner"] for p in folder.glob("pictures/*/current/manifest.json")}
    assert views == {"municipality", "police"}
