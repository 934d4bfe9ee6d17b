"""The words of the product: Chinese first, English complete, side by side in one .toml a section.

Every file holds tables `[a.b.c]` with `zh = "…"` and `en = "…"`; `{blanks}` are filled by name.
Numbers, money, shares and days are written here and nowhere else.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from analytics.texts.words import Texts

LANGUAGES = ("zh", "en")


@cache
def texts_for(language: str) -> Texts:
    """The words in `language` ("zh" or "en")."""
    if language not in LANGUAGES:
        raise ValueError(f"language {language!r}; known: {LANGUAGES}")
    return Texts(language, {key: sides[language] for key, sides in all_texts().items()})


@cache
def all_texts() -> dict[str, dict[str, str]]:
    """key → {"zh": …, "en": …} over all files; a key in two files is an error."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted(Path(__file__).parent.glob("*.toml")):
        for key, sides in _flatten(tomllib.loads(path.read_text(encoding="utf-8"))):
            if key in found:
                raise ValueError(f"text {key!r} stands twice (again in {path.name})")
            found[key] = sides
    return found


def _flatten(table: dict[str, Any], prefix: str = "") -> list[tuple[str, dict[str, str]]]:
    if set(table) == set(LANGUAGES) and all(isinstance(side, str) for side in table.values()):
        return [(prefix, table)]
    rows = []
    for name, inner in table.items():
        if not isinstance(inner, dict):
            raise ValueError(f"text {prefix}.{name}: expected a table with zh and en")
        rows += _flatten(inner, f"{prefix}.{name}" if prefix else name)
    return rows
