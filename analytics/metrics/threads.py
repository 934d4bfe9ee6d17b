"""One topic in full: the post, what was said after it, and a draft of an article made of it (R31 把优质讨论整理成文).

The draft only orders what people said; it invents nothing and says who and how many.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.statistics import alike
from analytics.workspace import Workspace, facts_sql

KINDS = ("question", "experience", "shop", "short")


@dataclass(frozen=True)
class Thread:
    """`messages`, in order, the post first: person_id, display_name, sent_at, text, kind, by_shop, counts, part (one of
    `KINDS`; the post: post), letters. `people`: how many members took part, `count`: their useful messages.
    """

    post_id: str
    messages: pd.DataFrame

    @property
    def count(self) -> int:
        """Useful messages of members."""
        return int(self.messages["counts"].sum())

    @property
    def people(self) -> int:
        """Members who took part."""
        return int(self.messages.loc[self.messages["counts"], "person_id"].nunique())

    def part(self, kind: str) -> pd.DataFrame:
        """What was said of one of `KINDS`, in order."""
        return self.messages[self.messages["part"] == kind].reset_index(drop=True)


def read(workspace: Workspace, post_id: str) -> Thread:
    """The thread of a post. KeyError for an unknown one."""
    rules = workspace.settings
    found = workspace.query(facts_sql("thread_messages"), None, post_id=post_id, minutes=rules.activity.topic_until_minutes,
                            quiet=rules.activity.topic_quiet_until_minutes)
    if found.empty:
        raise KeyError(post_id)
    named = workspace.named(found.drop(columns="place"))
    sorted_ = table(named, rules.today.question_words, rules.activity.ugc_from_characters)
    return Thread(post_id, workspace.text_words(sorted_, "text"))


def table(found: pd.DataFrame, question_words: tuple[str, ...], long_from: int) -> pd.DataFrame:
    """`messages` of a thread: which part of an article each belongs to; pure."""
    letters = found["text"].fillna("").map(alike.normal).str.len()
    asks = found["text"].fillna("").map(lambda text: any(word in text for word in question_words))
    part = pd.Series("short", index=found.index).mask(letters >= long_from, "experience").mask(asks, "question")
    part = part.mask(found["by_shop"].astype(bool), "shop").mask(found["kind"] == "post", "post")
    return found.assign(part=part, letters=letters, counts=found["counts"].astype(bool))


def markdown(thread: Thread, words: dict[str, str]) -> str:
    """A draft in Markdown. `words`: title, lead, and a heading for each of `KINDS`; every sign with a meaning is escaped."""
    post = thread.messages.iloc[0]
    lines = [f"# {_safe(words['title'])}", "", _safe(words["lead"]), "", f"> {_safe(post['text'])}", ""]
    for kind in KINDS:
        rows = thread.part(kind)
        if len(rows):
            lines += [f"## {_safe(words[kind])}", "", *(_line(row) for row in rows.to_dict("records")), ""]
    return "\n".join(lines)


def _line(row: dict[Any, Any]) -> str:
    name = row["display_name"] if isinstance(row["display_name"], str) else ""
    return f"- {_safe(name)}：{_safe(row['text'])}" if row["text"] else f"- {_safe(name)} [{row['kind']}]"


def _safe(text: Any) -> str:
    said = " ".join(str(text).split()) if isinstance(text, str) else ""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]<>#|~" else sign for sign in said)
