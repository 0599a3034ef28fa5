"""
Importing this module gives :mod:`mktap_compat.legacy` the names of 2007: ``twisted.scripts.mktap`` and ``tapconvert``.

``mkapp``, ``mktap`` and taps do so themselves; any other program that loads old plugin files says
``import mktap_compat.shim`` first.
"""

from __future__ import annotations

import importlib
import sys

import twisted.scripts

MODULES = ("mktap", "tapconvert")


def install() -> None:
    """
    Make the modules importable from ``twisted.scripts``; those that are there already stay. Twice is as good as once.
    """
    for name in MODULES:
        oldName = f"twisted.scripts.{name}"
        if oldName not in sys.modules:
            sys.modules[oldName] = importlib.import_module(f"mktap_compat.legacy.{name}")
        setattr(twisted.scripts, name, sys.modules[oldName])


install()
