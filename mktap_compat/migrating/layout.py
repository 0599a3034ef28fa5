"""Layout of Python expressions: on one line if they fit, else one item a line."""

from __future__ import annotations

from dataclasses import dataclass

#: columns of a .tac
WIDTH = 100


@dataclass(frozen=True)
class Group:
    """
    Something in brackets.

    :ivar opening: what stands before the items, with the bracket.
    :ivar items: the items; a pair of a prefix as ``key: `` or ``name=`` and an expression.
    :ivar closing: the bracket.
    :ivar single: whether a single item takes a comma, as in a tuple.
    """

    opening: str
    items: tuple[tuple[str, Expression], ...]
    closing: str
    single: bool = False


@dataclass(frozen=True)
class Pieces:
    """
    A long string in pieces, one a line.

    :ivar items: literals that Python joins.
    """

    items: tuple[str, ...]


Expression = str | Group | Pieces


def flat(expression: Expression) -> str:
    """Return an expression on one line."""
    if isinstance(expression, str):
        return expression
    if isinstance(expression, Pieces):
        return f"({' '.join(expression.items)})"
    items = ", ".join(prefix + flat(item) for prefix, item in expression.items)
    comma = "," if expression.single and len(expression.items) == 1 else ""
    return f"{expression.opening}{items}{comma}{expression.closing}"


def lay(expression: Expression, before: str = "", after: str = "", indent: int = 0) -> str:
    """
    Lay an expression out.

    :param expression: the expression.
    :param before: what stands before it on its first line.
    :param after: what stands after it on its last line.
    :param indent: columns of the line it begins on.
    :return: one or more lines.
    """
    line = f"{' ' * indent}{before}{flat(expression)}{after}"
    if isinstance(expression, str) or not expression.items or (len(line) <= WIDTH and "\n" not in line):
        return line
    if isinstance(expression, Pieces):
        pieces = "\n".join(f"{' ' * (indent + 4)}{piece}" for piece in expression.items)
        return f"{' ' * indent}{before}(\n{pieces}\n{' ' * indent}){after}"
    lines = [f"{' ' * indent}{before}{expression.opening}"]
    lines += [lay(item, prefix, ",", indent + 4) for prefix, item in expression.items]
    lines.append(f"{' ' * indent}{expression.closing}{after}")
    return "\n".join(lines)
