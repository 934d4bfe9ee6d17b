"""快闪群 by its own days: what was bought, left and given back while it lasted, and not what its members did afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from analytics import Scope
from analytics.metrics import scorecard_flash as flash
from analytics.metrics import scorecards
from analytics.metrics.scorecard_rules import Facts
from analytics.settings import Settings
from tests.analytics.metrics.shops import at, chat_file, every_day, open_shop, order_file, paid

YEAR = Scope(start=date(2026, 6, 1), end=date(2026, 7, 31))


@pytest.fixture(scope="module")
def card(tmp_path_factory):
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
        yield scorecards.measure(ws, YEAR)


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
                           "cents": 1000, **dict.fromkeys(("with_coupon", "timed", "early", "orders_once", "cents_once"), 0)})
    cut = flash.on_own_days(rows, facts().spans, bought)
    assert cut["exposed"].tolist() == [True, False, False, True, True]
    assert cut["left_on"].notna().tolist() == [True, False, True, False, True]
    assert cut["orders"].tolist() == [2, 0, 0, 0, 7]
    assert cut["net"].tolist() == [20.0, 0, 0, 0, 70.0]
    assert cut["last_paid_on"].dt.date.tolist()[0] == date(2026, 6, 20)
