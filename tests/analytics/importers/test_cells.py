"""Numbers, money, ids and phones as people type them; every form on both sides of readable."""

from __future__ import annotations

from datetime import time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.importers import cells
from analytics.importers.cells import Bad
from analytics.importers.grid import plain

READABLE_MONEY = {
    "￥1,234.50": "1234.50",
    "¥100.00": "100.00",
    "1299元": "1299.00",
    "1.2万": "12000.00",
    "(1,234.50)": "-1234.50",
    "（12.00）": "-12.00",
    "１２３．５０": "123.50",
    "１，２３４": "1234.00",
    "-12": "-12.00",
    "−12.5": "-12.50",
    "+5": "5.00",
    "¥-12": "-12.00",
    "-¥12": "-12.00",
    "RMB 12": "12.00",
    "cny12.5": "12.50",
    "12块": "12.00",
    "12 元": "12.00",
    ".5": "0.50",
    "5.": "5.00",
    "0": "0.00",
    "1.2亿": "120000000.00",
    "3千": "3000.00",
    "12.345": "12.35",
    "\t¥ 1,234.50 ": "1234.50",
    "'88": "88.00",
    '="66.60"': "66.60",
    "1,234,567.8": "1234567.80",
}
UNREADABLE_MONEY = {
    "待定": "number_unreadable",
    "免费": "number_unreadable",
    "1,23": "number_unreadable",
    "12,3456": "number_unreadable",
    "1.2.3": "number_unreadable",
    "1 234": "number_unreadable",
    "12元/份": "number_unreadable",
    "--5": "number_unreadable",
    "(-5)": "number_unreadable",
    "(5": "number_unreadable",
    "5)": "number_unreadable",
    "¥": "number_unreadable",
    "12-15": "number_unreadable",
    "一百": "number_unreadable",
    "1e5": "number_unreadable",
    "99999999999999999": "number_unreadable",
    "$12": "money_other_currency",
    "HKD 12": "money_other_currency",
    "12美元": "money_other_currency",
    "＄12": "money_other_currency",
    "12港币": "money_other_currency",
    "NT$ 300": "money_other_currency",
    "₩12,000": "money_other_currency",
    "1200円": "money_other_currency",
    "RM12": "number_unreadable",
    "=B2*C2": "formula_without_value",
}
NOTHING = ["", " ", "\t", "/", "-", "--", "—", "——", "(空)", "（空）", "(跳过)", "\u3000", "\xa0"]


@pytest.mark.parametrize(("typed", "yuan"), READABLE_MONEY.items())
def test_money_as_people_type_it(typed, yuan):
    """Signs, separators, units, brackets and full-width digits all come out to the cent."""
    assert cells.money(typed) == Decimal(yuan)


@pytest.mark.parametrize(("typed", "code"), UNREADABLE_MONEY.items())
def test_money_that_is_none_says_why(typed, code):
    """What is no amount of yuan is named, never read as zero."""
    assert cells.money(typed) == Bad(code)


@pytest.mark.parametrize("typed", NOTHING)
def test_signs_for_nothing_are_nothing(typed):
    """Blanks, dashes and (空) are empty for every reader."""
    assert [read(typed) for read in (cells.money, cells.whole, cells.text, cells.identifier, cells.phone)] == [None] * 5


@pytest.mark.parametrize(("cell", "yuan"), [(12, "12.00"), (12.3, "12.30"), (0.1 + 0.2, "0.30"), (-5.0, "-5.00")])
def test_money_in_number_cells(cell, yuan):
    """A number cell keeps its cents; binary dust is rounded away."""
    assert cells.money(cell) == Decimal(yuan)


@pytest.mark.parametrize("cell", [True, False, time(8, 0), 1e16])
def test_cells_of_other_types_are_no_money(cell):
    """Yes/no, times and numbers beyond all shops are refused."""
    assert cells.money(cell) == Bad("number_unreadable")


@given(
    st.decimals(-(10**9), 10**9, places=2, allow_nan=False),
    st.sampled_from(["{:.2f}", "¥{:,.2f}", "￥{:,.2f}", "{:,.2f}元", "\t{:.2f}", '="{:.2f}"', " {:.2f} "]),
)
def test_money_reads_back_as_written(amount, shape):
    """Whatever amount is rendered in whatever usual shape, parsing gives that amount."""
    assert cells.money(shape.format(amount)) == amount


