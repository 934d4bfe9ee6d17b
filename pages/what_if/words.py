"""What the what-if page says: numbers with their unit and range, the sentence, cards, tables; made of answers and texts."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics.charts.funnel import step_word
from analytics.texts.words import Texts
from analytics.what_if.answer import Answer, Lever
from pages.parts.show import Card

_WHOLE, _WHOLE_FROM, _WHOLE_YUAN_FROM = ("orders", "people", "posts", "answers"), 3, 10
# A share that is no whole per cent gets its decimal.
_DECIMAL = 100
_DECIMALS = {"times": 1, "rate": 2, "each": 1}


def said(unit: str, value: float, texts: Texts) -> str:
    """One number with its unit: 64 人, 20%, ¥590, 1.5 倍."""
    if value != value:
        return texts.number(None)
    if unit == "yuan":
        return texts.money(round(value, 2) if abs(value) < _WHOLE_YUAN_FROM else round(value))
    if unit == "share":
        return texts.share(value, None if round(value, 3) == round(value, 2) else _DECIMAL)
    return texts(f"what_if.unit.{unit}", value=_plain(unit, value, value, texts))


def between(unit: str, low: float, high: float, texts: Texts) -> str:
    """A range with its unit: 5–11 单, ¥590–¥1,300; one number where both ends read the same."""
    if unit == "yuan":
        low, high = _rough(low), _rough(high)
    ends = [said(unit, one, texts) for one in (low, high)]
    if ends[0] == ends[1] or low != low:
        return ends[0]
    if unit in ("yuan", "share"):
        return texts("what_if.between", low=ends[0], high=ends[1])
    plain = [_plain(unit, one, high, texts) for one in (low, high)]
    whole = plain[0] if plain[0] == plain[1] else texts("what_if.between", low=plain[0], high=plain[1])
    return texts(f"what_if.unit.{unit}", value=whole)


def change(row: dict[str, Any], texts: Texts) -> str:
    """多 5–11 单; 少 3–8 单; 可能少 2 单，也可能多 9 单."""
    unit, low, high = row["unit"], row["more_low"], row["more_high"]
    if low != low:
        return texts.number(None)
    low, high = (_settled(unit, one, max(abs(low), abs(high))) for one in (low, high))
    # What rounds to nothing is nothing.
    if said(unit, low, texts) == said(unit, high, texts) == said(unit, 0, texts):
        return texts("what_if.no_change")
    if low >= 0:
        return texts("what_if.more", range=between(unit, low, high, texts))
    if high <= 0:
        return texts("what_if.less", range=between(unit, -high, -low, texts))
    return texts("what_if.either", low=said(unit, -low, texts), high=said(unit, high, texts))


def sentence(answered: Answer, texts: Texts) -> str:
    """The answer in one sentence: people, orders, money, effort; while nothing is changed, how it is and what to do."""
    today = f"what_if.sentence_today.{answered.question}"
    unchanged = not answered.outcomes["more"].abs().max() and texts.has(today)
    known = facts(answered, texts)
    said = [texts(today if unchanged else f"what_if.sentence.{answered.question}", **known)]
    # What only some settings bring about gets its own sentence.
    there = answered.outcomes.loc[answered.outcomes["then"].fillna(0) != 0, "outcome"]
    said += [texts(key, **known) for name in there if texts.has(key := f"what_if.also.{answered.question}.{name}")]
    return ("" if texts.language == "zh" else " ").join(said)


def facts(answered: Answer, texts: Texts) -> dict[str, str]:
    """What a text may name: each lever; each outcome with _today, _range, _change; each input as own_<name>."""
    found = {lever.name: lever_said(answered, lever, texts) for lever in answered.levers}
    for row in answered.outcomes.to_dict("records"):
        name, unit = str(row["outcome"]), str(row["unit"])
        found |= {name: said(unit, row["then"], texts), f"{name}_today": said(unit, row["today"], texts),
                  f"{name}_range": between(unit, row["low"], row["high"], texts),
                  f"{name}_change": change(row_of(row), texts)}
    for row in answered.inputs.to_dict("records"):
        found[f"own_{row['input']}"] = said(str(row["unit"]), row["value"], texts)
    return found


def lever_title(question: str, lever: Lever, texts: Texts) -> str:
    """What a slider is called; one of a kind by what it is about."""
    if lever.subject:
        return texts(f"what_if.lever.{question}.step", step=subject_word(lever.subject, texts))
    return texts(f"what_if.lever.{question}.{lever.name}")


def outcome_title(question: str, row: dict[str, Any], texts: Texts) -> str:
    """What a result is called."""
    if row["subject"]:
        return texts(f"what_if.outcome.{question}.{row['outcome']}", step=subject_word(row["subject"], texts))
    return texts(f"what_if.outcome.{question}.{row['outcome']}")


def subject_word(subject: str, texts: Texts) -> str:
    """A layer, a kind of content, a tier, or a step of the path."""
    known = [key for key in (f"layer.{subject}", f"category.{subject}", f"tier.{subject}") if texts.has(key)]
    return texts(known[0]) if known else step_word(subject, texts)


def choice_word(question: str, lever: Lever, one: str, texts: Texts) -> str:
    """One of the choices of a lever."""
    key = f"what_if.choice.{question}.{lever.name}.{one}"
    return texts(key) if texts.has(key) else subject_word(one, texts)


def subject_words(answered: Answer, texts: Texts) -> dict[str, str]:
    """Each layer, tier or step among the outcomes → its word."""
    return {one: subject_word(one, texts) for one in answered.outcomes["subject"] if one}


def titles(answered: Answer, texts: Texts) -> dict[str, str]:
    """lever, outcome: what the picture's axes are."""
    lever = next((one for one in answered.levers if one.name == answered.along), None)
    return {"lever": lever_title(answered.question, lever, texts) if lever else "",
            "outcome": outcome_title(answered.question, answered.outcome(answered.of), texts)}


