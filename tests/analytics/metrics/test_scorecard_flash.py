"""快闪群 by its own days: what was bought, left and given back while it lasted, and not what its members did afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from analytics import Scope
from analytics.charts import flash_course as charts
from analytics.metrics import flash_course, scorecards
from analytics.metrics import scorecard_flash as flash
from analytics.metrics.scorecard_rules import Facts
from analytics.settings import Settings
from analytics.texts import texts_for
from tests.analytics.metrics.shops import at, chat_file, every_day, open_shop, order_file, paid

YEAR = Scope(start=date(2026, 6, 1), end=date(2026, 7, 31))


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """A flash group on record from 5 to 12 June in a shop whose other group and orders go on until the end of July.

    阿珍 buys on the 6th and 7th, 老李 on the day after the record ends, 陈姐 on the 7th and gets her money back.
    """
    folder = tmp_path_factory.mktemp("flash")
    said = [(who, at("2026-06-06", 9), f"我要一份{who}") for who in ("阿珍", "老李", "陈姐")]
    orders = [paid(1, "阿珍", "2026-06-06", "20"), paid(2, "阿珍", "2026-06-07", "20"), paid(3, "老李", "2026-06-13", "20"),
              paid(4, "陈姐", "2026-06-07", "20", "5"), paid(5, "阿珍", "2026-07-07", "20"), paid(6, "路人", "2026-07-31", "20")]
    with open_shop(folder, every_day("小雨", "2026-06-01", "2026-07-31"), chat="老友记") as ws:
        ws.import_file(chat_file(folder, [*every_day("小雨", "2026-06-05", "2026-06-12"), *said], "快闪.csv"), chat="快闪群")
        ws.import_file(order_file(folder, orders))
        [chat] = ws.table("chats").query("chat_name == '快闪群'")["chat_id"]
        ws.set_chat(chat, chat_type="快闪群")
        clicks = folder / "点击.csv"
        clicks.write_text("昵称,动作,时间\n阿珍,点击,2026-06-05 10:00\n老李,点击,2026-06-06 10:00\n老李,点击,2026-06-13 10:00\n路人,点击,2026-06-06 10:00\n",
                          encoding="utf-8")
        ws.import_file(clicks)
        yield ws


@pytest.fixture(scope="module")
def card(shop):
    """Its cards over both months."""
    return scorecards.measure(shop, YEAR)


@pytest.fixture(scope="module")
def course(shop):
    """The course of the flash group."""
    [chat] = shop.table("chats").query("chat_name == '快闪群'")["chat_id"]
    return flash_course.measure(shop, YEAR, chat_id=chat)


def line(result, key):
    """count and of of one line."""
    row = result.lines.set_index("key").loc[[key]].iloc[0]
    return int(row["count"]), int(row["of"])


def test_only_the_groups_own_days_count_as_bought_inside(card) -> None:
    """Two of the four who were there bought from the 5th to the 12th; 老李's order of the 13th is not the campaign's."""
    assert line(card, "flash_buyers") == (2, 4)
    chat = card.lines["chat_id"].iloc[0]
    assert sorted(card.people(chat, "flash_buyers")["display_name"]) == ["阿珍", "陈姐"]
    assert card.figures.set_index("key").loc["per_order", ["count", "of"]].tolist() == [2.0, 3.0]


def test_what_follows_the_end_is_counted_from_the_last_order_inside(card) -> None:
    """The last order is 7 June's: 阿珍 comes again on 7 July, its thirtieth day; one of the two buyers got money back."""
    assert line(card, "again") == (1, 2)
    assert line(card, "refunded") == (1, 2)
    assert line(card, "cared") == (0, 0)


