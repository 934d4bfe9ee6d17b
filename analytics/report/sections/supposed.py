"""Saved what-if settings, worked out anew on the shop's present numbers: supposed, never a result."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analytics.errors import UserError
from analytics.report.asking import Ask
from analytics.report.model import Section, Table
from analytics.report.saying import Money, Named, Said, Share, Word
from analytics.texts import all_texts
from analytics.what_if.answer import Answer, answer
from analytics.what_if.questions import QUESTIONS

_COLUMNS: dict[str, Any] = {
    name: (f"report.supposed.{name}", "word") for name in ("name", "outcome", "today", "then", "low", "high", "question")}
_KNOWN = ("layer", "category", "tier")


def what_if(ask: Ask) -> Section:
    """One row an outcome of each saved setting, with its 80 % band."""
    saved = ask.workspace.scenarios().to_dict("records")
    answered = [rows for number, one in enumerate(saved, 1) if (rows := _rows(ask, number, one))]
    if not answered:
        return Section("what_if", missing=(Said("report.cannot.what_if"),))
    frame = pd.DataFrame([row for rows in answered for row in rows], columns=list(_COLUMNS))
    table = Table("what_if", Said("report.title.what_if"), _COLUMNS, frame)
    return Section("what_if", (Said("report.supposed.said", {"count": len(answered)}),), tables=(table,),
                   definitions=("what_if.definition",))


def _rows(ask: Ask, number: int, saved: dict[Any, Any]) -> list[dict[str, Any]]:
    question = QUESTIONS.get(saved["question"])
    if question is None:
        return []
    try:
        facts = ask(question.measure)
    except UserError:
        return []
    if facts.missing:
        return []
    # Somebody's name may be in what a setting is called.
    name = Said("what_if.numbered", {"number": number}) if ask.workspace.is_masked else str(saved["name"])
    found = answer(question, facts, {str(lever): float(value) for lever, value in saved["given"].items()})
    return [_row(name, found, row) for row in found.outcomes.to_dict("records")]


def _row(name: Any, found: Answer, row: dict[Any, Any]) -> dict[str, Any]:
    step = {"step": _subject(row["subject"])} if row["subject"] else {}
    return {"name": name, "question": Word(f"what_if.ask.{found.question}"),
            "outcome": Said(f"what_if.outcome.{found.question}.{row['outcome']}", step),
            **{side: _number(str(row["unit"]), row[side]) for side in ("today", "then", "low", "high")}}


def _subject(subject: str) -> Named:
    return next((Named(kind, subject) for kind in _KNOWN if subject in _words(kind)), Named("deals.step", subject))


def _words(kind: str) -> frozenset[str]:
    return frozenset(key.removeprefix(f"{kind}.") for key in all_texts() if key.startswith(f"{kind}."))


def _number(unit: str, value: float) -> Any:
    if pd.isna(value):
        return None
    if unit == "yuan":
        return Money(round(float(value)))
    return Share(float(value)) if unit == "share" else Said(f"what_if.unit.{unit}", {"value": round(float(value), 1)})
