"""The table that only one question has: bottlenecks, who moves where, mixes worth a look; in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from analytics.classify import CATEGORIES
from analytics.texts.words import Texts
from analytics.what_if.answer import Answer
from pages.what_if.words import said, subject_word


def table(answered: Answer, texts: Texts) -> pd.DataFrame:
    """The question's own table; its columns are keys of `what_if.column`."""
    return _TABLES[answered.question](answered, texts)


def first_line(answered: Answer, texts: Texts) -> str | None:
    """Which step to mend first, in a sentence; None where nothing stands out or the table is of another question."""
    if answered.question != "funnel" or answered.more["gap"].max() <= 0:
        return None
    row = answered.more.iloc[0]
    return texts("what_if.mend_first", step=subject_word(str(row["step"]), texts), share=texts.share(row["share"], int(row["of"])),
                 best=texts.share(row["best"], int(row["best_of"])), where=_where(str(row["where"]), texts),
                 orders=said("orders", float(row["orders"]), texts))


def _gaps(answered: Answer, texts: Texts) -> pd.DataFrame:
    """Bottlenecks in words: step, share, best (and when or where), gap, gained."""
    rows = answered.more.to_dict("records")
    return pd.DataFrame({
        "step": [subject_word(row["step"], texts) for row in rows],
        "share": [texts.rate(int(row["count"]), int(row["of"])) for row in rows],
        "best": [_best({str(name): value for name, value in row.items()}, texts) for row in rows],
        "gap": [texts("what_if.points", value=texts.number(row["gap"] * 100, 1)) for row in rows],
        "gained": [said("orders", row["orders"], texts) for row in rows]})


def _best(row: dict[str, Any], texts: Texts) -> str:
    if not row["where"]:
        return texts("what_if.where_none")
    best = texts.share(row["best"]) if row["where"] == "groups" else texts.rate(int(row["best_count"]), int(row["best_of"]))
    return texts("what_if.best_where", best=best, where=_where(str(row["where"]), texts))


def _where(where: str, texts: Texts) -> str:
    if where == "groups":
        return texts("what_if.where_groups")
    year, _, month = where.partition("-")
    return texts("what_if.month", year=year, month=int(month))


def _moves(answered: Answer, texts: Texts) -> pd.DataFrame:
    """Who goes from which layer to which: before, after, people."""
    rows = answered.more.to_dict("records")
    return pd.DataFrame({"before": [subject_word(row["before"], texts) for row in rows],
                         "after": [subject_word(row["after"], texts) for row in rows],
                         "people": [said("people", row["count"], texts) for row in rows]})


def _mixes(answered: Answer, texts: Texts) -> pd.DataFrame:
    """Today, the target, this setting, then the mixes that no other beats on both sides."""
    frame = answered.more[(answered.more["mark"] != "") | answered.more["best"]]
    rows = frame.assign(place=frame["mark"].map({"today": 0, "target": 1, "here": 2}).fillna(3)).sort_values(
        ["place", "orders"], ascending=[True, False]).to_dict("records")
    return pd.DataFrame({
        "mix": [texts("what_if.mix", **{name: texts.share(row[name]) for name in CATEGORIES}) for row in rows],
        "answers_week": [said("answers", row["answers"], texts) for row in rows],
        "orders_week": [said("orders", row["orders"], texts) for row in rows],
        "which": [texts(f"what_if.mark.{row['mark'] or 'best'}") for row in rows]})


_TABLES: dict[str, Callable[[Answer, Texts], pd.DataFrame]] = {"funnel": _gaps, "thresholds": _moves, "mix": _mixes}
