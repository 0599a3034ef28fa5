"""Modules of the standard library that Twisted imports and few plugins use: imported when they are, if ever."""

from __future__ import annotations

import sys
from importlib.util import LazyLoader, find_spec, module_from_spec


def postpone(*names: str) -> None:
    """
    Let modules be imported at the first use of one of their attributes, as :class:`importlib.util.LazyLoader` does.

    :param names: dotted names; those that are imported already, or that don't exist, are left alone.
    """
    for name in names:
        if name in sys.modules:
            continue
        spec = find_spec(name)
        if spec is None or spec.loader is None:
            continue
        loader = LazyLoader(spec.loader)
        spec.loader = loader
        module = module_from_spec(spec)
        sys.modules[name] = module
        loader.exec_module(module)
        parent, _, child = name.rpartition(".")
        if parent:
            setattr(sys.modules[parent], child, module)
