"""每类带来什么 as a person meets it: demo, masked, English, and a shop with only one kind of file."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics import Workspace
from analytics.metrics import brings, post_effects
from analytics.texts import texts_for
from pages.content import brings_words as words
from pages.parts import shops
from tests.analytics.metrics.shops import CHAT, at, chat_file, roster_file
from tests.pages.conftest import App, trouble

ZH, EN = texts_for("zh"), texts_for("en")


@pytest.mark.usefixtures("calm")
def test_the_demo_says_which_kind_brings_what_and_opens_its_posts(sample_home: Path) -> None:
    """The planted facts: promotion has most of the orders, fun gets people talking; a group opens to as many posts."""
    app = App(sample_home).go("content", "brings")
    said = app.at.subheader[0].value.replace("\\", "")
    assert said.startswith(ZH("brings.kind.promotion"))
    assert ZH("brings.kind.fun") in said
    found = post_effects.measure(shops.opened(app.shop_file))
    groups = brings.groups(found, "category").set_index("value")
    assert groups["index"].idxmax() == "promotion"
    assert groups.drop("other")["mean"].idxmax() == "fun"
    app.at.selectbox(key="brings_value_category_zh").select("fun").run()
    assert ZH("brings.posts_of", kind=ZH("brings.kind.fun"), count=int(groups["count"]["fun"])) in app.words
    assert ZH("brings.not_cause") in app.words
    for tab in ("rates", "cross"):
        app.at.session_state["brings_tab_zh"] = ZH(f"brings.tab_{tab}")
        app.at.run()
        assert not app.at.exception
    # Of the third way of sorting one value: the first of the list after "all posts".
    app.at.selectbox(key="brings_only_zh").select_index(1).run()
    assert not app.at.exception
    assert not trouble(app)


@pytest.mark.usefixtures("calm")
def test_hidden_names_stay_hidden_beside_the_orders(sample_home: Path) -> None:
    """In English and masked: no text of a post, no buyer's name."""
    app = App(sample_home, lang="en", masked="1").go("content", "brings")
    assert EN("brings.card_placed") in app.words
    assert "限量" not in app.words
    assert not trouble(app)


def test_without_orders_only_answers_are_told(tmp_path: Path) -> None:
    """The sentence speaks of answers, the missing line of the order sheet."""

    talk = [("小助手", at(f"2026-06-{day:02}", 20), f"招牌套餐秒杀,限时特价 99 元下单{day}") for day in range(1, 7)]
    with Workspace.open() as ws:
        ws.import_file(chat_file(tmp_path, [*talk, ("阿珍", at("2026-06-06", 20, 5), "我要一份乳鸽")]), chat=CHAT)
        ws.import_file(roster_file(tmp_path, [("小助手", "", "运营"), ("阿珍", "", "成员")]), chat=CHAT, whole_roster=True)
        found = post_effects.measure(ws)
    assert words.verdict(found, brings.balance(found), ZH) == ZH("brings.verdict_posts", count=6)
    assert ZH("brings.missing_orders") in words.missing(found, ZH)
    assert len(words.cards(found, brings.balance(found), ZH)) == 2
