"""Activity by hand: exposed members, rolling actives, stickiness, core and star, topics, answers, own content, group states."""

import random
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as trials
from hypothesis import strategies as st

from analytics import Scope, Workspace
from analytics.metrics import (
    activity,
    churn,
    concentration,
    core,
    essence,
    group_states,
    layers,
    presence,
    responses,
    states,
    stickiness,
    threads,
    topics,
    ugc,
)
from analytics.settings import Settings
from tests.analytics.metrics.shops import CHAT, at, chat_file, every_day, open_shop, paid
from tests.analytics.storing.drafting import keep, line, moment

JUNE = (date(2026, 6, 1), date(2026, 6, 30))


def member(name, joined="2026-05-01", left=None, role=None):
    """One row of a member sheet."""
    return "members", {"chat": "福利群", "name": name, "joined_at": moment(joined) if joined else None, "joined_resolution": "day",
                       "left_at": moment(left) if left else None, "left_resolution": "day", "role": role}


def daily(who, first="2026-06-01", last="2026-06-30"):
    """One useful line an evening."""
    return [line(who, f"{day:%Y-%m-%d} 21:00:00", f"今天的汤真好喝{n}") for n, day in enumerate(pd.date_range(first, last))]


@pytest.fixture
def ws():
    with Workspace.open() as shop:
        yield shop


# ---- the speaker rate

def test_who_was_there_for_a_day_counts_and_who_was_not_does_not(ws, tmp_path):
    """June: left on 1 June is exposed, on 31 May not; joined on 30 June is, on 1 July not; the speaker outside is not in."""
    keep(ws, tmp_path, [*daily("老板"), member("老板", role="群主"), member("说", "2026-05-01"), member("应声"), member("从不"),
                        member("走早", left="2026-05-31"), member("走晚", left="2026-06-01"), member("来晚", "2026-06-30"),
                        member("还没来", "2026-07-01"), line("说", "2026-06-05 10:00:00", "今天的鱼真好吃"),
                        line("应声", "2026-06-05 10:00:00", "收到"), line("外人", "2026-06-06 10:00:00", "我想订一桌饭"),
                        line("走晚", "2026-06-01 10:00:00", "再见了各位邻居")])
    result = activity.measure(ws, Scope(start=JUNE[0], end=JUNE[1]))
    assert set(result.people("members")["display_name"]) == {"说", "应声", "从不", "走晚", "来晚"}
    assert set(result.people("exposed")["display_name"]) == {"说", "走晚"}
    assert set(result.people("raw")["display_name"]) == {"说", "走晚", "应声"}
    rate = result.rate()
    assert (rate["count"], rate["of"]) == (2, 5)
    assert result.rate("raw")["count"] == 3
    assert (result.rate("at_end")["count"], result.rate("at_end")["of"]) == (1, 4)
    # 说, 应声, 从不 all of June, 走晚 a day, 来晚 a day; two days with a useful word.
    assert (result.rate("member_days")["count"], result.rate("member_days")["of"]) == (2, 92)
    assert result.outside == 1
    assert result.people("outside")["display_name"].tolist() == ["外人"]
    assert set(result.people("quiet")["display_name"]) == {"应声", "从不", "来晚"}


def test_without_a_list_there_is_no_share(tmp_path):
    """A chat alone: a count, no denominator."""
    with open_shop(tmp_path, every_day("小雨", "2026-06-01", "2026-06-30")) as shop:
        rate = activity.measure(shop).rate()
    assert rate["count"] == 1
    assert np.isnan(rate["share"])


def test_more_talk_of_the_shop_changes_no_rate(ws, tmp_path):
    """Adding staff messages changes nothing of the members' numbers."""
    keep(ws, tmp_path, [*daily("小雨"), member("小雨"), member("阿珍"), member("老板", role="群主")])
    before = activity.measure(ws)
    keep(ws, tmp_path, [line("老板", f"2026-06-{day:02d} 09:00:00", f"早上好各位{day}") for day in range(1, 30)])
    after = activity.measure(ws)
    pd.testing.assert_frame_equal(before.rates, after.rates)
    assert before.effective_ratio == after.effective_ratio


