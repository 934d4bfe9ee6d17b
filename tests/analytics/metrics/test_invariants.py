"""What must hold whatever the shop (METRICS 11), over many metrics at once: one small shop, and the same shop told in other ways.

Invariants of one metric alone stand beside it: funnel order and entry modes (test_funnel, test_journeys), N-day and unbounded
retention (test_retention), Kaplan–Meier (test_survival), Wilson (test_intervals), attribution (test_attribution), distance from the
target mix (test_content_mix), reviews of tiers (test_tiers), net and gross (test_value).
"""

from __future__ import annotations

import csv
import random
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from analytics import Scope, Workspace
from analytics.metrics import (
    activity,
    content_mix,
    funnel,
    koc,
    layers,
    rejected_messages,
    repurchase,
    rfm,
    stages,
    states,
    tiers,
    value,
)
from tests.analytics.metrics.shops import CHAT, at, chat_file, open_shop, order_file, roster_file

WHO = [f"客人{n}" for n in range(12)]
BOSS = "店长"
FIRST = date(2026, 5, 1)
DAYS = [FIRST + timedelta(days=n) for n in range(61)]
JUNE = Scope(start=date(2026, 6, 1), end=date(2026, 6, 30))
WORDS = ("今天的汤真的很好喝", "周末还有位子吗我想订两桌", "收到", "哈哈哈", "[强]", "这个怎么做才不会老呢")
POSTS = ("今晚限时优惠,猪肚鸡套餐八折,下单请接龙", "煲汤小知识:猪肚怎么洗才没有味道,教程来了", "猜猜今天的靓汤是什么,竞猜有奖")
METRICS = (activity, funnel, koc, layers, repurchase, rfm, stages, states, tiers, value)


def world(names: list[str]):
    """Talk, members and orders; the same draws whatever the people are called."""
    dice = random.Random(11)
    talk = [(names[0], at(day, 22), f"{WORDS[0]}{day}") for day in DAYS]
    # No two in one minute: which of them came first nobody knows, and neighbours in the talk would be a toss.
    talk += [(dice.choice(names), at(DAYS[n % 61], 13 + n % 8, n % 60), dice.choice(WORDS) + str(n % 7)) for n in range(320)]
    talk += [(BOSS, at(DAYS[n * 4], 12), f"{POSTS[n % 3]}{n}") for n in range(15)]
    roster = [(BOSS, "2026-01-01", "群主")] + [(name, (FIRST - timedelta(days=200 - 20 * n)).isoformat(), "") for n, name in enumerate(names)]
    bought = [(f"E{n:06d}", dice.choice([*names[:7], "路人"]), at(dice.choice(DAYS), 18, n % 60), str(dice.randint(9, 900)),
               "5" if n % 9 == 0 else "0", "交易关闭" if n % 13 == 0 else "交易完成") for n in range(70)]
    return sorted(talk, key=lambda row: row[1]), roster, [*bought, ("E999990", "路人", at("2026-04-01", 9), "9", "0", "交易完成")]


def told(results: list[object], names: dict[str, str] | None = None, without: tuple[str, ...] = ()) -> dict[str, list]:
    """Every frame of the results as sorted rows of words: no ids of rows or people, names as `names` has them."""
    found = {}
    for result in results:
        for field in fields(result):
            frame = getattr(result, field.name)
            if isinstance(frame, pd.DataFrame):
                kept = frame[[one for one in frame if not one.endswith(("person_id", "_key", "post_id", "batch_id")) and one not in without]]
                kept = kept.replace({"display_name": names}) if names and "display_name" in kept else kept
                rows = [tuple(f"{one:.6f}" if isinstance(one, float) else str(one) for one in row) for row in kept.astype("object").values]
                found[f"{type(result).__name__}.{field.name}"] = sorted(rows)
    return found


def measured(ws: Workspace, modules=METRICS) -> list[object]:
    """The results of June."""
    return [module.measure(ws, JUNE) for module in modules]


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """The shop as it is."""
    with open_shop(tmp_path_factory.mktemp("one"), *world(WHO)) as ws:
        yield ws


@pytest.fixture(scope="module")
def base(shop):
    """Its results."""
    return measured(shop)


