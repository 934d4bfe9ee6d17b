"""The health view and the ways to it from the first screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics import Workspace
from analytics.charts import health as charts
from analytics.metrics import health, person_table
from analytics.texts import texts_for
from pages.home import health_words
from pages.parts import shops
from tests.analytics.charts.encoded import missing_fields
from tests.analytics.metrics.shops import CHAT, chat_file, every_day
from tests.pages.conftest import App

ZH, EN = texts_for("zh"), texts_for("en")


@pytest.mark.usefixtures("calm")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_view_says_what_was_measured(sample_home: Path, language: str) -> None:
    """The finding, a card a number with its light in a shape and a word, the evidence line by line."""
    app, texts = App(sample_home, lang=language).go("home", "health"), texts_for(language)
    with Workspace.open(sample_home / f"{shops.DEMO}.duckdb") as ws:
        result = health.measure(ws)
    assert texts(f"health.finding.{result.diagnosis.finding}") in app.words
    assert len(app.at.metric) == len(result.numbers)
    for row in result.numbers.to_dict("records"):
        card = health_words.card(row, texts)
        assert card.word is not None
        assert card.word[0] == health_words.SHAPES[row["light"]]
        assert card.value in [metric.value for metric in app.at.metric]
    for line in health_words.evidence(result, texts):
        assert line in app.words


@pytest.mark.usefixtures("calm")
def test_each_number_opens_its_people(sample_home: Path) -> None:
    """Whichever number is chosen, the list below has as many rows as the button says."""
    app = App(sample_home).go("home", "health")
    with Workspace.open(sample_home / f"{shops.DEMO}.duckdb") as ws:
        result = health.measure(ws)
    for key in ("retained", "exits"):
        app.at.segmented_control(key="health_number_zh").select(key).run()
        sides = [side for side in (True, False) if len(result.people(key, side))]
        assert len(app.at.dataframe[0].value) == len(result.people(key, sides[-1]))


@pytest.mark.usefixtures("calm")
def test_the_first_screen_leads_to_the_silent_in_one_click(sample_home: Path) -> None:
    """Two links; the list each opens is as long as the table of people counts."""
    app = App(sample_home)
    with Workspace.open(sample_home / f"{shops.DEMO}.duckdb") as ws:
        everybody = person_table.measure(ws)
    for name in ("never_spoke", "bought_silent"):
        assert ZH(f"home.to.{name}") in str([link.proto for link in app.at.get("page_link")])
        opened = App(sample_home, who=name).go("members", "table")
        assert len(everybody.people(name)) == everybody.count(name)
        assert len(opened.at.dataframe[0].value) == everybody.count(name)


@pytest.mark.usefixtures("calm")
def test_a_young_chat_is_not_judged_and_the_view_says_what_would_help(empty_home: Path, tmp_path: Path) -> None:
    """Four days of talk: no number, one sentence, and the files that would tell."""
    app = App(empty_home).make_shop()
    with Workspace.open(app.shop_file) as ws:
        ws.import_file(chat_file(tmp_path, every_day("小雨", "2026-06-01", "2026-06-04")), chat=CHAT)
    app.go("home", "health")
    assert ZH("health.nothing") in app.words
    assert ZH("health.more.orders") in app.words
    assert len(app.at.metric) == 0


def test_the_picture_of_weeks_has_a_target_and_known_columns(tmp_path: Path) -> None:
    """A dot a whole week; numbers that are not counted by the week have no picture."""
    with Workspace.open() as ws:
        ws.import_file(chat_file(tmp_path, every_day("小雨", "2026-05-04", "2026-06-28")), chat=CHAT)
        result = health.measure(ws)
    picture = charts.weeks(result, "retained", ZH)
    assert picture is not None
    # The target is a drawing of its own with its own data.
    weeks = picture.copy(deep=False)
    weeks.layer = picture.layer[:3]
    assert missing_fields(weeks) == set()
    assert ZH("health.target_line", target="60%") in str(picture.to_dict())
    assert charts.weeks(result, "exits", ZH) is None
