"""The menu: every section, its views and its picture, in one list.

A section is one page (`pages/<section>/section.py`); a view is a module beside it with
`show(ws, scope)`, imported only while it is open. Texts: `menu.<section>` and
`view.<section>.<view>`. A section appears here when it has a view, never before.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """One entry of the menu. `scoped` names the views that ask for a period and groups."""

    id: str
    icon: str
    views: tuple[str, ...]
    scoped: frozenset[str] = frozenset()
    folded: bool = False

    @property
    def file(self) -> str:
        """The page's script, seen from app.py."""
        return f"pages/{self.id}/section.py"

    @property
    def default(self) -> bool:
        """Whether this is the first page: it has no address of its own."""
        return self is MENU[0]


MENU: tuple[Section, ...] = (
    Section("home", ":material/home:", ("today", "follow_up", "health"), frozenset({"today", "health"})),
    Section("data", ":material/upload_file:", ("add", "groups", "people", "enough", "shops")),
    Section("members", ":material/groups:", ("table", "layers", "tiers", "stages", "retention", "activity", "value", "groups"),
            frozenset({"table", "layers", "tiers", "stages", "retention", "activity", "value", "groups"})),
    Section("content", ":material/donut_small:", ("mix", "brings", "rhythm", "plan", "pieces", "topics"),
            frozenset({"mix", "brings", "rhythm", "plan", "pieces", "topics"})),
    Section("deals", ":material/filter_alt:", ("orders", "changed", "path", "sources", "redemption", "referral"),
            frozenset({"orders", "changed", "path", "sources", "redemption", "referral"})),
    Section("what_if", ":material/tune:", ("questions",), frozenset({"questions"})),
    Section("review", ":material/fact_check:", ("weekly", "report", "overview", "clients"), frozenset({"weekly", "report"})),
    Section("more", ":material/more_horiz:", ("thresholds", "method", "privacy"), folded=True),
)


def section(section_id: str) -> Section:
    """The entry with this id; KeyError where there is none."""
    return {entry.id: entry for entry in MENU}[section_id]
