"""What stands on top of a report: the verdict, and the numbers of the week or month against the same days before."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analytics.charts import today as charts
from analytics.metrics import today
from analytics.metrics.today import Today
from analytics.report.asking import Ask, number, whole
from analytics.report.model import Bars, Figure, Picture, Section
from analytics.report.saying import Money, Said, Word, sentence

_SPANS = {"net": "orders", "buyers": "orders", "orders": "orders", "per_order": "orders", "refunded": "orders",
          "posts": "posts", "reach": "posts"}
# Numbers whose k of n says something else than the number: new among the buyers, first-timers among those who signed up.
_BESIDE = {"buyers": "home.new_buyers", "signup_people": "home.first_timers"}
_QUIET = frozenset({"fair", "nothing"})
_DEFINITION = "home.definition"


def findings(ask: Ask) -> Section:
    """The verdict and every number that this shop's data can give."""
    result: Today = ask(today.measure)
    picture = () if result.series.empty else (_picture(result),)
    return Section(
        "findings", said=tuple(sentence(one) for one in result.sentences),
        figures=tuple(_figure(row, result) for row in result.numbers.to_dict("records")), pictures=picture,
        missing=tuple(Said(f"home.more.{name}") for name in ("orders", "chat", "joins") if not result.coverage[name]),
        definitions=(_DEFINITION,))


def _figure(row: dict[Any, Any], result: Today) -> Figure:
    key, beside = row["key"], row["key"] in _BESIDE
    word = row["word"] if isinstance(row["word"], str) and row["word"] not in _QUIET else None
    change = _change(row, result)
    if beside and whole(row["count"]) is not None:
        change = Said(_BESIDE[key], {"count": whole(row["count"])})
    return Figure(
        key=f"findings.{key}", label=Said(f"home.number.{key}"), value=number(row["value"]), unit=row["unit"],
        definition=_DEFINITION, before=number(row["before"]), word=word, change=change,
        count=None if beside else whole(row["count"]), of=None if beside else whole(row["of"]),
        **{} if beside else {name: number(row[name]) for name in ("share", "low", "high")})


def _change(row: dict[Any, Any], result: Today) -> Said | None:
    if pd.isna(row["before"]):
        return None
    span = result.periods.get(_SPANS.get(row["key"], "messages")) or next(iter(result.periods.values()))
    gap = round(float(row["value"])) - round(float(row["before"]))
    direction = "more" if gap > 0 else "less" if gap < 0 else "equal"
    shown: Any = Money(abs(gap)) if row["unit"] == "yuan" else abs(gap)
    return Said(f"home.card.{direction}", {"gap": shown, "other": Word(f"home.other.{span.kind}"),
                                           "same": Word(f"home.same.{span.kind}")})


def _picture(result: Today) -> Picture:
    title = Said(f"home.picture.{result.kind}")
    labels, line = ((tuple(result.series["item"]), False) if "item" in result.series else
                    (tuple(day.date() for day in result.series["day"]), True))
    bars = Bars(labels, ((title, tuple(float(one) for one in result.series["value"])),), line=line)
    return Picture(title, lambda texts: charts.picture(result, texts), bars)
