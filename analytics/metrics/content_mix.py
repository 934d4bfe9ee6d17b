"""Content mix: does what the operator posts keep 3:5:2 of promotion, knowledge, fun (article S1; METRICS 6.11).

Only operator posts count, never members' talk and never answers (classify.post_sql). What no rule could
decide is left out of the shares and bounded. I3: the shares are named, promotion comes first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any

import pandas as pd

from analytics.classify import CATEGORIES
from analytics.metrics import learned_posts, mix_parts, mix_plan, presence, shop_posts, sop
from analytics.scope import Resolved, Scope
from analytics.settings import Settings
from analytics.statistics.intervals import with_shares
from analytics.statistics.words import against
from analytics.workspace import Workspace


@dataclass(frozen=True)
class Plan:
    """What to post next week: `posts` a week as in the last `weeks` complete weeks (0: in the whole period).

    `counts`: those weeks' posts a category; `swaps`: from_category, to_category, count of the next `posts`;
    `most`: the category furthest above its target; `additions`: posts to add to the next `posts`, a category, if none of them
    may be dropped (None: the target has none of a kind there is).
    """

    posts: int
    weeks: int
    counts: dict[str, int]
    swaps: pd.DataFrame
    most: str
    additions: dict[str, int] | None

    @property
    def of(self) -> int:
        """Posts that the plan is made from."""
        return sum(self.counts.values())

    def share(self, category: str) -> float:
        """The category's share of these posts; NaN without posts."""
        return self.counts[category] / self.of if self.of else float("nan")


@dataclass(frozen=True)
class ContentMix:
    """Shares are of the posts with a category; intervals Wilson 95 %.

    `mix`: category, count, of, share, low, high, target, word (more, less or the same as the target), planned (share in the plan
    of posts; NULL: no plan names kinds).
    `weeks`: week_start (Monday), category, count, of, share, complete. `distances`: week_start, total_variation, complete.
    `chats`: chat_id (NULL: sheets), category, count, of, share, low, high, total_variation (of that group). `by_unit`: unit
    (count, characters, exposure: reach, else members of the group that day), category, amount, of, share, low, high. `posts`,
    one row a post: columns of shop_posts.read (category NULL: undecided) and exposure. `bounds`: category, lowest, highest, by
    where the undecided could fall. `operators`, one row a chat × person
    whose posts count: chat_id, person_id, display_name, role, bot, posts. `total_variation`: share of posts to be
    of another kind, with `low`, `high`.
    """

    as_of: Any
    coverage: dict[str, Any]
    mix: pd.DataFrame
    weeks: pd.DataFrame
    distances: pd.DataFrame
    chats: pd.DataFrame
    posts: pd.DataFrame
    bounds: pd.DataFrame
    operators: pd.DataFrame
    plan: Plan
    additions: dict[str, int] | None
    total_variation: float
    low: float
    high: float
    aitchison_distance: float
    p_value: float
    settings: Settings = field(repr=False)

    @cached_property
    def by_unit(self) -> pd.DataFrame:
        """The mix by posts, characters and exposure; drawn anew from the posts only where somebody asks."""
        return mix_parts.by_unit(self.posts)

    def posts_behind(self, category: str | None, week_start: Any = None) -> pd.DataFrame:
        """The posts behind a count, newest first; category None = undecided, week_start None = all weeks."""
        chosen = self.posts["category"].isna() if category is None else self.posts["category"] == category
        if week_start is not None:
            chosen &= self.posts["week_start"] == pd.Timestamp(week_start)
        return _newest_first(self.posts[chosen])

    def posts_in(self, chat_id: str | None, category: str) -> pd.DataFrame:
        """The posts of one kind in one group (None: of content sheets that name none), newest first."""
        place = self.posts["chat_id"].isna() if chat_id is None else self.posts["chat_id"] == chat_id
        return _newest_first(self.posts[place & (self.posts["category"] == category)])

    def all_posts(self) -> pd.DataFrame:
        """Every post, newest first."""
        return _newest_first(self.posts)

    def people(self) -> pd.DataFrame:
        """person_id, display_name of those whose posts count."""
        return self.operators[["person_id", "display_name"]].drop_duplicates("person_id").reset_index(drop=True)

    def count(self, category: str) -> int:
        """Posts of a category."""
        return int(self.mix.set_index("category")["count"][category])


def measure(workspace: Workspace, scope: Scope | None = None, settings: Settings | None = None) -> ContentMix:
    """The mix from `scope.start` to `scope.end`. `settings`: a try of other targets, nothing is stored.

    Raises `UserError` nothing_yet for an empty shop. Without posts every count is 0 and every share NaN.
    """
    settings, resolved = settings or workspace.settings, workspace.resolve(scope)
    posts = _with_exposure(workspace, resolved, shop_posts.read(workspace, resolved))
    sources = workspace.facts("content_coverage", resolved)
    return table(resolved, posts, sources, _operators(workspace, resolved), settings, sop.planned_mix(workspace))


def table(
    resolved: Resolved,
    posts: pd.DataFrame,
    sources: pd.DataFrame,
    operators: pd.DataFrame,
    settings: Settings,
    plan: pd.DataFrame | None = None,
) -> ContentMix:
    """Count `posts` and hold them against the target; pure. `plan`: category, count of the plan of posts."""
    target, counts = mix_plan.target_shares(settings), _counts(posts)
    undecided = int(posts["category"].isna().sum())
    weeks = _weeks(posts, sources, resolved)
    low, high = mix_plan.total_variation_interval(counts, target)
    return ContentMix(
        as_of=resolved.as_of,
        coverage=_coverage(posts, sources, operators, undecided),
        mix=_mix(counts, target).assign(planned=mix_parts.planned(plan)),
        weeks=weeks,
        distances=mix_parts.distances(weeks, target),
        chats=mix_parts.by_chat(posts, target),
        posts=posts,
        bounds=mix_plan.bounds(counts, undecided),
        operators=operators,
        plan=_plan(weeks, counts, target, resolved, settings),
        additions=mix_plan.additions(counts, target),
        total_variation=mix_plan.total_variation(counts, target),
        low=low,
        high=high,
        aitchison_distance=mix_plan.aitchison_distance(counts, target),
        p_value=mix_plan.p_value(counts, target),
        settings=settings,
    )


