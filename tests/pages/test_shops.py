"""The view of the shops: what there is, which one is open, a new name."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics import Upload, Workspace
from analytics.texts import texts_for
from pages.parts import shops
from tests.pages.conftest import App

ZH = texts_for("zh")
ORDERS = "订单号,买家昵称,实付金额,付款时间\nD1,小美,20,2026-06-01\n".encode()
pytestmark = pytest.mark.usefixtures("calm")


@pytest.fixture
def app(empty_home: Path) -> App:
    """Two shops, the first with one file, the second open."""
    app = App(empty_home).make_shop("阿珍烘焙")
    with Workspace.open(app.shop_file) as workspace:
        workspace.import_upload(Upload("订单.csv", ORDERS))
    shops.create("隔壁小店", "grocery")
    return app.go("data", "shops")


def test_every_shop_says_what_it_holds_and_which_is_open(app: App) -> None:
    """Trade, files, and how far the data reaches; nothing is said of days where there are none."""
    assert f"{ZH('industry.catering')} · {ZH('shops.files', count=1)} · {ZH('shops.until', day='6月1日')}" in app.words.splitlines()
    assert f"{ZH('industry.grocery')} · {ZH('shops.files', count=0)}" in app.words.splitlines()
    (opened,) = [text.value for text in app.at.markdown if ZH("shops.open") in text.value]
    assert "阿珍烘焙" in opened


def test_another_shop_is_opened_by_its_button(app: App) -> None:
    """The address says it, and the badge moves."""
    other = next(shop for shop in shops.listing() if shop.name == "隔壁小店")
    app.at.button(key=f"open_{other.id}").click().run()
    assert app.address["shop"] == other.id
    (opened,) = [text.value for text in app.at.markdown if ZH("shops.open") in text.value]
    assert "隔壁小店" in opened


def test_a_shop_gets_a_new_name_everywhere(app: App) -> None:
    """In its own file, in the list, and in the chooser on the left."""
    app.at.text_input(key=f"name_{app.shop_file.stem}").input("阿珍面包房")
    app.at.button(key=f"save_{app.shop_file.stem}").click().run()
    assert "阿珍面包房" in app.at.sidebar.selectbox[0].options
    assert "阿珍烘焙" not in app.words
    with Workspace.open(app.shop_file) as workspace:
        assert workspace.name == "阿珍面包房"


def test_a_blank_name_changes_nothing(app: App) -> None:
    """A shop always has a name."""
    app.at.text_input(key=f"name_{app.shop_file.stem}").input("   ")
    app.at.button(key=f"save_{app.shop_file.stem}").click().run()
    assert {shop.name for shop in shops.listing() if not shop.is_demo} == {"阿珍烘焙", "隔壁小店"}


def test_hidden_names_hide_the_shops(app: App) -> None:
    """Neither name nor a field to change it."""
    app.at.toggle(key="masked_zh").set_value(True).run()
    assert "阿珍烘焙" not in app.words
    assert "隔壁小店" not in app.words


def test_a_shop_goes_to_another_computer_and_opens_there(app: App, tmp_path: Path) -> None:
    """What 交给别人 saves is a shop of its own where it is opened, with its name and its data."""
    shop = shops.find(app.address["shop"])
    assert shop is not None
    packed = tmp_path / "阿珍.qunxi"
    shops.opened(shop.path).hand_over(packed)
    app.at.file_uploader(key="arrive_file").upload(packed.name, packed.read_bytes(), "application/zip").run()
    app.at.button(key="arrive_go").click().run()
    assert ZH("shops.arrived_new") in app.words
    assert app.address["shop"] != shop.id
    with Workspace.open(app.shop_file) as workspace:
        assert (workspace.name, len(workspace.table("orders"))) == ("阿珍烘焙", 1)


def test_a_wrong_file_is_refused_in_words_and_makes_no_shop(app: App) -> None:
    """Nothing is left of it."""
    before = [shop.id for shop in shops.listing()]
    app.at.file_uploader(key="arrive_file").upload("x.qunxi", b"PK nothing", "application/zip").run()
    app.at.button(key="arrive_go").click().run()
    assert "x.qunxi" in app.words
    assert [shop.id for shop in shops.listing()] == before


def test_a_shop_is_erased_only_under_its_own_name(app: App, empty_home: Path) -> None:
    """A wrong name changes nothing; the right one leaves no file behind and opens the sample shop."""
    place = app.shop_file
    app.at.text_input(key=f"erase_name_{place.stem}").input("别的店")
    app.at.button(key=f"erase_{place.stem}").click().run()
    assert ZH("shops.erase_mistyped") in app.words
    assert place.exists()
    app.at.text_input(key=f"erase_name_{place.stem}").input("阿珍烘焙")
    app.at.button(key=f"erase_{place.stem}").click().run()
    assert not [path for path in empty_home.iterdir() if path.name.startswith(place.stem)]
    assert app.address["shop"] == shops.DEMO


def test_a_shop_for_one_sitting_goes_with_the_server(app: App) -> None:
    """It says so while it is there; the others stay."""
    made = shops.create("客户的店", "catering", fleeting=True)
    assert ZH("shops.fleeting") in app.go("data", "shops").words
    shops.sweep_fleeting()
    assert not made.path.exists()
    assert {shop.name for shop in shops.listing() if not shop.is_demo} == {"阿珍烘焙", "隔壁小店"}
