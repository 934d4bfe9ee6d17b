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


@pytest.mark.parametrize(("header", "yes", "no"), [("是否付款", "paid", "unpaid"), ("是否退款", "refunded", "paid")])
@pytest.mark.parametrize(("typed", "said"), [("是", True), ("否", False), ("TRUE", True), ("FALSE", False)])
def test_yes_and_no_answer_the_header(tmp_path, header, yes, no, typed, said):
    """A tick of a workbook is TRUE; 否 under 是否付款 is money that has not come."""
    rows = [["订单号", "昵称", "金额", "付款时间", header], ["A1", "小满", "12", "2026-06-01", typed]]
    outcome = read(delimited(tmp_path / "a.csv", rows), tmp_path / "out")
    assert (_orders(outcome, "status"), outcome.issues) == ([(yes if said else no,)], [])


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


@pytest.mark.parametrize(("headers", "row", "table", "expected"), [
    ("优惠券码,优惠券名称,领取人昵称,领取时间,核销时间", "C1,满30减5,小满,2026-06-01 08:05,", "coupons", {"name": "小满", "issued_at": MORNING}),
    ("编号,学员姓名,性别,年龄,家长电话", "1,小满,男,6,13800000001", "members", {"name": "小满", "phone": "13800000001"}),
    ("日期,群名,群人数,今日退群,活跃人数", "2026-06-01,福利群,480人,-1,45人", "chat_days", {"left_count": 1, "members": 480, "speakers": 45}),
    ("作品名称,发布时间,播放量,5s完播率,点赞量,评论量,收藏量", "探店,2026-06-01 08:05,900,0.4,3,4,5", "posts", {"title": "探店", "opens": 900, "interactions": 12}),
    ("笔记标题,首次发布时间,曝光,观看量,点赞", "周末,2026年06月01日08时05分00秒,90,80,3", "posts", {"posted_at": MORNING, "reach": 90, "opens": 80}),
    ("日期,时间,栏目,内容", "2026-06-01,8:05,干货,挑西瓜", "posts", {"posted_at": MORNING, "category": "knowledge"}),
])
def test_columns_of_other_sheets_by_words_that_mean_the_same(tmp_path, headers, row, table, expected):
    """Also where the word only stands inside the header, and where a header begins with a digit."""
    path = delimited(tmp_path / "学员名单.csv", [headers.split(","), row.split(",")])
    found, = read(path, tmp_path / "out").rows(table)
    assert {name: found[name] for name in expected} == expected


def test_the_name_of_a_clerk_is_nobodys_who_bought(tmp_path):
    """收银员姓名 and 导购电话 are the shop's own."""
    rows = [["订单号", "付款时间", "实付金额", "收银员姓名", "导购电话"], ["A1", "2026-06-01 08:05", "12", "小李", "13800000009"]]
    assert _orders(read(delimited(tmp_path / "a.csv", rows), tmp_path / "out"), "name", "phone") == [("", "")]


def test_a_form_for_an_event_is_who_signed_up(tmp_path):
    """The title says what people did, 提交时间 when."""
    rows = [["提交时间（自动）", "姓名（必填）", "手机号（必填）"], ["2026年6月1日 8:05", "小满", "13800000001"]]
    found = read(delimited(tmp_path / "亲子活动报名表.csv", rows), tmp_path / "out").rows("events")
    assert [(row["step"], row["name"], row["happened_at"]) for row in found] == [("报名", "小满", MORNING)]


@pytest.mark.parametrize("headers", ["客户名称,群名,发送员工,裂变状态,裂变新客数", "排名,昵称,邀请人数"])
def test_a_count_of_who_was_brought_is_said_to_name_nobody(tmp_path, headers):
    """LinkWeChat's sheet of a campaign, a ranking kept by hand: no row of it becomes an invitation."""
    outcome = read(delimited(tmp_path / "a.csv", [headers.split(","), ["小满", "福利群", "小李", "已完成", "3"][:headers.count(",") + 1]]), tmp_path / "out")
    assert outcome.rows("invites") == []
    assert [part.get("notes") or outcome.about["questions"][0]["notes"] for part in outcome.about["parts"]] == [["invite_counts"]]


def test_a_price_and_a_number_make_the_amount_where_the_sheet_has_none(tmp_path):
    """Line by line, and said; what cannot be multiplied is a failure and no zero."""
    rows = [["订单号", "昵称", "商品", "数量", "单价", "付款时间"], ["A1", "小满", "苹果", "2份", "10.5", "2026-06-01"], ["A1", "小满", "梨", "1", "10.5", "2026-06-01"],
            ["A2", "阿宝", "梨", "几份", "3", "2026-06-01"]]
    outcome = read(delimited(tmp_path / "a.csv", rows), tmp_path / "out")
    assert _orders(outcome, "order_id", "gross", "whole") == [("A1", Decimal("21.00"), False), ("A1", Decimal("10.50"), False)]
    assert (outcome.about["parts"][0]["notes"], outcome.codes("rejected"), outcome.reconciles("orders")) == (["amount_by_price"], ["cell_missing"], True)


def test_an_amount_goes_before_a_price(tmp_path):
    """单价 beside 金额 changes nothing."""
    rows = [["订单号", "昵称", "数量", "单价", "金额", "付款时间"], ["A1", "小满", "2", "10", "18", "2026-06-01"]]
    outcome = read(delimited(tmp_path / "a.csv", rows), tmp_path / "out")
    assert (_orders(outcome, "gross"), outcome.about["parts"][0]["notes"]) == ([(Decimal("18.00"),)], [])
