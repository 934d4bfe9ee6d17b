"""The retention and activity pages: every look draws, every list is as long as its number, words on rules stick, refusals say why."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics import Workspace
from analytics.metrics import activity, churn, core, rejected_messages, retention
from analytics.texts import texts_for
from pages.members import activity_words, retention_words
from pages.parts import shops
from tests.analytics.metrics.shops import CHAT, every_day, roster_file
from tests.hidden_names import names_of
from tests.pages.conftest import App

ZH, EN = texts_for("zh"), texts_for("en")


def stored(home: Path) -> Workspace:
    """The demo shop's file, opened beside the app."""
    return Workspace.open(home / f"{shops.DEMO}.duckdb")


def look(app: App, page: str, name: str, language: str = "zh") -> None:
    """Press one of the looks of a page."""
    app.at.segmented_control(key=f"{page}_{language}").set_value(name).run()
    assert not app.at.exception


@pytest.mark.usefixtures("calm")
def test_the_retention_page_says_what_the_metric_says(sample_home: Path) -> None:
    """Sentence and average; then every look in turn, the lists as long as they say."""
    app = App(sample_home).go("members", "retention")
    with stored(sample_home) as ws:
        result, lost = retention.measure(ws), churn.measure(ws)
    assert retention_words.verdict(result, ZH) in app.words
    assert len(app.at.dataframe[0].value) == len(result.overall)
    for name in ("actives", "churn", "warnings", "exits", "won_back"):
        look(app, "retention_look_6", name)
        if name == "warnings":
            assert ZH("churn.warnings_list", count=len(lost.warnings)) in app.words
        if name == "churn":
            assert ZH("churn.list", form=ZH("churn.form.left"), count=len(lost.people("left"))) in app.words
        if name == "exits":
            assert "无法知道的群" in app.words


@pytest.mark.usefixtures("calm")
@pytest.mark.parametrize(("field", "value"), [("start", "join"), ("start", "order"), ("mode", "after"), ("mode", "bracket"),
                                              ("unit", "day"), ("unit", "month")])
def test_every_question_of_retention_has_its_answer(sample_home: Path, field: str, value: str) -> None:
    """Start, way of looking and unit can all be changed."""
    app = App(sample_home, lang="en").go("members", "retention")
    app.at.selectbox(key=f"retention_{field}_en").select(value).run()
    assert not app.at.exception
    with stored(sample_home) as ws:
        result = retention.measure(ws, None, **{"unit": "week", field: value})
    assert retention_words.verdict(result, EN) in app.words


@pytest.mark.usefixtures("calm")
def test_a_list_of_survivors_is_refused_on_the_page(empty_home: Path, tmp_path: Path) -> None:
    """From joining: the reason and what can be seen instead; no picture."""
    app = App(empty_home).make_shop()
    with Workspace.open(app.shop_file) as ws:
        ws.import_file(roster_file(tmp_path, [("小雨", "2026-06-01", ""), ("阿珍", "2026-06-02", "")]), chat=CHAT)
    app.go("members", "retention")
    app.at.selectbox(key="retention_start_zh").select("join").run()
    app.at.selectbox(key="retention_back_zh").select("member").run()
    assert ZH("retention.refused.survivors_only") in app.words
    assert ZH("retention.instead.survivors_only") in app.words
    assert not app.at.exception


@pytest.mark.usefixtures("calm")
def test_the_activity_page_says_what_the_metric_says(sample_home: Path) -> None:
    """Sentence, list and every look."""
    app = App(sample_home).go("members", "activity")
    with stored(sample_home) as ws:
        result, best = activity.measure(ws), core.measure(ws)
    assert activity_words.verdict(result, ZH) in app.words
    assert len(app.at.dataframe[0].value) == result.rate()["count"]
    for name in ("core", "stars", "days", "rejected", "topics", "sessions", "ugc", "answers", "states"):
        look(app, "activity_look", name)
        if name == "core":
            assert ZH("activity.core_list", count=best.count) in app.words
            assert len(app.at.dataframe[0].value) == best.count
        if name == "sessions":
            app.at.text_input(key="talk_session_name").input("亲子分享")
            app.at.button(key="talk_session_save").click().run()
            assert ZH("talk_sessions.registered", count=1) in app.words
            assert "亲子分享" in app.words
            assert not app.at.exception


@pytest.mark.usefixtures("calm")
def test_a_line_is_tried_on_the_rules_while_they_are_changed(sample_home: Path) -> None:
    """“收到” is out; a line of one's own counts; nothing is stored by trying."""
    app = App(sample_home).go("members", "activity")
    look(app, "activity_look", "rejected")
    app.at.text_input(key="rejected_text_zh").input("收到").run()
    assert ZH("rejected.is_out", reason=ZH("reason.ack")) in app.words
    app.at.text_input(key="rejected_text_zh").input("今天的猪肚鸡真好吃").run()
    assert ZH("rejected.counts") in app.words
    with stored(sample_home) as ws:
        counted, useful = (rejected_messages.measure(ws).count(one) for one in ("ack", ""))
    app.at.selectbox(key="rejected_zh").select("ack").run()
    assert ZH("rejected.list", reason=ZH("reason.ack"), count=counted) in app.words
    # The rule is changed: “收到” counts from now on, said with both numbers; the rule as delivered brings the numbers back.
    words = next(box for box in app.at.text_area if box.key.startswith("rule_effective.ack_words"))
    words.set_value("\n".join(word for word in words.value.splitlines() if word != "收到")).run()
    assert ZH("rejected.tried") in app.words
    app.at.button(key="rejected_save").click().run()
    with stored(sample_home) as ws:
        more = rejected_messages.measure(ws)
        assert more.count("ack") < counted
        assert ZH("rejected.saved", before=ZH.number(useful), after=ZH.number(more.count(""))) in app.words
    app.at.button(key="rejected_reset").click().run()
    with stored(sample_home) as ws:
        back = rejected_messages.measure(ws)
        assert (back.count(""), back.count("ack")) == (useful, counted)
    assert not app.at.exception


@pytest.mark.usefixtures("calm")
@pytest.mark.parametrize("view", ["retention", "activity"])
def test_a_chat_alone_gives_a_first_sentence(empty_home: Path, tmp_path: Path, view: str) -> None:
    """Without a list there is no share, yet a sentence and people."""
    from tests.analytics.metrics.shops import chat_file

    app = App(empty_home).make_shop()
    with Workspace.open(app.shop_file) as ws:
        ws.import_file(chat_file(tmp_path, every_day("小雨", "2026-06-01", "2026-06-30")), chat=CHAT)
    app.go("members", view)
    assert not app.at.exception
    if view == "activity":
        assert "1 人说过有用的话" in app.words
        assert ZH("activity.no_list") in app.words


@pytest.mark.usefixtures("calm")
def test_no_look_shows_a_hidden_name(sample_home: Path) -> None:
    """隐藏真名 holds on every look: names, groups and what members wrote."""
    app = App(sample_home, masked="1").go("members", "activity")
    with Workspace.open(app.shop_file) as ws:
        hidden = names_of(ws)
    for name in ("people", "core", "stars", "rejected", "topics", "sessions", "ugc", "answers", "states"):
        look(app, "activity_look", name)
        shown = app.words
        assert not [one for one in hidden if one in shown], name
    app.go("members", "retention")
    for name in ("actives", "churn", "warnings", "exits", "won_back"):
        look(app, "retention_look_6", name)
        shown = app.words
        assert not [one for one in hidden if one in shown], name