def test_who_is_present_at_the_end_is_who_the_layers_count(tmp_path):
    """One definition: presence on the last day and the members of the layers page are the same people."""
    roster = [("小雨", "2026-01-01", ""), ("阿珍", "2026-06-10", ""), ("老板", "2026-01-01", "群主"), ("明天", "2026-07-01", "")]
    with open_shop(tmp_path, every_day("小雨", "2026-06-01", "2026-06-30"), roster) as shop:
        found = activity.facts(shop)
        there = presence.exposed(found.stays, found.end, found.end)
        assert set(there) == set(layers.measure(shop).members["person_id"])


def test_the_order_and_number_of_files_change_nothing(tmp_path):
    """Shuffled, in two files, imported twice: the same rates, core and churn."""
    said = [*every_day("小雨", "2026-06-01", "2026-06-30"), *every_day("阿珍", "2026-06-03", "2026-06-20", 9),
            *every_day("老陈", "2026-06-10", "2026-06-12", 10)]
    roster = [(who, "2026-05-01", "") for who in ("小雨", "阿珍", "老陈", "静")]
    shuffled = random.Random(3).sample(said, len(said))
    with open_shop(tmp_path, said, roster) as one, open_shop(tmp_path, shuffled[:20], roster) as two:
        two.import_file(chat_file(tmp_path, shuffled[20:]), chat=CHAT)
        two.import_file(chat_file(tmp_path, said), chat=CHAT)
        pd.testing.assert_frame_equal(activity.measure(one).rates, activity.measure(two).rates)
        columns = ["display_name", "score", "place", "core"]
        pd.testing.assert_frame_equal(core.measure(one).members[columns], core.measure(two).members[columns])
        assert stickiness.measure(one).stickiness == stickiness.measure(two).stickiness
        pd.testing.assert_frame_equal(churn.measure(one).rates, churn.measure(two).rates)


# ---- actives

pairs = st.sets(st.tuples(st.integers(1, 6), st.integers(0, 40)), max_size=60)


@given(pairs, st.integers(1, 28))
@trials(max_examples=40, deadline=None)
def test_rolling_actives_are_counted_by_hand(active, window):
    """The same as looking at every day and every person; DAU ≤ WAU ≤ MAU follows."""
    people = np.array([who for who, _ in sorted(active)], dtype=np.int64)
    days = np.array([day for _, day in sorted(active)], dtype=np.int64)
    found = stickiness.rolling_actives(people, days, 40, window)
    wanted = [len({who for who, day in active if last - window < day <= last}) for last in range(41)]
    assert found.tolist() == wanted


def test_taking_part_by_a_sheet_counts_once_a_day_as_the_states_count_it(ws, tmp_path):
    """阿珍 checks in twice on the 27th, by a sheet, and says nothing: active that week on both pages, one interaction."""
    keep(ws, tmp_path, [*daily("小雨"), line("阿珍", "2026-06-02 10:00:00", "我要一份猪肚鸡")])
    event = {"chat": "福利群", "name": "阿珍", "step": "打卡", "resolution": "minute"}
    keep(ws, tmp_path, [("events", event | {"happened_at": moment(f"2026-06-27 1{hour}:00")}) for hour in (0, 1)])
    seen = stickiness.measure(ws).daily.set_index("day")
    assert seen["wau"][["2026-06-26", "2026-06-28"]].tolist() == [1, 2]
    week = states.measure(ws, unit="week").periods.set_index("start").loc["2026-06-22"]
    assert week["active"] == seen["wau"]["2026-06-28"]
    zhen = activity.measure(ws, Scope(start=date(2026, 6, 22), end=date(2026, 6, 28))).speakers.set_index("display_name").loc["阿珍"]
    assert zhen[["messages", "interactions", "active_days"]].tolist() == [0, 1, 1]


