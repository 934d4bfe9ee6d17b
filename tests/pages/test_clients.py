"""Several shops beside each other, and a visit to a client's."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import get_args

import pandas as pd
import pytest

from analytics import Upload, Workspace
from analytics.report import before_the_visit, overview
from analytics.statistics.words import Word
from analytics.texts import texts_for
from pages.parts import shops
from tests.pages.conftest import App

ZH = texts_for("zh")
ORDERS = "订单号,买家昵称,实付金额,付款时间\nA1,王小美,20,2026-06-01\nA2,李大壮,30,2026-06-15\nA3,王小美,40,2026-06-16\n".encode()
pytestmark = pytest.mark.usefixtures("calm")


@pytest.fixture
def app(empty_home: Path) -> App:
    """Two shops with orders, an empty one open."""
    app = App(empty_home)
    for name in ("阿珍烘焙", "老李面馆"):
        with Workspace.open(shops.create(name, "catering").path) as workspace:
            workspace.import_upload(Upload("订单.csv", ORDERS))
    return app.make_shop("空店")


def test_a_shop_stands_beside_others_only_where_it_was_ticked(app: App) -> None:
    """Nothing at first; two ticks, two rows, with the shops' own first-page numbers."""
    app.go("review", "overview")
    assert ZH("overview.nobody") in app.words
    chosen = [shop.id for shop in shops.listing() if shop.name in ("阿珍烘焙", "老李面馆")]
    for shop_id in chosen:
        app.at.checkbox(key=f"compared_{shop_id}").check().run()
    (table,) = [frame.value for frame in app.at.dataframe]
    assert list(table["shop"]) == ["老李面馆", "阿珍烘焙"]
    assert all("¥" in said for said in table["net"])
    assert {shop.name for shop in shops.listing() if shop.compared} == {"阿珍烘焙", "老李面馆"}


def test_only_numbers_leave_a_shop(app: App) -> None:
    """Every text in the table is an id of a shop, a key or a word of ours."""
    with Workspace.open(next(shop.path for shop in shops.listing() if shop.name == "阿珍烘焙")) as workspace:
        found = overview.measure({"one": workspace}).numbers
        known = {"one", *overview.KEYS, *get_args(Word)}
        texts = [value for row in found.itertuples(index=False) for value in row if isinstance(value, str)]
        assert texts
        assert set(texts) <= known
        assert "王小美" not in found.to_csv()


def test_shops_are_counted_down_and_gone_by_their_own_numbers(app: App) -> None:
    """The sentence adds up what the rows say."""
    paths = [shop.path for shop in shops.listing() if shop.name in ("阿珍烘焙", "老李面馆")]
    found = overview.measure({path.stem: shops.opened(path) for path in paths})
    money = found.numbers[found.numbers["key"] == "net"]
    assert found.compared == int(money["before"].notna().sum())
    assert found.down == int((money["value"] < money["before"]).sum())
    pd.testing.assert_series_equal(found.numbers["gap"], found.numbers["value"] - found.numbers["before"], check_names=False)


def test_the_six_screens_are_there_and_the_way_back_from_the_sample_shop(app: App) -> None:
    """Each with its note; the sample shop and back to where one was."""
    app.go("review", "clients")
    for name in ("money", "people", "list", "content", "path", "if"):
        assert ZH(f"clients.note.{name}") in app.words
    before = app.address["shop"]
    app.at.button(key="to_demo").click().run()
    assert app.address["shop"] == shops.DEMO
    app.at.button(key="from_demo").click().run()
    assert app.address["shop"] == before


def test_hidden_names_are_said_on_every_page(app: App) -> None:
    """One badge, whichever section is open."""
    app.at.toggle(key="masked_zh").set_value(True).run()
    for section in ("home", "review"):
        assert ZH("frame.masked_badge") in app.go(section).words


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_picture_for_before_the_visit_names_three_things(language: str) -> None:
    """A PNG whose words are ours."""
    texts = texts_for(language)
    assert before_the_visit.picture(texts).startswith(b"\x89PNG")
    drawn = before_the_visit.svg(texts)
    assert all(escape(texts(f"clients.ready.{thing}")) in drawn for thing in before_the_visit.THINGS)
