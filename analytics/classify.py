"""What a message is: useful or not and why; which lines of the operator are posts, and of which kind.

Everything is SQL that the workspace runs once, at import: reading texts again on every page would cost
26 times as much. The rules stand in sql/rollups/*.sql, the words and numbers in settings.toml [effective]
and [classify]; here the one is filled into the other. Definitions: METRICS 6.2 and 6.11.

A post's points: `strong_points` for each strong word of a kind of content, 1 for each other word,
`price_points` for a price or discount, `kind_points` for a kind of message (a vote is fun). The kind with most
points wins, equal points leave the post undecided, and the words that decided are kept as the reason.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

from analytics.settings import Settings

CATEGORIES = ("promotion", "knowledge", "fun")
# In the order in which they are tried; staff and bot are joined in the views, never stored.
TEXT_REASONS = ("system", "redpacket", "sticker", "participation", "link_only", "emoji_only", "ack", "too_short",
                "ad_keyword")
# In the order in which they are tried: what needs an answer most goes first.
MARKS = ("complaint", "inquiry", "question", "praise")
CONTEXT_REASONS = ("recalled", "duplicate", "broadcast", "flood")

_FOLDER = Path(__file__).with_name("sql") / "rollups"
# RE2, as DuckDB has it: linear in the text whatever a stranger wrote.
_URL = r"(?:https?://|www\.)[A-Za-z0-9._~:/?#@!$&'()*+,;=%\[\]-]+"
_AT = r"[@\x{FF20}]"
# WeChat ends a mention with U+2005; typed by hand it ends with a blank, or the text does.
_NAME = r"[^@\x{FF20}\s\x{2005}]"
_MENTION = rf"{_AT}(?:[^@\x{{FF20}}\x{{2005}}\n]{{1,32}}\x{{2005}}|{_NAME}{{1,32}}\s|{_NAME}{{1,8}}$)"
_BRACKET_FACE = r"[\[\x{FF3B}](?:[^\[\]\s]{1,6}|[A-Za-z]{1,14})[\]\x{FF3D}]"
_SIGNS = r"[\p{P}\p{S}\p{Z}\p{C}\p{M}]"
_NOISE = f"(?:{_URL}|{_MENTION}|{_BRACKET_FACE}|{_SIGNS})+"
_CHARACTER = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]"
_LETTER = r"[^\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]"
_UNIT = "[份斤盒箱只杯张瓶条打支台套枚次包位单碗个]"
_PRICE = (r"[¥\x{FFE5}]\s?\d+(?:\.\d+)?|\d+(?:\.\d+)?\s?(?:元|块钱|块|米)|[\d半一二三四五六七八九](?:\.\d)?\s?折|满\s?\d+\s?[减送]|"
          r"买\s?[一二两\d]\s?[送赠]|第[二2][份件杯串]|[减省送充抵要]\s?\d+|\d+\s?起|免.{0,4}费|前\s?[\d一二三五十百两]+\s?[名位单个]|\d+(?:\.\d+)?\s?包邮|"
          rf"\d+(?:\.\d+)?\s?/\s?{_UNIT}|\d+(?:\.\d+)?\s?[一两三]{_UNIT}|[\d两三]\s?{_UNIT}\s?\d+(?:\.\d+)?")
_QUOTED = r"^「[^」]*」\s*\n(?:- ){5,}-?\s*\n"
_LIST_LINES = r"(?s)\n\s*1[.\x{FF0E}、].*$"
_NEVER = r"[^\s\S]"
_FULL_WIDTH = "".join(map(chr, [*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)]))
_FULL_WIDTH_SIGN = r"[\x{FF10}-\x{FF19}\x{FF21}-\x{FF3A}\x{FF41}-\x{FF5A}]"
_HALF_WIDTH = unicodedata.normalize("NFKC", _FULL_WIDTH).lower()


def text_reason_sql(settings: Settings) -> str:
    """An SQL expression over columns `kind` and `text` of a message row: one of `TEXT_REASONS`, or NULL.

    NULL = nothing in the row itself speaks against it; the neighbours (`context_sql`) still may.
    """
    rules = settings.effective
    return _filled(
        "text_reason", stripped=_stripped("text"), url=_quoted(_URL),
        participation_kinds=_names(rules.participation_kinds), card_kinds=_names(rules.card_kinds),
        participation_words=_quoted(f"(?i)(?:{_any_whole(rules.participation_words)})"),
        ack_words=_quoted(f"(?i)(?:(?:{_any_whole(rules.ack_words)})(?:{_any_whole(rules.ack_endings)})*)+"),
        long_enough=_quoted(_at_least(rules.too_short_below_characters, rules.too_short_below_letters)),
        ad_words=_quoted(f"(?i){_any_of(rules.ad_words)}"),
    )


def normal_sql(column: str = "text") -> str:
    """An SQL expression: the words of `column` without signs, faces, links, mentions and case, full-width folded."""
    stripped = _stripped(column)
    return (f"lower(case when regexp_matches({column}, {_quoted(_FULL_WIDTH_SIGN)}) "
            f"then translate({stripped}, '{_FULL_WIDTH}', '{_HALF_WIDTH}') else {stripped} end)")


def context_sql(settings: Settings) -> str:
    """One UPDATE that sets `message_rows.context_reason`: one of `CONTEXT_REASONS`, or NULL.

    Needs a relation `touched(chat_id, day)` on the same cursor, and `identities` up to date. Run again
    after an import, an undo, a merge of people or a changed rule; running it twice changes nothing.
    """
    rules = settings.effective
    margin = max(rules.duplicate_until_minutes, rules.broadcast_until_minutes, -(-rules.flood_until_seconds // 60))
    return _filled(
        "context_reason", normal=normal_sql("m.text"), margin=margin,
        duplicate_minutes=rules.duplicate_until_minutes,
        broadcast_groups=rules.broadcast_from_groups, broadcast_minutes=rules.broadcast_until_minutes,
        flood_messages=rules.flood_above_messages, flood_seconds=rules.flood_until_seconds,
        # Two stamps of whole minutes lie at most this many minutes apart for certain.
        flood_whole_minutes=max(0, rules.flood_until_seconds // 60 - 1),
        recall_seconds=rules.recall_until_seconds,
    )


def post_sql(settings: Settings) -> str:
    """A SELECT giving the rows of `message_posts` out of message_rows, identities and view staff.

    category: promotion, knowledge, fun or NULL (undecided); category_reason: the words that decided, or
    kind_<kind>, tie, no_word, no_text. purpose: conversion, brand or NULL.
    """
    rules = settings.classify
    return _filled(
        "posts", **_scoring(settings), normal=normal_sql(), list_lines=_quoted(_LIST_LINES),
        participation_kinds=_names(settings.effective.participation_kinds),
        belongs_kinds=_names(rules.belongs_to_text_kinds), answer_minutes=rules.answer_until_minutes,
        answer_characters=rules.answer_below_characters, picture_minutes=rules.picture_until_minutes,
        mention_characters=rules.mention_answer_below_characters, mention=_quoted(rf"{_AT}[^@\x{{FF20}}\s]"),
        mention_everyone=_quoted(rf"(?i){_AT}(?:所有人|全体成员|全体|all|everyone)"),
        everyone=_quoted(rf"(?i){_AT}(?:所有人|全体成员|all)|{_any_of(rules.everyone_words)}"),
        answer_openings=_quoted(f"^\\s*(?:{_any_of(rules.answer_openings)})"),
        purpose=_filled("purpose", category=_filled("category"), brand_words=_quoted(_any_of(rules.brand_words)),
                        conversion_words=_quoted(_any_of(rules.conversion_words))),
    )


def sheet_post_sql(settings: Settings) -> str:
    """A SELECT post_id, category, reason over the posts of content sheets that state no category."""
    return _filled("sheet_posts", **_scoring(settings))


def labelled_sql(settings: Settings) -> str:
    """A SELECT place, category, reason over a relation labelled(place, text): what the rules say of texts alone."""
    return _filled("labelled", **_scoring(settings))


def mark_sql(settings: Settings) -> str:
    """A SELECT giving the rows of `message_marks` out of message_rows; needs `touched(chat_id, day)` on the same cursor.

    mark: one of `MARKS`, the first that matches, or what somebody decided. One pattern of all words goes before.
    """
    words = {mark: tuple(getattr(settings.marks, f"{mark}_words")) for mark in MARKS if mark != "question"}
    words["question"] = tuple(settings.today.question_words)
    every = tuple(word for some in words.values() for word in some)
    return _filled("marks", quoted=_quoted(_QUOTED), any=_quoted(_any_of(every)),
                   **{mark: _quoted(_any_of(some)) for mark, some in words.items()})


def _scoring(settings: Settings) -> dict[str, str]:
    rules = settings.classify
    words = {
        name: _quoted(_any_of(getattr(rules, f"{name}_words")))
        for name in ("promotion_strong", "promotion", "knowledge_strong", "knowledge", "fun_strong", "fun")
    }
    points = _filled(
        "points", **words, price=_quoted(_PRICE), promotion_kinds=_names(rules.promotion_kinds),
        fun_kinds=_names(rules.fun_kinds), strong_points=rules.strong_points, price_points=rules.price_points,
        kind_points=rules.kind_points,
    )
    category = _filled("category")
    return {"points": points, "category": category, "reason": _filled("reason", category=category)}


def _filled(name: str, **blanks: object) -> str:
    sql = _sql_file(name)
    for blank, value in blanks.items():
        sql = sql.replace("{{" + blank + "}}", str(value))
    return sql


@cache
def _sql_file(name: str) -> str:
    return (_FOLDER / f"{name}.sql").read_text(encoding="utf-8").rstrip()


def _stripped(column: str) -> str:
    return f"regexp_replace(coalesce({column}, ''), {_quoted(_NOISE)}, '', 'g')"


def _at_least(characters: int, letters: int) -> str:
    """A text is long enough with so many Chinese (Japanese, Korean) characters, or so many letters or digits."""
    return f"(?s)(?:{_CHARACTER}.*){{{characters}}}|(?:{_LETTER}.*){{{letters}}}"


def _any_whole(words: tuple[str, ...]) -> str:
    """An alternation of words as they look once signs are stripped, in half or full width."""
    plain = {"".join(c for c in unicodedata.normalize("NFKC", word) if c.isalnum()) for word in words} - {""}
    return "|".join("".join(map(_either_width, word)) for word in sorted(plain, key=_longest_first)) or _NEVER


def _either_width(sign: str) -> str:
    return f"[{sign}{chr(ord(sign) + 0xFEE0)}]" if sign.isascii() else sign


def _any_of(words: tuple[str, ...]) -> str:
    """An alternation of words found anywhere, in lower case; nothing when the list is empty."""
    plain = {word.strip().lower() for word in words} - {""}
    return "|".join(re.escape(word) for word in sorted(plain, key=_longest_first)) or _NEVER


def _longest_first(word: str) -> tuple[int, str]:
    return -len(word), word


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(map(_quoted, names)) or "NULL"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
