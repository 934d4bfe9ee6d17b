"""The tab on how well posts are sorted: what corrections taught, the comparison with the rules, and the switch."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics.metrics import content_mix, learned_posts
from analytics.texts import texts_for
from pages.content import learned, mix_words
from pages.parts import shops
from tests.pages.conftest import App

ZH = texts_for("zh")
# Somebody who calls every kind by another name: no rule is right, but the words tell which.
TURNED = {"promotion": "knowledge", "knowledge": "fun", "fun": "promotion"}


@pytest.mark.usefixtures("calm")
def test_from_too_few_corrections_to_sorting_what_the_rules_left_open(sample_home: Path) -> None:
    """First how many are missing; then the comparison, the posts in the mix with their reason; switched off, none of them."""
    app = App(sample_home).go("content", "mix")
    app.at.session_state["content_tab_zh"] = ZH("content.tab_checked")
    app.at.run()
    workspace = shops.opened(app.shop_file)
    found = learned_posts.measure(workspace)
    assert found.state == "few"
    assert learned.said(found, ZH) in app.words
    open_ones = _corrected(workspace)
    app.at.run()
    found, result = learned_posts.measure(workspace), content_mix.measure(workspace)
    assert found.state == "on"
    assert found.rate("rules")["count"] == 0
    assert learned.said(found, ZH) in app.words
    assert learned.compared(found, ZH) in app.words
    assert result.coverage["undecided"] + result.coverage["learned"] == open_ones
    taught = result.posts[result.posts["reason"] == "learned"]
    assert len(taught) == result.coverage["learned"] > 0
    assert ZH("learned.counted", count=len(taught)) in app.words
    assert [mix_words.confidence(one, ZH) for one in (0.8, 0.9949, 0.995, 1.0)] == ["80%", "99%", *["99% 以上"] * 2]
    assert all(reason.startswith("像你改过的") for reason in mix_words.reasons(taught, ZH))
    app.at.toggle(key="learned_switch_zh").set_value(False).run()
    assert not workspace.settings.learned.in_use
    assert learned.said(learned_posts.measure(workspace), ZH) in app.words
    assert content_mix.measure(workspace).coverage["learned"] == 0
    assert not app.at.exception


def _corrected(workspace) -> int:
    """Everything that the rules decided is put right, the other way round; how many posts they left open."""
    posts = content_mix.measure(workspace).posts
    workspace.change_settings(workspace.settings.changed(learned__from_corrections=50, learned__from_confidence=0.5))
    known = posts[posts["said_category"].notna()]
    workspace.correct_posts({"category": dict(zip(known["post_id"], known["said_category"].map(TURNED), strict=True))})
    return int(posts["category"].isna().sum())
