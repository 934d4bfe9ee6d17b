"""What a shop's corrections teach about the posts that no rule decided, and whether it may be used (METRICS 6.11).

A small classifier (statistics/naive_bayes.py) learns from what people said of posts. It speaks only where the rules are silent,
only when it is sure enough, and only if it sorts corrections that it had not seen right more often than the rules did. Whoever
corrects nothing but mistakes makes the rules look bad in that comparison: the page says so beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from analytics.classify import CATEGORIES
from analytics.metrics import rule_accuracy
from analytics.metrics.rule_accuracy import UNDECIDED
from analytics.scope import Scope
from analytics.settings import Settings
from analytics.statistics import naive_bayes
from analytics.workspace import Workspace, facts_sql

LEARNED = "learned"
SOURCES = ("rules", LEARNED)
# What was learned says of the corrections that no rule had decided: the posts it is for.
OPEN = "open"
_NOTHING = pd.DataFrame({name: pd.Series(dtype="object") for name in ("post_id", "posted_at", "truth", "said_category", "text")})


@dataclass(frozen=True)
class Learned:
    """`state`: few (corrections missing), few_of_kind (of one kind, `scarce`), not_better, off (somebody switched it off), on.

    `kinds`: category → corrections. `confusion`: source (rules, learned: both of the same corrections, each held out; open: the
    learned word on those that no rule had decided), truth, said (a category or "undecided"), count, verdict; `rates`: source,
    verdict, count, of, share, low, high; all 0 while there are too few. `tested`, one row such a correction: post_id, posted_at,
    text, truth, rules, learned, confidence.
    """

    as_of: date | None
    coverage: dict[str, Any]
    state: str
    kinds: dict[str, int]
    confusion: pd.DataFrame
    rates: pd.DataFrame
    tested: pd.DataFrame
    settings: Settings = field(repr=False)
    model: naive_bayes.Model | None = field(default=None, repr=False)

    @property
    def scarce(self) -> list[str]:
        """Kinds with too few corrections to learn them."""
        return [kind for kind, count in self.kinds.items() if count < self.settings.learned.kind_from_corrections]

    def rate(self, source: str, verdict: str = "right") -> dict[str, Any]:
        """One row of `rates`."""
        found = self.rates[(self.rates["source"] == source) & (self.rates["verdict"] == verdict)].iloc[0]
        return {str(name): value for name, value in found.items()}

    def posts(self, source: str, truth: str, said: str) -> pd.DataFrame:
        """The corrections of one cell of `confusion`: as many as its count."""
        rows = self.tested if source != OPEN else self.tested[self.tested["rules"] == UNDECIDED]
        column = "rules" if source == "rules" else LEARNED
        return rows[(rows["truth"] == truth) & (rows[column] == said)].reset_index(drop=True)

    def decide(self, posts: pd.DataFrame) -> pd.DataFrame:
        """`posts` (post_id, category, reason, text as written) with the undecided sorted where that is allowed and sure.

        `confidence`: its share for the chosen kind, NaN on every other post; `like`: how many corrections of that kind taught it.
        """
        posts = posts.assign(confidence=np.nan, like=0)
        free = (posts["category"].isna() & posts["text"].notna()).to_numpy()
        if self.state != "on" or self.model is None or not free.any():
            return posts
        kinds, sure = _chosen(self.model.posterior(posts.loc[free, "text"].tolist()), self.settings)
        rows = posts.index[free][kinds != UNDECIDED]
        taken = kinds[kinds != UNDECIDED]
        posts["category"] = posts["category"].astype("object")
        posts.loc[rows, "category"] = taken
        posts.loc[rows, "reason"] = LEARNED
        posts.loc[rows, "confidence"] = sure[kinds != UNDECIDED]
        posts.loc[rows, "like"] = [self.kinds[kind] for kind in taken]
        return posts


def measure(workspace: Workspace, scope: Scope | None = None) -> Learned:
    """Every correction of this shop, whatever the chosen days, and the comparison even while it is switched off."""
    found = table(facts(workspace), workspace.settings, workspace.resolve(scope).as_of)
    return _shown(workspace, found)


def decided(workspace: Workspace, posts: pd.DataFrame) -> pd.DataFrame:
    """`posts` as `Learned.decide` leaves them, by all that was corrected in this shop."""
    return table(facts(workspace) if may_speak(workspace) else _NOTHING, workspace.settings).decide(posts)


def facts(workspace: Workspace) -> pd.DataFrame:
    """One row a correction, columns of sql/facts/post_corrections.sql, texts as written."""
    return workspace.query(facts_sql("post_corrections"))


def table(rows: pd.DataFrame, settings: Settings, as_of: date | None = None) -> Learned:
    """Learn, and hold it against the rules; pure."""
    rules, counts = settings.learned, rows["truth"].value_counts()
    kinds = {kind: int(counts.get(kind, 0)) for kind in CATEGORIES}
    cover = {"corrections": len(rows), "needed": rules.from_corrections}
    if len(rows) < rules.from_corrections or min(kinds.values()) < rules.kind_from_corrections:
        state = "few" if len(rows) < rules.from_corrections else "few_of_kind"
        nothing = _compared(_tested(rows.head(0), np.empty((0, len(CATEGORIES))), settings))
        return Learned(as_of, cover, state, kinds, *nothing, settings=settings)
    texts, truth = rows["text"].tolist(), rows["truth"].tolist()
    shares, temperature = naive_bayes.held_out(texts, truth, CATEGORIES)
    confusion, rates, tested = _compared(_tested(rows, shares, settings))
    right = rates[rates["verdict"] == "right"].set_index("source")["count"]
    state = "not_better" if right[LEARNED] <= right["rules"] else "on" if rules.in_use else "off"
    model = naive_bayes.fit(texts, truth, CATEGORIES, temperature=temperature)
    return Learned(as_of, cover, state, kinds, confusion, rates, tested, settings, model)


def may_speak(workspace: Workspace) -> bool:
    """Whether there could be enough corrections: most shops have few, and then no post need be read for them."""
    rules = workspace.settings.learned
    said = workspace.query("select count(*) as said from corrections where kind in ('category', 'category_like')")["said"]
    return bool(rules.in_use) and int(said.iloc[0]) >= rules.from_corrections


def _shown(workspace: Workspace, found: Learned) -> Learned:
    return replace(found, tested=workspace.text_words(found.tested, "text"))


def _chosen(shares: Any, settings: Settings) -> tuple[Any, Any]:
    """The likeliest kind of each row, "undecided" where it is not sure enough, and how sure it is (0 where nothing is known)."""
    known = np.nan_to_num(shares, nan=0.0)
    sure = known.max(axis=1, initial=0.0)
    kinds = np.array(CATEGORIES, dtype=object)[known.argmax(axis=1)] if len(known) else np.empty(0, dtype=object)
    return np.where(sure >= settings.learned.from_confidence, kinds, UNDECIDED), sure


def _tested(rows: pd.DataFrame, shares: Any, settings: Settings) -> pd.DataFrame:
    kinds, sure = _chosen(shares, settings)
    said = rows["said_category"].astype("object")
    return rows[["post_id", "posted_at", "text", "truth"]].assign(
        rules=said.where(said.notna(), UNDECIDED), learned=kinds, confidence=sure).reset_index(drop=True)


def _compared(tested: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    parts = {"rules": (tested, "rules"), LEARNED: (tested, LEARNED), OPEN: (tested[tested["rules"] == UNDECIDED], LEARNED)}
    confusion = pd.concat([
        rule_accuracy.confusion(rows[["truth"]].assign(said=rows[column])).assign(source=source)
        for source, (rows, column) in parts.items()], ignore_index=True)
    return confusion, rule_accuracy.rates(confusion), tested
