"""Survival against published results, scipy's own code and the rules that every curve keeps."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analytics.statistics.survival import (
    dependable,
    kaplan_meier,
    log_rank,
    median_time,
    quantile_time,
    survival_at,
)

# Freireich et al. 1963: weeks in remission; 0 = still in remission when last seen.
MP = [(6, 1), (6, 1), (6, 1), (6, 0), (7, 1), (9, 0), (10, 1), (10, 0), (11, 0), (13, 1), (16, 1), (17, 0), (19, 0),
      (20, 0), (22, 1), (23, 1), (25, 0), (32, 0), (32, 0), (34, 0), (35, 0)]
PLACEBO = [(weeks, 1) for weeks in (1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)]


def split(rows):
    """Durations and endings."""
    return [weeks for weeks, _ in rows], [bool(end) for _, end in rows]


def test_the_leukaemia_trial_gives_the_published_curve():
    """Kalbfleisch and Prentice: .857 .807 .753 .690 .627 .538 .448 at 6 7 10 13 16 22 23 weeks, Greenwood beside it."""
    curve = kaplan_meier(*split(MP))
    assert curve["time"].tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert curve["at_risk"].tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert curve["survival"].tolist() == pytest.approx([.857, .807, .753, .690, .627, .538, .448], abs=5e-4)
    assert curve["se"].tolist() == pytest.approx([.0764, .0869, .0963, .1068, .1141, .1282, .1346], abs=5e-5)
    assert median_time(curve) == 23
    assert median_time(kaplan_meier(*split(PLACEBO))) == 8


def test_the_log_log_interval_is_the_published_one():
    """Week 6: .620 to .952; week 23: .188 to .680 (log-log)."""
    curve = kaplan_meier(*split(MP)).set_index("time")
    assert curve.loc[6, ["low", "high"]].tolist() == pytest.approx([.620, .952], abs=5e-4)
    assert curve.loc[23, ["low", "high"]].tolist() == pytest.approx([.188, .680], abs=1e-3)


def test_the_trials_log_rank_is_16_79():
    """Observed 9 and 21, expected 19.25 and 10.75, chi-square 16.79 on one degree."""
    (mp, mp_end), (placebo, placebo_end) = split(MP), split(PLACEBO)
    found = log_rank(mp + placebo, mp_end + placebo_end, ["6-MP"] * 21 + ["placebo"] * 21)
    assert found.statistic == pytest.approx(16.79, abs=5e-3)
    assert found.observed == (9, 21)
    assert found.expected == pytest.approx((19.25, 10.75), abs=5e-3)
    assert found.freedom == 1
    theirs = stats.logrank(stats.CensoredData.right_censored(mp, ~np.array(mp_end)),
                           stats.CensoredData.right_censored(placebo, ~np.array(placebo_end)))
    assert theirs.statistic**2 == pytest.approx(found.statistic)
    assert theirs.pvalue == pytest.approx(found.p_value)


lives = st.lists(st.tuples(st.integers(1, 30), st.booleans()), min_size=1, max_size=60)


@given(lives)
@settings(max_examples=60, deadline=None)
def test_the_curve_is_scipys_and_never_rises(rows):
    """Same numbers as scipy.stats.ecdf; shuffling changes nothing; 0 ≤ low ≤ S ≤ high ≤ 1."""
    time, ended = split(rows)
    curve = kaplan_meier(time, ended)
    theirs = stats.ecdf(stats.CensoredData.right_censored(time, ~np.array(ended))).sf
    assert curve["survival"].tolist() == pytest.approx([float(theirs.evaluate(t)) for t in curve["time"]])
    assert (np.diff([1.0, *curve["survival"]]) <= 1e-12).all()
    sure = curve.dropna(subset=["low"])
    assert ((sure["low"] <= sure["survival"] + 1e-12) & (sure["survival"] <= sure["high"] + 1e-12)).all()
    again = kaplan_meier(*split(rows[::-1]))
    assert again["survival"].tolist() == pytest.approx(curve["survival"].tolist())


@given(st.lists(st.integers(1, 40), min_size=1, max_size=60))
@settings(max_examples=40, deadline=None)
def test_without_censoring_it_is_one_minus_k_of_n(times):
    """Everybody was seen ending: S(t) = share that lasted longer than t."""
    curve = kaplan_meier(times, [True] * len(times))
    assert curve["survival"].tolist() == pytest.approx([np.mean(np.array(times) > t) for t in curve["time"]])


def test_late_comers_are_at_risk_only_once_they_are_seen():
    """Entered after 10: not at risk at 10, at risk at 11; by hand 1 of 2, then 1 of 2."""
    curve = kaplan_meier([10, 11, 20], [True, True, False], [-1, 10, 9])
    assert curve["at_risk"].tolist() == [2, 2]
    assert curve["survival"].tolist() == pytest.approx([0.5, 0.25])


def test_who_had_gone_before_being_seen_plays_no_part():
    """Entry after the end: no one could have seen it."""
    assert kaplan_meier([5, 9], [True, True], [5, -1])["at_risk"].tolist() == [1]


def test_the_curve_stops_where_fewer_than_five_are_left():
    """Six, five, four at risk: two steps are kept."""
    curve = kaplan_meier([1, 2, 3, 4, 5, 6], [True] * 6)
    assert dependable(curve)["at_risk"].tolist() == [6, 5]
    assert dependable(curve, fewest=4)["at_risk"].tolist() == [6, 5, 4]


def test_a_median_that_is_not_reached_is_none():
    """One of three ended."""
    curve = kaplan_meier([1, 9, 9], [True, False, False])
    assert median_time(curve) is None
    value, *interval = survival_at(curve, 0.5)
    assert value == 1
    assert np.isnan(interval).all()
    assert survival_at(curve, 5)[0] == pytest.approx(2 / 3)


def test_ninety_percent_have_ended_at_the_ninth_of_ten():
    """P90 is a time on the curve."""
    assert quantile_time(kaplan_meier(range(1, 11), [True] * 10), 0.9) == 9
    assert quantile_time(kaplan_meier([1, 2], [True, False]), 0.9) is None


def test_three_equal_groups_do_not_differ():
    """Statistic 0 on two degrees; delayed entry is allowed."""
    time = [1, 2, 3] * 3
    found = log_rank(time, [True] * 9, ["a"] * 3 + ["b"] * 3 + ["c"] * 3, [-1] * 9)
    assert found.statistic == pytest.approx(0, abs=1e-9)
    assert found.freedom == 2
    assert np.isnan(log_rank(time, [True] * 9, ["a"] * 9).statistic)


def test_unequal_lengths_are_refused():
    """A duration without an ending."""
    with pytest.raises(ValueError, match="length"):
        kaplan_meier([1, 2], [True])
