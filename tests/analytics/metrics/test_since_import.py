"""After an import: what it brought, and every number opens the list it counts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from analytics import UserError, Workspace
from analytics.metrics import since_import
from analytics.metrics.since_import import SinceImport
from tests.analytics.storing.drafting import keep, line, order


@pytest.fixture
def ws() -> Iterator[Workspace]:
    with Workspace.open() as shop:
        yield shop


def days(who: str, first: int, last: int, chat: str = "福利群", month: int = 6) -> list[tuple[str, dict[str, Any]]]:
    """A line every evening."""
    return [line(who, f"2026-{month:02d}-{day:02d} 21:00:00", f"今天的汤很好喝{who}{day}", chat=chat) for day in range(first, last + 1)]


def numbers(found: SinceImport) -> dict[str, int]:
    return dict(zip(found.numbers["kind"], found.numbers["count"], strict=True))


def test_new_orders_and_their_money_count_once_and_without_what_was_known(ws: Workspace, tmp_path: Path) -> None:
    """A refund of a known order is no new order; unpaid and wholly refunded ones are none."""
    keep(ws, tmp_path, [order("E1", "阿珍", "2026-06-01 12:00:00", "100")])
    receipt = keep(ws, tmp_path, [
        order("E1", "阿珍", "2026-06-01 12:00:00", "100", refund="10", status="partially_refunded"),
        order("E2", "阿珍", "2026-06-02 12:00:00", "50", refund="5"), order("E3", "老王", "2026-06-02 12:00:00", "30", status="unpaid"),
        order("E4", "老王", "2026-06-02 12:00:00", "30", refund="30", status="refunded")])
    found = since_import.measure(ws, receipt.batch_id)
    assert found.people("orders")[["order_id", "display_name", "cents"]].to_numpy().tolist() == [["E2", "阿珍", 4500]]
    assert found.numbers.set_index("kind")["cents"]["orders"] == 4500
    assert numbers(found)["orders"] == 1


def test_new_people_are_those_nothing_named_before(ws: Workspace, tmp_path: Path) -> None:
    """A buyer known from the group is not new; the import before knew only two."""
    first = keep(ws, tmp_path, [*days("阿珍", 1, 2), *days("老王", 1, 2)])
    second = keep(ws, tmp_path, [order("E1", "阿珍", "2026-06-03 12:00:00", "5"), order("E2", "过客", "2026-06-03 12:00:00", "5")])
    assert sorted(since_import.measure(ws, first.batch_id).people("people")["display_name"]) == ["老王", "阿珍"]
    assert since_import.measure(ws, second.batch_id).people("people")["display_name"].tolist() == ["过客"]


def test_who_has_gone_silent_since_the_record_before(ws: Workspace, tmp_path: Path) -> None:
    """14 days without a word are not silence, 15 are (setting); who was silent already is not told again."""
    keep(ws, tmp_path, [*days("阿珍", 1, 10), *days("老王", 1, 9), *days("店长", 1, 10)])
    receipt = keep(ws, tmp_path, days("店长", 11, 24))
    found = since_import.measure(ws, receipt.batch_id)
    assert found.people("silent")["display_name"].tolist() == ["老王"]
    assert str(found.before) == "2026-06-10"
    later = keep(ws, tmp_path, days("店长", 25, 26))
    assert since_import.measure(ws, later.batch_id).people("silent")["display_name"].tolist() == ["阿珍"]


def test_questions_nobody_answered_are_those_of_the_new_days(ws: Workspace, tmp_path: Path) -> None:
    """The old question is not news, the answered one is none."""
    keep(ws, tmp_path, [*days("店长", 1, 3), line("阿珍", "2026-06-02 10:00:00", "请问明天几点开门?")])
    ws.decide_role(None, int(ws.table("aliases").set_index("name")["person_id"]["店长"]), "运营")
    receipt = keep(ws, tmp_path, [
        *days("店长", 4, 6), line("老王", "2026-06-05 09:00:00", "请问还有猪肚鸡吗?"),
        line("阿珍", "2026-06-05 20:30:00", "请问今天还有位置吗?"), line("店长", "2026-06-05 20:31:00", "有的,过来就行")])
    found = since_import.measure(ws, receipt.batch_id)
    assert found.people("unanswered")[["display_name", "chat_name", "text"]].to_numpy().tolist() == [
        ["老王", "福利群", "请问还有猪肚鸡吗?"]]


def test_what_earlier_decisions_settled_by_themselves_is_counted(ws: Workspace, tmp_path: Path) -> None:
    """按你上次的改法自动归了: who is who, roles, groups; a decision made afterwards is none."""
    keep(ws, tmp_path, [*days("阿珍", 1, 1), *days("珍姐", 1, 1), *days("店长", 1, 1), *days("老王", 1, 1, chat="西门群")])
    ids = ws.table("aliases").set_index("name")["person_id"]
    ws.decide_identity(int(ids["阿珍"]), int(ids["珍姐"]), "same")
    ws.decide_role(None, int(ids["店长"]), "运营")
    east, west = (ws.table("chats").set_index("chat_name")["chat_id"][name] for name in ("福利群", "西门群"))
    ws.merge_chats(east, west)
    receipt = keep(ws, tmp_path, [*days("珍姐", 2, 4), *days("店长", 2, 3), *days("老王", 2, 2, chat="西门群")])
    found = since_import.measure(ws, receipt.batch_id)
    applied = found.lists["applied"].groupby("kind")["rows"].sum().to_dict()
    assert applied == {"people": 3, "roles": 2, "groups": 6}
    assert numbers(found)["applied"] == 11
    plain = keep(ws, tmp_path, days("小李", 5, 5, chat="南门群"))
    ids = ws.table("aliases").set_index("name")["person_id"]
    ws.decide_role(None, int(ids["小李"]), "客服")
    assert "applied" not in numbers(since_import.measure(ws, plain.batch_id))


def test_every_number_is_as_long_as_its_list_and_a_first_import_has_no_before(ws: Workspace, tmp_path: Path) -> None:
    """Hidden names stay hidden; an import that is gone is said."""
    receipt = keep(ws, tmp_path, [*days("阿珍", 1, 3), order("E1", "阿珍", "2026-06-02 12:00:00", "5")])
    found = since_import.measure(ws, receipt.batch_id)
    assert found.before is None
    assert numbers(found) == {kind: len(frame) for kind, frame in found.lists.items()} == {"orders": 1, "people": 1}
    hidden = since_import.measure(ws.masked(), receipt.batch_id)
    assert "阿珍" not in str([frame.to_dict() for frame in hidden.lists.values()])
    ws.undo(receipt.batch_id)
    with pytest.raises(UserError, match="undo_unknown"):
        since_import.measure(ws, receipt.batch_id)
