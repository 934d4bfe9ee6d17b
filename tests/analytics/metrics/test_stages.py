"""Stages: each edge on both sides, first orders, invitations and birthdays, by hand-worked shops."""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import Scope, Workspace
from analytics.importers.answers import Answers
from analytics.importers.batch import NO_CHAT
from analytics.importers.birthdays import YEARLESS
from analytics.metrics import birthdays, first_orders, funnel, stage_targets, stages
from analytics.scope import Resolved
from analytics.settings import Settings
from tests.analytics.metrics.shops import every_day, open_shop, paid
from tests.analytics.storing.drafting import keep, line, moment, order

TODAY = date(2026, 6, 30)


def days_ago(number):
    """The day on which day index number − … was day 1: joining `number` days before TODAY."""
    return (TODAY - timedelta(days=number)).isoformat()


def shop_of(folder, roster, orders=()):
    """A chat until 30 June, a member list, orders that cover May and June."""
    frame = [paid(900, "路人", "2026-05-01", "1"), paid(901, "路人", "2026-06-30", "1")] if orders else []
    return open_shop(folder, every_day("话多", "2026-05-01", "2026-06-30"), roster, [*orders, *frame])


def stage(result, who="甲"):
    """One person's stage and day index."""
    row = result.members.set_index("display_name").loc[who]
    return row["stage"], row["day_index"]


# ---- the edges

@pytest.mark.parametrize(("joined_days_ago", "expected"), [
    (0, ("introduction", 1)), (6, ("introduction", 7)), (7, ("growth", 8)), (29, ("growth", 30)), (30, ("maturity", 31)),
    (179, ("maturity", 180)), (180, ("veteran", 181)), (900, ("veteran", 901))])
def test_the_day_of_joining_is_day_one(tmp_path, joined_days_ago, expected):
    """1-7, 8-30, 31-180, 181 and more: day 180 is still maturity, day 181 is not."""
    with shop_of(tmp_path, [("甲", days_ago(joined_days_ago), "")]) as shop:
        assert stage(stages.measure(shop)) == expected


def test_new_of_the_layers_is_the_introduction(tmp_path):
    """Day 1 to 7 and fewer than 7 days of tenure are the same people (METRICS I9)."""
    from analytics.metrics import layers

    with shop_of(tmp_path, [(f"人{n}", days_ago(n), "") for n in range(12)]) as shop:
        assert set(layers.measure(shop).people("new")["person_id"]) == set(stages.measure(shop).people("introduction")["person_id"])


def test_who_joined_on_an_unknown_day_has_no_stage_unless_long_known(tmp_path):
    """Seen for 61 days: unknown. On a list of 200 days ago: a veteran, whatever the join day."""
    with Workspace.open() as shop:
        member = ("members", {"chat": "福利群", "name": "甲", "joined_at": None})
        other = ("members", {"chat": "福利群", "name": "乙", "joined_at": None})
        keep(shop, tmp_path, [line("乙", f"2026-06-{day:02d} 21:00:00", f"今天的汤真好喝{day}") for day in range(1, 31)])
        keep(shop, tmp_path, [member, other], answers=Answers(seen_on=TODAY))
        keep(shop, tmp_path, [member], answers=Answers(seen_on=TODAY - timedelta(days=200)))
        result = stages.measure(shop)
    assert stage(result)[0] == "veteran"
    assert stage(result, "乙")[0] == "unknown"
    assert result.counts["count"].sum() == len(result.members)


def test_a_loyal_veteran_is_said_to_be_still_here(tmp_path):
    """Two years in the group and an order this month: veteran, still buying, not still talking."""
    with shop_of(tmp_path, [("甲", "2024-06-01", ""), ("乙", "2024-06-01", "")], [paid(1, "甲", "2026-05-31", "50"),
                                                                               paid(2, "乙", "2026-05-30", "50")]) as shop:
        rows = stages.measure(shop).members.set_index("display_name")
    assert rows.loc["甲", ["stage", "still_buying", "still_active"]].tolist() == ["veteran", True, False]
    assert not rows.loc["乙", "still_buying"]  # 31 days before the orders' last day


