"""Which posts work: templates ranked fairly, plays that people tire of, posts to use again (METRICS 6.11, 7.5).

A template is what was said again and again with other dishes and prices (templates.py). It is judged against the median of its
kind; seldom used ones are left undecided. Answers are what members say before the next post, within the hour.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analytics.metrics.post_effects import NONE, WAYS, PostEffects
from analytics.scope import Scope
from analytics.settings import Settings
from analytics.statistics import gamma_poisson
from analytics.statistics.relation import slope
from analytics.workspace import Workspace, facts_sql

VERDICTS = ("hit", "dud", "plain", "few")
# Welfare plays in the order in which the article changes them (S2 1.2, R16): draw, then check-ins, then group buys.
ROTATION = ("draw", "checkin", "group_buy")
_TIRED_LEVEL = 0.90
_REPEATS_APART = 3
_PICTURES = ("image", "video", "miniapp")


@dataclass(frozen=True)
class Pieces:
    """`templates`, best first, those used too seldom last: alike, category (of most of its posts), title (how its best post
    begins), uses, known (uses whose answers are known), answers (a use), mean, low, high (shrunken, 80 %), chance (of lying
    above its kind's median), verdict (one of `VERDICTS`), orders (last touch), last_at.

    `plays`: way, nth (how often in a row in its group; 4 stands for 4 and more), posts, mean. `tiring`: way, posts, slope (answers
    more a repeat), low, high (90 %), tired (NULL: too few to tell). `rotation`, one row a group with a play of `ROTATION`, most in
    a row first: chat_id, way (its last), nth (in a row), last_at, next_way (never the same), next_last_at (NULL: never played).
    """

    templates: pd.DataFrame
    plays: pd.DataFrame
    tiring: pd.DataFrame
    rotation: pd.DataFrame

    def count(self, verdict: str) -> int:
        """Templates of a verdict."""
        return int((self.templates["verdict"] == verdict).sum())


def table(found: PostEffects, settings: Settings) -> Pieces:
    """From what is known of each post; pure."""
    repeated = in_a_row(found.posts)
    return Pieces(_templates(found.posts, settings), _plays(repeated), _tiring(repeated, settings), rotation(repeated))


def posts_of(found: PostEffects, alike: int) -> pd.DataFrame:
    """The posts of one template, newest first: as many as its uses."""
    rows = found.posts[found.posts["alike"] == alike]
    return rows.sort_values(["posted_at", "post_id"], ascending=[False, True], ignore_index=True)


def searched(found: PostEffects, words: str, pictures: bool = False) -> pd.DataFrame:
    """Posts in which every word stands, most answers first; `pictures`: only those that show one."""
    rows = found.posts
    for word in words.lower().split():
        rows = rows[rows["text"].fillna("").str.lower().str.contains(word, regex=False)]
    if pictures:
        rows = rows[rows["form"].isin(_PICTURES)]
    return rows.sort_values(["answers", "posted_at", "post_id"], ascending=[False, False, True], ignore_index=True)


def thread(workspace: Workspace, scope: Scope | None, post_id: str) -> pd.DataFrame:
    """What the group said after a post, whatever the chosen days: sent_at, person_id, display_name, text, kind, effective."""
    rows = workspace.query(facts_sql("post_thread"), post_id=post_id, minutes=workspace.settings.slots.answers_until_minutes)
    return workspace.text_words(workspace.named(rows.dropna(subset=["person_id"]).astype({"person_id": "int64"})), "text")


def _templates(posts: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    rows = posts[posts["alike"].notna()].sort_values(
        ["answers", "last", "posted_at", "post_id"], ascending=[False, False, False, True]
    )
    grouped = rows.groupby("alike")
    frame = grouped.agg(
        category=("category", lambda kinds: kinds.mode().iloc[0]),
        title=("text", "first"),
        uses=("post_id", "size"),
        known=("answers", "count"),
        total=("answers", "sum"),
        orders=("last", "sum"),
        last_at=("posted_at", "max"),
    )
    frame = frame.reset_index().assign(title=lambda found: found["title"].map(begins), orders=lambda found: found["orders"].round())
    judged = [_judged(part, rows[rows["alike"].isin(part["alike"])], settings) for _, part in frame.groupby("category")]
    empty = dict.fromkeys(("answers", "mean", "low", "high", "chance"), np.nan)
    ranked = pd.concat(judged) if judged else frame.assign(**empty, verdict="few")
    ranked = ranked.astype({"orders": "int64", "alike": "int64"}).assign(few=ranked["verdict"] == "few")
    order = {"few": True, "low": False, "uses": False, "alike": True}
    ranked = ranked.sort_values(list(order), ascending=list(order.values()), na_position="last", ignore_index=True)
    return ranked.drop(columns=["total", "few"])


def _judged(part: pd.DataFrame, posts: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """The templates of one kind with their shrunken means, held against the median of them."""
    found = part.assign(**dict.fromkeys(("answers", "mean", "low", "high", "chance"), np.nan), verdict="few")
    some, seen = found["known"] > 0, posts[posts["answers"].notna()]
    if some.any():
        clumping = gamma_poisson.dispersion(seen["answers"], seen["alike"].astype("int64"))
        known = gamma_poisson.shrunken(found.loc[some, "total"], found.loc[some, "known"], clumping)
        found.loc[some, "answers"] = found["total"] / found["known"]
        for name, values in (
            ("mean", known.mean),
            ("low", known.low),
            ("high", known.high),
            ("chance", known.above(float(np.median(known.mean)))),
        ):
            found.loc[some, name] = values
    return found.assign(verdict=verdicts(found, settings))


def verdicts(found: pd.DataFrame, settings: Settings) -> list[str]:
    """hit, dud, plain or few for columns known (uses) and chance; pure."""
    rules, chance, uses = settings.pieces, found["chance"], found["known"]
    hit = (chance >= rules.hit_from_chance_share) & (uses >= rules.hit_from_uses)
    dud = (chance <= rules.dud_until_chance_share) & (uses >= rules.dud_from_uses)
    enough = uses >= rules.dud_from_uses
    return list(np.select([hit, dud, enough], ["hit", "dud", "plain"], default="few"))


def begins(text: object, most: int = 26) -> str:
    """How a post begins: its title in a list."""
    line = " ".join(text.split()) if isinstance(text, str) else ""
    return line if len(line) <= most else line[:most] + "…"


def in_a_row(posts: pd.DataFrame) -> pd.DataFrame:
    """Posts with a play and `nth`: how often it was played in a row in that group, other plays between begin anew."""
    rows = posts[(posts["way"] != NONE) & posts["chat_id"].notna()].sort_values(["chat_id", "posted_at", "post_id"])
    fresh = (rows["way"] != rows["way"].shift()) | (rows["chat_id"] != rows["chat_id"].shift())
    return rows.assign(nth=rows.groupby(fresh.cumsum()).cumcount() + 1)


def rotation(repeated: pd.DataFrame) -> pd.DataFrame:
    """Columns of `Pieces.rotation` from rows of `in_a_row`: the next play is the one that the group has not had for longest.

    Among those it never had, the article's order decides, beginning after the last play.
    """
    plays = repeated[repeated["way"].isin(ROTATION)]
    last = plays.groupby(["chat_id", "way"])["posted_at"].max()
    rows: list[tuple[Any, ...]] = []
    for chat, part in plays.groupby("chat_id", sort=False):
        now = part.iloc[-1]
        place = ROTATION.index(now["way"])
        others = [(ROTATION + ROTATION)[place + step] for step in range(1, len(ROTATION))]
        following = min(others, key=lambda way: last.get((chat, way), pd.Timestamp.min))
        rows.append((chat, now["way"], int(now["nth"]), now["posted_at"], following, last.get((chat, following), pd.NaT)))
    found = pd.DataFrame(rows, columns=["chat_id", "way", "nth", "last_at", "next_way", "next_last_at"])
    typed = found.astype({"nth": "int64", "last_at": "datetime64[us]", "next_last_at": "datetime64[us]"})
    ordered: pd.DataFrame = typed.sort_values(["nth", "last_at", "chat_id"], ascending=[False, False, True], ignore_index=True)
    return ordered


def _plays(repeated: pd.DataFrame) -> pd.DataFrame:
    known = repeated[repeated["answers"].notna()]
    frame = (
        known.assign(nth=known["nth"].clip(upper=_REPEATS_APART + 1))
        .groupby(["way", "nth"])
        .agg(posts=("post_id", "size"), mean=("answers", "mean"))
        .reset_index()
    )
    return frame.sort_values(["way", "nth"], ignore_index=True)


def _tiring(repeated: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Does each repeat in a row bring fewer answers: least squares with a 90 % interval."""
    rows: list[tuple[Any, ...]] = []
    for way in WAYS:
        part = repeated[(repeated["way"] == way) & repeated["answers"].notna()]
        if len(part) < settings.pieces.tired_from_uses or part["nth"].nunique() < _REPEATS_APART:
            if len(part):
                rows.append((way, len(part), np.nan, np.nan, np.nan, pd.NA))
            continue
        change, low, high = slope(part["nth"], part["answers"], _TIRED_LEVEL)
        rows.append((way, len(part), change, low, high, high < 0))
    return pd.DataFrame(rows, columns=["way", "posts", "slope", "low", "high", "tired"]).astype({"tired": "boolean"})
