"""Which posts orders followed: posts → orders of the same people within a window, under models side by side (METRICS 7.8).

A person could see a post of a group they sat in at its moment; who is on no list sits there from their first word on. Where
there is more to go by, it decides: a click, else words within the hour after the post, else a delivery, else being there.
Following is not being caused by: every figure stands beside the orders that no post can be named for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.classify import CATEGORIES
from analytics.metrics import presence, shop_posts
from analytics.metrics.side_by_side import side_by_side
from analytics.scope import Resolved, Scope
from analytics.settings import Settings
from analytics.statistics.ratios import ratio
from analytics.workspace import Workspace, facts_sql

# Participation gives each kind that was there the whole order: its shares add up to more than all.
MODELS = ("last", "first", "linear", "decay", "u", "j", "inverse_j", "participation")
SIDE_BY_SIDE = ("last", "linear")
OTHER, UNATTRIBUTED = "other", "unattributed"
KINDS = (*CATEGORIES, OTHER, UNATTRIBUTED)
EVIDENCE = ("present", "reached", "took_part", "clicked")
REASONS = ("no_buyer", "not_seen", "ambiguous", "reseller", "staff", "no_post")
_CENTS = 100


@dataclass(frozen=True)
class Attribution:
    """`bought`, one row a valid order of the period: number, order_id, person_id (NULL: unknown), paid_at, product, cents, yuan,
    reason (NULL: attributed; else one of `REASONS`), evidence (NULL or one of `EVIDENCE`), post_id (the last post).

    `weights`, one row an order × kind (number, category, touches, a column a model): weights of an order sum to 1, whatever
    the model, but for participation. `by_category`: category (one of `KINDS`), model, orders (sum of weights), of, share, low,
    high (people are the unit), net (yuan). `posts`: post_id, touches (orders it stood before), and for each model
    its orders (<model>) and its money (net_<model>). `evidence`, `reasons`: name, orders, net.
    """

    as_of: date
    coverage: dict[str, Any]
    bought: pd.DataFrame
    weights: pd.DataFrame
    by_category: pd.DataFrame
    posts: pd.DataFrame
    evidence: pd.DataFrame
    reasons: pd.DataFrame
    settings: Settings

    @property
    def orders(self) -> pd.DataFrame:
        """The two models side by side, one row an order × kind × model: order_id, person_id, post_id (of the last post; NULL
        under other models), category, model, weight, amount (yuan, to the cent)."""
        return pd.concat([self.under(model) for model in SIDE_BY_SIDE], ignore_index=True)

    def under(self, model: str) -> pd.DataFrame:
        """`orders` under any one of `MODELS`."""
        rows = amounts(self.weights, model).merge(
            self.bought[["number", "order_id", "person_id", "post_id"]], on="number")
        last = rows["post_id"].where((model == "last") & (rows["category"] != UNATTRIBUTED))
        return rows.assign(post_id=last, model=model)[
            ["order_id", "person_id", "post_id", "category", "model", "weight", "amount"]].reset_index(drop=True)

    def share(self, category: str, model: str = "last") -> float:
        """The kind's share of all orders; NaN without orders."""
        rows = self.by_category.set_index(["category", "model"])
        return float(rows["share"][(category, model)])

    def orders_of(self, category: str) -> pd.DataFrame:
        """The orders whose last post was of `category`, newest first; UNATTRIBUTED: those without one."""
        rows = self.bought[self.bought["category"] == category]
        return rows.sort_values(["paid_at", "number"], ascending=False, ignore_index=True)

    def people(self, category: str | None = None) -> pd.DataFrame:
        """person_id of the buyers, of all or of the orders whose last post was of `category`."""
        rows = self.bought if category is None else self.orders_of(category)
        return pd.DataFrame({"person_id": rows["person_id"].dropna().astype("int64").unique()})


def measure(workspace: Workspace, scope: Scope | None = None, settings: Settings | None = None) -> Attribution:
    """Orders of the scope's days against the posts before them. Raises `UserError` nothing_yet for an empty shop."""
    rules, resolved = settings or workspace.settings, workspace.resolve(scope)
    bought, where, touches = _facts(workspace, resolved, rules)
    return table(bought, touches, resolved, _coverage(resolved, bought, where), rules)


