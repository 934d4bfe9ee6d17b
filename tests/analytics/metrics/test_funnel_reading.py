"""Reading the path: wishes, either-or, left out, held; groups, weeks, time, people, and orders that add up to people."""

from __future__ import annotations

import csv
import math
from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest
import scipy

from analytics import Scope, Upload, UserError
from analytics.metrics import (
    funnel,
    funnel_bridge,
    funnel_compare,
    funnel_people,
    funnel_presets,
    funnel_split,
    funnel_steps,
    funnel_time,
    funnel_totals,
)
from analytics.metrics.funnel_steps import Step
from analytics.statistics.several import adjusted, exact
from tests.analytics.metrics.shops import at, every_day, open_shop

PATH = ("join", "first_order")
# 阿梅 carries two tags, 团子 none, the stranger is no member.
_TAGGED = "客户姓名,企业标签,小分队,添加时间\n" + "".join(f"{row},2026-04-01\n" for row in (
    "阿梅,宝妈、吃货,一队", "大鹏,吃货,一队", "小雅,宝妈,二队", "老周,宝妈,", "路人,宝妈,二队"))
APRIL = Scope(start=date(2026, 4, 1), end=date(2026, 4, 30), as_of=date(2026, 8, 31))


def rich_orders(folder, rows):
    """An order sheet with shop and product of (id, buyer, moment, paid, product, shop)."""
    path = folder / "门店订单.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(["订单号", "买家昵称", "付款时间", "实付金额", "订单状态", "商品名称", "门店"])
        sheet.writerows([number, who, f"{moment:%Y-%m-%d %H:%M:%S}", yuan, "交易完成", item, store]
                        for number, who, moment, yuan, item, store in rows)
    return path


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """Eight joined in April, some bought, some twice, in two shops; a stranger bought too; a sign-up stands between."""
    folder = tmp_path_factory.mktemp("reading")
    names = ["阿梅", "大鹏", "小雅", "老周", "何姨", "石头", "阿珍", "团子"]
    roster = [(who, f"2026-04-{day:02d}", "成员") for who, day in zip(names, (1, 1, 8, 8, 15, 15, 22, 22), strict=True)]
    talk = [*every_day("小助手", "2026-03-01", "2026-08-31", 9), ("何姨", at("2026-04-16"), "这个怎么卖，多少钱一份"),
            ("阿梅", at("2026-04-02"), "今天的汤真好喝"), ("石头", at("2026-04-17"), "多少钱一斤呀老板")]
    bought = [(1, "阿梅", at("2026-04-03", 12), 80, "猪肚鸡", "石岐店"), (2, "阿梅", at("2026-04-20", 12), 30, "煲仔饭", "东区店"),
              (3, "大鹏", at("2026-04-05", 12), 60, "煲仔饭", "东区店"), (4, "大鹏", at("2026-04-09", 12), 60, "煲仔饭", "东区店"),
              (5, "小雅", at("2026-05-02", 12), 20, "猪肚鸡", "石岐店"), (6, "何姨", at("2026-06-30", 12), 99, "猪肚鸡", "石岐店"),
              (7, "路人", at("2026-04-10", 12), 40, "煲仔饭", "石岐店"), (8, "路人", at("2026-03-01", 12), 40, "煲仔饭", "石岐店"),
              (9, "路人", at("2026-08-31", 21), 40, "煲仔饭", "石岐店")]
    with open_shop(folder, sorted(talk, key=lambda line: line[1]), [*roster, ("小助手", "", "运营")]) as ws:
        ws.import_file(rich_orders(folder, bought))
        ws.import_upload(Upload("客户.csv", _TAGGED.encode()))
        yield ws


def counts(result):
    """Step → people."""
    return dict(zip(result.steps["step"], result.steps["count"], strict=True))


def test_a_step_may_be_any_of_several_events(shop):
    """An order or a question of price: 阿梅, 大鹏, 小雅 bought in 30 days, 何姨 and 石头 asked."""
    result = funnel.measure(shop, APRIL, ("join", "first_order|inquiry"))
    assert counts(result) == {"join": 8, "first_order|inquiry": 5}


