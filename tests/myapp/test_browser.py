"""myapp's page in a real Chromium, with its script and without."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browsers import chromium, mayBeMissing
from tests.myapp.clients import LineClient, act, request
from tests.processes import LIMIT, freePort, poll, twistd

if mayBeMissing():
    pytest.skip("no chromium here: apt-get install chromium", allow_module_level=True)


#: The colour schemes that the page follows.
COLORS: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Run one Chromium for all tests."""
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int]]:
    """Run one myapp for all tests; give the ports of its protocol and of its page."""
    port, control = freePort(), freePort()
    words = ("myapp", "--port", str(port), "--control", str(control))
    with twistd(*words, cwd=tmp_path_factory.mktemp("myapp"), ports=[port, control]):
        yield port, control


@pytest.fixture(params=[True, False], ids=["script", "noscript"])
def page(request: pytest.FixtureRequest, browser: Browser, ports: tuple[int, int]) -> Iterator[Page]:
    """Open the page, with JavaScript and without; fail if it complains on its console."""
    context = browser.new_context(java_script_enabled=request.param)
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.goto(f"http://127.0.0.1:{ports[1]}/")
    if request.param:
        expect(opened.locator("#link")).to_have_text("Live")
    yield opened
    context.close()
    assert complaints == []


@pytest.fixture
def client(ports: tuple[int, int]) -> Iterator[LineClient]:
    """Connect a client named ann."""
    connected = LineClient(ports[0])
    connected.ask("HELLO ann")
    yield connected
    connected.close()


def refresh(page: Page) -> None:
    """Do what a reader without JavaScript does to see what is new."""
    if page.get_by_role("link", name="Reload").count():
        page.get_by_role("link", name="Reload").click()


def test_noticeAppears(page: Page, client: LineClient) -> None:
    """A client's notice is on the page, live with JavaScript, and nothing in it is taken for HTML."""
    text = 'hi <img src=x onerror="alert(1)"> &amp; </script>'
    number = client.ask(f"POST {text}").split()[1]
    refresh(page)
    row = page.locator(f'#notices > [data-number="{number}"]')
    expect(row.locator(".text")).to_have_text(text)
    expect(row.locator(".author")).to_have_text("ann")
    expect(page.locator("#notices img")).to_have_count(0)


def test_broadcast(page: Page, client: LineClient) -> None:
    """The form posts a notice, which the page and watching clients get; the field is empty again."""
    client.ask("WATCH")
    page.get_by_label("Broadcast a notice").fill("tea is ready ☕")
    page.keyboard.press("Enter")
    expect(page.locator("#notices > li").first.locator(".text")).to_have_text("tea is ready ☕")
    expect(page.get_by_label("Broadcast a notice")).to_have_value("")
    assert client.read().endswith(" operator tea is ready ☕")


def test_delete(page: Page, client: LineClient) -> None:
    """A notice is deleted by its button and restored by the one that comes with it."""
    number = client.ask("POST to be deleted").split()[1]
    refresh(page)
    page.get_by_role("button", name=f"Delete notice {number}", exact=True).click()
    undo = page.get_by_role("button", name=f"Undo deleting notice {number}", exact=True)
    expect(undo).to_be_visible()
    assert not [line for line in client.askAll("LIST 1000") if line.startswith(f"NOTICE {number} ")]
    undo.click()
    expect(page.get_by_role("button", name=f"Delete notice {number}", exact=True)).to_be_visible()
    assert [line for line in client.askAll("LIST 1000") if line.startswith(f"NOTICE {number} ")]


def test_doubleClick(page: Page, client: LineClient) -> None:
    """A double click on Delete deletes one notice."""
    count, numbers = len(client.askAll("LIST 1000")), [client.ask(f"POST {n}").split()[1] for n in range(3)]
    refresh(page)
    page.get_by_role("button", name=f"Delete notice {numbers[2]}", exact=True).dblclick()
    expect(page.get_by_role("button", name=f"Undo deleting notice {numbers[2]}", exact=True)).to_be_visible()
    assert len(client.askAll("LIST 1000")) == count + 2


