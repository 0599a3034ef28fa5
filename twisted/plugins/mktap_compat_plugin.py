"""Gives ``twistd tap FILE``: runs a tap after checking it; and ``tac``, for ``mkapp --tac FILE``."""

from twisted.application.service import ServiceMaker

tap = ServiceMaker(
    "mktap-compat tap",
    "mktap_compat.commands.twistdtap",
    "Run the application of a tap file, once everything in it is allowed.",
    "tap",
)
tac = ServiceMaker(
    "mktap-compat tac",
    "mktap_compat.making.programs",
    "Run the application of a .tac file, or module:attribute.",
    "tac",
)
