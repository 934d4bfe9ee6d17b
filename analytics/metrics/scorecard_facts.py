"""What the scorecards are made of, read once: what every kind of group needs, and what only some do (METRICS 6.15)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pandas as pd

from analytics.metrics import group_table, scorecard_flash, shop_posts, ugc
from analytics.metrics.group_people import leaves_known
from analytics.metrics.purchases import purchases
from analytics.metrics.scorecard_rules import Facts
from analytics.metrics.sessions import CAME, VISITED
from analytics.scope import Resolved, Scope
from analytics.workspace import Workspace

_CYCLE_DAYS = 30


def read(workspace: Workspace, scope: Scope, table_: group_table.GroupTable, kinds: dict[str, str]) -> Facts:
    """The facts of the groups of `kinds` (chat_id → kind), all of `table_`."""
    resolved = replace(workspace.resolve(scope), as_of=table_.end, chats=tuple(kinds))
    bought = purchases(workspace, scope, 1)
    joins = workspace.channel_words(workspace.facts("scorecard_joins", resolved))
    rows = table_.rows[table_.rows["chat_id"].isin(kinds)].reset_index(drop=True)
    asked = _asked_for(workspace, resolved, kinds)
    if scorecard_flash.FLASH in kinds.values():
        asked.update(_flash(workspace, resolved, table_, kinds))
        days = asked.pop("order_days")
        rows = scorecard_flash.on_own_days(rows, asked["spans"], days)
        asked["bought"] = pd.concat([asked.get("bought"), group_table.by_buyer(days)], ignore_index=True)
    joins = joins.assign(joined_on=pd.to_datetime(joins["joined_on"])).merge(
        rows[["chat_id", "person_id", "left_on"]], on=["chat_id", "person_id"], how="left")
    return Facts(
        rows=rows, joins=joins, days=bought.own[["person_id", "day"]], refunds=_refunds(bought.days),
        posts=shop_posts.as_written(workspace, replace(resolved, end=table_.end)),
        coupons=workspace.facts("scorecard_coupons", resolved), leaves=leaves_known(workspace, resolved),
        start=table_.start, end=table_.end, orders_from=bought.known_from, orders_until=bought.until,
        typed=workspace.facts("typed_group_numbers", resolved), **asked)


def _flash(workspace: Workspace, resolved: Resolved, table_: group_table.GroupTable, kinds: dict[str, str]) -> dict[str, Any]:
    """What flash groups need, on their own days."""
    own = replace(resolved, chats=tuple(chat for chat, kind in kinds.items() if kind == scorecard_flash.FLASH))
    care, days = workspace.facts("group_care", own), group_table.order_days(workspace, own, own_days=True)
    return {"spans": scorecard_flash.spans(table_, own.chats), "order_days": days,
            "care": care.assign(day=pd.to_datetime(care["day"])) if len(care) else None}


def _questions(workspace: Workspace, resolved: Resolved) -> pd.DataFrame:
    rules = workspace.settings.today
    return workspace.facts("today_questions", resolved, first_day=resolved.start, last_day=resolved.as_of,
                           answer_minutes=rules.answer_until_minutes, any_word_minutes=rules.any_word_until_minutes)


def _asked_for(workspace: Workspace, resolved: Resolved, known_kinds: dict[str, str]) -> dict[str, Any]:
    """What only some kinds of group need, read only for them."""
    def among(*wanted: str) -> Resolved:
        return replace(resolved, chats=tuple(chat for chat, kind in known_kinds.items() if kind in wanted))

    kinds = frozenset(known_kinds.values())
    found: dict[str, Any] = {}
    if "兴趣群" in kinds:
        events = workspace.facts("session_events", resolved)
        events = events[events["step"].isin((CAME, VISITED))]
        inside = events[pd.to_datetime(events["day"]) >= pd.Timestamp(resolved.start)]
        found["came"] = frozenset(inside["person_id"]) if len(events) else None
        found["authors"] = ugc.pieces(workspace, replace(resolved, end=resolved.as_of))[["chat_id", "person_id"]]
    if kinds & {"引流群", "福利群", "资源对接群", "兴趣群"}:
        # Whoever came in may have tried something before the period ends; a request may be matched later.
        acts = workspace.facts("group_acts", resolved, first_day=resolved.start)
        found["acts"] = acts.assign(day=pd.to_datetime(acts["day"])) if len(acts) else None
    if "福利群" in kinds:
        found["bought"] = group_table.group_orders(workspace, among("福利群"))
    if "引流群" in kinds:
        found["active"] = workspace.facts("group_speakers", among("引流群"), days=_CYCLE_DAYS)
        found["brought"] = workspace.facts("referral_joins", among("引流群"))
        found["complaints"] = workspace.facts("group_complaints", among("引流群"))
    if kinds & {"引流群", "福利群"} and workspace.has("violations"):
        found["violations"] = workspace.facts("group_violations", among("引流群", "福利群"))
    if "资源对接群" in kinds:
        found["questions"] = _questions(workspace, among("资源对接群"))
    if "福利群" in kinds:
        found["leaves_timed"] = workspace.facts("group_leaves_timed", resolved)
        first = resolved.as_of - timedelta(days=workspace.settings.scorecards.plays_until_days - 1)
        found["lately"] = shop_posts.as_written(workspace, replace(resolved, start=first, end=resolved.as_of))
    return found


def _refunds(days: pd.DataFrame) -> pd.DataFrame:
    own = days[days["buyer"] == "own"]
    return own[["person_id", "day", "refunded"]].astype({"person_id": "int64"})