# ---- first orders (METRICS 6.13)

@pytest.mark.parametrize(("bought", "count"), [("2026-06-07", 1), ("2026-06-08", 0)])
def test_a_first_order_counts_until_day_seven(tmp_path, bought, count):
    """Joined on 1 June: 7 June is day 7, 8 June is too late; the shop's path to purchase says the same."""
    with shop_of(tmp_path, [("甲", "2026-06-01", "")], [paid(1, "甲", bought, "9")]) as shop:
        matured = first_orders.measure(shop).rates.set_index("basis").loc["matured"]
        path = funnel.measure(shop, steps=("join", "first_order"), window_days=6)
    assert matured[["count", "of"]].tolist() == [count, 1]
    assert path.steps["count"].tolist() == [1, count]


@pytest.mark.parametrize(("joined", "status"), [("2026-06-24", "not_yet"), ("2026-06-25", "pending")])
def test_only_seven_whole_days_are_judged(tmp_path, joined, status):
    """Orders until 30 June: who joined on the 24th has had day 7, who joined on the 25th has not."""
    with shop_of(tmp_path, [("甲", joined, "")], [paid(1, "丙", "2026-06-01", "9")]) as shop:
        result = first_orders.measure(shop)
    assert result.joins.set_index("display_name").loc["甲", "status"] == status
    assert len(result.people(status)) == 1
    assert result.rates.set_index("basis").loc["raw", "of"] == 1


def test_who_joined_in_the_last_days_of_a_month_is_followed_into_the_next(tmp_path):
    """Joined on 28 May, bought on 2 June: of May, 1 of 1, and as of 31 May still to come; June's own are not of it."""
    with shop_of(tmp_path, [("甲", "2026-05-28", ""), ("乙", "2026-06-01", "")], [paid(1, "丙", "2026-05-01", "9"), paid(2, "甲", "2026-06-02", "9")]) as shop:
        may = Scope(start=date(2026, 5, 1), end=date(2026, 5, 31))
        found = [first_orders.measure(shop, one) for one in (may, replace(may, as_of=may.end))]
        aims = stage_targets.measure(shop, may)
        matured = [one.rates.set_index("basis").loc["matured", ["count", "of"]].tolist() for one in found]
        assert matured == [[1, 1], [0, 0]]
        assert [len(one.people("pending")) for one in found] == [0, 1]
        assert aims.targets.set_index("stage").loc["introduction", ["count", "of", "pending"]].tolist() == [1, 1, 0]


def test_customers_before_joining_are_reported_not_counted(tmp_path):
    """Bought on 20 May, joined on 1 June, bought again on the 2nd: no newcomer's first order."""
    with shop_of(tmp_path, [("甲", "2026-06-01", "")], [paid(1, "甲", "2026-05-20", "9"), paid(2, "甲", "2026-06-02", "9")]) as shop:
        result = first_orders.measure(shop)
    assert result.rates["of"].tolist() == [0, 0]
    assert result.left_out.set_index("reason")["people"].to_dict() == {"pending": 0, "existing": 1, "before_record": 0, "ambiguous": 0}


