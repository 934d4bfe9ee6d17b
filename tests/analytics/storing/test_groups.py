"""Groups: never joined by their name alone; merged, split, renamed, and everything taken back again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analytics import Upload, UserError, Workspace
from analytics.importers.answers import Answers
from analytics.storing.chats import name_from_file, plain_name
from analytics.storing.drafts import Draft
from tests.analytics.storing.drafting import draft, keep, line, moment, order
from tests.analytics.storing.test_keeping import content, plain

EAST = ["阿珍", "老王", "小李", "林姐", "阿强", "小雨"]
WEST = ["大刘", "苏苏", "老周", "陈太", "米粒", "阿花"]


@pytest.fixture
def ws() -> Iterator[Workspace]:
    with Workspace.open() as shop:
        yield shop


def talk(people: list[str], day: str, chat: str = "福利群", text: str = "今天的猪肚鸡真不错", **more: Any) -> list[tuple[str, dict[str, Any]]]:
    """One line a person on one day, each in its own minute."""
    return [line(who, f"{day} 20:{number:02d}", f"{text}{who}", chat=chat, **more) for number, who in enumerate(people)]


def rehearsed(ws: Workspace, folder: Path, rows: list[tuple[str, dict[str, Any]]], **more: Any) -> Draft:
    found = draft(folder, rows, **more)
    ws.rehearse(found)
    return found


def asked(found: Draft) -> dict[str, Any] | None:
    return next((question for question in found.questions if question["kind"] == "same_group"), None)


def chats(ws: Workspace) -> list[str]:
    return sorted(ws.table("chats")["chat_name"])


def chat_of(ws: Workspace, who: str) -> str:
    frame = ws.table("messages")
    return str(frame.loc[frame["sender_name"] == who, "chat_id"].iloc[0])


def test_the_same_people_under_the_same_name_are_the_same_group_without_a_question(ws: Workspace, tmp_path: Path) -> None:
    """Next week's export: most speakers are known."""
    keep(ws, tmp_path, talk(EAST, "2026-06-01"))
    proposal = rehearsed(ws, tmp_path, talk([*EAST[:3], *WEST[:3]], "2026-06-08"))
    assert asked(proposal) is None
    ws.keep(proposal)
    assert chats(ws) == ["福利群"]


def test_a_group_of_the_same_name_with_other_people_is_asked_about_and_stays_its_own(ws: Workspace, tmp_path: Path) -> None:
    """Every second shop has a 福利群."""
    keep(ws, tmp_path, talk(EAST, "2026-06-01"))
    proposal = rehearsed(ws, tmp_path, talk(WEST, "2026-06-08"))
    question = asked(proposal)
    assert question is not None
    assert (question["why"], question["shared"], question["of"], question["default"]) == ("nobody_shared", 0, 6, "new")
    assert question["chat_id"] == chat_of(ws, "阿珍")
    assert (str(question["first_at"])[:10], str(question["last_at"])[:10]) == ("2026-06-08", "2026-06-08")
    ws.keep(proposal)
    assert chats(ws) == ["福利群", "福利群"]
    assert chat_of(ws, "阿珍") != chat_of(ws, "苏苏")


@pytest.mark.parametrize(("shared", "groups"), [(1, 2), (2, 1)])
def test_three_in_ten_shared_people_make_it_the_same_group(ws: Workspace, tmp_path: Path, shared: int, groups: int) -> None:
    """Both sides of the setting (0.3 of six people lies between one and two)."""
    keep(ws, tmp_path, talk(EAST, "2026-06-01"))
    keep(ws, tmp_path, talk([*EAST[:shared], *WEST[: 6 - shared]], "2026-06-08"))
    assert len(chats(ws)) == groups


