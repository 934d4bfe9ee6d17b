"""Names as people carry them, made comparable; and which of them are nobody's name."""

from __future__ import annotations

import re
import unicodedata

# 我 and 群成员 stand for many people, or for whoever made the export: never an identity by themselves.
SHARED = frozenset({"我", "群成员", "未知", "未知用户", "系统", "系统消息", "匿名", "匿名用户", "me", "you"})
_INVISIBLE = re.compile("[​-‏‪-‮⁠-⁯﻿­]")
_BLANKS = re.compile(r"\s+")


def normal(name: str) -> str:
    """NFKC, no invisible characters, single blanks, lower case: the form in which names are compared."""
    folded = _INVISIBLE.sub("", unicodedata.normalize("NFKC", name))
    return _BLANKS.sub(" ", folded).strip().lower()
