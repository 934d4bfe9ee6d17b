"""What each kind brings: answers, orders and rates of posts, by kind, form, play, pitch and product."""

from __future__ import annotations

import csv
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import Scope, Workspace
from analytics.charts import brings as charts
from analytics.metrics import attribution, brings, post_effects
from analytics.metrics.post_effects import PostEffects
from analytics.scope import Resolved
from analytics.settings import Settings
from analytics.texts import texts_for
from tests.analytics.charts.encoded import missing_fields
from tests.analytics.metrics.shops import CHAT, at, chat_file, order_file, roster_file

SHOP = "小灶小助手"
OFFER, HOWTO, DRAW = "招牌乳鸽套餐秒杀,限时特价 99 元下单", "小知识:鲈鱼怎么挑,教程在这里", "早上好!今天抽奖送糖水,留言就算参加"


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """Two offers, two how-tos, one draw; guests answer two of them; a content sheet of another channel."""
    folder = tmp_path_factory.mktemp("brings")
    talk = [(SHOP, at("2026-06-01", 20), OFFER), ("阿珍", at("2026-06-01", 20, 5), "我要一份乳鸽"), ("小雨", at("2026-06-01", 20, 9), "我也要一份乳鸽"),
            ("小雨", at("2026-06-01", 20, 10), "可以送到西区吗"), (SHOP, at("2026-06-02", 9), HOWTO), (SHOP, at("2026-06-03", 12), DRAW),
            ("阿珍", at("2026-06-03", 12, 30), "我想要红豆糖水"), (SHOP, at("2026-06-04", 9), HOWTO + "第二集"), (SHOP, at("2026-06-05", 20), OFFER + "!"),
            ("阿珍", at("2026-06-14", 22), "今天的汤很好喝")]
    orders = [("E1", "阿珍", at("2026-06-01", 21), "99", "0", "交易完成"), ("E2", "小雨", at("2026-06-05", 21), "99", "0", "交易完成"),
              ("E3", "外人", at("2026-06-05", 21), "50", "0", "交易完成")]
    with Workspace.open() as ws:
        ws.import_file(chat_file(folder, talk), chat=CHAT)
        ws.import_file(roster_file(folder, [(SHOP, "2026-01-01", "运营"), ("阿珍", "2026-01-01", "成员"), ("小雨", "2026-01-01", "成员")]),
                       chat=CHAT, whole_roster=True)
        ws.import_file(sheet_file(folder))
        ws.import_file(order_file(folder, orders))
        yield ws


def sheet_file(folder):
    """Two pieces of a public account with what its back end counted."""
    path = folder / "内容.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(["发布时间", "标题", "正文", "触达人数", "阅读人数", "点击人数", "转发"])
        sheet.writerow(["2026-06-06 12:00:00", "秋膘攻略", "怎么挑靓汤,教程", 400, 100, 10, 4])
        sheet.writerow(["2026-06-07 12:00:00", "冬膘攻略", "怎么煲靓汤,教程", 600, 100, 30, 0])
    return path


@pytest.fixture(scope="module")
def found(shop):
    """The posts and what is known of them."""
    return post_effects.measure(shop, Scope(end=date(2026, 6, 14)))


def row(found, by, value):
    """One group."""
    return brings.groups(found, by).set_index("value").loc[value]


def test_answers_are_what_members_say_before_the_next_post(found):
    """Three after the first offer by two people, none after the second: mean 1.5, median 1.5."""
    offer = row(found, "category", "promotion")
    assert (offer["count"], offer["answers"], offer["known"], offer["mean"], offer["median"]) == (2, 3, 2, 1.5, 1.5)
    assert offer["mean_low"] <= 1.5 <= offer["mean_high"]
    assert row(found, "category", "fun")["mean"] == 1
    first = found.posts.sort_values("posted_at").iloc[0]
    assert (first["answers"], first["interactors"], first["present"]) == (3, 2, 2)


def test_a_post_outside_the_groups_has_unknown_answers_not_none(found):
    """Four how-tos, two of them in a sheet: the mean is over the two whose answers are known."""
    knowledge = row(found, "category", "knowledge")
    assert (knowledge["count"], knowledge["known"], knowledge["mean"]) == (4, 2, 0)


def test_orders_go_to_the_last_post_and_the_unknown_stays_in_the_whole(found):
    """E1 and E2 follow offers, nobody knows E3: two of three; the index is that over two of seven posts."""
    offer = row(found, "category", "promotion")
    assert (offer["orders"], offer["order_of"], offer["net"]) == (2, 3, 198)
    assert offer["index"] == pytest.approx((2 / 3) / (2 / 7))
    totals = brings.balance(found).totals
    assert (totals["placed"], totals["lost"], totals["of"]) == (2, 1, 3)


