"""Any sheet a shop keeps: orders, members, content, coupons, answers, daily numbers, a chat as a table.

    某某小店 5月订单 │         │           │
    订单号          │ 买家昵称 │ 实付金额   │ 付款时间
    E20260502001   │ 小满    │ ￥1,234.50 │ 2026年5月2日

The fallback for tables that no chat format claims. Each sheet is understood by its headers
(`columns`), or by what a person said about them (`Answers.mapping`); a sheet that nobody
understands writes nothing and asks.
"""

from __future__ import annotations

import gc
from datetime import date
from itertools import islice
from typing import Any

from analytics.importers import columns, dates, delimited, dictionary, headers, mapping
from analytics.importers.answers import Answers
from analytics.importers.batch import BatchWriter
from analytics.importers.cells import bare, shown
from analytics.importers.formats.sheets import clocks, layout, orders, shapes, surveys
from analytics.importers.formats.sheets.area import Area
from analytics.importers.formats.sheets.context import Context
from analytics.importers.formats.sheets.joint_orders import JointOrders
from analytics.importers.formats.sheets.ledger import Ledger
from analytics.importers.formats.sheets.rows import BLOCK_ROWS, RowReader
from analytics.importers.formats.sheets.titles import Title
from analytics.importers.grid import Sheet
from analytics.importers.source import Source

name = "sheet"
_TABLE_SHARE = 0.5
_SAMPLE_ROWS, _SAMPLE_DAYS = 5, 3
_TOGETHER = frozenset({"chat_days", "content_days"})
_ALL_ROWS = 1_000_000
_OF_PEOPLE = frozenset({"members", "events", "orders"})
_DAY_OF = {"events": "happened_at", "chat_days": "day", "head_counts": "day"}


def recognises(source: Source) -> bool:
    """Whether the file holds a table: a workbook's, a web page's, or rows of equally many cells."""
    if source.container != "text":
        return any(sheet.width > 1 or _area(sheet, source) for sheet in source.sheets)
    if not source.sheets:
        return False
    area = _area(source.sheets[0], source)
    if area is None or area.match is not None:
        return area is not None
    # Prose has commas too; headers are no sentences.
    head, sentences = source.head_text, any("。" in shown(cell) for cell in area.headers)
    delimiter = delimited.sniff(head)
    return not sentences and delimiter != delimited.BLANKS and delimited.agreement(head, delimiter) >= _TABLE_SHARE


def read(source: Source, answers: Answers, out: BatchWriter) -> None:
    """Read every sheet that is understood; ask about those that look like tables and are not."""
    sheets = source.sheets
    # A big workbook is a million lists that the collector would walk again and again: a fifth of the time.
    gc.freeze()
    try:
        _read_sheets(sheets, source, answers, out)
    finally:
        gc.unfreeze()


def _read_sheets(sheets: list[Sheet], source: Source, answers: Answers, out: BatchWriter) -> None:
    for sheet in sheets:
        if sheet.hidden:
            out.part(sheet.name, None, reason="hidden")
            continue
        areas = layout.areas_of(sheet, source.name)
        if not areas:
            out.part(sheet.name, None, reason="no_table")
        for area in areas:
            _read_area(mapping.apply(clocks.settle(surveys.settle(area, source.name)), answers.mapping), source, answers, out)


def _area(sheet: Sheet, source: Source) -> Area | None:
    areas = layout.areas_of(sheet, source.name)
    return areas[0] if areas else None


def _read_area(area: Area, source: Source, answers: Answers, out: BatchWriter) -> None:
    if area.match is None or not area.match.complete:
        _ask(area, out)
        return
    _say(area, out)
    table = area.match.table.name
    title = area.title(source.name)
    if title.chat and table not in {"orders", "coupons"}:
        out.chat(title.chat, name=title.chat, head_count=title.head_count)
    match, area = area.match, JointOrders.of(area) if table == "orders" else area
    ledger = Ledger(out, area, table)
    # Numbers a day are few, and a day's share of a running total lies in the row before, wherever that stands.
    reader = RowReader(area, answers.year or title.year, _ALL_ROWS if table in _TOGETHER else BLOCK_ROWS)
    if table == "orders":
        _read_orders(reader, ledger, answers, out)
        return
    reader.survey(said=answers.day_order)
    _say_days(reader, out)
    _ask_for_days(area, title, out)
    context = Context(out, ledger, title, answers, match.step, match.metrics)
    for block in reader.blocks():
        shapes.WRITERS[table](block, context)
    if context.lines is not None:
        context.lines.finish()
    _ask_for_year(ledger, answers, out)
    if table == "members" and title.head_count is not None and title.head_count == ledger.written:
        out.about["parts"][-1]["whole_roster"] = True


