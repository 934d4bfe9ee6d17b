"""Next week's posts, proposed from the plan, the gap to the target mix, and the hours at which people talk.

The plan's own tasks stand first. Where they (or the habit, if there is more of it) miss the target, posts of a kind that is too
many become another, spread over the week; what is missing is put where people talk and hardly anything is posted. A proposal.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from analytics.classify import CATEGORIES
from analytics.metrics import mix_plan, sop_match
from analytics.metrics.slots import Window

SOURCES = ("plan", "swap", "gap")
COLUMNS = ("day", "first_minute", "last_minute", "task_id", "name", "category", "was", "chat_id", "minutes", "source")
_DAYS, _HOUR = 7, 60
_GAP_MINUTES = 15.0


def monday_after(day: date) -> date:
    """The Monday after `day`."""
    return day + timedelta(days=_DAYS - day.weekday())


def propose(tasks: pd.DataFrame, habit: int, target: dict[str, float], free: pd.DataFrame, windows: tuple[Window, ...],
            monday: date) -> pd.DataFrame:
    """One row a post or task of the week from `monday`, columns `COLUMNS`, by day and time.

    `habit`: posts the shop sends a week now; `free`: weekday, hour, best first (rhythm.Rhythm.free). source: plan, swap (the
    plan's, of another kind than it says: was), gap (added).
    """
    rows = _planned(tasks, monday)
    kinds = rows["category"].isin(CATEGORIES)
    goal = mix_plan.whole_posts(target, max(int(kinds.sum()), habit))
    rows = _swapped(rows, goal)
    missing = {one: goal[one] - int((rows["category"] == one).sum()) for one in CATEGORIES}
    added = [_gap(kind, place, monday) for kind, place in _places(missing, free, windows)]
    found = pd.concat([rows, pd.DataFrame(added, columns=list(COLUMNS))], ignore_index=True) if added else rows
    return found.sort_values(["day", "first_minute", "task_id", "category"], na_position="last", ignore_index=True)


def _planned(tasks: pd.DataFrame, monday: date) -> pd.DataFrame:
    """The plan's tasks of the week; what is due once a week or month stands on its last day."""
    sunday = monday + timedelta(days=_DAYS - 1)
    rows: list[dict[str, Any]] = []
    for task in tasks.to_dict("records"):
        rows += [{**{name: sop_match.given(task, name) for name in COLUMNS if name in task}, "day": pd.Timestamp(last), "was": None,
                  "source": "plan"} for _, last in sop_match.spans(task, monday, sunday) if last <= sunday]
    found = pd.DataFrame(rows, columns=list(COLUMNS))
    return found.astype({"day": "datetime64[us]", "first_minute": "Int64", "last_minute": "Int64", "minutes": "float64",
                         **dict.fromkeys(("task_id", "name", "category", "was", "chat_id", "source"), "str")})


def _swapped(rows: pd.DataFrame, goal: dict[str, int]) -> pd.DataFrame:
    """Kinds of which there are too many made into those that are missing, evenly spread over their rows."""
    rows = rows.sort_values(["day", "first_minute"], na_position="last", ignore_index=True)
    over = {one: int((rows["category"] == one).sum()) - goal[one] for one in CATEGORIES}
    wanted = [one for one in CATEGORIES for _ in range(max(-over[one], 0))]
    for kind in sorted(CATEGORIES, key=lambda one: -over[one]):
        of_kind = rows.index[(rows["category"] == kind) & (rows["source"] == "plan")]
        some = min(max(over[kind], 0), len(wanted))
        for place in _spread(len(of_kind), some):
            rows.loc[of_kind[place], ["category", "was", "source"]] = [wanted.pop(0), kind, "swap"]
    return rows


def _spread(of: int, some: int) -> list[int]:
    """`some` of `of` places, as far from each other as can be: 2 of 7 → 1, 5."""
    return [int((2 * number + 1) * of / (2 * some)) for number in range(some)]


def _places(missing: dict[str, int], free: pd.DataFrame, windows: tuple[Window, ...]) -> list[tuple[str, tuple[int, int, int]]]:
    """(kind, (weekday, first minute, last minute)): free hours first, one a day, then the kind's slot day by day."""
    hours = [(int(row["weekday"]), int(row["hour"]) * _HOUR, int(row["hour"]) * _HOUR + _HOUR)
             for row in free.drop_duplicates("weekday").to_dict("records")]
    found = []
    for kind in sorted(CATEGORIES, key=lambda one: -missing[one]):
        window = next(one for one in windows if one.category == kind)
        for number in range(max(missing[kind], 0)):
            found.append((kind, hours.pop(0) if hours else (number % _DAYS + 1, window.first, window.last)))
    return found


def _gap(kind: str, place: tuple[int, int, int], monday: date) -> dict[str, Any]:
    weekday, first, last = place
    return {"day": pd.Timestamp(monday + timedelta(days=weekday - 1)), "first_minute": first, "last_minute": last, "task_id": "",
            "name": None, "category": kind, "was": None, "chat_id": None, "minutes": _GAP_MINUTES, "source": "gap"}


def hours_of_work(week: pd.DataFrame) -> float:
    """How many hours the week's tasks take."""
    return float(np.nansum(week["minutes"].astype("float64")) / _HOUR)
