"""States by week and month, by hand and against a slow count; points of a month."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import Scope, Workspace
from analytics.metrics import points, states
from analytics.metrics.states import STATES
from analytics.scope import Resolved
from tests.analytics.metrics.shops import TALK, at, every_day, open_shop, paid
from tests.analytics.storing.drafting import keep, line, moment

# Mondays of June 2026, a record from Monday 1 June to Sunday 28 June.
WEEKS = [date(2026, 6, 1) + timedelta(days=7 * n) for n in range(4)]


def says(who, *days):
    """One useful line on each day of June."""
    return [(who, at(f"2026-06-{day:02d}"), f"{TALK}{day}") for day in days]


def shop_of(folder, talk, roster=()):
    """`talk` beside somebody who speaks every day, so that the record has no hole."""
    lines = sorted([*talk, *every_day("话多", "2026-06-01", "2026-06-28")], key=lambda said: said[1])
    return open_shop(folder, lines, [("话多", "2026-01-01", ""), *roster])


def state_of(result, shop, who):
    """Week number → state of one person."""
    names = shop.words_for(result.people_states["person_id"].unique())
    rows = result.people_states[result.people_states["person_id"].map(names) == who]
    return {WEEKS.index(start.date()): state for start, state in zip(rows["start"], rows["state"], strict=True)}


def test_a_member_goes_new_current_asleep_back(tmp_path):
    """New in the week of joining, current while it goes on; asleep in the week without a word, back in the next."""
    with shop_of(tmp_path, says("甲", 9, 16, 28), [("甲", "2026-06-08", "")]) as shop:
        assert state_of(states.measure(shop, unit="week"), shop, "甲") == {1: "new", 2: "current", 3: "current"}
    with shop_of(tmp_path, says("乙", 2, 9, 24), [("乙", "2026-06-01", "")]) as shop:
        assert state_of(states.measure(shop, unit="week"), shop, "乙") == {0: "new", 1: "current", 2: "dormant", 3: "resurrected"}


def test_an_old_member_who_speaks_for_the_first_time_is_back_not_new(tmp_path):
    """Joined in January, first word in June: resurrected, as the standard has it, and a lurker before."""
    with shop_of(tmp_path, says("甲", 16), [("甲", "2026-01-01", "")]) as shop:
        result = states.measure(shop, unit="week")
        assert state_of(result, shop, "甲") == {0: "lurker", 1: "lurker", 2: "resurrected", 3: "dormant"}
    row = result.periods.set_index("start").loc[pd.Timestamp(WEEKS[2])]
    assert row[["new", "current", "resurrected", "dormant", "lurker", "active", "unclear"]].tolist() == [0, 1, 1, 0, 0, 2, 0]
    assert row["pulse"] != row["pulse"]


def test_nobody_is_new_by_being_seen_for_the_first_time(tmp_path):
    """A chat alone: who turns up in week 3 is 新老不明, and so is everybody in the record's first week."""
    talk = sorted([*says("甲", 16), *every_day("话多", "2026-06-01", "2026-06-28")], key=lambda said: said[1])
    with open_shop(tmp_path, talk) as shop:
        periods = states.measure(shop, unit="week").periods
    assert periods["new"].sum() == 0
    assert periods["unclear"].tolist() == [1, 0, 1, 0]
    assert periods["lurker"].sum() == 0


def test_the_pulse_is_who_came_over_who_fell_asleep(tmp_path):
    """Week 4: one new and one back over one asleep."""
    roster = [("新", "2026-06-23", ""), ("回", "2026-01-01", ""), ("睡", "2026-01-01", "")]
    with shop_of(tmp_path, [*says("新", 24), *says("回", 9, 24), *says("睡", 9, 16)], roster) as shop:
        last = states.measure(shop, unit="week").periods.iloc[-1]
    assert last[["new", "resurrected", "dormant"]].tolist() == [1, 1, 1]
    assert last["pulse"] == 2


