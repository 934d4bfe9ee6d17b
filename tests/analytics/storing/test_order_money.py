"""An order's money counts once: lines in one file or many, whole amounts repeated on lines, both kinds of sheets."""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics import Upload, Workspace

D = Decimal
_WHOLE = "订单号,昵称,商品,订单金额,付款时间"
_LINES = "订单号,昵称,商品,商品金额,付款时间"


def _shop(*files: list[str]) -> Workspace:
    """A shop that imported these files: each a list of lines, the header first."""
    ws = Workspace.open()
    for number, lines in enumerate(files):
        ws.import_upload(Upload(f"{number}.csv", "\n".join(lines).encode()))
    return ws


def _money(ws: Workspace) -> list[tuple[str, float, float, str]]:
    """(order, gross, refund, status) of the one line that bears an order's money."""
    frame = ws.query("select order_id, gross, refund, status from orders where gross is not null order by order_id")
    return [(str(row[0]), float(row[1]), float(row[2]), str(row[3])) for row in frame.itertuples(index=False)]


def _row(order: str, product: str, amount: str, *more: str) -> str:
    return ",".join([order, "小满", product, amount, "2026-05-02", *more])


@pytest.mark.parametrize("header", [_WHOLE, _LINES, "订单号,昵称,商品,金额,付款时间"])
def test_lines_of_one_order_in_two_files_are_two_lines(header):
    """The end of one file and the beginning of the next: neither is a version of the other."""
    with _shop([header, _row("E1", "芒果", "30")], [header, _row("E1", "草莓", "28")]) as ws:
        assert _money(ws) == [("E1", 58.0, 0.0, "paid")]
        assert sorted(ws.table("orders")["product"]) == ["芒果", "草莓"]


def test_a_whole_amount_repeated_on_lines_of_two_files_counts_once():
    """88 on each of three lines is 88, wherever the file was cut."""
    with _shop([_WHOLE, _row("E1", "芒果", "88"), _row("E1", "草莓", "88")], [_WHOLE, _row("E1", "榴莲", "88")]) as ws:
        assert _money(ws) == [("E1", 88.0, 0.0, "paid")]


@pytest.mark.parametrize("order", list(permutations(range(2))))
def test_a_sheet_of_orders_and_a_sheet_of_their_lines_count_once(order):
    """What the buyer paid for the whole is the order's money; the lines it names are not added, in either order of import."""
    whole = [_WHOLE, _row("E1", "芒果(6寸)(1件);草莓(1件)", "88.80")]
    lines = [_LINES, _row("E1", "芒果", "59"), _row("E1", "草莓", "41")]
    with _shop(*[(whole, lines)[at] for at in order]) as ws:
        assert _money(ws) == [("E1", 88.8, 0.0, "paid")]
        assert len(ws.table("orders")) == 3


def test_a_line_that_the_whole_does_not_name_is_added():
    """A later order line of something else is no part of the amount before."""
    with _shop([_WHOLE, _row("E1", "芒果", "30")], [_LINES, _row("E1", "草莓", "28"), _row("E1", "榴莲", "2")]) as ws:
        assert _money(ws) == [("E1", 60.0, 0.0, "paid")]


def test_undoing_the_sheet_of_orders_brings_the_lines_back():
    """Reckoned anew from the rows that are there."""
    with Workspace.open() as ws:
        whole = ws.import_upload(Upload("a.csv", "\n".join([_WHOLE, _row("E1", "芒果;草莓", "88")]).encode()))
        ws.import_upload(Upload("b.csv", "\n".join([_LINES, _row("E1", "芒果", "59"), _row("E1", "草莓", "41")]).encode()))
        ws.undo(whole.batch_id)
        assert _money(ws) == [("E1", 100.0, 0.0, "paid")]


