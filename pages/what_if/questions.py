"""试算 / What-if: one question at a time, on the shop's own numbers; what is certain, what is chance, and who it is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from analytics import Scope, Workspace
from analytics.charts import what_if as pictures
from analytics.what_if import answer as answers
from analytics.what_if.answer import Answer
from analytics.what_if.questions import QUESTIONS, first, others
from pages.parts import about, address, cache, problems, session, shops
from pages.parts import show as draw
from pages.parts.markdown import escaped
from pages.what_if import levers, saved, tables, taken, trials, words


def show(ws: Workspace, scope: Scope) -> None:
    """Choose a question; below it everything that moves with the sliders, which alone is drawn again."""
    _chooser()
    st.fragment(problems.guarded(_question))(ws, scope)


def _chooser() -> None:
    texts, current = session.texts(), levers.asked()
    with st.container(horizontal=True, vertical_alignment="center"):
        for name in first():
            _button(name, current)
        if others():
            label = texts(f"what_if.ask.{current}") if current in others() else texts("what_if.more_questions")
            # A key of its own for each question closes it once one was chosen.
            with st.popover(label, icon=":material/more_horiz:", key=f"what_if_more_{current}"):
                for name in others():
                    _button(name, current)


def _button(name: str, current: str) -> None:
    st.button(session.texts()(f"what_if.ask.{name}"), key=f"what_if_ask_{name}", on_click=levers.ask, args=(name,),
              type="primary" if name == current else "secondary")


def _question(ws: Workspace, scope: Scope) -> None:
    name = levers.asked()
    question, facts = QUESTIONS[name], cache.measured(QUESTIONS[name].measure, ws, scope)
    if facts.missing and not _example():
        _too_thin(name, facts.missing)
        return
    if facts.missing:
        facts = cache.measured(question.measure, _demo(), Scope())
        _marked()
        _answered(answers.answer(question, facts, levers.given()), example=True)
    else:
        found = answers.answer(question, facts, levers.given())
        _answered(found)
        saved.show(ws, facts, found)
        trials.show(ws, scope, found)
    address.write("what_if", "questions")


def _answered(found: Answer, example: bool = False) -> None:
    """With `example` nobody in the lists is a person of this shop: they go to no other tool, and no halves are drawn of them."""
    texts = session.texts()
    about.stands(taken.settings(found, texts))
    draw.verdict(words.sentence(found, texts))
    levers.draw(found)
    draw.cards(words.cards(found, texts))
    _picture(found)
    _tabs(found, example)
    draw.definition(f"what_if.{found.question}.definition")
    draw.missing([texts(f"what_if.note.{note}") for note in found.notes])


def _picture(found: Answer) -> None:
    """A line over the main slider; where nothing is left to chance, bars of before and after."""
    texts = session.texts()
    if not found.along:
        draw.chart(pictures.before_after(found, words.subject_words(found, texts), texts), "what_if_bars",
                   alt_text=texts("what_if.bars_alt"))
        return
    drawing = pictures.line(found, words.titles(found, texts), texts)
    if drawing is not None:
        draw.chart(drawing, f"what_if_line_{found.question}", alt_text=texts("what_if.chart_alt"))
        st.caption(texts("what_if.chart_how"))


def _tabs(found: Answer, example: bool) -> None:
    drawn: dict[str, Callable[[], object]] = {} if found.more.empty else {f"more.{found.question}": lambda: _more(found)}
    drawn |= {"outcomes": lambda: _outcomes(found), "inputs": lambda: _inputs(found)}
    drawn |= {} if found.people.empty else {"people": lambda: _people(found, example)}
    draw.tabs("what_if", {**drawn, "certain": _certain})


def _more(found: Answer) -> None:
    """The question's own table, for mixes with their picture."""
    texts = session.texts()
    st.caption(texts(f"what_if.more_how.{found.question}"))
    if "best" in found.more and "mark" in found.more:
        draw.chart(pictures.mixes(found, texts), "what_if_mixes", alt_text=texts("what_if.mixes_alt"))
    line = tables.first_line(found, texts)
    if line:
        st.markdown(f"**{escaped(line)}**")
    rows = tables.table(found, texts)
    draw.wrapped(rows, name="what_if_more", columns=words.columns(tuple(rows.columns), texts))


def _outcomes(found: Answer) -> None:
    texts = session.texts()
    draw.wrapped(words.outcome_table(found, texts), name="what_if_outcomes",
               columns=words.columns(("outcome", "today", "then", "range", "change"), texts))


def _inputs(found: Answer) -> None:
    texts = session.texts()
    st.caption(texts("what_if.inputs_how"))
    draw.wrapped(words.input_table(found, texts), name="what_if_inputs",
               columns=words.columns(("input", "value", "seen", "period"), texts))


def _people(found: Answer, example: bool) -> None:
    texts = session.texts()
    rows = words.people_table(found.people, texts)
    draw.people(rows.drop(columns="person_id") if example else rows, name=f"what_if_{found.question}",
                columns=words.people_columns(found.people, texts))


def _certain() -> None:
    draw.definition("what_if.definition")


def _too_thin(name: str, missing: tuple[str, ...]) -> None:
    """What this question needs, and the demo's numbers to play with."""
    texts = session.texts()
    draw.verdict(texts("what_if.too_thin", question=texts(f"what_if.ask.{name}")))
    draw.missing([texts(f"what_if.need.{one}") for one in missing])
    if not session.shop().is_demo and shops.find(shops.DEMO):
        st.button(texts("what_if.use_example"), key="what_if_example", icon=":material/science:",
                  on_click=address.choose, args=("example", "1"))


def _example() -> bool:
    return address.value("example") == "1" and shops.find(shops.DEMO) is not None


def _marked() -> None:
    """Say on the page, and in every file taken from it, that the numbers are the example's."""
    texts, view = session.texts(), about.current()
    st.info(texts("what_if.example"), icon=":material/science:")
    about.begin(_demo(), Scope(), texts, texts("what_if.example_shop"), view.view if view else "")


def _demo() -> Any:
    """The demo shop, its names hidden where names are hidden."""
    found = shops.find(shops.DEMO)
    return session.as_shown(shops.opened(found.path)) if found else session.workspace()
