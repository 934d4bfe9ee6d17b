"""群一览 / All groups: one sortable table, each group's numbers open their people; then each kind by its own measure."""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics import Scope, Workspace
from analytics.charts import group_table as charts
from analytics.metrics import group_record, group_states, group_table
from analytics.metrics.group_table import GroupTable
from analytics.metrics.side_by_side import side_by_side
from pages.members import groups_cards
from pages.members import groups_words as words
from pages.parts import cache, session
from pages.parts import show as draw
from pages.parts.markdown import escaped


def show(ws: Workspace, scope: Scope) -> None:
    """Draw the groups of `scope` in its period."""
    texts = session.texts()
    with side_by_side() as ask:
        standing = ask.submit(cache.measured, group_states.measure, ws, scope)
        result = cache.measured(group_table.measure, ws, scope)
    states = standing.result().groups
    if result.groups.empty:
        draw.verdict(texts("group_table.none"))
        draw.definition("group_table.definition")
        return
    draw.verdict(words.verdict(result, texts))
    draw.cards(words.cards(result, texts))
    picked = _picture(result)
    st.markdown(f"##### {texts('group_table.table')}")
    rows = draw.table(words.table(result, states, texts), name="group_table", columns=words.columns(result, texts), select="one")
    st.caption(texts("group_table.pick"))
    _one(ws, result, rows, picked)
    kinds = groups_cards.by_kind(ws, scope)
    draw.definition("group_table.definition", *(["scorecards.definition"] if kinds else []))
    draw.missing(words.gaps(result, texts))


def _picture(result: GroupTable) -> list[dict[str, Any]]:
    texts, picture = session.texts(), charts.speakers(result, session.texts())
    if picture is None:
        return []
    st.markdown(f"**{texts('group_table.chart')}**")
    return draw.chart(picture, key="group_table_bars", on_select=True, alt_text=texts("group_table.chart_alt"))


def _one(ws: Workspace, result: GroupTable, rows: list[int], picked: list[dict[str, Any]]) -> None:
    """The group of the marked row, else of the clicked bar, else the first: its kind and its lists."""
    ids = result.groups["chat_id"].tolist()
    clicked = [one["chat_id"] for one in picked if one.get("chat_id") in ids]
    chat_id = ids[rows[0]] if rows else clicked[0] if clicked else ids[0]
    row = result.groups.set_index("chat_id", drop=False).loc[[chat_id]].iloc[0]
    with st.container(border=True):
        st.markdown(f"**{escaped(str(row['chat_name']))}**")
        _kind(ws, chat_id, str(row["chat_type"]))
        _lists(result, chat_id, row)


def _kind(ws: Workspace, chat_id: str, current: str) -> None:
    """What kind of group it is, to change on the spot."""
    texts, key = session.texts(), f"group_table_kind_{chat_id}_{session.language()}"
    st.selectbox(texts("group_table.kind"), group_record.TYPES, index=group_record.TYPES.index(current), key=key, width=260,
                 format_func=lambda one: texts(f"groups.type.{one}"),
                 on_change=lambda: ws.set_chat(chat_id, chat_type=st.session_state[key]))
    if current == group_record.TYPES[-1]:
        st.caption(texts("group_table.kind_ask"))


def _lists(result: GroupTable, chat_id: str, row: Any) -> None:
    texts, known = session.texts(), words.openable(row)
    if not known:
        st.caption(texts("group_table.nobody"))
        return
    chosen = st.pills(texts("group_table.lists"), known, default=known[0], required=True, label_visibility="collapsed",
                      key=f"group_table_list_{chat_id}_{texts.language}",
                      format_func=lambda number: texts("group_table.list_line", title=texts(f"group_table.list.{number}"),
                                                       count=int(row[words.COLUMN.get(number, number)])))
    draw.table(words.listed(result.people(chosen, chat_id), chosen, texts), name=f"group_people_{chosen}",
               columns=words.list_columns(chosen, texts))
