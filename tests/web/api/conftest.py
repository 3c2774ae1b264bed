"""The small city with its picture for permits beside that of areas: there are flags, ties and points to ask for."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.small_city import PURPOSE

REASON = "table of 3 March"


@pytest.fixture(scope="session")
def two_pictures(web_city: Path, built_city: Any) -> list[tuple[Path, Path]]:
    """Name the picture for permits and its view, and where they go beside those of areas."""
    own = [p for name in ("pictures", "views") for p in (built_city[0] / name).iterdir() if p.is_dir()]
    return [(p, web_city / p.parent.name / p.name) for p in own]


@pytest.fixture
def rich(site: Path, two_pictures: Any) -> Iterator[Path]:
    """The workspace with both pictures, for one test: others tell what a purpose without a picture looks like."""
    for source, target in two_pictures:
        shutil.copytree(source, target, symlinks=True)
    yield site
    for _, target in two_pictures:
        shutil.rmtree(target)


@pytest.fixture
def token_for(rich: Path, signed_in: Callable[..., Any]) -> Callable[..., str]:
    """Make a token of one of the demo's officers, on the page as a person would."""

    def make(role: str = "analyst", *, purpose: str = PURPOSE, opens: str = "picture", days: int = 7) -> str:
        wish = {"name": "workbook", "purpose": purpose, "reason": REASON, "opens": opens, "days": days}
        page = signed_in(role).post("/tokens/", wish)
        assert page.status_code == 200, page.content.decode()
        return str(page.context["secret"])

    return make


@pytest.fixture
def ask(token_for: Callable[..., str], client: Any) -> Callable[..., Any]:
    """Ask the API with a token that opens the picture."""
    secret = token_for()

    def get(path: str, **params: Any) -> Any:
        return client.get(f"/api/v1/{path}", params, headers={"Authorization": f"Bearer {secret}"})

    return get
