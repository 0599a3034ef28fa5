"""
Nodes for files that name objects by numbers, also before they stand there: first sketches, then what they refer to.

.tas and .tax files share this; pickles need it not.
"""

from __future__ import annotations

from mktap_compat.reading.errors import LimitError, ReadingError
from mktap_compat.reading.nodes import Dict, Form, Global, Node, Object, Sequence, Tuple

#: What twisted.persisted.styles has pickles call for a bound method and for a module.
METHOD = "twisted.persisted.styles.unpickleMethod"
MODULE = "twisted.persisted.styles.unpickleModule"


class Sketch:
    """
    One object, whose node is still without its parts.

    :ivar offset: where it stands in the file.
    :ivar node: its node; ``None`` for a reference to another sketch.
    :ivar parts: what belongs into the node: items, or keys and values in turn, or arguments, or the state.
    :ivar key: the number or text under which a reference looks for another sketch.
    :ivar spread: whether the only part is a tuple, whose items are the arguments.
    """

    __slots__ = ("key", "node", "offset", "parts", "spread")

    def __init__(
        self, offset: int, node: Node | None, parts: list[Sketch], key: object = None, spread: bool = False
    ) -> None:
        self.offset = offset
        self.node = node
        self.parts = parts
        self.key = key
        self.spread = spread


def leaf(node: Node) -> Sketch:
    """Return the sketch of a node that has no parts."""
    return Sketch(node.offset, node, [])


def named(offset: int, dotted: str) -> Global:
    """Return the node of a dotted name, whose last part is the name in its module."""
    module, _, name = dotted.rpartition(".")
    return Global(offset, module, name)


def instance(offset: int, dotted: str, parts: list[Sketch]) -> Sketch:
    """Return the sketch of an instance of a class; the parts are its state."""
    return Sketch(offset, Object(offset, named(offset, dotted), Form.INSTANCE, [], [], [], [], []), parts)


def call(offset: int, dotted: str, parts: list[Sketch], spread: bool = False) -> Sketch:
    """Return the sketch of a call; the parts are its arguments."""
    return Sketch(offset, Object(offset, named(offset, dotted), Form.CALL, [], [], [], [], []), parts, spread=spread)


def resolve(root: Sketch, known: dict[object, Sketch], file: str, size: int) -> Node:
    """
    Put all parts in their places.

    :param root: where to begin.
    :param known: by key, what references refer to.
    :param file: the name of the file, for errors.
    :param size: how many bytes it has.
    :return: the node of the root.
    :raise ReadingError: if a reference refers to nothing, or only to itself.
    :raise LimitError: if there are more arguments than ten times the bytes of the file, by using a tuple many times.
    """

    def target(sketch: Sketch) -> Sketch:
        found = sketch if sketch.node is not None else known.get(sketch.key)
        if found is None or found.node is None:
            raise ReadingError(file, sketch.offset, f"a reference to {sketch.key!r}, which is no object of the file")
        return found

    root = target(root)
    waiting = [root]
    seen = {id(root)}
    uses = 0
    while waiting:
        sketch = waiting.pop()
        parts = [target(part) for part in sketch.parts]
        if sketch.spread:
            if not isinstance(parts[0].node, Tuple):
                raise ReadingError(file, sketch.offset, "a call with arguments that are no tuple")
            uses += len(parts[0].parts)
            object.__setattr__(sketch.node, "args", parts[0].node.items)
        else:
            if isinstance(sketch.node, Object):
                # one dictionary can be the state of many objects
                uses += sum(len(part.parts) for part in parts)
            fill(sketch.node, [part.node for part in parts if part.node is not None])
        if uses > 10 * size:
            raise LimitError(file, sketch.offset, f"{uses} arguments and attributes in a file of {size} bytes")
        for part in reversed(parts):
            if id(part) not in seen:
                seen.add(id(part))
                waiting.append(part)
    assert root.node is not None
    return root.node


def fill(node: Node | None, parts: list[Node]) -> None:
    """Give a node its parts."""
    if isinstance(node, Sequence):
        node.items.extend(parts)
    elif isinstance(node, Dict):
        node.pairs.extend(zip(parts[::2], parts[1::2], strict=True))
    elif isinstance(node, Object):
        (node.states if node.form is Form.INSTANCE else node.args).extend(parts)
