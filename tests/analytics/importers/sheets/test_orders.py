"""Order sheets as shops really export them: each row accounted for, each yuan counted once."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from analytics.importers.answers import Answers
from analytics.importers.formats.sheets.status import standing
from tests.analytics.importers.sheets.reading import delimited, read, workbook

D = Decimal
HEADERS = ["订单号", "买家昵称", "手机号", "实付金额", "付款时间", "订单状态", "商品名称"]


def _total(outcome):
    """What a sheet's orders come to: an amount said to be the whole order's once, amounts of lines each."""
    orders = {}
    for row in outcome.rows("orders"):
        if row["gross"] is not None:
            orders.setdefault((row["order_id"], row["whole"], None if row["whole"] else row["line"]), row["gross"])
    return sum(orders.values())


@pytest.mark.parametrize("encoding", ["gbk", "utf-8-sig", "utf-8", "gb18030", "utf-16"])
def test_the_ordinary_sheet_of_a_small_shop_reconciles_to_the_row(tmp_path, encoding):
    """A merged title, ￥1,234.50, 2026年5月2日 and a 合计 row import without a setting."""
    path = delimited(
        tmp_path / "5月订单.csv",
        [
            ["某某小店 5月订单", "", "", ""],
            ["订单号", "买家昵称", "实付金额", "付款时间"],
            ["E1", "林小满", "￥1,234.50", "2026年5月2日"],
            ["E2", "陈大海", "￥59.00", "2026/5/3 8:05"],
            ["E3", "陈大海", "待定", "2026年5月4日"],
            ["合计", "", "￥1,293.50", ""],
        ],
        encoding,
    )
    outcome = read(path, tmp_path / "out")
    assert [
        (row["source_row"], row["order_id"], row["name"], row["gross"], row["paid_at"], row["paid_resolution"])
        for row in outcome.rows("orders")
    ] == [
        (3, "E1", "林小满", D("1234.50"), datetime(2026, 5, 2), "day"),
        (4, "E2", "陈大海", D("59.00"), datetime(2026, 5, 3, 8, 5), "minute"),
    ]
    assert [
        (issue["source_row"], issue["code"], issue["severity"], issue["column_name"], issue["value"]) for issue in outcome.issues
    ] == [(5, "number_unreadable", "rejected", "实付金额", "待定"), (6, "skipped_total", "skipped", "", "合计")]
    assert outcome.count_read("orders") == 4
    assert outcome.reconciles("orders")


def test_a_workbook_with_a_merged_title_is_the_same(tmp_path):
    """Title, time of export, blank row, real dates and numbers, a 小计 in the middle, signatures at the end."""
    path = workbook(
        tmp_path / "订单.xlsx",
        五月=[
            ["某某小店 5月订单"],
            ["导出时间：2026-06-01 12:00"],
            ["", "", ""],
            HEADERS,
            ["E1", "林小满", 13800138000, 1234.5, datetime(2026, 5, 2, 8, 1, 2), "已完成", "蛋糕"],
            ["小计", "", "", 1234.5, "", "", ""],
            HEADERS,
            ["E2", "陈大海", "139 0013 9000", "￥59.00", "2026年5月3日", "已发货", "奶茶"],
            ["合计", "", "", 1293.5, "", "", ""],
            ["制表人：阿杰", "", "", "", "", "审核：", ""],
        ],
    )
    outcome = read(path, tmp_path / "out")
    assert [(row["source_row"], row["phone"], row["gross"]) for row in outcome.rows("orders")] == [
        (5, "13800138000", D("1234.50")),
        (8, "13900139000", D("59.00")),
    ]
    assert sorted(outcome.codes()) == ["skipped_footer", "skipped_header", "skipped_total", "skipped_total"]
    assert outcome.reconciles("orders")
    assert outcome.about["parts"][0]["header_row"] == 4


def test_an_empty_first_column_and_headers_in_two_rows(tmp_path):
    """Column A is empty, a group heading stands over the headers, one header only in the upper row."""
    path = workbook(
        tmp_path / "a.xlsx",
        单=[["", "订单号", "客户信息", "", "交易"], ["", "", "昵称", "手机", "实付金额"], ["", "E1", "小满", "13800138000", 12]],
    )
    outcome = read(path, tmp_path / "out")
    assert [(row["order_id"], row["name"], row["gross"]) for row in outcome.rows("orders")] == [("E1", "小满", D("12.00"))]


def test_two_sheets_with_different_tables_are_two_tables(tmp_path):
    """Orders and members in one workbook; a sheet of remarks is neither and says so."""
    path = workbook(
        tmp_path / "a.xlsx",
        订单=[HEADERS, ["E1", "小满", "", 12, "2026-05-02", "", ""]],
        会员=[["昵称", "入群时间"], ["小满", "2026-04-01"]],
        说明=[["请勿修改"]],
    )
    outcome = read(path, tmp_path / "out")
    assert [len(outcome.rows(table)) for table in ("orders", "members")] == [1, 1]
    assert [(part["part"], part["table"]) for part in outcome.about["parts"]] == [
        ("订单", "orders"),
        ("会员", "members"),
        ("说明", None),
    ]


def test_a_hidden_sheet_is_not_counted_twice(tmp_path):
    """A hidden copy of the orders stays hidden, and is mentioned."""
    import openpyxl

    path = workbook(
        tmp_path / "a.xlsx",
        订单=[HEADERS, ["E1", "小满", "", 12, "2026-05-02", "", ""]],
        副本=[HEADERS, ["E1", "小满", "", 12, "2026-05-02", "", ""]],
    )
    book = openpyxl.load_workbook(path)
    book["副本"].sheet_state = "hidden"
    book.save(path)
    book.close()
    outcome = read(path, tmp_path / "out")
    assert len(outcome.rows("orders")) == 1
    assert outcome.about["parts"][1] == {"part": "副本", "table": None, "reason": "hidden"}


@pytest.mark.parametrize(
    ("amounts", "whole", "total"),
    [
        (["88", "88", "88"], True, "88.00"),
        (["88", "", ""], True, "88.00"),
        (["", "88", ""], True, "88.00"),
        (["30", "28", "30"], False, "88.00"),
        (["88", "88", "87.99"], False, "263.99"),
    ],
)
def test_the_amount_of_an_order_with_three_lines_counts_once(tmp_path, amounts, whole, total):
    """Equal on every line, or on one only: the order's. Different: each line's own. No amount is moved or made up."""
    rows = [["E1", "小满", f"商品{at}", amount, "2026-05-02"] for at, amount in enumerate(amounts)]
    path = delimited(
        tmp_path / "a.csv",
        [["订单号", "买家昵称", "商品名称", "订单金额", "付款时间"], *rows, ["E2", "大海", "商品9", "12", "2026-05-03"]],
    )
    outcome = read(path, tmp_path / "out")
    lines = [row for row in outcome.rows("orders") if row["order_id"] == "E1"]
    assert len({row["line"] for row in lines}) == 3
    assert {row["whole"] for row in lines} == {whole}
    assert [row["gross"] for row in lines] == [D(amount) if amount else None for amount in amounts]
    assert _total(outcome) == D(total) + 12
    assert outcome.reconciles("orders")


def test_line_amounts_that_happen_to_be_equal_are_still_lines(tmp_path):
    """Two cakes at ¥59 under 商品金额 are ¥118."""
    path = delimited(
        tmp_path / "a.csv",
        [
            ["订单号", "昵称", "商品", "商品金额", "下单时间"],
            ["E1", "小满", "芒果", "59", "2026-05-02"],
            ["E1", "小满", "草莓", "59", "2026-05-02"],
        ],
    )
    assert _total(read(path, tmp_path / "out")) == D("118.00")


def test_lines_keep_their_numbers_when_rows_are_shuffled(tmp_path):
    """The same order from a sheet sorted otherwise has the same lines."""
    rows = [["E1", "小满", name, "88", "2026-05-02"] for name in ("芒果", "草莓", "榴莲")]
    headers = ["订单号", "昵称", "商品", "订单金额", "付款时间"]
    places = []
    for name, order in (("a", rows), ("b", rows[::-1])):
        outcome = read(delimited(tmp_path / f"{name}.csv", [headers, *order]), tmp_path / name)
        places.append({(row["product"], row["line"], row["gross"]) for row in outcome.rows("orders")})
    assert places[0] == places[1]


def test_merged_order_cells_belong_to_every_line(tmp_path):
    """Order number and amount are merged over two lines in Excel."""
    import openpyxl

    path = workbook(
        tmp_path / "a.xlsx",
        单=[
            ["订单号", "买家昵称", "商品名称", "订单金额", "付款时间"],
            ["E1", "小满", "芒果", 88, "2026-05-02"],
            ["", "", "草莓", "", ""],
        ],
    )
    book = openpyxl.load_workbook(path)
    for column in "ABDE":
        book["单"].merge_cells(f"{column}2:{column}3")
    book.save(path)
    book.close()
    outcome = read(path, tmp_path / "out")
    assert [(row["order_id"], row["product"]) for row in outcome.rows("orders")] == [("E1", "芒果"), ("E1", "草莓")]
    assert _total(outcome) == D("88.00")


def test_the_same_row_twice_is_one_line(tmp_path):
    """A sheet glued together from two overlapping exports doubles nothing."""
    row = ["E1", "小满", "芒果", "88", "2026-05-02"]
    path = delimited(tmp_path / "a.csv", [["订单号", "昵称", "商品", "商品金额", "付款时间"], row, row])
    assert len({(line["order_id"], line["line"]) for line in read(path, tmp_path / "out").rows("orders")}) == 1


def test_numbers_that_restart_in_every_group_buy_are_no_order_numbers(tmp_path):
    """跟团号 1 of May and 跟团号 1 of June are two orders; the same one exported again is the same."""
    headers = ["跟团号", "下单人", "支付时间", "商品", "订单金额", "订单状态"]
    may, june = (["1", "小满", f"2026-0{month}-02 08:00:00", "芒果", "30", "已支付"] for month in (5, 6))
    other = ["1", "大海", "2026-05-02 08:00:00", "芒果", "30", "已支付"]
    ids = [
        row["order_id"] for row in read(delimited(tmp_path / "a.csv", [headers, may, june, other]), tmp_path / "a").rows("orders")
    ]
    again = [row["order_id"] for row in read(delimited(tmp_path / "b.csv", [headers, may]), tmp_path / "b").rows("orders")]
    assert len(set(ids)) == 3
    assert again == ids[:1]
    assert "1" not in ids


def test_a_group_note_without_days_is_kept_and_asks_for_one(tmp_path):
    """群接龙 exports have no time at all."""
    path = delimited(tmp_path / "接龙.csv", [["接龙号", "微信昵称", "订单总金额", "商品合计"], ["1", "小满", "30", "芒果\n草莓"]])
    outcome = read(path, tmp_path / "a")
    assert [(row["name"], row["gross"], row["paid_at"]) for row in outcome.rows("orders")] == [("小满", D("30.00"), None)]
    assert [question["kind"] for question in outcome.about["questions"]] == ["day"]
    told = read(path, tmp_path / "b", Answers(day=datetime(2026, 6, 1).date()))
    assert [(row["paid_at"], row["paid_resolution"]) for row in told.rows("orders")] == [(datetime(2026, 6, 1), "day")]


WECHAT_PAY = [
    ["微信支付账单明细", *[""] * 8],
    ["微信昵称：[小满家]", *[""] * 8],
    ["起始时间：[2026-05-01 00:00:00] 终止时间：[2026-05-31 23:59:59]", *[""] * 8],
    ["导出类型：[全部]", *[""] * 8],
    ["导出时间：[2026-06-01 09:30:00]", *[""] * 8],
    ["", *[""] * 8],
    ["共4笔记录", *[""] * 8],
    ["收入：2笔 30.00元", *[""] * 8],
    ["支出：1笔 5.00元", *[""] * 8],
    ["中性交易：0笔 0.00元", *[""] * 8],
    ["注：", *[""] * 8],
    ["1. 充值/提现/理财通购买/零钱通存取/信用卡还款等交易，将计入中性交易", *[""] * 8],
    ["2. 本明细仅展示当前账单中的交易", *[""] * 8],
    ["3. 本明细仅供个人对账使用", *[""] * 8],
    ["", *[""] * 8],
    ["----------------------微信支付账单明细列表--------------------", *[""] * 8],
    ["交易时间", "交易类型", "交易对方", "商品", "收/支", "金额(元)", "支付方式", "当前状态", "交易单号", "商户单号", "备注"],
    [
        "2026-05-03 12:00:01",
        "二维码收款",
        "小满",
        "收款方备注:二维码收款",
        "收入",
        "¥20.00",
        "/",
        "已收钱",
        "1000000000000000001\t",
        "/\t",
        "/",
    ],
    [
        "2026-05-03 12:10:01",
        "转账",
        "大海",
        "转账备注",
        "收入",
        "¥10.00",
        "/",
        "已退款(￥4.00)",
        "1000000000000000002\t",
        "/\t",
        "/",
    ],
    [
        "2026-05-04 08:00:00",
        "商户消费",
        "某某超市",
        "牛奶",
        "支出",
        "¥5.00",
        "零钱",
        "支付成功",
        "1000000000000000003\t",
        "3\t",
        "/",
    ],
    [
        "2026-05-05 08:00:00",
        "零钱提现",
        "某某银行",
        "/",
        "/",
        "¥100.00",
        "某某银行",
        "提现已到账",
        "1000000000000000004\t",
        "/\t",
        "/",
    ],
]


def test_a_wechat_pay_bill_gives_what_came_in(tmp_path):
    """Sixteen rows of preamble of nine fields; only 收入 are orders; 已退款(￥4.00) is a part of the amount."""
    outcome = read(delimited(tmp_path / "微信支付账单.csv", WECHAT_PAY, "utf-8-sig"), tmp_path / "out")
    assert [
        (row["source_row"], row["order_id"], row["name"], row["gross"], row["refund"], row["status"])
        for row in outcome.rows("orders")
    ] == [
        (18, "1000000000000000001", "小满", D("20.00"), D("0.00"), "paid"),
        (19, "1000000000000000002", "大海", D("10.00"), D("4.00"), "partially_refunded"),
    ]
    assert outcome.codes() == ["skipped_expense", "skipped_expense"]
    assert outcome.reconciles("orders")


def test_a_wechat_pay_workbook_with_day_numbers(tmp_path):
    """Since 2025 the bill is a workbook: days are serial numbers, a row of the preamble is missing."""
    rows = [row for at, row in enumerate(WECHAT_PAY) if at != 14]
    rows[-4] = [46145.500011574, *rows[-4][1:5], 20, *rows[-4][6:]]
    outcome = read(workbook(tmp_path / "a.xlsx", 账单=[[cell or None for cell in row] for row in rows]), tmp_path / "out")
    first = outcome.rows("orders")[0]
    assert (first["paid_at"], first["gross"]) == (datetime(2026, 5, 3, 12, 0, 1), D("20.00"))


def test_youzan_takes_what_was_paid_when_it_was_paid(tmp_path):
    """Dashes, a repeated 分销员, names of goods with amounts, a masked receiver: the buyer's own columns count."""
    path = delimited(
        tmp_path / "a.csv",
        [
            [
                "订单号",
                "订单状态",
                "订单创建时间",
                "买家付款时间",
                "商品金额合计",
                "应收订单金额",
                "订单实付金额",
                "全部商品名称",
                "收货人/提货人",
                "收货人手机号/提货人手机号",
                "买家昵称",
                "买家手机号",
                "分销员",
                "订单退款状态",
                "订单已退款金额",
                "分销员",
            ],
            [
                "E20260502083000000000000001",
                "交易成功",
                "2026-05-02 08:00:00",
                "2026-05-02 08:00:20",
                "100.00",
                "90.00",
                "88.80",
                "芒果(6寸)(2件)",
                "陈*",
                "186******05",
                "小满",
                "13800138000",
                "阿杰",
                "——",
                "0.00",
                "阿珍",
            ],
            [
                "E20260502083000000000000002",
                "交易关闭",
                "2026-05-02 09:00:00",
                "——",
                "10.00",
                "10.00",
                "——",
                "奶茶(1件)",
                "陈*",
                "186******05",
                "",
                "",
                "——",
                "——",
                "——",
                "——",
            ],
        ],
    )
    first, second = read(path, tmp_path / "out").rows("orders")
    assert (first["name"], first["phone"], first["gross"], first["referrer_name"]) == ("小满", "13800138000", D("88.80"), "阿杰")
    assert (first["paid_at"], first["paid_resolution"]) == (datetime(2026, 5, 2, 8, 0, 20), "second")
    assert (second["status"], second["gross"], second["phone"]) == ("cancelled", D("0.00"), "")


