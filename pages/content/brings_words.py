"""The sentences and columns of 每类内容带来什么 / What each kind brings, made from its numbers."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analytics.metrics import attribution
from analytics.metrics.attribution import Attribution
from analytics.metrics.brings import Balance
from analytics.metrics.post_effects import PostEffects
from analytics.settings import definitions
from analytics.statistics import words as certainty
from analytics.texts.words import Texts
from pages.parts.show import Card

_FEWEST = definitions()["statistics.counts_only_below"].default


def verdict(found: PostEffects, parts: Balance, texts: Texts) -> str:
    """Which kind has most of the orders beside its part of the posts, and which kind gets people talking."""
    said = [_orders_said(found, parts, texts), _answers_said(parts, texts)]
    return "".join(one for one in said if one) or texts("brings.verdict_posts", count=found.coverage["posts"])


def _orders_said(found: PostEffects, parts: Balance, texts: Texts) -> str:
    known = _judged(parts, "index")
    if known.empty or not found.coverage["orders"]:
        return ""
    # The whole sentence is about one kind, so that its two shares can be held against each other.
    most = known.sort_values(["orders", "value"], ascending=[False, True]).iloc[0]
    return texts(
        "brings.verdict_orders",
        kind=texts(f"brings.kind.{most['value']}"),
        share=texts.share(most["share"], int(most["of"])),
        orders=texts.share(most["order_share"], int(most["order_of"])),
        lost=texts.share(parts.totals["lost_share"], found.coverage["orders"]),
    )


def _answers_said(parts: Balance, texts: Texts) -> str:
    known = _judged(parts, "mean")
    known = known[known["known"] >= _FEWEST]
    if len(known) < 2:
        return ""
    best, least = known.loc[known["mean"].idxmax()], known.loc[known["mean"].idxmin()]
    # Intervals that do not touch are further apart than chance alone puts them.
    key = "brings.verdict_answers" if best["mean_low"] > least["mean_high"] else "brings.verdict_answers_alike"
    return texts(
        key,
        kind=texts(f"brings.kind.{best['value']}"),
        mean=texts.number(best["mean"], 1),
        least=texts(f"brings.kind.{least['value']}"),
        low=texts.number(least["mean"], 1),
    )


def _judged(parts: Balance, column: str) -> pd.DataFrame:
    rows = parts.index
    found: pd.DataFrame = rows[rows["value"].isin(attribution.KINDS[:3]) & rows[column].notna() & (rows["count"] >= _FEWEST)]
    return found


def cards(found: PostEffects, parts: Balance, texts: Texts) -> list[Card]:
    """Posts a week, answers a post, orders that followed, orders nobody can place, whether two ways of counting agree."""
    cover, totals = found.coverage, parts.totals
    cards = [
        Card(
            texts("brings.card_posts"),
            texts("brings.card_posts_value", count=cover["posts"]),
            texts("brings.card_a_week", number=texts.number(totals["per_week"], 1)),
        )
    ]
    if cover["answered"]:
        cards.append(
            Card(
                texts("brings.card_answers"),
                texts("brings.card_answers_value", mean=texts.number(totals["mean"], 1)),
                texts("brings.card_median", median=half(totals["median"], texts)),
            )
        )
    if cover["orders"]:
        cards += [
            _order_card("placed", totals, texts),
            _order_card("lost", totals, texts),
            Card(
                texts("brings.card_models"),
                texts("brings.models_same" if parts.same_order else "brings.models_differ"),
                help=texts("brings.card_models_help"),
            ),
        ]
    return cards


def _order_card(name: str, totals: dict[str, float], texts: Texts) -> Card:
    count, of = int(totals[name]), int(totals["of"])
    few = certainty.certainty(count, of) == "small_sample"
    return Card(
        texts(f"brings.card_{name}"),
        texts("brings.k_of_n", count=count, of=of),
        texts("certainty.small_sample") if few else None,
        texts(f"brings.card_{name}_help", share=texts.share(totals[f"{name}_share"], of)),
    )


def said(by: str, value: Any, texts: Texts) -> str:
    """A value of a dimension in words; as it is where it is the shop's own word."""
    for key in (f"brings.{'kind' if by == 'category' else by}.{value}", f"form.{value}"):
        if texts.has(key):
            return texts(key)
    return str(value)


def half(median: float, texts: Texts) -> str:
    """A median: 4 or 4.5, never 4.0."""
    return texts.number(median, 0 if float(median).is_integer() else 1)


