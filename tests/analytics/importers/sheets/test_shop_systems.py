"""Every shop system's own export, whole header and all quirks: what its orders, customers and money become."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from analytics import Upload, Workspace
from analytics.importers.answers import Answers
from tests.analytics.importers.sheets.reading import delimited, read, workbook

D = Decimal


def _headers(row: str) -> list[str]:
    return row.split(",")


YOUZAN = _headers(
    "订单号,销售渠道,归属店铺,订单类型,订单状态,推广方式,订单来源,订单创建时间,买家付款时间,交易成功时间,付款方式,支付流水号,商品金额合计,运费,店铺优惠合计,"
    "应收订单金额,订单实付金额,支付优惠合计,订单实收金额,订单抵用积分数,店铺优惠方式,支付优惠方式,全部商品名称,商品种类数,订单配送方式,同城送达时间/提货时间,"
    "收货人省份,收货人城市,收货人地区,详细收货地址/提货地址,收货人/提货人,收货人手机号/提货人手机号,买家备注,订单星级,买家昵称,买家是否会员,买家手机号,下单网点,"
    "收银员,分销员,销售导购,专属导购,订单退款状态,订单已退款金额,商家订单备注,桌号,挂账主体,挂账手机号,团长订单,订单风险标签,分销员,分销员手机号,分销员所属店铺,"
    "分销员所属团队,分销员所属分组,分销员等级,订单佣金类型,订单佣金金额,订单下级卖货提成类型,订单下级卖货提成金额"
)
CUSTOMERS = _headers(
    "客户姓名,客户昵称,客户手机号,客户生日,客户性别,标签,是否会员,成长值,免费等级,付费等级,权益卡,客户积分,客户储值余额,消费次数,消费金额,累计退款金额,"
    "累计退款订单数,笔单价,上次消费时间,分销员,导购员,企微好友,来源渠道,来源方式,成为客户时间,成为会员时间,成为会员店铺,公众号,公众号关注时间,最近浏览时间,"
    "微信地域,所属区域,指定时间消费次数,指定时间消费金额,"
)
DOUYIN = _headers(
    "主订单编号,子订单编号,选购商品,商品规格,商品数量,商家编码,订单应付金额,运费,收件人,收件人手机号,详细地址,订单提交时间,商家备注,订单完成时间,订单状态,售后状态,"
    "取消原因,发货时间,平台实际承担优惠金额,商家实际承担优惠金额,达人实际承担优惠金额"
)
KUAITUANTUAN = _headers("跟团号,下单人,团员备注,支付时间,团长备注,商品,订单金额,退款金额,订单状态,自提点,收货人,联系电话,详细地址")


def _row(headers: list[str], **cells: str) -> list[str]:
    """A row with these cells under their headers, the first where a header stands twice; —— elsewhere."""
    return [cells.get(header, "——") if headers.index(header) == at else "第二个" for at, header in enumerate(headers)]


def _orders(outcome, *names):
    return [tuple(row[name] for name in names) for row in outcome.rows("orders")]


def test_all_sixty_columns_of_youzan(tmp_path):
    """What was paid and not what was asked, the first 分销员, the buyer's own phone and not the masked receiver's."""
    path = delimited(tmp_path / "a.csv", [YOUZAN, _row(
        YOUZAN, 订单号="E20260502083012000000001", 订单状态="交易完成", 订单创建时间="2026-05-02 08:30:12", 买家付款时间="2026-05-02 08:30:40",
        商品金额合计="100.00", 运费="8.00", 应收订单金额="98.00", 订单实付金额="95.50", 订单实收金额="95.50", 全部商品名称="草莓(大果)(2件);蓝莓(1件)",
        买家昵称="小满", 买家手机号="13800000001", 分销员="阿杰", **{"收货人/提货人": "陈*", "收货人手机号/提货人手机号": "186******05"},
        订单退款状态="部分退款", 订单已退款金额="10.00")])
    assert len(YOUZAN) == 60
    outcome = read(path, tmp_path / "out")
    assert _orders(outcome, "order_id", "name", "phone", "gross", "refund", "status", "referrer_name", "product") == [
        ("E20260502083012000000001", "小满", "13800000001", D("95.50"), D("10.00"), "partially_refunded", "阿杰", "草莓(大果)(2件);蓝莓(1件)")]
    assert outcome.issues == []


def test_all_columns_of_youzan_customers_are_people_and_no_orders(tmp_path):
    """消费金额 and 上次消费时间 make nobody an order; the header's last comma is no column, one space is nothing."""
    row = [" "] * len(CUSTOMERS)
    for header, cell in (("客户昵称", "满满"), ("客户手机号", "13800000001"), ("消费金额", "12.00"), ("消费次数", "3"),
                         ("上次消费时间", "2026-05-02 08:00:00"), ("成为客户时间", "2026-01-02 08:00:00")):
        row[CUSTOMERS.index(header)] = cell
    outcome = read(delimited(tmp_path / "a.csv", [CUSTOMERS, row]), tmp_path / "out")
    assert [(row["name"], row["phone"], row["joined_at"]) for row in outcome.rows("members")] == [("满满", "13800000001", None)]
    assert (outcome.rows("orders"), outcome.issues) == ([], [])


