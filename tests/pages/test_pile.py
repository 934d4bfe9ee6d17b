"""A pile of files on the import page: one list, one button, and what asks for a person on top."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics import Workspace
from analytics.importers.batch import SCHEMAS
from analytics.texts import texts_for
from tests.pages.conftest import App

ZH, EN = texts_for("zh"), texts_for("en")
FILES = Path(__file__).parents[1] / "analytics" / "importers" / "formats" / "files"
ORDERS = "订单号,买家昵称,实付金额,付款时间\n{rows}"
CHAT = ("{group} 微信群上的聊天记录如下，请查收。\n\n—————  2026-06-{day:02d}  —————\n\n小美  10:01\n\n今天有什么好吃的呀\n\n"
        "老板娘  10:05\n\n有烧鹅和叉烧，第{day}炉\n\n")
TIMELESS = "小美:\n今天有什么好吃的呀\n\n阿强:\n有烧鹅和叉烧\n\n".encode()
UNKNOWN = "甲,乙,丙,丁\nA-1,小美,128.5,2026-06-01 10:00\nA-2,阿强,66,2026-06-02 11:00\n".encode()
PICTURE = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
pytestmark = pytest.mark.usefixtures("calm")


@pytest.fixture
def shop(empty_home: Path) -> App:
    """A new shop on its import page."""
    return App(empty_home).make_shop()


def orders(month: int) -> bytes:
    """Ten orders of one month."""
    return ORDERS.format(rows="".join(
        f"T{month}{day:02d},客人{day},{10 + day},2026-{month:02d}-{day:02d} 10:00\n" for day in range(1, 11))).encode()


def chat(day: int, group: str = "面包群") -> bytes:
    """One day of a group as WeChat mails it."""
    return CHAT.format(group=group, day=day).encode()


def thirty() -> list[tuple[str, bytes]]:
    """Mails, orders, and what people drop by mistake."""
    return [*((f"面包群{day}.txt", chat(day)) for day in range(1, 16)), *((f"订单{month}月.csv", orders(month)) for month in range(1, 11)),
            ("订单1月(1).csv", orders(1)), ("手记.csv", UNKNOWN), ("粘贴.txt", TIMELESS), ("截图.png", PICTURE), ("空的.csv", b"")]


def drop(app: App, *files: tuple[str, bytes], place: int = 0) -> App:
    """Drop files on the files' area (0) or the folder's (1), and wait until they are read."""
    app.at.file_uploader[place].set_value([(name, data, "application/octet-stream") for name, data in files]).run()
    return app.wait()


def states(app: App) -> dict[str, str]:
    """File name → state, of every file on its way."""
    with Workspace.open(app.shop_file) as workspace:
        return {job.file_name: job.state for job in workspace.jobs()}


def opened(app: App, name: str) -> App:
    """Open a file's line, as a click does."""
    with Workspace.open(app.shop_file) as workspace:
        (job,) = [job for job in workspace.jobs() if job.file_name == name]
    app.at.session_state[f"file_{job.state}_{job.id}"] = True
    app.at.run()
    return app


def lines(app: App) -> list[str]:
    """The lines of the files, from top to bottom, and whether each is open."""
    return [box.label.replace("\\", "") for box in app.at.expander if "-badge[" in box.label]


def test_thirty_files_are_one_sentence_and_one_button(shop: App) -> None:
    """What can be kept, what needs a look and what was not read are counted; one press keeps all that can be."""
    drop(shop, *thirty())
    said = ZH("receipt.joint").join([ZH("add.pile_ready", count=26), ZH("add.pile_asks", count=2), ZH("add.pile_failed", count=2)])
    assert ZH("add.pile", count=30, states=said) in shop.words
    assert shop.at.button(key="keep_all").label == ZH("add.keep_all", count=27)
    shop.at.button(key="keep_all").click().run()
    shop.wait()
    assert sorted(states(shop).values()) == ["failed"] * 3 + ["kept"] * 27
    with Workspace.open(shop.shop_file) as workspace:
        assert (len(workspace.table("orders")), len(workspace.table("messages"))) == (100, 32)
    counts = ZH("receipt.joint").join(
        [ZH("receipt.kept", count=132), ZH("receipt.repeated", count=10), ZH("receipt.no_failures")])
    assert ZH("add.kept_together", count=27, rows=142, counts=counts) in shop.words


def test_what_asks_stands_on_top_and_open_the_rest_is_a_line_each(shop: App) -> None:
    """The sheet with unknown columns and the chat without a day first, their forms drawn; the others closed."""
    drop(shop, *thirty())
    assert [line.split("**")[1] for line in lines(shop)[:2]] == ["手记.csv", "粘贴.txt"]
    assert len(lines(shop)) == 28
    assert {button.label for button in shop.at.button}.issuperset({ZH("add.read_again"), ZH("add.keep_all", count=27)})
    # Two open files: their previews and samples are the only tables on the page.
    assert len(shop.at.dataframe) == 2
    for name in ("截图.png", "空的.csv"):
        assert f"《{name}》" in shop.words


