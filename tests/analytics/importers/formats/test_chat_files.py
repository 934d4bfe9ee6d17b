"""What a person says about a chat file, and what a workbook adds to it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from analytics.errors import UserError
from analytics.texts import texts_for
from tests.analytics.importers.formats.reading import Outcome, read_path, read_text

V1 = "localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,Remark,NickName,Sender"
V2 = "消息ID,类型,发送人,时间,内容,备注,昵称,更多信息"
PASTE = "阿杰: \n今晚几点\n\n小雨: \n八点\n"


def test_a_paste_without_times_keeps_no_moment_and_asks_for_the_day(tmp_path: Path):
    """Unanswered, nothing is guessed: sent_at is NULL and the resolution says none."""
    outcome = read_text(tmp_path, PASTE)
    assert outcome.column("sent_at") == [None, None]
    assert outcome.column("resolution") == ["none", "none"]
    assert {"kind": "day"} in outcome.about["questions"]


def test_a_paste_without_times_lies_on_the_day_that_was_answered(tmp_path: Path):
    """With an answer the day is known and nothing finer; the question is not asked again."""
    outcome = read_text(tmp_path, PASTE, day=date(2026, 6, 1))
    assert outcome.column("sent_at") == [datetime(2026, 6, 1)] * 2
    assert outcome.column("resolution") == ["day", "day"]
    assert outcome.about["questions"] == []


def test_a_clock_without_a_day_becomes_a_second_of_the_answered_day(tmp_path: Path):
    """QQ copies the clock alone on the day itself."""
    outcome = read_text(tmp_path, "小雨 1:19:33\n早\n", day=date(2026, 6, 1))
    assert outcome.messages[0]["sent_at"] == datetime(2026, 6, 1, 1, 19, 33)
    assert outcome.messages[0]["resolution"] == "second"


def test_lines_of_today_and_of_older_days_stand_in_one_copy_of_qq(tmp_path: Path):
    """The day is no part of a name; in a dated copy a clock alone is a header only behind a name that is known, or a rank."""
    outcome = read_text(tmp_path, "小雨 1:19:33\n早\n阿杰 2026-05-31 21:37:26\n晚安\n", day=date(2026, 6, 1))
    assert [(row["name"], row["sent_at"]) for row in outcome.messages] == [
        ("小雨", datetime(2026, 6, 1, 1, 19, 33)), ("阿杰", datetime(2026, 5, 31, 21, 37, 26))]
    dated = "小雨 2026-05-31 21:37:26\n开抢时间\n倒计时 8:00:00\n小雨 8:00:01\n抢到了\n【LV2 群友】阿杰 8:00:02\n我也是\n"
    (tmp_path / "b").mkdir()
    outcome = read_text(tmp_path / "b", dated, day=date(2026, 6, 1))
    assert [(row["name"], row["text"]) for row in outcome.messages] == [
        ("小雨", "开抢时间\n倒计时 8:00:00"), ("小雨", "抢到了"), ("阿杰", "我也是")]


def test_a_list_alone_is_one_sign_up_a_line_that_can_be_summed(tmp_path: Path):
    """A pasted 接龙 writes no message, and says how many took how much."""
    outcome = read_text(tmp_path, "#接龙\n开团 68元/份\n\n1. 阿杰 2份\n2. 小雨\n3. 王阿姨x3\n", day=date(2026, 6, 1))
    assert outcome.rows("messages") == []
    assert [row["name"] for row in outcome.rows("events")] == ["阿杰", "小雨", "王阿姨"]
    assert sum(row["quantity"] for row in outcome.rows("events")) == 6
    assert sum(row["amount"] for row in outcome.rows("events")) == 6 * 68
    assert {row["happened_at"] for row in outcome.rows("events")} == {datetime(2026, 6, 1)}


def test_in_a_chat_only_the_added_line_of_a_list_counts_for_its_sender(tmp_path: Path):
    """Each joiner sends the whole list again; three messages are three sign-ups, not six."""
    lists = ["1. 老王 1份", "1. 老王 1份\n2. 阿杰 2份", "1. 老王 1份\n2. 阿杰 2份\n3. 群里的小雨 3份"]
    senders = ["老王", "阿杰", "小雨"]
    text = "".join(f"{sender} 2026/6/1 20:1{at}\n#接龙\n开团\n\n{body}\n\n"
                   for at, (sender, body) in enumerate(zip(senders, lists, strict=True)))
    outcome = read_text(tmp_path, text)
    assert outcome.column("kind") == ["solitaire"] * 3
    assert [(row["name"], row["quantity"]) for row in outcome.rows("events")] == [("老王", 1), ("阿杰", 2), ("小雨", 3)]


def test_an_export_that_starts_inside_a_list_says_the_same_of_its_last_joiner(tmp_path: Path):
    """Overlapping exports must agree, so entries from before the record are left to the earlier file."""
    head = "老王 2026/6/1 20:10\n#接龙\n开团\n\n1. 老王 1份\n\n"
    tail = "阿杰 2026/6/1 20:11\n#接龙\n开团\n\n1. 老王 1份\n2. 阿杰 2份\n"
    whole, later = read_text(tmp_path, head + tail), read_text(tmp_path, tail + "\n老王 2026/6/1 20:12\n好\n")
    assert [row["name"] for row in whole.rows("events")] == ["老王", "阿杰"]
    assert [row["name"] for row in later.rows("events")] == ["阿杰"]


def test_me_gets_the_name_that_was_answered(tmp_path: Path):
    """我 stands for whoever exported; the answer names them and marks the rows as their own."""
    text = "我 2026/6/1 20:10\n好\n\n老王 2026/6/1 20:11\n在\n"
    asked, told = read_text(tmp_path, text), read_text(tmp_path, text, me="老王")
    assert ({"kind": "me"} in asked.about["questions"], asked.column("name")) == (True, ["我", "老王"])
    assert (told.column("name"), told.column("is_self")) == (["老王", "老王"], [True, True])
    assert told.about["questions"] == []


def test_a_person_who_writes_that_he_joined_joins_nothing(tmp_path: Path):
    """Only the client's own sentences are system lines."""
    body = f"{V1}\n1,2,1,0,0,1628863878,,\"\"\"老王\"\"邀请\"\"阿杰\"\"加入了群聊\",2021-08-13 22:11:18,,小雨,w1\n"
    outcome = read_text(tmp_path, body)
    assert outcome.column("kind") == ["text"]
    assert outcome.rows("movements") == []


