"""The HTML view: one file without references to others, and in a real Chromium with its script and without."""

from __future__ import annotations

import pickle
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from mktap_compat.reading import readTap
from mktap_compat.views import page as view
from tests.browsers import chromium, mayBeMissing
from tests.genuine import genuine
from tests.hostile.corpus import CORPUS

QUOTES = "10.2.0/quotes/quotes2007.tap"


def text(name: str = QUOTES, *trusted: str) -> str:
    """Return the page of a genuine tap."""
    return "\n".join(view.lines(genuine(name), trusted))


@pytest.mark.parametrize("name", [QUOTES, "2.5/ftp/ftp.tap", "8.2.0/dns-rec/dns.tap", "2.5/web-tas/web.tas"])
def test_nothingIsLoaded(name: str) -> None:
    """The page refers to nothing outside of itself."""
    found = text(name)
    assert not re.findall(r"(?:src|href)=\"(?!#)", found)
    assert "url(" not in found
    assert "default-src 'none'" in found


def test_contentsAreEscaped() -> None:
    """What a file holds is text in the page, whatever it looks like."""
    hostile = readTap(pickle.dumps({"<script>alert(1)</script>": "</style><b>&"}), "<b>.tap")
    found = "\n".join(view.lines(hostile))
    assert found.count("<script") == 1
    assert found.count("</style>") == 1
    assert "<b>" not in found


@pytest.mark.parametrize("name", ["deep-lists", "many-names", "wide-key", "service-in-itself"])
def test_hostileFiles(name: str) -> None:
    """A file that nobody should load can still be looked at."""
    found = list(view.lines(readTap(CORPUS[name].data, "x.tap")))
    assert found[-1].endswith("</html>")
    assert sum(map(len, found)) < 3_000_000


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Run one Chromium for all tests."""
    if mayBeMissing():
        pytest.skip("no chromium here: apt-get install chromium")
    with chromium() as running:
        yield running


def opened(browser: Browser, folder: Path, found: str, *, script: bool = True, scheme: str = "light") -> Page:
    """Open a page from a file, without network."""
    path = folder / "tap.html"
    path.write_text(found)
    # axe is put into the page, which allows no script but its own
    context = browser.new_context(
        java_script_enabled=script,
        offline=True,
        bypass_csp=scheme != "light",
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.on("console", lambda message: pytest.fail(message.text))
    page.goto(path.as_uri())
    return page


def test_foldsWithoutScript(browser: Browser, tmp_path: Path) -> None:
    """Folding and links work without script; the tools that need one are not shown."""
    page = opened(browser, tmp_path, text(), script=False)
    expect(page.locator(".tools")).to_be_hidden()
    card = page.locator(".card", has_text="TimerService").first
    expect(card).to_be_visible()
    page.locator(".fold input").first.uncheck()
    expect(card).to_be_hidden()
    page.close()


def test_search(browser: Browser, tmp_path: Path) -> None:
    """The search marks the objects it finds, unfolds what hides them, and says how many there are."""
    page = opened(browser, tmp_path, text())
    page.get_by_role("button", name="Fold all", exact=True).click()
    found = page.locator(".card", has_text="QuoteFactory").first
    expect(found).to_be_hidden()
    page.get_by_label("Search").fill("quotes2007.model.Borg")
    expect(page.get_by_role("status")).to_have_text(re.compile(r"^1 of \d+ objects$"))
    expect(page.locator(".card.found")).to_be_visible()
    page.close()


def test_sharedObjects(browser: Browser, tmp_path: Path) -> None:
    """A link to a shared object leads to it, and lines can be drawn to all."""
    page = opened(browser, tmp_path, text())
    page.locator(".chips a", has_text="self").first.click()
    target = page.locator(page.url[page.url.index("#") :])
    expect(target).to_be_in_viewport()
    assert page.locator(".canvas > svg path").count() == 0
    page.get_by_label("lines to shared objects").check()
    assert page.locator(".canvas > svg path").count() > 3
    page.close()


@pytest.mark.parametrize("width", [320, 390, 768])
def test_fitsPhones(browser: Browser, tmp_path: Path, width: int) -> None:
    """Nothing but the picture, which scrolls by itself, is wider than a phone: also the findings and long names."""
    for name in (QUOTES, "many-names"):
        found = text(name) if name == QUOTES else "\n".join(view.lines(readTap(CORPUS[name].data, "x.tap")))
        page = opened(browser, tmp_path, found)
        page.set_viewport_size({"width": width, "height": 800})
        page.locator("summary").click()
        expect(page.locator("#findings td").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.close()


@pytest.mark.parametrize("scheme", ["dark", "no-preference"])
def test_accessible(browser: Browser, tmp_path: Path, scheme: str) -> None:
    """axe finds nothing, in light and dark, everything unfolded."""
    page = opened(browser, tmp_path, text(), scheme=scheme)
    page.get_by_role("button", name="Unfold all").click()
    page.locator("summary").click()
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    page.close()
