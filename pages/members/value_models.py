"""What only experts read on the page of customer worth: who will buy again, how sure that is, what a membership keeps."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from analytics import Scope, Workspace
from analytics.charts import value as charts
from analytics.metrics import buying_bands, buying_model, renewals
from analytics.metrics.buying_model import Forecast, Overdue
from analytics.texts.words import Texts
from pages.parts import cache, session
from pages.parts import show as draw
from pages.parts.markdown import escaped


def show(ws: Workspace, scope: Scope) -> None:
    """Overdue buyers for everybody; model, check, intervals and renewals folded, and only worked out once unfolded."""
    texts, late = session.texts(), cache.measured(buying_model.overdue, ws, scope)
    with st.expander(texts("value.overdue_title", count=len(late.members)), icon=":material/schedule:"):
        _overdue(late)
    box = st.expander(texts("show.expert"), icon=":material/science:", key="value_expert_box", on_change="rerun")
    if box.open:
        with box:
            _model(ws, scope, cache.measured(buying_model.measure, ws, scope))
            st.divider()
            _renewals()


def _overdue(result: Overdue) -> None:
    texts, rows = session.texts(), result.members.sort_values("net", ascending=False, kind="stable")
    st.caption(texts("value.overdue_how", gaps=result.settings.churn.buying_gap_from_times))
    draw.people(rows, name="value_overdue", columns=_columns(texts, "net", "last_on", "own_gap_days", "silent_days", "gaps"))


def _model(ws: Workspace, scope: Scope, result: Forecast) -> None:
    texts = session.texts()
    st.markdown(f"**{texts('value.model_title')}**")
    if result.verdict != "fitted":
        st.markdown(escaped(texts(f"value.model_no.{result.verdict}", **_gate(result))))
        return
    st.markdown(escaped(_said(result, texts)))
    if result.value is None:
        st.caption(texts("value.model_no_value", depends=f"{result.depends:.2f}"))
    rows = result.members.sort_values("next_90", ascending=False, kind="stable")
    draw.people(rows, name="value_forecast", title=texts("value.forecast_people", count=len(rows)),
                columns=_columns(texts, "p_alive", "next_30", "next_90", "worth_90", "net", "last_on"))
    st.caption(texts("value.once_only"))
    _check(result)
    _sure(ws, scope)


def _said(result: Forecast, texts: Texts) -> str:
    gone = len(result.people("probably_gone"))
    return texts("value.model_said", count=len(result.members), next_30=texts.number(result.members["next_30"].sum()),
                 next_90=texts.number(result.members["next_90"].sum()), gone=gone,
                 again=int((result.members["x"] > 0).sum()))


def _gate(result: Forecast) -> dict[str, Any]:
    need = result.gate.set_index("need")
    return {f"{name}_{what}": int(number) if number == number else 0 for name in need.index
            for what, number in (("count", need.loc[name, "count"]), ("from", need.loc[name, "from"]))}


def _check(result: Forecast) -> None:
    texts = session.texts()
    if result.holdout.empty:
        st.caption(texts("value.no_check"))
        return
    st.markdown(f"**{texts('value.check_title')}**")
    picked = draw.chart(charts.holdout(result, texts), key="value_check", on_select=True, alt_text=texts("value.check_alt"))
    last = result.holdout.iloc[-1]
    st.caption(texts("value.check_said", actual=int(last["actual"]), expected=texts.number(float(last["expected"]))))
    until = picked[0].get("until") if picked else None
    if not until:
        st.caption(texts("value.check_click"))
        return
    people = result.bought_again(date.fromisoformat(until))
    draw.people(people, name="value_check_people", columns=_columns(texts, "x"), title=texts(
        "value.check_people", day=date.fromisoformat(until), count=len(people), times=int(people["x"].sum())))


def _sure(ws: Workspace, scope: Scope) -> None:
    """Intervals and layers cost seconds, so they are asked for."""
    texts, wanted = session.texts(), f"value_sure_{ws.uuid}"
    if st.button(texts("value.bands"), key="value_bands", help=texts("value.bands_help")):
        st.session_state[wanted] = True
    if not st.session_state.get(wanted):
        return
    with st.spinner(texts("value.bands_wait")):
        bands = cache.measured(buying_bands.measure, ws, scope)
        layers = cache.measured(buying_bands.by_layer, ws, scope)
    shown = bands.assign(quantity=[texts(f"value.quantity.{one}") for one in bands["quantity"]])
    draw.table(shown, name="value_bands", columns={name: texts(f"value.column.{name}") for name in (
        "quantity", "value", "low", "high", "draws")})
    named = layers.assign(layer=[texts("value.outside") if one == "outside" else texts(f"layer.{one}") for one in layers["layer"]])
    draw.table(named, name="value_by_layer", columns={
        name: texts(f"value.column.{name}") for name in ("layer", "buyers", "next_30", "next_90", "worth_90")})


def _renewals() -> None:
    """Counts typed by hand: a membership has no file."""
    texts = session.texts()
    st.markdown(f"**{texts('value.renewals')}**")
    typed = st.text_input(texts("value.renewals_ask"), key=f"value_renewals_{texts.language}", placeholder="1000 869 743 653",
                          help=texts("value.renewals_help"))
    if not typed:
        return
    found = renewals.project(renewals.counts_in(typed))
    if found.fit is None:
        st.caption(texts("value.renewals_no"))
        return
    draw.chart(charts.renewals(found.curve, texts), key="value_renewals_chart", alt_text=texts("value.renewals_alt"))
    st.caption(texts("value.renewals_said", alpha=f"{found.fit.alpha:.3f}", beta=f"{found.fit.beta:.3f}"))
    draw.table(pd.DataFrame(found.curve), name="value_renewals_table", columns={
        name: texts(f"value.column.{name}") if name == "period" else st.column_config.NumberColumn(
            texts(f"value.column.{name}"), format="percent") for name in ("period", "seen", "share", "low", "high")})


def _columns(texts: Texts, *names: str) -> dict[str, Any]:
    shaped = {"net": "%,.2f", "worth_90": "%,.2f", "next_30": "%.1f", "next_90": "%.1f", "gaps": "%.1f", "p_alive": "percent"}
    days = {"last_on": st.column_config.DateColumn(texts("value.column.last_on"), format="YYYY-MM-DD")}
    return {"display_name": texts("value.column.name"), **{name: days.get(name) or (
        st.column_config.NumberColumn(texts(f"value.column.{name}"), format=shaped[name]) if name in shaped
        else texts(f"value.column.{name}")) for name in names}}
