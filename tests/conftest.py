"""What all tests share: where the real open data lies, and that no test is skipped unnoticed."""

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.small_city import built_city, city, plain_city, small_city

__all__ = ["built_city", "city", "plain_city", "small_city"]

# Where a change is taken or refused, every run looks at the same examples; elsewhere chance looks for new ones.
# How long a case takes says how busy the machine is, so none has a deadline; timings live in `tidegate bench`.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("searching", deadline=None)
settings.load_profile("steady" if os.environ.get("CI") else "searching")

ROOT = Path(__file__).resolve().parents[1]
ALLOWED = Path(__file__).with_name("allowed_skips.txt")


def allowed_skips(text: str) -> list[tuple[str, str]]:
    """Read `where | why` lines; both may end in * for what follows, and a why is never empty."""
    lines = [line.strip() for line in text.splitlines()]
    pairs = [line.split("|", 1) for line in lines if line and not line.startswith("#")]
    return [(where.strip(), why[0].strip()) for where, *why in pairs if why and why[0].strip()]


def is_allowed(where: str, why: str, allowed: list[tuple[str, str]]) -> bool:
    return any(_fits(where, a) and _fits(why, b) for a, b in allowed)


def _fits(text: str, pattern: str) -> bool:
    return text.startswith(pattern[:-1]) if pattern.endswith("*") else text == pattern


class StrictSkips:
    """Fails the session where a test was skipped that the list does not name."""

    def __init__(self, allowed: list[tuple[str, str]]) -> None:
        self.allowed = allowed
        self.strange: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.skipped and not hasattr(report, "wasxfail"):
            self._note(report)

    def pytest_collectreport(self, report: Any) -> None:
        if report.skipped:
            self._note(report)

    def _note(self, report: Any) -> None:
        longrepr = report.longrepr
        why = (longrepr[2] if isinstance(longrepr, tuple) else str(longrepr)).removeprefix("Skipped: ")
        if not is_allowed(report.nodeid, why, self.allowed):
            self.strange[report.nodeid] = why

    # Before the terminal's own hook, so that the closing line still comes last.
    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.strange and not hasattr(session.config, "workerinput"):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        for where, why in self.strange.items():
            terminalreporter.write_line(f"skipped, but not in tests/allowed_skips.txt: {where} | {why}")


def pytest_configure(config: pytest.Config) -> None:
    if os.environ.get("TIDEGATE_STRICT_SKIPS") == "1":
        config.pluginmanager.register(StrictSkips(allowed_skips(ALLOWED.read_text(encoding="utf-8"))), "strict-skips")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with real open data; a test that needs it is skipped where it is absent."""
    folder = Path(os.environ.get("TIDEGATE_SHARED") or ROOT.parent / "shared")
    if not (folder / "data").is_dir():
        pytest.skip("the real open data is not here (TIDEGATE_SHARED)")
    return folder


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the wishes of whoever runs the tests out of the tests."""
    for name in list(os.environ):
        if name.startswith("TIDEGATE_") and name != "TIDEGATE_SHARED":
            monkeypatch.delenv(name)
