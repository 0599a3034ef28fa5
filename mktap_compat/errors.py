"""The base of every error that this package raises on purpose; at the bottom of the import order."""

from __future__ import annotations


class TapError(Exception):
    """
    A job that failed for a reason the user can act on.

    Its text is one line that names the file, the object and what to do next; commands print it and exit with 1.
    """
