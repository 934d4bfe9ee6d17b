"""Festivals on an axis of days: which ones, in both languages, nothing where there are none."""

from datetime import date

import altair as alt
import pandas as pd

from analytics.charts import theme
from analytics.texts import texts_for

ZH, EN = texts_for("zh"), texts_for("en")


def names(start, end, texts):
    """What the marks say."""
    return [row["festival"] for layer in theme.festival_marks(start, end, texts)[:1] for row in layer.data.values]


def test_autumn_has_its_festivals_and_no_solar_terms():
    """中秋 and 国庆 of 2026; 秋分 between them is a term and stays off the axis."""
    assert names(date(2026, 9, 20), date(2026, 10, 5), ZH) == ["中秋节", "国庆节"]
    assert names(date(2026, 9, 20), date(2026, 10, 5), EN) == ["Mid-Autumn", "National Day"]


def test_a_week_without_one_has_no_layer():
    """Nothing is drawn."""
    assert theme.festival_marks(date(2026, 11, 13), date(2026, 11, 19), ZH) == []


def test_names_stand_only_where_there_is_room():
    """A fortnight has a line and its name, a year only lines with their hint."""
    assert len(theme.festival_marks(date(2026, 9, 20), date(2026, 10, 5), ZH)) == 2
    assert len(theme.festival_marks(date(2026, 1, 1), date(2026, 12, 31), ZH)) == 1


def test_names_close_to_each_other_stand_below_each_other():
    """Four months: 中秋节 on 25 September and 国庆节 six days later would cover each other; 七夕 lies apart."""
    rows = theme.festival_marks(date(2026, 7, 4), date(2026, 10, 31), ZH)[0].data.values
    lines = {row["festival"]: row["line"] for row in rows}
    assert (lines["七夕"], lines["中秋节"], lines["国庆节"]) == (0, 0, 1)


def test_a_week_or_month_with_a_festival_bears_a_mark_that_names_it():
    """The week of 14 June 2026 ends before 618 and Dragon Boat, the next holds both; months go to their last day; none: no layer."""
    weeks = theme.spans(pd.Series(pd.to_datetime(["2026-06-08", "2026-06-15"])), "week", ZH.day)
    x = alt.X("name:N")
    (mark,) = theme.festival_bands(x, weeks, ZH)
    (row,) = mark.data.values
    assert row["name"] == ZH.day(date(2026, 6, 15))
    assert ZH("festival.sale_618") in row["festival"]
    assert ZH("festival.dragon_boat") in row["festival"]
    months = theme.spans(pd.Series(pd.to_datetime(["2026-02-01"])), "month", lambda start: f"{start:%Y-%m}")
    assert months == [("2026-02", date(2026, 2, 1), date(2026, 2, 28))]
    assert theme.festival_bands(x, weeks[:1], ZH) == theme.festival_bands(x, [], ZH) == []
