"""Scorecards by kind of group: each kind has its own headline, guardrails and diagnostics (METRICS 6.15).

Groups are compared only with groups of their kind. What no file of the shop can give is named with the sheet that would.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from analytics.metrics import group_table, shop_posts, ugc
from analytics.metrics import scorecard_more as more
from analytics.metrics import scorecard_rules as rules
from analytics.metrics.group_people import leaves_known
from analytics.metrics.purchases import purchases
from analytics.metrics.scorecard_rules import Facts
from analytics.metrics.sessions import CAME, VISITED
from analytics.scope import Resolved, Scope
from analytics.settings import Settings
from analytics.statistics.intervals import with_shares
from analytics.statistics.words import against
from analytics.workspace import Workspace

Rule = Callable[[Facts, Settings], pd.DataFrame | None]


@dataclass(frozen=True)
class Line:
    """One line of a card. `rule` None: no table of the shop can hold it yet; `needs`: what would give it."""

    key: str
    role: str
    rule: Rule | None
    needs: str
    unit: str = "people"
    setting: str | None = None
    at_least: bool = True


CARDS: dict[str, tuple[Line, ...]] = {
    "引流群": (
        Line("paid_early", "headline", rules.paid_early, "orders"), Line("cost", "headline", None, "costs"),
        Line("left_early", "guardrail", rules.left_early, "leaves"),
        Line("complaints", "guardrail", more.complaints, "chat", "messages"),
        Line("spoke_early", "diagnostic", rules.spoke_early, "joins"),
        Line("invited", "diagnostic", rules.invited, "inviters")),
    "福利群": (
        Line("repeated", "headline", rules.repeated, "orders"), Line("woken", "headline", rules.woken, "period"),
        Line("left", "guardrail", rules.left, "leaves"),
        Line("promotion", "guardrail", rules.promotion, "posts", "posts", "scorecards.promotion_until_share", at_least=False),
        Line("buyers", "diagnostic", rules.buyers, "orders"), Line("plays", "diagnostic", more.plays, "posts", "plays"),
        Line("speakers", "diagnostic", rules.speakers, "chat")),
    "快闪群": (
        Line("flash_buyers", "headline", rules.flash_buyers, "orders", setting="scorecards.flash_buyers_from_share"),
        Line("refunded", "guardrail", rules.refunded, "orders"), Line("left", "guardrail", rules.left, "leaves"),
        Line("speakers", "diagnostic", rules.speakers, "chat")),
    "资源对接群": (
        Line("matches", "headline", more.matches, "cases", "cases"),
        Line("answered", "guardrail", rules.answered, "chat", "questions"),
        Line("speakers", "diagnostic", rules.speakers, "chat")),
    "兴趣群": (
        Line("redeemed", "headline", rules.redeemed, "coupons", "coupons"),
        Line("attended", "headline", more.attended, "attendance"),
        Line("left", "guardrail", rules.left, "leaves"), Line("own_content", "diagnostic", more.own_content, "chat"),
        Line("speakers", "diagnostic", rules.speakers, "chat")),
}
TYPES = tuple(CARDS)


@dataclass(frozen=True)
class Scorecards:
    """`lines`, one row a group × line of its kind: chat_id, chat_name, chat_type, key, role (headline, guardrail,
    diagnostic), unit (people, posts, questions, coupons, messages, plays, cases),
    count, of, share, low, high, setting, target, at_least, word
    (against the target: more, less, same, small_sample), needs (what would give it; NULL where it is given).

    `rows`: chat_id, key, person_id, display_name, counted. `untyped`: chat_id, chat_name of groups without a kind.
    `costs`: scorecard_more.costs of 引流群, one row a group for which something was typed; it has no line then.
    """

    as_of: date
    coverage: dict[str, Any]
    lines: pd.DataFrame
    rows: pd.DataFrame
    untyped: pd.DataFrame
    costs: pd.DataFrame

    def people(self, chat_id: str, key: str, counted: bool = True) -> pd.DataFrame:
        """person_id (NULL: nobody named), display_name: a row for each one counted, or for each of the others."""
        chosen = (self.rows["chat_id"] == chat_id) & (self.rows["key"] == key) & (self.rows["counted"] == counted)
        return self.rows.loc[chosen, ["person_id", "display_name"]].reset_index(drop=True)


def measure(workspace: Workspace, scope: Scope | None = None) -> Scorecards:
    """Every chosen group that has a kind, by the lines of its kind. Raises `UserError` nothing_yet."""
    table_ = group_table.measure(workspace, scope)
    groups = table_.groups[["chat_id", "chat_name", "chat_type"]]
    found = _facts(workspace, scope or Scope(), table_, frozenset(groups["chat_type"]))
    spent = more.costs(found, workspace.settings)
    spent = spent[spent["chat_id"].isin(groups.loc[groups["chat_type"] == "引流群", "chat_id"])].reset_index(drop=True)
    used = {line.rule for kind in groups["chat_type"].unique() for line in CARDS.get(str(kind), ())}
    made = {rule: rule(found, workspace.settings) for rule in used if rule}
    lines, rows = [], []
    for group in groups.to_dict("records"):
        for line in CARDS.get(str(group["chat_type"]), ()):
            if line.key == "cost" and group["chat_id"] in set(spent["chat_id"]):
                continue
            behind = _of_chat(made.get(line.rule) if line.rule else None, str(group["chat_id"]))
            lines.append(_line(group, line, behind, workspace.settings))
            rows.append(behind.assign(key=line.key))
    behind_all = pd.concat(rows, ignore_index=True) if rows else _of_chat(None, "").assign(key="")
    ids = behind_all["person_id"].astype("Int64")
    names = workspace.words_for(ids.dropna().astype("int64").unique())
    return Scorecards(
        as_of=table_.as_of, coverage=table_.coverage, lines=_shared(lines),
        rows=behind_all.assign(person_id=ids, display_name=ids.map(names)),
        untyped=groups.loc[~groups["chat_type"].isin(TYPES), ["chat_id", "chat_name"]].reset_index(drop=True), costs=spent)


def _facts(workspace: Workspace, scope: Scope, table_: group_table.GroupTable, kinds: frozenset[str]) -> Facts:
    resolved = replace(workspace.resolve(scope), as_of=table_.end)
    bought = purchases(workspace, scope, 1)
    joins = workspace.facts("scorecard_joins", resolved)
    rows = table_.rows[["chat_id", "person_id", "left_on"]]
    joins = joins.assign(joined_on=pd.to_datetime(joins["joined_on"])).merge(rows, on=["chat_id", "person_id"], how="left")
    asked = workspace.facts(
        "today_questions", resolved, first_day=resolved.start, last_day=table_.end,
        answer_minutes=workspace.settings.today.answer_until_minutes,
        any_word_minutes=workspace.settings.today.any_word_until_minutes)
    return Facts(
        rows=table_.rows, joins=joins, days=bought.own[["person_id", "day"]], refunds=_refunds(bought.days),
        posts=shop_posts.as_written(workspace, replace(resolved, end=table_.end)), questions=asked,
        coupons=workspace.facts("scorecard_coupons", resolved), leaves=leaves_known(workspace, resolved),
        start=table_.start, end=table_.end, orders_from=bought.known_from, orders_until=bought.until,
        typed=workspace.facts("typed_group_numbers", resolved), **_asked_for(workspace, resolved, kinds))


def _asked_for(workspace: Workspace, resolved: Resolved, kinds: frozenset[str]) -> dict[str, Any]:
    """What only some kinds of group need, read only for them."""
    found: dict[str, Any] = {}
    if "兴趣群" in kinds:
        events = workspace.facts("session_events", resolved)
        events = events[events["step"].isin((CAME, VISITED))]
        inside = events[pd.to_datetime(events["day"]) >= pd.Timestamp(resolved.start)]
        found["came"] = frozenset(inside["person_id"]) if len(events) else None
        found["authors"] = ugc.pieces(workspace, replace(resolved, end=resolved.as_of))[["chat_id", "person_id"]]
    if "福利群" in kinds:
        first = resolved.as_of - timedelta(days=workspace.settings.scorecards.plays_until_days - 1)
        found["lately"] = shop_posts.as_written(workspace, replace(resolved, start=first, end=resolved.as_of))
    return found


def _refunds(days: pd.DataFrame) -> pd.DataFrame:
    own = days[days["buyer"] == "own"]
    return own[["person_id", "day", "refunded"]].astype({"person_id": "int64"})


def _of_chat(made: pd.DataFrame | None, chat_id: str) -> pd.DataFrame:
    if made is None:
        return pd.DataFrame({"chat_id": pd.Series(dtype="str"), "person_id": pd.Series(dtype="Int64"),
                             "counted": pd.Series(dtype="bool")})
    return made[made["chat_id"] == chat_id].astype({"person_id": "Int64"})


def _line(group: dict[Any, Any], line: Line, behind: pd.DataFrame, settings: Settings) -> dict[str, Any]:
    count, of = int(behind["counted"].sum()), len(behind)
    target = float(settings[line.setting]) if line.setting else None
    return {**group, "key": line.key, "role": line.role, "unit": line.unit, "count": count, "of": of,
            "setting": line.setting, "target": target, "at_least": line.at_least, "needs": None if of else line.needs,
            "word": against(count, of, target) if target is not None and of else None}


def _shared(lines: list[dict[str, Any]]) -> pd.DataFrame:
    columns = ["chat_id", "chat_name", "chat_type", "key", "role", "unit", "count", "of", "setting", "target", "at_least",
               "needs", "word"]
    frame = pd.DataFrame(lines, columns=columns).astype({"count": "int64", "of": "int64", "target": "float64"})
    return with_shares(frame)
