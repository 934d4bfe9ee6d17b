"""The import page: what is handed over, what it says, what is kept, taken back, and never lost."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from analytics import Workspace
from analytics.texts import texts_for
from pages.parts import shops
from tests.pages.conftest import App

ZH, EN = texts_for("zh"), texts_for("en")
ORDERS = ("订单号,买家昵称,实付金额,付款时间\nD1,小美,128.50,2026-06-01 10:00\nD2,阿强,66,2026-06-02 11:30\n"
          "D3,小美,not money,2026-06-03 12:00\n合计,,194.50,\n").encode("gb18030")
CHAT = ("面包群 微信群上的聊天记录如下,请查收。\n\n—————  2026-06-29  —————\n\n小美  10:01\n\n今天有什么好吃的呀\n\n"
        "老板娘  10:05\n\n有烧鹅和叉烧,中午开始卖\n\n老板娘  10:06\n\n@所有人 中午开始预订\n").encode()
GROUP_NOTE = "#接龙\n周六烧鹅\n1. 小美 一只\n2. 阿强 2份\n"
pytestmark = pytest.mark.usefixtures("calm")


@pytest.fixture
def shop(empty_home: Path) -> App:
    """A new shop on its import page."""
    return App(empty_home).make_shop()


def test_several_files_say_what_they_are_before_anything_is_kept(shop: App) -> None:
    """Each file has its sentence; the shop is still empty until 保留."""
    _drop(shop, ("订单.csv", ORDERS), ("聊天.txt", CHAT)).wait()
    assert ZH("add.recognised_by_columns", tables=ZH("table.orders")) in shop.words
    assert ZH("format.wechat_text") in shop.words
    assert ZH("add.keep_all", count=2) in _buttons(shop)
    with Workspace.open(shop.shop_file) as workspace:
        assert not workspace.has("orders")
        assert not workspace.has("messages")


def test_keeping_needs_no_other_click(shop: App) -> None:
    """保留 without touching a question; what the receipt said is what is there."""
    _keep(_drop(shop, ("订单.csv", ORDERS), ("聊天.txt", CHAT)))
    with Workspace.open(shop.shop_file) as workspace:
        assert len(workspace.table("orders")) == 2
        imports = workspace.table("imports")
    assert (imports["read"] == imports["kept"] + imports["repeated"] + imports["rejected"]).all()
    for name in ("订单.csv", "聊天.txt"):
        assert name in shop.words


def test_dropped_bytes_are_let_go(shop: App) -> None:
    """After the drop the uploader is another, empty one: no tab holds the file in memory."""
    before = shop.at.file_uploader[0].key
    _drop(shop, ("订单.csv", ORDERS))
    assert shop.at.file_uploader[0].key != before
    assert not shop.at.file_uploader[0].value


def test_bad_file_tells_while_the_others_go_in(shop: App) -> None:
    """A picture and an empty file are explained in words; the good one is kept."""
    _drop(shop, ("截图.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 64), ("空的.csv", b""), ("订单.csv", ORDERS)).wait()
    assert ZH("error.file_picture", file="截图.png") in shop.words
    assert ZH("error.file_empty", file="空的.csv") in shop.words
    shop.at.button(key="keep_all").click().run()
    shop.wait()
    with Workspace.open(shop.shop_file) as workspace:
        assert len(workspace.table("imports")) == 1


def test_rows_not_read_are_listed_with_place_and_reason(shop: App) -> None:
    """The row as Excel counts it, the column, what stood there; the total line is no error."""
    _drop(shop, ("订单.csv", ORDERS)).wait()
    (issues,) = [frame.value for frame in shop.at.dataframe if "reason" in frame.value.columns]
    lost = issues[issues["value"] == "not money"]
    assert lost["source_row"].tolist() == [4]
    assert all(reason for reason in lost["reason"])
    assert ZH("receipt.failed", count=1) in shop.words
    assert ZH("receipt.skipped", count=1) in shop.words


def test_import_goes_on_without_the_tab(shop: App) -> None:
    """The job is the shop's: another tab finds it, read and waiting."""
    _drop(shop, ("订单.csv", ORDERS))
    other = App(shop.home, shop=shop.shop_file.stem).go("data").wait()
    assert "订单.csv" in other.words
    assert ZH("add.keep_one", count=1) in _buttons(other)


def test_left_out_file_leaves_nothing(shop: App) -> None:
    """不要这份 forgets the file, on screen and on disk."""
    _drop(shop, ("订单.csv", ORDERS)).wait()
    (leave,) = [button for button in shop.at.button if button.label == ZH("add.leave")]
    leave.click().run()
    assert "订单.csv" not in shop.words
    assert not list((shop.home / f"{shop.shop_file.stem}.work" / "drafts").iterdir())


