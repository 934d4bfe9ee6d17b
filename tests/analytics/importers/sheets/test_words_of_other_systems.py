"""Sheets of systems no fixture was made from: the right column is taken for the money, the day, the buyer and the number."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from tests.analytics.importers.sheets.reading import delimited, read, workbook

MORNING, MIDNIGHT = datetime(2026, 6, 1, 8, 5), datetime(2026, 6, 1)


def _orders(outcome, *names):
    return [tuple(row[name] for name in names) for row in outcome.rows("orders")]


@pytest.mark.parametrize(("headers", "row", "expected"), [
    ("订单编号,下单时间,买家昵称,商品总价,运费,实际收款", "A1,2026-06-01 08:05,小满,50,6,55", ("A1", "小满", "55.00", MORNING)),
    ("订单编号,下单时间,顾客姓名,商品总价,用户实付金额,商家应收款", "A1,2026-06-01 08:05,小满,38,33,30.5", ("A1", "小满", "33.00", MORNING)),
    ("订单编号,买家,商品总价,实付运费,支付时间", "A1,小满,38,6,2026-06-01 08:05", ("A1", "小满", "38.00", MORNING)),
    ("营业日期,单号,流水号,结账时间,消费金额,本单实收,会员姓名", "2026-06-01,D1,0001,2026-06-01 08:05,20,18,小满", ("D1", "小满", "18.00", MORNING)),
    ("交易流水号,交易时间,交易金额,交易状态", "T1,2026-06-01 08:05,35,交易成功", ("T1", "", "35.00", MORNING)),
    ("订单号,买家,成交额（千元）,成交日期", "A1,小满,1.25,2026-06-01", ("A1", "小满", "1250.00", MIDNIGHT)),
    ("订单号,买家,金额（角）,付款时间", "A1,小满,125,2026-06-01 08:05", ("A1", "小满", "12.50", MORNING)),
    ("订单号,买家,金额/万元,付款时间", "A1,小满,0.0125,2026-06-01 08:05", ("A1", "小满", "125.00", MORNING)),
    ("订单号,买家,金额（单位：万元）,付款时间", "A1,小满,0.0125,2026-06-01 08:05", ("A1", "小满", "125.00", MORNING)),
    ("下单日期,下单时间,客户,实收", "2026/6/1,8:05,小满,12.5", (None, "小满", "12.50", MORNING)),
    ("交易日期,交易时间,收入金额,支出金额,对方户名", "2026-06-01,08:05:00,120,,小满", (None, "小满", "120.00", MORNING)),
])
def test_of_several_amounts_and_times_the_right_one_is_taken(tmp_path, headers, row, expected):
    """What the buyer paid goes before what the goods cost; a clock beside a day is no moment of its own."""
    outcome = read(delimited(tmp_path / "a.csv", [headers.split(","), row.split(",")]), tmp_path / "out")
    assert _orders(outcome, "order_id", "name", "gross", "paid_at") == [(*expected[:2], Decimal(expected[2]), expected[3])]
    assert outcome.issues == []


@pytest.mark.parametrize(("title", "expected"), [("单位：万元", "125000.00"), ("单位：元", "12.50"), ("分单位统计", "12.50")])
def test_the_unit_above_a_table_is_that_of_its_amounts(tmp_path, title, expected):
    """Where the header says none itself."""
    path = workbook(tmp_path / "a.xlsx", 明细=[["", "", "", title], ["订单号", "客户", "日期", "金额"], ["A1", "小满", "2026-06-01", 12.5]])
    assert _orders(read(path, tmp_path / "out"), "gross") == [(Decimal(expected),)]


def test_who_has_not_paid_is_said_by_a_header_as_people_talk(tmp_path):
    """付了没 is a status; 没付 was counted as paid where nobody knew that."""
    rows = [["日期", "群昵称", "买了啥", "多少钱", "付了没"], ["2026-06-01", "小满", "苹果", "12", "没付"], ["2026-06-01", "阿宝", "梨", "8", "付了"]]
    assert _orders(read(delimited(tmp_path / "a.csv", rows), tmp_path / "out"), "product", "status") == [("苹果", "unpaid"), ("梨", "paid")]


def test_what_went_out_of_an_account_is_no_sale(tmp_path):
    """Skipped, and no failure; nor is the sum that somebody wrote below."""
    rows = [["交易日期", "收入金额", "支出金额", "对方户名"], ["2026-06-01", "120", "", "小满"], ["2026-06-01", "", "20", "物业"], ["收款合计：120元", "", "", ""]]
    outcome = read(delimited(tmp_path / "a.csv", rows), tmp_path / "out")
    assert (_orders(outcome, "name"), outcome.codes()) == ([("小满",)], ["skipped_expense", "skipped_total"])


def test_vouchers_checked_at_the_door_are_used_coupons(tmp_path):
    """验证时间 of a delivery platform; a span of days ends with its last."""
    rows = [["验证时间", "券码", "项目名称", "售价(元)", "门店名称", "有效期"], ["2026-06-01 08:05", "1234 5678", "双人套餐", "168", "湖滨店", "2026-05-01至2026-06-30"]]
    found = read(delimited(tmp_path / "a.csv", rows), tmp_path / "out").rows("coupons")
    assert [(row["coupon_name"], row["redeemed_at"], row["expires_at"]) for row in found] == [("双人套餐", MORNING, datetime(2026, 6, 30))]
