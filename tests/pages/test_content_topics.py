"""The topics page: its sentence and cards, a topic in full, questions with their answers, marks that stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics import Scope, Workspace
from analytics.metrics import faq, topics, ugc
from analytics.texts import texts_for
from pages.content import topics_words as words
from pages.parts import shops
from tests.analytics.metrics.shops import order_file, paid
from tests.pages.conftest import App

ZH = texts_for("zh")


@pytest.mark.usefixtures("calm")
def test_the_page_says_what_the_metrics_say(sample_home: Path) -> None:
    """Verdict, cards, topics, the first topic in full, the questions: each table as long as its number."""
    app = App(sample_home).go("content", "topics")
    with Workspace.open(sample_home / f"{shops.DEMO}.duckdb") as ws:
        result, asked, own = topics.measure(ws), faq.measure(ws), ugc.measure(ws, Scope())
        worth = result.worth_writing(ws.settings.faq.article_from_people)
    assert words.verdict(result, worth, asked, ZH) in app.words
    assert [card.value for card in words.cards(result, worth, asked, own, ZH)] == [metric.value for metric in app.at.metric]
    assert len(worth) == len(app.at.dataframe[0].value)
    first = worth.iloc[0]
    assert ZH("content_topics.thread", people=int(first["count"]), count=int(first["messages"])) in app.words
    assert len(asked.groups) > 10
    app.at.session_state["content_topics_tab_zh"] = ZH("content_topics.tab_faq")
    app.at.run()
    assert len(asked.groups) == len(app.at.dataframe[0].value)
    app.at.session_state["content_topics_tab_zh"] = ZH("content_topics.tab_own")
    app.at.run()
    assert not app.at.exception
    scores = words.own_rows(own, frozenset(), {}, ZH)["quality"]
    assert scores.is_monotonic_decreasing
    assert 0 <= scores.min() < scores.max() <= 100


@pytest.mark.usefixtures("calm")
def test_orders_alone_have_no_topics(empty_home: Path, tmp_path: Path) -> None:
    """One true sentence, no empty table."""
    app = App(empty_home).make_shop()
    with Workspace.open(app.shop_file) as ws:
        ws.import_file(order_file(tmp_path, [paid(1, "甲", "2026-06-03", "30")]))
    app.go("content", "topics")
    assert ZH("content_topics.no_posts") in app.words
    assert not app.at.dataframe
