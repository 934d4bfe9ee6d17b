"""The report as a workbook: what it says, the numbers book, native charts, lists to tick, how it is counted.

In the numbers book every share stands beside count and of, and a formula that divides them again; sums that must come
out are added again too. Values are written as values, so that a viewer without formulas shows them all the same.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import pandas as pd

from analytics.report import cover
from analytics.report.cells import put, sheet_name
from analytics.report.model import Bars, Figure, Kind, Picture, Report, Section, Table
from analytics.report.packing import steady
from analytics.report.saying import say
from analytics.texts.words import Texts

_FORMATS: dict[Kind, str | None] = {"text": None, "word": None, "number": "#,##0", "decimal": "#,##0.0", "share": "0.0%",
                                    "money": "¥#,##0.00", "day": "yyyy-mm-dd"}
_BOOK = ("section", "label", "value", "unit", "count", "of", "share", "low", "high", "before", "reference", "word", "again",
         "check", "counted")
_BOOK_FORMATS = {"value": "#,##0.##", "count": "#,##0", "of": "#,##0", "before": "#,##0.##",
                 **dict.fromkeys(("share", "low", "high", "reference", "again"), "0.0%")}
_WIDEST, _NARROWEST = 60, 9
_CHART_WIDE, _CHART_TALL = 22, 11


def workbook(report: Report, texts: Texts) -> bytes:
    """The xlsx; the same bytes for the same report."""
    from openpyxl import Workbook  # slow to load, and only a report needs it

    book = Workbook()
    book.remove(book.active)
    _summary(_sheet(book, texts("report.sheet.summary")), report, texts)
    _numbers(_sheet(book, texts("report.sheet.numbers")), report, texts)
    for section in report.sections:
        if section.pictures or any(not one.people for one in section.tables):
            _section(_sheet(book, cover.heading(section, texts)), section, texts)
        for table in section.tables:
            if table.people:
                _table(_sheet(book, str(say(table.title, texts))), table, texts, 1)
    _definitions(_sheet(book, texts("report.section.definitions")), report, texts)
    book.properties.creator = "Qunxi"
    book.properties.title = cover.title(report, texts)
    target = io.BytesIO()
    book.save(target)
    return steady(target.getvalue(), report.as_of)


def _sheet(book: Any, name: str) -> Any:
    page = book.create_sheet(sheet_name(name))
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    return page


def _summary(page: Any, report: Report, texts: Texts) -> None:
    """Cover lines, then every section's sentences and gaps."""
    from openpyxl.styles import Alignment, Font

    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 24, 110
    row = _line(page, 1, [cover.title(report, texts)], Font(bold=True, size=18))
    for line in cover.lines(report, texts):
        row = _line(page, row, [line], Font(color="666666"))
    title = Font(bold=True, size=13, color=report.options.colour.lstrip("#"))
    for section in report.sections:
        row = _line(page, row + 1, [cover.heading(section, texts)], title)
        for said in (*cover.paragraphs(report, section, texts), *cover.gaps(report, section, texts)):
            page.cell(row, 2).alignment = Alignment(wrap_text=True, vertical="top")
            row = _line(page, row, ["", said])


def _numbers(page: Any, report: Report, texts: Texts) -> None:
    """One row a figure of the report, in its order."""
    _head(page, [texts(f"report.book.{name}") for name in _BOOK], 1)
    for place, (section_id, figure) in enumerate(report.figures, 2):
        for column, (name, value) in enumerate(_book_row(section_id, figure, place, texts).items(), 1):
            put(page.cell(place, column), value, _BOOK_FORMATS.get(name))
            if name in ("again", "check") and value is not None:
                page.cell(place, column).value, page.cell(place, column).data_type = value, "f"
    _receipt_sum(page, report, texts)
    _widths(page, len(_BOOK))
    page.freeze_panes = "C2"


def _book_row(section_id: str, figure: Figure, row: int, texts: Texts) -> dict[str, Any]:
    again = f"=IF(F{row}>0,E{row}/F{row},\"\")" if figure.share is not None else None
    check = f"=IF(ABS(M{row}-G{row})<0.0000001,\"✓\",\"?\")" if again else None
    return {
        "section": texts(f"report.section.{section_id}"), "label": say(figure.label, texts), "value": figure.value,
        "unit": texts(f"report.of_unit.{figure.unit}"), "count": figure.count, "of": figure.of, "share": figure.share,
        "low": figure.low, "high": figure.high, "before": figure.before, "reference": figure.reference,
        "word": texts(f"certainty.{figure.word}") if figure.word else None, "again": again, "check": check,
        "counted": texts(f"{figure.definition}_title")}


def _receipt_sum(page: Any, report: Report, texts: Texts) -> None:
    """Rows read = kept + updated + already there + not read, added again from the cells above."""
    places = {figure.key: place for place, (_, figure) in enumerate(report.figures, 2)}
    if "receipt.read" not in places:
        return
    row = page.max_row + 2
    put(page.cell(row, 2), texts("report.book.receipt_sum"))
    parts = ("receipt.kept", "receipt.repeated", "receipt.rejected")
    page.cell(row, 3).value = "=" + "+".join(f"C{places[part]}" for part in parts)
    page.cell(row, 4).value = f"=IF(C{row}=C{places['receipt.read']},\"✓\",\"?\")"


