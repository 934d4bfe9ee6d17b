"""Pictures of the path: fields exist, pieces add up, people with time left stand apart and hatched."""

from __future__ import annotations

import pytest

from analytics.charts import funnel as charts
from analytics.metrics import funnel
from analytics.texts import texts_for
from tests.analytics.charts.encoded import missing_fields
from tests.analytics.metrics.shops import every_day, open_shop, paid


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """Four joined, one bought, one still has time; a chat runs beside it."""
    folder = tmp_path_factory.mktemp("path")
    roster = [("阿梅", "2026-04-01", "成员"), ("大鹏", "2026-04-01", "成员"), ("小雅", "2026-04-02", "成员"),
              ("老周", "2026-06-20", "成员")]
    orders = [paid(1, "阿梅", "2026-04-05", "50"), paid(2, "路人", "2026-03-01", "5"), paid(3, "路人", "2026-06-30", "5")]
    with open_shop(folder, every_day("大鹏", "2026-03-01", "2026-06-30"), roster, orders) as ws:
        yield funnel.measure(ws, steps=("join", "first_order"))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("draw", [charts.steps, charts.branch])
def test_every_field_drawn_is_in_the_data(path, draw, language):
    """A chart that names a column it was not given would draw nothing."""
    assert not missing_fields(draw(path, texts_for(language)))


def test_reached_and_lost_stack_to_the_step_before(path):
    """The solid and the striped piece together are as high as the step before; open people are in neither."""
    pieces = charts.pieces(path, texts_for("zh")).set_index(["step", "state"])
    assert pieces.loc[("join", "reached"), "count"] == 3
    assert pieces.loc[("first_order", "reached"), ["below", "top"]].tolist() == [0, 1]
    assert pieces.loc[("first_order", "dropped"), ["below", "top"]].tolist() == [1, 3]
    assert pieces.loc[("join", "open"), ["count", "lane"]].tolist() == [1, "open"]


def test_the_hover_says_the_share_with_its_interval_and_the_line_spans_it(path):
    """One of three got there: 33 %, of the first step too; the first step has no interval."""
    pieces = charts.pieces(path, texts_for("zh")).set_index(["step", "state"])
    row = path.steps.set_index("step").loc["first_order"]
    assert "(1/3)" in pieces.loc[("first_order", "reached"), "rate"].replace("（", "(").replace("）", ")")
    assert f"{row['low']:.0%}" in pieces.loc[("first_order", "reached"), "rate"]
    words = charts._words(path, texts_for("zh")).query("lane == 'main'").set_index("name")
    assert words.loc["首单", ["low", "high"]].tolist() == pytest.approx([row["low"] * 3, row["high"] * 3])
    assert words.loc["进群", ["low", "high"]].tolist() == [0, 0]


def test_who_was_lost_and_who_has_time_left_are_striped_each_in_its_way(path):
    """Lying stripes for lost people, slanting ones for open people, none for who got there."""
    layers = charts.steps(path, texts_for("zh")).to_dict()["layer"]
    striped = {layer["transform"][0]["filter"].split("'")[1]: layer["mark"]["color"] for layer in layers
               if isinstance(layer["mark"].get("color"), dict)}
    assert {state: (fill["x2"], fill["y2"]) for state, fill in striped.items()} == {"dropped": (0, 1), "open": (1, 1)}


@pytest.mark.parametrize(("hours", "zh", "en"), [
    (5, "5 小时", "5 h"), (47.4, "47 小时", "47 h"), (48, "2 天", "2 days"), (300, "12 天", "12 days"), (float("nan"), "—", "—")])
def test_durations_read_as_people_say_them(hours, zh, en):
    """Hours below two days, days from there, a dash for unknown."""
    assert charts.duration(hours, texts_for("zh")) == zh
    assert charts.duration(hours, texts_for("en")) == en


def test_a_step_of_a_sheet_keeps_its_own_name():
    """Known steps are translated, others shown as they are."""
    assert charts.step_word("first_order", texts_for("en")) == "First order"
    assert charts.step_word("试听", texts_for("en")) == "试听"
