"""Tests of the board."""

from __future__ import annotations

import pickle

import pytest

from myapp.board import COUNTS, Board


def test_postNumbers() -> None:
    """Notices are numbered from 1, and a deleted one's number is not used again."""
    board = Board()
    assert board.post("ann", "one", 10.0) == (1, 10.0, "ann", "one")
    board.delete(1)
    assert board.post("ann", "two").number == 2


def test_limit() -> None:
    """The oldest notices go when there are too many, and the board knows the last that went."""
    board = Board(2)
    for text in "abc":
        board.post("ann", text)
    assert [notice.text for notice in board.notices] == ["b", "c"]
    assert (board.newest, board.dropped) == (3, 1)


def test_deleteUnknown() -> None:
    """Deleting what is not there is a KeyError, and changes nothing."""
    board = Board()
    version = board.version
    with pytest.raises(KeyError):
        board.delete(1)
    assert (board.version, board.counts["deleted"]) == (version, 0)


def test_restore() -> None:
    """A deleted notice goes back to its place, and is not counted as deleted any more; that works once."""
    board = Board()
    for text in "abc":
        board.post("ann", text)
    assert board.restore(board.delete(2).number).text == "b"
    assert [notice.text for notice in board.notices] == ["a", "b", "c"]
    assert board.counts["deleted"] == 0
    with pytest.raises(KeyError):
        board.restore(2)


def test_restoreToFullBoard() -> None:
    """A notice comes back to a full board in the place of the oldest one, unless that would be itself."""
    board = Board(3)
    for text in "abc":
        board.post("ann", text)
    board.delete(1)
    board.delete(2)
    for text in "de":
        board.post("ann", text)
    with pytest.raises(KeyError):
        board.restore(1)
    board.delete(4)
    board.post("ann", "f")
    board.restore(4)
    assert ([notice.text for notice in board.notices], board.dropped) == (["d", "e", "f"], 3)


def test_latestAndSince() -> None:
    """The newest notices come newest first, those since a number oldest first."""
    board = Board()
    for text in "abcd":
        board.post("ann", text)
    board.delete(3)
    assert [notice.number for notice in board.latest(2)] == [4, 2]
    assert [notice.number for notice in board.latest(2, before=4)] == [2, 1]
    assert [notice.number for notice in board.since(1)] == [2, 4]
    assert board.since(4) == []


def test_observers() -> None:
    """Every change is told, with another version."""
    board = Board()
    seen: list[int] = []
    board.observers.append(lambda: seen.append(board.version))
    board.post("ann", "one")
    board.pause(True)
    board.delete(1)
    assert seen == [1, 2, 3]


def test_pickle() -> None:
    """A pickled board has its notices, counts and paused flag, and no observers."""
    board = Board(3)
    board.observers.append(lambda: None)
    for text in "abcd":
        board.post("ann", text, 5.0)
    board.pause(True)
    board.restore(board.delete(4).number)
    again = pickle.loads(pickle.dumps(board, 2))
    assert again.observers == []
    assert len(board.observers) == 1
    same = {"observers": 0, "version": 0, "trash": 0}
    assert {**vars(again), **same} == {**vars(board), **same}
    assert again.latest(1)[0].text == "d"
    assert b"Notice" not in pickle.dumps(board, 2)
    again.post("ann", "e")
    assert [notice.text for notice in again.notices] == ["c", "d", "e"]
    assert tuple(again.counts) == COUNTS
