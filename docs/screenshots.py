"""
Make the pictures of myapp's page and of tapinspect's: ``python docs/screenshots.py``.

It starts a real server, fills the board, and photographs the page in Chromium, at desktop and at phone width, light
and dark; and what ``tapinspect --format html`` says of a genuine tap. It needs the test and docs extras, and Debian's
chromium.
"""

from __future__ import annotations

import io
import pickle
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser
from twisted.application.service import Application

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from myapp.board import Board  # noqa: E402
from myapp.service import BoardService, ControlService  # noqa: E402
from tests.browsers import chromium  # noqa: E402
from tests.myapp.clients import LineClient, act  # noqa: E402
from tests.processes import accepts, command, freePort, twistd  # noqa: E402

PICTURES = Path(__file__).parent / "pictures"
SIZES = {"desktop": (1280, 800), "phone": (390, 844)}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
TALK = [
    ("mara", "Deploy of billing-api 4.12 starts in ten minutes"),
    ("jens", "Load test on staging is over, limits are back to normal"),
    ("mara", "billing-api 4.12 is out, error rate unchanged"),
    ("backup", "nightly snapshot of db-2 finished: 48.2 GiB in 11 min 04 s"),
    ("aïcha", "Réunion de suivi à 14 h, salle 3"),
    ("jens", "Who restarted the mail relay? It works again, thanks"),
    ("sensor-7", "door of rack 12 open"),
    ("sensor-7", "door of rack 12 closed"),
    ("björn", "Välkommen tillbaka! Skrivaren på plan 3 är lagad"),
    (
        "mara",
        "Next window for db-1: Thursday 06:00 to 06:30 UTC. Expect read-only mode for about five minutes; "
        "the queue workers pause themselves and catch up afterwards",
    ),
    ("ops", "Coffee machine on floor 2 is repaired"),
]


def writeTap(path: Path, port: int, control: int) -> None:
    """Write a tap with a board on which people have talked for some hours."""
    application = Application("myapp")
    board = Board()
    when = time.time() - 60 * 211
    for number, (name, text) in enumerate(TALK):
        board.post(name, text, when + 1171 * number)
    board.delete(7)
    board.counts.update(connected=23, lines=188, refused=2, errors=3)
    notices = BoardService(f"tcp:{port}", board)
    notices.setServiceParent(application)
    ControlService(f"tcp:{control}:interface=127.0.0.1", notices).setServiceParent(application)
    path.write_bytes(pickle.dumps(application, 2))


def connect(port: int, stack: ExitStack) -> None:
    """Connect clients, some of whom watch."""
    for name in dict.fromkeys(name for name, _ in TALK):
        client = LineClient(port)
        stack.callback(client.close)
        client.ask(f"HELLO {name}")
        if name in ("mara", "ops"):
            client.ask("WATCH")


def save(picture: bytes, path: Path) -> None:
    """Write a picture with a palette: a page has few colours, and the file a third of the size."""
    Image.open(io.BytesIO(picture)).convert("RGB").quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)


def photograph(browser: Browser, url: str, name: str, ready: str) -> None:
    """Take a picture for each size and colour scheme, once an element is there."""
    for size, (width, height) in SIZES.items():
        for scheme in SCHEMES:
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme=scheme, timezone_id="Europe/Berlin"
            )
            page = context.new_page()
            page.goto(url)
            page.locator(ready).first.wait_for()
            save(page.screenshot(), PICTURES / f"{name}-{size}-{scheme}.png")
            context.close()


def main() -> None:
    """Make all pictures."""
    PICTURES.mkdir(exist_ok=True)
    # The port that the documentation has, if it is free.
    port, control = freePort() if accepts(9000) else 9000, freePort()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        writeTap(folder / "myapp.tap", port, control)
        stack.enter_context(twistd("-f", "myapp.tap", cwd=folder, ports=[port, control]))
        connect(port, stack)
        act(control, "broadcast", text="This board moves to the new host tonight")
        browser = stack.enter_context(chromium())
        photograph(browser, f"http://127.0.0.1:{control}/", "myapp", "#link.live")
        inspected = folder / "inspected.html"
        shown = command("tapinspect", "--format", "html", "web.tap", cwd=PICTURES.parent / "demos" / "2007")
        inspected.write_bytes(shown.stdout)
        photograph(browser, inspected.as_uri(), "tapinspect", "body")


if __name__ == "__main__":
    main()