def test_douyin_ids_behind_tabs_and_dashes(tmp_path):
    """ "\t6917…" and - for nothing; two sub-orders of one order have amounts of their own."""
    path = delimited(
        tmp_path / "a.csv",
        [
            [
                "主订单编号",
                "子订单编号",
                "选购商品",
                "订单应付金额",
                "收件人",
                "收件人手机号",
                "订单提交时间",
                "订单状态",
                "售后状态",
            ],
            [
                "\t6917000000000000001",
                "\t6917000000000000011",
                "芒果",
                "30.00",
                "陈**",
                "186******05",
                "2026-05-02 08:00:00",
                "已完成",
                "-",
            ],
            [
                "\t6917000000000000001",
                "\t6917000000000000012",
                "芒果",
                "28.00",
                "陈**",
                "186******05",
                "2026-05-02 08:00:00",
                "已完成",
                "退款成功",
            ],
        ],
        "utf-8-sig",
    )
    outcome = read(path, tmp_path / "out")
    rows = outcome.rows("orders")
    assert {row["order_id"] for row in rows} == {"6917000000000000001"}
    assert len({row["line"] for row in rows}) == 2
    assert (_total(outcome), sum(row["refund"] for row in rows)) == (D("58.00"), D("28.00"))
    assert {row["name"] for row in rows} == {"陈** 尾号05"}


