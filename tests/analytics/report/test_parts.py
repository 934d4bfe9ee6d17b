"""The parts that reports are made of: cells, steady files, lines on paper, fonts, pictures of charts."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import altair as alt
import openpyxl
import pandas as pd
import pytest
import vl_convert
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.charts import outside, paper, theme
from analytics.report.cells import put, sheet_name
from analytics.report.model import Figure
from analytics.report.packing import steady
from analytics.report.saying import Listing, Money, Named, Said, Share, Word, say
from analytics.texts import texts_for

ZH = texts_for("zh")


@pytest.mark.parametrize("text", ["=1+1", "+86", "-5", "@a", "\t=1", "＝1", "#N/A", "小美", "2026-06-01"])
def test_cell_holds_its_text(text: str) -> None:
    """Read again, it is the same text and no formula."""
    book = openpyxl.Workbook()
    put(book.active["A1"], text)
    target = io.BytesIO()
    book.save(target)
    cell = openpyxl.load_workbook(target).active["A1"]
    assert (cell.value, cell.data_type) == (text, "s")


@pytest.mark.parametrize(("name", "kept"), [("单[1]:*?/\\", "单_1______"), ("'引'", "引"), ("", "1"), ("长" * 40, "长" * 31)])
def test_sheet_name_is_one_excel_takes(name: str, kept: str) -> None:
    """No sign that Excel refuses, at most 31 of them, never none."""
    assert sheet_name(name) == kept


def test_steady_file_has_no_moment_of_saving() -> None:
    """Two savings at different times become the same bytes, dated by the data."""
    def saved(year: int) -> bytes:
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as packed:
            packed.writestr(zipfile.ZipInfo("docProps/core.xml", (year, 1, 1, 0, 0, 0)),
                            f"<a><dcterms:created x='y'>{year}-01-01T00:00:00Z</dcterms:created></a>")
        return target.getvalue()

    first, second = (steady(saved(year), date(2026, 6, 28)) for year in (2024, 2025))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as packed:
        assert b"2026-06-28T00:00:00Z" in packed.read("docProps/core.xml")


@given(st.text(max_size=60), st.integers(40, 400))
@settings(max_examples=25)
def test_lines_lose_no_sign_and_fit(text: str, room: int) -> None:
    """Whatever is written, every sign but blanks stands on some line, and no line of two signs or more is too wide."""
    lines = paper.lines_of(text, 15, room)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(paper.width_of(line, 15) <= room for line in lines if len(line) > 1)


def test_long_word_is_cut_with_a_sign() -> None:
    """What does not fit on its one line ends in …, what fits does not."""
    assert paper.shortened("猪肚鸡", 10, 100) == "猪肚鸡"
    assert paper.shortened("猪肚鸡" * 9, 10, 100).endswith("…")
    assert paper.width_of(paper.shortened("猪肚鸡" * 9, 10, 100), 10) <= 100


def _picture(sign: str, family: str = paper.OUR_FONT) -> bytes:
    return outside.png(f'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><text x="4" y="30" font-size="28" '
                       f'font-family="{family}">{sign}</text></svg>')


def test_font_we_carry_has_chinese_glyphs() -> None:
    """Boxes would all be alike: signs of simplified, traditional and punctuation are each drawn differently."""
    signs = "群析券猪肚鸡雞銷「，¥▲"
    assert len({_picture(sign) for sign in signs}) == len(signs)
    assert (outside.FONTS / "OFL.txt").exists()


def _plain() -> alt.LayerChart:
    frame = pd.DataFrame({"name": ["推广", "干货"], "count": [3, 5]})
    base = alt.Chart(frame).encode(y="name:N", x="count:Q")
    return alt.LayerChart(layer=[base.mark_bar(), base.mark_text().encode(text="count:Q")])


def _bars() -> alt.LayerChart:
    return theme.configure(_plain(), ZH)


def test_picture_of_a_chart_says_what_it_was_made_of() -> None:
    """Title, chart words and every line of about stand in the SVG; made twice it is the same."""
    sheet = outside.sheet(_bars(), "内容配比", ["2026-06-01 至 2026-06-28", "目标 30%"])
    for word in ("内容配比", "推广", "干货", "2026-06-01 至 2026-06-28", "目标 30%"):
        assert word in sheet
    assert sheet == outside.sheet(_bars(), "内容配比", ["2026-06-01 至 2026-06-28", "目标 30%"])
    assert paper.OUR_FONT not in outside.for_readers(sheet)
    assert outside.png(sheet).startswith(b"\x89PNG")


@pytest.mark.parametrize("drawing", [_plain() & _plain(), _plain() | _plain()])
def test_charts_beside_and_below_each_other_have_a_width(drawing: object) -> None:
    """Two charts in one picture share its width, and the library draws them."""
    assert "<svg" in vl_convert.vegalite_to_svg(outside.spec(drawing, 600))


def test_facts_become_words_in_the_language() -> None:
    """Money, shares, words of ours, words of a file and lists, inside each other."""
    said = Said("report.list_of", {"what": Listing((Word("layer.silent"), Named("deals.step", "自家步骤"), Money(1234.0),
                                                    Share(0.125, 8))), "count": 1200})
    assert say(said, ZH) == "沉默、自家步骤、¥1,234、12%（1,200 人）"


@pytest.mark.parametrize(("value", "before", "direction"), [(2, 1, 1), (1, 2, -1), (1, 1, 0), (1, None, 0)])
def test_direction_compares_with_before(value: float, before: float | None, direction: int) -> None:
    """More, less, the same, nothing to compare with."""
    assert Figure("a", Said("report.own"), value, "people", "home.definition", before=before).direction == direction


def test_figure_without_anybody_is_a_dash() -> None:
    """n = 0 shows “—”, never 0 %."""
    nobody = Figure("a", Said("report.own"), 0, "people", "home.definition", count=0, of=0)
    assert nobody.shown(ZH) == "—"
