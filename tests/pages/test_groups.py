"""群: every group a line; rename, merge, split on screen, and each taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics import Workspace
from analytics.texts import texts_for
from tests.analytics.storing.drafting import keep
from tests.analytics.storing.test_groups import EAST, WEST, talk
from tests.pages.conftest import App

ZH = texts_for("zh")


@pytest.fixture
def app(empty_home: Path, tmp_path: Path) -> App:
    """A shop of two groups of one name and a third with a hole."""
    app = App(empty_home).make_shop()
    with Workspace.open(app.shop_file) as ws:
        keep(ws, tmp_path, talk(EAST, "2026-06-01"), file_name="东.txt")
        keep(ws, tmp_path, talk(WEST, "2026-06-01"), file_name="西.txt")
        keep(ws, tmp_path, talk(EAST, "2026-06-01", chat="快闪群", text="明天有猪肚鸡吗老板"), file_name="闪一.txt")
        keep(ws, tmp_path, talk(EAST, "2026-06-05", chat="快闪群", text="明天有猪肚鸡吗老板"), file_name="闪二.txt")
    return app.go("data", "groups")


def chats(app: App) -> dict[str, str]:
    """A speaker and a group → the group's id."""
    with Workspace.open(app.shop_file) as ws:
        frame = ws.query("select distinct m.sender_name || '@' || c.chat_name as who, m.chat_id from messages m join chats c using (chat_id)")
    return dict(zip(frame["who"], frame["chat_id"], strict=True))


def open_box(app: App, chat_id: str) -> App:
    """Open 改名、合并、拆开 of a group."""
    app.at.session_state[f"group_more_{chat_id}"] = True
    app.at.run()
    return app


@pytest.mark.usefixtures("calm")
def test_every_group_says_what_is_on_record_and_what_looks_wrong(app: App) -> None:
    """How many, how far, who shares a name, where days are missing."""
    assert "一共 3 个群" in app.words
    assert ZH("groups.alike", count=2) in app.words
    assert ZH("groups.holes", count=1) in app.words
    assert ZH("groups.missing", count=3) in app.words
    assert ZH("groups.files", count=2) in app.words


@pytest.mark.usefixtures("calm")
def test_two_groups_become_one_and_two_again(app: App) -> None:
    """One button each way; the line of the merged one is gone meanwhile."""
    east, west = chats(app)["阿珍@福利群"], chats(app)["苏苏@福利群"]
    open_box(app, east)
    app.at.selectbox(key=f"merge_with_{east}").select(west).run()
    app.at.button(key=f"merge_{east}").click().run()
    assert "一共 2 个群" in app.words
    assert chats(app)["苏苏@福利群"] == east
    open_box(app, east)
    assert ZH("groups.merged", name="福利群") in app.words
    app.at.button(key=f"part_{west}").click().run()
    assert "一共 3 个群" in app.words


@pytest.mark.usefixtures("calm")
def test_a_file_is_split_off_and_put_back(app: App) -> None:
    """Only where a group came in several files."""
    flash = chats(app)["阿珍@快闪群"]
    with Workspace.open(app.shop_file) as ws:
        batch = ws.query("select batch_id from imports where file_name = '闪二.txt'")["batch_id"].iloc[0]
    open_box(app, flash)
    app.at.button(key=f"split_{flash}_{batch}").click().run()
    assert "一共 4 个群" in app.words
    with Workspace.open(app.shop_file) as ws:
        part = ws.query("select value from corrections where kind = 'chat_split'")["value"].iloc[0]
    open_box(app, part)
    app.at.button(key=f"unsplit_{part}").click().run()
    assert "一共 3 个群" in app.words


@pytest.mark.usefixtures("calm")
def test_a_group_gets_a_name_and_a_kind(app: App) -> None:
    """The typed name is on screen; the files' name is still told."""
    east = chats(app)["阿珍@福利群"]
    open_box(app, east)
    app.at.text_input(key=f"group_name_{east}").input("东门老客")
    app.at.selectbox(key=f"group_kind_{east}").select("引流群")
    next(button for button in app.at.button if button.key == f"FormSubmitter:group_form_{east}-{ZH('groups.save')}"
         or button.key == f"group_save_{east}").click().run()
    assert "东门老客" in app.words
    assert ZH("groups.type.引流群") in app.words
    open_box(app, east)
    assert ZH("groups.called") in app.words


@pytest.mark.usefixtures("calm")
def test_hidden_names_are_in_no_field_either(empty_home: Path, tmp_path: Path) -> None:
    """With 隐藏真名 a merged group is another group, and the name cannot be edited."""
    app = App(empty_home, masked="1").make_shop()
    with Workspace.open(app.shop_file) as ws:
        keep(ws, tmp_path, talk(EAST, "2026-06-01", chat="东门秘密群"))
        keep(ws, tmp_path, talk(WEST, "2026-06-01", chat="西门秘密群"))
        east, west = (ws.table("chats").set_index("chat_name")["chat_id"][name] for name in ("东门秘密群", "西门秘密群"))
        ws.merge_chats(east, west)
    open_box(app.go("data", "groups"), east)
    assert "秘密" not in app.words
    assert ZH("groups.merged", name=ZH("groups.hidden_name")) in app.words
    assert [field.key for field in app.at.text_input if field.key == f"group_name_{east}"] == []


@pytest.mark.usefixtures("calm")
def test_a_shop_without_groups_says_where_they_come_from(empty_home: Path) -> None:
    """No row of zeros."""
    assert ZH("groups.none") in App(empty_home).make_shop().go("data", "groups").words
