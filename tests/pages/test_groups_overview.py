"""The page of all groups: its sentence, its table, a kind chosen on the spot, and the scorecards of each kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics import Upload, Workspace
from analytics.charts import group_table as charts
from analytics.metrics import group_table, scorecards
from analytics.texts import texts_for
from pages.members import groups_words
from pages.parts import shops
from tests.analytics.charts.encoded import missing_fields
from tests.analytics.metrics.shops import CHAT, TALK, at, every_day, open_shop
from tests.pages.conftest import App

ZH = texts_for("zh")


@pytest.mark.usefixtures("calm")
def test_the_page_says_what_the_metric_says(sample_home: Path) -> None:
    """Sentence, cards, one row a group, the first group's members, and a card a line that can be counted."""
    app = App(sample_home).go("members", "groups")
    with Workspace.open(sample_home / f"{shops.DEMO}.duckdb") as ws:
        result, cards = group_table.measure(ws), scorecards.measure(ws)
    assert groups_words.verdict(result, ZH) in app.words
    ours = [card.value for card in groups_words.cards(result, ZH)]
    assert [metric.value for metric in app.at.metric][:len(ours)] == ours
    assert list(app.at.dataframe[0].value["members"]) == list(result.groups["members"])
    assert len(app.at.dataframe[1].value) == result.groups["known"].iloc[0]
    kinds = [kind for kind in scorecards.CARDS if kind in set(cards.lines["chat_type"])]
    given = cards.lines[(cards.lines["chat_type"] == kinds[0]) & cards.lines["needs"].isna()]
    figures = cards.figures[(cards.figures["chat_type"] == kinds[0]) & cards.figures["needs"].isna()]
    assert len(app.at.metric) == len(ours) + len(given) + len(figures) > len(ours) + len(given)
    app.at.segmented_control(key="scorecards_kind_zh").set_value("快闪群").run()
    assert all(said in app.words for said in ("这场快闪怎么走的", "记录里一共 13 天", "25 单里 12 单", "要等满 30 天"))


@pytest.mark.usefixtures("calm")
def test_a_kind_chosen_on_the_page_is_kept(sample_home: Path) -> None:
    """The first group becomes a matching group, and its scorecard is that of one, from a sheet of requests."""
    with Workspace.open(sample_home / f"{shops.DEMO}.duckdb") as ws:
        result = group_table.measure(ws)
        chat, who = result.groups["chat_id"].iloc[0], result.people("members", result.groups["chat_id"].iloc[0])["display_name"]
        rows = [f"{who[0]},提出对接,找车,2026-10-05 10:00", f"{who[1]},提出对接,,2026-10-06 10:00", f"{who[0]},对接成功,找车,2026-10-08 10:00"]
        ws.import_upload(Upload("对接.csv", data="\n".join(["昵称,动作,项目,时间", *rows]).encode()))
    app = App(sample_home).go("members", "groups")
    app.at.selectbox(key=f"group_table_kind_{chat}_zh").select("资源对接群").run()
    app.at.segmented_control(key="scorecards_kind_zh").set_value("资源对接群").run()
    with Workspace.open(sample_home / f"{shops.DEMO}.duckdb") as ws:
        assert ws.table("chats").set_index("chat_id").loc[chat, "chat_type"] == "资源对接群"
        assert "matches" in set(scorecards.measure(ws).lines["key"])
    assert "找车 1 件（成了 1）" in app.words
    assert "没写是什么 1 件（成了 0）" in app.words


def test_what_cannot_be_known_is_a_dash_with_its_reason(tmp_path: Path) -> None:
    """A chat alone: no leaving, no orders, no share; each is named in a quiet line, none is 0."""
    with open_shop(tmp_path, [*every_day("小雨", "2026-06-01", "2026-06-28"), ("阿珍", at("2026-06-02"), TALK)]) as ws:
        result = group_table.measure(ws)
    left = next(card for card in groups_words.cards(result, ZH) if card.label == ZH("group_table.card.left"))
    assert left.value == "—"
    lines = groups_words.gaps(result, ZH)
    assert {ZH("group_table.more.list"), ZH("group_table.more.orders"), ZH("group_table.more.left", count=1)} <= set(lines)
    assert groups_words.verdict(result, ZH).startswith("1 个群里一共 2 个人。6月1日到6月28日")


@pytest.mark.parametrize("listed", [True, False])
def test_the_picture_names_only_columns_it_has(tmp_path: Path, listed: bool) -> None:
    """With shares or with counts; two groups of one name keep two bars, told apart by id."""
    people = [("小雨", "2026-05-01", ""), ("阿珍", "2026-05-01", "")] if listed else []
    with open_shop(tmp_path, every_day("小雨", "2026-06-01", "2026-06-28"), people) as ws:
        picture = charts.speakers(group_table.measure(ws), ZH)
    assert picture is not None
    assert missing_fields(picture) == set()
    assert CHAT in str(picture.to_dict()["layer"][0]["encoding"]["y"]["axis"]["labelExpr"])
