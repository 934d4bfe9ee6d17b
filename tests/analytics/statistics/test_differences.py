"""Differences of shares and ratios of counts, against published tables."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.statistics.differences import count_ratio, newcombe


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339), ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062), ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775), ((10, 10), (0, 20), 0.6791, 1.0),
    ],
)
def test_newcombe_gives_the_published_limits(first, second, low, high):
    """Newcombe 1998b, table II, method 10."""
    _, found_low, found_high = newcombe(*first, *second)
    assert (round(float(found_low), 4), round(float(found_high), 4)) == (low, high)


def test_an_empty_side_has_no_difference():
    """With nobody on one side there is nothing to compare."""
    assert all(math.isnan(float(value)) for value in newcombe(3, 10, 0, 0))


counted = st.integers(1, 400).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@given(counted, counted)
def test_swapping_the_sides_turns_the_sign(first, second):
    """A minus B is the negative of B minus A, interval included."""
    gap, low, high = (float(value) for value in newcombe(*first, *second))
    back, back_low, back_high = (float(value) for value in newcombe(*second, *first))
    assert (gap, low, high) == pytest.approx((-back, -back_high, -back_low), abs=1e-9)
    assert low <= gap + 1e-9
    assert gap <= high + 1e-9


@given(st.integers(0, 300), st.integers(0, 300))
def test_the_interval_of_a_ratio_holds_the_ratio(count, other):
    """The exact interval of two counts contains their ratio."""
    low, high = count_ratio(count, other)
    if count + other == 0:
        assert math.isnan(low)
        assert math.isnan(high)
    else:
        ratio = math.inf if other == 0 else count / other
        assert low <= ratio + 1e-9
        assert ratio - 1e-9 <= high
