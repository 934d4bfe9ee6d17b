"""Questions that members ask again and again, each with the best answer there was (R24 高频问题; METRICS 6.17).

Questions are grouped by how they are written. An answer quotes the question or, failing that, came next within the
hours of the setting and quotes nothing else; a promotion posted after a question is none. The best one quotes, is the shop's, is
the longest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from analytics.scope import Resolved, Scope
from analytics.settings import Settings
from analytics.statistics import alike
from analytics.statistics.intervals import with_shares
from analytics.workspace import Workspace, facts_sql

_HOUR = pd.Timedelta(hours=1)
_GROUP = ("group", "question", "count", "askers", "answered", "last_at", "answer", "answered_by", "answerer_name", "answered_at")
# What a reply quotes: below it (MemoTrace), or above it in corner brackets (WeChat's own text).
_QUOTE = r"(?s)\s*\n引用[:：].*$|^「[^」]*」\s*\n(?:- ){5,}-?\s*\n"
_NOBODY = pd.DataFrame({"number": pd.Series(dtype="int64"), "answer": pd.Series(dtype="str"), "answerer": pd.Series(dtype="Int64"),
                        "answered_at": pd.Series(dtype="datetime64[us]"), "by_shop": pd.Series(dtype="bool")})
# From this rank on a reply only came next; below it quotes the question.
_NEXT = 2


@dataclass(frozen=True)
class Faq:
    """`groups`, largest first, of questions asked at least so often: group, question (its newest wording), count (questions),
    askers (different people), answered (by anybody in time), share, low, high (of answered), last_at, answer (NULL: none),
    answered_by (staff, member or ''), answerer_name, answered_at. `questions`: group, chat_id, person_id, display_name, sent_at,
    text, answer, answered_by. `coverage`: questions, read (the newest ones that were grouped), answered.
    """

    as_of: date
    coverage: dict[str, Any]
    groups: pd.DataFrame
    questions: pd.DataFrame

    def asked(self, group: int) -> pd.DataFrame:
        """The questions of a group, newest first, as many as its count."""
        rows = self.questions[self.questions["group"] == group]
        return rows.sort_values(["sent_at", "chat_id"], ascending=[False, True], ignore_index=True)

    def people(self, group: int) -> pd.DataFrame:
        """person_id, display_name of the askers, as many as its askers."""
        rows = self.asked(group).drop_duplicates("person_id")
        return rows[["person_id", "display_name"]].reset_index(drop=True)


def measure(workspace: Workspace, scope: Scope | None = None) -> Faq:
    """Questions of the scope's days. Raises `UserError` nothing_yet for an empty shop."""
    settings, resolved = workspace.settings, workspace.resolve(scope)
    words = "|".join(re.escape(word) for word in settings.today.question_words) or r"[^\s\S]"
    found = workspace.facts("faq_questions", resolved, question=words, newest=settings.faq.newest_until_questions,
                            hours=settings.faq.answer_until_hours)
    every = int(found["every"].max()) if len(found) else 0
    found = _answered(workspace, found.drop(columns="every"), settings)
    found["group"] = alike.groups(found["text"].fillna("").tolist(), settings.faq.alike_from_share)
    # The wording decided as it stands; what goes out passes the door.
    found = workspace.text_words(workspace.text_words(workspace.named(found), "text"), "answer")
    names = workspace.words_for(found["answerer"].dropna().astype("int64").unique())
    return table(found.assign(answerer_name=found["answerer"].map(names)), every, resolved, settings)


def table(found: pd.DataFrame, every: int, resolved: Resolved, settings: Settings) -> Faq:
    """From the questions and their answers; pure. `letters`: how long an answer is."""
    sizes = found["group"].value_counts()
    kept = found[found["group"].isin(sizes.index[sizes >= settings.faq.from_questions])]
    rows = [_group(group, kept[kept["group"] == group]) for group in sorted(kept["group"].unique().tolist())]
    groups = pd.DataFrame(rows, columns=list(_GROUP))
    shared = with_shares(groups.assign(of=groups["count"]), "answered").sort_values(
        ["count", "last_at", "group"], ascending=[False, False, True], ignore_index=True)
    coverage = {"questions": every, "read": len(found), "answered": int((found["answered_by"] != "").sum())}
    return Faq(resolved.as_of, coverage, shared, found)


