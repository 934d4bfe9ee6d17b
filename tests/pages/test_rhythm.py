"""The rhythm page: what the metric says, lists behind a square, and shops that can tell less."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics import Workspace
from analytics.metrics import rhythm, slots
from analytics.texts import texts_for
from pages.content import rhythm_words as words
from pages.parts import shops
from tests.analytics.metrics.shops import at, open_shop, order_file
from tests.pages.conftest import App

ZH, EN = texts_for("zh"), texts_for("en")


@pytest.mark.usefixtures("calm")
def test_the_page_says_what_the_metric_says(sample_home: Path) -> None:
    """Sentence, cards, slots and free hours; the planted evening slot is found (README 2)."""
    app = App(sample_home).go("content", "rhythm")
    with Workspace.open(sample_home / f"{shops.DEMO}.duckdb") as ws:
        result, kept = rhythm.measure(ws), slots.measure(ws)
    assert words.verdict(result, ZH) in app.words
    assert [card.value for card in words.cards(result, kept, ZH)] == [metric.value for metric in app.at.metric]
    assert words.slot_rows(kept, None, ZH)["done"].tolist() == app.at.dataframe[0].value["done"].tolist()
    assert kept.effects["evening"].low > 1
    assert words.effect(kept.slots.to_dict("records")[2], kept.effects["evening"], ZH) in app.words
    app.at.segmented_control(key="rhythm_slot_zh").select("evening").run()
    assert len(app.at.dataframe[1].value) == kept.slots.set_index("slot").loc["evening", "posts"]
    for measure in rhythm.MEASURES:
        app.at.segmented_control(key="rhythm_what_zh").select(measure).run()
        assert not app.at.exception
        assert ZH(f"rhythm.meaning.{measure}") in app.words


@pytest.mark.usefixtures("calm")
def test_orders_alone_tell_when_people_buy(empty_home: Path, tmp_path: Path) -> None:
    """No chat: one true sentence about orders, and what a chat would unlock."""
    app = App(empty_home).make_shop()
    with Workspace.open(app.shop_file) as ws:
        orders = [(f"E{n}", "甲", at("2026-06-03", 20, n), "30", "0", "交易完成") for n in range(3)]
        ws.import_file(order_file(tmp_path, orders))
    app.go("content", "rhythm")
    assert ZH("rhythm.nobody_orders", cell="周三 20–21 点", orders=3) in app.words
    assert ZH("rhythm.unlock_chat") in app.words


def test_quiet_hours_may_cross_midnight(tmp_path: Path) -> None:
    """Talk from 8 to 22 only: quiet from 23 to 8, one stretch."""
    talk = [("甲", at("2026-06-01", hour), f"今天的猪肚鸡很好吃{hour}") for hour in range(8, 23)]
    with open_shop(tmp_path, talk) as ws:
        assert words.quiet(rhythm.measure(ws), ZH) == "23–8 点"
