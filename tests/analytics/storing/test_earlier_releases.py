"""A shop's file that the first release made: it opens, and what is imported into it again is known again."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from analytics import Upload, Workspace
from analytics.workspace import CANONICAL

_MADE = Path(__file__).parent / "files" / "first_release.sql"
_HEADER = "主订单编号,选购商品,商品规格,订单应付金额,昵称,付款时间,订单状态"
_MANGO = "E1,芒果,6寸,30.00,小满,2026-05-02 10:00:00,已完成"
_BERRY = "E1,草莓,盒,28.00,小满,2026-05-02 10:00:00,已完成"
_DURIAN = "E2,榴莲,个,99.00,大雪,2026-05-03 10:00:00,已发货"
_DAYS = "日期,群名称,群人数,新增人数\n2026-05-02,福利群,120,3\n2026-05-03,福利群,121,1\n"
_KNOWN = [("E1", 58.0, "paid"), ("E2", 99.0, "paid")]


@pytest.fixture
def shop(tmp_path):
    """The shop, opened today."""
    path = tmp_path / "店.qunxi"
    with duckdb.connect(str(path)) as raw:
        raw.execute(_MADE.read_text(encoding="utf-8"))
    with Workspace.open(path) as ws:
        yield ws


def _import(ws: Workspace, *lines: str) -> tuple[int, int, int]:
    receipt = ws.import_upload(Upload("五月订单.csv", "\n".join([_HEADER, *lines]).encode()))
    return receipt.kept, receipt.updated, receipt.repeated


def _money(ws: Workspace) -> list[tuple[str, float, str]]:
    frame = ws.query("select order_id, gross, status from orders where gross is not null order by order_id")
    return [(str(row[0]), float(row[1]), str(row[2])) for row in frame.itertuples(index=False)]


def test_every_table_of_an_older_file_can_be_read(shop):
    """Nothing waits for the next import; the orders' money is summed over their lines."""
    found = {name: len(shop.table(name)) for name in CANONICAL}
    assert (found["orders"], found["chat_days"], found["people"], found["imports"]) == (3, 2, 2, 2)
    assert _money(shop) == _KNOWN


@pytest.mark.parametrize("lines", [(_MANGO, _BERRY, _DURIAN), (_DURIAN, _BERRY, _MANGO), (_BERRY,), (_MANGO,), (_DURIAN,)])
def test_orders_known_under_earlier_line_numbers_are_repeats(shop, lines):
    """The same lines in another order, or only some of them: nothing is added, and undo leaves what was there."""
    assert _import(shop, *lines) == (0, 0, len(lines))
    assert (_money(shop), len(shop.table("orders"))) == (_KNOWN, 3)
    shop.undo(shop.table("imports")["batch_id"].iloc[-1])
    assert (_money(shop), len(shop.table("orders"))) == (_KNOWN, 3)


def test_a_new_state_of_an_order_of_an_earlier_release_replaces_it(shop):
    """Cancelled meanwhile: a version of the line, not a line beside it; and still known once the first import is undone."""
    assert _import(shop, _DURIAN.replace("已发货", "已取消")) == (1, 1, 0)
    assert _money(shop) == [("E1", 58.0, "paid"), ("E2", 99.0, "cancelled")]
    shop.undo(shop.table("imports").sort_values("imported_at")["batch_id"].iloc[0])
    assert _import(shop, _DURIAN.replace("已发货", "已取消")) == (0, 0, 1)
    assert _money(shop) == [("E2", 99.0, "cancelled")]


def test_another_line_of_a_known_order_is_added(shop):
    """Goods that the earlier file did not have are a line of their own."""
    assert _import(shop, _MANGO, "E1,山竹,斤,20.00,小满,2026-05-02 10:00:00,已完成") == (1, 0, 1)
    assert _money(shop) == [("E1", 78.0, "paid"), ("E2", 99.0, "paid")]


def test_a_sheet_of_whole_orders_does_not_add_to_the_lines_of_an_earlier_release(shop):
    """What the buyer paid for both is the order's money, as with lines that were read today."""
    whole = "订单号,昵称,商品,订单金额,付款时间\nE1,小满,芒果(6寸)(1件);草莓(盒)(1件),55,2026-05-02 10:00:00\n"
    shop.import_upload(Upload("订单.csv", whole.encode()))
    assert _money(shop) == [("E1", 55.0, "paid"), ("E2", 99.0, "paid")]


def test_a_whole_order_of_an_earlier_release_is_not_added_to_its_lines(shop):
    """An order that had one row was the whole order: lines of it that name no goods come beside it without money."""
    shop.import_upload(Upload("订单.csv", (
        "订单号,昵称,商品规格,商品金额,付款时间\nE2,大雪,大果,60,2026-05-03 10:00:00\nE2,大雪,小果,39,2026-05-03 10:00:00\n").encode()))
    assert _money(shop) == _KNOWN


def test_days_of_a_group_are_the_same_days(shop):
    """The number of a group × day is kept once, however the key of such rows grew since."""
    receipt = shop.import_upload(Upload("日报.csv", _DAYS.encode()))
    assert (receipt.kept, receipt.repeated, len(shop.table("chat_days"))) == (0, 2, 2)


def test_a_row_of_an_earlier_release_learns_that_its_amount_is_the_whole_orders(shop):
    """99 on each line of E2: once it was read as the order's amount, a second line with it adds nothing."""
    header = "订单号,昵称,商品,订单金额,付款时间,订单状态"
    lines = [header, "E2,大雪,榴莲,99.00,2026-05-03 10:00:00,已发货", "E2,大雪,礼盒,99.00,2026-05-03 10:00:00,已发货"]
    shop.import_upload(Upload("订单.csv", "\n".join(lines).encode()))
    assert _money(shop) == _KNOWN
