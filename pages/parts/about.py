"""What a downloaded file says of itself: shop, page, days, groups, how far the data go, thresholds in force.

The frame begins one `About` a run; the page's definitions add their thresholds while they are drawn. A file is made on a
click, long after: it asks then, so that no page waits for what only a file needs.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from analytics import Scope, UserError, Workspace
from analytics.texts import thresholds
from analytics.texts.words import Texts

_KEY = "about_page"
Rows = list[tuple[str, str]]


@dataclass
class About:
    """One view as it was drawn. `definitions`: keys of the 怎么算的 on it; `stands`: where its own sliders stand."""

    workspace: Workspace
    scope: Scope
    texts: Texts
    shop: str
    view: str
    definitions: list[str] = field(default_factory=list)
    stands: Rows = field(default_factory=list)

    def rows(self) -> Rows:
        """(what, value), one line each."""
        texts = self.texts
        said = [(texts("about.shop"), self.shop), (texts("about.view"), self.view), *self._days(), *self.stands]
        own = thresholds.used(self.definitions, self.workspace.settings, texts)
        return [*said, *((texts("about.threshold", name=label), value) for label, value in own)]

    def lines(self) -> list[str]:
        """The same as sentences for under a picture: first where and when, then the thresholds in one line."""
        rows, texts = self.rows(), self.texts
        first = " · ".join(f"{label} {value}" for label, value in rows[:5])
        rest = ("；" if texts.language == "zh" else "; ").join(f"{label} {value}" for label, value in rows[5:])
        return [first, rest] if rest else [first]

    def _days(self) -> Rows:
        texts = self.texts
        try:
            resolved = self.workspace.resolve(self.scope)
        except UserError:
            return []
        names = self.workspace.chat_words()
        chats = texts("frame.all_chats") if resolved.all_chats else texts.listing(names[one] for one in resolved.chats)
        return [(texts("about.days"), texts("about.from_to", first=resolved.start.isoformat(), last=resolved.end.isoformat())),
                (texts("about.chats"), chats), (texts("about.until"), resolved.as_of.isoformat())]


def begin(workspace: Workspace, scope: Scope, texts: Texts, shop: str, view: str) -> None:
    """A view is about to be drawn."""
    st.session_state[_KEY] = About(workspace, scope, texts, shop, view)


def current() -> About | None:
    """The view that is being drawn; None outside of one."""
    found: About | None = st.session_state.get(_KEY)
    return found


def of(scope: Scope) -> None:
    """The view found its own days, where nobody chose any."""
    found = current()
    if found is not None:
        found.scope = scope


def stands(rows: Rows) -> None:
    """Where the view's own sliders stand; the last word counts."""
    found = current()
    if found is not None:
        found.stands = rows


def uses(definition: str) -> None:
    """The page shows this definition."""
    found = current()
    if found is not None and definition not in found.definitions:
        found.definitions.append(definition)
