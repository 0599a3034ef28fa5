"""Gives ``twistd tap FILE``: runs a tap after checking it."""

from twisted.application.service import ServiceMaker

tap = ServiceMaker(
    "mktap-compat tap",
    "mktap_compat.commands.twistdtap",
    "Run the application of a tap file, once everything in it is allowed.",
    "tap",
)