def test_an_order_an_hour_before_joining_makes_a_customer_and_an_hour_after_a_newcomer(tmp_path):
    """Known to the minute, the order of things counts; an order of a day only lies after a join of that day."""
    def moved(name):
        return "movements", {"chat": "福利群", "name": name, "kind": "join", "happened_at": moment("2026-06-01 12:00"), "resolution": "minute"}

    day_only = {"order_id": "E3", "line": 1, "name": "丙", "paid_at": moment("2026-06-01"), "paid_resolution": "day", "gross": 5,
                "refund": 0, "status": "paid"}
    with Workspace.open() as shop:
        keep(shop, tmp_path, [*(moved(name) for name in "甲乙丙"), ("orders", day_only), order("E1", "甲", "2026-06-01 11:00:00", "5"),
                              order("E2", "乙", "2026-06-01 13:00:00", "5"), order("E0", "路人", "2026-05-01 11:00:00", "5"),
                              order("E9", "路人", "2026-06-30 21:00:00", "5"),
                              *(line("乙", f"2026-06-{day:02d} 21:00:00", f"今天的汤真好喝{day}") for day in range(1, 31))])
        status = first_orders.measure(shop).joins.set_index("display_name")["status"].to_dict()
    assert status == {"甲": "existing", "乙": "bought", "丙": "bought"}


def test_who_joined_before_the_orders_begin_is_left_out(tmp_path):
    """Orders from 1 May on say nothing of the first week of who joined in April."""
    with shop_of(tmp_path, [("甲", "2026-04-29", ""), ("乙", "2026-05-01", "")], [paid(1, "乙", "2026-05-02", "9")]) as shop:
        status = first_orders.measure(shop, Scope(start=date(2026, 1, 1))).joins.set_index("display_name")["status"].to_dict()
    assert status == {"甲": "before_record", "乙": "bought"}


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(-30, 40), st.integers(0, 60), st.booleans()), max_size=25))
def test_newcomers_are_parted_and_the_check_agrees_where_nobody_waits(people):
    """Every join has one status; matured ≤ raw; without pending people Kaplan–Meier is k of n."""
    import pandas as pd

    start = pd.Timestamp("2026-05-01")
    joins = pd.DataFrame([
        {"person_id": n, "display_name": str(n), "joined_on": start + pd.Timedelta(days=joined), "ambiguous": False,
         "bought_before": before, "first_paid_on": start + pd.Timedelta(days=joined + wait) if wait < 30 else pd.NaT}
        for n, (joined, wait, before) in enumerate(people)],
        columns=["person_id", "display_name", "joined_on", "ambiguous", "bought_before", "first_paid_on"])
    joins = joins.astype({"joined_on": "datetime64[us]", "first_paid_on": "datetime64[us]", "bought_before": "bool", "ambiguous": "bool"})
    until = date(2026, 6, 30)
    # What the orders' record cannot hold is not there to be read.
    joins["first_paid_on"] = joins["first_paid_on"].where(joins["first_paid_on"] <= pd.Timestamp(until))
    resolved = Resolved((), date(2026, 1, 1), until, until)
    result = first_orders.table(joins, date(2026, 5, 1), until, resolved, Settings())
    counts = result.joins["status"].value_counts()
    matured, raw = result.rates.set_index("basis").loc["matured"], result.rates.set_index("basis").loc["raw"]
    assert matured["of"] + result.left_out["people"].sum() == len(people)
    assert matured["count"] <= raw["count"] <= raw["of"]
    assert len(result.people("matured")) == matured["of"]
    if matured["of"] and not counts.get("pending", 0):
        assert result.kaplan_meier == pytest.approx(matured["share"])


# ---- invitations and birthdays

def test_success_is_counted_only_where_attempts_are_known(tmp_path):
    """Invited on day 10: two of three came within a week; a fourth invite is younger than a week; day 40 is too old."""
    def invite(name, invitee, sent, joined=None):
        return "invites", {"chat": "福利群", "name": name, "invitee_name": invitee, "sent_at": moment(sent),
                           "joined_at": moment(joined) if joined else None}

    with shop_of(tmp_path, [("甲", "2026-06-01", ""), ("老", "2026-05-01", "")]) as shop:
        assert not stage_targets.measure(shop).invited.attempts_known
        keep(shop, tmp_path, [
            invite("甲", "一", "2026-06-10 10:00", "2026-06-17 10:00"), invite("甲", "二", "2026-06-10 10:00", "2026-06-18 10:00"),
            invite("甲", "三", "2026-06-10 10:00", "2026-06-11 10:00"), invite("甲", "四", "2026-06-25 10:00"),
            invite("老", "五", "2026-06-10 10:00", "2026-06-11 10:00")])
        result = stage_targets.measure(shop)
    assert (result.invited.count, result.invited.of, result.invited.pending) == (2, 3, 1)
    assert result.target("growth")["reference"] == 0.15
    assert result.invited.inviters["sent"].sum() == 4


