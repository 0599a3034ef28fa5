"""Change the version of Twisted in the headers of taps to one of 2022: for the upgrade demo."""

import sys
from pathlib import Path

from twisted import __version__

now = __version__.encode()
for name in sys.argv[1:]:
    tap = Path(name)
    tap.write_bytes(tap.read_bytes().replace(now, b"22" + now[2:], 1))
