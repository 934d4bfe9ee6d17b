"""The experiment that settles a question: halves drawn by lot, how many people it takes, and what came of it.

Drawn inside each layer or group, so that the halves are alike in it; the same people and seed give the same halves,
whatever the order of the list. Only such a comparison says what caused what (METRICS 7.8).
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from analytics.metrics import layers, presence
from analytics.scope import Resolved, Scope
from analytics.statistics.differences import newcombe
from analytics.statistics.intervals import with_shares
from analytics.statistics.words import compare
from analytics.storing.supposing import ARMS
from analytics.workspace import Workspace

DRAWN_BY = ("layer", "chat")
OUTCOMES = ("bought", "active")


@dataclass(frozen=True)
class Result:
    """`arms`, one row an outcome × arm: outcome (bought, active), arm, count, of, share, low, high. `gaps`, one row an
    outcome: gap (a − b), low, high (Newcombe, 95 %), word (`words.compare`). `people`: person_id, display_name, arm, bought,
    active. `open`: the days are not over in every source that speaks of them: nothing is compared yet. `until`: their last day.
    """

    experiment_id: str
    first: date
    until: date
    open: bool
    arms: pd.DataFrame
    gaps: pd.DataFrame
    people: pd.DataFrame


def split(people: pd.DataFrame, seed: int) -> dict[int, str]:
    """person_id → arm a or b, half of each `stratum` each; `people`: person_id, stratum. Sizes differ by one at most."""
    ordered = people.drop_duplicates("person_id").sort_values(["stratum", "person_id"], ignore_index=True)
    lot = np.random.default_rng(seed).random(len(ordered))
    shuffled = ordered.assign(lot=lot).sort_values(["stratum", "lot"], ignore_index=True)
    # Going on where the last stratum stopped keeps the whole as even as each part; who begins is drawn as well.
    begins = int(np.random.default_rng([seed, 1]).integers(2))
    return {int(person): ARMS[(place + begins) % 2] for place, person in enumerate(shuffled["person_id"])}


def strata(workspace: Workspace, scope: Scope | None, drawn_by: str) -> pd.Series[Any]:
    """person_id → layer (each person once) or group (the first one they are in); who is in none is left out."""
    if drawn_by == "layer":
        members = layers.measure(workspace, scope).members
        return members.set_index("person_id")["main"].astype("str")
    stays = presence.stays(workspace, workspace.resolve(scope))
    return stays.sort_values("chat_id").drop_duplicates("person_id").set_index("person_id")["chat_id"].astype("str")


def draw(workspace: Workspace, scope: Scope | None, people: pd.DataFrame, seed: int, drawn_by: str) -> dict[int, str]:
    """Halves of `people` (person_id), stratified."""
    known = strata(workspace, scope, drawn_by).to_dict()
    return split(pd.DataFrame({"person_id": people["person_id"], "stratum": [known.get(one, "") for one in people["person_id"]]}),
                 seed)


def measure(workspace: Workspace, scope: Scope | None = None, *, experiment_id: str, begins: date, days: int) -> Result:
    """What the two halves did within the days. Raises `UserError` nothing_yet."""
    resolved, until = workspace.resolve(scope), begins + timedelta(days=days - 1)
    people = workspace.facts("experiment_people", resolved, experiment=experiment_id, first_day=begins, last_day=until)
    named = people.assign(display_name=people["person_id"].map(workspace.words_for(people["person_id"])).astype("str"))
    return table(named, experiment_id, begins, until, _open(workspace, resolved, begins, until))


def _open(workspace: Workspace, resolved: Resolved, begins: date, until: date) -> bool:
    """Whether a source that still ran when the days began does not reach their end yet."""
    ends: tuple[Any, ...] = (
        workspace.facts("today_order_end", resolved)["orders_until"].iloc[0],
        workspace.facts("chat_span", resolved).iloc[0, 1])
    running = [pd.Timestamp(one).date() for one in ends if not pd.isna(one) and pd.Timestamp(one).date() >= begins]
    return not running or min(running) < until


def table(people: pd.DataFrame, experiment_id: str, first: date, until: date, still_open: bool) -> Result:
    """Both outcomes compared; pure."""
    rows = [(outcome, arm, int(people.loc[people["arm"] == arm, outcome].sum()), int((people["arm"] == arm).sum()))
            for outcome in OUTCOMES for arm in ARMS]
    arms = with_shares(pd.DataFrame(rows, columns=["outcome", "arm", "count", "of"]))
    gaps = [(outcome, *_gap({arm: counts for name, arm, *counts in rows if name == outcome})) for outcome in OUTCOMES]
    return Result(experiment_id, first, until, still_open, arms,
                  pd.DataFrame(gaps, columns=["outcome", "gap", "low", "high", "word"]), people.reset_index(drop=True))


def _gap(counts: Mapping[str, list[int]]) -> tuple[float, float, float, str]:
    (count, of), (other, other_of) = (counts[arm] for arm in ARMS)
    if not of or not other_of:
        return float("nan"), float("nan"), float("nan"), "nothing"
    gap, low, high = (float(one) for one in newcombe(count, of, other, other_of))
    return gap, low, high, compare(count, of, other, other_of)


def seed_of(name: str, number: int) -> int:
    """A seed that goes with an experiment's name and place: nobody picks it until the halves look right."""
    return zlib.crc32(f"{number} {name.strip()}".encode())
