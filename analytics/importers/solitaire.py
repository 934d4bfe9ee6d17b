"""接龙 (Group Note): a list that each joiner sends again, whole, with one more line.

    #接龙
    周三晚8点开团,猪肚鸡 68元/份

    1. 阿杰 2份
    2. Lily 1份 不要香菜

Counting such messages as talk multiplies everything; what counts is the line that was added.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from analytics.importers import names
from analytics.importers.kinds import SOLITAIRE
from analytics.importers.list_items import (
    CENT,
    UNITS,
    Piece,
    is_withdrawn,
    names_something,
    only_unit_price,
    pieces,
    written_amount,
)

_ENTRY = re.compile(r"\s*(?:(\d{1,4})\s*(?:[.、．)）:：]|\ufe0f?\u20e3)|[(（](\d{1,4})[)）]|([①-⑳]))\s*(.*?)\s*")
# Typed by hand, without the mark that the clients set: a title that says what it is.
# A day in front of it is a message of an exported chat.
_HANDWRITTEN = re.compile(r"(?!\W?\d{1,4}[-/.]\d{1,2}[-/.]\d)[^\n]{0,40}(?:接龙|接龍)[^\n]{0,80}")
_COUNT_AT_END = re.compile(rf"^(\D+?)\s*(?=(?:[x×X*✖+＋]\s?)?\d{{1,3}}(?:\.\d)?\s?(?:{UNITS})?\s*$)")
_AFTER_NAME = " \t　:：，、-,"
_NAME_ENDS = _AFTER_NAME + "+＋x×X*✖"
_LONGEST_NAME = 40
_WESTERN = re.compile(r"[A-Z][a-z]+ [A-Z][a-z]+(?=\s)")
_DOOR = re.compile(r"\d+\s?(?:栋|幢|号楼|单元|座|室|房|楼)[\w-]*|\d+(?:[-–]\d+)+")
# A word without a number, and something behind it.
_CALLED = re.compile(r"([^\W\d_]{2,8}[\W_]{0,3})\s+(?=\S)")
# 小满（代楼下王姐）2份 is 小满's; 小满+2+3栋201 says how many and where.
_FOR_ANOTHER = re.compile(r"([^\s()（）]{1,20})\s?[(（][代帮替][^()（）]{1,20}[)）]\s*")
_PLUS_PARTED = re.compile(rf"([^\d\s+＋]{{1,20}})[+＋](\d{{1,3}}\s?(?:{UNITS})?)[+＋]([^+＋]*[^\d+＋][^+＋]*)")
_SAME = re.compile(r"同(?:楼)?上|(?:和|跟|同)楼上一样|一样|ditto", re.IGNORECASE)
_WORDLESS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Entry:
    """One numbered line. `item`: what was taken, the title's first line where only a number is written;
    `quantity`: how many, 1 where none is written; `amount`: yuan or None. `pieces`: the same thing by thing;
    `written`: the yuan that the line itself states; `withdrawn`: it takes its sign-up back (不要了)."""

    number: int
    name: str
    item: str
    quantity: float
    amount: Decimal | None
    line: int
    words: str
    pieces: tuple[Piece, ...] = ()
    written: Decimal | None = None
    withdrawn: bool = False


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


def read_solitaire(text: str, sender: str = "", people: Collection[str] = ()) -> Solitaire:
    """Title and entries; `sender` and the `people` known help to cut a name with blanks from what follows it."""
    lines = text.splitlines()
    start = _first_entry(lines)
    raw: list[tuple[int, int, str]] = []
    for line, words in enumerate(lines[start:], start):
        number, rest = _numbered(words)
        if number == len(raw) + 1:
            raw.append((line, number, rest))
        elif words.strip():
            # A line without a number goes on with the entry above it.
            raw[-1] = (*raw[-1][:2], f"{raw[-1][2]} {words.strip()}".strip())
    title = SOLITAIRE.sub("", "\n".join(lines[:start]), count=1).strip()
    # A number with nothing behind it was taken and left empty.
    entries: list[Entry] = []
    for line, number, words in raw:
        if words:
            entry = _entry(words, title, _known_name(words, sender, people), number, line)
            entries.append(_as_above(entry, entries[-1]) if entries and _SAME.fullmatch(entry.item) else entry)
    return Solitaire(title, tuple(entries))


def _as_above(entry: Entry, above: Entry) -> Entry:
    """Who writes 同上 takes what the line above takes."""
    return replace(entry, item=above.item, quantity=above.quantity, amount=above.amount, pieces=above.pieces, written=above.written)


def _numbered(line: str) -> tuple[int, str]:
    """(number, what follows) of 1. 1、 (1) ①; (0, '') of a line without one."""
    match = _ENTRY.fullmatch(line)
    if match is None:
        return 0, ""
    written, bracketed, circled, rest = match.groups()
    return ord(circled) - ord("①") + 1 if circled else int(written or bracketed), rest


def _first_entry(lines: Sequence[str]) -> int:
    """Where the list begins: the first line numbered 1, or the last one behind a blank line (above is a menu)."""
    firsts = [at for at, words in enumerate(lines) if _numbered(words)[0] == 1]
    # ① 草莓 ② 蓝莓 above a list with 1. 2. is its menu.
    ones = [at for at in firsts if lines[at].lstrip()[:1].isdecimal()] or firsts
    behind_blank = [at for at in ones if at and not lines[at - 1].strip()]
    return (behind_blank[-1:] or ones[:1] or [len(lines)])[0]


def _same(name: str, sender: str) -> bool:
    return bool(sender) and names.normal(name) == names.normal(sender)


def _known_name(words: str, sender: str, people: Collection[str]) -> str:
    """The longest name known that the line opens with and that ends there; the sender's needs no end."""
    if sender and words.startswith(sender):
        return sender
    ends = (end for end in range(min(len(words), _LONGEST_NAME), 0, -1) if words[:end] in people)
    return next((words[:end] for end in ends if words[end:end + 1] in _NAME_ENDS or words[end].isdigit()), "")