@pytest.mark.parametrize(("wish", "names"), [
    (("item", "猪肚鸡"), ["阿梅", "小雅"]), (("store", "东区店"), ["阿梅", "大鹏"]), (("amount_from", "60"), ["阿梅", "大鹏"]),
    (("amount_from", "81"), []),
])
def test_a_step_may_have_wishes(shop, wish, names):
    """Product, shop and amount, the amount included."""
    result = funnel.measure(shop, APRIL, ("join", Step(("order",), (wish,))))
    found = result.people(f"order[{wish[0]}={wish[1]}]")
    assert sorted(found["display_name"]) == sorted(names)


def test_the_same_shop_throughout(shop):
    """Bought and again: 阿梅 in two shops, 大鹏 in one."""
    steps = ("join", "first_order", "repurchase")
    assert counts(funnel.measure(shop, APRIL, steps, 60))["repurchase"] == 2
    held = funnel.measure(shop, APRIL, steps, 60, hold="store")
    assert held.people("repurchase")["display_name"].tolist() == ["大鹏"]
    assert counts(held)["first_order"] == 3


def test_a_second_order_needs_a_second_order(shop):
    """Order, then order again: 阿梅 and 大鹏; each step has its own name."""
    result = funnel.measure(shop, APRIL, ("join", "order", "order"), 30)
    assert counts(result) == {"join": 8, "order": 3, "order#2": 2}


def test_a_step_that_may_be_left_out_is_set_beside(shop):
    """阿梅 talked (and bought); the two who asked a price talked too and did not within 30 days."""
    result = funnel.measure(shop, APRIL, ("join", Step(("speak",), (), True), "first_order"))
    assert counts(result) == {"join": 8, "first_order": 3}
    assert result.optional[["step", "group", "count", "of"]].to_numpy().tolist() == [["speak", "with", 1, 3], ["speak", "without", 2, 5]]
    assert len(result.people_beside("speak")) == 3
    assert len(result.people_beside("speak", did=False)) == 5


def test_an_hour_is_a_window_too(shop):
    """何姨 asked on 16 April and bought in June; in any 24 hours nobody did both."""
    assert counts(funnel.measure(shop, APRIL, ("inquiry", "order"), window_hours=24))["order"] == 0
    assert counts(funnel.measure(shop, APRIL, ("inquiry", "order"), 90))["order"] == 1


def test_a_wish_nobody_knows_is_an_error(shop):
    """A slip in a notebook is told, not passed over."""
    with pytest.raises(UserError):
        funnel.measure(shop, APRIL, ("join", Step(("order",), (("colour", "red"),))))


# ---- orders and people

@pytest.mark.parametrize(("scope", "days"), [(APRIL, 30), (APRIL, 90), (Scope(), 30), (Scope(start=date(2026, 4, 8), end=date(2026, 4, 20)), 7)])
def test_orders_add_up_to_people_exactly(shop, scope, days):
    """Every line signed; the sum is the step's number; each line's list holds its orders."""
    result = funnel.measure(shop, scope, PATH, days)
    bridge = funnel_bridge.measure(shop, scope, result)
    assert bridge.people == bridge.lines["count"].sum() == counts(result)["first_order"]
    for row in bridge.lines.iloc[1:].to_dict("records"):
        if len(bridge.behind(row["reason"])):
            assert bridge.behind(row["reason"])["orders"].sum() == abs(row["count"])


def test_orders_of_april_by_hand(shop):
    """Five orders in April: 路人 was never in a group, 阿梅 and 大鹏 bought twice, 小雅's order came in May."""
    bridge = funnel_bridge.measure(shop, APRIL, funnel.measure(shop, APRIL, PATH, 30))
    assert bridge.lines.to_numpy().tolist() == [["all_orders", 5], ["not_seen", -1], ["more_orders", -2], ["later", 1]]
    assert bridge.behind("later")["display_name"].tolist() == ["小雅"]


# ---- time and weeks

def test_the_curve_takes_in_who_has_time_left(shop):
    """Without open windows it ends where the plain share does."""
    result = funnel.measure(shop, APRIL, PATH, 30)
    found = funnel_time.timing(result)
    assert (found.count, found.of) == (3, 8)
    assert found.by(30) == pytest.approx(3 / 8)
    assert found.by(1) == 0
    assert found.converters["days"].between(2, 25).all()


