"""Sheets of WeCom's console, of SCRM programs, of meetings and streams, told by the words of their headers."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from analytics import Upload, Workspace
from analytics.importers.answers import Answers
from analytics.importers.lengths import minutes
from analytics.importers.running_totals import daily
from tests.analytics.importers.sheets.reading import Outcome, delimited, read, workbook


def csv(folder: Path, rows: list[list[str]], name: str = "表.csv", **answers: Any) -> Outcome:
    return read(delimited(folder / name, rows), folder / f"out {name}", Answers(**answers))


def figures(outcome: Outcome) -> list[tuple[str | None, str, float]]:
    return [(row["channel"], row["metric"], row["value"]) for row in outcome.rows("content_days")]


# ---- meetings, streams, attendance --------------------------------------------------------------


def test_a_meetings_list_of_who_came_and_for_how_long(tmp_path):
    """From coming to leaving where the length is not said; the unit stands in the header."""
    outcome = csv(tmp_path, [
        ["用户昵称", "手机号", "首次入会时间", "最后退会时间", "累计入会时长(秒)"],
        ["小满", "13800000001", "2026-06-01 20:00:00", "2026-06-01 21:00:00", "3000"],
        ["阿杰", "", "2026-06-01 20:10:00", "2026-06-01 21:00:00", ""], ["糖糖", "", "2026-06-01 20:30:00", "", ""]])
    assert [(row["name"], row["step"], row["minutes"]) for row in outcome.rows("events")] == [
        ("小满", "到课", 50.0), ("阿杰", "到课", 50.0), ("糖糖", "到课", None)]


def test_a_stream_without_times_takes_the_day_of_its_name(tmp_path):
    """LinkWeChat 直播: lengths in words; without a day anywhere it is asked and nothing is kept."""
    rows = [["成员名称", "性别", "所属", "是否为企业客户", "观看时长", "是否评论", "是否连麦发言"],
            ["小满", "女", "", "是", "28分49秒", "否", "否"], ["阿杰", "男", "", "是", "01:02:03", "否", "否"]]
    outcome = csv(tmp_path, rows, "直播_20260601.csv")
    assert [(row["step"], row["happened_at"], row["resolution"], row["minutes"]) for row in outcome.rows("events")] == [
        ("直播观看", datetime(2026, 6, 1), "day", 28.82), ("直播观看", datetime(2026, 6, 1), "day", 62.05)]
    asked = csv(tmp_path, rows, "直播.csv")
    assert (asked.rows("events"), [question["kind"] for question in asked.about["questions"]]) == ([], ["day"])
    assert len(csv(tmp_path, rows, "说了.csv", day=date(2026, 6, 2)).rows("events")) == 2


def test_a_title_says_what_a_plain_list_of_names_and_times_is(tmp_path):
    """签到表 makes 时间 a sign-in; a group's own list stays a list of its members."""
    signed = read(workbook(tmp_path / "a.xlsx", Sheet1=[["六月分享会签到表"], ["姓名", "时间"], ["小满", "2026-06-01 19:55"]]), tmp_path / "a")
    assert [(row["name"], row["step"]) for row in signed.rows("events")] == [("小满", "打卡")]
    members = csv(tmp_path, [["昵称", "加入时间"], ["小满", "2026-06-01 19:55"]], "直播群成员.csv")
    assert [row["joined_at"] for row in members.rows("members")] == [datetime(2026, 6, 1, 19, 55)]


@pytest.mark.parametrize(("cell", "unit", "expected"), [
    ("45", 60, 45.0), (3000, 1, 50.0), ("1.5", 3600, 90.0), ("28分49秒", 60, 28.82), ("1小时2分", 1, 62.0), ("35秒", 60, 0.58),
    ("00:28:49", 60, 28.82), ("5:00", 60, 5.0), (timedelta(minutes=3), 1, 3.0), ("", 60, None), ("--", 60, None),
    (1440, 60, 1440.0), (1441, 60, "length_unclear"), (-1, 60, "length_unclear"), ("很久", 60, "number_unreadable"),
])
def test_lengths_are_minutes(cell, unit, expected):
    """A bare number is in the header's unit; more than a day is nobody's stay."""
    found = minutes(cell, unit)
    assert getattr(found, "code", found) == expected


def test_how_long_somebody_stayed_reaches_the_shop():
    """events.minutes."""
    with Workspace.open() as ws:
        ws.import_upload(Upload("会议.csv", "姓名,入会时间,入会时长(分钟)\n小满,2026-06-01 20:00,45\n".encode()))
        assert list(ws.table("events")["minutes"]) == [45.0]


# ---- customers ----------------------------------------------------------------------------------