@given(st.decimals(0, 10**9, places=2, allow_nan=False))
def test_brackets_mean_minus(amount):
    """An accountant's (12.00) is minus twelve; zero has no sign."""
    assert cells.money(f"({amount:,.2f})") == -amount


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        ("486人", 486),
        ("1,286", 1286),
        ("45.2万", 452_000),
        ("10万+", 100_000),
        (12.0, 12),
        ("12 次", 12),
        ("0", 0),
    ],
)
def test_counts_with_their_units(cell, count):
    """People, times and 万 are counts."""
    assert cells.whole(cell) == count


@pytest.mark.parametrize(
    ("cell", "code"), [("12.5", "number_not_whole"), (12.5, "number_not_whole"), ("很多", "number_unreadable")]
)
def test_half_a_person_is_no_count(cell, code):
    """A count is whole or it is none."""
    assert cells.whole(cell) == Bad(code)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("20%", 0.2),
        ("３％", 0.03),
        ("0.0374", 0.0374),
        (60.25, 60.25),
        ("28分49秒", 1729.0),
        ("35秒", 35.0),
        ("1分08秒", 68.0),
        ("1小时", 3600.0),
        (timedelta(minutes=2), 120.0),
        (time(0, 1, 8), 68.0),
        ("1,286,400", 1_286_400.0),
    ],
)
def test_figures_of_a_content_account(cell, value):
    """Shares, durations and counts become plain numbers."""
    assert cells.figure(cell) == pytest.approx(value)


@pytest.mark.parametrize("name", ["NA", "None", "nan", "NULL", "null", "007", "1e5", "TRUE", "inf", "0", "#", "合计姐"])
def test_names_that_look_like_nothing_survive(name):
    """pandas turns eight of these eighteen kinds of people into NaN; here all stay."""
    assert cells.text(name) == name


@pytest.mark.parametrize(
    ("cell", "name"), [(7, "7"), (True, "TRUE"), ("  小满\t", "小满"), ('="00123"', "00123"), ("a\u3000b", "a\u3000b")]
)
def test_names_come_without_what_surrounds_them(cell, name):
    """Blanks and shields around a name go, those inside stay."""
    assert cells.text(cell) == name


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("\t6917000000000000001", "6917000000000000001"),
        ("1000050501202605010000000001\t", "1000050501202605010000000001"),
        ("E20260502000000000000001", "E20260502000000000000001"),
        ('="00123"', "00123"),
        ("'00123", "00123"),
        ("00123", "00123"),
        (123, "123"),
        ("13800138000.0", "13800138000"),
        ("1e5", "1e5"),
        (999_999_999_999_999, "999999999999999"),
    ],
)
def test_ids_keep_every_digit(cell, found):
    """Shields come off, leading noughts and the nineteenth digit stay."""
    assert cells.identifier(cell) == found


@pytest.mark.parametrize("cell", ["1.23E+19", "7.43727E+18", "1.38001E+10", 1.23e19, 1e15])
def test_an_id_that_excel_rounded_is_no_id(cell):
    """Two orders could have become one number: it must never join anything."""
    assert cells.identifier(cell) == Bad("id_lost_digits")


def test_fifteen_digits_are_still_exact():
    """A workbook's number of fifteen digits is an id, one of sixteen is not."""
    assert cells.identifier(plain(999_999_999_999_999.0)) == "999999999999999"
    assert cells.identifier(plain(1_000_000_000_000_000.0)) == Bad("id_lost_digits")


def test_neighbouring_long_ids_stay_apart():
    """Nineteen digits that differ in the last are two ids."""
    assert cells.identifier("1234567890123456789") != cells.identifier("1234567890123456788")


@pytest.mark.parametrize(
    "cell",
    [
        "13800138000",
        13800138000,
        "+86 138-0013-8000",
        "86 13800138000",
        "0086-13800138000",
        "\t13800138000",
        "138 0013 8000",
        "13800138000.0",
        '="13800138000"',
        "13800138000/13900139000",
        "１３８００１３８０００",
    ],
)
def test_one_phone_in_eleven_spellings(cell):
    """However it is typed, it is the same number."""
    assert cells.phone(cell) == "13800138000"


