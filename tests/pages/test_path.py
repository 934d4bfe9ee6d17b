"""The path page in use: ready-made paths, choices in the address, tabs, people onto this week's list."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from analytics import Workspace
from analytics.metrics import follow_up
from analytics.metrics.funnel_steps import Step
from analytics.texts import texts_for
from pages.deals import path_address, path_beside
from tests.pages.conftest import App

ZH = texts_for("zh")
EVENTS = ("join", "speak", "接龙", "first_order", "order")
VALUES = {"store": ("石岐店", "东区店"), "item": ("猪肚鸡",)}
CHOICES = {
    "steps": (Step(("join",)), Step(("接龙", "first_order"), (), True), Step(("order",), (("store", "东区店"), ("amount_from", "50")))),
    "window_hours": 72, "order": "strict", "entry": "reentry", "hold": "store", "exclude": ("leave", "refund"), "whole_days": True,
}


def test_the_address_says_every_choice_and_no_name() -> None:
    """What was written is read back; names of events, shops and products are not in it."""
    text = path_address.written(CHOICES)
    assert text is not None
    assert path_address.read(text, EVENTS, VALUES) == CHOICES
    assert text.isascii()


@pytest.mark.parametrize("text", ["", None, "nonsense", "~~;;w.x;o.sideways;e.;h.moon;x.join", "w.999999", "s00000000"])
def test_an_address_of_nonsense_is_no_choice(text: str | None) -> None:
    """A slip or somebody else's link leaves the page as the data suggest."""
    found = path_address.read(text, EVENTS, VALUES)
    assert not found.get("steps")
    assert "window_hours" not in found
    assert not found.get("exclude")


def test_what_this_shop_does_not_hold_is_left_out() -> None:
    """A step and a wish of another shop."""
    text = path_address.written(CHOICES)
    assert path_address.read(text, ("join", "order"), {})["steps"] == (Step(("join",)), Step(("order",), (("amount_from", "50"),)))


@pytest.mark.usefixtures("calm")
def test_every_tab_opens_and_a_ready_made_path_stands_in_the_address(sample_home: Path) -> None:
    """One visit: the tabs one by one, then the lead path, then back."""
    app = App(sample_home).go("deals", "path")
    for name in ("table", "groups", "time", "weeks", "apart", "why", "branch", "match", "totals"):
        app.at.session_state["path_tab_zh"] = ZH(f"path.tab_{name}")
        app.at.run()
        assert not app.at.exception, name
    assert ZH("path.totals_how") in app.words
    app.at.button(key="path_preset_attract").click().run()
    assert app.address["path"] == "join~speak~first_order;w.720"
    assert [metric.label for metric in app.at.metric][:3] == [ZH("deals.step.join"), ZH("deals.step.speak"), ZH("deals.step.first_order")]
    app.at.button(key="path_back").click().run()
    assert "path" not in app.address
    assert not app.at.exception


@pytest.mark.usefixtures("calm")
def test_what_is_broken_down_and_which_days_stand_beside_are_in_the_address(sample_home: Path) -> None:
    """A link opens the tab with its choices; choosing writes them; other days may be any that do not overlap."""
    app = App(sample_home, split="month.2", period="own", from_="2026-08-05", to="2026-09-20").go("deals", "path")
    assert app.at.selectbox(key="path_by_zh").value == "month"
    assert app.at.selectbox(key="path_to_zh").value == "first_order"
    app.at.selectbox(key="path_by_zh").set_value("chat").run()
    assert app.address["split"] == "chat.2"
    group = next(one for one in app.at.selectbox(key="path_baseline_chat_zh").options if one != ZH("path.rest"))
    app.at.selectbox(key="path_baseline_chat_zh").select(group).run()
    assert app.address["split"].startswith("chat.2.")
    assert group not in str(app.address)
    app.at.session_state["path_tab_zh"] = ZH("path.tab_table")
    app.at.run()
    assert ZH("path.tested") in app.words
    app.at.date_input(key="path_beside_days_zh").set_value((date(2026, 7, 1), date(2026, 7, 31))).run()
    assert app.address["beside"] == "2026-07-01_2026-07-31"
    app.at.date_input(key="path_beside_days_zh").set_value((date(2026, 7, 1), date(2026, 9, 2))).run()
    assert ZH("path.beside_overlap") in app.words
    app.at.button(key="path_beside_back").click().run()
    assert "beside" not in app.address
    assert not app.at.exception


@pytest.mark.parametrize("text", ["", "2026-07-01", "2026-08-01_2026-07-01", "x_y", "2026-07-01_2026-07-02_2026-07-03"])
def test_days_of_nonsense_are_no_days(text: str) -> None:
    """Then the days just before are meant."""
    assert path_beside.read(text) is None


@pytest.mark.usefixtures("calm")
def test_lost_people_go_onto_this_weeks_list_and_a_path_is_kept(sample_home: Path) -> None:
    """The button puts as many as it says; a path kept under a name is offered by it."""
    app = App(sample_home, path="join~speak~first_order").go("deals", "path")
    said = app.at.button(key="path_to_list").label
    app.at.button(key="path_to_list").click().run()
    with Workspace.open(app.shop_file) as ws:
        listed = follow_up.measure(ws).counts.set_index("reason")["count"]
        assert 0 < listed["path"] <= int("".join(sign for sign in said if sign.isdigit()))
    app.at.text_input(key="path_keep_name").input("引流三步").run()
    app.at.button(key="path_keep").click().run()
    assert app.at.button(key="path_own_0").label == ZH("path.own", name="引流三步")
    assert not app.at.exception
