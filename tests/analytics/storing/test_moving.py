"""An import laid into another shop, and what an undo takes along."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from analytics import UserError, Workspace
from analytics.importers.answers import Answers
from tests.analytics.storing.drafting import keep, line, moment, order
from tests.analytics.storing.test_groups import EAST, WEST, talk
from tests.analytics.storing.test_keeping import _NO_SHRINKING, _batch, _rows, content

SAMPLE = Path(__file__).parents[3] / "sample_data"


@pytest.fixture
def ws() -> Iterator[Workspace]:
    with Workspace.open() as shop:
        yield shop


@pytest.fixture
def other() -> Iterator[Workspace]:
    with Workspace.open() as shop:
        yield shop


@settings(max_examples=6, deadline=None, phases=_NO_SHRINKING, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=_batch, second=_batch)
def test_a_moved_import_is_as_if_it_had_gone_to_the_other_shop_at_once(tmp_path_factory, first, second):
    """Repeated rows too: both shops look as if each file had been dropped where it now is."""
    folder = tmp_path_factory.mktemp("drafts")
    with Workspace.open() as wrong, Workspace.open() as right, Workspace.open() as alone, Workspace.open() as rest:
        keep(wrong, folder, _rows(first))
        moved = wrong.move_import(keep(wrong, folder, _rows(second)).batch_id, right)
        assert moved.tables == keep(alone, folder, _rows(second)).tables
        keep(rest, folder, _rows(first))
        assert content(right) == content(alone)
        assert content(wrong) == content(rest)


@pytest.mark.parametrize("file", sorted(path for path in SAMPLE.rglob("*") if path.suffix in {".csv", ".xlsx", ".txt"}
                                        and path.stat().st_size < 300_000), ids=lambda path: path.name)
def test_every_sample_file_moves_with_its_whole_receipt(ws: Workspace, other: Workspace, file: Path) -> None:
    """Counts by table and part, issues, people, groups: nothing is lost on the way."""
    receipt = ws.import_file(file)
    before = content(ws)
    moved = ws.move_import(receipt.batch_id, other)
    assert (moved.tables, moved.by_part, moved.format, moved.file_name) == (
        receipt.tables, receipt.by_part, receipt.format, receipt.file_name)
    assert moved.issues.sort_values(list(moved.issues)).to_numpy().tolist() == (
        receipt.issues.sort_values(list(receipt.issues)).to_numpy().tolist())
    assert content(other) == before
    assert ws.table("people").empty
    assert ws.table("imports")["undone_at"].notna().all()


def test_what_the_file_said_of_itself_goes_along(ws: Workspace, other: Workspace, tmp_path: Path) -> None:
    """Its day, the owner's name, further names of members, rejected rows."""
    rows: list[tuple[str, dict[str, Any]]] = [
        ("members", {"chat": "福利群", "name": "阿珍", "other_names": "珍珍\x1f陈小姐", "joined_at": moment("2026-05-01 00:00")}),
        line("店长", "2026-06-01 12:00", "早上好", is_self=True)]
    receipt = keep(ws, tmp_path, rows, answers=Answers(me="店长", seen_on=date(2026, 6, 9), whole_roster=True),
                   issues=(("members", "", 9, "joined_at", "date_unreadable", "昨天", "rejected"),))
    before = content(ws)
    moved = ws.move_import(receipt.batch_id, other)
    assert content(other) == before
    assert moved.failed == receipt.failed == 1
    assert other.table("rejections")["value"].tolist() == ["昨天"]
    assert keep(other, tmp_path, rows, answers=Answers(me="店长", seen_on=date(2026, 6, 9), whole_roster=True)).kept == 0


def test_an_import_cannot_move_to_where_it_is_or_twice(ws: Workspace, other: Workspace, tmp_path: Path) -> None:
    """Both are said, and nothing changes."""
    batch = keep(ws, tmp_path, talk(EAST, "2026-06-01")).batch_id
    with pytest.raises(UserError, match="moved_nowhere"):
        ws.move_import(batch, ws)
    ws.move_import(batch, other)
    with pytest.raises(UserError, match="undo_unknown"):
        ws.move_import(batch, other)
    assert len(other.table("messages")) == 6


def test_a_group_named_alike_in_the_other_shop_is_judged_there(ws: Workspace, other: Workspace, tmp_path: Path) -> None:
    """Strangers there: a group of its own, as with any file."""
    keep(other, tmp_path, talk(WEST, "2026-06-01"))
    ws.move_import(keep(ws, tmp_path, talk(EAST, "2026-06-01")).batch_id, other)
    assert other.table("chats")["chat_name"].tolist() == ["福利群", "福利群"]


def test_an_undo_says_what_goes_with_it(ws: Workspace, tmp_path: Path) -> None:
    """Rows only this import has, people, groups, decisions, follow-ups; and those numbers are what goes."""
    keep(ws, tmp_path, talk(EAST, "2026-06-01"))
    receipt = keep(ws, tmp_path, [*talk(EAST[:2], "2026-06-01"), *talk(WEST, "2026-06-02", chat="西门群"),
                                  order("E1", "苏苏", "2026-06-03 12:00:00", "30")])
    people = ws.table("aliases").set_index("name")["person_id"]
    ws.decide_role(None, int(people["大刘"]), "运营")
    with ws._shared.connection.writing() as cursor:
        cursor.execute("insert into known_follow_ups select 'a', alias_id, '', date '2026-06-03', '待联系', null, null, null, null "
                       "from known_aliases where name in ('米粒', '阿珍')")
    found = ws.undo_preview(receipt.batch_id)
    assert found.tables.set_index("table_name")["count"].to_dict() == {"messages": 6, "orders": 1}
    assert (found.rows, found.people, found.groups, found.decisions, found.follow_ups, found.posts) == (7, 6, 1, 1, 1, 0)
    before = {name: len(ws.table(name)) for name in ("messages", "orders", "chats")}
    ws.undo(receipt.batch_id)
    assert {name: before[name] - len(ws.table(name)) for name in before} == {"messages": 6, "orders": 1, "chats": 1}
    with pytest.raises(UserError, match="undo_unknown"):
        ws.undo_preview(receipt.batch_id)
