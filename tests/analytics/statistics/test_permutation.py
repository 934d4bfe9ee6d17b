"""The matched ratio: worked by hand, against every arrangement of a tiny world, and honest where nothing differs."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.statistics.permutation import matched_ratio


def test_the_ratio_weighs_strata_by_what_lies_inside():
    """Stratum a: 6 beside 2; b: 4, 4 beside 1. (6 + 4 + 4) / (2 + 1 + 1) = 3.5."""
    found = matched_ratio([6, 2, 4, 4, 1], [1, 0, 1, 1, 0], ["a", "a", "b", "b", "b"])
    assert found.ratio == pytest.approx(3.5)
    assert (found.inside, found.outside) == (3, 2)


def test_a_stratum_of_one_side_tells_nothing():
    """Ten times as much on a weekday on which nothing was posted outside: left out, not compared with another weekday."""
    found = matched_ratio([10, 10, 2, 2], [1, 1, 1, 0], [1, 1, 2, 2])
    assert (found.ratio, found.inside, found.outside) == (1.0, 1, 1)
    nothing = matched_ratio([10, 2], [1, 0], [1, 2])
    assert nothing.inside == 0
    assert np.isnan([nothing.ratio, nothing.low, nothing.high, nothing.p]).all()


def test_p_is_the_share_of_all_arrangements_that_go_as_far():
    """Eight values, four inside, one stratum: 70 arrangements can be listed."""
    values = np.array([9.0, 8, 7, 3, 6, 2, 1, 0])
    inside = np.array([1, 1, 1, 1, 0, 0, 0, 0], dtype=bool)
    seen = abs(values[inside].mean() - values[~inside].mean())
    every = [abs(values[list(some)].mean() - np.delete(values, list(some)).mean()) for some in combinations(range(8), 4)]
    exact = float(np.mean([one >= seen - 1e-9 for one in every]))
    assert matched_ratio(values, inside, np.zeros(8), draws=6000).p == pytest.approx(exact, abs=0.02)


def test_a_doubling_is_found_and_nothing_is_not():
    """Twice the replies inside: 2 lies in the interval, 1 does not. No difference: 1 does."""
    rng = np.random.default_rng(3)
    inside, weekday = np.arange(200) % 2 == 0, np.arange(200) // 2 % 5
    base = rng.poisson(8, 200).astype(float)
    doubled, same = (matched_ratio(values, inside, weekday) for values in (np.where(inside, base * 2, base), base))
    assert 1 < doubled.low < 2 < doubled.high
    assert same.low < 1 < same.high
    assert doubled.p < 0.01 < same.p


def test_nothing_outside_answered_has_no_upper_end():
    """5 beside 0: infinitely more, and still no lower end where one pair is all there is."""
    found = matched_ratio([5, 0], [1, 0], [1, 1])
    assert (found.ratio, found.low, found.high) == (float("inf"), 0.0, float("inf"))


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(0, 20), st.booleans(), st.integers(1, 3)), min_size=1, max_size=30))
def test_the_interval_holds_the_ratio_and_scale_does_not_matter(rows):
    """low ≤ ratio ≤ high; counting in another unit changes nothing."""
    values, inside, strata = (np.array(column) for column in zip(*rows, strict=True))
    found, scaled = (matched_ratio(values * unit, inside, strata, draws=200) for unit in (1, 10))
    if not np.isnan(found.ratio):
        assert found.low <= found.ratio <= found.high
        assert 0 < found.p <= 1
    np.testing.assert_allclose([found.ratio, found.low, found.p], [scaled.ratio, scaled.low, scaled.p])
