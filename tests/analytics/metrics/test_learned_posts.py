"""What corrections teach: from how many, only when better than the rules, only when sure, and never against a person's word."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from analytics import Workspace
from analytics.classify import CATEGORIES
from analytics.metrics import content_mix, learned_posts, post_effects, rhythm, shop_posts, sop, topics
from analytics.settings import Settings
from tests.analytics.metrics.shops import CHAT, at, chat_file, roster_file

SHOP = "小灶小助手"
# No word of any rule is in them.
WORDS = {"promotion": "蓝色纸盒子", "knowledge": "竹林石板路", "fun": "操场放风筝"}
EASY = Settings({"learned.from_corrections": 50, "learned.kind_from_corrections": 5})


def said(kind: str, number: int) -> str:
    """A line of the shop that only its own words tell."""
    return f"所有人看一下{WORDS[kind]}{'东南西北中'[number % 5]}{'春夏秋冬'[number % 4]}{number}"


def corrections(count: int, right: int = 0, kinds=CATEGORIES) -> pd.DataFrame:
    """So many corrections of clear texts, the kinds in turn; the rules had the first `right` of them right."""
    truth = [kinds[number % len(kinds)] for number in range(count)]
    return pd.DataFrame({
        "post_id": [f"p{number}" for number in range(count)], "posted_at": pd.Timestamp("2026-06-01"), "truth": truth,
        "said_category": [kind if number < right else None for number, kind in enumerate(truth)],
        "text": [said(kind, number) for number, kind in enumerate(truth)]}).astype({"said_category": "object"})


def undecided(*texts: str | None) -> pd.DataFrame:
    """Posts that no rule decided."""
    return pd.DataFrame({"post_id": [f"u{place}" for place in range(len(texts))], "category": None, "reason": "no_word",
                         "text": pd.Series(texts, dtype="object")})


@pytest.mark.parametrize(("count", "state"), [(0, "few"), (199, "few"), (200, "on")])
def test_it_starts_with_the_two_hundredth_correction(count, state):
    """One short of it nothing is learned, tested or sorted."""
    found = learned_posts.table(corrections(count), Settings())
    assert (found.state, found.coverage["corrections"]) == (state, count)
    assert found.tested.empty == (state == "few")
    assert found.decide(undecided(said("fun", 900)))["category"].notna().sum() == (state == "on")


@pytest.mark.parametrize(("fun", "state"), [(9, "few_of_kind"), (10, "on")])
def test_every_kind_must_be_known(fun, state):
    """Two hundred corrections of two kinds and nine of the third teach no third kind."""
    rows = pd.concat([corrections(200, kinds=CATEGORIES[:2]), corrections(fun, kinds=("fun",))], ignore_index=True)
    found = learned_posts.table(rows, Settings())
    assert found.state == state
    assert found.scarce == (["fun"] if state == "few_of_kind" else [])


def test_it_is_used_only_if_strictly_more_are_right_than_by_the_rules():
    """As many right as the rules: not better. One more than the rules: better."""
    best = learned_posts.table(corrections(60), EASY).rate("learned")["count"]
    assert best == 60
    for right, state in ((60, "not_better"), (59, "on")):
        found = learned_posts.table(corrections(60, right), EASY)
        assert (found.state, found.rate("rules")["count"]) == (state, right)
    assert learned_posts.table(corrections(60, 60), EASY).decide(undecided(said("fun", 900)))["category"].isna().all()


def test_labels_without_any_rule_are_not_learned():
    """Where the kind has nothing to do with the words nothing held out is sure, and the rules' few right ones win."""
    rows = corrections(60, 5)
    mixed = rows.assign(truth=np.random.default_rng(7).permutation(rows["truth"].to_numpy()))
    found = learned_posts.table(mixed.assign(said_category=mixed["truth"].where(mixed.index < 30, None)), EASY)
    assert found.state == "not_better"


def test_switched_off_it_is_compared_and_sorts_nothing():
    """The comparison stays to be read; no post is sorted."""
    found = learned_posts.table(corrections(60), EASY.changed(learned__in_use=False))
    assert (found.state, len(found.tested)) == ("off", 60)
    assert found.decide(undecided(said("fun", 900)))["category"].isna().all()


def test_only_a_sure_answer_is_given_and_its_confidence_shown():
    """The confidence itself as the limit still sorts, a hair above it no more; nothing known or no text is left alone."""
    posts, lax = undecided("操场的纸", "丙丁戊己庚辛", None, ""), EASY.changed(learned__from_confidence=0.5)
    found = learned_posts.table(corrections(60), lax).decide(posts)
    assert found["category"].notna().tolist() == [True, False, False, False]
    row = found.iloc[0]
    assert (row["category"], row["reason"], row["like"]) == ("fun", "learned", 20)
    assert 0.5 < row["confidence"] < 0.999
    for limit, count in ((row["confidence"], 1), (row["confidence"] + 1e-9, 0)):
        again = learned_posts.table(corrections(60), lax.changed(learned__from_confidence=float(limit)))
        assert (again.state, again.decide(posts)["category"].notna().sum()) == ("on", count)
    assert found["confidence"].notna().tolist() == [True, False, False, False]
    assert posts["category"].isna().all()


