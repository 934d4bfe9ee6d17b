"""What is taken away from a what-if: where the sliders stood, and saved settings beside today; in words."""

from __future__ import annotations

import pandas as pd

from analytics.texts.words import Texts
from analytics.what_if.answer import Answer
from analytics.what_if.scenarios import Side
from pages.what_if.words import change, lever_at, lever_said, lever_title, outcome_title, row_of, said


def settings(answered: Answer, texts: Texts) -> list[tuple[str, str]]:
    """(what, value): what a file of this answer says of itself: the question, every slider, and that it is no fact."""
    return [(texts("what_if.about_question"), texts(f"what_if.ask.{answered.question}")),
            *((texts("what_if.about_slider", name=lever_title(answered.question, lever, texts)),
               texts("what_if.guessed_value", value=said) if lever.guessed else said)
              for lever in answered.levers for said in [lever_said(answered, lever, texts)]),
            (texts("what_if.about_kind"), texts("what_if.about_no_fact"))]


def compared(found: Answer, sides: list[Side], texts: Texts) -> pd.DataFrame:
    """Levers first, then outcomes: what, today, side_0 … side_2, so that a file of it can be worked out again."""
    levers = [{"what": lever_title(found.question, lever, texts), "today": lever_at(found, lever, lever.start, texts),
               **{f"side_{at}": lever_said(side.answered, lever, texts) for at, side in enumerate(sides)}}
              for lever in found.levers]
    outcomes = [{"what": outcome_title(found.question, row_of(row), texts), "today": said(str(row["unit"]), row["today"], texts),
                 **{f"side_{at}": _beside(side, place, texts) for at, side in enumerate(sides)}}
                for place, row in enumerate(found.outcomes.to_dict("records"))]
    return pd.DataFrame([*levers, *outcomes])


def _beside(side: Side, place: int, texts: Texts) -> str:
    """How it would be, and the change with its range."""
    row = row_of(side.answered.outcomes.iloc[place].to_dict())
    return texts("what_if.beside", then=said(row["unit"], row["then"], texts), change=change(row, texts))
