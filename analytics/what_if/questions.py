"""Every question of the what-if page, in the order in which it is offered; the first three stand open."""

from __future__ import annotations

from typing import cast

from analytics.what_if import discount, first_order, funnel, growth, mix, referral, thresholds, wake_up
from analytics.what_if.answer import Question

_MODULES = (wake_up, first_order, discount, thresholds, mix, funnel, referral, growth)
QUESTIONS: dict[str, Question] = {one.NAME: one for one in (cast(Question, module) for module in _MODULES)}
OPEN = 3


def first() -> tuple[str, ...]:
    """The questions that stand open."""
    return tuple(QUESTIONS)[:OPEN]


def others() -> tuple[str, ...]:
    """Those under 更多."""
    return tuple(QUESTIONS)[OPEN:]
