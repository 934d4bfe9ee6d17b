"""The one word for certainty beside a number (DATA 12): keys, the words are in texts/certainty.toml."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from analytics.settings import definitions
from analytics.statistics.differences import count_ratio, newcombe, sums
from analytics.statistics.intervals import wilson

Word = Literal["nothing", "counts_only", "small_sample", "wide", "fair", "more", "less", "same"]

SMALL_BELOW: int = definitions()["statistics.small_sample_below"].default
COUNTS_BELOW: int = definitions()["statistics.counts_only_below"].default
WIDE_ABOVE: float = definitions()["statistics.wide_interval_above_share"].default


def certainty(count: int, of: int) -> Word:
    """How far a single `count` of `of` can be trusted (METRICS 7.3).

    nothing: n = 0 · counts_only: n < 5 · small_sample: n < 30 · wide: the interval is over 20 points ·
    fair: none of these.
    """
    if of == 0:
        return "nothing"
    if of < COUNTS_BELOW:
        return "counts_only"
    if of < SMALL_BELOW:
        return "small_sample"
    low, high = wilson(count, of)
    return "wide" if float(high - low) > WIDE_ABOVE else "fair"


def compare(count: int, of: int, other_count: int, other_of: int) -> Word:
    """`count/of` beside `other_count/other_of`: small_sample, more, less or same (95 %, Newcombe)."""
    if min(of, other_of) == 0:
        return "nothing"
    if min(of, other_of) < SMALL_BELOW:
        return "small_sample"
    _, low, high = newcombe(count, of, other_count, other_of)
    return direction(float(low), float(high), 0.0)


def compare_counts(count: int, other_count: int) -> Word:
    """Two counts over spans of equal length: small_sample under 30 together, else more, less or same."""
    if count + other_count == 0:
        return "nothing"
    if count + other_count < SMALL_BELOW:
        return "small_sample"
    low, high = count_ratio(count, other_count)
    return direction(low, high, 1.0)


def compare_sums(totals: ArrayLike, other_totals: ArrayLike) -> Word:
    """Two sums of money over spans of equal length, one amount a person: small_sample under 30 people together."""
    people = np.size(totals) + np.size(other_totals)
    if people == 0:
        return "nothing"
    if people < SMALL_BELOW:
        return "small_sample"
    _, low, high = sums(totals, other_totals)
    return direction(low, high, 0.0)


def against(count: int, of: int, reference: float) -> Word:
    """`count/of` beside a fixed share such as the article's: more or less when the interval excludes it."""
    if of == 0:
        return "nothing"
    if of < SMALL_BELOW:
        return "small_sample"
    low, high = wilson(count, of)
    return direction(float(low), float(high), reference)


def direction(low: float, high: float, nothing: float = 0.0) -> Word:
    """Where an interval lies beside `nothing`, the value of no change: more, less, or same where it holds that value."""
    if low > nothing:
        return "more"
    return "less" if high < nothing else "same"
