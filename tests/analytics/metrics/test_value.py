"""Money per person on real files: totals, refunds, repurchase in its named versions, worth by cohort, edges of each."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import Scope, Workspace
from analytics.metrics import buying_bands, buying_model, lifetime_value, repurchase, rfm, today, value
from analytics.metrics.purchases import Purchases
from analytics.scope import Resolved
from analytics.settings import Settings
from tests.analytics.metrics.shops import open_shop, order_file, paid

MARCH = [paid(800 + n, "路人甲", f"2026-03-{n + 1:02d}", "1") for n in range(3)]
# The sheet ends on 30 June: the last 90 days begin on 2 April.
SPRING = [
    *MARCH, paid(1, "小雨", "2026-04-01", "100"), paid(2, "小雨", "2026-04-02", "100"), paid(3, "小雨", "2026-06-30", "50"),
    paid(4, "阿珍", "2026-04-02", "30"), paid(5, "阿珍", "2026-04-02", "20"),
    paid(6, "阿明", "2026-05-01", "200", refund="50"), paid(7, "阿明", "2026-05-02", "80", refund="80"),
    paid(8, "阿香", "2026-05-05", "60", status="交易关闭"), paid(9, "阿强", "2026-05-06", "40", refund="40"),
]
LATELY = Scope(start=date(2026, 4, 2))


@pytest.fixture(scope="module")
def spring(tmp_path_factory):
    """A shop of orders only."""
    with open_shop(tmp_path_factory.mktemp("spring"), orders=SPRING) as shop:
        yield shop


def made(days, *, until, known_from="2026-01-01", start=None, window=90):
    """Purchases of (person, day, yuan) worked by hand, without files."""
    frame = pd.DataFrame([(who, pd.Timestamp(day), 1, round(yuan * 100), round(yuan * 100), 0, 0, 1, "own")
                          for who, day, yuan in days], columns=[
        "person_id", "day", "orders", "cents", "gross_cents", "refund_cents", "refunded", "placed", "buyer"])
    frame = frame.groupby(["person_id", "day", "buyer"], as_index=False).sum()
    end = date.fromisoformat(until)
    begin = date.fromisoformat(start) if start else end - timedelta(days=window - 1)
    resolved = Resolved((), begin, end, end)
    return Purchases(resolved, frame, begin, end, date.fromisoformat(known_from), end, start is None)


# ---- totals


def test_totals_are_net_of_refunds_and_closed_orders_never_count(spring):
    """From 2 April, that day included: 100 + 50 + 50 + 150; what came back whole is no sale."""
    found = value.measure(spring, LATELY)
    assert (found.start, found.end) == (date(2026, 4, 2), date(2026, 6, 30))
    assert found.totals == {"net": 350, "gross": 520, "refund": 170, "orders": 5, "placed": 7, "refunded": 3, "buyers": 3}
    assert found.ratios.loc["per_order", "value"] == 70
    assert found.ratios.loc["per_buyer", "value"] == pytest.approx(350 / 3)
    assert found.ratios.loc["refund_amount", "value"] == pytest.approx(170 / 520)
    refunded = found.rates.set_index("rate").loc["refunded_orders"]
    assert (refunded["count"], refunded["of"]) == (3, 7)


def test_every_count_opens_its_people(spring):
    """Buyers, those who came back, those who sent something back."""
    found = value.measure(spring, LATELY)
    assert set(found.people("buyers")["display_name"]) == {"小雨", "阿珍", "阿明"}
    assert set(found.people("repeaters")["display_name"]) == {"小雨"}
    assert set(found.people("refunded")["display_name"]) == {"阿明", "阿强"}
    assert len(found.people("buyers")) == found.totals["buyers"]


def test_without_chosen_days_all_orders_are_meant(spring):
    """From the first of March on: 3 more of March and 100 of 1 April."""
    found = value.measure(spring)
    assert (found.start, found.end) == (date(2026, 3, 1), date(2026, 6, 30))
    assert (found.totals["net"], found.totals["buyers"]) == (453, 4)


def test_chosen_days_are_kept_to(spring):
    """April alone."""
    found = value.measure(spring, Scope(start=date(2026, 4, 1), end=date(2026, 4, 30)))
    assert found.totals["net"] == 250
    assert found.coverage["until"] == date(2026, 6, 30)


def test_days_after_the_orders_end_are_cut(spring):
    """The orders end on 30 June: July is not an empty month, the period ends with them."""
    assert value.measure(spring, Scope(start=date(2026, 6, 1), end=date(2026, 7, 31))).end == date(2026, 6, 30)


def test_who_buys_for_others_leaves_the_people_and_stays_in_the_totals(tmp_path):
    """A reseller's money is the shop's, not this person's."""
    with open_shop(tmp_path, orders=SPRING) as shop:
        before = value.measure(shop)
        person = int(before.members.set_index("display_name").loc["小雨", "person_id"])
        shop.decide_resellers([person], True)
        after = value.measure(shop)
        week = Scope(start=date(2026, 6, 24), end=date(2026, 6, 30))
        first, same = today.measure(shop, week), value.measure(shop, week)
    # The first screen counts the same people, and lists as many.
    assert first.numbers.set_index("key")["value"]["buyers"] == same.totals["buyers"] == len(first.people("buyers")) == 0
    assert first.numbers.set_index("key")["value"]["net"] == same.totals["net"] == 50
    assert after.totals["net"] == before.totals["net"]
    assert after.totals["buyers"] == before.totals["buyers"] - 1
    assert "小雨" not in set(after.members["display_name"])
    assert after.coverage["reseller_orders"] == 3


