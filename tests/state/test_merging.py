"""What was learned is put into a fresh application, path by path; what has no place is a conflict."""

from __future__ import annotations

import threading
from collections import deque
from itertools import count
from typing import Any

import pytest

from mktap_compat.state.base import Base
from mktap_compat.state.changes import apart, changes, path
from mktap_compat.state.snapshot import snapshot
from tests.state import ledger
from tests.state.ledger import Client, Entry, Forgetful, Job, Ledger, application, merge, services


def learning(*made: Any) -> tuple[Any, Base]:
    """Return an application and its base."""
    root = application(*made)
    return root, Base(root)


def test_nothingIsLearned() -> None:
    """An application that has learned nothing has no changes."""
    _, base = learning(Ledger())
    assert changes(base) == []


def test_changesAreNamed() -> None:
    """Each change has a path as a person reads it."""
    root, base = learning(Ledger())
    (one,) = services(root)
    one.counts["seen"] = 5
    one.kind = "other"
    one.tags.add("x")
    names = {path(base, change) for change in apart(changes(base))}
    inside = "services[0].services[0]"
    assert names == {f"{inside}.counts['seen']", f"{inside}.kind", f"{inside}.tags"}


def test_everyKindOfChangeIsCarried() -> None:
    """Attributes, keys, lists, deques, sets: added, changed and taken away, with what is shared and what is a cycle."""
    root, base = learning(Ledger())
    (one,) = services(root)
    entry = Entry("first")
    entry.about = entry
    one.entries.append(entry)
    one.recent.extend([entry, 2])
    one.byName["first"] = entry
    one.byName["home"] = one
    one.counts.update(seen=7, new=1)
    del one.counts["lost"]
    one.tags |= {"a", "b"}
    one.settings = ("b", 2)
    one.added = [1]
    del one.kind
    fresh = application(Ledger())
    found = merge(snapshot(base), fresh)
    (two,) = services(fresh)
    assert found.conflicts == []
    (again,) = two.entries
    assert again.about is again is two.recent[0] is two.byName["first"]
    assert two.byName["home"] is two
    assert (two.counts, two.tags, two.settings, two.added) == ({"seen": 7, "new": 1}, {"a", "b"}, ("b", 2), [1])
    assert not hasattr(two, "kind")
    assert isinstance(two.recent, deque)


def test_newOptionsWinOverOldValues() -> None:
    """What was not learned is as the new options make it; what was learned wins over unchanged defaults."""
    root, base = learning(Ledger(limit=3))
    (one,) = services(root)
    one.recent.extend([1, 2, 3])
    one.kind = "learned"
    fresh = application(Ledger(limit=2))
    assert merge(snapshot(base), fresh).conflicts == []
    (two,) = services(fresh)
    assert (two.limit, list(two.recent), two.kind) == (2, [2, 3], "learned")


def test_bothSidesChangedIsAConflict() -> None:
    """A value that was learned and is made otherwise now is a conflict that shows the three values."""
    root, base = learning(Ledger(kind="old"))
    services(root)[0].kind = "learned"
    taken = snapshot(base)
    fresh = application(Ledger(kind="new"))
    (conflict,) = merge(taken, fresh).conflicts
    assert conflict.path == "services[0].services[0].kind"
    assert all(value in conflict.reason for value in ("'old'", "'learned'", "'new'"))
    assert services(fresh)[0].kind == "new"
    dropped = merge(taken, fresh, drop=["services[0].services[0].kind"])
    assert (dropped.conflicts, dropped.dropped) == ([], ["services[0].services[0].kind"])


def test_sameCodeAndOptionsLearnedWins() -> None:
    """Where code and options are the same, a value that each start makes otherwise gives way to what was learned."""
    root, base = learning(Ledger(kind="token-1"))
    services(root)[0].kind = "learned"
    fresh = application(Ledger(kind="token-2"))
    assert merge(snapshot(base), fresh, same=True).conflicts == []
    assert services(fresh)[0].kind == "learned"


def test_servicesInAnotherOrder() -> None:
    """Services are found by name or class, wherever new code has put them."""
    named = Ledger()
    named.setName("main")
    root, base = learning(named, Forgetful())
    first, second = services(root)
    first.counts["seen"], second.counts["seen"] = 1, 2
    again = Ledger()
    again.setName("main")
    fresh = application(Forgetful(), again)
    assert merge(snapshot(base), fresh).conflicts == []
    assert [each.counts["seen"] for each in services(fresh)] == [2, 1]


def test_twinsAreNeverGuessed() -> None:
    """Of services of one class without a name, none is taken for another once there are more of them."""
    root, base = learning(Ledger(), Ledger())
    services(root)[1].counts["seen"] = 1
    taken = snapshot(base)
    fresh = application(Ledger(), Ledger(), Ledger())
    (conflict,) = merge(taken, fresh).conflicts
    assert "there is no such place" in conflict.reason
    same = application(Ledger(), Ledger())
    assert merge(taken, same, same=True).conflicts == []
    assert [each.counts["seen"] for each in services(same)] == [0, 1]


