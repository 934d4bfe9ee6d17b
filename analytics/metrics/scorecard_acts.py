"""Numbers of a scorecard about what people did: tried, used a coupon, clicked, left after a promotion, asked for a match
(METRICS 6.15, 6.16). Rules as in scorecard_rules.
"""

from __future__ import annotations

import pandas as pd

from analytics.metrics.scorecard_rules import COLUMNS, Facts, made, one_by_one, together
from analytics.metrics.sessions import CAME, VISITED, WATCHED
from analytics.settings import Settings

REDEEMED = "用券"
_TRIALS = (CAME, VISITED, WATCHED, "参与", REDEEMED)


def tried(found: Facts, settings: Settings) -> pd.DataFrame | None:
    """引流群: came to a course, the shop or a live session, or redeemed a coupon, within so many days of joining, of those whose
    days are over.
    """
    if found.acts is None or not found.acts["step"].isin(_TRIALS).any():
        return None
    days = pd.Timedelta(days=int(settings.scorecards.paid_until_days) - 1)
    trials = found.acts.loc[found.acts["step"].isin(_TRIALS), ["person_id", "day"]]
    pairs = found.joins[["chat_id", "person_id", "joined_on"]].merge(trials, on="person_id")
    inside = pairs[(pairs["day"] >= pairs["joined_on"]) & (pairs["day"] <= pairs["joined_on"] + days)]
    return made(found.joins, together(found.joins, inside), found.joins["joined_on"] + days <= pd.Timestamp(found.end))


def left_after(found: Facts, settings: Settings) -> pd.DataFrame | None:
    """福利群: own leaves within so many hours after a promotion of the group, of all whose time of day is known; only in groups
    whose leaves are noted.
    """
    if found.leaves_timed is None:
        return None
    dated = found.leaves.index[found.leaves.isin(("sheet", "lines"))]
    own = found.leaves_timed[found.leaves_timed["chat_id"].isin(dated) & (found.leaves_timed["left_how"] != "移出")]
    if own.empty:
        return None
    posts = found.posts.loc[(found.posts["category"] == "promotion") & found.posts["chat_id"].notna(), ["chat_id", "posted_at"]]
    leaves = own.sort_values("left_at", ignore_index=True)
    # Below so many hours: the last instant does not count any more.
    hours = pd.Timedelta(hours=int(settings.churn.after_post_below_hours)) - pd.Timedelta(microseconds=1)
    before = pd.merge_asof(leaves, posts.sort_values("posted_at").assign(posted=posts["posted_at"]), left_on="left_at",
                           right_on="posted_at", by="chat_id", tolerance=hours, allow_exact_matches=False)
    return before.assign(counted=before["posted"].notna())[COLUMNS]


def discounted(found: Facts, settings: Settings) -> pd.DataFrame | None:
    """福利群: orders that name a coupon, of the group's orders; person_id: who bought, one row an order."""
    if found.bought is None or not found.bought["with_coupon"].any():
        return None
    return one_by_one(found.bought, "with_coupon", "orders")


def early(found: Facts, settings: Settings) -> pd.DataFrame | None:
    """快闪群: orders within the first hour after the group's first order, of those with a time of day; one row an order."""
    return None if found.bought is None or not found.bought["timed"].any() else one_by_one(found.bought, "early", "timed")


def clicked(found: Facts, settings: Settings) -> pd.DataFrame | None:
    """福利群: clicked or opened something of the shop's in the period, of the members who were there."""
    there = found.rows[found.rows["exposed"]]
    steps = frozenset(settings.attribution.click_steps)
    if found.acts is None or there.empty or not found.acts["step"].isin(steps).any():
        return None
    inside = found.acts[found.acts["step"].isin(steps) & (found.acts["day"] >= pd.Timestamp(found.start))]
    counted = together(there, inside) | there["person_id"].isin(inside.loc[inside["chat_id"].isna(), "person_id"])
    return made(there, counted, pd.Series(True, index=there.index))


