"""The sentences, cards and tables of the page of coupons and sessions, made of results and the texts."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics import Workspace
from analytics.charts.funnel import step_word
from analytics.metrics.redemption import SQUAD, Redemption
from analytics.metrics.sessions import LISTS, Sessions
from analytics.metrics.squads import Squads
from analytics.statistics.words import certainty, compare
from analytics.texts.words import Texts
from pages.parts.show import Card

_RATES = ("came", "bought", "missed_bought", "to_store")


def verdict(coupons: Redemption, held: Sessions, texts: Texts, teams: Squads) -> str:
    """Coupons first, else sessions, else squads that came, else what would unlock any."""
    if coupons.coverage["has_coupons"]:
        return _coupon_verdict(coupons, texts)
    if held.coverage["has_sessions"]:
        return _session_verdict(held, texts)
    if teams.coverage["has_squads"] and teams.coverage["has_visits"]:
        count, of = teams.together
        return texts("redemption.squads_verdict", squads=len(teams.squads), count=count, of=of)
    return texts("redemption.verdict_nothing")


def _coupon_verdict(result: Redemption, texts: Texts) -> str:
    row: Any = result.rates.set_index("rate").loc["matured"]
    count, of = int(row["count"]), int(row["of"])
    if not of:
        return texts("redemption.verdict_open", issued=len(result.coupons), open=result.counts["open"])
    said = texts("redemption.verdict", of=of, count=count, share=texts.share(row["share"], of))
    if result.coverage["early"]:
        said += texts("redemption.verdict_early", open=result.counts["open"])
    apart = [one for one in result.by["channel"].to_dict("records") if one["word"] in ("more", "less") and one["key"]]
    for word in ("more", "less"):
        named = [one["key"] for one in apart if one["word"] == word]
        if named:
            said += texts(f"redemption.verdict_{word}", which=texts.listing(named))
    return said + (texts("redemption.verdict_soon", count=len(result.expiring)) if len(result.expiring) else "")


def _session_verdict(held: Sessions, texts: Texts) -> str:
    rates = _together(held)
    said = texts("redemption.sessions_verdict", sessions=len(held.sessions), came=int(held.sessions["attended"].sum()))
    if rates.loc["came", "of"]:
        said += texts("redemption.sessions_signed", of=int(rates.loc["came", "of"]), count=int(rates.loc["came", "count"]))
    if "bought" in rates.index and rates.loc["bought", "of"]:
        said += texts("redemption.sessions_bought", of=int(rates.loc["bought", "of"]), count=int(rates.loc["bought", "count"]))
    return said


def cards(result: Redemption, texts: Texts) -> list[Card]:
    """Matured, gross, still open, running out."""
    rates = result.rates.set_index("rate")
    return [_rate_card("matured", rates.loc["matured"], texts), _rate_card("gross", rates.loc["gross"], texts),
            Card(texts("redemption.card_open"), texts("redemption.coupons", count=result.counts["open"]), None,
                 texts("redemption.card_open_help")),
            Card(texts("redemption.card_soon"), texts("redemption.coupons", count=len(result.expiring)), None,
                 texts("redemption.card_soon_help"))]


def _rate_card(name: str, row: Any, texts: Texts) -> Card:
    count, of = int(row["count"]), int(row["of"])
    if not of:
        return Card(texts(f"redemption.card_{name}"), "—", None, texts("redemption.nothing_over"))
    word = certainty(count, of)
    return Card(texts(f"redemption.card_{name}"), texts("redemption.k_of_n", count=count, of=of),
                texts.share(row["share"], of) if word in ("wide", "fair") else texts(f"certainty.{word}"),
                texts(f"redemption.card_{name}_help", low=texts.share(row["low"]), high=texts.share(row["high"])))


def session_cards(held: Sessions, texts: Texts) -> list[Card]:
    """Each rate of all sessions together that has anybody to be counted over."""
    rates, found = _together(held), []
    for name in _RATES:
        if name in rates.index and rates.loc[name, "of"]:
            row = rates.loc[name]
            count, of = int(row["count"]), int(row["of"])
            found.append(Card(texts(f"redemption.rate_{name}"), texts("redemption.k_of_n_people", count=count, of=of),
                              texts(f"certainty.{certainty(count, of)}"),
                              texts("redemption.rate_help", low=texts.share(row["low"]), high=texts.share(row["high"]))))
    return found


def _together(held: Sessions) -> Any:
    return held.rates[held.rates["key"].isna()].set_index("rate")


def by_table(result: Redemption, name: str, texts: Texts) -> pd.DataFrame:
    """A breakdown in words."""
    rows = result.by[name]
    words = result.squad_words if name == SQUAD else {}
    unstated = texts("redemption.no_squad" if name == SQUAD else "redemption.unstated")
    return rows.assign(key=[words.get(key, key) or unstated for key in rows["key"]],
                       word=[texts("redemption.early_row") if early else texts(f"certainty.{word}")
                             for word, early in zip(rows["word"], _early(rows), strict=True)])


def _early(rows: pd.DataFrame) -> pd.Series[bool]:
    """Used ones only, while others can still be used and none is over: all of what is decided, and no share to believe."""
    found: pd.Series[bool] = (rows["over_of"] == 0) & (rows["open"] > 0) & (rows["count"] > 0)
    return found


def by_columns(name: str, texts: Texts) -> dict[str, Any]:
    """Columns of a breakdown."""
    counts = {field: texts(f"redemption.column.{field}") for field in ("issued", "open", "count", "of")}
    shares = {field: share(texts, field) for field in ("share", "low", "high")}
    return {"key": texts(f"redemption.column.{name}"), **counts, **shares,
            **{field: texts(f"redemption.column.{field}") for field in ("over_count", "over_of", "word")}}


def store_table(rows: pd.DataFrame, by: tuple[str, ...], texts: Texts) -> pd.DataFrame:
    """Shops, and channels where they stand beside, in words."""
    return rows.assign(**{name: [one or texts("redemption.unstated") for one in rows[name]] for name in by})


def store_columns(rows: pd.DataFrame, by: tuple[str, ...], texts: Texts) -> dict[str, Any]:
    """Columns of shops; how many were new only where orders say."""
    names = ("redeemed", "people", *(("new",) if rows["new"].notna().all() else ()))
    return {name: texts(f"redemption.column.{name}") for name in (*by, *names)} | {
        "median_days": st.column_config.NumberColumn(texts("redemption.column.median_days"), format="%.0f")}


def coupon_columns(texts: Texts) -> dict[str, Any]:
    """Columns of a list of coupons."""
    days = {name: st.column_config.DateColumn(texts(f"redemption.column.{name}"), format="YYYY-MM-DD")
            for name in ("issued_on", "expires_on", "redeemed_on")}
    return {"display_name": texts("redemption.column.person"), "name": texts("redemption.column.name"),
            "channel": texts("redemption.column.channel"), **days}


def time_line(result: Redemption, texts: Texts) -> str:
    """By which day most of those that are used were used."""
    last = result.curve.iloc[-1]
    half = result.curve[result.curve["share"] >= last["share"] / 2].iloc[0]
    return texts("redemption.time_line", day=int(last["day"]), share=texts.share(last["share"]), half=int(half["day"]))


def session_table(held: Sessions, ws: Workspace, texts: Texts) -> pd.DataFrame:
    """One row a session: k of n of every rate; names of sessions are free text."""
    rows = ws.text_words(held.sessions, "item")
    rates = held.rates.dropna(subset=["key"]).set_index(["rate", "key"])
    columns = {}
    for name in held.rates["rate"].unique():
        columns[name] = [_said(rates, name, key, texts) for key in rows["key"]]
    return rows.assign(item=rows["item"].fillna(texts("redemption.unnamed")), **columns,
                       step=[step_word(one, texts) for one in rows["step"]])


def _said(rates: pd.DataFrame, name: str, key: str, texts: Texts) -> str:
    if (name, key) not in rates.index or not rates.loc[(name, key), "of"]:
        return "—"
    row: Any = rates.loc[(name, key)]
    return texts("redemption.k_of_n_plain", count=int(row["count"]), of=int(row["of"]))


def session_columns(held: Sessions, texts: Texts) -> dict[str, Any]:
    """Columns of the sessions."""
    day = st.column_config.DateColumn(texts("redemption.column.held_on"), format="YYYY-MM-DD")
    plain = {name: texts(f"redemption.column.{name}") for name in ("item", "step")}
    counts = {name: texts(f"redemption.column.{name}") for name in ("signed", "attended")}
    return {"held_on": day, **plain, **counts, **{name: texts(f"redemption.rate_{name}") for name in held.rates["rate"].unique()}}


def squad_table(teams: Squads, texts: Texts) -> pd.DataFrame:
    """Squads in words."""
    return teams.squads.assign(word=[texts(f"certainty.{word}") for word in teams.squads["word"]])


def squad_columns(teams: Squads, texts: Texts) -> dict[str, Any]:
    """Columns of the squads; without visits only how many are in each."""
    named = {"name": texts("redemption.column.squad"), "of": texts("redemption.column.squad_people")}
    if not teams.coverage["has_visits"]:
        return named
    shares = {"share": share(texts, "squad_share"), **{name: share(texts, name) for name in ("low", "high")}}
    return {**named, "count": texts("redemption.column.squad_came"), **shares,
            "word": texts("redemption.column.word")}


def squad_list_columns(came: bool, texts: Texts) -> dict[str, Any]:
    """Columns of a list of a squad."""
    day = st.column_config.DateColumn(texts("redemption.column.visited_on"), format="YYYY-MM-DD")
    return {"display_name": texts("redemption.column.person"), **({"visited_on": day} if came else {})}


def session_lists(held: Sessions, key: str | None) -> dict[str, pd.DataFrame]:
    """Name → the people of one session or all, those lists that hold anybody."""
    lists = {name: held.people(name, key) for name in LISTS}
    return {name: frame for name, frame in lists.items() if len(frame)}


def gaps(coupons: Redemption, held: Sessions, texts: Texts, teams: Squads) -> list[str]:
    """What the sheets do not say."""
    lines = []
    if not coupons.coverage["has_coupons"]:
        lines.append(texts("redemption.gap_coupons"))
    elif not coupons.coverage["has_expiry"]:
        lines.append(texts("redemption.gap_expiry"))
    if not held.coverage["has_sessions"]:
        lines.append(texts("redemption.gap_sessions"))
    elif not held.coverage["has_signups"]:
        lines.append(texts("redemption.gap_signups"))
    elif held.coverage["not_held"]:
        lines.append(texts("redemption.gap_not_held", count=held.coverage["not_held"]))
    if held.coverage["has_sessions"]:
        lines += _waiting_for_visits(held, texts)
        if not teams.coverage["has_squads"]:
            lines.append(texts("redemption.gap_squad"))
        rates = _together(held)
        if "missed_bought" in rates.index and rates.loc["missed_bought", "of"]:
            here, away = rates.loc["bought"], rates.loc["missed_bought"]
            word = compare(int(here["count"]), int(here["of"]), int(away["count"]), int(away["of"]))
            lines.append(texts("redemption.beside_missed", word=texts(f"certainty.{word}"),
                               count=int(here["count"]), of=int(here["of"]), other=int(away["count"]), other_of=int(away["of"])))
    return lines


def _waiting_for_visits(held: Sessions, texts: Texts) -> list[str]:
    """Why nothing can be said of who came to the shop after watching."""
    rates, until = _together(held), held.coverage["visits_until"]
    if "to_store" not in rates.index or rates.loc["to_store", "of"]:
        return []
    return [texts("redemption.gap_visits_until", until=until) if until else texts("redemption.gap_visits")]


def share(texts: Texts, name: str) -> Any:
    """A column of shares."""
    return st.column_config.NumberColumn(texts(f"redemption.column.{name}"), format="percent")
