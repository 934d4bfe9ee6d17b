"""Everybody in one list: search, open one person, see every name, and part names that do not belong."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics import Workspace
from analytics.metrics import who
from analytics.metrics.who import Who
from analytics.texts.words import Texts
from pages.data import people_decided
from pages.parts import problems, session
from pages.parts import show as draw
from pages.parts.markdown import escaped, plain


def show(ws: Workspace, found: Who) -> None:
    """A field to search in, the list, and the person that was ticked."""
    texts = session.texts()
    words = st.text_input(texts("people.search"), key=f"people_search_{texts.language}", placeholder=texts("people.search_hint"))
    rows = who.find(ws, found.people, words)
    if rows.empty:
        st.caption(texts("people.search_none"))
        return
    st.caption(texts("people.list_how"))
    ticked = draw.table(listed(rows), name="people", columns=columns(), select=True, height=380)
    for position in ticked[:1]:
        _person(ws, int(rows["person_id"].iloc[position]), str(rows["display_name"].iloc[position]))


def listed(rows: pd.DataFrame) -> pd.DataFrame:
    """People as the table shows them: roles and marks in words."""
    texts = session.texts()
    marked = rows["ambiguous"] | rows["reseller"] | rows["role"].notna()
    known = rows.loc[marked, ["ambiguous", "reseller", "role", "role_until"]].to_dict("records")
    marks = pd.Series([texts.listing(_marks(row, texts)) for row in known], index=rows.index[marked], dtype="str")
    return rows.assign(marks=marks.reindex(rows.index, fill_value=""))


def _marks(row: dict[Any, Any], texts: Texts) -> list[str]:
    said = []
    if isinstance(row["role"], str):
        ended = pd.notna(row["role_until"])
        name = texts(f"people.role.{row['role']}")
        said.append(texts("people.role_ended", role=name, day=row["role_until"].date()) if ended else name)
    said += [texts(f"people.mark.{name}") for name in ("ambiguous", "reseller") if row[name]]
    return said


def columns() -> dict[str, Any]:
    """Columns of a list of people."""
    return _configured("display_name", "names", "chats", "messages", "orders", "spent", "first_seen", "last_seen", "marks")


def name_columns() -> dict[str, Any]:
    """Columns of a list of names."""
    return _configured("name", "chat", "phone_end", "messages", "orders", "spent", "first_seen", "last_seen", "why")


def _configured(*names: str) -> dict[str, Any]:
    """Labels, money and days as people read them."""
    label = {name: session.texts()(f"people.column.{name}") for name in names}
    days = {name: st.column_config.DateColumn(label[name], format="YYYY-MM-DD") for name in ("first_seen", "last_seen")}
    return {**label, "spent": st.column_config.NumberColumn(label["spent"], format="%,.2f"), **days}


def _person(ws: Workspace, person_id: int, name: str) -> None:
    """One person's names, with those to part ticked."""
    texts, names = session.texts(), who.names_of(ws, person_id)
    with st.container(border=True):
        st.markdown(f"**{escaped(texts('people.names_of', name=name, count=len(names)))}**")
        ticked = draw.table(named(ws, names), name=f"people_names_{person_id}", columns=name_columns(), select=len(names) > 1,
                            download=False)
        if len(names) < 2:
            return
        st.caption(texts("people.split_how"))
        if st.button(texts("people.split", count=len(ticked)), key=f"split_person_{person_id}", disabled=not ticked):
            leave = [int(one) for one in names["alias_id"].iloc[ticked]]
            with problems.calm():
                people_decided.watched(ws, tuple(names["alias_id"].tolist()), lambda: ws.split_person(person_id, leave))


def named(ws: Workspace, names: pd.DataFrame) -> pd.DataFrame:
    """The names of people with the group each was seen in, in words."""
    texts, chats = session.texts(), ws.chat_words()
    return names.assign(
        name=names["name"].map(plain), chat=[chats.get(one, texts("people.outside")) for one in names["chat_id"]],
        why=[texts(f"people.why.{one}") for one in names["decided_by"]])

