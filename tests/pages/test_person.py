"""The table of people and a person's page: chips, lists, search, links, one line of time."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from analytics import Workspace
from analytics.metrics import person_line, person_more, person_table
from analytics.metrics.person_table import LISTS
from analytics.texts import texts_for
from pages.members import person_words, table_words
from pages.parts import shops
from tests.analytics.metrics.shops import order_file, paid
from tests.pages.conftest import App

ZH, EN = texts_for("zh"), texts_for("en")


def stored(home: Path) -> Workspace:
    """The demo shop's file, opened beside the app."""
    return Workspace.open(home / f"{shops.DEMO}.duckdb")


@pytest.mark.usefixtures("calm")
def test_each_list_is_as_long_as_its_chip_says(sample_home: Path) -> None:
    """Chip by chip, alone and beside another: the table has exactly so many rows, and a link shows the same."""
    app = App(sample_home).go("members", "table")
    with stored(sample_home) as ws:
        result = person_table.measure(ws)
    assert table_words.verdict(result, ZH) in app.words
    assert len(app.at.dataframe[0].value) == len(result.rows)
    for name in table_words.offered(result):
        app.at.pills[0].set_value([name]).run()
        assert len(app.at.dataframe[0].value) == result.count(name) == len(result.people(name))
        assert app.address["who"] == name
    assert {"never_spoke", "bought_silent"} <= set(table_words.offered(result))
    linked = App(sample_home, who="never_spoke.big_spenders").go("members", "table")
    both = result.rows["is_never_spoke"].fillna(False) & result.rows["is_big_spenders"].fillna(False)
    assert len(linked.at.dataframe[0].value) == both.sum() == table_words.chips(result, ("never_spoke",))["big_spenders"] > 0
    shown = [option.content for option in linked.at.pills[0].proto.options]
    assert ZH("table.chip", name=ZH("table.list.never_spoke"), count=both.sum()) in shown
    # Nobody talks a lot and never spoke: one press goes from the one list to the other.
    linked.at.pills[0].set_value(["never_spoke", "big_spenders", "talkers"]).run()
    assert linked.address["who"] == "talkers"
    assert len(linked.at.dataframe[0].value) == result.count("talkers")


@pytest.mark.usefixtures("calm")
def test_search_and_order_change_the_rows(sample_home: Path) -> None:
    """The biggest spender is found by name, and stands on top where spending sorts."""
    with stored(sample_home) as ws:
        rows = table_words.ordered(person_table.measure(ws).rows, "spend")
    app = App(sample_home).go("members", "table")
    app.at.selectbox(key="table_order_zh").select("spend").run()
    assert app.at.dataframe[0].value["display_name"].iloc[0] == rows["display_name"].iloc[0]
    app.at.text_input(key="table_search").input(rows["display_name"].iloc[0]).run()
    assert rows["display_name"].iloc[0] in set(app.at.dataframe[0].value["display_name"])
    assert len(app.at.dataframe[0].value) < len(rows)


@pytest.mark.usefixtures("calm")
def test_one_persons_page_tells_everything_and_leads_back(sample_home: Path) -> None:
    """A link to a person: cards, one row a thing known, layers on demand; the way back forgets the person."""
    with stored(sample_home) as ws:
        result = person_table.measure(ws)
        row = table_words.ordered(result.rows, "spend").iloc[0]
        line = person_line.measure(ws, person_id=int(row["person_id"]))
    app = App(sample_home, person=str(row["person_id"])).go("members", "table")
    assert row["display_name"] in app.at.subheader[0].value.replace("\\", "")
    assert app.at.metric[0].value.replace("\\", "") == ZH.money(row["spend"])
    assert len(app.at.dataframe[0].value) == len(line.events)
    app.at.toggle(key="person_layers").set_value(True).run()
    assert len(app.at.dataframe[0].value) >= len(line.events)
    assert not app.at.exception
    assert ZH("person.no_birthday") not in app.words, "counted once the box is opened"
    app.at.session_state["person_more"] = True
    app.at.run()
    assert ZH("tier.gold") in app.words
    assert ZH("person.no_birthday") in app.words
    app.at.button(key="person_back").click().run()
    assert "person" not in app.address
    assert len(app.at.dataframe[0].value) == len(result.rows)