def test_a_masked_phone_joins_nobody():
    """186******05 could be anyone: no number, and no error either."""
    assert cells.phone("186******05") == ""


@pytest.mark.parametrize("cell", ["138", "小满", "2380013800", 1.38e15])
def test_what_is_no_phone_says_so(cell):
    """Too few digits, words and rounded numbers are no phones."""
    assert cells.phone(cell) == Bad("phone_unreadable")


@pytest.mark.parametrize(
    ("cell", "digits"), [("0760-88881234", "076088881234"), ("88881234", "88881234"), ("+852 6123 4567", "+85261234567")]
)
def test_landlines_and_phones_abroad_are_phones(cell, digits):
    """Shops' customers have those too."""
    assert cells.phone(cell) == digits


@pytest.mark.parametrize("typed", ["无", "未退款", "无退款申请", "null", "nan", "#N/A", "未填写"])
def test_words_for_no_number_are_empty(typed):
    """Where a number belongs they are none, and no error."""
    assert cells.money(typed) is None


@pytest.mark.parametrize(("header", "foreign"), [
    ("金额(美元)", True), ("Total (USD)", True), ("金额(港币)", True), ("Amount $", True),
    ("金额(元)", False), ("实付金额(万元)", False), ("Paid amount", False), ("entrepreneur fee", False), ("今日元气", True),
])
def test_headers_in_other_currencies(header, foreign):
    """Only whole words and signs of other money count; 日元 inside other words is the price of that."""
    assert cells.is_foreign(header) is foreign


@pytest.mark.parametrize(("cell", "own"), [("1.5万", True), ("12元", True), ("￥12", True), ("1.2k", True), ("12", False), (12, False), ("1,200.5", False)])
def test_amounts_that_say_their_own_unit(cell, own):
    """Such an amount is not multiplied by what the header says."""
    assert cells.has_own_scale(cell) is own


@pytest.mark.parametrize("cell", ["13800138000-1234", "13800138000转1234", "13800138000 分机 88", "13800138000#1234", "13800138000，1234"])
def test_a_number_that_a_platform_lends_joins_nobody(cell):
    """Its extension is another one with the next order, its first half another buyer's."""
    assert cells.phone(cell) == ""
    assert cells.tail(cell) is None


@pytest.mark.parametrize(("cell", "digits"), [
    ("13800138000(妈妈)", "13800138000"), ("小满 13800138000", "13800138000"), ("电话：138-0013-8000", "13800138000"),
    ("8613800138000", "13800138000"), ("13800138000,13900139000", "13800138000"),
])
def test_one_phone_among_words_is_that_phone(cell, digits):
    """There is nothing to guess."""
    assert cells.phone(cell) == digits


@pytest.mark.parametrize("cell", ["妈13800138000爸13900139000", "138001380001", "小满"])
def test_two_phones_in_words_or_a_digit_too_many_are_none(cell):
    """It could be either, or neither."""
    assert cells.phone(cell) == Bad("phone_unreadable")


def test_a_phone_that_excel_rounded_says_so():
    """1.38001E+10 has lost its digits, which is something else than a typing error."""
    assert cells.phone("1.38001E+10") == Bad("id_lost_digits")


@pytest.mark.parametrize(("cell", "called"), [
    ("138****4567", "尾号4567"), ("186******05", "尾号05"), ("138****", None), ("138xxxx4567", "尾号4567"), ("13800138000", None), ("", None),
])
def test_what_a_masked_phone_is_called(cell, called):
    """By the digits it shows at its end, never by a whole number."""
    assert cells.tail(cell) == called


@pytest.mark.parametrize(("name", "masked"), [
    ("张**", True), ("小*满", True), ("*敏", True), ("**满", True), ("138****4567", True), ("张××", True), ("陈••", True),
    ("*小满家*", False), ("小满", False), ("X小满", False), ("*爱吃芒果", False), ("5×5", False),
])
def test_names_that_are_starred_out(name, masked):
    """A star hides a name where the rest is too short to be one; a nickname may begin with one."""
    assert cells.is_masked(name) is masked
