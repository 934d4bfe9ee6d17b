"""The report as slides: one a section, charts that can be edited where they stand, and notes that say how it is counted."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from analytics.charts.paper import shortened, width_of
from analytics.report import cover
from analytics.report.cells import clean
from analytics.report.model import Bars, Figure, Picture, Report, Section, Table
from analytics.report.packing import steady
from analytics.report.saying import say
from analytics.texts.words import Texts

_WIDE, _TALL, _SIDE = 13.333, 7.5, 0.6
_FONT = "Microsoft YaHei"
_MOST_FIGURES, _ROWS, _MOST_LABELS = 8, 10, 60
# What, how many, what to think of it: parts of the width of that table.
_FIGURE_COLUMNS = (0.3, 0.28, 0.42)
# Inches in points, what a cell keeps free at its sides, and the smallest letters a room can still read.
_POINTS, _INSETS, _SMALLEST = 72, 15, 9
_DARK, _QUIET = "222222", "6B6B6B"


def slides(report: Report, texts: Texts) -> bytes:
    """The pptx; the same bytes for the same report."""
    from pptx import Presentation  # slow to load, and only a report needs it
    from pptx.util import Inches

    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(_WIDE), Inches(_TALL)
    deck.core_properties.title, deck.core_properties.author = cover.title(report, texts), "Qunxi"
    deck.core_properties.created = deck.core_properties.modified = datetime(report.as_of.year, report.as_of.month, report.as_of.day)
    _title(deck, report, texts)
    for section in report.sections:
        _section(deck, report, section, texts)
        for table in section.tables:
            if len(table.frame):
                _rows(deck, report, table, texts)
    target = io.BytesIO()
    deck.save(target)
    return steady(target.getvalue(), report.as_of)


def _title(deck: Any, report: Report, texts: Texts) -> None:
    from pptx.util import Inches

    page = _page(deck)
    _words(page, [cover.title(report, texts)], 0.9, 2.2, 11.5, 1.2, 40, True, report.options.colour.lstrip("#"))
    _words(page, cover.lines(report, texts), 0.9, 3.6, 11.5, 2, 16, False, _QUIET)
    if report.options.logo:
        page.shapes.add_picture(io.BytesIO(report.options.logo), Inches(10.9), Inches(0.6), height=Inches(1.2))
    _notes(page, [f"{title}\n{body}" for title, body in cover.definitions(report, texts)])


def _section(deck: Any, report: Report, section: Section, texts: Texts) -> None:
    page = _page(deck)
    _words(page, [cover.heading(section, texts)], _SIDE, 0.35, 12, 0.8, 28, True, report.options.colour.lstrip("#"))
    said = [*cover.paragraphs(report, section, texts), *cover.gaps(report, section, texts)]
    charted = [one for one in section.pictures if one.bars is not None][:1]
    _words(page, said, _SIDE, 1.15, 12.1, 1.3, 18, False, _DARK)
    if section.figures:
        _figures(page, section.figures[:_MOST_FIGURES], 5.6 if charted else 12.1, texts)
    for picture in charted:
        left = 6.4 if section.figures else _SIDE
        _chart(page, picture, left, _WIDE - _SIDE - left, report, texts)
    _notes(page, [*said, *(_note(one, texts) for one in section.figures)])


def _figures(page: Any, figures: tuple[Figure, ...], wide: float, texts: Texts) -> None:
    """A small table: what, how many, what to think of it."""
    rows = [(str(say(one.label, texts)), one.shown(texts), one.remark(texts)) for one in figures]
    _grid(page, rows, _SIDE, 2.75, wide, 13)


def _rows(deck: Any, report: Report, table: Table, texts: Texts) -> None:
    """The first people or rows of a table; the notes say how many more there are."""
    page = _page(deck)
    _words(page, [str(say(table.title, texts))], _SIDE, 0.35, 12, 0.8, 24, True, report.options.colour.lstrip("#"))
    rows = [tuple(table.head(texts))] + [
        tuple(cover.cell(row[name], kind, texts) for name, (_, kind) in table.columns.items())
        for row in table.frame.head(_ROWS).to_dict("records")]
    _grid(page, rows, _SIDE, 1.3, 12.1, 12)
    if len(table.frame) > _ROWS:
        _words(page, [texts("report.more_rows", count=len(table.frame) - _ROWS)], _SIDE, 6.8, 12, 0.4, 12, False, _QUIET)


def _grid(page: Any, rows: Sequence[tuple[str, ...]], left: float, top: float, wide: float, size: int) -> None:
    from pptx.util import Inches, Pt

    shape = page.shapes.add_table(len(rows), len(rows[0]), Inches(left), Inches(top), Inches(wide), Inches(0.4 * len(rows)))
    grid = shape.table
    grid.first_row = len(rows[0]) > len(_FIGURE_COLUMNS)
    parts = [1 / len(rows[0])] * len(rows[0]) if grid.first_row else _FIGURE_COLUMNS
    for column, part in enumerate(parts):
        grid.columns[column].width = Inches(wide * part)
    for place, row in enumerate(rows):
        for column, value in enumerate(row):
            cell = grid.cell(place, column)
            cell.margin_top = cell.margin_bottom = Pt(2)
            room = wide * parts[column] * _POINTS - _INSETS
            # A second line would leave its row: smaller letters first, then the end goes.
            fitting = max(_SMALLEST, min(size, int(size * room / max(width_of(value, size), 1))))
            _write(cell.text_frame, [shortened(value, fitting, room)], fitting, column == 1 and not grid.first_row, None)


def _chart(page: Any, picture: Picture, left: float, wide: float, report: Report, texts: Texts) -> None:
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
    from pptx.util import Inches, Pt

    bars = picture.bars
    assert bars is not None
    data = CategoryChartData(number_format="0.0%" if bars.share else "#,##0")
    data.categories = [_label(one, texts) for one in bars.labels[-_MOST_LABELS:]]
    for name, values in bars.series:
        data.add_series(str(say(name, texts)), values[-_MOST_LABELS:])
    kind = XL_CHART_TYPE.LINE if bars.line else XL_CHART_TYPE.BAR_CLUSTERED
    frame = page.shapes.add_chart(kind, Inches(left), Inches(2.65), Inches(wide), Inches(4.4), data)
    chart = frame.chart
    chart.has_title, chart.font.size, chart.font.name = True, Pt(12), _FONT
    _write(chart.chart_title.text_frame, [str(say(picture.title, texts))], 14, True, _DARK)
    chart.has_legend = len(bars.series) > 1
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    _axes(chart, bars, report)


def _axes(chart: Any, bars: Bars, report: Report) -> None:
    from pptx.dml.color import RGBColor

    chart.value_axis.tick_labels.number_format = "0%" if bars.share else "#,##0"
    chart.value_axis.tick_labels.number_format_is_linked = False
    chart.value_axis.has_major_gridlines = bars.line
    plot = chart.plots[0]
    if bars.line:
        for series in plot.series:
            series.smooth = False
    else:
        chart.category_axis.reverse_order = True
        plot.gap_width, plot.has_data_labels = 60, True
        plot.data_labels.number_format, plot.data_labels.number_format_is_linked = "0%" if bars.share else "#,##0", False
    fill = plot.series[0].format
    (fill.line.color if bars.line else _solid(fill)).rgb = RGBColor.from_string(report.options.colour.lstrip("#").upper())


def _solid(fill: Any) -> Any:
    fill.fill.solid()
    return fill.fill.fore_color


def _label(label: Any, texts: Texts) -> str:
    said = say(label, texts)
    return clean(said) if isinstance(said, str) else texts.day(said) if hasattr(said, "year") else str(said)


def _note(figure: Figure, texts: Texts) -> str:
    """One figure with everything there is to say of it."""
    return " · ".join(part for part in (str(say(figure.label, texts)), figure.shown(texts), figure.remark(texts),
                                        cover.interval(figure, texts), texts(f"{figure.definition}_title")) if part)


def _page(deck: Any) -> Any:
    return deck.slides.add_slide(deck.slide_layouts[6])


def _notes(page: Any, lines: list[str]) -> None:
    page.notes_slide.notes_text_frame.text = clean("\n".join(lines))


def _words(page: Any, lines: list[str], left: float, top: float, wide: float, tall: float, size: int, bold: bool,
           colour: str) -> None:
    from pptx.util import Inches

    box = page.shapes.add_textbox(Inches(left), Inches(top), Inches(wide), Inches(tall))
    box.text_frame.word_wrap = True
    _write(box.text_frame, lines, size, bold, colour)


def _write(frame: Any, lines: list[str], size: int, bold: bool, colour: str | None) -> None:
    """Paragraphs in a font that has Chinese on every computer that opens slides."""
    from pptx.dml.color import RGBColor
    from pptx.util import Pt

    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text, run.font.size, run.font.bold, run.font.name = clean(line), Pt(size), bold, _FONT
        _east(run)
        if colour:
            run.font.color.rgb = RGBColor.from_string(colour.upper())


def _east(run: Any) -> None:
    """PowerPoint takes Chinese signs from the East Asian font, which python-pptx leaves to the theme."""
    from pptx.oxml.ns import qn

    properties = run.font._element
    found = properties.makeelement(qn("a:ea"), {"typeface": _FONT})
    latin = properties.find(qn("a:latin"))
    latin.addnext(found)
