"""Days on record and holes: each hole is asked about once, and an answer can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from analytics import Workspace
from analytics.metrics import coverage_calendar
from tests.analytics.storing.drafting import keep, line, order


@pytest.fixture
def ws() -> Iterator[Workspace]:
    with Workspace.open() as shop:
        yield shop


def export(ws: Workspace, folder: Path, first: int, last: int, name: str, chat: str = "福利群") -> str:
    """An export of days `first` to `last` of June 2026 with a line on the first and the last evening."""
    rows = [line("阿珍", f"2026-06-{first:02d} 12:00:00", f"早{first}", chat=chat),
            line("阿珍", f"2026-06-{last:02d} 21:00:00", f"晚{last}", chat=chat)]
    return keep(ws, folder, rows, file_name=name).batch_id


def states(ws: Workspace) -> str:
    """One letter a day of the only group."""
    return "".join(state[0] for state in coverage_calendar.measure(ws).days["state"])


def test_an_empty_shop_has_an_empty_calendar(ws: Workspace) -> None:
    """Columns, no rows."""
    found = coverage_calendar.measure(ws)
    assert (len(found.days), len(found.holes), len(found.open_holes)) == (0, 0, 0)


def test_recorded_quiet_and_missing_days_are_told_apart(ws: Workspace, tmp_path: Path) -> None:
    """Inside a range a day without a word is quiet; between two ranges it is a hole."""
    export(ws, tmp_path, 1, 3, "一.txt")
    export(ws, tmp_path, 6, 7, "二.txt")
    assert states(ws) == "rqrhhrr"


def test_a_hole_says_its_days_and_the_imports_on_both_sides(ws: Workspace, tmp_path: Path) -> None:
    """Also where a longer file was imported first and a third lies inside it."""
    first = export(ws, tmp_path, 1, 10, "一.txt")
    export(ws, tmp_path, 2, 4, "里面.txt")
    second = export(ws, tmp_path, 13, 14, "二.txt")
    row = coverage_calendar.measure(ws).holes.iloc[0]
    assert (row["first_day"].date(), row["last_day"].date(), row["days"]) == (date(2026, 6, 11), date(2026, 6, 12), 2)
    assert (row["batch_before"], row["batch_after"]) == (first, second)
    assert (row["file_before"], row["file_after"], row["chat_name"]) == ("一.txt", "二.txt", "福利群")


def test_ranges_that_touch_leave_no_hole(ws: Workspace, tmp_path: Path) -> None:
    """The next day is the next day; one day missing is a hole of one day."""
    export(ws, tmp_path, 1, 3, "一.txt")
    export(ws, tmp_path, 4, 5, "二.txt")
    assert coverage_calendar.measure(ws).holes.empty
    export(ws, tmp_path, 7, 8, "三.txt")
    assert coverage_calendar.measure(ws).holes["days"].tolist() == [1]


@pytest.mark.parametrize(("quiet", "answer", "shown"), [(True, "quiet", "rqrqqrr"), (False, "not_exported", "rqrhhrr")])
def test_a_hole_is_asked_about_once(ws: Workspace, tmp_path: Path, quiet: bool, answer: str, shown: str) -> None:
    """Either answer closes the question; taking it back opens it again."""
    export(ws, tmp_path, 1, 3, "一.txt")
    export(ws, tmp_path, 6, 7, "二.txt")
    hole = coverage_calendar.measure(ws).open_holes.iloc[0]
    ws.answer_hole(hole["chat_id"], hole["first_day"].date(), hole["last_day"].date(), quiet)
    found = coverage_calendar.measure(ws)
    assert (found.holes["answer"].tolist(), len(found.open_holes), states(ws)) == ([answer], 0, shown)
    ws.answer_hole(hole["chat_id"], hole["first_day"].date(), hole["last_day"].date(), None)
    assert (len(coverage_calendar.measure(ws).open_holes), states(ws)) == (1, "rqrhhrr")


def test_changing_the_mind_leaves_one_answer(ws: Workspace, tmp_path: Path) -> None:
    """First quiet, then not exported."""
    export(ws, tmp_path, 1, 1, "一.txt")
    export(ws, tmp_path, 3, 3, "二.txt")
    chat = coverage_calendar.measure(ws).holes["chat_id"].iloc[0]
    ws.answer_hole(chat, date(2026, 6, 2), date(2026, 6, 2), True)
    ws.answer_hole(chat, date(2026, 6, 2), date(2026, 6, 2), False)
    assert coverage_calendar.measure(ws).holes["answer"].tolist() == ["not_exported"]
    assert states(ws) == "rhr"


def test_an_answered_hole_that_a_later_file_fills_in_part_stays_answered(ws: Workspace, tmp_path: Path) -> None:
    """Answers are remembered a day at a time; new missing days are a new question."""
    export(ws, tmp_path, 1, 2, "一.txt")
    export(ws, tmp_path, 9, 10, "二.txt")
    chat = coverage_calendar.measure(ws).holes["chat_id"].iloc[0]
    ws.answer_hole(chat, date(2026, 6, 3), date(2026, 6, 8), False)
    export(ws, tmp_path, 5, 6, "三.txt")
    assert coverage_calendar.measure(ws).holes["answer"].tolist() == ["not_exported", "not_exported"]
    export(ws, tmp_path, 12, 13, "四.txt")
    assert len(coverage_calendar.measure(ws).open_holes) == 1


def test_each_group_has_holes_of_its_own_and_orders_have_their_days(ws: Workspace, tmp_path: Path) -> None:
    """A gap in one group is none in the other."""
    export(ws, tmp_path, 1, 2, "一.txt", "东门群")
    export(ws, tmp_path, 4, 5, "二.txt", "东门群")
    export(ws, tmp_path, 1, 5, "三.txt", "西门群")
    keep(ws, tmp_path, [order("E1", "阿珍", "2026-06-02 12:00:00", "5"), order("E2", "阿珍", "2026-06-04 21:00:00", "5")])
    found = coverage_calendar.measure(ws)
    assert found.holes["chat_name"].tolist() == ["东门群"]
    orders = found.days[found.days["chat_id"].isna()]
    assert (orders["state"].unique().tolist(), len(orders)) == (["orders"], 3)
    assert coverage_calendar.measure(ws.masked()).holes["chat_name"].str.startswith("群").all()