def test_stickiness_is_the_mean_of_all_days(tmp_path):
    """28 days: 小雨 on all, 阿珍 on 7: mean DAU 35/28, two actives: 0.625; without the 28 days covered no number."""
    said = every_day("小雨", "2026-06-01", "2026-06-28") + every_day("阿珍", "2026-06-22", "2026-06-28")
    with open_shop(tmp_path, said) as shop:
        result = stickiness.measure(shop)
        assert result.stickiness[0] == pytest.approx(35 / 56)
        rows = result.days_active.set_index(["window", "days"])
        assert rows.loc[(28, 7), ["exactly", "at_least"]].tolist() == [1, 2]
        assert rows.loc[(7, 7), ["exactly", "at_least"]].tolist() == [2, 2]
        assert len(result.people(8)) == 1
        assert result.people(7, exactly=True)["display_name"].tolist() == ["阿珍"]
        assert result.daily["wau"].isna().sum() == 6
        assert int(result.daily["mau"].iloc[-1]) == 2
        found = activity.facts(shop)
        for row in result.daily.dropna().iloc[::3].to_dict("records"):
            for kind, window in stickiness.WINDOWS.items():
                assert len(stickiness.active_on(found, row["day"].date(), window)) == row[kind]
        early = stickiness.measure(shop, Scope(end=date(2026, 6, 27)))
        assert np.isnan(early.stickiness[0])


def test_the_shops_own_rhythm_is_the_eightieth_percentile_of_median_gaps():
    """Median gaps 1, 2, 3, 4, 10 → 5.2 days → weeks; one active day has no gap."""
    first = pd.Timestamp("2026-06-01")
    rows = [(who, first + timedelta(days=gap * n)) for who, gap in enumerate((1, 2, 3, 4, 10)) for n in range(3)] + [(9, first)]
    found = stickiness.rhythm(pd.DataFrame(rows, columns=["person_id", "day"]))
    assert (found.days, found.people, found.unit) == (pytest.approx(5.2), 5, "week")


# ---- core and star

def test_the_core_is_a_fifth_and_a_tie_at_the_line_stays_outside(tmp_path):
    """Ten members, two places: 常说 first; 甲 and 乙 are exactly equal behind: neither."""
    said = every_day("常说", "2026-06-01", "2026-06-30") + every_day("甲", "2026-06-20", "2026-06-25", 9) + every_day("乙", "2026-06-20", "2026-06-25", 9)
    roster = [(who, "2026-01-01", "") for who in ("常说", "甲", "乙", *(f"静{n}" for n in range(7)))]
    with open_shop(tmp_path, said, roster) as shop:
        result = core.measure(shop)
    assert result.of == 10
    assert result.people()["display_name"].tolist() == ["常说"]
    assert result.count == 1


def test_of_equal_scores_who_was_there_on_more_days_then_earlier_goes_first(tmp_path):
    """甲 joined before 乙: with equal talk 甲 takes the second place."""
    said = every_day("常说", "2026-06-01", "2026-06-30") + every_day("甲", "2026-06-20", "2026-06-25", 9) + every_day("乙", "2026-06-20", "2026-06-25", 9)
    roster = [("常说", "2026-01-01", ""), ("甲", "2026-01-01", ""), ("乙", "2026-01-02", ""), *((f"静{n}", "2026-01-01", "") for n in range(7))]
    with open_shop(tmp_path, said, roster) as shop:
        assert core.measure(shop).people()["display_name"].tolist() == ["常说", "甲"]