def test_joins_by_invitation_alone_are_people_never_a_rate(tmp_path):
    """“A invited B” tells who came, not who was asked in vain."""
    def joined(name, by, when):
        return "movements", {"chat": "福利群", "name": name, "kind": "join", "happened_at": moment(when), "resolution": "minute", "by_name": by}

    with Workspace.open() as shop:
        keep(shop, tmp_path, [
            ("movements", {"chat": "福利群", "name": "甲", "kind": "join", "happened_at": moment("2026-06-01 10:00"), "resolution": "minute"}),
            joined("乙", "甲", "2026-06-10 10:00"), joined("丙", "甲", "2026-06-03 10:00"),
            *(line("甲", f"2026-06-{day:02d} 21:00:00", f"今天的汤真好喝{day}") for day in range(1, 31))])
        invited = stage_targets.measure(shop).invited
    assert (invited.of, invited.brought, invited.brought_by_anybody) == (0, 1, 2)
    assert invited.inviters[["display_name", "joined"]].values.tolist() == [["甲", 1]]


def test_birthdays_of_the_month_are_listed_by_day(tmp_path):
    """June's birthdays, the 5th over and the 30th today, with or without a year; the 5th of the 5th moon was the 19th of June 2026.
    July's are not there; a customer in no group is."""
    def member(name, birthday, lunar=None, chat="福利群"):
        joined = {"joined_at": moment("2026-01-01"), "joined_resolution": "day"} if chat else {}
        return "members", {"chat": chat, "name": name, **joined, "birthday": birthday, "lunar_birthday": lunar}

    with shop_of(tmp_path, []) as shop:
        assert stages.measure(shop).birthdays is None
        keep(shop, tmp_path, [
            member("甲", date(1990, 6, 30)), member("乙", date(YEARLESS, 6, 5)), member("丙", date(1990, 7, 1)),
            member("丁", None, "05-05"), member("戊", date(1990, 6, 7), chat=NO_CHAT)])
        found = stages.measure(shop).birthdays
        in_groups = stages.measure(shop, Scope(chats=[*shop.query("select chat_id from chats")["chat_id"]])).birthdays
    assert found[["display_name", "day", "passed"]].values.tolist() == [
        ["乙", 5, True], ["戊", 7, True], ["丁", 19, True], ["甲", 30, False]]
    assert found["stage"].tolist() == ["veteran", "outside", "veteran", "veteran"]
    assert in_groups["display_name"].tolist() == ["乙", "丁", "甲"]


@pytest.mark.parametrize(("lunar", "first", "last", "days"), [
    ("08-15", "2026-09-01", "2026-09-30", ["2026-09-25"]), ("08-15", "2026-09-26", "2027-09-14", []),
    ("12-30", "2026-01-01", "2026-02-28", ["2026-02-16"]), ("12-08", "2022-01-01", "2022-12-31", ["2022-01-10"]),
    ("02-30", "2026-04-01", "2026-04-30", ["2026-04-16"])])
def test_a_birthday_of_the_moon_falls_on_the_days_its_calendar_says(lunar, first, last, days):
    """Mid-autumn; New Year's Eve of a short month; a day that comes twice in a year of the sun is listed once, the first time."""
    known = pd.DataFrame({"person_id": [1], "birthday": [pd.NaT], "lunar_birthday": [lunar]})
    found = birthdays.between(known, date.fromisoformat(first), date.fromisoformat(last))
    assert [f"{day:%Y-%m-%d}" for day in found["day"]] == days


