"""接龙 as estimated orders: who, what, how much, and never twice with a shop sheet."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from analytics import Scope, Workspace
from analytics.metrics import group_buys
from analytics.metrics.group_buys import same_product

LIST = "老王 2026/6/1 20:10\n#接龙\n周末团:草莓\n\n1. 老王 2盒\n2. 小雨 1盒\n3. 阿杰 草莓*2+苹果1\n4. 阿珍 3盒\n\n"


def shop(*texts: str) -> Workspace:
    ws = Workspace.open()
    for text in texts or (LIST,):
        ws.import_text(text, chat="福利群")
    return ws


def sheet(folder: Path, orders: list[tuple[str, str, str, str]], name: str = "订单.csv") -> Path:
    """Orders of (buyer, day, product, status)."""
    path = folder / name
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(["订单号", "买家昵称", "付款时间", "实付金额", "商品名称", "订单状态"])
        table.writerows([f"E2026{number:06d}", buyer, f"{day} 12:00:00", "25.80", product, status]
                        for number, (buyer, day, product, status) in enumerate(orders))
    return path


def test_an_estimate_is_price_times_quantity():
    """Eight boxes at 25.80; apples wait for a price and are said to."""
    with shop() as ws:
        ws.set_price("草莓", "25.8")
        found = group_buys.measure(ws)
        row = found.lists.iloc[0]
        assert (row["people"], row["quantity"], row["unpriced"], row["withdrawn"], row["covered"]) == (4, 9, 1, 0, 0)
        assert found.amount == row["amount"] == pytest.approx(8 * 25.8)
        assert found.items[["item", "people", "quantity"]].values.tolist() == [["草莓", 4, 8.0], ["苹果", 1, 1.0]]
        assert found.unpriced["item"].tolist() == ["苹果"]


def test_without_any_price_there_is_no_amount():
    """Nothing is not zero yuan."""
    with shop() as ws:
        found = group_buys.measure(ws)
        assert found.amount is None
        assert found.lists["amount"].isna().all()


def test_a_shop_without_a_list_has_empty_frames():
    """Talk alone makes no group buy."""
    with shop("老王 2026/6/1 20:10\n早\n") as ws:
        found = group_buys.measure(ws)
        assert (len(found.lists), len(found.items), len(found.lines), found.amount) == (0, 0, 0, None)
        assert found.people().empty


@pytest.mark.parametrize(("day", "covered"), [("2026-05-28", False), ("2026-05-29", True), ("2026-06-04", True), ("2026-06-05", False)])
def test_an_order_within_three_days_covers_the_line(tmp_path: Path, day: str, covered: bool):
    """Both edges count; a day further is another purchase."""
    with shop() as ws:
        ws.set_price("草莓", 10)
        ws.import_file(sheet(tmp_path, [("小雨", day, "红颜草莓 2盒装", "交易成功")]))
        found = group_buys.measure(ws)
        assert found.lists["covered"].item() == int(covered)
        assert found.amount == (70.0 if covered else 80.0)
        assert found.people(covered=True)["display_name"].tolist() == (["小雨"] if covered else [])


@pytest.mark.parametrize(("buyers", "covered"), [(["小雨"], 1), (["小雨", "阿珍"], 4)])
def test_a_sheet_that_holds_half_of_the_people_is_the_sheet_of_the_list(tmp_path: Path, buyers: list[str], covered: int):
    """Those whose names could not be matched are not counted a second time either."""
    with shop() as ws:
        ws.set_price("草莓", 10)
        ws.import_file(sheet(tmp_path, [(buyer, "2026-06-02", "草莓", "交易成功") for buyer in buyers]))
        found = group_buys.measure(ws)
        assert found.lists["covered"].item() == covered
        assert found.amount == (70.0 if covered == 1 else None)
        assert len(found.people(covered=True)) == covered


@pytest.mark.parametrize(("product", "status"), [("洗衣液", "交易成功"), ("草莓", "待付款"), ("草莓", "交易关闭")])
def test_another_thing_or_an_unpaid_order_covers_nothing(tmp_path: Path, product: str, status: str):
    """Only what was paid for the same thing is in the sheet."""
    with shop() as ws:
        ws.set_price("草莓", 10)
        ws.import_file(sheet(tmp_path, [("小雨", "2026-06-01", product, status), ("阿珍", "2026-06-01", product, status)]))
        assert group_buys.measure(ws).amount == 80.0


def test_estimates_are_never_orders():
    """The table of orders stays empty; a list gives sign-ups."""
    with shop() as ws:
        ws.set_price("草莓", 10)
        assert ws.table("orders").empty
        assert len(ws.query("select * from estimated_orders")) == 5


def test_every_number_of_a_list_opens_its_people():
    """As many names as the count says, those who withdrew too."""
    with shop(LIST + LIST.replace("20:10", "20:40").replace("2. 小雨 1盒\n3. 阿杰", "2. 阿杰").replace("4. 阿珍", "3. 阿珍")) as ws:
        found = group_buys.measure(ws)
        row = found.lists.iloc[0]
        assert (row["people"], row["withdrawn"]) == (3, 1)
        assert len(found.people(row["list_id"])) == 3
        assert found.people(row["list_id"], standing="withdrawn")["display_name"].tolist() == ["小雨"]
        assert len(found.people(item="草莓")) == found.items.set_index("item_key")["people"]["草莓"]
        with pytest.raises(ValueError, match="gone"):
            found.people(standing="gone")


def test_the_shops_own_line_is_an_example_and_not_counted():
    """Who opens the list writes the first line; with the operator's people included it counts."""
    with shop() as ws:
        wang = int(ws.query("select person_id from people where display_name = '老王'")["person_id"].item())
        ws.decide_role(None, wang, "运营")
        assert group_buys.measure(ws).lists["people"].item() == 3
        assert group_buys.measure(ws, Scope(include_staff=True)).lists["people"].item() == 4