@pytest.mark.parametrize(("status", "refund", "expected"), [
    ("已支付", "0", ("paid", "0.00", "30.00")), ("待支付", "", ("unpaid", "0.00", "30.00")), ("已发货", "", ("paid", "0.00", "30.00")),
    ("已取消", "", ("cancelled", "0.00", "30.00")), ("已退款", "30", ("refunded", "30.00", "30.00")),
    ("已退款", "", ("refunded", "30.00", "30.00")),
])
def test_kuaituantuan_states(tmp_path, status, refund, expected):
    """Five states of its own; 已退款 without an amount is all of it."""
    path = delimited(tmp_path / "a.csv", [KUAITUANTUAN, _row(
        KUAITUANTUAN, 跟团号="1", 下单人="小满", 支付时间="2026-05-02 08:00:00", 商品="草莓*2", 订单金额="30", 退款金额=refund, 订单状态=status,
        联系电话="13800000001", 自提点="南门")])
    assert [(a, str(b), str(c)) for a, b, c in _orders(read(path, tmp_path / "out"), "status", "refund", "gross")] == [expected]


def test_the_older_layout_of_kuaituantuan(tmp_path):
    """订单退款 instead of 退款金额."""
    headers = ["订单退款" if header == "退款金额" else header for header in KUAITUANTUAN]
    path = workbook(tmp_path / "a.xlsx", 订单=[headers, _row(
        headers, 跟团号="7", 下单人="小满", 支付时间="2026-05-02 08:00:00", 商品="草莓", 订单金额="30", 订单退款="5", 订单状态="已支付")])
    assert _orders(read(path, tmp_path / "out"), "gross", "refund", "status") == [(D("30.00"), D("5.00"), "partially_refunded")]


def test_a_list_for_sending_without_prices_is_no_order_sheet(tmp_path):
    """快团团's line list has costs and no prices: nothing is written, and the question does not offer the cost as the price."""
    headers = _headers("跟团号,商品,规格,数量,商品成本价,收货人,联系电话,省,市,区,详细地址,快递公司,快递单号")
    row = ["1", "草莓", "大果", "2", "6.5", "小满", "13800000001", "广东省", "中山市", "东区", "某路1号", "某快递", "123456789012"]
    outcome = read(workbook(tmp_path / "a.xlsx", 发货单=[headers, row]), tmp_path / "out")
    assert outcome.rows("orders") == []
    assert all(question["guess"]["商品成本价"] != "orders.gross" for question in outcome.about["questions"] if question["kind"] == "mapping")


