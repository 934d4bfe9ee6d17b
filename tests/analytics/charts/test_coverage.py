"""The calendar of recorded days."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from analytics import Workspace
from analytics.charts import coverage as charts
from analytics.metrics import coverage_calendar
from analytics.texts import texts_for
from tests.analytics.charts.encoded import missing_fields

MAIL = "福利群 微信群上的聊天记录如下，请查收。\n\n—————  2026-06-{day:02d}  —————\n\n\n阿珍  12:47\n\n早上好呀{day}\n\n老王  20:48\n\n晚上好呀{day}\n\n"
ORDERS = "订单号,买家昵称,实付金额,付款时间\nD1,小美,20,2026-06-03\nD2,小美,20,2026-06-08\n"


@pytest.fixture
def calendar(tmp_path):
    """A group recorded on 1, 2 and 5 June, and orders from 3 to 8 June."""
    with Workspace.open() as shop:
        for day in (1, 2, 5):
            shop.import_text(MAIL.format(day=day))
        (tmp_path / "订单.csv").write_text(ORDERS, encoding="utf-8")
        shop.import_file(tmp_path / "订单.csv")
        yield coverage_calendar.measure(shop)


def days(*rows):
    """A frame of (chat_id, day of June, state)."""
    return pd.DataFrame({"chat_id": [row[0] for row in rows], "chat_name": [row[0] for row in rows],
                         "day": [date(2026, 6, 1) + timedelta(days=row[1] - 1) for row in rows], "state": [row[2] for row in rows]})


def test_days_in_a_row_are_one_bar(calendar):
    """1–2 June, the hole, 5 June; orders are a row of their own."""
    found = charts.stretches(calendar.days)
    told = sorted((row["chat_id"] == "", row["state"], row["first_day"].day, row["last_day"].day) for row in found.to_dict("records"))
    assert told == [(False, "hole", 3, 4), (False, "recorded", 1, 2), (False, "recorded", 5, 5), (True, "orders", 3, 8)]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_bar_ends_where_the_next_day_begins(calendar, language):
    """A day is as wide as a day, its words are the page's language, and nothing is encoded that is not there."""
    picture = charts.picture(calendar, texts_for(language))
    assert not missing_fields(picture)
    rows = next(rows for rows in picture.to_dict()["datasets"].values() if "kind" in rows[0])
    (hole,) = [row for row in rows if row["kind"] == "hole"]
    assert (hole["begin"], hole["end"]) == ("2026-06-03T00:00:00", "2026-06-05T00:00:00")
    assert hole["state"] == texts_for(language)("calendar.state_hole")
    assert {row["row"] for row in rows} == {"福利群", texts_for(language)("calendar.orders")}


def test_one_day_without_a_record_parts_two_bars():
    """Neighbouring days join, days with one between do not."""
    found = charts.stretches(days(("群", 1, "recorded"), ("群", 2, "recorded"), ("群", 4, "recorded")))
    assert found["days"].tolist() == [2, 1]


def test_a_shop_of_many_groups_shows_those_with_holes_first():
    """Of 30 groups 24 are drawn, the one with a hole among them."""
    many = [(f"群{number:02d}", day, "recorded") for number in range(30) for day in range(1, 4)]
    found = charts.stretches(days(*many, ("群29", 4, "hole"), ("群29", 5, "recorded")))
    assert found["chat_id"].nunique() == 24
    assert "群29" in set(found["chat_id"])


def test_an_empty_shop_has_no_calendar():
    """No days, no picture."""
    with Workspace.open() as shop:
        assert charts.picture(coverage_calendar.measure(shop), texts_for("zh")) is None
