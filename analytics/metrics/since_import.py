"""What an import brought, in business words: orders and money, new people, who went silent, what nobody answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd

from analytics.errors import UserError
from analytics.metrics import layers, today_tasks
from analytics.scope import Scope
from analytics.workspace import Workspace, facts_sql

KINDS = ("orders", "people", "silent", "unanswered", "applied")
# When the talk of a group reached how far, this import and those it found there apart.
_REACH = """
select max(last_day) filter (where l.number = b.number) as last_day, max(last_day) filter (where l.number < b.number) as before,
       min(first_day) filter (where l.number = b.number) as first_day
from import_log b
join import_log l on l.number <= b.number and l.undone_at is null
join coverage c on c.batch_id = l.batch_id and c.table_name = 'messages'
where b.batch_id = $batch_id
"""


@dataclass(frozen=True)
class SinceImport:
    """`numbers`: kind (of KINDS that have anything to say), count; `cents` (net money) for orders, else NULL.

    `before`: how far the talk reached until then; None for a first one. `lists`: kind → its rows, as long as the count
    (applied: rows sum to it): orders(person_id, display_name, order_id, product, paid_at, amount), people(person_id,
    display_name, chat_name), silent(person_id, display_name, silent_days), unanswered(person_id, display_name,
    chat_name, sent_at, text), applied(kind, person_id, chat_id, post_id, display_name, chat_name, rows).
    """

    batch_id: str
    file_name: str
    as_of: date
    before: date | None
    numbers: pd.DataFrame
    lists: dict[str, pd.DataFrame]

    def people(self, kind: str) -> pd.DataFrame:
        """The list behind a number; empty where there is none."""
        return self.lists.get(kind, pd.DataFrame({"person_id": [], "display_name": []}))


def measure(workspace: Workspace, batch_id: str, kinds: tuple[str, ...] = KINDS) -> SinceImport:
    """Only the `kinds` asked for are reckoned. Raises `UserError` undo_unknown for an import that is not there, or not any more."""
    row = workspace.query("select file_name from imports where batch_id = $batch and undone_at is null", batch=batch_id)
    if row.empty:
        raise UserError("undo_unknown", batch=batch_id)
    reach = workspace.query(_REACH, batch_id=batch_id).iloc[0]
    first, last, before = (_day(reach[name]) for name in ("first_day", "last_day", "before"))
    reckon: dict[str, Callable[[], pd.DataFrame]] = {
        "orders": lambda: _orders(workspace, batch_id), "people": lambda: _people(workspace, batch_id),
        "silent": lambda: _silent(workspace, before, last),
        "unanswered": lambda: _unanswered(workspace, first, last, before),
        "applied": lambda: _applied(workspace, batch_id),
    }
    lists = {kind: frame for kind in KINDS if kind in kinds and len(frame := reckon[kind]())}
    return SinceImport(batch_id, str(row["file_name"].iloc[0]), workspace.as_of, before, numbers(lists), lists)


def numbers(lists: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """What `SinceImport.numbers` holds, out of its lists."""
    counts = [int(frame["rows"].sum()) if kind == "applied" else len(frame) for kind, frame in lists.items()]
    cents = [int(frame["cents"].sum()) if kind == "orders" else None for kind, frame in lists.items()]
    return pd.DataFrame({"kind": pd.Series(list(lists), dtype="str"), "count": pd.Series(counts, dtype="int64"),
                         "cents": pd.Series(cents, dtype="Int64")})


def _orders(workspace: Workspace, batch_id: str) -> pd.DataFrame:
    """New orders that count; one known before in another state is none."""
    found = workspace.query(facts_sql("since_orders"), batch_id=batch_id)
    return _named(workspace, found[found["fresh"]].drop(columns=["fresh", "buyer_name"])).reset_index(drop=True)


def _people(workspace: Workspace, batch_id: str) -> pd.DataFrame:
    return _named(workspace, workspace.query(facts_sql("since_people"), batch_id=batch_id))


def _silent(workspace: Workspace, before: date | None, last: date | None) -> pd.DataFrame:
    """Silent as of now and not when the talk before ended: only where the record has gone on."""
    if before is None or last is None or last <= before:
        return pd.DataFrame()
    now, then = (layers.measure(workspace, Scope(as_of=day)).members for day in (last, before))
    already = set(then.loc[then["silent"].fillna(True).astype(bool), "person_id"])
    fresh = now[now["silent"].fillna(False).astype(bool) & ~now["person_id"].isin(already)]
    return fresh[["person_id", "display_name", "silent_days"]].reset_index(drop=True)


def _unanswered(workspace: Workspace, first: date | None, last: date | None, before: date | None) -> pd.DataFrame:
    """Questions of the days this import added, whose time for an answer is over."""
    if first is None or last is None:
        return pd.DataFrame()
    start, rules = max(first, before + timedelta(days=1)) if before else first, workspace.settings.today
    resolved = replace(workspace.resolve(Scope(as_of=last)), start=start, end=last)
    asked = workspace.facts("today_questions", resolved, first_day=start, last_day=last,
                            answer_minutes=rules.answer_until_minutes, any_word_minutes=rules.any_word_until_minutes)
    asked = asked.loc[asked["mark"] != "complaint"]
    waiting = today_tasks.still_waiting(asked, int(rules.answer_until_minutes))
    return _named(workspace, workspace.text_words(waiting, "text"))[
        ["person_id", "display_name", "chat_name", "sent_at", "text"]].reset_index(drop=True)


def _applied(workspace: Workspace, batch_id: str) -> pd.DataFrame:
    """What earlier decisions settled by themselves: who is who, roles, groups, categories of posts."""
    return _named(workspace, workspace.query(facts_sql("since_decided"), batch_id=batch_id))


def _named(workspace: Workspace, frame: pd.DataFrame) -> pd.DataFrame:
    """Names of people and groups through the one door."""
    known = frame["person_id"].dropna().astype("int64")
    named = frame.assign(display_name=frame["person_id"].map(workspace.words_for(known)))
    if "chat_id" in named.columns:
        named = named.assign(chat_name=named["chat_id"].map(workspace.chat_words()))
    return named


def _day(value: object) -> date | None:
    return None if pd.isna(value) else pd.Timestamp(value).date()  # type: ignore[call-overload,arg-type]