def test_lines_of_a_solitaire_order_stay_in_one_cell(tmp_path):
    """群接龙: goods parted by line breaks, one amount, numbers that restart; the merged list has order lines."""
    path = workbook(tmp_path / "a.xlsx", 接龙=[["接龙号", "微信昵称", "订单总金额", "商品合计"], ["1", "小满", 58, "草莓 x2\n蓝莓 x1"]])
    outcome = read(path, tmp_path / "a", Answers(day=datetime(2026, 6, 1).date()))
    assert _orders(outcome, "name", "gross", "product") == [("小满", D("58.00"), "草莓 x2\n蓝莓 x1")]
    merged = _headers("下单序号,接龙号,收货人,联系电话,商品名称,商品编码,规格,数量,商品金额,订单总金额,下单时间,省,市,收货地址,团长ID")
    lines = [["1", "1", "小满", "13800000001", name, code, "盒", "1", price, "58", "2026-06-01 08:00:00", "广东", "中山", "某路", "t1"]
             for name, code, price in (("草莓", "S1", "30"), ("蓝莓", "S2", "28"))]
    both = read(workbook(tmp_path / "b.xlsx", 订单=[merged, *lines]), tmp_path / "b").rows("orders")
    assert {(row["gross"], row["whole"]) for row in both} == {(D("58.00"), True)}
    assert len({row["line"] for row in both}) == 2


def test_douyin_with_tabs_dashes_and_merged_numbers(tmp_path):
    """Every cell behind a TAB, - for nothing, two orders merged into one row under id1;id2, names and phones starred out."""
    rows = [_row(DOUYIN, 主订单编号=f"\t{number}", 子订单编号=f"\t{number}", 选购商品="草莓", 订单应付金额="30.00", 运费="0.00", 收件人="陈*",
                 收件人手机号="186****4567", 订单提交时间="2026-05-02 08:00:00", 订单状态=status, 售后状态=after)
            for number, status, after in (("6917000000000000001", "已完成", "-"), ("6917000000000000002;6917000000000000003", "已关闭", "退款成功"),
                                          ("6917000000000000004", "已发货", "退货中"))]
    outcome = read(delimited(tmp_path / "a.csv", [DOUYIN, *rows], "utf-8-sig"), tmp_path / "out")
    assert _orders(outcome, "order_id", "name", "phone", "status", "refund") == [
        ("6917000000000000001", "陈* 尾号4567", "", "paid", D("0.00")),
        ("6917000000000000002", "陈* 尾号4567", "", "refunded", D("30.00")),
        ("6917000000000000003", "陈* 尾号4567", "", "refunded", D("0.00")),
        ("6917000000000000004", "陈* 尾号4567", "", "paid", D("0.00"))]


@pytest.mark.parametrize("encoding", ["gbk", "utf-8-sig"])
def test_the_wechat_shop_calls_refunded_orders_cancelled(tmp_path, encoding):
    """已取消 beside money given back is a refund; beside none it is a cancelled order."""
    headers = _headers("订单号,订单状态,商品名称,商品数量,商品编码(自定义),商品实际价格(总共),订单实际支付金额,商品已退款金额,商品售后,收件人姓名,收件人手机,下单时间")
    rows = [["3700000000000000001", "已取消", "草莓", "1", "S1", "30", "30", "30", "退款完成", "小满", "13800000001", "2026-05-02 08:00:00"],
            ["3700000000000000002", "已取消", "草莓", "1", "S1", "30", "30", "0", "", "小满", "13800000001", "2026-05-02 08:00:00"]]
    outcome = read(delimited(tmp_path / "a.csv", [headers, *rows], encoding), tmp_path / "out")
    assert _orders(outcome, "status", "gross", "refund") == [("refunded", D("30.00"), D("30.00")), ("cancelled", D("30.00"), D("0.00"))]


