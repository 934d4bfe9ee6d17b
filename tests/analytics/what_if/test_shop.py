"""What-if on a small shop of real files: unchanged is today, to the digit; today is the metrics page."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics import Scope
from analytics.metrics import first_orders, funnel, layers, tiers, today_facts, today_tasks
from analytics.metrics.order_goals import Margin
from analytics.what_if.answer import answer, settle
from analytics.what_if.questions import QUESTIONS
from tests.analytics.metrics.shops import every_day, open_shop, paid, roster_file

# Questions these files can answer, and the sliders at which nothing is changed where that is not the start.
NOTHING = {"first_order": {}, "funnel": {}, "thresholds": {}, "growth": {}, "wake_up": {"contacts": 0},
           "discount": {"discount": 0, "uplift": 0}}
UP = [("wake_up", "rate"), ("wake_up", "contacts"), ("first_order", "rate"), ("first_order", "newcomers"), ("funnel", "step2"),
      ("funnel", "step3"), ("funnel", "entrants"), ("discount", "uplift"), ("growth", "joins")]
few = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """60 people who joined between June and August, a third of whom buy, some again; two lists, between which some left."""
    folder = tmp_path_factory.mktemp("shop")
    drawn = np.random.default_rng(5)
    names = [f"顾客{number:02d}" for number in range(60)]
    joined = {name: date(2026, 6, 1) + timedelta(days=int(day)) for name, day in zip(names, drawn.integers(0, 80, 60), strict=True)}
    roster = [(name, f"{joined[name]}", "") for name in names]
    orders, number = [], 0
    for name in names[:26]:
        for gap in np.cumsum(drawn.integers(1, 25, int(drawn.integers(1, 6)))):
            day = joined[name] + timedelta(days=int(gap) - 1)
            if day <= date(2026, 8, 31):
                number += 1
                orders.append(paid(number, name, str(day), int(drawn.integers(20, 300))))
    orders.append(paid(900, "路人", "2026-06-01", 30))
    orders.append(paid(901, "路人", "2026-08-31", 30))
    with open_shop(folder, every_day("店长", "2026-06-01", "2026-08-31"), (), orders) as workspace:
        first, last = (roster_file(folder, rows, name=f"名单{at}.csv") for at, rows in enumerate((roster[:50], roster[5:])))
        workspace.import_file(first, chat="福利群", whole_roster=True, seen_on=date(2026, 8, 1))
        workspace.import_file(last, chat="福利群", whole_roster=True, seen_on=date(2026, 8, 31))
        yield workspace


@pytest.fixture(scope="module")
def facts(shop):
    """question → its facts."""
    return {name: QUESTIONS[name].measure(shop) for name in NOTHING}


def test_these_files_are_enough(facts):
    assert {name: found.missing for name, found in facts.items()} == dict.fromkeys(NOTHING, ())


@pytest.mark.parametrize("name", NOTHING)
def test_an_unchanged_scenario_is_today_to_the_digit(facts, name):
    rows = answer(QUESTIONS[name], facts[name], NOTHING[name]).outcomes
    # At least so much of it is not a change: effort a lever asks for by itself, the break-even that needs none.
    assert rows["more"].abs().max() == 0
    assert rows[["more_low", "more_high"]].abs().max().max() == 0


def test_layers_at_the_own_cuts_are_the_layers_page(shop, facts):
    page = layers.measure(shop)
    rows = answer(QUESTIONS["thresholds"], facts["thresholds"], {}).outcomes
    found = rows[rows["outcome"] == "in_layer"].set_index("subject")["today"]
    assert found.to_dict() == {name: page.count(name) for name in found.index}
    tier = tiers.measure(shop)
    held = rows[rows["outcome"] == "in_tier"].set_index("subject")["today"]
    assert held.to_dict() == {name: tier.count(name) for name in ("silver", "gold")}


@pytest.mark.parametrize(("silver", "gold"), [(20, 100), (150, 400), (2900, 20000)])
def test_tiers_at_other_bars_are_the_tiers_page_at_these_bars(shop, facts, silver, gold):
    page = tiers.measure(shop, None, shop.settings.changed(tiers__silver_from_yuan_per_month=silver, tiers__gold_above_yuan=gold))
    rows = answer(QUESTIONS["thresholds"], facts["thresholds"], {"silver": silver, "gold": gold}).outcomes
    held = rows[rows["outcome"] == "in_tier"].set_index("subject")["then"]
    assert held.to_dict() == {name: page.count(name) for name in ("silver", "gold")}


def test_other_cuts_are_the_layers_page_at_these_cuts(shop, facts):
    other = shop.settings.changed(layers__high_spend_above_yuan_per_month=60, layers__silent_from_days=20)
    rows = answer(QUESTIONS["thresholds"], facts["thresholds"], {"high_spend": 60, "silent": 20}).outcomes
    found = rows[rows["outcome"] == "in_layer"].set_index("subject")["then"]
    assert found.to_dict() == {name: layers.measure(shop, None, other).count(name) for name in found.index}
    moved = answer(QUESTIONS["thresholds"], facts["thresholds"], {"high_spend": 60})
    assert len(moved.people) == moved.outcome("moved")["then"] == moved.more["count"].sum() > 0


def test_the_list_of_those_close_to_a_cut_is_as_long_as_their_number(facts):
    found = answer(QUESTIONS["thresholds"], facts["thresholds"], {"list": 1})
    assert len(found.people) == found.outcome("close")["then"]


def test_the_path_is_the_path_page(shop, facts):
    page = funnel.measure(shop)
    rows = answer(QUESTIONS["funnel"], facts["funnel"], {}).outcomes
    assert rows.loc[rows["outcome"] == "reached", "then"].tolist() == page.steps["count"].tolist()
    assert len(answer(QUESTIONS["funnel"], facts["funnel"], {"step2": 0.5}).people) == len(page.people("first_order", "dropped"))


def test_bottlenecks_are_ranked_by_the_gap_to_the_own_best(facts):
    gaps = facts["funnel"].gaps
    assert gaps["gap"].is_monotonic_decreasing
    assert (gaps["best"] >= gaps["share"]).all()


def test_the_rate_of_newcomers_is_the_stages_page(shop, facts):
    page = first_orders.measure(shop).rates.set_index("basis").loc["matured"]
    row = answer(QUESTIONS["first_order"], facts["first_order"], {}).inputs.set_index("input").loc["rate"]
    assert (row["count"], row["of"], row["value"]) == (page["count"], page["of"], page["share"])


def test_newcomers_of_some_days_are_counted_over_these_days(shop):
    """Followed to the end of August, yet so many a month as came in June."""
    june = Scope(start=date(2026, 6, 1), end=date(2026, 6, 30))
    found = QUESTIONS["first_order"].measure(shop, june)
    assert (found.last, found.days) == (date(2026, 6, 30), (date(2026, 6, 30) - found.first).days + 1)
    assert found.joined == found.seen[1] == len(found.result.joins[found.result.joins["status"].isin(["bought", "not_yet"])])
    assert QUESTIONS["funnel"].measure(shop, june).missing == ()


def test_members_of_a_tier_are_the_tiers_page(shop, facts):
    found = answer(QUESTIONS["discount"], facts["discount"], {})
    who = found.levers[0].choices[0]
    page = tiers.measure(shop)
    expected = len(page.people(who)) if who != "buyers" else (facts["discount"].members["orders"] > 0).sum()
    assert len(found.people) == found.outcome("people")["then"] == expected


def test_who_is_lost_is_the_list_of_the_first_screen(shop, facts):
    page = today_tasks.lists(today_facts.read(shop, Scope()), ("regular_gone",))["regular_gone"]
    found = answer(QUESTIONS["wake_up"], facts["wake_up"], {})
    assert found.people["person_id"].tolist() == page["person_id"].tolist()
    assert found.values["contacts"] == len(page)
    assert len(answer(QUESTIONS["wake_up"], facts["wake_up"], {"contacts": 1}).people) == 1


def test_natural_return_is_counted_as_a_slow_loop_counts_it(facts):
    found = facts["wake_up"]
    bought = found.today.purchases.dropna(subset=["person_id"])
    bought = bought[bought["orders"] > 0]
    days, enough = found.days, found.today.settings.today.regular_from_order_days
    at, rows = pd.Timestamp(found.last) - pd.Timedelta(days=days), []
    while at > pd.Timestamp(found.first) and len(rows) < found.today.settings.what_if.windows_until:
        seen = [mine["day"] for _, mine in bought.groupby("person_id")]
        regular = [one for one in seen if (one <= at).sum() >= enough]
        since = [(at - one[one <= at].max()).days for one in regular]
        back = [((one > at) & (one <= at + pd.Timedelta(days=days))).any() for one in regular]
        rows.append([(gap, bool(came)) for gap, came in zip(since, back, strict=True)])
        at -= pd.Timedelta(days=days)
    slow = [came for window in rows for gap, came in window if 10 <= gap <= 60]
    row = answer(QUESTIONS["wake_up"], found, {"from": 10, "until": 60}).inputs.set_index("input").loc["natural"]
    assert (row["count"], row["of"]) == (sum(slow), len(slow))


def test_a_discount_at_its_break_even_costs_nothing(facts):
    need = answer(QUESTIONS["discount"], facts["discount"], {"margin": 0.4, "discount": 0.1}).outcome("break_even")["then"]
    assert need == pytest.approx(1 / 3)
    found = answer(QUESTIONS["discount"], facts["discount"], {"margin": 0.4, "discount": 0.1, "uplift": need})
    assert found.outcome("profit")["more"] == pytest.approx(0, abs=1e-6)
    assert "impossible" in answer(QUESTIONS["discount"], facts["discount"], {"margin": 0.1, "discount": 0.1}).notes


def test_a_margin_the_owner_typed_is_used_instead_of_the_guess(facts):
    """One product without a name holds all sales here: its margin is the shop's, and nothing is guessed any more."""
    found, discount = facts["discount"], QUESTIONS["discount"]
    lever = next(one for one in answer(discount, found, {}).levers if one.name == "margin")
    assert (lever.start, lever.guessed) == (found.settings.what_if.margin_guess_share, True)
    assert found.margin is None
    typed = replace(found, margin=Margin(profit=30.0, known=100.0, net=100.0, shop=0.3, typed=pd.DataFrame()))
    said = answer(discount, typed, {})
    lever = next(one for one in said.levers if one.name == "margin")
    assert (lever.start, lever.guessed) == (0.3, False)
    assert said.notes == ("margin_own", "uplift_unknown")
    assert "margin_part" in answer(discount, replace(typed, margin=replace(typed.margin, net=150.0)), {}).notes
    assert said.inputs.set_index("input")["value"]["margin"] == 0.3