def test_a_scope_holds_the_lists_that_were_last_sent_in_it():
    """A list of May is not of June; undated ones are always there."""
    with shop(LIST, LIST.replace("2026/6/1", "2026/5/1").replace("草莓", "枇杷")) as ws:
        ws.import_text("#接龙\n端午粽子\n\n1. 阿珍 3盒\n2. 小雨 1盒\n")
        june = group_buys.measure(ws, Scope(start=date(2026, 6, 1), end=date(2026, 6, 30)))
        assert june.lists["title"].tolist() == ["周末团:草莓", "端午粽子"]
        assert len(group_buys.measure(ws).lists) == 3
        assert june.lists["last_day"].isna().tolist() == [False, True]


def test_lists_of_other_groups_stay_out_of_a_chosen_group():
    """The chooser of groups holds for lists too."""
    with shop() as ws:
        ws.import_text(LIST.replace("草莓", "枇杷"), chat="二群")
        assert group_buys.measure(ws, Scope(chats=("二群",))).lists["title"].tolist() == ["周末团:枇杷"]


@pytest.mark.parametrize(("item", "product", "same"), [
    ("草莓", "红颜草莓2盒", True), ("周三排骨", "黑猪排骨(500g)(2件);葱(1件)", True), ("草莓", "草", False), ("草莓", "", True),
    ("周末团购", "洗衣液", True), ("周末草莓", "周末特价洗衣液", False), ("apple", "Apple juice", True), ("梨", "秋月梨", True), ("梨", "草莓", False),
])
def test_when_two_names_are_one_thing(item: str, product: str, same: bool):
    """A word that tells is enough; a list that names no thing may be anything."""
    assert same_product(item, product) == same


def test_a_try_with_other_days_stores_nothing(tmp_path: Path):
    """Settings of a slider change the result, not the shop."""
    with shop() as ws:
        ws.set_price("草莓", 10)
        ws.import_file(sheet(tmp_path, [("小雨", f"{date(2026, 6, 1) + timedelta(days=5)}", "草莓", "交易成功")]))
        wide = group_buys.measure(ws, settings=ws.settings.changed(group_buys__covered_until_days=5))
        assert (wide.amount, group_buys.measure(ws).amount) == (70.0, 80.0)
