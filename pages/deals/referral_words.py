"""What the page of who brings people says: sentence, cards, tables and gaps, made of results and the texts."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics.metrics.koc import Koc
from analytics.metrics.referral import Referral
from analytics.metrics.reply_graph import ReplyGraph
from analytics.statistics.words import certainty
from analytics.texts.words import Texts
from pages.parts.show import Card

LISTS = ("koc", "gate", "outside")
BROUGHT = ("joined", "qualified", "new_customers", "brought")


def verdict(brought: Referral, found: Koc, texts: Texts) -> str:
    """How many came by members, how many customers, and who stands out."""
    joined, top = _k(brought, "joined"), found.members[found.members["koc"]]
    if not len(brought.brought) and not len(brought.by_orders):
        return texts("referral.nothing_koc" if len(top) else "referral.nothing", count=len(top))
    new: Any = brought.rates.set_index("rate").loc["new_customers"]
    return texts("referral.verdict", joined=int(joined["count"]), days=30, whole=len(brought.brought),
                 new=int(new["count"]), koc=len(top))


def cards(brought: Referral, found: Koc, texts: Texts) -> list[Card]:
    """Joined by invitation, stayed and spoke, became customers, new customers a KOC, success."""
    rows = []
    if len(brought.brought):
        rows += [_k_card("joined", brought, texts), _k_card("qualified", brought, texts),
                 _rate_card("new_customers", brought, texts)]
    if found.members["koc"].any() and len(brought.brought):
        rows.append(_per_koc(found, texts))
    if len(brought.brought) or brought.attempts_known:
        rows.append(_rate_card("success", brought, texts) if brought.attempts_known else
                    Card(texts("referral.card_success"), texts("referral.not_known"), None, texts("referral.success_unknown")))
    return rows


def _k(result: Referral, measure: str) -> Any:
    return result.k.set_index("measure").loc[measure]


def _k_card(measure: str, result: Referral, texts: Texts) -> Card:
    row = _k(result, measure)
    value = f"{row['k']:.2f}" if row["k"] == row["k"] else texts("referral.not_known")
    return Card(texts(f"referral.card_{measure}"), texts("referral.people", count=int(row["count"])),
                texts("referral.k", k=value),
                texts(f"referral.card_{measure}_help", count=int(row["count"]), active=int(row["active"]), first=row["first_on"],
                      last=row["last_on"], k=value, low=f"{row['low']:.2f}", high=f"{row['high']:.2f}"))


def _rate_card(name: str, result: Referral, texts: Texts) -> Card:
    row: Any = result.rates.set_index("rate").loc[name]
    count, of = int(row["count"]), int(row["of"])
    word = certainty(count, of)
    shown = texts.share(row["share"], of) if word in ("wide", "fair") else texts(f"certainty.{word}")
    interval = texts("certainty.interval", share=texts.share(row["share"], of), count=count, of=of,
                     low=texts.share(row["low"]), high=texts.share(row["high"])) if of else texts("certainty.nothing")
    return Card(texts(f"referral.card_{name}"), texts("layers.card", count=count, of=of), shown,
                texts(f"referral.card_{name}_help", interval=interval, pending=int(row["pending"])))


def _per_koc(result: Koc, texts: Texts) -> Card:
    row: Any = result.per_koc.iloc[0]
    return Card(texts("koc.card_per"), texts("koc.card_per_value", median=float(row["median"])),
                texts("koc.card_per_word", zero=int(row["zero"]), of=int(row["of"])),
                texts("koc.card_per_help", mean=texts.number(row["mean"], 1), share=texts.share(row["share"], int(row["of"])),
                      low=texts.share(row["low"]), high=texts.share(row["high"])))


def gaps(brought: Referral, found: Koc, texts: Texts) -> list[str]:
    """What would show more."""
    lines = [] if brought.coverage["has_joins"] else [texts("referral.more_joins")]
    if not brought.attempts_known:
        lines.append(texts("referral.more_invites"))
    if not brought.coverage["has_orders"]:
        lines.append(texts("referral.more_orders"))
    unknown = [texts(f"koc.part.{name}") for name in ("referral", "network", "content", "steady", "spend")
               if name not in found.known]
    return [*lines, texts("koc.left_parts", parts=texts.listing(unknown))] if unknown else lines


def listed(result: Koc, which: str) -> pd.DataFrame:
    """Rows of `members`: on top, through the gate, or kept out by it though their score is as high as the lowest on top."""
    members = result.members
    if which != "outside":
        return members[members[which]]
    top = members.loc[members["koc"], "score"]
    return members[~members["gate"] & (members["score"] >= (top.min() if len(top) else 0))]


def koc_table(rows: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """What the gate wants, in words."""
    return rows.assign(missing=[texts.listing(texts(f"koc.missing.{one}") for one in said.split()) for said in rows["missing"]])


def koc_columns(result: Koc, texts: Texts) -> dict[str, Any]:
    """Columns of regulars: score, stability, then what stands behind each part."""
    label = {name: texts(f"koc.column.{name}") for name in (
        "score", "stability", "qualified", "new_customers", "effective", "active_weeks", "net", "missing", "tenure_days")}
    return {
        "display_name": texts("koc.column.name"), "score": st.column_config.NumberColumn(label["score"], format="%.1f"),
        "stability": st.column_config.NumberColumn(label["stability"], format="percent", help=texts("koc.stability_help")),
        **{name: st.column_config.NumberColumn(label[name], format="%,d") for name in (
            "qualified", "new_customers", "effective", "active_weeks")},
        "net": st.column_config.NumberColumn(label["net"], format="%,.2f"), "tenure_days": label["tenure_days"],
        "missing": label["missing"],
        **{f"part_{name}": st.column_config.NumberColumn(texts(f"koc.part.{name}"), format="%.1f") for name in result.known},
        # Only where a sheet of broken rules took anything off.
        **({"minus": texts("koc.column.minus")} if result.members["minus"].any() else {}),
    }


def inviter_columns(texts: Texts) -> dict[str, Any]:
    """Columns of who invited."""
    return {"display_name": texts("koc.column.name"), **{name: texts(f"referral.column.{name}") for name in (
        "invited", "stayed", "qualified", "new_customers")}, "net": _money(texts),
            **{name: st.column_config.NumberColumn(texts(f"referral.column.{name}"), format="percent",
                                                   help=texts("referral.fair_help")) for name in ("fair_share", "fair_low")}}


def order_columns(texts: Texts) -> dict[str, Any]:
    """Columns of whom orders name as having recommended the shop."""
    return {"display_name": texts("koc.column.name"), "new_customers": texts("referral.column.new_customers"), "net": _money(texts)}


def brought_table(rows: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """Invitees with their state in words."""
    said = [texts("referral.state_open" if pd.isna(one) else "referral.state_yes" if one else "referral.state_no")
            for one in rows["stayed"]]
    return rows.assign(stayed=said).sort_values("joined_on", ascending=False, kind="stable")


def brought_columns(texts: Texts) -> dict[str, Any]:
    """Columns of invitees."""
    days = {name: st.column_config.DateColumn(texts(f"referral.column.{name}"), format="YYYY-MM-DD")
            for name in ("joined_on", "first_paid_on")}
    return {"invitee": texts("referral.column.invitee"), "inviter": texts("referral.column.inviter"), **days,
            "stayed": texts("referral.column.stayed_30"), "effective": texts("referral.column.effective"), "net": _money(texts)}


def network_line(result: ReplyGraph, texts: Texts) -> str:
    """Size, density, parts, who stands alone."""
    return texts("koc.network_line", nodes=len(result.nodes), edges=len(result.edges), density=texts.share(result.density, 100),
                 parts=result.parts, alone=len(result.people("isolated")))


def bridges_line(nodes: pd.DataFrame, texts: Texts) -> str:
    """The three that most chains lead through."""
    first = nodes.loc[nodes["between"] > 0, "display_name"].head(3)
    return texts("koc.bridges_line", names=texts.listing(first)) if len(first) else texts("koc.bridges_none")


def node_columns(texts: Texts, between: bool = False) -> dict[str, Any]:
    """Columns of the network: rank beside how much each one talks, who stands between others where it was asked for."""
    share = {"between": st.column_config.NumberColumn(texts("koc.column.between"), format="percent")} if between else {}
    return {"display_name": texts("koc.column.name"), **share,
            "percentile": st.column_config.NumberColumn(texts("koc.column.percentile"), format="%.0f"),
            **{name: texts(f"koc.column.{name}") for name in ("messages", "answered_by", "answers", "part")}}


def _money(texts: Texts) -> Any:
    return st.column_config.NumberColumn(texts("referral.column.net"), format="%,.2f")
