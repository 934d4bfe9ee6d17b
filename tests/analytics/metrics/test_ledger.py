"""The ledger of posts: one, many or all alike put right, kept over imports, taken back; how often the rules agree."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import UserError, Workspace
from analytics.classify import CATEGORIES
from analytics.metrics import content_mix, mix_parts, production, rule_accuracy, shop_posts, today
from analytics.metrics.rule_accuracy import SAID
from analytics.settings import Settings
from tests.analytics.metrics.shops import CHAT, at, chat_file, roster_file

SHOP = "小灶小助手"
OFFER, HOWTO = "招牌套餐秒杀,原价 168 现在 99 元下单", "小知识:鲈鱼怎么挑,教程在这里"
LINES = [(SHOP, at("2026-06-01", 20), OFFER), (SHOP, at("2026-06-02", 20), OFFER.replace("168", "1280")),
         (SHOP, at("2026-06-03", 20), OFFER + "!"), (SHOP, at("2026-06-04", 9), HOWTO), (SHOP, at("2026-06-05", 21), "所有人看一下群公告")]


@pytest.fixture
def shop(tmp_path):
    """Three offers of which two differ in a number only, one how-to, one undecided."""
    with Workspace.open() as ws:
        ws.import_file(chat_file(tmp_path, LINES), chat=CHAT)
        ws.import_file(roster_file(tmp_path, [(SHOP, "", "运营")]), chat=CHAT, whole_roster=True)
        yield ws


def kinds(ws):
    """The kind of each post, oldest first."""
    posts = content_mix.measure(ws).posts.sort_values("posted_at")
    return [one if isinstance(one, str) else None for one in posts["category"]]


def first(ws, number=0):
    """Posts and the id of the so-manieth."""
    posts = content_mix.measure(ws).posts.sort_values("posted_at")
    return posts, posts["post_id"].iloc[number]


def test_all_with_the_same_words_but_for_numbers_follow_now_and_in_later_files(shop, tmp_path):
    """The third offer has another sign and stays; a file that comes later follows; importing again changes nothing."""
    posts, chosen = first(shop)
    moment = shop.correct_posts(shop_posts.decision(posts, [chosen], "words", "fun"))
    wanted = ["fun", "fun", "promotion", "knowledge", None]
    assert kinds(shop) == wanted
    again = chat_file(tmp_path, [*LINES, (SHOP, at("2026-06-06", 21), OFFER.replace("99", "8"))], "再导.csv")
    shop.import_file(again, chat=CHAT)
    assert kinds(shop) == [*wanted, "fun"]
    assert content_mix.measure(shop).coverage["corrected"] == 3
    shop.take_back_posts(moment)
    assert kinds(shop) == ["promotion"] * 3 + ["knowledge", None, "promotion"]


def test_who_made_a_post_is_told_by_its_words_and_form_unless_somebody_said_so():
    """Collecting goes before passing on; a shared link is passed on; no sign is the shop's own; sheets and people keep their word."""
    posts = pd.DataFrame({
        "text": ["今天的靓汤到了", "转自省疾控:夏天少吃冰", "群友投稿,转载请说一声", None, "转自日报", "转自日报"],
        "form": ["text", "text", "image", "link", "text", "text"], "production": [None, None, None, None, "原创", None],
        "from_chat": [True, True, True, True, True, False]})
    assert production.told(posts, Settings()).tolist()[:5] == ["原创", "转载", "UGC收集", "转载", "原创"]
    assert pd.isna(production.told(posts, Settings()).iloc[5])
    assert {production.ORIGINAL, production.REPOST, production.COLLECTED} == set(shop_posts.PRODUCTIONS)


def test_who_made_a_post_can_be_put_right(shop):
    """All posts of a chat have a maker, so that they can be grouped by it; a person's word stands and can be taken back."""
    posts, chosen = first(shop)
    assert posts["production"].tolist() == ["原创"] * 5
    moment = shop.correct_posts({"production": {chosen: "转载"}})
    assert first(shop)[0]["production"].tolist() == ["转载"] + ["原创"] * 4
    shop.take_back_posts(moment)
    assert first(shop)[0]["production"].tolist() == ["原创"] * 5


def test_the_first_screen_says_how_many_posts_to_change(shop):
    """Three offers and one how-to in the week: of four posts two would have to be another kind; a correction changes it."""
    def swap():
        return today.measure(shop).numbers.set_index("key").loc["swap", ["count", "of"]].tolist()

    assert swap() == [2, 4]
    moment = shop.correct("category", first(shop)[1], "knowledge")
    assert swap() == [1, 4]
    shop.take_back_posts(moment) if moment else shop.correct("category", first(shop)[1], None)
    assert swap() == [2, 4]