def test_an_id_that_excel_rounded_joins_nothing(tmp_path):
    """1.23E+19 twice would make one order of two; with buyer and moment the rows are kept without it, else lost."""
    path = delimited(
        tmp_path / "a.csv",
        [
            HEADERS,
            ["1.23E+19", "小满", "", "12", "2026-05-02", "", ""],
            ["1.23E+19", "大海", "", "15", "2026-05-03", "", ""],
            ["1.23E+19", "", "", "15", "", "", ""],
        ],
    )
    outcome = read(path, tmp_path / "out")
    assert [row["order_id"] for row in outcome.rows("orders")] == [None, None]
    assert outcome.codes("blanked") == ["id_lost_digits"] * 2
    assert outcome.codes("rejected") == ["id_lost_digits"]


def test_a_formula_without_its_value_is_not_zero(tmp_path):
    """A workbook written by a program has =D2*2 and no result: the row is refused with the way out."""
    path = workbook(tmp_path / "a.xlsx", 单=[HEADERS, ["E1", "小满", "", "=1+1", "2026-05-02", "", ""]])
    outcome = read(path, tmp_path / "out")
    assert outcome.rows("orders") == []
    assert [(issue["code"], issue["value"]) for issue in outcome.issues] == [("formula_without_value", "=1+1")]


