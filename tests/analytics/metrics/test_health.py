"""Three pillars: what is counted in which weeks, lights that need certainty, a tree that needs evidence."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import Scope
from analytics.metrics import active_retention, activity, exits, health, health_facts, repurchase, stickiness, topics
from analytics.metrics.diagnosis import PILLARS, Diagnosis, diagnose, light, state
from analytics.metrics.whole_weeks import Span, whole_weeks
from analytics.settings import definitions
from tests.analytics.metrics.shops import CHAT, TALK, at, every_day, open_shop, paid
from tests.analytics.metrics.test_group_table import snapshot
from tests.analytics.metrics.test_nps import answers, crowd

# 1 June 2026 is a Monday.
MONDAY = date(2026, 6, 1)
RECORD = every_day("小雨", "2026-04-06", "2026-06-28")


def number(result, key):
    """One row of the numbers."""
    return result.numbers.set_index("key").loc[[key]].iloc[0]


# ---- weeks

def test_only_weeks_of_seven_known_days_count() -> None:
    """A week with a missing day is no week; a run ends at a hole."""
    days = pd.date_range("2026-05-25", "2026-06-21")
    assert list(whole_weeks(days, date(2026, 6, 21)).mondays.date) == [MONDAY + timedelta(days=7 * n) for n in (-1, 0, 1, 2)]
    holed = days.drop(pd.Timestamp("2026-06-03"))
    assert list(whole_weeks(holed, date(2026, 6, 21)).mondays.date) == [date(2026, 6, 8), date(2026, 6, 15)]


@pytest.mark.parametrize(("until", "last"), [(date(2026, 6, 21), date(2026, 6, 15)), (date(2026, 6, 20), date(2026, 6, 8))])
def test_the_week_of_the_last_day_counts_from_its_sunday_on(until: date, last: date) -> None:
    """On Sunday the week is whole, on Saturday it is not."""
    assert whole_weeks(pd.date_range("2026-05-25", "2026-07-05"), until).mondays[-1].date() == last


def test_two_sides_are_two_different_spans() -> None:
    """The last two weeks and the two before; three before are not known."""
    weeks = whole_weeks(pd.date_range("2026-06-01", "2026-06-28"), date(2026, 6, 28))
    assert weeks.last(2) == Span(date(2026, 6, 15), date(2026, 6, 28))
    assert weeks.last(2, before=2) == Span(date(2026, 6, 1), date(2026, 6, 14))
    assert weeks.last(3, before=2) is None
    assert weeks.last(0) is None


# ---- lights and the tree

@pytest.mark.parametrize(("low", "high", "at_least", "strict", "shown"), [
    (0.30, 0.50, True, False, "good"), (0.30, 0.50, True, True, "unsure"), (0.31, 0.50, True, True, "good"),
    (0.29, 0.50, True, False, "unsure"), (0.10, 0.30, True, False, "unsure"), (0.10, 0.30, True, True, "bad"),
    (0.10, 0.29, True, False, "bad"), (0.10, 0.30, False, False, "good"), (0.31, 0.50, False, False, "bad"),
    (0.29, 0.31, False, False, "unsure"), (float("nan"), float("nan"), True, False, "unsure"),
])
def test_a_light_needs_an_interval_on_one_side_of_the_target(low, high, at_least, strict, shown) -> None:
    """Target 30 %, on both sides of every edge."""
    assert light(low, high, 0.30, at_least=at_least, enough=True, strict=strict) == shown


def test_a_small_sample_has_no_colour() -> None:
    """However far from the target."""
    assert light(0.9, 1.0, 0.3, at_least=True, enough=False) == "unsure"


@pytest.mark.parametrize(("active", "loyal", "sales", "finding"), [
    ("bad", "good", "good", "content"), ("bad", "good", "unsure", "content"), ("good", "bad", "good", "fit"),
    ("good", "bad", "bad", "fit"), ("good", "good", "bad", "offer"), ("good", "good", "good", "all_fine"),
    ("good", "good", "unsure", "unsure"), ("bad", "bad", "good", "several"), ("bad", "unsure", "good", "several"),
    ("unsure", "unsure", "unsure", "unsure"), ("good", "unsure", "good", "unsure"),
])
def test_the_tree_concludes_what_the_article_says(active, loyal, sales, finding) -> None:
    """Talk low and staying fine: content. Talk fine and staying low: fit. Both fine and sales low: offer."""
    found = diagnose({"active": {"a": active}, "loyal": {"b": loyal}, "sales": {"c": sales}})
    assert found.finding == finding


def test_evidence_is_what_fired() -> None:
    """Unsure numbers are no evidence; where no branch speaks only the missed ones are named."""
    lights = {"active": {"a": "bad", "x": "unsure"}, "loyal": {"b": "good"}, "sales": {}}
    assert diagnose(lights) == Diagnosis("content", ("a", "b"))
    assert diagnose({"active": {"a": "bad", "x": "good"}}) == Diagnosis("several", ("a",))


def test_every_combination_has_one_finding_and_nothing_fires_unsure() -> None:
    """All 64 combinations of states; without a clear light there is no evidence."""
    choices = ({}, {"g": "good"}, {"b": "bad"}, {"g": "good", "b": "bad"})
    for chosen in itertools.product(choices, repeat=3):
        found = diagnose(dict(zip(PILLARS, chosen, strict=True)))
        assert (found.evidence == ()) == (found.finding == "unsure")
        if not any(chosen):
            assert found.finding == "unsure"
        low = [pillar for pillar, one in zip(PILLARS, chosen, strict=True) if state(one.values()) == "low"]
        if found.finding in ("content", "fit", "offer"):
            assert {"content": "active", "fit": "loyal", "offer": "sales"}[found.finding] in low


# ---- numbers of a shop worked by hand

def shop(folder: Path, talk=RECORD, orders=(), people=("小雨", "阿珍", "老李")):
    """A shop whose record runs twelve whole weeks to Sunday 28 June."""
    return open_shop(folder, talk, [(who, "2026-04-01", "") for who in people], orders)


def test_the_last_four_whole_weeks_are_held_against_the_four_before(tmp_path: Path) -> None:
    """阿珍 spoke on the first of the 28 days, 老李 the day before it: 2 of 3 now, 2 of 3 before."""
    talk = [*RECORD, ("阿珍", at("2026-06-01", 9), TALK), ("老李", at("2026-05-31", 9), TALK)]
    with shop(tmp_path, talk) as ws:
        result = health.measure(ws)
    found = number(result, "speakers")
    assert (found["count"], found["of"], found["before_count"], found["before_of"]) == (2, 3, 2, 3)
    assert (found["first_day"], found["last_day"], found["word"]) == (MONDAY, date(2026, 6, 28), "small_sample")
    assert set(result.people("speakers")["display_name"]) == {"小雨", "阿珍"}
    assert set(result.people("speakers", counted=False)["display_name"]) == {"老李"}
    assert found["light"] == "unsure"


def test_joining_in_needs_a_post_of_the_shop_and_a_word_soon_after_it(tmp_path: Path) -> None:
    """Posts at 12:00 of 8 and 26 June: 阿珍 speaks 20 minutes after the first, 老李 31 minutes after the second, when it is over; a month
    without a post has no number, and weeks without one are no zero.
    """
    post = "今晚限时优惠,猪肚鸡套餐八折,下单请接龙"
    talk = [*RECORD, ("店长", at("2026-06-08", 12), post), ("阿珍", at("2026-06-08", 12, 20), TALK),
            ("店长", at("2026-06-26", 12), post + "喔"), ("老李", at("2026-06-26", 12, 31), TALK)]
    people = [("小雨", "2026-04-01", ""), ("阿珍", "2026-04-01", ""), ("老李", "2026-04-01", ""), ("店长", "2026-04-01", "群主")]
    with open_shop(tmp_path, talk, people) as ws:
        found = number(result := health.measure(ws), "joined_in")
        earlier = health.measure(ws, Scope(end=date(2026, 6, 7)))
        topics_ = topics.measure(ws, Scope(start=MONDAY, end=date(2026, 6, 28)))
    assert (found["count"], found["of"], found["pillar"]) == (1, 3, "active")
    assert result.people("joined_in")["display_name"].tolist() == ["阿珍"]
    assert set(topics_.taking_part["display_name"]) == {"阿珍"}
    weeks = result.weeks[result.weeks["key"] == "joined_in"]
    assert weeks[["week_start", "count"]].astype(str).values.tolist() == [["2026-06-08", "1"], ["2026-06-22", "0"]]
    assert "joined_in" in earlier.coverage["lacking"]


def test_who_was_active_before_and_is_gone_stays_in_the_denominator(tmp_path: Path) -> None:
    """Of 小雨 and 老李, active in the four weeks before, only 小雨 still is; 阿珍 is new to the talk."""
    talk = [*RECORD, ("阿珍", at("2026-06-01", 9), TALK), ("老李", at("2026-05-31", 9), TALK)]
    with shop(tmp_path, talk) as ws:
        result = health.measure(ws)
    found = number(result, "retained")
    assert (found["count"], found["of"]) == (1, 2)
    assert list(result.people("retained", counted=False)["display_name"]) == ["老李"]


def test_a_buyer_on_two_days_of_ninety_bought_again(tmp_path: Path) -> None:
    """Two orders on one day are one visit; the 91st day back is out."""
    orders = [paid(1, "小雨", "2026-06-01", "20"), paid(2, "小雨", "2026-06-02", "20"), paid(3, "阿珍", "2026-06-03", "20"),
              paid(4, "阿珍", "2026-06-03", "30"), paid(5, "老李", "2026-03-30", "20"), paid(6, "老李", "2026-06-28", "20"),
              paid(7, "老李", "2026-03-01", "20")]
    with shop(tmp_path, orders=orders) as ws:
        result = health.measure(ws)
    found = number(result, "repeat")
    assert (found["count"], found["of"]) == (1, 3)
    assert found["first_day"] == date(2026, 3, 31)
    assert pd.isna(found["before_count"])
    assert list(result.people("repeat")["display_name"]) == ["小雨"]


@pytest.mark.parametrize(("first", "known"), [("2026-03-31", True), ("2026-04-01", False)])
def test_bought_again_needs_ninety_days_of_orders(tmp_path: Path, first: str, known: bool) -> None:
    """One day less and the number is not shown, since it would be too low."""
    orders = [paid(1, "小雨", first, "20"), paid(2, "小雨", "2026-06-28", "20")]
    with shop(tmp_path, orders=orders) as ws:
        result = health.measure(ws)
    assert ("repeat" in set(result.numbers["key"])) == known
    assert ("repeat" in result.coverage["lacking"]) != known


def test_without_a_member_list_no_share_of_members_is_drawn(tmp_path: Path) -> None:
    """A chat alone still tells who is active again; the rest is named as lacking."""
    with open_shop(tmp_path, RECORD) as ws:
        result = health.measure(ws)
    assert "retained" in set(result.numbers["key"])
    assert {"speakers", "buyers", "repeat"} <= set(result.coverage["lacking"])
    assert result.diagnosis.finding == "unsure"


def test_orders_alone_give_the_sales_pillar_only(tmp_path: Path) -> None:
    """No talk, no list: one pillar, nothing concluded."""
    orders = [paid(n, f"客{n % 40}", date(2026, 3, 1) + timedelta(days=n), "20") for n in range(119)]
    with open_shop(tmp_path, orders=orders) as ws:
        result = health.measure(ws)
    assert set(result.numbers["pillar"]) == {"sales"}
    assert result.states["active"] == result.states["loyal"] == "unsure"
    assert result.diagnosis.finding in ("unsure", "several")


def test_a_younger_record_takes_the_weeks_there_are(tmp_path: Path) -> None:
    """Two whole weeks: both are the number, nothing to compare with."""
    with open_shop(tmp_path, every_day("小雨", "2026-06-13", "2026-06-30"), [("小雨", "2026-04-01", "")]) as ws:
        found = number(health.measure(ws), "speakers")
    assert (found["first_day"], found["last_day"]) == (date(2026, 6, 15), date(2026, 6, 28))
    assert pd.isna(found["before_count"])


def test_the_speakers_are_those_of_the_activity_page(tmp_path: Path) -> None:
    """One definition: the same days give the same people, whichever page asks; stickiness too."""
    talk = [*RECORD, ("阿珍", at("2026-06-01", 9), TALK), ("路人", at("2026-06-05", 9), TALK)]
    with shop(tmp_path, talk) as ws:
        found = number(result := health.measure(ws), "speakers")
        same = activity.measure(ws, Scope(start=MONDAY, end=date(2026, 6, 28)))
        sticky = stickiness.measure(ws).stickiness
        for row in result.weeks.to_dict("records"):
            behind = health.in_week(ws, None, row["key"], row["week_start"].date())
            assert (int(behind["counted"].sum()), len(behind)) == (row["count"], row["of"])
    assert (found["count"], found["of"]) == (same.rate("exposed")["count"], same.rate("exposed")["of"])
    assert set(result.people("speakers")["person_id"]) == set(same.people("exposed")["person_id"])
    assert number(result, "stickiness")["share"] == pytest.approx(sticky[0])
    before = number(result, "stickiness")
    # 小雨 on all of the 28 days before, nobody else: 28 of 28, too few people for a word.
    assert (before["before_count"], before["before_of"], before["before_share"], before["word"]) == (28, 28, 1, "small_sample")


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 400), st.floats(0, 1), st.floats(0.01, 0.99))
def test_a_light_is_never_both_and_grows_surer_with_people(of: int, share: float, target: float) -> None:
    """Ten times the people never turn good into bad, and a clear light stays clear."""
    from analytics.statistics.intervals import wilson

    count = round(of * share)
    few, many = (light(*map(float, wilson(count * times, of * times)), target, at_least=True, enough=True) for times in (1, 10))
    assert few == "unsure" or few == many


def test_every_target_can_be_edited() -> None:
    """Each number's target is a setting with a source; only the article's is called so."""
    numbered = {one.setting for one in health_facts.NUMBERS.values()}
    assert numbered <= set(definitions())
    assert definitions()["health.repeat_above_share"].source == "S1 T5"


def test_bought_again_is_that_of_the_worth_page(tmp_path: Path) -> None:
    """One definition: the same 90 days give the same people."""
    orders = [paid(n, f"客{n % 7}", date(2026, 3, 1) + timedelta(days=n * 3), "20") for n in range(40)]
    with shop(tmp_path, orders=orders, people=[f"客{n}" for n in range(7)]) as ws:
        found = number(result := health.measure(ws), "repeat")
        same = repurchase.measure(ws, Scope(start=found["first_day"], end=found["last_day"]))
    rate = same.rates.set_index("version").loc["days"]
    assert (found["count"], found["of"]) == (rate["count"], rate["of"])
    assert set(result.people("repeat")["person_id"]) == set(same.people("days")["person_id"])


def test_week_by_week_active_again_is_that_of_the_retention_page(tmp_path: Path) -> None:
    """The weeks of the series are the weekly active retention."""
    talk = [*RECORD, *((who, at(f"2026-06-{day:02d}", 9), TALK) for who, day in (("阿珍", 2), ("阿珍", 9), ("老李", 10), ("老李", 24)))]
    with shop(tmp_path, talk) as ws:
        weeks = health.measure(ws).weeks.query("key == 'retained'")
        periods = active_retention.measure(ws).periods.query("unit == 'week' and complete")
    ours = dict(zip(weeks["week_start"] - pd.Timedelta(days=7), zip(weeks["count"], weeks["of"], strict=True), strict=True))
    theirs = dict(zip(periods["start"], zip(periods["count"], periods["of"], strict=True), strict=True))
    assert len(ours) >= 8
    assert all(theirs[start] == pair for start, pair in ours.items())


def test_leaving_is_counted_between_two_whole_lists(tmp_path: Path) -> None:
    """Two of four left between the lists: two leaves over the member-days, as the retention page counts them."""
    with open_shop(tmp_path, RECORD) as ws:
        for day, people in (("2026-05-01", ["小雨", "阿珍", "老李", "陈姐"]), ("2026-05-31", ["小雨", "阿珍"])):
            ws.import_file(snapshot(tmp_path, people, day), chat=CHAT, whole_roster=True, seen_on=date.fromisoformat(day))
        result = health.measure(ws)
        same = exits.measure(ws).incidence.set_index("kind").loc["all"]
    found = number(result, "exits")
    assert (found["count"], found["of"]) == (2, same["member_days"])
    assert found["share"] == pytest.approx(same["per_month"])
    assert set(result.people("exits")["display_name"]) == {"老李", "陈姐"}
    assert (found["at_least"], found["light"]) == (False, "unsure")


def test_leaving_that_nobody_can_know_is_not_a_number(tmp_path: Path) -> None:
    """One list of survivors: no leaving, and the page says what would tell."""
    with shop(tmp_path) as ws:
        result = health.measure(ws)
    assert "exits" in result.coverage["lacking"]
    assert "exits" not in set(result.numbers["key"])


def test_the_recommendation_is_held_against_the_wave_before(tmp_path: Path) -> None:
    """30 of 30 promoters after 0 of 30: from −100 to +100, more; the share before is the score, not the promoters'."""
    waves = [*crowd(0, 0, 30, day="2026-05-01"), *crowd(30, 0, 0, day="2026-06-20")]
    with shop(tmp_path) as ws:
        ws.import_upload(answers(waves))
        found = number(health.measure(ws), "nps")
    assert (found["share"], found["before_share"], found["before_count"], found["before_of"]) == (1, -1, 0, 30)
    assert found["word"] == "more"


