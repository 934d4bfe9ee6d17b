"""做一份报告 / Make a report: choose what it is of, see it, change its sentences, take it as one of four files."""

from __future__ import annotations

import base64
import binascii
from typing import Any

import streamlit as st

from analytics import Scope, Workspace
from analytics.charts import theme
from analytics.report import cover
from analytics.report.build import PRESETS, SECTIONS
from analytics.report.model import Options, Report, Section
from analytics.report.saying import say
from analytics.texts import LANGUAGES, texts_for
from pages.parts import problems, session
from pages.parts import show as draw
from pages.parts.markdown import escaped
from pages.review import outputs

_LARGEST_LOGO = 500_000
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_SHOWN = "report_shown"


def show(ws: Workspace, scope: Scope) -> None:
    """Choices, then the report as it will be."""
    texts = session.texts()
    options = _options(ws)
    if st.button(texts("report.page.make"), type="primary", icon=":material/description:", key="report_make"):
        st.session_state[_SHOWN] = ws.uuid
    # Its results are counted when somebody asks for them, and then follow every change of a choice.
    if st.session_state.get(_SHOWN) == ws.uuid and options.sections:
        report = outputs.made(ws, scope, options)
        draw.verdict(_verdict(report))
        outputs.buttons(report, tuple(outputs.FILES))
        _preview(ws, report)
    else:
        draw.verdict(texts("report.page.intro", count=len(options.sections)))
    draw.definition("report.definition")
    if ws.is_masked:
        draw.missing(texts("report.page.masked"))


def _verdict(report: Report) -> str:
    """How much of the report can be said from this shop's data."""
    texts = session.texts()
    told = sum(bool(one.said or one.figures or one.tables) for one in report.sections)
    return texts("report.page.verdict", kind=texts(f"report.preset.{report.options.preset}"), of=len(report.sections), count=told)


def _options(ws: Workspace) -> Options:
    """What is chosen; remembered in the shop for next time."""
    texts, known = session.texts(), ws.report_choices()
    last = known.get("preset")
    preset = st.segmented_control(
        texts("report.page.preset"), list(PRESETS), default=last if last in PRESETS else "monthly", required=True,
        key=f"report_preset_{texts.language}", format_func=lambda one: texts(f"report.preset.{one}"),
        label_visibility="collapsed")
    parts = known.get("sections", {})
    chosen = st.multiselect(
        texts("report.page.sections"), SECTIONS, default=[one for one in parts.get(preset, PRESETS[preset]) if one in SECTIONS],
        select_all=False,
        key=f"report_sections_{preset}_{texts.language}", format_func=lambda one: texts(f"report.section.{one}"))
    with st.expander(texts("report.page.cover"), icon=":material/badge:"):
        looks = _cover(ws, known)
    # What is as usual is not noted: a later release may know better parts, and who switches the language means the report too.
    own = {} if list(chosen) == list(PRESETS[preset]) else {preset: list(chosen)}
    wanted = {"preset": preset, "sections": {**{name: of for name, of in parts.items() if name != preset}, **own},
              "language": "" if looks["language"] == texts.language else looks["language"],
              **{name: looks[name] for name in ("consultant", "colour")}}
    if not ws.is_masked:
        wanted |= {"merchant": looks["merchant"], "logo": looks["logo"]}
    if any((known.get(name) or "") != (value or "") for name, value in wanted.items()):
        ws.keep_report_choices(wanted)
    return Options(
        preset=preset, sections=tuple(chosen), language=looks["language"], merchant=looks["merchant"], colour=looks["colour"],
        consultant=looks["consultant"], logo=None if ws.is_masked else _bytes(looks["logo"]), edits=ws.report_edits())


def _cover(ws: Workspace, known: dict[str, Any]) -> dict[str, Any]:
    """Language, merchant, consultant's line, colour and logo. A hidden shop keeps its own name and logo to itself."""
    texts, hidden = session.texts(), ws.is_masked
    name = session.shop_words()[session.shop().id]
    first, second = st.columns(2)
    with first:
        language = st.segmented_control(
            texts("report.page.language"), LANGUAGES, default=known.get("language") or texts.language, required=True,
            key=f"report_language_{texts.language}", format_func=lambda one: texts(f"frame.language_{one}"))
        merchant = st.text_input(texts("report.page.merchant"), value=name if hidden else known.get("merchant") or name,
                                 max_chars=40, key=f"report_merchant_{hidden}_{texts.language}", disabled=hidden)
        consultant = st.text_input(texts("report.page.consultant"), value=known.get("consultant", ""), max_chars=80,
                                   key=f"report_consultant_{texts.language}", help=texts("report.page.consultant_help"))
    with second:
        colour = st.color_picker(texts("report.page.colour"), value=known.get("colour", theme.PLAIN),
                                 key=f"report_colour_{texts.language}")
        logo = known.get("logo", "") if hidden else _logo(known.get("logo", ""))
    return {"language": language, "merchant": merchant.strip(), "consultant": consultant.strip(), "colour": colour, "logo": logo}


def _logo(known: str) -> str:
    """The logo as base64; "" for none. A file that is no PNG or JPEG, or too large, is refused in words."""
    texts = session.texts()
    given = st.file_uploader(texts("report.page.logo"), type=["png", "jpg", "jpeg"], key=f"report_logo_{texts.language}",
                             help=texts("report.page.logo_help"))
    if given is not None:
        data = given.getvalue()
        if len(data) <= _LARGEST_LOGO and data.startswith(_PICTURES):
            return base64.b64encode(data).decode()
        st.warning(texts("report.page.logo_refused"), icon=":material/info:")
    if known and st.checkbox(texts("report.page.logo_none"), key=f"report_logo_none_{texts.language}"):
        return ""
    return known


def _bytes(logo: str) -> bytes | None:
    try:
        return base64.b64decode(logo, validate=True) or None
    except binascii.Error:
        return None


def _preview(ws: Workspace, report: Report) -> None:
    """The report in the language it will be in."""
    words = texts_for(report.options.language)
    with st.container(border=True, key="report_preview"):
        st.markdown(f"### {escaped(cover.title(report, words))}")
        for line in cover.lines(report, words):
            st.caption(escaped(line))
        for section in report.sections:
            with problems.calm():
                _section(ws, report, section)


def _section(ws: Workspace, report: Report, section: Section) -> None:
    words = texts_for(report.options.language)
    st.markdown(f"#### {words(f'report.section.{section.id}')}")
    for said in cover.paragraphs(report, section, words):
        st.markdown(f"**{escaped(said)}**")
    draw.missing(cover.gaps(report, section, words))
    if section.said:
        _editing(ws, report, section)
    outputs.cards(section.figures, words)
    outputs.pictures(section, words)
    for table in section.tables:
        with st.expander(str(escaped(say(table.title, words)))):
            outputs.table(table, words)


def _editing(ws: Workspace, report: Report, section: Section) -> None:
    """A field a sentence; what is written there stands in every output until its numbers change."""
    texts, words = session.texts(), texts_for(report.options.language)
    with st.expander(texts("report.page.edit"), icon=":material/edit:"):
        for number, one in enumerate(section.said):
            generated = str(say(one, words))
            key = f"report_edit_{section.id}_{number}_{words.language}_{ws.is_masked}_{generated}"
            st.text_area(texts("report.page.sentence", number=number + 1), value=report.words(one, words), key=key, height=80,
                         on_change=_keep, args=(ws, generated, key))


def _keep(ws: Workspace, generated: str, key: str) -> None:
    ws.edit_report(generated, st.session_state[key].strip() or None)
