"""Pictures of the path to purchase: who got to each step, and whether those who talk buy more."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from analytics.charts import theme
from analytics.metrics.funnel import Funnel
from analytics.texts.words import Texts

PICKED = "picked"
_LOST = "#C3CBD6"
_HEIGHT = 320
# Those who still have time stand beside those whose time is over, never on top of them.
_LANES = alt.XOffset("lane:N", scale=alt.Scale(domain=["main", "open"], paddingInner=0.08))


def step_word(step: str, texts: Texts) -> str:
    """The name of a step (funnel_steps.keys) or an event; an event of a sheet keeps the name that it has there.

    「首单 或 接龙」, 「下单（石岐店）」, 「下单 2」 for the second of equal steps.
    """
    name, _, again = step.partition("#")
    events, _, wishes = name.removesuffix("]").partition("[")
    said = texts("path.either").join(_event_word(event, texts) for event in events.split("|"))
    if wishes:
        said = texts("path.with_wish", step=said, wish=texts.listing(_wish(one, texts) for one in wishes.split(",")))
    return f"{said} {again}" if again else said


def _event_word(event: str, texts: Texts) -> str:
    key = f"deals.step.{event}"
    return texts(key) if texts.has(key) else event


def _wish(wish: str, texts: Texts) -> str:
    field, _, value = wish.partition("=")
    if field == "amount_from":
        return texts("path.amount_from", yuan=texts.money(float(value)))
    key = f"category.{value}"
    return texts(key) if field == "category" and texts.has(key) else value


def duration(hours: float, texts: Texts) -> str:
    """5 小时, 12 天; “—” where it is not known."""
    if hours != hours:
        return texts.number(None)
    return texts("deals.hours", value=round(hours)) if hours < 48 else texts("deals.days", value=round(hours / 24))


def steps(result: Funnel, texts: Texts) -> alt.LayerChart:
    """One bar a step: solid who got there with the interval of the step's share, lying stripes who was lost on the way,
    slanting ones who still has time.

    Picks `step` and `state` (reached, dropped, open).
    """
    frame = pieces(result, texts)
    order = frame["name"].drop_duplicates().tolist()
    picked = alt.selection_point(name=PICKED, fields=["step", "state"], on="click", clear="dblclick")
    base = alt.Chart(frame).encode(
        x=alt.X("name:N", sort=order, title=None, axis=alt.Axis(labelAngle=0, labelFontSize=13, labelLimit=160)),
        xOffset=_LANES,
        y=alt.Y("below:Q", title=None, axis=alt.Axis(tickMinStep=1, format=",d")), y2=alt.Y2("top:Q"),
        tooltip=[alt.Tooltip("name:N", title=texts("deals.step_title")),
                 alt.Tooltip("state_name:N", title=texts("deals.state")),
                 alt.Tooltip("said:N", title=texts("deals.people_title")),
                 alt.Tooltip("rate:N", title=texts("path.rate_title"))],
    )
    solid = base.transform_filter("datum.state == 'reached'").mark_bar(
        color=theme.PLAIN, cursor="pointer", cornerRadius=0).encode(
        opacity=theme.faint_unless(picked, 0.5)).add_params(picked)
    lost = base.transform_filter("datum.state == 'dropped' && datum.count > 0").mark_bar(
        color=theme.hatched(_LOST, level=True), cursor="pointer", cornerRadius=0).encode(
        opacity=theme.faint_unless(picked, 0.5))
    still = base.transform_filter("datum.state == 'open' && datum.count > 0").mark_bar(
        color=theme.hatched(theme.PLAIN), cornerRadius=0)
    words = alt.Chart(_words(result, texts)).encode(x=alt.X("name:N", sort=order), y=alt.Y("top:Q"), xOffset=_LANES)
    sure = words.transform_filter("datum.low < datum.high").mark_rule(strokeWidth=2, color=theme.INK).encode(
        y=alt.Y("low:Q"), y2=alt.Y2("high:Q"))
    layers = [
        solid, lost, still, sure, words.mark_text(dy=-36, fontWeight="bold").encode(text=alt.Text("people:N")),
        words.mark_text(dy=-50, fontSize=10).encode(text=alt.Text("whole:N")),
        words.mark_text(dy=-22, fontSize=11).encode(text=alt.Text("share:N")),
        words.mark_text(dy=-8, fontSize=10).encode(text=alt.Text("time:N")),
    ]
    return theme.configure(alt.LayerChart(layer=layers, height=_HEIGHT), texts)


def branch(result: Funnel, texts: Texts) -> alt.LayerChart:
    """Of those who said something useful, and of those who did not: the share who took the next step."""
    frame = result.branch.assign(
        name=[texts(f"deals.branch_{group}") for group in result.branch["group"]],
        said=[texts("deals.branch_bar", share=texts.share(share, of), count=count, of=of) for share, of, count in
              zip(result.branch["share"], result.branch["of"], result.branch["count"], strict=True)],
    )
    base = alt.Chart(frame).encode(y=alt.Y("name:N", sort=frame["name"].tolist(), title=None))
    bar = base.mark_bar(size=24, color=theme.PLAIN).encode(
        x=alt.X("share:Q", axis=alt.Axis(title=None, format="%", tickCount=4), scale=alt.Scale(domainMin=0)),
        tooltip=[alt.Tooltip("name:N", title=texts("deals.branch_who")),
                 alt.Tooltip("said:N", title=texts("deals.people_title"))])
    interval = base.mark_rule(strokeWidth=2, color=theme.INK).encode(x=alt.X("low:Q"), x2=alt.X2("high:Q"))
    words = base.mark_text(align="left", dx=6, dy=-16).encode(x=alt.X("share:Q"), text=alt.Text("said:N"))
    return theme.configure(alt.LayerChart(layer=[bar, interval, words], height=110), texts)


def pieces(result: Funnel, texts: Texts) -> pd.DataFrame:
    """One row a step × state: step, state, count, name, state_name, said, rate, lane, below, top."""
    rows = []
    for row in result.steps.to_dict("records"):
        step, count, previous, pending = (row[name] for name in ("step", "count", "of_previous", "pending"))
        rows += [(step, "reached", count, "main", 0, count, _rate(row, texts)),
                 (step, "dropped", previous - count, "main", count, previous, texts.rate(previous - count, previous)),
                 (step, "open", pending, "open", 0, pending, texts.number(None))]
    frame = pd.DataFrame(rows, columns=["step", "state", "count", "lane", "below", "top", "rate"])
    return frame.assign(
        name=[step_word(step, texts) for step in frame["step"]],
        state_name=[texts(f"deals.state_{state}") for state in frame["state"]],
        said=[texts("deals.people", count=int(count)) for count in frame["count"]],
    )


def _rate(row: dict[Any, Any], texts: Texts) -> str:
    """k of n of the step before with its interval, and of the first step."""
    of, first = row["of_previous"], row["of_first"]
    if not of:
        return texts.number(None)
    return texts("path.rate_hover", rate=texts.rate(row["count"], of), low=texts.share(row["low"], of),
                 high=texts.share(row["high"], of), first=texts.rate(row["count"], first))


def _of_first(row: dict[Any, Any], texts: Texts) -> str:
    """From the third step on how many of the first got there; before, that is the share of the step before."""
    share = texts.share(row["share_of_first"], row["of_first"])
    return texts("path.over_share", share=share) if row["position"] > 2 else ""


def _words(result: Funnel, texts: Texts) -> pd.DataFrame:
    """What stands over each bar, a line each so that narrow pages hold it: people, shares, usual time; low and high: the
    interval of the step's share, in people."""
    rows = []
    for row in result.steps.to_dict("records"):
        name, of = step_word(row["step"], texts), row["of_previous"]
        usual = "" if row["position"] == 1 else texts("path.over_time", time=duration(row["median_hours"], texts))
        ends = (0, 0) if row["position"] == 1 or not of else (row["low"] * of, row["high"] * of)
        rows.append((name, "main", texts("deals.people", count=row["count"]), texts.share(row["share_of_previous"], of), usual,
                     of, *ends, _of_first(row, texts)))
        if row["pending"]:
            rows.append((name, "open", "", "", texts("deals.still_open", count=row["pending"]), row["pending"], 0, 0, ""))
    return pd.DataFrame(rows, columns=["name", "lane", "people", "share", "time", "top", "low", "high", "whole"])