def lever_said(answered: Answer, lever: Lever, texts: Texts) -> str:
    """Where a slider stands."""
    return lever_at(answered, lever, answered.values[lever.name], texts)


def lever_at(answered: Answer, lever: Lever, value: float, texts: Texts) -> str:
    """One place of a slider."""
    if lever.choices:
        return choice_word(answered.question, lever, lever.choices[int(value)], texts)
    return said(lever.unit, value, texts)


def cards(answered: Answer, texts: Texts) -> list[Card]:
    """The first outcomes: how it would be, and between what."""
    return [_card(answered.question, row_of(row), texts)
            for row in answered.outcomes.head(5).to_dict("records")]


def _card(question: str, row: dict[str, Any], texts: Texts) -> Card:
    unit, exact = str(row["unit"]), row["low"] == row["high"]
    word = None if exact else texts("what_if.band", range=between(unit, row["low"], row["high"], texts))
    return Card(outcome_title(question, row, texts), said(unit, row["then"], texts), word,
                texts("what_if.card_help", today=said(unit, row["today"], texts), change=change(row, texts)))


def outcome_table(answered: Answer, texts: Texts) -> pd.DataFrame:
    """Every outcome in words: outcome, today, then, range, change."""
    rows = answered.outcomes.to_dict("records")
    return pd.DataFrame({
        "outcome": [outcome_title(answered.question, row_of(row), texts) for row in rows],
        "today": [said(str(row["unit"]), row["today"], texts) for row in rows],
        "then": [said(str(row["unit"]), row["then"], texts) for row in rows],
        "range": [between(str(row["unit"]), row["low"], row["high"], texts) for row in rows],
        "change": [change(row_of(row), texts) for row in rows]})


def input_table(answered: Answer, texts: Texts) -> pd.DataFrame:
    """The shop's own numbers in words: input, value, seen (k of n), period."""
    rows = answered.inputs.to_dict("records")
    return pd.DataFrame({
        "input": [texts(f"what_if.input.{answered.question}.{row['input']}") for row in rows],
        "value": [said(str(row["unit"]), row["value"], texts) for row in rows],
        "seen": [_seen(row["count"], row["of"], texts) for row in rows],
        "period": [_period(row["first"], row["last"], texts) for row in rows]})


def columns(names: tuple[str, ...], texts: Texts) -> dict[str, Any]:
    """Field → label of the tables above."""
    return {name: texts(f"what_if.column.{name}") for name in names}


def people_table(people: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """Whom it is about, layers in words."""
    named = [name for name in ("before", "after", "layer") if name in people]
    return people.assign(**{name: [subject_word(str(one), texts) for one in people[name]] for name in named})


def people_columns(people: pd.DataFrame, texts: Texts) -> dict[str, Any]:
    """Columns of whom it is about, those that the question knows."""
    money = dict.fromkeys(("spent", "yuan", "monthly_spend"), "%,.2f")
    found: dict[str, Any] = {"display_name": texts("show.person")}
    for name in people.columns.drop(["person_id", "display_name"]):
        label = texts(f"what_if.column.{name}")
        found[name] = _column(name, label, people, money)
    return found


def _column(name: str, label: str, people: pd.DataFrame, money: dict[str, str]) -> Any:
    if name in money:
        return st.column_config.NumberColumn(label, format=money[name])
    if pd.api.types.is_datetime64_any_dtype(people[name]):
        return st.column_config.DateColumn(label, format="YYYY-MM-DD")
    return label


def row_of(row: dict[Any, Any]) -> dict[str, Any]:
    """One outcome with plain names."""
    return {str(field): value for field, value in row.items()}


def _seen(count: Any, of: Any, texts: Texts) -> str:
    if pd.isna(of):
        return texts.number(None)
    return texts("what_if.of_n", of=int(of)) if pd.isna(count) else texts("what_if.k_of_n", count=int(count), of=int(of))


def _period(first: Any, last: Any, texts: Texts) -> str:
    if first is None or last is None or pd.isna(first) or pd.isna(last):
        return texts.number(None)
    return texts("what_if.period", first=pd.Timestamp(first).date(), last=pd.Timestamp(last).date())


def _settled(unit: str, value: float, largest: float) -> float:
    """One end of a change as it is read: whole people and orders where there are some, yuan in two digits."""
    if unit == "yuan":
        return _rough(value)
    return float(round(value)) if unit in _WHOLE and largest >= _WHOLE_FROM else value


def _plain(unit: str, value: float, largest: float, texts: Texts) -> str:
    """Whole people and orders, with a decimal only where there are hardly any."""
    small = unit in _WHOLE and 0 < abs(largest) < _WHOLE_FROM
    return texts.number(value, _DECIMALS.get(unit, 1 if small and not float(value).is_integer() else 0))


def _rough(yuan: float) -> float:
    """Two digits that mean something: a range that is exact to the yuan would promise too much."""
    if yuan != yuan or abs(yuan) < _WHOLE_YUAN_FROM:
        return yuan
    return float(f"{yuan:.2g}")
