"""A small stage for the scripts: pages, and a server that speaks under the strict policy."""

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.web.scripts.city import data, rows

ROOT = Path(__file__).resolve().parents[3]
STATIC = ROOT / "src" / "tidegate" / "web" / "static"
PAGES = Path(__file__).with_name("pages")

# The very policy that docs/site-components.md tells pages to send.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "worker-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".json": "application/json",
}


@dataclass
class Stage:
    """The server: what it answers, and what was asked and sent."""

    origin: str = ""
    asked: list[str] = field(default_factory=list)
    posted: list[tuple[str, str, str]] = field(default_factory=list)  # path, body, token
    answers: dict[str, list[tuple[int, str, str]]] = field(default_factory=dict)  # path: (status, type, body), in turn

    def forget(self) -> None:
        """As new: nothing asked, nothing sent, no answer laid ready."""
        for kept in (self.asked, self.posted, self.answers):
            kept.clear()


def page(name: str) -> str:
    """A page: its matter from `pages/`, in the frame that all pages share. The first line is its title."""
    title, _, matter = (PAGES / name).read_text(encoding="utf-8").partition("\n")
    frame = Template((PAGES / "frame.html").read_text(encoding="utf-8"))
    return frame.substitute(title=title, matter=Template(matter).safe_substitute(rows=rows(name)))


class Handler(BaseHTTPRequestHandler):
    """Answers what a test laid ready, else the city's data, the site's static files and the pages."""

    @property
    def stage(self) -> Stage:
        return self.server.stage  # type: ignore[attr-defined]

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(address.query).items()}
        self.stage.asked.append(self.path)
        if not self._answered(address.path):
            self._send(*self._found(address.path, query))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.stage.posted.append((self.path, body, self.headers.get("X-CSRFToken", "")))
        if not self._answered(self.path):
            self._send(404, ".html", b"")

    def _found(self, path: str, query: dict[str, str]) -> tuple[int, str, bytes]:
        told = data(path, query)
        if told is not None:
            return 200, ".json", json.dumps(told).encode()
        if path.startswith("/static/") and (STATIC / path[8:]).is_file():
            return 200, Path(path).suffix, (STATIC / path[8:]).read_bytes()
        if path.startswith("/pages/") and (PAGES / path[7:]).is_file():
            return 200, ".html", page(path[7:]).encode()
        return 404, ".html", b"<!doctype html><html lang=en><title>Not found</title><h1>Not found</h1>"

    def _answered(self, path: str) -> bool:
        """Give the next of the answers that a test laid ready; the last stays."""
        ready = self.stage.answers.get(path)
        if not ready:
            return False
        status, suffix, body = ready.pop(0) if len(ready) > 1 else ready[0]
        self._send(status, suffix, body.encode())
        return True

    def _send(self, status: int, suffix: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", TYPES.get(suffix, "application/octet-stream"))
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        if self.path.startswith("/static/"):
            self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *said: Any) -> None:
        """Nothing is said on standard error."""


def serve(stage: Stage) -> ThreadingHTTPServer:
    """Start the server on a free port of this machine; the caller shuts it down."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.stage = stage  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    stage.origin = f"http://127.0.0.1:{server.server_address[1]}"
    return server