@pytest.mark.parametrize(("people", "groups"), [(4, 1), (5, 2)])
def test_too_few_people_prove_nothing_and_are_only_asked_about(ws: Workspace, tmp_path: Path, people: int, groups: int) -> None:
    """Four strangers in a paste may well be of the group; five are a sign."""
    keep(ws, tmp_path, talk(EAST, "2026-06-01"))
    proposal = rehearsed(ws, tmp_path, talk(WEST[:people], "2026-06-08"))
    question = asked(proposal)
    assert question is not None
    assert question["why"] == ("few_people" if groups == 1 else "nobody_shared")
    ws.keep(proposal)
    assert len(chats(ws)) == groups


def test_the_third_file_finds_the_right_one_of_two_groups_of_one_name(ws: Workspace, tmp_path: Path) -> None:
    """What a person or the default decided once is not asked again."""
    keep(ws, tmp_path, talk(EAST, "2026-06-01"))
    keep(ws, tmp_path, talk(WEST, "2026-06-01"))
    for people in (WEST, EAST):
        proposal = rehearsed(ws, tmp_path, talk(people, "2026-06-15"))
        assert asked(proposal) is None
        ws.keep(proposal)
    assert ws.table("messages").groupby("chat_id")["sender_name"].nunique().tolist() == [6, 6]
    assert {chat_of(ws, EAST[0]): "福利群", chat_of(ws, WEST[0]): "福利群 · 2"} == ws.chat_words()


@pytest.mark.parametrize("people", [[EAST[0], WEST[0]], ["外人"]])
def test_what_could_be_either_of_two_groups_of_one_name_is_asked_about(ws: Workspace, tmp_path: Path, people: list[str]) -> None:
    """One speaker of each, or of neither: a guess would be silent; one speaker of one of them is enough."""
    keep(ws, tmp_path, talk(EAST, "2026-06-01"))
    keep(ws, tmp_path, talk(WEST, "2026-06-01"))
    assert asked(rehearsed(ws, tmp_path, talk(people, "2026-06-15")))["why"] == "several"  # type: ignore[index]
    assert asked(rehearsed(ws, tmp_path, talk([WEST[0], "外人"], "2026-06-15"))) is None


@pytest.mark.parametrize(("answer", "groups"), [("join", 1), ("new", 2), (None, 2)])
def test_an_answer_decides(ws: Workspace, tmp_path: Path, answer: str | None, groups: int) -> None:
    """并入 or 新建; without an answer the default."""
    keep(ws, tmp_path, talk(EAST, "2026-06-01"))
    known = chat_of(ws, "阿珍")
    said = {} if answer is None else {"福利群": known if answer == "join" else "new"}
    keep(ws, tmp_path, talk(WEST, "2026-06-08"), answers=Answers(groups=said))
    assert len(chats(ws)) == groups


def test_a_room_id_joins_whatever_the_group_is_called_and_keeps_apart_what_is_called_alike(ws: Workspace, tmp_path: Path) -> None:
    """Ids are stronger than names; a differing id is said."""
    room = ({"key": "111@chatroom", "name": "福利群", "platform": "WeChat"},)
    keep(ws, tmp_path, talk(EAST, "2026-06-01", chat="111@chatroom"), chats=room)
    renamed = ({"key": "111@chatroom", "name": "小满家福利群", "platform": "WeChat"},)
    proposal = rehearsed(ws, tmp_path, talk(WEST, "2026-06-08", chat="111@chatroom"), chats=renamed)
    assert asked(proposal) is None
    ws.keep(proposal)
    assert len(chats(ws)) == 1
    other = ({"key": "222@chatroom", "name": "福利群", "platform": "WeChat"},)
    proposal = rehearsed(ws, tmp_path, talk(EAST, "2026-06-09", chat="222@chatroom"), chats=other)
    assert asked(proposal)["why"] == "other_room"  # type: ignore[index]
    ws.keep(proposal)
    assert len(chats(ws)) == 2


