"""复盘: the week on screen and in its files, the builder, edited sentences, hidden names, every kind of shop."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import streamlit as st

from analytics import Scope, Workspace
from analytics.metrics import follow_up, today
from analytics.report import cover, long_picture, workbook
from analytics.report.build import PRESETS, SECTIONS, build
from analytics.report.model import Options
from analytics.report.saying import say
from analytics.texts import texts_for
from pages.parts import shops
from tests.pages.conftest import App

ZH, EN = texts_for("zh"), texts_for("en")


@pytest.fixture(autouse=True)
def _no_results_of_other_copies() -> None:
    """Every test has a copy of one shop: same id, same versions, other decisions."""
    st.cache_resource.clear()


def stored(home: Path) -> Workspace:
    """The demo shop's file, opened beside the app."""
    return Workspace.open(home / f"{shops.DEMO}.duckdb")


def buttons(app: App) -> set[str]:
    """The labels of everything that can be downloaded."""
    return {one.label for one in app.at.get("download_button")}


@pytest.mark.usefixtures("calm")
def test_weekly_review_shows_the_numbers_of_the_first_screen(sample_home: Path) -> None:
    """Verdict, every number and the three actions are those of the first screen; one click a file."""
    app = App(sample_home).go("review", "weekly")
    with stored(sample_home) as ws:
        first, listed, report = today.measure(ws, Scope()), follow_up.measure(ws, Scope()), build(ws, Scope(), Options("weekly"))
    assert say(report.section("findings").said[0], ZH) in app.words
    labels = [metric.label.replace("\\", "") for metric in app.at.metric]
    assert [ZH(f"home.number.{key}") for key in first.numbers["key"]] == labels[:len(first.numbers)]
    said = [say(one, ZH) for one in report.section("actions").said]
    assert all(one in app.words for one in said)
    tasks = list(zip(first.tasks["rule"], first.tasks["count"], strict=True))[:3]
    for place, (rule, count) in enumerate(tasks, 1):
        assert said[place - 1].startswith(f"{place}. {ZH(f'home.rule.{rule}')}：{count} ")
    assert len(report.section("actions").tables[0].frame) == len(listed.list)
    assert {ZH("report.page.get_picture"), ZH("report.page.get_workbook")} <= buttons(app)


def test_weekly_report_is_of_the_week_its_numbers_are_of(sample_home: Path) -> None:
    """Without a choice it covers the first screen's own week; with one, those days."""
    with stored(sample_home) as ws:
        span = today.measure(ws, Scope()).periods["orders"]
        report = build(ws, Scope(), Options("weekly"))
        assert (report.start, report.end) == (span.start, span.end)
        chosen = Scope(start=date(2026, 9, 1), end=date(2026, 9, 30))
        assert build(ws, chosen, Options("weekly", ("receipt",))).start == date(2026, 9, 1)


@pytest.mark.usefixtures("calm")
def test_builder_makes_the_chosen_parts_and_offers_four_files(sample_home: Path) -> None:
    """Nothing is counted before the click; then every part of the preset stands in the preview."""
    app = App(sample_home).go("review", "report")
    assert ZH("report.page.get_slides") not in buttons(app)
    app.at.segmented_control(key="report_preset_zh").select("flash").run()
    app.at.button(key="report_make").click().run()
    assert not app.at.exception
    for part in PRESETS["flash"]:
        assert f"#### {ZH(f'report.section.{part}')}" in app.words
    assert {ZH(f"report.page.get_{name}") for name in ("picture", "workbook", "slides", "page")} <= buttons(app)


