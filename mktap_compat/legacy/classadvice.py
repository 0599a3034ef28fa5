"""What ``zope.interface`` had for class bodies of Python 2: ``implements(IThing)``, as Twisted's howtos taught it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from zope.interface import classImplements, classImplementsOnly, directlyProvides
from zope.interface.interface import InterfaceClass

__all__ = ["classProvides", "implements", "implementsOnly"]


class _Advice:
    """
    Stands in the body of a class until the class is there, and declares its interfaces then.

    :ivar declare: takes the class and the interfaces.
    :ivar interfaces: what the class body named.
    """

    def __init__(self, declare: Callable[..., Any], interfaces: tuple[InterfaceClass, ...]) -> None:
        self.declare = declare
        self.interfaces = interfaces

    def __set_name__(self, owner: type, name: str) -> None:
        """Declare the interfaces, and leave the class as if nothing had stood here."""
        delattr(owner, name)
        self.declare(owner, *self.interfaces)


def _advise(declare: Callable[..., Any], interfaces: tuple[InterfaceClass, ...]) -> None:
    # the class body that the caller of our caller is
    body = sys._getframe(2).f_locals
    if "__module__" not in body or "__qualname__" not in body:
        raise TypeError("can be used only from a class definition")
    body[f"__advice{len(body)}__"] = _Advice(declare, interfaces)


def implements(*interfaces: InterfaceClass) -> None:
    """
    Declare in the body of a class what its instances provide.

    :param interfaces: the interfaces.
    :raise TypeError: outside of a class body.
    """
    _advise(classImplements, interfaces)


def implementsOnly(*interfaces: InterfaceClass) -> None:
    """
    Declare in the body of a class what its instances provide, in place of what it inherits.

    :param interfaces: the interfaces.
    :raise TypeError: outside of a class body.
    """
    _advise(classImplementsOnly, interfaces)


def classProvides(*interfaces: InterfaceClass) -> None:
    """
    Declare in the body of a class what the class itself provides.

    :param interfaces: the interfaces.
    :raise TypeError: outside of a class body.
    """
    _advise(directlyProvides, interfaces)
