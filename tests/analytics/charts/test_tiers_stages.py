"""Pictures of tiers, stages and states: every column named is there, unfinished is hatched, the article's figure is dashed."""

from datetime import date

import pytest

from analytics.charts import stages as stage_charts
from analytics.charts import tiers as tier_charts
from analytics.metrics import stage_targets, stages, states, tier_preview, tiers
from analytics.texts import texts_for
from tests.analytics.charts.encoded import missing_fields
from tests.analytics.metrics.shops import TALK, at, every_day, open_shop, paid

TEXTS = [texts_for("zh"), texts_for("en")]


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Six weeks with newcomers, an unfinished last week, a gold and a silver member."""
    talk = sorted([*every_day("话多", "2026-05-18", "2026-06-24"), *[("甲", at(f"2026-06-{day:02d}"), f"{TALK}{day}") for day in (2, 9, 23)]],
                  key=lambda said: said[1])
    roster = [("话多", "2026-01-01", ""), ("甲", "2026-06-01", ""), ("乙", "2026-06-10", "")]
    orders = [paid(1, "甲", "2026-06-03", "2500"), paid(2, "话多", "2026-05-18", "300"), paid(3, "话多", "2026-06-24", "300")]
    with open_shop(tmp_path_factory.mktemp("shop"), talk, roster, orders) as shop:
        yield tiers.measure(shop), stages.measure(shop), stage_targets.measure(shop), states.measure(shop, unit="week")


@pytest.mark.parametrize("texts", TEXTS, ids=["zh", "en"])
def test_every_field_drawn_is_in_the_data(results, texts):
    """A chart that names a column it was not given would draw nothing."""
    standing, staged, aims, told = results
    matrix = tier_preview.matrix(tier_preview.migration(standing.log, standing.members, date(2026, 5, 31), date(2026, 6, 24)))
    for chart in (tier_charts.bars(standing, texts), tier_charts.migration(matrix, texts), stage_charts.bars(staged, texts),
                  stage_charts.targets(aims, texts), stage_charts.states(told, texts)):
        assert not missing_fields(chart)


def rows_of(chart):
    """The rows of the chart's first data set."""
    return next(iter(chart.to_dict()["datasets"].values()))


def test_unfinished_weeks_are_hatched_and_asleep_lies_below(results):
    """The last week has its own striped marks; dormant pieces end at zero; the pieces above are as long as their counts."""
    *_, told = results
    chart = stage_charts.states(told, TEXTS[0])
    spec = chart.to_dict()
    hatched = [layer for layer in spec["layer"] if isinstance(layer["mark"].get("color"), dict)]
    assert {layer["transform"][0]["filter"].split("'")[1] for layer in hatched} == {
        row["state"] for row in rows_of(chart) if not row["complete"]}
    assert hatched
    for row in rows_of(chart):
        assert row["top"] - row["below"] == row["count"]
        assert (row["top"] == 0) == (row["state"] == "dormant")


def test_a_click_gives_keys_not_words(results):
    """What comes back from a click is the same in every language."""
    standing, staged, _, told = results
    picked = {chart.to_dict()["params"][0]["select"]["fields"][0] for chart in (
        tier_charts.bars(standing, TEXTS[0]), stage_charts.bars(staged, TEXTS[1]), stage_charts.states(told, TEXTS[1]))}
    assert picked == {"tier", "stage", "begins"}
    assert {row["begins"] for row in rows_of(stage_charts.states(told, TEXTS[0]))} == {
        f"{day:%Y-%m-%d}" for day, active in zip(told.periods["start"], told.periods["active"], strict=True) if active}


def test_the_articles_figure_is_dashed_and_says_it_is_not_verified(results):
    """A reference is a thin dashed line with its label, never a result."""
    _, _, aims, _ = results
    spec = stage_charts.targets(aims, TEXTS[0]).to_dict()
    assert [layer["mark"]["strokeDash"] for layer in spec["layer"] if "strokeDash" in layer["mark"]] == [[4, 3]]
    assert all("未经验证" in row["article"] for row in rows_of(stage_charts.targets(aims, TEXTS[0])))
