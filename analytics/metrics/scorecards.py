"""Scorecards by kind of group: each kind has its own headline, guardrails and diagnostics (METRICS 6.15).

Groups are compared only with groups of their kind. What no file of the shop can give is named with the sheet that would.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from analytics.metrics import group_table, scorecard_facts
from analytics.metrics import scorecard_acts as acts
from analytics.metrics import scorecard_figures as figures
from analytics.metrics import scorecard_flash as flash
from analytics.metrics import scorecard_more as more
from analytics.metrics import scorecard_rules as rules
from analytics.metrics.group_table import GroupTable
from analytics.metrics.scorecard_figures import FIGURES, NUMBERS
from analytics.metrics.scorecard_rules import Facts
from analytics.scope import Scope
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
        Line("tried", "diagnostic", acts.tried, "trials"),
        Line("invited", "diagnostic", rules.invited, "inviters")),
    "福利群": (
        Line("repeated", "headline", rules.repeated, "orders"), Line("repeated_soon", "headline", rules.repeated_soon, "orders"),
        Line("woken", "headline", rules.woken, "period"),
        Line("left", "guardrail", rules.left, "leaves"),
        Line("left_after", "guardrail", acts.left_after, "leave_lines"),
        Line("promotion", "guardrail", rules.promotion, "posts", "posts", "scorecards.promotion_until_share", at_least=False),
        Line("buyers", "diagnostic", rules.buyers, "orders"), Line("plays", "diagnostic", more.plays, "posts", "plays"),
        Line("clicked", "diagnostic", acts.clicked, "click_sheet"),
        Line("discounted", "diagnostic", acts.discounted, "order_coupons", "orders"),
        Line("speakers", "diagnostic", rules.speakers, "chat")),
    "快闪群": (
        Line("flash_buyers", "headline", rules.flash_buyers, "orders", setting="scorecards.flash_buyers_from_share"),
        Line("refunded", "guardrail", flash.refunded, "orders_aged"), Line("left", "guardrail", rules.left, "leaves"),
        Line("early", "diagnostic", acts.early, "order_times", "orders"),
        Line("cared", "diagnostic", flash.cared, "afterwards", "things"),
        Line("again", "diagnostic", flash.again, "orders_after"),
        Line("speakers", "diagnostic", rules.speakers, "chat")),
    "资源对接群": (
        Line("matches", "headline", more.matches, "cases", "cases"),
        Line("unmet", "diagnostic", acts.unmet, "case_sheet", "cases"),
        Line("answered", "guardrail", rules.answered, "chat", "questions"),
        Line("speakers", "diagnostic", rules.speakers, "chat")),
    "兴趣群": (
        Line("redeemed", "headline", rules.redeemed, "coupons", "coupons"),
        Line("attended", "headline", more.attended, "attendance"),
        Line("left", "guardrail", rules.left, "leaves"), Line("own_content", "diagnostic", more.own_content, "chat"),
        Line("watched_came", "diagnostic", acts.watched_came, "live"),
        Line("speakers", "diagnostic", rules.speakers, "chat")),
}
TYPES = tuple(CARDS)
_NOBODY = pd.DataFrame({"chat_id": pd.Series(dtype="str"), "person_id": pd.Series(dtype="Int64"),
                        "counted": pd.Series(dtype="bool")})


@dataclass(frozen=True)
class Scorecards:
    """`lines`, one row a group × line of its kind: chat_id, chat_name, chat_type, key, role (headline, guardrail,
    diagnostic), unit (people, posts, questions, coupons, messages, plays, cases),
    count, of, share, low, high, setting, target, at_least, word
    (against the target: more, less, same, small_sample), needs (what would give it; NULL where it is given).

    `rows`: chat_id, key, person_id, display_name, counted. `untyped`: chat_id, chat_name of groups without a kind.
    `costs`: scorecard_more.costs of 引流群, one row a group for which something was typed; it has no line then.
    `figures`, one row a group × figure that is no share: chat_id, chat_name, chat_type, key, role, unit (money, times, ratio, days,
    share), value, low, high (NULL: not known), count, of, needs. `sources`: scorecard_figures.sources of 引流群;
    `wanted`: scorecard_acts.wanted of 资源对接群.
    """

    as_of: date
    coverage: dict[str, Any]
    lines: pd.DataFrame
    rows: pd.DataFrame
    untyped: pd.DataFrame
    costs: pd.DataFrame
    figures: pd.DataFrame
    sources: pd.DataFrame
    wanted: pd.DataFrame

    def people(self, chat_id: str, key: str, counted: bool = True) -> pd.DataFrame:
        """person_id (NULL: nobody named), display_name: a row for each one counted, or for each of the others."""
        chosen = (self.rows["chat_id"] == chat_id) & (self.rows["key"] == key) & (self.rows["counted"] == counted)
        return self.rows.loc[chosen, ["person_id", "display_name"]].reset_index(drop=True)

    def openable(self, kind: str) -> pd.DataFrame:
        """chat_id, chat_name, key of every number of a kind of group with a list behind it, group by group."""
        known = self.lines[(self.lines["chat_type"] == kind) & (self.lines["of"] > 0)]
        figures = self.figures[(self.figures["chat_type"] == kind) & self.figures["needs"].isna()]
        names = known.drop_duplicates("chat_id").set_index("chat_id")["chat_name"]
        ways = self.sources[self.sources["chat_id"].isin(names.index)]
        ways = ways.assign(key="source:" + ways["source"], chat_name=ways["chat_id"].map(names))
        asked = pd.concat([frame[["chat_id", "chat_name", "key"]] for frame in (known, figures, ways)])
        there = pd.MultiIndex.from_frame(self.rows[["chat_id", "key"]].drop_duplicates())
        kept = asked[pd.MultiIndex.from_frame(asked[["chat_id", "key"]]).isin(there)]
        return kept.sort_values("chat_id", kind="stable", ignore_index=True)


def measure(workspace: Workspace, scope: Scope | None = None) -> Scorecards:
    """Every chosen group that has a kind, by the lines of its kind. Raises `UserError` nothing_yet."""
    return of_groups(workspace, scope, group_table.measure(workspace, scope))


def of_groups(workspace: Workspace, scope: Scope | None, table_: GroupTable, wanted: Collection[str] = TYPES) -> Scorecards:
    """The same, from the table of the same groups and days; only groups of the `wanted` kinds."""
    groups = table_.groups[["chat_id", "chat_name", "chat_type"]]
    untyped = groups.loc[~groups["chat_type"].isin(TYPES), ["chat_id", "chat_name"]].reset_index(drop=True)
    groups = groups[groups["chat_type"].isin(wanted)]
    kinds = dict(zip(groups["chat_id"], groups["chat_type"], strict=True))
    found = scorecard_facts.read(workspace, scope or Scope(), table_, kinds)
    spent = more.costs(found, workspace.settings)
    spent = spent[spent["chat_id"].isin(groups.loc[groups["chat_type"] == "引流群", "chat_id"])].reset_index(drop=True)
    lines, rows = _lines(groups, found, frozenset(spent["chat_id"]), workspace.settings)
    numbers, stand = _figures(groups, found, workspace.settings)
    ways, came = _sources(groups, found)
    behind = pd.concat([*rows, *stand, came], ignore_index=True)
    ids = behind["person_id"].astype("Int64")
    names = workspace.words_for(ids.dropna().astype("int64").unique())
    return Scorecards(
        as_of=table_.as_of, coverage=table_.coverage, lines=_shared(lines), costs=spent, figures=numbers, sources=ways,
        wanted=workspace.text_words(acts.wanted(
            found, groups.loc[groups["chat_type"] == "资源对接群", "chat_id"], workspace.settings), "item"),
        rows=behind.assign(person_id=ids, display_name=ids.map(names), counted=behind["counted"].astype(bool)), untyped=untyped)


def _lines(groups: pd.DataFrame, found: Facts, costed: frozenset[str], settings: Settings) -> tuple[
        list[dict[str, Any]], list[pd.DataFrame]]:
    """Kind by kind and line by line: a row a group; and who stands behind them."""
    lines, rows = [], [_NOBODY]
    for kind, ours in groups.groupby("chat_type"):
        for line in CARDS[str(kind)]:
            behind = line.rule(found, settings) if line.rule else None
            behind = (_NOBODY if behind is None else behind)[["chat_id", "person_id", "counted"]]
            behind = behind[behind["chat_id"].isin(ours["chat_id"])].astype({"person_id": "Int64", "counted": "bool"})
            counts = behind.groupby("chat_id")["counted"].agg(["sum", "size"])
            rows.append(behind.assign(key=line.key))
            lines += [_line(group, line, counts, settings) for group in ours.to_dict("records")
                      if line.key != "cost" or group["chat_id"] not in costed]
    return lines, rows


def _figures(groups: pd.DataFrame, found: Facts, settings: Settings) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Figures of every group, NULL with what would give it where it is not known; and who stands behind them."""
    lines: list[dict[Any, Any]] = []
    rows: list[pd.DataFrame] = []
    for kind, ours in groups.groupby("chat_type"):
        for one in FIGURES.get(str(kind), ()):
            known = one.rule(found, settings)
            numbers = pd.DataFrame(index=ours["chat_id"], columns=NUMBERS) if known is None else known[0].reindex(ours["chat_id"])
            given = numbers["value"].notna()
            if known is not None:
                rows.append(known[1][known[1]["chat_id"].isin(given.index[given])].assign(key=one.key, counted=True))
            numbers = numbers.assign(key=one.key, role=one.role, unit=one.unit, needs=given.map({True: None, False: one.needs}))
            lines += ours.merge(numbers, left_on="chat_id", right_index=True).to_dict("records")
    columns = ["chat_id", "chat_name", "chat_type", "key", "role", "unit", *NUMBERS, "needs"]
    return pd.DataFrame(lines, columns=columns).astype(dict.fromkeys(NUMBERS, "float64")), rows


