"""The tiers page: its sentence, lists as long as their numbers, rules changed on it, shops without orders."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from analytics import Workspace
from analytics.metrics import points, tier_preview, tiers
from analytics.texts import texts_for
from pages.members import tiers_words as words
from pages.parts import shops
from tests.analytics.metrics.shops import open_shop, order_file, paid
from tests.pages.conftest import App

ZH, EN = texts_for("zh"), texts_for("en")


def stored(home: Path) -> Workspace:
    """The demo shop's file, opened beside the app."""
    return Workspace.open(home / f"{shops.DEMO}.duckdb")


def lists(app: App) -> list[int]:
    """The lengths of all tables on the page."""
    return [len(frame.value) for frame in app.at.dataframe]


def opened(app: App, tab: str) -> App:
    """The page with one of its tabs open."""
    app.at.session_state["tiers_tab_zh"] = ZH(f"tiers.tab_{tab}")
    app.at.run()
    return app


def columns(app: App) -> set[str]:
    """The labels of the first table's columns."""
    said = json.loads(app.at.dataframe[0].proto.columns)
    return {str(one.get("label")) for one in said.values()}


@pytest.mark.usefixtures("calm")
def test_the_page_says_what_the_metric_says(sample_home: Path) -> None:
    """Sentence, cards, and every list behind a number: tier, review, near, moved, log, points."""
    app = App(sample_home).go("members", "tiers")
    with stored(sample_home) as ws:
        result, earned = tiers.measure(ws), points.measure(ws)
    assert words.verdict(result, ZH) in app.words
    assert [card.value for card in words.cards(result, ZH)] == [metric.value for metric in app.at.metric]
    assert result.until is not None
    moved = tier_preview.migration(result.log, result.members, words.earlier_days(result)[0], result.until)
    rose = (result.preview["move"] == "up").sum()
    expected = {"people": [result.count("gold")], "review": [rose], "near": [len(result.near)], "moved": [len(words.cell(moved, []))],
                "log": [len(result.log), len(result.reviews)], "rules": [], "points": [len(earned.members)]}
    assert {tab: lists(opened(app, tab)) for tab in expected} == expected


@pytest.mark.usefixtures("calm")
@pytest.mark.parametrize("tier", ["silver", "bronze", "dormant"])
def test_each_tier_opens_its_people(sample_home: Path, tier: str) -> None:
    """The list is as long as the number says."""
    app = App(sample_home, lang="en").go("members", "tiers")
    app.at.segmented_control(key="tiers_who_en").select(tier).run()
    with stored(sample_home) as ws:
        count = tiers.measure(ws).count(tier)
    assert EN("tiers.list_of", tier=EN(f"tier.{tier}"), count=count) in app.words
    assert lists(app)[0] == count


@pytest.mark.usefixtures("calm")
def test_rules_and_benefits_are_changed_on_the_page(sample_home: Path) -> None:
    """A higher bar is stored, the sentence follows, the benefit is shown as typed."""
    app = opened(App(sample_home).go("members", "tiers"), "rules")
    version = app.at.number_input[0].key.rsplit("_", 1)[1]
    app.at.number_input(key=f"tiers_silver_from_yuan_per_month_{version}").set_value(400)
    app.at.number_input(key=f"tiers_grace_until_reviews_{version}").set_value(2)
    app.at.text_area(key=f"tiers_benefits_gold_{version}").set_value("生日蛋糕\n优先订位 | 送到桌")
    app.at.text_area(key=f"tiers_benefits_bronze_{version}").set_value(" \n")
    app.at.button(key="save_tiers").click().run()
    with stored(sample_home) as ws:
        assert ws.settings.tiers.silver_from_yuan_per_month == 400
        assert ws.settings.tiers.benefits_gold == ("生日蛋糕", "优先订位 | 送到桌")
        assert ws.settings.tiers.benefits_bronze == ()
        assert words.verdict(tiers.measure(ws), ZH) in app.words
    shown = app.words
    assert "| 黄金 | 生日蛋糕、优先订位 | 送到桌 |" in shown
    assert ZH("tiers.no_benefit") in shown
    assert ZH("tiers.benefit.silver") in shown
    assert {ZH("tiers.column.warnings"), ZH("tiers.column.falls_on")} <= columns(opened(app, "people"))
    # The article's benefits speak the reader's language, the shop's own stay as they were written.
    english = App(sample_home, lang="en").go("members", "tiers")
    english.at.session_state["tiers_tab_en"] = EN("tiers.tab_rules")
    english.at.run()
    assert EN("tiers.benefit.silver") in english.words
    assert "生日蛋糕" in english.words