def test_disconnect(page: Page, client: LineClient) -> None:
    """The button of a client ends its connection, and its row goes."""
    number = client.askAll("WHO")[-1].split()[1]
    refresh(page)
    page.get_by_role("button", name=f"Disconnect client {number}, ann").click()
    expect(page.get_by_role("button", name=f"Disconnect client {number}, ann")).to_have_count(0)
    assert client.read() == "ERR disconnected disconnected by the operator"
    assert client.read() == ""


def test_pauseAndResume(page: Page, ports: tuple[int, int]) -> None:
    """The button turns new clients away, and lets them in again; it keeps the keyboard's focus."""
    page.get_by_role("button", name="Pause").press("Enter")
    expect(page.get_by_text("Paused", exact=True)).to_be_visible()
    refused = LineClient(ports[0])
    assert refused.read().startswith("ERR paused ")
    refused.close()
    resume = page.get_by_role("button", name="Resume")
    if page.get_by_role("link", name="Reload").count() == 0:
        expect(resume).to_be_focused()
    resume.press("Enter")
    expect(page.get_by_text("Accepting", exact=True)).to_be_visible()
    accepted = LineClient(ports[0])
    assert accepted.ask("QUIT") == "OK bye"
    accepted.close()


def test_focusMovesOn(browser: Browser, ports: tuple[int, int]) -> None:
    """With the keyboard: after Delete the focus is on Undo, after that on Delete, whoever makes the change."""
    number = act(ports[1], "broadcast", text="one").json()["number"]
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{ports[1]}/")
    expect(page.locator("#link")).to_have_text("Live")
    delete = page.get_by_role("button", name=f"Delete notice {number}", exact=True)
    delete.focus()
    page.keyboard.press("Enter")
    undo = page.get_by_role("button", name=f"Undo deleting notice {number}", exact=True)
    expect(undo).to_be_focused()
    page.keyboard.press("Enter")
    expect(delete).to_be_focused()
    act(ports[1], "delete", number=str(number))
    expect(undo).to_be_focused()
    page.close()


def test_figuresDoNotJump(browser: Browser, ports: tuple[int, int]) -> None:
    """What stands above the lists stays where it is while notices come, clients go and the board is paused."""
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{ports[1]}/")
    expect(page.locator("#link")).to_have_text("Live")

    def places() -> list[object]:
        return [page.locator(name).bounding_box() for name in ("h1", "#uptime", "#link", "#door", "#text", "#totals")]

    before = places()
    act(ports[1], "pause")
    number = act(ports[1], "broadcast", text="x" * 500).json()["number"]
    expect(page.locator(f'#notices > [data-number="{number}"]')).to_be_visible()
    expect(page.get_by_text("Paused", exact=True)).to_be_visible()
    assert places() == before
    act(ports[1], "resume")
    page.close()


def test_serverRestarts(browser: Browser, tmp_path: Path) -> None:
    """An open page says when its server is gone, and goes on with the next one, whose token is another."""
    port, control = freePort(), freePort()
    words = ("myapp", "--port", str(port), "--control", str(control))
    page = browser.new_page()
    with twistd(*words, cwd=tmp_path, ports=[port, control]):
        act(control, "broadcast", text="first life")
        page.goto(f"http://127.0.0.1:{control}/")
        expect(page.locator("#notices .text")).to_have_text("first life")
    expect(page.locator("#link")).to_have_text("Offline")
    with twistd(*words, cwd=tmp_path, ports=[port, control]):
        expect(page.locator("#link")).to_have_text("Live", timeout=20000)
        expect(page.locator("#notices > li")).to_have_count(0)
        page.get_by_label("Broadcast a notice").fill("second life")
        page.get_by_role("button", name="Broadcast").click()
        expect(page.locator("#notices .text")).to_have_text("second life")
        page.close()


