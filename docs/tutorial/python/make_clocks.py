"""Make one clock a city, and freeze all of them into clocks.tap."""

from pathlib import Path

from clock import ClockFactory
from twisted.application import internet, service

import mktap_compat

CITIES = {"Lisbon": 0, "Cairo": 2, "Tokyo": 9}

application = service.Application("clocks")
for number, (city, offset) in enumerate(CITIES.items()):
    server = internet.TCPServer(7000 + number, ClockFactory(city, offset), interface="127.0.0.1")
    server.setName(city)
    server.setServiceParent(application)

try:
    Path("clocks.tap").write_bytes(mktap_compat.freeze(application).data)
except mktap_compat.TapError as error:
    raise SystemExit(f"clocks: {error}") from None