def test_amounts_in_ten_thousands(tmp_path):
    """金额(万元) counts ten thousandfold."""
    path = delimited(tmp_path / "a.csv", [["订单号", "客户", "金额(万元)", "日期"], ["E1", "小满", "1.5", "2026-05-02"]])
    assert _total(read(path, tmp_path / "out")) == D("15000.00")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("13/05/2026", datetime(2026, 5, 2)),
        ("05/13/2026", datetime(2026, 2, 5)),
    ],
)
def test_the_other_rows_decide_what_is_day_and_month(tmp_path, typed, expected):
    """02/05/2026 is read as the column is written."""
    path = delimited(
        tmp_path / "a.csv", [HEADERS, ["E1", "小满", "", "1", "02/05/2026", "", ""], ["E2", "小满", "", "1", typed, "", ""]]
    )
    assert read(path, tmp_path / "out").rows("orders")[0]["paid_at"] == expected


def test_backticks_before_ids_come_off_only_where_all_have_them(tmp_path):
    """A shield of the whole column goes; `code` in one name is a name."""
    headers = ["订单号", "买家昵称", "金额", "付款时间"]
    rows = [["`E1", "`code`", "1", "2026-05-02"], ["`E2", "小满", "1", "2026-05-02"]]
    found = read(delimited(tmp_path / "a.csv", [headers, *rows]), tmp_path / "out").rows("orders")
    assert [(row["order_id"], row["name"]) for row in found] == [("E1", "`code`"), ("E2", "小满")]


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        (["", "", "", "12", "2026-05-02", "", ""], "cell_missing", "订单号"),
        (["", "小满", "", "12", "", "", ""], "cell_missing", "付款时间"),
        (["E1", "小满", "", "", "2026-05-02", "", ""], "cell_missing", "实付金额"),
        (["", "小满", "", "12", "12月2日", "", ""], "date_without_year", "付款时间"),
        (["E1", "小满", "", "$12", "2026-05-02", "", ""], "money_other_currency", "实付金额"),
    ],
)
def test_rows_that_miss_what_an_order_needs_are_rejected_by_name(tmp_path, row, code, column):
    """An order number, or buyer and moment; and an amount."""
    outcome = read(delimited(tmp_path / "a.csv", [HEADERS, row, ["E9", "大海", "", "1", "2026-05-02", "", ""]]), tmp_path / "out")
    assert [(issue["code"], issue["column_name"], issue["severity"], issue["source_row"]) for issue in outcome.issues] == [
        (code, column, "rejected", 2)
    ]
    assert outcome.reconciles("orders")


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["E1", "小满", "", "12", "5月2日", "", ""], "date_without_year"),
        (["E1", "小满", "138", "12", "2026-05-02", "", ""], "phone_unreadable"),
        (["E1", "小满", "", "12", "2026-05-02", "神秘", ""], "status_unknown"),
        (["E1", "小满", "", "12", "2026-05-02", "部分退款", ""], "refund_unknown"),
    ],
)
def test_a_bad_cell_that_is_not_needed_leaves_the_row(tmp_path, row, code):
    """The order is kept, the cell is empty and said so."""
    outcome = read(delimited(tmp_path / "a.csv", [HEADERS, row]), tmp_path / "out")
    assert len(outcome.rows("orders")) == 1
    assert outcome.codes("blanked") == [code]


