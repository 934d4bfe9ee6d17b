"""What-if as a person meets it: ask, move a slider, see people and money, save, compare, try for real."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analytics import Workspace
from analytics.texts import texts_for
from analytics.what_if.answer import answer
from analytics.what_if.questions import QUESTIONS
from pages.what_if import words
from tests.analytics.metrics.shops import chat_file, every_day, order_file, paid
from tests.pages.conftest import App
from tests.pages.test_every_page import _raw_keys

pytestmark = pytest.mark.usefixtures("calm")
ZH = texts_for("zh")
_NEEDS = ("orders", "history", "joins", "newcomers", "path", "invites", "leaves", "members", "posts")


def _slider(app: App, label: str) -> Any:
    return next(one for one in app.at.slider if one.label == label)


# English is read whole by the tests of texts; here it shows that one page of each picture speaks it.
@pytest.mark.parametrize(("language", "questions"), [("zh", tuple(QUESTIONS)), ("en", ("thresholds", "funnel"))])
def test_every_question_is_answered_on_the_demo(sample_home: Path, language: str, questions: tuple[str, ...]) -> None:
    app = App(sample_home, lang=language).go("what_if", "questions")
    for question in questions:
        app.at.button(key=f"what_if_ask_{question}").click().run()
        assert not app.at.exception
        assert not _raw_keys(app.words)
        assert len(app.at.metric) >= 3
        assert app.address["ask"] == question


def test_a_slider_moves_the_sentence_the_address_and_the_list(sample_home: Path) -> None:
    app = App(sample_home).go("what_if", "questions")
    before = app.at.subheader[0].value
    contacts = next(one for one in app.at.slider if one.label == ZH("what_if.lever.wake_up.contacts"))
    contacts.set_value(5).run()
    assert app.address["given"] == "contacts_5"
    assert app.at.subheader[0].value != before
    app.at.session_state["what_if_tab_zh"] = ZH("what_if.tab_people")
    app.at.run()
    listed = next(frame.value for frame in app.at.dataframe if "display_name" in frame.value)
    assert len(listed) == 5
    app.at.button(key="what_if_back").click().run()
    assert app.at.subheader[0].value == before
    assert "given" not in app.address


def test_the_sentence_is_the_answer_of_the_model(sample_home: Path) -> None:
    app = App(sample_home)
    app.at.query_params["ask"], app.at.query_params["given"] = "discount", "margin_0.5*uplift_0.2"
    app.go("what_if", "questions")
    with Workspace.open(app.shop_file) as ws:
        question = QUESTIONS["discount"]
        found = answer(question, question.measure(ws), {"margin": 0.5, "uplift": 0.2})
    assert app.at.subheader[0].value.replace("\\", "") == words.sentence(found, ZH)
    assert found.outcome("break_even")["then"] == pytest.approx(0.25)


def test_nonsense_in_the_address_is_left_out(sample_home: Path) -> None:
    app = App(sample_home)
    app.at.query_params["ask"], app.at.query_params["given"] = "nothing", "rate_x*contacts_-5*who_1e9*_3*nan_nan"
    app.go("what_if", "questions")
    assert not app.at.exception
    assert app.at.slider


def test_an_articles_claim_is_used_only_when_asked_for(sample_home: Path) -> None:
    app = App(sample_home)
    app.at.query_params["ask"] = "first_order"
    app.go("what_if", "questions")
    rate = ZH("what_if.lever.first_order.rate")
    assert next(one.value for one in app.at.slider if one.label == rate) != 0.25
    claim = app.at.button(key="what_if_claim")
    assert "未经验证" in claim.label
    claim.click().run()
    assert next(one.value for one in app.at.slider if one.label == rate) == 0.25


def test_scenarios_are_saved_and_stand_beside_today(sample_home: Path) -> None:
    app = App(sample_home)
    app.at.query_params["ask"] = "growth"
    app.at.session_state["what_if_saved_box"] = True
    app.go("what_if", "questions")
    for name, joins in (("少进", 10), ("多进", 90)):
        next(one for one in app.at.slider if one.label == ZH("what_if.lever.growth.joins")).set_value(joins).run()
        app.at.text_input(key="what_if_name").input(name)
        app.at.button(key="what_if_save").click().run()
    with Workspace.open(app.shop_file) as ws:
        saved = ws.scenarios()
    assert saved["name"].tolist() == ["少进", "多进"]
    assert f"| {ZH('what_if.column.outcome')} | {ZH('what_if.column.today')} | 少进 | 多进 |" in app.words
    [joins] = [line for line in app.words.splitlines() if line.startswith(f"| {ZH('what_if.lever.growth.joins')} |")]
    assert joins.endswith("| 10 人 | 90 人 |")
    app.at.button(key=f"what_if_forget_{saved['scenario_id'].iloc[0]}").click().run()
    with Workspace.open(app.shop_file) as ws:
        assert ws.scenarios()["name"].tolist() == ["多进"]


def test_halves_are_drawn_saved_and_listed(sample_home: Path) -> None:
    app = App(sample_home)
    app.at.session_state["what_if_trial_box"] = True
    app.go("what_if", "questions")
    people = next(one for one in app.at.slider if one.label == ZH("what_if.lever.wake_up.contacts")).value
    app.at.text_input(key="what_if_trial_name").input("老客券")
    app.at.button(key="what_if_trial_draw").click().run()
    with Workspace.open(app.shop_file) as ws:
        [key] = ws.experiments()["experiment_id"]
    halves = next(frame.value for frame in app.at.dataframe if "half" in frame.value)
    assert len(halves) == people
    assert "老客券" in app.words
    assert ZH("what_if.trial_running") in app.words
    app.at.button(key=f"what_if_trial_forget_{key}").click().run()
    assert not [frame for frame in app.at.dataframe if "half" in frame.value]
    app.at.text_input(key="what_if_trial_name").input("十月的券")
    app.at.date_input(key="what_if_trial_begins").set_value(date(2026, 10, 1))
    app.at.button(key="what_if_trial_draw").click().run()
    assert ZH("what_if.trial_running") not in app.words
    assert ZH("what_if.trial_verdict", word="") in app.words


def test_a_shop_with_too_little_says_what_it_needs_and_offers_marked_example_numbers(sample_home: Path, tmp_path: Path) -> None:
    app = App(sample_home).make_shop()
    with Workspace.open(app.shop_file) as ws:
        ws.import_file(chat_file(tmp_path, every_day("小满", "2026-06-01", "2026-06-05")), chat="福利群")
    app.go("what_if", "questions")
    assert not app.at.exception
    assert ZH("what_if.need.orders") in app.words
    app.at.button(key="what_if_example").click().run()
    assert ZH("what_if.example") in app.words
    assert app.at.metric
    app.at.button(key="what_if_ask_growth").click().run()
    assert ZH("what_if.need.leaves") in app.words or ZH("what_if.example") in app.words


@pytest.mark.parametrize("kind", ["orders", "chat"])
def test_with_one_file_every_question_answers_or_says_what_it_needs(sample_home: Path, tmp_path: Path, kind: str) -> None:
    app = App(sample_home, masked="1").make_shop()
    file = chat_file(tmp_path, every_day("小满", "2026-06-01", "2026-06-20")) if kind == "chat" else order_file(
        tmp_path, [paid(at, f"顾客{at % 9}", f"2026-0{at % 3 + 4}-{at % 28 + 1:02d}", 40 + at) for at in range(60)])
    with Workspace.open(app.shop_file) as ws:
        ws.import_file(file, chat="福利群") if kind == "chat" else ws.import_file(file)
    app.go("what_if", "questions")
    for question in QUESTIONS:
        app.at.button(key=f"what_if_ask_{question}").click().run()
        assert not app.at.exception
        assert app.at.metric or any(ZH(f"what_if.need.{one}") in app.words for one in _NEEDS)
        assert "顾客" not in app.words


def test_a_click_that_still_carries_the_address_before_the_sliders_move_loses_neither(sample_home: Path) -> None:
    """So quick a click that the browser has not heard of the new address yet."""
    app = App(sample_home)
    app.at.query_params["ask"] = "growth"
    app.go("what_if", "questions")
    joins, months = (ZH(f"what_if.lever.growth.{name}") for name in ("joins", "months"))
    _slider(app, joins).set_value(10).run()
    late = app.address
    _slider(app, months).set_value(3).run()
    app.at.query_params.clear()
    app.at.query_params.update(late)
    app.at.button(key="what_if_ask_discount").click().run()
    assert app.address["ask"] == "discount"
    assert "given" not in app.address


def test_the_back_button_brings_the_sliders_back(sample_home: Path) -> None:
    app = App(sample_home)
    app.at.query_params["ask"] = "growth"
    app.go("what_if", "questions")
    joins = ZH("what_if.lever.growth.joins")
    _slider(app, joins).set_value(10).run()
    before = app.address
    _slider(app, joins).set_value(20).run()
    app.at.query_params.clear()
    app.at.query_params.update(before)
    app.at.run()
    assert _slider(app, joins).value == 10


def test_the_back_button_takes_the_first_move_back_too(sample_home: Path) -> None:
    app = App(sample_home)
    app.at.query_params["ask"] = "growth"
    app.go("what_if", "questions")
    months = ZH("what_if.lever.growth.months")
    before, start = app.address, _slider(app, months).value
    _slider(app, months).set_value(start + 3).run()
    app.at.query_params.clear()
    app.at.query_params.update(before)
    app.at.run()
    assert _slider(app, months).value == start