def test_a_score_halves_in_fourteen_days(tmp_path):
    """One word today 1, one word 14 days ago 0.5, one word 28 days ago nothing."""
    said = [*every_day("老板", "2026-05-01", "2026-06-30"), ("今天", at("2026-06-30"), "今天的汤真好喝"), ("半月", at("2026-06-16"), "今天的面真好吃"),
            ("月前", at("2026-06-02"), "今天的鱼真好吃")]
    roster = [("老板", "", "群主"), *((who, "2026-01-01", "") for who in ("今天", "半月", "月前"))]
    with open_shop(tmp_path, said, roster) as shop:
        scores = core.measure(shop).members.set_index("display_name")["score"]
    assert scores.to_dict() == pytest.approx({"今天": 1, "半月": 0.5, "月前": 0})


def test_a_star_rests_two_months_and_can_be_passed_over(tmp_path):
    """甲 talks most, then 乙, then 丙: April 甲, May 乙, June 丙, July 甲 again; without resting always 甲; a veto moves on."""
    said = [row for month in ("04", "05", "06", "07") for row in [
        *every_day("甲", f"2026-{month}-01", f"2026-{month}-20"), *every_day("乙", f"2026-{month}-01", f"2026-{month}-15", 9),
        *every_day("丙", f"2026-{month}-01", f"2026-{month}-10", 10)]]
    with open_shop(tmp_path, said) as shop:
        def stars():
            result = core.stars(shop)
            return [shop.words_for([one]).get(int(one)) for one in result.months["star"]][::-1]
        assert stars() == ["甲", "乙", "丙", "甲"]
        first = core.stars(shop)
        april = int(first.months["star"].iloc[-1])
        assert len(first.people(date(2026, 4, 1))) == 3
        shop.pass_over_star("2026-04", april, True)
        assert stars()[:2] == ["乙", "甲"]
        shop.pass_over_star("2026-04", april, False)
        shop.change_settings(shop.settings.changed(activity__star_rests_two_months=False))
        assert stars() == ["甲"] * 4


def test_the_top_fifth_on_both_bases(tmp_path):
    """Five speakers write 6, 1, 1, 1, 1: the first holds 60 %; with five silent members two hold 70 %."""
    said = [("一", at("2026-06-01", 9, n), f"今天的汤真好喝{n}") for n in range(6)] + [(who, at("2026-06-02"), "今天的面真好吃") for who in "二三四五"]
    roster = [(who, "2026-01-01", "") for who in (*"一二三四五", *"六七八九十")]
    with open_shop(tmp_path, said, roster) as shop:
        result = concentration.measure(shop)
    rows = result.bases.set_index("basis")
    assert rows["top"].to_dict() == {"speakers": 1, "members": 2}
    assert rows["top_share"].to_dict() == pytest.approx({"speakers": 0.6, "members": 0.7})
    assert [len(result.people(basis)) for basis in ("speakers", "members")] == [1, 2]


# ---- topics, answers, own content

POST = "今晚限时优惠,猪肚鸡套餐八折,下单请接龙"


def test_a_topic_ends_after_an_hour_after_silence_or_with_the_next_post(ws, tmp_path):
    """30 minutes of quiet keep it alive, 31 end it; the 60th minute is in, the 61st not; the next post takes over."""
    keep(ws, tmp_path, [
        member("老板", role="群主"), *(member(f"客{n}") for n in range(6)), *daily("客5"),
        line("老板", "2026-06-10 12:00:00", POST), line("客0", "2026-06-10 12:30:00", "我要一份套餐外带"),
        line("客1", "2026-06-10 13:00:00", "我也要一份套餐"), line("客2", "2026-06-10 13:00:01", "还有没有位置啊"),
        line("老板", "2026-06-12 12:00:00", POST + "啦"), line("客3", "2026-06-12 12:30:01", "我来晚了吗老板"),
        line("老板", "2026-06-14 12:00:00", POST + "喔"), line("客4", "2026-06-14 12:05:00", "今天也要一份套餐"),
        line("老板", "2026-06-14 12:06:00", "新品上市," + POST), line("客0", "2026-06-14 12:07:00", "新品给我来一份")])
    result = topics.measure(ws)
    rows = result.topics.sort_values("posted_at")
    assert rows["count"].tolist() == [2, 0, 1, 1]
    assert set(rows["of"]) == {6}
    for row in rows.to_dict("records"):
        assert len(result.people(row["post_id"])) == row["count"]
    assert rows["breadth"].tolist() == [2, 0, 1, 1]
    assert (result.total["count"].iloc[0], result.total["of"].iloc[0]) == (4, 24)


