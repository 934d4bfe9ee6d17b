"""Chats as they lie on operators' disks: typed lists, cut rows, clocks of other regions."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import pytest

from analytics.errors import UserError
from analytics.importers.moments import resolution_of
from analytics.importers.solitaire import read_solitaire
from tests.analytics.importers.formats.reading import read_text

_V1 = "localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,Remark,NickName,Sender\r\n"


@pytest.mark.parametrize("text", [
    "周三团购接龙\n1. 阿杰 2份\n2. 小雨 1份\n",
    "接龙:周三排骨 39元一份\n\n1、阿杰 2份\n2、小雨 1份\n",
    "周三接龙:\n1. 阿杰 2份\n2. 小雨 1份\n",
    "#接龙\n周三团\n1️⃣ 阿杰 2份\n2️⃣ 小雨 1份\n",
])
def test_a_list_typed_by_hand_is_a_list(tmp_path: Path, text: str):
    """Without the mark of the client, the word in the title and lines that count up are enough."""
    outcome = read_text(tmp_path, text, day=date(2026, 5, 6))
    assert outcome.format == "wechat_paste"
    assert [(row["name"], row["quantity"]) for row in outcome.rows("events")] == [("阿杰", 2), ("小雨", 1)]
    assert outcome.balances()


@pytest.mark.parametrize("text", ["接龙明天开始\n大家准备好", "接龙群规\n1. 不发广告"])
def test_a_text_about_lists_is_none(tmp_path: Path, text: str):
    """One numbered line, or none, is no list."""
    with pytest.raises(UserError, match="not_recognised"):
        read_text(tmp_path, text)


def test_an_entry_left_empty_loses_no_other():
    """Somebody joined without a word: the numbers go on behind him."""
    entries = read_solitaire("#接龙\n周三团\n\n1. 阿杰 2份\n2. \n3. 小雨 1份\n4. 老王\n").entries
    assert [(entry.number, entry.name, entry.quantity) for entry in entries] == [(1, "阿杰", 2), (3, "小雨", 1), (4, "老王", 1)]


def test_a_numbered_menu_above_the_list_is_no_one():
    """The list begins at the last line numbered 1 that stands behind a blank line."""
    listed = read_solitaire("#接龙\n菜单:\n1. 排骨 39元\n2. 牛腩 49元\n\n1. 阿杰 排骨2份\n2. 小雨 牛腩1份\n3. 老王 排骨1份\n")
    assert [entry.name for entry in listed.entries] == ["阿杰", "小雨", "老王"]
    assert listed.title == "菜单:\n1. 排骨 39元\n2. 牛腩 49元"


def test_a_clock_of_two_halves_in_a_paste(tmp_path: Path):
    """WeChat for Mac writes 下午 where the system counts to twelve."""
    outcome = read_text(tmp_path, "阿杰 2022/11/17 下午9:07\n今晚几点\n\n小雨 2022/11/17 上午9:08\n好\n")
    assert outcome.column("sent_at") == [datetime(2022, 11, 17, 21, 7), datetime(2022, 11, 17, 9, 8)]
    assert outcome.column("name") == ["阿杰", "小雨"]


@pytest.mark.parametrize("written", ["2019-09-23 下午 8:43:38", "2019-09-23 下午8:43:38", "2019/9/23 8:43:38 PM", "2019/9/23 20:43:38"])
def test_qq_on_a_system_of_another_region_loses_no_message(tmp_path: Path, written: str):
    """A header in another spelling is never taken for words of the message above."""
    outcome = read_text(tmp_path, f"消息记录（此消息记录为文本格式，不支持重新导入）\n\n消息对象:福利群\n\n2019-09-23 8:00:00 小雨(812345678)\n早\n\n"
                                  f"{written} 骰娘(872345678)\n掷骰子\n")
    assert outcome.column("text") == ["早", "掷骰子"]
    assert outcome.column("sent_at")[1] == datetime(2019, 9, 23, 20, 43, 38)


@pytest.mark.parametrize(("clock", "resolution"), [("2:09 p. m.", "minute"), ("2:09 p.m.", "minute"), ("2.09.33 p. m.", "second")])
def test_dots_of_a_half_day_are_no_seconds(clock: str, resolution: str):
    """Only a third number makes a clock one of seconds."""
    assert resolution_of(clock) == resolution


def test_rows_without_their_last_empty_fields_are_kept(tmp_path: Path):
    """Of a chat of two, the export leaves Remark, NickName and Sender away; less than the text is damage."""
    outcome = read_text(tmp_path, _V1 + "1,7,1,0,0,1777597200,,早,2026-05-01 09:00:00\r\n2,7,1,0,1,1777597201,,好,2026-05-01 09:00:01,,,\r\n"
                                        "3,7,1,0,0,1777597202,,半行\r\n", "a.csv")
    assert outcome.column("text") == ["早", "好"]
    assert outcome.column("source_row") == [2, 3]
    assert [(issue["source_row"], issue["code"]) for issue in outcome.issues] == [(4, "chat_row_broken")]
    assert outcome.balances()


def test_a_timed_text_that_opens_with_a_line_of_the_client_is_read(tmp_path: Path):
    """Two headers in a row: the first has no words because the client wrote it."""
    outcome = read_text(tmp_path, '2024-01-01 10:00:00 你邀请"某人"加入了群聊\n\n2024-01-01 10:00:05 小雨\n早\n\n')
    assert (outcome.format, outcome.column("kind"), outcome.column("name")) == ("memotrace_txt", ["join", "text"], ["", "小雨"])


def test_a_chat_file_that_names_itself_at_the_end(tmp_path: Path):
    """Keys of a JSON object have no order: a name below the messages is theirs too."""
    said = {"messages": [{"sender": "a", "accountName": "小雨", "timestamp": 1777597200, "type": 0, "content": "早"}],
            "members": [{"platformId": "a", "accountName": "小雨"}],
            "meta": {"name": "福利群", "platform": "wechat", "type": "group"}, "chatlab": {"version": "0.0.2", "exportedAt": 1777597200}}
    outcome = read_text(tmp_path, json.dumps(said, ensure_ascii=False), "x.json")
    assert outcome.column("chat") == ["福利群"]
    assert [row["seen_on"] for row in outcome.rows("members")] == [date(2026, 5, 1)]
