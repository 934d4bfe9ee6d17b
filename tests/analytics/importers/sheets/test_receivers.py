"""Whom an order goes to: a mark and a door number, never the address."""

import pytest

from analytics import Workspace
from analytics.importers.rooms import room_in


@pytest.mark.parametrize(("text", "room"), [
    ("3-301 老王", "3-301"), ("王姐3栋2单元301", "3-2-301"), ("幸福小区3号楼301室", "3-301"), ("12#502", "12-502"),
    ("A座1203", "a-1203"), ("中山市石岐区某路12号3栋501", "3-501"), ("2026-06-01", ""), ("138-0000-0001", ""), ("301", ""),
    ("3-301或4-402", ""), ("阿珍", ""),
])
def test_a_door_is_found_in_names_and_addresses(text, room):
    """One door, as numbers; two doors are none, a day and a phone are no door."""
    assert room_in(text) == room


def sheet(folder, header, *rows):
    """An order sheet of these columns."""
    path = folder / "订单.csv"
    path.write_text("\n".join(["订单号,付款时间,实付金额," + header, *rows]) + "\n", encoding="utf-8")
    return path


def test_receivers_are_told_apart_and_no_address_is_kept(tmp_path):
    """One buyer, two receivers, three orders, under the headers of 有赞."""
    path = sheet(tmp_path, "买家昵称,收货人/提货人,收货人手机号/提货人手机号,详细收货地址/提货地址",
                 "E1,2026-06-01 10:00:00,10,阿珍,王女士,13800000001,幸福小区3号楼301室",
                 "E2,2026-06-02 10:00:00,10,阿珍,李先生,13800000002,幸福小区4号楼402室",
                 "E3,2026-06-03 10:00:00,10,阿珍,王女士,13800000001,幸福小区3号楼301室")
    with Workspace.open() as ws:
        ws.import_file(path)
        orders = ws.table("orders").sort_values("order_id")
        assert orders["room"].tolist() == ["3-301", "4-402", "3-301"]
        assert orders["receiver"].nunique() == 2
        assert orders["receiver"].iloc[0] == orders["receiver"].iloc[2]
        assert "幸福" not in orders.to_csv()


def test_a_sheet_that_names_only_the_buyer_has_no_receiver(tmp_path):
    """Nothing is made up."""
    with Workspace.open() as ws:
        ws.import_file(sheet(tmp_path, "买家昵称", "E1,2026-06-01 10:00:00,10,阿珍"))
        assert ws.table("orders")["receiver"].isna().all()