def test_a_group_renamed_by_a_system_line_stays_one(ws: Workspace, tmp_path: Path) -> None:
    """The later file is called by the new name; the line is in the earlier file."""
    rename = ("movements", {"chat": "福利群", "kind": "rename", "happened_at": moment("2026-06-02 09:00"), "resolution": "minute",
                            "detail": "小满家福利1群"})
    keep(ws, tmp_path, [*talk(EAST, "2026-06-01"), rename])
    keep(ws, tmp_path, talk(EAST, "2026-06-08", chat="小满家福利1群"))
    assert chats(ws) == ["福利群"]


def test_a_renaming_inside_the_new_file_is_asked_about_and_joined(ws: Workspace, tmp_path: Path) -> None:
    """The line says the new name only; the speakers say which group it was."""
    keep(ws, tmp_path, talk(EAST, "2026-06-01"))
    rename = ("movements", {"chat": "福利1群", "kind": "rename", "happened_at": moment("2026-06-02 09:00"), "resolution": "minute",
                            "detail": "福利1群"})
    proposal = rehearsed(ws, tmp_path, [*talk(EAST, "2026-06-08", chat="福利1群"), rename])
    assert asked(proposal)["why"] == "renamed"  # type: ignore[index]
    ws.keep(proposal)
    assert len(chats(ws)) == 1


def test_a_sister_group_with_the_same_people_stays_a_group_of_its_own(ws: Workspace, tmp_path: Path) -> None:
    """Customers sit in two groups of one shop: another name is another group."""
    keep(ws, tmp_path, talk(EAST, "2026-06-01", chat="福利1群"))
    keep(ws, tmp_path, talk(EAST, "2026-06-01", chat="福利②群", text="明天有猪肚鸡吗老板"))
    assert chats(ws) == ["福利1群", "福利②群"]


@pytest.mark.parametrize(("name", "same"), [("福利群(486)", True), ("福利群(20)", True), ("福利群（120）", True), ("福利群(19)", False),
                                            ("福利群(2)", False), ("福利2群", False)])
def test_a_head_count_behind_the_name_is_no_part_of_it(name: str, same: bool) -> None:
    """486 people are a count, 2 is a number; 19 and 20 lie on both sides."""
    assert (plain_name(name) == plain_name("福利群")) == same


def test_circled_digits_are_digits_and_numbered_groups_stay_apart() -> None:
    """①群 is 1群; 2群 is another."""
    assert plain_name("①群") == plain_name("1群")
    assert plain_name("1群") != plain_name("②群")
    assert name_from_file("福利2群聊天记录.txt") != name_from_file("福利1群聊天记录.txt")


# ---- merging, splitting, renaming


def two_groups(ws: Workspace, folder: Path) -> tuple[str, str, list[str]]:
    """Two groups of two imports each; the ids and the batches of the second."""
    keep(ws, folder, talk(EAST, "2026-06-01", chat="东门群"))
    first = keep(ws, folder, talk(WEST, "2026-06-01", chat="西门群"))
    keep(ws, folder, talk(EAST, "2026-06-05", chat="东门群"))
    second = keep(ws, folder, [*talk(WEST, "2026-06-05", chat="西门群"), order("E1", "苏苏", "2026-06-05 12:00:00", "30")])
    return chat_of(ws, "阿珍"), chat_of(ws, "苏苏"), [first.batch_id, second.batch_id]


def test_merging_gives_what_importing_into_one_group_would_have_given(ws: Workspace, tmp_path: Path) -> None:
    """Messages, people, days, posts: all but the names that files used."""
    east, west, _ = two_groups(ws, tmp_path)
    ws.merge_chats(east, west)
    with Workspace.open() as one:
        for people, day, more in ((EAST, "2026-06-01", []), (WEST, "2026-06-01", []), (EAST, "2026-06-05", []),
                                  (WEST, "2026-06-05", [order("E1", "苏苏", "2026-06-05 12:00:00", "30")])):
            keep(one, tmp_path, [*talk(people, day, chat="东门群"), *more], answers=Answers(groups={"东门群": east}))
        assert content(ws) == content(one)
        counted = "select l.read, l.kept, l.repeated from imports l join import_log i on i.batch_id = l.batch_id order by i.number"
        assert ws.query(counted).to_numpy().tolist() == one.query(counted).to_numpy().tolist()


