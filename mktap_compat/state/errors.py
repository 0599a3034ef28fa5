"""What resuming and saving refuse."""

from __future__ import annotations

from mktap_compat.errors import TapError


class StateError(TapError):
    """State that can't be resumed, found or saved; the text begins with the cause, as a daemon passes on 100 bytes."""


# twistd shows the class with its module, and of a daemon only the first 100 bytes of that line
StateError.__module__ = "mktap_compat"
