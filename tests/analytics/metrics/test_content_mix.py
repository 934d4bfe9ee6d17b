"""The mix of what the operator posts: shares, swaps, weeks, and what a person put right."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import Scope, Workspace
from analytics.classify import CATEGORIES
from analytics.metrics import content_mix, mix_plan
from analytics.settings import Settings
from tests.analytics.metrics.shops import CHAT, at, chat_file, roster_file

TARGET = {"promotion": 0.3, "knowledge": 0.5, "fun": 0.2}
SHOP = "小灶小助手"
PROMOTION, KNOWLEDGE, FUN = "招牌套餐秒杀,原价 168 现在 99 元下单", "小知识:鲈鱼怎么挑,教程在这里", "早上好!猜一猜今天抽奖送什么"
counts = st.fixed_dictionaries({one: st.integers(0, 60) for one in CATEGORIES})


def mixed_shop(folder, days, guests=()):
    """A group where the operator posts `days` of (day, text), and guests talk."""
    lines = [(SHOP, at(day, 9 + n % 12), f"{text}。{n}号") for n, (day, text) in enumerate(days)]
    lines += [("阿梅", at(day, 22), "今天的汤很好喝") for day in guests]
    ws = Workspace.open()
    ws.import_file(chat_file(folder, sorted(lines, key=lambda line: line[1])), chat=CHAT)
    ws.import_file(roster_file(folder, [(SHOP, "", "运营"), ("阿梅", "", "成员")]), chat=CHAT, whole_roster=True)
    return ws


def test_shares_are_of_the_operators_posts_only(tmp_path):
    """Six, three and one; what a guest says, promotional or not, is in no share."""
    days = [("2026-06-01", PROMOTION)] * 6 + [("2026-06-02", KNOWLEDGE)] * 3 + [("2026-06-03", FUN)]
    with mixed_shop(tmp_path, days, guests=["2026-06-01", "2026-06-04"]) as ws:
        result = content_mix.measure(ws)
        mix = result.mix.set_index("category")
        assert mix["count"].to_dict() == {"promotion": 6, "knowledge": 3, "fun": 1}
        assert (mix["of"] == 10).all()
        assert mix["target"].to_dict() == TARGET
        assert mix["share"].sum() == pytest.approx(1)
        assert (mix["low"] <= mix["share"]).all()
        assert (mix["share"] <= mix["high"]).all()
        assert result.total_variation == pytest.approx(0.3)
        assert result.people()["display_name"].tolist() == [SHOP]
        assert result.additions == {"promotion": 0, "knowledge": 7, "fun": 3}


def test_every_count_opens_to_as_many_posts(tmp_path):
    """Each kind, each week's kind and the undecided: the list is as long as the number."""
    days = [("2026-06-01", PROMOTION), ("2026-06-09", PROMOTION), ("2026-06-09", KNOWLEDGE), ("2026-06-10", "所有人看一下群公告")]
    with mixed_shop(tmp_path, days, guests=["2026-06-01", "2026-06-15"]) as ws:
        result = content_mix.measure(ws)
        assert result.mix["count"].tolist() == [2, 1, 0]
        for row in result.mix.to_dict("records"):
            assert len(result.posts_behind(row["category"])) == row["count"]
        for row in result.weeks.to_dict("records"):
            assert len(result.posts_behind(row["category"], row["week_start"])) == row["count"]
        assert len(result.posts_behind(None)) == result.coverage["undecided"] == 1
        assert len(result.all_posts()) == result.coverage["posts"] == 4


def test_a_week_is_whole_from_its_monday_to_its_sunday(tmp_path):
    """Recorded 2 June (Tuesday) to 21 June (Sunday): the first week is not whole, the others are."""
    days = [("2026-06-03", PROMOTION), ("2026-06-10", PROMOTION), ("2026-06-17", KNOWLEDGE)]
    with mixed_shop(tmp_path, days, guests=["2026-06-02", "2026-06-21"]) as ws:
        def whole(scope=None):
            weeks = content_mix.measure(ws, scope).weeks.drop_duplicates("week_start")
            return dict(zip(weeks["week_start"].dt.date, weeks["complete"], strict=True))

        assert whole() == {date(2026, 6, 1): False, date(2026, 6, 8): True, date(2026, 6, 15): True}
        assert not whole(Scope(end=date(2026, 6, 20)))[date(2026, 6, 15)]
        assert content_mix.measure(ws).plan.weeks == 2


