"""Where the examples of libpysal lie: published data that a library brings along."""

import importlib.util
from pathlib import Path

_library = importlib.util.find_spec("libpysal")
assert _library is not None, "it is in the group dev"
assert _library.origin is not None, "it is a package"
EXAMPLES = Path(_library.origin).parent / "examples"