def test_without_orders_there_is_nothing_and_it_says_so(tmp_path):
    """A shop of talk has no buyers, and no rate is drawn of nobody."""
    from tests.analytics.metrics.shops import every_day
    with open_shop(tmp_path, every_day("小雨", "2026-06-01", "2026-06-05")) as shop:
        found = value.measure(shop)
        assert not found.coverage["has_orders"]
        assert found.rates["share"].isna().all()
        assert np.isnan(found.ratios.loc["per_order", "value"])
        assert repurchase.measure(shop).rates["share"].isna().all()
        assert rfm.measure(shop).segments.empty
        assert lifetime_value.measure(shop).cohorts.empty
        assert buying_model.measure(shop).verdict == "no_orders"


# ---- repurchase


def rate(found, version):
    """(count, of, pending) of a version."""
    row = found.rates.set_index("version").loc[version]
    return int(row["count"]), int(row["of"]), int(row["pending"])


def test_two_orders_of_one_day_are_no_repeat_purchase(spring):
    """阿珍 split an order: she counts by orders, not by days; 小雨's first April order lies outside the 90 days."""
    everything, found = repurchase.measure(spring), repurchase.measure(spring, LATELY)
    assert rate(everything, "days") == (2, 4, 0)
    assert rate(everything, "recent") == (1, 3, 0)
    assert set(everything.people("recent")["display_name"]) == {"小雨"}
    assert "recent" not in set(found.rates["version"])
    assert rate(found, "days") == (1, 3, 0)
    assert rate(found, "orders") == (2, 3, 0)
    assert set(found.people("days")["display_name"]) == {"小雨"}
    assert len(found.people("orders", "of")) == 3


def bought_again(gap, silence, window=30):
    """Cohort figures of one first-time buyer who came again after `gap` days, `gap + silence` days before the end."""
    first = date(2026, 5, 10)
    days = [(1, str(first), 10.0), (1, str(first + timedelta(days=gap)), 10.0)]
    found = repurchase.table(made(days, until=str(first + timedelta(days=gap + silence))),
                             pd.DataFrame({"person_id": [], "first_join": []}), Settings())
    return rate(found, f"first_{window}")


@pytest.mark.parametrize(("gap", "expected"), [(29, (1, 1, 0)), (30, (1, 1, 0)), (31, (0, 1, 0))])
def test_thirty_days_later_still_counts(gap, expected):
    """The window's last day is inside."""
    assert bought_again(gap, 60) == expected


def test_a_window_that_is_not_over_is_pending_even_after_a_repeat():
    """Bought again after five days, 29 days after the first order: not over; on day 30 it is."""
    assert bought_again(5, 24) == (0, 0, 1)
    assert bought_again(5, 25) == (1, 1, 0)


@pytest.mark.parametrize(("day", "known"), [(30, False), (31, True)])
def test_whose_first_order_is_near_the_begin_is_not_called_new(day, known):
    """Within the first 30 days of the sheets nobody knows whether it was the first."""
    days = [(1, str(date(2026, 1, 1) + timedelta(days=day - 1)), 10.0)]
    found = repurchase.table(made(days, until="2026-06-30"), pd.DataFrame({"person_id": [], "first_join": []}), Settings())
    assert (found.unknown_new == 0) is known
    assert rate(found, "first_90")[1] == int(known)


