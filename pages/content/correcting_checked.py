"""How far the rules can be trusted: a handful of posts to look at, what came of it, and what was changed, to be taken back."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics import Scope, Workspace
from analytics.classify import CATEGORIES
from analytics.metrics import rule_accuracy, shop_posts
from analytics.metrics.content_mix import ContentMix
from analytics.metrics.rule_accuracy import RuleAccuracy
from analytics.texts.words import Texts
from pages.content import confusions, learned
from pages.parts import cache, session

_AT_ONCE, _MOMENTS = 10, 8


def show(ws: Workspace, scope: Scope, result: ContentMix) -> None:
    """Posts to check; how often the rules were right, here and on the shipped sample; what was said, newest first."""
    texts = session.texts()
    found = cache.measured(rule_accuracy.measure, ws, scope)
    st.markdown(said(found, texts))
    with st.expander(texts("ledger.check_title", count=_AT_ONCE), icon=":material/fact_check:"):
        _check(ws, result, found)
    for source in ("own", "sample"):
        if found.confusion.loc[found.confusion["source"] == source, "count"].any():
            st.markdown(f"**{texts(f'ledger.table_{source}')}**")
            confusions.draw_table(found.confusion, source, name=f"ledger_{source}")
    confusions.cell(found.confusion, "own", found.posts, name="ledger_cell")
    learned.show(ws, scope)
    _taken_back(ws, shop_posts.decisions(ws))
    st.caption(texts("ledger.seen", **_rate(found, "sample_seen", texts)))


def said(found: RuleAccuracy, texts: Texts) -> str:
    """One sentence: right so many of so many, on own posts if somebody looked, and on the sample the rules never saw."""
    own = texts("ledger.own", **_rate(found, "own", texts)) if found.coverage["checked"] else texts("ledger.own_none")
    return own + texts("ledger.sample", **_rate(found, "sample", texts))


def _rate(found: RuleAccuracy, source: str, texts: Texts) -> dict[str, object]:
    row, wrong = found.rate(source), found.rate(source, "wrong")
    return {
        "count": row["count"],
        "of": row["of"],
        "wrong": wrong["count"],
        **{name: texts.share(row[name], 100) for name in ("share", "low", "high")},
    }


def _check(ws: Workspace, result: ContentMix, found: RuleAccuracy) -> None:
    texts = session.texts()
    rows = shop_posts.to_check(result.posts, set(found.checked["post_id"]), _AT_ONCE)
    if rows.empty:
        st.caption(texts("ledger.check_done"))
        return
    st.caption(texts("ledger.check_how"))
    given = rows[["post_id", "text", "category"]].assign(text=rows["text"].fillna(""))
    given["category"] = given["category"].astype("object").where(given["category"].notna(), None)
    edited = st.data_editor(
        given,
        key=f"ledger_check_{texts.language}_{ws.data_version}",
        hide_index=True,
        placeholder="—",
        disabled=["text"],
        column_order=("category", "text"),
        column_config={
            "text": st.column_config.TextColumn(texts("content.column_text"), width="large"),
            "category": st.column_config.SelectboxColumn(
                texts("content.column_category"), options=list(CATEGORIES), format_func=lambda one: texts(f"category.{one}")
            ),
        },
    )
    if st.button(texts("ledger.check_save"), key="ledger_check_save"):
        ws.correct_posts(shop_posts.looked_at(rows, dict(zip(edited["post_id"], edited["category"], strict=True))))
        st.toast(texts("content.saved"))
        st.rerun()


def _taken_back(ws: Workspace, moments: pd.DataFrame) -> None:
    texts = session.texts()
    if moments.empty:
        return
    with st.expander(texts("ledger.undo_title", count=len(moments)), icon=":material/undo:"):
        for row in moments.head(_MOMENTS).to_dict("records"):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(
                    texts(
                        "ledger.undo_line",
                        at=f"{row['decided_at']:%Y-%m-%d %H:%M}",
                        count=row["decisions"],
                        what=texts(f"ledger.decision.{row['kind']}"),
                    )
                )
                if st.button(texts("ledger.undo"), key=f"ledger_undo_{row['decided_at'].isoformat()}", type="tertiary"):
                    ws.take_back_posts(row["decided_at"].to_pydatetime())
                    st.rerun()
