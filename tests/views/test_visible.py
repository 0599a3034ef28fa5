"""What is shown of a file's names can't steer a terminal, and can always be written."""

from __future__ import annotations

from mktap_compat.views.visible import visible


def test_escapesAreShown() -> None:
    """Control characters, lone surrogates and marks of direction become escapes; what people write stays."""
    assert visible("a\x1b[2J\n\ud800\u202e é") == "a\\x1b[2J\\n\\ud800\\u202e é"


def test_ownColourStays() -> None:
    """Of escapes, only the emphasis that we use ourselves stays, and only where colour was asked for."""
    assert visible("\033[31mno\033[0m \033[8mhidden", colour=True) == "\033[31mno\033[0m \\x1b[8mhidden"
    assert visible("\033[31mno") == "\\x1b[31mno"


def test_linesStay() -> None:
    """Markup keeps its lines."""
    assert visible("a\nb\x07", lines=True) == "a\nb\\x07"
