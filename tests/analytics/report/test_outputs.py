"""The four outputs of a report, opened again: the numbers are those of the results, names stay names, bytes stay the same."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, timedelta
from html import unescape
from html.parser import HTMLParser
from typing import Any, cast

import openpyxl
import pytest
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE

from analytics import Scope, Workspace
from analytics.metrics import content_mix, layers, today
from analytics.report import long_picture, slides, web_page, workbook
from analytics.report.build import build
from analytics.report.model import Options, Report
from analytics.report.saying import say
from analytics.texts import texts_for
from analytics.what_if import wake_up
from analytics.what_if.answer import Question, answer
from tests.analytics.metrics.shops import at, every_day, open_shop, paid

ZH, EN = texts_for("zh"), texts_for("en")
FORMULA, SCRIPT = "=HYPERLINK(\"http://x\")", "<script>alert(1)</script>"
NAMES = ["小美", "阿强", "王姐", FORMULA, SCRIPT, "+8613800138000", "@某人", "-5"]
SHOPKEEPER = "店长阿珍"
WEEK = Scope(start=date(2026, 6, 1), end=date(2026, 6, 28))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Eight customers with awkward names, one shopkeeper who posts, four weeks of talk and orders."""
    talk = [line for who in NAMES[:3] for line in every_day(who, "2026-06-01", "2026-06-28", 20)]
    talk += [(SHOPKEEPER, at(date(2026, 6, 1) + timedelta(days=n), 12), text) for n in range(28)
             for text in (f"今日特价猪肚鸡 99 元,第{n}天,下单扫码", f"小知识:炖汤的火候怎么掌握,第{n}课")]
    orders = [paid(n, NAMES[n % 8], f"2026-06-{1 + n % 28:02d}", str(20 + n)) for n in range(56)]
    with open_shop(tmp_path_factory.mktemp("report"), talk, [*((who, "2026-05-01", "成员") for who in NAMES),
                                                             (SHOPKEEPER, "2026-04-01", "群主")], orders) as ws:
        yield ws


@pytest.fixture(scope="module")
def report(shop: Workspace) -> Report:
    """Everything a report can have, in Chinese."""
    return build(shop, WEEK, Options("monthly", merchant="阿珍烘焙"))


@pytest.fixture(scope="module")
def book(report: Report) -> Any:
    """The workbook, opened again."""
    return openpyxl.load_workbook(io.BytesIO(workbook.workbook(report, ZH)))


@pytest.fixture(scope="module")
def page(report: Report) -> str:
    """The web page."""
    return web_page.web_page(report, ZH).decode()


@pytest.fixture(scope="module")
def deck(report: Report) -> Any:
    """The slides, opened again."""
    return Presentation(io.BytesIO(slides.slides(report, ZH)))


def numbers_book(book: Any) -> dict[tuple[str, str], dict[str, Any]]:
    """(section, label) → column → cell of the numbers sheet."""
    sheet = book[ZH("report.sheet.numbers")]
    head = [cell.value for cell in sheet[1]]
    rows = [dict(zip(head, (cell.value for cell in row), strict=True)) for row in sheet.iter_rows(min_row=2)]
    return {(row[ZH("report.book.section")], row[ZH("report.book.label")]): row for row in rows}


def test_numbers_are_those_of_the_pages(shop: Workspace, report: Report) -> None:
    """Layers, content and the week's numbers equal what their own pages measure."""
    figures = {figure.key: figure for _, figure in report.figures}
    measured, mix, week = layers.measure(shop, WEEK), content_mix.measure(shop, WEEK), today.measure(shop, WEEK)
    assert {name: figures[f"layers.{name}"].count for name in ("high_spend", "silent", "new", "high_interaction")} == {
        name: measured.count(name) for name in ("high_spend", "silent", "new", "high_interaction")}
    assert [figures[f"content.{row['category']}"].count for row in mix.mix.to_dict("records")] == mix.mix["count"].tolist()
    assert [figures[f"findings.{row['key']}"].value for row in week.numbers.to_dict("records")] == week.numbers["value"].tolist()


def test_numbers_book_holds_every_figure_cell_by_cell(report: Report, book: Any) -> None:
    """One row a figure with its number, count, of, share and interval, unrounded."""
    rows = numbers_book(book)
    for section_id, figure in report.figures:
        row = rows[(ZH(f"report.section.{section_id}"), say(figure.label, ZH))]
        shown = [row[ZH(f"report.book.{name}")] for name in ("value", "count", "of", "share", "low", "high", "reference")]
        wanted = [figure.value, figure.count, figure.of, figure.share, figure.low, figure.high, figure.reference]
        assert shown == [None if one is None else pytest.approx(one, nan_ok=False) for one in wanted], figure.key
    assert len(rows) >= len(report.figures)