_CUSTOMERS = [
    ["客户名称", "描述", "添加人", "添加人账号", "添加人所属部门", "添加时间", "来源", "手机", "企业", "邮箱", "地址", "职务", "电话", "标签组1(等级)"],
    ["小满", "", "阿杰", "AJie", "客服", "2026-06-01 08:00:00", "扫一扫", "", "", "", "", "", "13800000001", "老客"]]


def test_wecoms_list_of_customers_by_itself(tmp_path):
    """Known by 添加人; the phone may stand in either column; what is not kept is said."""
    outcome = csv(tmp_path, _CUSTOMERS)
    assert [(row["name"], row["phone"], row["joined_at"]) for row in outcome.rows("members")] == [("小满", "13800000001", None)]
    assert {"添加人", "添加时间", "地址"} <= set(outcome.about["parts"][0]["ignored"])
    assert [(row["label"], row["kind"], row["tags"]) for row in outcome.rows("tags")] == [("标签组1(等级)", "tag", "老客")]


def test_a_list_of_customers_joins_no_group():
    """Also not the only group there is; 群成员 without a group's name still does."""
    with Workspace.open() as ws:
        ws.import_upload(Upload("a.csv", "福利群(1)\n群昵称,入群时间\n阿杰,2026-05-01\n".encode()))
        ws.import_upload(Upload("客户.csv", "\n".join(map(",".join, _CUSTOMERS)).encode()))
        assert (len(ws.table("people")), len(ws.table("memberships"))) == (2, 1)
        ws.import_upload(Upload("群成员.csv", "群昵称,群角色\n糖糖,成员\n".encode()))
        assert len(ws.table("memberships")) == 2


def test_linkwechats_customers_have_their_union_id(tmp_path):
    """unionid goes before the staff's own numbers."""
    outcome = csv(tmp_path, [
        ["客户姓名", "客户类型", "性别", "userid", "unionid", "生日", "所属企业", "跟进员工", "添加方式", "添加时间", "企业标签", "手机号", "是否加入黑名单"],
        ["小满", "微信", "女", "wm1", "o1", "1990-05-06", "", "阿杰", "扫码", "2026-06-01 08:00:00", "老客", "13800000001", "否"]])
    assert [(row["name"], row["platform_id"], row["birthday"]) for row in outcome.rows("members")] == [("小满", "o1", date(1990, 5, 6))]


# ---- numbers a day ------------------------------------------------------------------------------


@pytest.mark.parametrize(("headers", "row", "expected"), [
    (["日期", "客群总数", "新增客群数", "解散客群数"], ["2026-06-01", "12", "2", "0"], {"chats": 12, "new_chats": 2}),
    (["日期", "客群成员总数", "新增客群成员数", "流失客群成员数"], ["2026-06-01", "486", "5", "3"], {"members": 486, "joined": 5, "left_count": 3}),
    (["日期", "群聊总数", "群聊消息数", "发送消息群成员数"], ["2026-06-01", "12", "120", "30"], {"chats": 12, "messages": 120, "speakers": 30}),
    (["统计日期", "群名称", "群主", "退群人数"], ["2026-06-01", "福利群", "阿杰", "3"], {"chat": "福利群", "owner": "阿杰", "left_count": 3}),
])
def test_numbers_of_groups(tmp_path, headers, row, expected):
    """客群, 群成员, 会话 as SCRM programs export them, with or without a group."""
    (found,) = csv(tmp_path, [headers, row]).rows("chat_days")
    assert {name: found[name] for name in expected} == expected


def test_wecoms_running_totals_become_days_for_each_owner(tmp_path):
    """截至当天: first day unknown; the console's labels; two owners are two series."""
    outcome = csv(tmp_path, [
        ["日期", "员工", "群聊总数", "新增群聊数", "有过消息的群聊数", "群成员总数", "新增群成员数", "发过消息的群成员数", "群聊消息总数"],
        ["2026-06-01", "阿杰", "7", "1", "5", "608", "6", "40", "7301"], ["2026-06-02", "阿杰", "7", "0", "6", "610", "2", "44", "7400"],
        ["2026-06-02", "小满", "6", "0", "6", "600", "3", "52", "420"], ["2026-06-03", "小满", "6", "0", "6", "601", "1", "52", "425"]])
    assert [(row["owner"], row["messages"], row["speakers"], row["active_chats"]) for row in outcome.rows("chat_days")] == [
        ("阿杰", None, None, None), ("阿杰", 99, 4, 1), ("小满", None, None, None), ("小满", 5, 0, 0)]


def test_two_owners_days_stand_beside_each_other_in_the_shop():
    """One day of two owners is two rows, and a second import changes nothing."""
    data = "日期,群主,新增群成员数\n2026-06-01,阿杰,6\n2026-06-01,小满,3\n".encode()
    with Workspace.open() as ws:
        assert ws.import_upload(Upload("统计.csv", data)).kept == 2
        assert sorted(ws.table("chat_days")["owner"]) == ["小满", "阿杰"]
        assert ws.import_upload(Upload("统计.csv", data)).kept == 0


