"""The site under load: a server as a whole process, officers who sign in, look, think and look again.

Every officer is a thread with a connection and a session of its own; each look is written into the ledger, as always.
First one officer looks alone and without thinking, so that each kind of page has a figure; then many at once.
"""

import contextlib
import random
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pyarrow.parquet as pq

from tidegate.errors import TidegateError

ONE, MANY = "one officer", "many officers"
"""Who looked."""

ALL = "all"
"""The line of all kinds together."""

REASON = "measuring the site"
_PATIENCE = 60  # seconds until a request counts as failed
_START = 120  # seconds until the server must answer
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


@dataclass(frozen=True)
class SiteLine:
    """One line of the benchmark.

    Args:
        who: `ONE` or `MANY`.
        kind: Kind of page, or `ALL`.
        requests: Requests that were made.
        errors: Those that were answered with another status than 200, or not at all.
        p50_ms: Time within which half were answered whole, milliseconds.
        p95_ms: The same for 95 of 100.
        p99_ms: The same for 99 of 100.
    """

    who: str
    kind: str
    requests: int
    errors: int
    p50_ms: float
    p95_ms: float
    p99_ms: float


@dataclass(frozen=True)
class SiteWish:
    """How the site is measured.

    Args:
        users: Officers at once.
        seconds: How long they look.
        think_s: How long each thinks between two looks, on average, seconds.
        rounds: Looks at each kind of page by one officer alone.
        purpose: Purpose of the covenant for which they look.
        seed: What chance starts from.
    """

    users: int = 50
    seconds: float = 60.0
    think_s: float = 5.0
    rounds: int = 30
    purpose: str = "permit-integrity"
    seed: int = 1


@dataclass(frozen=True)
class _Look:
    kind: str
    ms: float
    status: int


def bench_site(workspace: Path, wish: SiteWish, *, tell: Callable[[str, float], None]) -> list[SiteLine]:
    """Measure the site on a workspace that holds a picture for the municipality.

    Args:
        workspace: Folder of the invented city; the site's database is made in it where there is none.
        wish: How it is measured.
        tell: Is told the stage and the share done.
    Returns:
        The lines of one officer, then those of many; `ALL` comes last of each.
    Raises:
        TidegateError: There is nothing to look at, or the server did not start.
    """
    addresses = _Addresses(workspace)
    with _server(workspace) as port:
        chance = random.Random(wish.seed)  # noqa: S311 - chance for a measurement
        alone = _Officer(port, wish.purpose)
        for kind in KINDS:  # what is made once for a picture is made before the clock runs
            alone.look(kind, addresses.any(kind, chance))
        looks = []
        for number in range(wish.rounds):
            tell("one officer", number / wish.rounds)
            looks += [alone.look(kind, addresses.any(kind, chance)) for kind in KINDS]
        lines = _lines(ONE, looks)
        return lines + _lines(MANY, _many(port, wish, addresses, tell))


KINDS = (
    "start", "search", "entity page", "map page", "map data", "places table", "flags table", "network page",
    "network data",
)  # fmt: skip
"""What an officer looks at."""


class _Addresses:
    """Addresses of pages of each kind, drawn by chance from what the newest picture with a network holds."""

    def __init__(self, workspace: Path) -> None:
        found = sorted(workspace.glob("pictures/*/current/nodes.parquet"))
        if not found:
            raise TidegateError(
                where=str(workspace), what="it holds no picture with a network",
                mend="draw one with `tidegate picture build`",
            )  # fmt: skip
        nodes = pq.read_table(found[0], columns=["entity", "caption", "natural"]).to_pylist()
        self._nodes = [n for n in nodes if not n["natural"] and n["caption"]]

    def any(self, kind: str, chance: random.Random) -> str:
        node = chance.choice(self._nodes)
        entity = node["entity"]
        layer = chance.choice(("area", "cell", "street", "premises"))
        return {
            "start": "/",
            "search": f"/search/?{urlencode({'q': _typed(node['caption'], chance)})}",
            "entity page": f"/entities/{entity}/",
            "map page": f"/map/?layer={layer}",
            "map data": f"/map/{layer}.json?month={chance.randrange(40)}",
            "places table": f"/places/?level={chance.choice(('area', 'street'))}&page={chance.choice((1, 1, 2))}",
            "flags table": "/flags/",
            "network page": f"/network/?entity={entity}",
            "network data": f"/network/data.json?of={entity}",
        }[kind]


