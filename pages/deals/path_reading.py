"""The path's further results, each computed when its tab is open and kept between reruns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd

from analytics import Scope, Workspace
from analytics.metrics import funnel, funnel_bridge, funnel_compare, funnel_people, funnel_split
from analytics.metrics.funnel import Funnel
from pages.parts import cache


def path(ws: Workspace, scope: Scope, choices: Mapping[str, Any]) -> Funnel:
    """The path itself."""
    return cache.measured(funnel.measure, ws, scope, **choices)


def _of(function: Any) -> Any:
    """`function(ws, scope, result, …)` with the choices in place of the result, so that it can be kept by them."""
    def computed(ws: Workspace, scope: Scope, choices: Mapping[str, Any], **more: Any) -> Any:
        return function(ws, scope, path(ws, scope, choices), **more)
    computed.__module__, computed.__qualname__ = function.__module__, f"{function.__qualname__}.of_choices"
    return computed


_SPLIT, _BRIDGE, _DRIVERS, _INSTEAD, _CONTACT = map(_of, (
    funnel_split.measure, funnel_bridge.measure, funnel_people.drivers, funnel_people.instead, funnel_people.listed))


def split(ws: Workspace, scope: Scope, choices: Mapping[str, Any], by: str, step: str, baseline: str) -> funnel_split.Split:
    """Its groups."""
    found: funnel_split.Split = cache.measured(_SPLIT, ws, scope, choices=dict(choices), by=by, step=step, baseline=baseline)
    return found


def bridge(ws: Workspace, scope: Scope, choices: Mapping[str, Any]) -> funnel_bridge.Bridge | None:
    """From orders to people."""
    found: funnel_bridge.Bridge | None = cache.measured(_BRIDGE, ws, scope, choices=dict(choices))
    return found


def drivers(ws: Workspace, scope: Scope, choices: Mapping[str, Any], step: str) -> funnel_people.Drivers:
    """What went with getting there."""
    found: funnel_people.Drivers = cache.measured(_DRIVERS, ws, scope, choices=dict(choices), step=step)
    return found


def instead(ws: Workspace, scope: Scope, choices: Mapping[str, Any], step: str) -> pd.DataFrame:
    """What those did who stopped."""
    found: pd.DataFrame = cache.measured(_INSTEAD, ws, scope, choices=dict(choices), step=step)
    return found


def listed(ws: Workspace, scope: Scope, choices: Mapping[str, Any], step: str, state: str) -> pd.DataFrame:
    """A list of people with where they were last heard of."""
    found: pd.DataFrame = cache.measured(_CONTACT, ws, scope, choices=dict(choices), step=step, state=state)
    return found


def days_before(scope: Scope) -> tuple[date, date]:
    """As many days as `scope` has, just before it. ValueError where it names no days."""
    if scope.start is None or scope.end is None:
        raise ValueError("no days chosen")
    last = scope.start - timedelta(days=1)
    return last - (scope.end - scope.start), last


def beside(ws: Workspace, scope: Scope, choices: Mapping[str, Any], days: tuple[date, date]) -> pd.DataFrame:
    """The steps beside those of who entered on other days, with the same window."""
    other = Scope(scope.chats, *days, as_of=ws.resolve(Scope(scope.chats)).end, include_staff=scope.include_staff)
    result = path(ws, scope, choices)
    same = {**choices, "window_hours": result.window_seconds // 3600}
    return funnel_compare.steps(result, path(ws, other, same))