def _sources(groups: pd.DataFrame, found: Facts) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The ways into 引流群, and who came by each (key source:…)."""
    ours = groups.loc[groups["chat_type"] == "引流群", "chat_id"]
    joins = figures.with_source(found)
    joins = joins.loc[joins["chat_id"].isin(ours), ["chat_id", "person_id", "source"]]
    ways = figures.sources(found)
    rows = joins.assign(key="source:" + joins["source"], counted=True).drop(columns="source")
    return ways[ways["chat_id"].isin(ours)].reset_index(drop=True), rows


def _line(group: dict[Any, Any], line: Line, counts: pd.DataFrame, settings: Settings) -> dict[str, Any]:
    chat = group["chat_id"]
    count, of = (int(one) for one in counts.loc[chat]) if chat in counts.index else (0, 0)
    target = float(settings[line.setting]) if line.setting else None
    return {**group, "key": line.key, "role": line.role, "unit": line.unit, "count": count, "of": of,
            "setting": line.setting, "target": target, "at_least": line.at_least, "needs": None if of else line.needs,
            "word": against(count, of, target) if target is not None and of else None}


def _shared(lines: list[dict[str, Any]]) -> pd.DataFrame:
    columns = ["chat_id", "chat_name", "chat_type", "key", "role", "unit", "count", "of", "setting", "target", "at_least",
               "needs", "word"]
    frame = pd.DataFrame(lines, columns=columns).astype({"count": "int64", "of": "int64", "target": "float64"})
    return with_shares(frame)