def test_a_line_says_what_a_file_is_from_when_to_when_and_what_is_new(shop: App) -> None:
    """Name, kind, days, counts, one word for its state."""
    drop(shop, ("订单1月.csv", orders(1)), ("聊天.txt", chat(3)), ("又一份.csv", orders(1)))
    said = {line.split("**")[1]: line for line in lines(shop)}
    assert f"{ZH('table.orders')} · 1月1日–1月10日 · {ZH('receipt.kept', count=10)}" in said["订单1月.csv"]
    assert ZH("add.word_twin", file="订单1月.csv") in said["又一份.csv"]
    assert f"{ZH('format.wechat_text')}（{ZH('table.messages')}） · 6月3日 · {ZH('receipt.kept', count=2)}" in said["聊天.txt"]
    assert f":green-badge[{ZH('add.word_ready')}]" in said["聊天.txt"]


def test_opening_a_line_shows_how_the_file_was_read(shop: App) -> None:
    """Columns as understood, first rows in words, and a button for this file alone."""
    drop(shop, *((f"订单{month}月.csv", orders(month)) for month in range(1, 4)))
    assert not shop.at.dataframe
    opened(shop, "订单2月.csv")
    assert ZH("add.recognised_by_columns", tables=ZH("table.orders")) in shop.words
    assert ZH("value.status.paid") in shop.words
    (button,) = [button for button in shop.at.button if button.label == ZH("add.keep_this")]
    button.click().run()
    shop.wait()
    assert states(shop) == {"订单1月.csv": "ready", "订单2月.csv": "kept", "订单3月.csv": "ready"}


def test_a_reload_finds_the_pile_as_it_was(shop: App) -> None:
    """The files belong to the shop: a fresh tab shows the same list and keeps it."""
    drop(shop, *((f"订单{month}月.csv", orders(month)) for month in range(1, 4)), ("截图.png", PICTURE))
    other = App(shop.home, shop=shop.shop_file.stem).go("data")
    assert lines(other) == lines(shop)
    other.at.button(key="keep_all").click().run()
    other.wait()
    assert sorted(states(other).values()) == ["failed", "kept", "kept", "kept"]
    other.at.button(key="put_away").click().run()
    assert states(other) == {}
    assert not lines(other)


def test_a_folder_is_taken_file_by_file(shop: App) -> None:
    """Sheets and chats of one folder are imports of their own; what the computer left there is none."""
    drop(shop, ("六月/订单.csv", orders(6)), ("六月/群/面包群.txt", chat(2)), ("六月/.DS_Store", b"\0\1"),
         ("六月/~$订单.xlsx", b"lock"), place=1)
    assert states(shop) == {"订单.csv": "ready", "面包群.txt": "ready"}


def test_every_mail_batch_of_one_group_lands_in_one_group(shop: App) -> None:
    """Fifteen mails, overlapping: one group, each line once."""
    drop(shop, *((f"面包群 聊天记录({number}).txt", chat(day)) for number, day in enumerate((1, 2, 2, 3, 1), 1)))
    shop.at.button(key="keep_all").click().run()
    shop.wait()
    with Workspace.open(shop.shop_file) as workspace:
        assert list(workspace.chat_words().values()) == ["面包群"]
        assert len(workspace.table("messages")) == 6


def test_a_group_of_a_known_name_and_strangers_is_asked_about(shop: App) -> None:
    """The same name, other people: the question says so, and the answer makes it a group of its own or not."""
    people = "".join(f"客{number}  10:{number:02d}\n\n早上好呀第{number}位\n\n" for number in range(10, 30))
    strangers = people.replace("客", "生")
    head = "面包群 微信群上的聊天记录如下，请查收。\n\n—————  2026-06-{day}  —————\n\n"
    drop(shop, ("面包群.txt", (head.format(day="01") + people).encode()))
    shop.at.button(key="keep_all").click().run()
    shop.wait()
    drop(shop, ("面包群.txt", (head.format(day="02") + strangers).encode()))
    (box,) = [box for box in shop.at.selectbox if box.label == ZH("add.ask_group", chat="面包群")]
    assert box.options[:2] == [ZH("add.group_join", chat="面包群"), ZH("add.group_new")]
    assert box.value == "new"
    shop.at.button(key="keep_all").click().run()
    shop.wait()
    with Workspace.open(shop.shop_file) as workspace:
        assert len(workspace.chat_words()) == 2


def test_a_file_imported_before_says_when(shop: App) -> None:
    """The same file again: nothing changes, and the day of its import is told."""
    drop(shop, ("订单6月.csv", orders(6)))
    shop.at.button(key="keep_all").click().run()
    shop.wait()
    with Workspace.open(shop.shop_file) as workspace:
        (at,) = workspace.table("imports")["imported_at"]
    shop.at.button(key="put_away").click().run()
    drop(shop, ("又一份.csv", orders(6)))
    assert ZH("add.imported_before", file="又一份.csv", at=at) in shop.words
    assert ZH("add.word_repeated") in lines(shop)[0]


