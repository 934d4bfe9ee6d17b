"""Which posts say the same: one template used again and again with other dishes, prices and days.

What is sold, numbers and signs are taken out; what is left is compared letter by letter. Up to a few thousand different texts
every pair is compared, beyond that only equal ones are alike. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

_SIGNS = re.compile(r"[\W_]+")
_NUMBERS = re.compile(r"\d+")
_PAIRS_UNTIL = 1500
# So few letters left, and alike means equal.
_SHORT_BELOW = 8


def alike(posts: pd.DataFrame, things: Iterable[str], from_share: float) -> pd.Series[Any]:
    """A number a post (columns post_id, text): equal for posts that say the same, and the same whatever the order of rows.

    `things`: names that stand for each other (what is sold). A post without words is like no other: NULL.
    """
    names = _pattern(things)
    keys = posts["text"].map(lambda text: core(text, names))
    known = keys[keys != ""]
    counts = known.value_counts()
    order = sorted(counts.index, key=lambda key: (-int(counts[key]), key))
    groups = _grouped(order, from_share * 100)
    return keys.map(groups).astype("Int64")


def core(text: object, things: re.Pattern[str] | None = None) -> str:
    """What is left of a text without what is sold, numbers and signs.

    >>> core("干炒牛河补货了 8 份!", re.compile("干炒牛河"))
    '补货了份'
    """
    said = text.lower() if isinstance(text, str) else ""
    said = things.sub("", said) if things else said
    return _SIGNS.sub("", _NUMBERS.sub("", said))


def _pattern(things: Iterable[str]) -> re.Pattern[str] | None:
    names = sorted({one.lower() for one in things if one}, key=lambda one: (-len(one), one))
    return re.compile("|".join(map(re.escape, names))) if names else None


def _grouped(keys: list[str], cutoff: float) -> dict[str, int]:
    """key → number of its group: each joins the first, most used text that it is alike enough to."""
    if len(keys) > _PAIRS_UNTIL:
        return {key: number for number, key in enumerate(keys)}
    scores = process.cdist(keys, keys, scorer=fuzz.ratio, dtype=np.float32, score_cutoff=cutoff)
    groups: dict[str, int] = {}
    leaders: list[int] = []
    for number, key in enumerate(keys):
        close = [leader for leader in leaders if scores[number, leader] >= cutoff] if len(key) >= _SHORT_BELOW else []
        groups[key] = close[0] if close else number
        if not close:
            leaders.append(number)
    return groups
