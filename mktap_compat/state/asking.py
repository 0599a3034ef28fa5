"""What an application may ask for: save now, what has changed, when it was saved."""

from __future__ import annotations

from typing import Any

from twisted.application.service import IService

from mktap_compat.state.changes import apart, changes, path
from mktap_compat.state.errors import StateError
from mktap_compat.state.saving import Saver
from mktap_compat.state.service import StateService


def saverOf(service: Any) -> Saver | None:
    """Return what saves the application that a service belongs to; ``None`` if that is not from a tap of ours."""
    each = IService(service)
    while getattr(each, "parent", None) is not None:
        each = IService(each.parent)
    found = [child for child in getattr(each, "services", ()) if isinstance(child, StateService)]
    return found[0].saver if found else None


def saveState(service: Any) -> str:
    """
    Save what the application has learned, now.

    :param service: the application, or any service of it.
    :return: the name of the state file.
    :raise StateError: if it was not started from a tap, or can't be saved; the state that is there is as it was.
    """
    saver = _saver(service)
    if not saver.save():
        raise StateError(f"can't save state: {saver.failure}")
    return saver.files.newest


def learnedState(service: Any) -> list[str]:
    """
    Tell what has changed since the application was made.

    :param service: the application, or any service of it.
    :return: the paths of what would be saved now, such as ``services[0].board.counts['lines']``.
    :raise StateError: if it was not started from a tap.
    """
    base = _saver(service).base
    return [path(base, change) for change in apart(changes(base))]


def lastSaved(service: Any) -> float | None:
    """
    Tell when state was last saved.

    :param service: the application, or any service of it.
    :return: seconds since the epoch; ``None`` if it was not in this run, or the application is not from a tap.
    """
    saver = saverOf(service)
    return saver.saved if saver is not None else None


def _saver(service: Any) -> Saver:
    saver = saverOf(service)
    if saver is None:
        raise StateError("no state here: the application was not started from a tap of mktap-compat")
    return saver
