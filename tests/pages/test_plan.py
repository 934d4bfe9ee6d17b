"""The plan page: the articles' plan in one click, what the metric says, edits kept, next week's files, less data."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pandas as pd
import pytest

from analytics import Workspace
from analytics.metrics import sop, sop_presets
from analytics.texts import texts_for
from pages.content import plan_edit, week_rows
from pages.content import plan_words as words
from pages.parts import shops
from tests.pages.conftest import App

ZH, EN = texts_for("zh"), texts_for("en")


def opened(app: App, tab: str, language: str = "zh") -> App:
    """The page with one of its tabs open."""
    app.at.session_state[f"plan_tab_{language}"] = texts_for(language)(f"plan.tab_{tab}")
    app.at.run()
    return app


@pytest.mark.usefixtures("calm")
def test_the_articles_plan_is_taken_over_and_held_against_the_record(sample_home: Path) -> None:
    """No plan: a sentence and a button. Then the numbers of the metric; every tab draws itself; a day can be ticked."""
    app = App(sample_home).go("content", "plan")
    assert ZH("plan.none") in app.words
    app.at.button(key="plan_start").click().run()
    with Workspace.open(sample_home / f"{shops.DEMO}.duckdb") as ws:
        result = sop.measure(ws)
        named = words.names(result.tasks, False, ZH)
        assert words.verdict(result, named, ZH) in app.words
        assert result.tasks["task_id"].isin(sop_presets.RITUALS).sum() == 3
        assert len(opened(app, "check").at.dataframe[0].value) == len(result.tasks)
        for tab in ("next", "edit", "poll", "days"):
            assert not opened(app, tab).at.exception
        before = result.tasks.set_index("task_id").loc["morning"]
        opened(app, "check").at.selectbox(key="plan_task_zh").select("morning").run()
        missed = result.times("morning", ("missed",))["due_on"].dt.date.iloc[0]
        ticks = next(box for box in app.at.multiselect if box.label == ZH("plan.mark_days"))
        ticks.select(missed).run()
        app.at.button(key="plan_mark_done").click().run()
        after = sop.measure(ws).tasks.set_index("task_id").loc["morning"]
    assert (after["count"], after["of"]) == (before["count"] + 1, before["of"])
    assert ZH("sop.state.ticked") in app.words


@pytest.mark.usefixtures("calm")
def test_a_vote_is_kept_and_ranked(sample_home: Path) -> None:
    """Typed once, there at the next visit; hidden names hide it."""
    app = opened(App(sample_home, lang="en").go("content", "plan"), "poll", "en")
    app.at.text_area[0].input("煲汤 40票\n烘焙 10票").run()
    app.at.button(key="plan_poll_save").click().run()
    said = EN("plan.poll_said", topic="煲汤", votes=40, of=50, share="80%") + EN("plan.poll_lead")
    assert said in app.words
    again = opened(App(sample_home, lang="en").go("content", "plan"), "poll", "en")
    assert said in again.words
    hidden = opened(App(sample_home, lang="en", masked="1").go("content", "plan"), "poll", "en")
    assert "煲汤" not in hidden.words


def plan_rows() -> pd.DataFrame:
    """Two tasks as the file keeps them."""
    with Workspace.open() as ws:
        ws.save_sop(pd.DataFrame([
            {"task_id": "morning", "name": ZH("sop.preset.morning"), "evidence": "post", "every": "day", "first_minute": 420,
             "last_minute": 540, "category": "knowledge", "minutes": 15},
            {"task_id": "x1", "name": "阿珍的团购", "evidence": "post", "every": "week", "weekdays": "15", "words": "拼团",
             "valid_from": date(2026, 6, 1)}]))
        return sop.plan(ws)


@pytest.mark.parametrize("masked", [False, True])
def test_editing_nothing_changes_nothing(masked: bool) -> None:
    """To the table and back, names shown or hidden; presets are named in the language that is read."""
    tasks = plan_rows()
    shown = plan_edit.to_rows(tasks, words.names(tasks, masked, EN))
    assert shown["name"].tolist() == [EN("sop.preset.morning"), EN("plan.masked_task", number=2) if masked else "阿珍的团购"]
    assert shown["first"].tolist()[0] == time(7, 0)
    back = plan_edit.from_rows(shown, tasks, masked)
    with Workspace.open() as ws:
        ws.save_sop(back)
        again = sop.plan(ws)
    columns = [name for name in tasks.columns if name != "name"]
    pd.testing.assert_frame_equal(again[columns], tasks[columns])
    assert again["name"].tolist()[1] == "阿珍的团购"


def test_a_new_row_needs_only_a_name() -> None:
    """Every day, done by a post, at any time; an id of its own; blank rows are no tasks."""
    tasks = plan_rows()
    shown = plan_edit.to_rows(tasks, words.names(tasks, False, ZH))
    new = pd.concat([shown, pd.DataFrame([{"name": "晚安"}, {"name": None}])], ignore_index=True)
    with Workspace.open() as ws:
        ws.save_sop(plan_edit.from_rows(new, tasks, masked=False))
        row = sop.plan(ws).iloc[2]
    assert (row["name"], row["every"], row["evidence"]) == ("晚安", "day", "post")
    assert row["task_id"] not in ("morning", "x1")
    assert pd.isna(row["first_minute"])


@pytest.mark.parametrize(("typed", "minutes"), [
    ("7:00–9:00", (420, 540)), ("20:30", (1230, 1230)), ("", (None, None)), ("任何时候", (None, None)), ("9:00-7:00", (None, None)),
    ("23:00-24:00", (1380, 1440)), ("23:00-24:01", (None, None))])
def test_times_of_next_week_are_read_as_typed(typed: str, minutes: tuple[int | None, int | None]) -> None:
    """A span, a moment, nothing; an end before the start or after midnight is no time."""
    row = {"day": date(2026, 11, 2), "time": typed, "name": "早报", "category": "fun", "was": "", "source": "", "minutes": 5, "note": None}
    done = week_rows.from_rows(pd.DataFrame([row, {**row, "day": None}]))
    assert len(done) == 1
    assert tuple(None if pd.isna(one) else one for one in done[["first_minute", "last_minute"]].iloc[0]) == minutes
    entry = week_rows.entries(done, ZH)[0]
    assert (entry.ends is None) == (minutes[0] is None)
    assert entry.note == ZH("category.fun")


@pytest.mark.usefixtures("calm")
def test_orders_alone_can_plan_but_not_be_checked(empty_home: Path, tmp_path: Path) -> None:
    """A plan works without a chat; that nothing can be seen is said."""
    from tests.analytics.metrics.shops import order_file, paid

    app = App(empty_home).make_shop()
    with Workspace.open(app.shop_file) as ws:
        ws.import_file(order_file(tmp_path, [paid(1, "甲", "2026-06-03", "30")]))
    app.go("content", "plan").at.button(key="plan_start").click().run()
    assert ZH("plan.verdict_nothing", tasks=12) in app.words
    assert ZH("plan.gap_days") in app.words
    for tab in ("check", "next", "edit"):
        assert not opened(app, tab).at.exception
