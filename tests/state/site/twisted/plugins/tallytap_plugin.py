"""The plugin ``tally``."""

from twisted.application.service import ServiceMaker

maker = ServiceMaker("tally", "tallytap", "Counts words.", "tally")
