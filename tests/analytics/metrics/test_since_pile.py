"""What several imports brought together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from analytics import Workspace
from analytics.metrics import since_import, since_pile
from tests.analytics.storing.drafting import keep, line, order


@pytest.fixture
def ws() -> Iterator[Workspace]:
    with Workspace.open() as shop:
        yield shop


def test_orders_of_several_files_add_up(ws: Workspace, tmp_path: Path) -> None:
    """An order that both files hold is new in the first only; money and rows are sums."""
    first = keep(ws, tmp_path, [order("E1", "阿珍", "2026-06-01 12:00:00", "100")])
    second = keep(ws, tmp_path, [order("E1", "阿珍", "2026-06-01 12:00:00", "100"), order("E2", "老王", "2026-06-02 12:00:00", "50")])
    found = since_pile.measure(ws, (first.batch_id, second.batch_id))
    assert found.lists["orders"]["order_id"].tolist() == ["E1", "E2"]
    assert found.numbers.set_index("kind").loc["orders"].tolist() == [2, 15000]


def test_nobody_is_new_twice(ws: Workspace, tmp_path: Path) -> None:
    """Who speaks in two of the files is one new person, and as many stand in the list as the number says."""
    first = keep(ws, tmp_path, [line("阿珍", "2026-06-01 10:00:00", "早上好呀")])
    second = keep(ws, tmp_path, [line("阿珍", "2026-06-02 10:00:00", "今天吃什么"), line("老王", "2026-06-02 11:00:00", "吃烧鹅吧")])
    found = since_pile.measure(ws, (first.batch_id, second.batch_id))
    assert sorted(found.lists["people"]["display_name"]) == ["老王", "阿珍"]
    assert found.numbers.set_index("kind").loc["people", "count"] == 2


def test_one_import_alone_tells_everything(ws: Workspace, tmp_path: Path) -> None:
    """The same as its own measure, the questions nobody answered included."""
    keep(ws, tmp_path, [line("阿珍", "2026-06-01 10:00:00", "早上好呀")])
    receipt = keep(ws, tmp_path, [line("老王", "2026-06-03 10:00:00", "请问多少钱一份"), line("阿珍", "2026-06-05 21:00:00", "晚上好")])
    found, alone = since_pile.measure(ws, (receipt.batch_id,)), since_import.measure(ws, receipt.batch_id)
    assert found.numbers.to_dict("records") == alone.numbers.to_dict("records")
    assert "unanswered" in found.lists
