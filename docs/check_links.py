"""Check, without a network, that every link inside the built documentation and the README leads somewhere."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

DOCS = Path(__file__).parent


class Anchors(HTMLParser):
    """The links and the anchors of one page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what links, and what can be linked to."""
        for name, value in attrs:
            if name in ("href", "src", "data") and value:
                self.links.append(value)
            elif name in ("id", "name") and value:
                self.anchors.add(value)


@cache
def read(page: Path) -> Anchors:
    """Read a page once."""
    anchors = Anchors()
    anchors.feed(page.read_text(encoding="utf-8", errors="replace"))
    return anchors


def broken(pages: list[Path]) -> Iterator[str]:
    """Yield each link that leads nowhere, with its page."""
    for page in pages:
        for link in read(page).links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            if target.is_dir():
                target /= "index.html"
            if not target.exists():
                yield f"{page}: {link}: no such file"
            elif parts.fragment and target.suffix == ".html" and unquote(parts.fragment) not in read(target).anchors:
                yield f"{page}: {link}: no such place in it"


def brokenInMarkdown(page: Path) -> Iterator[str]:
    """Yield each relative link of a Markdown file that names no file."""
    for link in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
        if not urlsplit(link).scheme and not (page.parent / link).exists():
            yield f"{page}: {link}: no such file"


def main() -> int:
    """Print what is broken; 1 if anything is."""
    pages = sorted((DOCS / "_build" / "html").rglob("*.html"))
    found = [*broken(pages), *brokenInMarkdown(DOCS.parent / "README.md")]
    print("\n".join(found) or f"{len(pages)} pages, no broken links", file=sys.stderr if found else sys.stdout)
    return 1 if found or not pages else 0


if __name__ == "__main__":
    sys.exit(main())
