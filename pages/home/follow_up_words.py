"""What 本周跟进 says: sentences, why somebody is listed, what to say to them, the lines of the sheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analytics.importers.follow_up_book import Line
from analytics.metrics.follow_up import FollowUp
from analytics.metrics.wake_up import WakeUp
from analytics.settings import Settings, definitions
from analytics.texts.words import Texts
from pages.parts import terms
from pages.parts.show import Card

Row = Mapping[Any, Any]
_BLANKS = ("name", "item", "days")
_DAYS = frozenset({"joined_on", "birthday_on"})


def verdict(found: FollowUp, texts: Texts) -> str:
    """本周要联系 20 人。"""
    count, done = len(found.list), len(found.done)
    if not count:
        return texts("follow_up.verdict_done", of=done) if done else texts("follow_up.verdict_none")
    if done:
        return texts("follow_up.verdict_rest", of=count + done, done=done, count=count)
    return texts("follow_up.verdict", count=count)


def last_time(result: WakeUp, settings: Settings, texts: Texts) -> str | None:
    """上次联系的 12 人里,5 人 7 天内回来了; None before anybody was contacted."""
    days = settings.follow_up.back_until_days
    told = result.lists.loc[result.lists["contacted"] > 0]
    if len(told):
        return texts("follow_up.back", of=int(told["contacted"].iloc[0]), count=int(told["back"].iloc[0]), days=days)
    pending = result.pending
    waiting = int((pending["side"] == "contacted").sum())
    return texts("follow_up.back_pending", count=waiting, days=days) if waiting else None


def cards(found: FollowUp, result: WakeUp, settings: Settings, texts: Texts) -> list[Card]:
    """To contact, done, left in peace, came back."""
    done, every = len(found.done), len(found.listed)
    shown = [
        Card(texts("follow_up.card.list"), texts("follow_up.people", value=len(found.list)), None, texts(
            "follow_up.card.list_help", limit=settings.follow_up.people_until, waiting=len(found.waiting))),
        Card(texts("follow_up.card.done"),
             texts("follow_up.card.done_value", of=every, count=done) if every else texts.number(None)),
        Card(texts("follow_up.card.resting"), texts("follow_up.people", value=len(found.resting)), None,
             texts("follow_up.card.resting_help")),
    ]
    if result.of("contacted"):
        shown.append(Card(
            texts("follow_up.card.back"),
            texts("follow_up.card.done_value", of=result.of("contacted"), count=result.count("contacted")),
            texts(f"certainty.{result.word}") if result.has_comparison else None,
            texts("follow_up.card.back_help", days=settings.follow_up.back_until_days)))
    return shown


def why(row: Row, texts: Texts) -> str:
    """老客断了:41 天没买了,以前买过 6 天."""
    reason = row["reason"]
    facts = {name: _fact(name, row[name]) for name in ("days", "order_days", "text", "sent_at", "joined_on", "missing",
                                                     "item", "birthday_on")}
    needed = {"regular_gone": "order_days", "newcomer": "joined_on", "unanswered": "sent_at", "complaint": "sent_at",
              "near_high_spend": "missing", "quiet_regular": "days", "birthday": "birthday_on"}.get(reason)
    known = needed is None or facts[needed] is not None
    return texts(f"follow_up.why.{reason}" if known else "follow_up.why.gone", **facts)


def title(row: Row, texts: Texts) -> str:
    """The reason in words, and the others after it."""
    said = texts(f"follow_up.reason.{row['reason']}")
    others = [texts(f"follow_up.reason.{reason}") for reason in row["reasons"] if reason != row["reason"]]
    return "\u3000".join([said, texts("follow_up.also", reasons=texts.listing(others))]) if others else said


def last_order(row: Row, found: FollowUp, texts: Texts) -> str:
    """上次 9月25日 煲仔饭 ¥86; or that there is none, or that nobody knows."""
    if pd.isna(row["last_paid_on"]):
        return texts("follow_up.no_order" if found.coverage["orders"] else "follow_up.no_orders_known")
    day, yuan = pd.Timestamp(row["last_paid_on"]).date(), float(row["yuan"])
    if pd.isna(row["bought"]) or not row["bought"]:
        return texts("follow_up.last_order_bare", day=day, yuan=yuan)
    return texts("follow_up.last_order", day=day, yuan=yuan, item=row["bought"])


def template(reason: str, texts: Texts) -> str:
    """The shipped words of a reason, blanks as a person writes them: {昵称}."""
    blanks = {name: texts(f"follow_up.blank.{name}") for name in _BLANKS}
    return texts(f"follow_up.words.{reason}", **blanks)


def what_to_say(row: Row, own: Mapping[str, str], texts: Texts) -> str:
    """The shop's words, else the shipped ones, with this person's name, last item and days."""
    item = row["bought"] if not pd.isna(row["bought"]) and row["bought"] else texts("follow_up.words.item_unknown")
    filled = {"name": row["display_name"], "item": item, "days": "" if pd.isna(row["days"]) else str(int(row["days"]))}
    said = own.get(row["reason"]) or template(row["reason"], texts)
    for name, value in filled.items():
        said = said.replace(texts(f"follow_up.blank.{name}"), str(value))
    return said


def lines(found: FollowUp, keys: Mapping[int, str], own: Mapping[str, str], texts: Texts) -> list[Line]:
    """The lines of the sheet, everybody on the list, those still open first."""
    every = pd.concat([found.list.assign(status="open", note=None), found.done])
    return [
        Line(row["status"], str(row["display_name"]), f"{title(row, texts)} · {why(row, texts)}", last_order(row, found, texts),
             "" if pd.isna(row["chat_name"]) else row["chat_name"], what_to_say(row, own, texts), keys[row["person_id"]],
             note="" if pd.isna(row["note"]) else row["note"])
        for row in every.to_dict("records") if row["person_id"] in keys]


def result_lines(result: WakeUp, dormant: WakeUp, settings: Settings, texts: Texts) -> list[str]:
    """Whether it helped, and the win-back rate; what is missing for it."""
    days = settings.follow_up.back_until_days
    if not result.of("contacted"):
        return [texts("follow_up.results_none", days=days)]
    facts = _sides(result, texts)
    said = [texts("follow_up.results_line" if result.has_comparison else "follow_up.results_alone", days=days, **facts)]
    if dormant.of("contacted"):
        asleep = terms.said(definitions()["follow_up.dormant_from_days"], settings.follow_up.dormant_from_days, texts)
        key = "follow_up.wake_up" if dormant.has_comparison else "follow_up.wake_up_alone"
        said.append(texts(key, days=days, dormant=asleep, **_sides(dormant, texts)))
    return said


def gap(result: WakeUp, texts: Texts) -> str | None:
    """The difference in points with its interval; None without a comparison."""
    if not result.has_comparison or pd.isna(result.gap):
        return None
    points = {name: round(float(value) * 100) for name, value in (("gap", result.gap), ("low", result.low), ("high", result.high))}
    return texts("follow_up.results_range", **points)


def gaps(found: FollowUp, texts: Texts) -> list[str]:
    """One quiet line: what one more file would show."""
    lines = [texts(f"follow_up.more.{name}") for name in ("orders", "chat") if not found.coverage[name]]
    joint = "；" if texts.language == "zh" else "; "
    return [texts("follow_up.more_line", lines=joint.join(lines))] if lines else []


def _sides(result: WakeUp, texts: Texts) -> dict[str, Any]:
    sides = {row["side"]: row for row in result.groups.to_dict("records")}
    ours, other = sides["contacted"], sides["not_contacted"]
    return {"count": int(ours["count"]), "of": int(ours["of"]), "share": texts.share(ours["share"], int(ours["of"])),
            "low": texts.share(ours["low"]), "high": texts.share(ours["high"]), "other_count": int(other["count"]),
            "other_of": int(other["of"]), "other_share": texts.share(other["share"], int(other["of"])),
            "word": texts(f"certainty.{result.word}")}


def _fact(name: str, value: Any) -> Any:
    if pd.isna(value):
        return None
    if name in _DAYS:
        return pd.Timestamp(value).date()
    return float(value) if name == "missing" else int(value) if name in ("days", "order_days") else value
