"""The first screen as a person meets it: demo, orders only, chat only, one pasted list."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from analytics import Workspace
from analytics.metrics import today
from analytics.texts import texts_for
from pages.home import wording
from pages.parts import shops
from tests.analytics.metrics.shops import CHAT, at, chat_file, every_day, order_file, paid
from tests.pages.conftest import App

ZH, EN = texts_for("zh"), texts_for("en")


def own_shop(home: Path, tmp_path: Path, talk=(), orders=(), pasted=()) -> App:
    """A new shop with these files, its first screen open."""
    app = App(home).make_shop()
    with Workspace.open(app.shop_file) as ws:
        if talk:
            ws.import_file(chat_file(tmp_path, talk), chat=CHAT)
        if orders:
            ws.import_file(order_file(tmp_path, orders))
        for day, text in pasted:
            ws.import_text(text, chat=CHAT, day=day)
    return app.go("home", "today")


@pytest.mark.usefixtures("calm")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_demo_opens_with_money_tasks_and_four_numbers(sample_home: Path, language: str) -> None:
    """Sentence, three tasks with people and minutes, four cards and the first list, as measured."""
    app, texts = App(sample_home, lang=language), texts_for(language)
    with Workspace.open(sample_home / f"{shops.DEMO}.duckdb") as ws:
        result = today.measure(ws)
    assert result.kind == "money"
    for one in result.sentences:
        assert wording.sentence(one, texts) in app.words
    first = result.tasks.head(3).to_dict("records")
    assert len(first) == 3
    for row in first:
        assert wording.task_line(row, texts) in app.words
    assert len(app.at.dataframe[0].value) == first[0]["count"]
    assert len(app.at.metric) >= 4


@pytest.mark.usefixtures("calm")
def test_every_list_opens_with_as_many_rows_as_it_says(sample_home: Path) -> None:
    """The button says how many, the table holds them."""
    app = App(sample_home)
    with Workspace.open(sample_home / f"{shops.DEMO}.duckdb") as ws:
        result = today.measure(ws)
    for rule in ("regular_gone", "buyers", "top_gone"):
        app.at.pills(key="home_list_zh").select(rule).run()
        assert len(app.at.dataframe[0].value) == len(result.people(rule))
        line = ZH("home.list_line", title=ZH(f"home.rule.{rule}"), count=len(result.people(rule)))
        assert line in [str(option) for option in app.at.pills(key="home_list_zh").options] + app.words.split("\n")


@pytest.mark.usefixtures("calm")
def test_orders_alone_make_a_living_first_screen(empty_home: Path, tmp_path: Path) -> None:
    """A sentence about money, the lost regular by name, a picture; no row of zeros about talk."""
    orders = [paid(n, "老客", f"2026-04-{n:02d}", "80") for n in range(1, 9)]
    orders += [paid(20 + n, "回头", f"2026-06-{n:02d}", "30") for n in range(10, 29)]
    app = own_shop(empty_home, tmp_path, orders=orders)
    assert "6月22日到6月28日实收 ¥210" in app.words
    assert ZH("home.rule.regular_gone") in app.words
    assert "老客" in app.words
    assert ZH("home.number.speakers") not in [metric.label for metric in app.at.metric]
    assert ZH("home.more.chat") in app.words


@pytest.mark.usefixtures("calm")
def test_a_chat_alone_makes_a_living_first_screen(empty_home: Path, tmp_path: Path) -> None:
    """A sentence about talk, the unanswered question itself, no money."""
    talk = [*every_day("小雨", "2026-06-01", "2026-06-28"), ("阿珍", at("2026-06-27", 9), "停车方便吗")]
    app = own_shop(empty_home, tmp_path, talk=talk)
    assert "6月22日到6月28日有 2 人说过有用的话" in app.words
    assert "停车方便吗" in app.words
    assert ZH("home.number.net") not in [metric.label for metric in app.at.metric]


@pytest.mark.usefixtures("calm")
def test_one_pasted_list_makes_a_living_first_screen(empty_home: Path, tmp_path: Path) -> None:
    """How many people, how many portions, what most, and who they are."""
    pasted = [(date(2026, 6, 27), "#接龙\n周末预定\n1. 小雨 猪肚鸡\n2. 阿珍 猪肚鸡\n3. 陈姐 乳鸽")]
    app = own_shop(empty_home, tmp_path, pasted=pasted)
    assert "3 人接了 3 份。" in app.words
    assert "最多的是猪肚鸡，2 份。" in app.words
    assert len(app.at.dataframe[0].value) == 3
    assert {"小雨", "阿珍", "陈姐"} == set(app.at.dataframe[0].value["display_name"])


@pytest.mark.usefixtures("calm")
def test_a_chosen_month_is_named_in_the_sentence(sample_home: Path) -> None:
    """上月 shows last month against the month before."""
    app = App(sample_home, period="last_month")
    assert "9月1日到9月30日实收" in app.words
    assert "比上月同期" in app.words
