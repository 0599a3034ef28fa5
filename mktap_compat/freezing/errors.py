"""What freezing raises, and nothing else."""

from __future__ import annotations

from mktap_compat.errors import TapError


class FreezeError(TapError):
    """An application that can't be stored in the style asked for; the text names the object and what to do."""
