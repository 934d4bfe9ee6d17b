"""Orders: totals that agree with the first screen and customer worth, goals, margins, habits and baskets by hand."""

import csv
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import Scope
from analytics.metrics import bought_together, buying_habits, order_frequency, order_goals, orders, today, value
from analytics.metrics.order_lines import OrderLines, read, shared_out
from analytics.metrics.products import product_people
from analytics.settings import Settings
from tests.analytics.metrics.shops import open_shop, paid

# Goods sheets hold what shops.order_file has not: products, shops, sources.


def goods_file(folder, rows, name="商品订单.csv"):
    """An order sheet of (order id, buyer, day, paid, refund, goods, shop)."""
    path = folder / name
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(["订单号", "买家昵称", "付款时间", "实付金额", "退款金额", "订单状态", "商品名称", "门店名称", "销售渠道"])
        sheet.writerows([f"G2026{number:05d}", who, f"{day} 20:30:00", paid_, back, "交易完成", goods, shop, "网店"]
                        for number, (who, day, paid_, back, goods, shop) in enumerate(rows))
    return path


# Soup alone costs 20, bread alone 10. 甲 buys soup every 5 days and is due on the 29th; 丙 is lost; 乙 came early in June only.
GOODS = [
    ("甲", "2026-04-01", 20, 0, "汤", "东店"), ("丙", "2026-04-05", 10, 0, "面包", "东店"), ("丙", "2026-04-08", 10, 0, "面包", "东店"),
    ("丙", "2026-04-11", 10, 0, "面包", "东店"), ("甲", "2026-06-09", 20, 0, "汤", "东店"), ("甲", "2026-06-14", 60, 0, "汤;面包(1件);茶", "西店"),
    ("甲", "2026-06-19", 20, 0, "汤", "东店"), ("甲", "2026-06-24", 30, 0, "汤;面包", "西店"), ("乙", "2026-06-10", 10, 0, "面包", "东店"),
    ("乙", "2026-06-10", 40, 40, "汤(2件)", "东店"), ("丁", "2026-06-30", 30, 0, "面包(3件)", "西店")]
JUNE = Scope(start=date(2026, 6, 1), end=date(2026, 6, 30))


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """The hand-worked shop."""
    with open_shop(tmp_path_factory.mktemp("orders"), []) as opened:
        opened.import_file(goods_file(tmp_path_factory.mktemp("goods"), GOODS))
        yield opened


def test_totals_are_those_of_customer_worth_and_the_first_screen(shop):
    """One definition of net sales, orders, per order: 20 + 60 + 20 + 30 + 10 + 30 = 170 in 6 orders."""
    result = orders.measure(shop, JUNE)
    worth, numbers = value.measure(shop, JUNE), today.measure(shop, JUNE).numbers.set_index("key")
    assert (result.spent.totals["net"], result.spent.totals["orders"]) == (170.0, 6)
    assert result.spent.totals == worth.totals
    assert numbers.loc["net", "value"] == 170
    assert numbers.loc["orders", "value"] == 6
    assert numbers.loc["per_order", "value"] == pytest.approx(result.spent.ratios.loc["per_order", "value"])


@pytest.mark.parametrize(("span", "scope"), [("week", Scope()), ("month", Scope(start=date(2026, 6, 1), end=date(2026, 6, 30)))])
def test_the_comparison_is_that_of_the_first_screen(shop, span, scope):
    """This week and this month beside the same days before, as Home says them, word included."""
    rows = orders.measure(shop, Scope()).compared
    mine = rows[rows["span"] == span].set_index("measure")
    home = today.measure(shop, scope).numbers.set_index("key")
    for key in ("net", "orders", "buyers"):
        assert (mine.loc[key, "now"], mine.loc[key, "before"]) == (home.loc[key, "value"], home.loc[key, "before"])
        assert mine.loc[key, "word"] == home.loc[key, "word"]


def test_money_of_an_order_is_shared_out_among_its_goods(shop):
    """30 for soup (20 alone) and bread (10 alone): 20 and 10. Three breads are three pieces."""
    result = orders.measure(shop, JUNE)
    named = result.products.set_index("key")
    assert result.products["net"].sum() == pytest.approx(170)
    assert named.loc["面包", "pieces"] == 1 + 1 + 1 + 3
    mixed = result.lines.orders.set_index("order_id").loc["G202600007", "order_key"]
    pair = result.lines.items[result.lines.items["order_key"] == mixed].set_index("item")["cents"]
    assert pair.to_dict() == {"汤": 2000, "面包": 1000}


