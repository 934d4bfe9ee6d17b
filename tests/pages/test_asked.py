"""What the import page asks about a file beside what the shop already holds: the same talk twice, another shop's people."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics import Workspace
from analytics.texts import texts_for
from tests.pages.conftest import App
from tests.pages.test_pile import drop

ZH = texts_for("zh")
# One person under the names of two owners' phones.
OURS, THEIRS = ("阿珍(3栋)", "老王", "小李同学"), ("陈阿珍", "王叔", "李")
pytestmark = pytest.mark.usefixtures("calm")


@pytest.fixture
def shop(empty_home: Path) -> App:
    """A new shop on its import page."""
    return App(empty_home).make_shop()


def phone(names: tuple[str, ...], count: int = 40) -> bytes:
    """What one phone mails of a day: `count` lines of these people in turn."""
    lines = [f"{names[number % len(names)]}  12:{number:02d}\n\n第{number}句，今天的菜真新鲜\n\n" for number in range(count)]
    return "".join(["福利群 微信群上的聊天记录如下，请查收。\n\n—————  2026-06-01  —————\n\n", *lines]).encode()


def members(prefix: str, count: int = 25) -> bytes:
    """A member list of invented people."""
    return ("群昵称,入群时间\n" + "".join(f"{prefix}{number},2026-06-0{1 + number % 9}\n" for number in range(count))).encode()


def messages(app: App) -> int:
    """How many lines of talk the shop shows."""
    with Workspace.open(app.shop_file) as workspace:
        return len(workspace.table("messages"))


def kept_talk(shop: App) -> App:
    """The first phone's mail is in the shop, the second phone's waits."""
    drop(shop, ("福利群.txt", phone(OURS)))
    shop.at.button(key="keep_all").click().run()
    shop.wait()
    return drop(shop, ("福利群2.txt", phone(THEIRS)))


def test_the_same_talk_from_another_phone_is_told_and_counts_once(shop: App) -> None:
    """Whose names are whose is on screen; keeping without touching anything counts the talk once."""
    kept_talk(shop)
    assert ZH("add.same_stretch_name", theirs=THEIRS[1], ours=OURS[1]) in shop.words
    (box,) = [box for box in shop.at.checkbox if box.label == ZH("add.ask_same_stretch")]
    assert box.value
    shop.at.button(key="keep_all").click().run()
    assert messages(shop.wait()) == 40


def test_two_talks_that_are_said_to_differ_both_count_and_that_can_be_changed_back(shop: App) -> None:
    """Without the tick both stay; the tick is still there to set again."""
    kept_talk(shop)
    for wanted in (False, True, False):
        (box,) = [box for box in shop.at.checkbox if box.label == ZH("add.ask_same_stretch")]
        box.set_value(wanted)
        (again,) = [button for button in shop.at.button if button.label == ZH("add.read_again")]
        again.click().run()
        shop.wait()
    shop.at.button(key="keep_all").click().run()
    assert messages(shop.wait()) == 80


def test_a_list_of_strangers_is_asked_about_and_friends_are_not(shop: App) -> None:
    """Twenty-five people of whom nobody is known: 是不是放错店了; the same people again: no word."""
    drop(shop, ("福利群 群成员名单.csv", members("邻居")))
    shop.at.button(key="keep_all").click().run()
    shop.wait()
    drop(shop, ("群成员名单 新.csv", members("邻居", 24)))
    assert ZH("add.other_shop", shared=0, of=24) not in shop.words
    drop(shop, ("别家 群成员名单.csv", members("生人")))
    assert ZH("add.other_shop", shared=0, of=25) in shop.words
    rows = "".join(f"B{number},路人{number}号,12,2026-06-05\n" for number in range(26))
    drop(shop, ("别家订单.csv", f"订单号,买家昵称,实付金额,付款时间\n{rows}".encode()))
    assert ZH("add.other_shop", shared=0, of=26) in shop.words
    shop.at.toggle(key="masked_zh").set_value(True).run()
    assert ZH("add.other_shop", shared=0, of=26) in shop.words
    assert ZH("add.asks_hidden") in shop.words


def test_days_without_a_year_are_answered_on_the_form_with_a_year_filled_in(shop: App) -> None:
    """A shop without any data yet: the year of the import stands there; one click reads all rows of that year."""
    drop(shop, ("日报.csv", "日期,群名,群人数,新进\n5月29日,福利群,486,3\n5月30日,福利群,488,2\n".encode()))
    (year,) = [box for box in shop.at.number_input if box.label == ZH("add.ask_year")]
    assert year.value is not None
    year.set_value(2026)
    (again,) = [button for button in shop.at.button if button.label == ZH("add.read_again")]
    again.click().run()
    shop.wait().at.button(key="keep_all").click().run()
    shop.wait()
    with Workspace.open(shop.shop_file) as workspace:
        assert [day.isoformat()[:10] for day in workspace.table("chat_days")["day"]] == ["2026-05-29", "2026-05-30"]