def _group(group: int, rows: pd.DataFrame) -> dict[str, Any]:
    newest = rows.sort_values(["sent_at", "text"], na_position="first").iloc[-1]
    return {"group": group, "question": newest["text"], "count": len(rows), "askers": int(rows["person_id"].nunique()),
            "answered": int((rows["answered_by"] != "").sum()), "last_at": newest["sent_at"], **_best(rows)}


def _best(rows: pd.DataFrame) -> dict[str, Any]:
    """A reply that quotes the question before one that only came next, the shop's before a member's, then the longest, newest."""
    known = rows[rows["answered_by"] != ""]
    if known.empty:
        return {"answer": None, "answered_by": "", "answerer_name": None, "answered_at": pd.NaT}
    best = known.assign(shop=known["answered_by"] == "staff").sort_values(["quotes", "shop", "letters", "answered_at"]).iloc[-1]
    return {name: best[name] for name in ("answer", "answered_by", "answerer_name", "answered_at")}


def _answered(workspace: Workspace, found: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """answer (without what it quotes), answerer, answered_by, answered_at, quotes, letters beside each question."""
    sides = [_quoting(workspace, found, settings), _next(workspace, found, settings)]
    told = pd.concat(sides, ignore_index=True).sort_values("rank", kind="stable").drop_duplicates("number").set_index("number")
    told = told.reindex(found.index)
    return found.assign(
        answer=told["answer"], answerer=told["answerer"], answered_at=pd.to_datetime(told["answered_at"]),
        answered_by=told["by_shop"].map({True: "staff", False: "member"}).fillna(""), quotes=told["rank"] < _NEXT,
        letters=told["answer"].fillna("").map(alike.normal).str.len())


def _quoting(workspace: Workspace, found: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Replies of both sides that quote the question: number, answer, answerer, answered_at, by_shop, rank."""
    sent = pd.to_datetime(found["sent_at"])
    asked = pd.DataFrame({"number": found.index, "chat_id": found["chat_id"], "sent_at": sent, "text": found["text"].fillna(""),
                          "until_at": sent + settings.faq.answer_until_hours * _HOUR})
    said = workspace.query(facts_sql("faq_quotes"), {"asked": asked}) if len(asked) else _NOBODY
    return _ranked(said, 0)


def _next(workspace: Workspace, found: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """The next word of each side, where it does not quote something else."""
    asked = pd.concat([_asked(found, settings, *side) for side in (("staff_at", True), ("member_at", False))], ignore_index=True)
    said = workspace.query(facts_sql("faq_replies"), {"asked": asked}) if len(asked) else _NOBODY
    return _ranked(said[~said["answer"].astype("str").str.contains(_QUOTE)], _NEXT)


def _asked(found: pd.DataFrame, settings: Settings, moment: str, by_shop: bool) -> pd.DataFrame:
    """number, chat_id, reply_at, by_shop: when one side spoke next, where it did so in time."""
    at = pd.to_datetime(found[moment])
    soon = at.notna() & (at - pd.to_datetime(found["sent_at"]) <= settings.faq.answer_until_hours * _HOUR)
    return pd.DataFrame({"number": found.index[soon], "chat_id": found.loc[soon, "chat_id"].to_numpy(),
                         "reply_at": at[soon].to_numpy(), "by_shop": by_shop})


def _ranked(said: pd.DataFrame, first: int) -> pd.DataFrame:
    """The words without what they quote; rank: `first` for the shop's, the next for a member's."""
    own = said["answer"].astype("str").str.replace(_QUOTE, "", regex=True).str.strip()
    rows = said.assign(answer=own, rank=first + (~said["by_shop"].astype("bool")).astype("int64"))[own != ""]
    return rows[["number", "answer", "answerer", "answered_at", "by_shop", "rank"]].astype(
        {"number": "int64", "answer": "object", "answerer": "Int64", "answered_at": "datetime64[us]", "by_shop": "object"})