def test_headers_of_tmall_end_with_blanks(tmp_path):
    """收货地址 and 订单付款时间 carry a blank; ids are shielded as ="…"; 买家应付货款 is not what was paid."""
    headers = ["订单编号", "买家会员名", "买家应付货款", "总金额", "买家实际支付金额", "收货地址 ", "订单创建时间", "订单付款时间 ", "退款金额", "订单状态", "商品标题"]
    row = ['="2200000000000000001"', "小满", "40", "38", "35.5", "某地 ", "2026-05-02 08:00:00", "2026-05-02 08:01:00", "无退款申请", "交易成功", "草莓"]
    assert _orders(read(delimited(tmp_path / "a.csv", [headers, row], "gbk"), tmp_path / "out"), "order_id", "gross", "paid_at") == [
        ("2200000000000000001", D("35.50"), datetime(2026, 5, 2, 8, 1))]


@pytest.mark.parametrize(("headers", "row"), [
    ("订单号,下单时间,商品名称,客户姓名,客户地址,商家应收", "301,2026-05-02 08:00:00,草莓,小满,某地,30"),
    ("订单编号,下单时间,订单状态,商品名称,实付款,收货人,收货人电话", "W1,2026-05-02 08:00:00,已完成,草莓,30,小满,13800000001"),
    ("订单编号,订单状态,支付时间,客户昵称,客户手机号,实付金额,商品名称", "M1,已完成,2026-05-02 08:00:00,小满,13800000001,30,草莓"),
    ("订单号,用户昵称,手机号,课程名称,实付金额,支付时间,订单状态", "X1,小满,13800000001,烘焙课,30,2026-05-02 08:00:00,支付成功"),
    ("日期,客户,收款金额,收款方式,备注", "2026-05-02,小满,30,微信,"),
    ("日期,姓名,金额,运费,税额,是否付款", "2026-05-02,小满,30,8,1.5,已付"),
])
def test_other_shops_and_sheets_kept_by_hand_by_their_words(tmp_path, headers, row):
    """京东, 微店, 微盟, 小鹅通 and lists of money received: buyer, amount and time are found."""
    outcome = read(delimited(tmp_path / "a.csv", [headers.split(","), row.split(",")]), tmp_path / "out")
    assert _orders(outcome, "name", "gross", "status") == [("小满", D("30.00"), "paid")]
    assert outcome.rows("orders")[0]["paid_at"].date() == datetime(2026, 5, 2).date()


def test_money_that_other_shops_gave_back_is_no_sale(tmp_path):
    """In the bill of a purse 某某超市-退款 is income; it is not the shop's."""
    headers = _headers("交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注")
    rows = [["2026-05-03 12:00:01", "二维码收款", "小满", "收款", "收入", "¥20.00", "/", "已收钱", "1001\t", "/", "/"],
            ["2026-05-03 13:00:01", "某某超市-退款", "某某超市", "/", "收入", "¥9.00", "零钱", "已全额退款", "1002\t", "/", "/"],
            ["2026-05-03 14:00:01", "转账", "大海", "转账", "收入", "¥7.00", "/", "对方已退还", "1003\t", "/", "/"]]
    outcome = read(delimited(tmp_path / "a.csv", [headers, *rows]), tmp_path / "out")
    assert _orders(outcome, "name", "status", "refund") == [("小满", "paid", D("0.00")), ("大海", "refunded", D("7.00"))]
    assert [(issue["code"], issue["value"]) for issue in outcome.issues] == [("skipped_expense", "某某超市-退款")]


