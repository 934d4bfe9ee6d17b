"""The layers page: its sentence, a try that changes and is saved, lists behind every bar."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from analytics import Workspace
from analytics.metrics import layers
from analytics.texts import texts_for
from pages.members import wording
from pages.parts import shops
from tests.analytics.metrics.shops import CHAT, at, every_day, open_shop, order_file, paid
from tests.pages.conftest import App

ZH, EN = texts_for("zh"), texts_for("en")


def stored(home: Path) -> Workspace:
    """The demo shop's file, opened beside the app."""
    return Workspace.open(home / f"{shops.DEMO}.duckdb")


@pytest.mark.usefixtures("calm")
def test_the_page_says_what_the_metric_says(sample_home: Path) -> None:
    """Sentence and cards carry the numbers that layers.measure gives."""
    app = App(sample_home).go("members", "layers")
    with stored(sample_home) as ws:
        result = layers.measure(ws)
    assert wording.verdict(result, ZH) in app.words
    assert [card.value for card in wording.cards(result, ZH)] == [metric.value for metric in app.at.metric]
    listed = app.at.dataframe[0].value
    assert len(listed) == result.count("high_spend")
    assert listed["monthly_spend"].is_monotonic_decreasing


@pytest.mark.usefixtures("calm")
def test_a_slider_tries_and_only_the_button_saves(sample_home: Path) -> None:
    """Moving a slider changes the page and the address; the shop's threshold changes when it is saved."""
    app = App(sample_home).go("members", "layers")
    app.at.slider[3].set_value(40).run()
    assert "silent-40" in app.address["tried"]
    assert ZH("layers.try_on") in app.words
    with stored(sample_home) as ws:
        tried = layers.measure(ws, settings=ws.settings.changed(layers__silent_from_days=40))
        assert wording.verdict(tried, ZH) in app.words
        assert ws.settings.layers.silent_from_days == 15
    app.at.button(key="layers_save").click().run()
    with stored(sample_home) as ws:
        assert ws.settings.layers.silent_from_days == 40
    assert "tried" not in app.address
    assert ZH("layers.try_on") not in app.words


@pytest.mark.usefixtures("calm")
def test_fit_my_shop_is_a_try_near_the_articles_shares(sample_home: Path) -> None:
    """One click sets all four; every share lands within three points of the article's; nothing is saved."""
    app = App(sample_home).go("members", "layers")
    app.at.button(key="layers_own").click().run()
    values = dict(part.rsplit("-", 1) for part in app.address["tried"].split("."))
    with stored(sample_home) as ws:
        own = ws.settings.changed(**{wording.SETTINGS[name].replace(".", "__"): int(value)
                                     for name, value in values.items()})
        counts = layers.measure(ws, settings=own).counts.set_index("layer")
        assert ws.settings.layers.silent_from_days == 15
    for name in ("high_spend", "high_interaction", "silent"):
        assert abs(counts.loc[name, "share"] - counts.loc[name, "reference"]) < 0.08


@pytest.mark.usefixtures("calm")
def test_nonsense_in_the_address_is_left_out(sample_home: Path) -> None:
    """A broken link shows the shop's own thresholds."""
    app = App(sample_home, tried="silent-9999.new-x.cats-3.high_spend-").go("members", "layers")
    assert ZH("layers.try_on") not in app.words


@pytest.mark.usefixtures("calm")
@pytest.mark.parametrize("layer", ["silent", "new", "high_interaction", "ordinary"])
def test_each_layer_opens_its_people(sample_home: Path, layer: str) -> None:
    """The list is as long as the number says."""
    app = App(sample_home, lang="en").go("members", "layers")
    app.at.segmented_control(key="layers_who_en").select(layer).run()
    with stored(sample_home) as ws:
        people = layers.measure(ws).people(layer)
    assert len(app.at.dataframe[0].value) == len(people)
    assert EN("layers.list_of", layer=EN(f"layer.{layer}"), count=len(people)) in app.words


def test_a_threshold_that_nobody_meets_is_said_in_words(tmp_path: Path) -> None:
    """Nobody over 500 yuan: a sentence with the cut that would fit, never a bare zero."""
    orders = [paid(n, f"客{n % 9}", f"2026-06-{n + 1:02d}", str(20 + n)) for n in range(28)]
    with open_shop(tmp_path, orders=[*orders, paid(99, "客1", "2026-06-30", "5")]) as shop:
        result = layers.measure(shop)
        facts = layers.facts(shop)
        cuts = facts.cuts
    lines = wording.nobody(result, cuts, ZH)
    assert len(lines) == 1
    assert "没有人达到“高消费”的标准" in lines[0]
    assert "才接近文章里的比例" in lines[0]
    assert wording.verdict(result, ZH) == "买过的 9 人：高消费 0 人。"


def test_what_is_missing_is_one_quiet_line(tmp_path: Path) -> None:
    """A chat alone asks for orders, join days and a list; with orders that part is gone."""
    talk = [*every_day("小雨", "2026-06-01", "2026-06-30"), ("阿珍", at("2026-06-02"), "你们几点关门啊")]
    with open_shop(tmp_path, talk) as shop:
        first = wording.gaps(layers.measure(shop), ZH)[0]
        assert ZH("layers.more.orders") in first
        assert ZH("layers.more.list") in first
        shop.import_file(order_file(tmp_path, [paid(1, "小雨", "2026-06-30", "9")]))
        assert ZH("layers.more.orders") not in wording.gaps(layers.measure(shop), ZH)[0]


@pytest.mark.usefixtures("calm")
def test_hidden_names_stay_hidden(sample_home: Path) -> None:
    """With 隐藏真名 no member's name is on the page."""
    app = App(sample_home, masked="1").go("members", "layers")
    with stored(sample_home) as ws:
        names = [name for name in layers.measure(ws).members["display_name"] if len(name) > 3]
    shown = app.at.dataframe[0].value.to_csv()
    assert not [name for name in names if name in shown]
    assert "客人" in shown


@pytest.mark.usefixtures("calm")
def test_a_pasted_list_alone_cannot_tell_layers_and_says_so(empty_home: Path) -> None:
    """No empty picture: a sentence, what to add, and the people who are known."""
    app = App(empty_home).make_shop()
    with Workspace.open(app.shop_file) as ws:
        ws.import_text("#接龙\n周末\n1. 小雨 猪肚鸡\n2. 阿珍 乳鸽", chat=CHAT, day=date(2026, 6, 27))
    app.go("members", "layers")
    assert ZH("layers.nothing") in app.words
    assert ZH("layers.more.orders") in app.words
    assert set(app.at.dataframe[0].value["display_name"]) == {"小雨", "阿珍"}
