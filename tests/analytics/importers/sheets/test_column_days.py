"""Days that cannot be right are no days: mistyped years, systems' word for never; a wrong clock of the computer takes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.importers import shop_clock
from analytics.importers.formats.sheets.column_days import latest
from tests.analytics.importers.sheets.reading import delimited, read, workbook

TODAY = date(2026, 6, 2)
ORDERS = ["订单号", "买家昵称", "实付金额", "付款时间"]


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    shop_clock.use(shop_clock.SHANGHAI, TODAY)
    yield
    shop_clock.use(shop_clock.SHANGHAI)


def _orders(*paid: object) -> list[list[object]]:
    return [ORDERS, *([f"E{at}", "小满", 10, day] for at, day in enumerate(paid))]


@pytest.mark.parametrize(("typed", "kept"), [
    ("2062-05-29", False), ("2027/5/29 8:00", False), ("2026年12月1日", False), ("5/29/2062", False), ("62-5-29", False),
    ("2026-06-03", True), ("2026/6/2 23:59", True), ("1970-01-01 08:00:00", False), ("1994-12-31", False), ("1995-01-01", True),
])
def test_a_mistyped_day_is_said_and_moves_nothing(tmp_path: Path, typed: str, kept: bool) -> None:
    """The order stays, its day goes; tomorrow may already be today where the shop is."""
    before = [f"2026-05-{day}" for day in range(20, 28)]
    path = delimited(tmp_path / "订单.csv", [[str(cell) for cell in row] for row in _orders(
        *before, "5/30/2026" if typed.count("/") == 2 and len(typed) == 9 else "2026-05-30", typed)])
    outcome = read(path, tmp_path / "out")
    assert len(outcome.rows("orders")) == 10
    assert (outcome.rows("orders")[9]["paid_at"] is not None) == kept
    assert outcome.codes("blanked") == ([] if kept else ["date_not_yet" if "19" not in typed else "date_out_of_range"])


def test_days_of_a_workbook_are_held_against_each_other_too(tmp_path: Path) -> None:
    """Real days in cells; a line of a chat without its day is no line."""
    rows = _orders(datetime(2026, 5, 28, 8), datetime(2026, 5, 29, 8), datetime(2036, 5, 29, 8))
    chat = [["时间", "发送人", "内容"], *([datetime(2026 + 10 * (at == 3), 5, 29, 8), "小满", f"第{at}句"] for at in range(4))]
    outcome = read(workbook(tmp_path / "a.xlsx", 订单=rows, 群聊=chat), tmp_path / "out")
    assert [row["paid_at"] is None for row in outcome.rows("orders")] == [False, False, True]
    assert len(outcome.rows("messages")) == 3
    assert outcome.codes("rejected") == ["date_not_yet"]
    assert outcome.reconciles("messages")


def test_what_is_planned_may_lie_ahead(tmp_path: Path) -> None:
    """A content plan for the autumn, a coupon that runs out in two years."""
    plan = [["发布时间", "标题"], ["2026-05-30", "上新"], ["2026-05-31", "教程"], ["2026-10-01", "国庆"]]
    coupons = [["券码", "券名", "发放时间", "过期时间"], ["C1", "满减", "2026-05-01", "2026-06-01"], ["C2", "满减", "2026-05-01", "2028-06-01"]]
    for name, rows, table in (("计划.csv", plan, "posts"), ("券.csv", coupons, "coupons")):
        outcome = read(delimited(tmp_path / name, rows), tmp_path / name[:1])
        assert (len(outcome.rows(table)), outcome.issues) == (len(rows) - 1, [])


@pytest.mark.parametrize(("days", "last"), [
    ({date(2026, 6, 1): 9, date(2026, 6, 15): 1}, None), ({date(2026, 6, 1): 9, date(2026, 6, 16): 1}, date(2026, 6, 1)),
    ({date(2026, 6, 1): 8, date(2026, 6, 16): 1}, None), ({date(2026, 6, 1): 2, date(2027, 6, 3): 1}, None),
    ({date(2026, 6, 1): 2, date(2027, 6, 4): 1}, date(2026, 6, 1)), ({date(2026, 6, 1): 2, date(2027, 6, 4): 2}, None),
    ({date(2026, 6, 1): 2, date(2026, 6, 10): 9, date(2027, 6, 1): 1}, date(2026, 6, 10)),
    ({date(2027, 6, 1): 2, date(2029, 6, 1): 1}, None), ({date(2026, 6, 3): 9, date(2026, 6, 18): 1}, date(2026, 6, 3)), ({}, None),
])
def test_a_slip_is_late_alone_and_rare(days: dict[date, int], last: date | None) -> None:
    """Fifteen days from the one before, a tenth of the rows at most, a third beyond a year; a whole file ahead: the clock is wrong."""
    assert latest(days, TODAY) == last


@settings(max_examples=25)
@given(st.lists(st.integers(0, 400), min_size=1, max_size=20))
def test_nothing_that_happened_before_the_import_is_ever_a_slip(before: list[int]) -> None:
    """However sparse a sheet is."""
    assert latest({TODAY - timedelta(days): 1 for days in before}, TODAY) is None
