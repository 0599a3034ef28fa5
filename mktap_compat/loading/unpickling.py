"""The names that a checked tap may reach, and the unpickler that finds no others."""

from __future__ import annotations

import gc
import importlib
import io
import pickle
from typing import Any

from mktap_compat.errors import TapError
from mktap_compat.reading import Tap
from mktap_compat.reading.nodes import Global
from mktap_compat.trust import Trusted
from mktap_compat.trust.signatures import ofToday

#: What picklers make instances with: the reader shows the class alone, and any other use of these as it is.
_INSTANCES = {
    *(
        (module, name)
        for module in ("copyreg", "copy_reg")
        for name in ("_reconstructor", "__newobj__", "__newobj_ex__")
    ),
    ("builtins", "object"),
    ("__builtin__", "object"),
}


class RefusedError(TapError):
    """A tap that names, or does, what is not allowed."""


class Names:
    """
    The names that a checked tap may reach.

    :param tap: the tap, without findings.
    :param own: what the user trusts.
    """

    def __init__(self, tap: Tap, own: Trusted) -> None:
        self.own = own
        self.file = tap.name
        self.allowed = {(node.module, node.name) for node in tap.nodes() if isinstance(node, Global)}

    def find(self, module: str, name: str) -> Any:
        """
        Import a name; see :meth:`pickle.Unpickler.find_class`.

        :raise RefusedError: if the check did not see it, or if it is not defined in the package of the user's own
            that it is taken from.
        """
        if (module, name) not in self.allowed and (module, name) not in _INSTANCES:
            raise RefusedError(f"{self.file}: {module}.{name} was not checked")
        home, attribute = ofToday(module, name)
        dotted = f"{home}.{attribute}"
        found: Any = importlib.import_module(home)
        for part in attribute.split("."):
            found = getattr(found, part)
        package = self.own.packageOf(module)
        if package is not None and not self.own.namesIt(dotted):
            origin = getattr(found, "__module__", None)
            if not isinstance(origin, str) or self.own.packageOf(origin) is None:
                raise RefusedError(f"{self.file}: {dotted} is not defined in {package}, but in {origin}")
        return found


class _Unpickler(pickle.Unpickler):
    """The C unpickler, which finds only what it may."""

    def __init__(self, data: bytes, names: Names) -> None:
        super().__init__(io.BytesIO(data))
        self._names = names

    def find_class(self, module: str, name: str) -> Any:
        """Find a name that was checked."""
        return self._names.find(module, name)


def unpickled(data: bytes, names: Names) -> Any:
    """
    Load a pickle with the garbage collector off.

    :param data: a pickle that was checked.
    :param names: what it may reach.
    :raise Exception: whatever the classes in it raise.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _Unpickler(data, names).load()
    finally:
        if collecting:
            gc.enable()
