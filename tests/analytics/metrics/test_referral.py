"""Who brings whom, on real chats with their system lines: joins, K, qualified, customers, KOC, the network of replies."""

import csv
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import Scope, Upload, Workspace
from analytics.charts import koc as koc_chart
from analytics.metrics import koc, referral, reply_graph
from analytics.settings import Settings
from analytics.texts import texts_for
from tests.analytics.metrics.shops import CHAT, at, chat_file, every_day, open_shop, order_file, paid, roster_file

TODAY = date(2026, 6, 30)
LONG_AGO = "2025-01-01"


def members_file(folder, people, name="名单.csv"):
    """A member list of (who, joined, left or "", inviter or "")."""
    path = folder / name
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(["群名称", "群昵称", "入群时间", "退群时间", "邀请人"])
        sheet.writerows([CHAT, *row] for row in people)
    return path


def ago(days):
    """The day so many days before the last one, as text."""
    return str(TODAY - timedelta(days=days))


@pytest.fixture(scope="module")
def june(tmp_path_factory):
    """小雨 brings seven people on different days; they stay, speak, buy, or not."""
    folder = tmp_path_factory.mktemp("june")
    people = [
        ("小雨", LONG_AGO, "", ""), ("老板", LONG_AGO, "", ""), ("阿珍", LONG_AGO, "", ""),
        ("昨天来", ago(1), "", "小雨"), ("二十九天", ago(29), "", "小雨"), ("三十天", ago(30), "", "小雨"),
        ("五十九天", ago(59), "", "小雨"), ("六十天", ago(60), "", "小雨"),
        ("走得早", ago(50), ago(21), "小雨"), ("走得晚", ago(50), ago(20), "小雨"), ("老板拉的", ago(5), "", "老板"),
    ]
    talk = [*every_day("阿珍", "2026-04-01", str(TODAY)),
            *((who, at(day), f"这里的汤真好喝{who}") for who, day in (
                ("三十天", ago(3)), ("五十九天", ago(3)), ("六十天", ago(3)), ("走得早", ago(40)), ("走得晚", ago(40))))]
    orders = [paid(1, "三十天", ago(30), "88"), paid(2, "六十天", ago(61), "10"), paid(3, "六十天", ago(1), "10"),
              paid(4, "走得晚", ago(45), "40"), paid(5, "昨天来", ago(0), "9", status="交易关闭")]
    with Workspace.open() as shop:
        shop.import_file(chat_file(folder, talk), chat=CHAT)
        shop.import_file(members_file(folder, people), chat=CHAT)
        shop.import_file(roster_file(folder, [("老板", LONG_AGO, "群主")], name="角色.csv"), chat=CHAT, whole_roster=False)
        shop.import_file(order_file(folder, orders))
        yield shop


@pytest.fixture(scope="module")
def in_june(june):
    """June measured once."""
    return referral.measure(june, Scope(as_of=TODAY))


def invitee(found, who):
    """One row of `brought`."""
    return found.brought.set_index("invitee").loc[who]


def test_only_what_members_brought_counts(in_june):
    """The owner's own invitations are no referral; each invitee once."""
    assert set(in_june.brought["inviter"]) == {"小雨"}
    assert "老板拉的" not in set(in_june.brought["invitee"])
    assert in_june.inviters[["display_name", "invited"]].to_numpy().tolist() == [["小雨", 7]]


@pytest.mark.parametrize(("last_day", "brought"), [(ago(5), 0), (ago(6), 1)])
def test_whoever_had_left_the_shop_brings_like_a_member(june, last_day, brought):
    """METRICS 5.3: the role on the day of the joining. 老板 brought somebody five days ago."""
    owner = int(june.table("people").set_index("display_name").loc["老板", "person_id"])
    june.staff_until(owner, date.fromisoformat(last_day))
    try:
        assert (referral.measure(june).brought["inviter_id"] == owner).sum() == brought
    finally:
        june.staff_until(owner, None)


@pytest.mark.parametrize(("who", "in_cycle", "before"), [
    ("昨天来", True, False), ("二十九天", True, False), ("三十天", False, True), ("五十九天", False, True), ("六十天", False, False)])
def test_a_cycle_is_thirty_days(in_june, who, in_cycle, before):
    """The last 30 days, today included, and the 30 before them, whose month of staying is over."""
    row = invitee(in_june, who)
    assert (bool(row["in_cycle"]), bool(row["in_qualified_cycle"])) == (in_cycle, before)


@pytest.mark.parametrize(("who", "stayed", "qualified"), [
    ("昨天来", None, None), ("二十九天", None, None), ("三十天", True, True), ("走得早", False, False), ("走得晚", True, True)])
