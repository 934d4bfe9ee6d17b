"""Placeholders and moments, on both sides of every border."""

from __future__ import annotations

import pytest

from analytics.importers import moments
from analytics.importers.batch import KINDS
from analytics.importers.kinds import kind_of, kind_of_chatlab, kind_of_code, kind_of_name, kinds_of, own_words

TEXTS = [
    ("[图片]", "image"), ("[图片: a.jpg(请在附件中查看)]", "image"), ("[图片][图片]", "image"),
    ("[图片]好看吗", "text"),
    ('[语音 12"]', "voice"), ("[视频]", "video"), ("[动画表情]", "sticker"), ("[表情]", "sticker"),
    ("[强]", "text"), ("[强][强]", "text"),
    ("[文件: 菜单.pdf]", "file"), ("[链接] 今日菜单", "link"), ("[链接|题](http://x)", "link"),
    ("[小程序|群接龙]", "miniapp"),
    ("[红包]恭喜发财", "redpacket"), ("[QQ红包]请使用新版手机QQ查收红包。", "redpacket"),
    ("[转账]", "transfer"), ("[位置]", "location"),
    ("[聊天记录]", "merged"), ("[语音通话]", "call"), ("[群公告] 周三停业", "notice"), ("[Photo]", "image"),
    ("[Red Packet]", "redpacket"),
    ("[图片", "text"), ("图片]", "text"), ("[图片库]更新了", "text"), ("[", "text"), ("「小雨：几点」", "text"),
    ("「小雨：几点」\n- - - - - - - - - - - - - - -\n八点", "quote"), ("今晚八点", "text"), ("ok", "text"),
    ("", "other"),
]


@pytest.mark.parametrize(("text", "kind"), TEXTS)
def test_the_kind_behind_a_placeholder(text: str, kind: str):
    """A placeholder alone is its kind; words around it make it a text, unless it is one that has words."""
    assert kinds_of([text]) == [kind]


@pytest.mark.parametrize("text", [text for text, _ in TEXTS if text])
def test_many_at_once_and_one_by_one_agree(text: str):
    """The short cut for Chinese texts never skips a mark."""
    assert kinds_of([text]) == [kind_of(text)]


def test_every_number_and_name_leads_to_a_known_kind():
    """No exporter's code falls outside the list that everything else relies on."""
    codes = [kind_of_code(kind, sub) for kind in (1, 3, 34, 49, 10000, 7, -1) for sub in (0, 1, 5, 53, 57, 87, 2001, 99)]
    names = [kind_of_name(name) for name in ("文本", "个人/公众号名片", "没见过")]
    numbers = [kind_of_chatlab(number) for number in (0, 25, 80, 81, 99, 12345, None, "0")]
    assert set(codes + names + numbers) <= set(KINDS)


def test_a_quote_leaves_the_senders_own_words():
    """What is quoted was said by somebody else."""
    assert own_words("「小雨：几点」\n- - - - - - - - - - - - - - -\n八点") == "八点"


@pytest.mark.parametrize(("text", "clock"), [
    ("0:00", (0, 0, 0)), ("23:59", (23, 59, 0)), ("9:05:07", (9, 5, 7)), ("8:43:38 PM", (20, 43, 38)),
    ("12:00 AM", (0, 0, 0)),
    ("12:00 PM", (12, 0, 0)), ("12:59:59 am", (0, 59, 59)), ("上午9:05", (9, 5, 0)), ("上午12:05", (0, 5, 0)),
    ("下午12:05", (12, 5, 0)),
    ("下午2:09:33", (14, 9, 33)), ("中午12:30", (12, 30, 0)), ("中午1:30", (13, 30, 0)),
    ("中午11:30", (11, 30, 0)), ("晚上9:30", (21, 30, 0)),
    ("晚上12:30", (0, 30, 0)), ("凌晨12:30", (0, 30, 0)), ("9:05\u202fPM", (21, 5, 0)),
    ("9:05 p.m.", (21, 5, 0)), ("13:00 PM", (13, 0, 0)),
])
def test_clocks_as_clients_write_them(text: str, clock: tuple[int, int, int]):
    """Twelve o'clock is where halves of the day are got wrong."""
    hour, minute, second = clock
    assert moments.read_clock(text) == ((hour * 60 + minute) * 60 + second) * moments.SECOND


@pytest.mark.parametrize("text", ["24:00", "9:60", "9:05:60", "9", "", "9:5", "noon", "9:05 XM"])
def test_what_is_no_clock(text: str):
    """Nothing is rounded into a moment."""
    assert moments.read_clock(text) is None


@pytest.mark.parametrize(("text", "possible"), [
    ("2026-02-28", True), ("2026-02-29", False), ("2024/2/29", True), ("2026.4.7", True),
    ("2026年4月7日", True), ("26-04-07", False),
    ("2026-13-01", False), ("2026-00-10", False), ("1月5日", False), ("", False),
])
def test_days_that_exist(text: str, possible: bool):
    """A day without a year is never given one."""
    assert (moments.read_day(text) is not None) == possible


def test_an_instant_lies_on_the_shops_clock():
    """1628863878 is 22:11:18 in Shanghai; milliseconds say the same; 0 and the year 2200 are no instants."""
    local = moments.read_moment("2021-08-13 22:11:18")
    assert moments.from_epoch(1628863878) == moments.from_epoch(1628863878000) == local
    assert moments.from_epoch(0) is None
    assert moments.from_epoch(-5) is None


@pytest.mark.parametrize(("clock", "resolution"), [
    ("9:05", "minute"), ("9:05:07", "second"), ("9:05 p.m.", "minute"), ("9:05:07 a.m.", "second"),
    ("9.05", "minute"),
    ("下午2:09:33", "second"),
])
def test_seconds_decide_the_resolution(clock: str, resolution: str):
    """The dots of p.m. are no seconds."""
    assert moments.resolution_of(clock) == resolution