@pytest.mark.usefixtures("calm")
def test_points_follow_their_rule(sample_home: Path) -> None:
    """Two points a yuan: what the page says is what the metric gives."""
    app = opened(App(sample_home).go("members", "tiers"), "points")
    version = app.at.number_input[0].key.rsplit("_", 1)[1]
    app.at.number_input(key=f"points_points_per_yuan_{version}").set_value(2)
    app.at.button(key="save_points").click().run()
    with stored(sample_home) as ws:
        earned = points.measure(ws)
    assert ZH("tiers.points_said", total=earned.total, people=len(earned.members), first=earned.first_day, last=earned.as_of) in app.words


@pytest.mark.usefixtures("calm")
def test_without_orders_one_sentence_says_what_would_tell(empty_home: Path) -> None:
    """A chat alone: no table of zeros, the members known so far, and what to add."""
    app = App(empty_home).make_shop()
    with Workspace.open(app.shop_file) as ws:
        ws.import_text("#接龙\n周末\n1. 小雨 猪肚鸡\n2. 阿珍 乳鸽", chat="福利群", day=date(2026, 6, 27))
    app.go("members", "tiers")
    assert ZH("tiers.nothing") in app.words
    assert ZH("tiers.nothing_more") in app.words
    assert not app.at.metric
    assert lists(app) == [2]


@pytest.mark.usefixtures("calm")
def test_orders_alone_have_tiers(empty_home: Path, tmp_path: Path) -> None:
    """An order sheet is enough; what a member list would add is one quiet line."""
    app = App(empty_home).make_shop()
    with Workspace.open(app.shop_file) as ws:
        ws.import_file(order_file(tmp_path, [paid(1, "阿珍", "2026-06-01", "2500"), paid(2, "小雨", "2026-06-30", "240")]))
        result = tiers.measure(ws)
    app.go("members", "tiers")
    assert words.verdict(result, ZH) in app.words
    assert "黄金 1 人" in words.verdict(result, ZH)
    assert "还有 1 人差一点就升级" in words.verdict(result, ZH)
    assert ZH("tiers.gap.no_groups") in app.words


def test_a_review_that_could_not_be_held_is_said(tmp_path: Path) -> None:
    """Orders from May on: the quarter's review of the one silver member is named as not held."""
    orders = [paid(1, "甲", "2026-05-21", "400"), paid(2, "路人", "2026-05-20", "1"), paid(3, "路人", "2026-07-31", "1")]
    with open_shop(tmp_path, roster=[("甲", "2026-01-01", "")], orders=orders) as shop:
        lines = words.gaps(tiers.measure(shop), ZH)
    assert ZH("tiers.gap.unreviewed", reviews="2026-06-30 白银") in lines


def test_a_clicked_square_lists_its_people(tmp_path: Path) -> None:
    """The square bronze → silver holds who rose; every square opens as many as it says."""
    orders = [paid(1, "甲", "2026-06-21", "400"), paid(2, "乙", "2026-05-01", "1"), paid(3, "乙", "2026-06-30", "1")]
    with open_shop(tmp_path, roster=[("甲", "2026-01-01", "")], orders=orders) as shop:
        result = tiers.measure(shop)
    assert result.until is not None
    moved = tier_preview.migration(result.log, result.members, words.earlier_days(result)[0], result.until)
    for row in tier_preview.matrix(moved).to_dict("records"):
        assert len(words.cell(moved, [row])) == row["count"]
    rose = words.cell(moved, [{"from_tier": "bronze", "to_tier": "silver"}])
    assert rose["display_name"].tolist() == ["甲"]
