"""Tables whose headers are days or groups: each cell becomes a record, and what a number means is asked where nothing says it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.importers.answers import Answers
from analytics.importers.formats.sheets.crosstab import area_of
from analytics.importers.source import Source
from tests.analytics.importers.sheets.reading import Outcome, delimited, read, workbook


def sheet(folder: Path, rows: list[list[Any]], name: str = "表", **answers: Any) -> Outcome:
    return read(workbook(folder / f"{name}.xlsx", Sheet1=rows), folder / f"out {name}", Answers(**answers))


def marks(outcome: Outcome) -> list[tuple[str, str, str]]:
    return [(row["name"], row["step"], f"{row['happened_at']:%m-%d}") for row in outcome.rows("events")]


def numbers(outcome: Outcome, table: str, column: str) -> list[tuple[str, date, Any]]:
    return [(row["chat"], row["day"], row[column]) for row in outcome.rows(table)]


def test_people_and_days_are_what_they_did_on_them(tmp_path):
    """√ is a mark, × is none, 09:30 is the moment; 合计 is neither a day nor a person."""
    outcome = sheet(tmp_path, [
        ["2026年6月打卡表"], ["姓名", "6月1日", "6月2日", "6月3日", "合计"],
        ["小满", "√", "", "√", 2], ["阿杰", "", "×", "09:30", 1], ["合计", 1, 0, 2, 3]])
    assert marks(outcome) == [("小满", "打卡", "06-01"), ("小满", "打卡", "06-03"), ("阿杰", "打卡", "06-03")]
    assert [(row["happened_at"], row["resolution"]) for row in outcome.rows("events")][-1] == (datetime(2026, 6, 3, 9, 30), "minute")
    assert [row["source_row"] for row in outcome.rows("events")] == [3, 3, 4]
    assert outcome.codes() == ["skipped_total"]
    assert outcome.reconciles("events")


def test_numbers_from_1_on_are_days_where_the_title_says_the_month(tmp_path):
    """1 2 3 4 5 under 2026年6月签到; without a month they are no days, and the sheet asks."""
    rows = [["序号", "昵称", 1, 2, 3, 4, 5], [1, "小满", "√", "", "√", "", 1], [2, "阿杰", "", 1, "", "", ""]]
    told = sheet(tmp_path, [["2026年6月签到"], *rows])
    assert marks(told) == [("小满", "打卡", "06-01"), ("小满", "打卡", "06-03"), ("小满", "打卡", "06-05"), ("阿杰", "打卡", "06-02")]
    assert sheet(tmp_path, rows, "没有月份").rows("events") == []


def test_lengths_of_people_on_days_are_minutes(tmp_path):
    """A title that speaks of 时长 makes the numbers lengths."""
    outcome = sheet(tmp_path, [["6月听课时长(分钟)"], ["姓名", "2026-06-01", "2026-06-02", "2026-06-03"], ["小满", 45, "", "1小时2分"]])
    assert [(row["step"], row["minutes"], row["happened_at"].day) for row in outcome.rows("events")] == [("到课", 45.0, 1), ("到课", 62.0, 3)]


def test_days_and_groups_of_a_number_that_the_title_names(tmp_path):
    """各群发言数: one row a day and group; an empty cell is no zero."""
    outcome = sheet(tmp_path, [["日期", "福利群", "快闪2群", "合计"], ["2026-06-01", 30, 8, 38], ["2026-06-02", 31, "", 31],
                               ["合计", 61, 8, 69]], "各群发言数")
    assert numbers(outcome, "chat_days", "messages") == [
        ("福利群", date(2026, 6, 1), 30), ("快闪2群", date(2026, 6, 1), 8), ("福利群", date(2026, 6, 2), 31)]
    assert outcome.codes() == ["skipped_total"]
    assert outcome.reconciles("chat_days")


def test_a_number_that_nothing_names_is_asked_and_the_answer_works(tmp_path):
    """The question shows the cells as rows; the kind of number is all that is missing."""
    rows = [["各群数据"], ["日期", "福利群", "快闪2群"], [date(2026, 6, 1), 486, 120], [date(2026, 6, 2), 487, "很多"]]
    asked = sheet(tmp_path, rows)
    (question,) = asked.about["questions"]
    assert asked.tables == {}
    assert (question["headers"], question["sample"][0]) == (["日期", "群名", "各群数据"], ["2026-06-01", "福利群", "486"])
    assert question["guess"] == {"日期": "chat_days.day", "群名": "chat_days.chat", "各群数据": None}
    told = sheet(tmp_path, rows, "又", mapping={"各群数据": "head_counts.members"})
    assert numbers(told, "head_counts", "members") == [
        ("福利群", date(2026, 6, 1), 486), ("快闪2群", date(2026, 6, 1), 120), ("福利群", date(2026, 6, 2), 487)]
    assert told.codes() == ["number_unreadable"]


def test_a_groups_name_merged_over_its_numbers(tmp_path):
    """Two rows of headers: the group, and under it the same few numbers again and again."""
    outcome = sheet(tmp_path, [["日期", "福利群", "", "快闪2群", ""], ["", "人数", "发言人数", "人数", "发言人数"],
                               ["2026-06-01", 486, 30, 120, 8], ["2026-06-02", 487, "", 121, 9]])
    assert numbers(outcome, "chat_days", "speakers") == [
        ("福利群", date(2026, 6, 1), 30), ("快闪2群", date(2026, 6, 1), 8), ("福利群", date(2026, 6, 2), None), ("快闪2群", date(2026, 6, 2), 9)]
    assert [row["members"] for row in outcome.rows("chat_days")] == [486, 120, 487, 121]


def test_groups_and_days(tmp_path):
    """The other way round, in a CSV, the number named by the file."""
    path = delimited(tmp_path / "2026年群人数.csv", [["群名", "6月1日", "6月2日", "6月3日"], ["福利群", "486", "487", "488"], ["1群", "90", "91", ""]])
    outcome = read(path, tmp_path / "out")
    assert numbers(outcome, "head_counts", "members") == [
        ("福利群", date(2026, 6, 1), 486), ("福利群", date(2026, 6, 2), 487), ("福利群", date(2026, 6, 3), 488),
        ("1群", date(2026, 6, 1), 90), ("1群", date(2026, 6, 2), 91)]


def test_days_with_a_dot_follow_each_other(tmp_path):
    """6.1, 6.2, 6.3 over marks are days; sums are not, and a day that does not exist is none."""
    rows = [["姓名", "6.1", "6.2", "6.3"], ["小满", "√", "", "√"]]
    told = read(delimited(tmp_path / "2026年6月打卡.csv", rows), tmp_path / "out", Answers(year=2026))
    assert [day for _, _, day in marks(told)] == ["06-01", "06-03"]
    for number, heads in enumerate((["5.20", "6.80", "7.90"], ["2月29日", "2月30日", "2月31日"])):
        path = delimited(tmp_path / f"{number}.csv", [["昵称", *heads], ["小满", "1", "2", "3"], ["大海", "1", "2", "3"]])
        assert area_of(Source(path, path.name).sheets[0], path.name) is None


def test_days_without_a_year_are_asked(tmp_path):
    """Nothing says the year: the rows wait for it."""
    rows = [["群名", "6月1日", "6月2日", "6月3日"], ["福利群", 486, 487, 488]]
    asked = sheet(tmp_path, rows, "群人数")
    assert (asked.rows("head_counts"), [question["kind"] for question in asked.about["questions"]]) == ([], ["year"])
    told = sheet(tmp_path, rows, "群人数", year=2025)
    assert (len(told.rows("head_counts")), told.about["questions"]) == (3, [])


@pytest.mark.parametrize(("headers", "table"), [
    (["日期", "群人数", "新增群成员数"], "chat_days"), (["昵称", "进群时间", "群名"], "members"), (["日期", "福利群"], None),
    (["姓名", "6月1日", "6月2日"], None),
])
def test_what_is_no_cross_table_stays_what_it_is(tmp_path, headers, table):
    """Columns about groups are columns; one group or two days are too few to be sure."""
    outcome = sheet(tmp_path, [headers, ["2026-06-01", 5, 6][:len(headers)]])
    assert [part["table"] for part in outcome.about["parts"]] == [table]


@settings(deadline=None, max_examples=20)
@given(st.lists(st.lists(st.sampled_from(["√", "", "×", 1]), min_size=4, max_size=4), min_size=1, max_size=5))
def test_there_is_an_event_for_each_mark(tmp_path_factory, rows):
    """As many as there are marks, each on its own day."""
    folder = tmp_path_factory.mktemp("marks")
    named = [[f"邻居{number}", *row] for number, row in enumerate(rows)]
    outcome = sheet(folder, [["2026年签到"], ["昵称", "6月1日", "6月2日", "6月3日", "6月4日"], *named])
    wanted = [(name, f"06-0{day}") for name, *row in named for day, cell in enumerate(row, 1) if cell in ("√", 1)]
    assert sorted((name, day) for name, _, day in marks(outcome)) == sorted(wanted) or not wanted


def test_a_row_of_a_cross_table_is_lost_once(tmp_path):
    """A day that cannot be read stands for two groups: one row of the sheet is read and lost, not two."""
    outcome = sheet(tmp_path, [["日期", "1群", "1群", "2群", "2群"], ["", "人数", "新增", "人数", "新增"],
                               ["昨天", 100, 3, 200, 5], ["2026-05-02", 102, 2, 205, 6], ["合计", "", 5, "", 11]])
    assert outcome.reconciles("chat_days")
    assert [row["source_row"] for row in outcome.rows("chat_days")] == [4, 4]


def test_counts_down_and_days_across_are_days_of_the_group_in_the_title(tmp_path):
    """福利群2026年6月日报: the group, the year; what is not known of the counts is left out."""
    path = workbook(tmp_path / "日报.xlsx", 六月=[
        ["福利群2026年6月日报"], ["指标", "6月1日", "6月2日", "6月3日"], ["群人数", 486, 487, 489], ["进群", 3, 2, ""],
        ["退群", 0, 1, 0], ["天气", "晴", "雨", "晴"], ["消息数", 20, "", 24]])
    outcome = read(path, tmp_path / "out")
    assert [(row["chat"], row["day"].day, row["members"], row["joined"], row["left_count"], row["messages"])
            for row in outcome.rows("chat_days")] == [
        ("福利群", 1, 486, 3, 0, 20), ("福利群", 2, 487, 2, 1, None), ("福利群", 3, 489, None, 0, 24)]
    assert outcome.reconciles("chat_days")
    assert "天气" in outcome.about["parts"][0]["ignored"]


def test_counts_of_several_groups_one_below_the_other(tmp_path):
    """A group's name stands once, beside its first count; numbers of an account are its own."""
    groups = [["群名", "指标", "2026-06-01", "2026-06-02", "2026-06-03"], ["福利群", "群人数", "486", "487", "489"],
              ["", "进群", "3", "2", "2"], ["快闪2群", "群人数", "50", "51", "52"], ["", "进群", "1", "", "1"]]
    found = read(delimited(tmp_path / "a.csv", groups), tmp_path / "a").rows("chat_days")
    assert [(row["chat"], row["members"], row["joined"]) for row in found] == [
        ("福利群", 486, 3), ("福利群", 487, 2), ("福利群", 489, 2), ("快闪2群", 50, 1), ("快闪2群", 51, None), ("快闪2群", 52, 1)]
    account = [["指标", "2026-06-01", "2026-06-02", "2026-06-03"], ["阅读人数", "100", "101", "99"], ["分享人数", "3", "2", "1"]]
    found = read(delimited(tmp_path / "b.csv", account), tmp_path / "b").rows("content_days")
    assert sum(row["value"] for row in found if row["metric"] == "readers") == 300


def test_one_known_count_among_other_words_turns_no_table(tmp_path):
    """People and days stay people and days, whatever one of them is called."""
    rows = [["昵称", "2026-06-01", "2026-06-02", "2026-06-03"], ["进群", "√", "", "√"], ["小满", "√", "√", ""]]
    assert {row["name"] for row in read(delimited(tmp_path / "签到.csv", rows), tmp_path / "out").rows("events")} == {"进群", "小满"}