@given(st.integers(0, 60), st.randoms(use_true_random=False))
@examples(max_examples=8, deadline=None)
def test_every_correction_is_in_each_table_once_and_their_order_changes_nothing(right, random):
    """Cells open to as many corrections as they count; shuffled rows give the same tables and the same answers."""
    rows = corrections(60, right)
    found = learned_posts.table(rows, EASY)
    assert found.confusion.groupby("source")["count"].sum().to_dict() == {"rules": 60, "learned": 60, "open": 60 - right}
    for row in found.confusion.to_dict("records"):
        assert len(found.posts(row["source"], row["truth"], row["said"])) == row["count"]
    mixed = learned_posts.table(rows.loc[random.sample(range(60), 60)].reset_index(drop=True), EASY)
    pd.testing.assert_frame_equal(found.confusion, mixed.confusion)
    posts = undecided(*(said(kind, 900) for kind in CATEGORIES))
    pd.testing.assert_frame_equal(found.decide(posts), mixed.decide(posts))


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """Sixty-three lines that no rule sorts, a day each, and one offer."""
    folder = tmp_path_factory.mktemp("shop")
    lines = [(SHOP, at("2026-03-01") + timedelta(days=number), said(CATEGORIES[number % 3], number)) for number in range(63)]
    lines.append((SHOP, at("2026-05-20"), "招牌套餐秒杀,原价 168 现在 99 元下单"))
    with Workspace.open() as ws:
        ws.import_file(chat_file(folder, lines), chat=CHAT)
        ws.import_file(roster_file(folder, [(SHOP, "", "运营")]), chat=CHAT, whole_roster=True)
        ws.change_settings(EASY)
        yield ws


def test_in_a_shop_the_mix_counts_what_was_learned_and_a_person_always_wins(shop):
    """57 of 63 corrected: the other six are sorted as they were meant. Saying otherwise of one holds, taken back it is learned again."""
    posts = content_mix.measure(shop).posts
    assert posts["category"].isna().sum() == 63
    open_ones = posts[posts["category"].isna()]
    truth = dict(zip(open_ones["post_id"], [CATEGORIES[number % 3] for number in range(63)], strict=True))
    known, left = list(truth)[:57], list(truth)[57:]
    shop.correct_posts({"category": {post: truth[post] for post in known}})
    result = content_mix.measure(shop)
    assert (result.coverage["learned"], result.coverage["undecided"], result.coverage["corrected"]) == (6, 0, 57)
    sorted_ = result.posts.set_index("post_id")
    assert sorted_.loc[left, "category"].to_dict() == {post: truth[post] for post in left}
    assert result.mix["count"].sum() == 64
    _counts_everywhere(shop, sorted_["category"])
    assert sorted_.loc[known, "confidence"].isna().all()
    moment = shop.correct_posts({"category": {left[0]: "knowledge" if truth[left[0]] == "fun" else "fun"}})
    again = content_mix.measure(shop).posts.set_index("post_id").loc[left[0]]
    assert (again["reason"], again["category"] != truth[left[0]]) == ("corrected", True)
    shop.take_back_posts(moment)
    assert content_mix.measure(shop).posts.set_index("post_id").loc[left[0], "reason"] == "learned"
    found = learned_posts.measure(shop)
    assert (found.state, found.rate("rules")["count"], found.rate("learned")["of"]) == ("on", 0, 57)
    assert found.rate("learned")["count"] > 40
    shop.change_settings(EASY.changed(learned__in_use=False))
    assert content_mix.measure(shop).coverage["learned"] == 0
    shop.change_settings(EASY)


def _counts_everywhere(shop, kinds):
    """Hours, plan, effects, places (orders by post, slots) and topics name the same kind of every post."""
    resolved = shop.resolve(None)
    for rows in (rhythm.measure(shop).posts, sop.measure(shop).posts, post_effects.measure(shop).posts,
                 shop_posts.places(shop, resolved), topics.measure(shop).topics):
        assert len(rows) == 64
        assert rows.set_index("post_id")["category"].to_dict() == kinds.to_dict()


def test_all_with_the_same_words_is_one_correction(shop):
    """The offer said of by its words counts once, and what the rules had said of it stands beside it."""
    before = learned_posts.facts(shop)
    posts = content_mix.measure(shop).posts
    offer = posts.loc[posts["said_category"] == "promotion", "post_id"].tolist()
    moment = shop.correct_posts(shop_posts.decision(posts, offer, "words", "fun"))
    rows = learned_posts.facts(shop)
    assert len(rows) == len(before) + 1
    assert rows.set_index("post_id").loc[offer[0], ["truth", "said_category"]].tolist() == ["fun", "promotion"]
    shop.take_back_posts(moment)
    assert len(learned_posts.facts(shop)) == len(before)
