"""Every kind of sheet but orders: what its rows need, and how they become rows of the wire tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from analytics.importers import kinds
from analytics.importers.answers import Answers
from analytics.importers.batch import KINDS, BatchWriter
from analytics.importers.chat_lines import ChatLines
from analytics.importers.formats.sheets.layout import Title
from analytics.importers.formats.sheets.ledger import Ledger
from analytics.importers.formats.sheets.parts import (
    NAMES_JOINT,
    chats,
    combine_clock,
    meanings,
    microseconds,
    people,
    resolutions,
    summed,
)
from analytics.importers.formats.sheets.rows import Block, score_kind

_PEOPLE = ("name", "platform_id", "phone")
_SYSTEM = frozenset({"系统消息", "系统", "系统通知", "system"})
_SOURCE = "sheet"


@dataclass
class Context:
    """Where the rows of one table come from and go to."""

    out: BatchWriter
    ledger: Ledger
    title: Title
    answers: Answers
    step: str | None = None
    metrics: dict[str, int] = field(default_factory=dict)
    lines: ChatLines | None = None


def write_members(block: Block, context: Context) -> None:
    """A member list: names, ids, phones; join and leave where it has them."""
    people(block, keep_masked=True)
    block.require(*_PEOPLE)
    values = block.values
    values["other_names"] = _other_names(block)
    values["joined_resolution"] = resolutions(block.column("joined_at"))
    values["left_resolution"] = resolutions(block.column("left_at"))
    values["role"] = meanings(block, "role", "role")
    values["left_how"] = meanings(block, "left_how", "left_how")
    seen_on = context.answers.seen_on or context.title.day
    _write(block, context, ("name", "platform_id"), seen_on=seen_on)


def _other_names(block: Block) -> list[str | None]:
    names = block.each.get("name", [])
    if len(names) < 2:
        return [None] * len(block)
    return [
        NAMES_JOINT.join(dict.fromkeys(name for name in row if name and name != first)) or None
        for first, *row in zip(block.values["name"], *names, strict=True)
    ]


def write_posts(block: Block, context: Context) -> None:
    """Content: a plan, or what 公众号 and 视频号 say of each piece."""
    combine_clock(block, "posted_at")
    block.require("posted_at")
    block.require("title", "text")
    values = block.values
    values["resolution"] = resolutions(values["posted_at"])
    said = block.column("category")
    values["category"] = meanings(block, "category", "category")
    # A column 类型 may as well hold the form: 图文, 视频.
    values["form"] = [form or (word if category is None else None)
                      for form, word, category in zip(block.column("form"), said, values["category"], strict=True)]
    values["production"] = meanings(block, "production", "production")
    if "interactions" not in values and "interaction_parts" in block.each:
        values["interactions"] = summed(block.each["interaction_parts"])
    _write(block, context, ("title", "text", "post_id"))


def write_events(block: Block, context: Context) -> None:
    """What people did and when; the step in a column or in the header of the time."""
    people(block, keep_masked=True)
    block.require(*_PEOPLE)
    block.require("happened_at")
    if "step" in block.values:
        block.require("step")
    block.values["resolution"] = resolutions(block.values["happened_at"])
    _write(block, context, ("name", "step"), **({"step": context.step} if context.step else {}))


def write_coupons(block: Block, context: Context) -> None:
    """Coupons given out and used."""
    people(block, keep_masked=True)
    block.require("coupon_id", "coupon_name")
    used = meanings(block, "status", "used")
    redeemed = block.column("redeemed_at")
    for name in ("issued_at", "expires_at", "redeemed_at"):
        block.values.setdefault(name, [None] * len(block))
    kept = context.ledger.settle(block, ("coupon_id", "coupon_name", "name"))
    for row in kept:
        if used[row] == "used" and redeemed[row] is None:
            context.ledger.blank(block, row, "redeemed_at", "redeemed_without_time", block.cell("status", row))
    context.ledger.write(block, kept, chat=chats(block, "", context.out))


def write_invites(block: Block, context: Context) -> None:
    """Who brought whom."""
    block.require("name")
    block.require("invitee_name")
    _write(block, context, ("name", "invitee_name"))


def write_scores(block: Block, context: Context) -> None:
    """Answers to “would you recommend us”, 0 to 10 or yes and no."""
    people(block, keep_masked=True)
    block.require("score")
    given = [score_kind(value) if value is not None else (None, None) for value in block.values["score"]]
    block.values["kind"] = [kind for kind, _ in given]
    block.values["score"] = [value for _, value in given]
    _write(block, context, ("name",))


def write_head_counts(block: Block, context: Context) -> None:
    """How many people a group had on a day."""
    block.require("day")
    block.require("members")
    _write(block, context, ("chat",), source=_SOURCE)


def write_chat_days(block: Block, context: Context) -> None:
    """Numbers a day of a group; running totals are taken apart into days."""
    block.require("day")
    if "messages_so_far" in block.values and "messages" not in block.values:
        block.values["messages"] = _daily(block)
    _write(block, context, ("chat",), source=_SOURCE)


def _daily(block: Block) -> list[int | None]:
    """Differences of a running total, group by group and day by day; the first day stays unknown."""
    groups, days, totals = block.column("chat"), block.values["day"], block.values["messages_so_far"]
    daily: list[int | None] = [None] * len(block)
    order = sorted((row for row in range(len(block)) if days[row]), key=lambda row: (groups[row] or "", days[row]))
    for before, row in pairwise(order):
        next_day = groups[before] == groups[row] and (days[row] - days[before]).days == 1
        if next_day and totals[row] is not None and totals[before] is not None and totals[row] >= totals[before]:
            daily[row] = totals[row] - totals[before]
    return daily


def write_content_days(block: Block, context: Context) -> None:
    """Numbers a day of a content account: one row of the sheet becomes one row a number it has."""
    from analytics.importers import cells

    block.require("day")
    kept = context.ledger.judge(block, ("channel",))
    context.ledger.report(block)
    rows: list[tuple[int, str, float]] = []
    for row in kept:
        for metric, at in context.metrics.items():
            found = cells.figure(block.rows[row][at]) if at < len(block.rows[row]) else None
            if isinstance(found, float):
                rows.append((row, metric, found))
            elif found is not None:
                context.ledger.blank(block, row, metric, found.code, block.rows[row][at])
    context.out.count_read("content_days", context.ledger.area.part, len(rows) + len(block.lost))
    columns = {
        "channel": [block.column("channel")[row] for row, _, _ in rows],
        "day": [block.values["day"][row] for row, _, _ in rows],
        "metric": [metric for _, metric, _ in rows], "value": [value for _, _, value in rows],
    }
    context.ledger.write_columns(columns, [block.numbers[row] for row, _, _ in rows])


def write_messages(block: Block, context: Context) -> None:
    """Lines of a chat: who, when, what."""
    combine_clock(block, "sent_at")
    block.require("sent_at")
    block.require("name", "platform_id", "text")
    kept = set(context.ledger.judge(block, ("name",)))
    chats(block, context.title.chat, context.out)
    if context.lines is None:
        context.lines = ChatLines(context.out, context.ledger.area.part, context.title.chat, context.answers.me)
    for row in range(len(block)):
        if row in kept:
            _write_line(block, row, context.lines, context.title.chat)
        else:
            _lose_line(block, row, context)


def _write_line(block: Block, row: int, lines: ChatLines, chat: str) -> None:
    when, name, text = block.values["sent_at"][row], block.column("name")[row] or "", block.column("text")[row]
    number, moment = block.numbers[row], microseconds(when)
    lines.chat = block.column("chat")[row] or chat
    kind = _kind(block.column("kind")[row])
    if name in _SYSTEM or kind == "system":
        lines.system(number, moment, when.resolution, text or "", message_id=block.column("message_id")[row])
        return
    lines.add(number, moment, when.resolution, name, text, platform_id=block.column("platform_id")[row] or "",
              kind=kind, message_id=block.column("message_id")[row])


def _lose_line(block: Block, row: int, context: Context) -> None:
    name, code, value = block.lost[row]
    assert context.lines is not None
    if code.startswith("skipped_"):
        context.lines.skip(block.numbers[row], code, value)
    else:
        context.lines.reject(block.numbers[row], context.ledger.header(name), code, value)


def _kind(word: str | None) -> str | None:
    if not word:
        return None
    found = kinds.kind_of_name(word)
    if found == "other":
        found = kinds.kind_of_name(word.removesuffix("消息"))
    lower = word.lower()
    return lower if lower in KINDS else None if found in {"other", "text"} else found


def _write(block: Block, context: Context, keys: tuple[str, ...], **constant: Any) -> None:
    kept = context.ledger.settle(block, keys)
    context.ledger.write(block, kept, chat=chats(block, context.title.chat, context.out), **constant)


WRITERS: dict[str, Callable[[Block, Context], None]] = {
    "members": write_members, "posts": write_posts, "events": write_events, "coupons": write_coupons,
    "invites": write_invites, "scores": write_scores, "head_counts": write_head_counts,
    "chat_days": write_chat_days, "content_days": write_content_days, "messages": write_messages,
}
