"""The sentences and tables of the rhythm page, made from its numbers."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analytics.charts.rhythm import cell
from analytics.metrics import slots
from analytics.metrics.attribution import Attribution
from analytics.metrics.rhythm import Rhythm
from analytics.metrics.slots import Slots
from analytics.statistics.intervals import wilson
from analytics.statistics.permutation import Matched
from analytics.statistics.words import certainty
from analytics.texts.words import Texts
from pages.parts.show import Card

_HOUR, _CENTS = 60, 100


def verdict(result: Rhythm, texts: Texts) -> str:
    """When most people talk, and whether the shop posts then; without talk, when they buy."""
    most = result.liveliest()
    if most is None:
        return _without_talk(result, texts)
    said = {"cell": cell(most["weekday"], most["hour"], texts), "talk": texts.number(most["talk"], 1), "posts": int(most["posts"])}
    if is_free(most, result):
        posted = texts("rhythm.posted_some", posts=said["posts"]) if said["posts"] else texts("rhythm.posted_never")
        return texts("rhythm.verdict_free", posted=posted, **said)
    line = texts("rhythm.verdict_used", **said)
    if result.free.empty:
        return line
    best = result.free.iloc[0]
    return texts("rhythm.verdict_next", line=line, cell=cell(best["weekday"], best["hour"], texts),
                 talk=texts.number(best["talk"], 1))


def is_free(row: dict[Any, Any], result: Rhythm) -> bool:
    """Whether the shop hardly posts in that hour."""
    return bool(row["posts"] <= result.settings.slots.free_until_share * row["days"])


def cards(result: Rhythm, kept: Slots, texts: Texts) -> list[Card]:
    """The liveliest hour, the best free one, the quiet hours, how often the slots were kept."""
    found, most = [], result.liveliest()
    if most is not None:
        found.append(Card(texts("rhythm.card_busiest"), cell(most["weekday"], most["hour"], texts),
                          texts("rhythm.card_people", talk=texts.number(most["talk"], 1))))
        found.append(Card(texts("rhythm.card_quiet"), quiet(result, texts), help=texts(
            "rhythm.card_quiet_help", share=texts.share(result.settings.slots.quiet_below_share))))
    if len(result.free):
        best = result.free.iloc[0]
        likely = {end: texts.number(best[end], 1) for end in ("low", "high")}
        found.insert(1, Card(texts("rhythm.card_free"), cell(best["weekday"], best["hour"], texts),
                             texts("rhythm.card_free_range", posts=int(best["posts"]), **likely)))
    return [*found, *_kept(kept, texts)]


def quiet(result: Rhythm, texts: Texts) -> str:
    """23–8 点: the longest stretch of quiet hours, across midnight too."""
    hours = [bool(one) for one in result.hours["quiet"]]
    if not any(hours) or all(hours):
        return texts("rhythm.card_quiet_none")
    day = len(hours)
    runs = [(_length(hours, hour), hour) for hour in range(day) if hours[hour] and not hours[hour - 1]]
    length, first = max(runs, key=lambda one: (one[0], -one[1]))
    return texts("rhythm.hours", first=f"{first}", last=f"{(first + length - 1) % day + 1}")


def _length(hours: list[bool], first: int) -> int:
    return next(step for step in range(1, len(hours) + 1) if not hours[(first + step) % len(hours)])


def _kept(kept: Slots, texts: Texts) -> list[Card]:
    count, of = int(kept.slots["count"].sum()), int(kept.slots["of"].sum())
    if not kept.coverage["posts"] or not of:
        return []
    low, high = wilson(count, of)
    return [Card(texts("rhythm.card_slots"), texts("rhythm.card_slots_value", count=count, of=of),
                 texts(f"certainty.{certainty(count, of)}"),
                 texts("rhythm.card_slots_help", low=texts.share(float(low)), high=texts.share(float(high))))]


def free_rows(result: Rhythm, texts: Texts) -> pd.DataFrame:
    """Free hours in words."""
    rows = result.free
    return rows.assign(
        cell=[cell(day, hour, texts) for day, hour in zip(rows["weekday"], rows["hour"], strict=True)],
        range=[texts("rhythm.range", low=texts.number(low, 1), high=texts.number(high, 1))
               for low, high in zip(rows["low"], rows["high"], strict=True)],
        talk=[texts.number(one, 1) for one in rows["talk"]])


def slot_name(row: dict[Any, Any], texts: Texts) -> str:
    """早安+资讯(7:00–9:00,干货)."""
    first, last = (f"{int(row[end]) // _HOUR}:{int(row[end]) % _HOUR:02d}" for end in ("first", "last"))
    return texts(f"rhythm.slot.{row['slot']}", window=texts("rhythm.window", first=first, last=last))


def slot_rows(kept: Slots, touched: Attribution | None, texts: Texts) -> pd.DataFrame:
    """Slots in words: done of due, share with its interval, what a post brings, the article's figure."""
    rows = kept.slots
    orders = [""] * len(rows) if touched is None else [
        texts("rhythm.credited", orders=int(row["orders"]), of=int(row["of"]), share=texts.share(row["share"]))
        for row in slots.credited(kept, touched.posts, len(touched.bought)).to_dict("records")]
    return rows.assign(
        credited=orders, name=[slot_name(row, texts) for row in rows.to_dict("records")],
        done=[texts("rhythm.card_slots_value", count=int(row["count"]), of=int(row["of"])) for row in rows.to_dict("records")],
        kept=[texts("rhythm.range", low=texts.share(row["low"]), high=texts.share(row["high"])) for row in rows.to_dict("records")],
        mean=[texts.number(one, 1) for one in rows["interactions"]], article=[texts.share(one) for one in rows["reference"]])