def test_a_later_answer_belongs_to_the_topic_it_answers(ws, tmp_path):
    """客1 answers the post two hours later, 客2 answers 客1, the shop 客2 and 客3 the shop: all of one topic; 客4 answers nothing."""
    told = {"message_id": "m1"}
    keep(ws, tmp_path, [
        member("老板", role="群主"), *(member(f"客{n}") for n in range(5)), *daily("客4"),
        line("老板", "2026-06-10 12:00:00", POST, **told), line("客0", "2026-06-10 12:05:00", "我要一份套餐外带", message_id="m2"),
        line("客1", "2026-06-10 14:00:00", "套餐里有汤的吗", message_id="m3", reply_to="m1"),
        line("客2", "2026-06-10 15:00:00", "有的汤很好喝", message_id="m4", reply_to="m3"),
        line("老板", "2026-06-10 15:01:00", "对有例汤", message_id="m5", reply_to="m4"),
        line("客3", "2026-06-11 09:00:00", "那我也来一份套餐", message_id="m6", reply_to="m5"),
        line("客4", "2026-06-10 16:00:00", "今天下雨了路滑")])
    result = topics.measure(ws)
    row = result.topics.set_index("posted_at").loc[pd.Timestamp("2026-06-10 12:00")]
    assert set(result.people(row["post_id"])["display_name"]) == {"客0", "客1", "客2", "客3"}
    assert row[["count", "messages"]].tolist() == [4, 4]
    thread = threads.read(ws, row["post_id"])
    assert (thread.people, thread.count) == (4, 4)
    assert thread.messages["text"].tolist()[1:] == [
        "我要一份套餐外带", "套餐里有汤的吗", "有的汤很好喝", "对有例汤", "那我也来一份套餐"]


def test_unanswered_questions_are_censored_and_not_dropped(ws, tmp_path):
    """Answered after 10 and after 30 minutes, one at 31, one never: 2 of 4 in time; the median counts the one that waits."""
    asked = [("甲", "10:00", "10:10"), ("乙", "11:00", "11:30"), ("丙", "13:00", "13:31"), ("丁", "20:00", None)]
    rows = [member("老板", role="群主"), *daily("小雨"), *(member(who) for who, *_ in asked)]
    for who, when, answered in asked:
        rows.append(line(who, f"2026-06-20 {when}:00", "今天还有猪肚鸡吗"))
        if answered:
            rows.append(line("老板", f"2026-06-20 {answered}:00", "有的,给你留一份"))
    keep(ws, tmp_path, rows)
    result = responses.measure(ws)
    rates = result.rates.set_index("measure")
    assert (rates.loc["in_time", "count"], rates.loc["in_time", "of"]) == (2, 4)
    assert (rates.loc["coverage", "count"], rates.loc["coverage", "of"]) == (3, 4)
    assert result.median == 30
    assert result.slowest is None
    assert result.messages("coverage", answered=False)["display_name"].tolist() == ["丁"]
    for name in ("in_time", "coverage", "any"):
        assert len(result.people(name)) == rates.loc[name, "count"]


