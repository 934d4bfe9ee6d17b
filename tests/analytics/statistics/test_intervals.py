"""Intervals of a share, against the tables they were published in."""

import numpy as np
import pandas as pd
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st

from analytics.statistics.intervals import MEASURED, PROJECTED, deviations, jeffreys, wilson, with_shares


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_the_published_limits(count, of, low, high):
    """Newcombe 1998a, table I, method 3."""
    found = wilson(count, of)
    assert (round(float(found[0]), 4), round(float(found[1]), 4)) == (low, high)


@pytest.mark.parametrize("level", [MEASURED, PROJECTED, 0.9])
def test_the_width_of_an_interval_is_the_normal_quantile_to_the_last_digit(level):
    """The two levels that are written down are those that scipy gives."""
    assert deviations(level) == scipy.stats.norm.ppf(0.5 + level / 2)


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [(2, 7, 0.065, 0.648), (2, 10, 0.044, 0.503), (5, 12, 0.180, 0.688)],
)
def test_jeffreys_gives_the_published_limits(count, of, low, high):
    """Brown, Cai and DasGupta 2001, table 5 (95 %)."""
    found = jeffreys(count, of, level=0.95)
    assert (round(float(found[0]), 3), round(float(found[1]), 3)) == (low, high)


def test_nobody_asked_is_not_zero_percent():
    """Of nobody there is no share and no interval."""
    shares = with_shares(pd.DataFrame({"count": [0], "of": [0]}))
    assert shares[["share", "low", "high"]].isna().all(axis=None)
    assert np.isnan(jeffreys(0, 0)).all()


def test_nobody_of_twenty_is_zero_percent():
    """Zero of twenty is a share with an interval."""
    shares = with_shares(pd.DataFrame({"count": [0], "of": [20]})).iloc[0]
    assert (shares["share"], shares["low"]) == (0.0, 0.0)
    assert shares["high"] == pytest.approx(0.1611, abs=1e-4)


def test_a_count_above_its_denominator_is_refused():
    """A numerator outside its denominator is a bug, never clipped."""
    with pytest.raises(ValueError, match="outside"):
        wilson(8, 7)


@given(st.integers(1, 5000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_interval_holds_the_share_and_stays_within_zero_and_one(pair):
    """Both intervals contain k / n and lie in [0, 1]."""
    count, of = pair
    for low, high in (wilson(count, of), jeffreys(count, of)):
        assert 0 <= low <= count / of + 1e-12
        assert count / of - 1e-12 <= high <= 1


@given(st.integers(1, 500).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_counting_the_others_mirrors_the_interval(pair):
    """The interval of those who did not is one minus the interval of those who did."""
    count, of = pair
    low, high = wilson(count, of)
    other_low, other_high = wilson(of - count, of)
    assert np.allclose([low, high], [1 - other_high, 1 - other_low])