def test_a_hole_in_the_record_is_asked_about_once(shop: App) -> None:
    """没人说话 makes the days recorded ones; the question does not come again."""
    drop(shop, ("一号.txt", chat(1)), ("五号.txt", chat(5)))
    shop.at.button(key="keep_all").click().run()
    shop.wait()
    (asked,) = [box for box in shop.at.radio if str(box.key).startswith("hole_")]
    assert asked.value == "not_exported"
    asked.set_value("quiet")
    shop.at.button(key="save_holes").click().run()
    assert ZH("calendar.ask") not in shop.words
    with Workspace.open(shop.shop_file) as workspace:
        quiet = workspace.query("select count(*) as n from recorded_days where day between '2026-06-02' and '2026-06-04'")
    assert quiet["n"].tolist() == [3]


def test_rows_that_were_not_read_are_given_back_under_their_own_headers(shop: App) -> None:
    """The file of the lost rows, mended, brings exactly those rows."""
    bad = ORDERS.format(rows="D1,小美,20,2026-06-01\nD2,阿强,不是钱,2026-06-02\n").encode()
    drop(shop, ("订单.csv", bad))
    shop.at.button(key="keep_all").click().run()
    shop.wait()
    opened(shop, "订单.csv")
    assert ZH("add.mend") in [button.label for button in shop.at.get("download_button")]


def test_after_keeping_every_number_of_what_is_new_opens_its_list(shop: App) -> None:
    """New orders with their money, new people; pressed, the list is as long as the number."""
    drop(shop, ("订单6月.csv", orders(6)), ("面包群.txt", chat(3)))
    shop.at.button(key="keep_all").click().run()
    shop.wait()
    (choice,) = [group for group in shop.at.button_group if str(group.key).startswith("since_")]
    assert choice.options[:2] == [ZH("since.orders", count=10, money="¥155"), ZH("since.people", count=12)]
    choice.set_value("orders").run()
    (frame,) = [frame.value for frame in shop.at.dataframe if "order_id" in frame.value.columns]
    assert len(frame) == 10
    assert frame["money"].tolist()[0] == "¥11"


def test_of_many_chats_in_one_file_the_chosen_ones_are_kept(shop: App) -> None:
    """QQ writes all chats into one text; the chooser lists them with their sizes, and one is left out."""
    drop(shop, ("全部消息记录.txt", (FILES / "qq_txt" / "all_chats.txt").read_bytes()))
    (box,) = [box for box in shop.at.multiselect if str(box.key).startswith("chats_")]
    assert len(box.options) > 1
    assert len(box.value) == len(box.options)
    box.unselect(box.value[0])
    (again,) = [button for button in shop.at.button if button.label == ZH("add.read_again")]
    again.click().run()
    shop.wait()
    shop.at.button(key="keep_all").click().run()
    shop.wait()
    with Workspace.open(shop.shop_file) as workspace:
        assert len(workspace.chat_words()) == len(box.options) - 1


def test_whose_phone_it_was_is_asked_once_for_all_chats(shop: App) -> None:
    """One name answers for both files; the question is then gone."""
    folder = FILES / "memotrace_v1"
    drop(shop, ("甲.csv", (folder / "group.csv").read_bytes()), ("乙.csv", (folder / "android.csv").read_bytes()))
    assert ZH("add.me_together", count=2) in shop.words
    shop.at.text_input(key="me_of_all").input("老板娘")
    shop.at.button(key="again_all").click().run()
    shop.wait()
    assert ZH("add.me_together", count=2) not in shop.words
    with Workspace.open(shop.shop_file) as workspace:
        assert [job.answers.me for job in workspace.jobs()] == ["老板娘", "老板娘"]


def test_days_that_read_two_ways_are_asked_about_with_a_day_of_the_file(shop: App) -> None:
    """Every date makes sense in both orders: the day order is a question with its own sample, and the answer moves the days."""
    days = ("03/04", "04/03", "02/05", "05/02", "01/09", "03/04")
    rows = "".join(f"T{number},小美,{number},{day}/2026\n" for number, day in enumerate(days, 1))
    drop(shop, ("订单.csv", ORDERS.format(rows=rows).encode()))
    (choice,) = [box for box in shop.at.radio if str(box.key).startswith("day_order_")]
    assert "/2026" in choice.label.replace("\\", "")
    other = "mdy" if choice.value == "dmy" else "dmy"
    (before,) = lines(shop)
    choice.set_value(other)
    (again,) = [button for button in shop.at.button if button.label == ZH("add.read_again")]
    again.click().run()
    shop.wait()
    (after,) = lines(shop)
    assert after != before
    assert (ZH("add.word_asks") in before, ZH("add.word_asks") in after) == (True, False)
    assert ZH("add.days_read_as", order=ZH(f"add.day_order_{other}")) in opened(shop, "订单.csv").words


def test_every_kind_of_rows_has_its_word() -> None:
    """Whatever an importer hands over, the preview can name it."""
    assert [table for table in SCHEMAS if not (ZH.has(f"table.{table}") and EN.has(f"table.{table}"))] == []