def test_a_sale_is_told_day_by_day_on_its_own_days(course) -> None:
    """By hand: 8 days; a click before the first order, another on its day, none of strangers or later; orders on the 6th and 7th."""
    days = course.days.pivot_table(index="number", columns="measure", values="count")
    assert (course.first, course.last, len(days)) == (date(2026, 6, 5), date(2026, 6, 12), 8)
    assert days["orders"].tolist() == [0, 1, 2, 0, 0, 0, 0, 0]
    assert days["clicks"].tolist() == [1, 1, 0, 0, 0, 0, 0, 0]
    assert days["talk"].tolist() == [1, 4, 1, 1, 1, 1, 1, 1]
    assert {phase: sorted(set(rows["number"])) for phase, rows in course.days.groupby("phase")} == {
        "before": [1], "selling": [2, 3], "after": [4, 5, 6, 7, 8]}
    assert (course.total("talk"), course.total("talk", "before"), course.total("talk", "after")) == (11, 1, 5)


def test_every_point_of_the_course_opens_what_it_counts(course) -> None:
    """The lists sum to the points, the shares of each measure to one; the picture has a line a measure and says its words."""
    for row in course.days.to_dict("records"):
        assert course.people(row["measure"], row["day"])["count"].sum() == row["count"]
    assert course.days.groupby("measure")["share"].sum().tolist() == pytest.approx([1, 1, 1])
    assert sorted(course.people("orders")["display_name"]) == ["阿珍", "陈姐"]
    for language in ("zh", "en"):
        drawn = charts.curves(course, texts_for(language)).to_dict()
        assert len(drawn["layer"]) == 4


def test_layers_after_a_sale_wait_until_their_days_are_over(shop, course) -> None:
    """From 12 June to 12 July, of the four who were in it, each once; from 2 July on the thirty days reach beyond the record."""
    found = flash_course.moved(shop, YEAR, chat_id=course.chat_id, first=course.last)
    assert (found.first, found.as_of) == (date(2026, 6, 12), date(2026, 7, 12))
    assert sorted(found.people()["display_name"]) == ["小雨", "老李", "阿珍", "陈姐"]
    assert found.matrix["count"].sum() == 4
    assert flash_course.moved(shop, YEAR, chat_id=course.chat_id, first=date(2026, 7, 1)) is not None
    assert flash_course.moved(shop, YEAR, chat_id=course.chat_id, first=date(2026, 7, 2)) is None


def test_a_group_without_a_record_in_the_period_has_no_course(shop, course) -> None:
    """Chosen after its end: nothing to draw, no error."""
    found = flash_course.measure(shop, Scope(start=date(2026, 7, 1), end=date(2026, 7, 31)), chat_id=course.chat_id)
    assert (found.first, len(found.days), found.people("orders").empty) == (None, 0, True)
    assert charts.curves(found, texts_for("zh")) is None


def test_without_orders_no_day_has_a_phase() -> None:
    """Talk on the first of two days: half the course, no phase."""
    rows = pd.DataFrame({"measure": ["talk"], "day": pd.to_datetime(["2026-06-01"]), "person_id": [1], "count": [3]})
    days = flash_course.table(rows, date(2026, 6, 1), date(2026, 6, 2))
    assert days[["count", "phase", "number", "share"]].values.tolist() == [[3, "none", 1, 1.0], [0, "none", 2, 0.0]]


# ---- on frames: each edge on both sides

def facts(**given):
    """One flash group on record from 1 to 10 June; 1 bought on the 10th, 2 did not."""
    none = pd.DataFrame()
    rows = pd.DataFrame({"chat_id": "a", "person_id": [1, 2], "staff": False, "exposed": True, "orders": [1, 0],
                         "last_paid_on": pd.to_datetime(["2026-06-10", None])})
    spans = pd.DataFrame({"from_day": pd.Timestamp("2026-06-01"), "until_day": pd.Timestamp("2026-06-20")}, index=["a"])
    found = Facts(rows, none, none, none, none, none, pd.Series(dtype="object"), date(2026, 6, 1), date(2026, 7, 31), None, None, none,
                  spans=spans)
    return replace(found, **given)


def counted(found):
    """How many are counted, of how many."""
    return None if found is None else (int(found["counted"].sum()), len(found))