@pytest.mark.parametrize(("tenure", "inside"), [(30, False), (31, True), (180, True), (181, False)])
def test_the_stage_is_day_31_to_180(tenure, inside):
    """The day of joining is day 1 (article table T5)."""
    joined = pd.DataFrame({"person_id": [1], "first_join": [date(2026, 6, 30) - timedelta(days=tenure - 1)]})
    found = repurchase.table(made([(1, "2026-06-01", 5.0), (1, "2026-06-02", 5.0)], until="2026-06-30"), joined, Settings())
    assert rate(found, "stage") == (int(inside), int(inside), 0)


def test_a_month_without_buyers_moves_no_column():
    """January and March: the cohort table knows them by name; nothing is numbered by row."""
    days = [(1, "2026-01-31", 5.0), (1, "2026-03-20", 5.0), (2, "2026-03-31", 5.0)]
    found = repurchase.table(made(days, until="2026-09-30", known_from="2025-11-01"),
                             pd.DataFrame({"person_id": [], "first_join": []}), Settings())
    assert found.cohorts["month"].dt.month.unique().tolist() == [1, 3]
    january = found.cohorts[found.cohorts["month"].dt.month == 1].set_index("window_days")
    assert january["count"].to_dict() == {30: 0, 60: 1, 90: 1}


# ---- lifetime value


def test_worth_counts_from_the_first_order_to_the_day_itself():
    """30 days: day 30 is in, day 31 is not."""
    days = [(1, "2026-03-01", 10.0), (1, "2026-03-31", 5.0), (1, "2026-04-01", 7.0)]
    found = lifetime_value.table(made(days, until="2026-06-30"), Settings()).overall.set_index("days")
    assert found.loc[30, "net"] == 15
    assert found.loc[60, "net"] == 22
    assert found["buyers"].to_dict() == {30: 1, 60: 1, 90: 1, 180: 0, 365: 0}


def test_a_month_with_somebody_short_is_not_finished():
    """One of two has been a customer for 29 days: the overall 30-day worth leaves that one out, the month stays open."""
    days = [(1, "2026-05-02", 10.0), (2, "2026-05-31", 90.0)]
    found = lifetime_value.table(made(days, until="2026-06-29"), Settings())
    assert found.overall.set_index("days").loc[30, "per_buyer"] == 10
    may = found.cohorts.set_index("days").loc[30]
    assert (may["pending"], may["complete"]) == (1, False)
    assert np.isnan(may["per_buyer"])
    assert len(found.people(30)) == 1


# ---- properties

BASKETS = st.lists(st.tuples(st.integers(1, 9), st.integers(0, 150), st.integers(1, 500)), min_size=1, max_size=40)


def bought(baskets):
    """Purchases of (person, day number, yuan)."""
    return made([(who, str(date(2026, 2, 1) + timedelta(days=day)), yuan) for who, day, yuan in baskets], until="2026-07-01")


@given(BASKETS, st.randoms())
@settings(max_examples=20, deadline=None)
def test_the_order_of_rows_changes_nothing_and_people_permute(baskets, random):
    """Shuffled rows give the same numbers; other ids give the same numbers under those ids."""
    nobody = pd.DataFrame({"person_id": [], "first_join": []})
    mixed = list(baskets)
    random.shuffle(mixed)
    renamed = [(100 - who, day, yuan) for who, day, yuan in baskets]
    ours, other, moved = (repurchase.table(bought(one), nobody, Settings()) for one in (baskets, mixed, renamed))
    pd.testing.assert_frame_equal(ours.rates, other.rates)
    pd.testing.assert_frame_equal(ours.cohorts, moved.cohorts)
    assert value.table(bought(baskets)).totals == value.table(bought(renamed)).totals
    longer = ours.cohorts[ours.cohorts["complete"]].groupby("month")["count"]
    assert longer.is_monotonic_increasing.all()


@given(BASKETS)
@settings(max_examples=20, deadline=None)
def test_net_never_exceeds_gross_and_lists_are_as_long_as_counts(baskets):
    """Money and lists agree with the totals; days never count more than orders."""
    facts = bought(baskets)
    found, again = value.table(facts), repurchase.table(facts, pd.DataFrame({"person_id": [], "first_join": []}), Settings())
    assert found.totals["net"] <= found.totals["gross"]
    assert len(found.people("buyers")) == found.totals["buyers"]
    for version in again.rates["version"]:
        for state, number in zip(("count", "of", "pending"), rate(again, version), strict=True):
            assert len(again.people(version, state)) == number
    assert rate(again, "days")[0] <= rate(again, "orders")[0]


# ---- RFM


def crowd(buyers):
    """So many buyers, each with one more day and more money than the one before."""
    return [(who, str(date(2026, 1, 2) + timedelta(days=who + 3 * n)), 10.0 * who)
            for who in range(1, buyers + 1) for n in range(who % 7 + 1)]


