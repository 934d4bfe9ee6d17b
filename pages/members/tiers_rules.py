"""Rules and benefits of the tiers, changed on the page; and points, tried out."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics import Scope, UserError, Workspace
from analytics.metrics import points
from analytics.metrics.tiers import Tiers
from analytics.settings import definitions
from pages.members import tiers_words as words
from pages.more import values
from pages.parts import cache, problems, session, terms
from pages.parts import show as draw

_BENEFITS = ("gold", "silver", "bronze")
_RULES = ("silver_from_yuan_per_month", "gold_above_yuan", "silver_review", "gold_review", "grace_until_reviews",
          "dormant_from_days", "near_until_share")
_POINTS = ("points_per_yuan", "points_per_sign_up_day")


def show(ws: Workspace) -> None:
    """What each tier gets and when one rises and falls; below, the form that changes it."""
    texts = session.texts()
    draw.wrapped(_benefits(ws), name="tiers_benefits", columns={
        name: texts(f"tiers.column.{name}") for name in ("tier", "benefits", "up", "down")})
    st.caption(texts("tiers.rules_source"))
    with st.expander(texts("tiers.rules_change"), icon=":material/edit:"):
        _form(ws, "tiers", (*_RULES, *(f"benefits_{tier}" for tier in _BENEFITS)))


def points_tried(ws: Workspace, scope: Scope, standing: Tiers) -> None:
    """Who earns how many points this month, by the shop's own rule."""
    texts, result = session.texts(), points.table(standing, cache.measured(points.sign_ups, ws, scope), ws.settings)
    said = texts("tiers.points_said", total=result.total, people=len(result.members), first=result.first_day, last=result.as_of)
    st.markdown(f"**{said}**")
    st.caption(texts("tiers.points_how", **terms.in_force(session.settings(), texts)))
    if len(result.members):
        draw.table(words.in_words(result.members, texts), name="tiers_points", columns=words.points_columns(texts))
    with st.expander(texts("tiers.points_change"), icon=":material/edit:"):
        _form(ws, "points", _POINTS)


def _benefits(ws: Workspace) -> pd.DataFrame:
    texts, own = session.texts(), ws.settings
    inside = terms.in_force(own, texts)
    return pd.DataFrame([
        {"tier": texts(f"tier.{tier}"), "benefits": _benefit(own[f"tiers.benefits_{tier}"], tier),
         "up": texts(f"tiers.up.{tier}", **inside), "down": texts(f"tiers.down.{tier}", **inside)} for tier in _BENEFITS])


def _benefit(said: tuple[str, ...], tier: str) -> str:
    """What the shop wrote; as long as it wrote nothing, the article's words in the reader's language."""
    texts = session.texts()
    if said == definitions()[f"tiers.benefits_{tier}"].default:
        return texts(f"tiers.benefit.{tier}")
    return texts.listing(said) if said else texts("tiers.no_benefit")


def _form(ws: Workspace, section: str, names: tuple[str, ...]) -> None:
    """The settings of one section in a form; a wrong value is told and nothing is stored."""
    texts, settings = session.texts(), ws.settings
    with st.form(f"change_{section}", border=False):
        given: dict[str, Any] = {
            f"{section}__{name}": values.ask(definitions()[f"{section}.{name}"], settings[f"{section}.{name}"],
                                             key=f"{section}_{name}_{ws.settings_version}") for name in names}
        pressed = st.form_submit_button(texts("tiers.rules_save"), key=f"save_{section}")
    if not pressed:
        return
    try:
        ws.change_settings(settings.changed(**given))
    except UserError as error:
        problems.tell(error)
        return
    st.toast(texts("tiers.rules_saved"))
    st.rerun()
