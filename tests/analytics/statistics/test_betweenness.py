"""Betweenness: published and hand-worked networks, order of people and estimate for large ones."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.statistics.betweenness import betweenness

# Zachary 1977, the karate club: members 1–34 and who met outside the club.
KARATE = {1: (2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 18, 20, 22, 32), 2: (3, 4, 8, 14, 18, 20, 22, 31), 3: (4, 8, 9, 10, 14, 28, 29, 33),
          4: (8, 13, 14), 5: (7, 11), 6: (7, 11, 17), 7: (17,), 9: (31, 33, 34), 10: (34,), 14: (34,), 15: (33, 34), 16: (33, 34),
          19: (33, 34), 20: (34,), 21: (33, 34), 23: (33, 34), 24: (26, 28, 30, 33, 34), 25: (26, 28, 32), 26: (32,), 27: (30, 34),
          28: (34,), 29: (32, 34), 30: (33, 34), 31: (33, 34), 32: (33, 34), 33: (34,)}


def test_the_karate_club_is_held_together_by_its_two_heads() -> None:
    """Published values (Freeman's, of all pairs): instructor .4376, officer .3041, member 33 .1452, 3 .1437, 32 .1383."""
    pairs = [(one - 1, other - 1) for one, others in KARATE.items() for other in others]
    assert len(pairs) == 78
    found = betweenness(*zip(*pairs, strict=True), 34)
    assert found[[0, 33, 32, 2, 31]].round(4).tolist() == [0.4376, 0.3041, 0.1452, 0.1437, 0.1383]
    assert found[11] == 0


def test_by_hand() -> None:
    """A line of four: of three pairs of others each inner one lies between two. A square: half of one pair of three."""
    assert betweenness([0, 1, 2], [1, 2, 3], 4) == pytest.approx([0, 2 / 3, 2 / 3, 0])
    assert betweenness([0, 1, 2, 3], [1, 2, 3, 0], 4) == pytest.approx([1 / 6] * 4)
    assert betweenness([0], [1], 2).tolist() == [0, 0]
    assert betweenness([], [], 5).tolist() == [0] * 5


def test_a_message_back_or_twice_or_to_oneself_changes_nothing() -> None:
    """Who answers whom how often plays no part."""
    once = betweenness([0, 1], [1, 2], 3)
    assert betweenness([0, 1, 1, 0, 2], [1, 2, 0, 1, 2], 3) == pytest.approx(once)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=25), st.permutations(range(9)))
def test_people_in_another_order_keep_their_place(pairs: list[tuple[int, int]], order: list[int]) -> None:
    """0 to 1 each; numbering people otherwise moves the numbers along; starting at all of them by lot is exact."""
    source, target = (np.array([pair[side] for pair in pairs], dtype=int) for side in (0, 1))
    found, place = betweenness(source, target, 9), np.array(order)
    assert ((found >= 0) & (found <= 1 + 1e-12)).all()
    assert betweenness(place[source], place[target], 9)[place] == pytest.approx(found)
    assert betweenness(source, target, 9, exact_until=3, pivots=9) == pytest.approx(found)


def test_an_estimate_finds_the_bridge() -> None:
    """Two circles of 40 joined by one person: a fifth as starting points shows the three between them."""
    pairs = [(one + base, (one + step) % 40 + base) for base in (0, 40) for one in range(40) for step in (1, 3)] + [(0, 80), (80, 40)]
    exact = betweenness(*zip(*pairs, strict=True), 81)
    found = betweenness(*zip(*pairs, strict=True), 81, exact_until=10, pivots=16)
    assert set(found.argsort()[-3:]) == {0, 40, 80}
    assert found[80] == pytest.approx(exact[80], abs=0.05)