@pytest.mark.parametrize(("buyers", "classes"), [(19, 0), (20, 3), (49, 3), (50, 5)])
def test_few_buyers_get_few_classes(buyers, classes):
    """Under 20 none, under 50 three."""
    found = rfm.table(made(crowd(buyers), until="2026-06-30"), Settings())
    assert found.classes == classes
    assert found.segments["count"].sum() == buyers
    assert set(found.members["segment"]) == {"unscored"} if classes == 0 else found.members["r"].max() <= classes


def test_ties_score_equal_and_quintiles_are_even():
    """Fifty different values give ten each; forty equal ones among them share one score."""
    assert rfm.score(pd.Series(range(50)), 5).value_counts().to_dict() == dict.fromkeys(range(1, 6), 10)
    tied = rfm.score(pd.Series([1] * 40 + list(range(2, 12))), 5)
    assert tied.iloc[:40].nunique() == 1
    assert tied.iloc[0] == 3
    assert tied.iloc[40:].tolist() == [5] * 10


@pytest.mark.parametrize(("scores", "name"), [
    ((5, 5, 5), "champions"), ((4, 4, 4), "champions"), ((3, 4, 4), "loyal"), ((2, 3, 3), "loyal"), ((5, 1, 1), "potential"),
    ((2, 2, 2), "attention"), ((2, 1, 1), "about_to_sleep"), ((1, 2, 2), "at_risk"), ((1, 5, 5), "at_risk"),
    ((1, 1, 1), "lost"), ((5, 1, 5), "others"), ((1, 1, 5), "others")])
def test_the_published_ranges(scores, name):
    """The first range that fits, as `rfm_segment` of the R package does."""
    frame = pd.DataFrame([scores], columns=["r", "f", "m"])
    assert rfm.segment(frame, 5, "published").tolist() == [name]


@pytest.mark.parametrize(("scores", "classes", "name"), [
    ((4, 4, 4), 5, "best"), ((3, 4, 4), 5, "best_slipping"), ((4, 3, 4), 5, "big_new"), ((4, 4, 3), 5, "often_small"),
    ((3, 3, 3), 5, "small_lost"), ((3, 3, 3), 3, "best"), ((2, 3, 3), 3, "best_slipping"), ((1, 1, 3), 3, "big_lost")])
def test_high_is_above_the_middle_class(scores, classes, name):
    """Four of five and three of three are high; the middle is not."""
    assert rfm.segment(pd.DataFrame([scores], columns=["r", "f", "m"]), classes, "own").tolist() == [name]


@given(st.lists(st.tuples(st.integers(1, 80), st.integers(0, 150), st.integers(1, 60)), min_size=1, max_size=200), st.randoms())
@settings(max_examples=15, deadline=None)
def test_segments_hold_every_buyer_once_and_equal_people_are_equal(baskets, random):
    """They partition the buyers and their money; the same history never gets two segments; rows may be shuffled."""
    for rules in ("own", "published"):
        chosen = Settings().changed(value__rfm_rules=rules)
        found = rfm.table(bought(baskets), chosen)
        assert found.segments["count"].sum() == len(found.members)
        assert found.segments["net"].sum() == pytest.approx(found.members["net"].sum())
        assert (found.members.groupby(["recency_days", "order_days", "net"])["segment"].nunique() == 1).all()
        mixed = list(baskets)
        random.shuffle(mixed)
        pd.testing.assert_frame_equal(found.members, rfm.table(bought(mixed), chosen).members)


# ---- the model of repeat buying


def invented(people, weeks=40, seed=4):
    """Purchases of invented customers who behave as the model says, and the settings that let 60 of them be enough."""
    from analytics.statistics import repeat_buying
    generator = np.random.default_rng(seed)
    model = repeat_buying.BuyingModel(0.9, 4.0, 0.6, 2.0)
    days = []
    for who in range(1, people + 1):
        start, rate, stop = int(generator.integers(0, 84)), generator.gamma(model.r, 1 / model.alpha), generator.beta(0.6, 2.0)
        moment, alive = 0.0, True
        days.append((who, start, 20.0))
        while alive and (moment := moment + generator.exponential(1 / rate)) < weeks - start / 7:
            days.append((who, start + int(moment * 7) + 1, float(generator.gamma(4, 5))))
            alive = generator.random() > stop
    first = date(2026, 1, 1)
    last = str(first + timedelta(days=weeks * 7))
    return made([(who, str(min(first + timedelta(days=day), date.fromisoformat(last))), yuan) for who, day, yuan in days],
                until=last)