def test_a_mixed_file_with_several_talkers_keeps_its_chats_apart(tmp_path: Path):
    """TalkerId is a chat, not a sender; a file of one chat leaves the chat to the file name."""
    one = f"{V1}\n1,2,1,0,0,1628863878,,甲,2021-08-13 22:11:18,,小雨,w1\n"
    assert read_text(tmp_path, one).column("chat") == [""]
    assert read_text(tmp_path, one + "2,3,1,0,0,1628863879,,乙,2021-08-13 22:11:19,,老王,w2\n").column("chat") == [
        "TalkerId 2", "TalkerId 3"]


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    book = openpyxl.Workbook()
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def read_book(folder: Path, sheets: dict[str, list[list[object]]], **answers: object) -> Outcome:
    return read_path(workbook(folder / "聊天.xlsx", sheets), folder / "draft", **answers)


def test_a_workbook_cell_that_begins_with_an_equals_sign_keeps_its_text(tmp_path: Path):
    """The exporter stores such a message as a formula without a value; its words are not lost."""
    v1 = read_book(tmp_path, {"Sheet1": [V1.split(","), [1, 2, 1, 0, 0, 1628863878, "", "=1+1 等于几", "2021-08-13 22:11:18",
                                                         "", "小雨", "w1"]]})
    v2 = read_book(tmp_path, {"聊天记录": [V2.split(","), ["7435287001828612345", "文本", "小雨", "2025-03-01 12:30:05",
                                                       "=SUM(好吃)", "", "小雨", "more"]]})
    assert (v1.format, v1.column("text")) == ("memotrace_v1", ["=1+1 等于几"])
    assert (v2.format, v2.column("text")) == ("memotrace_v2", ["=SUM(好吃)"])
    assert v1.messages[0]["sent_at"] == datetime(2021, 8, 13, 22, 11, 18)


MEMBERS = [
    "wxid", "微信号", "类型", "群昵称", "昵称", "头像地址", "头像原图", "标签", "性别", "个性签名", "国家（地区）",
    "省份", "城市",
]
ONE_LINE = ["7435287001828612345", "文本", "小雨", "2025-03-01 12:30:05", "好", "", "小雨", ""]


