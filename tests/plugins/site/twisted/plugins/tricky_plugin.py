"""The plugin line of ``trickytap``."""

from twisted.application.service import ServiceMaker

tricky = ServiceMaker("tricky", "trickytap", "Services that are hard to freeze.", "tricky")
