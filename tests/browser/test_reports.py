"""What leaves the app: the four files of a report opened by other software, and nobody's name once 隐藏真名 is on."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, WebSocket, expect
from pptx import Presentation

from analytics import Workspace
from analytics.report.build import PRESETS
from analytics.report.long_picture import WIDE
from analytics.texts import texts_for
from pages import MENU
from pages.parts import shops
from pages.review.outputs import FILES
from tests.browser import shop_files, steps
from tests.browser.conftest import browsing, serving
from tests.browser.visitor import PATIENCE_MS, Visitor
from tests.hidden_names import found_in, names_of

ZH = texts_for("zh")
SHOP = "桂花巷小馆"
SOFFICE = shutil.which("soffice")
A4_POINTS = (595, 842)
_PAGES = re.compile(rb"/Type\s*/Page\b")
_SIZE = re.compile(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)")


@pytest.fixture(scope="module")
def home(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo shop, and beside it one of the consultant's own that stands in 商家总览."""
    place = tmp_path_factory.mktemp("reports")
    home = place / "群 析"
    shutil.copytree(demo_home, home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QUNXI_HOME", str(home))
        made = shops.create(SHOP, "catering")
        shops.remember(made.id, compared=True)
        for write in (shop_files.chat_text, shop_files.members_csv, shop_files.orders_csv):
            shops.opened(made.path).import_file(write(place))
        shops.opened.clear()
    return home


@pytest.fixture(scope="module")
def names(home: Path) -> list[str]:
    """Whom and what nobody may see: of both shops."""
    found: list[str] = []
    for path in home.glob("*.duckdb"):
        with Workspace.open(path) as workspace:
            found += names_of(workspace)
    return [SHOP, *found]


@pytest.fixture(scope="module")
def visitor(chromium: Browser, home: Path, names: list[str]) -> Iterator[Visitor]:
    """One tab for the whole file, on the demo shop. `names` are read before the server takes the shops."""
    with serving(home) as app, browsing(chromium) as context:
        visitor = Visitor(context.new_page(), app.url)
        visitor.open(f"/?shop={shops.DEMO}")
        yield visitor
        assert visitor.strangers() == []
        assert visitor.errors == []


@pytest.fixture(scope="module")
def outputs(visitor: Visitor, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """复盘 → 做一份报告 → 生成, and the four files through their buttons."""
    steps.turn_to(visitor, "review")
    steps.open_view(visitor, "review", "report")
    return _make_report(visitor, tmp_path_factory.mktemp("outputs"))


@pytest.fixture(scope="module")
def cards(visitor: Visitor, outputs: dict[str, Path]) -> list[str]:
    """The numbers of the report as they stand on the screen, in their order."""
    return visitor.key("report_preview").get_by_test_id("stMetricValue").all_inner_texts()


def _make_report(visitor: Visitor, folder: Path) -> dict[str, Path]:
    visitor.push("report_make")
    return {name: steps.take(visitor, f"report_{name}", folder) for name in FILES}


def test_workbook_opens_with_the_numbers_of_the_screen(outputs: dict[str, Path], cards: list[str]) -> None:
    """openpyxl: as many rows in the numbers book as numbers on the screen, at least one chart to edit, every section's head."""
    book = openpyxl.load_workbook(outputs["workbook"])
    rows = list(book[ZH("report.sheet.numbers")].iter_rows(min_row=2, values_only=True))
    assert len([row for row in rows if row[0] in {ZH(f"report.section.{one}") for one in PRESETS["monthly"]}]) >= len(cards) > 10
    assert sum(len(sheet._charts) for sheet in book.worksheets) >= 5


def test_slides_open_with_the_numbers_of_the_screen(outputs: dict[str, Path], cards: list[str]) -> None:
    """python-pptx: charts that can be edited, and every number of the screen in the notes."""
    deck = Presentation(str(outputs["slides"]))
    assert sum(shape.has_chart for slide in deck.slides for shape in slide.shapes) >= 5
    notes = "\n".join(slide.notes_slide.notes_text_frame.text for slide in deck.slides if slide.has_notes_slide)
    assert [number for number in cards if number not in notes] == []


def test_picture_opens_and_is_not_blank(outputs: dict[str, Path]) -> None:
    """Pillow: twice the sheet's width or once, tall, and with more than paper on it from top to bottom."""
    with Image.open(outputs["picture"]) as opened:
        picture = opened.convert("L")
    assert WIDE <= picture.width <= 2 * WIDE
    assert picture.height > 3 * picture.width
    slices = [picture.crop((0, top, picture.width, top + picture.width)) for top in range(0, picture.height - picture.width, picture.width)]
    assert all(one.getextrema()[0] < 128 < 250 < one.getextrema()[1] for one in slices)


def test_page_opens_without_a_network_and_prints(chromium: Browser, outputs: dict[str, Path], cards: list[str]) -> None:
    """An offline Chromium: asks for nothing but the file, draws every chart, shows the screen's numbers, prints to A4."""
    context = chromium.new_context(offline=True, locale="zh-CN", viewport={"width": 900, "height": 1200})
    page = context.new_page()
    asked, errors = _watched(page)
    page.goto(outputs["page"].as_uri())
    charts = page.locator("figure")
    assert charts.count() >= 5
    for number in range(charts.count()):
        expect(charts.nth(number).locator(".vega-embed svg.marks path").first).to_be_attached(timeout=PATIENCE_MS)
    shown, printed = page.locator(".card b").all_inner_texts(), page.pdf(prefer_css_page_size=True)
    context.close()
    assert {url.split("#")[0] for url in asked} == {outputs["page"].as_uri()}
    assert errors == []
    assert shown == cards
    _is_a_pdf(printed, A4_POINTS)


def _watched(page: Page) -> tuple[list[str], list[str]]:
    """The addresses a tab will have asked for, and what went wrong in it."""
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    return asked, errors


def _is_a_pdf(data: bytes, size: tuple[int, int] | None = None) -> int:
    """Its number of pages, at least one."""
    assert data.startswith(b"%PDF")
    count = len(_PAGES.findall(data))
    assert count
    if size:
        assert {(round(float(wide)), round(float(tall))) for wide, tall in _SIZE.findall(data)} == {size}
    return count


@pytest.mark.office
@pytest.mark.skipif(SOFFICE is None, reason="no LibreOffice on this machine (Debian: apt-get install libreoffice-calc libreoffice-impress)")
def test_office_opens_both_and_divides_the_shares_again(outputs: dict[str, Path], tmp_path: Path) -> None:
    """LibreOffice: one page a slide, the workbook as pages, and its own result of every formula is the share beside it."""
    slides, workbook = (_is_a_pdf(_converted(outputs[name], "pdf", tmp_path).read_bytes()) for name in ("slides", "workbook"))
    assert slides == len(Presentation(str(outputs["slides"])).slides)
    assert workbook >= len(openpyxl.load_workbook(outputs["workbook"]).sheetnames)
    counted = openpyxl.load_workbook(_converted(outputs["workbook"], "xlsx", tmp_path), data_only=True)
    sheet = counted[ZH("report.sheet.numbers")]
    head, *rows = sheet.iter_rows(values_only=True)
    share, again = head.index(ZH("report.book.share")), head.index(ZH("report.book.again"))
    divided = [(row[share], row[again]) for row in rows if isinstance(row[share], float)]
    assert len(divided) > 5
    assert [one for one, _ in divided] == pytest.approx([two for _, two in divided])


def _converted(file: Path, ending: str, folder: Path) -> Path:
    """With a profile of its own: an office that is open at the same time would take the file and say nothing."""
    assert SOFFICE is not None
    into = folder / file.suffix[1:]
    subprocess.run([SOFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", ending,
                    "--outdir", str(into), str(file)], check=True, capture_output=True, timeout=120)
    return into / f"{file.stem}.{ending}"


def test_hidden_names_are_in_nothing_sent_or_saved(visitor: Visitor, names: list[str], outputs: dict[str, Path],
                                                   tmp_path: Path) -> None:
    """隐藏真名 on: no name in a frame of the socket over the whole menu, in a report, a table, a chart, a list of people."""
    heard = _listening(visitor)
    steps.turn_to(visitor, "members")
    assert found_in(b"\n".join(heard), names), "the search finds no name where names are shown"
    assert found_in(outputs["workbook"].read_bytes(), names)
    visitor.page.locator('[data-testid="stSidebar"]').get_by_text(ZH("frame.masked"), exact=True).click()
    visitor.settle()
    visitor.sees(ZH("frame.masked_badge"))
    heard = _listening(visitor)
    for entry in MENU:
        steps.turn_to(visitor, entry.id)
        visitor.sees(ZH(f"view.{entry.id}.{entry.views[0]}"))
    files = _taken_from_a_table(visitor, tmp_path)
    steps.turn_to(visitor, "review")
    steps.open_view(visitor, "review", "report")
    files += _make_report(visitor, tmp_path).values()
    assert sum(map(len, heard)) > 500_000
    assert found_in(b"\n".join(heard), names) == []
    for file in files:
        assert found_in(file.name.encode(), names) + found_in(_readable(file), names) == [], file.name
    visitor.shoot("report-hidden")


def _readable(file: Path) -> bytes:
    """What a search can read: of a picture what is written beside its pixels (what is drawn: tests/analytics/report)."""
    if file.suffix != ".png":
        return file.read_bytes()
    with Image.open(file) as picture:
        return repr(picture.info).encode()


def _listening(visitor: Visitor) -> list[bytes]:
    """Load the page anew; everything its socket will receive."""
    heard: list[bytes] = []

    def hear(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: heard.append(frame if isinstance(frame, bytes) else frame.encode()))

    visitor.page.on("websocket", hear)
    visitor.refresh()
    return heard


def _taken_from_a_table(visitor: Visitor, folder: Path) -> list[Path]:
    """The table of people as it is saved, its chart, and the list for other tools."""
    steps.turn_to(visitor, "members")
    taken = [steps.take(visitor, key, folder) for key in ("xlsx_everybody", "csv_everybody")]
    for popover, key in (("picture_table_tags", "svg_table_tags"), ("out_everybody", "tags_csv_everybody")):
        visitor.key(popover).locator("button").first.click()
        taken.append(steps.take(visitor, key, folder))
        visitor.page.keyboard.press("Escape")
    return taken


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("view", ["overview", "clients"])
def test_consultant_pages_fit_a_small_window(visitor: Visitor, view: str, language: str) -> None:
    """820 pixels: nothing lies beside the window."""
    before = visitor.page.viewport_size
    visitor.page.set_viewport_size({"width": 820, "height": 1100})
    visitor.open(f"/review?view={view}&lang={language}")
    visitor.sees(texts_for(language)(f"view.review.{view}"))
    visitor.shoot(f"{view}-{language}-820")
    assert visitor.page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    assert visitor.main.evaluate("main => main.scrollWidth <= main.clientWidth")
    assert before is not None
    visitor.page.set_viewport_size(before)