# ---- whole shops in which one branch of the tree must fire, worked by hand

def days_of(first: str) -> list[date]:
    """The 28 days of four whole weeks."""
    return [date.fromisoformat(first) + timedelta(days=n) for n in range(28)]


BEFORE, NOW = days_of("2026-05-04"), days_of("2026-06-01")


def said(people: list[str], days: list[date]):
    """Each of `people` once a day."""
    return [(who, at(day), f"{TALK}{who}{day}") for day in days for who in people]


def few_talk_and_all_stay():
    """56 of 560 talk, two a day, once in each span: 10 % talk (30 % wanted), 2 of 56 a day (10 %), 56 of 56 are still there (60 %)."""
    crowd_ = [f"客{n}" for n in range(560)]
    return [row for days in (BEFORE, NOW) for n, day in enumerate(days) for row in said(crowd_[2 * n:2 * n + 2], [day])], crowd_, []


def all_talk_and_nobody_stays():
    """45 talked every day and stopped, 45 others talk every day now: 50 % talk, daily; of those before 0 of 45 are still active."""
    crowd_ = [f"客{n}" for n in range(90)]
    return [*said(crowd_[:45], BEFORE), *said(crowd_[45:], NOW)], crowd_, []


def all_talk_and_nobody_buys():
    """60 talk every day and stay; strangers buy all along, of the 60 nobody does (10 % wanted)."""
    crowd_ = [f"客{n}" for n in range(60)]
    return said(crowd_, [*BEFORE, *NOW]), crowd_, [paid(n, "路人", day, "20") for n, day in enumerate([*BEFORE, *NOW])]


@pytest.mark.parametrize(("world", "finding", "evidence", "numbers"), [
    (few_talk_and_all_stay, "content", ("speakers", "stickiness", "retained"),
     {"speakers": (56, 560), "stickiness": (56, 1568), "retained": (56, 56)}),
    (all_talk_and_nobody_stays, "fit", ("speakers", "stickiness", "retained"),
     {"speakers": (45, 90), "stickiness": (1260, 1260), "retained": (0, 45)}),
    (all_talk_and_nobody_buys, "offer", ("speakers", "stickiness", "retained", "buyers"),
     {"speakers": (60, 60), "retained": (60, 60), "buyers": (0, 60)})])
def test_a_branch_fires_by_the_numbers_of_its_shop(tmp_path: Path, world, finding, evidence, numbers) -> None:
    """Files in, one finding out, with the numbers that fired and nothing else."""
    talk, people, orders = world()
    with open_shop(tmp_path, talk, [(who, "2026-04-01", "") for who in people], orders) as ws:
        result = health.measure(ws)
    assert (result.diagnosis.finding, result.diagnosis.evidence) == (finding, evidence)
    for key, (count, of) in numbers.items():
        assert tuple(number(result, key)[["count", "of"]]) == (count, of)