def test_next_weeks_posts_are_the_mean_of_the_last_four_whole_weeks(tmp_path):
    """Five whole weeks of 9, 2, 2, 2, 2 posts: two a week, and the nine play no part."""
    days = [("2026-06-02", KNOWLEDGE)] * 9
    days += [(f"2026-06-{day:02}", PROMOTION) for day in (9, 10, 16, 17, 23, 24)] + [("2026-06-30", PROMOTION)] * 2
    with mixed_shop(tmp_path, days, guests=["2026-06-01", "2026-07-05"]) as ws:
        plan = content_mix.measure(ws).plan
        assert (plan.weeks, plan.posts, plan.counts["knowledge"]) == (4, 2, 0)
        assert plan.most == "promotion"
        assert plan.swaps.to_dict("records") == [
            {"from_category": "promotion", "to_category": "knowledge", "count": 1}]


def test_a_persons_correction_wins_and_outlives_the_next_import(tmp_path):
    """One post made fun: the mix follows, says so, and keeps it when the file comes again."""
    days = [("2026-06-01", PROMOTION), ("2026-06-02", KNOWLEDGE)]
    with mixed_shop(tmp_path, days, guests=["2026-06-03"]) as ws:
        post = content_mix.measure(ws).posts_behind("promotion")["post_id"].iloc[0]
        ws.correct("category", post, "fun")
        ws.import_file(tmp_path / "聊天记录.csv", chat=CHAT)
        result = content_mix.measure(ws)
        assert result.count("promotion") == 0
        assert result.posts_behind("fun")["reason"].tolist() == ["corrected"]
        assert result.coverage["corrected"] == 1
        ws.correct("category", post, None)
        assert content_mix.measure(ws).count("promotion") == 1


def test_nobody_known_as_operator_is_said_and_mended_by_one_decision(tmp_path):
    """A chat alone: no posts, no operator; once somebody is named the posts are there."""
    lines = [(SHOP, at("2026-06-01", 9), PROMOTION), ("阿梅", at("2026-06-01", 21), "想吃乳鸽了")]
    with Workspace.open() as ws:
        ws.import_file(chat_file(tmp_path, lines), chat=CHAT)
        empty = content_mix.measure(ws)
        assert (empty.coverage["posts"], empty.coverage["operators"]) == (0, 0)
        assert empty.mix["share"].isna().all()
        who = ws.query("select m.chat_id, m.person_id from messages m where m.sender_name = $name", name=SHOP)
        ws.decide_role(who["chat_id"].iloc[0], int(who["person_id"].iloc[0]), "运营")
        assert content_mix.measure(ws).count("promotion") == 1


def test_posts_outside_the_days_or_the_groups_are_outside_the_mix(tmp_path):
    """Both ends of the period are inside."""
    days = [(f"2026-06-0{day}", PROMOTION) for day in (1, 2, 3, 4)]
    with mixed_shop(tmp_path, days, guests=["2026-06-05"]) as ws:
        assert content_mix.measure(ws, Scope(start=date(2026, 6, 2), end=date(2026, 6, 3))).count("promotion") == 2
        assert content_mix.measure(ws, Scope(chats=(CHAT,))).count("promotion") == 4


def test_masked_posts_show_only_how_long_they_are(tmp_path):
    """隐藏真名 leaves no word of a post."""
    with mixed_shop(tmp_path, [("2026-06-01", PROMOTION)], guests=["2026-06-02"]) as ws:
        result = content_mix.measure(ws.masked())
        assert "招牌" not in " ".join(result.posts["text"])
        assert SHOP not in " ".join(result.operators["display_name"])


