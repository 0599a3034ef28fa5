"""What the suite leaves out on Windows."""

from __future__ import annotations

import sys

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
