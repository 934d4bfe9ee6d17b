"""Many shares side by side: which of them differ from the rest, after all of them were tried (METRICS 7.2).

Each row's k of n is held against all other rows together; tests and correction are those of `statistics.several`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.statistics.several import adjusted, exact
from analytics.statistics.words import SMALL_BELOW

FALSE_FINDS = 0.05


def against_rest(frame: pd.DataFrame, false_finds: float = FALSE_FINDS, everybody: tuple[int, int] | None = None) -> pd.DataFrame:
    """A copy of `frame` (count, of) with p, q and word: more, less, same, small_sample, or nothing where one side is empty.

    `everybody`: count and of all together, where rows overlap. A row with fewer than 30, or a rest with fewer, is a small
    sample and no member of the family.
    """
    count, of = frame["count"].to_numpy(dtype="int64"), frame["of"].to_numpy(dtype="int64")
    all_count, all_of = everybody or (count.sum(), of.sum())
    rest, rest_of = all_count - count, all_of - of
    enough = (of >= SMALL_BELOW) & (rest_of >= SMALL_BELOW)
    p = np.full(len(frame), np.nan)
    if enough.any():
        p[enough] = exact(count[enough], of[enough], rest[enough], rest_of[enough])
    q = adjusted(p)
    with np.errstate(divide="ignore", invalid="ignore"):
        above = count / of > rest / rest_of
    found = np.where(q <= false_finds, np.where(above, "more", "less"), "same")
    word = np.where((of == 0) | (rest_of == 0), "nothing", np.where(enough, found, "small_sample"))
    return frame.assign(p=p, q=q, word=word)
