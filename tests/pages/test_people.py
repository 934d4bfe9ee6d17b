"""人: everybody in one list; pairs confirmed, refused, taken back; names parted; roles, leaving, hand-over, 代下单."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from analytics import Workspace
from analytics.metrics import resellers, serving, who
from analytics.texts import texts_for
from pages.parts import demo, shops
from tests.analytics.metrics.shops import at, chat_file, every_day, order_file, paid
from tests.analytics.metrics.test_who import orders_of
from tests.pages.conftest import App

ZH = texts_for("zh")


@pytest.fixture(scope="module")
def talked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A home with a shop, built once: A小雨🌸 and 老王 talk and 客服小美 answers; 小雨 buys, 芳姐 buys for five."""
    folder, home = tmp_path_factory.mktemp("files"), tmp_path_factory.mktemp("talked") / "home"
    talk = [*every_day("A小雨🌸", "2026-06-01", "2026-06-10"), ("老王", at("2026-06-05", 10), "猪肚鸡今天还有吗"),
            ("客服小美", at("2026-06-05", 10, 5), "有的今天还有五份")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QUNXI_HOME", str(home))
        patch.setattr(demo, "SAMPLES", folder / "no_samples")
        shop = App(home).make_shop()
        with Workspace.open(shop.shop_file) as ws:
            ws.import_file(chat_file(folder, talk), chat="福利群")
            ws.import_file(order_file(folder, [paid(1, "小雨", "2026-06-03", "88.50")]))
            ws.import_file(orders_of(folder, 5))
        shops.opened.clear()
    return home, shop.shop_file.stem


@pytest.fixture
def app(talked: tuple[Path, str], empty_home: Path) -> App:
    """The people of a copy of it."""
    home, shop = talked
    shutil.copytree(home, empty_home)
    return App(empty_home, shop=shop).go("data", "people")


def part(app: App, name: str) -> App:
    """Press one of the buttons above the lists."""
    app.at.button_group(key="people_part_zh").set_value(name).run()
    return app


def tick(app: App, table: str, *rows: int) -> App:
    """Tick rows of a table."""
    app.at.session_state[f"table_{table}"] = {"selection": {"rows": list(rows), "columns": [], "cells": []}}
    app.at.run()
    return app


def press(app: App, key: str) -> App:
    """Press a button and see what follows."""
    app.at.button(key=key).click().run()
    return app


@pytest.mark.usefixtures("calm")
def test_the_page_says_how_many_are_known_and_how_many_pairs_wait(app: App) -> None:
    """The verdict, the cards, the list."""
    assert ZH("people.verdict.some", count=9, pairs=1) in app.words
    assert "A小雨🌸" in app.words
    assert ZH("people.match.buyer_speaker", count=0, of=6, share="0%") in app.words


@pytest.mark.usefixtures("calm")
def test_a_search_finds_and_says_when_it_does_not(app: App) -> None:
    """小雨 is two people; nobody is called 没有这个人."""
    app.at.text_input(key="people_search_zh").input("小雨").run()
    assert app.at.dataframe[0].value["display_name"].tolist() == ["小雨", "A小雨🌸"]
    app.at.text_input(key="people_search_zh").input("没有这个人").run()
    assert ZH("people.search_none") in app.words


@pytest.mark.usefixtures("calm")
def test_a_pair_is_confirmed_its_effect_shown_and_taken_back(app: App) -> None:
    """Two become one with ten messages and 88.50 yuan; one button undoes it."""
    tick(part(app, "suggested"), "people_suggested", 0)
    press(app, "people_same")
    assert ZH("people.effect") in app.words
    with Workspace.open(app.shop_file) as ws:
        assert len(who.measure(ws).people) == 8
        version = ws.data_version
    press(part(app, "decided"), f"take_back_0_{version}")
    with Workspace.open(app.shop_file) as ws:
        assert len(who.measure(ws).people) == 9


@pytest.mark.usefixtures("calm")
def test_a_refused_pair_is_gone(app: App) -> None:
    """Not proposed again."""
    press(tick(part(app, "suggested"), "people_suggested", 0), "people_different")
    assert ZH("people.suggested_none") in part(app, "suggested").words


@pytest.mark.usefixtures("calm")
def test_a_name_is_parted_from_its_person(app: App) -> None:
    """After a wrong merge: tick the person, tick the name, part it."""
    press(tick(part(app, "suggested"), "people_suggested", 0), "people_same")
    with Workspace.open(app.shop_file) as ws:
        people = who.measure(ws).people
    row = people["names"].tolist().index(2)
    person = int(people["person_id"].iloc[row])
    tick(tick(part(app, "list"), "people", row), f"people_names_{person}", 0)
    press(app, f"split_person_{person}")
    with Workspace.open(app.shop_file) as ws:
        assert who.measure(ws).people["names"].max() == 1


@pytest.mark.usefixtures("calm")
def test_roles_are_given_by_pattern_and_end_on_a_day_with_a_list_to_hand_over(app: App) -> None:
    """客服* is one person, who leaves; 老王 is on her list."""
    part(app, "staff")
    app.at.text_input(key="people_pattern_zh").input("客服*").run()
    press(app, "people_by_pattern_客服*__give")
    with Workspace.open(app.shop_file) as ws:
        found = serving.measure(ws).staff
    assert found["display_name"].tolist() == ["客服小美"]
    app.at.selectbox(key="people_leaver_zh").select(int(found["person_id"].iloc[0])).run()
    assert "老王" in app.words
    press(app, "people_leave")
    with Workspace.open(app.shop_file) as ws:
        assert serving.measure(ws).staff["valid_to"].notna().all()


@pytest.mark.usefixtures("calm")
def test_who_orders_for_others_is_confirmed(app: App) -> None:
    """芳姐 with five receivers."""
    press(tick(part(app, "resellers"), "people_suspected", 0), "reseller_suspected_True")
    assert ZH("people.resellers.confirmed", count=1) in app.words
    with Workspace.open(app.shop_file) as ws:
        assert len(resellers.measure(ws).confirmed) == 1


@pytest.mark.parametrize("name", ["list", "suggested", "namesakes", "staff", "resellers", "decided"])
@pytest.mark.usefixtures("calm")
def test_hidden_names_stay_hidden_in_every_part(app: App, name: str) -> None:
    """隐藏真名: no name in any list, and nobody is found by name."""
    app.at.query_params["masked"] = "1"
    app.at.run()
    shown = part(app, name).words
    assert not [word for word in ("小雨", "老王", "小美", "芳姐", "福利群") if word in shown]
