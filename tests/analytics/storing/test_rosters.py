"""Two member lists of one group: who is only on the second joined, who is only on the first left, some day between."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import Upload, Workspace

PEOPLE = ("小满", "阿杰", "糖糖", "Lily, 3栋", "NA")


def roster(*names: str, chat: str = "福利群") -> bytes:
    """A list with a stated size, as exporters write it: the whole group."""
    return "\n".join([f"{chat}({len(names)})", "群昵称,入群时间", *(f'"{name}",' for name in names)]).encode()


def take(ws: Workspace, day: date, *names: str, whole: bool | None = None) -> str:
    return ws.import_upload(Upload(f"群成员_{day:%Y%m%d}.csv", roster(*names)), whole_roster=whole).batch_id


def changes(ws: Workspace) -> set[tuple[str, str, date, date]]:
    found = ws.table("roster_changes")
    names = ws.words_for(found["person_id"])
    return {(names[row.person_id], row.change, pd.Timestamp(row.after_day).date(), pd.Timestamp(row.by_day).date())
            for row in found.itertuples()}


@pytest.fixture
def ws():
    with Workspace.open() as shop:
        yield shop


def test_two_whole_lists_say_who_joined_and_who_left(ws):
    """Both days are kept: the exact day is not known."""
    take(ws, date(2026, 6, 1), "小满", "阿杰")
    take(ws, date(2026, 6, 8), "小满", "糖糖")
    assert changes(ws) == {("阿杰", "left", date(2026, 6, 1), date(2026, 6, 8)), ("糖糖", "joined", date(2026, 6, 1), date(2026, 6, 8))}


def test_nothing_of_it_is_written_into_memberships(ws):
    """What is derived from absence is no fact of a file."""
    take(ws, date(2026, 6, 1), "小满", "阿杰")
    take(ws, date(2026, 6, 8), "小满")
    assert ws.table("memberships")["left_at"].isna().all()


@pytest.mark.parametrize(("first", "second"), [(False, None), (None, False)])
def test_a_list_that_is_not_whole_proves_no_absence(ws, first, second):
    """Only between two whole lists does absence mean left, or joined."""
    take(ws, date(2026, 6, 1), "小满", "阿杰", whole=first)
    take(ws, date(2026, 6, 8), "小满", "糖糖", whole=second)
    assert changes(ws) == set()


def test_a_list_without_a_day_proves_no_absence(ws):
    """seen_on is not known: neither before nor after."""
    ws.import_upload(Upload("群成员.csv", roster("小满", "阿杰")))
    take(ws, date(2026, 6, 8), "小满")
    assert changes(ws) == set()


def test_a_part_of_the_list_in_between_brings_the_days_nearer(ws):
    """阿杰 was still there on the 5th, 糖糖 already."""
    take(ws, date(2026, 6, 1), "小满", "阿杰")
    take(ws, date(2026, 6, 5), "阿杰", "糖糖", whole=False)
    take(ws, date(2026, 6, 8), "小满", "糖糖")
    assert changes(ws) == {("阿杰", "left", date(2026, 6, 5), date(2026, 6, 8)), ("糖糖", "joined", date(2026, 6, 1), date(2026, 6, 5))}


def test_lists_of_other_groups_say_nothing_of_this_one(ws):
    """Each group has its own pairs."""
    take(ws, date(2026, 6, 1), "小满", "阿杰")
    ws.import_upload(Upload("群成员_20260608.csv", roster("小满", chat="快闪群")))
    assert changes(ws) == set()


def test_undoing_the_list_between_joins_its_neighbours(ws):
    """Without the middle list, the outer two are next to each other."""
    take(ws, date(2026, 6, 1), "小满", "阿杰")
    between = take(ws, date(2026, 6, 5), "小满")
    take(ws, date(2026, 6, 8), "小满", "阿杰")
    assert {change for _, change, _, _ in changes(ws)} == {"left", "joined"}
    ws.undo(between)
    assert changes(ws) == set()


@settings(deadline=None, max_examples=6)
@given(st.lists(st.sets(st.sampled_from(PEOPLE), min_size=1), min_size=2, max_size=4))
def test_between_each_two_lists_the_changes_are_the_differences(lists):
    """joined = new on the second, left = missing there; whatever the order of import."""
    days = [date(2026, 6, number + 1) for number in range(len(lists))]
    wanted = set()
    for before, after, first, second in zip(lists, lists[1:], days, days[1:], strict=False):
        wanted |= {(name, "joined", first, second) for name in after - before}
        wanted |= {(name, "left", first, second) for name in before - after}
    with Workspace.open() as shop:
        for day, names in reversed(list(zip(days, lists, strict=True))):
            take(shop, day, *sorted(names))
        assert changes(shop) == wanted
