"""Single posts: what is alike, fair ranking, hits and duds on both sides of their limits, plays that tire, the thread after a post."""

from __future__ import annotations

import random
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import Workspace
from analytics.charts import pieces as charts
from analytics.metrics import pieces, post_effects, templates
from analytics.metrics.pieces import Pieces
from analytics.settings import Settings
from analytics.statistics import gamma_poisson
from analytics.texts import texts_for
from tests.analytics.charts.encoded import missing_fields
from tests.analytics.metrics.shops import CHAT, at, chat_file, order_file, roster_file

SHOP = "小灶小助手"
NEW, OLD = "{}补货了 {} 份,昨天没抢到的街坊今天照旧下单", "各位街坊,今晚{}半价,第二份 {} 元,先到先得"


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """Two wordings with changing dishes: one is answered each time, the other never."""
    folder = tmp_path_factory.mktemp("pieces")
    talk = []
    for number in range(8):
        day = date(2026, 6, 1) + timedelta(days=number)
        dish = ("乳鸽", "烧鹅")[number % 2]
        talk += [(SHOP, at(day, 10), NEW.format(dish, number + 3)), *((who, at(day, 10, 5 + n), f"我要一份{dish}{number}")
                                                                      for n, who in enumerate(("阿珍", "小雨", "大明"))),
                 (SHOP, at(day, 20), OLD.format(dish, number + 20))]
    orders = [(f"E{number}", "阿珍", at(date(2026, 6, 1) + timedelta(days=number), 21), "99", "0", "交易完成", dish)
              for number, dish in enumerate(("乳鸽", "烧鹅", "乳鸽"))]
    with Workspace.open() as ws:
        ws.import_file(chat_file(folder, talk), chat=CHAT)
        ws.import_file(roster_file(folder, [(SHOP, "", "运营"), ("阿珍", "", "成员"), ("小雨", "", "成员"), ("大明", "", "成员")]),
                       chat=CHAT, whole_roster=True)
        ws.import_file(order_file(folder, [order[:6] for order in orders]))
        yield ws


@pytest.fixture(scope="module")
def found(shop):
    """What is known of each post."""
    return post_effects.measure(shop)


@pytest.fixture(scope="module")
def result(found):
    """The ranking."""
    return pieces.table(found, Settings())


def test_two_wordings_are_two_templates_whatever_the_dish(found, result):
    """Eight uses each; every use is behind the number."""
    assert result.templates["uses"].tolist() == [8, 8]
    for row in result.templates.to_dict("records"):
        assert len(pieces.posts_of(found, row["alike"])) == row["uses"]


def test_the_answered_wording_is_a_hit_and_the_ignored_one_a_dud(result):
    """Three answers each time against none: 3 and 0 a use, best first."""
    assert result.templates["verdict"].tolist() == ["hit", "dud"]
    assert result.templates["answers"].tolist() == [3, 0]
    assert result.templates["title"].iloc[0].startswith(("乳鸽补货", "烧鹅补货"))
    assert (result.templates["low"] <= result.templates["mean"]).all()
    assert (result.templates["mean"] <= result.templates["high"]).all()


def test_a_post_opens_what_was_said_after_it(shop, found, result):
    """Three lines in their order; after the ignored one none."""
    best, worst = (pieces.posts_of(found, alike)["post_id"].iloc[0] for alike in result.templates["alike"])
    said = pieces.thread(shop, None, best)
    assert said["display_name"].tolist() == ["阿珍", "小雨", "大明"]
    assert pieces.thread(shop, None, worst).empty


def test_search_finds_posts_in_which_every_word_stands(found):
    """Both words, in any order; pictures alone are none here."""
    assert len(pieces.searched(found, "补货 乳鸽")) == 4
    assert len(pieces.searched(found, "")) == 16
    assert pieces.searched(found, "没有这个词").empty
    assert pieces.searched(found, "", pictures=True).empty


@pytest.mark.parametrize(("known", "chance", "verdict"), [
    (3, 0.9, "hit"), (2, 0.99, "few"), (3, 0.89, "few"), (5, 0.89, "plain"), (5, 0.1, "dud"), (4, 0.05, "few"), (5, 0.11, "plain"),
    (0, np.nan, "few")])
def test_hits_and_duds_on_both_sides_of_their_limits(known, chance, verdict):
    """Three uses and nine in ten make a hit, five and one in ten a dud."""
    assert pieces.verdicts(pd.DataFrame({"known": [known], "chance": [chance]}), Settings()) == [verdict]


def posts(plays):
    """Posts of (play, answers), one a day, in one group."""
    days = pd.date_range("2026-06-01", periods=len(plays), freq="D")
    return pd.DataFrame({"post_id": [f"p{n:03}" for n in range(len(plays))], "chat_id": "c", "posted_at": days, "way": [way for way, _ in plays],
                         "answers": [float(count) for _, count in plays]})


