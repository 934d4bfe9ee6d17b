"""本周跟进: one list of whom to contact, one line a person with the strongest reason.

The reasons are the first screen's lists, so that a name stands on both or on neither. Once somebody says of a list
what was done, its people stay the same until newer data makes a new one: a list that refills is never finished.
Who was contacted, put off or dropped rests for as long as the settings say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from analytics.importers import follow_up_keys
from analytics.metrics import today_facts, today_tasks
from analytics.metrics.side_by_side import side_by_side
from analytics.metrics.today_facts import TodayFacts
from analytics.scope import Scope
from analytics.settings import Settings
from analytics.workspace import Workspace

RESTS = {"contacted": "follow_up.contacted_below_days", "later": "follow_up.later_below_days",
         "dropped": "follow_up.dropped_below_days"}
# What the rules know of a person beside the name; NULL where another rule speaks.
_WHY = ("days", "order_days", "text", "sent_at", "joined_on", "spent", "missing", "item", "quantity", "birthday_on")
_BETWEEN_THINGS = r"(?s)[;；,，、\n]"
_IN_BRACKETS = r"[(（【\[][^)）】\]]*[)）】\]]|\s*[x×*]\s*\d+$"
_COLUMNS = ("person_id", "reason", *_WHY, "reasons", "chat_id", "last_paid_on", "bought", "yuan")


@dataclass(frozen=True)
class Facts:
    """`reasons`: one row a person × reason, strongest first, with what the rule knows. `states`: facts follow_up_states.

    `orders`: person_id, last_paid_on, bought, cents. `chats`: person_id, chat_id.
    """

    as_of: date
    coverage: dict[str, Any]
    reasons: pd.DataFrame
    states: pd.DataFrame
    orders: pd.DataFrame
    chats: pd.DataFrame


@dataclass(frozen=True)
class FollowUp:
    """`list`: whom to contact now, best first: person_id, display_name, reason, reasons (all of them), what the rule
    knows (days, text, sent_at, joined_on, missing, item, birthday_on, …), chat_id, chat_name, last_paid_on, bought,
    yuan (net of that day).

    `done`: people of the same list of whom something was said, the same columns with status, done_on, note, said_at.
    `resting`: off the list because of an earlier word: person_id, display_name, status, done_on, back_on. `waiting`:
    people with a reason for whom this list has no room. `counts`: reason, count (of `list`).
    """

    as_of: date
    coverage: dict[str, Any]
    list: pd.DataFrame
    done: pd.DataFrame
    resting: pd.DataFrame
    waiting: pd.DataFrame
    counts: pd.DataFrame

    @property
    def listed(self) -> dict[int, str]:
        """Everybody on this list, done or not: person → reason."""
        both = pd.concat([self.list[["person_id", "reason"]], self.done[["person_id", "reason"]]])
        return dict(zip(both["person_id"].tolist(), both["reason"].tolist(), strict=True))

    def listed_with(self, people: Iterable[int]) -> dict[int, str]:
        """The same, and those of `people` who rest, for the reason they were listed for then."""
        theirs = self.resting.loc[self.resting["person_id"].isin(list(people))]
        return {**self.listed, **dict(zip(theirs["person_id"].tolist(), theirs["reason"].tolist(), strict=True))}

    def people(self, what: str) -> pd.DataFrame:
        """person_id, display_name behind a number: list, done, resting, waiting, or one of the reasons."""
        frames = {"list": self.list, "done": self.done, "resting": self.resting, "waiting": self.waiting}
        found = frames[what] if what in frames else self.list.loc[self.list["reason"] == what]
        return found[["person_id", "display_name"]].reset_index(drop=True)


def measure(workspace: Workspace, scope: Scope | None = None, settings: Settings | None = None) -> FollowUp:
    """The list of the shop as its data stands. Raises `UserError` nothing_yet for an empty shop."""
    return measure_from(workspace, today_facts.read(workspace, scope or Scope()), settings)


def measure_from(workspace: Workspace, first: TodayFacts, settings: Settings | None = None) -> FollowUp:
    """The same of what was read already for the first screen."""
    found = table(facts(workspace, first), settings or workspace.settings)
    return _named(workspace, found)


def facts(workspace: Workspace, first: TodayFacts) -> Facts:
    """Everything the list is made of; `first`: what the first screen is made of."""
    resolved = first.resolved
    with side_by_side() as ask:
        orders = ask.submit(workspace.facts, "follow_up_orders", resolved, as_of=max(resolved.as_of, resolved.end))
        chats = ask.submit(workspace.facts, "follow_up_chats", resolved)
        reasons, states = _reasons(first), workspace.facts("follow_up_states", resolved)
    return Facts(as_of=resolved.as_of, coverage=_coverage(first), reasons=reasons, states=states, orders=orders.result(),
                 chats=chats.result())


def table(found: Facts, settings: Settings) -> FollowUp:
    """The list by the settings in force; names are empty."""
    said = last_words(found.states)
    off = resting(said, found.as_of, settings)
    mine = found.states.loc[found.states["made_on"] == pd.Timestamp(found.as_of)]
    wanted = _ordered(found.reasons, settings.follow_up.reasons)
    every = _with_stored(wanted.drop_duplicates("person_id"), mine)
    free = ~every["person_id"].isin(off["person_id"]) | every["person_id"].isin(mine["person_id"])
    chosen = pick(every.loc[free], frozenset(mine["person_id"]), settings)
    open_now = mine.loc[mine["status"] == "open", "person_id"]
    rows = _with_facts(_with_all_reasons(every.loc[every["person_id"].isin(chosen)], wanted), found)
    to_do = rows["person_id"].isin(open_now) | ~rows["person_id"].isin(mine["person_id"])
    done = rows.loc[~to_do].merge(mine[["person_id", "status", "done_on", "note", "said_at"]], on="person_id")
    rest = off.loc[~off["person_id"].isin(mine["person_id"])]
    left = every.loc[free & ~every["person_id"].isin(chosen), ["person_id", "reason"]]
    return FollowUp(found.as_of, found.coverage, _plain(rows.loc[to_do]), _plain(done), _plain(rest), _plain(left),
                    _counts(rows.loc[to_do], settings))


def last_words(states: pd.DataFrame) -> pd.DataFrame:
    """One row a person of whom anything was said: the newest word over all lists."""
    said = states.loc[states["status"] != "open"].sort_values(["made_on", "said_at", "list_id"], na_position="first")
    return said.drop_duplicates("person_id", keep="last")


def resting(said: pd.DataFrame, as_of: date, settings: Settings) -> pd.DataFrame:
    """Who is off the list on `as_of`: the rows of `said` whose days are not over, with back_on.

    Where a sheet gives no day, the list's own counts. A day after `as_of` (said after the data ends) rests too.
    """
    begun = pd.to_datetime(said["done_on"]).fillna(pd.to_datetime(said["made_on"]))
    days = said["status"].map({status: int(settings[key]) for status, key in RESTS.items()}).astype("int64")
    back = begun + pd.to_timedelta(days, unit="D")
    rows = said.assign(done_on=begun, back_on=back)
    return rows.loc[back > pd.Timestamp(as_of), ["person_id", "status", "reason", "done_on", "back_on", "note", "said_at"]]


def pick(every: pd.DataFrame, stored: frozenset[int], settings: Settings) -> list[int]:
    """Whom the list holds: those already on it, then so many a reason, then whoever comes next, up to its length."""
    rules = settings.follow_up
    room = max(0, int(rules.people_until) - len(stored))
    others = every.loc[~every["person_id"].isin(stored)]
    place = others.groupby("reason", sort=False).cumcount()
    first = others.loc[place < int(rules.a_reason_until), "person_id"].tolist()
    rest = others.loc[place >= int(rules.a_reason_until), "person_id"].tolist()
    return [*stored, *[*first, *rest][:room]]


def _reasons(first: TodayFacts) -> pd.DataFrame:
    """Every rule's people below each other, each in the rule's own order."""
    found = today_tasks.lists(first)
    frames = [found[rule].drop_duplicates("person_id").assign(reason=rule)
              for rule in today_tasks.RULES if rule in found]
    columns = ["person_id", "reason", "chat_id", *_WHY]
    if not frames:
        return pd.DataFrame({name: pd.Series(dtype="int64" if name == "person_id" else "object") for name in columns})
    below = pd.concat([frame.reindex(columns=columns).astype("object") for frame in frames], ignore_index=True)
    return below.astype({"person_id": "int64"})


def _ordered(reasons: pd.DataFrame, order: tuple[str, ...]) -> pd.DataFrame:
    """The reasons that count, the strongest first."""
    wanted = reasons.loc[reasons["reason"].isin(order)]
    rank = wanted["reason"].map({reason: place for place, reason in enumerate(order)})
    return wanted.assign(rank=rank).sort_values("rank", kind="stable").drop(columns="rank")


def _with_all_reasons(rows: pd.DataFrame, wanted: pd.DataFrame) -> pd.DataFrame:
    """`reasons` of each person: all of them, strongest first; the one they were listed for where none is left."""
    theirs = wanted.loc[wanted["person_id"].isin(rows["person_id"])].groupby("person_id")["reason"].agg(tuple).to_dict()
    said = [theirs.get(person, (reason,)) for person, reason in zip(rows["person_id"], rows["reason"], strict=True)]
    return rows.assign(reasons=pd.Series(said, index=rows.index, dtype="object"))


def _with_stored(every: pd.DataFrame, mine: pd.DataFrame) -> pd.DataFrame:
    """People of the list whose reason is gone since keep the one they were listed for."""
    gone = mine.loc[~mine["person_id"].isin(every["person_id"]), ["person_id", "reason"]]
    if gone.empty:
        return every
    kept = gone.reindex(columns=every.columns).astype("object")
    return pd.concat([every.astype("object"), kept], ignore_index=True).astype({"person_id": "int64"})


def _with_facts(rows: pd.DataFrame, found: Facts) -> pd.DataFrame:
    """Last order and group of each person; the group a rule speaks of goes first."""
    orders = found.orders[found.orders["person_id"].isin(rows["person_id"])]
    orders = orders.assign(yuan=orders["cents"] / 100, bought=first_thing(orders["bought"]))
    chats = found.chats.set_index("person_id")["chat_id"]
    known = rows["chat_id"].where(rows["chat_id"].notna(), rows["person_id"].map(chats))
    return rows.assign(chat_id=known).merge(orders, on="person_id", how="left").reindex(columns=list(_COLUMNS))


def first_thing(products: pd.Series) -> pd.Series:
    """The first of the things an order names, without size and number: 花胶鸡煲(标准份)(1件);米饭 → 花胶鸡煲."""
    said = products.astype("object").where(products.notna(), "").astype("str")
    bare = said.str.replace(f"{_BETWEEN_THINGS}.*", "", regex=True).str.replace(_IN_BRACKETS, "", regex=True).str.strip()
    return bare.where(bare != "")


def _counts(rows: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    counts = rows["reason"].value_counts()
    order = [reason for reason in settings.follow_up.reasons if reason in counts.index]
    return pd.DataFrame({"reason": order, "count": [int(counts[reason]) for reason in order]})


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.reset_index(drop=True)


def _coverage(first: TodayFacts) -> dict[str, Any]:
    return {"orders": first.money is not None, "chat": first.talk is not None,
            "orders_until": first.orders_until, "chat_until": first.talk_until}


def _named(workspace: Workspace, found: FollowUp) -> FollowUp:
    """Names, group names and texts through the one door."""
    frames = {name: _with_words(workspace, getattr(found, name)) for name in ("list", "done", "resting", "waiting")}
    return FollowUp(as_of=found.as_of, coverage=found.coverage, counts=found.counts, **frames)


def _with_words(workspace: Workspace, frame: pd.DataFrame) -> pd.DataFrame:
    named = workspace.named(frame)
    if "chat_id" in named.columns:
        named = named.assign(chat_name=named["chat_id"].map(workspace.chat_words()))
    for column in named.columns.intersection(["text", "item", "bought", "note"]):
        named = workspace.text_words(named, column)
    return named[["person_id", "display_name", *(name for name in named.columns if name not in ("person_id", "display_name"))]]


def keys(workspace: Workspace, found: FollowUp) -> dict[int, str]:
    """person → the key of their line in the sheet that is downloaded, everybody on this list."""
    codes = workspace.query("select person_id, code from pseudonyms")
    known = dict(zip(codes["person_id"].tolist(), codes["code"].tolist(), strict=True))
    return {person: follow_up_keys.written(workspace.uuid, found.as_of, known[person], reason)
            for person, reason in found.listed.items() if person in known}


def templates(workspace: Workspace) -> dict[str, str]:
    """reason → the shop's own words, where it has any; none where names are hidden, which they may hold."""
    if workspace.is_masked:
        return {}
    rows = workspace.query("select key, value from corrections where kind = 'template'")
    return dict(zip(rows["key"].tolist(), rows["value"].tolist(), strict=True))
