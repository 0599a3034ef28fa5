"""What the suite leaves out on Windows."""

from __future__ import annotations

import sys

import pytest

#: Files that test what only Unix has, or need a package that doesn't come for Windows.
ELSEWHERE = [
    "browsers.py",
    "deploying/test_kubernetes.py",
    "loading/test_processname.py",
    "migrating/repairs/test_process.py",
    "migrating/repairs/test_repairs.py",
    "migrating/repairs/test_unix.py",
    "migrating/test_serving.py",
    "myapp/test_browser.py",
    "plugins/thirdparty/check.py",
    "test_completion.py",
    "test_makefile.py",
    "test_packaging.py",
    "views/test_page.py",
]

collect_ignore = ELSEWHERE if sys.platform == "win32" else []

#: Single tests of what Windows has otherwise, and why.
OTHERWISE = {
    "reading/test_bombs.py::test_bombs": "measures memory as Unix tells it",
    "tapfile/test_format.py::test_linkThatTheUserTyped": "symbolic links take administrator's rights",
    "tapfile/test_format.py::test_writeSafelyReplaces": "permission bits are access lists",
    "freezing/test_completeness.py::test_nothingMissing": "what pytest itself brings there is other in a new process",
    "freezing/test_completeness.py::test_withoutCopies": "what pytest itself brings there is other in a new process",
    "freezing/test_completeness.py::test_processChanges": "signals of Unix",
    "freezing/test_pickling.py::test_tlsEndpointKeepsDescription": "a path with a colon has to be escaped there",
    "views/test_commandlines.py::test_optionsAreTwisteds": "plugins of Twisted that need Unix",
    "views/test_facts.py::test_ofMkapp": "Twisted's web sets logging up while its graph is booted there",
    "views/test_facts.py::test_recipeTellsWhoRunsIt": "a path without a drive",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip single tests on Windows."""
    if sys.platform != "win32":
        return
    for item in items:
        why = OTHERWISE.get(item.nodeid.removeprefix("tests/").partition("[")[0])
        if why is not None:
            item.add_marker(pytest.mark.skip(reason=why))
