"""The stages page: its sentence, lists as long as their numbers, weeks and months, shops that cannot tell."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from analytics import Workspace
from analytics.metrics import stage_targets, stages, states
from analytics.texts import texts_for
from pages.members import stages_words as words
from pages.parts import shops
from tests.analytics.metrics.shops import every_day, open_shop, order_file, paid
from tests.pages.conftest import App

ZH, EN = texts_for("zh"), texts_for("en")


def stored(home: Path) -> Workspace:
    """The demo shop's file, opened beside the app."""
    return Workspace.open(home / f"{shops.DEMO}.duckdb")


def opened(app: App, tab: str, language: str = "zh") -> App:
    """The page with one of its tabs open."""
    app.at.session_state[f"stages_tab_{language}"] = texts_for(language)(f"stages.tab_{tab}")
    app.at.run()
    return app


@pytest.mark.usefixtures("calm")
def test_the_page_says_what_the_metrics_say(sample_home: Path) -> None:
    """Sentence, cards, first list; the week in words; the article's lost cells."""
    app = App(sample_home).go("members", "stages")
    with stored(sample_home) as ws:
        result, aims, told = stages.measure(ws), stage_targets.measure(ws), states.measure(ws, unit="week")
    assert words.verdict(result, aims, ZH) in app.words
    assert [card.value for card in words.cards(aims, ZH)] == [metric.value for metric in app.at.metric]
    assert len(app.at.dataframe[0].value) == result.count("introduction")
    assert words.states_said(told, ZH) in opened(app, "states").words
    assert opened(app, "plan").words.count(ZH("stages.lost")) >= 2


@pytest.mark.usefixtures("calm")
def test_stages_states_and_targets_open_their_people(sample_home: Path) -> None:
    """A stage, a state of the last whole month, a side of a target: each list as long as its number."""
    app = App(sample_home, lang="en").go("members", "stages")
    with stored(sample_home) as ws:
        result, aims, told = stages.measure(ws), stage_targets.measure(ws), states.measure(ws, unit="month")
    app.at.segmented_control(key="stages_who_en").select("maturity").run()
    assert len(app.at.dataframe[0].value) == result.count("maturity")
    opened(app, "targets", "en").at.selectbox(key="stages_list_bought_en").select("not_yet").run()
    assert len(app.at.dataframe[0].value) == len(aims.people("not_yet"))
    opened(app, "states", "en").at.segmented_control(key="stages_unit_en").select("month").run()
    app.at.segmented_control(key="stages_state_month_en").select("lurker").run()
    assert told.last is not None
    lurkers = int(told.periods.set_index("start").loc[str(told.last), "lurker"])
    assert len(app.at.dataframe[0].value) == lurkers
    assert EN("stages.state_list", state=EN("state.lurker"), begins=f"{told.last}", count=lurkers) in app.words


def test_every_list_behind_a_target_is_as_long_as_its_number(sample_home: Path) -> None:
    """bought + not yet = of; again = k and stage buyers = n of repeat purchase."""
    with stored(sample_home) as ws:
        result = stage_targets.measure(ws)
    lists = {name: len(frame) for name, frame in words.target_lists(result).items()}
    introduction, maturity = result.target("introduction"), result.target("maturity")
    assert lists["bought"] == introduction["count"]
    assert lists["bought"] + lists["not_yet"] == introduction["of"]
    assert lists["pending"] == introduction["pending"]
    assert (lists["again"], lists["stage_buyers"]) == (maturity["count"], maturity["of"])
    frames = words.target_lists(result)
    clicked = {metric: words.list_of([{"metric": metric}], frames) for metric in ("first_order", "repurchase")}
    assert clicked == {"first_order": "bought", "repurchase": "again"}
    nobody_again = {name: frame for name, frame in frames.items() if name != "again"}
    assert words.list_of([{"metric": "repurchase"}], nobody_again) == "stage_buyers"
    assert words.list_of([], frames) == "bought"


@pytest.mark.usefixtures("calm")
def test_without_join_days_one_sentence_says_what_would_tell(empty_home: Path) -> None:
    """A pasted list: no stages, no pictures of nothing, what to add."""
    app = App(empty_home).make_shop()
    with Workspace.open(app.shop_file) as ws:
        ws.import_text("#接龙\n周末\n1. 小雨 猪肚鸡\n2. 阿珍 乳鸽", chat="福利群", day=date(2026, 6, 27))
    app.go("members", "stages")
    assert ZH("stages.nothing") in app.words
    assert ZH("stages.nothing_more") in app.words


@pytest.mark.usefixtures("calm")
def test_orders_alone_are_no_dead_end(empty_home: Path, tmp_path: Path) -> None:
    """Buyers without a group: what is missing is said, nothing breaks, nobody is said to be in a group; orders are followed."""
    app = App(empty_home).make_shop()
    orders = [paid(1, "阿珍", "2026-06-01", "25"), paid(2, "小雨", "2026-06-30", "24"), paid(3, "路人", "2026-06-03", "9")]
    with Workspace.open(app.shop_file) as ws:
        ws.import_file(order_file(tmp_path, orders))
    app.go("members", "stages")
    assert ZH("stages.nothing") in app.words
    assert not app.at.metric, "cards without a number are no cards"
    assert ZH("stages.states_nothing") in opened(app, "states").words
    app.go("members", "table")
    assert ZH("table.verdict", count=3, parts=ZH("table.standing.bought", count=3)) in app.at.subheader[0].value
    app.go("members", "retention")
    assert app.at.selectbox(key="retention_orders_start_zh").value == "order"


def test_what_cannot_be_measured_says_why(tmp_path: Path) -> None:
    """Chat and list without orders: three figures without a number, each with its own reason."""
    with open_shop(tmp_path, every_day("甲", "2026-06-01", "2026-06-30"), [("甲", "2026-01-01", "")]) as shop:
        result, aims = stages.measure(shop), stage_targets.measure(shop)
    lines = words.unmeasured(aims, ZH)
    assert len(lines) == 4
    assert sum(ZH("stages.why.no_orders") in line for line in lines) == 2
    assert ZH("stages.gap.orders") in words.gaps(result, ZH)
    assert [card.value for card in words.cards(aims, ZH)] == ["—"] * 4
    assert words.target_lists(aims) == {}, "without orders nobody's days are said to be not over yet"
    assert aims.target("introduction")["pending"] == 0
