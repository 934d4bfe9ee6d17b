"""Is the data enough: what each view can and cannot say, and the one thing that would unlock most.

Every question has needs (METRICS 4.2); a need is met or not. Nothing is guessed: a question with an
open need is listed with it.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analytics.metrics.spending import covered_months
from analytics.workspace import Workspace, facts_sql

# question → (view, needs). A question is answered when all its needs are met.
QUESTIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "net_sales": ("home.today", ("orders",)),
    "regulars_gone": ("home.today", ("orders",)),
    "unanswered": ("home.today", ("chat", "staff")),
    "greeted": ("home.today", ("chat", "join_days", "staff")),
    "spenders": ("members.layers", ("orders", "order_month")),
    "talkers": ("members.layers", ("chat",)),
    "newcomers": ("members.layers", ("join_days",)),
    "silent": ("members.layers", ("chat", "record")),
    "shares": ("members.layers", ("member_list",)),
    "mix": ("content.mix", ("operator_posts",)),
    "first_order": ("deals.path", ("join_days", "orders", "match")),
    "repurchase": ("deals.path", ("orders",)),
    "silent_buyers": ("deals.path", ("chat", "orders", "match")),
}
_RANGES = "select first_day, last_day from coverage where table_name = 'orders'"
_ISSUES = """
select l.file_name, i.table_name, i.part, i.source_row, i.column_name, i.code, i.value, i.severity
from import_issues i join import_log l on l.batch_id = i.batch_id and l.undone_at is null
where i.severity in ('rejected', 'skipped')
order by l.number desc, i.part, i.source_row, i.column_name
"""
_IMPORTS = """
select batch_id, file_name, format, imported_at, read, kept, updated, repeated, rejected
from imports where undone_at is null order by imported_at desc, batch_id desc
"""


@dataclass(frozen=True)
class Enough:
    """`questions`, one row a question: question, view, answered, missing (needs, a tuple).

    `needs`, one row a need: need, met, count (what there is), unlocks (questions that only wait for it),
    waits (open questions that wait for it among others); most useful first. `imports`, `not_read`: the
    files with their counts, and every row of theirs that was not read.
    """

    questions: pd.DataFrame
    needs: pd.DataFrame
    imports: pd.DataFrame
    not_read: pd.DataFrame

    @property
    def best(self) -> str | None:
        """The need that would unlock most; None when nothing is missing."""
        missing = self.needs[~self.needs["met"]]
        return None if missing.empty else str(missing["need"].iloc[0])


def measure(workspace: Workspace) -> Enough:
    """What the shop can tell; works for an empty shop too."""
    met = _needs(workspace)
    questions = pd.DataFrame(
        [(name, view, all(met[need][0] for need in needs), tuple(need for need in needs if not met[need][0]))
         for name, (view, needs) in QUESTIONS.items()],
        columns=["question", "view", "answered", "missing"])
    return Enough(questions, _ranked(met, questions), workspace.query(_IMPORTS), workspace.query(_ISSUES))


def _needs(workspace: Workspace) -> dict[str, tuple[bool, int]]:
    """need → (met, how much of it there is)."""
    has = {name: int(value) for name, value in workspace.query(facts_sql("enough_holdings")).iloc[0].items()}
    settings = workspace.settings
    months = 0
    if has["orders"]:
        months = len(covered_months(workspace.query(_RANGES), workspace.as_of,
                                    settings.coverage.orders_month_edge_until_days, settings.layers.high_spend_months))
    known_chats = has["listed_chats"] + has["counted_chats"]
    return {
        "orders": (has["orders"] > 0, has["orders"]),
        "order_month": (months > 0, months),
        "chat": (has["talk_days"] > 0, has["recorded_days"]),
        "record": (has["recorded_days"] >= settings.layers.silent_from_days, has["recorded_days"]),
        "staff": (has["staff"] > 0, has["staff"]),
        "join_days": (has["joined_people"] > 0, has["joined_people"]),
        "member_list": (has["chats"] > 0 and known_chats >= has["chats"], has["listed_people"]),
        "operator_posts": (has["posts"] > 0, has["posts"]),
        "match": (has["member_buyers"] > 0, has["member_buyers"]),
    }


def _ranked(met: dict[str, tuple[bool, int]], questions: pd.DataFrame) -> pd.DataFrame:
    open_ = [missing for missing in questions["missing"] if missing]
    rows = [
        (need, is_met, count, sum(missing == (need,) for missing in open_), sum(need in missing for missing in open_))
        for need, (is_met, count) in met.items()
    ]
    frame = pd.DataFrame(rows, columns=["need", "met", "count", "unlocks", "waits"])
    return frame.sort_values(["unlocks", "waits"], ascending=False, kind="stable").reset_index(drop=True)