@pytest.mark.parametrize(("backs", "refund", "status"), [
    (("-12", "-20"), 32.0, "partially_refunded"), (("-12", "-12"), 24.0, "partially_refunded"), (("-68", "-20"), 88.0, "refunded"),
])
def test_money_given_back_in_rows_of_its_own_adds_up(backs, refund, status):
    """Negative lines of one order, at two moments, are refunds of that order."""
    rows = [f"E1,小满,芒果,{back},2026-05-0{day} 09:00:00" for day, back in enumerate(backs, 3)]
    with _shop([_WHOLE, _row("E1", "芒果", "88"), *rows]) as ws:
        assert _money(ws) == [("E1", 88.0, refund, status)]


def test_refunds_of_lines_beside_a_repeated_amount_add_up():
    """One amount on every line, two lines given back in part: both parts count, the amount once."""
    header = f"{_WHOLE},退款金额"
    with _shop([header, _row("E1", "芒果", "88", "30"), _row("E1", "草莓", "88", "20"), _row("E1", "榴莲", "88", "0")]) as ws:
        assert _money(ws) == [("E1", 88.0, 50.0, "partially_refunded")]


def test_a_repeated_refund_counts_once():
    """The order's refund on every line is one refund."""
    with _shop([f"{_WHOLE},退款金额", _row("E1", "芒果", "88", "30"), _row("E1", "草莓", "88", "30")]) as ws:
        assert _money(ws) == [("E1", 88.0, 30.0, "partially_refunded")]


def test_a_cancelled_line_is_left_out_of_the_orders_money():
    """Only what was paid counts; an order of which nothing was paid keeps its state."""
    header = f"{_LINES},订单状态"
    rows = [_row("E1", "芒果", "30", "已完成"), _row("E1", "草莓", "28", "已取消"),
            _row("E2", "芒果", "30", "已取消"), _row("E2", "草莓", "28", "已取消")]
    with _shop([header, *rows]) as ws:
        assert _money(ws) == [("E1", 30.0, 0.0, "paid"), ("E2", 58.0, 0.0, "cancelled")]


def test_a_later_sheet_with_another_column_has_the_last_word():
    """The same order exported again with its specification: its refund is not added to what was said before."""
    old = [f"{_WHOLE},退款金额", _row("E1", "芒果", "88", "10")]
    new = [f"{_WHOLE},退款金额,商品规格", _row("E1", "芒果", "88", "30", "6寸")]
    with _shop(old, new) as ws:
        assert _money(ws) == [("E1", 88.0, 30.0, "partially_refunded")]


def test_the_days_of_buying_count_orders_and_not_lines():
    """Three lines are one order of the sum."""
    with _shop([_LINES, *(_row("E1", name, "10") for name in ("芒果", "草莓", "榴莲"))]) as ws:
        found = ws.facts("value_days", ws.resolve())
        assert found[["orders", "cents", "placed"]].values.tolist() == [[1, 3000, 1]]


_PRODUCTS = ("芒果", "草莓", "榴莲", "山竹")
_ORDERS = st.dictionaries(
    st.sampled_from(["E1", "E2", "E3"]), st.dictionaries(st.sampled_from(_PRODUCTS), st.integers(1, 99), min_size=1), min_size=1)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_ORDERS, st.randoms())
def test_lines_split_over_files_in_any_order_make_the_same_money(orders, chance):
    """Shuffled, split, overlapping: every line is there once, every order has its sum, and a second import changes nothing."""
    rows = [_row(order, product, str(amount)) for order, lines in orders.items() for product, amount in lines.items()]
    chance.shuffle(rows)
    cut = chance.randint(0, len(rows))
    overlap = chance.randint(0, cut)
    files = [rows[:cut], rows[overlap:]]
    with _shop(*[[_LINES, *file] for file in files if file]) as ws:
        assert _money(ws) == [(order, float(sum(lines.values())), 0.0, "paid") for order, lines in sorted(orders.items())]
        again = ws.import_upload(Upload("all.csv", "\n".join([_LINES, *rows]).encode()))
        assert (again.kept, again.repeated) == (0, len(rows))