def test_a_question_outside_service_hours_is_not_held_against_them(ws, tmp_path):
    """Asked at 8:59 and at 21:00: out; at 9:00 and 20:59: in."""
    keep(ws, tmp_path, [member("老板", role="群主"), *daily("小雨"), *(
        line(who, f"2026-06-20 {when}:00", "今天还有猪肚鸡吗") for who, when in
        (("甲", "08:59"), ("乙", "09:00"), ("丙", "20:59"), ("丁", "21:00")))])
    result = responses.measure(ws)
    assert result.rates.set_index("measure").loc["in_time", "of"] == 2


def test_thirty_characters_or_a_picture_are_own_content(ws, tmp_path):
    """Thirty characters count, twenty-nine do not; a picture does, a sticker not; two authors of three members."""
    keep(ws, tmp_path, [member("甲"), member("乙"), member("静"), *daily("小雨"), member("小雨"),
                        line("甲", "2026-06-10 10:00:00", "汤" * 30), line("甲", "2026-06-10 11:00:00", "面" * 29),
                        line("乙", "2026-06-10 12:00:00", "[图片]", kind="image"), line("静", "2026-06-10 12:01:00", "[表情]", kind="sticker"),
                        line("静", "2026-06-10 12:30:00", "@乙 拍得真好看啊")])
    result = ugc.measure(ws)
    assert result.count == 2
    assert set(result.people()["display_name"]) == {"甲", "乙"}
    assert (result.authors["count"].iloc[0], result.authors["of"].iloc[0]) == (2, 4)
    assert result.items.set_index("display_name")["repliers"].to_dict() == {"甲": 0, "乙": 1}
    assert result.per_hundred[0] == pytest.approx(2 / (4 * 30) * 100)
    # Reply and picture beat 30 characters: 40 and 20 for replies and mentions, the higher half for size; nobody marked anything.
    quality = result.items.set_index("display_name")["quality"].to_dict()
    assert quality == {"甲": pytest.approx(20 * 0.5), "乙": pytest.approx(40 + 20 + 20)}
    key = result.items.set_index("display_name").loc["甲", "message_key"]
    ws.correct(essence.KIND, key, "yes")
    assert ugc.measure(ws).items.set_index("message_key").loc[key, "quality"] == pytest.approx(20 * 0.5 + 20)


def test_own_content_is_answered_by_naming_or_quoting_in_time(ws, tmp_path):
    """One hour for repliers, a day for mentions; a mention is of the newest piece, a quote of the one it quotes; not one's own."""
    first, second = "头一回炖的老鸭汤放了陈皮真的特别香大家有空都可以在家里试一试吧好喝", "第二回炖的时候我又加了一点点玉竹和沙参味道更清甜了老人小孩都喜欢喝"
    keep(ws, tmp_path, [
        *(member(who) for who in ("甲", "乙", "丙", "丁")), *daily("小雨"), member("小雨"),
        line("甲", "2026-06-10 10:00:00", first), line("乙", "2026-06-10 11:00:00", "@甲 看着就很好吃呢"),
        line("丙", "2026-06-10 11:00:01", "@甲 我也想学着做一做"), line("甲", "2026-06-10 11:30:00", second),
        line("丁", "2026-06-10 12:00:00", f"这个方子我收下了\n引用：甲:{first}", kind="quote"),
        line("甲", "2026-06-10 12:10:00", "@甲 自己叫自己不算数的"), line("乙", "2026-06-11 11:30:00", "@甲 今天也炖了一锅"),
        line("丙", "2026-06-11 11:30:01", "@甲 晚了一秒就不算了")])
    found = ugc.measure(ws).items.set_index("text")
    assert (found.loc[first, "repliers"], found.loc[first, "named"]) == (1, 3)
    assert (found.loc[second, "repliers"], found.loc[second, "named"]) == (0, 1)


