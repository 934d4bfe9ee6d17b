"""Concentration and clustered intervals: by hand, at the edges, against scipy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analytics.statistics.bootstrap import ratio_of_sums
from analytics.statistics.concentration import gini, lorenz, top_count, top_share


def test_gini_by_hand():
    """Equal: 0. One of four holds all: 3/4. 1, 2, 3: 2/9."""
    assert gini([5, 5, 5]) == 0
    assert gini([0, 0, 0, 8]) == 0.75
    assert gini([3, 1, 2]) == pytest.approx(2 / 9)
    assert np.isnan(gini([0, 0]))
    assert np.isnan(gini([]))


def test_the_top_fifth_rounds_up():
    """Of five one, of six two, of fifteen three; 8 of 10 messages from the first of five."""
    assert [top_count(n, 0.2) for n in (0, 1, 5, 6, 15)] == [0, 1, 1, 2, 3]
    assert top_share([8, 1, 1, 0, 0]) == 0.8
    assert top_share([4, 4, 1, 1, 0, 0]) == 0.8
    assert np.isnan(top_share([]))


@given(st.lists(st.integers(0, 50), min_size=1, max_size=80).filter(any))
@settings(max_examples=60, deadline=None)
def test_gini_is_twice_the_area_above_the_lorenz_curve(amounts):
    """With every corner kept; the curve runs from 0 to 1 and lies under the diagonal."""
    curve = lorenz(amounts)
    area = np.trapezoid(curve["amount"], curve["people"])
    assert gini(amounts) == pytest.approx(1 - 2 * area)
    assert (curve["amount"] <= curve["people"] + 1e-12).all()
    assert curve.iloc[-1].tolist() == [1, 1]


def test_a_long_curve_is_drawn_with_few_corners():
    """Fifty thousand people, two hundred corners."""
    assert len(lorenz(np.arange(50_000))) == 200
    assert lorenz([]).empty


def test_amounts_below_nothing_are_refused():
    """A count cannot be negative."""
    with pytest.raises(ValueError, match="below 0"):
        gini([-1, 2])


def test_one_chatterbox_widens_the_interval():
    """The same 50 of 100 messages: from 50 people narrow, from five people wide."""
    one_each = ratio_of_sums([1, 0] * 50, [1] * 100)
    clumped = ratio_of_sums([20, 0, 0, 10, 20], [20] * 5)
    assert one_each[0] == clumped[0] == 0.5
    assert clumped[2] - clumped[1] > 2 * (one_each[2] - one_each[1])


def test_the_bootstrap_agrees_with_scipys():
    """BCa on 60 people, within a point of scipy's own draws."""
    rng = np.random.default_rng(1)
    below = rng.integers(1, 9, 60)
    above = rng.binomial(below, 0.4)
    value, low, high = ratio_of_sums(above, below)
    theirs = stats.bootstrap((above, below), lambda a, b, axis=-1: a.sum(axis) / b.sum(axis), paired=True,
                             vectorized=True, n_resamples=4000, rng=np.random.default_rng(2)).confidence_interval
    assert value == above.sum() / below.sum()
    assert (low, high) == pytest.approx(tuple(theirs), abs=0.01)


def test_the_draws_are_the_same_every_time_and_empty_is_empty():
    """One seed; nothing below gives nothing."""
    assert ratio_of_sums([1, 2], [3, 4]) == ratio_of_sums([2, 1], [4, 3])
    assert np.isnan(ratio_of_sums([], [])).all()
    assert ratio_of_sums([0, 0, 0], [2, 2, 2]) == (0, 0, 0)
