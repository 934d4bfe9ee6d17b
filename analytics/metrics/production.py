"""Who made a post: the shop itself, somebody else, or its customers (原创, 转载, UGC; R25).

What a sheet states or a person decided stands. A post found in a chat goes by its words and form: words of collecting first, then
words of passing on or a shared link; whatever shows no sign of either counts as the shop's own.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from analytics.settings import Settings

# As content sheets say it (importers/words/values.toml).
ORIGINAL, REPOST, COLLECTED = "原创", "转载", "UGC收集"
_PASSED_ON = ("link",)


def told(posts: pd.DataFrame, settings: Settings) -> pd.Series:
    """`posts["production"]` with the posts from chats that say nothing of it filled in (columns text, form, from_chat); pure."""
    said, rules = posts["text"], settings.brings
    found = np.select(
        [holds(said, rules.collected_words), holds(said, rules.repost_words) | posts["form"].isin(_PASSED_ON)],
        [COLLECTED, REPOST], ORIGINAL)
    known = posts["production"].notna() | ~posts["from_chat"].astype("bool")
    return posts["production"].astype("object").where(known, pd.Series(found, index=posts.index, dtype="object"))


def holds(said: pd.Series, words: tuple[str, ...]) -> pd.Series:
    """In which texts one of `words` stands, in whatever case; in none where there is no word."""
    pattern = "|".join(re.escape(word.lower()) for word in words if word.strip())
    lower = said.fillna("").astype("object").str.lower()
    return lower.str.contains(pattern).astype("bool") if pattern else pd.Series(False, index=said.index)