def test_parting_again_leaves_no_trace(ws: Workspace, tmp_path: Path) -> None:
    """Merge, part: everything as before, to the place of every row."""
    east, west, _ = two_groups(ws, tmp_path)
    before, places = content(ws), plain(ws.table("messages"))
    ws.merge_chats(east, west)
    assert content(ws) != before
    ws.part_chats(west)
    assert content(ws) == before
    assert plain(ws.table("messages")) == places


def test_later_files_of_a_merged_group_go_where_it_went(ws: Workspace, tmp_path: Path) -> None:
    """By its old name, with new people only, and after everything of it was undone."""
    east, west, batches = two_groups(ws, tmp_path)
    ws.merge_chats(east, west)
    for batch in batches:
        ws.undo(batch)
    keep(ws, tmp_path, talk(WEST, "2026-06-09", chat="西门群"))
    assert chats(ws) == ["东门群"]


def test_importing_a_merged_file_again_changes_nothing(ws: Workspace, tmp_path: Path) -> None:
    """Its rows are all there, under the other group."""
    east, west, _ = two_groups(ws, tmp_path)
    ws.merge_chats(east, west)
    receipt = keep(ws, tmp_path, talk(WEST, "2026-06-05", chat="西门群"))
    assert (receipt.kept, receipt.repeated) == (0, 6)


def test_what_was_decided_about_people_posts_and_days_goes_along(ws: Workspace, tmp_path: Path) -> None:
    """Roles, who is who, corrected posts, quiet days, typed head counts."""
    east, west, _ = two_groups(ws, tmp_path)
    keep(ws, tmp_path, [line("大刘", "2026-06-05 09:00", "大家早上好,今天猪肚鸡特价 39 元,限量 30 份,要的接龙", chat="西门群")])
    people = ws.table("aliases").set_index("name")["person_id"]
    ws.decide_role(west, int(people["大刘"]), "运营")
    ws.decide_identity(int(people["老周"]), int(people["陈太"]), "same")
    ws.set_head_count(west, date(2026, 6, 5), 88)
    ws.correct("quiet_day", f"{west}|2026-06-03", "yes")
    post = ws.table("posts")["post_id"].iloc[0]
    ws.correct("category", post, "knowledge")
    ws.merge_chats(east, west)
    names = ws.table("aliases").set_index("name")["person_id"]
    assert names["老周"] == names["陈太"]
    assert ws.table("roles")[["chat_id", "role"]].to_numpy().tolist() == [[east, "运营"]]
    assert ws.table("head_counts")[["chat_id", "members"]].to_numpy().tolist() == [[east, 88]]
    assert "2026-06-03" in set(ws.query("select cast(day as text) as day from recorded_days where chat_id = $chat", chat=east)["day"])
    assert ws.table("posts")["category_reason"].tolist().count("corrected") == 1
    ws.part_chats(west)
    names = ws.table("aliases").set_index("name")["person_id"]
    assert names["老周"] == names["陈太"]
    assert ws.table("roles")["chat_id"].tolist() == [west]


def test_a_split_takes_one_import_out_and_is_remembered_for_its_file(ws: Workspace, tmp_path: Path) -> None:
    """Wrongly joined: one click parts them, a second import of that file goes to the same part."""
    keep(ws, tmp_path, talk(EAST, "2026-06-01"))
    wrong = draft(tmp_path, talk(WEST, "2026-06-01"), answers=Answers(chat="福利群"))
    receipt = ws.keep(with_sha(wrong, "b" * 64))
    assert len(chats(ws)) == 1
    before = content(ws)
    part = ws.split_chat(chat_of(ws, "阿珍"), receipt.batch_id)
    assert chat_of(ws, "苏苏") == part != chat_of(ws, "阿珍")
    assert ws.query("select distinct chat_id from member_days").shape[0] == 2
    again = ws.keep(with_sha(draft(tmp_path, talk(WEST, "2026-06-01"), answers=Answers(chat="福利群")), "b" * 64))
    assert (again.kept, again.repeated) == (0, 6)
    ws.undo(again.batch_id)
    ws.unsplit_chat(part)
    assert content(ws) == before