@pytest.mark.parametrize("name", ["store", "channel", "group"])
def test_places_add_up_and_open(shop, name):
    """Each table makes all net sales; each row's list is as long as its orders."""
    result = orders.measure(shop, JUNE)
    rows = result.places[name]
    assert rows["net"].sum() == pytest.approx(170)
    assert [len(result.orders_of(name, key)) for key in rows["key"]] == rows["orders"].tolist()


def test_a_product_opens_its_buyers(shop):
    """Bread: 甲 on two days, 乙 and 丁 on one."""
    result = orders.measure(shop, JUNE)
    row = result.products.set_index("key").loc["面包"]
    assert (row["buyers"], row["count"], row["of"]) == (3, 1, 3)
    assert product_people(result.lines, "面包")["days"].tolist() == [2, 1, 1]
    assert len(result.orders_of("product", "面包")) == row["orders"]


def test_first_and_repeat_buyers_part_the_known_buyers(shop):
    """甲 bought in April: repeat, 130 of 170; 乙 and 丁 are first-time."""
    result = orders.measure(shop, JUNE)
    rows = result.newness.set_index("kind")
    assert rows["buyers"].to_dict() == {"first": 2, "repeat": 1}
    assert rows["net"].to_dict() == {"first": 40.0, "repeat": 130.0}
    assert {kind: len(result.orders_by(kind)) for kind in ("first", "repeat")} == rows["orders"].to_dict()


def test_without_chosen_days_all_orders_are_meant(shop):
    """April is there too: 20 + 30 + 170. Everybody is new over all days, so it is once (乙, 丁) or again (甲, 丙)."""
    result = orders.measure(shop)
    assert (result.spent.totals["net"], result.spent.totals["orders"], result.spent.start) == (220.0, 10, date(2026, 4, 1))
    assert result.newness.set_index("kind")["buyers"].to_dict() == {"once": 2, "again": 2}
    assert {kind: len(result.orders_by(kind)) for kind in result.kinds} == {"once": 2, "again": 8}
    assert result.newness_known


def test_how_often_people_buy(shop):
    """Over all days 甲 bought on 5 days (150 yuan), 丙 on 3 (30), 乙 and 丁 on one (40); each row opens its people."""
    spent = orders.measure(shop).spent
    rows = order_frequency.often(spent)
    assert rows[["days", "count", "of", "net"]].to_numpy().tolist() == [[1, 2, 4, 40.0], [3, 1, 4, 30.0], [5, 1, 4, 150.0]]
    assert [len(order_frequency.people(spent, days)) for days in rows["days"]] == rows["count"].tolist()
    assert rows["net_share"].sum() == pytest.approx(1)
    busy = replace(spent, members=spent.members.assign(order_days=[9, 10, 11, 10]))
    assert order_frequency.often(busy)[["days", "count"]].to_numpy().tolist() == [[9, 1], [10, 3]]
    assert order_frequency.often(replace(spent, members=spent.members.iloc[:0])).empty


def test_spans_of_the_picture_hold_their_orders(shop):
    """Days, weeks, months: the sum is the period's; a week that the period cuts is not complete."""
    result = orders.measure(shop)
    assert result.unit == "week"
    assert result.series["net"].sum() == pytest.approx(result.spent.totals["net"])
    assert not result.series["complete"].iloc[-1]
    for row in result.series.to_dict("records"):
        assert len(result.orders_between(row["first"].date(), row["last"].date())) == row["orders"]


# ---- target and margin

@pytest.mark.parametrize(("end", "pace", "a_day"), [(date(2026, 6, 10), 90.0, 13.5), (date(2026, 6, 30), 170.0, None)])
def test_target_and_pace(shop, end, pace, a_day):
    """30 in ten days of June make 90 at this pace; 270 are left of 300 for 20 days. A month that is over asks nothing more."""
    shop.change_settings(Settings({"orders.target_from_yuan_per_month": 300}))
    goal = orders.measure(shop, Scope(start=date(2026, 6, 1), end=end)).goal
    shop.change_settings(Settings())
    assert (goal.pace, goal.a_day) == (pytest.approx(pace), a_day)


