"""What a shop remembers of its reports: the choices made last, and sentences as they were edited.

Neither is data: no version rises, no result is computed anew. Sentences edited while names were shown may hold names, so
those for hidden names are kept apart.
"""

from __future__ import annotations

import json
from typing import Any

from analytics.storing import schema
from analytics.storing.door import Door
from analytics.storing.opened import Opened

_CHOICES, _EDITS = "report.choices", "report.edits"
# So many edited sentences are kept, the newest: an older one belongs to numbers that have long changed.
_MOST_EDITS = 300


class Reporting:
    """One part of Workspace; `_shared` is the open shop, `_door` how names leave it."""

    _shared: Opened
    _door: Door

    def report_choices(self) -> dict[str, Any]:
        """Preset, sections, merchant, consultant, colour, logo (base64) as chosen last; {} at first."""
        found: dict[str, Any] = json.loads(self._shared.meta.get(_CHOICES, "{}"))
        return found

    def keep_report_choices(self, choices: dict[str, Any]) -> None:
        """Remember these choices beside the others."""
        self._keep(_CHOICES, {**self.report_choices(), **choices})

    def report_edits(self) -> dict[str, str]:
        """Sentence as generated → as somebody wrote it, for names as they are shown now."""
        found: dict[str, str] = json.loads(self._shared.meta.get(self._edits, "{}"))
        return found

    def edit_report(self, generated: str, edited: str | None) -> None:
        """Write a sentence in other words; None or the same words take that back."""
        known = {one: words for one, words in self.report_edits().items() if one != generated}
        if edited and edited != generated:
            known[generated] = edited
        self._keep(self._edits, dict(list(known.items())[-_MOST_EDITS:]))

    @property
    def _edits(self) -> str:
        return f"{_EDITS}.masked" if self._door.masked else _EDITS

    def _keep(self, name: str, value: dict[str, Any]) -> None:
        with self._shared.connection.writing() as cursor:
            schema.write_meta(cursor, name, json.dumps(value, ensure_ascii=False))
