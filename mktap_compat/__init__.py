"""The tap workflow of 2007 on today's Twisted: make, freeze, read, check, convert and run .tap files."""

__version__ = "1.0.0"
