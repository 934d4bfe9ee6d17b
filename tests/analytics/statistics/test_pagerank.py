"""PageRank on graphs whose answer is known, and its invariants."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.statistics import pagerank

EDGES = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.floats(0.1, 10)), max_size=30)


def dense(edges, nodes, damping=0.85):
    """The stationary distribution by linear algebra."""
    passed = np.zeros((nodes, nodes))
    for source, target, weight in edges:
        passed[target, source] += weight
    given_out = passed.sum(axis=0)
    passed = np.where(given_out > 0, passed / np.where(given_out > 0, given_out, 1), 1 / nodes)
    return np.linalg.solve(np.eye(nodes) - damping * passed, np.full(nodes, (1 - damping) / nodes))


def ranks(edges, nodes=8):
    """PageRank of a list of (source, target, weight)."""
    source, target, weight = (np.array([edge[place] for edge in edges]) for place in range(3))
    return pagerank.pagerank(source, target, weight, nodes)


def test_the_wikipedia_graph():
    """The eleven pages of the well-known picture: B 38.4 %, C 34.3 %, E 8.1 %, D and F 3.9 %, A 3.3 %, the rest 1.6 %."""
    names = "ABCDEFGHIJK"
    links = ["BC", "CB", "DA", "DB", "EB", "ED", "EF", "FB", "FE", "GB", "GE", "HB", "HE", "IB", "IE", "JE", "KE"]
    found = ranks([(names.index(one), names.index(two), 1.0) for one, two in links], 11)
    expected = [3.3, 38.4, 34.3, 3.9, 8.1, 3.9, 1.6, 1.6, 1.6, 1.6, 1.6]
    assert 100 * found == pytest.approx(expected, abs=0.06)


@given(EDGES)
@settings(max_examples=25, deadline=None)
def test_it_is_the_stationary_distribution(edges):
    """Power iteration gives what the linear system gives; ranks sum to one, whoever is alone included."""
    found = ranks(edges)
    assert found.sum() == pytest.approx(1)
    assert found == pytest.approx(dense(edges, 8), abs=1e-8)


@given(EDGES, st.permutations(range(8)))
@settings(max_examples=20, deadline=None)
def test_numbering_people_differently_changes_nothing(edges, order):
    """Permuting the nodes permutes the ranks; the order of edges does not matter; nor does a common factor."""
    moved = [(order[source], order[target], weight * 3) for source, target, weight in reversed(edges)]
    assert ranks(moved)[list(order)] == pytest.approx(ranks(edges), abs=1e-8)


def test_no_nodes_no_ranks_and_no_weight_no_edge():
    """An empty network is empty; an edge of weight nothing is a mistake."""
    assert len(pagerank.pagerank([], [], [], 0)) == 0
    with pytest.raises(ValueError, match="above 0"):
        pagerank.pagerank([0], [1], [0.0], 2)


def test_parts_and_density():
    """Two pairs of different size and somebody alone; the largest part is number 0."""
    parts = pagerank.components([3, 4, 0], [4, 5, 1], 7)
    assert parts.tolist()[3:6] == [0, 0, 0]
    assert len(set(parts)) == 4
    assert pagerank.density([0, 0, 1, 1], [1, 1, 0, 1], 3) == pytest.approx(2 / 6)
    assert np.isnan(pagerank.density([], [], 1))
