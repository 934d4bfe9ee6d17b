"""What the layers page says: sentence, cards, gaps and tables, made of a result and the texts."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics.metrics.labels import LABELS
from analytics.metrics.layers import Layers
from analytics.settings import Settings, definitions
from analytics.statistics.words import against, certainty
from analytics.texts.words import Texts
from pages.parts import terms
from pages.parts.show import Card

SETTINGS = {
    "high_spend": "layers.high_spend_above_yuan_per_month",
    "high_interaction": "layers.high_interaction_from_per_week",
    "new": "layers.new_below_days", "silent": "layers.silent_from_days",
}


def judged(result: Layers) -> list[str]:
    """The labels that can be judged for anybody."""
    return [name for name in LABELS if result.count(name) is not None]


def verdict(result: Layers, texts: Texts) -> str:
    """The sentence on top, from the numbers."""
    parts = [texts("layers.part", layer=texts(f"layer.{name}"), count=result.count(name)) for name in judged(result)]
    said = texts(f"layers.verdict.{result.population.kind}", of=result.population.of, parts=texts.listing(parts))
    buying = int(result.members["still_buying"].sum())
    parts = [said, texts("layers.still_buying", count=buying)] if buying else [said]
    return ("" if texts.language == "zh" else " ").join(parts)


def nobody(result: Layers, cuts: pd.DataFrame, texts: Texts) -> list[str]:
    """One line a threshold that nobody meets, with the cut that would fit this shop."""
    own = {row["layer"]: row for row in cuts.to_dict("records")}
    lines = []
    for name in judged(result):
        if result.count(name) == 0:
            setting = SETTINGS[name]
            threshold = said(setting, result.settings[setting], texts)
            if name in own and own[name]["count"]:
                fits = texts("layers.own_cut", label=texts(f"setting.{setting}"),
                             value=said(setting, own[name]["value"], texts))
                lines.append(texts("layers.nobody", layer=texts(f"layer.{name}"), threshold=threshold, own=fits))
            else:
                lines.append(texts("layers.nobody_either", layer=texts(f"layer.{name}"), threshold=threshold))
    return lines


def said(setting: str, value: Any, texts: Texts) -> str:
    """A threshold with its unit."""
    whole = int(value) if isinstance(value, float) and value.is_integer() else value
    return terms.said(definitions()[setting], whole, texts)


def cards(result: Layers, texts: Texts) -> list[Card]:
    """k of n a label, one word beside the article's share, the interval on hover."""
    rows = result.counts.set_index("layer")
    return [_card(name, rows.loc[[name]].iloc[0], texts) for name in judged(result)]


def _card(name: str, row: pd.Series, texts: Texts) -> Card:
    count, of = int(row["count"]), int(row["of"])
    value = texts("layers.card", count=count, of=of)
    if pd.isna(row["share"]):
        return Card(texts(f"layer.{name}"), value, help=texts("layers.card_seen"))
    interval = texts("certainty.interval", share=texts.share(row["share"], of), count=count, of=of,
                     low=texts.share(row["low"]), high=texts.share(row["high"]))
    word = texts(f"certainty.{certainty(count, of)}")
    if not pd.isna(row["reference"]):
        compared = texts(f"certainty.{against(count, of, float(row['reference']))}")
        word = texts("layers.card_word", share=texts.share(row["reference"]), word=compared)
    unjudged = int(row["unjudged"])
    key = "layers.card_help" if unjudged else "layers.card_help_plain"
    return Card(texts(f"layer.{name}"), value, word, texts(key, interval=interval, unjudged=unjudged))