def test_orders_of_one_parcel_are_orders_of_their_own(tmp_path):
    """抖店 joins their numbers by ;. Their money counts once: with the first, or parted where the row parts it."""
    headers = _headers("主订单编号,子订单编号,选购商品,商品数量,订单应付金额,收件人,订单提交时间,订单状态")
    rows = [["6917000005;6917000006", "6917000005;6917000006", "吐司;贝果", "2", "38.00", "小满", "2026-05-30 09:00:00", "已完成"],
            ["6917000007;6917000008", "1;2", "吐司", "2", "18;20", "大海", "2026-05-30 09:00:00", "已完成"],
            ["6917000009", "3", "吐司;贝果", "2", "38.00", "小满", "2026-05-30 09:00:00", "已完成"]]
    outcome = read(delimited(tmp_path / "a.csv", [headers, *rows]), tmp_path / "out")
    alone = read(delimited(tmp_path / "b.csv", [headers, ["6917000006", "6917000006", "贝果", "1", "20", "小满", "2026-05-30", "已完成"]]),
                 tmp_path / "b")
    # Two pieces of two orders are one of each: the line is the same as in a file of its own.
    assert _orders(alone, "order_id", "line") == _orders(outcome, "order_id", "line")[1:2]
    assert _orders(outcome, "order_id", "product", "gross", "source_row") == [
        ("6917000005", "吐司", D("38.00"), 2), ("6917000006", "贝果", D("0.00"), 2), ("6917000007", "吐司", D("18.00"), 3),
        ("6917000008", "吐司", D("20.00"), 3), ("6917000009", "吐司;贝果", D("38.00"), 4)]
    assert outcome.reconciles("orders")


def test_who_has_not_paid_yet_in_a_sheet_kept_by_hand(tmp_path):
    """是否付款 is a state like any other."""
    path = delimited(tmp_path / "a.csv", [["日期", "姓名", "金额", "是否付款"], ["2026-05-02", "小满", "30", "未付"]])
    assert _orders(read(path, tmp_path / "out"), "status") == [("unpaid",)]


@pytest.mark.parametrize(("title", "typed", "expected"), [
    ("2026年5月订单", "5月2日", datetime(2026, 5, 2)), ("2025年12月", "12-31 20:15", datetime(2025, 12, 31, 20, 15)),
    ("小满家 2026.5月", "5/2", datetime(2026, 5, 2)),
])
def test_days_without_a_year_are_of_the_year_in_the_title(tmp_path, title, typed, expected):
    """The title says it once for all rows."""
    path = delimited(tmp_path / "a.csv", [[title, "", "", ""], ["订单号", "昵称", "金额", "付款时间"], ["E1", "小满", "12", typed]])
    assert _orders(read(path, tmp_path / "out"), "paid_at") == [(expected,)]


@pytest.mark.parametrize("title", ["5月订单", "2025年12月—2026年1月订单", "导出时间：2026-06-01"])
def test_a_year_that_no_title_says_is_not_made_up(tmp_path, title):
    """None, two, or only the day of the export."""
    path = delimited(tmp_path / "a.csv", [[title, "", "", ""], ["订单号", "昵称", "金额", "付款时间"], ["E1", "小满", "12", "5月2日"]])
    outcome = read(path, tmp_path / "out")
    assert _orders(outcome, "paid_at") == [(None,)]
    assert outcome.codes() == ["date_without_year"]


@pytest.mark.parametrize(("typed", "beside", "expected"), [
    ("5月2日", "2026/5/31", datetime(2026, 5, 2)), ("5.30", "2026-05-31 09:00", datetime(2026, 5, 30)),
    ("5/2", "2026-11-01", datetime(2026, 5, 2)), ("5/2", "2026-11-02", None), ("12月30日", "2026/1/2", None),
])
def test_days_without_a_year_are_of_the_year_beside_them(tmp_path, typed, beside, expected):
    """Other rows of the column name one year; half a year away (183 days) it could as well be another."""
    path = delimited(tmp_path / "a.csv", [["订单号", "昵称", "金额", "付款时间"], ["E1", "小满", "12", typed], ["E2", "大海", "3", beside]])
    outcome = read(path, tmp_path / "out")
    assert _orders(outcome, "paid_at")[0] == (expected,)
    assert (outcome.about["parts"][0].get("year"), [question["kind"] for question in outcome.about["questions"]]) == (
        (2026, []) if expected else (None, ["year"]))


