"""Change the version of Twisted in the headers of taps to one of 2022: for the upgrade demo."""

import sys
from pathlib import Path

from mktap_compat.tapfile import digest, pack, unpack

for name in sys.argv[1:]:
    header, graph = unpack(Path(name).read_bytes())
    state = header.get("state", {})
    for versions in (header["versions"], state.get("origin", {}).get("versions", {})):
        versions["Twisted"] = "22.10.0"
    if state:
        header["digest"] = digest(header, graph)
    Path(name).write_bytes(pack(header, graph))
