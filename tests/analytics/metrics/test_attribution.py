"""Orders and the posts before them: the window, who could see what, each model by hand, and sums that always meet."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import Scope, Workspace
from analytics.metrics import attribution
from analytics.metrics.attribution import MODELS, UNATTRIBUTED
from analytics.scope import Resolved
from analytics.settings import Settings
from tests.analytics.metrics.shops import CHAT, at, chat_file, order_file, roster_file

SHOP = "小灶小助手"
PROMOTION, KNOWLEDGE, FUN = "招牌套餐秒杀,原价 168 现在 99 元下单", "小知识:鲈鱼怎么挑,教程在这里", "早上好!猜一猜今天抽奖送什么"
EXACT = [model for model in MODELS if model != "participation"]


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """Three posts in a group; a quiet buyer, one who answers, one who came late, one who never was there."""
    folder = tmp_path_factory.mktemp("attribution")
    talk = [(SHOP, at("2026-06-10", 20), PROMOTION), (SHOP, at("2026-06-12", 9), KNOWLEDGE),
            ("小雨", at("2026-06-12", 10), "鲈鱼我会挑,眼睛要亮"), ("踩点", datetime(2026, 6, 12, 10, 0, 1), "这样挑真的有用吗"),
            (SHOP, at("2026-06-15", 12), FUN), ("小雨", at("2026-07-01", 22), "今天的汤很好喝")]
    orders = [("E1", "阿珍", at("2026-06-16", 20), "30.01", "0", "交易完成"), ("E2", "阿珍", at("2026-06-17", 20), "10", "0", "交易完成"),
              ("E3", "阿珍", datetime(2026, 6, 17, 20, 0, 1), "10", "0", "交易完成"),
              ("E4", "小雨", at("2026-06-16", 20), "50", "20", "交易完成"), ("E5", "踩点", at("2026-06-16", 20), "9", "0", "交易完成"),
              ("E6", "新人", at("2026-06-16", 20), "8", "0", "交易完成"), ("E7", "外人", at("2026-06-16", 20), "7", "0", "交易完成"),
              ("E8", "阿珍", at("2026-06-30", 20), "6", "0", "交易完成"), ("E9", "阿珍", at("2026-06-16", 21), "6", "0", "交易关闭"),
              ("E10", "走了", at("2026-06-16", 20), "5", "0", "交易完成")]
    people = [(SHOP, "2026-01-01", "运营"), *((who, "2026-01-01", "成员") for who in ("阿珍", "小雨", "踩点", "走了")),
              ("新人", "2026-06-14", "成员")]
    with Workspace.open() as ws:
        ws.import_file(chat_file(folder, talk), chat=CHAT)
        ws.import_file(roster_file(folder, people), chat=CHAT, whole_roster=True)
        ws.import_file(order_file(folder, orders))
        yield ws


@pytest.fixture(scope="module")
def june(shop):
    """What came of it."""
    return attribution.measure(shop, Scope(end=date(2026, 7, 1)))


def kinds(result, order, model="linear"):
    """category → weight of one order."""
    rows = result.under(model)
    return dict(rows.loc[rows["order_id"] == order, ["category", "weight"]].to_numpy())


def test_a_quiet_buyer_could_see_every_post_of_the_seven_days_before(june):
    """Three posts: the last one has it all, or each a third; the seventh day is inside to the second."""
    assert kinds(june, "E1", "last") == {"fun": 1.0}
    assert kinds(june, "E1") == pytest.approx({"promotion": 1 / 3, "knowledge": 1 / 3, "fun": 1 / 3})
    assert set(kinds(june, "E2")) == {"promotion", "knowledge", "fun"}
    assert set(kinds(june, "E3")) == {"knowledge", "fun"}


def test_words_within_the_hour_after_a_post_outweigh_being_there(june):
    """Sixty minutes are inside, a second more is not: then every post counts again."""
    assert kinds(june, "E4") == {"knowledge": 1.0}
    assert set(kinds(june, "E5")) == {"promotion", "knowledge", "fun"}
    found = june.bought.set_index("order_id")["evidence"]
    assert (found["E4"], found["E5"]) == ("took_part", "present")


def test_what_was_posted_before_somebody_came_was_not_seen(june):
    """Of the three only the one after the join."""
    assert kinds(june, "E6") == {"fun": 1.0}


def test_orders_that_no_post_can_be_named_for_say_why(june):
    """Never seen in the group; nothing posted in the week before. Orders not paid are none."""
    found = june.bought.set_index("order_id")["reason"]
    assert (found["E7"], found["E8"]) == ("not_seen", "no_post")
    assert "E9" not in found.index
    assert june.reasons.set_index("name")["orders"].to_dict() == {
        "no_buyer": 0, "not_seen": 1, "ambiguous": 0, "reseller": 0, "staff": 0, "no_post": 1}


def test_each_model_deals_three_posts_as_its_name_says(june):
    """Promotion six days back, knowledge four and a half, fun one and a third before E1."""
    dealt = {model: [round(kinds(june, "E1", model).get(kind, 0), 4) for kind in ("promotion", "knowledge", "fun")] for model in MODELS}
    half = np.power(2.0, -np.array([6, 4 + 11 / 24, 1 + 8 / 24]) / 7)
    assert dealt == {
        "last": [0, 0, 1], "first": [1, 0, 0], "linear": [0.3333] * 3, "u": [0.4, 0.2, 0.4], "j": [0.2, 0.2, 0.6],
        "inverse_j": [0.6, 0.2, 0.2], "participation": [1, 1, 1], "decay": [round(one, 4) for one in half / half.sum()]}
    assert kinds(june, "E3", "j") == {"knowledge": 0.25, "fun": 0.75}
    assert kinds(june, "E3", "u") == {"knowledge": 0.5, "fun": 0.5}


def test_all_kinds_and_the_unattributed_make_all_orders_and_all_money(june):
    """Nine valid orders, 115.01 yuan after refunds, under every model; participation alone says more than there is."""
    sums = june.by_category.groupby("model")[["orders", "net", "share"]].sum()
    assert sums.loc[EXACT, "orders"].to_list() == pytest.approx([9] * len(EXACT))
    assert sums.loc[EXACT, "net"].to_list() == pytest.approx([115.01] * len(EXACT))
    assert sums.loc[EXACT, "share"].to_list() == pytest.approx([1] * len(EXACT))
    assert sums.loc["participation", "orders"] > 9
    assert june.posts["net_linear"].sum() + june.reasons["net"].sum() == pytest.approx(115.01)
    assert (june.by_category["low"] <= june.by_category["share"]).all()


def test_every_count_opens_to_its_orders(june):
    """Of the last post: as many orders as the number says, and their people."""
    last = june.by_category[june.by_category["model"] == "last"]
    for row in last.to_dict("records"):
        assert len(june.orders_of(row["category"])) == row["orders"]
    assert len(june.people()) == june.bought["person_id"].nunique()


def test_a_longer_look_back_only_adds(shop):
    """Thirty days: the order of 30 June finds the posts of the middle of June."""
    wide = attribution.measure(shop, Scope(end=date(2026, 7, 1)), Settings({"attribution.lookback_until_days": 30}))
    assert kinds(wide, "E8", "last") == {"fun": 1.0}
    assert set(kinds(wide, "E3")) == {"promotion", "knowledge", "fun"}


def test_only_the_chosen_days_are_counted(shop):
    """One day of orders; the posts of the week before still count."""
    result = attribution.measure(shop, Scope(start=date(2026, 6, 17), end=date(2026, 6, 17)))
    assert set(result.bought["order_id"]) == {"E2", "E3"}
    assert set(kinds(result, "E2")) == {"promotion", "knowledge", "fun"}


def test_without_orders_there_is_nothing_to_attribute(tmp_path):
    """Counts of nothing, shares unknown, never a fault."""
    with Workspace.open() as ws:
        ws.import_file(chat_file(tmp_path, [("阿珍", at("2026-06-01"), "今天的汤很好喝")]), chat=CHAT)
        result = attribution.measure(ws)
    assert result.by_category["orders"].sum() == 0
    assert result.by_category["share"].isna().all()
    assert result.orders.empty


touched = st.lists(st.tuples(st.integers(1, 999_99), st.lists(st.sampled_from(["promotion", "knowledge", "fun", "other"]), max_size=5)),
                   min_size=1, max_size=12)


@given(touched)
@settings(max_examples=25, deadline=None)
def test_attribution_always_sums_to_the_orders_and_to_the_cent(orders):
    """METRICS 11: whatever posts stood before them, every model deals out every order once and every cent once."""
    bought = pd.DataFrame({
        "number": range(len(orders)), "order_id": [f"E{n}" for n in range(len(orders))],
        "person_id": pd.array([n % 3 or None for n in range(len(orders))], dtype="Int64"),
        "paid_at": datetime(2026, 6, 1), "product": None, "cents": [cents for cents, _ in orders], "reason": None})
    rows = [{"number": number, "category": kind, "post_id": None, "touches": posts.count(kind), "evidence": 0, "last_post": "p",
             "last": float(posts[-1] == kind), "first": float(posts[0] == kind),
             **{model: posts.count(kind) / len(posts) for model in ("linear", "decay", "u", "j", "inverse_j")},
             **{f"net_{model}": 0.0 for model in MODELS}}
            for number, (_, posts) in enumerate(orders) for kind in sorted(set(posts))]
    columns = ["number", "category", "post_id", "touches", "evidence", "last_post", *EXACT, *(f"net_{model}" for model in MODELS)]
    day = date(2026, 6, 1)
    result = attribution.table(bought, pd.DataFrame(rows, columns=columns), Resolved((), day, day + timedelta(days=1), day), {}, Settings())
    for model in EXACT:
        dealt = result.under(model)
        assert dealt.groupby("order_id")["weight"].sum().to_list() == pytest.approx([1.0] * len(orders))
        cents = (dealt.groupby("order_id")["amount"].sum() * 100).round().astype(int)
        assert cents.to_dict() == dict(zip(bought["order_id"], bought["cents"], strict=True))
    assert (result.bought["category"] == UNATTRIBUTED).sum() == sum(not posts for _, posts in orders)
