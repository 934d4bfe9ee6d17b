"""按群的类型看 / By kind of group: each kind's own headline, guardrails and diagnostics, beside groups of its kind only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from analytics import Scope, Workspace
from analytics.metrics import group_states, group_table, scorecards
from analytics.metrics.scorecard_figures import INVITED, UNSTATED
from analytics.metrics.scorecard_flash import FLASH
from analytics.metrics.scorecards import CARDS, Scorecards
from analytics.settings import definitions
from analytics.statistics.words import certainty
from analytics.texts.words import Texts
from pages.members import groups_flash, groups_typed
from pages.parts import cache, session
from pages.parts import show as draw
from pages.parts.markdown import escaped
from pages.parts.show import Card

Row = Mapping[Any, Any]
# So many of the things asked for are named.
_WANTED = 8


def by_kind(ws: Workspace, scope: Scope) -> bool:
    """One kind at a time: its groups, what each number says, and the people behind one of them. Whether any group has a kind."""
    texts, groups = session.texts(), cache.measured(group_table.measure, ws, scope).groups
    st.markdown(f"##### {texts('scorecards.title')}")
    kinds = [kind for kind in CARDS if kind in set(groups["chat_type"])]
    untyped = groups.loc[~groups["chat_type"].isin(kinds), "chat_name"]
    if len(untyped):
        st.caption(escaped(texts("scorecards.untyped", names=texts.listing(untyped))))
    if not kinds:
        return False
    kind = st.segmented_control(
        texts("scorecards.kind"), kinds, default=kinds[0], required=True, label_visibility="collapsed",
        key=f"scorecards_kind_{texts.language}", format_func=lambda one: texts(f"groups.type.{one}"))
    result = cache.measured(_cards, ws, scope, kind=kind)
    lines = result.lines
    st.caption(texts(f"scorecards.about.{kind}"))
    figures, phases = result.figures, _phases(ws, scope, groups, result.as_of)
    for chat_id in lines["chat_id"].unique():
        one = {name: frame[frame["chat_id"] == chat_id] for name, frame in
               (("lines", lines), ("figures", figures), ("costs", result.costs), ("sources", result.sources),
                ("wanted", result.wanted))}
        _group(phases[str(chat_id)], **one)
    draw.missing(_needs(pd.concat([lines, figures]), texts))
    _people(result, kind)
    if kind == FLASH:
        groups_flash.course(ws, scope, _newest_first(groups[groups["chat_type"] == kind]))
    groups_typed.form(ws, kind, dict(zip(lines["chat_id"], lines["chat_name"], strict=True)), result.as_of)
    return True


def _cards(ws: Workspace, scope: Scope, kind: str) -> Scorecards:
    """Of one kind, from the table that the page has read already."""
    return scorecards.of_groups(ws, scope, cache.measured(group_table.measure, ws, scope), (kind,))


def _phases(ws: Workspace, scope: Scope, groups: pd.DataFrame, as_of: date) -> dict[str, str | None]:
    """chat_id → how long it is on record and how it stands; None where nothing is."""
    texts, states = session.texts(), cache.measured(group_states.measure, ws, scope).groups
    state = dict(zip(states["chat_id"], states["state"], strict=True))
    return {row["chat_id"]: None if pd.isna(row["first_day"]) else texts(
        "scorecards.phase", first=row["first_day"].date(), days=(as_of - row["first_day"].date()).days + 1,
        state=texts(f"group_state.{state.get(row['chat_id'], 'unknown')}")) for row in groups.to_dict("records")}


def _newest_first(groups: pd.DataFrame) -> dict[str, str]:
    """chat_id → name, the group whose record ends last first."""
    found = groups.sort_values(["last_day", "chat_id"], ascending=False)
    return dict(zip(found["chat_id"], found["chat_name"], strict=True))


def _group(phase: str | None, lines: pd.DataFrame, figures: pd.DataFrame, costs: pd.DataFrame, sources: pd.DataFrame,
           wanted: pd.DataFrame) -> None:
    texts = session.texts()
    known = [(row["role"], _card(row, texts)) for row in lines[lines["needs"].isna()].to_dict("records")]
    known += [(row["role"], _figure(row, texts)) for row in figures[figures["needs"].isna()].to_dict("records")]
    known += [("headline", card) for row in costs.to_dict("records") for card in _cost_cards(row, texts)]
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{escaped(str(lines['chat_name'].iloc[0]))}**")
        if phase:
            st.caption(escaped(phase))
        if not known:
            st.caption(texts("scorecards.nothing"))
        # The headlines and guardrails in one row, what helps to understand them in the next.
        draw.cards([card for role in ("headline", "guardrail") for of, card in known if of == role])
        draw.cards([card for role, card in known if role == "diagnostic"])
        if len(sources):
            ways = [texts("scorecards.source_line", name=_source(row["source"], texts), count=row["count"])
                    for row in sources.to_dict("records")]
            st.caption(escaped(texts("scorecards.sources", ways=texts.listing(ways), of=sources["of"].iloc[0])))
        if len(wanted):
            asked = [_asked(row, texts) for row in wanted.head(_WANTED).to_dict("records")]
            st.caption(escaped(texts("scorecards.wanted", asked=texts.listing(asked))))


def _asked(row: Row, texts: Texts) -> str:
    """One thing that is asked for, how often and with what result."""
    item: str = texts("scorecards.wanted_unnamed") if pd.isna(row["item"]) else row["item"]
    return texts("scorecards.wanted_line", item=item, of=row["of"], count=row["count"])


def _source(source: str, texts: Texts) -> str:
    """What files call a way in, or one of ours."""
    own = {INVITED: "scorecards.source_invited", UNSTATED: "scorecards.source_unstated"}
    return texts(own[source]) if source in own else source


def _figure(row: Row, texts: Texts) -> Card:
    """A figure that is no share of people: its value, what it is made of, its range on hover."""
    label = texts("scorecards.label", role=texts(f"scorecards.role.{row['role']}"), name=texts(f"scorecards.figure.{row['key']}"))
    made = texts(f"scorecards.made.{row['key']}", count=int(row["count"]), of=int(row["of"]))
    said = [texts(f"scorecards.figure_help.{row['key']}")]
    if not pd.isna(row["low"]):
        said.append(texts("scorecards.figure_range", low=_valued(row, "low", texts), high=_valued(row, "high", texts)))
    return Card(label, _valued(row, "value", texts), made, " ".join(said))


def _valued(row: Row, name: str, texts: Texts) -> str:
    value = row[name]
    if row["unit"] == "money":
        return texts.money(value)
    if row["unit"] == "share":
        return texts.share(value)
    decimals = {"times": 1, "ratio": 2, "days": 0}[row["unit"]]
    return texts(f"scorecards.unit.{row['key']}", value=texts.number(value, decimals))


def _card(row: Row, texts: Texts) -> Card:
    label = texts("scorecards.label", role=texts(f"scorecards.role.{row['role']}"), name=texts(f"scorecards.line.{row['key']}"))
    value = texts(f"scorecards.of.{row['unit']}", count=row["count"], of=row["of"])
    return Card(label, value, _word(row, texts), " ".join(_help(row, texts)))


def _cost_cards(row: Row, texts: Texts) -> list[Card]:
    """What was typed, by everybody who came and by who of them paid."""
    word = texts("scorecards.cost_word", cost=texts.money(row["cost"]), joined=row["joined"], payers=row["payers"])
    return [Card(texts(f"scorecards.cost_{name}"),
                 texts("scorecards.cost_none") if pd.isna(row[f"per_{name}"]) else texts.money(row[f"per_{name}"]), None, word)
            for name in ("member", "payer")]


def _word(row: Row, texts: Texts) -> str:
    if pd.isna(row["target"]):
        return texts(f"certainty.{certainty(row['count'], row['of'])}")
    key = "scorecards.against" if row["at_least"] else "scorecards.against_at_most"
    return texts(key, target=texts.share(row["target"]), word=texts(f"certainty.{row['word']}"))


def _help(row: Row, texts: Texts) -> list[str]:
    share = texts.share(row["share"], row["of"])
    said = [texts(f"scorecards.help.{row['key']}"),
            texts("scorecards.range", share=share, low=texts.share(row["low"]), high=texts.share(row["high"]))]
    if isinstance(row["setting"], str) and definitions()[row["setting"]].source.startswith("S"):
        said.append(texts("scorecards.article"))
    return said


def _needs(lines: pd.DataFrame, texts: Texts) -> list[str]:
    """One line: what cannot be said of these groups, and which sheet would tell."""
    lacking = lines[lines["needs"].notna()].drop_duplicates(["key", "needs"]).to_dict("records")
    if not lacking:
        return []
    said = [texts("scorecards.need", name=_name(row["key"], texts), what=texts(f"scorecards.needs.{row['needs']}"))
            for row in lacking]
    return [texts("scorecards.needs_line", lines=("；" if texts.language == "zh" else "; ").join(said))]


def _name(key: str, texts: Texts) -> str:
    """A line, a figure or a way in, by its name."""
    if key.startswith("source:"):
        return texts("scorecards.came_by", name=_source(key.removeprefix("source:"), texts))
    return texts(f"scorecards.line.{key}") if texts.has(f"scorecards.line.{key}") else texts(f"scorecards.figure.{key}")


def _people(result: Scorecards, kind: str) -> None:
    """The list behind one number of one group."""
    texts, rows = session.texts(), result.openable(kind)
    if rows.empty:
        return
    known = rows.to_dict("records")
    several = rows["chat_id"].nunique() > 1
    with st.expander(texts("scorecards.people"), icon=":material/groups:"):
        number = st.selectbox(
            texts("scorecards.which"), range(len(known)), key=f"scorecards_list_{kind}_{texts.language}",
            format_func=lambda one: texts("scorecards.choice" if several else "scorecards.choice_one",
                                          group=known[one]["chat_name"], name=_name(known[one]["key"], texts)))
        row = known[number]
        for counted, title in ((True, "scorecards.counted"), (False, "scorecards.others")):
            people = result.people(str(row["chat_id"]), str(row["key"]), counted)
            if len(people):
                file = f"scorecards_{row['key'].partition(':')[0]}_{counted}"
                draw.people(people, name=file, title=texts(title, count=len(people)))
