"""What people paste beside the record: the result of a vote, a to-do list of the group (群投票, 群待办). Pure functions on text.

A vote ranks topics by votes, then by how posts about them were answered before (METRICS 6.17).
"""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from analytics.statistics.intervals import with_shares
from analytics.statistics.words import Word, against

# The last number of a line, perhaps with a unit and a share behind it: 煲汤教程 23票 (46%).
_VOTES = re.compile(r"^\s*(?:[-*•·]\s*|\d{1,3}\s*[.、)）．]\s*)?(?P<topic>.*?\S)[\s:：,，\t|]*?(?P<votes>\d{1,7})"
                    r"\s*(?:票|人|votes?)?\s*(?:[(（]?\s*\d+(?:\.\d+)?\s*%\s*[)）]?)?\s*$", re.IGNORECASE)
_CLOCK = r"(\d{1,2})\s*[:：点]\s*(\d{2})?\s*分?"
_WINDOW = re.compile(rf"{_CLOCK}(?:\s*[-–—~～到至]\s*{_CLOCK})?")
_LEADING = re.compile(r"^\s*(?:\[[ xX✓]?\]|[☐☑□✅•·*-]|\d{1,3}\s*[.、)）．](?!\d))\s*")
_DAY_MINUTES, _HOUR = 24 * 60, 60
_HALF = 0.5


def votes(text: str) -> pd.DataFrame:
    """topic, votes, one row a topic in the order typed; lines without a number are passed over, a topic named twice is summed."""
    found = [(" ".join(one["topic"].split()), int(one["votes"])) for line in text.splitlines()
             if (one := _VOTES.match(line)) and any(sign.isalpha() for sign in one["topic"])]
    frame = pd.DataFrame(found, columns=["topic", "votes"]).astype({"topic": "str", "votes": "int64"})
    return frame.groupby("topic", sort=False, as_index=False).agg(votes=("votes", "sum"))


def ranked(asked: pd.DataFrame, posts: pd.DataFrame) -> pd.DataFrame:
    """topic, votes, of, share, low, high, posts (that hold the topic's words), interactions (mean of these; NULL without one).

    Most votes first, equal votes by interactions, then by topic. `posts`: text, interactions.
    """
    before = [_before(topic, posts) for topic in asked["topic"]]
    rows = asked.assign(of=int(asked["votes"].sum()), posts=[count for count, _ in before],
                        interactions=[mean for _, mean in before])
    shared = with_shares(rows, "votes")
    return shared.sort_values(["votes", "interactions", "topic"], ascending=[False, False, True], na_position="last",
                              ignore_index=True)


def lead(rows: pd.DataFrame) -> Word:
    """Whether the first topic is clearly ahead of the second: more, same, small_sample or nothing (fewer than two topics)."""
    if len(rows) < 2:
        return "nothing"
    first, second = int(rows["votes"].iloc[0]), int(rows["votes"].iloc[1])
    return against(first, first + second, _HALF)


def to_dos(text: str) -> pd.DataFrame:
    """name, first_minute, last_minute (NULL without a time), one row a line: 「20:00-21:00 晚间限时」, 「[ ] 9点 早报」.

    One time alone is a window of that minute; an end before the start and impossible times are taken for words.
    """
    rows = [_to_do(_LEADING.sub("", line)) for line in text.splitlines() if line.strip()]
    kept = [row for row in rows if row[0]]
    return pd.DataFrame(kept, columns=["name", "first_minute", "last_minute"]).astype(
        {"name": "str", "first_minute": "Int64", "last_minute": "Int64"})


def span(text: str) -> tuple[int, int] | None:
    """First and last minute of 「7:00–9:00」 or 「20点」; None where it is nothing of the kind, or cannot be."""
    found = _WINDOW.fullmatch(text.strip())
    if not found:
        return None
    first = _minute(found[1], found[2])
    last = _minute(found[3], found[4]) if found[3] else first
    return (first, last) if first <= last <= _DAY_MINUTES else None


def _before(topic: str, posts: pd.DataFrame) -> tuple[int, float]:
    told = posts[posts["text"].astype("str").fillna("").str.casefold().str.contains(topic.casefold(), regex=False)]
    return len(told), float(told["interactions"].astype("float64").mean())


def _to_do(line: str) -> tuple[str, Any, Any]:
    found = _WINDOW.search(line)
    minutes = span(found[0]) if found else None
    if found is None or minutes is None:
        return " ".join(line.split()), pd.NA, pd.NA
    return " ".join((line[:found.start()] + " " + line[found.end():]).split()), *minutes


def _minute(hour: str, minute: str | None) -> int:
    rest = int(minute or 0)
    return int(hour) * _HOUR + rest if rest < _HOUR else _DAY_MINUTES + 1
