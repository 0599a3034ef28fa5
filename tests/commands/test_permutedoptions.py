"""Tests of options behind files."""

from __future__ import annotations

import pytest
from twisted.python import usage

from mktap_compat.commands.cli.permutedoptions import PermutedOptions


class Options(PermutedOptions):
    """Options of every kind."""

    optFlags = [["check", "c", "look only"]]
    optParameters = [["format", "f", "text", "how"]]

    def __init__(self) -> None:
        PermutedOptions.__init__(self)
        self["names"] = []

    def opt_trust(self, name: str) -> None:
        """Allow a name."""
        self["names"].append(name)

    opt_t = opt_trust

    def parseArgs(self, *files: str) -> None:
        """Take the files."""
        self["files"] = files


@pytest.mark.parametrize(
    ("words", "files", "check", "form", "names"),
    [
        ([], (), 0, "text", []),
        (["-c", "--format=json", "--trust", "a", "x", "y"], ("x", "y"), 1, "json", ["a"]),
        (["x", "-cf", "json", "y", "--trust", "a", "-tb"], ("x", "y"), 1, "json", ["a", "b"]),
        (["x", "--format", "", "-"], ("x", "-"), 0, "", []),
        (["x", "--", "-c"], ("x", "-c"), 0, "text", []),
    ],
)
def test_options(words: list[str], files: tuple[str, ...], check: int, form: str, names: list[str]) -> None:
    """Options count wherever they stand, up to ``--``; words and their order stay as they are."""
    options = Options()
    options.parseOptions(words)
    assert (options["files"], options["check"], options["format"], options["names"]) == (files, check, form, names)


@pytest.mark.parametrize("words", [["x", "--nonsense"], ["x", "--format"]])
def test_wrongUsage(words: list[str]) -> None:
    """What is wrong behind a file is wrong usage as well."""
    with pytest.raises(usage.UsageError):
        Options().parseOptions(words)
