"""Birthdays in every way people write them: without a year, in digits, in numerals, by the moon."""

from datetime import date, datetime

import pytest

from analytics.importers import birthdays, shop_clock
from analytics.importers.birthdays import YEARLESS, Moon
from analytics.importers.cells import Bad
from tests.analytics.importers.sheets.reading import delimited, read


@pytest.fixture(autouse=True)
def _read_in_november():
    shop_clock.use(shop_clock.SHANGHAI, date(2026, 11, 23))
    yield
    shop_clock.use(shop_clock.SHANGHAI)


@pytest.mark.parametrize("cell", [
    "5月20日", "5月20", "5月20号", "05月20日", "5/20", "05/20", "05-20", "5.20", "0520", "520", 520, "20/5", "五月二十日", "May 20",
    "20 May", "公历5月20日", "生日：5月20日", "５月２０日", "5月20日 00:00", "2027-05-20", "1990年五月二十日"])
def test_a_day_without_a_year_is_kept_without_one(cell):
    """However it is written: the 20th of May. A year that has not come is no year of birth."""
    assert birthdays.column([cell], "生日") == [date(YEARLESS, 5, 20)]


@pytest.mark.parametrize("cell", [
    "1990-05-20", "1990/5/20", "1990.05.20", "1990年5月20日", "90年5月20日", "90-05-20", "19900520", 19900520, 33013, 33013.0,
    datetime(1990, 5, 20), "20 May 1990", "1990-05-20 00:00:00", "05/20/1990", "20/05/1990", "生日:1990-05-20"])
def test_a_day_of_birth_keeps_its_year(cell):
    """Two digits are of the century that lies behind."""
    assert birthdays.column([cell], "生日") == [date(1990, 5, 20)]


@pytest.mark.parametrize(("cell", "moon"), [
    ("农历八月十五", (8, 15)), ("八月十五", (8, 15)), ("阴历8月15", (8, 15)), ("1990年农历八月十五", (8, 15)), ("农历1990年8月15日", (8, 15)),
    ("8月15(农)", (8, 15)), ("腊月廿三", (12, 23)), ("正月初一", (1, 1)), ("冬月十一", (11, 11)), ("闰六月初三", (6, 3)), ("农历二月三十", (2, 30)),
    ("十二月二十", (12, 20)), ("农历5.20", (5, 20))])
def test_a_day_of_the_moon_is_told_from_one_of_the_sun(cell, moon):
    """By its word, by 初, 廿, 正, 腊 or 闰, and where numerals stand without 日."""
    assert birthdays.column([cell], "生日") == [Moon(*moon)]


def test_under_a_header_of_the_moon_every_day_is_of_the_moon():
    """8-15, 0815 and a whole date alike."""
    cells = ["8-15", "0815", "1990-08-15", "八月十五", datetime(1990, 8, 15)]
    assert birthdays.column(cells, "农历生日") == [Moon(8, 15)] * 5 == birthdays.column(cells, "生日（阴历）")


def test_the_order_of_a_column_is_the_one_in_which_all_its_days_exist():
    """03/04 is the 4th of March beside 05/20, the 3rd of April beside 20/05."""
    assert birthdays.column(["05/20/1990", "03/04/1985"], "生日")[1] == date(1985, 3, 4)
    assert birthdays.column(["20/05/1990", "03/04/1985"], "生日")[1] == date(1985, 4, 3)


def test_the_29th_of_february_is_a_birthday_and_the_30th_is_none():
    """With and without a year."""
    found = birthdays.column(["02-29", "1992-02-29", "2月30日", "1991-02-29", "0230"], "生日")
    assert found == [date(YEARLESS, 2, 29), date(1992, 2, 29), *[Bad("date_impossible")] * 3]


@pytest.mark.parametrize("cell", ["不详", "????", "90后", "1990年5月", "1990", "无", 5.2, 20, True, "三十月三十一"])
def test_what_is_no_day_is_told_and_nothing_is_guessed(cell):
    """5.2 typed into a cell for numbers may be the 2nd as well as the 20th."""
    assert isinstance(birthdays.column([cell], "生日")[0], Bad)


def test_what_was_never_filled_in_is_no_birthday():
    """Systems write 1900-01-01 for nothing; / and - are empty cells."""
    assert birthdays.column(["1900-01-01", "/", "-", ""], "生日") == [Bad("date_out_of_range"), None, None, None]


def test_both_calendars_side_by_side_come_from_one_sheet(tmp_path):
    """公历 is kept where both are filled; a cell nobody understands is told and its row kept."""
    path = delimited(tmp_path / "会员.csv", [
        ["群昵称", "入群时间", "阳历生日", "农历生日"], ["小满", "2026-05-01", "5月20日", "四月廿六"], ["大海", "2026-05-01", "", "八月十五"],
        ["阿杰", "2026-05-01", "保密", ""]])
    outcome = read(path, tmp_path / "out")
    assert [(row["birthday"], row["lunar_birthday"]) for row in outcome.rows("members")] == [
        (date(YEARLESS, 5, 20), None), (None, "08-15"), (None, None)]
    assert outcome.codes() == ["date_unreadable"]
