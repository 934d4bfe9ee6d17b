"""内容怎么配 (W2): another mix of promotion, knowledge and fun; answers and orders a week, both together.

The k-th post of a kind within a week brings m·δ^(k−1), so n of them bring m·(1 − δⁿ)/(1 − δ). m is drawn for each kind
from Gamma(a + Σy, b + n): n counts every post by how fresh it was, and the prior is the mean of all kinds, worth four
posts. Posts, answers and the orders that followed are those of `metrics.post_effects`; following is not being caused by.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
import scipy
from numpy.typing import NDArray

from analytics.classify import CATEGORIES
from analytics.metrics import mix_plan, post_effects
from analytics.scope import Scope
from analytics.settings import Settings
from analytics.statistics.fatigue import PRIOR, PRIOR_SD, wear
from analytics.what_if import draws
from analytics.what_if.answer import Lever, Outcome, Values
from analytics.workspace import Workspace

NAME, OF, DRAWN = "mix", "orders", "more"
SIDES = {"answers": "answers", "orders": "last"}
_PRIOR_POSTS, _STEPS, _HOURS = 4, 20, (11, 15, 19)
FRONTIER = ("promotion", "knowledge", "fun", "answers", "orders", "best", "mark")
Numbers = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Facts:
    """`posts`: week, category (its number in CATEGORIES), k, answers, last. `weeks` of them from `first` to `last`; `counts`
    posts a kind, `most` in one week; `wear`, `wear_sd`: γ a kind; `fitted`: whether it was fitted or is the prior."""

    posts: pd.DataFrame
    weeks: float
    counts: Numbers
    most: Numbers
    wear: Numbers
    wear_sd: Numbers
    fitted: bool
    first: Any
    last: Any
    settings: Settings
    missing: tuple[str, ...]

    @property
    def shares(self) -> Numbers:
        """The mix as it is."""
        found: Numbers = self.counts / max(self.counts.sum(), 1)
        return found


def measure(workspace: Workspace, scope: Scope | None = None) -> Facts:
    """Posts with a kind whose answers are known, placed in their weeks."""
    found = post_effects.counted(workspace, scope)
    posts = found[found["category"].isin(CATEGORIES) & found["answers"].notna()].sort_values("posted_at")
    posts = posts.assign(kind=posts["category"].map({name: at for at, name in enumerate(CATEGORIES)}).astype("int64"),
                         week=posts["posted_at"].dt.normalize() - pd.to_timedelta(posts["posted_at"].dt.day_of_week, unit="D"))
    posts = posts.assign(k=posts.groupby(["week", "kind"]).cumcount() + 1).reset_index(drop=True)
    rules, many = workspace.settings, len(CATEGORIES)
    counts = np.bincount(posts["kind"], minlength=many)
    weekly = posts.groupby(["kind", "week"]).size()
    most = weekly.groupby(level=0).max().reindex(range(many)).fillna(0).to_numpy()
    first: Any = posts["posted_at"].min() if len(posts) else None
    last: Any = posts["posted_at"].max() if len(posts) else None
    weeks = max(((last - first).days + 1) / 7, 1.0) if len(posts) else 0.0
    gamma, sd, fitted = _wear(posts, counts, rules.what_if.fatigue_from_posts)
    missing = ("posts",) if len(posts) < rules.what_if.fatigue_from_posts else ()
    kept = posts[["week", "kind", "k", "answers", "last"]]
    return Facts(kept, weeks, counts, most, gamma, sd, fitted, first, last, rules, missing)


def levers(facts: Facts, values: Values) -> tuple[Lever, ...]:
    """Posts a week, and the shares of promotion and knowledge; what is left is fun."""
    own, shares = facts.counts.sum() / facts.weeks, facts.shares
    promotion = min(max(values.get("promotion", float(shares[0])), 0.0), 1.0)
    rest = max(1 - promotion, 0.0)
    return (Lever("posts", "posts", 0, max(np.ceil(2 * own), 10), 1, own),
            Lever("promotion", "share", 0, 1, 0.01, float(shares[0]), claim=float(facts.settings.content_mix.promotion_share)),
            Lever("knowledge", "share", 0, max(round(rest, 6), 0.01), 0.01, min(float(shares[1]), rest),
                  claim=float(facts.settings.content_mix.knowledge_share)))


def outcomes(facts: Facts, values: Values) -> list[Outcome]:
    """Answers and orders a week, then posts a kind a week."""
    own = facts.counts / facts.weeks
    wanted = own if _unmoved(facts, values) else values["posts"] * _mix(values)
    found = []
    for side in ("orders", "answers"):
        (mean, fade), (means, fades) = _middle(facts, side), _drawn(facts, side)
        today, then = (_brought(mean, fade, number) for number in (own, wanted))
        found.append(Outcome(side, "orders" if side == "orders" else "answers", float(today.sum()), float(then.sum()),
                             _brought(means, fades, own).sum(axis=1), _brought(means, fades, wanted).sum(axis=1)))
    return [*found, *(Outcome("a_week", "posts", float(one), float(other), subject=name)
                      for name, one, other in zip(CATEGORIES, own, wanted, strict=True))]


def along(_: Facts, __: Values) -> str:
    """The share of promotion."""
    return "promotion"


def more(facts: Facts, values: Values) -> pd.DataFrame:
    """`FRONTIER`: every mix in steps of 5 % at this many posts, what it brings a week, whether no other mix brings more of
    both (best; of those not far beyond what was ever posted), and marks: target (3:5:2), today, here."""
    grid = [(p / _STEPS, k / _STEPS) for p in range(_STEPS + 1) for k in range(_STEPS + 1 - p)]
    marked = [(*pair, "") for pair in grid]
    target = mix_plan.target_shares(facts.settings)
    marked += [(target["promotion"], target["knowledge"], "target"), (*facts.shares[:2], "today")]
    if not _unmoved(facts, values):
        marked.append((values["promotion"], values["knowledge"], "here"))
    mixes = np.array([(p, k, max(1 - p - k, 0.0)) for p, k, _ in marked])
    sides = [_brought(*_middle(facts, side), values["posts"] * mixes).sum(axis=1) for side in SIDES]
    frame = pd.DataFrame(mixes, columns=list(CATEGORIES)).assign(answers=sides[0], orders=sides[1], mark=[m for *_, m in marked])
    seen = ~_far(facts, values["posts"] * mixes).any(axis=1)
    best = np.zeros(len(frame), dtype=bool)
    best[seen] = _undominated(sides[0][seen], sides[1][seen])
    return frame.assign(best=best)[list(FRONTIER)]


def inputs(facts: Facts, values: Values) -> list[tuple[Any, ...]]:
    """Posts a kind, answers and orders a post of each, and how much each further one of a week loses."""
    known = (facts.first, facts.last)
    rows: list[tuple[Any, ...]] = [("posts", "posts", facts.counts.sum() / facts.weeks, None, int(facts.counts.sum()), *known)]
    for at, name in enumerate(CATEGORIES):
        mine = facts.posts[facts.posts["kind"] == at]
        rows += [(f"{name}_{side}", "each", float(mine[column].mean()) if len(mine) else np.nan, None, len(mine), *known)
                 for side, column in SIDES.items()]
        rows.append((f"{name}_fade", "share", float(1 - np.exp(min(facts.wear[at], 0))), None, len(mine), *known))
    return rows


def people(facts: Facts, values: Values) -> pd.DataFrame:
    """Nobody in particular."""
    return pd.DataFrame(columns=["person_id", "display_name"])


def notes(facts: Facts, values: Values) -> tuple[str, ...]:
    """extrapolated: more of a kind a week than half as many again as ever; usual_wear: too few posts for an own figure."""
    far = bool(_far(facts, values["posts"] * _mix(values)).any())
    return (*(("extrapolated",) if far else ()), *(() if facts.fitted else ("usual_wear",)), "trade", "not_cause")


def _far(facts: Facts, posts: Numbers) -> Numbers:
    """Whether so many posts a week of a kind lie beyond what was seen."""
    found: Numbers = posts > facts.settings.what_if.extrapolated_above_share * np.maximum(facts.most, 1)
    return found


def _unmoved(facts: Facts, values: Values) -> bool:
    own = (facts.counts.sum() / facts.weeks, *facts.shares[:2])
    return all(abs(values[name] - one) < 1e-9 for name, one in zip(("posts", "promotion", "knowledge"), own, strict=True))


def _mix(values: Values) -> Numbers:
    promotion, knowledge = values["promotion"], min(values["knowledge"], 1 - values["promotion"])
    return np.array([promotion, knowledge, max(1 - promotion - knowledge, 0.0)])


def _brought(mean: Numbers, fade: Numbers, posts: Numbers) -> Numbers:
    """m·(1 − δⁿ)/(1 − δ) a kind; m·n where nothing wears off."""
    gone = 1 - fade
    safe = np.where(gone > 1e-9, gone, 1.0)
    found: Numbers = mean * np.where(gone > 1e-9, (1 - fade**posts) / safe, posts)
    return found


def _fresh(facts: Facts, side: str) -> tuple[Numbers, Numbers, float]:
    """Σy and n (each post by how fresh it was) of each kind, and the mean of all kinds."""
    many, kind = len(CATEGORIES), facts.posts["kind"].to_numpy()
    fresh = np.exp(np.minimum(facts.wear, 0)[kind] * (facts.posts["k"].to_numpy() - 1))
    total = np.bincount(kind, facts.posts[SIDES[side]].to_numpy(dtype=float), many)
    number = np.bincount(kind, fresh, many)
    return total, number, float(total.sum() / max(number.sum(), 1e-9))


@lru_cache(maxsize=8)
def _middle(facts: Facts, side: str) -> tuple[Numbers, Numbers]:
    """Posterior mean of m, and δ, a kind."""
    total, number, pooled = _fresh(facts, side)
    return (total + _PRIOR_POSTS * pooled) / (number + _PRIOR_POSTS), np.exp(np.minimum(facts.wear, 0))


@lru_cache(maxsize=8)
def _drawn(facts: Facts, side: str) -> tuple[Numbers, Numbers]:
    """Draws (rows) of m and δ, a kind (column)."""
    total, number, pooled = _fresh(facts, side)
    means, fades = [], []
    for at, name in enumerate(CATEGORIES):
        shape = total[at] + _PRIOR_POSTS * pooled
        u = draws.uniform(f"{side}_{name}")
        means.append(scipy.special.gammaincinv(max(shape, 1e-9), u) / (number[at] + _PRIOR_POSTS))
        gamma = facts.wear[at] + facts.wear_sd[at] * scipy.special.ndtri(draws.uniform(f"wear_{name}"))
        fades.append(np.exp(np.minimum(gamma, 0)))
    return np.column_stack(means), np.column_stack(fades)


def _wear(posts: pd.DataFrame, counts: Numbers, enough: int) -> tuple[Numbers, Numbers, bool]:
    """γ a kind; the prior for a kind with too few posts. Hours in four parts, weekdays."""
    many = len(CATEGORIES)
    gamma, sd = np.full(many, PRIOR), np.full(many, PRIOR_SD)
    chosen = counts >= enough
    if chosen.any():
        slots = np.digitize(posts["posted_at"].dt.hour, _HOURS)
        days = posts["posted_at"].dt.day_of_week.to_numpy()
        groups = np.hstack([np.eye(len(_HOURS) + 1)[slots][:, 1:], np.eye(7)[days][:, 1:]])
        found, error = wear(posts["answers"].to_numpy(dtype=float), posts["kind"].to_numpy(), posts["k"].to_numpy(), groups, many)
        gamma[chosen], sd[chosen] = found[chosen], error[chosen]
    return gamma, sd, bool(chosen.all())


def _undominated(answers: Numbers, orders: Numbers) -> Numbers:
    """Whether no other point has at least as much of both and more of one."""
    order = np.lexsort((-orders, -answers))
    best, highest, at_least = np.zeros(len(order), dtype=bool), -np.inf, np.inf
    for at in order:
        best[at] = orders[at] > highest or (orders[at] == highest and answers[at] == at_least)
        if orders[at] > highest:
            highest, at_least = orders[at], answers[at]
    return best
