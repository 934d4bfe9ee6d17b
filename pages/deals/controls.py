"""The sentence of choices above the path: ready-made paths, or 〈who〉 within 〈how long〉, 〈how〉, did 〈A → B → C〉.

The address holds the choices; the widgets only show them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from analytics import Scope, UserError, Workspace
from analytics.charts.funnel import step_word
from analytics.metrics import funnel, funnel_facts, funnel_presets, funnel_steps
from analytics.metrics.funnel import ENTRIES, ORDERS, Funnel
from analytics.metrics.funnel_steps import Step
from pages.deals import path_address, path_step
from pages.parts import address, cache, choose, problems, session
from pages.parts import show as draw
from pages.parts.markdown import plain

_HOURS = (1, 24, 3 * 24, 7 * 24, 14 * 24, 30 * 24, 60 * 24, 90 * 24, 180 * 24)
_LONGEST_NAME = 40


def chosen(ws: Workspace, scope: Scope) -> dict[str, Any]:
    """What the address says for `funnel.measure`; {} = what the data suggest."""
    text = address.value(path_address.FIELD)
    if not text:
        return {}
    values = cache.measured(funnel_facts.values, ws, scope) if path_address.wants_values(text) else {}
    return path_address.read(text, cache.measured(funnel.steps_at_hand, ws, scope), values)


def show(ws: Workspace, scope: Scope, result: Funnel, choices: dict[str, Any]) -> None:
    """Ready-made paths, then the sentence, folded."""
    texts = session.texts()
    with st.expander(texts("path.controls"), icon=":material/tune:", expanded=bool(choices)):
        _ready_made(ws, scope, result)
        _steps(ws, scope, result, choices)
        for row in ((_window, _order, _entry), (_exclude, _hold, _days)):
            for place, drawn in zip(st.columns(3), row, strict=True):
                with place:
                    drawn(result, choices)
        _keeping(ws, choices)


def _ready_made(ws: Workspace, scope: Scope, result: Funnel) -> None:
    """Buttons: those this shop's data can tell, and the shop's own; the others in one quiet line."""
    texts = session.texts()
    found = funnel_presets.presets(result.available, cache.measured(funnel_presets.chat_types, ws, scope))
    own = {kept.name: kept.choices for kept in funnel_presets.kept(ws)}
    with st.container(horizontal=True, gap="small"):
        for preset in found.offered:
            st.button(texts(f"path.preset.{preset.id}"), key=f"path_preset_{preset.id}", type="tertiary",
                      on_click=path_address.choose, args=(_of_preset(preset),))
        for number, (name, choices) in enumerate(own.items()):
            st.button(plain(texts("path.own", name=name)), key=f"path_own_{number}", type="tertiary",
                      on_click=path_address.choose, args=(choices,))
        st.button(texts("path.back"), key="path_back", type="tertiary", icon=":material/undo:",
                  on_click=path_address.choose, args=({},))
    if found.missing:
        draw.missing(texts("path.presets_missing", names=texts.listing(
            texts("path.preset_lacks", name=texts(f"path.preset.{one}"),
                  step=texts.listing(step_word(event, texts) for event in lacks)) for one, lacks in found.missing.items())))


def _of_preset(preset: funnel_presets.Preset) -> dict[str, Any]:
    window = {"window_hours": preset.window_days * 24} if preset.window_days else {}
    return {"steps": preset.path, **window}


def _steps(ws: Workspace, scope: Scope, result: Funnel, choices: dict[str, Any]) -> None:
    """Which events, in the order chosen; a button a step opens what else may be said of it."""
    texts = session.texts()
    path, known = result.asked.path, [str(event) for event in result.available["step"]]
    heads = [step.events[0] for step in path]
    key = choose.keyed("path_steps", heads)
    st.multiselect(texts("path.choose_steps"), list(dict.fromkeys([*known, *heads])), key=key, placeholder="",
                   format_func=lambda event: plain(step_word(event, texts)), select_all=False,
                   on_change=lambda: _keep(choices, steps=_renewed(path, st.session_state[key])))
    with st.container(horizontal=True, gap="small"):
        for place, step in enumerate(path):
            with st.popover(plain(step_word(step.key, texts)) + (texts("path.optional_mark") if step.optional else "")):
                path_step.show(ws, scope, known, step, place, lambda new, place=place: _keep(  # type: ignore[misc]
                    choices, steps=(*path[:place], new, *path[place + 1:])))
        st.button(texts("path.again"), key="path_again", type="tertiary", icon=":material/add:", disabled=not path,
                  on_click=lambda: _keep(choices, steps=(*path, Step(path[-1].events))))
    if len({step.key for step in path}) < len(path):
        st.caption(texts("path.twice"))


def _renewed(path: Sequence[Step], events: Sequence[str]) -> tuple[Step, ...]:
    """The steps after a change in the list: what is still there keeps what was said of it."""
    said: dict[str, Step] = {step.events[0]: step for step in reversed(path)}
    return tuple(said.get(event, Step((event,))) for event in events)


def _window(result: Funnel, choices: dict[str, Any]) -> None:
    # 0 stands for “as the path suggests”: of None the chooser says “Choose an option”, in English.
    texts, current = session.texts(), choices.get("window_hours") or 0
    auto = texts("deals.window_auto", days=result.window_days)
    options = sorted({0, *_HOURS, current})
    _one_of("window", texts("path.choose_window"), options, current,
            lambda hours: _span(hours) if hours else auto, lambda hours: _keep(choices, window_hours=hours or None))


def _span(hours: int) -> str:
    texts = session.texts()
    return texts("deals.hours", value=hours) if hours < 24 else texts("deals.days", value=hours // 24)


def _order(result: Funnel, choices: dict[str, Any]) -> None:
    texts = session.texts()
    _one_of("order", texts("path.choose_order"), ORDERS, result.order, lambda one: texts(f"deals.order.{one}"),
            lambda one: _keep(choices, order=one))


def _entry(result: Funnel, choices: dict[str, Any]) -> None:
    texts = session.texts()
    _one_of("entry", texts("path.choose_entry"), ENTRIES, result.entry, lambda one: texts(f"deals.entry.{one}"),
            lambda one: _keep(choices, entry=one))


def _exclude(result: Funnel, choices: dict[str, Any]) -> None:
    texts, known = session.texts(), set(result.available["step"])
    options = [event for event in funnel_steps.ENDINGS if event in known]
    key = choose.keyed("path_exclude", [one for one in choices.get("exclude", ()) if one in options])
    st.multiselect(texts("path.choose_exclude"), options, key=key, placeholder="", select_all=False, disabled=not options,
                   format_func=lambda event: plain(step_word(event, texts)),
                   on_change=lambda: _keep(choices, exclude=tuple(st.session_state[key])))


def _hold(result: Funnel, choices: dict[str, Any]) -> None:
    texts = session.texts()
    _one_of("hold", texts("path.choose_hold"), ("", *path_address.HOLDS), choices.get("hold", ""),
            lambda one: texts(f"path.hold.{one or 'nothing'}"), lambda one: _keep(choices, hold=one))


def _days(result: Funnel, choices: dict[str, Any]) -> None:
    texts = session.texts()
    _one_of("days", texts("path.choose_days"), (False, True), bool(choices.get("whole_days")),
            lambda one: texts("path.by_day" if one else "path.by_time"), lambda one: _keep(choices, whole_days=one))


def _one_of(name: str, label: str, options: Sequence[Any], current: Any, words: Callable[[Any], str],
            changed: Callable[[Any], None]) -> None:
    key = choose.keyed(f"path_{name}", current)
    st.selectbox(label, options, key=key, format_func=words, on_change=lambda: changed(st.session_state[key]))


def _keeping(ws: Workspace, choices: dict[str, Any]) -> None:
    """Keep this path with the shop under a name, or forget one."""
    texts, own = session.texts(), [kept.name for kept in funnel_presets.kept(ws)]
    with st.popover(texts("path.keep"), icon=":material/bookmark:"):
        if choices.get("steps"):
            name = st.text_input(texts("path.keep_name"), key="path_keep_name", max_chars=_LONGEST_NAME)
            st.button(texts("path.keep_do"), key="path_keep", disabled=not name.strip(), on_click=_save,
                      args=(ws, name.strip(), choices))
        else:
            st.caption(texts("path.keep_nothing"))
        for number, one in enumerate(own):
            st.button(plain(texts("path.forget", name=one)), key=f"path_forget_{number}", type="tertiary",
                      on_click=funnel_presets.forget, args=(ws, one))


def _save(ws: Workspace, name: str, choices: dict[str, Any]) -> None:
    try:
        funnel_presets.keep(ws, name, choices)
    except UserError as error:
        problems.tell(error)
        return
    st.toast(session.texts()("path.kept"))


def _keep(choices: dict[str, Any], **changed: Any) -> None:
    path_address.choose({**choices, **changed})
