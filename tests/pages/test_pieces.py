"""单条内容 as a person meets it: demo, search, masked."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics.metrics import pieces, post_effects
from analytics.texts import texts_for
from pages.parts import shops
from tests.pages.conftest import App, trouble

ZH, EN = texts_for("zh"), texts_for("en")


@pytest.mark.usefixtures("calm")
def test_the_demo_ranks_its_wordings_and_searches_its_posts(sample_home: Path) -> None:
    """The sentence names the best wording; the library lists as many posts as the search finds."""
    app = App(sample_home).go("content", "pieces")
    workspace = shops.opened(app.shop_file)
    found = post_effects.measure(workspace)
    result = pieces.table(found, workspace.settings)
    best = result.templates[result.templates["verdict"] == "hit"].iloc[0]
    assert best["title"] in app.at.subheader[0].value.replace("\\", "").replace("\u2060", "")
    labels = {metric.label: metric.value for metric in app.at.metric}
    assert labels[ZH("pieces.verdict.hit")] == ZH("pieces.card_templates_value", count=result.count("hit"))
    app.at.session_state["pieces_tab_zh"] = ZH("pieces.tab_library")
    app.at.run()
    app.at.text_input(key="pieces_search_zh").input("乳鸽").run()
    assert ZH("pieces.posts", count=len(pieces.searched(found, "乳鸽"))) in app.words
    app.at.session_state["pieces_tab_zh"] = ZH("pieces.tab_plays")
    app.at.run()
    assert ZH("brings.way.draw") in app.words
    assert not trouble(app)


@pytest.mark.usefixtures("calm")
def test_hidden_names_hide_the_words_of_posts(sample_home: Path) -> None:
    """Masked and in English: no text of a post is on the page."""
    app = App(sample_home, lang="en", masked="1").go("content", "pieces")
    assert EN("pieces.verdict.hit") in app.words
    assert "街坊" not in app.words
    assert not trouble(app)