@pytest.mark.usefixtures("calm")
def test_edited_sentence_is_kept_in_the_shop(sample_home: Path) -> None:
    """What is typed stands in the preview, after a new start too, as do the parts and the language chosen; emptied, the
    generated sentence is back."""
    app = App(sample_home).go("review", "report")
    app.at.multiselect(key="report_sections_monthly_zh").set_value(["receipt"]).run()
    app.at.button(key="report_make").click().run()
    [field] = app.at.text_area
    generated = field.value
    field.input("资料都齐了。").run()
    assert "**资料都齐了" in app.words
    again = App(sample_home).go("review", "report")
    assert again.at.multiselect(key="report_sections_monthly_zh").value == ["receipt"]
    again.at.segmented_control(key="report_language_zh").select("en").run()
    again.at.segmented_control(key="report_preset_zh").select("flash").run()
    assert again.at.multiselect(key="report_sections_flash_zh").value == list(PRESETS["flash"])
    assert App(sample_home).go("review", "report").at.segmented_control(key="report_language_zh").value == "en"
    with stored(sample_home) as ws:
        assert ws.report_choices()["sections"] == {"monthly": ["receipt"]}
        assert ws.report_edits() == {generated: "资料都齐了。"}
        assert ws.masked().report_edits() == {}
        ws.edit_report(generated, None)
        assert ws.report_edits() == {}


def test_edits_change_no_result(sample_home: Path) -> None:
    """Choices and edits are no data: nothing is computed again for them, and other choices stay."""
    with stored(sample_home) as ws:
        before = (ws.data_version, ws.settings_version, ws.data_stamp)
        ws.edit_report("甲", "乙")
        ws.keep_report_choices({"merchant": "阿珍烘焙"})
        ws.keep_report_choices({"preset": "weekly"})
        assert ws.report_choices() == {"merchant": "阿珍烘焙", "preset": "weekly"}
        assert (ws.data_version, ws.settings_version, ws.data_stamp) == before
    with stored(sample_home) as ws:
        assert ws.report_edits() == {"甲": "乙"}


@pytest.mark.usefixtures("calm")
def test_hidden_shop_keeps_its_name_and_logo_to_itself(sample_home: Path) -> None:
    """隐藏真名: the merchant typed before and its logo are not taken over, and nothing of it is stored anew."""
    with stored(sample_home) as ws:
        ws.keep_report_choices({"merchant": "阿珍烘焙", "logo": "iVBORw0KGgo="})
    app = App(sample_home, masked="1").go("review", "report")
    app.at.multiselect(key="report_sections_monthly_zh").set_value(["receipt"]).run()
    app.at.button(key="report_make").click().run()
    assert "阿珍烘焙" not in app.words
    assert ZH("report.page.masked") in app.words
    with stored(sample_home) as ws:
        assert ws.report_choices()["merchant"] == "阿珍烘焙"


def test_every_preset_has_its_title_in_both_languages(sample_home: Path) -> None:
    """Its parts are known ones in the report's order; workbook and picture carry merchant and kind."""
    with stored(sample_home) as ws:
        report = build(ws, Scope(), Options("monthly", ("receipt",), merchant="阿珍烘焙"))
    for preset, parts in PRESETS.items():
        assert [one for one in SECTIONS if one in parts] == list(parts)
        titled = replace(report, options=replace(report.options, preset=preset))
        for texts in (ZH, EN):
            assert cover.title(titled, texts) in long_picture.svg(titled, texts)
            assert workbook.workbook(titled, texts).startswith(b"PK")


@pytest.mark.usefixtures("calm")
def test_shop_with_one_kind_of_file_has_a_review(sample_home: Path) -> None:
    """Orders alone: a sentence about money, and what cannot be told says why."""
    with Workspace.open(sample_home / "one.duckdb") as ws:
        ws.import_text("订单号,买家昵称,付款时间,实付金额\nA1,小美,2026-06-01 12:00:00,59\nA2,阿强,2026-06-02 12:00:00,80\n")
    app = App(sample_home, shop="one").go("review", "weekly")
    assert ZH("report.cannot.done") in app.words
    assert app.at.subheader[0].value
    app.go("review", "report").at.button(key="report_make").click().run()
    assert not app.at.exception
