"""KOC: regulars who bring people and carry the talk; a score whose parts are shown and whose weights are yours (6.14).

Each part is a place among all members, 0–100, equal people equal; what a shop has no data for is left out and the rest
weighs more. Who is too new or too quiet has no place on top, whatever the score. How far the order depends on the weights
is told: of 200 seeded sets of weights, each up to 30 % off, in how many somebody stays on top.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from analytics.metrics import referral, reply_graph, ugc
from analytics.metrics.population import present_members
from analytics.metrics.purchases import purchases
from analytics.metrics.reply_graph import WINDOW_DAYS, ReplyGraph, percentile
from analytics.metrics.side_by_side import side_by_side
from analytics.scope import Resolved, Scope
from analytics.settings import Settings
from analytics.statistics.intervals import with_shares
from analytics.statistics.nps import PROMOTER_FROM
from analytics.workspace import Workspace

PARTS = ("referral", "network", "content", "steady", "spend")
DRAWS, _SEED, _SWING = 200, 20_190_601, 0.3
_TOP_SHARE = 0.05
_DIGITS = 9


@dataclass(frozen=True)
class Facts:
    """`graph`: the network of replies, names included. `known`: the parts there are data for. `members`, one row a member:
    person_id, display_name, tenure_days, effective, active_weeks, qualified, invited, new_customers, rank, content, net,
    violations (rules broken in 90 days; none where no sheet says any), promoter (9–10: 1, less: 0, NULL: not asked).
    """

    as_of: date
    members: pd.DataFrame
    known: tuple[str, ...]
    graph: ReplyGraph | None = None


@dataclass(frozen=True)
class Koc:
    """`members`: those columns, and minus (points taken off for a broken rule), score, gate, missing (tenure weeks messages, what
    the gate wants), koc (on top), stability
    (share of draws on top) and part_<name>: points each part gives. `weights`: as used, summing to 1.

    `per_koc`: count of KOCs, median and mean of new customers each, and zero, of, share, low, high: those who brought none.
    """

    as_of: date
    known: tuple[str, ...]
    weights: dict[str, float]
    members: pd.DataFrame
    per_koc: pd.DataFrame
    settings: Settings = field(repr=False)

    def people(self, which: str = "koc") -> pd.DataFrame:
        """person_id, display_name of koc, of those through the gate ("gate"), or of KOCs who brought no customer ("zero")."""
        chosen = {"koc": self.members["koc"], "gate": self.members["gate"],
                  "zero": self.members["koc"] & (self.members["new_customers"] == 0)}[which]
        return self.members.loc[chosen, ["person_id", "display_name"]].reset_index(drop=True)


def measure(workspace: Workspace, scope: Scope | None = None, settings: Settings | None = None) -> Koc:
    """Scores on the last day of `scope`; `settings`: a try of other weights, nothing is stored."""
    return table(facts(workspace, scope), settings or workspace.settings)


def facts(workspace: Workspace, scope: Scope | None = None) -> Facts:
    """Everything that the weights are later applied to."""
    scope, resolved = scope or Scope(), workspace.resolve(scope)
    with side_by_side() as ask:
        graphed = ask.submit(reply_graph.measure, workspace, scope)
        before = [ask.submit(workspace.facts, "koc_activity", resolved), ask.submit(_brought, workspace, resolved)]
        after = [ask.submit(workspace.facts, "koc_violations", resolved, days=WINDOW_DAYS),
                 ask.submit(_content, workspace, resolved), ask.submit(_spent, workspace, scope),
                 ask.submit(_promoters, workspace, resolved)]
        members = present_members(workspace, resolved)
    graph = graphed.result()
    members = members[~members["ambiguous"].astype(bool)]
    since = members["first_join"].fillna(members["known_since"])
    found = pd.DataFrame({"person_id": members["person_id"].astype("int64"),
                          "tenure_days": (pd.Timestamp(resolved.as_of) - pd.to_datetime(since)).dt.days})
    found = workspace.named(found)
    for part in (*(one.result() for one in before), _ranks(graph), *(one.result() for one in after)):
        found = found.merge(part, on="person_id", how="left")
    counted = [name for name in found.columns if name not in ("person_id", "display_name", "tenure_days", "promoter")]
    found[counted] = found[counted].astype("float64").fillna(0.0)
    has = {"referral": (found["invited"] > 0).any(), "network": (found["rank"] > 0).any(), "content": (found["content"] > 0).any(),
           "steady": (found["active_weeks"] > 0).any(), "spend": (found["net"] > 0).any() or found["promoter"].notna().any()}
    return Facts(resolved.as_of, found.reset_index(drop=True), tuple(name for name in PARTS if bool(has[name])), graph)


def table(found: Facts, settings: Settings) -> Koc:
    """Places, gate, score and stability; pure, and quick enough for a slider."""
    members = found.members
    weights = _weights(settings, found.known)
    places = _places(members)[list(found.known)]
    gate, missing = _gate(members, settings)
    minus = (members["violations"] > 0) * float(settings.koc.violation_points)
    # Sums in another order differ in the last digits; equal people must tie.
    score = sum((places[name] * weights[name] for name in found.known), pd.Series(0.0, index=members.index)).round(_DIGITS)
    score = (score - minus).clip(lower=0)
    seats = max(1, int(_TOP_SHARE * len(members)))
    on_top = _tops(score.to_numpy(), gate.to_numpy(), seats)
    parts = {f"part_{name}": places[name] * weights[name] if name in found.known else 0.0 for name in PARTS}
    scored = members.assign(minus=minus, score=score, gate=gate, missing=missing, koc=on_top,
                            stability=_stability(places, minus, weights, gate, seats), **parts)
    scored = scored.sort_values(["koc", "score", "person_id"], ascending=[False, False, True], ignore_index=True)
    return Koc(found.as_of, found.known, weights, scored, _per_koc(scored), settings)


def _brought(workspace: Workspace, resolved: Resolved) -> pd.DataFrame:
    """Qualified invitees and new customers of the last 90 days, a person who invited."""
    joins = referral.judged(workspace.facts("referral_joins", resolved), resolved.as_of)
    recent = joins[joins["joined_on"] > pd.Timestamp(resolved.as_of - timedelta(days=WINDOW_DAYS))]
    recent = recent.assign(qualified=recent["qualified"].fillna(False).astype(bool))
    sums = recent.groupby("inviter_id").agg(invited=("invitee_id", "size"), qualified=("qualified", "sum"),
                                            new_customers=("new_customer", "sum"))
    return sums.rename_axis("person_id").reset_index()


def _ranks(graph: ReplyGraph) -> pd.DataFrame:
    return graph.nodes.loc[~graph.nodes["isolated"], ["person_id", "rank"]]


def _content(workspace: Workspace, resolved: Resolved) -> pd.DataFrame:
    """The mean quality of what each one posted (METRICS 6.6)."""
    window = replace(resolved, start=resolved.as_of - timedelta(days=WINDOW_DAYS - 1), end=resolved.as_of)
    items = ugc.pieces(workspace, window)
    return items.groupby("person_id")["quality"].mean().rename("content").reset_index()


def _spent(workspace: Workspace, scope: Scope) -> pd.DataFrame:
    bought = purchases(workspace, replace(scope, start=None), WINDOW_DAYS)
    cents = bought.within(bought.own).groupby("person_id")["cents"].sum()
    return (cents / 100).rename("net").reset_index()


def _promoters(workspace: Workspace, resolved: Resolved) -> pd.DataFrame:
    """Each one's latest 0–10 answer: 1 from 9 on, else 0."""
    given = workspace.facts("nps_answers", resolved)
    latest = given[(given["kind"] == "0-10") & given["person_id"].notna()].drop_duplicates("person_id", keep="last")
    return pd.DataFrame({"person_id": latest["person_id"].astype("int64"),
                         "promoter": (latest["score"] >= PROMOTER_FROM).astype("float64")})


