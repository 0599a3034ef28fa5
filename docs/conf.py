"""Settings of the documentation."""

from __future__ import annotations

import sys
from importlib.metadata import version as versionOf
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "extensions"))

project = "mktap-compat"
author = "the mktap-compat developers"
copyright = "2026, the mktap-compat developers"
version = release = versionOf("mktap-compat")

extensions = ["sphinx.ext.autodoc", "sphinx.ext.graphviz"]
exclude_patterns = ["_build", "demos", "man", "completion"]
graphviz_output_format = "svg"

html_theme = "furo"
html_title = f"mktap-compat {version}"
