"""The plan against the record: every edge of a window, days, weeks, months, what cannot be judged, the mix it makes, next week."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import Workspace
from analytics.classify import CATEGORIES
from analytics.metrics import mix_plan, slots, sop, sop_match, sop_next, sop_presets, sop_worth
from analytics.scope import Resolved
from analytics.settings import Settings
from tests.analytics.metrics.shops import CHAT, TALK, chat_file, roster_file

MONDAY, SUNDAY = date(2026, 6, 1), date(2026, 6, 7)
JUNE = (date(2026, 6, 1), date(2026, 6, 30))
RECORDED = pd.DataFrame({"chat_id": "c", "day": pd.date_range(*JUNE)})


def task(**other):
    """A daily promotion from 20:00 to 21:00."""
    return {"task_id": "t", "name": "t", "evidence": "post", "every": "day", "first_minute": 1200, "last_minute": 1260,
            "category": "promotion", **other}


def posts(*rows):
    """Posts of (moment, and what differs from a promotion in chat c)."""
    frame = pd.DataFrame([{"posted_at": pd.Timestamp(moment), "chat_id": "c", "category": "promotion", "form": "text", "text": "今晚",
                           **other} for moment, other in rows], columns=["posted_at", "chat_id", "category", "form", "text"])
    frame["posted_at"] = frame["posted_at"].astype("datetime64[us]")
    return frame.assign(post_id=[f"p{n}" for n in range(len(frame))], timed=frame["posted_at"] > frame["posted_at"].dt.normalize())


def states(found):
    """Day → how it ended."""
    return dict(zip(found["due_on"].dt.strftime("%m-%d"), found["state"], strict=True))


def one_day(moment, grace=15, said=None, recorded=RECORDED, of=None, **other):
    """How Monday 1 June ended with one post."""
    made = posts((moment, other)) if moment else posts()
    return sop_match.judge(of or task(), made, recorded, said or {}, (MONDAY, MONDAY), grace).iloc[0]


# ---- the window

@pytest.mark.parametrize(("clock", "state", "minutes"), [
    ("19:44:59", "early", -16), ("19:45:00", "done", 0), ("20:00:00", "done", 0), ("21:00:59", "done", 0), ("21:15:59", "done", 0),
    ("21:16:00", "late", 16), ("00:00:01", "early", -1200), ("23:59:00", "late", 179)])
def test_a_quarter_of_an_hour_of_grace_at_both_ends(clock, state, minutes):
    """To the minute; how far off is told from the window itself."""
    row = one_day(f"2026-06-01 {clock}")
    assert (row["state"], row["minutes"]) == (state, minutes)


@pytest.mark.parametrize(("clock", "state"), [("19:59:00", "early"), ("20:00:00", "done"), ("21:00:00", "done"), ("21:01:00", "late")])
def test_without_grace_the_window_is_all(clock, state):
    """The setting at 0."""
    assert one_day(f"2026-06-01 {clock}", grace=0)["state"] == state


@pytest.mark.parametrize(("other", "state"), [
    ({"category": "fun"}, "missed"), ({"category": None}, "missed"), ({"category": "promotion"}, "done")])
def test_the_wrong_kind_does_not_count(other, state):
    """Something else at the right time is not the task."""
    assert one_day("2026-06-01 20:30", **other)["state"] == state


@pytest.mark.parametrize(("of", "other", "state"), [
    ({"words": "预售 剧透"}, {"text": "周五新品剧透来了"}, "done"), ({"words": "预售 剧透"}, {"text": "今晚秒杀"}, "missed"),
    ({"words": "NEW"}, {"text": "something new"}, "done"), ({"form": "image"}, {"form": "text"}, "missed"),
    ({"form": "image"}, {"form": "image"}, "done"), ({"chat_id": "d"}, {"chat_id": "c"}, "missed")])
def test_words_form_and_group_must_fit(of, other, state):
    """One of the words is enough, large or small; the form and the group are those of the task."""
    recorded = pd.concat([RECORDED, RECORDED.assign(chat_id="d")])
    assert one_day("2026-06-01 20:30", of=task(**of), recorded=recorded, **other)["state"] == state


def test_the_post_inside_wins_over_those_outside():
    """Three on one day: the one in the window is the one that did it."""
    made = posts(("2026-06-01 12:00", {}), ("2026-06-01 20:40", {}), ("2026-06-01 22:00", {}))
    row = sop_match.judge(task(), made, RECORDED, {}, (MONDAY, MONDAY), 15).iloc[0]
    assert (row["state"], row["post_id"]) == ("done", "p1")


def test_a_post_without_a_time_may_have_been_it():
    """Neither done nor missed; for a task of any time it is done."""
    assert one_day("2026-06-01 00:00")["state"] == "unclear"
    assert one_day("2026-06-01 00:00", of=task(first_minute=None, last_minute=None))["state"] == "done"


# ---- what cannot be judged

def test_days_off_the_record_count_nowhere():
    """Monday is not recorded: unrecorded, whatever else there is; said to be done it counts."""
    gap = RECORDED[RECORDED["day"] != pd.Timestamp(MONDAY)]
    assert one_day(None, recorded=gap)["state"] == "unrecorded"
    assert one_day(None, recorded=gap, said={MONDAY: "done"})["state"] == "ticked"


def test_what_was_said_of_a_day_wins():
    """Excused although posted; ticked although not."""
    assert one_day("2026-06-01 20:30", said={MONDAY: "excused"})["state"] == "excused"
    assert one_day(None, said={MONDAY: "done"})["state"] == "ticked"
    assert one_day(None)["state"] == "missed"


def test_a_week_that_is_cut_is_pending():
    """Once a week, chosen days end on Wednesday: the first week is whole, the second is not."""
    weekly = task(every="week", first_minute=None, last_minute=None)
    found = sop_match.judge(weekly, posts(("2026-06-10 09:00", {})), RECORDED, {}, (MONDAY, date(2026, 6, 10)), 0)
    assert states(found) == {"06-07": "missed", "06-14": "pending"}


# ---- when a task is due

@pytest.mark.parametrize(("other", "days"), [
    ({}, 30), ({"weekdays": "15"}, 9), ({"every": "week", "weekdays": "5"}, 4), ({"every": "week"}, 5), ({"every": "month"}, 1),
    ({"every": "month", "month_day": 15}, 1), ({"valid_from": date(2026, 6, 16)}, 15), ({"valid_to": date(2026, 6, 16)}, 16),
    ({"valid_from": date(2026, 7, 1)}, 0)])
def test_how_often_june_asks_for_it(other, days):
    """30 days; 5 Mondays and 4 Fridays; 4 Fridays; 5 weeks touched; one month; both ends of validity inside."""
    assert len(sop_match.spans(task(**other), *JUNE)) == days


@pytest.mark.parametrize(("month", "last"), [((2026, 2), 28), ((2028, 2), 29), ((2026, 4), 30), ((2026, 5), 31)])
def test_the_31st_is_the_last_day_of_a_shorter_month(month, last):
    """Never skipped."""
    assert sop_match.spans(task(every="month", month_day=31), date(*month, 1), date(*month, last)) == [(date(*month, last),) * 2]


@settings(max_examples=25)
@given(st.sampled_from(["day", "week", "month"]), st.sampled_from([None, "1", "246", "1234567"]), st.sampled_from([None, 1, 29, 31]),
       st.dates(date(2025, 1, 1), date(2026, 12, 31)), st.integers(0, 120))
def test_spans_lie_in_order_and_never_overlap(every, weekdays, month_day, start, length):
    """Whatever the task: each span touches the days asked for, and none twice."""
    end = start + timedelta(days=length)
    found = sop_match.spans(task(every=every, weekdays=weekdays, month_day=month_day), start, end)
    assert all(first <= last and last >= start and first <= end for first, last in found)
    assert all(before[1] < after[0] for before, after in pairwise(found))


# ---- all of a plan

def made(*tasks):
    """A plan as it is kept."""
    return pd.DataFrame(list(tasks)).reindex(columns=["task_id", "name", "chat_id", "evidence", "every", "weekdays", "month_day",
                                                      "first_minute", "last_minute", "category", "form", "words", "duty", "minutes",
                                                      "valid_from", "valid_to"])


def judged(tasks, given_posts, log=()):
    """The first week of June."""
    nobody = pd.DataFrame({"chat_id": [], "day": [], "answered": []})
    said = pd.DataFrame(list(log), columns=["task_id", "due_on", "state"])
    return sop.table(tasks, given_posts, RECORDED, nobody, said, Resolved(("c",), MONDAY, SUNDAY, SUNDAY), Settings())


def test_adherence_of_a_week_worked_by_hand():
    """Seven days: Monday done, Tuesday late, Wednesday excused, the rest missed: 1 of 6."""
    plan = made(task(minutes=30))
    found = judged(plan, posts(("2026-06-01 20:30", {}), ("2026-06-02 22:00", {})), [("t", date(2026, 6, 3), "excused")])
    row = found.tasks.iloc[0]
    assert (row["count"], row["of"], row["late"], row["missed"], row["open"]) == (1, 6, 1, 4, 1)
    assert found.total.iloc[0]["of"] == 6
    assert found.weekdays["of"].tolist() == [1, 1, 0, 1, 1, 1, 1]
    assert len(found.times("t")) == row["of"]
    assert len(found.done_by("t")) == row["count"]
    worth = sop_worth.table(found, pd.DataFrame({"post_id": ["p0", "p1"], "interactions": [6, 9]}),
                            pd.DataFrame({"post_id": ["p0"], "last": [2.0], "net_last": [50.0]})).iloc[0]
    assert (worth["hours"], worth["interactions_an_hour"], worth["orders_an_hour"]) == (0.5, 12, 4)


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(1, 1439), st.sampled_from([*CATEGORIES, None])), max_size=12), st.randoms())
def test_every_time_ends_one_way_and_order_does_not_matter(rows, chance):
    """count ≤ of ≤ due; shuffled posts change nothing."""
    sent = [(datetime(2026, 6, 1 + day) + timedelta(minutes=minute), {"category": kind}) for day, minute, kind in rows]
    plan = made(task(), task(task_id="w", every="week", first_minute=None, last_minute=None))
    one = judged(plan, posts(*sent))
    assert len(one.due) == 8
    assert (one.tasks["count"] <= one.tasks["of"]).all()
    assert (one.tasks["of"] + one.tasks["open"]).tolist() == [7, 1]
    chance.shuffle(sent)
    pd.testing.assert_series_equal(one.due["state"], judged(plan, posts(*sent)).due["state"])


def test_no_plan_no_times():
    """Nothing is due, nothing divides by nothing."""
    found = judged(made(), posts(("2026-06-01 20:30", {})))
    assert found.due.empty
    assert found.total.iloc[0]["of"] == 0


# ---- the mix of a plan

def test_the_articles_own_plan_does_not_make_three_five_two():
    """T2 alone: 7 of knowledge, 7 of fun, 7 + 1 of promotion a week (METRICS I4)."""
    tasks = sop_presets.tasks(Settings())
    mix = sop.mix_of(tasks[tasks["set"] == "slots"]).set_index("category")["count"]
    assert mix.to_dict() == {"promotion": 8.0, "knowledge": 7.0, "fun": 7.0}


@pytest.mark.parametrize(("other", "a_week"), [
    ({}, 7), ({"weekdays": "15"}, 2), ({"every": "week"}, 1), ({"every": "week", "weekdays": "135"}, 3), ({"every": "month"}, 12 * 7 / 365.25)])
def test_how_often_a_week(other, a_week):
    """A month is 365.25 ÷ 12 days."""
    assert sop.a_week(task(**other)) == pytest.approx(a_week)


# ---- next week

def proposed(plan, habit, target, free=()):
    """The week from Monday 8 June."""
    hours = pd.DataFrame(list(free), columns=["weekday", "hour"])
    return sop_next.propose(plan, habit, target, hours, slots.windows(Settings()), date(2026, 6, 8))


TARGET = {"promotion": 0.3, "knowledge": 0.5, "fun": 0.2}


def test_too_much_of_one_kind_is_made_into_another():
    """Seven promotions a week, nothing else: 2 stay, 4 become knowledge, 1 fun (whole posts of 3:5:2)."""
    week = proposed(made(task()), 7, TARGET)
    assert week["category"].value_counts().to_dict() == mix_plan.whole_posts(TARGET, 7)
    assert (week["source"] == "swap").sum() == 5
    assert set(week.loc[week["source"] == "swap", "was"]) == {"promotion"}
    assert len(week) == 7


def test_what_the_habit_has_more_is_put_where_people_talk():
    """Two tasks planned, ten posts a week in habit: eight more, the first on the free hours, one a day."""
    week = proposed(made(task(weekdays="15")), 10, TARGET, [(3, 19), (3, 20), (6, 11)])
    added = week[week["source"] == "gap"]
    assert len(added) == 8
    places = {(int(row["day"].isoweekday()), int(row["first_minute"])) for row in added.to_dict("records")}
    assert {(3, 19 * 60), (6, 11 * 60)} <= places
    assert (3, 20 * 60) not in places


@settings(max_examples=20)
@given(st.integers(0, 30), st.lists(st.sampled_from(CATEGORIES), max_size=4), st.sampled_from([TARGET, {"promotion": 0.0, "knowledge": 1.0, "fun": 0.0}]))
def test_the_proposal_keeps_the_target_and_the_number(habit, kinds, target):
    """As many posts as the larger of plan and habit; the mix is that of whole posts; all days lie in the week."""
    plan = made(*(task(task_id=f"t{n}", category=kind) for n, kind in enumerate(kinds)))
    week = proposed(plan, habit, target)
    of = max(7 * len(kinds), habit)
    assert len(week) == of
    assert {one: int((week["category"] == one).sum()) for one in CATEGORIES} == mix_plan.whole_posts(target, of)
    assert week["day"].between("2026-06-08", "2026-06-14").all()


@pytest.mark.parametrize(("day", "monday"), [("2026-06-07", "2026-06-08"), ("2026-06-08", "2026-06-15"), ("2026-06-14", "2026-06-15")])
def test_next_week_begins_on_the_monday_after(day, monday):
    """Also on a Monday and on a Sunday."""
    assert sop_next.monday_after(date.fromisoformat(day)) == date.fromisoformat(monday)


# ---- through a shop

@pytest.fixture(scope="module")
def ws(tmp_path_factory):
    """Three days: a promotion on time, one an hour late, none; 甲 asks on Monday (answered) and Tuesday (not)."""
    folder = tmp_path_factory.mktemp("sop")
    offer = "今晚秒杀!猪肚鸡只要 9.9 元,限时抢购,拼团下单"
    lines = [("店长", datetime(2026, 6, 1, 20, 10), offer), ("店长", datetime(2026, 6, 2, 22, 10), offer),
             ("甲", datetime(2026, 6, 1, 9), "请问停车方便吗"), ("店长", datetime(2026, 6, 1, 9, 5), "方便的亲"),
             ("甲", datetime(2026, 6, 2, 23), "请问停车方便吗"), ("甲", datetime(2026, 6, 3, 21), TALK)]
    with Workspace.open() as shop:
        shop.import_file(chat_file(folder, lines), chat=CHAT)
        shop.import_file(roster_file(folder, [("店长", "2026-05-01", "运营"), ("甲", "2026-05-01", "")]), chat=CHAT)
        shop.save_sop(made(task(), task(task_id="a", name="答疑", evidence="answer", category=None, first_minute=None, last_minute=None),
                           task(task_id="k", name="打电话", evidence="tick", category=None)))
        yield shop


def test_a_shop_tells_what_was_done(ws):
    """On time, late, missed; answered, not answered, nobody asked; a task that only ticks show."""
    found = sop.measure(ws)
    ends = {(row["task_id"], row["due_on"].day): row["state"] for row in found.due.to_dict("records")}
    assert [ends["t", day] for day in (1, 2, 3)] == ["done", "late", "missed"]
    assert [ends["a", day] for day in (1, 2, 3)] == ["done", "missed", "excused"]
    assert [ends["k", day] for day in (1, 2, 3)] == ["missed"] * 3
    assert sop.planned_mix(ws).set_index("category")["count"].to_dict() == {"promotion": 7.0, "knowledge": 0.0, "fun": 0.0}
    (person,) = found.by_person().to_dict("records")
    assert ws.words_for([person["person_id"]])[person["person_id"]] == "店长"
    # On time once, 70 minutes late once; what was missed is nobody's.
    assert [person[name] for name in ("count", "of", "early", "late", "minutes")] == [1, 2, 0, 1, 70.0]


def test_a_tick_counts_and_can_be_taken_back(ws):
    """Done off the record on Wednesday, then not."""
    ws.mark_sop("k", [date(2026, 6, 3)], "done")
    assert sop.measure(ws).tasks.set_index("task_id").loc["k", "count"] == 1
    ws.mark_sop("k", [date(2026, 6, 3)], None)
    assert sop.measure(ws).tasks.set_index("task_id").loc["k", "count"] == 0