def _weights(settings: Settings, known: tuple[str, ...]) -> dict[str, float]:
    given = {name: float(getattr(settings.koc, f"{name}_weight_share")) for name in known}
    total = sum(given.values())
    return {name: value / total if total else 1 / len(given) for name, value in given.items()}


def _places(members: pd.DataFrame) -> pd.DataFrame:
    """One column a part, 0–100."""
    spend = percentile(members["net"])
    said = members["promoter"].astype("float64") * 100
    return pd.DataFrame({
        "referral": percentile(members["qualified"]), "network": percentile(members["rank"]),
        "content": percentile(members["content"]), "steady": percentile(members["active_weeks"]),
        "spend": spend.where(said.isna(), (spend + said) / 2)})


def _gate(members: pd.DataFrame, settings: Settings) -> tuple[pd.Series[Any], pd.Series[Any]]:
    wanted = settings.koc
    lacks = pd.DataFrame({
        "tenure": ~(members["tenure_days"] >= wanted.gate_from_days), "weeks": members["active_weeks"] < wanted.gate_from_weeks,
        "messages": members["effective"] < wanted.gate_from_messages})
    # What is lacking is one of few sets: each is put in words once, not once a member.
    sets = np.array([" ".join(name for bit, name in enumerate(lacks.columns) if code >> bit & 1)
                     for code in range(1 << len(lacks.columns))], dtype=object)
    missing = sets[lacks.to_numpy(dtype="int64") @ (1 << np.arange(len(lacks.columns)))]
    return ~lacks.any(axis=1), pd.Series(missing, index=members.index, dtype="str")