def test_qualified_is_thirty_days_and_a_useful_message(in_june, who, stayed, qualified):
    """Left on day 29: did not stay; on day 30: stayed. Who is not there long enough yet is neither."""
    row = invitee(in_june, who)
    for name, expected in (("stayed", stayed), ("qualified", qualified)):
        assert (None if pd.isna(row[name]) else bool(row[name])) is expected


def test_k_is_what_active_members_brought_with_a_poisson_interval(in_june):
    """Two joined in 30 days; who spoke then: 阿珍 and three invitees; exact Poisson 0.242–7.225 for two."""
    joined = in_june.k.set_index("measure").loc["joined"]
    assert (joined["count"], joined["active"]) == (2, 4)
    assert (joined["k"], joined["low"], joined["high"]) == pytest.approx((0.5, 0.2422 / 4, 7.2247 / 4), abs=1e-3)
    qualified = in_june.k.set_index("measure").loc["qualified"]
    assert qualified["count"] == 3
    assert len(in_june.people("joined")) == 2
    assert len(in_june.people("qualified")) == 3


def test_a_new_customer_had_not_bought_before(in_june):
    """On the day of joining counts; who had bought the day before is an old customer and leaves the denominator."""
    row = in_june.rates.set_index("rate").loc["new_customers"]
    assert (row["count"], row["of"]) == (2, 6)
    assert set(in_june.people("new_customers")["display_name"]) == {"三十天", "走得晚"}
    assert in_june.inviters["net"].tolist() == [128.0]


def test_without_attempts_there_is_no_success_rate(in_june):
    """Who was asked in vain is not seen: nothing of nothing, never 100 %."""
    row = in_june.rates.set_index("rate").loc["success"]
    assert not in_june.attempts_known
    assert (row["count"], row["of"]) == (0, 0)
    assert np.isnan(row["share"])


@pytest.mark.parametrize(("sent", "joined", "expected"), [
    (7, 0, (1, 1, 0)), (7, 1, (1, 1, 0)), (6, 5, (0, 0, 1)), (8, 0, (0, 1, 0)), (20, None, (0, 1, 0))])
def test_an_invitation_has_seven_days(tmp_path, sent, joined, expected):
    """Followed on day 7 counts, on day 8 not; sent six days ago is still open."""
    talk = every_day("阿珍", "2026-06-01", str(TODAY))
    row = f"小雨,新来的,{ago(sent)},{'' if joined is None else ago(joined)}"
    with open_shop(tmp_path, talk) as shop:
        shop.import_upload(Upload("邀请.csv", data=f"邀请人,被邀请人,邀请时间,入群时间\n{row}".encode()))
        found = referral.measure(shop, Scope(as_of=TODAY))
    rate = found.rates.set_index("rate").loc["success"]
    assert found.attempts_known
    assert (rate["count"], rate["of"], rate["pending"]) == expected


# ---- the network of replies


def edges_of(shop):
    """{(who, whom): (direct, adjacent)} by name."""
    graph = reply_graph.measure(shop)
    names = dict(zip(graph.nodes["person_id"], graph.nodes["display_name"], strict=True))
    return {(names[row["person_id"]], names[row["other_id"]]): (row["direct"], row["adjacent"])
            for row in graph.edges.to_dict("records")}


def test_names_quotes_and_close_followings_are_edges(tmp_path):
    """@, a quote's mark and five minutes; six minutes are none; a name inside a quote is not called; nor is oneself."""
    talk = [
        ("小雨", at(TODAY, 9, 0), "今天有什么汤"), ("阿珍", at(TODAY, 9, 5), "有老火汤"), ("小雨", at(TODAY, 9, 11), "好期待呀"),
        ("阿明", at(TODAY, 12, 0), "@阿珍 晚市几点"), ("小雨", at(TODAY, 15, 0), "确实好喝\n引用:@阿明:@阿珍 晚市几点"),
        ("阿明", at(TODAY, 18, 0), "@阿明 自言自语"), ("阿明", at(TODAY, 18, 1), "再说一句"),
    ]
    with open_shop(tmp_path, talk) as shop:
        assert edges_of(shop) == {("阿珍", "小雨"): (0, 1), ("阿明", "阿珍"): (1, 0), ("小雨", "阿明"): (1, 0)}


def test_the_longest_name_is_the_one_that_was_called(tmp_path):
    """@小雨妈妈 is not 小雨."""
    talk = [("小雨", at(TODAY, 9), "早上好大家"), ("小雨妈妈", at(TODAY, 10), "今天降温了"), ("阿珍", at(TODAY, 11), "@小雨妈妈 谢谢提醒呀")]
    with open_shop(tmp_path, talk) as shop:
        assert edges_of(shop) == {("阿珍", "小雨妈妈"): (1, 0)}


