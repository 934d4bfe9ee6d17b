"""Why sales changed: a hand-worked shop, parts that add up to the fen, and a split that does not care for any order."""

from datetime import date
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import Scope
from analytics.metrics import fair_periods, sales_change, today, value
from analytics.metrics.product_names import pieces
from analytics.settings import Settings
from analytics.statistics.change import product_change, whole
from tests.analytics.metrics.shops import open_shop, paid

JUNE = Scope(start=date(2026, 6, 1), end=date(2026, 6, 30))
# May: 甲 two orders of 100 and 200, 乙 one of 300. June: 甲 one of 400, 丙 one of 50, 丁 (bought in April) one of 150.
ORDERS = [paid(1, "丁", "2026-04-02", "80"), paid(2, "甲", "2026-05-03", "100"), paid(3, "甲", "2026-05-20", "200"),
          paid(4, "乙", "2026-05-30", "300"), paid(5, "甲", "2026-06-04", "400"), paid(6, "丙", "2026-06-10", "50"),
          paid(7, "丁", "2026-06-30", "200", refund="50"), paid(8, "戊", "2026-06-11", "70", status="交易关闭")]


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """The hand-worked shop."""
    with open_shop(tmp_path_factory.mktemp("change"), orders=ORDERS) as opened:
        yield opened


def cents(result):
    """part → cents."""
    return result.parts.set_index("part")["cents"].to_dict()


def test_the_hand_worked_shop(shop):
    """May 600 = 2 buyers × 1.5 × 200; June 600 = 3 × 1 × 200: one buyer more is worth 250, half an order less −250."""
    result = sales_change.measure(shop, JUNE)
    assert (result.totals["before"], result.totals["after"], result.change) == (60000, 60000, 0)
    assert result.factors["before"].tolist() == [2, 1.5, 20000, 3]
    assert result.factors["after"].tolist() == [3, 1, 20000, 3]
    # worth of one buyer: mean over both sides of orders a buyer, (1.5 + 1) / 2 × 200 = 250
    assert cents(result) == {"new": 25000, "returned": 25000, "lost": -25000, "frequency": -25000, "amount": 0,
                             "unnamed": 0, "others": 0}


@pytest.mark.parametrize(("part", "who"), [("new", ["丙"]), ("returned", ["丁"]), ("lost", ["乙"]), ("amount", ["甲"])])
def test_each_part_opens_its_people(shop, part, who):
    """As many as the part says; of a mean over orders, who bought in both spans."""
    result = sales_change.measure(shop, JUNE)
    assert result.people(part)["display_name"].tolist() == who
    assert int(result.parts.set_index("part").loc[part, "count"]) == len(who)


def test_without_chosen_days_two_whole_months_are_compared(shop):
    """Orders until 30 June: June against May."""
    span = sales_change.measure(shop).periods
    assert (span.start, span.end, span.before_start, span.before_end) == (
        date(2026, 6, 1), date(2026, 6, 30), date(2026, 5, 1), date(2026, 5, 31))


def test_net_sales_agree_with_the_first_screen_and_with_customer_worth(shop):
    """The same money under the same days everywhere."""
    result = sales_change.measure(shop, JUNE)
    numbers = today.measure(shop, JUNE).numbers.set_index("key")
    assert numbers.loc["net", ["value", "before"]].tolist() == [result.totals["after"] / 100, result.totals["before"] / 100]
    assert value.measure(shop, JUNE).totals["net"] == result.totals["after"] / 100
    assert value.measure(shop, JUNE).totals["gross"] == result.totals["gross_after"] / 100


@pytest.mark.parametrize("name", ["product", "group", "channel", "store"])
def test_every_breakdown_adds_up_and_opens(shop, name):
    """Each table's changes make the whole change, each row's list is as long as its orders."""
    result = sales_change.measure(shop, JUNE)
    rows = result.by[name]
    assert rows["change"].sum() == result.change
    for row in rows.to_dict("records"):
        assert len(result.orders_by(name, row["key"])) == row["orders_before"] + row["orders_after"]


def test_selling_days_and_what_each_sold_add_up(shop):
    """Three selling days each side, the same money: neither did anything."""
    days = sales_change.measure(shop, JUNE).days
    assert days == {"days_before": 3, "days_after": 3, "days_part": 0, "per_day_part": 0}


def test_a_shop_with_a_fortnight_compares_weeks(tmp_path):
    """Orders from Monday the 8th to Sunday the 21st: no whole month, two whole weeks."""
    with open_shop(tmp_path, orders=[paid(1, "甲", "2026-06-08", "10"), paid(2, "乙", "2026-06-21", "30")]) as shop:
        result = sales_change.measure(shop)
    assert (result.periods.kind, result.periods.start, result.periods.before_start) == ("week", date(2026, 6, 15), date(2026, 6, 8))
    assert cents(result)["new"] - -cents(result)["lost"] == 2000 - cents(result)["amount"]


