"""The people of a step: when they were last heard of, onto this week's list, what went with getting there, what else."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics import Scope, UserError, Workspace
from analytics.charts import funnel as charts
from analytics.metrics import follow_up
from analytics.metrics.funnel import Funnel
from pages.deals import path_reading, path_tables
from pages.parts import cache, problems, session
from pages.parts import show as draw
from pages.parts.markdown import escaped, plain

REASON = "path"


def show(ws: Workspace, scope: Scope, result: Funnel, choices: dict[str, Any], picked: list[dict[str, Any]]) -> None:
    """The list of a clicked or chosen piece, and a button that puts it on this week's list."""
    texts = session.texts()
    step, state = _picked_or_chosen(result, picked)
    found = path_tables.contacts(path_reading.listed(ws, scope, choices, step, state), texts)
    columns = {name: texts(f"deals.column_{name}") for name in ("person", "entered_at", "at")}
    columns |= {name: texts(f"path.column.{name}") for name in ("last_said_on", "last_paid_on", "chat_name", "hint")}
    if state == "dropped":
        columns["at"] = texts("path.column.stopped_at")
    title = texts(f"deals.list_{state}", step=charts.step_word(step, texts), count=len(found))
    draw.people(found.rename(columns={"display_name": "person"}), name="deals_people", columns=columns, title=title)
    if state != "reached" and len(found):
        _onto_the_list(ws, found)


def apart(ws: Workspace, scope: Scope, result: Funnel, choices: dict[str, Any]) -> None:
    """What went with getting to a step, and what those did who stopped before it."""
    texts = session.texts()
    step = st.selectbox(texts("path.split_to"), result.chain[1:], key=f"path_apart_{texts.language}_{'_'.join(result.chain)}",
                        format_func=lambda one: charts.step_word(one, texts))
    found = path_reading.drivers(ws, scope, choices, step)
    st.markdown(escaped(path_tables.drivers(found, texts)))
    st.caption(texts("path.apart_caution", days=found.days))
    if len(found.flags):
        draw.table(path_tables.drivers_table(found, texts), name="path_drivers", columns={
            name: texts(f"path.column.{name}") for name in ("event", "with", "without", "ratio", "between", "word")})
        options = [(event, did) for event in found.flags["event"] for did in (True, False) if len(found.people(event, did))]
        chosen = st.selectbox(
            texts("deals.list_step"), options, key=f"path_driver_{texts.language}_{step}", format_func=lambda one: plain(texts(
                "path.did" if one[1] else "path.did_not", event=charts.step_word(one[0], texts), count=len(found.people(*one)))))
        people = found.people(*chosen)
        later = [texts("path.later_yes" if one else "path.later_no") for one in people["later"]]
        draw.people(people.assign(later=later), name="path_driver_people",
                    columns={"display_name": texts("show.person"), "later": texts("path.got_there")})
    _instead(ws, scope, choices, step)


def _instead(ws: Workspace, scope: Scope, choices: dict[str, Any], step: str) -> None:
    texts, found = session.texts(), path_reading.instead(ws, scope, choices, step)
    st.markdown(f"**{escaped(texts('path.instead', step=charts.step_word(step, texts)))}**")
    if found.empty:
        st.caption(texts("path.instead_nothing"))
        return
    draw.table(path_tables.instead_table(found, texts), name="path_instead", columns={
        name: texts(f"path.column.{name}") for name in ("event", "count", "share", "between")})


def _onto_the_list(ws: Workspace, found: pd.DataFrame) -> None:
    """The first of them, as many as the list takes, onto 本周跟进."""
    texts, most = session.texts(), int(ws.settings.follow_up.people_until)
    able = found[found["left_on"].isna()]
    chosen = able["person_id"].astype("int64").head(most).tolist()
    st.button(texts("path.to_list", count=len(chosen)), key="path_to_list", icon=":material/playlist_add:", disabled=not chosen,
              on_click=_save, args=(ws, chosen), help=texts("path.to_list_help", most=most))


def _save(ws: Workspace, people: list[int]) -> None:
    listed = cache.measured(follow_up.measure, ws, None)
    new = {person: REASON for person in people if person not in listed.listed}
    try:
        if new:
            ws.set_follow_up(list(new), "open", made_on=listed.as_of, listed={**listed.listed, **new})
    except UserError as error:
        problems.tell(error)
        return
    st.toast(session.texts()("path.on_list", count=len(new), already=len(people) - len(new)))


def _picked_or_chosen(result: Funnel, picked: list[dict[str, Any]]) -> tuple[str, str]:
    """The piece that was clicked, else what the chooser says: first those who were lost."""
    texts = session.texts()
    options = [(step, state) for step in result.chain for state in ("reached", "dropped", "open")
               if not (state == "dropped" and step == result.chain[0])]
    lost = (result.biggest_loss() or result.chain[0], "dropped" if result.biggest_loss() else "reached")
    chosen = st.selectbox(
        texts("deals.list_step"), options, index=options.index(lost),
        key=f"path_people_{session.language()}_{'_'.join(result.chain)}",
        format_func=lambda one: texts(f"deals.list_{one[1]}", step=charts.step_word(one[0], texts),
                                      count=result.size(*one)))
    if picked and (picked[0].get("step"), picked[0].get("state")) in options:
        return picked[0]["step"], picked[0]["state"]
    return chosen