@pytest.mark.parametrize(("name", "lever"), UP)
@few
@given(data=st.data())
def test_more_of_something_good_is_never_less(facts, name, lever, data):
    levers, _ = settle(QUESTIONS[name], facts[name], {})
    limits = next(one for one in levers if one.name == lever)
    low, high = sorted(data.draw(st.tuples(*[st.floats(limits.low, limits.high)] * 2)))
    less, more = (answer(QUESTIONS[name], facts[name], {lever: value}).outcome(QUESTIONS[name].OF) for value in (low, high))
    for field in ("then", "low", "high"):
        assert more[field] >= less[field] - 1e-6 * max(1.0, abs(less[field]))


@pytest.mark.parametrize("name", NOTHING)
def test_asked_again_the_answer_is_the_same_to_the_byte(shop, facts, name):
    first, again = (answer(QUESTIONS[name], one, {}) for one in (facts[name], QUESTIONS[name].measure(shop)))
    for field in ("outcomes", "curve", "inputs", "people"):
        pd.testing.assert_frame_equal(getattr(first, field), getattr(again, field), check_exact=True)


@pytest.mark.parametrize("name", ["mix", "referral"])
def test_what_these_files_cannot_answer_says_what_it_needs(shop, name):
    assert QUESTIONS[name].measure(shop).missing


@pytest.mark.parametrize("name", NOTHING)
def test_sliders_stay_inside_their_limits_whatever_the_address_says(facts, name):
    levers, _ = settle(QUESTIONS[name], facts[name], {})
    for wild in (-1e9, 1e9):
        found = answer(QUESTIONS[name], facts[name], {one.name: wild for one in levers})
        assert all(one.low <= found.values[one.name] <= one.high for one in found.levers)
