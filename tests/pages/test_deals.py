"""The path page: true sentences for full, young and single-step data, and choices that hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics.metrics import funnel
from analytics.texts import texts_for
from pages.deals import path_words
from tests.analytics.metrics.shops import every_day, open_shop, paid
from tests.pages.conftest import App

ZH = texts_for("zh")
EDGES = [paid(8, "路人", "2026-03-01", "5"), paid(9, "路人", "2026-08-31", "5")]


def joined(*days):
    """Members who joined on these days."""
    return [(f"客{number}", day, "成员") for number, day in enumerate(days)]


def test_the_sentence_counts_people_and_says_when_they_are_few(tmp_path):
    """One of four bought: the number, the interval, and that four people are few."""
    with open_shop(tmp_path, roster=joined(*["2026-04-01"] * 4), orders=[paid(1, "客0", "2026-04-05", "50"), *EDGES]) as ws:
        result = funnel.measure(ws, steps=("join", "first_order"))
        said = path_words.verdict(result, ZH)
        assert said.startswith("4 个进了群的人里，1 个 30 天内下了首单（25%）")
        assert said.endswith(ZH("deals.verdict_small"))
        assert path_words.bound(result, ZH) == ZH("deals.bound", of=4, count=1, bound=2, share="50%")


def test_open_windows_are_no_verdict(tmp_path):
    """All joined last week: too early, not nought per cent."""
    with open_shop(tmp_path, roster=joined("2026-08-25", "2026-08-26"), orders=EDGES) as ws:
        result = funnel.measure(ws, steps=("join", "first_order"))
        assert path_words.verdict(result, ZH) == ZH("deals.verdict_open", open=2, days=30)


def test_a_single_step_says_so_and_what_to_add(tmp_path):
    """A chat alone, without joins: one step, and the order sheet that would help."""
    with open_shop(tmp_path, talk=every_day("阿梅", "2026-04-01", "2026-04-03")) as ws:
        result = funnel.measure(ws)
        assert path_words.verdict(result, ZH) == ZH("deals.verdict_one_step")
        assert ZH("deals.missing_orders") in path_words.missing(result, ZH)


def test_who_is_left_out_is_said(tmp_path):
    """Joined before the order sheet began: a line with the number."""
    with open_shop(tmp_path, roster=joined("2026-02-01", "2026-04-01"), orders=EDGES) as ws:
        result = funnel.measure(ws, steps=("join", "first_order"))
        assert ZH("deals.left_before_record", count=1) in path_words.missing(result, ZH)


@pytest.mark.usefixtures("calm")
def test_the_demo_page_shows_the_path_and_its_match_rate(sample_home: Path) -> None:
    """Three steps, the orders with a known buyer, and the bound for the others."""
    app = App(sample_home).go("deals", "path")
    labels = [metric.label for metric in app.at.metric]
    assert labels == [ZH("deals.step.join"), ZH("deals.step.first_order"), ZH("deals.step.repurchase"), ZH("deals.card_match")]
    assert "30 天内" in app.at.subheader[0].value
    assert ZH("deals.why_differs")[:20] in app.words
    assert [box.label for box in app.at.selectbox if box.value is None] == [], "an English “Choose an option” would stand there"
    assert "自动（30 天）" in {str(box.options[0]) for box in app.at.selectbox}


@pytest.mark.usefixtures("calm")
def test_a_longer_window_is_kept_when_the_language_changes(sample_home: Path) -> None:
    """60 days chosen in Chinese are still 60 days in English."""
    app = App(sample_home).go("deals", "path")
    app.at.selectbox(key="path_window_zh").set_value(60 * 24).run()
    assert "60 天内" in app.at.subheader[0].value
    app.at.query_params["lang"] = "en"
    app.at.run()
    assert "within 60 days" in app.at.subheader[0].value
    assert not app.at.exception


@pytest.mark.usefixtures("calm")
def test_choosing_lost_people_lists_as_many(sample_home: Path) -> None:
    """The list is as long as the number in its heading, for whichever piece is chosen."""
    app = App(sample_home).go("deals", "path")
    chosen = next(box for box in app.at.selectbox if box.label == ZH("deals.list_step"))
    for option in chosen.options[:4]:
        chosen = next(box for box in app.at.selectbox if box.label == ZH("deals.list_step"))
        chosen.select_index(chosen.options.index(option)).run()
        shown = next(frame.value for frame in app.at.dataframe if "person" in frame.value.columns)
        assert f" {len(shown)} 人" in option
