"""Tags and squads that a sheet states beside a person, whatever else the sheet is: 标签, 标签组1(行业), 小分队.

    客户姓名 │ 企业标签        │ 标签组1(行业)
    小满    │ 宝妈、复购客户    │ 餐饮

They become rows of `tags`, one a person and column; an empty cell is kept too, since a tag may be taken off.
"""

from __future__ import annotations

import re
from typing import Any

from analytics.importers import cells
from analytics.importers.batch import BatchWriter
from analytics.importers.columns import Column
from analytics.importers.formats.sheets.area import Area
from analytics.importers.formats.sheets.rows import Block

JOINT = "\x1f"
TABLE = "tags"
_KINDS = {"tags": "tag", "squad": "squad"}
_PARTED = re.compile(r"[,，、;；|｜/\r\n]+")
_AROUND = " \t\"'“”‘’[]【】#＃"
_LONGEST = 60


class Tags:
    """Writes what the columns of tags of one table of a sheet say; a person's equal cells once."""

    def __init__(self, out: BatchWriter, area: Area) -> None:
        self._out, self._area = out, area
        found = area.match
        self._columns: list[tuple[Column, list[int]]] = [] if found is None else [
            (found.table.columns[name], places) for name, places in found.at.items()
            if found.table.columns[name].beside == TABLE]
        self._said: dict[tuple[str, ...], str] = {}

    def write(self, block: Block, kept: list[int], chat: str) -> None:
        """The tags of the rows `kept`; `chat`: the group of rows that name none."""
        if not self._columns:
            return
        people = [block.column(name) for name in ("chat", "platform_id", "name", "phone")]
        for row in kept:
            place, *who = (column[row] or "" for column in people)
            if any(who):
                self._write_row(block, row, (place or chat, *who))

    def _write_row(self, block: Block, row: int, who: tuple[str, ...]) -> None:
        for column, places in self._columns:
            for at, values in zip(places, block.each[column.name], strict=True):
                label = cells.bare(cells.shown(self._area.headers[at]))
                joined, key = JOINT.join(parted(values[row])), (*who, column.name, label)
                if self._said.get(key) != joined:
                    self._said[key] = joined
                    person: dict[str, Any] = dict(zip(("chat", "platform_id", "name", "phone"), who, strict=True))
                    self._out.row(TABLE, self._area.part, block.numbers[row], **person, label=label,
                                  kind=_KINDS[column.name], tags=joined)


def carried(block: Block) -> list[str | None]:
    """All tags of each row, joined; None where it has none."""
    found = [values for name in _KINDS for values in block.each.get(name, [])]
    if not found:
        return [None] * len(block)
    return [JOINT.join(tag for cell in row for tag in parted(cell)) or None for row in zip(*found, strict=True)]


def parted(cell: str | None) -> list[str]:
    """The tags of a cell, each once, in their order."""
    found = (one.strip(_AROUND)[:_LONGEST] for one in _PARTED.split(cell or ""))
    return list(dict.fromkeys(one for one in found if one))