def test_an_unfinished_week_puts_nobody_to_sleep(tmp_path):
    """The record ends on a Wednesday: that week is not complete and holds no dormant; the last state is of the week before."""
    talk = sorted([*says("甲", 2, 9), *every_day("话多", "2026-06-01", "2026-06-17")], key=lambda said: said[1])
    with open_shop(tmp_path, talk, [("甲", "2026-01-01", ""), ("话多", "2026-01-01", "")]) as shop:
        result = states.measure(shop, unit="week")
    assert result.periods["complete"].tolist() == [True, True, False]
    assert result.periods["dormant"].tolist() == [0, 0, 0]
    assert result.last == WEEKS[1]


def test_silence_in_a_chat_without_a_record_is_no_sleep(tmp_path):
    """A second chat's record ends after week 1: who only spoke there is not called asleep in week 2."""
    with shop_of(tmp_path, says("甲", 2), [("甲", "2026-01-01", "")]) as shop:
        keep(shop, tmp_path, [line("乙", f"2026-06-{day:02d} 21:00:00", f"今天的汤真好喝{day}", chat="快闪群") for day in range(1, 8)])
        periods = states.measure(shop, unit="week").periods
    assert periods["dormant"].tolist() == [0, 1, 0, 0]  # 甲, whose chat goes on; never 乙


def test_who_left_is_asleep_and_said_to_have_left(tmp_path):
    """Spoke in week 1, left in week 2."""
    with shop_of(tmp_path, says("甲", 2), [("甲", "2026-01-01", "")]) as shop:
        keep(shop, tmp_path, [("movements", {"chat": "福利群", "name": "甲", "kind": "leave",
                                             "happened_at": moment("2026-06-10 10:00"), "resolution": "minute"})])
        periods = states.measure(shop, unit="week").periods
    assert periods[["dormant", "left"]].values.tolist() == [[0, 0], [1, 1], [0, 0], [0, 0]]


def test_months_begin_on_the_first(tmp_path):
    """Joined in May, spoke in May and June: new in May, current in June."""
    talk = sorted([("甲", at("2026-05-20"), TALK), *says("甲", 20), *every_day("话多", "2026-05-01", "2026-06-30")], key=lambda said: said[1])
    with open_shop(tmp_path, talk, [("甲", "2026-05-02", ""), ("话多", "2026-01-01", "")]) as shop:
        result = states.measure(shop)
        names = result.members.set_index("display_name")["state"].to_dict()
    assert result.periods["new"].tolist() == [1, 0]
    assert names == {"甲": "current", "话多": "current"}


def test_days_asked_for_cut_the_picture_not_the_history(tmp_path):
    """From week 2 on: who also spoke in week 1 is current there."""
    with shop_of(tmp_path, says("甲", 2, 9), [("甲", "2026-01-01", "")]) as shop:
        periods = states.measure(shop, Scope(start=date(2026, 6, 8)), unit="week").periods
    assert periods["start"].dt.date.tolist() == WEEKS[1:]
    assert periods.iloc[0]["current"] == 2


def test_each_count_opens_as_many_people(sample_states):
    """Every number of every week has its people; new + current + resurrected = active; dormant ≤ active before."""
    periods = sample_states.periods
    for row in periods.to_dict("records"):
        for name in (*STATES, "active", "unclear"):
            assert len(sample_states.people(name, row["start"])) == row[name]
    assert (periods["new"] + periods["current"] + periods["resurrected"] == periods["active"]).all()
    assert (periods["dormant"].to_numpy()[1:] <= periods["active"].to_numpy()[:-1]).all()


@pytest.fixture
def sample_states(tmp_path):
    """Four weeks of six people who speak now and then."""
    talk = [line_ for n, who in enumerate("甲乙丙丁戊己") for line_ in says(who, *range(1 + n, 29, 3 + 2 * n))]
    with shop_of(tmp_path, talk, [(who, f"2026-06-{3 * n + 1:02d}", "") for n, who in enumerate("甲乙丙丁戊")]) as shop:
        return states.measure(shop, unit="week")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 7)), max_size=30), st.lists(st.integers(-3, 7), min_size=6, max_size=6))
