"""What a file does not say by itself, asked in one form with an answer already filled in; nothing must be touched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from analytics.errors import UserError
from analytics.storing import stamp
from analytics.storing.chats import name_from_file
from analytics.storing.drafts import Draft
from analytics.storing.jobs import Job
from pages.data import columns_asked, wording
from pages.parts import session
from pages.parts.markdown import escaped, plain

# What `Answers.groups` holds for a group that is none of the shop's.
NEW = "new"
DAY_ORDERS = ("dmy", "mdy", "ymd")
_ROSTERS = frozenset({"members", "memberships", "aliases"})
# So many pairs of names are enough to see whether they are right.
_NAMES = 6
_FIRST_YEAR, _LAST_YEAR = 2000, 2099


def show(job: Job, draft: Draft) -> None:
    """The form of one file; sending it reads the file again with these answers. Hidden with the names, which is said."""
    _other_shop(draft)
    asked = _asked(job, draft)
    mapping = [question for question in draft.questions if question["kind"] == "mapping"]
    if not (asked or mapping):
        return
    if session.masked():
        st.caption(session.texts()("add.asks_hidden"))
        return
    with st.form(f"questions_{job.id}", border=False):
        answers = job.answers
        for field in asked:
            answers = replace(answers, **{field: _FIELDS[field](job, draft)})
        columns = {header: target for question in mapping for header, target in columns_asked.show(job, question).items()}
        pressed = st.form_submit_button(session.texts()("add.read_again"), key=f"again_{job.id}")
    if pressed:
        job.again(replace(answers, mapping={**job.answers.mapping, **columns}))
        st.rerun()


def _other_shop(draft: Draft) -> None:
    """A file hardly anybody of which is known here: say so before it is kept; nothing has to be answered."""
    facts = _facts(draft, "other_shop")
    if facts:
        st.warning(session.texts()("add.other_shop", shared=facts["shared"], of=facts["of"]), icon=":material/storefront:")


def tab(job: Job, draft: Draft) -> tuple[str, Callable[[], None]] | None:
    """(what stands on the tab, what draws it) of a form that nobody needs to open; None without questions."""
    if session.masked() or not _asked(job, draft):
        return None
    return session.texts()("add.questions"), lambda: show(job, draft)


def _asked(job: Job, draft: Draft) -> list[str]:
    """Fields of `Answers` to ask for, in the order of the form."""
    kinds = {question["kind"] for question in draft.questions} & set(_FIELDS)
    tables = {part["table"] for part in draft.about["parts"]} | {row[0] for row in draft.about["read"]}
    if len(_chat_keys(draft)) > 1 or job.answers.chats is not None:
        kinds.add("chats")
    elif tables & {"messages", *_ROSTERS} and len(draft.about["chats"]) <= 1:
        kinds.add("chat")
    if any(question["kind"] == "same_group" for question in draft.questions):
        kinds.add("groups")
    # Said to be two stretches: no question any more, and still to be changed.
    if job.answers.same_stretch is False:
        kinds.add("same_stretch")
    if tables & _ROSTERS:
        kinds |= {"seen_on", "whole_roster"}
    return [field for field in _FIELDS if field in kinds]


def _facts(draft: Draft, kind: str) -> dict[str, Any]:
    return next((question for question in draft.questions if question["kind"] == kind), {})


def _chat_keys(draft: Draft) -> list[str]:
    return list(draft.about.get("chat_rows", {}))


def _chats(job: Job, draft: Draft) -> tuple[str, ...] | None:
    texts, rows = session.texts(), draft.about.get("chat_rows", {})
    names = {chat["key"]: chat["name"] for chat in draft.about["chats"] if chat["name"]}
    chosen = st.multiselect(
        texts("add.ask_chats", count=len(rows)), list(rows), default=list(job.answers.chats or rows),
        key=f"chats_{job.id}_{session.language()}", help=texts("add.ask_chats_help"),
        format_func=lambda key: plain(texts("add.chat_of", chat=wording.chat_key(names.get(key) or key), count=rows[key])))
    return None if set(chosen) == set(rows) or not chosen else tuple(chosen)


def _chat(job: Job, draft: Draft) -> str | None:
    inside = next((chat["name"] for chat in draft.about["chats"] if chat["name"]), None)
    offered = job.answers.chat or inside or name_from_file(job.file_name)
    typed = _line("chat", job.id, offered)
    return typed if typed and typed != inside else job.answers.chat


def _me(job: Job, draft: Draft) -> str | None:
    return _line("me", job.id, job.answers.me or _facts(draft, "me").get("default") or "") or None


def _day(job: Job, draft: Draft) -> date | None:
    return _calendar("day", job.id, job.answers.day or _as_day(_facts(draft, "day").get("default")))


def _seen_on(job: Job, draft: Draft) -> date | None:
    stated = next((part["seen_on"] for part in draft.about["parts"] if part.get("seen_on")), None)
    return _calendar("seen_on", job.id, job.answers.seen_on or _as_day(stated))


def _year(job: Job, draft: Draft) -> int | None:
    texts = session.texts()
    # A year is no quantity: %d keeps it without a thousands separator.
    return st.number_input(texts("add.ask_year"), min_value=_FIRST_YEAR, max_value=_LAST_YEAR, step=1, format="%d",
                           value=job.answers.year or _facts(draft, "year").get("default") or _likely_year(), key=f"year_{job.id}",
                           help=texts("add.ask_year_help"))


def _likely_year() -> int:
    """The year of the shop's latest data; of this import where it has none yet."""
    try:
        return session.workspace().as_of.year
    except UserError:
        return stamp.now().year


