"""愿意推荐吗 / Would they recommend us: the score with its range, who said what, and a way to ask."""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics import Scope, Workspace
from analytics.charts import nps as charts
from analytics.metrics import nps
from analytics.metrics.nps import GROUPS, Nps
from analytics.texts.words import Texts
from pages.members import value_nps_entry
from pages.parts import cache, session
from pages.parts import show as draw
from pages.parts.markdown import escaped, plain


def show(ws: Workspace, scope: Scope) -> None:
    """Score, picture, answers and reasons, response; then question, sheet and quick entry."""
    texts, result = session.texts(), cache.measured(nps.measure, ws, scope)
    st.markdown(f"**{escaped(verdict(result, texts))}**")
    if len(result.waves):
        picked = draw.chart(charts.waves(result, texts), key="nps_waves", on_select=True, alt_text=texts("nps.chart_alt"))
        draw.missing(lines(result, texts))
        _answers(result, picked)
        _response(ws, result)
    _yes_no(result)
    value_nps_entry.show(ws, result)
    draw.definition("nps.definition")


def verdict(result: Nps, texts: Texts) -> str:
    """The score of the last wave, or only counts, or that nobody was asked."""
    if result.waves.empty:
        return texts("nps.only_yes_no" if len(result.yes_no) else "nps.nobody")
    last = result.waves.iloc[-1]
    counts = {name: int(last[name]) for name in ("answers", "promoters", "passives", "detractors")}
    if last["score"] != last["score"]:
        return texts("nps.counts_only", **counts, need=session.settings().nps.score_from_answers)
    return texts("nps.verdict", **counts, score=f"{last['score']:+.0f}", low=f"{last['low']:+.0f}", high=f"{last['high']:+.0f}")


def lines(result: Nps, texts: Texts) -> list[str]:
    """Change against the wave before, and what was not counted."""
    found, cover = [], result.coverage
    if result.change is not None:
        gap, low, high = result.change
        word = "same" if low <= 0 <= high else "more" if gap > 0 else "less"
        found.append(texts("nps.change", gap=f"{gap:+.0f}", low=f"{low:+.0f}", high=f"{high:+.0f}",
                           word=texts(f"certainty.{word}")))
    found += [texts(f"nps.left_{name}", count=cover[name]) for name in ("refused", "anonymous", "undated") if cover[name]]
    replaced = int(result.waves["replaced"].sum())
    return [*found, texts("nps.replaced", count=replaced)] if replaced else found


def _answers(result: Nps, picked: list[dict[str, Any]]) -> None:
    """The answers of the clicked piece, else of a group of the last wave."""
    texts, last = session.texts(), int(result.waves["wave"].iloc[-1])
    clicked = [one for one in picked if one.get("kind") in GROUPS]
    wave = int(clicked[0]["number_of_wave"]) if clicked else last
    group = clicked[0]["kind"] if clicked else st.segmented_control(
        texts("nps.which"), GROUPS, default=GROUPS[2], required=True, label_visibility="collapsed",
        key=f"nps_group_{texts.language}",
        format_func=lambda one: texts("nps.group_count", group=texts(f"nps.group.{one}"), count=len(result.people(one, last))))
    rows = result.people(group or GROUPS[2], wave)
    rows = rows.assign(display_name=[plain(name) if isinstance(name, str) else texts("nps.anonymous")
                                     for name in rows["display_name"]])
    draw.people(rows, name="nps_answers", columns=_columns(texts), title=texts(
        "nps.group_count", group=texts(f"nps.group.{group or GROUPS[2]}"), count=len(rows)))


def _columns(texts: Texts) -> dict[str, Any]:
    return {"display_name": texts("nps.column.name"), "score": texts("nps.column.score"),
            "comment": texts("nps.column.comment"),
            "asked_at": st.column_config.DateColumn(texts("nps.column.asked_at"), format="YYYY-MM-DD")}


def _response(ws: Workspace, result: Nps) -> None:
    """Who answered: of how many asked, where that is typed, and of each layer."""
    texts = session.texts()
    with st.expander(texts("nps.response"), icon=":material/group_remove:"):
        for row in result.responses.tail(1).to_dict("records"):
            st.markdown(escaped(texts("nps.responded", share=texts.share(row["share"], row["of"]), count=row["count"],
                                      of=row["of"], low=texts.share(row["low"]), high=texts.share(row["high"]))))
        _asked(ws, result)
        st.caption(texts("nps.bias"))
        if len(result.layers):
            shown = result.layers.assign(layer=[texts(f"layer.{one}") for one in result.layers["layer"]])
            shares = {name: st.column_config.NumberColumn(texts(f"nps.column.{name}"), format="percent")
                      for name in ("share", "low", "high")}
            draw.table(shown, name="nps_layers", columns={
                "layer": texts("nps.column.layer"), "count": texts("nps.column.answered"), "of": texts("nps.column.of"), **shares})


def _asked(ws: Workspace, result: Nps) -> None:
    """How many were asked, a wave: typed once and remembered."""
    texts, days = session.texts(), result.waves.set_index("wave")["last_on"]
    with st.form("nps_asked_form", border=False), st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        wave = st.selectbox(texts("nps.asked_wave"), days.index[::-1].tolist(), key=f"nps_asked_wave_{texts.language}", width=220,
                            format_func=lambda one: texts("nps.asked_undated") if days.isna()[one] else texts(
                                "nps.asked_until", day=days[one].date()))
        asked = st.number_input(texts("nps.asked"), min_value=0, value=None, step=1, key="nps_asked", help=texts("nps.asked_help"),
                                width=220)
        if st.form_submit_button(texts("nps.asked_keep"), key="nps_asked_keep"):
            nps.say_asked(ws, result, int(wave), asked)
            st.rerun()


def _yes_no(result: Nps) -> None:
    texts = session.texts()
    for row in result.yes_no.to_dict("records"):
        st.markdown(escaped(texts("nps.yes_no", share=texts.share(row["share"], row["of"]), count=row["count"], of=row["of"],
                                  low=texts.share(row["low"]), high=texts.share(row["high"]))))
