"""Options behind the files that they are for are options too, as a person types them: ``tapinspect FILE --check``."""

from __future__ import annotations

import getopt
import sys
from collections.abc import Iterator, Sequence

from twisted.python import usage

#: What the shell's completion puts on the command line; see ``twisted.python.usage.Options.parseOptions``.
COMPLETION = "--_shell-completion"


class PermutedOptions(usage.Options):
    """Options of a command whose other words are files, in any order."""

    def parseOptions(self, options: Sequence[str] | None = None) -> None:
        """
        Read the command line; :class:`twisted.python.usage.Options` alone stops looking for options at the first file.

        :param options: the words, ``None`` for those of this process.
        :raise twisted.python.usage.UsageError: for wrong usage.
        """
        given = list(sys.argv[1:] if options is None else options)
        if COMPLETION not in given:
            try:
                found, files = getopt.gnu_getopt(given, self.shortOpt, self.longOpt)
            except getopt.error as error:
                raise usage.UsageError(str(error)) from None
            given = [*self._words(found), "--", *files]
        usage.Options.parseOptions(self, given)

    def _words(self, found: Sequence[tuple[str, str]]) -> Iterator[str]:
        """Yield options as words again."""
        for name, value in found:
            if name.startswith("--"):
                yield f"{name}={value}" if f"{name[2:]}=" in self.longOpt else name
            else:
                yield name + value