def _newest_first(posts: pd.DataFrame) -> pd.DataFrame:
    return posts.sort_values(["posted_at", "post_id"], ascending=[False, True]).reset_index(drop=True)


def _with_exposure(workspace: Workspace, resolved: Resolved, posts: pd.DataFrame) -> pd.DataFrame:
    """`posts` with `exposure`: whom a sheet says it reached, else the members of its group that day; NULL: neither is known."""
    present = presence.members_at(posts, presence.stays(workspace, resolved))
    return posts.assign(exposure=posts["reach"].astype("Int64").fillna(present))


def _operators(workspace: Workspace, resolved: Resolved) -> pd.DataFrame:
    operators = workspace.facts("content_operators", resolved)
    names = workspace.words_for(operators["person_id"])
    operators.insert(2, "display_name", operators["person_id"].map(names))
    return operators


def _counts(posts: pd.DataFrame) -> dict[str, int]:
    return {one: int((posts["category"] == one).sum()) for one in CATEGORIES}


def _mix(counts: dict[str, int], target: dict[str, float]) -> pd.DataFrame:
    of = sum(counts.values())
    frame = pd.DataFrame({"category": CATEGORIES, "count": [counts[one] for one in CATEGORIES], "of": of})
    words = [against(counts[one], of, target[one]) for one in CATEGORIES]
    return with_shares(frame).assign(target=[target[one] for one in CATEGORIES], word=words)


def _weeks(posts: pd.DataFrame, sources: pd.DataFrame, resolved: Resolved) -> pd.DataFrame:
    decided = posts[posts["category"].isin(CATEGORIES)]
    counts = decided.groupby(["week_start", "category"]).size()
    starts = _all_weeks(posts)
    index = pd.MultiIndex.from_product([starts, CATEGORIES], names=["week_start", "category"])
    weeks = counts.reindex(index, fill_value=0).rename("count").reset_index()
    weeks["of"] = weeks.groupby("week_start")["count"].transform("sum")
    weeks["share"] = weeks["count"].div(weeks["of"].where(weeks["of"] > 0))
    spans = sources.assign(**{name: pd.to_datetime(sources[name]) for name in ("first_day", "last_day")})
    complete = {start: _complete(start, posts, spans, resolved) for start in starts}
    return weeks.assign(complete=weeks["week_start"].map(complete).astype(bool))


def _all_weeks(posts: pd.DataFrame) -> pd.DatetimeIndex:
    if posts.empty:
        return pd.DatetimeIndex([])
    return pd.date_range(posts["week_start"].min(), posts["week_start"].max(), freq="7D")


def _complete(start: pd.Timestamp, posts: pd.DataFrame, sources: pd.DataFrame, resolved: Resolved) -> bool:
    """Whether Monday to Sunday was chosen and recorded, in every source that posted in that week."""
    last = start + timedelta(days=6)
    if start < pd.Timestamp(resolved.start) or last > pd.Timestamp(resolved.end) or sources.empty:
        return False
    if start < sources["first_day"].min() or last > sources["last_day"].max():
        return False
    short = sources.loc[(sources["first_day"] > start) | (sources["last_day"] < last), "chat_id"]
    if short.empty:
        return True
    active = posts.loc[posts["week_start"] == start, "chat_id"]
    return not (short.isin(active.dropna()).any() or (active.isna().any() and short.isna().any()))


def _plan(weeks: pd.DataFrame, counts: dict[str, int], target: dict[str, float], resolved: Resolved, settings: Settings) -> Plan:
    recent = sorted(set(weeks.loc[weeks["complete"], "week_start"]))[-settings.content_mix.plan_until_weeks :]
    if recent:
        chosen = weeks[weeks["week_start"].isin(recent)].groupby("category")["count"].sum()
        counts = {one: int(chosen[one]) for one in CATEGORIES}
    posts = round(sum(counts.values()) / len(recent)) if recent else sum(counts.values())
    of = max(sum(counts.values()), 1)
    most = max(CATEGORIES, key=lambda one: counts[one] / of - target[one])
    usual = mix_plan.whole_posts({one: counts[one] / of for one in CATEGORIES}, posts)
    return Plan(posts, len(recent), counts, mix_plan.swaps(counts, target, posts), most, mix_plan.additions(usual, target))


def _coverage(posts: pd.DataFrame, sources: pd.DataFrame, operators: pd.DataFrame, undecided: int) -> dict[str, Any]:
    return {
        "chats": int(sources["chat_id"].notna().sum()),
        "sheet": bool(sources["chat_id"].isna().any()),
        "operators": int(operators["person_id"].nunique()),
        "posts": len(posts),
        "undecided": undecided,
        "from_chat": int(posts["from_chat"].sum()),
        "from_sheet": int((~posts["from_chat"].astype(bool)).sum()),
        "reach": bool(posts["reach"].notna().any()),
        "corrected": int(posts["reason"].fillna("").str.startswith("corrected").sum()),
        "learned": int((posts["reason"] == learned_posts.LEARNED).sum()),
        "first_at": posts["posted_at"].min() if len(posts) else None,
        "last_at": posts["posted_at"].max() if len(posts) else None,
    }
