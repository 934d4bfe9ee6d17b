"""The mix page: the sentence, a correction that is kept, whose posts count, and what only one file gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics import Workspace
from analytics.metrics import content_mix, shop_posts
from analytics.texts import texts_for
from pages.content import correcting, mix_words, operators
from pages.parts import shops
from tests.analytics.metrics.shops import CHAT, at, chat_file, open_shop, roster_file
from tests.pages.conftest import App

SHOP = "小灶小助手"
POSTS = [("2026-06-01", "招牌套餐秒杀,原价 168 现在 99 元下单"), ("2026-06-02", "双人餐特价 88 元,点链接下单"),
         ("2026-06-03", "小知识:鲈鱼怎么挑,教程在这里")]
ZH = texts_for("zh")


@pytest.fixture
def shop(tmp_path):
    """Two promotions and one piece of knowledge in the record of a group."""
    ws = Workspace.open()
    ws.import_file(chat_file(tmp_path, [(SHOP, at(day, 21), text) for day, text in POSTS]), chat=CHAT)
    ws.import_file(roster_file(tmp_path, [(SHOP, "", "运营")]), chat=CHAT, whole_roster=True)
    with ws:
        yield ws


def test_the_sentence_says_what_to_change_in_the_order_promotion_knowledge_fun(shop):
    """The target is named, never a bare 3:5:2."""
    said = mix_words.verdict(content_mix.measure(shop), ZH)
    assert "把 1 条推广换成" in said
    assert "推广 30% : 干货 50% : 娱乐 20%" in said


def test_without_posts_the_sentence_says_what_is_missing(tmp_path):
    """Nobody known as operator, and no chat at all, are two sentences."""
    with open_shop(tmp_path, talk=[("阿梅", at("2026-06-01"), "想吃乳鸽")]) as ws:
        assert mix_words.verdict(content_mix.measure(ws), ZH) == ZH("content.verdict_nobody")
    with open_shop(tmp_path, roster=[("阿梅", "2026-06-01", "成员")], orders=[
            ("E1", "阿梅", at("2026-06-01"), "20", "0", "交易完成")]) as ws:
        result = content_mix.measure(ws)
        assert mix_words.verdict(result, ZH) == ZH("content.verdict_none")


def test_a_kind_changed_in_the_table_is_kept(shop):
    """Only the changed row is stored, as a decision that outlives the view."""
    result = content_mix.measure(shop)
    before = correcting.listed(shop, result, result.all_posts(), ZH)
    after = before.copy()
    after.loc[0, "category"] = "fun"
    chosen = correcting.changes(before, after)
    assert chosen == {before["post_id"][0]: "fun"}
    assert correcting.decided(before, after) == {"category": chosen}
    shop.correct_posts(correcting.decided(before, after))
    assert content_mix.measure(shop).count("fun") == 1
    assert correcting.changes(before, before) == {}


def test_emptying_a_kind_is_no_change(shop):
    """A cleared cell says nothing; only one of the three kinds is a decision."""
    result = content_mix.measure(shop)
    before = correcting.listed(shop, result, result.all_posts(), ZH)
    assert correcting.changes(before, before.assign(category=None)) == {}


@pytest.mark.usefixtures("calm")
def test_the_demo_page_has_sentence_cards_and_definition(sample_home: Path) -> None:
    """DESIGN 9's order holds, the definition names the thresholds in force, and every tab draws itself."""
    app = App(sample_home).go("content", "mix")
    assert "换成" in app.at.subheader[0].value
    assert [metric.label for metric in app.at.metric][:3] == [ZH(f"category.{one}") for one in ("promotion", "knowledge", "fun")]
    assert "30%" in app.words
    said = {"weeks": ZH("mix.distance_title"), "parts": ZH("content.sheet_posts"), "operators": ZH("content.operators_whose"),
            "adding": mix_words.adding(content_mix.measure(shops.opened(app.shop_file)), ZH).split("\n")[0],
            "checked": ZH("ledger.table_sample")}
    for tab, words in said.items():
        assert words in opened(app, tab).words
        assert not app.at.exception


@pytest.mark.usefixtures("calm")
def test_choosing_a_kind_lists_as_many_posts_as_its_card_says(sample_home: Path) -> None:
    """娱乐互动 chosen: the heading over the list carries the card's number."""
    app = opened(App(sample_home).go("content", "mix"), "posts")
    count = next(metric for metric in app.at.metric if metric.label == ZH("category.fun")).value.split("/")[0]
    app.at.segmented_control(key="content_filter_zh").set_value("fun").run()
    assert ZH("content.posts_of", kind=ZH("category.fun"), count=int(count)) in app.words
    assert not app.at.exception


@pytest.mark.usefixtures("calm")
def test_a_correction_changes_the_cards_and_can_be_taken_back(sample_home: Path) -> None:
    """All posts with the words of one promotion become fun: the card loses exactly them; taking it back brings them back."""
    app = App(sample_home).go("content", "mix")
    before = _card(app, "promotion")
    workspace = shops.opened(app.shop_file)
    posts = content_mix.measure(workspace).posts
    promotions = posts[(posts["category"] == "promotion") & (posts["said_category"] == "promotion")]
    chosen = promotions["template"].value_counts().index[0]
    alike = promotions[promotions["template"] == chosen]
    moment = workspace.correct_posts(shop_posts.decision(posts, [alike["post_id"].iloc[0]], "words", "fun"))
    app.at.run()
    assert _card(app, "promotion") == before - len(alike)
    assert ZH("ledger.undo_title", count=1) in opened(app, "checked").words
    app.at.button(key=f"ledger_undo_{moment.isoformat()}").click().run()
    assert _card(app, "promotion") == before
    assert not app.at.exception


def opened(app: App, tab: str) -> App:
    """The page with one of its tabs open."""
    app.at.session_state["content_tab_zh"] = ZH(f"content.tab_{tab}")
    app.at.run()
    return app


def _card(app: App, kind: str) -> int:
    return int(next(metric for metric in app.at.metric if metric.label == ZH(f"category.{kind}")).value.split("/")[0])


def test_operator_choices_name_group_and_messages(shop):
    """Names go through the door, group and number stand beside them."""
    found = content_mix.measure(shop).operators
    assert operators.choices(shop, found, "posts", ZH) == {
        (found["chat_id"][0], int(found["person_id"][0])): ZH("content.operator_choice", name=SHOP, chat=CHAT, messages=3)}
