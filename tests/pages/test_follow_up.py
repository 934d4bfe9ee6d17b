"""本周跟进: the list as the metric gives it, a status in one click, many at once, undo, own words, the sheet."""

from __future__ import annotations

from pathlib import Path

import pytest
import streamlit as st

from analytics import Upload, Workspace
from analytics.metrics import follow_up, marks, today, wake_up
from analytics.texts import texts_for
from pages.home import follow_up_marks, follow_up_more, follow_up_words
from pages.parts import shops
from tests.pages.conftest import App

ZH, EN = texts_for("zh"), texts_for("en")


@pytest.fixture(autouse=True)
def _no_results_of_other_copies() -> None:
    """Every test has a copy of one shop: same id, same versions, other decisions."""
    st.cache_resource.clear()


def stored(home: Path) -> Workspace:
    """The demo shop's file, opened beside the app."""
    return Workspace.open(home / f"{shops.DEMO}.duckdb")


def open_list(home: Path, **address: str) -> App:
    """The page in a new tab."""
    return App(home, **address).go("home", "follow_up")


@pytest.mark.usefixtures("calm")
def test_the_page_lists_whom_the_metric_lists(sample_home: Path) -> None:
    """Sentence, cards and one copyable text a person; each says the words for that person."""
    app = open_list(sample_home)
    with stored(sample_home) as ws:
        found, result = follow_up.measure(ws), wake_up.loop(ws)
        assert follow_up_words.verdict(found, ZH) in app.words
        cards = follow_up_words.cards(found, result, ws.settings, ZH)
    assert [card.value for card in cards] == [metric.value for metric in app.at.metric]
    rows = found.list.to_dict("records")
    assert [code.value for code in app.at.code] == [follow_up_words.what_to_say(row, {}, ZH) for row in rows]
    assert all(row["display_name"] in code.value for row, code in zip(rows, app.at.code, strict=True))


@pytest.mark.usefixtures("calm")
def test_one_click_marks_a_person_and_undo_takes_it_back(sample_home: Path) -> None:
    """The person leaves the list, stands among those marked, and comes back with undo."""
    app = open_list(sample_home)
    with stored(sample_home) as ws:
        first = follow_up.measure(ws).list.iloc[0]
        before = len(follow_up.measure(ws).list)
        app.at.segmented_control(key=f"follow_up_{first['person_id']}_zh_{ws.data_version}").select("contacted").run()
        after = follow_up.measure(ws)
        assert len(after.list) == before - 1
        assert after.people("done")["person_id"].tolist() == [first["person_id"]]
        assert after.done["status"].tolist() == ["contacted"]
        assert ZH("follow_up.done_title", count=1) in app.words
        app.at.button(key="follow_up_undo").click().run()
        assert len(follow_up.measure(ws).list) == before
    assert ZH("follow_up.verdict", count=before) in app.words


@pytest.mark.usefixtures("calm")
def test_many_are_marked_at_once_with_a_note(sample_home: Path) -> None:
    """Two people, one note, one moment."""
    app = open_list(sample_home)
    with stored(sample_home) as ws:
        two = follow_up.measure(ws).list["person_id"].head(2).tolist()
        app.at.multiselect(key="follow_up_bulk_who").set_value(two)
        app.at.selectbox(key="follow_up_bulk_status").set_value("later")
        app.at.text_input(key="follow_up_bulk_note").input("周末再问")
        app.at.text_input(key="follow_up_bulk_by").input("阿珍")
        app.at.button(key="follow_up_bulk_save").click().run()
        said = ws.table("follow_ups").set_index("person_id").loc[two]
        assert said["status"].tolist() == ["later", "later"]
        assert said["note"].tolist() == ["周末再问", "周末再问"]
        assert said["by"].tolist() == ["阿珍", "阿珍"]
        assert len(ws.follow_up_moments()) == 1


@pytest.mark.usefixtures("calm")
def test_nobody_chosen_is_said_and_saves_nothing(sample_home: Path) -> None:
    """The button without anybody asks for people."""
    app = open_list(sample_home)
    app.at.button(key="follow_up_bulk_save").click().run()
    assert ZH("error.follow_up_nobody") in app.words
    with stored(sample_home) as ws:
        assert ws.table("follow_ups").empty