def test_with_enough_customers_the_model_speaks_and_is_checked():
    """300 invented customers: fitted, everybody's chance and next orders, checked on the third that it has not seen."""
    found = buying_model.table(invented(300), Settings())
    assert found.verdict == "fitted"
    assert found.gate["passed"].all()
    once = found.members["x"] == 0
    assert found.members.loc[once, "p_alive"].isna().all()
    assert found.members.loc[~once, "p_alive"].between(0, 1).all()
    assert (found.members["next_90"] >= found.members["next_30"]).all()
    last = found.holdout.iloc[-1]
    assert last["expected"] == pytest.approx(last["actual"], rel=0.25)
    assert found.holdout["expected"].is_monotonic_increasing
    assert (found.holdout["actual"].diff().dropna() >= 0).all()
    for row in found.holdout.iloc[[0, len(found.holdout) // 2, -1]].to_dict("records"):
        assert found.bought_again(row["day"].date())["x"].sum() == row["actual"]
    assert len(found.people("probably_gone")) == (found.members["p_alive"] < 0.5).sum()


@pytest.mark.parametrize(("name", "verdict"), [
    ("model_from_customers", "few_customers"), ("model_from_repeaters", "few_repeaters")])
def test_one_too_few_and_no_model_speaks(name, verdict):
    """On the number itself it speaks; one more asked for and it does not, but every rhythm is still told."""
    facts = invented(140)
    counts = buying_model.table(facts, Settings()).gate.set_index("need")["count"]
    number = int(counts["customers" if name == "model_from_customers" else "repeaters"])
    enough, lacking = (Settings().changed(**{f"value__{name}": wanted}) for wanted in (number, number + 1))
    assert buying_model.table(facts, enough).verdict in ("fitted", "on_bounds")
    found = buying_model.table(facts, lacking)
    assert found.verdict == verdict
    assert found.model is None
    assert found.members["own_gap_days"].notna().any()


@pytest.mark.parametrize(("silence", "overdue"), [(29, False), (30, True)])
def test_three_own_gaps_of_silence_are_too_long(silence, overdue):
    """Every ten days, then nothing: overdue on day 30, as the rule of lost buyers says."""
    days = [(1, f"2026-05-{day:02d}", 5.0) for day in (1, 11, 21)]
    until = str(date(2026, 5, 21) + timedelta(days=silence))
    found = buying_model.table(made(days, until=until), Settings())
    assert found.members["own_gap_days"].tolist() == [10]
    assert found.members["overdue"].tolist() == [overdue]
    assert len(found.people("overdue")) == int(overdue)


def test_value_that_depends_on_frequency_is_not_multiplied():
    """The more often, the dearer: orders are forecast, yuan are not."""
    facts = invented(300)
    often = facts.days.groupby("person_id")["day"].transform("size")
    dear = facts.days.assign(cents=1000 * often, gross_cents=1000 * often)
    found = buying_model.table(replace(facts, days=dear), Settings())
    assert found.depends > 0.3
    assert found.value is None
    assert found.verdict == "fitted"
    assert found.members["worth_90"].isna().all()


def test_the_forecast_has_a_range_that_is_the_same_every_time(tmp_path):
    """Twenty seeded bootstraps: low < estimate < high for the orders to come; without a model there is no range."""
    forecast = buying_model.table(invented(300), Settings())
    found = buying_bands.bands(forecast, draws=20).set_index("quantity")
    for name in ("next_30", "next_90"):
        assert found.loc[name, "value"] == pytest.approx(forecast.members[name].sum())
        assert found.loc[name, "low"] < found.loc[name, "value"] * 1.1
        assert found.loc[name, "low"] < found.loc[name, "high"]
    pd.testing.assert_frame_equal(found, buying_bands.bands(forecast, draws=20).set_index("quantity"))
    with open_shop(tmp_path, orders=SPRING) as shop:
        assert buying_bands.measure(shop).empty
        assert buying_bands.by_layer(shop).empty


def test_importing_again_and_in_two_files_changes_nothing(tmp_path):
    """Promise 9: the same orders in one file, in two, or twice."""
    whole, again = tmp_path / "whole", tmp_path / "again"
    whole.mkdir()
    again.mkdir()
    with open_shop(whole, orders=SPRING) as one, Workspace.open() as other:
        other.import_file(order_file(again, SPRING[:6], "一.csv"))
        other.import_file(order_file(again, SPRING[4:], "二.csv"))
        other.import_file(order_file(again, SPRING[4:], "三.csv"))
        assert value.measure(one).totals == value.measure(other).totals
        pd.testing.assert_frame_equal(repurchase.measure(one).rates, repurchase.measure(other).rates)
