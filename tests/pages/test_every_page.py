"""Every view of the menu, in both languages, in an empty shop and in the demo shop, names shown and hidden."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from analytics import Workspace
from analytics.texts import all_texts, texts_for
from pages import MENU
from pages.parts import demo
from tests.hidden_names import found_in, names_of
from tests.pages.conftest import App

VIEWS = [(entry.id, view) for entry in MENU for view in entry.views]
LANGUAGES = ("zh", "en")
every_view = pytest.mark.parametrize(("section", "view"), VIEWS, ids=[f"{one}-{two}" for one, two in VIEWS])
every_language = pytest.mark.parametrize("language", LANGUAGES)
# What a key of a text looks like, with whatever else stands without a blank between letters and dots.
_WORD = re.compile(r"[\w.]+")


@pytest.fixture(scope="module")
def started_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A computer without sample files on which the app was started once: to look at, nothing here changes it."""
    place = tmp_path_factory.mktemp("started")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QUNXI_HOME", str(place / "home"))
        patch.setattr(demo, "SAMPLES", place / "no_samples")
        assert not App(place / "home").at.exception
    return place / "home"


@every_view
@every_language
@pytest.mark.usefixtures("calm")
def test_empty_shop_has_no_dead_end(section: str, view: str, language: str, started_home: Path,
                                    monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any data a view still has its title and says something; nothing breaks."""
    monkeypatch.setenv("QUNXI_HOME", str(started_home))
    monkeypatch.setattr(demo, "SAMPLES", started_home / "no_samples")
    app = App(started_home, lang=language).go(section, view)
    texts = texts_for(language)
    assert [title.value for title in app.at.title] == [texts(f"view.{section}.{view}")]
    assert not app.at.exception
    assert len(app.at.main.children) > 2


@every_view
@pytest.mark.usefixtures("calm")
def test_demo_shop_fills_every_view(section: str, view: str, sample_home: Path) -> None:
    """With the demo shop every view draws itself, and no key of a text shows through."""
    app = App(sample_home).go(section, view)
    assert [title.value for title in app.at.title] == [texts_for("zh")(f"view.{section}.{view}")]
    assert not app.at.exception
    assert not _raw_keys(app.words)


@every_view
@pytest.mark.usefixtures("calm")
def test_hidden_names_stay_hidden(section: str, view: str, sample_home: Path) -> None:
    """In English, with 隐藏真名: every view draws itself, and nothing it sends (words, tables, charts, hovers) tells on anybody."""
    app = App(sample_home, lang="en", masked="1").go(section, view)
    texts = texts_for("en")
    with Workspace.open(app.shop_file) as workspace:
        hidden = names_of(workspace)
    assert [title.value for title in app.at.title] == [texts(f"view.{section}.{view}")]
    assert not app.at.exception
    assert not _raw_keys(app.words)
    # 留存 names people only once its 专业 box is opened.
    assert texts("mask.person") in app.words or section not in ("home", "members") or view == "retention"
    assert found_in(app.sent, hidden) == []


@pytest.mark.parametrize("view", ["pieces", "topics"])
@pytest.mark.usefixtures("calm")
def test_what_was_written_is_shown_without_the_names_in_it(view: str, sample_home: Path) -> None:
    """「显示原话」: texts are there to read, and still no name, phone or group in anything sent."""
    shut, app = (App(sample_home, masked="1", **more).go("content", view) for more in ({}, {"spoken": "1"}))
    with Workspace.open(app.shop_file) as workspace:
        hidden = names_of(workspace)
    assert found_in(app.sent, hidden) == []
    assert "乳鸽" in app.sent.decode("utf-8", "ignore")
    assert "乳鸽" not in shut.sent.decode("utf-8", "ignore")


def _raw_keys(words: str) -> set[str]:
    return {key for key in _WORD.findall(words) if "." in key} & set(all_texts())
