"""本店标准: every threshold of the product, where it comes from, and this shop's own value.

A loop over `settings.definitions()`; a new setting appears here as soon as it has its texts.
"""

from __future__ import annotations

from itertools import cycle
from typing import Any

import streamlit as st

from analytics import Scope, UserError, Workspace
from analytics.settings import Definition, Settings, definitions
from pages.more import values
from pages.parts import problems, session, shops, terms
from pages.parts.markdown import escaped


def show(ws: Workspace, scope: Scope) -> None:
    """What the shop is, then one folded form a section, then the whole as a file."""
    texts, settings = session.texts(), ws.settings
    st.markdown(texts("thresholds.intro", count=len(settings.own)))
    _shop(ws)
    for number, name in enumerate(dict.fromkeys(found.section for found in definitions().values())):
        _section(ws, settings, name, opened=number == 0)
    _file(ws, settings)


def _shop(ws: Workspace) -> None:
    if session.masked() or session.shop().is_demo:
        return
    texts = session.texts()
    with st.expander(texts("thresholds.shop")), st.form("describe_shop", border=False):
        name = st.text_input(texts("frame.shop_name"), value=ws.name, max_chars=40, key=f"rename_{ws.uuid}")
        trade = st.selectbox(texts("frame.industry"), shops.INDUSTRIES, index=shops.INDUSTRIES.index(ws.industry),
                             format_func=lambda one: texts(f"industry.{one}"), key=f"retrade_{ws.uuid}")
        if st.form_submit_button(texts("thresholds.shop_save"), key="save_shop") and name.strip():
            ws.describe(name=name.strip(), industry=trade)
            shops.remember(session.shop().id, name=name.strip(), industry=trade)
            st.rerun()


def _section(ws: Workspace, settings: Settings, name: str, opened: bool) -> None:
    texts = session.texts()
    inside = [(found, value) for found, value in settings if found.section == name]
    changed = sum(found.key in settings.own for found, _ in inside)
    title = texts(f"setting_section.{name}")
    label = texts("thresholds.section_changed", title=title, count=changed) if changed else title
    # Some hundred fields are a second look's whole time: those of a folded section are not drawn.
    box = st.expander(label, expanded=opened, key=f"thresholds_{name}", on_change="rerun")
    if not box.open:
        return
    with box, st.form(f"form_{name}", border=False):
        given = _grid(ws, settings, inside)
        with st.container(horizontal=True):
            save = st.form_submit_button(texts("thresholds.save"), key=f"save_{name}")
            reset = changed and st.form_submit_button(texts("thresholds.reset"), key=f"reset_{name}", type="tertiary")
    if save:
        _change(ws, {**settings.own, **given})
    elif reset:
        _change(ws, {key: value for key, value in settings.own.items() if definitions()[key].section != name})


def _grid(ws: Workspace, settings: Settings, inside: list[tuple[Definition, Any]]) -> dict[str, Any]:
    """Two settings side by side; a word list needs the whole width."""
    given = {}
    for wide, some in ((False, [pair for pair in inside if not isinstance(pair[1], tuple)]),
                       (True, [pair for pair in inside if isinstance(pair[1], tuple)])):
        columns = st.columns(1 if wide else 2)
        for place, (found, value) in zip(cycle(columns), some, strict=False):
            with place:
                given[found.key] = _one(ws, settings, found, value)
    return given


def _one(ws: Workspace, settings: Settings, found: Definition, value: Any) -> Any:
    texts = session.texts()
    given = values.ask(found, value, key=f"set_{found.key}_{ws.uuid}_{ws.settings_version}")
    source = texts("thresholds.source", source=values.source(found))
    if found.key in settings.own:
        default = terms.said(found, found.default, texts)
        source = texts("thresholds.changed", default=escaped(default), source=source)
    st.caption(source)
    return given


def _change(ws: Workspace, own: dict[str, Any]) -> None:
    texts = session.texts()
    try:
        with st.spinner(texts("thresholds.saving")):
            ws.change_settings(Settings(own))
    except UserError as error:
        problems.tell(error)
        return
    st.toast(texts("thresholds.saved"))
    st.rerun()


def _file(ws: Workspace, settings: Settings) -> None:
    texts = session.texts()
    with st.expander(texts("thresholds.file"), icon=":material/save:"):
        st.markdown(texts("thresholds.file_how"))
        st.download_button(texts("thresholds.download"), data=settings.to_toml, key="download_thresholds",
                           file_name=f"{texts('file.thresholds')}.toml", mime="application/toml", on_click="ignore")
        with st.form("upload_thresholds", clear_on_submit=True, border=False):
            given = st.file_uploader(texts("thresholds.upload"), key="thresholds_file", max_upload_size=1)
            pressed = st.form_submit_button(texts("thresholds.use_file"), key="use_thresholds_file")
    if pressed and given is not None:
        _use_file(ws, given.getvalue())


def _use_file(ws: Workspace, data: bytes) -> None:
    try:
        own = Settings.from_toml(data.decode("utf-8-sig")).own
    except UnicodeDecodeError:
        problems.tell(UserError("settings_unreadable", detail="UTF-8"))
        return
    except UserError as error:
        problems.tell(error)
        return
    _change(ws, own)