def test_amounts_beside_days_are_no_days(tmp_path):
    """18.00 is no day without a year, in whichever row a table might begin."""
    path = delimited(tmp_path / "a.csv", [["订单号", "昵称", "实付金额", "退款金额", "付款时间"],
                                          ["E1", "小满", "5.20", "6.80", "2026-05-02"], ["E2", "大海", "18.00", "18.00", "2026-05-29"]])
    outcome = read(path, tmp_path / "out")
    assert _orders(outcome, "gross", "refund") == [(D("5.20"), D("6.80")), (D("18.00"), D("18.00"))]


@pytest.mark.parametrize(("header", "typed", "expected"), [
    ("金额(万元)", "1.5", "15000.00"), ("金额(万元)", "1.5万", "15000.00"), ("金额(分)", "1250", "12.50"), ("金额(分)", "12.5元", "12.50"),
])
def test_the_unit_of_the_header_gives_way_to_the_cells_own(tmp_path, header, typed, expected):
    """1.5万 under 金额(万元) is 15,000 and not 150 million."""
    path = delimited(tmp_path / "a.csv", [["订单号", "昵称", header, "付款时间"], ["E1", "小满", typed, "2026-05-02"]])
    assert _orders(read(path, tmp_path / "out"), "gross") == [(D(expected),)]


@pytest.mark.parametrize(("typed", "status"), [("欠", "unpaid"), ("还欠着", "unpaid"), ("赊", "unpaid"), ("挂账", "unpaid"), ("已还", "paid"),
                                              ("退货中", "paid"), ("退货退款中", "paid"), ("退货", "refunded"), ("无需退款", "paid")])
def test_debts_and_returns_on_their_way(tmp_path, typed, status):
    """What is owed is not paid; what is on its way back is not given back yet."""
    path = delimited(tmp_path / "a.csv", [["订单号", "昵称", "金额", "付款时间", "状态"], ["E1", "小满", "12", "2026-05-02", typed]])
    assert _orders(read(path, tmp_path / "out"), "status") == [(status,)]


def test_buyers_of_masked_phones_are_nobody_for_sure():
    """Two orders under 186****4567 may be two people: their money counts, no label of a person rests on them."""
    text = "订单号,收件人,收件人手机号,金额,付款时间\n" + "\n".join(f"E{n},陈*,186****4567,30,2026-05-0{n}" for n in (1, 2))
    with Workspace.open() as ws:
        ws.import_upload(Upload("a.csv", text.encode()))
        assert ws.table("orders")["gross"].astype(float).sum() == 60.0
        assert set(ws.table("orders")["buyer_name"]) == {"陈* 尾号4567"}
        assert ws.table("people")["ambiguous"].tolist() == [True]


COUPONS = {
    "投放时间,会员姓名,会员手机号,卡券类型,卡券名称（规格）,卡券号,投放渠道,状态,核销次数,核销时间,核销人,核销门店":
        "2026-05-01 08:00:00,小满,13800000001,满减券,满50减10,K1,社群,已核销,1,2026-05-03 12:00:00,阿杰,南门店",
    "核销时间,核销码,买家,商品,预约时段,操作人,扣次": "2026-05-03 12:00:00,K1,小满,双人餐,12:00-13:00,阿杰,1",
    "订单号,商品名称,买家昵称,票码,预约时间,核销时间,核销入口,核销员": "E1,双人餐,小满,K1,2026-05-03 11:00:00,2026-05-03 12:00:00,收银台,阿杰",
}


@pytest.mark.parametrize(("headers", "row"), COUPONS.items(), ids=["given", "redeemed", "tickets"])
def test_three_shapes_of_coupon_sheets(tmp_path, headers, row):
    """By券号, 核销码 or 票码, with the time of redemption and who."""
    outcome = read(delimited(tmp_path / "a.csv", [headers.split(","), row.split(",")]), tmp_path / "out")
    assert [(one["coupon_id"], one["name"], one["redeemed_at"]) for one in outcome.rows("coupons")] == [
        ("K1", "小满", datetime(2026, 5, 3, 12))]
    assert outcome.issues == []