def _section(page: Any, section: Section, texts: Texts) -> None:
    """The numbers of each picture with an editable chart beside them; below, the tables."""
    row = 1
    for picture in section.pictures:
        row = _charted(page, picture, texts, row)
    for table in section.tables:
        if not table.people:
            row = _table(page, table, texts, row) + 2


def _charted(page: Any, picture: Picture, texts: Texts, row: int) -> int:
    bars = picture.bars
    if bars is None:
        return row
    put(page.cell(row, 1), str(say(picture.title, texts)))
    _head(page, ["", *(str(say(name, texts)) for name, _ in bars.series)], row + 1)
    for place, label in enumerate(bars.labels, row + 2):
        put(page.cell(place, 1), _label(label, texts))
        for column, (_, values) in enumerate(bars.series, 2):
            put(page.cell(place, column), values[place - row - 2], "0.0%" if bars.share else "#,##0")
    page.column_dimensions["A"].width = 24
    chart = _chart(page, bars, str(say(picture.title, texts)), row + 1)
    page.add_chart(chart, f"{chr(ord('D') + len(bars.series))}{row}")
    return row + max(len(bars.labels) + 4, 26)


def _chart(page: Any, bars: Bars, title: str, head: int) -> Any:
    from openpyxl.chart import BarChart, LineChart, Reference
    from openpyxl.chart.label import DataLabelList

    chart: Any = LineChart() if bars.line else BarChart()
    last = head + len(bars.labels)
    chart.add_data(Reference(page, min_col=2, max_col=1 + len(bars.series), min_row=head, max_row=last), titles_from_data=True)
    chart.set_categories(Reference(page, min_col=1, min_row=head + 1, max_row=last))
    chart.title, chart.width, chart.height = title, _CHART_WIDE, _CHART_TALL
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.number_format = "0%" if bars.share else "#,##0"
    if bars.line:
        # A curve between two days would say something of days that nobody counted.
        for series in chart.series:
            series.smooth = False
    else:
        # Lying bars: Chinese names stay readable; the first one on top, as in the table.
        chart.type, chart.x_axis.scaling.orientation, chart.gapWidth = "bar", "maxMin", 60
        chart.dataLabels = DataLabelList()
        for part in ("showSerName", "showCatName", "showLegendKey", "showPercent"):
            setattr(chart.dataLabels, part, False)
        chart.dataLabels.showVal = True
    if len(bars.series) == 1:
        chart.legend = None
    return chart


def _table(page: Any, table: Table, texts: Texts, row: int) -> int:
    """The rows from `row` on; the row after the last."""
    _head(page, table.head(texts), row)
    fields = list(table.columns.items())
    rows = table.frame[[name for name, _ in fields]]
    cells = rows.astype("object").where(rows.notna(), None)
    for place, values in enumerate(cells.itertuples(index=False, name=None), row + 1):
        for column, ((_, (_, kind)), value) in enumerate(zip(fields, values, strict=True), 1):
            put(page.cell(place, column), _plain(value, kind, texts), _FORMATS[kind])
    _widths(page, len(fields))
    if row == 1:
        page.freeze_panes = "A2"
    return row + 1 + len(cells)


def _plain(value: Any, kind: Kind, texts: Texts) -> Any:
    if value is None:
        return None
    if kind == "word":
        return str(say(value, texts))
    if kind == "day":
        return cover.day(value)
    return str(value) if kind == "text" else float(value)


def _definitions(page: Any, report: Report, texts: Texts) -> None:
    from openpyxl.styles import Alignment

    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 30, 110
    row = 1
    for title, body in cover.definitions(report, texts):
        page.cell(row, 1).alignment = page.cell(row, 2).alignment = Alignment(wrap_text=True, vertical="top")
        row = _line(page, row, [title, body])
    row += 1
    for name, value in cover.settings_used(report, texts):
        row = _line(page, row, [name, value])


def _label(label: Any, texts: Texts) -> Any:
    said = say(label, texts)
    return said if isinstance(said, str) else cover.day(said).isoformat() if hasattr(said, "year") else said


def _line(page: Any, row: int, values: Sequence[str], font: Any = None) -> int:
    for column, value in enumerate(values, 1):
        put(page.cell(row, column), value)
        if font is not None:
            page.cell(row, column).font = font
    return row + 1


def _head(page: Any, names: Sequence[str], row: int) -> None:
    from openpyxl.styles import Font, PatternFill

    for column, name in enumerate(names, 1):
        put(page.cell(row, column), name)
        page.cell(row, column).font = Font(bold=True)
        page.cell(row, column).fill = PatternFill("solid", fgColor="EEF1F5")


def _widths(page: Any, columns: int) -> None:
    """Columns as wide as their longest cell, a Chinese sign counting as two."""
    from openpyxl.utils import get_column_letter

    for column in range(1, columns + 1):
        cells = pd.Series([str(page.cell(row, column).value or "") for row in range(1, min(page.max_row, 200) + 1)])
        wide = int(cells.map(lambda text: 0 if text.startswith("=") else sum(2 if sign > "⺀" else 1 for sign in text)).max())
        page.column_dimensions[get_column_letter(column)].width = min(max(wide + 2, _NARROWEST), _WIDEST)
