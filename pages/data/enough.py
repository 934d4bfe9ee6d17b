"""资料够不够 / Is the data enough: what can be answered, what cannot, and what to add first."""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics import Scope, Workspace
from analytics.metrics import enough
from analytics.metrics.enough import Enough
from analytics.settings import definitions
from analytics.texts.words import Texts
from pages.data import holes, issues, wording
from pages.parts import cache, session, terms
from pages.parts import show as draw
from pages.parts.markdown import escaped


def show(ws: Workspace, scope: Scope) -> None:
    """Draw the page; it always speaks of the whole shop."""
    texts = session.texts()
    result = cache.measured(enough.measure, ws, None)
    draw.verdict(_verdict(ws, result, texts))
    can, cannot = st.columns(2)
    with can, st.container(border=True, height="stretch"):
        _answered(result)
    with cannot, st.container(border=True, height="stretch"):
        _open(result)
    _needs(ws, result)
    holes.calendar(ws)
    _imports(result)
    _not_read(result)
    draw.definition("enough.definition")


def _verdict(ws: Workspace, result: Enough, texts: Texts) -> str:
    answered, of = int(result.questions["answered"].sum()), len(result.questions)
    if result.best is None:
        return texts("enough.verdict.all", of=of)
    best = result.needs.loc[~result.needs["met"]].iloc[0]
    kind = "some" if best["unlocks"] else "far"
    if result.imports.empty:
        kind = "none"
    return texts(f"enough.verdict.{kind}", of=of, count=answered, unlocks=int(best["unlocks"]),
                 how=_how(ws, str(best["need"]), texts))


def _how(ws: Workspace, need: str, texts: Texts) -> str:
    def said(key: str) -> str:
        return terms.said(definitions()[key], ws.settings[key], texts)

    return texts(f"enough.how.{need}", silent=said("layers.silent_from_days"),
                 edge=said("coverage.orders_month_edge_until_days"))


def _answered(result: Enough) -> None:
    texts = session.texts()
    st.markdown(f"**{texts('enough.can')}**")
    rows = result.questions[result.questions["answered"]]
    for view, questions in rows.groupby("view", sort=False):
        said = texts.listing(texts(f"enough.question.{name}") for name in questions["question"])
        st.markdown(f":material/check: {texts(f'view.{view}')} — {said}")
    if rows.empty:
        st.caption(texts("enough.nothing_here"))


def _open(result: Enough) -> None:
    texts = session.texts()
    st.markdown(f"**{texts('enough.cannot')}**")
    rows = result.questions[~result.questions["answered"]]
    for row in rows.to_dict("records"):
        needs = texts.listing(texts(f"enough.need.{need}") for need in row["missing"])
        line = texts("enough.open_line", question=texts(f"enough.question.{row['question']}"), needs=needs)
        st.markdown(f":material/remove: {escaped(line)}")
    if rows.empty:
        st.caption(texts("enough.nothing_missing"))


def _needs(ws: Workspace, result: Enough) -> None:
    texts, missing = session.texts(), result.needs[~result.needs["met"]]
    if missing.empty:
        return
    st.markdown(f"##### {texts('enough.what_to_add')}")
    rows = missing.assign(how=[_how(ws, need, texts) for need in missing["need"]],
                          need=[texts(f"enough.need.{need}") for need in missing["need"]])
    labels = {name: texts(f"enough.column.{name}") for name in ("need", "unlocks", "waits", "how")}
    draw.table(rows, name="enough_needs", columns=labels, download=False)


def _imports(result: Enough) -> None:
    texts = session.texts()
    st.markdown(f"##### {texts('enough.imports')}")
    if result.imports.empty:
        st.caption(texts("enough.imports_none"))
        return
    names = ("file_name", "imported_at", "read", "kept", "updated", "repeated", "rejected")
    rows = result.imports.assign(file_name=result.imports["file_name"].map(wording.file_name))
    draw.table(rows, name="enough_imports", columns=_labels(names, texts))
    st.caption(texts("enough.sum"))


def _not_read(result: Enough) -> None:
    texts = session.texts()
    with st.expander(texts("enough.not_read", count=len(result.not_read)), icon=":material/rule:"):
        if result.not_read.empty:
            st.caption(texts("enough.not_read_none"))
            return
        st.caption(texts("enough.not_read_how"))
        files = result.not_read["file_name"].map(wording.file_name)
        rows = issues.explained(result.not_read).assign(file_name=files.to_numpy())
        draw.table(rows, name="enough_not_read", columns={**_labels(("file_name",), texts), **issues.labels()})


def _labels(names: tuple[str, ...], texts: Texts) -> dict[str, Any]:
    return {name: texts(f"enough.column.{name}") for name in names}
