"""The plan of posts in the shop's file: versions, what single days are said to be, what is refused, older files."""

from datetime import date

import pandas as pd
import pytest

from analytics import UserError, Workspace
from analytics.storing import sop


def task(name="早报", **other):
    """One task of the plan."""
    return {"task_id": name, "name": name, "evidence": "post", "every": "day", "first_minute": 420, "last_minute": 540, **other}


def plan(*tasks):
    """A plan as a frame."""
    return pd.DataFrame(list(tasks))


def names(ws):
    """The tasks that hold, in order."""
    return ws.table("sop_tasks").sort_values("place")["name"].tolist()


def test_the_newest_version_holds_and_older_ones_can_be_taken_up():
    """Two versions, then none at all, then the first again: it is the fourth."""
    with Workspace.open() as ws:
        before = ws.data_version
        assert ws.save_sop(plan(task("早报"), task("晚间", category="promotion"))) == 1
        assert ws.data_version > before
        ws.save_sop(plan(task("周报", every="week", weekdays="7")))
        assert names(ws) == ["周报"]
        ws.save_sop(plan())
        assert names(ws) == []
        assert ws.take_up_sop(1) == 4
        assert names(ws) == ["早报", "晚间"]
        assert ws.sop_versions()[["version", "tasks"]].to_numpy().tolist() == [[4, 2], [3, 0], [2, 1], [1, 2]]
        with pytest.raises(UserError, match="decision_unknown"):
            ws.take_up_sop(9)


def test_a_saved_task_reads_as_it_was_written():
    """Every column comes back; what was left empty is NULL."""
    given = task(chat_id="c", weekdays="135", month_day=31, form="image", words="早报 快讯", duty="运营", minutes=7.5,
                 category="knowledge", valid_from=date(2026, 6, 1), valid_to=None)
    with Workspace.open() as ws:
        ws.save_sop(plan(given, task("空", first_minute=None, last_minute=None)))
        rows = ws.table("sop_tasks").sort_values("place").to_dict("records")
    kept = {name: rows[0][name] for name in sop.COLUMNS}
    assert {**kept, "valid_from": kept["valid_from"].date()} == {**given, "valid_to": kept["valid_to"]}
    assert pd.isna(kept["valid_to"])
    assert pd.isna(rows[1]["first_minute"])
    assert pd.isna(rows[1]["words"])


@pytest.mark.parametrize(("wrong", "code"), [
    ([task(" ")], "sop_nameless"), ([task(), task()], "sop_twice"), ([task(last_minute=None)], "sop_window"),
    ([task(last_minute=419)], "sop_window"), ([task(last_minute=1441)], "sop_window"), ([task(month_day=0)], "sop_window"),
    ([task(month_day=32)], "sop_window")])
def test_what_cannot_be_is_refused_and_nothing_is_stored(wrong, code):
    """Nameless, twice, half a window, an end before the start, the 32nd."""
    with Workspace.open() as ws:
        with pytest.raises(UserError) as caught:
            ws.save_sop(plan(*wrong))
        assert caught.value.code == code
        assert ws.sop_versions().empty


@pytest.mark.parametrize("right", [task(last_minute=420), task(last_minute=1440), task(month_day=1), task(month_day=31)])
def test_the_edges_are_allowed(right):
    """A window of one minute, until midnight, the 1st, the 31st."""
    with Workspace.open() as ws:
        assert ws.save_sop(plan(right)) == 1


def test_the_last_word_about_a_day_holds():
    """Done, then excused, then nothing; other days keep theirs."""
    first, second = date(2026, 6, 1), date(2026, 6, 2)
    with Workspace.open() as ws:
        ws.mark_sop("早报", [first, second], "done")
        ws.mark_sop("早报", [first], "excused")
        said = ws.table("sop_log").set_index("due_on")["state"]
        assert {day.date(): state for day, state in said.items()} == {first: "excused", second: "done"}
        ws.mark_sop("早报", [second], None)
        assert len(ws.table("sop_log")) == 1
        with pytest.raises(ValueError, match="maybe"):
            ws.mark_sop("早报", [first], "maybe")
