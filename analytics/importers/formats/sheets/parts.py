"""What several kinds of sheets share: the people of a row, a clock beside a day, resolutions."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from analytics.importers import cells, columns
from analytics.importers.batch import NO_CHAT, BatchWriter
from analytics.importers.cells import Bad
from analytics.importers.dates import Moment
from analytics.importers.formats.sheets.rows import Block

# Between further names of one person (see batch.SCHEMAS["members"]).
NAMES_JOINT = "\x1f"
_EPOCH = datetime(1970, 1, 1)
_MICROSECOND = timedelta(microseconds=1)


def people(block: Block, keep_masked: bool) -> None:
    """Fill name, phone and platform_id of the row's own person.

    A masked phone joins nobody; a masked name (张**) would join strangers, so it is dropped unless `keep_masked`
    and nothing else names the person. Who is known by a masked phone alone is called by its tail: 尾号4567.
    """
    names, phones = block.column("name"), block.column("phone")
    if "" not in phones and not any(name and cells.is_masked(name) for name in set(names)):
        return
    block.values["name"] = [
        _told_apart(block, row, name, keep_masked) if phones[row] == "" or (name and cells.is_masked(name)) else name
        for row, name in enumerate(names)]


def _told_apart(block: Block, row: int, name: str | None, keep_masked: bool) -> str | None:
    phone, known = block.column("phone")[row], block.column("platform_id")[row]
    if name and not cells.is_masked(name):
        return name
    if phone or known:
        return None
    tail = cells.tail(block.cell("phone", row)) if phone == "" else None
    if tail:
        return f"{name} {tail}" if name else tail
    return name if keep_masked else None


def combine_clock(block: Block, name: str) -> None:
    """Lay a column of clocks on a column of days."""
    clocks = block.values.get("clock")
    if clocks is None or name not in block.values:
        return
    block.values[name] = [
        Moment(datetime.combine(when.at.date(), clock[0]), clock[1])
        if when is not None and clock is not None and when.resolution == "day" else when
        for when, clock in zip(block.values[name], clocks, strict=True)
    ]


def resolutions(moments: list[Moment | None]) -> list[str | None]:
    """The resolution beside each moment."""
    return [None if when is None else when.resolution for when in moments]


def chats(block: Block, default: str, out: BatchWriter) -> str:
    """Say which groups the rows name; gives the group of rows that name none."""
    named = block.values.get("chat", [])
    if block.lost:
        named = [name for row, name in enumerate(named) if not block.lost.get(row, ("", ""))[1].startswith("skipped_")]
    for name in dict.fromkeys(named):
        if name and name != NO_CHAT:
            out.chat(name, name=name)
    return default


def meanings(block: Block, name: str, kind: str) -> list[str | None]:
    """Our values for the words of a column; None for words that are not in the dictionary."""
    return [columns.meaning(kind, word) if word else None for word in block.column(name)]


def microseconds(when: Moment | None) -> int | None:
    """A moment as `moments` counts it: microseconds since 1970 on the shop's clock."""
    return None if when is None else (when.at - _EPOCH) // _MICROSECOND


def summed(columns_of_parts: list[list[Any]]) -> list[int | None]:
    """Row by row the sum of what is there; None where nothing is."""
    return [
        sum(there) if (there := [part for part in parts if part is not None and not isinstance(part, Bad)]) else None
        for parts in zip(*columns_of_parts, strict=True)
    ]