def _say_days(reader: RowReader, out: BatchWriter) -> None:
    """In which order the days of each column are written, with some of them; asked where another is as likely.

    And the year of days without one, where those beside them told it.
    """
    days = reader.days
    if days.years:
        out.about["parts"][-1]["year"] = max(days.years.values())
    if not days.orders:
        return
    names = headers.distinct(reader.area.headers)
    out.about["parts"][-1].update(
        day_order=next(iter(days.orders.values())),
        day_orders={names[at]: order for at, order in days.orders.items()}, days=_some_days(reader))
    for at, sample in list(days.unclear.items())[:1]:
        out.ask("day_order", part=reader.area.part, header=names[at], sample=sample, default=days.orders[at].split()[-1])


def _some_days(reader: RowReader) -> list[list[str]]:
    """Some days of the first such column, as the file has them and as they are read."""
    at, order = next(iter(reader.days.orders.items()))
    found = (cell for _, row in reader.area.rows() if at < len(row) and isinstance(cell := row[at], str))
    read = ([bare(cell), f"{when:%Y-%m-%d}"] for cell in found if isinstance(when := dates.day(cell, order), date))
    return list(islice(read, _SAMPLE_DAYS))


def _ask_for_year(ledger: Ledger, answers: Answers, out: BatchWriter) -> None:
    """5月1日 in a sheet that nowhere says the year."""
    if answers.year is None and "date_without_year" in ledger.codes:
        out.ask("year", part=ledger.area.part)


def _ask_for_days(area: Area, title: Title, out: BatchWriter) -> None:
    """A list of who was there, or of groups and their numbers, without a time: the day is the title's, else asked."""
    assert area.match is not None
    wanted = _DAY_OF.get(area.match.table.name)
    if wanted and not area.match.has(wanted) and title.day is None:
        out.ask("day", part=area.part)


def _read_orders(reader: RowReader, ledger: Ledger, answers: Answers, out: BatchWriter) -> None:
    at = reader.match.at
    lines = orders.lines_of(at, headers.key(reader.area.headers[at["gross"][0]]) if "gross" in at else "")
    reader.survey(lines.count, answers.day_order)
    _say_days(reader, out)
    if lines.has_lines:
        reader.pass_by(lines.look)
    if "paid_at" not in at and "ordered_at" not in at:
        out.ask("day")
    for block in reader.blocks():
        orders.write_orders(block, ledger, lines, answers)
    _ask_for_year(ledger, answers, out)


def _say(area: Area, out: BatchWriter) -> None:
    """Tell the preview how the headers were understood."""
    assert area.match is not None
    names = headers.distinct(area.headers)
    understood = sorted((at, target) for at, target in area.match.named() if at < len(names))
    known = area.match.kept_positions
    out.part(
        area.part, area.match.table.name, header_row=area.header_row, fingerprint=headers.fingerprint(area.headers),
        columns=[{"header": names[at], "as": target} for at, target in understood],
        ignored=[name for at, name in enumerate(names) if name and at not in known], notes=_notes(area),
    )


def _notes(area: Area) -> list[str]:
    """What a sheet seems to say and cannot (whom somebody brought, where it only counts them); what was worked out of it."""
    counts = dictionary.words()["invite_counts"]["headers"].split()
    counted = area.match is None or area.match.table.name in _OF_PEOPLE
    notes = ["invite_counts"] if counted and any(headers.key(header) in counts for header in area.headers) else []
    priced = area.match is not None and area.match.table.name == "orders" and not area.match.has("gross")
    return [*notes, "amount_by_price"] if priced else notes


def _ask(area: Area, out: BatchWriter) -> None:
    """Ask what the columns are; where a person has said it and something is wanting, say what."""
    names = headers.distinct(area.headers)
    sample = []
    for _, row in area.rows():
        sample.append([bare(shown(cell)) for cell in row])
        if len(sample) >= _SAMPLE_ROWS:
            break
    out.part(area.part, None, reason="unknown_columns", header_row=area.header_row, columns=[],
             ignored=[name for name in names if name])
    out.ask("mapping", part=area.part, headers=names, sample=sample, guess=mapping.guess(area),
            fingerprint=headers.fingerprint(area.headers), notes=_notes(area), **_wanting(area),
            expected={table: columns.expected(table) for table in columns.tables()})


def _wanting(area: Area) -> dict[str, Any]:
    if area.match is None:
        return {}
    table = area.match.table.name
    return {"table": table, "missing": [[f"{table}.{name}" for name in group] for group in area.match.wanting],
            "missing_words": [columns.label(table, group) for group in area.match.wanting]}
