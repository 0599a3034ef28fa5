"""The tap workflow of 2007 on today's Twisted: make, freeze, read, check, convert and run .tap files."""

from mktap_compat.tapfile import VERSION as __version__

__all__ = ["__version__"]