def by_post(workspace: Workspace, scope: Scope | None = None) -> pd.DataFrame:
    """`Attribution.posts` alone, for who asks for no shares."""
    _, _, touches = _facts(workspace, workspace.resolve(scope), workspace.settings)
    return _posts(touches[touches["number"].isna()])


def _facts(workspace: Workspace, resolved: Resolved, rules: Settings) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The orders, where the posts stood, and what each order saw of them."""
    with side_by_side() as ask:
        seen = ask.submit(_stays, workspace, resolved)
        places = ask.submit(shop_posts.places, workspace, resolved, rules.attribution.lookback_until_days)
        bought = workspace.facts("attribution_orders", resolved)
    bought.insert(0, "number", np.arange(len(bought)))
    return bought, places.result(), _touches(workspace, resolved, bought, places.result(), seen.result(), rules)


def _touches(workspace: Workspace, resolved: Resolved, bought: pd.DataFrame, where: pd.DataFrame, seen: pd.DataFrame,
             settings: Settings) -> pd.DataFrame:
    rules = settings.attribution
    known = bought.loc[bought["reason"].isna(), ["number", "person_id", "paid_at", "cents"]].astype({"person_id": "int64"})
    steps = [(step, 3) for step in rules.click_steps] + [(step, 1) for step in rules.reach_steps]
    relations = {
        "scope_chats": pd.DataFrame({"chat_id": pd.Series(resolved.chats, dtype="str")}), "bought": known,
        "stays": seen[seen["person_id"].isin(known["person_id"])], "places": where,
        "steps": pd.DataFrame(steps, columns=["step", "evidence"]).astype({"step": "str", "evidence": "int64"})}
    return workspace.query(
        facts_sql("attribution_touches"), relations, lookback_days=rules.lookback_until_days,
        half_life_days=rules.half_weight_from_days, reply_minutes=settings.slots.answers_until_minutes,
        first_day=resolved.start - timedelta(days=rules.lookback_until_days), end_day=resolved.end)


def _stays(workspace: Workspace, resolved: Resolved) -> pd.DataFrame:
    """chat_id, person_id, from_at, until_at, for who stands on a list: exact where the moment is known, else whole days."""
    listed = presence.stays(workspace, replace(resolved, as_of=max(resolved.end, resolved.as_of)))
    exact = listed.assign(from_at=listed["joined_at"].fillna(listed["from_day"]),
                          until_at=listed["left_at"].where(listed["left_at"] > listed["left_at"].dt.normalize()).fillna(
                              listed["until_day"] + presence.ONE_DAY))
    return exact[["chat_id", "person_id", "from_at", "until_at"]].astype(
        {"chat_id": "str", "person_id": "int64", "from_at": "datetime64[us]", "until_at": "datetime64[us]"})


def table(bought: pd.DataFrame, touches: pd.DataFrame, resolved: Resolved, coverage: dict[str, Any],
          settings: Settings) -> Attribution:
    """From the facts; pure. `touches`: rows of sql/facts/attribution_touches.sql."""
    kinds, sent = touches[touches["number"].notna()], touches[touches["number"].isna()]
    numbers = {"number": "int64", "evidence": "int64", **dict.fromkeys(MODELS[:-1], "float64")}
    kinds = kinds.astype(numbers).assign(participation=1.0)
    bought = _told(bought, kinds[kinds["last"] > 0])
    nothing = bought.loc[bought["evidence"].isna(), ["number"]].assign(
        category=UNATTRIBUTED, touches=0, **dict.fromkeys(MODELS, 1.0))
    weights = pd.concat([kinds[["number", "category", "touches", *MODELS]], nothing], ignore_index=True)
    weights = weights.merge(bought[["number", "cents"]], on="number").sort_values(["number", "category"], ignore_index=True)
    return Attribution(
        resolved.as_of, coverage, bought, weights, _by_category(weights, bought), _posts(sent),
        _counted(bought, "evidence", EVIDENCE), _counted(bought, "reason", REASONS), settings)


def _told(bought: pd.DataFrame, last: pd.DataFrame) -> pd.DataFrame:
    """`bought` with what its last post tells: evidence, post_id, category; and why there is none."""
    found = bought.merge(last[["number", "evidence", "last_post", "category"]], on="number", how="left")
    known = found["evidence"].notna()
    words = np.array(EVIDENCE, dtype=object)[found["evidence"].fillna(0).astype("int64")]
    return found.rename(columns={"last_post": "post_id"}).assign(
        yuan=found["cents"] / _CENTS,
        evidence=pd.Series(words, index=found.index).where(known, None),
        category=found["category"].astype("object").where(known, UNATTRIBUTED),
        reason=found["reason"].astype("object").where(found["reason"].notna(), "no_post").where(~known, None))


def amounts(weights: pd.DataFrame, model: str) -> pd.DataFrame:
    """number, category, weight, amount: the cents of each order dealt out by weight so that they add up exactly.

    Rounded is the running sum within an order, never the pieces; participation gives every kind the whole amount.
    """
    rows = weights.loc[weights[model] > 0, ["number", "category", "cents", model]].rename(columns={model: "weight"})
    if model == "participation":
        return rows.assign(amount=rows["cents"] / _CENTS).drop(columns="cents")
    running = (rows.groupby("number")["weight"].cumsum() * rows["cents"] + 1e-6).round()
    dealt = running - running.groupby(rows["number"]).shift(fill_value=0)
    return rows.assign(amount=dealt / _CENTS).drop(columns="cents")


def owners(bought: pd.DataFrame) -> tuple[NDArray[Any], NDArray[Any]]:
    """The place of its owner for each order, and how many orders each owner has; one that names nobody is somebody's of its own."""
    who = bought["person_id"].astype("Int64").fillna(pd.Series(-1 - bought["number"], dtype="Int64")).astype("int64")
    owner, _ = pd.factorize(who, sort=True)
    return owner, np.bincount(owner).astype("float64")


