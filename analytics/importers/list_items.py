"""What one line of a 接龙 takes: things, how many of each, and the prices that its title states.

    2盒 · 草莓*2+苹果1 · 2盒草莓 1箱苹果 · 猪肚鸡 2份 不要香菜 · 不要了

A thing that the line does not name is the one the list is for; one that the title prices is called
as the title calls it, so that a price typed once holds for everybody.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

CENT = Decimal("0.01")
_NUMBER = r"(\d{1,4}(?:\.\d{1,2})?|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九半])"
UNITS = "份|斤|公斤|个|只|盒|箱|袋|件|套|瓶|包|位|人|张|桶|杯|碗|打|条|把|大|小|kg|板|罐|枚|颗|提|组|单"
# 2人套餐, 3斤装, 4人桌 are names of things, not how many were taken.
_COUNT = re.compile(
    rf"[x×X*✖+＋]\s?(?P<times>\d{{1,3}})(?!\d|\s?元)(?:\s?(?:{UNITS}))?"
    rf"|(?<![\d.十]){_NUMBER}\s?(?:{UNITS})(?!套餐|餐|桌|锅|间|装|位|份装|\d*元)"
    r"|(?:(?<=\s)|(?<=^)|(?<=[\u4e00-\u9fff]))(?P<bare>\d{1,2})(?=\s|$|[+＋,，、;；/])", re.IGNORECASE)
PRICE = re.compile(r"[¥￥]\s?(\d+(?:\.\d{1,2})?)|(\d+(?:\.\d{1,2})?)\s?(?:元|块钱|块)")
_UNIT_PRICE = re.compile(
    rf"(?:[¥￥]\s?(\d+(?:\.\d{{1,2}})?)\s?元?|(\d+(?:\.\d{{1,2}})?)\s?(?:元|块钱|块))\s?(?:/|一|每|1)\s?(?:{UNITS})")
_PER_UNIT = re.compile(rf"\s?元?\s?(?:/|一|每|1)\s?(?:{UNITS})")
_WITHDRAWN = re.compile(r"(?:不要|不用|不来|不去|不订|不买)[了啦]|取消|退[了掉]|撤回|作废|去不了|来不了")
# What stands beside a thing and is none: brackets, phones, rooms, hours, wishes, courtesies.
_ASIDE = re.compile(
    r"[(（【\[][^()（）【】\[\]]*[)）】\]]|(?<!\d)1\d{10}(?!\d)|\d+\s?(?:栋|幢|号楼|单元|座|室|房|楼)[\w-]*|(?<!\w)\d+-\d+(?:-\d+)*(?!\w)"
    r"|\d{1,2}[点:：]\S*|(?:不要|不加|不放|少|多|加|免)[^\s,，、;；+*×]{1,4}(?=$|[\s,，、;；])|(?:微|中|特|不|免)辣|备注\S*|送到?\S*|自提|自取|到付"
    r"|谢谢|多谢|麻烦|辛苦\S?")
_VERB = re.compile(r"^(?:我们?|帮我|给我)?(?:要|来|订|拿|买|报名|参加)")
_EDGES = " \t　:：，、,。.;；+＋/|-~和及与"
_MENU_BREAK = re.compile(r"[,，。;；:：|｜!！\n]")
_MENU_NUMBER = re.compile(r"^\W*\d{0,2}\s*[.、)）]?\s*")
# 周末团:草莓 is a list for 草莓.
_PREFACE = re.compile(r"^[^:：]{0,12}(?:团|接龙|预订|预定|拼单|福利)\s*[:：]\s*(?=\S)")
# Sums with a price mark that price nothing: 满100元减5元, 运费8元.
_NO_THING = re.compile(r"满|减|立减|运费|邮费|起送|包邮|红包|押金|返|省|原价|市场价")
_CHINESE = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "半": 0.5}


@dataclass(frozen=True)
class Piece:
    """One thing of a line. `quantity`: how many, 1 where none is written; `price`: yuan a piece by the title, or None."""

    item: str
    quantity: float
    price: Decimal | None


def names_something(item: str) -> bool:
    """Whether a line says more than how many and for how much."""
    return bool(re.sub(r"[\W_]+", "", _COUNT.sub(" ", PRICE.sub(" ", item))))


def item_key(item: str) -> str:
    """The form in which things are compared and prices remembered: letters and digits alone, lower case."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", item)).lower()


def is_withdrawn(item: str) -> bool:
    """Whether a line takes its sign-up back (不要了, 取消), which “不要香菜” does not."""
    return _WITHDRAWN.search(item) is not None


