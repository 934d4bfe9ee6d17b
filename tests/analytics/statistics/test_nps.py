"""The net promoter score: cuts between 6, 7, 8 and 9, the adjusted-Wald interval by hand, invalid answers refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.statistics import nps


@pytest.mark.parametrize(("score", "group"), [(0, 2), (6, 2), (7, 1), (8, 1), (9, 0), (10, 0)])
def test_the_cuts(score, group):
    """0–6 detract, 7 and 8 are passive, 9 and 10 promote."""
    assert nps.counted([score]) == tuple(int(group == place) for place in range(3))


@pytest.mark.parametrize("score", [-1, 11, 7.5, float("nan")])
def test_any_other_answer_is_refused(score):
    """Never clipped into the scale."""
    with pytest.raises(ValueError, match=r"0\.\.10"):
        nps.counted([9, score])


def test_adjusted_wald_worked_by_hand():
    """36 promoters, 14 passives, 10 detractors: n* = 63, p̂ = 36.75/63, d̂ = 10.75/63 (Rocks 2016)."""
    found = nps.net_score(36, 14, 10)
    centre = 26 / 63
    error = np.sqrt((47.5 / 63 - centre**2) / 63)
    assert found.score == pytest.approx(100 * 26 / 60)
    assert (found.low, found.high) == pytest.approx((100 * (centre - 1.959964 * error), 100 * (centre + 1.959964 * error)))
    assert (found.low, found.high) == pytest.approx((22.405, 60.135), abs=0.001)


def test_everybody_promotes_is_not_certainty():
    """Ten of ten: 100 points, but the low end is far below, and nothing lies beyond the scale."""
    found = nps.net_score(10, 0, 0)
    assert found.score == 100
    assert found.high == 100
    assert found.low == pytest.approx(47.50, abs=0.01)


def test_nobody_answered_is_no_score():
    """n = 0 has no score, not zero points."""
    assert np.isnan(nps.net_score(0, 0, 0).score)
    with pytest.raises(ValueError, match="below 0"):
        nps.net_score(-1, 0, 3)


def test_two_waves_differ_by_errors_added_in_squares():
    """The same wave twice differs by nothing; the interval is √2 as wide as one."""
    one = nps.net_score(40, 30, 30)
    gap, low, high = nps.difference(one, one)
    assert gap == 0
    assert high == pytest.approx(-low)
    assert high == pytest.approx(1.959964 * np.sqrt(2) * one.error)
    assert nps.difference(nps.net_score(90, 5, 5), nps.net_score(5, 5, 90))[1] > 0


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
@settings(max_examples=25, deadline=None)
def test_the_interval_stays_on_the_scale_and_mirrors(promoters, passives, detractors):
    """−100 ≤ low ≤ high ≤ 100; swapping promoters and detractors mirrors everything."""
    one, mirror = nps.net_score(promoters, passives, detractors), nps.net_score(detractors, passives, promoters)
    if one.answers:
        assert -100 <= one.low <= one.high <= 100
        assert (one.score, one.low, one.high) == pytest.approx((-mirror.score, -mirror.high, -mirror.low))
