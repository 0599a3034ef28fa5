"""The graph for Graphviz."""

from __future__ import annotations

import pickle
import re

from mktap_compat.reading import readTap
from mktap_compat.views import dot
from tests.genuine import genuine


def test_graph() -> None:
    """Objects are nodes with their plain attributes, what they hold are edges with the steps."""
    found = "\n".join(dot.lines(genuine("2.5/ftp/ftp.tap")))
    assert found.startswith("digraph tap {")
    assert found.endswith("}")
    number = re.search(r'n(\d+) \[label="FTPFactory', found)
    assert number
    assert f'-> n{number[1]} [label="args[1]"]' in found


def test_everyEdgeHasItsNodes() -> None:
    """No edge leads to a node that is not there."""
    found = list(dot.lines(genuine("10.2.0/quotes/quotes2007.tap")))
    nodes = {line.split()[0] for line in found if " [label=" in line and "->" not in line}
    edges = [line.split()[:3] for line in found if "->" in line]
    assert {end for edge in edges for end in (edge[0], edge[2])} <= nodes


def test_quotesAreEscaped() -> None:
    """What a file holds can't end a label."""
    found = "\n".join(dot.lines(readTap(pickle.dumps({'"];evil': '"\\'}, 2))))
    assert '"];evil' not in found.replace('\\"];evil', "")
