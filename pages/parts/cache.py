"""Results kept between reruns, keyed by what they depend on and never by a frame.

Streamlit hashes only a sample of a large frame and would hand out stale totals (SECURITY 0.1).
The key is the shop's uuid, its data and settings versions and stamp, masking, the scope and the parameters;
an import or a changed setting therefore never meets an old result. Results are shared between
sessions and must not be changed by who reads them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

import streamlit as st

from analytics import Scope, Workspace
from analytics.settings import Settings

Result = TypeVar("Result")
_PLAIN = (str, int, float, bool, date, Decimal, type(None))


def measured(function: Callable[..., Result], ws: Workspace, scope: Scope | None, **params: Any) -> Result:
    """`function(ws, scope, **params)`, computed once for the same shop, version and parameters.

    `params`: plain values, tuples, mappings of them, or a `Settings`; TypeError for anything else.
    """
    key = (
        f"{function.__module__}.{function.__qualname__}", ws.uuid, ws.data_stamp, ws.data_version, ws.settings_version,
        ws.is_masked, ws.shows_texts, repr(scope), _key(params),
    )
    call = (lambda: function(ws, **params)) if scope is None else (lambda: function(ws, scope, **params))
    result: Result = _kept(repr(key), call)
    return result


@st.cache_resource(max_entries=96, show_spinner=False)
def _kept(key: str, _call: Callable[[], Any]) -> Any:
    return _call()


def _key(value: Any) -> str:
    if isinstance(value, Settings):
        return value.to_toml()
    if isinstance(value, dict):
        return repr(sorted((name, _key(inner)) for name, inner in value.items()))
    if isinstance(value, tuple | list | frozenset):
        return repr([_key(inner) for inner in value])
    if isinstance(value, _PLAIN):
        return repr(value)
    raise TypeError(f"{type(value).__name__} cannot be part of a cache key")
