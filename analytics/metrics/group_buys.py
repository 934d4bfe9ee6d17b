"""接龙 as the order sheet of many sellers: who takes what, and what it would be worth. Estimates (估算), never orders.

The latest sending of a list counts; who is gone from it is a withdrawal. What a shop sheet holds too (same
person or group, same product words, a few days around) is shown and left out of every sum: nothing counts twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pandas as pd

from analytics.importers.list_items import item_key
from analytics.metrics.sources import measure as sources
from analytics.scope import Scope
from analytics.settings import Settings
from analytics.workspace import Workspace

CURRENT, CHANGED, WITHDRAWN = "current", "changed", "withdrawn"
_LISTS = ("list_id", "chat_id", "title", "first_day", "last_day", "people", "quantity", "amount", "unpriced", "covered",
          "withdrawn")
_ITEMS = ("item", "item_key", "lists", "people", "quantity", "price", "price_source", "amount")
_LINES = ("list_id", "person_id", "display_name", "item", "item_key", "quantity", "price", "price_source", "amount", "standing",
          "covered_by_orders", "staff", "happened_at", "batch_id", "part", "source_row")
_HAN_PAIR = re.compile(r"(?=([\u4e00-\u9fff]{2}))")
_LATIN = re.compile(r"[a-z]{3,}")
# Pairs that say nothing about what is sold.
_GENERIC = frozenset((
    "接龙", "团购", "开团", "龙团",
    "周一", "周二", "周三", "周四", "周五", "周六", "周日", "周末", "末团", "今日", "今天", "明天", "明日", "本周", "下周",
    "特价", "优惠", "福利", "新鲜", "现货",
    "预订", "预定", "报名", "套餐", "礼盒", "一份", "一盒", "一箱", "家庭", "家用", "单品", "水果", "群里"))


@dataclass(frozen=True)
class GroupBuys:
    """What the 接龙 of the scope hold. Money in yuan, always an estimate; NULL where nothing is priced.

    `lists`, one row a 接龙, newest first: list_id, chat_id, title (free text: through `ws.text_words`), first_day,
    last_day (NULL: undated), people, quantity, amount, unpriced (things without a price), covered (people of it whom a
    shop sheet has too), withdrawn (people).
    `items`, one row a thing over all lists, most taken first: item, item_key, lists, people, quantity, price (NULL:
    none or several), price_source (written: the lists state it, typed: `ws.set_price`, NULL: nobody has said), amount.
    `lines`, one row a thing of a line: list_id, person_id, display_name, item, item_key, quantity, price, price_source,
    amount, standing (current, changed, withdrawn), covered_by_orders, staff, happened_at, batch_id, part, source_row.
    Counts and sums hold current lines of people who are not of the shop (`scope.include_staff`: of all); amount and
    unpriced leave out what orders cover; quantity and people do not.
    """

    as_of: date
    coverage: dict[str, Any]
    lists: pd.DataFrame
    items: pd.DataFrame
    lines: pd.DataFrame
    include_staff: bool
    settings: Settings = field(repr=False)

    @property
    def amount(self) -> float | None:
        """The estimate over all lists, None where nothing is priced."""
        return None if self.lists["amount"].isna().all() else float(self.lists["amount"].sum())

    @property
    def people_count(self) -> int:
        """How many different people stand in the lists."""
        return len(self.people())

    @property
    def unpriced(self) -> pd.DataFrame:
        """The rows of `items` that wait for a price to be typed."""
        return self.items[self.items["price_source"].isna()].reset_index(drop=True)

    def people(self, list_id: str | None = None, item: str | None = None, standing: str = CURRENT,
               covered: bool | None = None) -> pd.DataFrame:
        """person_id, display_name of the people behind a number; `item`: an item_key.

        As many rows as `people` (of a list or an item), `covered` (covered=True) or `withdrawn` (standing="withdrawn").
        """
        if standing not in (CURRENT, WITHDRAWN):
            raise ValueError(standing)
        lines = counted(self.lines, self.include_staff)
        for column, value in (("list_id", list_id), ("item_key", item), ("covered_by_orders", covered)):
            if value is not None:
                lines = lines[lines[column] == value]
        found = _withdrawn(lines) if standing == WITHDRAWN else lines[lines["standing"] == CURRENT]
        return found.dropna(subset=["person_id"]).drop_duplicates("person_id")[["person_id", "display_name"]].reset_index(drop=True)


def measure(workspace: Workspace, scope: Scope | None = None, settings: Settings | None = None) -> GroupBuys:
    """Every 接龙 of the chosen groups last sent within the scope. `settings`: a try, nothing is stored.

    Raises `UserError` nothing_yet for an empty shop.
    """
    resolved, settings = workspace.resolve(scope), settings or workspace.settings
    facts = workspace.facts("group_buy_lines", resolved)
    lines = facts.assign(
        covered_by_orders=_covered(facts, _orders(workspace, scope, facts, settings), settings),
        display_name=facts["person_id"].map(workspace.words_for(facts["person_id"].dropna())),
        price=facts["price_cents"] / 100, amount=facts["cents"] / 100,
    )
    there = counted(lines, resolved.include_staff)
    return GroupBuys(
        as_of=resolved.as_of, coverage={"sources": sources(workspace).days}, lists=_lists(lines, there), items=_items(there),
        lines=lines[list(_LINES)], include_staff=resolved.include_staff, settings=settings,
    )


def counted(lines: pd.DataFrame, include_staff: bool) -> pd.DataFrame:
    """The lines of people who are counted."""
    return lines if include_staff else lines[~lines["staff"].astype(bool)]


def same_product(item: str, product: str) -> bool:
    """Whether two names may be one thing: one holds the other, or they share a word that tells. Nothing tells: yes."""
    one, other = item_key(item), item_key(product)
    pairs = frozenset((*_HAN_PAIR.findall(one), *_LATIN.findall(one)))
    if not other or (pairs and pairs <= _GENERIC) or not one:
        return True
    words = pairs - _GENERIC
    return one in other or (len(other) > 1 and other in one) or any(word in other for word in words)


def _orders(workspace: Workspace, scope: Scope | None, lines: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    days = pd.concat([lines["first_day"], lines["last_day"]]).dropna()
    if days.empty:
        return pd.DataFrame(columns=["person_id", "chat_id", "product", "day"])
    around = timedelta(days=settings.group_buys.covered_until_days)
    return workspace.facts("group_buy_orders", workspace.resolve(scope), first_day=pd.Timestamp(days.min()).date() - around,
                           last_day=pd.Timestamp(days.max()).date() + around)


def _covered(lines: pd.DataFrame, orders: pd.DataFrame, settings: Settings) -> pd.Series[bool]:
    """Whether a shop sheet holds each line too; lists without a day cannot be compared.

    A sheet of the same group with the thing in it, or one that holds enough of a list's people, is the sheet of this
    list: then all of its lines are covered, those whose names could not be matched too.
    """
    covered = pd.Series(False, index=lines.index)
    around = pd.Timedelta(days=settings.group_buys.covered_until_days)
    for _, listed in lines.groupby("list_id"):
        if listed["last_day"].isna().all() or orders.empty:
            continue
        near = orders[orders["day"].between(listed["first_day"].min() - around, listed["last_day"].max() + around)]
        covered.loc[listed.index] = _covered_of(listed, near, settings.group_buys.sheet_covers_from_share)
    return covered


def _covered_of(listed: pd.DataFrame, orders: pd.DataFrame, enough: float) -> pd.Series[bool]:
    current = listed[listed["standing"] == CURRENT]
    here = orders[orders["chat_id"].notna() & (orders["chat_id"] == listed["chat_id"].iloc[0])]
    if any(same_product(item, product) for item in current["item"].unique() for product in here["product"].unique() if product):
        return pd.Series(True, index=listed.index)
    bought = orders.dropna(subset=["person_id"]).groupby("person_id")["product"].agg(list).to_dict()
    own = pd.Series([any(same_product(item or "", product) for product in bought.get(person, ()))
                     for person, item in zip(listed["person_id"], listed["item"], strict=True)], index=listed.index, dtype=bool)
    people = current["person_id"].nunique()
    met = current.loc[own.loc[current.index], "person_id"].nunique()
    return own | (people > 1 and met >= enough * people)


def _withdrawn(lines: pd.DataFrame) -> pd.DataFrame:
    return lines[lines["standing"] == WITHDRAWN]


def _lists(lines: pd.DataFrame, there: pd.DataFrame) -> pd.DataFrame:
    heads = lines.drop_duplicates("list_id").set_index("list_id")[["chat_id", "title", "first_day", "last_day"]]
    current = there[there["standing"] == CURRENT]
    open_ = current[~current["covered_by_orders"]]
    found = heads.assign(
        people=current.groupby("list_id")["person_id"].nunique(),
        quantity=current.groupby("list_id")["quantity"].sum(),
        amount=open_.groupby("list_id")["amount"].sum(min_count=1),
        unpriced=open_[open_["price_source"].isna()].groupby("list_id")["item_key"].nunique(),
        covered=current[current["covered_by_orders"]].groupby("list_id")["person_id"].nunique(),
        withdrawn=_withdrawn(there).groupby("list_id")["person_id"].nunique(),
    ).reset_index()
    whole = ["people", "unpriced", "covered", "withdrawn"]
    found = found.fillna(dict.fromkeys([*whole, "quantity"], 0)).astype(dict.fromkeys(whole, "int64"))
    return found.sort_values(["last_day", "list_id"], ascending=[False, True], na_position="last", ignore_index=True)[list(_LISTS)]


def _items(there: pd.DataFrame) -> pd.DataFrame:
    current = there[there["standing"] == CURRENT]
    open_ = current[~current["covered_by_orders"]]
    by = current.groupby("item_key")
    found = pd.DataFrame({
        "item": by["item"].first(), "lists": by["list_id"].nunique(), "people": by["person_id"].nunique(),
        "quantity": by["quantity"].sum(),
        "price": by["price"].first().where(by["price"].nunique() == 1),
        "price_source": by["price_source"].first(),
        "amount": open_.groupby("item_key")["amount"].sum(min_count=1),
    }).rename_axis("item_key").reset_index()
    return found.sort_values(["quantity", "item_key"], ascending=[False, True], ignore_index=True)[list(_ITEMS)]
