"""Two paths beside each other, step by step: this period and the one before, tested together (METRICS 7.2)."""

from __future__ import annotations

import pandas as pd

from analytics.metrics.funnel import Funnel
from analytics.statistics.differences import newcombe
from analytics.statistics.intervals import MEASURED
from analytics.statistics.several import adjusted, exact
from analytics.statistics.words import SMALL_BELOW

OVERALL = "·overall"


def steps(now: Funnel, before: Funnel) -> pd.DataFrame:
    """One row a step after the first (of those who got to the step before), then OVERALL (last of first): step, count,
    of, share, other_count, other_of, other_share, gap, low, high, q (Fisher, Benjamini–Hochberg; NaN under 30 on a
    side), word (more, less, same, small_sample, nothing). ValueError for paths of different steps."""
    if now.chain != before.chain:
        raise ValueError("not the same steps")
    ours, theirs = _sides(now), _sides(before)
    frame = pd.DataFrame({"step": ours["step"], "count": ours["count"], "of": ours["of"],
                          "other_count": theirs["count"], "other_of": theirs["of"]})
    sides = [frame[name].to_numpy() for name in ("count", "of", "other_count", "other_of")]
    few = frame[["of", "other_of"]].min(axis=1) < SMALL_BELOW
    count, of, other_count, other_of = sides
    gap, low, high = newcombe(count, of, other_count, other_of)
    q = pd.Series(adjusted(pd.Series(exact(count, of, other_count, other_of)).mask(few)))
    sure = q < 1 - MEASURED
    word = pd.Series("same", index=frame.index).mask(sure & (gap > 0), "more").mask(sure & (gap < 0), "less")
    word = word.mask(few, "small_sample").mask(frame[["of", "other_of"]].min(axis=1) == 0, "nothing")
    shares = {"share": frame["count"] / frame["of"].where(frame["of"] > 0),
              "other_share": frame["other_count"] / frame["other_of"].where(frame["other_of"] > 0)}
    return frame.assign(**shares, gap=gap, low=low, high=high, q=q, word=word)


def _sides(result: Funnel) -> pd.DataFrame:
    later = result.steps.iloc[1:][["step", "count", "of_previous"]].rename(columns={"of_previous": "of"})
    last = result.steps.iloc[-1:][["count", "of_first"]].rename(columns={"of_first": "of"}).assign(step=OVERALL)
    return pd.concat([later, last if len(later) else later], ignore_index=True)
