"""What is known of each post of the shop: what it invites to, who answered, who could see it, what was bought after it.

Facts that several pages share; rules and rates stand in brings.py and pieces.py. Definitions: METRICS 6.11 and 7.8.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from analytics.metrics import attribution, presence, product_names, shop_posts, templates
from analytics.metrics.attribution import Attribution
from analytics.metrics.side_by_side import side_by_side
from analytics.scope import Resolved, Scope
from analytics.settings import Settings
from analytics.workspace import Workspace, facts_sql

WAYS = ("poll", "quiz", "signup", "draw", "checkin", "group_buy", "session")
PITCHES = ("scene", "offer", "tutorial", "report")
NONE = "none"
_BY_FORM = {"vote": "poll", "solitaire": "signup", "redpacket": "draw"}
_ORDERS = ("last", "linear", "net_last", "net_linear")


@dataclass(frozen=True)
class PostEffects:
    """`posts`, one row a post of the period (columns of `shop_posts.read`, category "other" where undecided) and: alike (posts
    that say the same share it), way (one of
    `WAYS` or "none"), pitch (one of `PITCHES` or "none"), product (the sold thing it names, NULL none), answers, interactors,
    active (useful answers, by how many, members with any word in the hour; NULL: no chat shows them), present (members of the
    group that day; NULL: no list), last, linear (orders under both models), net_last, net_linear (yuan).
    """

    as_of: date
    start: date
    end: date
    coverage: dict[str, Any]
    posts: pd.DataFrame
    orders: Attribution


def measure(workspace: Workspace, scope: Scope | None = None) -> PostEffects:
    """The posts of the scope's days. Raises `UserError` nothing_yet for an empty shop."""
    return read(workspace, scope, attribution.measure(workspace, scope))


def read(workspace: Workspace, scope: Scope | None, orders: Attribution) -> PostEffects:
    """The same beside the attribution of the same days."""
    resolved, settings = workspace.resolve(scope), workspace.settings
    with side_by_side() as ask:
        answered = ask.submit(workspace.facts, "post_answers", resolved, minutes=settings.slots.answers_until_minutes)
        seen = ask.submit(presence.stays, workspace, resolved)
        posts, where = shop_posts.as_written(workspace, resolved), shop_posts.places(workspace, resolved)
        words = _words(workspace, resolved, orders, settings)
    answers, stays = answered.result(), seen.result()
    # Which posts are alike is decided on the words as they stand; what is handed on goes through the door.
    alike = templates.alike(posts, sold(orders, settings), settings.pieces.alike_from_share)
    posts = workspace.text_words(posts.assign(alike=alike), "text")
    posts = posts.assign(category=posts["category"].astype("object").where(posts["category"].notna(), attribution.OTHER))
    posts = labelled(posts, words).merge(_answered(where, answers, stays), on="post_id", how="left")
    posts = posts.merge(orders.posts[["post_id", *_ORDERS]], on="post_id", how="left")
    posts = posts.fillna(dict.fromkeys(_ORDERS, 0.0))
    coverage = {
        "posts": len(posts),
        "answered": int(posts["answers"].notna().sum()),
        "present": int(posts["present"].notna().sum()),
        "orders": len(orders.bought),
        "reach": bool(posts["reach"].notna().any()),
        "opens": bool(posts["opens"].notna().any()),
    }
    return PostEffects(resolved.as_of, resolved.start, resolved.end, coverage, posts, orders)


def counted(workspace: Workspace, scope: Scope | None = None) -> pd.DataFrame:
    """post_id, posted_at, category, answers, last of each post, as `measure` has them: for who asks neither what its words say
    nor who could see it, nor for shares of the orders."""
    resolved, settings = workspace.resolve(scope), workspace.settings
    posts = shop_posts.as_written(workspace, resolved)[["post_id", "posted_at", "category"]]
    answers = workspace.facts("post_answers", resolved, minutes=settings.slots.answers_until_minutes)
    said = _summed(_beside(shop_posts.places(workspace, resolved), answers), ["answers"])
    found = posts.merge(said, on="post_id", how="left").merge(
        attribution.by_post(workspace, scope)[["post_id", "last"]], on="post_id", how="left")
    return found.assign(category=found["category"].astype("object").where(found["category"].notna(), attribution.OTHER),
                        last=found["last"].fillna(0.0))


def labelled(posts: pd.DataFrame, words: pd.DataFrame) -> pd.DataFrame:
    """`posts` with way, pitch and product: of each kind the label with most words, ties in the order of the lists; pure.

    A vote, a sign-up list or a red packet is one whatever it says.
    """
    found = posts
    for kind in ("way", "pitch", "product"):
        rows = words[words["kind"] == kind].sort_values(["post_id", "hits", "place"], ascending=[True, False, True])
        best = rows.drop_duplicates("post_id").set_index("post_id")["label"]
        found = found.assign(**{kind: found["post_id"].map(best).astype("object")})
    by_form = found["form"].map(_BY_FORM).astype("object")
    way = by_form.where(by_form.notna(), found["way"])
    return found.assign(
        way=way.where(way.notna(), NONE),
        pitch=found["pitch"].where(found["pitch"].notna(), NONE),
        product=found["product"].where(found["product"].notna(), None),
    )


def _words(workspace: Workspace, resolved: Resolved, orders: Attribution, settings: Settings) -> pd.DataFrame:
    """post_id, kind, label, hits, place (of the label in its list)."""
    wanted = pd.DataFrame(list(_wanted(orders, settings)), columns=["kind", "place", "label", "word"])
    relations = {
        "scope_chats": pd.DataFrame({"chat_id": pd.Series(resolved.chats, dtype="str")}),
        "wanted_words": wanted[["kind", "label", "word"]].astype("str"),
    }
    found = workspace.query(
        facts_sql("post_words"), relations, start_day=resolved.start, end_day=resolved.end, all_chats=resolved.all_chats
    )
    return found.merge(wanted[["kind", "label", "place"]].drop_duplicates(["kind", "label"]), on=["kind", "label"])


def _wanted(orders: Attribution, settings: Settings) -> Iterator[tuple[str, int, str, str]]:
    for kind, labels in (("way", WAYS), ("pitch", PITCHES)):
        for place, label in enumerate(labels):
            for word in getattr(settings.brings, f"{label}_words"):
                yield kind, place, label, word.lower()
    for place, item in enumerate(sold(orders, settings)):
        yield "product", place, item, item.lower()


def sold(orders: Attribution, settings: Settings) -> list[str]:
    """The things bought most often, most first."""
    cells = orders.bought["product"].dropna().value_counts()
    named = product_names.named(str(cell) for cell in cells.index)
    items = named.assign(orders=named["product"].map(cells)).groupby("item")["orders"].sum().reset_index()
    best = items.sort_values(["orders", "item"], ascending=[False, True])["item"].head(settings.brings.products_until)
    # One sign names nothing.
    return [item for item in best if len(item) > 1]


def _answered(where: pd.DataFrame, answers: pd.DataFrame, stays: pd.DataFrame) -> pd.DataFrame:
    """post_id, answers, interactors, active, present: over all groups in which the post stood."""
    rows = _beside(where, answers)
    return _summed(rows.assign(present=presence.members_at(rows, stays)), ["answers", "interactors", "active", "present"])


def _beside(where: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    found = answers.rename(columns={"post_id": "sent_as", "interactions": "answers"})
    return where.merge(found[["sent_as", "answers", "interactors", "active"]], on="sent_as", how="left")


def _summed(rows: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    return rows.groupby("post_id")[columns].sum(min_count=1).reset_index()
