"""BG/NBD and Gamma–Gamma against published figures of CDNOW, and against invented customers whose truth is known.

The CDNOW data are not ours to pass on, so the published parameters are fed into the formulas and the results held
against published worked numbers: Fader, Hardie and Lee, “Implementing the BG/NBD model in Excel” (customer 1), the
walk-through of the R package BTYD (customer 1516, table of recency and frequency), Fader and Hardie, “The
Gamma-Gamma model of monetary value” (first ten customers). The fit itself is held against simulated customers.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate

from analytics.statistics import gamma_gamma, repeat_buying
from analytics.statistics.gamma_gamma import ValueModel
from analytics.statistics.repeat_buying import BuyingModel

PUBLISHED = BuyingModel(0.243, 4.414, 0.793, 2.426)
WALKED = BuyingModel(0.2425945, 4.4136019, 0.7929199, 2.4258881)
VALUES = ValueModel(6.25, 3.74, 15.44)


def test_the_worked_customer_of_the_paper_is_expected_to_buy_1_226_times():
    """x = 2, t_x = 30.43, T = 38.86 weeks, the next 39 weeks."""
    assert repeat_buying.expected_next(PUBLISHED, 39, [2], [30.43], [38.86])[0] == pytest.approx(1.226, abs=5e-4)
    assert repeat_buying.log_likelihood(PUBLISHED, [2], [30.43], [38.86])[0] == pytest.approx(-9.4596, abs=2e-3)


def test_the_walk_through_is_reproduced():
    """A new customer's year, the best customer's year and the chance that it is still one."""
    best = ([26], [30.86], [31])
    assert repeat_buying.expected_orders(WALKED, 52.0) == pytest.approx(1.444, abs=5e-4)
    assert repeat_buying.expected_next(WALKED, 52, *best)[0] == pytest.approx(25.76, abs=5e-3)
    assert repeat_buying.p_alive(WALKED, *best)[0] == pytest.approx(0.9688, abs=5e-4)


@pytest.mark.parametrize(("x", "expected"), [(10, 0.3474606), (15, 0.04283391), (20, 0.004158973), (25, 0.0003583685)])
def test_who_bought_often_and_stopped_is_expected_less_than_who_bought_seldom(x, expected):
    """Last purchase in week 20 of 39: the more often before, the surer is the stop."""
    assert repeat_buying.expected_next(WALKED, 52, [x], [20], [39])[0] == pytest.approx(expected, rel=2e-3)


def test_the_worth_of_an_order_of_the_first_ten_customers():
    """Between what each spent and what orders are worth here; who bought once gets the overall mean."""
    x, mean = [2, 1, 0, 0, 0, 7, 1, 0, 2, 0], [22.35, 11.77, 0, 0, 0, 73.74, 11.77, 0, 25.55, 0]
    expected = [24.66, 18.92, 35.22, 35.22, 35.22, 71.47, 18.92, 35.22, 27.29, 35.22]
    assert gamma_gamma.expected_value(VALUES, x, mean) == pytest.approx(expected, abs=0.06)
    assert VALUES.mean == pytest.approx(35.2, abs=0.1)


def test_the_fit_finds_what_the_customers_were_made_of():
    """20,000 invented customers with the published parameters: each is found within a tenth."""
    generator = np.random.default_rng(7)
    observed = generator.uniform(27, 39, 20_000)
    x, last = repeat_buying.simulate(PUBLISHED, observed, generator)
    found = repeat_buying.fit(x, last, observed)
    assert [found.r, found.alpha, found.a, found.b] == pytest.approx([0.243, 4.414, 0.793, 2.426], rel=0.12)
    assert not found.on_bounds
    made = repeat_buying.log_likelihood(PUBLISHED, x, last, observed).sum()
    assert found.log_likelihood >= made
    assert found.log_likelihood == pytest.approx(repeat_buying.log_likelihood(found, x, last, observed).sum())


def test_the_gradient_is_that_of_the_likelihood():
    """Analytic slopes equal finite differences, away from the optimum too."""
    x, last, observed = np.array([0.0, 1, 4, 9]), np.array([0.0, 3, 20, 30]), np.array([30.0, 38, 25, 39])
    at, step = np.log([0.5, 2.0, 1.3, 3.0]), 1e-6
    _, slopes = repeat_buying._cost(at, x, last, observed, np.ones(4))
    for place in range(4):
        moved = at.copy()
        moved[place] += step
        high = repeat_buying._cost(moved, x, last, observed, np.ones(4))[0]
        moved[place] -= 2 * step
        low = repeat_buying._cost(moved, x, last, observed, np.ones(4))[0]
        assert slopes[place] == pytest.approx((high - low) / (2 * step), abs=1e-6)


def test_expected_orders_agree_with_simulated_ones():
    """The formula and the story it tells give the same mean."""
    generator = np.random.default_rng(3)
    x, _ = repeat_buying.simulate(PUBLISHED, np.full(200_000, 52.0), generator)
    assert x.mean() == pytest.approx(float(repeat_buying.expected_orders(PUBLISHED, 52.0)), rel=0.02)


def test_nobody_who_bought_twice_is_no_fit():
    """Without repeat purchases there is nothing to learn, and it is said."""
    with pytest.raises(ValueError, match="twice"):
        repeat_buying.fit([0, 0], [0, 0], [10, 12])


def test_customers_all_alike_end_on_a_bound():
    """Buying like clockwork and never stopping: the fit runs to an end and says so."""
    observed = np.full(200, 52.0)
    found = repeat_buying.fit(np.full(200, 26.0), np.full(200, 52.0), observed)
    assert found.on_bounds


@given(st.integers(0, 40), st.floats(0.1, 50), st.floats(0, 60), st.floats(0.3, 3), st.floats(0.3, 4))
@settings(max_examples=25, deadline=None)
def test_the_longer_silent_the_less_alive(x, last, silence, a, b):
    """P(alive) is a probability, falls with silence and is 1 for who bought once."""
    model = BuyingModel(0.3, 4.0, a, b)
    last = last if x else 0.0
    now, later = repeat_buying.p_alive(model, [x, x], [last, last], [last + silence, last + silence + 5])
    assert 0 <= later <= now <= 1
    assert x or now == 1
    near, far = (repeat_buying.expected_next(model, t, [x], [last], [last + silence])[0] for t in (4, 13))
    assert -1e-12 <= near <= far + 1e-12


@given(st.floats(0.5, 8), st.floats(1.2, 6), st.floats(2, 200), st.integers(1, 6))
@settings(max_examples=15, deadline=None)
def test_the_worths_of_an_order_are_a_distribution(p, q, v, orders):
    """The density of the mean value integrates to one."""
    model = ValueModel(p, q, v)
    whole = integrate.quad(lambda value: float(np.exp(gamma_gamma.log_likelihood(model, [orders], [value])[0])), 0, np.inf,
                           limit=400)[0]
    assert whole == pytest.approx(1, abs=0.02)


def test_gamma_gamma_finds_what_the_orders_were_made_of():
    """Invented means with the published parameters, in yuan and in cents alike."""
    generator = np.random.default_rng(5)
    orders = generator.integers(1, 12, 30_000)
    rate = generator.gamma(3.74, 1 / 15.44, len(orders))
    mean = generator.gamma(6.25 * orders, 1 / rate) / orders
    found, in_cents = gamma_gamma.fit(orders, mean), gamma_gamma.fit(orders, mean * 100)
    assert [found.p, found.q, found.v] == pytest.approx([6.25, 3.74, 15.44], rel=0.08)
    assert in_cents.mean == pytest.approx(100 * found.mean, rel=1e-3)
    assert gamma_gamma.value_depends(orders, mean) == pytest.approx(0, abs=0.05)


def test_value_that_depends_on_how_often_is_noticed():
    """The more often, the dearer: the correlation is far from nothing; of three alike it cannot be said."""
    orders = np.arange(1, 40)
    assert gamma_gamma.value_depends(orders, orders * 3.0) == pytest.approx(1)
    assert np.isnan(gamma_gamma.value_depends([2, 2, 2], [5, 6, 7]))
    with pytest.raises(ValueError, match="above 0"):
        gamma_gamma.fit([1, 0], [3, 4])
