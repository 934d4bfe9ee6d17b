"""Trouble, told calmly: what a person can mend as a sentence, everything else without its secrets.

An exception's own text can hold a phone number, so it is neither shown nor logged: the log gets
the kind of the exception and the lines it passed through (SECURITY finding 8).
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import streamlit as st

from analytics import UserError
from pages.parts import session
from pages.parts.markdown import escaped

Function = TypeVar("Function", bound=Callable[..., Any])
_log = logging.getLogger("qunxi")


def guarded(function: Function) -> Function:
    """`function`, which never shows a traceback: its trouble becomes a sentence on the page."""

    @wraps(function)
    def calm_function(*args: Any, **kwargs: Any) -> Any:
        with calm():
            return function(*args, **kwargs)

    return calm_function  # type: ignore[return-value]


@contextmanager
def calm() -> Iterator[None]:
    """The same for a stretch of code."""
    try:
        yield
    except UserError as error:
        tell(error)
    except Exception as error:  # the last catch of a page: anything may arrive here
        log(error)
        st.warning(session.texts()("frame.trouble"), icon=":material/build:")


def tell(error: UserError) -> None:
    """Show what is wrong and what to do."""
    st.warning(escaped(sentence(error)), icon=":material/info:")


def sentence(error: UserError) -> str:
    """The sentence for an error, in this session's language."""
    texts = session.texts()
    setting = f"setting.{error.facts.get('name')}"
    if error.code == "settings_value" and texts.has(setting):
        return texts.explain(UserError(error.code, **{**error.facts, "name": texts(setting)}))
    return texts.explain(error)


def log(error: Exception) -> None:
    """One line: the kind of trouble and where it passed; no values, no names."""
    passed = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
    _log.error("%s at %s", type(error).__name__, " > ".join(passed))
