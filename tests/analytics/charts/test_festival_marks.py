"""Festivals on an axis of days: which ones, in both languages, nothing where there are none."""

from datetime import date

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
