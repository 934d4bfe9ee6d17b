"""Our own workbook to fill in: one sheet a table, headers the importers know, examples they skip.

    群名称 │ 昵称        │ 手机号      │ 入群时间        │ 角色
    福利群 │ ※例：小满   │ 13800000001 │ 2026-05-01 20:15 │ 成员

What stands in it is in texts/template.toml, columns parted by |. The same language gives the same bytes, always.
"""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from analytics.importers import columns
from analytics.texts import texts_for

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

# Sheet → its columns, in the order of the texts.
SHEETS: dict[str, tuple[str, ...]] = {
    "members": ("chat", "name", "phone", "platform_id", "joined_at", "left_at", "role", "inviter_name", "join_channel", "tags"),
    "orders": ("order_id", "name", "phone", "gross", "refund", "paid_at", "status", "product", "referrer_name", "chat"),
    "messages": ("chat", "sent_at", "name", "text"),
    "posts": ("posted_at", "title", "text", "category", "reach", "opens", "clicks", "interactions", "forwards"),
    "coupons": ("coupon_id", "coupon_name", "name", "phone", "issued_at", "expires_at", "redeemed_at", "store", "channel"),
    "events": ("name", "phone", "step", "happened_at", "item", "squad"),
    "scores": ("name", "phone", "score", "comment", "asked_at"),
    "violations": ("happened_at", "name", "chat", "rule", "action"),
    "chat_days": ("day", "chat", "members", "joined", "left_count", "messages", "speakers"),
}
# Columns filled from a list; its words are texts too.
CHOICES = ("members.role", "orders.status", "posts.category", "events.step", "violations.action")
EXAMPLES = 2
_FORMATS = {"money": "#,##0.00", "moment": "yyyy-mm-dd hh:mm", "day": "yyyy-mm-dd", "whole": "0", "score": "0"}
_TEXT = "@"
_WIDTHS = {"moment": 18, "day": 12, "money": 12, "verbatim": 44, "whole": 10, "score": 10}
_WIDTH = 16
_FILLED_TO = 5_000
_MADE_AT = datetime(2026, 1, 1)
_CORE = "docProps/core.xml"


@cache
def workbook(language: str) -> bytes:
    """The template as xlsx, in "zh" or "en": how it works, then a sheet a table with headers, notes and examples."""
    import openpyxl

    texts, book = texts_for(language), openpyxl.Workbook()
    book.properties.creator = book.properties.title = texts("template.title")
    page = book.active
    assert page is not None
    page.title = texts("template.how_sheet")
    _write_how(page, texts("template.how").split("|"))
    for table in SHEETS:
        _write_table(book.create_sheet(texts(f"template.{table}.sheet")), table, language)
    target = io.BytesIO()
    book.save(target)
    return _settled(target.getvalue())


@cache
def answer_sheet(language: str) -> bytes:
    """One sheet for answers to “would you recommend us”, 0 to 10 from a list, as xlsx; what is filled in imports as it is."""
    import openpyxl

    texts, book = texts_for(language), openpyxl.Workbook()
    book.properties.creator = book.properties.title = texts("template.title")
    page = book.active
    assert page is not None
    page.title = texts("template.scores.sheet")
    _write_table(page, "scores", language)
    _offer(page, SHEETS["scores"].index("score") + 1, [str(score) for score in range(11)])
    target = io.BytesIO()
    book.save(target)
    return _settled(target.getvalue())


def answer(name: str, score: int, comment: str, moment: datetime, language: str) -> bytes:
    """One such answer, typed on the screen, as the CSV file that the import reads."""
    texts, target = texts_for(language), io.StringIO()
    sheet = csv.writer(target)
    sheet.writerow(texts("template.scores.columns").split("|"))
    sheet.writerow([name, "", score, comment, moment.isoformat(" ")])
    return target.getvalue().encode("utf-8-sig")


def _write_how(page: Worksheet, lines: list[str]) -> None:
    """One column: two would look like a table."""
    from openpyxl.styles import Alignment, Font

    page.column_dimensions["A"].width = 96
    for number, line in enumerate(lines, 1):
        cell = page.cell(number, 1, line)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.font = Font(bold=number == 1, size=14 if number == 1 else 11)


def _write_table(page: Worksheet, table: str, language: str) -> None:
    texts = texts_for(language)
    names = SHEETS[table]
    labels, notes = (texts(f"template.{table}.{what}").split("|") for what in ("columns", "notes"))
    examples = [texts(f"template.{table}.{which}").split("|") for which in ("first", "second")]
    for at, (name, label, note) in enumerate(zip(names, labels, notes, strict=True), 1):
        reads = columns.tables()[table].columns[name].reads
        _write_header(page, at, label, note, reads)
        for row, example in enumerate(examples, 2):
            _write_example(page.cell(row, at), example[at - 1], reads)
        if f"{table}.{name}" in CHOICES:
            _offer(page, at, texts(f"template.{table}.{name}_choices").split("|"))
    page.freeze_panes = "A2"


def _write_header(page: Worksheet, at: int, label: str, note: str, reads: str) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    column = page.column_dimensions[get_column_letter(at)]
    column.number_format = _FORMATS.get(reads, _TEXT)
    column.width = _WIDTHS.get(reads, _WIDTH)
    head = page.cell(1, at, label)
    head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor="E8EEF4")
    if note:
        head.comment = Comment(note, "", height=90, width=260)


def _write_example(cell: Any, typed: str, reads: str) -> None:
    from openpyxl.styles import Font

    cell.value = _value(typed, reads)
    cell.number_format = _FORMATS.get(reads, _TEXT)
    cell.font = Font(italic=True, color="808080")


def _value(typed: str, reads: str) -> object:
    if not typed:
        return None
    if reads in {"money", "whole", "score"}:
        return float(typed) if "." in typed else int(typed)
    if reads in {"moment", "day"}:
        return datetime.fromisoformat(typed)
    return typed


def _offer(page: Worksheet, at: int, choices: list[str]) -> None:
    """A list to choose from; other words may be typed too."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    letter = get_column_letter(at)
    offered = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True, showErrorMessage=False)
    offered.add(f"{letter}2:{letter}{_FILLED_TO}")
    page.add_data_validation(offered)


def _settled(book: bytes) -> bytes:
    """The same workbook without the moment of its making."""
    from openpyxl.packaging.core import DocumentProperties
    from openpyxl.xml.functions import fromstring, tostring

    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as made, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in sorted(made.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            content = made.read(name)
            if name == _CORE:
                properties = DocumentProperties.from_tree(fromstring(content))
                properties.created = properties.modified = _MADE_AT
                content = tostring(properties.to_tree())
            kept.writestr(zipfile.ZipInfo(name, _MADE_AT.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()
