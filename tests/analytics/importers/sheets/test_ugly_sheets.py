"""Sheets as shop systems, Excel and people leave them: blanks for nothing, headers twice, words for amounts."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from .reading import delimited, read, workbook

_HEADERS = ["订单号", "买家昵称", "实付金额", "付款时间"]
_ORDER = ["A1", "小满", "39", "2026-05-02"]


def test_a_blank_behind_the_last_header_is_no_cell_too_many(tmp_path: Path):
    """有赞 ends its header with a comma and writes one space for nothing."""
    path = delimited(tmp_path / "客户.csv", [["客户昵称", "客户手机号", "成为会员时间", ""], ["小满", "13800138000", " ", " "]])
    outcome = read(path, tmp_path / "out")
    assert [row["name"] for row in outcome.rows("members")] == ["小满"]
    assert outcome.issues == []


def test_a_cell_behind_the_last_header_still_is_one_too_many(tmp_path: Path):
    """A comma inside an unquoted cell moves all that follow: such a row is not guessed at."""
    path = delimited(tmp_path / "订单.csv", [_HEADERS, [*_ORDER, "多"]])
    assert read(path, tmp_path / "out").codes("rejected") == ["row_too_long"]


@pytest.mark.parametrize("second", [
    ["order_id", "buyer", "paid_amount", "paid_at"], ["订单编号", "下单人", "支付金额", "支付时间"], ["---", "---", "---:", ":---"],
])
def test_a_second_row_of_headers_is_no_failure(tmp_path: Path, second: list[str]):
    """Headers again in another language or wording, or the ruled line of a copied table, are skipped."""
    outcome = read(delimited(tmp_path / "订单.csv", [_HEADERS, second, _ORDER]), tmp_path / "out")
    assert [row["order_id"] for row in outcome.rows("orders")] == ["A1"]
    assert [(issue["source_row"], issue["code"], issue["severity"]) for issue in outcome.issues] == [(2, "skipped_header", "skipped")]
    assert outcome.reconciles("orders")


def test_an_order_that_misses_its_amount_right_below_the_headers_is_a_failure(tmp_path: Path):
    """Only rows made of known headers are taken for headers."""
    outcome = read(delimited(tmp_path / "订单.csv", [_HEADERS, ["A0", "阿杰", "", "2026-05-01"], _ORDER]), tmp_path / "out")
    assert outcome.codes("rejected") == ["cell_missing"]


@pytest.mark.parametrize(("typed", "refund"), [("无退款申请", "0.00"), ("无", "0.00"), ("-9", "9.00"), ("￥-39.00", "39.00")])
def test_words_for_no_refund_are_no_trouble(tmp_path: Path, typed: str, refund: str):
    """天猫 writes 无退款申请 under 退款金额; what was given back counts whatever its sign."""
    outcome = read(delimited(tmp_path / "订单.csv", [[*_HEADERS, "退款金额"], [*_ORDER, typed]]), tmp_path / "out")
    assert [row["refund"] for row in outcome.rows("orders")] == [Decimal(refund)]
    assert outcome.issues == []


@pytest.mark.parametrize(("typed", "status"), [
    ("已付", "paid"), ("√", "paid"), ("微信已收", "paid"), ("未付", "unpaid"), ("欠款", "unpaid"), ("退了", "refunded"), ("已退", "refunded"),
    ("未退", "paid"), ("部分退了", "partially_refunded"),
])
def test_states_as_people_type_them(tmp_path: Path, typed: str, status: str):
    """A sheet kept by hand has its own short words."""
    outcome = read(delimited(tmp_path / "订单.csv", [[*_HEADERS, "状态"], [*_ORDER, typed]]), tmp_path / "out")
    assert [row["status"] for row in outcome.rows("orders")] == [status]


def test_an_empty_row_left_out_of_excels_xml_counts(tmp_path: Path):
    """Rows keep the number that Excel shows beside them."""
    row = "<Row{index}>" + "<Cell><Data>{}</Data></Cell>" * 4 + "</Row>"
    path = tmp_path / "订单.xls"
    path.write_text('<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
                    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="订单"><Table>'
                    + row.format(*_HEADERS, index="") + row.format(*_ORDER, index=' ss:Index="5"')
                    + row.format("A2", "阿杰", "5", "2026-05-03", index="") + "</Table></Worksheet></Workbook>", encoding="utf-8")
    assert [order["source_row"] for order in read(path, tmp_path / "out").rows("orders")] == [5, 6]


def test_a_title_that_repeats_the_word_group_names_the_group(tmp_path: Path):
    """福利群 群成员(2) is the list of 福利群."""
    path = workbook(tmp_path / "a.xlsx", 群成员=[["福利群 群成员(2)"], ["群昵称", "进群时间"], ["小满", "2026-05-02"], ["阿杰", "2026-05-03"]])
    outcome = read(path, tmp_path / "out")
    assert [chat["name"] for chat in outcome.about["chats"]] == ["福利群"]
    assert outcome.about["chats"][0]["head_count"] == 2


def test_traditional_headers_and_states_are_understood(tmp_path: Path):
    """A Big5 sheet has traditional words in its headers and cells."""
    path = delimited(tmp_path / "訂單.csv", [["訂單編號", "買家暱稱", "實付金額", "付款時間", "訂單狀態"],
                                           ["A1", "小滿", "39", "2026-05-02 08:00", "已發貨"], ["A2", "阿傑", "5", "2026-05-03 08:00", "已取消"],
                                           ["合計", "", "44", "", ""]], "big5")
    outcome = read(path, tmp_path / "out")
    assert [(row["name"], row["paid_at"], row["status"]) for row in outcome.rows("orders")] == [
        ("小滿", datetime(2026, 5, 2, 8), "paid"), ("阿傑", datetime(2026, 5, 3, 8), "cancelled")]
    assert outcome.codes() == ["skipped_total"]


def test_a_zone_behind_a_header_changes_nothing(tmp_path: Path):
    """Logs of bots name the zone beside the time."""
    path = delimited(tmp_path / "a.csv", [["time(Asia/Shanghai)", "group_name", "from_nickname", "content"],
                                          ["2026-05-01 09:00:00", "福利群", "小雨", "早"]])
    assert [(row["chat"], row["name"], row["sent_at"]) for row in read(path, tmp_path / "out").rows("messages")] == [
        ("福利群", "小雨", datetime(2026, 5, 1, 9))]


def test_a_row_of_blanks_is_no_row(tmp_path):
    """One space in a cell, as some exporters write for nothing, an ideographic one, a tab: not read, so not lost either."""
    table = [["日期", "客户", "金额"], ["2026/5/6", "小满", "12.80"], ["", " ", ""], ["\u3000", "\t", "\xa0"], ["2026/5/7", "阿杰", "5"]]
    outcome = read(delimited(tmp_path / "账.csv", table), tmp_path / "out")
    assert [row["source_row"] for row in outcome.rows("orders")] == [2, 5]
    assert outcome.codes() == []
    assert outcome.reconciles("orders")