def test_all_of_one_rule_follow_and_a_single_word_is_stronger(shop):
    """What the offers were told by makes all three fun; the one that somebody put right alone keeps its own kind."""
    posts, chosen = first(shop)
    shop.correct("category", first(shop, 2)[1], "knowledge")
    shop.correct_posts(shop_posts.decision(posts, [chosen], "rule", "fun"))
    assert kinds(shop) == ["fun", "fun", "knowledge", "knowledge", None]
    assert posts["said_category"].tolist()[:3] == ["promotion"] * 3


def test_what_a_sheet_states_is_no_rule_of_ours(tmp_path):
    """Of posts that a sheet sorted itself none follows “the same rule”."""
    posts = pd.DataFrame({"post_id": ["a", "b"], "said_reason": ["stated", "stated"], "template": ["x", "y"]})
    assert shop_posts.reached(posts, ["a"], "rule").empty
    assert shop_posts.reached(posts, ["a"], "words")["post_id"].tolist() == ["a"]


def test_purpose_and_production_are_kept_beside_the_kind(shop):
    """Said of one post, they come back with it; an unknown kind of decision is refused."""
    _, chosen = first(shop)
    shop.correct_posts({"purpose": {chosen: "brand"}, "production": {chosen: shop_posts.PRODUCTIONS[1]}})
    row = content_mix.measure(shop).posts.set_index("post_id").loc[chosen]
    assert (row["purpose"], row["production"], row["category"]) == ("brand", shop_posts.PRODUCTIONS[1], "promotion")
    with pytest.raises(ValueError, match="known"):
        shop.correct_posts({"nonsense": {chosen: "fun"}})
    with pytest.raises(UserError):
        shop.take_back_posts(pd.Timestamp("2020-01-01").to_pydatetime())


def test_only_posts_that_somebody_looked_at_measure_the_rules(shop):
    """Two looked at, one of them wrong: 1 of 2. A mistake corrected outside the check counts for nothing."""
    posts, _ = first(shop)
    shop.correct("category", first(shop, 3)[1], "fun")
    assert rule_accuracy.measure(shop).coverage["checked"] == 0
    rows = posts.iloc[:2]
    shop.correct_posts(shop_posts.looked_at(rows, dict(zip(rows["post_id"], ["promotion", "fun"], strict=True))))
    found = rule_accuracy.measure(shop)
    assert {name: found.rate("own")[name] for name in ("count", "of")} == {"count": 1, "of": 2}
    assert len(found.posts("fun", "promotion")) == 1
    left = shop_posts.to_check(content_mix.measure(shop).posts, set(found.checked["post_id"]), 10)
    assert set(left["post_id"]) & set(found.checked["post_id"]) == set()
    assert shop_posts.looked_at(rows, {rows["post_id"].iloc[0]: None}) == {"category": {}, "category_checked": {}}


def test_the_shipped_sample_is_judged_live_by_the_rules_in_force(shop):
    """Posts that the rules never saw stand apart; every post of the sample is in its table once."""
    found = rule_accuracy.measure(shop)
    sample = rule_accuracy.sample()
    assert found.rate("sample")["of"] == (~sample["seen"]).sum() == 45
    assert found.rate("sample_seen")["of"] == sample["seen"].sum() == 210
    assert found.rate("sample")["share"] > 0.8
    sums = found.rates.groupby("source")["count"].sum()
    assert sums["sample"] == 45


@given(st.lists(st.tuples(st.sampled_from(CATEGORIES), st.sampled_from(SAID)), max_size=30))
@settings(max_examples=25, deadline=None)
def test_a_confusion_table_loses_nobody(rows):
    """Its cells sum to the posts, and right ones are those where both agree."""
    table = rule_accuracy.confusion(pd.DataFrame(rows, columns=["truth", "said"]))
    assert table["count"].sum() == len(rows)
    assert table.loc[table["verdict"] == "right", "count"].sum() == sum(truth == said for truth, said in rows)


def test_the_mix_by_group_by_length_and_by_audience(shop):
    """Counts, characters and members who could see it are three mixes, each a whole; a cell opens to its posts."""
    result = content_mix.measure(shop)
    assert result.chats.groupby("category")["count"].sum().to_dict() == dict(zip(
        result.mix["category"], result.mix["count"], strict=True))
    for _, part in result.by_unit.groupby("unit"):
        assert part["share"].sum() == pytest.approx(1)
    for row in result.chats.to_dict("records"):
        assert len(result.posts_in(row["chat_id"], row["category"])) == row["count"]
    assert result.distances["total_variation"].between(0, 1).all()
    assert result.mix["planned"].isna().all()


def test_a_plan_is_held_against_the_target():
    """Four promotions of ten planned where three are wanted: a tenth of the plan would have to change."""
    plan = pd.DataFrame({"category": list(CATEGORIES), "count": [4.0, 4.0, 2.0]})
    assert mix_parts.planned(plan) == [0.4, 0.4, 0.2]
    mix = pd.DataFrame({"planned": mix_parts.planned(plan), "target": [0.3, 0.5, 0.2]})
    assert mix_parts.plan_distance(mix) == pytest.approx(0.1)
    assert all(share != share for share in mix_parts.planned(plan.head(0)))
