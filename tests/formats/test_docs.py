"""The page about formats says what the code does."""

import re
from dataclasses import asdict

from tests.formats.conftest import REPOSITORY
from tidegate.formats import Limits
from tidegate.formats.opening import FORMATS

PAGE = (REPOSITORY / "docs" / "formats.md").read_text()


def test_every_format_has_its_row():
    assert tuple(re.findall(r"^\| `(\w+)` \|", PAGE, re.M))[1:] == FORMATS


def test_every_limit_is_named():
    missing = {name: value for name, value in asdict(Limits()).items() if f"{value:g}" not in PAGE}
    assert missing == {} or all(f"{v:,}" in PAGE or str(int(v)) in PAGE for v in missing.values())
