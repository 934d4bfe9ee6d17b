"""The shop's own people: who they are, who may be missing, who goes by a name pattern, and whom one of them served."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase

import pandas as pd

from analytics.importers.names import normal
from analytics.metrics.sources import staff_suggestions
from analytics.storing.people_decisions import STAFF
from analytics.workspace import Workspace, facts_sql


@dataclass(frozen=True)
class Serving:
    """`staff`: one row a role on the shop's side: chat_id (None: everywhere), person_id, display_name, role, valid_from, valid_to.

    `suggested`: chat_id, person_id, display_name, messages, links, mentions_all, score: who writes like the shop.
    """

    staff: pd.DataFrame
    suggested: pd.DataFrame


def measure(workspace: Workspace) -> Serving:
    """The whole shop."""
    roles = workspace.query("select chat_id, person_id, role, valid_from, valid_to from roles order by role, person_id, chat_id")
    return Serving(_named(workspace, roles[roles["role"].isin(STAFF)]), _named(workspace, staff_suggestions(workspace)))


def by_pattern(workspace: Workspace, pattern: str) -> pd.DataFrame:
    """People whose names match a pattern with * and ? (“客服*”), however they are written: person_id, display_name, messages.

    Nobody for an empty pattern, and nobody while names are hidden.
    """
    wanted = normal(pattern)
    people = workspace.query(facts_sql("who_people"))[["person_id", "messages"]]
    if not re.sub(r"[*?\s]", "", wanted) or workspace.is_masked:
        return _named(workspace, people.head(0))
    names = workspace.query(facts_sql("who_names"))
    hits = names.loc[names["normal_name"].map(lambda name: fnmatchcase(name, wanted)).astype(bool), "person_id"]
    return _named(workspace, people[people["person_id"].isin(hits)])


def handover(workspace: Workspace, person_id: int, until: date) -> pd.DataFrame:
    """Whom somebody of the shop served up to `until`, the weightiest first.

    person_id, display_name, answered (times), orders and spent (yuan, net) that name the one who served, invited, last_at.
    """
    found = workspace.query(facts_sql("handover"), staff=person_id, until=until,
                            answer_minutes=workspace.settings.today.any_word_until_minutes)
    found["spent"] = found.pop("cents") / 100
    return _named(workspace, found)


def _named(workspace: Workspace, rows: pd.DataFrame) -> pd.DataFrame:
    words = workspace.words_for(rows["person_id"])
    return rows.assign(display_name=rows["person_id"].map(words).astype("str")).reset_index(drop=True)