def test_the_curve_is_honest_while_windows_are_open(shop):
    """Up to 10 April nobody has had 30 days; who joined on the 8th is seen for three days and then no longer at risk."""
    result = funnel.measure(shop, Scope(start=date(2026, 4, 1), end=date(2026, 4, 10), as_of=date(2026, 4, 10)), PATH, 30)
    found = funnel_time.timing(result)
    assert (found.count, found.of) == (2, 4)
    assert found.curve["at_risk"].tolist() == [4, 1]
    assert found.by(3) == pytest.approx(1 / 4)
    assert result.steps["count"].tolist() == [0, 0]


def test_weeks_count_only_when_everybodys_time_is_over(shop):
    """Joined on 1, 8, 15 and 22 April: four weeks; those of the last have time until 22 May."""
    scope = Scope(start=date(2026, 3, 30), end=date(2026, 5, 3), as_of=date(2026, 5, 20))
    frame = funnel_time.trend(funnel.measure(shop, scope, PATH, 30))
    assert frame["complete"].tolist() == [True, True, True, False]
    assert frame[["count", "of"]].to_numpy().tolist() == [[2, 2], [1, 2], [0, 2], [0, 0]]
    result = funnel.measure(shop, scope, PATH, 30)
    assert [len(funnel_time.entered(result, one.date())) for one in frame["begins"]] == frame["of"].tolist()


# ---- groups and tests

def test_groups_partition_everybody(shop):
    """Every breakdown sums to the step's numbers, and each list is as long as its number."""
    result = funnel.measure(shop, APRIL, PATH, 30)
    possible = funnel_split.possible(shop, result)
    assert set(funnel_split.CARRIED) <= set(possible)
    for by in possible:
        found = funnel_split.measure(shop, APRIL, result, by)
        assert by == "tag" or (found.groups["count"].sum(), found.groups["of"].sum()) == (3, 8), by
        for row in found.groups.to_dict("records"):
            assert len(found.people(row["value"])) == row["count"]
            assert len(found.people(row["value"], reached=False)) == row["of"] - row["count"]


def test_who_carries_two_tags_counts_in_both_and_each_tag_is_held_against_those_without_it(shop):
    """Bought within 30 days: 阿梅, 大鹏, 小雅 of eight. 宝妈: 阿梅 and 小雅 of three; without it 大鹏 of five."""
    result = funnel.measure(shop, APRIL, PATH, 30)
    found = funnel_split.measure(shop, APRIL, result, "tag", baseline="吃货")
    assert found.overlaps
    assert found.baseline == funnel_split.REST
    rows = found.groups.set_index("value")
    assert rows[["count", "of"]].to_numpy().tolist() == [[2, 3], [2, 2], [0, 4]]
    assert list(rows.index) == ["宝妈", "吃货", funnel_split.UNKNOWN]
    assert rows.loc["宝妈", "lift"] == pytest.approx((2 / 3) / (1 / 5))
    assert rows.loc["宝妈", "gap"] == pytest.approx(2 / 3 - 1 / 5)
    assert sorted(found.people("宝妈")["display_name"]) == ["小雅", "阿梅"]
    hidden = funnel_split.measure(shop.masked(), APRIL, result, "tag")
    assert hidden.names == {"吃货": "标签3", "宝妈": "标签4"}, "squads 一队 and 二队 are numbered with them"
    squads = funnel_split.measure(shop, APRIL, result, "squad")
    assert not squads.overlaps
    assert squads.groups.set_index("value").loc["一队", ["count", "of"]].tolist() == [2, 2]


def test_what_a_step_does_not_say_is_no_breakdown(shop):
    """Joining names no product; ordering does."""
    assert "item" not in funnel_split.possible(shop, funnel.measure(shop, APRIL, PATH))
    bought = funnel.measure(shop, APRIL, ("order", "order"), 30)
    assert "item" in funnel_split.possible(shop, bought)
    found = funnel_split.measure(shop, APRIL, bought, "item")
    assert set(found.groups["value"]) <= {"猪肚鸡", "煲仔饭"}