# Each joiner sends all the lines again: most of them were read before.
@lru_cache(maxsize=32_768)
def _entry(words: str, title: str, known: str, number: int, line: int) -> Entry:
    name, item = (known, words[len(known):].lstrip(_AFTER_NAME).rstrip()) if known else _split_name(words, title)
    taken = pieces(item, title)
    quantity = sum(piece.quantity for piece in taken)
    # Who writes only “2份” takes what the list is for.
    thing = item if names_something(item) else title.partition("\n")[0].strip() or item
    return Entry(number, name, thing, quantity, _amount(item, quantity, title), line, words, tuple(taken),
                 written_amount(item, quantity), is_withdrawn(item))


def _amount(item: str, quantity: float, title: str) -> Decimal | None:
    each, written = only_unit_price(title), written_amount(item, quantity)
    return written if written is not None or each is None else (each * Decimal(str(quantity))).quantize(CENT)


def _split_name(words: str, title: str) -> tuple[str, str]:
    """(name, what was taken). A door number goes with the name behind it, but with no thing of the list: 3-201 李姐 2份."""
    if proxy := _FOR_ANOTHER.match(words):
        return proxy.group(1), words[proxy.end():].strip()
    if parted := _PLUS_PARTED.fullmatch(words):
        return parted.group(1), f"+{parted.group(2)} {parted.group(3)}"
    if western := _WESTERN.match(words):
        return western.group(), words[western.end():].strip()
    name, _, item = words.replace("　", " ").partition(" ")
    while item and _WORDLESS.fullmatch(item.partition(" ")[0]):
        more, _, item = item.partition(" ")
        name = f"{name} {more}"
    if _DOOR.fullmatch(name) and (called := _CALLED.match(item)) and called[1] not in title:
        return f"{name} {called[1]}", item[called.end():].strip()
    if not item and (glued := _COUNT_AT_END.match(name)):
        return glued.group(1), name[glued.end():].strip()
    return name, item.strip()