def test_the_shops_own_people_are_no_nodes_but_come_between(tmp_path):
    """Staff answered in between: the two customers do not follow each other; staff messages change no rank."""
    talk = [("小雨", at(TODAY, 9, 0), "有汤吗老板"), ("老板", at(TODAY, 9, 1), "有的"), ("阿珍", at(TODAY, 9, 2), "我也要一份"),
            ("阿珍", at(TODAY, 10, 0), "@小雨 一起拼吗"), ("老板", at(TODAY, 11), "@阿珍 好的")]
    roster = [("老板", LONG_AGO, "群主"), ("小雨", LONG_AGO, ""), ("阿珍", LONG_AGO, "")]
    with open_shop(tmp_path, talk, roster) as shop:
        assert edges_of(shop) == {("阿珍", "小雨"): (1, 0)}
        graph = reply_graph.measure(shop)
        assert graph.nodes["rank"].sum() == pytest.approx(1)
        assert graph.nodes["display_name"].tolist()[0] == "小雨"


def network(pairs, people=6, idle=0):
    """The graph of (from, to, direct, adjacent)."""
    frame = pd.DataFrame([(one, two, direct, adjacent, TODAY - timedelta(days=idle)) for one, two, direct, adjacent in pairs],
                         columns=["person_id", "other_id", "direct", "adjacent", "last_day"])
    said = pd.DataFrame({"person_id": range(people), "messages": 5, "effective": 5})
    return reply_graph.table(frame, said, TODAY, Settings())


@pytest.mark.parametrize(("idle", "weight"), [(0, 12), (29, 12), (30, 10.8), (59, 10.8), (60, 9.72)])
def test_an_edge_weighs_ten_and_one_and_fades(idle, weight):
    """One answer and two followings are 12; a tenth less for each whole month of silence."""
    assert network([(0, 1, 1, 2)], idle=idle).edges["weight"].tolist() == pytest.approx([weight])


def test_parts_isolates_and_density():
    """Two circles, one person whom nobody answers: one of thirty possible edges for each of three."""
    graph = network([(0, 1, 1, 0), (1, 2, 1, 0), (3, 4, 1, 0)])
    assert graph.parts == 2
    assert graph.density == pytest.approx(3 / 30)
    assert graph.people("isolated")["person_id"].tolist() == [5]
    assert sorted(graph.people("largest")["person_id"]) == [0, 1, 2]
    assert len(graph.people()) == 6
    held = reply_graph.bridges(graph)
    assert held[["person_id", "between"]].head(1).values.tolist() == [[1, 0.1]]  # of ten pairs of the other five it joins one
    assert held["between"].iloc[1:].eq(0).all()
    assert len(held) == 6


# ---- KOC


def crowd(people):
    """Facts of members that nothing tells apart but their number: the higher, the better in all."""
    place = np.arange(people, dtype=float)
    return koc.Facts(TODAY, pd.DataFrame({
        "person_id": np.arange(people), "display_name": [f"客人{n}" for n in range(people)], "tenure_days": 100,
        "effective": 50.0, "active_weeks": 6.0, "qualified": place, "invited": place, "new_customers": place % 3,
        "rank": place, "content": place, "net": place, "violations": 0.0, "promoter": np.nan}), koc.PARTS)


def changed(found, **columns):
    """The same facts with other columns."""
    return koc.Facts(found.as_of, found.members.assign(**columns), found.known)


@pytest.mark.parametrize(("column", "short", "enough", "missing"), [
    ("tenure_days", 29, 30, "tenure"), ("active_weeks", 3, 4, "weeks"), ("effective", 9, 10, "messages")])
def test_the_gate_on_both_sides(column, short, enough, missing):
    """Too new, too few weeks, too few messages: not on top, whatever the score."""
    for value, passes in ((short, False), (enough, True)):
        found = koc.table(changed(crowd(40), **{column: [float(enough)] * 39 + [float(value)]}), Settings())
        best = found.members.set_index("person_id").loc[39]
        assert bool(best["gate"]) is passes
        assert bool(best["koc"]) is passes
        assert best["missing"] == ("" if passes else missing)


def test_a_broken_rule_takes_twenty_points_off_once_and_never_below_nothing():
    """METRICS 6.14: the best of forty broke two rules and falls behind; the least has nothing to lose."""
    before = koc.table(crowd(40), Settings()).members.set_index("person_id")
    found = koc.table(changed(crowd(40), violations=[1.0, *[0.0] * 38, 2.0]), Settings())
    after = found.members.set_index("person_id")
    assert before.loc[39, "score"] - after.loc[39, "score"] == pytest.approx(20)
    assert (after.loc[[39, 0], "minus"] == 20).all()
    assert after.loc[0, "score"] == 0
    assert not after.loc[39, "koc"]
    assert after.loc[39, "stability"] == 0
    # One point less leaves the best on top, and the picture says why the bar is longer than the score.
    shown = koc.table(changed(crowd(40), violations=[*[0.0] * 39, 1.0]), Settings({"koc.violation_points": 1}))
    assert "（违规扣了 1）" in str(koc_chart.scores(shown, texts_for("zh")).to_dict())
    free = koc.table(changed(crowd(40), violations=[*[0.0] * 39, 2.0]), Settings({"koc.violation_points": 0}))
    assert free.members.set_index("person_id").loc[39, "score"] == before.loc[39, "score"]