def test_same_file_again_changes_nothing(shop: App) -> None:
    """It says that the rows are there already, and the numbers stay."""
    _keep(_drop(shop, ("订单.csv", ORDERS)))
    _keep(_drop(shop, ("又一次.csv", ORDERS)))
    with Workspace.open(shop.shop_file) as workspace:
        assert len(workspace.table("orders")) == 2


def test_import_can_be_taken_back(shop: App) -> None:
    """撤销 removes what the file brought, and the file may come again."""
    _keep(_drop(shop, ("订单.csv", ORDERS)))
    _open_import(shop)
    assert ZH("add.going_rows", table=ZH("table.orders"), count=2) in shop.words
    _press(shop, ZH("add.undo_yes"))
    with Workspace.open(shop.shop_file) as workspace:
        assert not workspace.has("orders")
    _keep(_drop(shop, ("订单.csv", ORDERS)))
    with Workspace.open(shop.shop_file) as workspace:
        assert len(workspace.table("orders")) == 2


def test_import_in_the_wrong_shop_is_moved(shop: App) -> None:
    """The other shop has it afterwards, this one has nothing left of it."""
    _keep(_drop(shop, ("订单.csv", ORDERS)))
    other = shops.create("隔壁小店", "catering")
    batch_id = _open_import(shop)
    assert shop.at.selectbox(key=f"move_to_{batch_id}").options == ["隔壁小店"]
    _press(shop, ZH("add.move_yes"))
    with Workspace.open(shop.shop_file) as workspace:
        assert not workspace.has("orders")
    with Workspace.open(other.path) as workspace:
        assert len(workspace.table("orders")) == 2


def test_group_note_is_priced_once_and_every_amount_is_an_estimate(shop: App) -> None:
    """The price typed for a thing is what the list is worth; no order is made of it."""
    shop.at.text_area(key="pasted").input(GROUP_NOTE)
    shop.at.text_input(key="pasted_chat").input("烧鹅群")
    shop.at.button(key="read_paste").click().run()
    _keep(shop)
    assert ZH("prices.lists", count=1, people=2) in shop.words
    (field,) = [field for field in shop.at.number_input if str(field.key).startswith("price_")]
    field.set_value(30.0)
    shop.at.button(key="save_prices").click().run()
    assert ZH("prices.lists_worth", count=1, people=2, amount="¥90") in shop.words
    assert "price_form" not in {button.form_id for button in shop.at.button}
    with Workspace.open(shop.shop_file) as workspace:
        assert not workspace.has("orders")


def test_pasted_group_note_is_read_with_group_and_day(shop: App) -> None:
    """Only a 接龙, pasted: the group and the day that were typed are what is stored."""
    shop.at.text_area(key="pasted").input(GROUP_NOTE)
    shop.at.text_input(key="pasted_chat").input("烧鹅群")
    shop.at.date_input(key="pasted_day").set_value(date(2026, 6, 6))
    shop.at.button(key="read_paste").click().run()
    _keep(shop)
    with Workspace.open(shop.shop_file) as workspace:
        assert workspace.as_of == date(2026, 6, 6)
        assert list(workspace.chat_words().values()) == ["烧鹅群"]
        assert len(workspace.table("events")) == 2


def test_blank_paste_starts_nothing(shop: App) -> None:
    """Pressing without text is no import and no error."""
    shop.at.text_area(key="pasted").input("   \n ")
    shop.at.button(key="read_paste").click().run()
    with Workspace.open(shop.shop_file) as workspace:
        assert workspace.jobs() == []


def test_answer_reads_the_file_again(shop: App) -> None:
    """A group's name typed into the question is the group that is kept."""
    _drop(shop, ("聊天.txt", CHAT)).wait()
    (field,) = [field for field in shop.at.text_input if field.label == ZH("add.ask_chat")]
    assert field.value == "面包群"
    field.input("阿珍面包群")
    (again,) = [button for button in shop.at.button if button.label == ZH("add.read_again")]
    again.click().run()
    _keep(shop)
    with Workspace.open(shop.shop_file) as workspace:
        assert list(workspace.chat_words().values()) == ["阿珍面包群"]