def watched_came(found: Facts, settings: Settings) -> pd.DataFrame | None:
    """兴趣群: came to the shop or redeemed a coupon within so many days of a live session they watched in the period, of the
    members who watched one and whose days are over.
    """
    if found.acts is None:
        return None
    seen = found.acts[(found.acts["step"] == WATCHED) & (found.acts["day"] >= pd.Timestamp(found.start))]
    first = seen.groupby("person_id")["day"].min()
    there = found.rows[found.rows["exposed"] & found.rows["person_id"].isin(first.index)]
    if there.empty:
        return None
    days = pd.Timedelta(days=int(settings.redemption.bought_until_days))
    visits = found.acts.loc[found.acts["step"].isin((VISITED, REDEEMED)), ["person_id", "day"]]
    pairs = visits.assign(seen_on=visits["person_id"].map(first))
    came = pairs.loc[(pairs["day"] >= pairs["seen_on"]) & (pairs["day"] <= pairs["seen_on"] + days), "person_id"]
    return made(there, there["person_id"].isin(came), there["person_id"].map(first) + days <= pd.Timestamp(found.end))


def cases(found: Facts, settings: Settings) -> pd.DataFrame | None:
    """资源对接群, from sheets of events: one row a request: chat_id (NULL: of every group), person_id, item, asked_on, matched_on
    (NULL: not yet). A match belongs to the last request before it of the same person and thing.
    """
    if found.acts is None:
        return None
    asked = found.acts[found.acts["step"].isin(settings.scorecards.asked_steps)]
    if asked.empty:
        return None
    keys = ["person_id", "item"]
    matched = found.acts.loc[found.acts["step"].isin(settings.scorecards.matched_steps), [*keys, "day"]]
    ordered = asked.rename(columns={"day": "asked_on"})[["chat_id", *keys, "asked_on"]].sort_values("asked_on", ignore_index=True)
    both = [frame.assign(item=frame["item"].fillna("").astype("str")) for frame in (ordered, matched.sort_values("day"))]
    return pd.merge_asof(both[0], both[1].assign(matched_on=both[1]["day"]), left_on="asked_on", right_on="day", by=keys,
                         direction="forward").drop(columns="day")


def case_rows(found: Facts, settings: Settings) -> pd.DataFrame | None:
    """`cases` asked in the period, once for every group they belong to, with who was there: COLUMNS and item, wait (days to the
    match or to the end)."""
    known = cases(found, settings)
    if known is None:
        return None
    known = known[known["asked_on"] >= pd.Timestamp(found.start)]
    pairs = found.rows.loc[found.rows["exposed"] & ~found.rows["staff"], ["chat_id", "person_id"]]
    rows = pairs.merge(known.drop(columns="chat_id").assign(named=known["chat_id"].to_numpy()), on="person_id")
    rows = rows[rows["named"].isna() | (rows["named"] == rows["chat_id"])]
    last = rows["matched_on"].fillna(pd.Timestamp(found.end))
    return rows.assign(counted=rows["matched_on"].notna(), wait=(last - rows["asked_on"]).dt.days).reset_index(drop=True)


def wanted(found: Facts, chats: pd.Series[str], settings: Settings) -> pd.DataFrame:
    """What is asked for in `chats`, most first: chat_id, item (NULL: not named), count matched so far, of so many requests."""
    rows = case_rows(found, settings)
    if rows is None:
        return pd.DataFrame({"chat_id": pd.Series(dtype="str"), "item": pd.Series(dtype="str"), "count": [], "of": []})
    sums = rows[rows["chat_id"].isin(chats)].groupby(["chat_id", "item"])["counted"].agg(count="sum", of="size").reset_index()
    sums = sums.sort_values(["chat_id", "of", "item"], ascending=[True, False, True], ignore_index=True)
    return sums.assign(item=sums["item"].where(sums["item"] != ""))


def matched(found: Facts, settings: Settings) -> pd.DataFrame | None:
    """资源对接群: requests matched within so many days, of those as old; one row a request."""
    return _waited(found, settings, int(settings.scorecards.match_until_days), met=True)


def unmet(found: Facts, settings: Settings) -> pd.DataFrame | None:
    """资源对接群: requests without a match after so many days, of those as old; person_id: who asked, one row a request."""
    return _waited(found, settings, int(settings.scorecards.unmet_from_days), met=False)


def _waited(found: Facts, settings: Settings, days: int, met: bool) -> pd.DataFrame | None:
    """Requests at least so many days old; counted: whether a match came within these days (`met`), or none did."""
    rows = case_rows(found, settings)
    if rows is None or rows.empty:
        return None
    old = rows[rows["asked_on"] + pd.Timedelta(days=days) <= pd.Timestamp(found.end)]
    in_time = old["counted"] & (old["wait"] <= days)
    return old.assign(counted=in_time == met)[COLUMNS].reset_index(drop=True)
