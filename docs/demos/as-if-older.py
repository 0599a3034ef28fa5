"""Copy a tap, with the version of Twisted in its header changed to one of 2022: for the upgrade demo."""

import sys
from pathlib import Path

from twisted import __version__

source, target = map(Path, sys.argv[1:])
now = __version__.encode()
Path(target).write_bytes(source.read_bytes().replace(now, b"22" + now[2:], 1))