def test_formulas_divide_again(report: Report, book: Any) -> None:
    """Every share has a formula of its own row's count and of; no formula stands anywhere else but the check sum."""
    sheet = book[ZH("report.sheet.numbers")]
    formulas = {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "f"}
    shares = [place for place, (_, figure) in enumerate(report.figures, 2) if figure.share is not None]
    assert [formulas[f"M{row}"] for row in shares] == [f'=IF(F{row}>0,E{row}/F{row},"")' for row in shares]
    assert len(formulas) == 2 * len(shares) + 2
    for other in book.worksheets:
        if other.title != sheet.title:
            assert [cell for row in other.iter_rows() for cell in row if cell.data_type == "f"] == []


def test_names_that_look_like_formulas_stay_names(report: Report, book: Any) -> None:
    """A nickname beginning with = stands in the lists letter by letter, as text, without a link."""
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value in NAMES]
    assert FORMULA in {cell.value for cell in cells}
    assert {cell.data_type for cell in cells} == {"s"}
    data = workbook.workbook(report, ZH)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        sheets = [packed.read(name).decode() for name in packed.namelist() if name.startswith("xl/worksheets/sheet")]
    assert not any("<hyperlink" in sheet for sheet in sheets)


def test_workbook_has_editable_charts_of_the_same_values(report: Report, book: Any) -> None:
    """One native chart a picture, drawn from the cells beside it, which are the picture's numbers."""
    for section in report.sections:
        for picture in section.pictures:
            assert picture.bars is not None
            sheet = book[ZH(f"report.section.{section.id}")]
            assert len(sheet._charts) == len(section.pictures)
            for column, (_, values) in enumerate(picture.bars.series, 2):
                cells = [sheet.cell(row, column).value for row in range(3, 3 + len(values))]
                assert cells == [None if one is None else pytest.approx(one) for one in values], section.id


def test_slides_have_native_charts_of_the_same_values(report: Report, deck: Any) -> None:
    """Every picture is a chart that can be edited, with the same values; every section slide has notes."""
    charts = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.shape_type == MSO_SHAPE_TYPE.CHART]
    bars = [picture.bars for section in report.sections for picture in section.pictures[:1]]
    assert len(charts) == len(bars)
    for chart, one in zip(charts, bars, strict=True):
        assert one is not None
        shown = [list(series.values) for series in chart.plots[0].series]
        assert shown == [[None if value is None else pytest.approx(value) for value in values[-60:]] for _, values in one.series]
    notes = "\n".join(slide.notes_slide.notes_text_frame.text for slide in deck.slides if slide.has_notes_slide)
    for _, figure in report.figures:
        assert say(figure.label, ZH) in notes
        assert figure.shown(ZH) in notes


class _Cards(HTMLParser):
    """data-key → the number on each card; every address the page would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.cards: dict[str, str] = {}
        self.fetched: list[str] = []
        self._key, self._bold = "", False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._key = given.get("data-key") or self._key
        self._bold = tag == "b"
        if tag in ("link", "iframe", "object") or (tag in ("script", "img") and not (given.get("src") or "data:").startswith("data:")):
            self.fetched.append(tag)

    def handle_data(self, data: str) -> None:
        if self._bold and self._key and self._key not in self.cards:
            self.cards[self._key] = data


def test_web_page_shows_every_figure_and_fetches_nothing(report: Report, page: str) -> None:
    """Each card says what the figure says; no address leaves the file, and its policy forbids it."""
    parser = _Cards()
    parser.feed(page)
    assert parser.cards == {figure.key: figure.shown(ZH) for _, figure in report.figures}
    assert parser.fetched == []
    assert "default-src 'none'" in page
    assert SCRIPT not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_long_picture_is_as_wide_and_tall_as_its_drawing(report: Report) -> None:
    """A PNG twice as large as the sheet it was written on, with every section's title in it."""
    drawing = long_picture.svg(report, ZH)
    tall = float(re.search(r'height="([\d.]+)"', drawing)[1])
    data = long_picture.long_picture(report, ZH)
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    wide, high = (int.from_bytes(data[place:place + 4], "big") for place in (16, 20))
    assert (wide, high) == (2 * long_picture.WIDE, pytest.approx(2 * tall, abs=2))
    for section in report.sections:
        assert ZH(f"report.section.{section.id}") in drawing


