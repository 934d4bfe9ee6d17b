"""接龙 (Group Note): a list that each joiner sends again, whole, with one more line.

    #接龙
    周三晚8点开团,猪肚鸡 68元/份

    1. 阿杰 2份
    2. Lily 1份 不要香菜

Counting such messages as talk multiplies everything; what counts is the line that was added.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from analytics.importers import names
from analytics.importers.kinds import SOLITAIRE

_ENTRY = re.compile(r"\s*(\d{1,4})\s*(?:[.、．)）:：]|\ufe0f?\u20e3)\s*(.*?)\s*")
# Typed by hand, without the mark that the clients set: a title that says what it is.
# A day in front of it is a message of an exported chat.
_HANDWRITTEN = re.compile(r"(?!\W?\d{1,4}[-/.]\d{1,2}[-/.]\d)[^\n]{0,40}(?:接龙|接龍)[^\n]{0,80}")
_NUMBER = r"(\d{1,4}(?:\.\d{1,2})?|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九半])"
_UNITS = "份|斤|公斤|个|只|盒|箱|袋|件|套|瓶|包|位|人|张|桶|杯|碗|打|条|把|大|小|kg|板|罐|枚|颗|提|组|单"
# 2人套餐, 3斤装, 4人桌 are names of things, not how many were taken.
_WITH_UNIT = re.compile(rf"(?<![\d.十]){_NUMBER}\s?(?:{_UNITS})(?!套餐|餐|桌|锅|间|装|位|份装|\d*元)", re.IGNORECASE)
_TIMES = re.compile(r"[x×X*✖+＋]\s?(\d{1,3})(?!\d|\s?元)")
_BARE = re.compile(r"(?:^|\s)(\d{1,2})\s*$")
_PRICE = re.compile(r"[¥￥]\s?(\d+(?:\.\d{1,2})?)|(\d+(?:\.\d{1,2})?)\s?(?:元|块钱|块)")
_UNIT_PRICE = re.compile(
    rf"(?:[¥￥]\s?(\d+(?:\.\d{{1,2}})?)\s?元?|(\d+(?:\.\d{{1,2}})?)\s?(?:元|块钱|块))\s?(?:/|一|每|1)\s?(?:{_UNITS})"
)
_COUNT_AT_END = re.compile(rf"^(\D+?)\s*(?=(?:[x×X*✖+＋]\s?)?\d{{1,3}}(?:\.\d)?\s?(?:{_UNITS})?\s*$)")
_AFTER_NAME = " \t　:：，、-,"
_WORDLESS = re.compile(r"[\W_]+")
_CHINESE = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "半": 0.5}


@dataclass(frozen=True)
class Entry:
    """One numbered line. `item`: what was taken, the title's first line where only a number is written;
    `quantity`: how many, 1 where none is written; `amount`: yuan or None."""

    number: int
    name: str
    item: str
    quantity: float
    amount: Decimal | None
    line: int
    words: str


@dataclass(frozen=True)
class Solitaire:
    """A whole 接龙: what it is for, and who stands in it. `line` of an entry counts from 0 at the first line."""

    title: str
    entries: tuple[Entry, ...]


def is_solitaire(text: str) -> bool:
    """Whether a text starts as the clients write it."""
    return SOLITAIRE.match(text) is not None


def is_handwritten(text: str) -> bool:
    """Whether a text is a 接龙 that somebody typed: the word in its first line, and lines that count up."""
    return _HANDWRITTEN.fullmatch(text.partition("\n")[0].strip()) is not None and len(read_solitaire(text).entries) > 1


def read_solitaire(text: str, sender: str = "") -> Solitaire:
    """Title and entries; `sender` helps to cut a name with blanks from what follows it."""
    lines = text.splitlines()
    start = _first_entry(lines)
    raw: list[tuple[int, int, str]] = []
    for line, words in enumerate(lines[start:], start):
        match = _ENTRY.fullmatch(words)
        if match and int(match.group(1)) == len(raw) + 1:
            raw.append((line, int(match.group(1)), match.group(2)))
        elif words.strip():
            # A line without a number goes on with the entry above it.
            raw[-1] = (*raw[-1][:2], f"{raw[-1][2]} {words.strip()}".strip())
    title = SOLITAIRE.sub("", "\n".join(lines[:start]), count=1).strip()
    # A number with nothing behind it was taken and left empty.
    return Solitaire(title, tuple(_entry(number, words, line, title, sender) for line, number, words in raw if words))


def _first_entry(lines: Sequence[str]) -> int:
    """Where the list begins: the first line numbered 1, or the last one behind a blank line (above is a menu)."""
    ones = [at for at, words in enumerate(lines) if (match := _ENTRY.fullmatch(words)) and int(match.group(1)) == 1]
    behind_blank = [at for at in ones if at and not lines[at - 1].strip()]
    return (behind_blank[-1:] or ones[:1] or [len(lines)])[0]


def added(now: Solitaire, seen: Sequence[Entry] | None, sender: str) -> list[Entry]:
    """The entries that the sender of `now` brought, `seen` being those of the lists before it.

    Where nothing was seen before (the record starts in the middle of a 接龙), only the sender's own
    entries count, or the last one; so two exports that overlap say the same.
    """
    if seen is None:
        own = [entry for entry in now.entries if _same(entry.name, sender)]
        return own or list(now.entries[-1:])
    known = {entry.words for entry in seen}
    places = {(entry.number, names.normal(entry.name)) for entry in seen}
    return [
        entry for entry in now.entries
        if entry.words not in known and (entry.number, names.normal(entry.name)) not in places
    ]


def _same(name: str, sender: str) -> bool:
    return bool(sender) and names.normal(name) == names.normal(sender)


def _entry(number: int, words: str, line: int, title: str, sender: str) -> Entry:
    name, item = _split_name(words, sender)
    quantity = _quantity(item)
    amount = _amount(item, quantity, _only_unit_price(title))
    # Who writes only “2份” takes what the list is for.
    thing = item if _names_something(item) else title.partition("\n")[0].strip() or item
    return Entry(number, name, thing, quantity, amount, line, words)


def _names_something(item: str) -> bool:
    for counted in (_PRICE, _TIMES, _WITH_UNIT, _BARE, _WORDLESS):
        item = counted.sub(" ", item)
    return bool(item.strip())


def _split_name(words: str, sender: str) -> tuple[str, str]:
    if sender and words.startswith(sender):
        return sender, words[len(sender):].lstrip(_AFTER_NAME).rstrip()
    name, _, item = words.replace("　", " ").partition(" ")
    while item and _WORDLESS.fullmatch(item.partition(" ")[0]):
        more, _, item = item.partition(" ")
        name = f"{name} {more}"
    if not item and (glued := _COUNT_AT_END.match(name)):
        return glued.group(1), name[glued.end():].strip()
    return name, item.strip()


def _quantity(item: str) -> float:
    text = _PRICE.sub(" ", item)
    found = _TIMES.findall(text) + _WITH_UNIT.findall(_TIMES.sub(" ", text)) or _BARE.findall(text)
    return float(sum(map(_value, found))) or 1.0


def _value(number: str) -> float:
    tens, ten, ones = number.partition("十")
    if ten:
        return 10 * _CHINESE.get(tens, 1) + _CHINESE.get(ones, 0)
    return _CHINESE[number] if number in _CHINESE else float(number)


def _amount(item: str, quantity: float, unit_price: Decimal | None) -> Decimal | None:
    each = _only_unit_price(item)
    if each is not None:
        return (each * Decimal(str(quantity))).quantize(Decimal("0.01"))
    written = [Decimal(a or b) for a, b in _PRICE.findall(item)]
    if written:
        return sum(written, Decimal(0)).quantize(Decimal("0.01"))
    return None if unit_price is None else (unit_price * Decimal(str(quantity))).quantize(Decimal("0.01"))


def _only_unit_price(text: str) -> Decimal | None:
    """The price of one piece, where a text states exactly one."""
    prices = {Decimal(a or b) for a, b in _UNIT_PRICE.findall(text)}
    return prices.pop() if len(prices) == 1 and len(_PRICE.findall(text)) == 1 else None