@pytest.mark.parametrize(("people", "seats"), [(5, 1), (39, 1), (40, 2), (100, 5)])
def test_five_percent_are_on_top_and_at_least_one(people, seats):
    """The best of those through the gate."""
    found = koc.table(crowd(people), Settings())
    assert found.people("koc")["person_id"].tolist() == list(range(people - 1, people - 1 - seats, -1))
    assert len(found.people("gate")) == people


def test_who_ties_at_the_cut_is_not_on_top():
    """Two equal people for the last seat: neither, never a coin."""
    place = np.array([*range(38), 38, 38], dtype=float)
    same = dict.fromkeys(("qualified", "rank", "content", "net", "invited"), place)
    found = koc.table(changed(crowd(40), **same, active_weeks=6.0), Settings())
    assert found.members["koc"].sum() == 2
    three = np.array([*range(37), 37, 37, 37], dtype=float)
    tied = koc.table(changed(crowd(40), **dict.fromkeys(same, three)), Settings())
    assert tied.members["koc"].sum() == 0


def test_parts_add_up_to_the_score_and_the_best_are_stable():
    """Points of the parts are the score; the best in everything stays on top under every set of weights."""
    found = koc.table(crowd(100), Settings())
    parts = found.members[[f"part_{name}" for name in koc.PARTS]].sum(axis=1)
    assert parts.to_numpy() == pytest.approx(found.members["score"].to_numpy())
    assert found.members["score"].between(0, 100).all()
    assert found.members.set_index("person_id").loc[99, "stability"] == 1
    assert found.members.set_index("person_id").loc[0, "stability"] == 0
    again = koc.table(crowd(100), Settings())
    pd.testing.assert_frame_equal(found.members, again.members)


def test_what_there_is_no_data_for_weighs_nothing_and_the_rest_more():
    """Without invitations the other four share the whole."""
    some = koc.Facts(TODAY, crowd(40).members, koc.PARTS[1:])
    found = koc.table(some, Settings())
    assert sum(found.weights.values()) == pytest.approx(1)
    assert found.weights["network"] == pytest.approx(0.25 / 0.7)
    assert (found.members["part_referral"] == 0).all()


def test_a_nine_lifts_and_an_eight_lowers_the_last_part():
    """Two who spend the same: one promotes, one does not; who was not asked stands between."""
    found = koc.table(changed(crowd(3), net=5.0, promoter=[1.0, 0.0, np.nan]), Settings()).members.set_index("person_id")
    assert found.loc[0, "part_spend"] > found.loc[2, "part_spend"] > found.loc[1, "part_spend"]


def test_new_customers_a_koc_are_told_by_their_median():
    """Five KOCs with 0, 1, 2, 0, 1 customers: median 1, two brought none."""
    found = koc.table(crowd(100), Settings())
    row = found.per_koc.iloc[0]
    assert (row["kocs"], row["median"], row["zero"], row["of"]) == (5, 1, 2, 5)
    assert len(found.people("zero")) == 2


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9), st.integers(0, 300)), min_size=2, max_size=60), st.randoms())
@settings(max_examples=20, deadline=None)
def test_equal_people_score_equal_and_rows_may_be_shuffled(rows, random):
    """Promise 9, and nobody outside the gate is ever on top; never more than the seats."""
    qualified, rank, net = (np.array(one, dtype=float) for one in zip(*rows, strict=True))
    facts = changed(crowd(len(rows)), qualified=qualified, rank=rank, content=0.0, net=net)
    found = koc.table(facts, Settings())
    assert (found.members.groupby(["qualified", "rank", "net"])["score"].agg(lambda one: one.max() - one.min()) < 1e-9).all()
    assert found.members["koc"].sum() <= max(1, int(0.05 * len(rows)))
    order = list(range(len(rows)))
    random.shuffle(order)
    mixed = koc.table(koc.Facts(TODAY, facts.members.iloc[order].reset_index(drop=True), facts.known), Settings())
    pd.testing.assert_frame_equal(found.members, mixed.members)


def test_real_files_make_a_koc(june):
    """小雨 never spoke and is kept out by the gate; 阿珍 talks every day and has the seat."""
    found = koc.measure(june, Scope(as_of=TODAY))
    rows = found.members.set_index("display_name")
    assert found.people("koc")["display_name"].tolist() == ["阿珍"]
    assert rows.loc["小雨", "qualified"] == 4
    assert rows.loc["小雨", "missing"] == "weeks messages"
    assert "老板" not in rows.index
