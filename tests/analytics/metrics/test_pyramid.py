"""The pyramid 80/15/5: its cuts, ties, the evidence it asks for, and what each level carries."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.metrics import pyramid
from analytics.metrics.pyramid import LEVELS
from tests.analytics.metrics.shops import at, every_day, open_shop, paid


def placed(scores, enough=None):
    """How many stand on each level."""
    found = levels_of(scores, enough)
    return tuple(int((found == level).sum()) for level in LEVELS)


def levels_of(scores, enough=None):
    """A level a score, by the article's shares."""
    return pyramid.levels(pd.Series(scores, dtype="float64"), pd.Series(enough or [True] * len(scores), dtype=bool), 0.05, 0.15)


@pytest.mark.parametrize(("of", "expected"), [
    (1, (1, 0, 0)), (6, (1, 0, 5)), (7, (1, 1, 5)), (19, (1, 2, 16)), (20, (1, 3, 16)), (39, (1, 5, 33)), (40, (2, 6, 32)),
    (100, (5, 15, 80)), (140, (7, 21, 112)),
])
def test_five_and_fifteen_in_a_hundred_and_never_more(of, expected):
    """Whole people only, rounded down; under twenty people one may stand on top."""
    assert placed(range(of)) == expected


def test_who_is_tied_at_a_cut_goes_down():
    """Places 5 and 6 are equal: neither is on top. The middle is filled by the same rule."""
    best = [*range(100, 94, -1), *range(94)]
    best[5] = best[4]
    assert placed(best) == (4, 15, 81)
    assert placed([9] * 6 + list(range(-94, 0))) == (0, 15, 85)
    assert placed([1] * 100) == (0, 0, 100)
    assert placed([1, 1]) == (0, 0, 2)


def test_without_evidence_nobody_leaves_the_base():
    """The best of a hundred without evidence: the next ones take the places."""
    enough = [False] * 3 + [True] * 97
    found = levels_of(range(100, 0, -1), enough)
    assert set(found[:3]) == {"base"}
    assert list(found[3:8]) == ["top"] * 5


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.booleans()), max_size=120), st.randoms())
def test_no_level_is_too_full_and_equal_people_stand_level(people, dice):
    """Never over 5 % and 15 %, equals together, better never lower, and the order of rows changes nothing."""
    scores, enough = [one for one, _ in people], [two for _, two in people]
    found, of = levels_of(scores, enough), len(people)
    top, middle = int((found == "top").sum()), int((found == "middle").sum())
    assert top <= (math.floor(0.05 * of + 1e-9) if of >= 20 else 1)
    assert middle <= math.floor(0.15 * of + 1e-9)
    rank = found.map({level: place for place, level in enumerate(LEVELS)})
    judged = pd.DataFrame({"score": scores, "rank": rank})[pd.Series(enough, dtype=bool)]
    assert (judged.groupby("score")["rank"].nunique() <= 1).all()
    assert judged.sort_values("score", ascending=False)["rank"].is_monotonic_increasing
    order = list(range(of))
    dice.shuffle(order)
    shuffled = levels_of([scores[place] for place in order], [enough[place] for place in order])
    assert list(shuffled) == [found[place] for place in order]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 5), min_size=1, max_size=40))
def test_scores_are_mean_percentiles(values):
    """Between 0 and 1, equal for equals, and the mean of one rank is its own percentile."""
    people = pd.DataFrame({"interactions": values, "cents": values[::-1], "referrals": 0})
    scores = pyramid.scores(people, ("interactions", "cents"))
    assert scores.between(0, 1).all()
    alone = pyramid.scores(people, ("interactions",))
    assert alone.equals(people["interactions"].rank(pct=True).round(9))
    assert pyramid.scores(people, ()).isna().all()


DAYS = {week: [f"2026-06-{day:02d}" for day in days] for week, days in enumerate(
    [(30, 29, 28), (23, 22, 21), (16, 15), (9, 8)])}
FOUR_WEEKS = [day for days in DAYS.values() for day in days]


def said(who, days):
    """One useful message on each of these days."""
    return [(who, at(day, 12), f"今天的菜真好吃呀第{number}回") for number, day in enumerate(days)]


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Ten messages in four weeks, thirty days known: exactly enough; and three people who each lack one of these."""
    three_weeks = [*DAYS[0], *DAYS[1], *DAYS[2], "2026-06-27", "2026-06-20"]
    roster = [("阿珍", "2026-01-01", ""), ("正好", "2026-05-31", ""), ("少一天", "2026-06-01", ""), ("少一句", "2026-01-01", ""),
              ("少一周", "2026-01-01", ""), ("没说", "2026-01-01", "")]
    talk = [*every_day("阿珍", "2026-05-01", "2026-06-30"), *said("正好", FOUR_WEEKS), *said("少一天", FOUR_WEEKS),
            *said("少一句", FOUR_WEEKS[:-1]), *said("少一周", three_weeks)]
    orders = [paid(1, "正好", "2026-06-20", "100"), paid(2, "没说", "2026-06-21", "300"), paid(3, "没说", "2026-04-01", "900")]
    with open_shop(tmp_path_factory.mktemp("pyramid"), talk, roster, orders) as shop:
        yield pyramid.measure(shop)


def test_evidence_is_judged_on_both_sides_of_each_line(world):
    """30 days, 4 weeks, 10 messages are enough; 29, 3 and 9 are not."""
    enough = world.members.set_index("display_name")["enough"]
    assert enough.to_dict() == {"阿珍": True, "正好": True, "少一天": False, "少一句": False, "少一周": False, "没说": False}


def test_windows_end_on_the_last_day(world):
    """28 days of talk and 90 of money: 3 June to 30 June, 2 April to 30 June."""
    rows = world.members.set_index("display_name")
    assert rows["interactions"]["阿珍"] == 28
    assert rows["spend"]["没说"] == 300
    assert world.parts == ("interactions", "cents")


def test_levels_sum_to_everybody_and_open_their_people(world):
    """Counts partition; what they carry sums to all of it; each list is as long as its number."""
    levels = world.levels.set_index("level")
    assert levels["count"].sum() == 6 == levels["of"].iloc[0]
    assert levels["interactions_share"].sum() == pytest.approx(1)
    assert levels["spend_share"].sum() == pytest.approx(1)
    assert levels["referrals_share"].isna().all()
    for level in LEVELS:
        assert len(world.people(level)) == world.count(level)
    assert world.people("top")["display_name"].tolist() == ["正好"]


def test_hand_worked_scores(world):
    """正好: third by talk of six, second by money; ties share their mean rank."""
    scores = world.members.set_index("display_name")["score"]
    assert scores["正好"] == pytest.approx((4 / 6 + 5 / 6) / 2)
    assert scores["阿珍"] == pytest.approx((6 / 6 + 2.5 / 6) / 2)
    assert scores["没说"] == pytest.approx((1 / 6 + 6 / 6) / 2)