def test_too_few_days_are_not_compared(tmp_path):
    """Thirteen days hold no two whole weeks."""
    with open_shop(tmp_path, orders=[paid(1, "甲", "2026-06-09", "10"), paid(2, "乙", "2026-06-21", "30")]) as shop:
        assert sales_change.measure(shop).periods is None


# ---- the split, on frames

BOUGHT = st.tuples(st.integers(0, 3), st.integers(1, 99999))


def buyers(rows, start="2026-06-01"):
    """What `buyer_kinds` makes of (orders and cents an order before, the same after, known earlier)."""
    lines = [(number, "own", each, side) for number, (early, late, _) in enumerate(rows)
             for side, (orders, each) in (("before", early), ("after", late)) for _ in range(orders)]
    valid = pd.DataFrame(lines, columns=["person_id", "buyer", "cents", "side"])
    firsts = pd.DataFrame({"person_id": range(len(rows)), "first_on": pd.to_datetime(
        ["2026-05-01" if early[0] or known else "2026-06-02" for early, _, known in rows])})
    return sales_change.buyer_kinds(valid, firsts, date.fromisoformat(start))


@settings(max_examples=25, deadline=None)
@given(rows=st.lists(st.tuples(BOUGHT, BOUGHT, st.booleans()), min_size=1, max_size=8), seed=st.integers(0, 9))
def test_parts_add_up_turn_with_the_sides_and_ignore_the_order_of_rows(rows, seed):
    """To the fen; exchanging the spans turns every sign; shuffling people changes nothing."""
    forward = sales_change.split(buyers(rows))
    assert sum(forward.values()) == sum(late[0] * late[1] - early[0] * early[1] for early, late, _ in rows)
    back = sales_change.split(buyers([(late, early, known) for early, late, known in rows]))
    assert back["frequency"] == -forward["frequency"]
    assert back["amount"] == -forward["amount"]
    assert back["new"] + back["returned"] == -forward["lost"]
    assert back["lost"] == -(forward["new"] + forward["returned"])
    assert sales_change.split(buyers(rows).sample(frac=1, random_state=seed)) == forward


@settings(max_examples=25, deadline=None)
@given(pairs=st.lists(st.tuples(st.fractions(0, 50), st.fractions(0, 50)), min_size=1, max_size=4))
def test_shapley_parts_make_the_whole_change_whatever_the_order_of_factors(pairs):
    """Efficiency and symmetry: the parts of turned factors are the turned parts."""
    before, after = [one for one, _ in pairs], [one for _, one in pairs]
    parts = product_change(before, after)
    product = [Fraction(1), Fraction(1)]
    for early, late in pairs:
        product = [product[0] * early, product[1] * late]
    assert sum(parts) == product[1] - product[0]
    assert product_change(before[::-1], after[::-1]) == parts[::-1]


def test_whole_numbers_add_up_and_turn():
    """Thirds of a fen: the rest goes to the largest part, the same with the signs turned."""
    parts = {"a": Fraction(10, 3), "b": Fraction(-4, 3), "c": Fraction(1, 2)}
    done = whole(parts, 3)
    assert sum(done.values()) == 3
    assert whole({name: -part for name, part in parts.items()}, -3) == {name: -one for name, one in done.items()}


# ---- days without a sheet, names of products

def test_days_without_a_sheet_are_named():
    """One sheet until 10 June, one from the 16th: the 11th to the 15th are missing; a month's first days are not."""
    ranges = pd.DataFrame({"first_day": [date(2026, 6, 3), date(2026, 6, 16)], "last_day": [date(2026, 6, 10), date(2026, 6, 28)]})
    missing = fair_periods.missing_days(ranges, date(2026, 6, 1), date(2026, 6, 30), Settings())
    assert missing == [date(2026, 6, day) for day in range(11, 16)]


@pytest.mark.parametrize(("cell", "expected"), [
    ("杏仁饼雪糕(标准份)(1件);沙溪扣肉(标准份)(2件)", (("杏仁饼雪糕", 1), ("沙溪扣肉", 2))),
    ("鸡蛋30枚装", (("鸡蛋30枚装", 1),)), ("苹果*2", (("苹果", 2),)), ("苹果x2,梨x1", (("苹果", 2), ("梨", 1))),
    ("红烧肉,微辣", (("红烧肉,微辣", 1),)), ("10张", (("10张", 1),)), ("", ()), ("汤;汤", (("汤", 2),))])
def test_a_cell_names_its_things(cell, expected):
    """Cut at semicolons, at commas only where every part says how many."""
    assert pieces(cell) == expected
