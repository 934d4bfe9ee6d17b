"""The frame: shops, language, address, choosers, what is remembered, and calm in trouble."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from analytics import Workspace
from analytics.texts import texts_for
from pages import MENU
from pages.parts import period, shops
from tests.pages.conftest import ROOT, App

ZH, EN = texts_for("zh"), texts_for("en")
CHAT = "小美  10:01\n\n今天有什么好吃的呀\n\n老板娘  10:05\n\n有烧鹅和叉烧,中午开始卖\n"


def _mailed(group: str, day: str) -> str:
    return f"{group} 微信群上的聊天记录如下,请查收。\n\n—————  {day}  —————\n\n{CHAT}"


@pytest.fixture
def two_groups(empty_home: Path) -> App:
    """A shop with two groups, talk until 30 June 2026."""
    app = App(empty_home).make_shop("阿珍烘焙")
    with Workspace.open(app.shop_file) as workspace:
        workspace.import_text(_mailed("面包群", "2026-06-29"), chat="面包群")
        workspace.import_text(_mailed("蛋糕群", "2026-06-30"), chat="蛋糕群")
    return app


def test_first_start_shows_the_demo_and_its_strip(empty_home: Path) -> None:
    """Before anybody made a shop, the demo is open and says that it is one."""
    app = App(empty_home)
    assert ZH("frame.demo_strip") in app.words
    assert app.at.selectbox(key="shop_zh").options == [ZH("demo.shop_name")]


@pytest.mark.usefixtures("calm")
def test_own_shop_opens_on_the_import_page(empty_home: Path) -> None:
    """换成我的数据 makes a shop with its trade, opens it, and the strip is gone."""
    app = App(empty_home).make_shop("阿珍烘焙", "beauty")
    assert [title.value for title in app.at.title] == [ZH("view.data.add")]
    assert ZH("frame.demo_strip") not in app.words
    with Workspace.open(app.shop_file) as workspace:
        assert (workspace.name, workspace.industry) == ("阿珍烘焙", "beauty")


def test_shop_without_a_name_is_not_made(empty_home: Path) -> None:
    """Blanks are no name; the sentence says what to do, and no file is left."""
    app = App(empty_home).make_shop("   ")
    assert ZH("error.shop_name_missing") in app.words
    assert [path.stem for path in empty_home.glob("*.duckdb")] == ["demo"]


def test_next_start_opens_what_was_open_last(empty_home: Path) -> None:
    """Shop and language are there again when the app is started without an address."""
    app = App(empty_home).make_shop("阿珍烘焙")
    _say(app, "en")
    again = App(empty_home)
    assert again.shop_file == app.shop_file
    assert EN("view.home.today") in again.words


def test_language_is_one_click_and_stands_in_the_address(two_groups: App) -> None:
    """English at once, the choices stay as they were, and back."""
    app = two_groups.go("members")
    _period(app, "7d")
    _say(app, "en")
    assert [title.value for title in app.at.title] == [EN("view.members.table")]
    assert app.address["lang"] == "en"
    assert app.address["period"] == "7d"
    assert app.at.session_state["period_en"] == "7d"
    _say(app, "zh")
    assert [title.value for title in app.at.title] == [ZH("view.members.table")]


def test_choices_survive_a_page_change_and_a_refresh(two_groups: App) -> None:
    """Days and groups are the same on the next page, and in a new tab on the same address."""
    app = two_groups.go("members")
    _period(app, "30d")
    (cakes,) = [chat for chat, name in _chats(app).items() if name == "蛋糕群"]
    app.at.multiselect(key="chats_zh").select(cakes).run()
    app.go("content")
    assert app.at.multiselect(key="chats_zh").value == [cakes]
    address = app.address
    assert address["period"] == "30d"
    assert address["chats"] == cakes
    refreshed = App(app.home, **address).go("members")
    assert refreshed.at.multiselect(key="chats_zh").value == [cakes]
    assert refreshed.at.session_state["period_zh"] == "30d"


def test_address_never_holds_a_name(two_groups: App) -> None:
    """Ids and ISO dates only: a link may be pasted anywhere."""
    app = two_groups.go("members")
    _period(app, "own")
    app.at.multiselect(key="chats_zh").select(next(iter(_chats(app)))).run()
    assert all(value.isascii() for value in app.address.values()), app.address


def test_own_days_start_from_the_data_and_not_from_today(two_groups: App) -> None:
    """自选 begins with the thirty days up to the last recorded day."""
    app = two_groups.go("members")
    _period(app, "own")
    with Workspace.open(app.shop_file) as workspace:
        first, last = period.days("30d", workspace.as_of)
    assert app.at.date_input(key="own_days_zh").value == (first, last)
    app.at.date_input(key="own_days_zh").set_value((date(2026, 6, 3), date(2026, 6, 9))).run()
    assert (app.address["from"], app.address["to"]) == ("2026-06-03", "2026-06-09")


@pytest.mark.parametrize(("name", "as_of", "first", "last"), [
    ("7d", date(2026, 3, 3), date(2026, 2, 25), date(2026, 3, 3)),
    ("30d", date(2026, 3, 1), date(2026, 1, 31), date(2026, 3, 1)),
    ("month", date(2026, 3, 1), date(2026, 3, 1), date(2026, 3, 1)),
    ("last_month", date(2026, 3, 31), date(2026, 2, 1), date(2026, 2, 28)),
    ("last_month", date(2026, 1, 1), date(2025, 12, 1), date(2025, 12, 31)),
])
def test_presets_count_from_the_last_covered_day(name: str, as_of: date, first: date, last: date) -> None:
    """Seven days are seven days, both ends counted; months are calendar months."""
    assert period.days(name, as_of) == (first, last)


@pytest.mark.parametrize(("field", "nonsense"), [
    ("period", "gestern"), ("from", "2026-13-40"), ("to", "0"), ("chats", "c000,--"), ("lang", "xx"),
    ("shop", "../../etc"), ("view", "nichts"), ("masked", "maybe"),
])
@pytest.mark.usefixtures("calm")
def test_nonsense_in_the_address_is_ignored(two_groups: App, field: str, nonsense: str) -> None:
    """Whoever edits the address gets a page, never a traceback."""
    address = {"shop": two_groups.shop_file.stem, field: nonsense}
    app = App(two_groups.home, **address).go("members")
    assert not app.at.exception
    assert [title.value for title in app.at.title] == [ZH("view.members.table")]


def test_switching_shops_forgets_the_groups_of_the_other(two_groups: App) -> None:
    """A group belongs to one shop; its id would match nothing in the next."""
    app = two_groups.go("members")
    app.at.multiselect(key="chats_zh").select(next(iter(_chats(app)))).run()
    app.at.selectbox(key="shop_zh").select(shops.DEMO).run()
    assert "chats" not in app.address
    assert app.address["shop"] == shops.DEMO


def test_hidden_names_hide_shop_and_groups(two_groups: App) -> None:
    """隐藏真名 changes the shop chooser and the group chooser too, and the address remembers it."""
    app = two_groups.go("members")
    assert "阿珍烘焙" in app.words
    assert "蛋糕群" in app.words
    app.at.toggle(key="masked_zh").set_value(True).run()
    assert "阿珍烘焙" not in app.words
    assert "蛋糕群" not in app.words
    assert app.address["masked"] == "1"


def test_each_source_says_how_far_it_reaches(two_groups: App) -> None:
    """数据截至 names every source with its own last day."""
    with Workspace.open(two_groups.shop_file) as workspace:
        last = workspace.as_of
    two_groups.at.run()
    assert ZH("frame.source_line", source=ZH("table.messages"), day=ZH.day(last)) in two_groups.words


def test_list_of_names_is_not_called_no_data(empty_home: Path, tmp_path: Path) -> None:
    """A member list tells no day of talk or orders: that is said, not that nothing was imported."""
    app = App(empty_home).make_shop("阿珍烘焙")
    assert ZH("frame.no_data_yet") in app.words
    names = tmp_path / "名单.csv"
    names.write_text("昵称,备注\n小美,熟客\n阿强,\n", encoding="utf-8")
    with Workspace.open(app.shop_file) as workspace:
        workspace.import_file(names, chat="面包群")
    app.at.run()
    assert ZH("frame.no_days") in app.words


def test_damaged_shop_is_a_sentence_and_the_others_stay_open(empty_home: Path) -> None:
    """A file that is no shop is named and explained; the chooser still leads elsewhere."""
    assert not App(empty_home).at.exception
    (empty_home / "broken.duckdb").write_bytes(b"this is no shop" * 1000)
    app = App(empty_home, shop="broken").go("members")
    assert ZH("error.shop_damaged", file="broken.duckdb") in app.words
    app.at.selectbox(key="shop_zh").select(shops.DEMO).run()
    assert ZH("frame.demo_strip") in app.words


def test_shop_open_in_another_process_is_a_sentence(empty_home: Path) -> None:
    """A second program on the same file is told who has it, not given a traceback."""
    app = App(empty_home).make_shop("阿珍烘焙")
    shop = app.shop_file
    shops.opened.clear()
    holder = subprocess.Popen(
        [sys.executable, "-c", f"import duckdb; c = duckdb.connect({str(shop)!r}); print(1, flush=True); input()"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == "1"
        app = App(empty_home, shop=shop.stem).go("members")
        assert ZH("error.shop_open_elsewhere", file=shop.name) in app.words
    finally:
        holder.communicate("\n", timeout=60)


def test_shop_copied_into_the_folder_is_listed(two_groups: App) -> None:
    """A file that the list does not know yet appears under its file name."""
    shops.opened.clear()
    (two_groups.home / "kopie.duckdb").write_bytes(two_groups.shop_file.read_bytes())
    assert "kopie" in App(two_groups.home).at.selectbox(key="shop_zh").options


def test_damaged_list_of_shops_loses_no_shop(two_groups: App) -> None:
    """shops.json is a convenience: without it the files are still there."""
    (two_groups.home / "shops.json").write_text("{", encoding="utf-8")
    assert two_groups.shop_file.stem in App(two_groups.home).at.selectbox(key="shop_zh").options
    (two_groups.home / "shops.json").write_text(json.dumps([1]), encoding="utf-8")
    assert two_groups.shop_file.stem in App(two_groups.home).at.selectbox(key="shop_zh").options


def test_menu_lists_only_what_exists() -> None:
    """Every entry has its page, every view its module and both its texts."""
    for entry in MENU:
        assert (ROOT / entry.file).is_file()
        assert entry.views
        assert entry.scoped <= set(entry.views)
        for view in entry.views:
            assert (ROOT / "pages" / entry.id / f"{view}.py").is_file()


def test_server_knows_its_pages_before_the_first_visitor() -> None:
    """A tab left open over a restart must not be told “Page not found” in English."""
    code = ("import asyncio, app\nfrom pages.parts import serving\n"
            "from streamlit.runtime.pages_manager import PagesManager as P\n"
            "async def up():\n    async with serving.lifespan(app.app):\n        print(P('app.py').uses_pages_directory)\n"
            "asyncio.run(up())")
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.strip() == "False"


def _chats(app: App) -> dict[str, str]:
    with Workspace.open(app.shop_file) as workspace:
        return workspace.chat_words()


def _say(app: App, language: str) -> None:
    _press(app, "language", language)


def _period(app: App, name: str) -> None:
    _press(app, "period", name)


def _press(app: App, name: str, option: str) -> None:
    language = app.address.get("lang", "zh")
    app.at.button_group(key=f"{name}_{language}").set_value(option).run()