def _typed(caption: str, chance: random.Random) -> str:
    """Type what is looked for as people do: every third time with a letter missing."""
    at = chance.randrange(len(caption))
    return caption[:at] + caption[at + 1 :] if chance.randrange(3) == 0 and len(caption) > 5 else caption


class _Officer:
    """A browser without a picture: one connection, one session."""

    def __init__(self, port: int, purpose: str) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
        self._cookies: dict[str, str] = {}
        token = self._token("/sign-in/")
        self._post("/sign-in/demo/", {"role": "analyst", "csrfmiddlewaretoken": token})
        token = self._token("/context/")
        self._post("/context/", {"purpose": purpose, "reason": REASON, "csrfmiddlewaretoken": token})

    def look(self, kind: str, address: str) -> _Look:
        began = time.perf_counter()
        try:
            status, _ = self._ask("GET", address)
        except (OSError, HTTPException):
            self._connection.close()
            status = 0
        return _Look(kind, (time.perf_counter() - began) * 1000, status)

    def _token(self, address: str) -> str:
        status, page = self._ask("GET", address)
        found = _TOKEN.search(page.decode())
        if status != 200 or found is None:
            raise TidegateError(
                where=address, what=f"the site answered {status} and no form",
                mend="measure the invented city: only there officers sign in by one click",
            )  # fmt: skip
        return found[1]

    def _post(self, address: str, values: dict[str, str]) -> None:
        status, _ = self._ask("POST", address, urlencode(values))
        if status != 302:
            raise TidegateError(
                where=address, what=f"the site answered {status}", mend="name a purpose that the municipality has"
            )

    def _ask(self, method: str, address: str, body: str | None = None) -> tuple[int, bytes]:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, address, body, headers)
        answer = self._connection.getresponse()
        page = answer.read()
        for text in answer.headers.get_all("Set-Cookie") or ():
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(text).items()}
        return answer.status, page


def _many(port: int, wish: SiteWish, addresses: _Addresses, tell: Callable[[str, float], None]) -> list[_Look]:
    officers = []
    for number in range(wish.users):
        tell("signing in", number / wish.users)
        officers.append(_Officer(port, wish.purpose))
    looks: list[_Look] = []
    end = time.monotonic() + wish.seconds

    def work(number: int) -> None:
        chance = random.Random(wish.seed * 1000 + number)  # noqa: S311 - chance for a measurement
        time.sleep(chance.uniform(0, wish.think_s))
        while time.monotonic() < end:
            kind = chance.choice(KINDS)
            looks.append(officers[number].look(kind, addresses.any(kind, chance)))
            time.sleep(chance.uniform(0.5, 1.5) * wish.think_s)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(wish.users)]
    for thread in threads:
        thread.start()
    while (left := end - time.monotonic()) > 0:
        tell(f"{wish.users} officers", 1 - left / wish.seconds)
        time.sleep(min(left, 1))
    for thread in threads:
        thread.join()
    return looks


def _lines(who: str, looks: Sequence[_Look]) -> list[SiteLine]:
    kinds = [k for k in KINDS if any(x.kind == k for x in looks)]
    parts = [(k, [x for x in looks if x.kind == k]) for k in kinds] + [(ALL, list(looks))]
    return [
        SiteLine(who, kind, len(own), sum(x.status != 200 for x in own), *quantiles([x.ms for x in own]))
        for kind, own in parts
    ]


def quantiles(times: Sequence[float]) -> tuple[float, float, float]:
    """Give the times within which 50, 95 and 99 of 100 were answered.

    Args:
        times: Times in any unit.
    Returns:
        The smallest times that are enough; 0 where nothing was measured.
    Example:
        >>> quantiles([float(n) for n in range(1, 101)])
        (50.0, 95.0, 99.0)
    """
    ordered = sorted(times)
    p50, p95, p99 = (ordered[max(0, -(-share * len(ordered) // 100) - 1)] if ordered else 0.0 for share in (50, 95, 99))
    return p50, p95, p99


@contextlib.contextmanager
def _server(workspace: Path) -> Iterator[int]:
    """Serve a workspace as a process of its own as long as the block lasts, and give its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "tidegate", "serve", str(workspace), "--port", str(port)]
    # Its log is part of what is measured, but nobody reads it here.
    process = subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        end = time.monotonic() + _START
        while not _ready(port):
            if process.poll() is not None or time.monotonic() > end:
                raise TidegateError(
                    where="tidegate serve", what="the site did not come up", mend="call the command by hand to see why"
                )
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _ready(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/ready")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
