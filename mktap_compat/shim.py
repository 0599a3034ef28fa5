"""
Importing this module gives :mod:`mktap_compat.legacy` the names of 2007: ``twisted.scripts.mktap`` and ``tapconvert``,
and what class bodies of then say, ``zope.interface.implements``.

``mkapp``, ``mktap`` and taps do so themselves; any other program that loads old plugin files says
``import mktap_compat.shim`` first.
"""

from __future__ import annotations

import importlib
import sys

import twisted.scripts
import zope.interface

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
    advice = importlib.import_module("mktap_compat.legacy.classadvice")
    for name in advice.__all__:
        # some releases have them, and they raise under Python 3
        setattr(zope.interface, name, getattr(advice, name))


install()
