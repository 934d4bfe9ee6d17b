"""What must hold for any sheet: rows read = rows kept + rows lost, and the form of the file makes no difference."""

from __future__ import annotations

import random
from datetime import datetime
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.analytics.importers.sheets.reading import delimited, read, workbook

NAMES = st.sampled_from(["小满", "大海", "阿杰", "NA", "None", "007", "a,b", 'say "hi"', "林 小 满", "爱吃芒果"])
AMOUNTS = st.decimals(0, 99999, places=2, allow_nan=False)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2026, 12, 31)).map(
    lambda moment: moment.replace(microsecond=0, second=moment.second or 1)
)
ORDERS = st.lists(st.tuples(NAMES, AMOUNTS, MOMENTS), min_size=1, max_size=12)
HEADERS = ["订单号", "买家昵称", "实付金额", "付款时间"]
MONEY = st.sampled_from(["{:.2f}", "￥{:,.2f}", "{:,.2f}元"])
DAYS = st.sampled_from(
    ["{0:%Y-%m-%d %H:%M:%S}", "{0.year}年{0.month}月{0.day}日 {0:%H:%M:%S}", "{0.year}/{0.month}/{0.day} {0:%H:%M:%S}"]
)
ANY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _rows(orders, money, days):
    return [[f"E{number}", name, money.format(amount), days.format(moment)] for number, (name, amount, moment) in enumerate(orders)]


def _expected(orders):
    return [(f"E{number}", name, amount, moment) for number, (name, amount, moment) in enumerate(orders)]


def _found(outcome):
    return [(row["order_id"], row["name"], row["gross"], row["paid_at"]) for row in outcome.rows("orders")]


def _folder(factory):
    return factory.mktemp("sheet", numbered=True)


@ANY
@given(
    ORDERS, MONEY, DAYS, st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]), st.sampled_from(",\t;"), st.integers(0, 3)
)
def test_a_table_reads_back_from_any_text(tmp_path_factory, orders, money, days, encoding, delimiter, titles):
    """Whatever encoding, delimiter, number of title rows and way of writing: the same orders, row by row."""
    folder = _folder(tmp_path_factory)
    title = [["某某小店 五月的全部订单明细", "", "", ""]] * titles
    path = delimited(folder / "a.csv", [*title, HEADERS, *_rows(orders, money, days), ["合计", "", "1", ""]], encoding, delimiter)
    outcome = read(path, folder / "out")
    assert _found(outcome) == _expected(orders)
    assert [row["source_row"] for row in outcome.rows("orders")] == list(range(titles + 2, titles + 2 + len(orders)))
    assert outcome.codes() == ["skipped_total"]
    assert outcome.reconciles("orders")


@ANY
@given(ORDERS, st.integers(0, 2), st.booleans())
def test_a_table_reads_back_from_a_workbook(tmp_path_factory, orders, titles, typed):
    """Real dates and numbers, or texts."""
    folder = _folder(tmp_path_factory)
    rows = (
        [[f"E{number}", name, float(amount), moment] for number, (name, amount, moment) in enumerate(orders)]
        if typed
        else _rows(orders, "{:.2f}", "{0:%Y-%m-%d %H:%M:%S}")
    )
    path = workbook(folder / "a.xlsx", 订单=[*[["五月订单"]] * titles, HEADERS, *rows])
    assert _found(read(path, folder / "out")) == _expected(orders)


@ANY
@given(ORDERS, st.randoms())
def test_the_order_of_rows_and_columns_changes_nothing(tmp_path_factory, orders, chance: random.Random):
    """Shuffled rows and columns hold the same orders."""
    folder = _folder(tmp_path_factory)
    rows = _rows(orders, "{:.2f}", "{0:%Y-%m-%d %H:%M:%S}")
    columns = chance.sample(range(4), 4)
    shuffled = [[row[at] for at in columns] for row in chance.sample(rows, len(rows))]
    plain = read(delimited(folder / "a.csv", [HEADERS, *rows]), folder / "a")
    other = read(delimited(folder / "b.csv", [[HEADERS[at] for at in columns], *shuffled]), folder / "b")
    assert sorted(_found(plain)) == sorted(_found(other))


CELLS = st.sampled_from(
    [
        "",
        "E1",
        "小满",
        "12",
        "￥1,234.50",
        "待定",
        "2026-05-02",
        "5月2日",
        "合计",
        "订单号",
        "/",
        "=1+1",
        '"',
        "备注：",
        "$5",
        "1.2E+19",
    ]
)


@ANY
@given(st.lists(st.lists(CELLS, min_size=1, max_size=6), min_size=1, max_size=15))
def test_every_row_of_any_mess_is_accounted_for(tmp_path_factory, rows):
    """Whatever stands below the headers: read = kept + rejected + skipped, and read = the rows that are there."""
    folder = _folder(tmp_path_factory)
    outcome = read(delimited(folder / "a.csv", [HEADERS, ["E0", "大海", "1", "2026-05-01"], *rows]), folder / "out")
    there = sum(any(cell.strip() for cell in row) for row in rows) + 1
    assert outcome.reconciles("orders")
    assert outcome.count_read("orders") == there


@ANY
@given(
    st.lists(
        st.tuples(st.sampled_from(["E1", "E2", "E3"]), st.sampled_from(["芒果", "草莓", "榴莲"])),
        min_size=1,
        max_size=9,
        unique=True,
    )
)
def test_an_order_amount_is_never_counted_twice(tmp_path_factory, lines):
    """However many lines repeat an order's amount, each says that it is the whole order's."""
    folder = _folder(tmp_path_factory)
    worth = {"E1": "10", "E2": "20", "E3": "30"}
    path = delimited(
        folder / "a.csv",
        [
            ["订单号", "昵称", "商品", "订单金额", "付款时间"],
            *([order, "小满", product, worth[order], "2026-05-02"] for order, product in lines),
        ],
    )
    rows = read(path, folder / "out").rows("orders")
    assert {row["order_id"]: row["gross"] for row in rows} == {order: Decimal(worth[order]) for order, _ in lines}
    assert all(row["whole"] for row in rows)
    assert len({(row["order_id"], row["line"]) for row in rows}) == len(lines)
