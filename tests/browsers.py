"""The Chromium that tests of pages drive."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

#: What a headless Chromium needs to start quickly as any user and to keep to itself.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def findChromium() -> str | None:
    """Return the path of Chromium, or ``None``."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def mayBeMissing() -> bool:
    """Tell whether tests may do without Chromium: it is not here, and this is not CI."""
    return findChromium() is None and not os.environ.get("CI")


@contextmanager
def chromium() -> Iterator[Browser]:
    """
    Run a headless Chromium with a profile of its own.

    :raise AssertionError: if there is none
    """
    path = findChromium()
    assert path, "there is no chromium: apt-get install chromium"
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=list(ARGUMENTS), env={**os.environ, "HOME": home, "XDG_CONFIG_HOME": home}
        )
        try:
            yield browser
        finally:
            browser.close()
