"""The report as one tall picture for WeChat: verdict, numbers, charts and what to do, readable on a phone."""

from __future__ import annotations

import base64

from analytics.charts import outside
from analytics.charts.paper import QUIET, Paper
from analytics.report import cover
from analytics.report.model import Report, Section, Table
from analytics.report.saying import say
from analytics.texts.words import Texts

WIDE = 760
_LOGO = 64
# On a phone nobody reads further down a list; the workbook has all of it.
_ROWS = 10
_MOST_CARDS = 9
_COLUMNS = 4


def long_picture(report: Report, texts: Texts) -> bytes:
    """The PNG; the same bytes for the same report."""
    return outside.png(svg(report, texts))


def svg(report: Report, texts: Texts) -> str:
    """The picture as SVG."""
    paper = Paper(WIDE, accent=report.options.colour)
    if report.options.logo:
        paper.image(data_uri(report.options.logo), _LOGO, _LOGO)
    paper.text(cover.title(report, texts), 28, bold=True, colour=report.options.colour)
    for line in cover.lines(report, texts):
        paper.text(line, 13, colour=QUIET)
    paper.rule()
    for section in report.sections:
        _section(paper, report, section, texts)
    paper.rule()
    used = [texts("report.setting_line", name=name, value=value) for name, value in cover.settings_used(report, texts)]
    paper.text(" · ".join(used), 10, colour=QUIET)
    paper.text(texts("report.cover.made_with"), 11, colour=QUIET)
    return paper.svg()


def data_uri(picture: bytes) -> str:
    """A PNG or JPEG as an address that holds it."""
    kind = "png" if picture.startswith(b"\x89PNG") else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(picture).decode()}"


def _section(paper: Paper, report: Report, section: Section, texts: Texts) -> None:
    paper.space(10)
    paper.heading(cover.heading(section, texts))
    for said in cover.paragraphs(report, section, texts):
        paper.text(said, 17)
    for said in cover.gaps(report, section, texts):
        paper.text(said, 14, colour=QUIET)
    paper.space(8)
    cards = [(str(say(one.label, texts)), one.shown(texts), one.remark(texts)) for one in section.figures[:_MOST_CARDS]]
    if cards:
        paper.numbers(cards)
    for picture in section.pictures:
        paper.text(str(say(picture.title, texts)), 14, colour=QUIET)
        paper.picture(outside.drawn(picture.draw(texts), paper.room))
    for table in section.tables:
        _table(paper, table, texts)


def _table(paper: Paper, table: Table, texts: Texts) -> None:
    fields = [name for name in table.columns if table.frame[name].astype("str").ne("").any()][:_COLUMNS]
    head = [texts(table.columns[name][0]) for name in fields]
    rows = [[cover.cell(row[name], table.columns[name][1], texts) for name in fields]
            for row in table.frame.head(_ROWS).to_dict("records")]
    paper.text(str(say(table.title, texts)), 14, bold=True)
    paper.table(head, rows)
    if len(table.frame) > _ROWS:
        paper.text(texts("report.more_rows", count=len(table.frame) - _ROWS), 12, colour=QUIET)
