"""The same talk out of two phones, each calling people by its owner's 备注: counted once, and who is who."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from analytics import Workspace
from analytics.importers.answers import Answers
from analytics.storing import owners
from analytics.storing.drafts import Draft
from tests.analytics.storing.drafting import draft, keep, line
from tests.analytics.storing.test_keeping import content

# One person under the names of two owners' phones; each owner is 我 on her own.
FIRST = {"owner": "我", "partner": "老板娘", "a": "阿珍(3栋)", "b": "老王", "c": "小李同学"}
SECOND = {"owner": "店长", "partner": "我", "a": "陈阿珍", "b": "王叔", "c": "李"}


@pytest.fixture
def ws() -> Iterator[Workspace]:
    with Workspace.open() as shop:
        yield shop


def phone(names: dict[str, str], day: str = "2026-06-01", count: int = 40, chat: str = "福利群", start: int = 0) -> list[tuple[str, dict[str, Any]]]:
    """`count` lines in turn by everybody, as one phone shows them."""
    people = list(names)
    return [line(names[people[number % len(people)]], f"{day} 12:{number:02d}", f"第{number}句,今天的菜真新鲜", chat=chat)
            for number in range(start, start + count)]


def names_of(ws: Workspace) -> set[frozenset[str]]:
    """The names of each person."""
    frame = ws.table("aliases")
    return {frozenset(group) for _, group in frame.groupby("person_id")["name"]}


def same_people() -> set[frozenset[str]]:
    return {frozenset({FIRST[who], SECOND[who]}) for who in ("a", "b", "c")}


def questions(ws: Workspace, found: Draft, kind: str) -> list[dict[str, Any]]:
    ws.rehearse(found)
    return [question for question in found.questions if question["kind"] == kind]


def test_two_phones_are_one_talk_and_their_names_are_one_person_each(ws: Workspace, tmp_path: Path) -> None:
    """Offered as one, counted once, no name in common needed, not even the group's."""
    keep(ws, tmp_path, phone({**FIRST, "owner": "店长"}))
    proposal = draft(tmp_path, phone({**SECOND, "partner": "老板娘"}, chat="我的老客群"))
    (group,) = questions(ws, proposal, "same_group")
    assert (group["why"], group["equal"]) == ("same_lines", 40)
    (stretch,) = questions(ws, proposal, "same_stretch")
    assert (stretch["equal"], stretch["of"], stretch["people"]) == (40, 40, 3)
    assert set(stretch["names"]) == {(SECOND[who], FIRST[who]) for who in ("a", "b", "c")}
    ws.keep(proposal)
    assert len(ws.table("messages")) == 40
    assert len(ws.table("chats")) == 1
    assert same_people() < names_of(ws)


def test_undoing_the_second_phone_takes_its_names_back(ws: Workspace, tmp_path: Path) -> None:
    """And undoing the first leaves what the second alone would have given."""
    first = keep(ws, tmp_path, phone({**FIRST, "owner": "店长"}))
    before = content(ws)
    second = keep(ws, tmp_path, phone({**SECOND, "partner": "老板娘"}))
    ws.undo(second.batch_id)
    assert content(ws) == before
    keep(ws, tmp_path, phone({**SECOND, "partner": "老板娘"}))
    ws.undo(first.batch_id)
    with Workspace.open() as alone:
        keep(alone, tmp_path, phone({**SECOND, "partner": "老板娘"}))
        assert content(ws) == content(alone)


def test_a_person_may_say_that_two_names_are_two_people(ws: Workspace, tmp_path: Path) -> None:
    """The evidence stays, the decision wins."""
    keep(ws, tmp_path, phone({**FIRST, "owner": "店长"}))
    keep(ws, tmp_path, phone({**SECOND, "partner": "老板娘"}))
    ids = ws.table("aliases").set_index("name")["alias_id"]
    ws.decide_identity(int(ids[FIRST["a"]]), int(ids[SECOND["a"]]), "different")
    assert frozenset({FIRST["a"]}) in names_of(ws)


def test_an_answer_keeps_both_readings(ws: Workspace, tmp_path: Path) -> None:
    """These are two groups after all."""
    keep(ws, tmp_path, phone({**FIRST, "owner": "店长"}))
    keep(ws, tmp_path, phone({**SECOND, "partner": "老板娘"}), answers=Answers(same_stretch=False))
    assert len(ws.table("messages")) == 80 - 16  # the two who are called alike on both phones have equal rows
    assert same_people() & names_of(ws) == set()


@pytest.mark.parametrize(("lines", "one"), [(2, False), (3, True)])
def test_a_name_is_taken_for_another_from_three_lines_on(ws: Workspace, tmp_path: Path, lines: int, one: bool) -> None:
    """Both sides of the setting: the rare speaker has two lines, or three."""
    rare = [line("王叔", f"2026-06-01 13:0{number}", f"稀客第{number}句来了") for number in range(lines)]
    other = [line("老王", f"2026-06-01 13:0{number}", f"稀客第{number}句来了") for number in range(lines)]
    people = {"a": "阿珍", "b": "小李", "c": "林姐"}
    keep(ws, tmp_path, [*phone(people), *rare])
    keep(ws, tmp_path, [*phone({key: f"{name}(客)" for key, name in people.items()}), *other])
    assert (frozenset({"老王", "王叔"}) in names_of(ws)) == one