def test_quality_is_held_against_the_group_and_month_and_equals_are_equal():
    """Shuffling changes nothing; more of one part never lowers a score; all parts best is 100, nothing but words is size alone."""
    items = pd.DataFrame({
        "chat_id": ["a"] * 4 + ["b"], "sent_at": pd.to_datetime(["2026-06-01"] * 4 + ["2026-06-02"]), "form": ["text"] * 5,
        "letters": [30, 40, 40, 90, 30], "repliers": [0, 1, 1, 3, 0], "named": [0, 0, 0, 2, 0], "marked": [False] * 3 + [True, False]})
    quality = ugc.ranked(items)["quality"]
    assert quality[1] == quality[2]
    assert quality[3] == pytest.approx(100)
    assert quality[0] < quality[1] < quality[3]
    assert quality[0] == pytest.approx(20 * 0.25)
    assert ugc.ranked(items.iloc[::-1])["quality"].sort_index().equals(quality)


# ---- the state of a group

def weekly(counts, last="2026-06-28"):
    """So many different people speak in each week, the last of them ending on `last`; the shop speaks daily."""
    end = pd.Timestamp(last)
    rows = [line("老板", f"{day:%Y-%m-%d} 08:00:00", f"早上好各位{n}") for n, day in enumerate(pd.date_range(end - pd.Timedelta(days=7 * len(counts) - 1), end))]
    for back, count in enumerate(reversed(counts)):
        day = end - pd.Timedelta(days=7 * back + 3)
        rows += [line(f"客{n}", f"{day:%Y-%m-%d} 12:{n:02d}:00", f"今天的汤真好喝{n}") for n in range(count)]
    return [*rows, member("老板", "2026-01-01", role="群主"), *(member(f"客{n}", "2026-01-01") for n in range(20)),
            line("老板", f"{last} 22:00:00", "晚安各位邻居")]


@pytest.mark.parametrize(("counts", "state"), [
    ([10] * 8, "active"), ([10] * 7 + [5], "active"), ([10] * 7 + [4], "cooling"), ([10] * 6 + [4, 4], "cooling"),
    ([10] * 5 + [4, 4, 4], "cold"), ([10] * 6 + [0, 0], "dead"), ([10] * 7 + [0], "cooling")])
def test_a_group_is_held_against_its_own_past(ws, tmp_path, counts, state):
    """Half of the own median is no cooling, less is; three weeks are cold; two weeks without a useful word are dead."""
    keep(ws, tmp_path, weekly(counts))
    result = group_states.measure(ws)
    row = result.groups.iloc[0]
    assert row["state"] == state
    assert row["members"] == 20
    assert len(result.people(row["chat_id"])) == max(counts[-2:])


@pytest.mark.parametrize("files", [
    {"orders": [paid(1, "阿珍", "2026-06-01", "5")]}, {"roster": [("阿珍", "2026-06-01", ""), ("小雨", "", "")]},
    {"talk": every_day("小雨", "2026-06-01", "2026-06-03")},
    {"talk": every_day("老板", "2026-06-01", "2026-06-03"), "roster": [("老板", "", "群主")]}])
def test_a_shop_with_one_file_breaks_nothing(tmp_path, files):
    """Orders, a list, a chat, or only the shop's own talk: every question has an answer or a reason."""
    with open_shop(tmp_path, **files) as shop:
        for metric in (activity, stickiness, core, concentration, churn, group_states, responses, topics, ugc):
            assert metric.measure(shop).as_of
        assert core.stars(shop).months.empty is ("talk" not in files or "roster" in files)


def test_one_in_a_hundred_is_the_line_of_death():
    """0.99 % in 28 days is dead, 1 % is not; a short record is unknown."""
    facts = {"recorded_dead": 14, "effective_dead": 3, "recorded_28": 28, "share_28": 0.0099, "weeks_below": 0}
    rules = Settings()
    assert group_states.state_of(facts, rules) == "dead"
    assert group_states.state_of({**facts, "share_28": 0.01}, rules) == "active"
    assert group_states.state_of({**facts, "recorded_28": 27}, rules) == "active"
    assert group_states.state_of({**facts, "recorded_dead": 13}, rules) == "unknown"