@pytest.mark.usefixtures("calm")
def test_a_persons_page_hides_the_name_and_the_words(sample_home: Path) -> None:
    """With 隐藏真名 neither a name nor a message of the person is on the page."""
    with stored(sample_home) as ws:
        rows = person_table.measure(ws).rows
        row = rows[rows["orders"] > 0].sort_values("effective", ascending=False).iloc[0]
        said = person_line.words(ws, person_id=int(row["person_id"]))
    app = App(sample_home, person=str(row["person_id"]), masked="1").go("members", "table")
    words = [text for text in said["text"].dropna() if len(text) > 6]
    assert words
    assert not [text for text in [*words, row["display_name"]] if text in app.words]


@pytest.mark.usefixtures("calm")
def test_an_unknown_person_is_said_in_words(sample_home: Path) -> None:
    """A link to somebody who was merged away: a sentence, and the way back."""
    app = App(sample_home, person="123456789").go("members", "table")
    assert ZH("error.person_unknown") in app.words
    app.at.button(key="person_back").click().run()
    assert len(app.at.dataframe[0].value) > 100
    nonsense = App(sample_home, person="x; drop", who="cats").go("members", "table")
    assert len(nonsense.at.dataframe[0].value) > 100


def test_a_person_has_a_tier_a_stage_a_birthday_and_tags(tmp_path: Path) -> None:
    """Each in one line; in masked mode a tag is a number; of who is unknown each line says why it is empty."""
    roster = tmp_path / "名单.csv"
    roster.write_text("群名称,群昵称,入群时间,生日,标签\n福利群,小满,2026-06-01,农历五月初五,爱喝汤\n福利群,大海,2026-06-01,7/1,\n", encoding="utf-8")
    with Workspace.open() as shop:
        shop.import_file(roster, chat="福利群", seen_on=date(2026, 6, 15))
        shop.import_file(order_file(tmp_path, [paid(1, "小满", "2026-06-02", "2500"), paid(2, "路人", "2026-06-15", "1")]))
        ids = {name: person for person, name in shop.query("select person_id, display_name from people").itertuples(index=False)}
        found = {name: person_words.more(person_more.measure(shop, person_id=ids[name]), ZH) for name in ("小满", "大海", "路人")}
        with shop.masked() as hidden:
            assert "爱喝汤" not in "".join(person_words.more(person_more.measure(hidden, person_id=ids["小满"]), ZH))
    assert found["小满"] == [
        "会员等级：黄金；近 12 个月实收 ¥2,500；下次复核 2026-12-31", "成员阶段：成长期，进群第 15 天", "下一次生日：6月19日（农历 5 月 5）", "标签：爱喝汤"]
    assert found["大海"][2:] == ["下一次生日：7月1日", ZH("person.no_tags")]
    assert found["路人"][1:3] == [ZH("person.no_stage"), ZH("person.no_birthday")]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_list_tag_and_step_has_its_words(language: str) -> None:
    """Chips, tags and next steps come out in both languages."""
    texts = texts_for(language)
    assert all(texts(f"table.list.{name}") for name in LISTS)
    assert all(texts(f"table.tag.{tag}") and texts(f"table.step.{tag}") for tag in person_table.TAGS)
    assert all(texts(f"person.kind.{kind}") for kind in person_line.KINDS)


def test_a_shop_in_which_nobody_stands_says_so(empty_home: Path, tmp_path: Path) -> None:
    """Head-counts alone name no person: a sentence and what would bring people, no list of nobody."""
    counts = tmp_path / "群人数.csv"
    counts.write_text("日期,群名称,群人数\n2026-06-01,福利群,120\n2026-06-02,福利群,121\n", encoding="utf-8")
    app = App(empty_home).make_shop()
    with Workspace.open(app.shop_file) as shop:
        shop.import_file(counts)
    app.go("members", "table")
    assert not app.at.exception
    assert ZH("table.empty") in app.words
    assert not app.at.dataframe
