"""What was taken off an order: stated, in parts, or from the price before; once an order, however many lines it has."""

from __future__ import annotations

import pytest

from analytics import Scope, Workspace
from analytics.metrics.group_table import group_orders
from tests.analytics.metrics.shops import every_day, open_shop

HEAD = "订单号,买家昵称,付款时间,商品名称,实付金额"
ORDER = "E1,阿珍,2026-06-01 10:00"


@pytest.mark.parametrize(("headers", "rows", "off"), [
    ("优惠金额,店铺优惠合计", [f"{ORDER},汤,80,-20,7"], [20]), ("店铺优惠合计,支付优惠合计", [f"{ORDER},汤,80,15,5"], [20]),
    ("原价合计,备注", [f"{ORDER},汤,80,100,好"], [20]), ("原价合计,备注", [f"{ORDER},汤,80,70,好"], [None]),
    ("优惠金额,备注", [f"{ORDER},汤,80,,好"], [None]),
    # The whole order's amounts on each of its lines; amounts of the lines themselves.
    ("优惠金额,备注", [f"{ORDER},汤,80,20,好", f"{ORDER},饭,80,20,好"], [20, None]),
    ("优惠金额,备注", [f"{ORDER},汤,80,20,好", f"{ORDER},饭,30,5,好"], [25, None])])
def test_a_sheet_says_what_was_taken_off(tmp_path, headers, rows, off) -> None:
    """Stated goes before parts, parts before the full price; below what was paid it says nothing; an empty cell is not 0."""
    path = tmp_path / "订单.csv"
    path.write_text("\n".join([f"{HEAD},{headers}", *rows]), encoding="utf-8")
    with Workspace.open() as ws:
        ws.import_file(path)
        found = ws.table("orders").sort_values("gross", na_position="last")["discount"]
    assert [None if one != one or one is None else float(one) for one in found] == off


def test_a_group_adds_up_what_was_taken_off_its_members(tmp_path) -> None:
    """20 off 100, and an order that says nothing."""
    path = tmp_path / "订单.csv"
    path.write_text(f"{HEAD},优惠金额\n{ORDER},汤,80,20\nE2,阿珍,2026-06-02 10:00,汤,50,\n", encoding="utf-8")
    with open_shop(tmp_path, every_day("阿珍", "2026-06-01", "2026-06-03")) as ws:
        ws.import_file(path)
        [row] = group_orders(ws, ws.resolve(Scope())).to_dict("records")
    assert (row["orders"], row["cents"], row["off_cents"], row["full_cents"]) == (2, 13_000, 2_000, 10_000)
