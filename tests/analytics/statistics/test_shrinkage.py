"""Fair ranking of rates: little evidence is pulled to the middle, much is left alone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analytics.statistics.ratios import ratio, ratio_change
from analytics.statistics.shrinkage import shrunken

RATES = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=30)


def test_two_of_two_ranks_below_forty_of_fifty():
    """The bound knows how much each rests on."""
    mean, low = shrunken([2, 40, 1, 0], [2, 50, 20, 30])
    assert low[1] > low[0]
    assert mean[0] < 1
    assert mean[1] == pytest.approx(0.8, abs=0.03)


def test_a_known_prior_is_found_again():
    """400 rates drawn from Beta(2, 8): what is estimated lies nearer to the truth than the raw rates."""
    generator = np.random.default_rng(2)
    truth, of = generator.beta(2, 8, 400), generator.integers(5, 60, 400)
    count = generator.binomial(of, truth)
    mean, _ = shrunken(count, of)
    assert ((mean - truth) ** 2).mean() < 0.8 * ((count / of - truth) ** 2).mean()
    common = count.sum() / of.sum()
    far = np.abs(mean - common) > 0.02
    assert 6 < np.median(((count - mean * of) / (mean - common))[far]) < 16


@given(RATES)
@settings(max_examples=25, deadline=None)
def test_it_lies_between_the_own_rate_and_the_common_one(rates):
    """Never beyond either; the bound is below the mean; equal people get equal numbers."""
    count, of = np.array([min(pair) for pair in rates]), np.array([max(pair) for pair in rates])
    mean, low = shrunken(count, of)
    if of.sum() == 0:
        assert np.isnan(mean).all()
        return
    assert ((low >= 0) & (low <= mean + 1e-9) & (mean <= 1)).all()
    common = count.sum() / of.sum()
    if 0 < common < 1:
        own = np.where(of > 0, count / np.maximum(of, 1), common)
        assert (mean >= np.minimum(own, common) - 1e-9).all()
        assert (mean <= np.maximum(own, common) + 1e-9).all()
    again, _ = shrunken(count[::-1], of[::-1])
    assert again[::-1] == pytest.approx(mean)


def test_a_ratio_of_sums_by_hand():
    """Money 10, 20, 60 over 1, 1, 4 orders: 15 an order; residuals −5, 5, 0 give the half-width t(2) · √75 / 6."""
    value, low, high = ratio([10, 20, 60], [1, 1, 4])
    half = stats.t.ppf(0.975, 2) * np.sqrt(1.5 * 50) / 6
    assert (value, low, high) == pytest.approx((15, 15 - half, 15 + half))
    assert np.isnan(ratio([], [])[0])
    assert ratio([5], [2])[0] == 2.5
    assert np.isnan(ratio([5], [2])[1])


def test_the_change_of_a_ratio_counts_who_is_in_both_with_himself():
    """3/4 − 1/4 by hand; the same people with the same numbers change by exactly nothing; turned round the sign turns."""
    now, before = ([2.0, 1.0], [2.0, 2.0]), ([0.0, 1.0], [2.0, 2.0])
    gap, low, high = ratio_change(now, before)
    # Errors of one person added first: (.125 − −.125) and (−.125 − .125), squared and summed .125.
    assert gap == pytest.approx(0.5)
    assert high - gap == pytest.approx(1.959964 * 0.125**0.5, rel=1e-5)
    assert ratio_change(before, now) == pytest.approx((-gap, -high, -low))
    assert ratio_change(now, now) == (0.0, 0.0, 0.0)
    assert np.isnan(ratio_change(now, ([0.0, 0.0], [0.0, 0.0]))).all()
