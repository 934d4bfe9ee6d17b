"""Thresholds, method, privacy: what can be changed, what it says, what a wrong value gets."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics import Workspace
from analytics.settings import Settings, definitions
from analytics.texts import texts_for
from pages.parts import terms
from tests.pages.conftest import App

ZH, EN = texts_for("zh"), texts_for("en")
pytestmark = pytest.mark.usefixtures("calm")


@pytest.fixture
def shop(empty_home: Path) -> App:
    """A new shop, on its thresholds."""
    return App(empty_home).make_shop().go("more", "thresholds")


def test_every_setting_has_its_widget_and_source(shop: App) -> None:
    """The page is a loop over the settings: none is missing, each says where it comes from."""
    _unfold(shop, *{found.section for found in definitions().values()})
    for found in definitions().values():
        assert ZH(f"setting.{found.key}") in shop.words, found.key
    assert ZH("setting_source.s1") in shop.words


def test_saved_threshold_is_the_shops_and_marked(shop: App) -> None:
    """15 days become 10; the page says so and names the default; other shops keep theirs."""
    _number(shop, "layers.silent_from_days").set_value(10)
    shop.at.button(key="save_layers").click().run()
    with Workspace.open(shop.shop_file) as workspace:
        assert workspace.settings.own == {"layers.silent_from_days": 10}
    default = terms.said(definitions()["layers.silent_from_days"], 15, ZH)
    assert ZH("thresholds.changed", default=default, source="").strip() in shop.words
    with Workspace.open(shop.home / "demo.duckdb") as other:
        assert other.settings.own == {}


def test_reset_takes_back_one_section_only(shop: App) -> None:
    """恢复默认 of the layers leaves a changed content mix alone."""
    with Workspace.open(shop.shop_file) as workspace:
        workspace.change_settings(Settings({"layers.silent_from_days": 10, "funnel.window_until_days": 14}))
    _unfold(shop, "layers")
    shop.at.button(key="reset_layers").click().run()
    with Workspace.open(shop.shop_file) as workspace:
        assert workspace.settings.own == {"funnel.window_until_days": 14}


def test_shares_are_typed_in_percent(shop: App) -> None:
    """30 % on screen is 0.3 in the settings, exactly."""
    field = _number(shop, "content_mix.promotion_share")
    assert field.value == 30
    field.set_value(29)
    _number(shop, "content_mix.knowledge_share").set_value(51)
    shop.at.button(key="save_content_mix").click().run()
    with Workspace.open(shop.shop_file) as workspace:
        assert workspace.settings.content_mix.promotion_share == pytest.approx(0.29, abs=1e-12)
        assert workspace.settings.content_mix.knowledge_share == pytest.approx(0.51, abs=1e-12)


def test_mix_that_is_not_a_hundred_percent_is_refused_in_words(shop: App) -> None:
    """3:5:2 must stay a whole; nothing is saved."""
    _number(shop, "content_mix.promotion_share").set_value(40)
    shop.at.button(key="save_content_mix").click().run()
    with Workspace.open(shop.shop_file) as workspace:
        assert workspace.settings.own == {}
    expected = ZH("error.settings_mix_sum", promotion=0.4, knowledge=0.5, fun=0.2)
    assert expected in shop.words


def test_word_lists_are_edited_line_by_line(shop: App) -> None:
    """A word added to a list is saved; blanks and repeats are not."""
    key = next(key for key, found in definitions().items() if found.unit == "list" and found.section == "classify")
    _unfold(shop, "classify")
    (field,) = [area for area in shop.at.text_area if f"set_{key}_" in area.key]
    field.input(field.value + "\n 新词 \n\n新词\n")
    shop.at.button(key="save_classify").click().run()
    with Workspace.open(shop.shop_file) as workspace:
        assert workspace.settings[key] == (*definitions()[key].default, "新词")


def test_saved_file_brings_the_thresholds_to_another_shop(shop: App) -> None:
    """What is downloaded can be uploaded elsewhere; a file of something else is refused in words."""
    text = Settings({"layers.silent_from_days": 9}).to_toml()
    _use_file(shop, text.encode())
    with Workspace.open(shop.shop_file) as workspace:
        assert workspace.settings.own == {"layers.silent_from_days": 9}
    for wrong in (b"\xff\xfe\x00", b"this is no toml", b'"layers.unknown" = 3', b'"layers.silent_from_days" = 1'):
        _use_file(shop, wrong)
        assert len(shop.at.warning) == 1, wrong
        with Workspace.open(shop.shop_file) as workspace:
            assert workspace.settings.own == {"layers.silent_from_days": 9}


def test_shop_can_be_renamed(shop: App) -> None:
    """The new name stands in the chooser at once."""
    (field,) = [field for field in shop.at.text_input if (field.key or "").startswith("rename_")]
    field.input("阿珍面包房")
    shop.at.button(key="save_shop").click().run()
    assert "阿珍面包房" in shop.at.selectbox(key="shop_zh").options


def test_method_follows_a_changed_threshold(shop: App) -> None:
    """Definitions are rendered with the thresholds in force, never with typed numbers."""
    with Workspace.open(shop.shop_file) as workspace:
        workspace.change_settings(Settings({"layers.silent_from_days": 44}))
    shop.go("more", "method")
    assert ZH("unit.days", value=44) in shop.words


def test_privacy_names_the_folder(shop: App) -> None:
    """The place of the data is on screen, letter by letter."""
    assert str(shop.home) in shop.go("more", "privacy").words


def _unfold(app: App, *sections: str) -> None:
    for section in sections:
        app.at.session_state[f"thresholds_{section}"] = True
    app.at.run()


def _number(app: App, key: str):
    if not app.at.session_state[f"thresholds_{key.partition('.')[0]}"]:
        _unfold(app, key.partition(".")[0])
    (field,) = [field for field in app.at.number_input if f"set_{key}_" in field.key]
    return field


def _use_file(app: App, data: bytes) -> None:
    (uploader,) = app.at.file_uploader
    uploader.set_value(("标准.toml", data, "application/toml"))
    app.at.button(key="use_thresholds_file").click().run()