def renamed(path: Path, headers: dict[str, str]) -> Path:
    """The same sheet under other headers."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([[headers.get(one, one) for one in rows[0]], *rows[1:]])
    return path


def test_the_same_shop_told_in_another_way_has_the_same_numbers(tmp_path: Path, base) -> None:
    """Rows in another order, files in two uploads, some of them twice, an order sheet with headers that only a mapping explains, and
    everybody under the name of somebody else: not one number differs, and every list has the new names. Intervals that draw people by
    lot may differ in the last digits and are left out.
    """
    turned = WHO[5:] + WHO[:5]
    talk, roster, bought = world(turned)
    random.Random(5).shuffle(bought)
    headers = {"实付金额": "甲", "付款时间": "乙", "买家昵称": "丙"}
    mapping = {"甲": "orders.gross", "乙": "orders.paid_at", "丙": "orders.name"}
    with Workspace.open() as ws:
        for n, part in enumerate((talk[::2], talk)):
            ws.import_file(chat_file(tmp_path, part[::-1], f"聊天{n}.csv"), chat=CHAT)
        ws.import_file(roster_file(tmp_path, roster[::-1]), chat=CHAT, whole_roster=True)
        for n, part in enumerate((bought[::2], bought)):
            ws.import_file(renamed(order_file(tmp_path, part, f"订单{n}.csv"), headers), mapping=mapping)
        after = told(measured(ws), dict(zip(turned, WHO, strict=True)), without=("low", "high"))
    before = told(base, without=("low", "high"))
    assert [name for name, rows in before.items() if after[name] != rows] == []
    assert sum(map(len, before.values())) > 200


def test_what_the_shops_people_say_changes_no_rate_of_members(tmp_path: Path, base) -> None:
    """The boss says two hundred things more on days that are on record: layers, stages, states, tiers, money and rates stay."""
    talk, roster, bought = world(WHO)
    more = [(BOSS, at(DAYS[n % 60], 10 + n % 9, n % 60), f"{WORDS[0]}{n}") for n in range(200)]
    ours = (layers, stages, states, tiers, repurchase, rfm, value)
    with open_shop(tmp_path, sorted([*talk, *more], key=lambda row: row[1]), roster, bought) as ws:
        again, rates = told(measured(ws, ours)), activity.measure(ws, JUNE).rates
    before = told([one for module, one in zip(METRICS, base, strict=True) if module in ours])
    assert [name for name, rows in before.items() if again[name] != rows] == []
    pd.testing.assert_frame_equal(rates, base[0].rates)


def of(base, module):
    """The result of one metric."""
    return base[METRICS.index(module)]


def test_the_layers_part_the_members_and_no_share_passes_one(base) -> None:
    """Everybody stands in just one layer; a label's share is at most all."""
    found = of(base, layers)
    assert found.exclusive["count"].sum() == found.population.of == len(found.members)
    assert found.members["person_id"].is_unique
    assert found.counts["share"].dropna().between(0, 1).all()


def test_useful_words_and_the_others_by_reason_are_all_messages(shop) -> None:
    """Every shown message is useful or has one reason not to be."""
    messages = shop.table("messages")
    assert (messages["effective"] == messages["reason"].isna()).all()
    found = rejected_messages.measure(shop, JUNE)
    june = messages[messages["sent_at"].between("2026-06-01", "2026-07-01", inclusive="left")]
    assert found.reasons["messages"].sum() == found.of == len(june)
    assert found.count("") == june["effective"].sum()


def test_who_is_active_is_new_current_or_back(base) -> None:
    """new + current + resurrected + those of whom it is not clear = active; who is dormant was active in the period before."""
    periods = of(base, states).periods.sort_values("start", ignore_index=True)
    assert (periods[["new", "current", "resurrected", "unclear"]].sum(axis=1) == periods["active"]).all()
    dormant, before = periods["dormant"].iloc[1:], periods["active"].shift().iloc[1:]
    assert (dormant.dropna() <= before[dormant.notna()]).all()


def test_a_tier_is_held_since_its_last_move(base) -> None:
    """Whoever rose or fell stands there since that day, everybody else since becoming a member; nobody rises and falls on one day."""
    found = of(base, tiers)
    moves = found.log[found.log["from_tier"] != found.log["to_tier"]]
    last = found.members["person_id"].map(moves.groupby("person_id")["day"].max())
    assert len(moves) > 3
    assert (found.members["since"] == last.fillna(found.members["registered_on"])).all()


def test_steps_never_grow_and_the_mix_is_whole(shop, base) -> None:
    """Each step of the path holds at most the one before; the kinds of posts add up to all of them; net is at most gross."""
    assert of(base, funnel).steps["count"].is_monotonic_decreasing
    mix = content_mix.measure(shop, JUNE).mix
    assert mix["count"].sum() == mix["of"].iloc[0]
    assert mix["share"].sum() == pytest.approx(1)
    totals = of(base, value).totals
    assert totals["net"] <= totals["gross"]
