"""What stays of a text when the names in it are hidden."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.people.hiding import Hiding

NAMES = [("A小雨🌸", "客人A1"), ("3-502 王姐", "客人B2"), ("An", "客人C3"), ("王", "客人D4"), ("1314", "客人E5"),
         ("13800138000", "客人B2"), ("福利群", "群1"), ("小雨", "客人Z9")]


@pytest.mark.parametrize(("written", "shown"), [
    ("A小雨🌸你好", "客人A1你好"), ("小雨你好", "客人A1你好"), ("@a小雨 在吗", "@a客人A1 在吗"),
    ("3-502 王姐要两份", "客人B2要两份"), ("王姐要两份", "客人B2要两份"),
    ("and An ant", "and 客人C3 ant"), ("an鸡", "客人C3鸡"),
    ("王，来一份", "客人D4，来一份"), ("1. 王 2份", "1. 客人D4 2份"), ("王府井", "王府井"),
    ("1314", "客人E5"), ("13148 份", "13148 份"), ("1314份", "客人E5份"),
    ("电话13800138000", "电话客人B2"), ("电话139 0013 9000", "电话•••"), ("139-0013-9000", "•••"), ("138****8000", "•••"),
    ("单号 202606011234", "单号 •••"), ("12345 份", "12345 份"), ("123456", "•••"), ("2026-06-01 20:30 ¥88.50", "2026-06-01 20:30 ¥88.50"),
    ("加我 wxid_ab12cd 或 me@shop.cn，看 https://a.cn/x?u=1", "加我 ••• 或 •••，看 •••"),
    ("送到3栋2单元501", "送到•••"), ("住中山路 12 号 301 室的", "•••的"), ("福利群的各位", "群1的各位"), ("", ""),
])
def test_names_numbers_and_addresses_are_replaced(written, shown):
    """Each name in any of its forms; the longest that fits; short ones only where they stand alone."""
    assert Hiding(NAMES)(written) == shown


@pytest.mark.parametrize("name", ["我", "微信用户", "群成员", "张*", "  ", "🌸"])
def test_what_stands_for_many_or_is_no_word_is_left_alone(name):
    """「我」 in every sentence is nobody's name; a single sign is one only where somebody carries nothing else."""
    assert Hiding([(name, "客人A1")])("我说微信用户和群成员张*都在") == "我说微信用户和群成员张*都在"


@given(st.lists(st.text("小雨王姐大海阿明abc🌸", min_size=2, max_size=5), max_size=8), st.text("小雨王姐大海阿明abc🌸 ，12", max_size=40))
def test_no_known_name_of_two_characters_is_left(names, text):
    """Whatever the names and the text: in what is shown none of the Chinese ones stands."""
    shown = Hiding((name, "◎") for name in names)(text)
    chinese = [name for name in names if not any(sign.isascii() for sign in name) and "🌸" not in name]
    assert not [name for name in chinese if name in shown]
    assert Hiding(())(text).count("，") == text.count("，")
