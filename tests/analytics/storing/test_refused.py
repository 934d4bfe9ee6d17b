"""Rows that could not be read come back as a workbook; mended and imported, exactly they are added."""

from __future__ import annotations

import io

import openpyxl
import pytest

from analytics import Upload, UserError, Workspace
from analytics.importers.headers import NOTE_HEADERS

_TITLE = "某某小店 2026年5月订单,,,"
_HEADER = "订单号,买家昵称,实付金额,付款时间,分销员,分销员"


def _upload(name: str, *lines: str) -> Upload:
    return Upload(name, "\n".join(lines).encode("utf-8-sig"))


def _sheet(data: bytes) -> list[list[object]]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert len(book.worksheets) == 1
    return [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]


def _mended(data: bytes, changes: dict[object, object]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    for page in book.worksheets:
        for row in page.iter_rows():
            for cell in row:
                if cell.value in changes:
                    cell.value = changes[cell.value]
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.fixture
def shop():
    with Workspace.open() as ws:
        receipt = ws.import_upload(_upload(
            "5月订单.csv", _TITLE, _HEADER, "E1,小满,12,2026-05-02,,", "E2,大海,待定,5月3日,阿杰,阿珍", "合计,,12,,,",
            "E3,阿杰,,2026-05-04,,", "E4,=小雨,$9,2026-05-04,,"))
        yield ws, receipt


def test_rejected_rows_stand_under_their_own_title_and_headers(shop):
    """Title, header with the repeated 分销员, only the rows that can be mended, and what to mend beside each."""
    ws, receipt = shop
    rows = _sheet(ws.rejected_rows(receipt.batch_id))
    assert [row[:6] for row in rows] == [
        ["某某小店 2026年5月订单", None, None, None, None, None], ["订单号", "买家昵称", "实付金额", "付款时间", "分销员", "分销员"],
        ["E2", "大海", "待定", "5月3日", "阿杰", "阿珍"], ["E3", "阿杰", None, "2026-05-04", None, None],
        ["E4", "=小雨", "$9", "2026-05-04", None, None]]
    assert rows[1][6] == NOTE_HEADERS["zh"]
    assert [str(row[6])[:6] for row in rows[2:]] == ["第 4 行：", "第 6 行：", "第 7 行："]


def test_what_begins_like_a_formula_stays_a_text(shop):
    """A name =小雨 is no formula in the workbook."""
    ws, receipt = shop
    page = openpyxl.load_workbook(io.BytesIO(ws.rejected_rows(receipt.batch_id, "en"))).worksheets[0]
    assert page["B5"].data_type == "s"
    assert page["G2"].value == NOTE_HEADERS["en"]


def test_mended_rows_are_added_and_nothing_else(shop):
    """The title's year still counts, the note is no column, and a second import of the mended file changes nothing."""
    ws, receipt = shop
    mended = _mended(ws.rejected_rows(receipt.batch_id), {"待定": "30", None: None, "$9": "9"})
    again = ws.import_upload(Upload("5月订单 没读进来的行.xlsx", mended))
    assert (again.kept, again.repeated, again.failed) == (2, 0, 1)
    orders = ws.query("select order_id, gross, paid_at, buyer_name from orders order by order_id")
    assert orders["order_id"].tolist() == ["E1", "E2", "E4"]
    assert orders["gross"].astype(float).tolist() == [12.0, 30.0, 9.0]
    assert str(orders["paid_at"][1].date()) == "2026-05-03"
    assert ws.import_upload(Upload("5月订单 没读进来的行.xlsx", mended)).kept == 0


def test_a_workbook_of_several_sheets_gives_back_a_sheet_each():
    """Each part's rows stand under its own name, with its own headers; the group in the title is not lost."""
    book = openpyxl.Workbook()
    first = book.active
    first.title = "订单"
    for row in (["订单号", "买家昵称", "实付金额"], ["E1", "小满", "多少"], ["E2", "小满", 3]):
        first.append(row)
    second = book.create_sheet("六月")
    for row in (["福利群（2）"], ["昵称", "手机号", "入群时间"], ["", "", "2026-05-01"], ["大海", "", "2026-05-01"]):
        second.append(row)
    target = io.BytesIO()
    book.save(target)
    with Workspace.open() as ws:
        receipt = ws.import_upload(Upload("资料.xlsx", target.getvalue()))
        data = ws.rejected_rows(receipt.batch_id)
        assert openpyxl.load_workbook(io.BytesIO(data)).sheetnames == ["六月", "订单"]
        mended = openpyxl.load_workbook(io.BytesIO(data))
        mended["六月"]["A3"] = "阿杰"
        mended["订单"]["C2"] = 5
        target = io.BytesIO()
        mended.save(target)
        again = ws.import_upload(Upload("资料.xlsx", target.getvalue()))
        assert {name: counts.kept for name, counts in again.tables.items()} == {"orders": 1, "memberships": 1}
        assert ws.table("chats")["chat_name"].tolist() == ["福利群"]


def test_an_import_without_such_rows_says_so():
    """Nothing to download is a sentence, not an empty file."""
    with Workspace.open() as ws:
        receipt = ws.import_upload(_upload("a.csv", _HEADER, "E1,小满,12,2026-05-02,,"))
        with pytest.raises(UserError, match="nothing_refused"):
            ws.rejected_rows(receipt.batch_id)