def test_one_name_for_two_people_proves_nothing(ws: Workspace, tmp_path: Path) -> None:
    """On one phone two people share a name: four fifths of their lines do not meet one name."""
    keep(ws, tmp_path, phone({"a": "阿珍", "b": "老王", "c": "小李", "d": "林姐"}))
    keep(ws, tmp_path, phone({"a": "客人", "b": "客人", "c": "李", "d": "林"}))
    assert names_of(ws) == {frozenset({"阿珍"}), frozenset({"老王"}), frozenset({"客人"}), frozenset({"小李", "李"}), frozenset({"林姐", "林"})}


def test_posts_sent_to_two_groups_at_once_are_not_one_talk(ws: Workspace, tmp_path: Path) -> None:
    """Only the shop speaks there: the same lines by one person prove nothing about the group."""
    keep(ws, tmp_path, phone({"owner": "店长"}, chat="通知1群"))
    proposal = draft(tmp_path, phone({"owner": "店长"}, chat="通知2群"))
    assert questions(ws, proposal, "same_group") == []
    ws.keep(proposal)
    assert len(ws.table("chats")) == 2
    assert len(ws.table("messages")) == 80


def with_question(found: Draft) -> Draft:
    found.read.about["questions"].append({"kind": "me"})
    return found


def test_the_owner_of_the_second_phone_is_known_by_her_lines(ws: Workspace, tmp_path: Path) -> None:
    """我 of each file is that owner: 我 on the second phone is who the first one calls 老板娘."""
    keep(ws, tmp_path, phone(FIRST))
    proposal = with_question(draft(tmp_path, phone(SECOND)))
    answers = owners.recognised(ws._shared.connection, proposal, ws.settings)
    assert answers is not None
    assert answers.me == "老板娘"
    keep(ws, tmp_path, phone({**SECOND, "partner": "老板娘"}), answers=answers)
    assert names_of(ws) == {*same_people(), frozenset({"我", "店长"}), frozenset({"老板娘"})}


def test_nobody_is_guessed_from_ones_own_earlier_export_or_from_too_little(ws: Workspace, tmp_path: Path) -> None:
    """The same phone again, an answer that was given, two lines that meet."""
    keep(ws, tmp_path, phone(FIRST))
    ask = lambda found: owners.recognised(ws._shared.connection, found, ws.settings)  # noqa: E731
    assert ask(with_question(draft(tmp_path, phone(FIRST)))) is None
    assert ask(with_question(draft(tmp_path, phone(SECOND), answers=Answers(me="阿月")))) is None
    assert ask(with_question(draft(tmp_path, phone(SECOND, count=10)))) is None
    assert ask(draft(tmp_path, phone(SECOND))) is None


# ---- a file of another shop


def crowd(prefix: str, count: int, chat: str = "福利群", day: str = "2026-06-01") -> list[tuple[str, dict[str, Any]]]:
    return [line(f"{prefix}{number}", f"{day} 1{number // 60}:{number % 60:02d}", "今天来了一位新朋友", chat=chat) for number in range(count)]


def test_a_file_of_strangers_asks_whether_it_is_this_shops(ws: Workspace, tmp_path: Path) -> None:
    """放错店了? k of n; the first files of a shop are never asked."""
    first = draft(tmp_path, crowd("客人", 30))
    assert questions(ws, first, "other_shop") == []
    ws.keep(first)
    (question,) = questions(ws, draft(tmp_path, crowd("路人", 30, chat="别家群")), "other_shop")
    assert (question["shared"], question["of"]) == (0, 30)


@pytest.mark.parametrize(("known", "asked"), [(0, True), (1, True), (2, False)])
def test_one_in_twenty_known_people_is_enough(ws: Workspace, tmp_path: Path, known: int, asked: bool) -> None:
    """Both sides of the setting: 1 of 40 is below it, 2 of 40 is not."""
    keep(ws, tmp_path, crowd("客人", 30))
    rows = [*crowd("客人", known, chat="新群"), *crowd("路人", 40 - known, chat="新群", day="2026-06-02")]
    assert bool(questions(ws, draft(tmp_path, rows), "other_shop")) == asked


@pytest.mark.parametrize(("people", "asked"), [(19, False), (20, True)])
def test_few_people_are_not_asked_about(ws: Workspace, tmp_path: Path, people: int, asked: bool) -> None:
    """Both sides of the setting, on the file's side and on the shop's."""
    keep(ws, tmp_path, crowd("客人", 30))
    assert bool(questions(ws, draft(tmp_path, crowd("路人", people, chat="新群")), "other_shop")) == asked
    with Workspace.open() as small:
        keep(small, tmp_path, crowd("客人", people))
        assert bool(questions(small, draft(tmp_path, crowd("路人", 30, chat="新群")), "other_shop")) == asked


def test_the_first_order_sheet_of_a_shop_of_chats_is_not_asked_about(ws: Workspace, tmp_path: Path) -> None:
    """Buyers' names differ from those in the groups; against earlier buyers they are held."""
    from tests.analytics.storing.drafting import order
    keep(ws, tmp_path, crowd("客人", 30))
    buyers = [order(f"E{number}", f"买家{number}", "2026-06-03 12:00:00", "5") for number in range(25)]
    assert questions(ws, draft(tmp_path, buyers), "other_shop") == []
    keep(ws, tmp_path, [order(f"F{number}", f"买家{number}", "2026-06-03 12:00:00", "5") for number in range(25)])
    strangers = [order(f"G{number}", f"生客{number}", "2026-06-03 12:00:00", "5") for number in range(25)]
    assert len(questions(ws, draft(tmp_path, strangers), "other_shop")) == 1