@given(counts)
def test_distance_is_nought_only_on_target_and_never_above_one(found):
    """0 ≤ TV ≤ 1, and exact swaps remove as many posts as they add."""
    far = mix_plan.total_variation(found, TARGET)
    of = sum(found.values())
    assert far != far if of == 0 else 0 <= far <= 1
    on_target = of > 0 and all(found[one] * 10 == round(TARGET[one] * 10) * of for one in CATEGORIES)
    assert (far == 0) == on_target
    p = mix_plan.p_value(found, TARGET)
    assert p != p if of == 0 else 0 <= p <= 1


@given(counts, st.integers(1, 100))
def test_swaps_lead_to_the_target_in_whole_posts(found, of):
    """After the swaps each kind has exactly its whole-post target, and no kind gives what it has not."""
    swaps = mix_plan.swaps(found, TARGET, of)
    total = sum(found.values())
    if total == 0:
        assert swaps.empty
        return
    now = mix_plan.whole_posts({one: found[one] / total for one in CATEGORIES}, of)
    for row in swaps.to_dict("records"):
        now[row["from_category"]] -= row["count"]
        now[row["to_category"]] += row["count"]
        assert row["count"] > 0
    assert now == mix_plan.whole_posts(TARGET, of)
    assert sum(now.values()) == of


@given(counts, st.integers(0, 30))
def test_bounds_hold_whatever_the_undecided_are(found, undecided):
    """Lowest + what all undecided would add = highest, and the plain share lies between when all is decided."""
    frame = mix_plan.bounds(found, undecided).set_index("category")
    of = sum(found.values()) + undecided
    if of:
        assert (frame["highest"] - frame["lowest"]).round(9).eq(round(undecided / of, 9)).all()


def test_the_sentence_of_the_article_twenty_one_posts():
    """15, 2 and 4 of 21 posts: nine promotions become knowledge."""
    swaps = mix_plan.swaps({"promotion": 15, "knowledge": 2, "fun": 4}, TARGET, 21)
    assert swaps.to_dict("records") == [{"from_category": "promotion", "to_category": "knowledge", "count": 9}]


def test_chance_is_exact_below_fifty_posts_and_chi_square_above():
    """Two posts by hand: all six mixes but the likeliest (0.30); a kind the target forbids is impossible."""
    halves = {"promotion": 0.5, "knowledge": 0.5, "fun": 0.0}
    assert mix_plan.p_value({"promotion": 0, "knowledge": 2, "fun": 0}, TARGET) == pytest.approx(0.09 + 0.25 + 0.04 + 0.12 + 0.20)
    assert mix_plan.p_value({"promotion": 2, "knowledge": 0, "fun": 0}, halves) == pytest.approx(0.5)
    assert mix_plan.p_value({"promotion": 0, "knowledge": 5, "fun": 1}, halves) == 0
    assert mix_plan.p_value({"promotion": 30, "knowledge": 50, "fun": 20}, TARGET) == pytest.approx(1)
    assert mix_plan.p_value({"promotion": 60, "knowledge": 30, "fun": 10}, TARGET) < 1e-8


def test_a_zero_target_asks_for_swaps_but_cannot_be_reached_by_adding():
    """Nothing added makes a kind vanish."""
    own = {"promotion": 0.5, "knowledge": 0.5, "fun": 0.0}
    assert mix_plan.additions({"promotion": 1, "knowledge": 1, "fun": 1}, own) is None
    assert mix_plan.additions({"promotion": 3, "knowledge": 1, "fun": 0}, own) == {"promotion": 0, "knowledge": 2, "fun": 0}


def test_the_target_is_the_shops_own(tmp_path):
    """A try with other shares changes the target and nothing stored."""
    tried = Settings({"content_mix.promotion_share": 1.0, "content_mix.knowledge_share": 0.0, "content_mix.fun_share": 0.0})
    with mixed_shop(tmp_path, [("2026-06-01", PROMOTION)], guests=["2026-06-02"]) as ws:
        assert content_mix.measure(ws, settings=tried).total_variation == 0
        assert content_mix.measure(ws).total_variation == pytest.approx(0.7)
