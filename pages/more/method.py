"""怎么算的: every definition, every threshold in force, every kind of file, rendered and never typed twice.

Definitions are the texts whose key ends in `.definition`; their blanks `{section__name}` are the
settings in force. The tests see to it that every metric, setting and format is here.
"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics import Scope, Workspace
from analytics.importers import formats
from analytics.settings import Settings
from analytics.texts import all_texts
from analytics.texts.thresholds import body
from pages.more import values
from pages.parts import session, terms
from pages.parts import show as showing


def show(ws: Workspace, scope: Scope) -> None:
    """Three tabs: definitions, thresholds, files."""
    texts = session.texts()
    numbers, thresholds, files = st.tabs([texts(f"method.{name}") for name in ("numbers", "thresholds", "files")])
    with numbers:
        for title, body in definitions(ws.settings):
            with st.expander(title):
                st.markdown(body)
    with thresholds:
        _thresholds(ws.settings)
    with files:
        st.markdown(texts("method.files_intro"))
        st.markdown("\n".join(f"- **{texts(f'format.{name}')}** {texts(f'format_about.{name}')}"
                              for name in format_names()))


def definitions(settings: Settings) -> list[tuple[str, str]]:
    """(title, text) of every definition, thresholds filled in."""
    texts = session.texts()
    words = terms.in_force(settings, texts)
    keys = [key for key in all_texts() if key.endswith(".definition") and key != "show.definition"]
    return [(texts(f"{key}_title"), body(key, words, texts)) for key in keys]


def format_names() -> list[str]:
    """The formats that files are recognised as, by the last word of their modules' names."""
    return [module.rpartition(".")[2] for module in (*formats.FORMATS, *formats.LAST)]


def _thresholds(settings: Settings) -> None:
    texts = session.texts()
    rows = [
        {"setting": texts(f"setting.{found.key}"), "value": terms.said(found, value, texts),
         "default": terms.said(found, found.default, texts), "source": values.source(found)}
        for found, value in settings
    ]
    columns = {name: texts(f"method.column_{name}") for name in ("setting", "value", "default", "source")}
    showing.table(pd.DataFrame(rows), name="thresholds", columns=columns)
