"""The shifted-beta-geometric against the published example, and the shape of what it projects."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.statistics import retention_curve

# Fader and Hardie 2007, “How to project customer retention”, table 1: share of 1,000 customers still there after each
# of seven years, which the fit sees, and of the five years after, which it does not.
REGULAR = [1000, 631, 468, 382, 326, 289, 262, 241]
HIGH_END = [1000, 869, 743, 653, 593, 551, 517, 491]
HELD_OUT = {"regular": [223, 207, 194, 183, 173], "high_end": [468, 445, 427, 409, 394]}


@pytest.mark.parametrize(("active", "alpha", "beta"), [(HIGH_END, 0.668, 3.806), (REGULAR, 0.704, 1.182)])
def test_the_published_parameters_are_found(active, alpha, beta):
    """Seven years of each segment."""
    found = retention_curve.fit(active)
    assert (found.alpha, found.beta) == pytest.approx((alpha, beta), abs=6e-4)
    assert not found.on_bounds


@pytest.mark.parametrize(("active", "name"), [(HIGH_END, "high_end"), (REGULAR, "regular")])
def test_the_five_years_after_are_projected(active, name):
    """Within two points of what then happened, as in the paper."""
    projected = retention_curve.fit(active).survival(np.arange(8, 13))
    assert projected == pytest.approx(np.array(HELD_OUT[name]) / 1000, abs=0.02)


def test_the_band_holds_what_happened():
    """80 % band of 1,000 members: the twelfth year of the high end lies inside or within a point of it."""
    curve = retention_curve.fit(HIGH_END)
    low, high = retention_curve.band(curve, 1000, 7, [7, 12], draws=60)
    assert (low < curve.survival([7, 12])).all()
    assert (curve.survival([7, 12]) < high).all()
    assert low[1] - 0.01 <= 0.394 <= high[1] + 0.01


@given(st.floats(0.1, 20), st.floats(0.1, 20))
@settings(max_examples=25, deadline=None)
def test_survival_falls_and_retention_rises(alpha, beta):
    """Who is left is ever more loyal; survival is the product of the renewals."""
    curve = retention_curve.RetentionCurve(alpha, beta)
    renewals, left = curve.retention(np.arange(1, 13)), curve.survival(np.arange(13))
    assert (np.diff(renewals) > 0).all()
    assert (np.diff(left) < 0).all()
    assert left[1:] == pytest.approx(np.cumprod(renewals))
    assert left[0] == 1


@pytest.mark.parametrize("active", [[100, 90], [100, 110, 90], [0, 0, 0], [50, 50, 50, 50]])
def test_a_curve_needs_three_falling_counts(active):
    """Two points are a line, a rise is no retention, and where nobody left nothing can be learned."""
    with pytest.raises(ValueError, match="three falling"):
        retention_curve.fit(active)
