"""话题与素材 / Topics: what is worth an article, what is asked again and again with its best answer, what members wrote."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics import Scope, Workspace
from analytics.charts import topics as charts
from analytics.metrics import activity, essence, faq, threads, topics, ugc
from analytics.metrics.faq import Faq
from analytics.metrics.side_by_side import side_by_side
from analytics.metrics.topics import Topics
from analytics.metrics.ugc import Ugc
from pages.content import topics_words as words
from pages.parts import cache, downloads, session, terms
from pages.parts import show as draw
from pages.parts.markdown import plain

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHOWN_UNTIL = 300


def show(ws: Workspace, scope: Scope) -> None:
    """Sentence, cards, the liveliest topics; then a topic in full with its draft, questions, members' own content."""
    texts = session.texts()
    with side_by_side() as ask:
        asking, owning = ask.submit(cache.measured, faq.measure, ws, scope), ask.submit(cache.measured, _own, ws, scope)
        result = cache.measured(topics.measure, ws, scope)
    asked, own = asking.result(), owning.result()
    worth = result.worth_writing(ws.settings.faq.article_from_people)
    draw.verdict(words.verdict(result, worth, asked, texts))
    draw.cards(words.cards(result, worth, asked, own, texts))
    picked = None
    if len(worth):
        clicked = draw.chart(charts.bars(worth, texts), "content_topics", on_select=True,
                             alt_text=texts("content_topics.chart_alt"))
        st.caption(texts("content_topics.click"))
        picked = str(clicked[0]["post_id"]) if clicked else None
    drawn = {"topics": lambda: _topics(ws, result, worth, picked), "faq": lambda: _faq(ws, asked), "own": lambda: _members(ws, own)}
    draw.tabs("content_topics", drawn)
    draw.definition("content_topics.definition")
    draw.missing([*words.gaps(asked, texts), *([texts("content_topics.masked")] if not ws.shows_texts else [])])


def _topics(ws: Workspace, result: Topics, worth: pd.DataFrame, picked: str | None) -> None:
    texts = session.texts()
    if worth.empty:
        draw.missing(texts("content_topics.none", people=ws.settings.faq.article_from_people))
        return
    rows = words.topic_rows(worth, ws.chat_words(), texts)
    shown = ("posted_at", "text", "count", "of", "share", "messages", "category", "chat")
    marked = draw.table(rows, name="content_topics", select="one", columns=words.columns(shown, texts), height=300)
    post_id = str(worth["post_id"].iloc[marked[0]]) if marked else picked or str(worth["post_id"].iloc[0])
    _thread(ws, result, post_id)


def _thread(ws: Workspace, result: Topics, post_id: str) -> None:
    """One topic in full, its people, its draft."""
    texts, thread = session.texts(), cache.measured(threads.read, ws, None, post_id=post_id)
    rows = words.thread_rows(thread, texts)
    shown = words.columns(("sent_at", "display_name", "part", "text"), texts)
    st.markdown(f"**{texts('content_topics.thread', people=thread.people, count=thread.count)}**")
    draw.table(rows, name="content_thread", columns=shown, download=False, height=320)
    name = texts("content_topics.draft_file")
    with st.container(horizontal=True):
        st.download_button(texts("content_topics.draft_md"), key="thread_md", file_name=f"{name}.md", mime="text/markdown",
                           data=lambda: threads.markdown(thread, words.headings(thread, texts)).encode("utf-8"), on_click="ignore")
        st.download_button(texts("content_topics.draft_xlsx"), key="thread_xlsx", file_name=f"{name}.xlsx", mime=_XLSX,
                           data=lambda: downloads.workbook(rows[list(shown)].rename(columns=shown), name), on_click="ignore")
    with st.expander(texts("content_topics.people"), icon=":material/group:"):
        people = result.people(post_id)
        draw.people(people, name="content_topic_people", title=texts("content_topics.people_list", count=len(people)))


def _faq(ws: Workspace, asked: Faq) -> None:
    """Questions with their best answer; a marked row opens everybody who asked."""
    texts = session.texts()
    if asked.groups.empty:
        draw.missing(texts("content_topics.faq_none", questions=asked.coverage["questions"], count=ws.settings.faq.from_questions))
        return
    st.caption(texts("content_topics.faq_how"))
    rows = words.faq_rows(asked, texts)
    shown = ("question", "times", "askers", "answered", "answer", "by", "last_at")
    marked = draw.table(rows, name="content_faq", select="one", columns=words.columns(shown, texts), height=380)
    if marked:
        chosen = asked.asked(int(rows["group"].iloc[marked[0]]))
        st.markdown(f"**{texts('content_topics.asked_list', count=len(chosen))}**")
        draw.table(chosen, name="content_asked", columns=words.columns(("sent_at", "display_name", "text", "answer"), texts))


def _members(ws: Workspace, own: Ugc) -> None:
    """What members wrote themselves; the best can be picked (精华) and stay first."""
    texts = session.texts()
    if not own.count:
        draw.missing(texts("content_topics.own_none"))
        return
    st.caption(texts("content_topics.own_how"))
    st.caption(texts("ugc.quality_how", **terms.in_force(ws.settings, texts)))
    chosen = essence.chosen(ws)
    rows = words.own_rows(own, chosen, {chat: plain(name) for chat, name in ws.chat_words().items()}, texts)
    shown = words.columns(
        ("picked", "quality", "sent_at", "display_name", "form", "text", "repliers", "named", "letters", "chat"), texts)
    edited = st.data_editor(
        rows.head(_SHOWN_UNTIL), key=f"content_own_{texts.language}_{ws.data_version}", hide_index=True, height=420,
        placeholder="—", column_order=list(shown),
        column_config={**shown, "picked": st.column_config.CheckboxColumn(shown["picked"], width="small")},
        disabled=[name for name in rows.columns if name != "picked"])
    now = frozenset(edited.loc[edited["picked"], "message_key"])
    before = chosen & frozenset(edited["message_key"])
    if st.button(texts("content_topics.own_save", count=len(now ^ before)), key="content_own_save", disabled=now == before):
        for key in sorted(now ^ before):
            ws.correct(essence.KIND, key, "yes" if key in now else None)
        st.rerun()
    draw.offer(rows[list(shown)].rename(columns=shown), "content_own")


def _own(ws: Workspace, scope: Scope) -> Ugc:
    return ugc.read(ws, scope, cache.measured(activity.facts, ws, scope, talk=False))
