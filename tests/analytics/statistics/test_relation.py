"""The line, the ranks and the tails that are taken from scipy.special say what scipy.stats says."""

from __future__ import annotations

import numpy as np
import pytest
import scipy
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.metrics.mix_plan import p_value
from analytics.statistics.gamma_poisson import Posterior
from analytics.statistics.relation import rank_correlation, slope
from analytics.statistics.several import more_often
from analytics.statistics.shrinkage import shrunken

pairs = st.lists(st.tuples(st.integers(1, 6), st.integers(0, 40)), min_size=4, max_size=30)


@settings(max_examples=25)
@given(pairs)
def test_a_line_and_the_ranks_are_those_of_scipy(points: list[tuple[int, int]]) -> None:
    x, y = [float(one) for one, _ in points], [float(one) for _, one in points]
    if len(set(x)) < 2:
        with pytest.raises(ValueError, match="vary"):
            slope(x, y, 0.9)
        return
    fit = scipy.stats.linregress(x, y)
    half = scipy.stats.t.ppf(0.95, len(x) - 2) * fit.stderr
    assert slope(x, y, 0.9) == pytest.approx((fit.slope, fit.slope - half, fit.slope + half), rel=1e-9, abs=1e-6, nan_ok=True)
    if len(set(y)) > 1:
        assert rank_correlation(x, y) == pytest.approx(scipy.stats.spearmanr(x, y).statistic, abs=1e-12)


def test_two_points_make_a_line_without_an_interval_and_equal_values_no_correlation() -> None:
    value, low, high = slope([1, 3], [10, 4], 0.9)
    assert value == -3
    assert np.isnan([low, high]).all()
    assert np.isnan(rank_correlation([1, 2, 3], [5, 5, 5]))
    assert np.isnan(rank_correlation([1], [2]))


def test_tails_of_pairs_are_the_hypergeometric_ones() -> None:
    both, one, other, everybody = [1, 3, 40, 7, 5], [1, 10, 60, 7, 5], [1, 8, 50, 7, 6], 60
    wanted = scipy.stats.hypergeom.sf(np.array(both) - 1, everybody, one, other)
    assert more_often(both, one, other, everybody) == pytest.approx(wanted, rel=1e-9)
    assert more_often([0], [3], [4], 10).tolist() == [1.0]
    assert more_often([6], [5], [6], 60).tolist() == [0.0]


@pytest.mark.parametrize("counts", [(12, 20, 9), (120, 200, 90)])
def test_a_mix_is_held_against_chance_as_scipy_does(counts: tuple[int, int, int]) -> None:
    of, target = sum(counts), {"promotion": 0.3, "knowledge": 0.5, "fun": 0.2}
    found = p_value(dict(zip(target, counts, strict=True)), target)
    if of >= 50:
        wanted = scipy.stats.chisquare(counts, np.array(list(target.values())) * of).pvalue
    else:
        split = scipy.stats.multinomial(of, list(target.values()))
        all_of_them = [split.pmf([a, b, of - a - b]) for a in range(of + 1) for b in range(of + 1 - a)]
        wanted = sum(one for one in all_of_them if one <= split.pmf(counts) * (1 + 1e-9))
    assert found == pytest.approx(wanted, rel=1e-9)


def test_bounds_of_many_are_quantiles_of_gamma_and_beta() -> None:
    shape, rate = np.array([0.3, 4.0, 250.0]), np.array([0.01, 2.0, 31.0])
    known, there = Posterior(shape, rate), scipy.stats.gamma(shape, scale=1 / rate)
    assert known.low == pytest.approx(there.ppf(0.1), rel=1e-12)
    assert known.high == pytest.approx(there.ppf(0.9), rel=1e-12)
    assert known.above(2.5) == pytest.approx(there.sf(2.5), rel=1e-12)
    assert known.above(-1).tolist() == [1, 1, 1]
    mean, low = shrunken([2, 5, 40], [2, 50, 90])
    assert (low <= mean).all()
    assert (low > 0).all()
