"""Sheets of numbers a day: how many people, what a group did, what an account, a staff member or a code brought."""

from __future__ import annotations

from analytics.importers import cells
from analytics.importers.formats.sheets.context import SOURCE, Context
from analytics.importers.formats.sheets.rows import Block
from analytics.importers.running_totals import daily

# Running total → the column of days it becomes, where the sheet has none of its own.
_RUNNING = {"messages_so_far": "messages", "speakers_so_far": "speakers", "active_chats_so_far": "active_chats"}
_SHARE = "_share"


def _days(block: Block, context: Context) -> None:
    """One sheet a day: the day stands in the title, in a name, or is asked."""
    if "day" not in block.values:
        block.values["day"] = [context.answers.day or context.title.day] * len(block)
    block.require("day")


def write_head_counts(block: Block, context: Context) -> None:
    """How many people a group had on a day."""
    _days(block, context)
    block.require("members")
    context.write(block, ("chat",), source=SOURCE)


def write_chat_days(block: Block, context: Context) -> None:
    """Numbers a day of a group; running totals are taken apart into days, group by group and owner by owner."""
    _days(block, context)
    if "left_count" in block.values:
        # 退群 -3: that three left is the header's word already.
        block.values["left_count"] = [None if left is None else abs(left) for left in block.values["left_count"]]
    series = list(zip(block.column("chat"), block.column("owner"), strict=True))
    for running, name in _RUNNING.items():
        if running in block.values and name not in block.values:
            block.values[name] = daily(series, block.values["day"], block.values[running])
    context.write(block, ("chat",), source=SOURCE)


def write_content_days(block: Block, context: Context) -> None:
    """Numbers a day of a content account: one row of the sheet becomes one row a number it has."""
    block.require("day")
    kept = context.ledger.judge(block, ("channel",))
    context.ledger.report(block)
    rows: list[tuple[int, str, float]] = []
    for metric, at in context.metrics.items():
        rows += [(row, metric, value) for row, value in _figures(block, context, metric, at, kept)]
    rows.sort(key=lambda item: item[0])
    context.out.count_read("content_days", context.ledger.area.part, len(rows) + len(block.lost))
    columns = {
        "channel": [block.column("channel")[row] for row, _, _ in rows],
        "day": [block.values["day"][row] for row, _, _ in rows],
        "metric": [metric for _, metric, _ in rows], "value": [value for _, _, value in rows],
    }
    context.ledger.write_columns(columns, [block.numbers[row] for row, _, _ in rows])


def _figures(block: Block, context: Context, metric: str, at: int, kept: list[int]) -> list[tuple[int, float]]:
    found = []
    for row in kept:
        value = cells.figure(block.rows[row][at]) if at < len(block.rows[row]) else None
        if isinstance(value, float):
            found.append((row, value))
        elif value is not None:
            context.ledger.blank(block, row, metric, value.code, block.rows[row][at])
    # 60.25 under 占比 is 60.25 %: where one share is above 1, the whole column counts in hundredths.
    hundredths = metric.endswith(_SHARE) and any(value > 1 for _, value in found)
    return [(row, value / 100) for row, value in found] if hundredths else found
