"""What a cell says of how likely somebody recommends the shop: 0 to 10, or yes and no."""

from __future__ import annotations

import re

from analytics.importers import cells
from analytics.importers.cells import Bad
from analytics.importers.grid import Cell

# Of ten, with words around it. 7-8, 8或9 and 10+ are no score: which one was meant is not ours to say.
_SCORE = re.compile(r"[^\d−－-]{0,3}(\d{1,2})(?:[.．]0+(?!\d))?"
                    r"(?:\s*[/／]\s*10\b|(?!\s*(?:[+＋]|[-−－~～—–到至、或.．/／,，]\s*\d)))(?:\D.*)?", re.DOTALL)
# 十分 alone is ten; 一般 and 十分愿意 are no numbers.
_WORD = re.compile(r"(?:([零〇一二三四五六七八九十两])|(zero|one|two|three|four|five|six|seven|eight|nine|ten))"
                   r"\s*(?:分|points?)?[吧啊哦呀哈了!！.。~～\s]*", re.IGNORECASE)
_ENGLISH = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_CHINESE = {"〇": 0, "两": 2, **{word: value for value, word in enumerate("零一二三四五六七八九十")}}
_YES = frozenset(["是", "会", "愿意", "推荐", "会推荐", "愿意推荐", "yes", "y"])
_NO = frozenset(["否", "不会", "不愿意", "不推荐", "不会推荐", "no", "n"])


def score(cell: Cell) -> int | Bad | None:
    """0 to 10 out of 9, 9分, 九分, ten or 9(非常愿意); 11 for yes and -1 for no, told apart by `score_kind`."""
    if type(cell) is not str:
        value = cells.whole(cell)
        return value if not isinstance(value, int) or 0 <= value <= 10 else Bad("score_out_of_range")
    found = cells.text(cell)
    if found is None:
        return None
    if found.lower() in _YES | _NO:
        return 11 if found.lower() in _YES else -1
    word = _WORD.fullmatch(found)
    if word is not None:
        return _CHINESE[word[1]] if word[1] else _ENGLISH.index(word[2].lower())
    match = _SCORE.fullmatch(found)
    if match is None:
        return cells.BAD_NUMBER
    return int(match[1]) if int(match[1]) <= 10 else Bad("score_out_of_range")


def score_kind(value: int) -> tuple[str, int]:
    """("0-10", 9), or ("yes/no", 1 or 0)."""
    return ("yes/no", int(value == 11)) if value in (11, -1) else ("0-10", value)
