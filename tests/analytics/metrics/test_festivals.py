"""The hot calendar against dates as they were published."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.metrics import festivals
from analytics.texts import LANGUAGES, all_texts


def days_of(key, year):
    """On which days of a year a festival falls."""
    found = festivals.between(date(year, 1, 1), date(year, 12, 31))
    return [day.date().isoformat() for day in found.loc[found["name_key"] == f"festival.{key}", "day"]]


@pytest.mark.parametrize(("key", "day"), [
    ("spring", "2024-02-10"), ("spring", "2025-01-29"), ("spring", "2026-02-17"), ("spring", "2027-02-06"),
    ("new_year_eve", "2024-02-09"), ("new_year_eve", "2025-01-28"), ("new_year_eve", "2026-02-16"),
    ("lantern", "2026-03-03"), ("dragon_boat", "2025-05-31"), ("dragon_boat", "2026-06-19"), ("qixi", "2025-08-29"),
    ("qixi", "2026-08-19"), ("mid_autumn", "2025-10-06"), ("mid_autumn", "2026-09-25"), ("double_ninth", "2026-10-18"),
    ("laba", "2026-01-26"), ("qingming", "2024-04-04"), ("qingming", "2025-04-04"), ("qingming", "2026-04-05"),
    ("winter_solstice", "2025-12-21"), ("winter_solstice", "2026-12-22"), ("spring_begins", "2025-02-03"),
    ("spring_begins", "2026-02-04"), ("summer_solstice", "2026-06-21"), ("autumn_equinox", "2026-09-23"),
    ("mothers", "2026-05-10"), ("fathers", "2026-06-21"), ("national", "2026-10-01"), ("sale_618", "2026-06-18")])
def test_days_as_published(key, day):
    """Lunar ones move, fixed ones stay, a leap month (2025 has a second sixth) shifts nothing wrongly."""
    assert days_of(key, int(day[:4])) == [day]


def test_a_solar_year_may_hold_a_lunar_day_twice_or_never():
    """腊八 fell on 10 January and 30 December 2022 and not at all in 2023."""
    assert [days_of("laba", year) for year in (2022, 2023, 2024)] == [["2022-01-10", "2022-12-30"], [], ["2024-01-18"]]


@pytest.mark.parametrize("year", range(2020, 2031))
def test_every_year_has_its_twenty_four_terms_a_fortnight_apart(year):
    """In the order of `TERMS`, 14 to 16 days apart."""
    found = festivals.between(date(year, 1, 1), date(year, 12, 31))
    terms = found[found["name_key"].isin([f"festival.{one}" for one in festivals.TERMS])]
    assert terms["name_key"].str.removeprefix("festival.").tolist() == list(festivals.TERMS)
    assert terms["day"].diff().dropna().dt.days.between(14, 16).all()


def test_both_ends_belong_to_the_span():
    """The day itself, and nothing the day after."""
    day = date(2026, 9, 25)
    assert "festival.mid_autumn" in set(festivals.between(day, day)["name_key"])
    assert festivals.between(day + timedelta(days=1), day + timedelta(days=1)).empty
    assert festivals.between(day, day - timedelta(days=1)).empty


@settings(max_examples=15)
@given(st.dates(date(2021, 1, 1), date(2029, 12, 31)), st.integers(0, 400), st.integers(0, 400))
def test_two_spans_that_meet_hold_what_one_span_holds(start, first, second):
    """Cutting a span loses and doubles nothing, over the turn of a year too."""
    middle, end = start + timedelta(days=first), start + timedelta(days=first + second + 1)
    parts = pd.concat([festivals.between(start, middle), festivals.between(middle + timedelta(days=1), end)], ignore_index=True)
    pd.testing.assert_frame_equal(parts, festivals.between(start, end))


def test_every_day_has_its_words():
    """Each key and kind in both languages."""
    keys = {*festivals.between(date(2026, 1, 1), date(2027, 12, 31))["name_key"], *(f"festival_kind.{one}" for one in festivals.KINDS)}
    assert [key for key in keys for language in LANGUAGES if not all_texts().get(key, {}).get(language)] == []
