"""What every question of the what-if page has in common: levers, outcomes with their band, inputs, and who it is about.

A question is a module with `measure` (the only part that reads the shop), `levers`, `outcomes`, `inputs` and
`people`: pure functions of the facts and the levers' values. `answer` puts them together. Nothing here is ever
stored as a fact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd

from analytics.scope import Scope
from analytics.what_if.draws import Draws, band
from analytics.workspace import Workspace

Values = Mapping[str, float]
# So many places of a slider are worked out for the line of the picture.
_PLACES = 9
# A share between two hundredths is shown by the thousandth.
_FINE, _HAIR = 0.001, 1e-6
_INPUTS = ["input", "unit", "value", "count", "of", "first", "last"]
_CURVE = ("value", "today", "middle", "low", "high")
OUTCOMES = ("outcome", "subject", "unit", "today", "then", "low", "high", "more", "more_low", "more_high")


@dataclass(frozen=True)
class Lever:
    """One slider. `start`: the shop's own number, or the usual guess where `guessed`. `unit`: people, share, yuan, days,
    months, times, count, or choice (a number of `choices`). `claim`: what an article says of it without evidence, None
    mostly; never the start. `subject`: the step or layer it is about, where several levers are one kind."""

    name: str
    unit: str
    low: float
    high: float
    step: float
    start: float
    guessed: bool = False
    claim: float | None = None
    subject: str = ""
    choices: tuple[str, ...] = ()

    def fits(self, value: float) -> float:
        """`value` inside the limits."""
        return float(min(max(value, self.low), self.high))

    def shown(self, value: float) -> tuple[float, float]:
        """The step of the slider and where it shows `value`: the shop's own number need not lie on a step."""
        step = self.step
        if self.unit == "share" and abs(value / step - round(value / step)) > _HAIR:
            step = _FINE
        return step, self.fits(round(self.low + round((value - self.low) / step) * step, 6))


@dataclass(frozen=True)
class Outcome:
    """What comes out: as it is `today`, and `then` with the levers moved, each with its draws (None: exact)."""

    name: str
    unit: str
    today: float
    then: float
    today_drawn: Draws | None = None
    then_drawn: Draws | None = None
    subject: str = ""

    def row(self) -> tuple[Any, ...]:
        """As `OUTCOMES`: the difference is drawn with the same numbers."""
        then, today = _drawn(self.then, self.then_drawn), _drawn(self.today, self.today_drawn)
        more = self.then - self.today
        return (self.name, self.subject, self.unit, self.today, self.then, *band(self.then, then), more,
                *band(more, then - today))


@dataclass(frozen=True)
class Answer:
    """`outcomes`, one row an outcome: outcome, subject, unit, today, then, low, high, more, more_low, more_high (80 %).

    `curve`: value (of the lever `along`), today, middle, low, high of the outcome `of`; `drawn`: whether these are the
    outcome itself (then) or its change (more). `more`: a table of the question's own, often empty. `inputs`, the shop's
    own numbers: input, unit, value, count, of, first, last (days); count and of NULL where it is no rate. `people`:
    person_id, display_name of whom it is about, exactly as many as outcome or lever says. `notes`: keys of what has to be
    said about it.
    """

    question: str
    values: dict[str, float]
    levers: tuple[Lever, ...]
    outcomes: pd.DataFrame
    curve: pd.DataFrame
    along: str
    of: str
    drawn: str
    more: pd.DataFrame
    inputs: pd.DataFrame
    people: pd.DataFrame
    notes: tuple[str, ...]

    def outcome(self, name: str) -> dict[str, Any]:
        """One row of `outcomes`."""
        row = self.outcomes[self.outcomes["outcome"] == name].iloc[0]
        return {str(field): value for field, value in row.items()}


class Facts(Protocol):
    """What a question knows of the shop. `missing`: what it lacks, () when it can be answered."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Keys of what has to be imported."""


class Question(Protocol):
    """A module that answers one question. OF: the outcome that is drawn; DRAWN: then (itself) or more (its change)."""

    NAME: str
    OF: str
    DRAWN: str

    def measure(self, workspace: Workspace, scope: Scope | None = None) -> Any:
        """Read the shop once."""

    def levers(self, facts: Any, values: Values) -> tuple[Lever, ...]:
        """The sliders; limits may depend on the other sliders' `values`."""

    def outcomes(self, facts: Any, values: Values) -> list[Outcome]:
        """What comes out."""

    def along(self, facts: Any, values: Values) -> str:
        """The lever on the picture's axis; "" for no picture."""

    def more(self, facts: Any, values: Values) -> pd.DataFrame:
        """A table that only this question has; empty without."""

    def inputs(self, facts: Any, values: Values) -> list[tuple[Any, ...]]:
        """Rows of `Answer.inputs`."""

    def people(self, facts: Any, values: Values) -> pd.DataFrame:
        """Whom it is about."""

    def notes(self, facts: Any, values: Values) -> tuple[str, ...]:
        """What has to be said."""


def settle(question: Question, facts: Any, given: Values) -> tuple[tuple[Lever, ...], dict[str, float]]:
    """The levers and a value for each: what was given where it fits, else where the lever starts."""
    levers = question.levers(facts, given)
    values = {lever.name: lever.fits(given.get(lever.name, lever.start)) for lever in levers}
    return levers, values


def answer(question: Question, facts: Any, given: Values) -> Answer:
    """Everything the page says about one setting of the levers; pure, and quick enough for a slider."""
    levers, values = settle(question, facts, given)
    outcomes = pd.DataFrame([one.row() for one in question.outcomes(facts, values)], columns=list(OUTCOMES))
    name = question.along(facts, values)
    along = next((lever for lever in levers if lever.name == name), None)
    return Answer(
        question.NAME, values, levers, outcomes, _curve(question, facts, values, along), name, question.OF, question.DRAWN,
        question.more(facts, values), pd.DataFrame(question.inputs(facts, values), columns=_INPUTS),
        question.people(facts, values).reset_index(drop=True), question.notes(facts, values))


def _curve(question: Question, facts: Any, values: dict[str, float], along: Lever | None) -> pd.DataFrame:
    rows: list[tuple[float, float, float, float, float]] = []
    if along is None:
        return pd.DataFrame(rows, columns=list(_CURVE))
    for place in _places(along, values):
        found = next(one for one in question.outcomes(facts, {**values, along.name: place}) if one.name == question.OF)
        row = dict(zip(OUTCOMES, found.row(), strict=True))
        if question.DRAWN == "then":
            rows.append((place, row["today"], row["then"], row["low"], row["high"]))
        else:
            rows.append((place, 0.0, row["more"], row["more_low"], row["more_high"]))
    return pd.DataFrame(rows, columns=list(_CURVE))


def _places(along: Lever, values: Values) -> list[float]:
    """Evenly over the slider, the setting itself among them."""
    even = np.linspace(along.low, along.high, _PLACES).tolist()
    return sorted({*even, float(values[along.name])})


def _drawn(middle: float, drawn: Draws | None) -> Draws:
    return np.full(1, middle) if drawn is None else drawn
