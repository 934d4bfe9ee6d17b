"""Files of the tools that read WeChat's databases: names that come later, ids that were lost, lines that are nobody's."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import Upload, Workspace
from analytics.importers.formats.wechat.chatlog_words import read_words
from analytics.importers.formats.wechat.client_lines import client_names
from analytics.importers.formats.wechat.pywxdump_rows import looks_like_id
from analytics.importers.formats.wechat.row_blocks import lossless_ids, moments_of, read_when
from analytics.importers.formats.wechat.type_names import kind_of_content, kind_of_type, read_content
from analytics.importers.source import Source
from tests.analytics.importers.dialects import pywxdump
from tests.analytics.importers.dialects.story import CHAT, PEOPLE, ROOM, STORY
from tests.analytics.importers.dialects.weflow import write_json
from tests.analytics.importers.formats.reading import read_bytes, read_text

FILES = Path(__file__).with_name("files")
JOINED = '"阿杰"邀请"新邻居"加入了群聊'


def names_of(ws: Workspace) -> set[str]:
    return set(ws.table("people")["display_name"])


# ---- who is who ----------------------------------------------------------------------------------

def test_the_list_of_people_names_the_ids_of_pieces_imported_before():
    """users.json comes last and alone; everybody and the group then have their names, and nobody is two."""
    with Workspace.open() as ws:
        for name, data in pywxdump.write_pieces(STORY).items():
            ws.import_upload(Upload(name, data))
        before = len(ws.table("people"))
        ws.import_upload(Upload("users.json", pywxdump.users()))
        assert {person.nick for person in PEOPLE if not person.me} <= names_of(ws)
        assert len(ws.table("people")) == before
        assert list(ws.table("chats")["chat_name"]) == [CHAT]


def test_people_of_an_address_book_are_members_of_nothing():
    """With one group in the shop, a list of contacts still puts nobody into it."""
    with Workspace.open() as ws:
        for name, data in pywxdump.write_pieces(STORY[:3]).items():
            ws.import_upload(Upload(name, data))
        members = len(ws.table("memberships"))
        receipt = ws.import_upload(Upload("users.json", pywxdump.users()))
        assert receipt.kept == len(PEOPLE) - 1
        assert len(ws.table("memberships")) == members
        assert ws.table("roster_snapshots").empty


def test_pieces_of_one_chat_are_one_chat_in_any_order():
    """Whichever piece comes first, and whether rooms have a column or stand in the file's name."""
    for write in (pywxdump.write_pieces, pywxdump.write_old):
        with Workspace.open() as ws:
            for name, data in reversed(write(STORY).items()):
                ws.import_upload(Upload(name, data))
            assert len(ws.table("chats")) == 1
            assert len(ws.table("messages")) == len(STORY)


def test_whoever_could_not_be_named_is_not_one_person_known_by_name():
    """群成员 stands for many: marked as such, and never tied to a member who calls himself so elsewhere."""
    with Workspace.open() as ws:
        ws.import_file(FILES / "echotrace" / "first.xlsx", chat="一群")
        ws.import_file(FILES / "echotrace" / "first.json", chat="二群")
        found = ws.query("select p.person_id, p.ambiguous from known_people p where p.display_name = '群成员'")
        assert len(found) == 2
        assert found["ambiguous"].all()


def test_me_is_asked_once_and_answered_for_the_whole_file(tmp_path: Path):
    """All pieces of a folder ask one question; with the answer there is no 我 left."""
    asked = read_bytes(tmp_path, pywxdump.write_json(STORY)[f"{ROOM}_0_5001.json"], "a.json")
    assert [one for one in asked.about["questions"] if one["kind"] == "me"] == [{"kind": "me"}]
    told = read_bytes(tmp_path, pywxdump.write_json(STORY)[f"{ROOM}_0_5001.json"], "b.json", me="小满")
    assert told.about["questions"] == []
    assert "我" not in set(told.column("name"))
    assert all(row["is_self"] for row in told.messages if row["name"] == "小满")


# ---- ids -----------------------------------------------------------------------------------------

def test_ids_that_excel_rounded_are_no_keys(tmp_path: Path):
    """Thousands of messages share 7.43529E+18; all of them are kept, and the file says so once."""
    head = "id,MsgSvrID,type_name,is_sender,talker,room_name,msg,src,CreateTime\n"
    rows = "".join(f"{n},7.43529E+18,文本,FALSE,wxid_ajie002,{ROOM},第{n}句,,2026/5/31 8:{n:02}\n" for n in range(10, 30))
    outcome = read_text(tmp_path, head + rows)
    assert set(outcome.column("message_id")) == {None}
    assert [issue["code"] for issue in outcome.issues] == ["chat_ids_rounded"]
    with Workspace.open() as ws:
        assert ws.import_upload(Upload("a.csv", (head + rows).encode())).kept == 20


