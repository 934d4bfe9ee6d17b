"""人员总表 / The table of people: one row a person, one main tag, one next step; every list and search in one place."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from analytics import Scope, Workspace
from analytics.charts import crossed
from analytics.charts import person_table as charts
from analytics.metrics import classifications, person_table, who
from analytics.metrics.person_table import PersonTable
from analytics.texts import texts_for
from pages.members import person
from pages.members import table_words as wording
from pages.parts import address, cache, choose, session
from pages.parts import show as draw


def show(ws: Workspace, scope: Scope) -> None:
    """Draw the table for `scope` (its last day counts)."""
    person_id = person.chosen()
    if person_id is not None:
        person.show(ws, scope, person_id)
        return
    texts = session.texts()
    result = cache.measured(person_table.measure, ws, scope)
    if result.rows.empty:
        draw.verdict(texts("table.empty"))
        draw.definition("table.definition", as_of=result.as_of)
        return
    draw.verdict(wording.verdict(result, texts))
    draw.cards(wording.cards(result, texts))
    _table(ws, scope, _lists(result))
    draw.definition("table.definition", as_of=result.as_of)
    draw.missing(wording.gaps(result, texts))


def _lists(result: PersonTable) -> tuple[str, ...]:
    """The chips, of which several can be pressed: who stands in all of them. What is chosen stands in the address."""
    texts, known = session.texts(), wording.offered(result)
    asked = [name for name in (address.value("who") or "").split(".") if name in person_table.LISTS and name != "everybody"]
    for name in asked:
        if name not in known:
            draw.missing(texts("table.nobody", name=texts(f"table.list.{name}")))
    chosen = tuple(name for name in known if name in asked)
    if known:
        _chips(result, chosen)
    return chosen


def _chips(result: PersonTable, chosen: tuple[str, ...]) -> None:
    texts, sizes = session.texts(), wording.chips(result, chosen)
    # Another key for other chips: their numbers are part of their labels.
    key = choose.keyed(f"who_{'_'.join(chosen)}", list(chosen))
    st.pills(texts("table.lists"), list(sizes), key=key, selection_mode="multi", label_visibility="collapsed",
             format_func=lambda name: texts("table.chip", name=texts(f"table.list.{name}"), count=sizes[name]),
             on_change=lambda: address.choose("who", ".".join(wording.pressed(result, chosen, st.session_state[key])) or None))
    st.caption(texts("table.chips_how"))


def listed(ws: Workspace, scope: Scope, *, names: tuple[str, ...], order: str, language: str) -> pd.DataFrame:
    """The people of these lists in an order and in words; `tag_id`: the tag itself."""
    rows = wording.ordered(cache.measured(person_table.measure, ws, scope).people(*names), order)
    return wording.in_words(rows.assign(tag_id=rows["tag"]), texts_for(language))


def _table(ws: Workspace, scope: Scope, names: tuple[str, ...]) -> None:
    texts, above = session.texts(), st.container()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words = st.text_input(texts("table.search"), key="table_search", placeholder=texts("table.search_hint"), width=280)
        order = st.selectbox(texts("table.order_label"), list(wording.ORDERS), key=f"table_order_{texts.language}", width=220,
                             format_func=lambda name: texts(f"table.order.{name}"))
        extra = st.multiselect(texts("table.more_columns"), classifications.NAMES, key=f"table_more_{texts.language}", width=320,
                               format_func=lambda name: texts(f"table.class.{name}"), placeholder=texts("table.more_hint"))
    rows = cache.measured(listed, ws, scope, names=names, order=order, language=texts.language)
    rows = _of_classes(rows.assign(**_classes(ws, scope, rows, extra)), extra, "_".join(names))
    with above:
        picked = draw.chart(charts.tags(rows["tag_id"], texts), key="table_tags", on_select=True,
                            alt_text=texts("table.chart_alt"))
        st.caption(texts("table.click"))
    chosen = [one["tag"] for one in picked if "tag" in one]
    found = who.find(ws, rows[rows["tag_id"].isin(chosen)] if chosen else rows, words)
    st.markdown(f"**{texts('table.found', count=len(found))}**")
    marked = draw.table(found, name="everybody", columns=wording.columns(texts, extra), select="one")
    if marked:
        address.choose("person", str(found["person_id"].iloc[marked[0]]))
        st.rerun()


def _classes(ws: Workspace, scope: Scope, rows: pd.DataFrame, names: list[str]) -> dict[str, pd.Series]:
    """A column a classification that somebody added: asked only now, and only once."""
    texts, columns = session.texts(), {}
    for name in names:
        with st.spinner(texts("layers.counting")):
            found = cache.measured(classifications.of, ws, scope, name=name)
        words = {value: crossed.said(value, texts) for value in found["value"].unique()}
        columns[f"class_{name}"] = rows["person_id"].map(found.set_index("person_id")["value"]).map(words)
    return columns


def _of_classes(rows: pd.DataFrame, names: list[str], listed: str) -> pd.DataFrame:
    """The rows of the pressed values: a row of chips a column that was added, each with how many rows it leaves."""
    texts = session.texts()
    for name in names:
        sizes = {str(value): int(count) for value, count in rows[f"class_{name}"].value_counts().items()}
        # Other rows are other chips: their numbers are part of their labels.
        chosen = st.pills(
            texts(f"table.class.{name}"), list(sizes), selection_mode="multi", format_func=partial(_chip, sizes=sizes),
            key=f"table_class_{name}_{listed}_{len(rows)}_{texts.language}")
        rows = rows[rows[f"class_{name}"].isin(chosen)].reset_index(drop=True) if chosen else rows
    return rows


def _chip(value: str, sizes: dict[str, int]) -> str:
    return session.texts()("table.chip", name=value, count=sizes[value])
