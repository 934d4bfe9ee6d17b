"""Thresholds as people read them, so that no definition ever types a number twice.

A text that explains a metric names its thresholds as blanks `{section__name}`; they are filled
from the settings in force: 「最近 {layers__silent_from_days} 没说过话」.
"""

from __future__ import annotations

import string
from typing import Any

from analytics.settings import Definition, Settings
from analytics.texts import all_texts
from analytics.texts.words import Texts

# 「1,440 分钟」 makes a reader reckon; 「90 分钟」 does not.
_HOURS_FROM_MINUTES = 120


def in_force(settings: Settings, texts: Texts) -> dict[str, str]:
    """`section__name` → the value in words, for every setting."""
    return {definition.key.replace(".", "__"): said(definition, value, texts) for definition, value in settings}


def said(definition: Definition, value: Any, texts: Texts) -> str:
    """One value with its unit: ¥500, 15 天, 30%, 是, or a list of words."""
    if definition.unit == "share":
        return texts.share(value)
    if isinstance(value, bool):
        return texts("frame.yes" if value else "frame.no")
    if isinstance(value, tuple):
        return texts.listing(_word(definition, item, texts) for item in value)
    if isinstance(value, str):
        return _word(definition, value, texts)
    if definition.unit == "minutes" and value >= _HOURS_FROM_MINUTES and value % 60 == 0:
        return texts("unit.hours", value=value // 60)
    return texts(f"unit.{definition.unit}", value=value)


def blanks(key: str, texts: Texts) -> list[str]:
    """The blanks of a text, in the order in which it names them."""
    found = (name for _, name, _, _ in string.Formatter().parse(all_texts()[key][texts.language]) if name)
    return list(dict.fromkeys(found))


def body(key: str, words: dict[str, str], texts: Texts) -> str:
    """A definition's text; what only a result knows (its days, its months) points to the page that shows it."""
    return texts(key, **{name: words.get(name, texts("method.on_its_page")) for name in blanks(key, texts)})


def used(keys: list[str], settings: Settings, texts: Texts) -> list[tuple[str, str]]:
    """(label, value) of every threshold that these definitions name."""
    named = {name for key in keys for name in blanks(key, texts)}
    return [(texts(f"setting.{definition.key}"), said(definition, value, texts)) for definition, value in settings
            if definition.key.replace(".", "__") in named]


def _word(definition: Definition, item: str, texts: Texts) -> str:
    key = f"choice.{definition.key}.{item}"
    return texts(key) if texts.has(key) else item