@pytest.mark.parametrize(("small", "word"), [(29, "small_sample"), (30, "more")])
def test_nothing_is_compared_under_thirty(small, word):
    """29 on a side say nothing, 30 do: all of them against none of a hundred."""
    groups = pd.DataFrame({"value": ["a", "b"], "count": [small, 0], "of": [small, 100]})
    assert funnel_split.compared(groups, funnel_split.REST)["word"].iloc[0] == word


def test_a_baseline_is_compared_with_nobody():
    """Lift and gap of the others are against it."""
    groups = pd.DataFrame({"value": ["a", "b", "c"], "count": [20, 10, 10], "of": [40, 40, 40]})
    found = funnel_split.compared(groups, "b").set_index("value")
    assert found["word"].to_dict() == {"a": "same", "b": "baseline", "c": "same"}
    assert found.loc["a", "lift"] == pytest.approx(2)
    assert found.loc["a", "gap"] == pytest.approx(0.25)


def test_exact_and_adjusted_are_what_scipy_gives():
    """A hundred random tables, small and large, lopsided ones too; tied and missing p-values."""
    draw = np.random.default_rng(5)
    of, other = draw.integers(1, 60, 100), np.concatenate([draw.integers(1, 60, 90), draw.integers(5_000, 50_000, 10)])
    count, other_count = (draw.random(100) * (of + 1)).astype(int), (draw.random(100) * (other + 1)).astype(int)
    found = exact(count, of, other_count, other)
    wanted = [scipy.stats.fisher_exact([[a, n - a], [b, m - b]])[1] for a, n, b, m in zip(count, of, other_count, other, strict=True)]
    assert found == pytest.approx(wanted, rel=1e-6, abs=1e-12)
    p = np.array([0.01, 0.04, 0.04, np.nan, 0.9, 0.002])
    known = ~np.isnan(p)
    assert adjusted(p)[known] == pytest.approx(scipy.stats.false_discovery_control(p[known]))
    assert np.isnan(adjusted(p)[3])


def test_fisher_is_the_lady_tasting_tea():
    """Three of four right: p = 0.4857 two-sided (Fisher 1935); four of four: 0.0286."""
    assert exact([3, 4], 4, [1, 0], 4) == pytest.approx([34 / 70, 2 / 70])
    assert np.isnan(exact(1, 2, 0, 0)).all()


def test_false_alarms_are_kept_down_as_published():
    """Benjamini and Hochberg 1995, section 3.2: of fifteen p-values four are called different at 5 %."""
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    assert (adjusted(p) < 0.05).sum() == 4
    assert np.isnan(adjusted([0.01, np.nan])[1])


def test_two_periods_are_compared_step_by_step(shop):
    """The first half of April beside the second; the same path only."""
    halves = [Scope(start=date(2026, 4, first), end=date(2026, 4, last), as_of=date(2026, 8, 31)) for first, last in ((1, 14), (15, 28))]
    before, now = (funnel.measure(shop, half, PATH, 30) for half in halves)
    frame = funnel_compare.steps(now, before)
    assert frame[["step", "count", "of", "other_count", "other_of"]].to_numpy().tolist() == [
        ["first_order", 0, 4, 3, 4], [funnel_compare.OVERALL, 0, 4, 3, 4]]
    assert frame["word"].tolist() == ["small_sample"] * 2
    with pytest.raises(ValueError, match="same steps"):
        funnel_compare.steps(now, funnel.measure(shop, halves[0], ("join", "speak")))


# ---- people

def test_who_stopped_is_told_apart_by_where_they_are(shop):
    """何姨 bought in June: after her time, but known; 石头 spoke; 老周 did neither."""
    result = funnel.measure(shop, APRIL, PATH, 30)
    found = funnel_people.listed(shop, APRIL, result, "first_order", "dropped").set_index("display_name")
    assert len(found) == 5
    assert found.loc["石头", "hint"] == "talks"
    assert found.loc["老周", "hint"] == "quiet"
    later = funnel_people.listed(shop, Scope(end=date(2026, 8, 31)), result, "first_order", "dropped").set_index("display_name")
    assert later.loc["何姨", "hint"] == "bought"


