"""How the documentation is built: MyST pages, Furo, and the reference from the docstrings."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

import print_reference

from tidegate import __version__

print_reference.write(print_reference.reference_pages())

project = "Tidegate"
author = "The Tidegate contributors"
copyright = "The Tidegate contributors, EUPL-1.2"
release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
myst_heading_anchors = 3
# In the docstrings a word in single backticks is code.
default_role = "code"
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_custom_sections = ["Source"]
autodoc_member_order = "bysource"
autodoc_typehints = "signature"

html_theme = "furo"
html_title = "Tidegate"
# No page fetches anything from elsewhere.
html_static_path: list[str] = []
