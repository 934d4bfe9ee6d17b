"""Workbooks, delimited text and web pages as numbered rows: nothing lost, nothing turned into something else."""

from __future__ import annotations

from datetime import date, datetime, time

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.importers import delimited
from analytics.importers.grid import Broken
from analytics.importers.source import Source


def _rows(path, careful=False):
    return [list(sheet.rows()) for sheet in Source(path, path.name, careful=careful).sheets]


def _book(path, rows, merges=()):
    book = openpyxl.Workbook()
    page = book.active
    for row in rows:
        page.append(row)
    for merge in merges:
        page.merge_cells(merge)
    book.save(path)
    book.close()
    return path


@pytest.mark.parametrize("careful", [False, True])
def test_cells_of_a_workbook_keep_their_kind(tmp_path, careful):
    """Whole numbers get no .0, days stay days, texts keep their noughts."""
    path = _book(
        tmp_path / "a.xlsx", [[13800138000, 1.5, "00123", datetime(2026, 5, 2), datetime(2026, 5, 2, 8, 1, 2), True, time(8, 0)]]
    )
    assert _rows(path, careful) == [
        [(1, [13800138000, 1.5, "00123", date(2026, 5, 2), datetime(2026, 5, 2, 8, 1, 2), True, time(8, 0)])]
    ]


def test_a_text_that_begins_with_an_equals_sign_is_kept(tmp_path):
    """Exporters store a chat line that begins with = as a formula without a value; calamine shows nothing."""
    path = _book(tmp_path / "a.xlsx", [["内容", "数"], ["=^_^= 早上好", 1], ["平常的话", 2]])
    assert _rows(path)[0][1] == (2, ["=^_^= 早上好", 1])


def test_blank_rows_are_left_out_and_numbers_stay_those_of_excel(tmp_path):
    """Row 4 is row 4, whatever is missing above it."""
    path = _book(tmp_path / "a.xlsx", [["", ""], ["a", "b"], [None, None], ["c", "d"]])
    assert [number for number, _ in _rows(path)[0]] == [2, 4]


def test_a_cell_merged_downwards_stands_in_every_row(tmp_path):
    """An order number merged over its lines belongs to each of them; a title merged sideways to one cell."""
    path = _book(tmp_path / "a.xlsx", [["标题", None], ["E1", "x"], [None, "y"], [None, "z"]], ["A1:B1", "A2:A4"])
    assert _rows(path)[0] == [(1, ["标题", ""]), (2, ["E1", "x"]), (3, ["E1", "y"]), (4, ["E1", "z"])]


def test_a_stray_cell_far_away_is_clipped_by_the_careful_reader(tmp_path):
    """A full stop in the last row of Excel, which kills the fast reader, costs nothing."""
    path = _book(tmp_path / "a.xlsx", [["a", "b"], ["=小满="], [None, None, 1]])
    book = openpyxl.load_workbook(path)
    book.active.cell(1_048_576, 600).value = "."
    book.save(path)
    book.close()
    assert _rows(path, careful=True) == [[(1, ["a", "b"]), (2, ["=小满="]), (3, ["", "", 1])]]


def test_empty_sheets_are_no_sheets(tmp_path):
    """The default Sheet that exporters leave behind is not a table."""
    book = openpyxl.Workbook()
    book.create_sheet("聊天记录").append(["a"])
    book.save(tmp_path / "a.xlsx")
    book.close()
    assert [sheet.name for sheet in Source(tmp_path / "a.xlsx", "a.xlsx").sheets] == ["聊天记录"]


def test_a_web_page_named_xls_is_a_sheet(tmp_path):
    """公众号 and most shop back ends do this; GBK, spans and blanks included."""
    (tmp_path / "a.xls").write_bytes(
        "<html><head><meta charset=gbk><style>td{}</style></head><body><table><tr><td colspan=2>用户增长</td></tr>"
        "<tr><th>时间</th><th>新关注</th></tr><tr><td rowspan=2>2026-05-01</td><td>1&nbsp;</td></tr><tr><td>a<br>b</td></tr>"
        "</table></body></html>".encode("gbk")
    )
    assert _rows(tmp_path / "a.xls") == [
        [(1, ["用户增长", ""]), (2, ["时间", "新关注"]), (3, ["2026-05-01", "1"]), (4, ["2026-05-01", "a\nb"])]
    ]


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b\n1,2\n", ","),
        ("a\tb\n1,5\t2\n", "\t"),
        ("a;b\n1,5;2\n", ";"),
        ("a|b\n1|2\n", "|"),
        ("a，b\n1，2\n", "，"),
        ("sep=;\na;b\n", ";"),
        ("昵称\n小满\n", ","),
    ],
)
def test_the_delimiter_is_the_one_most_rows_agree_on(text, delimiter):
    """Commas inside tab-separated cells do not count."""
    assert delimited.sniff(text) == delimiter


def _records(text, delimiter=","):
    return list(delimited.records(text.splitlines(keepends=True), delimiter))


def test_line_breaks_inside_quotes_are_one_row_as_in_excel():
    """Row numbers count records, blank lines included, as Excel does."""
    assert _records('a,b\n"1\n2",x\n\n3,4\n') == [(1, ["a", "b"]), (2, ["1\n2", "x"]), (3, []), (4, ["3", "4"])]


def test_an_unclosed_quote_loses_no_other_row():
    """Python's csv would put the rest of the file into one cell."""
    assert _records('a,b\n"小满,1\n大海,2\n阿杰,3\n') == [
        (1, ["a", "b"]),
        (2, ['"小满', "1"]),
        (3, ["大海", "2"]),
        (4, ["阿杰", "3"]),
    ]


def test_two_unbalanced_quotes_do_not_eat_what_is_between_them():
    """The second quote would close the first: four rows would silently become one."""
    rows = _records('a,b,c\n4,"5,6\n7,8,9\n10,"11,12\n13,14,15\n')
    assert [row for _, row in rows] == [["a", "b", "c"], ["4", '"5', "6"], ["7", "8", "9"], ["10", '"11', "12"], ["13", "14", "15"]]


def test_a_line_that_fits_no_grammar_is_handed_on_broken():
    """It can be shown and counted, and the next row is whole again."""
    rows = _records('a,b\n"小满,1,2,3\n大海,2\n')
    assert type(rows[1][1][0]) is Broken
    assert rows[2] == (3, ["大海", "2"])


CELL = st.text(
    st.characters(codec="utf-8", exclude_characters="\r\0\ufeff", exclude_categories=["Cs", "Zl", "Zp", "Cc"]), max_size=8
)
WIDTH = 3


@given(st.lists(st.lists(CELL, min_size=WIDTH, max_size=WIDTH), min_size=1, max_size=8), st.sampled_from(",\t;|"))
def test_any_table_written_as_csv_reads_back(rows, delimiter):
    """Quotes, delimiters and blanks inside cells come back as they were."""
    import csv
    import io

    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    lines = io.StringIO(text.getvalue(), newline="")
    assert [row for _, row in delimited.records(lines, delimiter)] == rows