def test_plays_and_pitches_go_by_their_words(found):
    """A draw, two limited offers, four how-tos; the rest says nothing."""
    assert brings.groups(found, "way").set_index("value")["count"].to_dict() == {"draw": 1, "none": 6}
    assert brings.groups(found, "pitch").set_index("value")["count"].to_dict() == {"offer": 2, "tutorial": 4, "none": 1}


def test_the_form_is_stronger_than_words_and_most_words_win():
    """A vote that speaks of a draw is a vote; of two lists the one with more words wins, of equal ones the first."""
    posts = pd.DataFrame({"post_id": ["a", "b", "c", "d"], "form": ["vote", "text", "text", "text"]})
    words = pd.DataFrame([("a", "way", "draw", 2, 3), ("b", "way", "poll", 1, 0), ("b", "way", "draw", 2, 3),
                          ("c", "way", "draw", 1, 3), ("c", "way", "quiz", 1, 1), ("d", "product", "乳鸽", 1, 0)],
                         columns=["post_id", "kind", "label", "hits", "place"])
    found = post_effects.labelled(posts, words).set_index("post_id")
    assert found["way"].to_dict() == {"a": "poll", "b": "draw", "c": "quiz", "d": "none"}
    assert found["product"].to_dict() == {"a": None, "b": None, "c": None, "d": "乳鸽"}


def test_rates_print_their_denominator_and_are_ratios_of_sums(found):
    """Opened 200 of 1,000 reached, clicked 40 of 200 opened, forwarded 4 of 200; answered by three of those in the group."""
    rates = brings.rates(found, None, "category").set_index(["value", "rate"])
    assert rates.loc[("knowledge", "open"), ["count", "of", "base"]].tolist() == [200, 1000, "reach"]
    assert rates.loc[("knowledge", "click"), ["count", "of", "base"]].tolist() == [40, 200, "opens"]
    assert rates.loc[("knowledge", "forward"), ["count", "of", "base"]].tolist() == [4, 200, "opens"]
    assert rates.loc[("promotion", "answer"), ["count", "of", "base"]].tolist() == [2, 4, "present"]
    assert ("fun", "open") not in rates.index


def test_every_count_opens_to_its_posts(found):
    """Groups and pairs: the list is as long as the number."""
    for by in ("category", "form", "way", "pitch"):
        for one in brings.groups(found, by).to_dict("records"):
            assert len(brings.posts_of(found, **{by: one["value"]})) == one["count"]
    pairs = brings.crossed(found, "category", "pitch")
    assert pairs["count"].sum() == len(found.posts)
    for one in pairs.to_dict("records"):
        assert len(brings.posts_of(found, category=one["row"], pitch=one["column"])) == one["count"]
    forms = [brings.crossed(found, "category", "pitch", form=form) for form in found.posts["form"].dropna().unique()]
    assert sum(part["count"].sum() for part in forms) == found.posts["form"].notna().sum() > 0


@pytest.mark.parametrize("language", ["zh", "en"])
def test_pictures_draw_what_they_are_given(found, language):
    """Every field is a column, in both languages."""
    texts = texts_for(language)
    groups = brings.groups(found, "category")
    for chart in (charts.balance(brings.balance(found), texts), charts.answers(groups, str, texts),
                  charts.squares(brings.crossed(found, "category", "pitch"), "mean", str, str, texts)):
        assert missing_fields(chart) == set()


kinds = st.lists(st.tuples(st.sampled_from(["promotion", "knowledge", "fun", "other"]), st.integers(0, 9)), min_size=1, max_size=15)


@given(kinds)
@settings(max_examples=20, deadline=None)
def test_the_parts_of_each_side_make_a_whole(rows):
    """Whatever was posted: shares of posts and of answers each sum to 1, and no kind is lost."""
    posts = pd.DataFrame({"post_id": [f"p{n}" for n in range(len(rows))], "category": [kind for kind, _ in rows],
                          "answers": [float(count) for _, count in rows], "last": 0.0, "linear": 0.0, "net_last": 0.0, "net_linear": 0.0})
    day = date(2026, 6, 1)
    nothing = pd.DataFrame({name: pd.Series(dtype="object") for name in (
        "number", "order_id", "person_id", "paid_at", "product", "cents", "reason")}).astype({"cents": "int64", "number": "int64"})
    columns = ["number", "category", "post_id", "touches", "evidence", "last_post", *attribution.MODELS[:-1],
               *(f"net_{model}" for model in attribution.MODELS)]
    orders = attribution.table(nothing, pd.DataFrame(columns=columns), Resolved((), day, day, day), {}, Settings())
    parts = brings.balance(PostEffects(day, day, day + timedelta(days=6), {}, posts, orders))
    sums = parts.rows.groupby("side")["share"].sum()
    assert sums.to_list() == pytest.approx([1.0] * len(sums))
    assert parts.index["count"].sum() == len(rows)
    assert parts.index["per_week"].sum() == pytest.approx(len(rows))
