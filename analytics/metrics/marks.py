"""What members' messages are about, by words that anybody can read and change (settings, section marks).

Every mark stands beside its message, so that a person can see how well the words do and take a wrong mark off; it
stays off. No message is judged by anything but its words.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from analytics.classify import MARKS
from analytics.scope import Scope
from analytics.statistics.intervals import with_shares
from analytics.workspace import Workspace

TAKEN_OFF = "none"


@dataclass(frozen=True)
class Marks:
    """`counts`: mark, count (messages), of (useful messages of members), share, low, high, people; one row a mark.

    `messages`: message_key, mark, person_id, display_name, chat_id, chat_name, sent_at, text, newest first; mark "none":
    somebody took it off. Messages of one person hang together, so the interval is the narrowest honest one.
    """

    as_of: date
    coverage: dict[str, Any]
    counts: pd.DataFrame
    messages: pd.DataFrame

    def of_mark(self, mark: str) -> pd.DataFrame:
        """The messages with a mark, or those whose mark was taken off ("none")."""
        return self.messages.loc[self.messages["mark"] == mark].reset_index(drop=True)

    def people(self, mark: str) -> pd.DataFrame:
        """person_id, display_name: everybody behind `people` of a mark."""
        found = self.of_mark(mark).drop_duplicates("person_id")
        return found[["person_id", "display_name"]].reset_index(drop=True)


def measure(workspace: Workspace, scope: Scope | None = None) -> Marks:
    """The marks of the chosen chats and days; without a first day, of the last days of the data.

    Raises `UserError` nothing_yet for an empty shop.
    """
    resolved = workspace.resolve(scope)
    if scope is None or scope.start is None:
        days = int(workspace.settings.marks.last_until_days)
        resolved = replace(resolved, start=resolved.as_of - timedelta(days=days - 1), end=resolved.as_of)
    found = workspace.facts("marked_messages", resolved)
    of = int(workspace.facts("marked_of", resolved)["messages"].iloc[0])
    found = found.loc[found["person_id"].notna()].astype({"person_id": "int64"})
    found = found.assign(display_name=found["person_id"].map(workspace.words_for(found["person_id"])),
                         chat_name=found["chat_id"].map(workspace.chat_words()))
    found = found.sort_values(["sent_at", "message_key"], ascending=[False, True], ignore_index=True)
    return Marks(resolved.as_of, {"chat": of > 0}, _counts(found, of), workspace.text_words(found, "text"))


def _counts(found: pd.DataFrame, of: int) -> pd.DataFrame:
    by = found.groupby("mark")
    messages, people = by.size(), by["person_id"].nunique()
    frame = pd.DataFrame({"mark": MARKS, "count": [int(messages.get(mark, 0)) for mark in MARKS], "of": of,
                          "people": [int(people.get(mark, 0)) for mark in MARKS]})
    return with_shares(frame)[["mark", "count", "of", "share", "low", "high", "people"]]