def _day_order(job: Job, draft: Draft) -> str | None:
    texts, facts = session.texts(), _facts(draft, "day_order")
    current = job.answers.day_order or facts.get("default") or DAY_ORDERS[0]
    return st.radio(texts("add.ask_day_order", sample=escaped(_sample(facts))), DAY_ORDERS,
                    index=DAY_ORDERS.index(current), key=f"day_order_{job.id}_{session.language()}", horizontal=True,
                    format_func=lambda order: texts(f"add.day_order_{order}"), help=texts("add.ask_day_order_help"))


def _sample(facts: dict[str, Any]) -> str:
    """One of the file's own days that could be read two ways."""
    found = facts.get("sample")
    return str(found[0] if isinstance(found, list) and found else found or session.texts()("add.day_order_sample"))


def _whole(job: Job, draft: Draft) -> bool:
    texts, said = session.texts(), job.answers.whole_roster
    default = any(part.get("whole_roster") for part in draft.about["parts"]) if said is None else said
    return st.checkbox(texts("add.ask_whole_roster"), value=default, key=f"whole_{job.id}",
                       help=texts("add.ask_whole_roster_help"))


def _groups(job: Job, draft: Draft) -> dict[str, str]:
    """Each group of the file that may or may not be one of the shop's: joined, or one of its own."""
    known, chosen = session.workspace().chat_words(), dict(job.answers.groups)
    for number, facts in enumerate(question for question in draft.questions if question["kind"] == "same_group"):
        key = f"group_{job.id}_{number}_{session.language()}"
        chosen[facts["key"]] = _group(facts, known, chosen.get(facts["key"], facts["default"]), key)
    return chosen


def _group(facts: dict[str, Any], known: dict[str, str], current: str, key: str) -> str:
    texts, options = session.texts(), [facts["chat_id"], NEW, *(chat for chat in known if chat != facts["chat_id"])]
    st.markdown(texts(f"add.same_group_{facts['why']}", chat=escaped(facts["chat"]), known=escaped(known.get(facts["chat_id"], "")),
                      shared=facts["shared"], of=facts["of"], equal=facts["equal"], lines=facts["lines"]))
    return str(st.selectbox(
        texts("add.ask_group", chat=escaped(facts["chat"])), options, key=key,
        index=options.index(current) if current in options else 0,
        format_func=lambda one: texts("add.group_new") if one == NEW else plain(texts("add.group_join", chat=known.get(one, one)))))


def _same_stretch(job: Job, draft: Draft) -> bool:
    """The same talk out of two phones: whose names are whose, and whether it counts once."""
    texts, known = session.texts(), session.workspace().chat_words()
    for facts in (question for question in draft.questions if question["kind"] == "same_stretch"):
        pairs = [texts("add.same_stretch_name", theirs=theirs, ours=ours) for theirs, ours in facts["names"][:_NAMES]]
        key = "add.same_stretch" if pairs else "add.same_stretch_plain"
        st.markdown(escaped(texts(key, chat=known.get(facts["chat_id"], ""), equal=facts["equal"], of=facts["of"],
                                  people=facts["people"], names=texts.listing(pairs))))
    return st.checkbox(texts("add.ask_same_stretch"), value=job.answers.same_stretch is not False, key=f"same_stretch_{job.id}",
                       help=texts("add.ask_same_stretch_help"))


def _line(name: str, key: str, value: str) -> str:
    texts = session.texts()
    return st.text_input(texts(f"add.ask_{name}"), value=value, key=f"{name}_{key}",
                         help=texts(f"add.ask_{name}_help")).strip()


def _calendar(name: str, key: str, value: date | None) -> date | None:
    texts = session.texts()
    return st.date_input(texts(f"add.ask_{name}"), value=value, key=f"{name}_{key}", format="YYYY-MM-DD",
                         help=texts(f"add.ask_{name}_help"))


def _as_day(said: str | None) -> date | None:
    return date.fromisoformat(said[:10]) if said else None


_FIELDS: dict[str, Callable[[Job, Draft], Any]] = {
    "chats": _chats, "chat": _chat, "groups": _groups, "same_stretch": _same_stretch, "me": _me, "day": _day, "year": _year,
    "day_order": _day_order, "seen_on": _seen_on, "whole_roster": _whole,
}
