"""Who answers whom: the network of replies, quotes, @ and close following (METRICS 6.14, 7.7).

An edge leads from who answers to who is answered: each direct answer weighs 10, each message close behind another 1, and
an edge loses 10 % for each whole month of 30 days without a word between the two. Rank is activity in disguise: the
number of messages always stands beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from analytics.scope import Scope
from analytics.settings import Settings
from analytics.statistics import betweenness, pagerank
from analytics.workspace import Workspace

WINDOW_DAYS = 90
_IDLE_DAYS, _KEPT_A_MONTH = 30, 0.9
_DIGITS = 9


@dataclass(frozen=True)
class ReplyGraph:
    """`nodes`: person_id, display_name, messages, effective, rank (sums to 1), percentile of the rank, answered_by,
    answers (how many people), part (0: the largest), isolated. `edges`: person_id, other_id, direct, adjacent, last_day,
    weight. `density`: of all possible edges; `parts`: groups of two and more that hang together.
    """

    as_of: date
    start: date
    coverage: dict[str, Any]
    nodes: pd.DataFrame
    edges: pd.DataFrame
    density: float
    parts: int

    def people(self, which: str = "all") -> pd.DataFrame:
        """person_id, display_name of all nodes, of the isolated, or of those in the largest part ("largest")."""
        chosen = {"all": self.nodes["messages"] >= 0, "isolated": self.nodes["isolated"],
                  "largest": (self.nodes["part"] == 0) & ~self.nodes["isolated"]}[which]
        return self.nodes.loc[chosen, ["person_id", "display_name"]].reset_index(drop=True)


def measure(workspace: Workspace, scope: Scope | None = None) -> ReplyGraph:
    """The network of the last 90 days before the last day of `scope`."""
    pairs, people, as_of = facts(workspace, scope)
    graph = table(pairs, people, as_of, workspace.settings)
    return replace(graph, nodes=workspace.named(graph.nodes))


def facts(workspace: Workspace, scope: Scope | None = None) -> tuple[pd.DataFrame, pd.DataFrame, date]:
    """Pairs and people, counted in the database (columns of sql/facts/reply_pairs.sql, reply_people.sql), and the day."""
    resolved, settings = workspace.resolve(scope), workspace.settings
    first = resolved.as_of - timedelta(days=WINDOW_DAYS - 1)
    pairs = workspace.facts("reply_pairs", resolved, first_day=first, adjacent_minutes=settings.koc.adjacent_until_minutes)
    return pairs, workspace.facts("reply_people", resolved, first_day=first), resolved.as_of


def table(pairs: pd.DataFrame, people: pd.DataFrame, as_of: date, settings: Settings) -> ReplyGraph:
    """Weights, ranks and parts from the facts; display names are empty."""
    known = people["person_id"].astype("int64")
    edges = pairs[pairs["person_id"].isin(known) & pairs["other_id"].isin(known)].reset_index(drop=True)
    edges = edges.assign(weight=weights(edges, as_of, settings))
    place = pd.Series(np.arange(len(known)), index=known.to_numpy())
    source, target = (place.reindex(edges[name]).to_numpy(dtype="int64") for name in ("person_id", "other_id"))
    rank = pagerank.pagerank(source, target, edges["weight"].to_numpy(), len(known))
    parts = pagerank.components(source, target, len(known)) if len(known) else np.zeros(0, dtype="int64")
    answers, answered = (np.bincount(one, minlength=len(known)) for one in (source, target))
    nodes = pd.DataFrame({
        "person_id": known, "display_name": "", "messages": people["messages"], "effective": people["effective"], "rank": rank,
        "percentile": percentile(pd.Series(rank)).to_numpy(), "answered_by": answered, "answers": answers, "part": parts,
        "isolated": answers + answered == 0,
    }).sort_values(["rank", "person_id"], ascending=[False, True], ignore_index=True)
    linked = nodes.loc[~nodes["isolated"], "part"].nunique()
    density = pagerank.density(source, target, len(known))
    start = as_of - timedelta(days=WINDOW_DAYS - 1)
    return ReplyGraph(as_of, start, {"direct": int(edges["direct"].sum()), "adjacent": int(edges["adjacent"].sum())},
                      nodes, edges, density, linked)


def bridges(graph: ReplyGraph) -> pd.DataFrame:
    """`nodes` and `between`: on how many of the shortest chains of people between two others each one stands, 0–1 (direction and
    weight aside; drawn by lot above 2,000 people). Most first. METRICS 7.7.
    """
    place = pd.Series(np.arange(len(graph.nodes)), index=graph.nodes["person_id"].to_numpy())
    source, target = (place.reindex(graph.edges[name]).to_numpy(dtype="int64") for name in ("person_id", "other_id"))
    # Sums in another order differ in the last digits; equal people must tie.
    between = betweenness.betweenness(source, target, len(graph.nodes)).round(_DIGITS)
    return graph.nodes.assign(between=between).sort_values(["between", "person_id"], ascending=[False, True], ignore_index=True)


def weights(edges: pd.DataFrame, as_of: date, settings: Settings) -> pd.Series[Any]:
    """One weight an edge."""
    idle = (pd.Timestamp(as_of) - pd.to_datetime(edges["last_day"])).dt.days // _IDLE_DAYS
    said = edges["direct"] * settings.koc.direct_points + edges["adjacent"]
    return pd.Series(said * _KEPT_A_MONTH**idle, dtype="float64")


def percentile(values: pd.Series[Any]) -> pd.Series[Any]:
    """Place among all, 0–100; equal values share the middle of their places."""
    places: pd.Series[Any] = (values.rank(method="average") - 0.5) / max(len(values), 1) * 100
    return places
