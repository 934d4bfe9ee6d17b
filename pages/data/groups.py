"""群 / Groups: which there are, what they are called, which files they came in; rename, merge, split, and back again."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics import Scope, Workspace
from analytics.metrics import group_record
from analytics.metrics.group_record import GroupRecord
from pages.data import wording
from pages.parts import cache, problems, session
from pages.parts import show as draw
from pages.parts.markdown import escaped, plain

_NONE = ""


def show(ws: Workspace, scope: Scope) -> None:
    """One line a group of the whole shop, each with what can be decided about it."""
    texts = session.texts()
    found = cache.measured(group_record.measure, ws, None)
    if found.groups.empty:
        draw.verdict(texts("groups.none"))
        draw.definition("groups.definition")
        return
    draw.verdict(_verdict(found.groups))
    _hints(found.groups)
    with st.container(gap="xsmall"):
        for row in found.groups.to_dict("records"):
            _group(ws, found, row)
    draw.definition("groups.definition")


def _verdict(groups: pd.DataFrame) -> str:
    texts, last = session.texts(), groups.loc[groups["messages"] > 0, "last_day"].max()
    if pd.isna(last):
        return texts("groups.verdict_undated", count=len(groups))
    return texts("groups.verdict", count=len(groups), last=last.date())


def _hints(groups: pd.DataFrame) -> None:
    texts = session.texts()
    for key, count in (("groups.alike", int(groups["alike"].sum())), ("groups.holes", int((groups["holes"] > 0).sum()))):
        if count:
            st.caption(texts(key, count=count))


def _group(ws: Workspace, found: GroupRecord, row: dict[Any, Any]) -> None:
    texts, chat_id = session.texts(), str(row["chat_id"])
    with st.container(border=True, key=f"group_{chat_id}"), st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{escaped(row['chat_name'])}** {_badges(row)}  \n{escaped(_holds(row))}", width="stretch")
        box = st.popover(texts("groups.open"), icon=":material/edit:", key=f"group_more_{chat_id}", on_change="rerun")
        if box.open:
            with box, problems.calm():
                _decide(ws, found, row)


def _badges(row: dict[Any, Any]) -> str:
    texts = session.texts()
    kind = texts(f"groups.type.{row['chat_type']}")
    said = [f":gray-badge[{kind}]"]
    if row["alike"]:
        said.append(f":orange-badge[{texts('groups.same_name')}]")
    return " ".join(said)


def _holds(row: dict[Any, Any]) -> str:
    texts, said = session.texts(), []
    if row["messages"]:
        said.append(texts("groups.messages", people=row["people"], count=row["messages"]))
    if pd.notna(row["members"]):
        said.append(texts("groups.members", count=int(row["members"])))
    if pd.notna(row["first_day"]):
        said.append(wording.span(row["first_day"], row["last_day"]))
    if row["holes"]:
        said.append(texts("groups.missing", count=row["holes"]))
    if row["imports"]:
        said.append(texts("groups.files", count=row["imports"]))
    return texts("groups.joint").join(said)


def _decide(ws: Workspace, found: GroupRecord, row: dict[Any, Any]) -> None:
    _name(ws, row)
    _merge(ws, found, row)
    _called(found, row)
    _files(ws, found, row)


def _name(ws: Workspace, row: dict[Any, Any]) -> None:
    """Name and kind. With names hidden only the kind: the field would show the name."""
    texts, chat_id = session.texts(), str(row["chat_id"])
    with st.form(f"group_form_{chat_id}", border=False):
        typed = None if session.masked() else st.text_input(
            texts("groups.name"), value=plain(row["chat_name"]), key=f"group_name_{chat_id}", max_chars=60,
            help=texts("groups.name_help"))
        kind = st.selectbox(texts("groups.kind"), group_record.TYPES, index=group_record.TYPES.index(row["chat_type"]),
                            key=f"group_kind_{chat_id}", format_func=lambda one: texts(f"groups.type.{one}"))
        pressed = st.form_submit_button(texts("groups.save"), key=f"group_save_{chat_id}")
    if pressed:
        name = None if typed is None or typed.strip() == plain(row["chat_name"]) else typed.strip()
        ws.set_chat(chat_id, name=name, chat_type=None if kind == row["chat_type"] else kind)
        st.rerun()


def _called(found: GroupRecord, row: dict[Any, Any]) -> None:
    """Names over time, where there is more than the one on screen."""
    texts, names = session.texts(), found.names[found.names["chat_id"] == row["chat_id"]]
    if session.masked() or not any(group_record.differs(name, row["chat_name"]) for name in names["name"]):
        return
    lines = [_spelled(one) for one in names.to_dict("records")]
    st.caption(f"{texts('groups.called')}  \n" + "  \n".join(lines))


def _spelled(one: dict[Any, Any]) -> str:
    if pd.isna(one["first_day"]):
        return escaped(one["name"])
    return escaped(session.texts()("groups.called_line", name=one["name"], days=wording.span(one["first_day"], one["last_day"])))


def _files(ws: Workspace, found: GroupRecord, row: dict[Any, Any]) -> None:
    """The imports of a group; where there are several, each can be split off."""
    texts, chat_id = session.texts(), str(row["chat_id"])
    files = found.imports[found.imports["chat_id"] == chat_id].to_dict("records")
    if files:
        st.caption(texts("groups.came_in"))
    for file in files:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(escaped(_file(file)), width="stretch")
            if len(files) > 1 and st.button(texts("groups.split"), key=f"split_{chat_id}_{file['batch_id']}", type="tertiary",
                                            help=texts("groups.split_help")):
                with st.spinner(texts("groups.busy")):
                    ws.split_chat(chat_id, str(file["batch_id"]))
                st.rerun()


def _file(file: dict[Any, Any]) -> str:
    texts = session.texts()
    said = texts("groups.file_line", file=wording.file_name(str(file["file_name"])), rows=file["rows"])
    if pd.isna(file["first_day"]):
        return said
    return texts("groups.joint").join([said, wording.span(file["first_day"], file["last_day"])])


def _merge(ws: Workspace, found: GroupRecord, row: dict[Any, Any]) -> None:
    texts, chat_id = session.texts(), str(row["chat_id"])
    if row["part"]:
        _back(ws, texts("groups.is_part"), texts("groups.unsplit"), f"unsplit_{chat_id}", lambda: ws.unsplit_chat(chat_id))
    for one in found.merged[found.merged["chat_id"] == chat_id].to_dict("records"):
        name = texts("groups.hidden_name") if session.masked() or pd.isna(one["name"]) else one["name"]
        _back(ws, texts("groups.merged", name=name), texts("groups.part"), f"part_{one['other']}",
              lambda other=str(one["other"]): ws.part_chats(other))
    others = {str(one["chat_id"]): one for one in found.groups.to_dict("records") if one["chat_id"] != chat_id}
    if not others:
        return
    chosen = st.selectbox(texts("groups.merge_with"), [_NONE, *others], key=f"merge_with_{chat_id}",
                          format_func=lambda one: "—" if one == _NONE else plain(
                              texts("groups.joint").join([others[one]["chat_name"], _holds(others[one])])))
    if st.button(texts("groups.merge"), key=f"merge_{chat_id}", disabled=chosen == _NONE, help=texts("groups.merge_help")):
        with st.spinner(texts("groups.busy")):
            ws.merge_chats(chat_id, chosen)
        st.rerun()


def _back(ws: Workspace, said: str, label: str, key: str, act: Any) -> None:
    """One decision that stands, and the button that takes it back."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(escaped(said), width="stretch")
        if st.button(label, key=key, type="tertiary"):
            with st.spinner(session.texts()("groups.busy")):
                act()
            st.rerun()