@pytest.mark.parametrize(("written", "kept"), [
    ("1" * 14, False), ("1" * 15, True), ("1" * 20, True), ("1" * 21, False), ("0", False), ("", False),
    ("7.43727E+18", False), ("0123456789012345", False),
])
def test_an_id_counts_where_every_digit_is_there(written: str, kept: bool):
    """15 to 20 digits, none of them a leading zero."""
    assert lossless_ids(pa.array([written])).to_pylist() == [written if kept else None]


@pytest.mark.parametrize(("talker", "expected"), [
    ("wxid_a1", True), ("xiaoyu", True), ("abcd", False), ("abcde", True), ("25984981234567@openim", True), ("小雨", False),
    ("Lily 3", False), ("我", False), ("12345678", False),
])
def test_an_id_is_told_from_a_name(talker: str, expected: bool):
    """What WeChat makes has letters first, five characters at least, and no blanks."""
    assert looks_like_id(talker) is expected


def test_a_copy_that_excel_saved_adds_nothing_that_people_said():
    """The same rows without seconds and ids are recognised by minute and text, and counted once."""
    said = [line for line in STORY if line.who and (line.text or "").encode("gbk", "ignore").decode("gbk") == (line.text or "")]
    lines = [*said, *(replace(line, number=line.number + 100, at=line.at + timedelta(days=2)) for line in said)]
    with Workspace.open() as ws:
        for name, data in pywxdump.write_pieces(lines).items():
            ws.import_upload(Upload(name, data))
        ws.import_upload(Upload("聊天.csv", next(iter(pywxdump.write_excel(lines).values()))))
        assert len(ws.table("chats")) == 1
        assert len(ws.table("messages")) == len(lines)


# ---- moments -------------------------------------------------------------------------------------

@pytest.mark.parametrize(("written", "moment", "resolution"), [
    ("2024-10-04 11:43:05", datetime(2024, 10, 4, 11, 43, 5), "second"),
    ("2024/10/4 11:43", datetime(2024, 10, 4, 11, 43), "minute"),
    ("2024/10/4", datetime(2024, 10, 4), "day"),
    ("2026-05-31T00:30:05.000Z", datetime(2026, 5, 31, 8, 30, 5), "second"),
    ("2026-05-31T08:30:05+08:00", datetime(2026, 5, 31, 8, 30, 5), "second"),
    ("1780187405", datetime(2026, 5, 31, 8, 30, 5), "second"),
    ("2024-02-30 11:43:05", None, "second"), ("昨天", None, "second"), ("", None, "second"),
])
def test_a_time_is_read_as_it_was_left(written: str, moment: datetime | None, resolution: str):
    """Of the exporter, of Excel, of Greenwich."""
    told, how = read_when(written)
    assert how == resolution
    assert told == (None if moment is None else int((moment - datetime(1970, 1, 1)).total_seconds()) * 1_000_000)


def test_one_impossible_time_leaves_the_others_of_its_block(tmp_path: Path):
    """The fast way gives up on a whole block; the slow one only on the row."""
    moments, _ = moments_of(pa.array(["2024-02-29 11:43:05", "2024-02-30 11:43:05", "2024-02-28 11:43:05"]))
    assert [moment is None for moment in moments.to_pylist()] == [False, True, False]


def test_a_text_without_year_takes_it_from_the_answer_then_from_its_name(tmp_path: Path):
    """What a person says counts most; without anything the messages have no moment and the year is asked."""
    text = "小雨(wxid_a1) 05-31 08:30:05\n今晚几点\n\n"
    assert read_text(tmp_path, text, "a.txt", year=2024).column("sent_at") == [datetime(2024, 5, 31, 8, 30, 5)]
    assert read_text(tmp_path, text, f"{ROOM}_2025-05-31_2025-06-01.txt").column("sent_at") == [datetime(2025, 5, 31, 8, 30, 5)]
    unknown = read_text(tmp_path, text, "b.txt")
    assert unknown.column("resolution") == ["none"]
    assert unknown.about["questions"] == [{"kind": "year", "default": None}]


def test_a_text_of_one_day_takes_the_day_from_the_answer(tmp_path: Path):
    """Clocks alone; line ends of Windows."""
    text = "我 08:30:05\r\n早\r\n\r\n小雨(wxid_a1) 08:31:05\r\n早呀\r\n\r\n"
    outcome = read_bytes(tmp_path, text.encode(), "a.txt", day=date(2026, 5, 31), me="小满")
    assert outcome.column("sent_at") == [datetime(2026, 5, 31, 8, 30, 5), datetime(2026, 5, 31, 8, 31, 5)]
    assert outcome.column("name") == ["小满", "小雨"]
    assert outcome.about["questions"] == []


# ---- whose lines ---------------------------------------------------------------------------------