def _tops(scores: Any, gate: Any, seats: int) -> Any:
    """Who is among the best `seats` of those through the gate; who ties at the cut stays out."""
    if len(scores) <= seats:
        return gate
    open_ = np.where(gate, scores.round(_DIGITS), -np.inf)
    return (open_ > np.partition(open_, -seats - 1)[-seats - 1]) & gate


def _stability(places: pd.DataFrame, minus: pd.Series[Any], weights: dict[str, float], gate: pd.Series[Any], seats: int) -> Any:
    given = np.array([weights[name] for name in places.columns])
    drawn = given[:, None] * np.random.default_rng(_SEED).uniform(1 - _SWING, 1 + _SWING, (len(given), DRAWS))
    # Who is not through the gate has no place in any draw.
    open_ = gate.to_numpy()
    stable = np.zeros(len(places))
    stable[open_] = _times_on_top(places.to_numpy()[open_], minus.to_numpy()[open_], drawn / drawn.sum(axis=0), seats) / DRAWS
    return stable


def _times_on_top(parts: Any, lost: Any, drawn: Any, seats: int) -> Any:
    """In how many draws (columns of `drawn`) each one is among the best `seats`, by the rule of `_tops`."""
    if len(parts) <= seats:
        return np.full(len(parts), DRAWS)
    ahead = np.argpartition(parts @ drawn.mean(axis=1) - lost, -seats - 1)[-seats - 1:]
    times = np.zeros(len(parts))
    for weights in drawn.T:
        scores = parts @ weights - lost
        # The first one left out scores no less than the last of any `seats` + 1; only who comes near it is put in order.
        near = np.flatnonzero(scores >= scores[ahead].min() - 10.0 ** -_DIGITS)
        best = scores[near].clip(min=0).round(_DIGITS)
        times[near] += best > np.partition(best, -seats - 1)[-seats - 1]
    return times


def _per_koc(members: pd.DataFrame) -> pd.DataFrame:
    brought = members.loc[members["koc"], "new_customers"]
    row = {"count": [int((brought == 0).sum())], "of": [len(brought)]}
    shares = with_shares(pd.DataFrame(row)).rename(columns={"count": "zero"})
    return shares.assign(kocs=len(brought), median=float(brought.median()) if len(brought) else np.nan,
                         mean=float(brought.mean()) if len(brought) else np.nan)