def test_same_input_same_bytes(shop: Workspace) -> None:
    """A report that is built and written again is the same four files."""
    first, again = (build(shop, WEEK, Options("weekly", ("findings", "layers", "receipt"), merchant="阿珍烘焙")) for _ in range(2))
    for write in (workbook.workbook, slides.slides, web_page.web_page, long_picture.long_picture):
        assert write(first, ZH) == write(again, ZH)


def test_hidden_names_are_in_no_output(shop: Workspace) -> None:
    """隐藏真名: stand-ins in every list, no name, no group, no file name, in the four files' own text."""
    hidden = build(shop.masked(), WEEK, Options("monthly", ("layers", "groups", "actions", "receipt")))
    assert hidden.masked
    packed = [workbook.workbook(hidden, ZH), slides.slides(hidden, ZH)]
    written = [web_page.web_page(hidden, ZH).decode(), long_picture.svg(hidden, ZH), *(_inside(one) for one in packed)]
    for text in written:
        assert [name for name in (*NAMES[:6], SHOPKEEPER, "福利群", "订单.csv") if name in text] == []
        assert "客人" in text


def _inside(data: bytes) -> str:
    """All the XML of an Office file, that of the workbooks inside it too."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = [(name, packed.read(name)) for name in packed.namelist()]
    return "".join(_inside(content) if name.endswith(".xlsx") else unescape(content.decode("utf-8", "ignore")) for name, content in parts)


def test_edited_sentence_stands_in_every_output_until_its_numbers_change(shop: Workspace, report: Report) -> None:
    """The words go into all four; another period's sentence is generated anew."""
    first = str(say(report.section("findings").said[0], ZH))
    options = Options("weekly", ("findings",), edits={first: "本周很好,辛苦了"})
    edited, later = (build(shop, one, options) for one in (WEEK, Scope(start=date(2026, 6, 8), end=date(2026, 6, 14))))
    for text in (web_page.web_page(edited, ZH).decode(), long_picture.svg(edited, ZH), _inside(slides.slides(edited, ZH)),
                 _inside(workbook.workbook(edited, ZH))):
        assert "本周很好,辛苦了" in text
        assert first not in text
    assert "本周很好" not in _inside(workbook.workbook(later, ZH))


def test_english_report_has_no_chinese_of_ours(report: Report) -> None:
    """Names, groups and files aside, the same report in English is English."""
    said = [report.words(one, EN) for section in report.sections for one in (*section.said, *section.missing)]
    labels = [f"{say(figure.label, EN)} {figure.shown(EN)} {figure.remark(EN)}" for _, figure in report.figures]
    assert re.findall("[一-鿿]+", "\n".join([*said, *labels]).replace("福利群", "")) == []


def test_saved_what_if_stands_as_supposed_with_the_numbers_of_its_page(shop: Workspace) -> None:
    """Worked out anew by the same question; its name is a number where names are hidden."""
    key = shop.keep_scenario("给小美打电话", "wake_up", {})
    try:
        section = build(shop, WEEK, Options("monthly", ("what_if",))).section("what_if")
        hidden = build(shop.masked(), WEEK, Options("monthly", ("what_if",))).section("what_if")
        expected = answer(cast(Question, wake_up), wake_up.measure(shop, WEEK), {}).outcomes
    finally:
        shop.forget_scenario(key)
    rows = section.tables[0].frame
    assert rows["name"].tolist() == ["给小美打电话"] * len(expected)
    yuan = (expected["unit"] == "yuan").tolist()
    assert [one.yuan for one, money in zip(rows["then"], yuan, strict=True) if money] == [
        round(value) for value in expected.loc[yuan, "then"]]
    assert "小美" not in "".join(str(say(one, ZH)) for one in hidden.tables[0].frame["name"])


def test_empty_sections_say_why(tmp_path: Any) -> None:
    """Orders alone: what cannot be told stands as one sentence a section, and the files are written all the same."""
    with open_shop(tmp_path, orders=[paid(1, "小美", "2026-06-01", "59")]) as ws:
        report = build(ws, Scope(), Options("monthly"))
    assert all(section.said or section.figures or section.missing for section in report.sections)
    said = report.words(report.section("content").missing[0], ZH)
    assert said in _inside(workbook.workbook(report, ZH))
    assert said in _inside(slides.slides(report, ZH))
