"""What is known of one person beside the line of time: tier, stage, birthday, tags."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from analytics.metrics import birthdays, stages, tiers
from analytics.scope import Scope
from analytics.workspace import Workspace

_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class PersonMore:
    """`tier`, `stage`: the person's row of `tiers` and `stages`, None where these do not know the person or cannot tell.
    `birthday_on`: the next birthday from `as_of` on; `lunar`: “08-15” where it is kept by the moon. `tags`: as they may be shown.
    """

    as_of: date
    tier: dict[str, Any] | None
    stage: dict[str, Any] | None
    birthday_on: date | None
    lunar: str | None
    tags: tuple[str, ...]


def measure(workspace: Workspace, scope: Scope | None = None, *, person_id: int) -> PersonMore:
    """Of one person, at the end of `scope`. Raises `UserError` nothing_yet for an empty shop."""
    resolved = workspace.resolve(scope)
    said = workspace.facts("person_more", resolved, person=person_id).assign(person_id=person_id)
    coming = birthdays.between(said[said["tag"].isna()], resolved.as_of, resolved.as_of + _YEAR)
    born, words = (None if coming.empty else coming.iloc[0]), workspace.tag_words()
    return PersonMore(
        resolved.as_of, _row(tiers.measure(workspace, scope).members, person_id, "tier"),
        _row(stages.measure(workspace, scope).members, person_id, "stage"), None if born is None else born["day"].date(),
        str(born["lunar_birthday"]) if born is not None and born["by_moon"] else None,
        tuple(words[tag] for tag in sorted(set(said["tag"].dropna()))))


def _row(members: pd.DataFrame, person_id: int, name: str) -> dict[str, Any] | None:
    """The person's row; None for nobody, and where it says unknown."""
    mine = members[(members["person_id"] == person_id) & (members[name] != "unknown")]
    return None if mine.empty else {str(key): value for key, value in mine.iloc[0].items()}