@pytest.mark.parametrize(("day", "result"), [("2026-07-10", (1, 1)), ("2026-07-11", (0, 1)), ("2026-06-10", (0, 1))])
def test_buying_again_counts_within_thirty_days_after_the_end(day: str, result) -> None:
    """The group's last order was on 10 June; that day itself is not afterwards; orders and period must reach the 10th of July."""
    bought = pd.DataFrame({"person_id": [1], "day": pd.to_datetime([day])})
    found = facts(days=bought, orders_until=date(2026, 7, 10))
    assert counted(flash.again(found, Settings())) == result
    assert counted(flash.again(replace(found, orders_until=date(2026, 7, 9)), Settings())) == (0, 0)
    assert counted(flash.again(replace(found, end=date(2026, 7, 9)), Settings())) == (0, 0)


@pytest.mark.parametrize(("until", "result"), [(date(2026, 6, 24), (1, 1)), (date(2026, 6, 23), (0, 0))])
def test_money_given_back_is_looked_at_after_fourteen_days(until: date, result) -> None:
    """Ordered on the 10th: on the 24th it is fourteen days ago. An order after the group's days belongs to nothing."""
    back = pd.DataFrame({"person_id": [1, 2], "day": pd.to_datetime(["2026-06-10", "2026-06-21"]), "refunded": [1, 1]})
    assert counted(flash.refunded(facts(refunds=back, orders_until=until), Settings())) == result


def test_an_end_is_looked_after_with_a_red_packet_and_an_answer() -> None:
    """On the day itself nothing counts, seven days later it still does, eight no more; nobody's rows; no record, no judgement."""
    def cared(*days, until="2026-06-20"):
        care = pd.DataFrame(days, columns=["day", "red_packets", "answers"]).assign(chat_id="a")
        spans = facts().spans.assign(until_day=pd.Timestamp(until))
        return counted(flash.cared(facts(care=care.assign(day=pd.to_datetime(care["day"])), spans=spans), Settings()))

    assert cared(("2026-06-10", 1, 1)) == (0, 2)
    assert cared(("2026-06-11", 1, 0), ("2026-06-17", 0, 2)) == (2, 2)
    assert cared(("2026-06-18", 3, 3)) == (0, 2)
    assert cared(("2026-06-09", 1, 1), until="2026-06-11") == (0, 2)
    assert cared(("2026-06-09", 1, 1), until="2026-06-10") is None


def test_rows_are_cut_to_the_groups_own_days() -> None:
    """Came after the end, left before the start: not there; left after the end: not left; another group keeps everything."""
    days = pd.to_datetime
    rows = pd.DataFrame({
        "chat_id": ["a", "a", "a", "a", "b"], "person_id": [1, 2, 3, 4, 1], "exposed": True, "orders": 7, "net": 70.0,
        "joined_on": days([None, "2026-06-21", None, "2026-06-20", "2026-06-21"]),
        "left_on": days(["2026-06-20", None, "2026-05-31", "2026-06-21", "2026-07-01"]), "last_paid_on": days(["2026-07-01"] * 5)})
    bought = pd.DataFrame({"chat_id": "a", "person_id": [1, 1, None], "day": days(["2026-06-02", "2026-06-20", "2026-06-03"]), "orders": 1,
                           "cents": 1000, **dict.fromkeys(("with_coupon", "timed", "early", "off_cents", "full_cents", "orders_once", "cents_once"), 0)})
    cut = flash.on_own_days(rows, facts().spans, bought)
    assert cut["exposed"].tolist() == [True, False, False, True, True]
    assert cut["left_on"].notna().tolist() == [True, False, True, False, True]
    assert cut["orders"].tolist() == [2, 0, 0, 0, 7]
    assert cut["net"].tolist() == [20.0, 0, 0, 0, 70.0]
    assert cut["last_paid_on"].dt.date.tolist()[0] == date(2026, 6, 20)


def test_a_flash_group_that_sold_nothing_has_nobody_to_judge(shop):
    """Over the days before its first order the shop's other buyers are no buyers of the group: 0 of 0, and no error."""
    early = scorecards.measure(shop, Scope(start=date(2026, 6, 5), end=date(2026, 6, 5)))
    assert line(early, "again") == (0, 0)