def test_changedTwinsByWhatTellsThemApart() -> None:
    """Services of one class that differ in a plain attribute are told apart by it."""
    root, base = learning(Ledger(kind="a"), Ledger(kind="b"))
    services(root)[1].counts["seen"] = 1
    fresh = application(Ledger(kind="b"), Ledger(kind="c"), Ledger(kind="a"))
    assert merge(snapshot(base), fresh).conflicts == []
    assert [each.counts["seen"] for each in services(fresh)] == [1, 0, 0]


def test_whatIsGoneIsNamed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A class that is gone is a conflict at the path of what needs it; the rest has its place."""
    root, base = learning(Ledger())
    (one,) = services(root)
    one.entries.append(Entry("x"))
    one.counts["seen"] = 1
    taken = snapshot(base)
    fresh = application(Ledger())
    monkeypatch.delattr(ledger, "Entry")
    found = merge(taken, fresh)
    (conflict,) = found.conflicts
    assert conflict.path == "services[0].services[0].entries"
    assert "tests.state.ledger.Entry is gone" in conflict.reason
    assert [each for each, _ in found.actions] == ["services[0].services[0].counts['seen']"]
    monkeypatch.undo()
    assert merge(taken, fresh).conflicts == []


def test_versionedIsUpgraded(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was learned of an older version of its class is upgraded by its own methods; a newer one is refused."""
    root, base = learning(Ledger())
    services(root)[0].byName["j"] = Job("ready")
    taken = snapshot(base)

    def upgrade(job: Any) -> None:
        job.progress = job.state
        del job.state

    monkeypatch.setattr(Job, "persistenceVersion", 2)
    monkeypatch.setattr(Job, "upgradeToVersion2", upgrade, raising=False)
    fresh = application(Ledger())
    merge(taken, fresh)
    assert services(fresh)[0].byName["j"].progress == "ready"
    monkeypatch.setattr(Job, "persistenceVersion", 0)
    with pytest.raises(AssertionError, match="backwards"):
        merge(taken, application(Ledger()))


def test_openThingsAreLeftOut() -> None:
    """What is connected is left out of the container that holds it, with what reaches it; the rest is carried."""
    root, base = learning(Ledger())
    (one,) = services(root)
    client = Client()
    client.transport = object()  # type: ignore[assignment]
    one.byName.update(client=client, about=Entry("x", client), kept=Entry("y"))
    one.entries += [client, 1]
    one.lock = threading.Lock()
    taken = snapshot(base)
    fresh = application(Ledger())
    assert merge(taken, fresh).conflicts == []
    (two,) = services(fresh)
    assert list(two.byName) == ["kept"]
    assert two.entries == [1]
    assert not hasattr(two, "lock")
    assert "services[0].services[0].lock" in taken.dropped


def test_whatAnObjectForgets() -> None:
    """An attribute that an object leaves out of its own state is not carried."""
    root, base = learning(Forgetful())
    services(root)[0].cache = 5
    assert changes(base) == []


def test_servicesThatCameAreNotCarried() -> None:
    """Which services there are is up to the recipe, and what belongs to the process to the process."""
    root, base = learning(Ledger())
    Ledger().setServiceParent(next(iter(root)))
    services(root)[0].running = 1
    assert changes(base) == []


def test_iteratorsByValue() -> None:
    """An iterator of the standard library goes on where it was."""
    one = Ledger()
    one.numbers = count()  # type: ignore[attr-defined]
    _, base = learning(one)
    assert [next(one.numbers), next(one.numbers)] == [0, 1]  # type: ignore[attr-defined]
    two = Ledger()
    two.numbers = count()  # type: ignore[attr-defined]
    assert merge(snapshot(base), application(two)).conflicts == []
    assert next(two.numbers) == 2  # type: ignore[attr-defined]


def test_listsAppended() -> None:
    """What was appended is appended to the list as it is made now; a list that both sides changed conflicts."""
    one = Ledger()
    one.entries = ["a"]
    _, base = learning(one)
    one.entries.append("learned")
    other = Ledger()
    other.entries = ["b", "c"]
    assert merge(snapshot(base), application(other)).conflicts == []
    assert other.entries == ["b", "c", "learned"]
    one.entries[:] = ["changed"]
    (conflict,) = merge(snapshot(base), application(Ledger())).conflicts
    assert "both sides changed it" in conflict.reason


def test_keysInMemoryAreNotSaved() -> None:
    """A private key never gets into state."""
    root, base = learning(Ledger())
    services(root)[0].kind = "-----BEGIN PRIVATE KEY-----"
    with pytest.raises(Exception, match="private key"):
        snapshot(base)
