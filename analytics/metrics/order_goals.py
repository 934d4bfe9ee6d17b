"""What a shop wants to sell in a month and what is left of it: a typed target with its pace, typed margins with gross profit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from analytics.metrics.purchases import Purchases
from analytics.settings import Settings

MARGIN_SETTING = "value.margin_share"


@dataclass(frozen=True)
class Goal:
    """The month of the last covered day. `target` yuan or None; `so_far` net sales; `days` over of `of_days`.

    `known`: the sheets speak for the month's first day. `pace`: what the month comes to at so much a day; None before any day.
    """

    month: date
    target: float | None
    so_far: float
    days: int
    of_days: int
    known: bool

    @property
    def over(self) -> bool:
        """Whether the month is over."""
        return self.days == self.of_days

    @property
    def pace(self) -> float | None:
        """Net sales so far carried on at the same mean a day until the month's end."""
        return self.so_far / self.days * self.of_days if self.known and self.days else None

    @property
    def a_day(self) -> float | None:
        """What every day left has to bring for the target; None where it is reached, over, or not typed."""
        if self.target is None or self.over or self.so_far >= self.target:
            return None
        return (self.target - self.so_far) / (self.of_days - self.days)


@dataclass(frozen=True)
class Margin:
    """`profit`: yuan left of the net sales whose margin is known; `known`: those net sales; `net`: all of them.

    `shop`: the typed share of everything without a margin of its own, None where none was typed. `typed`: item, margin.
    """

    profit: float
    known: float
    net: float
    shop: float | None
    typed: pd.DataFrame


def goal(bought: Purchases, settings: Settings) -> Goal:
    """How far the month of the period's last day has come."""
    first = bought.end.replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    days = bought.days[(bought.days["day"] >= pd.Timestamp(first)) & (bought.days["day"] <= pd.Timestamp(bought.end))]
    typed = float(settings.orders.target_from_yuan_per_month)
    return Goal(first, typed or None, float(days["cents"].sum()) / 100, (bought.end - first).days + 1, last.day,
                bought.known_from is not None and bought.known_from <= first)


def margin(products: pd.DataFrame, typed: pd.DataFrame, settings: Settings) -> Margin:
    """Gross profit of `products` (key, net) by typed margins; a product's own goes before the shop's."""
    shop = float(settings[MARGIN_SETTING]) if MARGIN_SETTING in settings.own else None
    share = products["key"].map(typed.set_index("item")["margin"]).astype("float64")
    share = share if shop is None else share.fillna(shop)
    known = products["net"].where(share.notna(), 0.0)
    return Margin(float((known * share.fillna(0)).sum()), float(known.sum()), float(products["net"].sum()), shop, typed)