def test_unknown_sheet_is_read_by_the_columns_a_person_names(shop: App) -> None:
    """Headers nobody has seen: a guess and a sample are shown, the answer reads the file."""
    sheet = "甲,乙,丙,丁\nA-1,小美,128.5,2026-06-01 10:00\nA-2,阿强,66,2026-06-02 11:00\n".encode()
    _drop(shop, ("手记.csv", sheet)).wait()
    boxes = {box.label: box for box in shop.at.selectbox}
    for header, target in (("甲", "orders.order_id"), ("乙", "orders.name"), ("丙", "orders.gross"),
                           ("丁", "orders.paid_at")):
        boxes[header].select(target)
    (again,) = [button for button in shop.at.button if button.label == ZH("add.read_again")]
    again.click().run()
    _keep(shop)
    with Workspace.open(shop.shop_file) as workspace:
        assert workspace.table("orders")["gross"].astype(float).tolist() == [128.5, 66.0]


def test_large_file_is_picked_up_from_the_folder(shop: App) -> None:
    """What lies in the inbox is offered by the page and read on a click."""
    book = openpyxl.Workbook()
    book.active.append(["订单号", "买家昵称", "实付金额", "付款时间"])
    book.active.append(["X1", "小美", 20, "2026-06-01 10:00"])
    book.save(shops.inbox() / "大文件.xlsx")
    shop.at.run()
    shop.at.button(key="read_inbox").click().run()
    _keep(shop)
    with Workspace.open(shop.shop_file) as workspace:
        assert len(workspace.table("orders")) == 1
    assert "read_inbox" not in {button.key for button in shop.at.button}


def test_who_speaks_for_the_shop_is_one_click(shop: App) -> None:
    """Whoever calls everyone is suggested; confirmed, they are no longer among the members."""
    lines = "".join(f"老板娘  {hour}:00\n\n@所有人 今天第{hour}炉面包好了,接龙的朋友可以来拿\n\n" for hour in range(10, 20))
    _keep(_drop(shop, ("聊天.txt", CHAT + b"\n" + lines.encode())))
    assert ZH("add.staff") in shop.words
    shop.at.button(key="save_staff").click().run()
    with Workspace.open(shop.shop_file) as workspace:
        (operator,) = workspace.table("roles")["person_id"].tolist()
        assert workspace.words_for([operator]) == {operator: "老板娘"}
    assert ZH("add.staff") not in shop.words


def test_head_count_is_asked_only_where_nobody_knows(shop: App) -> None:
    """A chat alone: 群里现在多少人, dated by the chat's own last day; then the question is gone."""
    _keep(_drop(shop, ("聊天.txt", CHAT)))
    assert ZH("add.head_counts") in shop.words
    (field,) = shop.at.number_input
    field.set_value(128)
    shop.at.button(key="save_head_counts").click().run()
    with Workspace.open(shop.shop_file) as workspace:
        assert workspace.table("head_counts")["members"].tolist() == [128]
    assert ZH("add.head_counts") not in shop.words


def test_hidden_names_hide_preview_and_file_names(shop: App) -> None:
    """With 隐藏真名 on, nothing of a file's words is on the page, not even of a file just dropped."""
    shop.at.toggle(key="masked_zh").set_value(True).run()
    _drop(shop, ("面包群聊天.txt", CHAT), ("订单.csv", ORDERS)).wait()
    for word in ("面包群", "小美", "烧鹅", "not money", "订单.csv"):
        assert word not in shop.words, word
    shop.at.button(key="keep_all").click().run()
    shop.wait()
    for word in ("面包群", "小美", "烧鹅", "not money", "订单.csv"):
        assert word not in shop.words, word


def test_import_page_speaks_english(empty_home: Path) -> None:
    """The sentence, the questions and the buttons of an import, in English."""
    app = App(empty_home, lang="en").make_shop("Bakery")
    _drop(app, ("orders.csv", ORDERS)).wait()
    assert EN("add.keep_one", count=1) in _buttons(app)
    assert EN("receipt.failed", count=1) in app.words


def _drop(app: App, *files: tuple[str, bytes]) -> App:
    app.at.file_uploader[0].set_value([(name, data, "application/octet-stream") for name, data in files]).run()
    return app


def _keep(app: App) -> App:
    app.wait()
    app.at.button(key="keep_all").click().run()
    return app.wait()


def _open_import(app: App) -> str:
    """Open 撤销或挪走 of the only import, as a click does; its id."""
    with Workspace.open(app.shop_file) as workspace:
        imports = workspace.table("imports")
    (batch_id,) = imports.loc[imports["undone_at"].isna(), "batch_id"]
    app.at.session_state[f"more_{batch_id}"] = True
    app.at.run()
    return str(batch_id)


def _press(app: App, label: str) -> None:
    (button,) = [button for button in app.at.button if button.label == label]
    button.click().run()


def _buttons(app: App) -> list[str]:
    return [button.label for button in app.at.button]
