"""Every kind of sheet but orders and numbers: what its rows need, and how they become rows of the wire tables."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time

from analytics.importers import dictionary, kinds
from analytics.importers.batch import KINDS, NO_CHAT
from analytics.importers.birthdays import Moon
from analytics.importers.chat_lines import ChatLines
from analytics.importers.dates import Moment
from analytics.importers.formats.sheets.context import Context
from analytics.importers.formats.sheets.numbers import write_chat_days, write_content_days, write_head_counts
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
from analytics.importers.formats.sheets.rows import Block
from analytics.importers.formats.sheets.scores import score_kind
from analytics.importers.formats.sheets.tags import carried

_PEOPLE = ("name", "platform_id", "phone")
_CUSTOMERS, _MEMBERS = ("added_at", "added_by"), ("chat", "joined_at", "left_at", "role")
_ALL_CHANNELS = frozenset({"全部", "合计", "总计", "all", "total"})
_NUMBERS = frozenset({"reach", "opens", "clicks", "interactions", "forwards"})
_SYSTEM = frozenset({"系统消息", "系统", "系统通知", "system"})


def write_members(block: Block, context: Context) -> None:
    """A member list: names, ids, phones; join and leave where it has them."""
    people(block, keep_masked=True)
    block.require(*_PEOPLE)
    values = block.values
    values["other_names"] = _other_names(block)
    values["joined_resolution"] = resolutions(block.column("joined_at"))
    values["left_resolution"] = resolutions(block.column("left_at"))
    values["tags"] = carried(block)
    values["role"] = meanings(block, "role", "role")
    values["left_how"] = meanings(block, "left_how", "left_how")
    _part_birthdays(block)
    if not (context.answers.chat or context.title.chat) and _of_customers(block):
        values["chat"] = [NO_CHAT] * len(block)
    seen_on = context.answers.seen_on or context.title.day
    context.write(block, ("name", "platform_id"), seen_on=seen_on)


def _part_birthdays(block: Block) -> None:
    """Those of the moon into a column of their own; where both calendars are written, the sun's day is kept."""
    found = block.column("birthday")
    block.values["birthday"] = [None if type(one) is Moon else one for one in found]
    block.values["lunar_birthday"] = [str(one) if type(one) is Moon else None for one in found]


def _of_customers(block: Block) -> bool:
    """A list of whom the shop knows (添加人, 成为客户时间): it says of no group who is in it."""
    match = block.area.match
    assert match is not None
    return any(match.has(name) for name in _CUSTOMERS) and not any(match.has(name) for name in _MEMBERS)


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
    if "by_channel" in values:
        _one_row_a_piece(block)
    context.write(block, ("title", "text", "post_id"))


def _one_row_a_piece(block: Block) -> None:
    """A piece read in several channels stands on several rows and is one piece: its row for all of them, else their sum."""
    values, pieces = block.values, dict[tuple[object, object], list[int]]()
    for row, piece in enumerate(zip(values["posted_at"], block.column("title"), strict=True)):
        if row not in block.lost:
            pieces.setdefault(piece, []).append(row)
    for rows in pieces.values():
        whole = next((row for row in rows if values["by_channel"][row] in _ALL_CHANNELS), None)
        kept = rows[0] if whole is None else whole
        for name in _NUMBERS & values.keys() if whole is None else ():
            values[name][kept] = summed([[values[name][row]] for row in rows])[0]
        for row in rows:
            if row != kept:
                block.lost[row] = ("by_channel", "skipped_channel", block.cell("by_channel", row))


def write_events(block: Block, context: Context) -> None:
    """What people did, when and for how long; the step in a column, in a header or in the title."""
    people(block, keep_masked=True)
    block.require(*_PEOPLE)
    if "happened_at" not in block.values:
        day = context.answers.day or context.title.day
        block.values["happened_at"] = [Moment(datetime.combine(day, time()), "day") if day else None] * len(block)
    block.require("happened_at")
    if "step" in block.values:
        block.require("step")
        block.values["step"] = [dictionary.step_named(word) if word else None for word in block.values["step"]]
    block.values["resolution"] = resolutions(block.values["happened_at"])
    block.values["minutes"] = _minutes(block)
    context.write(block, ("name", "step"), **({"step": context.step} if context.step else {}))


def _minutes(block: Block) -> list[float | None]:
    """How long people stayed: as the sheet says, else from coming to leaving, where both have a clock."""
    said, came, left = block.column("minutes"), block.values["happened_at"], block.column("ended_at")
    return [length if length is not None else _between(start, end) for length, start, end in zip(said, came, left, strict=True)]


def _between(start: Moment | None, end: Moment | None) -> float | None:
    if start is None or end is None or "day" in (start.resolution, end.resolution) or end.at < start.at:
        return None
    return round((end.at - start.at).total_seconds() / 60, 2)


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
    context.write(block, ("name", "invitee_name"))


def write_scores(block: Block, context: Context) -> None:
    """Answers to “would you recommend us”, 0 to 10 or yes and no."""
    people(block, keep_masked=True)
    block.require("score")
    given = [score_kind(value) if value is not None else (None, None) for value in block.values["score"]]
    block.values["kind"] = [kind for kind, _ in given]
    block.values["score"] = [value for _, value in given]
    context.write(block, ("name",))


def write_violations(block: Block, context: Context) -> None:
    """Broken rules: who, when, which, and what was done about it; other words for what was done stay as they are."""
    people(block, keep_masked=True)
    block.require(*_PEOPLE)
    block.require("happened_at")
    block.require("rule", "action")
    said = block.column("action")
    block.values["action"] = [ours or word for ours, word in zip(meanings(block, "action", "action"), said, strict=True)]
    block.values["resolution"] = resolutions(block.values["happened_at"])
    context.write(block, ("name", "rule"))


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
    # A text may be a 接龙: its words tell.
    return None if lower == "text" else lower if lower in KINDS else None if found in {"other", "text"} else found


WRITERS: dict[str, Callable[[Block, Context], None]] = {
    "members": write_members, "posts": write_posts, "events": write_events, "coupons": write_coupons,
    "invites": write_invites, "scores": write_scores, "violations": write_violations, "head_counts": write_head_counts,
    "chat_days": write_chat_days, "content_days": write_content_days, "messages": write_messages,
}