def test_rows_with_too_many_cells_or_an_open_quote_are_counted(tmp_path):
    """Good rows + rejected rows = the file's rows, whatever the grammar."""
    path = tmp_path / "a.csv"
    path.write_text(
        '订单号,买家昵称,金额,付款时间\nE1,小满,1,2026-05-02\nE2,大,海,2,2026-05-02\n"E3,阿杰,3,2026-05-02,x,y\n'
        "E4,阿珍,4,2026-05-02\nE5,小雨\n",
        encoding="utf-8",
    )
    outcome = read(path, tmp_path / "out")
    assert [row["order_id"] for row in outcome.rows("orders")] == ["E1", "E4"]
    assert [(issue["source_row"], issue["code"]) for issue in outcome.issues] == [
        (3, "row_too_long"),
        (4, "unclosed_quote"),
        (6, "cell_missing"),
    ]
    assert outcome.reconciles("orders")


@pytest.mark.parametrize(
    ("status", "beside", "gross", "refund", "expected"),
    [
        ("交易成功", None, "88", None, ("paid", "0", None)),
        ("交易成功", "全额退款成功", "88", "88", ("refunded", "88", None)),
        ("交易成功", None, "88", "87.99", ("partially_refunded", "87.99", None)),
        ("已取消", "退款完成", "88", "88", ("refunded", "88", None)),
        ("已取消", None, "88", None, ("cancelled", "0", None)),
        ("待支付", None, "88", None, ("unpaid", "0", None)),
        ("已退款", None, "88", None, ("refunded", "88", None)),
        ("已退款(￥5.00)", None, "88", None, ("partially_refunded", "5.00", None)),
        ("退款中", None, "88", None, ("paid", "0", None)),
        ("交易成功", "退款关闭", "88", None, ("paid", "0", None)),
        ("部分退款", None, "88", None, ("partially_refunded", "0", "refund_unknown")),
        (None, None, "88", None, ("paid", "0", None)),
        ("神秘", None, "88", None, ("other", "0", "status_unknown")),
        ("交易成功", None, "88", "-12", ("partially_refunded", "12", None)),
    ],
)
def test_status_and_refund_in_our_words(status, beside, gross, refund, expected):
    """Both words and the refund column together say what became of an order."""
    word, back, trouble = standing(status, beside, D(gross), D(refund) if refund else None)
    assert (word, back, trouble) == (expected[0], D(expected[1]), expected[2])