def test_the_member_sheet_of_a_group_is_a_whole_roster(tmp_path: Path):
    """It lists silent members too: it gives the head count and may prove absence."""
    outcome = read_book(tmp_path, {
        "Sheet": [], "聊天记录": [V2.split(","), ONE_LINE],
        "成员信息": [MEMBERS, ["wxid_xy", "xy", "1", "A3-小雨", "小雨", "", "", "老客,宝妈"], ["wxid_lw", "", "1", "", "老王"], ["", "", "1", "", ""]],
    })
    assert [(row["platform_id"], row["name"], row["other_names"]) for row in outcome.rows("members")] == [
        ("wxid_xy", "小雨", "A3-小雨"), ("wxid_lw", "老王", None)]
    assert [(row["platform_id"], row["tags"]) for row in outcome.rows("tags")] == [("wxid_xy", "老客\x1f宝妈"), ("wxid_lw", "")]
    assert outcome.about["chats"][0]["head_count"] == 2
    assert {"part": "成员信息", "table": "members", "whole_roster": True} in outcome.about["parts"]
    assert outcome.balances()


def test_the_member_sheet_of_a_private_chat_proves_nothing(tmp_path: Path):
    """Without 群昵称 it lists the two ends of a private chat."""
    outcome = read_book(tmp_path, {
        "聊天记录": [V2.split(","), ONE_LINE],
        "成员信息": [["wxid", "微信号", "类型", "昵称"], ["wxid_xy", "xy", "1", "小雨"]],
    })
    assert outcome.about["chats"][0]["kind"] == "private"
    assert outcome.about["chats"][0]["head_count"] is None


@pytest.mark.parametrize(("text", "code"), [
    ("********************2024-01-01********************\n\n小雨:你好 在吗 \n老王:在 ", "memotrace_ai_text"),
])
def test_a_text_that_melts_speakers_together_is_refused_with_the_way_out(tmp_path: Path, text: str, code: str):
    """It would invent members; the sentence names the formats that do not."""
    with pytest.raises(UserError) as caught:
        read_text(tmp_path, text)
    assert caught.value.code == code
    assert "CSV" in texts_for("zh").explain(caught.value)
    assert "CSV" in texts_for("en").explain(caught.value)


@pytest.mark.parametrize(("last", "order"), [
    ("13/2/24", "dmy"), ("2/13/24", "mdy"), ("12/3/24", "dmy"), ("3/12/2024", "dmy"),
])
def test_day_and_month_are_decided_over_the_whole_file(tmp_path: Path, last: str, order: str):
    """A single number above 12 settles every line; without one, the day first."""
    outcome = read_text(tmp_path, f"1/2/24, 9:00 - Ann: one\n{last}, 9:00 - Ann: two\n")
    assert outcome.about["parts"][0]["day_order"] == order


def test_months_first_is_found_where_only_that_order_runs_forward(tmp_path: Path):
    """1/11, 1/12, 2/1: read with the day first, time would run backwards."""
    outcome = read_text(tmp_path, "".join(f"{day}/24, 9:00 - Ann: x\n" for day in ("1/11", "1/12", "2/1", "2/2")))
    assert [moment.month for moment in outcome.column("sent_at")] == [1, 1, 2, 2]


def test_a_file_of_only_its_header_has_no_rows_and_no_fault(tmp_path: Path):
    """Nobody has said anything yet."""
    outcome = read_text(tmp_path, V1 + "\n")
    assert (outcome.format, outcome.messages, outcome.issues) == ("memotrace_v1", [], [])


def test_every_issue_code_has_a_sentence_in_both_languages(tmp_path: Path):
    """What was not read is always said in words."""
    for code in ("chat_day_impossible", "chat_moment_impossible", "chat_row_broken", "chat_sender_missing",
                 "chat_header_repeated", "chat_json_broken"):
        row = {"code": code, "source_row": 7, "part": "", "column_name": "sent_at", "value": "2026-02-30"}
        assert "7" in texts_for("zh").explain(row)
        assert "7" in texts_for("en").explain(row)


def test_markup_without_an_end_is_read_in_one_go(tmp_path: Path):
    """Fifty thousand openings and no closing: a search that starts again at each would never come back."""
    body = "<title>" * 50_000 + "<template>" * 50_000
    outcome = read_text(tmp_path, f'{V1}\n1,2,49,5,0,1628863878,,"{body}",2021-08-13 22:11:18,,小雨,w1\n'
                                  f'2,2,10002,0,0,1628863879,,"<sysmsg>{body}",2021-08-13 22:11:19,,,\n')
    assert outcome.column("kind") == ["link", "system"]
    assert outcome.messages[0]["text"] is None


