"""Thresholds as people read them, so that no definition ever types a number twice.

A text that explains a metric names its thresholds as blanks `{section__name}`; they are filled
from the settings in force: 「最近 {layers__silent_from_days} 没说过话」.
"""

from __future__ import annotations

from typing import Any

from analytics.settings import Definition, Settings
from analytics.texts.words import Texts


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
    return texts(f"unit.{definition.unit}", value=value)


def _word(definition: Definition, item: str, texts: Texts) -> str:
    key = f"choice.{definition.key}.{item}"
    return texts(key) if texts.has(key) else item