def pieces(item: str, title: str) -> list[Piece]:
    """The things of a line, in its order; `item` is the line without its name. Never empty."""
    menu, whole = menu_of(title), thing_of(title)
    found: dict[str, Piece] = {}
    for name, quantity in _named(PRICE.sub(" ", item)):
        thing, price = _on_the_menu(name, menu) if name else (whole, None)
        price = price if price is not None else _only_price(title, menu)
        known = found.get(thing)
        found[thing] = Piece(thing, quantity + (known.quantity if known else 0), price)
    return list(found.values())


@lru_cache(maxsize=512)
def thing_of(title: str) -> str:
    """What a list is for: the one thing its title prices, else the first line without prices."""
    menu = menu_of(title)
    if len(menu) == 1:
        return next(iter(menu.values()))[0]
    first = next((line.strip() for line in title.split("\n") if line.strip()), "")
    if _NO_THING.search(first):
        return first
    first = _PREFACE.sub("", first)
    return " ".join(PRICE.sub(" ", _UNIT_PRICE.sub(" ", first)).split()).strip(_EDGES) or first


@lru_cache(maxsize=512)
def menu_of(title: str) -> dict[str, tuple[str, Decimal]]:
    """Key → (name, yuan a piece) of every thing that the title prices once."""
    found: dict[str, tuple[str, Decimal]] = {}
    twice: set[str] = set()
    for line in title.split("\n"):
        start = 0
        for match in PRICE.finditer(line):
            name = _MENU_NUMBER.sub("", _last_part(line[start:match.start()]))
            start = (_PER_UNIT.match(line, match.end()) or match).end()
            key = item_key(name)
            if key and not key.isdigit() and not _NO_THING.search(name):
                twice.update({key} if key in found else ())
                found.setdefault(key, (name, Decimal(match.group(1) or match.group(2))))
    return {key: entry for key, entry in found.items() if key not in twice}


def _last_part(text: str) -> str:
    parts = [part.strip(_EDGES) for part in _MENU_BREAK.split(text)]
    return next((part for part in reversed(parts) if part), "")


def _on_the_menu(name: str, menu: dict[str, tuple[str, Decimal]]) -> tuple[str, Decimal | None]:
    key = item_key(name)
    fitting = [entry for known, entry in menu.items() if known == key] or [
        entry for known, entry in menu.items() if known in key or key in known]
    return fitting[0] if len(fitting) == 1 else (name, None)


def _only_price(title: str, menu: dict[str, tuple[str, Decimal]]) -> Decimal | None:
    """The price of whatever is taken, where the title prices one thing only."""
    if len(menu) == 1:
        return next(iter(menu.values()))[1]
    return None if menu else only_unit_price(title)


def _named(text: str) -> Iterator[tuple[str, float]]:
    """(what a thing is called, '' where the line does not say; how many)."""
    text = _ASIDE.sub(" ", text)
    counts = list(_COUNT.finditer(text))
    if not counts:
        yield _clean(text), 1.0
        return
    edges = [0, *(edge for match in counts for edge in match.span()), len(text)]
    # 草莓 2盒: what stands before each count is taken; 2盒草莓: what stands behind.
    behind = not _clean(text[:edges[1]])
    gaps = [text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]
    for name, match in zip(gaps[1:] if behind else gaps, counts, strict=False):
        yield _clean(name), _value(match)


def _clean(name: str) -> str:
    name = " ".join(_VERB.sub("", name.strip(_EDGES)).split()).strip(_EDGES)
    return name if item_key(name) and not item_key(name).isdigit() else ""


def _value(match: re.Match[str]) -> float:
    number = match.group("times") or match.group("bare") or match.group(2)
    tens, ten, ones = number.partition("十")
    if ten:
        value: float = 10 * _CHINESE.get(tens, 1) + _CHINESE.get(ones, 0)
    else:
        value = _CHINESE[number] if number in _CHINESE else float(number)
    return value or 1.0


def only_unit_price(text: str) -> Decimal | None:
    """The price of one piece, where a text states exactly one."""
    prices = {Decimal(a or b) for a, b in _UNIT_PRICE.findall(text)}
    return prices.pop() if len(prices) == 1 and len(PRICE.findall(text)) == 1 else None


def written_amount(item: str, quantity: float) -> Decimal | None:
    """The yuan that a line itself states, for all of it."""
    each = only_unit_price(item)
    if each is not None:
        return (each * Decimal(str(quantity))).quantize(CENT)
    written = [Decimal(a or b) for a, b in PRICE.findall(item)]
    return sum(written, Decimal(0)).quantize(CENT) if written else None