def test_totals_in_any_order_and_far_apart_are_taken_apart(tmp_path):
    """A company's 100 groups by day: rows of one group lie farther apart than a block."""
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(60)]
    rows = [[day.isoformat(), f"{group}群", str(1000 + 10 * at)] for at, day in enumerate(days) for group in range(1, 101)]
    outcome = csv(tmp_path, [["日期", "群名", "群聊消息总数"], *rows])
    assert [row["messages"] for row in outcome.rows("chat_days")] == [None] * 100 + [10] * 5900


def test_a_counter_says_nothing_over_a_hole_or_a_fall():
    """Only the day before tells what a day brought; a first row is never a day's worth."""
    days = [date(2026, 6, day) for day in (1, 2, 4, 5, 6)]
    assert daily(["a"] * 5, days, [100, 130, 200, 150, 150]) == [None, 30, None, None, 0]
    assert daily(["a", "b"], days[:2], [1, 2]) == [None, None]
    assert daily(["a", "a"], [days[1], days[0]], [130, 100]) == [30, None]


@pytest.mark.parametrize(("shares", "expected"), [
    (["60.25", "1"], [0.6025, 0.01]), (["60.25%", "100%"], [0.6025, 1.0]), (["0.6", "1"], [0.6, 1.0]), (["0.0374", ""], [0.0374]),
])
def test_shares_of_any_writing_are_shares_of_one(tmp_path, shares, expected):
    """60.25, 60.25% and 0.6025; which it is, the whole column says."""
    outcome = csv(tmp_path, [["日期", "单聊总数", "已回复单聊占比"], *(["2026-06-01", "10", share] for share in shares)])
    assert [pytest.approx(value) for _, metric, value in figures(outcome) if metric == "replied_share"] == expected


def test_talks_one_by_one_with_lengths_in_words(tmp_path):
    """平均首次回复时长 28分49秒 in seconds; the member of staff is the channel."""
    outcome = csv(tmp_path, [["日期", "员工", "单聊总数", "发送消息数", "回复单聊占比", "平均首次回复时长"],
                             ["2026-06-01", "阿杰", "10", "80", "60%", "28分49秒"]])
    assert figures(outcome) == [("阿杰", "single_chats", 10.0), ("阿杰", "single_messages", 80.0), ("阿杰", "replied_share", 0.6),
                                ("阿杰", "first_reply_seconds", 1729.0)]


def test_an_entrance_code_counts_today_and_so_far(tmp_path):
    """门店群活码: 今日 are days, 总 are totals that only grow."""
    outcome = csv(tmp_path, [["日期", "所属地区", "门店名称", "点击/扫码总次数", "进群总客户数", "退群总客户数", "今日点击/扫码次数", "今日进群客户数"],
                             ["2026-06-01", "中山", "南门店", "100", "40", "3", "9", "4"]])
    assert figures(outcome) == [("南门店", "scans", 9.0), ("南门店", "scans_so_far", 100.0), ("南门店", "entrances", 4.0),
                                ("南门店", "entrances_so_far", 40.0), ("南门店", "exits_so_far", 3.0)]


# ---- how days are written -----------------------------------------------------------------------


def test_the_order_of_day_and_month_is_said_with_examples(tmp_path):
    """25/04/2026 settles it for the whole column."""
    outcome = csv(tmp_path, [["昵称", "入群时间"], ["小满", "03/04/2026"], ["阿杰", "25/04/2026"]])
    part = outcome.about["parts"][0]
    assert (part["day_order"], part["days"]) == ("dmy", [["03/04/2026", "2026-04-03"], ["25/04/2026", "2026-04-25"]])
    assert outcome.about["questions"] == []


def test_days_that_do_not_tell_their_order_are_asked_and_the_answer_counts(tmp_path):
    """One day that could be two: a default, and the other on request; an impossible answer is no answer."""
    rows = [["昵称", "入群时间"], ["小满", "03/04/2026"]]
    asked = csv(tmp_path, rows)
    (question,) = asked.about["questions"]
    assert (question["kind"], question["sample"], question["default"]) == ("day_order", "03/04/2026", "mdy")
    assert [row["joined_at"] for row in asked.rows("members")] == [datetime(2026, 3, 4)]
    assert [row["joined_at"] for row in csv(tmp_path, rows, "说了.csv", day_order="dmy").rows("members")] == [datetime(2026, 4, 3)]
    assert [row["joined_at"] for row in csv(tmp_path, rows, "错了.csv", day_order="ymd").rows("members")] == [datetime(2026, 3, 4)]
