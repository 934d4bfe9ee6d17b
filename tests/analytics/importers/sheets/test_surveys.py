"""The question whether people would recommend the shop: found by its title and by what was answered, never guessed."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.analytics.importers.sheets.reading import delimited, read, workbook

_HEAD = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP", "1、您的微信昵称"]


def _survey(path, questions, answers):
    rows = [[str(number), "2026/6/16 8:00:00", "10秒", "微信", "N/A", "1.2.3.4(广东-中山)", f"人{number}", *answer]
            for number, answer in enumerate(answers, 1)]
    return delimited(path, [[*_HEAD, *questions], *rows])


def _scores(outcome):
    return [(row["kind"], row["score"]) for row in outcome.rows("scores")]


def test_the_answers_tell_which_of_two_questions_it_is(tmp_path):
    """One asks what to recommend, the other how likely: the numbers from 0 to 10 are the score; matrix titles and ┋ stay out."""
    path = _survey(tmp_path / "a.csv", ["2、您愿意推荐哪款给朋友？", "3、您有多大可能把我们推荐给朋友？", "4、喜欢哪些", "5、(其他（请补充）:)"],
                   [["草莓", "9", "草莓┋蓝莓", "(空)"], ["蓝莓", "10", "草莓", "(跳过)"], ["蓝莓", "0", "", "早点送"]])
    outcome = read(path, tmp_path / "out")
    assert _scores(outcome) == [("0-10", 9), ("0-10", 10), ("0-10", 0)]
    assert outcome.issues == []
    assert {"2、您愿意推荐哪款给朋友？", "4、喜欢哪些"} <= set(outcome.about["parts"][0]["ignored"])


@pytest.mark.parametrize(("answers", "found"), [
    (["5", "4", "5", "3", "5"], False), (["5", "4", "5", "3", "6"], True), (["5", "4", "5", "3", "0"], True), (["5", "4", "5", "3"], True),
])
def test_a_scale_of_five_is_no_score_of_ten(tmp_path, answers, found):
    """Five answers and none above five are stars; one 6, one 0, or too few to tell are not."""
    path = _survey(tmp_path / "a.csv", ["2、您愿意推荐我们吗？"], [[answer] for answer in answers])
    outcome = read(path, tmp_path / "out")
    assert bool(outcome.rows("scores")) is found
    assert ("mapping" in [question["kind"] for question in outcome.about["questions"]]) is not found


def test_a_title_that_says_ten_is_believed(tmp_path):
    """Unhappy people only are unhappy people."""
    path = _survey(tmp_path / "a.csv", ["2、您有多大可能向朋友推荐我们？（0-10）"], [["5"], ["4"], ["3"], ["2"], ["1"]])
    assert len(read(path, tmp_path / "out").rows("scores")) == 5


def test_yes_and_no_downloaded_as_numbers_are_no_scores(tmp_path):
    """问卷星 by number: 1 is the first option and not one point; by text it is yes and no."""
    by_number = _survey(tmp_path / "a.csv", ["2、您愿意推荐我们吗？"], [["1"], ["2"], ["1"]])
    by_text = _survey(tmp_path / "b.csv", ["2、您愿意推荐我们吗？"], [["愿意"], ["不愿意"], ["愿意"]])
    assert _scores(read(by_number, tmp_path / "a")) == []
    assert _scores(read(by_text, tmp_path / "b")) == [("yes/no", 1), ("yes/no", 0), ("yes/no", 1)]


def test_a_form_of_tencent_docs_with_its_own_times(tmp_path):
    """（必填） and （自动） are no part of a title; times stand in Chinese, as text and as dates in one column."""
    path = workbook(tmp_path / "a.xlsx", 收集结果=[
        ["提交者（自动）", "您有多大可能推荐我们（必填）", "您的建议", "提交时间（自动）"],
        ["小满", "9(非常愿意)", "多上新", "2026年6月16日 8:00"], ["大海", 10, "", "2026/06/16 21:34:00"], ["阿杰", "6分", "", datetime(2026, 6, 16, 9)]])
    outcome = read(path, tmp_path / "out")
    assert [(row["name"], row["score"], row["asked_at"], row["comment"]) for row in outcome.rows("scores")] == [
        ("小满", 9, datetime(2026, 6, 16, 8), "多上新"), ("大海", 10, datetime(2026, 6, 16, 21, 34), None), ("阿杰", 6, datetime(2026, 6, 16, 9), None)]


_TOLD = ["昵称", "分数", "提交时间", "原因"]


def test_a_plain_sheet_of_who_when_and_why_is_read_as_people_fill_it_in(tmp_path):
    """8分, ９, ten and 十分 are scores; no answer, 10+, 7-8, 8.5 and 11 are none, and each says why."""
    given = ["8分", "９", "ten", "十分", "9.0", "10/10", "八分吧", "0", "不知道", "", "10+", "7-8", "8.5", "11", "-1"]
    rows = [[f"人{number}", answer, "2026-06-16 08:00", "分量足"] for number, answer in enumerate(given)]
    outcome = read(delimited(tmp_path / "a.csv", [_TOLD, *rows]), tmp_path / "out")
    assert _scores(outcome) == [("0-10", score) for score in (8, 9, 10, 10, 9, 10, 8, 0)]
    assert outcome.codes("rejected") == ["number_unreadable", "cell_missing", *["number_unreadable"] * 3, "score_out_of_range",
                                         "number_unreadable"]
    assert outcome.reconciles("scores")


@pytest.mark.parametrize(("headers", "rows"), [
    (["昵称", "积分", "提交时间", "原因"], [["小满", "8", "2026-06-16", "好"], ["大海", "9", "2026-06-16", "好"]]),
    (_TOLD, [["小满", "8", "2026-06-16", "打卡"], ["大海", "9", "2026-06-16", "好"]]),
    (_TOLD, [["小满", "8", "2026-06-16", "好"], ["小满", "9", "2026-06-17", "好"], ["大海", "9", "2026-06-17", "好"]]),
    (_TOLD, [["小满", "80", "2026-06-16", "粗心"], ["大海", "95", "2026-06-16", ""], ["阿杰", "8", "2026-06-16", ""]]),
    (_TOLD, [["小满", "5", "2026-06-16", "好"], ["大海", "4", "2026-06-16", "好"]]),
    (["姓名", "得分", "提交时间"], [["小满", "8", "2026-06-16"], ["大海", "10", "2026-06-16"]]),
    (["姓名", "部门", "评分", "原因"], [["小满", "前厅", "8", "勤快"], ["大海", "后厨", "10", "好"]]),
], ids=["points by name", "points by reason", "one person often", "an exam", "stars", "a quiz", "marks for staff"])
def test_a_bare_score_that_may_be_something_else_is_asked_about(tmp_path, headers, rows):
    outcome = read(delimited(tmp_path / "a.csv", [headers, *rows]), tmp_path / "out")
    assert outcome.rows("scores") == []
    assert "mapping" in [question["kind"] for question in outcome.about["questions"]]


def test_a_title_that_asks_for_recommending_tells_what_a_bare_score_is(tmp_path):
    """Above the headers, as the name of the sheet or of the file; a title about points does not."""
    rows = [["昵称", "打分"], ["小满", "8"], ["大海", "10"]]
    above = read(delimited(tmp_path / "a.csv", [["9月回访：愿意推荐我们吗"], *rows]), tmp_path / "out1")
    sheet = read(workbook(tmp_path / "b.xlsx", 推荐回访=rows), tmp_path / "out2")
    named = read(delimited(tmp_path / "10月NPS.csv", rows), tmp_path / "out3")
    assert [_scores(one) for one in (above, sheet, named)] == [[("0-10", 8), ("0-10", 10)]] * 3
    points = read(delimited(tmp_path / "推荐人积分.csv", rows), tmp_path / "out4")
    assert points.rows("scores") == []