@pytest.mark.usefixtures("calm")
def test_own_words_are_used_and_emptying_returns_to_ours(sample_home: Path) -> None:
    """A changed template fills in names at once; an empty one is the shipped one again."""
    app = open_list(sample_home)
    with stored(sample_home) as ws:
        found = follow_up.measure(ws).list
        place = found["reason"].tolist().index("regular_gone")
        first = found.iloc[place]
        reason, key = first["reason"], f"template_{first['reason']}_zh"
        app.at.text_area(key=f"{key}_{ws.data_version}").input("{昵称}你好,{天数}天没见")
        app.at.button(key="follow_up_templates_save").click().run()
        assert follow_up.templates(ws) == {reason: "{昵称}你好,{天数}天没见"}
        assert app.at.code[place].value == f"{first['display_name']}你好,{int(first['days'])}天没见"
        app.at.text_area(key=f"{key}_{ws.data_version}").input("")
        app.at.button(key="follow_up_templates_save").click().run()
        assert follow_up.templates(ws) == {}


@pytest.mark.usefixtures("calm")
def test_hidden_names_stay_hidden_in_words_and_sheet(sample_home: Path) -> None:
    """With 隐藏真名 the words to copy and the sheet carry pseudonyms, and the sheet still finds its people."""
    app = open_list(sample_home, masked="1")
    with stored(sample_home) as ws:
        names = [name for name in follow_up.measure(ws).list["display_name"] if len(name) > 2]
        assert not [name for name in names if any(name in code.value for code in app.at.code)]
        assert ZH("follow_up.templates_hidden") in app.words
        hidden = ws.masked("客人", "群")
        found = follow_up.measure(hidden)
        book = follow_up_more.workbook(hidden, found, ZH)
        receipt = ws.import_upload(Upload("本周跟进.xlsx", data=book))
        assert (receipt.kept, receipt.rejected) == (len(found.list), 0)
        assert set(ws.table("follow_ups")["person_id"]) == set(found.list["person_id"])


@pytest.mark.usefixtures("calm")
def test_home_leads_to_the_list(sample_home: Path) -> None:
    """The first screen links to it below the three things."""
    app = App(sample_home, lang="en")
    app.at.button(key="to_follow_up").click().run()
    assert [title.value for title in app.at.title] == [EN("view.home.follow_up")]
    assert app.address["view"] == "follow_up"



@pytest.mark.usefixtures("calm")
def test_marks_are_counted_and_one_taken_off_leaves_the_lists(sample_home: Path) -> None:
    """The pills carry the metric's numbers; a mark taken off is gone from its kind and from the first screen."""
    app = open_list(sample_home)
    app.at.session_state["marks_box"] = True
    app.at.run()
    with stored(sample_home) as ws:
        found = marks.measure(ws)
        options = app.at.get("button_group")
        said = [option.content for group in options for option in group.proto.options]
        for mark in ("question", "complaint"):
            assert ZH("follow_up.behind_line", title=ZH(f"mark.{mark}"), count=len(found.of_mark(mark))) in said
        asked = today.measure(ws).people("unanswered")
        key = asked["message_key"].iloc[0]
        follow_up_marks.decide(ws, [key], marks.TAKEN_OFF)
        assert key not in today.measure(ws).people("unanswered")["message_key"].tolist()
        assert marks.measure(ws).of_mark("none")["message_key"].tolist() == [key]
        follow_up_marks.decide(ws, [key], None)
        assert len(today.measure(ws).people("unanswered")) == len(asked)
        assert marks.measure(ws).of_mark("none").empty


@pytest.mark.usefixtures("calm")
def test_words_and_patience_are_changed_on_the_page_and_taken_back(sample_home: Path) -> None:
    """Fewer words: fewer messages and a shorter list on the first screen; undo and the shipped rules bring them back."""
    app = open_list(sample_home)

    def now() -> tuple[int, int]:
        with stored(sample_home) as ws:
            return len(marks.measure(ws).of_mark("complaint")), len(today.measure(ws).people("unanswered"))

    def field(name: str) -> str:
        with stored(sample_home) as ws:
            return f"{name}_{ws.uuid}_{ws.settings_version}_zh"

    before = now()
    app.at.session_state["marks_box"] = True
    app.at.run()
    app.at.text_area(key=field("marks.complaint_words")).input("这个字没有人说过")
    app.at.number_input(key=field("today.answer_until_minutes")).set_value(10080)
    app.at.button(key="marks_rules_save_complaint").click().run()
    assert not app.at.exception
    assert now()[0] == 0 < before[0]
    assert now()[1] < before[1]
    assert ZH("marks.none") in app.words
    app.at.button(key="marks_rules_undo").click().run()
    assert now() == before
    app.at.text_area(key=field("marks.complaint_words")).input("这个字没有人说过")
    app.at.button(key="marks_rules_save_complaint").click().run()
    app.at.button(key="marks_rules_shipped_complaint").click().run()
    assert now() == before
    with stored(sample_home) as ws:
        assert not ws.settings.own