def test_accessible(browser: Browser, ports: tuple[int, int], client: LineClient) -> None:
    """Axe finds nothing to complain about, and everything is on one screen, at any width, in light and dark."""
    client.ask("POST something to read")
    act(ports[1], "delete", number=client.ask("POST something deleted").split()[1])
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{ports[1]}/")
    expect(page.locator("#link")).to_have_text("Live")
    for width in (1280, 768, 390):
        page.set_viewport_size({"width": width, "height": 800})
        for scheme in COLORS:
            page.emulate_media(color_scheme=scheme)
            found = Axe().run(page).response["violations"]
            assert found == [], [
                (width, scheme, each["id"], [node["html"] for node in each["nodes"]]) for each in found
            ]
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("document.documentElement.scrollHeight") <= 800
    page.get_by_role("radio", name="Clients").focus()
    page.keyboard.press("Space")
    expect(page.locator("#who")).to_be_visible()
    expect(page.locator("#board")).to_be_hidden()
    assert Axe().run(page).violations_count == 0
    page.close()


def test_empty(browser: Browser, tmp_path: Path) -> None:
    """An empty board says how to connect, and what it says can be typed."""
    port, control = freePort(), freePort()
    words = ("myapp", "--port", str(port), "--control", str(control))
    with twistd(*words, cwd=tmp_path, ports=[port, control]):
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{control}/")
        expect(page.locator("#link")).to_have_text("Live")
        shown = page.locator("#board pre").inner_text().splitlines()
        assert Axe().run(page).violations_count == 0
        typed = "".join(f"{line}\n" for line in [*shown[1:], "QUIT"])
        python, *arguments = shown[0].split()
        assert python == "python3"
        done = subprocess.run([sys.executable, *arguments], input=typed, capture_output=True, text=True, timeout=LIMIT)
        assert done.stdout.splitlines()[1:] == ["OK 1", "OK bye"]
        expect(page.locator("#notices .text")).to_have_text("Good morning")
        expect(page.locator("#board pre")).to_be_hidden()
        page.close()


def test_nothingFromOutside(ports: tuple[int, int]) -> None:
    """The page names no address but its own, and its policy allows none."""
    answer = request(ports[1], "GET", "/")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "//" not in answer.text.replace("http://www.w3.org/2000/svg", "").replace("// ", "")


def test_twoPages(browser: Browser, ports: tuple[int, int]) -> None:
    """What one operator does is on the other's page."""
    pages = [browser.new_page() for _ in range(2)]
    for page in pages:
        page.goto(f"http://127.0.0.1:{ports[1]}/")
        expect(page.locator("#link")).to_have_text("Live")
    pages[0].get_by_label("Broadcast a notice").fill("for the other")
    pages[0].get_by_role("button", name="Broadcast").click()
    expect(pages[1].locator("#notices > li").first.locator(".text")).to_have_text("for the other")
    for page in pages:
        page.close()
    poll(lambda: request(ports[1], "GET", "/healthz").status == 200, "the server")


def test_olderNotices(page: Page, ports: tuple[int, int]) -> None:
    """The page begins with fifty notices; without script a link leads to the older ones and another one back."""
    client = LineClient(ports[0])
    client.send(*(f"POST filler {n}" for n in range(150)))
    last = int([client.read() for _ in range(150)][-1].split()[1])
    refresh(page)
    rows = page.locator("#notices > li")
    expect(rows).to_have_count(50)
    expect(rows.first).to_have_attribute("data-number", str(last))
    if page.get_by_role("link", name="Reload").count():
        page.get_by_role("link", name="Older notices").click()
        expect(rows.first).to_have_attribute("data-number", str(last - 50))
        page.get_by_role("link", name="Newest notices").click()
        expect(rows.first).to_have_attribute("data-number", str(last))
    else:
        # Scrolled to the end, it loads the next part, and keeps it up to date.
        page.locator("#notices-more").scroll_into_view_if_needed()
        expect(page.locator(f'#notices > [data-number="{last - 60}"]')).to_be_attached()
        act(ports[1], "delete", number=str(last - 60))
        expect(page.locator(f'#notices > [data-number="{last - 60}"] .undo')).to_be_attached()
        seen = [int(row.get_attribute("data-number") or "") for row in rows.all()]
        assert seen == sorted(set(seen), reverse=True)
    client.close()
