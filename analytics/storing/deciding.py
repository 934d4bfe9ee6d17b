"""What people decide about their shop: corrections, who is who, groups, roles, head counts. One half of Workspace."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

import pandas as pd

from analytics.errors import UserError
from analytics.settings import Settings
from analytics.storing import coverage, decisions, derived, follow_ups, imports, marks, sop
from analytics.storing.opened import Opened


class Deciding:
    """Every method is one transaction that raises the data version; `_shared` is the open shop."""

    _shared: Opened

    @property
    def settings(self) -> Settings:
        """The thresholds in force."""
        return self._shared.settings

    def correct(self, kind: str, key: str, value: str | None) -> None:
        """Remember a person's decision; None takes it back.

        kind "category": key = post_id; "effective": key = message_key, value yes or no: useful or not, whatever the
        rules say; "mark": key = message_key, value one of classify.MARKS or "none"; "template":
        key = a reason of follow-ups, value the words.
        """
        with self._shared.connection.writing() as cursor:
            decisions.correct(cursor, kind, key, value)
            if kind == "quiet_day":
                coverage.rebuild_recorded_days(cursor)
            if kind == "effective":
                derived.judge_again(cursor, key, self._shared.settings)
            if kind == "mark":
                marks.correct(cursor, self.settings, key)
            imports.data_changed(self._shared, cursor)

    def correct_posts(self, decided: Mapping[str, Mapping[str, str]]) -> datetime:
        """Remember what was said of many posts at once: kind → key → value, one of `POST_DECISIONS`. The moment names it.

        "category", "purpose", "production", "category_checked" (what the rules said when a person looked at the post): key =
        post_id; "category_like": key = template, holds for every post with these words; "category_rule": key = a reason,
        holds for every post which that rule decides. The latter two hold for posts imported later too.
        """
        with self._shared.connection.writing() as cursor:
            moment = decisions.moment_of_its_own(cursor)
            for kind, values in decided.items():
                if kind not in decisions.POST_DECISIONS:
                    raise ValueError(f"decision {kind!r}; known: {', '.join(decisions.POST_DECISIONS)}")
                decisions.correct_all(cursor, kind, values, moment)
            imports.data_changed(self._shared, cursor)
        return moment

    def take_back_posts(self, moment: datetime) -> None:
        """Forget what was said of posts at that moment. Raises `UserError` decision_unknown."""
        with self._shared.connection.writing() as cursor:
            decisions.take_back(cursor, moment, decisions.POST_DECISIONS)
            imports.data_changed(self._shared, cursor)

    def set_head_count(self, chat_id: str, day: date, members: int) -> None:
        """群里现在多少人: one typed, dated number a group."""
        with self._shared.connection.writing() as cursor:
            decisions.set_head_count(cursor, chat_id, day, members)
            imports.data_changed(self._shared, cursor)

    def set_price(self, item: str, yuan: Decimal | float | str | None) -> None:
        """What one of a thing in 接龙 costs, typed once and remembered; None takes it back. Amounts stay estimates.

        It holds wherever neither the line nor the title states a price. Raises `UserError` price_impossible.
        """
        try:
            price = None if yuan is None else Decimal(str(yuan))
        except InvalidOperation:
            raise UserError("price_impossible", item=item, value=str(yuan)) from None
        with self._shared.connection.writing() as cursor:
            decisions.set_price(cursor, item, price)
            imports.data_changed(self._shared, cursor)

    def set_follow_up(self, people: Collection[int], status: str, *, made_on: date, listed: Mapping[int, str],
                      on: datetime | None = None, by: str = "", note: str = "") -> datetime:
        """Say of people on the list made on `made_on`: open, contacted, later or dropped. The moment names what was said.

        `listed`: person → reason, everybody on that list. `on`: when they were contacted (None: now).
        Raises `UserError` follow_up_nobody, follow_up_unknown.
        """
        with self._shared.connection.writing() as cursor:
            moment = follow_ups.say(cursor, self._shared.meta["uuid"], made_on, listed, people, status, on, by, note)
            imports.data_changed(self._shared, cursor)
        return moment

    def take_back_follow_up(self, said_at: datetime) -> None:
        """Forget what was said of follow-ups at that moment. Raises `UserError` decision_unknown."""
        with self._shared.connection.writing() as cursor:
            follow_ups.take_back(cursor, said_at)
            imports.data_changed(self._shared, cursor)

    def save_sop(self, tasks: pd.DataFrame) -> int:
        """Make `tasks` (columns of view sop_tasks but place) the shop's plan; the number of the new version.

        Older versions stay and can be taken up again. Raises `UserError` sop_twice, sop_nameless, sop_window.
        """
        with self._shared.connection.writing() as cursor:
            version = sop.save(cursor, tasks)
            imports.data_changed(self._shared, cursor)
        return version

    def sop_versions(self) -> pd.DataFrame:
        """Every version of the plan, newest first: version, saved_at, tasks (how many)."""
        return self._shared.connection.read(
            "select version, min(saved_at) as saved_at, count(task_id) as tasks from known_sop_tasks "
            "group by version order by version desc")

    def take_up_sop(self, version: int) -> int:
        """Make an older version of the plan hold again, as a new one. Raises `UserError` decision_unknown."""
        with self._shared.connection.writing() as cursor:
            number = sop.take_up(cursor, version)
            imports.data_changed(self._shared, cursor)
        return number

    def mark_sop(self, task_id: str, days: Collection[date], state: str | None) -> None:
        """Say of a task due on `days`: done (off the record), excused, or (None) nothing any more."""
        with self._shared.connection.writing() as cursor:
            sop.mark(cursor, task_id, days, state)
            imports.data_changed(self._shared, cursor)

    def follow_up_moments(self) -> list[tuple[datetime, int]]:
        """What was said on screen, newest first: (moment, how many people)."""
        frame = self._shared.connection.read(
            "select said_at, count(*) as people from known_follow_ups where said_at is not null group by said_at "
            "order by said_at desc")
        return [(moment.to_pydatetime(), int(people)) for moment, people in zip(frame["said_at"], frame["people"], strict=True)]
