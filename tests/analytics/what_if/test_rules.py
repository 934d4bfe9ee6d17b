"""The formulas of the what-if models against worked examples and slow loops (METRICS 8)."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.statistics.fatigue import PRIOR, PRIOR_SD, wear
from analytics.what_if import growth, mix
from analytics.what_if.answer import Lever
from analytics.what_if.discount import break_even

few = settings(max_examples=25, deadline=None)


def test_a_discount_of_ten_per_cent_at_a_margin_of_forty_needs_a_third_more():
    assert float(break_even(0.4, 0.1)) == pytest.approx(1 / 3)


@pytest.mark.parametrize(("margin", "discount"), [(0.1, 0.1), (0.1, 0.2)])
def test_a_discount_that_eats_the_margin_never_breaks_even(margin, discount):
    assert np.isnan(break_even(margin, discount))


@few
@given(st.floats(0.05, 1), st.floats(0, 0.9), st.floats(0, 0.5))
def test_at_the_break_even_nothing_is_won_or_lost(margin, share, extra):
    discount = margin * share
    more = float(break_even(margin, discount, extra))
    assert (1 + more) * (margin - discount) - extra == pytest.approx(margin)


@few
@given(st.integers(0, 5000), st.floats(0, 300), st.floats(0, 1), st.integers(1, 24))
def test_growth_is_the_recursion_month_by_month(members, joins, leaving, months):
    slow = float(members)
    for _ in range(months):
        slow = slow * (1 - leaving) + joins
    assert float(growth.path(members, joins, leaving, months)) == pytest.approx(slow, rel=1e-5, abs=1e-5)


def test_growth_settles_where_as_many_come_as_go():
    assert float(growth.path(100, 30, 0.1, 600)) == pytest.approx(300)


@few
@given(st.floats(0.1, 20), st.floats(0.3, 1), st.integers(0, 30))
def test_posts_of_a_kind_bring_the_sum_of_ever_less(mean, fade, posts):
    slow = sum(mean * fade**k for k in range(posts))
    assert float(mix._brought(np.array([mean]), np.array([fade]), np.array([posts]))[0]) == pytest.approx(slow)


def test_without_wear_every_post_brings_the_same():
    brought = mix._brought(np.array([3.0, 5.0, 2.0]), np.ones(3), np.array([3, 5, 2]))
    assert brought.tolist() == [9.0, 25.0, 4.0]


@few
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=30))
def test_the_best_mixes_are_those_that_no_other_beats(points):
    answers, orders = (np.array(side, dtype=float) for side in zip(*points, strict=True))
    slow = [not any((a >= x and o >= y) and (a > x or o > y) for a, o in points) for x, y in points]
    assert mix._undominated(answers, orders).tolist() == slow


def _posts(many, fade, seed=3):
    """Answers of posts of two kinds, five a week each, that lose `fade` with each further post."""
    drawn = np.random.default_rng(seed)
    kinds, places = np.repeat([0, 1], many), np.tile(np.arange(many) % 5 + 1, 2)
    return drawn.poisson(np.array([8.0, 20.0])[kinds] * fade ** (places - 1)), kinds, places


def test_wear_is_found_where_there_are_posts_to_find_it_in():
    counts, kinds, places = _posts(500, 0.7)
    gamma, error = wear(counts, kinds, places, np.zeros((len(counts), 0)), 2)
    assert np.exp(gamma) == pytest.approx([0.7, 0.7], abs=0.03)
    assert (error < 0.05).all()


def test_wear_stays_at_the_usual_where_no_kind_was_posted_twice_a_week():
    counts, kinds, _ = _posts(40, 1.0)
    gamma, error = wear(counts, kinds, np.ones(len(counts)), np.zeros((len(counts), 0)), 2)
    assert gamma == pytest.approx([PRIOR, PRIOR])
    assert error == pytest.approx([PRIOR_SD, PRIOR_SD], rel=1e-4)


def test_fewer_posts_are_pulled_further_to_the_usual():
    gaps = []
    for many in (10, 40, 400):
        counts, kinds, places = _posts(many, 1.0)
        gaps.append(float(np.abs(wear(counts, kinds, places, np.zeros((len(counts), 0)), 2)[0]).max()))
    assert all(more > fewer for more, fewer in pairwise(gaps))


@pytest.mark.parametrize(("value", "step", "shown"), [(0.2, 0.01, 0.2), (0.126016, 0.001, 0.126), (0.9999, 0.001, 1.0)])
def test_a_share_between_two_steps_is_shown_finer(value, step, shown):
    assert Lever("rate", "share", 0, 1, 0.01, value).shown(value) == pytest.approx((step, shown))


def test_whole_things_are_shown_whole():
    assert Lever("joins", "people", 0, 100, 1, 42.1).shown(42.1) == (1, 42)
