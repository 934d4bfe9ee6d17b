"""Every message that does not count as useful, with the rule that took it out (METRICS 6.2), and a text tried on the rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from analytics.classify import text_reason_sql
from analytics.scope import Scope
from analytics.settings import Settings
from analytics.workspace import Workspace

# The reasons that say who speaks, not what is said: no rule about words can change them.
NOT_OF_MEMBERS = ("system", "staff", "bot")


@dataclass(frozen=True)
class Rejected:
    """`reasons`, one row a reason: reason ('' = useful), messages, people, share (of all); most first. Sums to `of`."""

    as_of: date
    coverage: dict[str, Any]
    start: date
    end: date
    reasons: pd.DataFrame
    of: int

    def count(self, reason: str) -> int:
        """How many messages have that reason."""
        return int(self.reasons.set_index("reason")["messages"].get(reason, 0))


def measure(workspace: Workspace, scope: Scope | None = None) -> Rejected:
    """Counts a reason over the scope's days. Raises `UserError` nothing_yet for an empty shop."""
    resolved = workspace.resolve(scope)
    reasons = workspace.facts("rejected_counts", resolved)
    of = int(reasons["messages"].sum())
    return Rejected(resolved.as_of, {"messages": of}, resolved.start, resolved.end,
                    reasons.assign(share=reasons["messages"] / of if of else float("nan")), of)


def messages(workspace: Workspace, scope: Scope | None, reason: str, most: int = 1 << 40) -> pd.DataFrame:
    """The newest `most` messages of one reason, newest first, names and texts as they may be shown.

    message_key, chat_id, chat, display_name, sent_at, kind, text, reason, decided (yes, no or NULL: a person's word).
    """
    found = workspace.facts("rejected_messages", workspace.resolve(scope), reason=reason, most=most)
    names, chats = workspace.words_for(found["person_id"].unique()), workspace.chat_words()
    shown = workspace.text_words(found, "text")
    return shown.assign(display_name=found["person_id"].map(names), chat=found["chat_id"].map(chats))


def reason_of(workspace: Workspace, text: str, settings: Settings) -> str | None:
    """Why a member's text would not count under `settings`; None: it counts. Neighbours (repeats, floods) play no part."""
    found = workspace.query(f"select {text_reason_sql(settings)} as reason from (select 'text' as kind, $text as text)", text=text)
    reason = found["reason"].iloc[0]
    return None if pd.isna(reason) else str(reason)
