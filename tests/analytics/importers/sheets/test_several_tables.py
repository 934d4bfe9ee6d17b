"""Several small tables in one sheet, tables set with blanks, old and open workbooks, one sheet a day."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest

from analytics.importers import delimited as delimited_text
from analytics.importers.formats.sheets import sheet
from analytics.importers.source import Source
from tests.analytics.importers.sheets.reading import delimited, read, workbook

FILES = Path(__file__).with_name("files")


def test_a_list_for_each_group_one_below_the_other(tmp_path):
    """Each has its title, its headers and its own part; the title names the group and is no member."""
    outcome = read(workbook(tmp_path / "名单_20260601.xlsx", Sheet1=[
        ["福利群"], ["群昵称", "进群时间"], ["小满", "2026-05-01"], ["阿杰", "2026-05-02"], [],
        ["快闪2群成员名单"], ["群昵称", "进群时间"], ["糖糖", "2026-05-03"], [],
        ["日期", "群名", "人数", "发言人数"], ["2026-06-01", "福利群", 486, 30]]), tmp_path / "out")
    assert [(row["chat"], row["name"], row["part"], row["source_row"]) for row in outcome.rows("members")] == [
        ("福利群", "小满", "Sheet1 A2", 3), ("福利群", "阿杰", "Sheet1 A2", 4), ("快闪2群", "糖糖", "Sheet1 A7", 8)]
    assert [(row["chat"], row["members"]) for row in outcome.rows("chat_days")] == [("福利群", 486)]
    assert outcome.issues == []
    assert {part["part"] for part in outcome.about["parts"]} == {"Sheet1 A2", "Sheet1 A7", "Sheet1 A10"}


def test_titles_without_a_blank_row_part_tables_too(tmp_path):
    """A merged title is enough."""
    outcome = read(workbook(tmp_path / "a.xlsx", Sheet1=[
        ["福利群(2人)"], ["群昵称", "进群时间"], ["小满", "2026-05-01"], ["阿杰", "2026-05-02"],
        ["快闪群(5人)"], ["群昵称", "进群时间"], ["糖糖", "2026-05-03"]]), tmp_path / "out")
    assert [row["chat"] for row in outcome.rows("members")] == ["福利群", "福利群", "快闪群"]
    assert [part.get("whole_roster", False) for part in outcome.about["parts"]] == [True, False]


def test_the_same_headers_again_after_a_page_are_one_table(tmp_path):
    """A blank row and the headers once more, without a title: the list goes on."""
    outcome = read(workbook(tmp_path / "a.xlsx", Sheet1=[
        ["群昵称", "进群时间"], ["小满", "2026-05-01"], [], ["群昵称", "进群时间"], ["阿杰", "2026-05-02"]]), tmp_path / "out")
    assert [row["name"] for row in outcome.rows("members")] == ["小满", "阿杰"]
    assert (len(outcome.about["parts"]), outcome.codes()) == (1, ["skipped_header"])


def test_a_total_after_a_blank_row_is_no_new_table(tmp_path):
    """合计 beside a word that is also a header."""
    outcome = read(workbook(tmp_path / "a.xlsx", Sheet1=[
        ["群昵称", "进群时间"], ["小满", "2026-05-01"], [], ["合计", "人数"]]), tmp_path / "out")
    assert (len(outcome.about["parts"]), outcome.codes()) == (1, ["skipped_total"])


@pytest.mark.parametrize("gap", ["      ", "\u3000", " \t "])
def test_a_table_set_with_blanks(tmp_path, gap):
    """Columns that stand apart by blanks, a comma inside a name, a moment with a blank of its own."""
    path = tmp_path / "a.txt"
    rows = [["昵称", "电话", "报名时间"], ["小满", "13800000001", "2026-05-02 08:00"], ["阿杰, 三楼", "13800000002", "2026-05-03 08:00"]]
    path.write_text("\n".join(gap.join(row) for row in rows), encoding="utf-8")
    outcome = read(path, tmp_path / "out")
    assert [(row["name"], row["phone"], row["happened_at"]) for row in outcome.rows("events")] == [
        ("小满", "13800000001", datetime(2026, 5, 2, 8)), ("阿杰, 三楼", "13800000002", datetime(2026, 5, 3, 8))]
    assert outcome.issues == []


@pytest.mark.parametrize("text", ["你好  世界\n再见  朋友\n", "a  b\nc  d\n"])
def test_words_with_wide_gaps_are_no_table(tmp_path, text):
    """Set with blanks, only known headers make a table."""
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    assert delimited_text.sniff(text) == delimited_text.BLANKS
    assert not sheet.recognises(Source(path, path.name))


def test_an_old_excel_file_with_a_merged_title_and_real_dates(tmp_path):
    """BIFF .xls: the group and its size from the title, clocks to the second, a phone stored as a number."""
    outcome = read(FILES / "members_20260601.xls", tmp_path / "out")
    assert [(row["chat"], row["name"], row["phone"], row["joined_at"], row["role"]) for row in outcome.rows("members")] == [
        ("福利群", "小满", "13800000001", datetime(2026, 5, 1, 8, 30), "群主"),
        ("福利群", "阿杰", "13800000002", datetime(2026, 5, 2), "成员"),
        ("福利群", "NA", "", datetime(2026, 5, 3, 9, 5, 7), "成员")]
    assert outcome.rows("members")[0]["seen_on"] == date(2026, 6, 1)
    assert outcome.about["parts"][0]["whole_roster"] is True


def test_the_2026_layout_of_an_official_account_in_an_old_excel_file(tmp_path):
    """Column A empty, two title rows, headers in row 3, an empty second sheet."""
    outcome = read(FILES / "total_2026.xls", tmp_path / "out")
    assert [(row["source_row"], row["title"], row["posted_at"], row["reach"], row["opens"], row["forwards"])
            for row in outcome.rows("posts")] == [
        (4, "夏天吃什么", datetime(2026, 3, 29), 4520, 1286, 12), (5, "新品", datetime(2026, 3, 30), 200, 10, 0)]


def test_an_open_document_sheet(tmp_path):
    """.ods with repeated cells, a percentage and a real date."""
    outcome = read(_ods(tmp_path / "日报.ods"), tmp_path / "out")
    assert [(row["chat"], row["day"], row["members"], row["speakers"]) for row in outcome.rows("chat_days")] == [
        ("福利群", date(2026, 6, 1), 486, 30), ("福利群", date(2026, 6, 2), 487, 30)]


def test_one_sheet_a_day_has_its_day_in_the_title(tmp_path):
    """群名, 人数, 退群 without a day: it stands above, in the sheet's name or in the file's; else it is asked."""
    rows = [["群名", "群人数", "入群", "退群", "发言数"], ["福利群", 486, 3, 1, 120], ["合计", 486, 3, 1, 120]]
    above = read(workbook(tmp_path / "a.xlsx", Sheet1=[["2026年6月1日 各群日报"], *rows]), tmp_path / "a")
    named = read(workbook(tmp_path / "b.xlsx", **{"2026-06-01": rows}), tmp_path / "b")
    for outcome in (above, named):
        assert [(row["day"], row["joined"], row["messages"]) for row in outcome.rows("chat_days")] == [(date(2026, 6, 1), 3, 120)]
    nowhere = read(workbook(tmp_path / "c.xlsx", Sheet1=rows), tmp_path / "c")
    assert (nowhere.rows("chat_days"), [question["kind"] for question in nowhere.about["questions"]]) == ([], ["day"])
    assert nowhere.reconciles("chat_days")


def test_a_wide_text_with_blanks_in_its_cells_stays_delimited(tmp_path):
    """Commas in every row go before wide gaps in some."""
    outcome = read(delimited(tmp_path / "a.csv", [["昵称", "进群时间"], ["小  满", "2026-05-01"]]), tmp_path / "out")
    assert [row["name"] for row in outcome.rows("members")] == ["小  满"]


def _ods(path: Path) -> Path:
    def text(words: str) -> str:
        return f'<table:table-cell office:value-type="string"><text:p>{words}</text:p></table:table-cell>'

    def number(value: int) -> str:
        return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'

    def day(value: str) -> str:
        return f'<table:table-cell office:value-type="date" office:date-value="{value}"><text:p>{value}</text:p></table:table-cell>'

    rows = [[text(name) for name in ("日期", "群名", "人数", "发言人数")], [day("2026-06-01"), text("福利群"), number(486), number(30)],
            [day("2026-06-02"), text("福利群"), number(487), number(30)]]
    body = "".join(f"<table:table-row>{''.join(row)}</table:table-row>" for row in rows)
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'office:version="1.2"><office:body><office:spreadsheet><table:table table:name="日报">' + body
        + "</table:table></office:spreadsheet></office:body></office:document-content>")
    manifest = ('<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>')
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return path
