"""How often the rules sort a post as a person does: on the posts that somebody looked at, and on the shipped sample.

Only looking counts: whoever corrects nothing but mistakes would make any rule look bad, so a post is counted when it was
shown for checking, right or wrong. Nothing here was used to make the rules, but for the part of the sample that says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from analytics import classify
from analytics.classify import CATEGORIES
from analytics.scope import Scope
from analytics.statistics.intervals import with_shares
from analytics.workspace import Workspace, facts_sql

UNDECIDED = "undecided"
SAID = (*CATEGORIES, UNDECIDED)
_SAMPLE = Path(__file__).parents[1] / "labelled_posts.csv"


@dataclass(frozen=True)
class RuleAccuracy:
    """`confusion`: source (own, sample, sample_seen), truth, said (a category or "undecided"), count, verdict (right, wrong,
    undecided). `rates`: source, verdict, count, of, share, low, high. `checked`, one row a post that somebody looked at: post_id,
    posted_at, text, truth, said. The sample's own posts that the word lists were made with stand apart as sample_seen.
    """

    as_of: date
    coverage: dict[str, Any]
    confusion: pd.DataFrame
    rates: pd.DataFrame
    checked: pd.DataFrame

    def rate(self, source: str, verdict: str = "right") -> dict[str, Any]:
        """One row of `rates`."""
        rows = self.rates
        found = rows[(rows["source"] == source) & (rows["verdict"] == verdict)].iloc[0]
        return {str(name): value for name, value in found.items()}

    def posts(self, truth: str, said: str) -> pd.DataFrame:
        """The checked posts of one cell: as many as its count."""
        rows = self.checked
        return rows[(rows["truth"] == truth) & (rows["said"] == said)].reset_index(drop=True)


def measure(workspace: Workspace, scope: Scope | None = None) -> RuleAccuracy:
    """Everything that was ever checked in this shop, whatever the chosen days, and the sample under the shop's own words."""
    checked = workspace.query(facts_sql("checked_posts"))
    rows = judged(workspace, sample())
    parts = {"own": checked, "sample": rows[~rows["seen"]], "sample_seen": rows[rows["seen"]]}
    tables = pd.concat([confusion(part).assign(source=name) for name, part in parts.items()], ignore_index=True)
    return RuleAccuracy(workspace.resolve(scope).as_of, {"checked": len(checked)}, tables, rates(tables),
                        workspace.text_words(checked, "text"))


def sample() -> pd.DataFrame:
    """The shipped invented posts, sorted by hand: truth, text, seen (the word lists were made with it)."""
    rows = pd.read_csv(_SAMPLE, dtype=str, encoding="utf-8")
    return pd.DataFrame({"truth": rows["label"], "text": rows["text"], "seen": rows["rules_were_made_with_it"] == "yes"})


def judged(workspace: Workspace, rows: pd.DataFrame) -> pd.DataFrame:
    """`rows` (column text) with `said`: what the rules of the shop say of each."""
    rows = rows.reset_index(drop=True)
    given = rows[["text"]].assign(place=rows.index)
    found = workspace.query(classify.labelled_sql(workspace.settings), {"labelled": given}).set_index("place")["category"]
    return rows.assign(said=found.reindex(rows.index).astype("object").to_numpy()).fillna({"said": UNDECIDED})


def confusion(rows: pd.DataFrame) -> pd.DataFrame:
    """truth, said, count, verdict: every pair of what a person says and what the rules said, from columns truth, said."""
    counts = rows.groupby(["truth", "said"]).size()
    pairs = pd.MultiIndex.from_product([CATEGORIES, SAID], names=["truth", "said"])
    table = counts.reindex(pairs, fill_value=0).rename("count").reset_index()
    verdict = table["said"].where(table["said"] == UNDECIDED, "wrong").mask(table["said"] == table["truth"], "right")
    return table.assign(verdict=verdict)


def rates(tables: pd.DataFrame) -> pd.DataFrame:
    """source, verdict, count, of, share, low, high: tables of `confusion`, each with its `source`, summed; Wilson 95 %."""
    sums = tables.groupby(["source", "verdict"])["count"].sum().reset_index()
    return with_shares(sums.assign(of=sums.groupby("source")["count"].transform("sum")))