def test_states_are_what_their_words_say(spoken, joined):
    """Against sets: who spoke in week t, in t−1, joined in t; nobody is active twice over; active = the sum."""
    monday = pd.Timestamp("2026-03-02")
    begin = {week: monday + pd.Timedelta(days=7 * week) for week in range(-3, 9)}
    rows = sorted(set(spoken))
    active = pd.DataFrame([(who, begin[week], week > 0, week < 7) for who, week in rows],
                          columns=["person_id", "start", "before_known", "after_known"])
    active = active.astype({"person_id": "int64", "start": "datetime64[us]", "before_known": "bool", "after_known": "bool"})
    stays = pd.DataFrame({"chat_id": "g", "person_id": range(6), "joined_at": [begin[week] for week in joined]})
    stays = stays.assign(from_day=stays["joined_at"], until_day=pd.Timestamp("2262-01-01"))
    first, last = begin[0].date(), (begin[7] + pd.Timedelta(days=6)).date()
    result = states.table(active, stays, (first, last), Resolved(("g",), first, last, last), "week")
    talked = {week: {who for who, one in rows if one == week} for week in range(-1, 8)}
    for week, row in enumerate(result.periods.to_dict("records")):
        here = {name: set(result.people(name, row["start"])["person_id"]) for name in STATES}
        came = {who for who in range(6) if joined[who] == week}
        assert here["new"] == talked[week] & came
        assert here["current"] == (talked[week] & talked[week - 1]) - came
        assert here["resurrected"] == talked[week] - talked[week - 1] - came
        assert here["dormant"] == talked[week - 1] - talked[week]
        ever = set().union(*(talked[one] for one in range(week + 1)))
        assert here["lurker"] == {who for who in range(6) if joined[who] <= week} - ever
        assert row["active"] == len(talked[week])


# ---- points

def test_points_are_whole_yuan_and_days_with_a_sign_up(tmp_path):
    """19.90 + 30.05 this month make 49 yuan; two sign-ups on one day are one day; last month earns nothing."""
    orders = [paid(1, "甲", "2026-06-02", "19.90"), paid(2, "甲", "2026-06-20", "30.05"), paid(3, "乙", "2026-05-20", "500"),
              paid(4, "乙", "2026-06-28", "0.99")]
    with open_shop(tmp_path, every_day("话多", "2026-06-01", "2026-06-28"), [("甲", "2026-01-01", "")], orders) as shop:
        event = {"chat": "福利群", "name": "甲", "step": "接龙", "resolution": "minute"}
        keep(shop, tmp_path, [("events", {**event, "happened_at": moment(f"2026-06-{day:02d} {hour}:00")})
                              for day, hour in ((3, 10), (3, 12), (5, 10))])
        result = points.measure(shop)
        own = points.measure(shop, settings=shop.settings.changed(points__points_per_yuan=2, points__points_per_sign_up_day=0))
    assert result.members[["display_name", "from_spend", "from_sign_ups", "points"]].values.tolist() == [["甲", 49, 10, 59]]
    assert result.total == 59
    assert own.total == 98
    assert len(result.people()) == len(result.members)


def test_orders_that_end_before_the_month_earn_no_points(tmp_path):
    """A chat of June and orders until May: the month's money is unknown, not nothing carried over."""
    with open_shop(tmp_path, every_day("话多", "2026-06-01", "2026-06-28"), [("甲", "2026-01-01", "")], [paid(1, "甲", "2026-05-20", "500")]) as shop:
        assert points.measure(shop).members.empty


def test_a_shop_of_orders_alone_has_no_states():
    """No record, no weeks."""
    with Workspace.open() as shop:
        shop.import_text("#接龙\n周末\n1. 小雨 猪肚鸡", chat="福利群", day=date(2026, 6, 27))
        result = states.measure(shop, unit="week")
    assert not result.periods["active"].any()
