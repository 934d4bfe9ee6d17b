"""接龙: who stands in a list, how much they took, and which line is new."""

from __future__ import annotations

from decimal import Decimal

import pytest

from analytics.importers.kinds import kind_of
from analytics.importers.solitaire import added, is_solitaire, read_solitaire


def entry(words: str, title: str = "开团", sender: str = ""):
    return read_solitaire(f"#接龙\n{title}\n\n1. {words}", sender).entries[0]


@pytest.mark.parametrize(("words", "name", "quantity"), [
    ("阿杰 2份", "阿杰", 2), ("阿杰", "阿杰", 1), ("王阿姨x3", "王阿姨", 3), ("王阿姨+1", "王阿姨", 1),
    ("小雨 2大1小", "小雨", 3),
    ("小雨 两份", "小雨", 2), ("小雨 十二份", "小雨", 12), ("小雨 苹果2斤 梨1斤", "小雨", 3),
    ("小雨 2.5斤", "小雨", 2.5),
    ("小雨 2人套餐 1份", "小雨", 1), ("小雨 3斤装 2份", "小雨", 2), ("小雨 5楼", "小雨", 1),
    ("小雨 301", "小雨", 1), ("小雨 99", "小雨", 99),
    ("小雨 100", "小雨", 1), ("小雨 13800138000", "小雨", 1), ("小雨 8点来", "小雨", 1),
    ("小雨 20元", "小雨", 1), ("小雨 0份", "小雨", 1),
    ("小红 🌸 2份", "小红 🌸", 2), ("小雨 半份", "小雨", 0.5),
])
def test_how_much_a_line_takes(words: str, name: str, quantity: float):
    """Units and × count, floors, rooms, clocks, prices and the names of dishes do not; one where nothing is written."""
    read = entry(words)
    assert (read.name, read.quantity) == (name, quantity)


@pytest.mark.parametrize(("words", "title", "amount"), [
    ("阿杰 2份", "猪肚鸡 68元/份", "136.00"), ("阿杰 2份", "猪肚鸡 ¥68/份", "136.00"), ("阿杰 2份", "猪肚鸡", None),
    ("阿杰 2份", "猪肚鸡 68元/份 白切鸡 58元/份", None), ("阿杰 2份 共100元", "猪肚鸡", "100.00"),
    ("阿杰 2份", "满 100 元减 5 元", None),
])
def test_an_amount_only_where_one_price_is_written(words: str, title: str, amount: str | None):
    """Two prices in the title leave open which one is meant."""
    assert entry(words, title).amount == (None if amount is None else Decimal(amount))


def test_a_name_with_blanks_is_cut_where_the_sender_is_known():
    """The client writes the sender's name before what they typed."""
    assert entry("Mary Lee 2份", sender="Mary Lee").name == "Mary Lee"


def test_numbers_must_count_up_to_be_entries():
    """A dated line in the title is no entry; a line without a number goes on with the one above."""
    listed = read_solitaire("#接龙\n6.1 儿童节\n2. 规则:先到先得\n\n1. 阿杰 2份\n不要葱\n2. 小雨")
    assert listed.title == "6.1 儿童节\n2. 规则:先到先得"
    assert [(each.name, each.item) for each in listed.entries] == [("阿杰", "2份 不要葱"), ("小雨", "6.1 儿童节")]


def test_a_changed_line_is_not_an_added_one():
    """Correcting one's own quantity is no second sign-up."""
    before = read_solitaire("#接龙\n开团\n\n1. 阿杰 2份")
    after = read_solitaire("#接龙\n开团\n\n1. 阿杰 3份\n2. 小雨 1份")
    assert [each.name for each in added(after, before.entries, "小雨")] == ["小雨"]


@pytest.mark.parametrize(("text", "yes"), [
    ("#接龙\n开团", True), ("#接龙 开团", True), (" #接龙\n开团", True), ("#Group Note\nPicnic", True),
    ("# 接龙", True),
    ("#接龙王", False), ("接龙吗", False), ("大家#接龙", False),
])
def test_only_a_text_that_opens_as_the_clients_do_is_a_list(text: str, yes: bool):
    """The mark stands first and alone."""
    assert is_solitaire(text) == yes
    assert (kind_of(text) == "solitaire") == yes


@pytest.mark.parametrize(("words", "item"), [
    ("阿杰 2份", "猪肚鸡 68元/份"), ("阿杰 +1", "猪肚鸡 68元/份"), ("阿杰", "猪肚鸡 68元/份"), ("阿杰 2份不要葱", "2份不要葱"), ("阿杰 烧鹅 1只", "烧鹅 1只")])
def test_who_writes_only_a_number_takes_what_the_list_is_for(words: str, item: str):
    """The title's first line is the thing; own words stay."""
    entry = read_solitaire(f"#接龙\n猪肚鸡 68元/份\n周三取\n\n1. {words}").entries[0]
    assert entry.item == item