def table(groups: pd.DataFrame, by: str, texts: Texts) -> pd.DataFrame:
    """The groups as people read them."""
    return pd.DataFrame(
        {
            "value": [said(by, value, texts) for value in groups["value"]],
            "count": groups["count"],
            "share": [texts.share(share, int(of)) for share, of in zip(groups["share"], groups["of"], strict=True)],
            "per_week": [texts.number(number, 1) for number in groups["per_week"]],
            "mean": [_span(row, texts) for row in groups.to_dict("records")],
            "median": [half(number, texts) for number in groups["median"]],
            "orders": [
                texts("brings.orders_said", count=int(row["orders"]), share=texts.share(row["order_share"], int(row["order_of"])))
                for row in groups.to_dict("records")
            ],
            "linear": [texts.share(row["linear_share"], int(row["order_of"])) for row in groups.to_dict("records")],
            "net": [texts.money(value) for value in groups["net"]],
            "index": [texts.number(value, 2) for value in groups["index"]],
            "index_linear": [texts.number(value, 2) for value in groups["index_linear"]],
        }
    )


def table_columns(groups: pd.DataFrame, found: PostEffects, texts: Texts) -> dict[str, str]:
    """The columns that this shop's files can fill."""
    names = ["value", "count", "share", "per_week"]
    names += ["mean", "median"] if groups["known"].any() else []
    names += ["orders", "linear", "net", "index", "index_linear"] if found.coverage["orders"] else []
    return {name: texts(f"brings.column.{name}") for name in names}


def _span(row: dict[Any, Any], texts: Texts) -> str:
    if not row["known"]:
        return "—"
    return texts(
        "brings.mean_span",
        mean=texts.number(row["mean"], 1),
        low=texts.number(row["mean_low"], 1),
        high=texts.number(row["mean_high"], 1),
    )


def rate_table(rates: pd.DataFrame, by: str, texts: Texts) -> pd.DataFrame:
    """Rates with the denominator's name printed."""
    return pd.DataFrame(
        {
            "value": [said(by, value, texts) for value in rates["value"]],
            "rate": [texts(f"brings.rate.{name}") for name in rates["rate"]],
            "number": [
                texts("brings.k_of_n", count=round(k), of=round(n)) for k, n in zip(rates["count"], rates["of"], strict=True)
            ],
            "base": [texts(f"brings.base.{name}") for name in rates["base"]],
            "share": [texts.share(share, int(of)) for share, of in zip(rates["share"], rates["of"], strict=True)],
            "span": [
                texts("brings.span", low=texts.share(low, 100), high=texts.share(high, 100))
                for low, high in zip(rates["low"], rates["high"], strict=True)
            ],
            "posts": rates["posts"],
        }
    )


def rate_columns(texts: Texts) -> dict[str, str]:
    """Columns of `rate_table`."""
    return {name: texts(f"brings.column.{name}") for name in ("value", "rate", "share", "number", "base", "span", "posts")}


def models(orders: Attribution, texts: Texts) -> pd.DataFrame:
    """Each kind's share of the orders under every model."""
    wide = orders.by_category.pivot(index="category", columns="model", values="share").reindex(attribution.KINDS)
    rows = {name: [texts.share(share, 100) for share in wide[name]] for name in attribution.MODELS}
    return pd.DataFrame({"value": [texts(f"brings.kind.{kind}") for kind in wide.index], **rows})


def model_columns(texts: Texts) -> dict[str, str]:
    """Columns of `models`."""
    return {"value": texts("brings.column.value"), **{name: texts(f"brings.model.{name}") for name in attribution.MODELS}}


def counted(frame: pd.DataFrame, kind: str, texts: Texts) -> pd.DataFrame:
    """Evidence or reasons with their orders and money; lines of nothing left out."""
    rows = frame[frame["orders"] > 0]
    return pd.DataFrame(
        {
            "name": [texts(f"brings.{kind}.{name}") for name in rows["name"]],
            "orders": rows["orders"],
            "net": [texts.money(value) for value in rows["net"]],
        }
    )


def missing(found: PostEffects, texts: Texts) -> list[str]:
    """What this data cannot say, and what would."""
    cover = found.coverage
    lines = [texts("brings.not_cause")] if cover["orders"] else [texts("brings.missing_orders")]
    lines += [] if cover["answered"] else [texts("brings.missing_chat")]
    lines += [] if cover["present"] else [texts("brings.missing_list")]
    lines += [] if cover["reach"] else [texts("brings.missing_reach")]
    return lines
