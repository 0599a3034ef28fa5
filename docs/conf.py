"""Settings of the documentation."""

from __future__ import annotations

import shutil
import sys
from importlib.metadata import version as versionOf
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "extensions"))

project = "mktap-compat"
author = "the mktap-compat developers"
copyright = "2026, the mktap-compat developers"
version = release = versionOf("mktap-compat")

extensions = ["sphinx.ext.autodoc", "sphinx.ext.graphviz", "commandreference", "knowledgetables"]
exclude_patterns = ["_build", "man", "completion", "demos/*"]

# Without graphviz a picture's place stays empty; CI has it, so there a missing dot is an error.
suppress_warnings = [] if shutil.which("dot") else ["graphviz"]
graphviz_output_format = "svg"

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"

nitpicky = True
# What we refer to outside: documented elsewhere, and links are not fetched.
nitpick_ignore_regex = [
    (r"py:.*", r"(twisted|zope|typing|collections|types|pathlib|os|enum|pickle|usage|ast)\b.*"),
    (
        r"py:.*",
        r"(None|True|False|bool|int|float|complex|str|bytes|list|dict|tuple|set|frozenset|object|type|Ellipsis)",
    ),
    # builtin exceptions, private names, type variables, names that are imported for annotations only
    (
        r"py:.*",
        r"([A-Z]\w*Error|Exception|BaseException|.*\._\w+|_\w+|(.*\.)?\w*T|E|callable|iterator|(tuple|dict|list|set)\[.*)",
    ),
    (r"py:class", r"(<InterfaceClass .*|Componentized|Header|IService)"),
    # attributes that a class's docstring lists, and modules that have no page
    (r"py:attr", r"\w+"),
    (r"py:mod", r"mktap_compat\..*"),
]

# Options begin with two dashes, and are to be copied.
smartquotes = False

html_theme = "furo"
html_title = f"mktap-compat {version}"
html_static_path = ["static"]
html_css_files = ["tables.css"]