def with_sha(found: Draft, sha256: str) -> Draft:
    """The draft of a file with this hash."""
    found.read.about["sha256"] = sha256
    return replace(found, sha256=sha256)


def test_unsplitting_brings_back_what_joined_the_part_meanwhile(ws: Workspace, tmp_path: Path) -> None:
    """A later file went to the part by its speakers."""
    keep(ws, tmp_path, talk(EAST, "2026-06-01"))
    receipt = ws.keep(with_sha(draft(tmp_path, talk(WEST, "2026-06-01"), answers=Answers(chat="福利群")), "b" * 64))
    part = ws.split_chat(chat_of(ws, "阿珍"), receipt.batch_id)
    keep(ws, tmp_path, talk(WEST, "2026-06-07"))
    assert ws.query("select chat_id from messages where chat_id = $part", part=part).shape[0] == 12
    ws.unsplit_chat(part)
    assert len(chats(ws)) == 1


def test_a_typed_name_stays_and_can_be_taken_back(ws: Workspace, tmp_path: Path) -> None:
    """Files still find the group by their own name; an undo and a new import keep the typed one."""
    receipt = keep(ws, tmp_path, talk(EAST, "2026-06-01"))
    chat = chat_of(ws, "阿珍")
    ws.set_chat(chat, name="东门店老客", chat_type="福利群")
    ws.undo(receipt.batch_id)
    keep(ws, tmp_path, talk(EAST, "2026-06-01"))
    assert ws.table("chats")[["chat_name", "chat_type"]].to_numpy().tolist() == [["东门店老客", "福利群"]]
    keep(ws, tmp_path, talk(EAST, "2026-06-08"))
    assert len(chats(ws)) == 1
    ws.set_chat(chat, name="")
    assert chats(ws) == ["福利群"]


def test_merging_or_parting_what_is_not_there_is_said(ws: Workspace, tmp_path: Path) -> None:
    """A code, and nothing changes."""
    east, _, batches = two_groups(ws, tmp_path)
    before, version = content(ws), ws.data_version
    for code, act in (("chat_unknown", lambda: ws.merge_chats(east, "nobody")), ("chat_unknown", lambda: ws.part_chats(east)),
                      ("chat_unknown", lambda: ws.unsplit_chat(east)), ("chat_unknown", lambda: ws.split_chat("nobody", batches[0])),
                      ("undo_unknown", lambda: ws.split_chat(east, "nobody"))):
        with pytest.raises(UserError, match=code):
            act()
    assert (content(ws), ws.data_version) == (before, version)


def test_the_same_file_again_goes_where_it_went_among_groups_of_one_name() -> None:
    """Three groups called alike are told apart by nobody; the file's own bytes say where its lines are."""
    with Workspace.open() as ws:
        files = [Upload(f"福利群{'' if number == 1 else f'({number})'}.txt", "".join(
            f"{name}{number} 2026-06-0{number} 1{minute}:0{minute}\n第 {minute} 句只在群 {number} 里的话\n\n"
            for minute in range(6) for name in ("甲", "乙", "丙", "丁")).encode()) for number in (1, 2, 3)]
        first = [ws.import_upload(file) for file in files]
        assert all(receipt.kept for receipt in first)
        for file, receipt in zip(files, first, strict=True):
            again = ws.import_upload(file)
            assert (again.kept, again.repeated) == (0, receipt.kept)