def gaps(result: Layers, texts: Texts) -> list[str]:
    """What would show more, in one line, and what to know about who was counted."""
    known, lines = result.coverage, []
    wanted = {
        "orders": not known["has_orders"], "months": known["has_orders"] and not known["months"],
        "chat": not known["has_chat"], "join_days": known["has_chat"] and not known["has_join_days"],
        "list": known["population"] == "seen",
        "record": 0 < known["recorded_days"] < result.settings.layers.silent_from_days,
    }
    days = said(SETTINGS["silent"], result.settings.layers.silent_from_days, texts)
    more = [texts(f"layers.more.{name}", days=days) for name, missing in wanted.items() if missing]
    if more:
        lines.append(texts("layers.more_line", lines=("；" if texts.language == "zh" else "; ").join(more)))
    if known["ambiguous"]:
        lines.append(texts("layers.note.ambiguous", count=known["ambiguous"]))
    if known["outside"]:
        share = texts.share(known["outside_share"], result.population.of)
        lines.append(texts("layers.note.outside", count=known["outside"], share=share))
    if known["partial"] and known["population"] == "list":
        lines.append(texts("layers.note.partial"))
    if known["has_chat"] and not known["staff"]:
        lines.append(texts("layers.note.staff"))
    return lines


def months(result: Layers, texts: Texts) -> str:
    """The months that spending was averaged over."""
    if not result.months:
        return texts("layers.no_months")
    return texts.listing(f"{first:%Y-%m}" for first, _ in result.months)


# Whom to look at first in each list.
_ORDER: dict[str, tuple[list[str], list[bool]]] = {
    "high_spend": (["monthly_spend"], [False]), "high_interaction": (["interactions_7d"], [False]),
    "new": (["tenure_days"], [True]), "silent": (["monthly_spend", "silent_days"], [False, True]),
}


def with_labels(people: pd.DataFrame, layer: str, result: Layers, texts: Texts) -> pd.DataFrame:
    """The chosen people of `layer` with every reason, their labels in words; the weightiest first."""
    rows = result.members[result.members["person_id"].isin(people["person_id"])]
    by, rising = _ORDER.get(layer, _ORDER["high_spend"])
    rows = rows.sort_values(by=by, ascending=rising, na_position="last", kind="stable")
    words = {name: texts(f"layer.{name}") for name in (*LABELS, "ordinary", "unknown")}
    kinds = pd.MultiIndex.from_frame(rows[list(LABELS)].fillna(False).astype(bool).assign(main=rows["main"]))
    # People by the thousand carry the same few combinations: each is put into words once.
    codes, found = pd.factorize(kinds)
    said_labels = pd.Series([
        texts.listing(words[name] for name, has in zip(LABELS, one, strict=False) if has) or words[one[-1]] for one in found],
        dtype="str").reindex(codes).to_numpy()
    return rows.assign(layers=said_labels)


def people_columns(layer: str, texts: Texts) -> dict[str, Any]:
    """Columns of a list of people: those that say why they are in it come first."""
    first = {
        "high_spend": ["monthly_spend", "spend_months", "last_paid_on"], "high_interaction": ["interactions_7d"],
        "new": ["first_join", "tenure_days"], "silent": ["silent_days", "last_interaction_on", "still_buying"],
    }.get(layer, [])
    rest = [name for name in ("monthly_spend", "interactions_7d", "silent_days", "tenure_days", "last_paid_on")
            if name not in first]
    label = {name: texts(f"layers.column.{name}") for name in (*first, *rest)}
    shaped: dict[str, Any] = {
        "monthly_spend": st.column_config.NumberColumn(label.get("monthly_spend"), format="%,.2f"),
        **{name: st.column_config.DateColumn(label[name], format="YYYY-MM-DD") for name in label if name.endswith("_on")
           or name == "first_join"},
    }
    return {
        "display_name": texts("layers.column.name"), "layers": texts("layers.column.layers"),
        **{name: shaped.get(name, label[name]) for name in (*first, *rest)},
    }


def counts_columns(texts: Texts) -> dict[str, Any]:
    """Columns of the table of all layers."""
    share = {name: st.column_config.NumberColumn(texts(f"layers.table.{name}"), format="percent")
             for name in ("share", "low", "high", "reference")}
    plain = {name: texts(f"layers.table.{name}") for name in ("layer", "count", "of")}
    return {**plain, **share, "unjudged": texts("layers.table.unjudged")}


def priority(settings: Settings, texts: Texts) -> str:
    """The order in which a person is counted once."""
    return " → ".join(texts(f"layer.{name}") for name in settings.layers.priority)
