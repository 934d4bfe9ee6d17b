"""What the layers page shows on demand: each part opens, and its lists are as long as its numbers."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from analytics import Scope, Workspace
from analytics.charts import crossed as crossed_chart
from analytics.charts import layer_moves as moves_charts
from analytics.charts import person_line as line_charts
from analytics.charts import person_table as table_charts
from analytics.charts import pyramid as pyramid_chart
from analytics.metrics import classifications, layer_moves, layers, person_line, person_table, pyramid
from analytics.metrics.labels import near_cuts
from analytics.texts import texts_for
from pages.members import layers_words
from pages.members.layers import PARTS
from pages.parts import shops
from tests.pages.conftest import App

ZH = texts_for("zh")


def stored(home: Path) -> Workspace:
    """The demo shop's file, opened beside the app."""
    return Workspace.open(home / f"{shops.DEMO}.duckdb")


@pytest.mark.usefixtures("calm")
def test_every_part_opens_and_says_what_the_metric_says(sample_home: Path) -> None:
    """Moves, pyramid, near a threshold, whom to contact: sentences and lists carry the numbers of the results."""
    app = App(sample_home).go("members", "layers")
    with stored(sample_home) as ws:
        moves = layer_moves.measure(ws, first=ws.as_of - timedelta(days=ws.settings.layers.moves_until_days))
        levels, people = pyramid.measure(ws), person_table.measure(ws)
        near = near_cuts(layers.facts(ws).members, ws.settings)
    expected = {"moves": layers_words.moved(moves, ZH), "pyramid": layers_words.carried(levels, ZH),
                "todo": ZH("table.chip", name=ZH("table.list.bought_silent"), count=people.count("bought_silent"))}
    listed = {"pyramid": levels.count("top"), "near": len(near), "todo": people.count("new_unwelcomed")}
    for part in PARTS:
        app.at.segmented_control(key="layers_part_zh").select(part).run()
        assert not app.at.exception
        assert expected.get(part, "") in app.words + "".join(str(one.options) for one in app.at.pills)
        if part in listed:
            assert len(app.at.dataframe[0].value) == listed[part]


@pytest.mark.usefixtures("calm")
def test_another_first_day_is_another_movement(sample_home: Path) -> None:
    """The chosen day is the one that the sentence names."""
    app = App(sample_home).go("members", "layers")
    app.at.segmented_control(key="layers_part_zh").select("moves").run()
    with stored(sample_home) as ws:
        first = ws.as_of - timedelta(days=10)
        said = layers_words.moved(layer_moves.measure(ws, Scope(), first=first), ZH)
    app.at.date_input[0].set_value(first).run()
    assert said in app.words


@pytest.mark.usefixtures("calm")
def test_a_column_more_is_asked_for_only_when_chosen(sample_home: Path) -> None:
    """The pyramid level beside every name, in words, and a chip a level that leaves its people."""
    app = App(sample_home).go("members", "table")
    assert "class_level" not in app.at.dataframe[0].value.columns
    app.at.multiselect(key="table_more_zh").select("level").run()
    shown = app.at.dataframe[0].value["class_level"].dropna()
    with stored(sample_home) as ws:
        top = pyramid.measure(ws).count("top")
    assert (shown == ZH("class.value.top")).sum() == top
    chips = app.at.pills[-1]
    assert ZH("table.chip", name=ZH("class.value.top"), count=top) in [option.content for option in chips.proto.options]
    chips.set_value([ZH("class.value.top")]).run()
    assert set(app.at.dataframe[0].value["class_level"]) == {ZH("class.value.top")}
    assert len(app.at.dataframe[0].value) == top


def test_layers_against_each_other_class_sum_to_the_layers(sample_home: Path) -> None:
    """Every classification that can be crossed: rows sum to each layer, each person once, every value has a word."""
    with stored(sample_home) as ws:
        result = layers.measure(ws)
        for name in classifications.CROSSED:
            table, members = classifications.crossed(result, classifications.of(ws, name=name), name)
            sums = table.groupby("layer")["count"].sum()
            counted = result.exclusive.set_index("layer")["count"]
            assert all(sums.get(layer, 0) == counted[layer] for layer in counted.index if layer != "unknown")
            assert len(members) == len(result.members) == table["count"].sum()
            assert all(crossed_chart.said(value, ZH) != value for value in set(table["value"])), name


@pytest.mark.parametrize("language", ["zh", "en"])
def test_pictures_are_small_and_speak_both_languages(sample_home: Path, language: str) -> None:
    """Every chart of these pages stays under 2,000 rows and has no empty title."""
    texts = texts_for(language)
    with stored(sample_home) as ws:
        result, table = layers.measure(ws), person_table.measure(ws)
        busy = int(table.rows.sort_values("effective", ascending=False)["person_id"].iloc[0])
        line, history = person_line.measure(ws, person_id=busy), person_line.history(ws, person_id=busy, weeks=3)
        moves = layer_moves.measure(ws, first=ws.as_of - timedelta(days=28))
        crossings, _ = classifications.crossed(result, classifications.of(ws, name="level"), "level")
        levels = pyramid.measure(ws)
    drawn = [moves_charts.flows(moves, texts), moves_charts.matrix(moves, texts), pyramid_chart.bars(levels, texts),
             crossed_chart.squares(crossings, texts), table_charts.tags(table.rows["tag"], texts), line_charts.strip(line.events, texts),
             line_charts.layers(history, texts)]
    for chart in drawn:
        found = chart.to_dict()
        rows = [len(values) for values in found.get("datasets", {}).values()]
        assert rows
        assert sum(rows) < 2_000
