"""What is said about experiments: how many people they take, what the halves did, made of results and texts."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analytics.statistics.sample_size import per_arm, smallest_gap
from analytics.texts.words import Texts
from analytics.what_if.answer import Answer
from analytics.what_if.experiments import OUTCOMES, Result
from pages.parts.markdown import escaped

_GAPS = (0.05, 0.1)


def size_lines(found: Answer, texts: Texts) -> list[str]:
    """How far this list goes, and what 5 and 10 points would take; from the first rate the shop has counted."""
    rates = found.inputs[(found.inputs["unit"] == "share") & found.inputs["of"].notna() & found.inputs["value"].notna()]
    if rates.empty:
        return []
    # What happens without doing anything, where it is known.
    row = rates[rates["input"] == "natural"].iloc[0] if (rates["input"] == "natural").any() else rates.iloc[0]
    base, half = float(row["value"]), len(found.people) // 2
    gap = smallest_gap(base, half) if half > 1 else float("nan")
    what = texts(f"what_if.input.{found.question}.{row['input']}")
    first = texts("what_if.trial_never" if gap != gap else "what_if.trial_can", count=len(found.people), what=what,
                  share=texts.share(base, len(found.people)), points=texts.number(gap * 100, 1))
    needed = [texts("what_if.trial_needs", points=texts.number(one * 100), count=per_arm(base, one))
              for one in _GAPS if base + one <= 1]
    return [escaped(first), *(escaped(line) for line in needed)]


def headline(row: dict[str, Any], result: Result, masked: bool, many: int, texts: Texts) -> str:
    """Name, days, and what can be said: still running, or who did more."""
    name = texts("what_if.trial_number", number=many) if masked else str(row["name"])
    days = texts("what_if.period", first=result.first, last=result.until)
    state = texts("what_if.trial_open", until=result.until) if result.open else _verdict(result, texts)
    return f"**{escaped(name)}** · {escaped(days)} · {escaped(state)}"


def arm_table(result: Result, texts: Texts) -> pd.DataFrame:
    """outcome, arm_a, arm_b (k of n), verdict: the difference in points with its 95 % interval; open while running."""
    counts = result.arms.set_index(["outcome", "arm"])
    rows = []
    for gap in result.gaps.to_dict("records"):
        a, b = (_side(counts.loc[(gap["outcome"], arm)], result.open, texts) for arm in "ab")
        said = texts("what_if.trial_running") if result.open else _gap(gap, texts)
        rows.append({"outcome": texts(f"what_if.trial_outcome.{gap['outcome']}"), "arm_a": a, "arm_b": b, "verdict": said})
    return pd.DataFrame(rows)


def people_table(result: Result, texts: Texts) -> pd.DataFrame:
    """Everybody with their half, and what they did."""
    yes = {True: texts("frame.yes"), False: texts("frame.no")}
    marks = {name: [yes[bool(one)] for one in result.people[name]] for name in OUTCOMES}
    return result.people.assign(half=[texts(f"what_if.arm.{one}") for one in result.people["arm"]], **marks)


def people_columns(result: Result, texts: Texts) -> dict[str, str]:
    """Columns of the halves; what they did only once the days are over."""
    names = ("half", *(() if result.open else OUTCOMES))
    return {"display_name": texts("show.person"), **{name: texts(f"what_if.column.{name}") for name in names}}


def _side(row: Any, still_open: bool, texts: Texts) -> str:
    """k of n of a half; how many it holds while the days are not over."""
    of = int(row["of"])
    return texts("what_if.unit.people", value=texts.number(of)) if still_open else texts.rate(int(row["count"]), of)


def _verdict(result: Result, texts: Texts) -> str:
    return texts("what_if.trial_verdict", word=texts(f"certainty.{result.gaps['word'].iloc[0]}"))


def _gap(gap: dict[Any, Any], texts: Texts) -> str:
    if gap["gap"] != gap["gap"]:
        return texts.number(None)
    return texts("what_if.trial_gap", word=texts(f"certainty.{gap['word']}"),
                 **{name: texts.number(gap[name] * 100, 1) for name in ("gap", "low", "high")})
