"""What WeCom's interface answered, in a shop: rooms get their names later, totals become days, refusals say what to do."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import Upload, UserError, Workspace
from analytics.importers.formats.wecom import saved
from analytics.importers.source import Source
from tests.analytics.importers.formats.reading import read_text

ROOM = "wrOgQhDgAAMYQiS5ol9G7gK9JVAAAA"


def detail(*members: dict[str, Any], name: str = "福利群") -> bytes:
    group = {"chat_id": ROOM, "name": name, "owner": "AJie", "member_list": list(members)}
    return json.dumps({"errcode": 0, "group_chat": group}, ensure_ascii=False).encode()


def member(user: str, name: str = "", kind: int = 2) -> dict[str, Any]:
    return {"userid": user, "type": kind, "join_time": 1780272000, "join_scene": 3, "name": name}


def message(number: int, sender: str, text: str) -> bytes:
    return json.dumps({"msgid": str(number), "action": "send", "from": sender, "tolist": ["AJie"], "roomid": ROOM,
                       "msgtime": 1780272000000 + number * 60_000, "msgtype": "text", "text": {"content": text}},
                      ensure_ascii=False).encode() + b"\n"


@pytest.mark.parametrize("names_first", [True, False])
def test_talks_and_members_meet_in_one_group_whichever_comes_first(names_first):
    """The archive knows ids only; the group's details bring its name and its people's."""
    files = [("存档.jsonl", message(1, "wm1", "今晚几点开门") + message(2, "AJie", "六点")),
             ("详情_20260601.json", detail(member("wm1", "糖糖"), member("AJie", "阿杰", 1)))]
    with Workspace.open() as ws:
        for name, data in reversed(files) if names_first else files:
            ws.import_upload(Upload(name, data))
        assert list(ws.table("chats")["chat_name"]) == ["福利群"]
        assert set(ws.words_for(ws.table("messages")["person_id"]).values()) == {"糖糖", "阿杰"}
        assert set(ws.table("roles")["role"]) == {"群主"}
        assert set(ws.table("messages").query("effective")["text"]) == {"今晚几点开门"}


def test_two_answers_of_different_days_say_who_joined_and_left():
    """A saved answer is the whole group."""
    with Workspace.open() as ws:
        ws.import_upload(Upload("详情_20260601.json", detail(member("wm1", "糖糖"), member("wm2", "小满"))))
        ws.import_upload(Upload("详情_20260608.json", detail(member("wm2", "小满"), member("wm3", "阿杰"))))
        changes = ws.table("roster_changes")
        names = ws.words_for(changes["person_id"])
        assert {(names[person], change) for person, change in zip(changes["person_id"], changes["change"], strict=True)} == {
            ("糖糖", "left"), ("阿杰", "joined")}


def test_numbers_by_owner_take_the_day_that_is_said():
    """The answer has none; without it the rows wait, with it they are there."""
    data = json.dumps({"errcode": 0, "items": [{"owner": "AJie", "data": {"new_member_cnt": 6, "member_total": 608}}]}).encode()
    with Workspace.open() as ws:
        assert ws.import_upload(Upload("统计.json", data)).rejected == 1
        assert ws.import_upload(Upload("统计.json", data), day=date(2026, 6, 1)).kept == 1
        assert list(ws.table("chat_days")["owner"]) == ["AJie"]


@pytest.mark.parametrize(("text", "code"), [
    ('{"errcode":0,"group_chat_list":[{"chat_id":"wrA","status":0}],"next_cursor":""}', "wecom_ids_only"),
    ('{"errcode":0,"chatdata":[{"seq":196,"msgid":"CAQ","publickey_ver":3,"encrypt_random_key":"ftJ","encrypt_chat_msg":"898"}]}',
     "wecom_encrypted"),
])
def test_what_holds_nothing_readable_is_refused_with_what_to_do(tmp_path: Path, text: str, code: str):
    """Ids without names, parcels without a key."""
    with pytest.raises(UserError) as refused:
        read_text(tmp_path, text, "a.json")
    assert refused.value.code == code


ANSWERS = st.lists(st.dictionaries(st.sampled_from(["a", "b"]), st.text(max_size=5) | st.integers(), min_size=1), min_size=1, max_size=5)


@settings(deadline=None)
@given(ANSWERS)
def test_answers_come_back_however_they_were_saved(tmp_path_factory, answers):
    """Alone, in an array, one a line, one after another with line breaks inside."""
    folder = tmp_path_factory.mktemp("saved")
    written = [json.dumps(answers), "\n".join(map(json.dumps, answers)), ",\n".join(json.dumps(one, indent=1) for one in answers)]
    for number, text in enumerate(written):
        path = folder / f"{number}.json"
        path.write_text(text, encoding="utf-8")
        assert [value for _, value in saved.values(Source(path, path.name))] == answers


@pytest.mark.parametrize("text", ['[{"a":1},{"a":', '{"a":1}\n{"a":', '{"a":1}\n{"a":1}\n{"a":\n'])
def test_an_answer_cut_off_is_handed_on_as_it_stands(tmp_path: Path, text: str):
    """What was whole before it stays."""
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")
    *whole, (_, last) = saved.values(Source(path, path.name))
    assert {value["a"] for _, value in whole} == {1}
    assert isinstance(last, saved.Broken)
