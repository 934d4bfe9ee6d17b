"""接龙: who stands in a list, how much they took, and which line is new."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from analytics.importers.kinds import kind_of
from analytics.importers.list_items import is_withdrawn, menu_of, pieces
from analytics.importers.solitaire import is_solitaire, read_solitaire
from tests.analytics.importers.formats.reading import read_text


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


@pytest.mark.parametrize(("words", "name", "item"), [
    ("3栋-201 李姐 两个吐司", "3栋-201 李姐", "两个吐司"), ("12-3-401 王五🌹 吐司x1", "12-3-401 王五🌹", "吐司x1"),
    ("3-201 吐司2", "3-201", "吐司2"), ("5栋301 吐司 2个", "5栋301", "吐司 2个"), ("2号楼张三 1份", "2号楼张三", "吐司团 18元一个"),
])
def test_a_door_number_goes_with_the_name_behind_it(words: str, name: str, item: str):
    """But not with what the list is for."""
    read = entry(words, "吐司团 18元一个")
    assert (read.name, read.item) == (name, item)


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


def test_a_changed_line_is_not_an_added_one(tmp_path: Path):
    """Correcting one's own quantity is no second sign-up."""
    text = ("阿杰 2026/6/1 20:10\n#接龙\n开团\n\n1. 阿杰 2份\n\n"
            "小雨 2026/6/1 20:12\n#接龙\n开团\n\n1. 阿杰 3份\n2. 小雨 1份\n")
    outcome = read_text(tmp_path, text)
    assert [row["name"] for row in outcome.rows("events")] == ["阿杰", "小雨"]
    assert sorted({(row["name"], row["quantity"]) for row in outcome.rows("sign_ups") if row["number"]}) == [
        ("小雨", 1), ("阿杰", 2), ("阿杰", 3)]


@pytest.mark.parametrize(("item", "title", "taken"), [
    ("草莓*2+苹果1", "水果团", [("草莓", 2), ("苹果", 1)]), ("2盒草莓 1箱苹果", "水果团", [("草莓", 2), ("苹果", 1)]),
    ("草莓2 苹果1", "水果团", [("草莓", 2), ("苹果", 1)]), ("草莓2盒，苹果1箱 3栋502", "水果团", [("草莓", 2), ("苹果", 1)]),
    ("草莓+1 苹果+2", "水果团", [("草莓", 1), ("苹果", 2)]), ("草莓 1盒 草莓 2盒", "水果团", [("草莓", 3)]),
    ("2盒", "周末团:草莓", [("草莓", 2)]), ("我要一份 谢谢", "猪肚鸡 68元/份", [("猪肚鸡", 1)]),
    ("猪肚鸡 2份 不要香菜", "周三团", [("猪肚鸡", 2)]), ("2大1小", "亲子乐园", [("亲子乐园", 3)]), ("", "猪肚鸡", [("猪肚鸡", 1)]),
    ("排骨2份 牛腩1份", "菜单:\n1. 黑猪排骨 39元\n2. 牛腩 49元", [("黑猪排骨", 2), ("牛腩", 1)]),
    ("13800138000 3栋502", "猪肚鸡", [("猪肚鸡", 1)]), ("2份 送到南门", "猪肚鸡", [("猪肚鸡", 2)]),
])
def test_what_a_line_takes(item: str, title: str, taken: list[tuple[str, float]]):
    """Several things a line, names before or behind the count, notes and rooms left out; the title's thing where none is named."""
    assert [(piece.item, piece.quantity) for piece in pieces(item, title)] == taken


@pytest.mark.parametrize(("title", "prices"), [
    ("猪肚鸡 68元/份 白切鸡 ¥58", {"猪肚鸡": "68", "白切鸡": "58"}), ("1. 排骨 39元\n2. 牛腩 49.9元一份", {"排骨": "39", "牛腩": "49.9"}),
    ("满 100 元减 5 元", {}), ("草莓 25元,运费 8元", {"草莓": "25"}), ("草莓 25元\n草莓 30元", {}), ("周三晚8点开团,猪肚鸡 68元/份", {"猪肚鸡": "68"}),
])
def test_what_a_title_prices(title: str, prices: dict[str, str]):
    """Each thing with one price; discounts and postage are no things."""
    assert {name: str(price) for name, price in menu_of(title).values()} == prices


@pytest.mark.parametrize(("item", "gone"), [
    ("2份 不要了", True), ("取消", True), ("2份(取消)", True), ("不要香菜", False), ("不要了葱", True), ("退了", True), ("2份", False), ("退款", False),
])
def test_words_that_take_a_sign_up_back(item: str, gone: bool):
    """不要了 is not 不要香菜."""
    assert is_withdrawn(item) == gone


def test_names_with_blanks_are_cut_where_somebody_of_that_name_is_known():
    """The longest name that ends there; a name that only begins another one is not taken for it."""
    listed = read_solitaire("#接龙\n开团\n\n1. 春天 里 的 08 2份\n2. 小雨点 1份\n3. Mary Lee 3份", people={"春天 里 的 08", "小雨", "春天"})
    assert [(entry.name, entry.quantity) for entry in listed.entries] == [("春天 里 的 08", 2), ("小雨点", 1), ("Mary Lee", 3)]


def test_a_name_that_stands_twice_takes_twice(tmp_path: Path):
    """Equal lines are two sign-ups; sent again they are still two."""
    listed = "#接龙\n开团\n\n1. 阿杰 1份\n2. 阿杰 1份\n"
    outcome = read_text(tmp_path, f"阿杰 2026/6/1 20:10\n{listed}\n小雨 2026/6/1 20:12\n{listed}3. 小雨 1份\n")
    assert sum(row["quantity"] for row in outcome.rows("sign_ups") if row["number"]) == 3


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


@pytest.mark.parametrize(("lines", "taken"), [
    ("① 小满 2盒\n② 阿宝 3盒", [("小满", 2), ("阿宝", 3)]), ("(1) 小满 2盒\n（2）阿宝*3", [("小满", 2), ("阿宝", 3)]),
    ("1. 小满 草莓2盒\n2. 阿宝 同上", [("小满", 2), ("阿宝", 2)]), ("1. 小满 2盒\n2. 小满（代楼下王姐）1盒", [("小满", 2), ("小满", 1)]),
    ("1. 小满+2+3栋201\n2. 阿宝+1", [("小满", 2), ("阿宝", 1)]),
])
def test_lists_numbered_and_worded_in_other_ways(lines: str, taken: list[tuple[str, float]]):
    """Circles and brackets count; 同上 takes what stands above; who signs up for a neighbour is who takes it."""
    entries = read_solitaire(f"#接龙\n草莓25元/盒\n\n{lines}").entries
    assert [(entry.name, entry.quantity, entry.pieces[0].item) for entry in entries] == [(*one, "草莓") for one in taken]


def test_a_menu_in_circles_above_the_list_is_no_entry():
    """Only the lines with plain numbers are people."""
    assert [entry.name for entry in read_solitaire("#接龙\n①草莓 25元\n②蓝莓 15元\n1. 小满 2盒\n2. 阿宝").entries] == ["小满", "阿宝"]
