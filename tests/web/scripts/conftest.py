"""A browser under the strict policy, and a stage to play on."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from tests.web.scripts.stage import Stage, serve

try:
    from playwright.sync_api import Error as BrowserError
except ImportError:
    BrowserError = RuntimeError

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--disable-background-networking",
)
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(`${event.effectiveDirective}: ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""


@dataclass
class Visit:
    """A page, and what it should not have done."""

    page: Any
    stage: Stage
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(self, name: str) -> "Visit":
        self.page.goto(f"{self.stage.origin}/pages/{name}")
        return self

    def until(self, expression: str, what: str, seconds: float = 20) -> Any:
        """Ask again and again, for waiting inside the page is not allowed under the policy."""
        end = monotonic() + seconds
        while monotonic() < end:
            try:
                if answer := self.page.evaluate(expression):
                    return answer
            except BrowserError as error:  # asked in the moment when one page gives way to the next
                if "destroyed" not in str(error):
                    raise
            sleep(0.05)
        raise AssertionError(f"{what}: not within {seconds} s; the page says {self.errors}")

    def is_clean(self) -> None:
        assert self.page.evaluate("window.violations") == []
        assert self.outside == []
        assert self.errors == []

    def axe(self) -> list[str]:
        """What keeps people out, as axe sees it: rule and element."""
        source = Path(__file__).parents[1] / "axe" / "axe-core" / "axe.min.js"
        self.page.evaluate(source.read_text(encoding="utf-8"))
        found = self.page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
        return [f"{v['id']}: {n['target']} {n.get('failureSummary', '')}" for v in found for n in v["nodes"]]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    if not CHROMIUM.exists():
        pytest.skip("chromium is not on this machine: apt-get install chromium")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def whole_stage() -> Iterator[Stage]:
    made = Stage()
    server = serve(made)
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def stage(whole_stage: Stage) -> Stage:
    whole_stage.forget()
    return whole_stage


@pytest.fixture(scope="session")
def wide_window(browser: Any) -> Iterator[Any]:
    yield from window(browser, 1440, 900)


@pytest.fixture(scope="session")
def narrow_window(browser: Any) -> Iterator[Any]:
    yield from window(browser, 390, 844)


def window(browser: Any, width: int, height: int) -> Iterator[Any]:
    """One for all tests, so that the libraries are read once."""
    size = {"width": width, "height": height}
    context = browser.new_context(viewport=size, reduced_motion="reduce", locale="en-GB", accept_downloads=True)
    context.add_init_script(WATCH)
    yield context
    context.close()


@pytest.fixture
def visit(wide_window: Any, stage: Stage) -> Iterator[Visit]:
    yield from visiting(wide_window, stage)


@pytest.fixture
def narrow(narrow_window: Any, stage: Stage) -> Iterator[Visit]:
    yield from visiting(narrow_window, stage)


def visiting(context: Any, stage: Stage) -> Iterator[Visit]:
    page = context.new_page()
    made = Visit(page, stage)
    page.on("request", lambda r: None if local(r.url, stage) else made.outside.append(r.url))
    page.on("pageerror", lambda e: made.errors.append(str(e)))
    page.on("console", lambda m: made.errors.append(m.text) if m.type == "error" else None)
    yield made
    page.evaluate("localStorage.clear()")
    page.close()


def local(url: str, stage: Stage) -> bool:
    return url.startswith((f"{stage.origin}/", f"blob:{stage.origin}", "data:"))