def _by_category(weights: pd.DataFrame, bought: pd.DataFrame) -> pd.DataFrame:
    owner, people = owners(bought)
    # Places instead of words: comparing these is most of the work. Orders without a post are whole under every model.
    placed = weights.assign(category=pd.Categorical(weights["category"], categories=KINDS).codes)
    alone = placed["category"] == KINDS.index(UNATTRIBUTED)
    nothing, some = placed[alone], placed[~alone]
    nothing = nothing.assign(weight=1.0, amount=nothing["cents"] / _CENTS)
    rows = []
    for model in MODELS:
        given = amounts(some, model)
        for place, kind in enumerate(KINDS):
            # Orders are numbered in their order, so that a number is the place of its owner.
            mine = nothing if kind == UNATTRIBUTED else given[given["category"] == place]
            each = np.bincount(owner[mine["number"]], weights=mine["weight"], minlength=len(people))
            share, low, high = ratio(each, people)
            rows.append((kind, model, float(mine["weight"].sum()), len(bought), share, max(low, 0.0), min(high, 1.0),
                         round(float(mine["amount"].sum()), 2)))
    return pd.DataFrame(rows, columns=["category", "model", "orders", "of", "share", "low", "high", "net"])


def _posts(sent: pd.DataFrame) -> pd.DataFrame:
    columns = ["post_id", "touches", *MODELS[:-1], *(f"net_{model}" for model in MODELS)]
    found = sent[columns].assign(participation=sent["touches"].astype("float64"))
    return found.sort_values(["last", "linear", "post_id"], ascending=[False, False, True], ignore_index=True)


def _counted(bought: pd.DataFrame, column: str, names: tuple[str, ...]) -> pd.DataFrame:
    groups = bought.groupby(column)["cents"]
    orders, cents = groups.size().reindex(names, fill_value=0), groups.sum().reindex(names, fill_value=0)
    return pd.DataFrame({"name": names, "orders": orders.to_numpy(), "net": cents.to_numpy() / _CENTS})


def _coverage(resolved: Resolved, bought: pd.DataFrame, where: pd.DataFrame) -> dict[str, Any]:
    return {"orders": len(bought), "posts": int(where["post_id"].nunique()), "start": resolved.start, "end": resolved.end,
            "unplaced": int(where.loc[where["chat_id"].isna(), "post_id"].nunique())}
