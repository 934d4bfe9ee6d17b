"""Thirty files at once, seen as one pile."""

from __future__ import annotations

import threading
from datetime import date, datetime

import pytest

from analytics import Upload, Workspace
from analytics.importers.answers import Answers
from analytics.storing import pile
from analytics.storing.pile import Pile

PATIENCE_SECONDS = 120
ORDERS = "订单号,买家昵称,实付金额,付款时间\n{rows}\n"
OLD = Upload("旧订单.csv", ORDERS.format(rows="D1,小美,10,2026-06-01 10:00").encode())
NEW = Upload("新订单.csv", ORDERS.format(rows="D1,小美,12,2026-06-01 10:00\nD2,阿强,5,2026-06-09 10:00").encode())
BROKEN = Upload("坏订单.csv", ORDERS.format(rows="D9,小美,不是钱,2026-05-01 10:00\nD8,阿强,5,2026-05-02 10:00").encode())
MEMBERS = Upload("群成员.csv", "群名称,昵称,入群时间\n面包群,小美,2026-03-01\n面包群,阿强,2026-03-02\n".encode())
CHAT = Upload("面包群.txt", ("面包群 微信群上的聊天记录如下，请查收。\n\n—————  2026-06-29  —————\n\n小美  10:01\n\n今天有什么好吃的呀\n\n"
                          "阿强  10:05\n\n有烧鹅和叉烧\n\n").encode())
TIMELESS = Upload("粘贴.txt", "小美:\n今天有什么好吃的呀\n\n阿强:\n有烧鹅和叉烧\n\n".encode())
PICTURE = Upload("图.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 64)


@pytest.fixture
def shop():
    """An empty shop."""
    with Workspace.open() as ws:
        yield ws


def read(ws: Workspace, *uploads: Upload) -> Pile:
    """The pile once nothing more happens by itself."""
    for upload in uploads:
        ws.start(upload, Answers())
    return settled(ws)


def settled(ws: Workspace) -> Pile:
    """Look again after everything that was asked for is done."""
    done = threading.Event()
    ws.in_turn(done.set)
    assert done.wait(PATIENCE_SECONDS)
    return Pile(ws.jobs())


def names(jobs) -> list[str]:
    """What the files are called."""
    return [job.file_name for job in jobs]


def test_members_go_in_before_talk_and_talk_before_orders(shop):
    """And of two exports of one sheet the older first, so that the newer one's state of an order counts."""
    found = read(shop, NEW, CHAT, OLD, MEMBERS)
    assert names(found.ready) == ["群成员.csv", "面包群.txt", "旧订单.csv", "新订单.csv"]
    found.keep()
    assert settled(shop).total.kept == 2 + 2 + 1 + 2
    assert [float(paid) for paid in shop.table("orders").sort_values("order_id")["gross"]] == [12.0, 5.0]


def test_files_that_ask_or_fail_stand_apart_from_the_calm_ones(shop):
    """A picture, a chat without a day and a sheet with an unreadable row among good files."""
    found = read(shop, OLD, PICTURE, TIMELESS, BROKEN)
    assert names(found.pressing) == ["粘贴.txt"]
    assert names(found.failed) == ["图.png"]
    assert names(found.calm) == ["坏订单.csv", "旧订单.csv"]
    assert [pile.lost(job) for job in found.calm] == [1, 0]
    assert names(found.ready) == ["粘贴.txt", "坏订单.csv", "旧订单.csv"]


def test_a_draft_says_which_groups_it_holds_and_from_when_to_when(shop):
    """The group is new the first time and known the second."""
    found = read(shop, CHAT)
    (row,) = found.ready[0].draft.reach.to_dict("records")
    assert (row["table_name"], row["chat_name"], row["known"], row["count"]) == ("messages", "面包群", False, 2)
    assert pile.days(found.ready[0]) == (datetime(2026, 6, 29, 10, 1), datetime(2026, 6, 29, 10, 5))
    found.keep()
    settled(shop)
    again = read(shop, Upload("再来.txt", CHAT.data))
    assert again.ready[0].draft.reach["known"].tolist() == [True]
    assert pile.receipt_of(again.ready[0]).repeated == 2


def test_how_far_the_pile_is(shop):
    """Nothing is nothing, everything read is everything; a file that waits for 保留 is done with reading."""
    assert Pile([]).fraction == 0.0
    found = read(shop, OLD, NEW)
    assert found.fraction == 1.0
    assert found.busy == []
    assert found.position == (3, 2)


def test_stopping_the_pile_leaves_nothing(shop):
    """What waits its turn is stopped too, and nothing of it is kept."""
    gate = threading.Event()
    shop.in_turn(lambda: gate.wait(PATIENCE_SECONDS))
    for upload in (OLD, NEW):
        shop.start(upload)
    Pile(shop.jobs()).stop()
    gate.set()
    found = settled(shop)
    assert names(found.stopped) == ["旧订单.csv", "新订单.csv"]
    assert not shop.has("orders")


def test_a_timeless_draft_has_no_days(shop):
    """Where nobody says when, no day is invented."""
    assert pile.days(read(shop, TIMELESS).ready[0]) is None


def test_the_same_file_under_another_name_is_called_a_twin(shop):
    """Of two equal files the later one is the twin; a changed one is none."""
    found = read(shop, OLD, Upload("旧订单(1).csv", OLD.data), NEW)
    first, second, other = found.jobs
    assert [found.twin(job) for job in (first, second, other)] == [None, first, None]


def test_unknown_columns_are_a_question_and_no_failure(shop):
    """A sheet nobody has seen waits for its columns to be named."""
    found = read(shop, Upload("手记.csv", "甲,乙,丙,丁\nA-1,小美,128.5,2026-06-01 10:00\nA-2,阿强,66,2026-06-02 11:00\n".encode()))
    assert names(found.pressing) == ["手记.csv"]
    assert (found.failed, found.ready) == ([], [])


def test_an_answered_question_presses_no_more(shop):
    """The day said, the chat stands among the calm files."""
    found = read(shop, TIMELESS)
    found.pressing[0].again(Answers(day=date(2026, 6, 1)))
    assert names(settled(shop).calm) == ["粘贴.txt"]
