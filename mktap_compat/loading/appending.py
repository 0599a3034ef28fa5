"""A tap that a service is to be added to: what it holds, live."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from mktap_compat import tapfile, trust
from mktap_compat.errors import TapError
from mktap_compat.freezing import versions
from mktap_compat.freezing.frozen import GRAPH, Preference
from mktap_compat.loading import checked
from mktap_compat.making.pipeline import Before
from mktap_compat.making.plugins import newApplication
from mktap_compat.state.service import detached

if TYPE_CHECKING:
    from twisted.python.components import Componentized

    from mktap_compat.reading import Tap
    from mktap_compat.trust import Trusted


def load(path: str, style: str, own: Collection[str] | Trusted = ()) -> Before:
    """
    Check a tap and load what it holds, to add to it.

    :param path: the tap's file.
    :param style: the style asked for.
    :param own: what the user trusts, as for ``twistd tap``.
    :raise RefusedError: if the check finds something; nothing of the tap is loaded then.
    :raise TapError: if it can't be loaded, or can't be had in that style.
    """
    from mktap_compat.reading import Limits

    try:
        with open(path, "rb") as file:
            data = file.read(Limits().bytes + 1)
    except OSError as error:
        raise TapError(f"{path}: can't be read: {error.strerror}") from None
    tap = _read(path, data)
    trusted = trust.same(own)
    checked.refuse(tap, trust.check(tap, trusted))
    parts = tapfile.unpack(data) if tap.header is not None else None
    if parts is None:
        return Before(_foreign(path, tap, trusted), None, style, name=path)
    header, graph = parts
    fromRecipe = header.get("boots") == "recipe" and not header["shutdown"]
    preference = Preference("recipe", "as the tap that it is added to") if fromRecipe else GRAPH
    recipes = tapfile.recipesOf(header)
    distributions = tuple(name for name in header["versions"] if name not in versions.BASE)
    if graph is None:
        if style == "graph":
            raise TapError(f"{path}: holds command lines only, so the result does too; leave --style graph out")
        application = newApplication(header["name"], header["uid"], header["gid"], header["processName"])
        return Before(
            application, recipes, "recipe", header["shutdown"], distributions, path, state=header.get("state")
        )
    if header["shutdown"] and style == "recipe":
        raise TapError(f"{path}: holds saved state, which --style recipe would lose")
    application = detached(checked.load(tap, trusted))
    style = "graph" if header["shutdown"] else style
    return Before(
        application,
        recipes or None,
        style,
        header["shutdown"],
        distributions,
        path,
        preference=preference,
        state=header.get("state"),
    )


def _read(path: str, data: bytes) -> Tap:
    """Read a tap first: what has no limits comes after, and nine bytes can have it take two gigabytes."""
    from mktap_compat.reading import readTap
    from mktap_compat.reading.errors import ReadingError

    try:
        return readTap(data, path)
    except ReadingError as error:
        raise TapError(f"{path}: is no tap: {str(error).removeprefix(f'{path}: ')}") from None


def _foreign(path: str, tap: Tap, trusted: Trusted) -> Componentized:
    """Load a tap that somebody else's program wrote."""
    if tap.style != "pickle" or tap.python == 2:
        kind = "Python 2 wrote it" if tap.python == 2 else f"its style is {tap.style}"
        raise TapError(f"{path}: can't be added to, {kind}: convert it first, with 'tapconvert --in {path} --out ...'")
    return checked.load(tap, trusted)