@pytest.mark.parametrize(("header", "code"), [
    (["日期", "时间", "标题", "描述", "链接", "更多信息"], "memotrace_public_account"),
    (["类型", "收款单位", "日期", "时间", "金额", "付款方式", "收单机构", "更多信息"], "memotrace_payments"),
])
def test_a_workbook_that_is_no_chat_of_people_is_refused_by_name(tmp_path: Path, header: list[str], code: str):
    """A public account's articles and one's own payments are said to be that."""
    with pytest.raises(UserError) as caught:
        read_book(tmp_path, {"Sheet": [], "聊天记录": [header, ["2026-05-01"] * len(header)]})
    assert caught.value.code == code
    for language in ("zh", "en"):
        assert "聊天.xlsx" in texts_for(language).explain(caught.value)


@pytest.mark.parametrize(("above", "claimed"), [(0, True), (1, True), (4, True), (5, False)])
def test_a_title_above_the_header_of_a_workbook_is_passed_over(tmp_path: Path, above: int, claimed: bool):
    """People write what the table is on top of it; four rows are enough for that."""
    rows = [[f"石岐小灶聊天记录 {number}"] for number in range(above)]
    rows += [V1.split(","), [1, 2, 1, 0, 0, 1628863878, "", "早", "2021-08-13 22:11:18", "", "小雨", "w1"]]
    outcome = read_book(tmp_path, {"Sheet1": rows})
    assert outcome.format == ("memotrace_v1" if claimed else "sheet")
    assert not claimed or (outcome.column("text"), outcome.column("source_row")) == (["早"], [above + 2])
    assert outcome.balances()


YEARLESS = "阿杰 12-31 23:58\n新年好\n\n小雨 1-1 00:02\n好\n"


def test_a_paste_without_a_year_asks_for_it_and_keeps_no_moment_until_then(tmp_path: Path):
    """Nothing in the text says the year, and no clock is asked."""
    outcome = read_text(tmp_path, YEARLESS)
    assert (outcome.column("sent_at"), outcome.column("resolution")) == ([None, None], ["none", "none"])
    assert outcome.about["questions"] == [{"kind": "year"}]


def test_the_year_answered_is_that_of_the_last_line(tmp_path: Path):
    """December above January lies a year back."""
    outcome = read_text(tmp_path, YEARLESS, year=2026)
    assert outcome.column("sent_at") == [datetime(2025, 12, 31, 23, 58), datetime(2026, 1, 1, 0, 2)]
    assert outcome.about["questions"] == []


def test_a_year_that_the_text_names_is_taken(tmp_path: Path):
    """The newest date that anybody writes out."""
    outcome = read_text(tmp_path, "阿杰 11月17日 21:07\n2024-11-01 是上次\n\n小雨 11月17日 下午9:08\n2025-11-18 开团\n")
    assert outcome.column("sent_at") == [datetime(2025, 11, 17, 21, 7), datetime(2025, 11, 17, 21, 8)]


@pytest.mark.parametrize(("lines", "kept", "skipped"), [(2, 2, 2), (1, 2, 0)])
def test_a_text_pasted_twice_counts_once(tmp_path: Path, lines: int, kept: int, skipped: int):
    """The second half says the first again, word for word; one message twice is two messages."""
    once = "".join(f"阿杰 2022/11/17 21:0{number}\n第{number}句\n\n" for number in range(lines))
    outcome = read_text(tmp_path, once * 2)
    assert (len(outcome.messages), [issue["code"] for issue in outcome.issues]) == (kept, ["chat_pasted_twice"] * skipped)
    assert outcome.balances()


def test_a_line_of_the_client_in_a_dated_paste_has_the_day_above_it(tmp_path: Path):
    """QQ copies it without a clock; the day is certain enough, the minute is not."""
    outcome = read_text(tmp_path, "阿杰 2022-11-17 21:37:26\n早\n新人乙加入本群。\n小雨 2022-11-17 21:38:26\n早\n")
    assert [(row["kind"], row["sent_at"], row["resolution"]) for row in outcome.messages][1] == ("join", datetime(2022, 11, 17), "day")