def slot_columns(texts: Texts) -> dict[str, str]:
    """Columns of the slots' table."""
    return {"name": texts("rhythm.column.slot"), "done": texts("rhythm.column.done"), "kept": texts("rhythm.column.range"),
            "any_kind": texts("rhythm.column.any_kind"), "posts": texts("rhythm.column.posts"), "mean": texts("rhythm.column.mean"),
            "credited": texts("rhythm.column.credited"), "article": texts("rhythm.column.reference")}


def effect(row: dict[Any, Any], found: Matched, texts: Texts) -> str:
    """What a fixed slot does to the reactions, or that nothing can be seen."""
    slot = slot_name(row, texts)
    if found.ratio != found.ratio:
        return texts("rhythm.effect.nothing", slot=slot)
    word = "more" if found.low > 1 else "less" if found.high < 1 else "same"
    facts = {name: texts("rhythm.unlimited") if getattr(found, name) == float("inf") else texts.number(getattr(found, name), 2)
             for name in ("ratio", "low", "high")}
    return texts(f"rhythm.effect.{word}", slot=slot, inside=found.inside, outside=found.outside, p=texts.number(found.p, 3),
                 **facts)


def post_rows(posts: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """Posts with their kind in words."""
    return posts.assign(category=[texts(f"category.{one if isinstance(one, str) else 'other'}") for one in posts["category"]])


def order_rows(orders: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """Orders with their money in words."""
    return orders.assign(yuan=[texts.money(one) for one in orders["cents"] / _CENTS])


def gaps(result: Rhythm, texts: Texts) -> list[str]:
    """What this data cannot say."""
    lines = [texts("rhythm.unlock_chat")] if not result.coverage["messages"] else []
    if result.coverage["messages"] and not result.coverage["posts"]:
        lines.append(texts("rhythm.no_posts"))
    if not result.coverage["orders"]:
        lines.append(texts("rhythm.no_orders"))
    if result.coverage["untimed"]:
        lines.append(texts("rhythm.untimed", count=result.coverage["untimed"]))
    return lines


def _without_talk(result: Rhythm, texts: Texts) -> str:
    if not result.coverage["orders"]:
        return texts("rhythm.nobody")
    best = result.cells.sort_values(["orders", "weekday", "hour"], ascending=[False, True, True]).to_dict("records")[0]
    return texts("rhythm.nobody_orders", cell=cell(best["weekday"], best["hour"], texts), orders=int(best["orders"]))
