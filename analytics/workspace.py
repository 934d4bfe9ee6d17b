"""Workspace: one merchant's shop = one DuckDB file. Open, import, undo, ask.

>>> with Workspace.open() as ws:                                       # doctest: +SKIP
...     receipt = ws.import_file("订单.xlsx")
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any

import pandas as pd

from analytics.errors import UserError
from analytics.importers.answers import Answers
from analytics.importers.upload import Upload
from analytics.scope import Resolved, Scope
from analytics.settings import Settings
from analytics.storing import coverage, decisions, imports, opened, schema
from analytics.storing.deciding import Deciding
from analytics.storing.deciding_people import DecidingPeople
from analytics.storing.door import Door
from analytics.storing.drafts import Draft
from analytics.storing.grouping import Grouping
from analytics.storing.jobs import Job
from analytics.storing.opened import Opened
from analytics.storing.receipts import Receipt
from analytics.storing.reporting import Reporting
from analytics.storing.supposing import Supposing
from analytics.storing.whole import Whole

_FACTS = Path(__file__).parent / "sql" / "facts"
_PLACE = ("batch_id", "part", "source_row")
_PARAMETER = re.compile(r"\$([a-z_]+)")
CANONICAL = (
    "imports", "rejections", "coverage", "chats", "people", "aliases", "memberships", "roster_snapshots", "roles",
    "messages", "posts", "orders", "events", "coupons", "invites", "scores", "head_counts", "follow_ups", "corrections",
    "chat_days", "content_days", "roster_changes", "member_days", "sop_tasks", "sop_log",
)


class Workspace(Deciding, DecidingPeople, Grouping, Reporting, Supposing, Whole):
    """A shop's record and everything that can be asked of it. Safe to use from many threads."""

    def __init__(self, shared: Opened) -> None:
        self._shared = shared
        self._door = Door(shared.connection)

    # ---- opening and closing

    @classmethod
    def open(cls, path: Path | str | None = None, *, zone: str = "Asia/Shanghai") -> Workspace:
        """The shop in the file `path`, made if it is not there; None = in memory.

        Every handle on one file in this process shares it. Raises `UserError` shop_open_elsewhere,
        shop_damaged, shop_newer. `zone` counts only for a new shop.
        """
        return cls(opened.take(path, zone))

    def close(self) -> None:
        """Give this handle back; the last one closes the file."""
        opened.give_back(self._shared)

    def __enter__(self) -> Workspace:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    # ---- what it is

    @property
    def uuid(self) -> str:
        """The shop's own id, for cache keys."""
        return self._shared.meta["uuid"]

    @property
    def name(self) -> str:
        """The shop's name as its owner typed it."""
        return self._shared.meta["name"]

    @property
    def industry(self) -> str:
        """业态: catering grocery course beauty local matching other."""
        return self._shared.meta["industry"]

    @property
    def zone(self) -> str:
        """The time zone all moments are local to."""
        return self._shared.meta["zone"]

    @property
    def data_version(self) -> int:
        """Raised by every change of data; part of every cache key."""
        return int(self._shared.meta["data_version"])

    @property
    def data_stamp(self) -> str:
        """New with every change of data or settings: copies of one shop that went different ways differ in it."""
        return self._shared.meta.get("data_stamp", "")

    @property
    def settings_version(self) -> int:
        """Raised by every change of settings; part of every cache key."""
        return int(self._shared.meta["settings_version"])

    def describe(self, *, name: str | None = None, industry: str | None = None) -> None:
        """Give the shop a name, a 业态, or both."""
        with self._shared.connection.writing() as cursor:
            for key, value in (("name", name), ("industry", industry)):
                if value is not None:
                    schema.write_meta(cursor, self._shared.meta, key, value)

    # ---- importing

    def import_file(self, path: Path | str, chat: str | None = None, day: date | None = None,
                    seen_on: date | None = None, whole_roster: bool | None = None, me: str | None = None,
                    mapping: Mapping[str, str] | None = None, **answers: Any) -> Receipt:
        """Read and keep one file. The keyword answers are those of `Answers`. Raises `UserError`."""
        return self.import_upload(Upload.from_path(path), chat, day, seen_on, whole_roster, me, mapping, **answers)

    def import_upload(self, upload: Upload, chat: str | None = None, day: date | None = None,
                      seen_on: date | None = None, whole_roster: bool | None = None, me: str | None = None,
                      mapping: Mapping[str, str] | None = None, **answers: Any) -> Receipt:
        """As `import_file`, for bytes or a file under another name."""
        said = Answers(chat, day, seen_on, whole_roster, me, dict(mapping or {}), **answers)
        draft = imports.read(self._shared, upload, said)
        try:
            if draft.error is not None:
                raise draft.error
            return self.keep(draft)
        finally:
            draft.discard()

    def import_text(self, text: str, chat: str | None = None, day: date | None = None, me: str | None = None) -> Receipt:
        """Read and keep pasted text."""
        return self.import_upload(pasted(text), chat, day, me=me)

    def read(self, upload: Upload, answers: Answers | None = None) -> Draft:
        """Read a file into a draft with its receipt-to-be; nothing is stored. Raises `UserError`."""
        draft = imports.read(self._shared, upload, answers or Answers())
        if draft.error is None:
            self.rehearse(draft)
        return draft

    def rehearse(self, draft: Draft) -> None:
        """Fill `draft.counts`: what keeping would do, tried and rolled back."""
        imports.rehearse(self._shared, draft)

    def keep(self, draft: Draft) -> Receipt:
        """Store a draft: all of it in one transaction, or nothing."""
        return imports.keep(self._shared, draft)

    def start(self, upload: Upload, answers: Answers | None = None) -> Job:
        """Begin an import that goes on by itself; its draft waits to be kept."""
        job = Job(self._shared, upload, answers or Answers())
        self._shared.running.append(job)
        job.start()
        return job

    def jobs(self) -> list[Job]:
        """Imports of this server run, oldest first."""
        return [job for job in self._shared.running if isinstance(job, Job)]

    def forget(self, job: Job) -> None:
        """Take a finished job off the list."""
        if not job.busy and job in self._shared.running:
            self._shared.running.remove(job)
            if job.draft is not None:
                job.draft.discard()

    def in_turn(self, work: Callable[[], None]) -> None:
        """Do `work` after everything that was asked before it."""
        self._shared.turn.add(work)

    def undo(self, batch_id: str) -> None:
        """Take one import back; what other files hold stays. Raises `UserError` undo_unknown."""
        imports.undo(self._shared, batch_id)

    def rejected_rows(self, batch_id: str, language: str = "zh") -> bytes:
        """The rows of an import's sheets that could not be read, as xlsx: mend them and import that file.

        Titles, headers and rows as they stood, and a column that says what to mend. Raises `UserError` nothing_refused.
        """
        from analytics.storing import refused

        return refused.workbook(self._shared.connection, batch_id, language)

    # ---- asking

    @property
    def as_of(self) -> date:
        """The last fully covered day (rules: storing/coverage.py). Raises `UserError` nothing_yet for an empty shop."""
        frame = self._shared.connection.read(coverage.CLOCK)
        if frame.empty:
            raise UserError("nothing_yet")
        return pd.Timestamp(frame["last_day"].iloc[0]).date()

    def change_settings(self, new: Settings) -> None:
        """Make `new` the shop's own; rules that look at messages are applied again."""
        old = self.settings
        with self._shared.connection.writing() as cursor:
            decisions.save_settings(cursor, new, self.settings_version + 1)
            decisions.apply_settings(cursor, old, new)
            schema.write_meta(cursor, self._shared.meta, "settings_version", str(self.settings_version + 1))
            imports.data_changed(self._shared, cursor)
        self._shared.settings = new

    def table(self, name: str) -> pd.DataFrame:
        """A canonical table as a frame, real names included. Raises KeyError for an unknown one.

        batch_id, part and source_row say where a row was read; NULL where no row of a file says it.
        """
        if name not in CANONICAL:
            raise KeyError(f"no table {name!r}; known: {', '.join(CANONICAL)}")
        found = self.query(f"select * from {name}")
        return found.assign(**{column: None for column in _PLACE if column not in found.columns})

    def query(self, sql: str, relations: Mapping[str, pd.DataFrame] | None = None, **params: Any) -> pd.DataFrame:
        """The frame of one select of our own, on a cursor of its own; `$named` parameters, frames as `relations`."""
        return self._shared.connection.read(sql, params, relations)

    def has(self, name: str) -> bool:
        """Whether a canonical table has any row."""
        if name not in CANONICAL:
            raise KeyError(name)
        return not self.query(f"select 1 from {name} limit 1").empty

    def resolve(self, scope: Scope | None = None) -> Resolved:
        """`scope` with every open end filled from the data. Raises `UserError` nothing_yet, chat_unknown."""
        scope = scope or Scope()
        as_of, range_ = self.as_of, self.query(coverage.RANGE).dropna()
        range_ = self.query(coverage.CLOCK) if range_.empty else range_
        known = self.query("select chat_id, chat_name from known_chats order by chat_id")
        return Resolved(
            chats=_chosen(known, scope.chats),
            all_chats=scope.chats is None,
            start=scope.start or pd.Timestamp(range_["first_day"].iloc[0]).date(),
            end=scope.end or pd.Timestamp(range_["last_day"].iloc[0]).date(),
            as_of=scope.as_of or scope.end or as_of,
            include_staff=scope.include_staff,
        )

    def facts(self, name: str, resolved: Resolved, **params: Any) -> pd.DataFrame:
        """The frame of `sql/facts/<name>.sql` for a resolved scope; its first line says the grain.

        Relation `scope_chats(chat_id)` is there; of as_of, start_day, end_day, include_staff and
        all_chats those that the file names are passed, beside `params`.
        """
        sql = facts_sql(name)
        given = {
            "as_of": resolved.as_of, "start_day": resolved.start, "end_day": resolved.end,
            "include_staff": resolved.include_staff, "all_chats": resolved.all_chats, **params,
        }
        wanted = set(_PARAMETER.findall(sql))
        chats = pd.DataFrame({"chat_id": pd.Series(resolved.chats, dtype="str")})
        return self._shared.connection.read(
            sql, {key: value for key, value in given.items() if key in wanted}, {"scope_chats": chats})

    def suggest_staff(self) -> pd.DataFrame:
        """Who may be the operator, best first: chat_id, person_id, messages, links, mentions_all, long, score."""
        return self.query(facts_sql("staff_suggestion"))

    # ---- the door for words

    def words_for(self, person_ids: Iterable[int]) -> dict[int, str]:
        """person_id → the name to show."""
        return self._door.people(person_ids)

    def named(self, frame: pd.DataFrame) -> pd.DataFrame:
        """`frame` with display_name, the name to show, beside its person_id."""
        return self._door.named(frame)

    def name_words(self, person_id: int) -> dict[int, str]:
        """alias_id → each name of one person as it may be shown."""
        return self._door.names(person_id)

    def phones_for(self, person_ids: Iterable[int]) -> dict[int, str]:
        """person_id → phone number, for lists that go to other tools; empty where names are hidden."""
        return self._door.phones(person_ids)

    def chat_words(self) -> dict[str, str]:
        """chat_id → the group's name to show."""
        return self._door.chats()

    def text_words(self, frame: pd.DataFrame, column: str) -> pd.DataFrame:
        """`frame` with the free text of `column` as it may be shown."""
        return frame.assign(**{column: self._door.text(frame[column])})

    @property
    def is_masked(self) -> bool:
        """Whether names go out as pseudonyms."""
        return self._door.masked

    def masked(self, person_prefix: str = "客人", chat_prefix: str = "群") -> Workspace:
        """The same shop with every name behind a pseudonym. Needs no closing of its own."""
        twin = copy.copy(self)
        twin._door = Door(self._shared.connection, True, person_prefix, chat_prefix)
        return twin


@cache
def facts_sql(name: str) -> str:
    """The text of one facts query."""
    return (_FACTS / f"{name}.sql").read_text(encoding="utf-8")


def pasted(text: str) -> Upload:
    """Pasted text as an upload; its name says only that it was pasted."""
    return Upload("粘贴的文字.txt", data=text.encode("utf-8"))


def _chosen(known: pd.DataFrame, wanted: tuple[str, ...] | None) -> tuple[str, ...]:
    if wanted is None:
        return tuple(known["chat_id"])
    found = []
    for one in wanted:
        match = known[(known["chat_id"] == one) | (known["chat_name"] == one)]
        if match.empty:
            raise UserError("chat_unknown", chat=one, known=list(known["chat_name"]))
        found += match["chat_id"].tolist()
    return tuple(dict.fromkeys(found))