def test_margins_are_kept_and_said_when_missing(shop):
    """Nothing typed: no profit. Soup's own 50 %, the shop's 20 % for the rest; taking it back takes it away."""
    assert orders.measure(shop, JUNE).margin.known == 0
    shop.correct("margin", "汤", "0.5")
    shop.change_settings(Settings({order_goals.MARGIN_SETTING: 0.2}))
    margin = orders.measure(shop, JUNE)
    soup = margin.products.set_index("key").loc["汤", "net"]
    assert margin.margin.profit == pytest.approx(soup * 0.5 + (170 - soup) * 0.2)
    shop.correct("margin", "汤", None)
    shop.change_settings(Settings())
    assert orders.measure(shop, JUNE).margin.known == 0


# ---- habits and baskets

def test_who_is_due_by_the_own_gap(shop):
    """甲: every five days, last on 24 June: due on the 29th. 丙: every three days, last in April: lost. 乙 came once."""
    rows = buying_habits.measure(shop, JUNE).members.set_index("display_name")
    assert rows.index.tolist() == ["甲", "丙"]
    assert rows.loc["甲", ["state", "usual", "usual_days", "gap_days"]].tolist() == ["due", "汤", 5, 5.0]
    assert rows.loc["丙", ["state", "usual"]].tolist() == ["lost", "面包"]


@pytest.mark.parametrize(("end", "state"), [(date(2026, 6, 28), "early"), (date(2026, 6, 29), "due"), (date(2026, 7, 8), "due")])
def test_due_from_the_gap_on(tmp_path, end, state):
    """Gap 5, last on the 24th: 4 days later not yet, 5 days later due, 14 still due."""
    days = ["2026-06-09", "2026-06-14", "2026-06-19", "2026-06-24"]
    with open_shop(tmp_path, orders=[*(paid(n, "甲", day, "9") for n, day in enumerate(days)), paid(9, "乙", "2026-07-20", "9")]) as shop:
        assert buying_habits.measure(shop, Scope(end=end)).members["state"].tolist() == [state]


def test_lost_from_three_gaps_on(tmp_path):
    """15 days are three gaps of five: lost."""
    days = ["2026-06-09", "2026-06-14", "2026-06-19", "2026-06-24"]
    with open_shop(tmp_path, orders=[*(paid(n, "甲", day, "9") for n, day in enumerate(days)), paid(9, "乙", "2026-07-20", "9")]) as shop:
        assert buying_habits.measure(shop, Scope(end=date(2026, 7, 9))).members["state"].tolist() == ["lost"]


def test_a_pair_that_goes_together_holds_and_chance_does_not(tmp_path):
    """Salt with fish 20 times of 20, tea with every second basket: only the first is more than chance."""
    rows = [(f"人{n}", f"2026-06-{n % 28 + 1:02d}", 10, 0, "鱼;盐" if n < 20 else "菜", "店") for n in range(60)]
    rows = [(*row[:4], row[4] + (";茶" if n % 2 else ""), row[5]) for n, row in enumerate(rows)]
    with open_shop(tmp_path, []) as shop:
        shop.import_file(goods_file(tmp_path, rows))
        result = bought_together.measure(shop)
    pairs = result.pairs.set_index(["item", "other"])
    held = pairs[pairs["holds"]]
    assert [set(pair) for pair in held.index] == [{"鱼", "盐"}]
    row = held.iloc[0]
    assert (row["count"], row["of"], row["expected"], row["lift"]) == (20, 20, pytest.approx(20 / 3), pytest.approx(3))
    assert all(len(result.people(*pair)) == row["people"] for pair, row in pairs.iterrows())


@settings(max_examples=20, deadline=None)
@given(rows=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 5000), st.integers(0, 99)), min_size=1, max_size=20))
def test_cents_shared_out_always_add_up(rows):
    """Whatever the weights, to the fen and without a negative part."""
    import pandas as pd

    frame = pd.DataFrame(rows, columns=["key", "cents", "weight"])
    frame["cents"] = frame.groupby("key")["cents"].transform("first")
    parts = shared_out(frame["key"], frame["cents"], frame["weight"])
    assert (parts >= 0).all()
    assert (parts.groupby(frame["key"]).sum() == frame.groupby("key")["cents"].first()).all()


def test_shuffled_lines_change_nothing(shop):
    """The order of the file decides neither money nor names."""
    resolved = shop.resolve(JUNE)
    lines = read(shop, resolved, JUNE.start, JUNE.end)
    mixed = OrderLines(lines.lines.sample(frac=1, random_state=3).reset_index(drop=True), lines.first, lines.last)
    assert mixed.items.groupby("item")["cents"].sum().to_dict() == lines.items.groupby("item")["cents"].sum().to_dict()
    assert buying_habits.table(mixed, shop.settings).members.equals(buying_habits.table(lines, shop.settings).members)
