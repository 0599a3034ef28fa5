"""
What CPython's two unpicklers make of a pickle, from memory and from a real file, as text to compare.

It needs the standard library alone, so that any supported Python can be asked:
``python3.12 tests/hostile/unpicklers.py FOLDER`` reads programs, each after its length in four bytes, and prints a
line of JSON for each.
"""

from __future__ import annotations

import io
import json
import os
import pickle
import sys
from typing import Any, BinaryIO

#: What is shown of objects in each other.
DEEPEST = 5
UNPICKLERS: dict[str, Any] = {"C": pickle.Unpickler, "Python": pickle._Unpickler}  # type: ignore[attr-defined]
FILES = ("memory", "file")


class Seen:
    """What one load does: every name asked for, every object made, as text in the end."""

    def __init__(self) -> None:
        self.made: list[Any] = []
        self.known: dict[tuple[str, str], type] = {}

    def find(self, module: str, name: str) -> type:
        """Return the class that stands for a name."""
        key = (module, name)
        if key not in self.known:
            self.known[key] = self._stand(f"{module}.{name}")
        return self.known[key]

    def _stand(self, dotted: str) -> type:
        made = self.made

        class Meta(type):
            def __call__(cls, *args: Any) -> Any:
                return _noted(object.__new__(cls), "call", args)

        def _noted(instance: Any, form: str, args: tuple[Any, ...]) -> Any:
            instance.__dict__.update(form=form, args=args, states=[], items=[], pairs=[])
            made.append(instance)
            return instance

        class Stand(metaclass=Meta):
            name = dotted

            def __new__(cls, *args: Any) -> Any:
                return _noted(object.__new__(cls), "instance", args)

            def __setstate__(self, state: Any) -> None:
                self.__dict__["states"].append(state)

            def extend(self, items: Any) -> None:
                self.__dict__["items"].extend(items)

            def append(self, item: Any) -> None:
                self.__dict__["items"].append(item)

            def add(self, item: Any) -> None:
                self.__dict__["items"].append(item)

            def __setitem__(self, key: Any, value: Any) -> None:
                self.__dict__["pairs"].append((key, value))

        return Stand


def shownLive(value: Any, depth: int = 0) -> str:
    """Return a loaded object as text."""
    if depth > DEEPEST:
        return "..."
    if isinstance(value, type):
        return f"<{value.name}>"  # type: ignore[attr-defined]
    if hasattr(value, "states"):
        parts = [value.args, *value.states, value.items, [half for pair in value.pairs for half in pair]]
        return f"{value.form} {value.name}" + "".join(shownLive(part, depth + 1) for part in map(_tuple, parts))
    if isinstance(value, dict):
        shown = {f"{shownLive(key, depth + 1)}:{shownLive(held, depth + 1)}" for key, held in value.items()}
        return "{" + ",".join(sorted(shown)) + "}"
    if isinstance(value, (set, frozenset)):
        return "{" + ",".join(sorted({shownLive(each, depth + 1) for each in value})) + "}"
    if isinstance(value, (list, tuple)):
        return type(value).__name__[0] + "(" + ",".join(shownLive(each, depth + 1) for each in value) + ")"
    return repr(value)


def _tuple(value: Any) -> Any:
    """Return a list as a tuple: how the arguments are held makes no difference."""
    return tuple(value) if isinstance(value, list) else value


def loaded(unpickler: str, opened: BinaryIO) -> dict[str, Any]:
    """
    Load with one unpickler.

    :param unpickler: a key of :data:`UNPICKLERS`.
    :param opened: where the pickle is read from.
    :return: ``names`` that were asked for, and ``made``: all objects and the root; ``None`` if it failed.
    """
    seen = Seen()

    class Recorder(UNPICKLERS[unpickler]):  # type: ignore[misc]
        def find_class(self, module: str, name: str) -> Any:
            return seen.find(module, name)

    made = None
    try:
        root = Recorder(opened, encoding="bytes").load()
        made = sorted([shownLive(each) for each in seen.made] + [f"root {shownLive(root)}"])
    except Exception:
        # whatever a program that means nothing makes CPython raise
        made = None
    return {"names": sorted(map(list, seen.known)), "made": made}


def everyWay(data: bytes, folder: str) -> dict[str, dict[str, Any]]:
    """
    Load with both unpicklers, from memory and from a file.

    :param data: the pickle.
    :param folder: where the file is written.
    :return: what each made of it.
    """
    path = os.path.join(folder, "program.tap")
    with open(path, "wb") as output:
        output.write(data)
    found = {}
    for unpickler in UNPICKLERS:
        found[f"{unpickler} memory"] = loaded(unpickler, io.BytesIO(data))
        with open(path, "rb") as opened:
            found[f"{unpickler} file"] = loaded(unpickler, opened)
    return found


def main() -> None:
    """Answer for every program on standard input."""
    while length := sys.stdin.buffer.read(4):
        data = sys.stdin.buffer.read(int.from_bytes(length, "little"))
        print(json.dumps(everyWay(data, sys.argv[1])), flush=True)


if __name__ == "__main__":
    main()
