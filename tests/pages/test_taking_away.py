"""What can be taken away: files that say what they are made of, charts as pictures, lists for other tools."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from analytics import Scope, Workspace
from analytics.charts import layers as charts
from analytics.charts import outside
from analytics.metrics import layers
from analytics.texts import texts_for
from pages.parts import downloads, lists_out, offers
from pages.parts.about import About
from tests.analytics.metrics.shops import open_shop, paid
from tests.pages.conftest import App

ZH = texts_for("zh")
MEMBERS = "群名称,群昵称,手机号,入群时间\n福利群,小美,13800138000,2026-05-01\n福利群,阿强,13900139000,2026-05-02\n福利群,王姐,,2026-05-03\n"


@pytest.fixture
def page(tmp_path: Path) -> About:
    """The layers page of a shop with one order."""
    with open_shop(tmp_path, orders=[paid(1, "小美", "2026-06-01", "59")]) as ws:
        yield About(ws, Scope(), ZH, "阿珍烘焙", "分层", ["layers.definition"])


def test_workbook_and_csv_say_days_groups_end_and_thresholds(page: About) -> None:
    """A second sheet, and lines below the rows; the rows themselves stay as they are."""
    frame = pd.DataFrame({"成员": ["小美"], "金额": [59]})
    book = openpyxl.load_workbook(io.BytesIO(offers.book(frame, "名单", page)))
    assert [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()] == [["成员", "金额"], ["小美", 59]]
    said = {row[0].value: row[1].value for row in book.worksheets[1].iter_rows()}
    assert said[ZH("about.shop")] == "阿珍烘焙"
    assert said[ZH("about.until")] == "2026-06-01"
    assert said[ZH("about.chats")] == ZH("frame.all_chats")
    label = ZH("about.threshold", name=ZH("setting.layers.silent_from_days"))
    assert said[label] == "15 天"
    text = offers.sheet(frame, page).decode("utf-8-sig").splitlines()
    assert text[:2] == ["成员,金额", "小美,59"]
    assert f"说明：{label}：15 天" in text


def test_lines_below_a_csv_are_passed_over_when_it_comes_back(tmp_path: Path, page: About) -> None:
    """An order list that was downloaded can be imported: the lines about it are skipped, not refused."""
    frame = pd.DataFrame({"订单号": ["A1"], "买家昵称": ["小美"], "付款时间": ["2026-06-01 12:00:00"], "实付金额": [59]})
    file = tmp_path / "orders.csv"
    file.write_bytes(offers.sheet(frame, page))
    with Workspace.open() as ws:
        receipt = ws.import_file(file)
    assert (receipt.kept, receipt.failed) == (1, 0)


def test_chart_says_what_it_was_made_of(page: About) -> None:
    """Days, end and thresholds stand under the picture."""
    drawing = charts.bars(layers.measure(page.workspace, Scope()), ZH)
    sheet = outside.sheet(drawing, "分层", page.lines())
    for word in ("阿珍烘焙", "2026-06-01", ZH("setting.layers.silent_from_days")):
        assert word.replace(" ", "") in "".join(_words(sheet)).replace(" ", "")


def _words(svg: str) -> list[str]:
    return [part.split("<")[0] for part in svg.split(">")]


def test_lists_for_other_tools_hold_each_phone_once_and_everybody_with_the_tag() -> None:
    """Numbers: one a person who has one, as text. Tags: everybody, the number empty where there is none."""
    with Workspace.open() as ws:
        ws.import_text(MEMBERS)
        ids = ws.table("people").sort_values("display_name")["person_id"]
        people = pd.concat([ids, ids])
        numbers, tags = lists_out.phones(ws, people, ZH), lists_out.tags(ws, people, "老客", ZH)
        assert sorted(numbers[ZH("lists_out.phone")]) == ["13800138000", "13900139000"]
        rows = {row[0]: row[1:] for row in tags.itertuples(index=False, name=None)}
        assert rows["小美"] == ("13800138000", "老客")
        assert pd.isna(rows["王姐"][0])
        assert len(tags) == 3
        assert downloads.csv_file(numbers).decode("utf-8-sig").splitlines()[0] == ZH("lists_out.phone")


def test_hidden_names_leave_without_phone() -> None:
    """隐藏真名: no number, no such column, stand-in names."""
    with Workspace.open() as ws:
        ws.import_text(MEMBERS)
        ids, hidden = ws.table("people")["person_id"], ws.masked()
        assert lists_out.phones(hidden, ids, ZH).empty
        tags = lists_out.tags(hidden, ids, "老客", ZH)
        assert list(tags.columns) == [ZH("lists_out.name"), ZH("lists_out.tag")]
        assert tags[ZH("lists_out.name")].str.startswith("客人").all()


@pytest.mark.usefixtures("calm")
@pytest.mark.parametrize("masked", [None, "1"])
def test_page_offers_its_chart_and_its_people(sample_home: Path, masked: str | None) -> None:
    """Under a chart a picture and a drawing; under people the other tools, phones only where names are shown."""
    app = App(sample_home, **({"masked": masked} if masked else {})).go("members", "layers")
    labels = {one.label for one in app.at.get("download_button")}
    assert {ZH("show.download_png"), ZH("show.download_svg"), ZH("lists_out.tags_csv"), ZH("show.download_csv")} <= labels
    assert (ZH("lists_out.phones") in labels) == (masked is None)