def test_an_unpaid_order_has_no_time_of_payment(tmp_path):
    """The time it was placed stands in only for orders that were paid."""
    path = delimited(
        tmp_path / "a.csv",
        [
            ["订单号", "买家昵称", "下单时间", "付款时间", "订单金额", "订单状态"],
            ["E1", "小满", "2026-05-02", "", "12", "待付款"],
            ["E2", "小满", "2026-05-02", "", "12", "已完成"],
            ["E3", "小满", "2026-05-02", "2026-05-03", "12", "已完成"],
        ],
    )
    assert [row["paid_at"] for row in read(path, tmp_path / "out").rows("orders")] == [
        None,
        datetime(2026, 5, 2),
        datetime(2026, 5, 3),
    ]


def test_a_negative_amount_is_money_given_back(tmp_path):
    """-12 in the amount column is a refund of 12, not a negative sale."""
    path = delimited(tmp_path / "a.csv", [HEADERS, ["R1", "小满", "", "-12", "2026-05-02", "", ""]])
    (row,) = read(path, tmp_path / "out").rows("orders")
    assert (row["gross"], row["refund"], row["status"]) == (D("0.00"), D("12.00"), "refunded")


def test_a_remark_beside_the_table_is_no_order(tmp_path):
    """A row with nothing under a known header is skipped; one with anything there is an order that misses something."""
    rows = [["订单号", "昵称", "金额", "付款时间", "注意"], ["E1", "小满", "12", "2026-05-02", "红色没付"], ["", "", "", "", "周末不发货"],
            ["", "大海", "", "", "联系店长"]]
    outcome = read(delimited(tmp_path / "a.csv", rows), tmp_path / "out")
    assert [(issue["source_row"], issue["code"]) for issue in outcome.issues] == [(3, "skipped_note"), (4, "cell_missing")]
    assert outcome.reconciles("orders")
