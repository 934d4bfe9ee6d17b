"""How fast members' questions are answered, and how many are (METRICS 6.17): unanswered ones are censored, not dropped.

A question is a useful message with one of the question words; several lines in a row ask once. The answer is the next
word of the shop's people, or, told apart, of another member.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.scope import Scope
from analytics.settings import Settings
from analytics.statistics.intervals import with_shares
from analytics.statistics.survival import kaplan_meier, median_time, quantile_time
from analytics.workspace import Workspace

# Who has waited longer was not answered: the next word of the shop is about something else.
_DAY_MINUTES = 24 * 60
_BY = ("staff", "anybody")


@dataclass(frozen=True)
class Responses:
    """`questions`: chat_id, person_id, display_name, sent_at, text, wait (minutes; NULL: unanswered within 24 h),
    answered_by (staff, member or ''), in_service. `rates`, one row a measure: in_time (answered by the shop within the
    minutes of the setting, of the questions asked in service hours and old enough to tell), coverage (answered by the shop
    within 24 h), any (by anybody): count, of, share, low, high. `median`, `slowest` (P90): minutes until the shop answers,
    unanswered ones censored; None where it is not reached. `curve`: share still waiting after so many minutes. `groups`,
    one row a chat: chat_id, count, of, share, low, high of coverage. `shop_known`: whether anybody is known to be the shop.
    """

    as_of: date
    coverage: dict[str, Any]
    questions: pd.DataFrame
    rates: pd.DataFrame
    median: float | None
    slowest: float | None
    curve: pd.DataFrame
    groups: pd.DataFrame
    shop_known: bool

    def messages(self, measure: str, answered: bool = True) -> pd.DataFrame:
        """The questions behind a rate's count, or (answered False) those that are missing in it."""
        kept = self.questions[self.questions[f"of_{measure}"]]
        return kept[kept[measure] == answered].reset_index(drop=True)

    def people(self, measure: str, answered: bool = True) -> pd.DataFrame:
        """person_id, display_name of the askers, one row a question."""
        return self.messages(measure, answered)[["person_id", "display_name"]]


def measure(workspace: Workspace, scope: Scope | None = None) -> Responses:
    """Questions of the scope's days. Raises `UserError` nothing_yet for an empty shop."""
    settings, resolved = workspace.settings, workspace.resolve(scope)
    words = "|".join(re.escape(word) for word in settings.today.question_words) or r"[^\s\S]"
    found = asked(workspace.facts("member_questions", resolved, question=words))
    found = workspace.named(workspace.text_words(found, "text"))
    return table(found, resolved.as_of, settings)


def asked(lines: pd.DataFrame) -> pd.DataFrame:
    """One row a question, oldest first: chat_id, person_id, sent_at, text, staff_at, any_at, until_at, shop_known.

    `lines`: facts member_questions, in order. Several lines in a row ask once: the first that asks. staff_at: when the shop's
    people spoke next in that chat; any_at: when anybody else did.
    """
    chat, person = pd.factorize(lines["chat_id"])[0], lines["person_id"].to_numpy()
    fresh = np.ones(len(lines), dtype=bool)
    fresh[1:] = (chat[1:] != chat[:-1]) | (person[1:] != person[:-1])
    turn, asks = np.cumsum(fresh), np.flatnonzero(lines["asks"].to_numpy(dtype=bool))
    asks = asks[np.unique(turn[asks], return_index=True)[1]]
    shop, begun = np.flatnonzero(lines["by_shop"].to_numpy(dtype=bool)), np.flatnonzero(fresh)
    rows = lines.iloc[asks]
    found = rows[["chat_id", "person_id", "sent_at", "text", "until_at", "shop_known"]].reset_index(drop=True)
    moments = lines["sent_at"].to_numpy()
    for name, later in (("staff_at", shop), ("any_at", begun)):
        found[name] = _next(later, asks, chat, moments)
    return found.sort_values(["sent_at", "chat_id", "person_id"], ignore_index=True)


def _next(later: NDArray[Any], places: NDArray[Any], chat: NDArray[Any], moments: NDArray[Any]) -> NDArray[Any]:
    """The moment of the first of `later` (positions, ascending) behind each of `places` in the same chat; NaT without one."""
    found = np.full(len(places), np.datetime64("NaT"), dtype=moments.dtype)
    if len(later):
        place = np.searchsorted(later, places, side="right")
        line = later[np.minimum(place, len(later) - 1)]
        same = (place < len(later)) & (chat[line] == chat[places])
        found[same] = moments[line[same]]
    return found


def table(found: pd.DataFrame, as_of: date, settings: Settings) -> Responses:
    """From `asked`, with display_name; pure."""
    questions = _judged(found, settings)
    rates = [(name, int(questions.loc[questions[f"of_{name}"], name].sum()), int(questions[f"of_{name}"].sum()))
             for name in ("in_time", "coverage", "any")]
    known = questions[questions["shop_known"]]
    curve = kaplan_meier(known["wait_or_last"], known["coverage"])
    groups = known[known["of_coverage"]].groupby("chat_id", as_index=False).agg(
        count=("coverage", "sum"), of=("coverage", "size"))
    return Responses(
        as_of, {"questions": len(questions)}, questions, with_shares(pd.DataFrame(rates, columns=["measure", "count", "of"])),
        median_time(curve), quantile_time(curve, 0.9), curve, with_shares(groups), bool(found["shop_known"].any()))


def _judged(found: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    began = pd.to_datetime(found["sent_at"])
    staff, anybody = (_minutes(began, found[name]) for name in ("staff_at", "any_at"))
    seen = _minutes(began, found["until_at"])
    wait = staff.where((staff <= _DAY_MINUTES) & found["shop_known"])
    hour, rules = began.dt.hour, settings.activity
    service = (hour >= rules.service_from_hour) & (hour < rules.service_until_hour)
    known = found["shop_known"].astype(bool)
    # Old enough to tell, or answered already: an open question that may still be answered is left out.
    return found.assign(
        wait=wait, wait_or_last=wait.fillna(seen.clip(upper=_DAY_MINUTES)), in_service=service,
        answered_by=np.where(wait.notna(), "staff", np.where(anybody <= _DAY_MINUTES, "member", "")),
        in_time=wait <= rules.answer_until_minutes, coverage=wait.notna(), any=anybody <= _DAY_MINUTES,
        of_in_time=known & service & (seen >= rules.answer_until_minutes), of_coverage=known & (seen >= _DAY_MINUTES),
        of_any=seen >= _DAY_MINUTES, shop_known=known)


def _minutes(start: pd.Series[Any], end: pd.Series[Any]) -> pd.Series[Any]:
    return (pd.to_datetime(end) - start).dt.total_seconds() / 60
