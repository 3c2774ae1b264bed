"""Two hundred megabytes are sent over a real line: they arrive whole, and the server does not grow with them."""

import hashlib
import http.client
import re
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.small_city import REGISTERS, permits
from tests.web.conftest import PURPOSE

SIZE = 200 * 1000 * 1000
GROWS = 64 * 1024
"""KiB by which the server may grow: what it holds of a form is a few chunks of 256 KiB."""

NAME = "permits_2026-02-17.csv"
HEAD = (REGISTERS["permits"][0] + "\n").encode()
ROWS = ("\n".join(permits()) + "\n").encode()


def pieces():
    """Give the file, made as it goes, for none of it may lie in the memory of the test either."""
    left = SIZE - len(HEAD)
    yield HEAD
    block = ROWS * (256 * 1024 // len(ROWS))
    while left:
        yield block[:left]
        left -= min(left, len(block))


def tree(pid):
    """Name a process and all that it started."""
    found = [pid]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            found += [int(p) for p in task.read_text().split()]
    return found


def kib(pid, word):
    said = Path(f"/proc/{pid}/status").read_text()
    found = re.search(rf"{word}:\s+(\d+) kB", said)
    return int(found[1]) if found else 0


def signed_in(served):
    jar = CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def ask(path, told=None):
        return (
            browser.open(served.address + path, urlencode(told).encode() if told else None, timeout=60).read().decode()
        )

    def token(path):
        return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', ask(path))[1]

    ask("/sign-in/demo/", {"role": "analyst", "csrfmiddlewaretoken": token("/sign-in/")})
    ask("/context/", {"purpose": PURPOSE, "reason": "a try", "csrfmiddlewaretoken": token("/context/")})
    return "; ".join(f"{c.name}={c.value}" for c in jar), token("/data/permits/"), ask, token


@pytest.mark.slow
def test_two_hundred_megabytes_arrive_in_bounded_memory(served):
    cookies, own, ask, token = signed_in(served)
    begin = (
        f'--xxx\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{own}\r\n'
        f'--xxx\r\nContent-Disposition: form-data; name="file"; filename="{NAME}"\r\nContent-Type: text/csv\r\n\r\n'
    ).encode()
    end = b'\r\n--xxx\r\nContent-Disposition: form-data; name="whole"\r\n\r\nyes\r\n--xxx--\r\n'
    before = {pid: kib(pid, "VmRSS") for pid in tree(served.process.pid)}
    line = http.client.HTTPConnection("127.0.0.1", served.port, timeout=300)
    line.putrequest("POST", "/data/permits/send/")
    for word, value in {
        "Cookie": cookies, "Content-Type": "multipart/form-data; boundary=xxx",
        "Content-Length": len(begin) + SIZE + len(end), "Origin": served.address,
    }.items():  # fmt: skip
        line.putheader(word, str(value))
    line.endheaders()
    line.send(begin)
    whole, most = hashlib.sha256(), 0
    for number, piece in enumerate(pieces()):
        line.send(piece)
        whole.update(piece)
        if number % 40 == 0:
            most = max(most, max(kib(pid, "VmRSS") - kept for pid, kept in before.items()))
    line.send(end)
    answer = line.getresponse()
    page = answer.getheader("Location")
    said = answer.read()
    answer.close()
    line.close()
    assert answer.status == 302, said
    most = max(most, max(kib(pid, "VmRSS") - kept for pid, kept in before.items()))
    print(f"the server grew by {most / 1024:.1f} MiB")
    assert most < GROWS
    text = ask(page)
    assert whole.hexdigest() in text
    (file,) = (served.folder / "uploads").glob(f"*/{NAME}")
    assert file.stat().st_size == SIZE
    seen = re.search(r'name="seen" value="(\w+)"', text)
    ask(f"{page}throw/", {"seen": seen[1] if seen else "", "csrfmiddlewaretoken": token("/data/permits/")})
    assert not file.exists()