def test_what_went_with_it_is_told_from_a_landmark(shop):
    """At seven days 阿梅 and 大鹏 had bought already; of the other six two had asked a price, 小雅 bought later."""
    result = funnel.measure(shop, APRIL, PATH, 30)
    found = funnel_people.drivers(shop, APRIL, result)
    assert found.at_risk == 6
    asked = found.flags.set_index("event").loc["inquiry"]
    assert asked[["count", "of", "other_count", "other_of"]].tolist() == [0, 2, 1, 4]
    assert asked["word"] == "small_sample"
    for row in found.flags.to_dict("records"):
        assert (len(found.people(row["event"])), len(found.people(row["event"], did=False))) == (row["of"], row["other_of"])


def test_what_the_dropped_did_instead_counts_people(shop):
    """Of five who stopped before the order two asked a price."""
    frame = funnel_people.instead(shop, APRIL, funnel.measure(shop, APRIL, PATH, 30), "first_order").set_index("event")
    assert frame.loc["inquiry", ["count", "of"]].tolist() == [2, 5]


# ---- ready-made and own paths, totals

def test_only_what_the_data_hold_is_offered(shop):
    """No coupons: no visit; the missing event is named."""
    available = funnel.measure(shop, APRIL).available
    found = funnel_presets.presets(available, funnel_presets.chat_types(shop, APRIL))
    offered = {one.id for one in found.offered}
    assert {"first_sales", "attract", "ask"} <= offered
    assert found.missing["visit"] == ("coupon", "redeemed")
    for preset in found.offered:
        assert len(funnel.measure(shop, APRIL, preset.path, preset.window_days or None).chain) >= 2
    assert "lead_chat" not in offered | set(found.missing)


def test_a_kept_path_comes_back_as_it_was(shop):
    """Steps with wishes, window and exclusions; forgetting takes it away."""
    choices = {"steps": (Step(("join",)), Step(("order",), (("store", "石岐店"), ("amount_from", "50")), True)), "window_hours": 72,
               "exclude": ("leave",)}
    funnel_presets.keep(shop, "石岐三天", choices)
    (kept,) = funnel_presets.kept(shop)
    assert (kept.name, kept.choices) == ("石岐三天", choices)
    shop.correct(funnel_presets.KIND, "坏的", "{}")
    assert len(funnel_presets.kept(shop)) == 1
    funnel_presets.forget(shop, "石岐三天")
    shop.correct(funnel_presets.KIND, "坏的", None)
    assert funnel_presets.kept(shop) == ()


@pytest.mark.parametrize("text", ["", "[[1]]", "nonsense"])
def test_what_is_no_path_is_not_read(text):
    """An older or damaged text is an error, never half a path."""
    with pytest.raises(ValueError, match=r"path|unpack|values"):
        funnel_steps.read(text)


def test_totals_are_shown_as_they_are(tmp_path):
    """More clicks than reads are not cut to 100 %."""
    with open_shop(tmp_path, [("阿梅", datetime(2026, 4, 2, 21), "早上好呀各位")]) as ws:
        assert funnel_totals.measure(ws).steps.empty
        sheet = tmp_path / "内容.csv"
        sheet.write_text("发布时间,标题,正文,阅读数,点击数\n2026-04-02 11:00:00,上新,靓汤到了,100,150\n2026-04-02 12:00:00,又上新,乳鸽,50,75\n",
                         encoding="utf-8-sig")
        ws.import_file(sheet)
        steps = funnel_totals.measure(ws).steps
        assert steps[["step", "total", "rises"]].to_numpy().tolist() == [["opens", 150.0, False], ["clicks", 225.0, True]]
        assert steps["share"].iloc[1] == pytest.approx(1.5)
        assert math.isnan(funnel_totals.measure(ws).orders)
        ws.import_upload(Upload("日报.csv", "日期,订单数,销售额\n2026-04-01,3,90\n2026-04-02,4,80\n".encode()))
        assert funnel_totals.measure(ws, Scope(start=date(2026, 4, 1), end=date(2026, 4, 2))).orders == 7
