"""What several views of 内容 / Content read alike, each part once: posts with what came of them, the hours and their slots."""

from __future__ import annotations

import pandas as pd

from analytics import Scope, Workspace
from analytics.metrics import attribution, brings, post_effects, rhythm, slots
from analytics.metrics.brings import Balance
from analytics.metrics.post_effects import PostEffects
from analytics.metrics.slots import Slots
from pages.parts import cache


def read(ws: Workspace, scope: Scope) -> PostEffects:
    """The posts of the scope's days beside the attribution that other views show too. For `cache.measured`."""
    return post_effects.read(ws, scope, cache.measured(attribution.measure, ws, scope))


def balance(ws: Workspace, scope: Scope) -> Balance:
    """What each of the three kinds takes and brings. For `cache.measured`."""
    return brings.balance(cache.measured(read, ws, scope))


def groups(ws: Workspace, scope: Scope, by: str) -> pd.DataFrame:
    """The same of each value of `by`. For `cache.measured`."""
    return brings.groups(cache.measured(read, ws, scope), by)


def kept(ws: Workspace, scope: Scope) -> Slots:
    """The slots beside the rhythm of the same days. For `cache.measured`."""
    return slots.read(ws, scope, cache.measured(rhythm.measure, ws, scope))
