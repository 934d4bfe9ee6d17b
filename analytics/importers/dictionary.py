"""The words of words/, as they stand: headers of tables, words in cells, and what people did by the words for it."""

from __future__ import annotations

import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from analytics.importers import headers

_WORDS = Path(__file__).with_name("words")


@cache
def words() -> dict[str, Any]:
    """All of words/ as it stands: tables, columns and the values of cells."""
    found: dict[str, Any] = {}
    for path in sorted(_WORDS.glob("*.toml")):
        for section, entries in tomllib.loads(path.read_text(encoding="utf-8")).items():
            found.setdefault(section, {}).update(entries)
    return found


@lru_cache(4096)
def step_of(header: str) -> str | None:
    """报名 for 报名时间: what people did, said by the header of the time or of how long it took."""
    return next((step for step, listed in words()["steps"].items() if headers.key(header) in listed.split()), None)


def step_in(title: str) -> str | None:
    """打卡 for 六月打卡表: what people did, said by a title; None where it says nothing of that."""
    return next((step for step, listed in words()["titles"].items() if any(word in title for word in listed.split())), None)


@lru_cache(4096)
def step_named(word: str) -> str:
    """到店 for visit; what is not in the dictionary is a step of its own."""
    found = headers.key(word)
    steps: dict[str, str] = words()["values"]["step"]
    return next((step for step, listed in steps.items() if found in listed.split()), word)
