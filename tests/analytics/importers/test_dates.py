"""Days and moments as people and systems write them; what could mean two things is refused."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.importers import dates, day_orders
from analytics.importers.cells import Bad
from analytics.importers.dates import Moment

DAY, MINUTE, SECOND = datetime(2026, 5, 2), datetime(2026, 5, 2, 14, 9), datetime(2026, 5, 2, 14, 9, 33)
READABLE = {
    "2026年5月2日": (DAY, "day"),
    "2026年05月02日": (DAY, "day"),
    "26年5月2日": (DAY, "day"),
    "2026-05-02": (DAY, "day"),
    "2026/5/2": (DAY, "day"),
    "2026.5.2": (DAY, "day"),
    "20260502": (DAY, "day"),
    20260502: (DAY, "day"),
    "2026年5月2日（星期六）": (DAY, "day"),
    "2026-05-02 周六": (DAY, "day"),
    "2 May 2026": (DAY, "day"),
    "May 2, 2026": (DAY, "day"),
    46144: (DAY, "day"),
    "46144": (DAY, "day"),
    date(2026, 5, 2): (DAY, "day"),
    "2026/5/2 14:09": (MINUTE, "minute"),
    "2026-05-02T14:09": (MINUTE, "minute"),
    "2026年5月2日 14点09分": (MINUTE, "minute"),
    "2026/5/2 下午2:09": (MINUTE, "minute"),
    "2026/5/2下午 2:09": (MINUTE, "minute"),
    "2026/5/2 2:09 PM": (MINUTE, "minute"),
    "2026/5/2 2:09\u202fPM": (MINUTE, "minute"),
    "2026/5/2 2:09 p.m.": (MINUTE, "minute"),
    "202605021409": (MINUTE, "minute"),
    "2026/5/2 14：09": (MINUTE, "minute"),
    "２０２６/５/２ １４:０９": (MINUTE, "minute"),
    "2026-05-02 14:09:33": (SECOND, "second"),
    "2026/5/2 14:9:33": (SECOND, "second"),
    "20260502140933": (SECOND, "second"),
    "2026-05-02T14:09:33.120": (SECOND, "second"),
    "2026-05-02T06:09:33Z": (SECOND, "second"),
    "2026-05-02T15:09:33+09:00": (SECOND, "second"),
    "2026-05-02 14:09:33 GMT+8": (SECOND, "second"),
    1777702173: (SECOND, "second"),
    "1777702173": (SECOND, "second"),
    1777702173000: (SECOND, "second"),
    SECOND: (SECOND, "second"),
}
UNREADABLE = {
    "5月2日": "date_without_year",
    "5-2": "date_without_year",
    "05/02": "date_without_year",
    "1月5日 8:00": "date_without_year",
    "5.30": "date_without_year",
    "5.3": "date_without_year",
    5.29: "date_without_year",
    5.4: "date_without_year",
    5.3: "date_unreadable",
    13.29: "date_unreadable",
    "18.00": "date_unreadable",
    "14:09": "time_without_date",
    time(14, 9): "time_without_date",
    "2026-02-30": "date_impossible",
    "2026/13/1": "date_impossible",
    "20260230": "date_impossible",
    "0000-00-00": "date_impossible",
    "2026-02-30 08:00:00": "date_impossible",
    "1899-12-31": "date_out_of_range",
    "2100-01-01": "date_out_of_range",
    "2026-5/2": "date_unreadable",
    "2026年5月": "date_unreadable",
    "昨天": "date_unreadable",
    "2026/5/2 25:00": "date_unreadable",
    "2026/5/2 14:60": "date_unreadable",
    "2026/5/2 13:00 AM": "date_unreadable",
    "12": "date_unreadable",
    12: "date_unreadable",
    True: "date_unreadable",
    "05/02/2026": "date_order_unclear",
    "26/5/2": "date_order_unclear",
    "2026-05-02 至 2026-05-03": "date_unreadable",
}


@pytest.mark.parametrize(("cell", "expected"), READABLE.items())
def test_moments_as_people_write_them(cell, expected):
    """Every usual spelling gives the same moment, and says how exactly it is known."""
    assert dates.moment(cell) == Moment(*expected)


@pytest.mark.parametrize(("cell", "code"), UNREADABLE.items())
def test_what_is_no_moment_says_why(cell, code):
    """No year is invented, no order of day and month is guessed, no impossible day is moved."""
    assert dates.moment(cell) == Bad(code)


@pytest.mark.parametrize(
    ("cell", "hour"),
    [
        ("2026/5/2 12:30 AM", 0),
        ("2026/5/2 12:30 PM", 12),
        ("2026/5/2 11:30 AM", 11),
        ("2026/5/2 上午12:30", 0),
        ("2026/5/2 中午12:30", 12),
        ("2026/5/2 中午1:30", 13),
        ("2026/5/2 凌晨1:30", 1),
        ("2026/5/2 晚上9:30", 21),
        ("2026/5/2 下午13:30", 13),
    ],
)
def test_noon_and_midnight(cell, hour):
    """Twelve is the hour that every naive parser gets wrong."""
    assert dates.moment(cell) == Moment(datetime(2026, 5, 2, hour, 30), "minute")


@pytest.mark.parametrize(
    ("column", "order"),
    [
        (["13/02/2026", "01/02/2026"], "dmy"),
        (["02/13/2026", "01/02/2026"], "mdy"),
        (["26/5/13"], "ymd"),
        (["01/02/2026", "02/02/2026", "12/02/2026"], "dmy"),
        (["5/1/26", "5/31/26"], "mdy"),
        (["13/02/2026", "02/13/2026"], None),
        (["26/5/29", "29/05/2026"], "ymd dmy"),
        (["26/5/29", "5/29/2026"], "ymd mdy"),
        (["5/3/26", "29/05/2026"], "dmy"),
        (["2026-05-02", "上周"], None),
        ([], None),
    ],
)
def test_the_order_of_day_and_month_belongs_to_the_column(column, order):
    """One cell with a 13 decides for all; else the reading that spreads over fewer days; a conflict decides nothing."""
    assert next(iter(day_orders.likely_orders(column)), None) == order


@pytest.mark.parametrize(("beside", "orders"), [
    ((), ["ymd", "dmy"]), ((date(2026, 5, 20), date(2026, 5, 28)), ["ymd"]), ((date(2029, 5, 20), date(2029, 5, 28)), ["dmy"]),
])
def test_the_days_beside_it_tell_what_a_lone_day_is(beside, orders):
    """26/5/29 is of 2026 or of 2029, as the rest of its column."""
    assert day_orders.likely_orders(["26/5/29"], beside) == orders


def test_each_day_of_a_column_of_two_hands_is_of_its_own_order():
    """No day of 2029 in a list of 2026."""
    assert [dates.day(cell, "ymd dmy") for cell in ("26/5/29", "29/05/2026")] == [date(2026, 5, 29)] * 2


@pytest.mark.parametrize(("order", "expected"), [("dmy", date(2026, 2, 1)), ("mdy", date(2026, 1, 2))])
def test_a_settled_order_is_used(order, expected):
    """01/02/2026 is the first of February or the second of January, as its column says."""
    assert dates.day("01/02/2026", order) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("20:30", (time(20, 30), "minute")),
        ("下午8:30", (time(20, 30), "minute")),
        (time(8, 0, 5), (time(8, 0, 5), "second")),
        (0.5, (time(12, 0), "minute")),
        ("", None),
        ("晚上", Bad("date_unreadable")),
    ],
)
def test_a_clock_beside_a_day(cell, expected):
    """A content plan has the time in a column of its own."""
    assert dates.clock(cell) == expected


SHAPES = [
    "{0.year}年{0.month}月{0.day}日 {0:%H:%M:%S}",
    "{0:%Y-%m-%d %H:%M:%S}",
    "{0.year}/{0.month}/{0.day} {0.hour}:{0:%M:%S}",
    "{0:%Y%m%d%H%M%S}",
    "{0:%Y-%m-%dT%H:%M:%S}",
    "{0:%Y.%m.%d %I:%M:%S %p}",
]


@given(st.datetimes(datetime(1990, 1, 1), datetime(2099, 12, 31)), st.sampled_from(SHAPES))
def test_moments_read_back_as_written(moment, shape):
    """Whatever moment is rendered in whatever usual shape, parsing gives it to the second."""
    moment = moment.replace(microsecond=0)
    assert dates.moment(shape.format(moment)) == Moment(moment, "second")


@given(st.dates(date(1955, 1, 1), date(2099, 12, 31)))
def test_excel_day_numbers_read_back(day):
    """A day that lost its format is still the day."""
    assert dates.day((day - date(1899, 12, 30)) // timedelta(days=1)) == day


@given(st.lists(st.dates(date(2026, 1, 1), date(2026, 12, 31)), min_size=1), st.sampled_from(["dmy", "mdy"]))
def test_a_whole_column_of_days_reads_back_or_is_ambiguous(days, order):
    """If any day is past the twelfth, the column's order is found and every day comes back."""
    shape = {"dmy": "{0.day:02d}/{0.month:02d}/{0.year}", "mdy": "{0.month:02d}/{0.day:02d}/{0.year}"}[order]
    column = [shape.format(day) for day in days]
    found = next(iter(day_orders.likely_orders(column)), None)
    if any(day.day > 12 for day in days):
        assert found == order
        assert [dates.day(cell, found) for cell in column] == days
    else:
        assert found in {"dmy", "mdy"}
