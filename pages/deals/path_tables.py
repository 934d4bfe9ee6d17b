"""Sentences and tables of the path's further results: groups, weeks, time, reasons, totals, people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from analytics.charts.funnel import step_word
from analytics.metrics.funnel import Funnel
from analytics.metrics.funnel_bridge import Bridge
from analytics.metrics.funnel_compare import OVERALL
from analytics.metrics.funnel_people import Drivers
from analytics.metrics.funnel_split import OTHERS, REST, UNKNOWN, Split
from analytics.metrics.funnel_time import Timing
from analytics.metrics.funnel_totals import Totals
from analytics.texts.words import Texts


def timing(found: Timing, texts: Texts) -> str:
    """How many have got there, and how long the middle half of them took."""
    if not found.count:
        return texts("path.timing_none", of=found.of, step=step_word(found.step, texts))
    quarter, half, three, most = (round(one, 1) for one in found.converters["days"])
    return texts("path.timing", step=step_word(found.step, texts), count=found.count, of=found.of, quarter=quarter, half=half,
                 three=three, most=most)


def curve_table(found: Timing, texts: Texts) -> pd.DataFrame:
    """Every step of the curve."""
    return _in_words(found.curve.assign(days=found.curve["days"].round(2), of=found.of), texts)


def weeks(frame: pd.DataFrame, result: Funnel, texts: Texts) -> str:
    """The last finished interval beside all finished ones before it."""
    done = frame[frame["complete"] & (frame["of"] > 0)]
    if done.empty:
        return texts("path.weeks_none", days=result.window_days)
    last, before = done.iloc[-1], done.iloc[:-1]
    said = texts("path.weeks_last", begins=last["begins"].date(), count=int(last["count"]), of=int(last["of"]),
                 share=texts.share(last["share"], last["of"]))
    of, count = int(before["of"].sum()), int(before["count"].sum())
    return said + (texts("path.weeks_before", count=count, of=of, share=texts.share(count / of, of)) if of else "")


def weeks_table(frame: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """Every interval, newest first; those not over say so instead of a share."""
    newest = frame.iloc[::-1].reset_index(drop=True)
    told = _in_words(newest, texts)
    open_ = [texts("path.not_over")] * len(newest)
    return told.assign(begins=newest["begins"].dt.strftime("%Y-%m-%d"), share=told["share"].where(newest["complete"], open_))


def groups(found: Split, texts: Texts, words: Callable[[str], str]) -> str:
    """Which groups clearly differ; or that none does, or that there is too little."""
    rows = found.groups[~found.groups["value"].isin([OTHERS, UNKNOWN])]
    if len(found.groups) < 2:
        return texts("path.groups_one", by=texts(f"path.by.{found.by}"))
    different = rows[rows["word"].isin(["more", "less"])].to_dict("records")
    against = texts("path.rest") if found.baseline == REST else words(found.baseline)
    if not different:
        small = bool((rows["word"] == "small_sample").all() or not (rows["word"] == "same").any())
        return texts("path.groups_small" if small else "path.groups_same", by=texts(f"path.by.{found.by}"))
    said = [texts(f"path.group_{row['word']}", group=words(row["value"]), count=row["count"], of=row["of"],
                  share=texts.share(row["share"], row["of"])) for row in different]
    return texts("path.groups", against=against, step=step_word(found.step, texts), parts=texts.listing(said))


def groups_table(frame: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """Groups in words."""
    lift = [texts("path.times", value=f"{one:.2f}") if one == one else "—" for one in frame["lift"]]
    return _in_words(frame, texts).assign(group=frame["name"], lift=lift, word=frame["compared"])


def tests_table(frame: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """What experts read of the groups."""
    return pd.DataFrame({
        "group": frame["name"], "gap": [texts.share(one) for one in frame["gap"]],
        "gap_between": [texts("deals.interval", low=texts.share(low), high=texts.share(high))
                        for low, high in zip(frame["gap_low"], frame["gap_high"], strict=True)],
        "p": [_p(one) for one in frame["p"]], "q": [_p(one) for one in frame["q"]]})


def before_table(frame: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """Two periods, step by step."""
    return pd.DataFrame([{
        "step": texts("path.overall") if row["step"] == OVERALL else step_word(row["step"], texts),
        "now": texts.rate(row["count"], row["of"]), "before": texts.rate(row["other_count"], row["other_of"]),
        "gap": texts("path.gap", low=texts.share(row["low"]), high=texts.share(row["high"])) if row["low"] == row["low"] else "—",
        "word": texts(f"certainty.{row['word']}")} for row in frame.to_dict("records")])


def bridge_table(found: Bridge, texts: Texts) -> pd.DataFrame:
    """From orders to people, line by line, and the sum."""
    rows = found.lines.assign(reason=[texts(f"path.bridge.{one}") for one in found.lines["reason"]])
    total = pd.DataFrame({"reason": [texts("path.bridge.people", step=step_word(found.step, texts))], "count": [found.people]})
    return pd.concat([rows, total], ignore_index=True)


def contacts(frame: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """Days without a clock, and how somebody can be reached."""
    days = {name: _once_each(frame[name], lambda day: f"{day:%Y-%m-%d}").fillna("—") for name in ("last_said_on", "last_paid_on")}
    hint = _once_each(frame["hint"], lambda one: texts(f"path.hint.{one}"))
    return frame.assign(**days, chat_name=frame["chat_name"].fillna("—"), hint=hint)


def _once_each(values: pd.Series[Any], said: Callable[[Any], str]) -> pd.Series[Any]:
    """Every value in words, equal ones looked up once: a list of lost people can be fifty thousand long."""
    return values.map({value: said(value) for value in values.dropna().unique()}).astype("str")


def drivers(found: Drivers, texts: Texts) -> str:
    """What clearly went with getting there."""
    told = found.flags[found.flags["word"].isin(["more", "less"])].to_dict("records")
    if not told:
        return texts("path.apart_none", count=found.at_risk, days=found.days, step=step_word(found.step, texts))
    said = [texts("path.apart_one", event=step_word(row["event"], texts), ratio=f"{row['ratio']:.1f}", count=row["count"],
                  of=row["of"], other_count=row["other_count"], other_of=row["other_of"]) for row in told[:3]]
    return texts("path.apart", days=found.days, step=step_word(found.step, texts), parts=texts.listing(said))


def drivers_table(found: Drivers, texts: Texts) -> pd.DataFrame:
    """Everything that was looked at."""
    return pd.DataFrame([{
        "event": step_word(row["event"], texts), "with": texts.rate(row["count"], row["of"]),
        "without": texts.rate(row["other_count"], row["other_of"]),
        "ratio": texts("path.times", value=f"{row['ratio']:.2f}") if row["ratio"] == row["ratio"] else "—",
        "between": f"{row['low']:.2f}–{row['high']:.2f}" if row["low"] == row["low"] else "—",
        "word": texts(f"certainty.{row['word']}")} for row in found.flags.to_dict("records")])


def instead_table(frame: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """What people did who stopped."""
    return _in_words(frame, texts).assign(event=[step_word(one, texts) for one in frame["event"]])


def totals_line(source: str, rows: pd.DataFrame, found: Totals, texts: Texts) -> str:
    """The totals of one kind of sheet in a sentence."""
    said = [texts("path.total", step=texts(f"path.total_step.{row['step']}"), total=int(row["total"]))
            for row in rows.to_dict("records")]
    orders = texts("path.total_orders", count=int(found.orders)) if found.orders == found.orders else ""
    return texts("path.totals", source=texts(f"path.source.{source}"), parts=" → ".join(said), orders=orders)


def totals_table(rows: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """Totals and their ratio, over 100 % where it is so."""
    return pd.DataFrame({"step": [texts(f"path.total_step.{one}") for one in rows["step"]], "total": rows["total"].astype("int64"),
                         "share": [texts.share(one) for one in rows["share"]]})


def _in_words(frame: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """`share`, `low`, `high` of each row's `of` as words, both ends as `between`."""
    rows = frame.to_dict("records")
    return frame.assign(share=[texts.share(row["share"], row["of"]) for row in rows], between=[
        texts("deals.interval", low=texts.share(row["low"], row["of"]), high=texts.share(row["high"], row["of"])) for row in rows])


def _p(value: float) -> str:
    if value != value:
        return "—"
    return "< 0.001" if value < 0.001 else f"{value:.3f}"