def test_a_repeat_counts_only_in_a_row():
    """Another play in between begins anew; a post without a play does not."""
    rows = pieces.in_a_row(posts([("draw", 1), ("none", 1), ("draw", 1), ("poll", 1), ("draw", 1)]))
    assert rows["nth"].tolist() == [1, 2, 1, 1]


@pytest.mark.parametrize(("answers", "tired"), [([9, 6, 3, 9, 6, 3], True), ([6, 6, 6, 6, 6, 6], False), ([3, 6, 9, 3, 6, 9], False)])
def test_only_a_steady_fall_is_fatigue(answers, tired):
    """Three draws in a row, twice: falling, level, rising."""
    plays = [("draw", one) for one in answers]
    rows = posts([*plays[:3], ("poll", 1), *plays[3:]])
    found = pieces._tiring(pieces.in_a_row(rows), Settings()).set_index("way")
    assert bool(found.loc["draw", "tired"]) is tired
    assert pd.isna(found.loc["poll", "tired"])


def test_dispersion_is_one_for_poisson_and_more_for_clumps():
    """Equal counts never make it less than 1; 0 and 10 in one group make it 10."""
    assert gamma_poisson.dispersion([5, 5, 5], [1, 1, 1]) == 1
    assert gamma_poisson.dispersion([0, 10], [1, 1]) == pytest.approx(10)
    assert gamma_poisson.dispersion([3, 4], [1, 2]) == 1


counts = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), min_size=2, max_size=12)


@given(counts)
@settings(max_examples=25, deadline=None)
def test_shrinking_pulls_towards_the_centre_and_never_past_it(rows):
    """Each posterior mean lies between the own mean and the mean of all; a clump widens every range."""
    total, uses = np.array(rows, dtype=float).T
    found, centre = gamma_poisson.shrunken(total, uses), total.sum() / uses.sum()
    if total.sum() > 0:
        low, high = np.minimum(total / uses, centre), np.maximum(total / uses, centre)
        assert ((found.mean >= low - 1e-9) & (found.mean <= high + 1e-9)).all()
    assert ((found.low <= found.high) & (found.above(0) > 0.999)).all()


@given(st.integers(0, 99))
@settings(max_examples=10, deadline=None)
def test_which_posts_are_alike_does_not_hang_on_their_order(seed):
    """Shuffled rows are grouped alike."""
    texts = [NEW.format(dish, n) for dish in "甲乙丙" for n in range(2)] + [OLD.format("丁", 3), "早上好", "早上好!", ""]
    frame = pd.DataFrame({"post_id": range(len(texts)), "text": texts})
    one = templates.alike(frame, ["甲", "乙"], 0.8)
    order = list(range(len(texts)))
    random.Random(seed).shuffle(order)
    other = templates.alike(frame.iloc[order].reset_index(drop=True), ["乙", "甲"], 0.8)
    assert dict(zip(order, other.fillna(-1), strict=True)) == one.fillna(-1).to_dict()
    assert one.iloc[:6].nunique() == 1
    assert one.iloc[7] == one.iloc[8]
    assert pd.isna(one.iloc[9])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_pictures_draw_what_they_are_given(result, language):
    """Every field is a column, in both languages."""
    plays = pieces._plays(pieces.in_a_row(posts([("draw", 3), ("draw", 2), ("poll", 1)])))
    shown = Pieces(result.templates, plays, result.tiring, result.rotation)
    for chart in (charts.ranking(shown, texts_for(language)), charts.plays(shown, texts_for(language))):
        assert missing_fields(chart) == set()


def test_the_next_play_is_the_one_a_group_has_not_had_for_longest():
    """Two draws in a row in one group; in the other a check-in after a draw. What was never had goes first, in the article's order."""
    rows = pd.concat([posts([("group_buy", 1), ("draw", 1), ("poll", 1), ("draw", 1), ("draw", 1)]),
                      posts([("draw", 1), ("group_buy", 1), ("checkin", 1)]).assign(chat_id="d"),
                      posts([("poll", 1)]).assign(chat_id="e"), posts([("draw", 1)]).assign(chat_id="f")])
    found = pieces.rotation(pieces.in_a_row(rows)).set_index("chat_id")
    assert found["nth"].to_dict() == {"c": 2, "d": 1, "f": 1}
    assert found["next_way"].to_dict() == {"c": "checkin", "d": "draw", "f": "checkin"}
    assert pd.isna(found["next_last_at"]["c"])
    assert found["next_last_at"]["d"] == pd.Timestamp("2026-06-01")