def test_who_speaks_only_for_the_client_is_no_person():
    """More than half of the lines must be its sentences: at half it is a person who quotes them."""
    assert client_names([("群", JOINED), ("群", JOINED), ("群", "欢迎")]) == {"群"}
    assert client_names([("小雨", JOINED), ("小雨", "他退群了?")]) == frozenset()
    assert client_names([("小雨", "加入了群聊")]) == frozenset()


@pytest.mark.parametrize(("before", "found"), [(19, {"群"}), (20, set())])
def test_twenty_lines_without_a_sentence_are_enough_for_a_person(before: int, found: set[str]):
    """The twenty-first line is not looked at any more, however many sentences follow."""
    assert client_names([("群", "欢迎")] * before + [("群", JOINED)] * 30) == found


def test_the_only_sender_without_a_name_is_the_owner(tmp_path: Path):
    """With two of them chatlog's table does not say who the owner is, and nobody is taken for one."""
    head = "Time,SenderName,Sender,TalkerName,Talker,Content\n"
    rows = [f"2026-05-31 08:3{n}:05,{name},{who},群,{ROOM},好\n" for n, (name, who) in enumerate(
        [("", "wxid_me001"), ("小雨", "wxid_a1"), ("", "wxid_me001"), ("小雨", "wxid_a1")])]
    assert read_text(tmp_path, head + "".join(rows), "a.csv").column("name") == ["我", "小雨", "我", "小雨"]
    other = f"2026-05-31 08:20:05,,wxid_other,群,{ROOM},好\n"
    assert read_text(tmp_path, head + other + "".join(rows), "b.csv").column("is_self") == [False] * 5


def test_a_picture_of_the_group_does_not_hide_what_a_file_is(tmp_path: Path):
    """Hundreds of kilobytes stand between the first key and the first message."""
    path = tmp_path / "a.json"
    path.write_bytes(next(iter(write_json(STORY).values())))
    assert '"messages"' not in Source(path, "a.json").head_text
    assert len(read_bytes(tmp_path, path.read_bytes(), "b.json").messages) == len(STORY)


def test_every_member_of_a_whole_list_counts_silent_ones_too():
    """A list of members makes the group's population known; a second one of a later day tells who went."""
    with Workspace.open() as ws:
        ws.import_file(FILES / "weflow" / "members.csv")
        snapshots = ws.table("roster_snapshots")
        assert len(snapshots) == 2
        assert snapshots["whole"].all()
        assert {day.date() for day in snapshots["seen_on"]} == {date(2026, 6, 2)}


# ---- words ---------------------------------------------------------------------------------------

@given(st.text(max_size=200))
def test_any_words_are_read_without_a_fault(text: str):
    """Whatever stands in a content, what comes out was in it, and plain words come back whole."""
    for kind, words in (read_words(text), read_content(kind_of_content(text), text), read_content("link", text)):
        assert all(part in text for part in words.split(" "))
        if kind == "text":
            assert words == text


@given(st.text(st.characters(exclude_characters="[]!>\"T#「"), min_size=1))
def test_words_without_marks_are_words(text: str):
    """Nothing is read into a text that no exporter marked."""
    assert read_words(text) == ("text", text)


@pytest.mark.parametrize(("name", "kind"), [
    ("文本", "text"), ("消息撤回57", "recall"), ("(分享)卡片式链接", "link"), ("引用回复", "quote"), ("邀请加群", "system"),
    ("未知-11000,0", "other"), ("聊天记录合并转发", "merged"), ("微信礼物", "redpacket"), ("sticker", "sticker"), (" 群公告 ", "notice"),
])
def test_each_exporter_has_its_own_word_for_a_kind(name: str, kind: str):
    """PyWxDump's, WeFlow's, EchoTrace's and WeClone's."""
    assert kind_of_type(name) == kind


def test_a_long_line_of_brackets_costs_no_time(tmp_path: Path):
    """A hostile line is read once, not once for every bracket in it."""
    hostile = "小雨(wxid_a1) 05-31 08:30:05\n" + "(a_aaaaa [" * 20_000 + "\n\n我 05-31 08:31:05\n" + "[链接|" * 20_000 + "\n\n"
    assert len(read_text(tmp_path, hostile, "a.txt", year=2026).messages) == 2


def test_records_that_are_no_messages_are_rejected_by_number(tmp_path: Path):
    """A list whose second record is a word and whose third is a bare number loses exactly these."""
    first = {"id": 1, "MsgSvrID": "7435287001828612301", "type_name": "文本", "is_sender": 0, "talker": "wxid_ajie002",
             "room_name": ROOM, "msg": "早", "src": "", "CreateTime": "2026-05-31 08:30:05"}
    outcome = read_text(tmp_path, json.dumps([first, "什么", 7], ensure_ascii=False), "a.json")
    assert len(outcome.messages) == 1
    assert [issue["source_row"] for issue in outcome.issues] == [2, 3]
    assert outcome.balances()
