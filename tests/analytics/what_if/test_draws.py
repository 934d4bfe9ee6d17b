"""Draws and bands: the same every time, wider for fewer, and moved by the slider alone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.statistics.intervals import jeffreys
from analytics.what_if import draws

few = settings(max_examples=25, deadline=None)


def test_the_same_name_gives_the_same_bytes_and_another_name_others():
    first = draws.share("a", 3, 10).tobytes()
    draws.share.cache_clear()
    draws.uniform.cache_clear()
    assert draws.share("a", 3, 10).tobytes() == first
    assert draws.share("b", 3, 10).tobytes() != first


def test_a_share_is_drawn_from_the_jeffreys_posterior():
    low, high = jeffreys(7, 41)
    drawn = np.quantile(draws.share("posterior", 7, 41), [0.1, 0.9])
    assert drawn == pytest.approx([float(low), float(high)], abs=0.01)


@few
@given(st.integers(1, 40), st.integers(2, 40))
def test_bands_widen_with_smaller_n(count, times):
    of = 2 * count
    small, large = (draws.band(0.5, draws.share("width", k, n)) for k, n in ((count, of), (count * times, of * times)))
    assert small[1] - small[0] > large[1] - large[0]


@few
@given(st.floats(0, 1), st.floats(0, 1), st.integers(1, 500))
def test_a_higher_wish_is_higher_in_every_single_draw(one, other, worth):
    low, high = sorted((one, other))
    assert (draws.wanted("wish", high, worth) >= draws.wanted("wish", low, worth) - 1e-12).all()


@few
@given(st.integers(1, 400), st.data())
def test_the_own_rate_wished_for_is_the_own_rate_drawn(of, data):
    count = data.draw(st.integers(0, of))
    assert np.array_equal(draws.wanted("own", count / of, of), draws.share("own", count, of))


@pytest.mark.parametrize("many", [1, 30, 299, 300, 5000])
def test_constant_values_have_a_constant_mean(many):
    assert draws.mean("constant", np.full(many, 68.5)) == pytest.approx(68.5)


def test_the_mean_is_drawn_around_itself_on_both_sides_of_the_normal_cut():
    values = np.random.default_rng(1).gamma(2, 40, 1000)
    for many in (299, 300):
        drawn = draws.mean("cut", values[:many])
        assert drawn.mean() == pytest.approx(values[:many].mean(), rel=0.02)
        assert drawn.std() == pytest.approx(values[:many].std() / np.sqrt(many), rel=0.1)


def test_nothing_to_draw_from_is_not_known():
    assert np.isnan(draws.mean("none", [])).all()
    assert np.isnan(draws.events("none", 3, 0)).all()
    assert all(np.isnan(draws.band(1.0, draws.mean("none", []))))


def test_a_band_lies_around_its_middle():
    low, high = draws.band(0.0, draws.share("edge", 0, 5))
    assert low == 0.0
    assert high > 0.2
    assert draws.events("events", 30, 10).mean() == pytest.approx(3.05, rel=0.02)
