"""What was done and what came of it; what to do next, with the people."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analytics.metrics import follow_up, last_actions, today, today_facts, wake_up
from analytics.metrics.follow_up import FollowUp
from analytics.metrics.last_actions import ACTIONS, LastActions
from analytics.metrics.today import Today
from analytics.metrics.wake_up import SIDES, WakeUp
from analytics.report.asking import Ask, rate, worded
from analytics.report.model import Figure, Section, Table
from analytics.report.saying import Said, Word
from analytics.scope import Scope
from analytics.workspace import Workspace

_LISTS: dict[str, Any] = {
    "made_on": ("report.done.made_on", "day"), "contacted": ("report.done.contacted", "number"),
    "back": ("report.done.back", "number"), "others": ("report.done.others", "number"),
    "others_back": ("report.done.others_back", "number"), "pending": ("report.done.pending", "number")}
_LAST: dict[str, Any] = {
    "rule": ("report.done.rule", "word"), "count": ("report.done.count", "number"),
    "contacted": ("report.done.contacted", "number"), "contacted_back": ("report.done.active", "number"),
    "others": ("report.done.others", "number"), "others_back": ("report.done.active_anyway", "number")}
_CALLED: dict[str, Any] = {
    "display_name": ("report.act.name", "text"), "rule": ("report.done.rule", "word"), "back": ("report.done.since", "word")}
_PEOPLE: dict[str, Any] = {
    "display_name": ("report.act.name", "text"), "reason": ("report.act.reason", "word"), "chat_name": ("report.act.chat", "text"),
    "last_paid_on": ("report.act.last_paid_on", "day"), "yuan": ("report.act.yuan", "money"), "done": ("report.act.done", "text"),
    "note": ("report.act.note", "text")}


def done(ask: Ask) -> Section:
    """Last time's three things, and of those contacted, who came back, beside those who were not.

    Posts and orders stand among the findings.
    """
    result: WakeUp = ask(wake_up.loop)
    things = _last_time(ask(last_actions.measure))
    if not len(result.lines):
        return Section("done", missing=(Said("report.cannot.done"),), tables=things, definitions=("follow_up.definition",))
    rows = result.groups.to_dict("records")
    figures = tuple(rate(f"done.{row['side']}", Said(f"report.done.side.{row['side']}"), row, "follow_up.definition")
                    for row in rows if row["side"] in SIDES and row["of"])
    waiting = Figure("done.pending", Said("report.done.pending"), float(len(result.pending)), "people", "follow_up.definition")
    said = [Said("report.done.said", {"of": result.of("contacted"), "count": result.count("contacted"),
                                      "word": Word(f"report.done.word.{result.word}")})] if result.of("contacted") else \
        [Said("report.done.too_early", {"count": len(result.pending)})]
    table = Table("follow_ups", Said("report.title.follow_ups"), _LISTS, result.lists)
    return Section("done", tuple(said), (*figures, waiting), tables=(*things, *((table,) if len(result.lists) else ())),
                   definitions=("follow_up.definition",))


def _last_time(last: LastActions) -> tuple[Table, ...]:
    """What was proposed, and what came of it; then who was contacted."""
    if last.rows.empty:
        return ()
    shown = worded(last.rows, "rule", "home.rule")
    tables = [Table("last_actions", Said("report.title.last_actions", {"day": last.before}), _LAST, shown)]
    called = last.lines[last.lines["contacted"]]
    if len(called):
        rows = worded(worded(called.reset_index(drop=True), "rule", "home.rule").assign(
            back=["yes" if one else "no" for one in called["back"]]), "back", "report.done.anything")
        title = Said("report.title.last_contacted", {"count": len(rows)})
        tables.append(Table("last_contacted", title, _CALLED, rows, people=True))
    return tuple(tables)


def actions(ask: Ask) -> Section:
    """Three things to do, in the order of the first screen, and the list of people with room to tick."""
    first, listed = ask(_proposed)
    tasks = first.tasks.head(ACTIONS).to_dict("records")
    if not tasks and listed.list.empty:
        return Section("actions", missing=(Said("home.tasks_none"),), definitions=("follow_up.definition",))
    said = tuple(Said("report.action", {"number": place, "task": task(row)}) for place, row in enumerate(tasks, 1))
    rows = worded(listed.list, "reason", "follow_up.reason").assign(
        done=pd.Series("", index=listed.list.index, dtype="str"), note=pd.Series("", index=listed.list.index, dtype="str"))
    title = Said("report.list_of", {"what": Word("report.act.title"), "count": len(rows)})
    table = (Table("follow_up", title, _PEOPLE, rows, people=True),) if len(rows) else ()
    return Section("actions", said, (Figure("actions.list", Said("report.act.title"), float(len(rows)), "people",
                                            "follow_up.definition"),), tables=table, definitions=("follow_up.definition",))


def _proposed(workspace: Workspace, scope: Scope) -> tuple[Today, FollowUp]:
    """The first screen and the list of people: one read is behind both."""
    read = today_facts.read(workspace, scope)
    return today.measure_from(workspace, read), follow_up.measure_from(workspace, read)


def task(row: dict[Any, Any]) -> Said:
    """老客断了:12 人,先找前 10 人,约 20 分钟."""
    kind = "task_unanswered" if row["rule"] in ("unanswered", "complaint") else "task_line"
    whole = "_all" if row["first"] == row["count"] else ""
    facts = {"title": Word(f"home.rule.{row['rule']}"), "count": int(row["count"]), "first": int(row["first"]),
             "minutes": int(row["minutes"])}
    return Said(f"home.{kind}{whole}", facts)
