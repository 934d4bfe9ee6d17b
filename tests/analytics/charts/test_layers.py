"""Pictures of the layers: what can be judged is drawn, a click gives keys, words are translated."""

from datetime import date

import pytest

from analytics.charts import layers as charts
from analytics.charts import theme
from analytics.metrics import layers
from analytics.texts import texts_for
from tests.analytics.charts.encoded import missing_fields
from tests.analytics.metrics.shops import at, every_day, open_shop

TALK = [*every_day("小雨", "2026-06-01", "2026-06-30"), ("阿珍", at("2026-06-02"), "你们几点关门啊")]


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """A chat alone: no denominator."""
    with open_shop(tmp_path_factory.mktemp("seen"), TALK) as shop:
        yield layers.measure(shop)


@pytest.fixture(scope="module")
def counted(tmp_path_factory):
    """The same with a typed head-count: shares, references, unseen people."""
    with open_shop(tmp_path_factory.mktemp("counted"), TALK) as shop:
        shop.set_head_count(shop.query("select chat_id from chats")["chat_id"].iloc[0], date(2026, 6, 30), 40)
        yield layers.measure(shop)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("draw", [charts.bars, charts.exclusive, charts.overlap])
def test_every_field_drawn_is_in_the_data(seen, counted, draw, language):
    """A chart that names a column it was not given would draw nothing."""
    assert not missing_fields(draw(seen, texts_for(language)))
    assert not missing_fields(draw(counted, texts_for(language)))


def rows_of(chart):
    """All rows of all datasets of a chart."""
    return [row for rows in chart.to_dict()["datasets"].values() for row in rows]


def test_a_label_that_cannot_be_judged_has_no_bar(seen):
    """Without orders nobody is drawn as a small spender."""
    drawn = {row["layer"] for row in rows_of(charts.bars(seen, texts_for("zh"))) if "layer" in row}
    assert drawn == {"high_interaction", "new", "silent"}


def test_the_articles_share_is_drawn_only_beside_a_true_share(seen, counted):
    """Who was merely seen is not held against the article's members."""
    assert not [row for row in rows_of(charts.bars(seen, texts_for("zh"))) if row.get("article")]
    stated = {row["article"] for row in rows_of(charts.bars(counted, texts_for("zh"))) if row.get("article")}
    assert stated == {"文章 25%", "文章 30%"}


@pytest.mark.parametrize(("draw", "fields"), [
    (charts.bars, ["layer"]), (charts.exclusive, ["layer"]), (charts.overlap, ["layer_a", "layer_b"])])
def test_a_click_gives_keys_and_never_words(counted, draw, fields):
    """Selections hold the English keys, so that a language switch loses nothing."""
    picks = draw(counted, texts_for("zh")).to_dict()["params"]
    assert [pick["select"]["fields"] for pick in picks if pick["name"].startswith(charts.PICKED)] == [fields]


def test_people_whom_only_the_number_knows_are_hatched(counted):
    """The unseen are part of the bar of everybody, in stripes."""
    layer = next(layer for layer in charts.exclusive(counted, texts_for("zh")).to_dict()["layer"]
                 if "== 'unknown'" in str(layer.get("transform")))
    assert layer["mark"]["color"] == theme.hatched("#9A9A9A")
    unknown = next(row for row in rows_of(charts.exclusive(counted, texts_for("zh"))) if row["layer"] == "unknown")
    assert unknown["count"] == 38
