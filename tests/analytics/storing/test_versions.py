"""When a shop says that it has changed: not before what changed can be read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from analytics import Scope, Workspace
from analytics.storing import imports


def orders(folder: Path, name: str, day: str) -> Path:
    """A sheet of one order."""
    path = folder / f"{name}.csv"
    path.write_text(f"订单号,买家,付款时间,实付金额\n{name},王小美,{day} 10:00:00,12.50\n", encoding="utf-8")
    return path


def change_and_fail(ws: Workspace) -> None:
    """A change of data that ends in an error."""
    with ws._shared.connection.writing() as cursor:
        imports.data_changed(ws._shared, cursor)
        cursor.execute("drop table there_is_none")


def test_nobody_sees_a_version_before_its_rows(tmp_path: Path) -> None:
    """What a page reads while a large import is being committed must not be kept as the state after it."""
    with Workspace.open() as ws:
        ws.import_file(orders(tmp_path, "A1", "2026-05-01"))
        before = ws.data_version, ws.data_stamp, ws.as_of
        with ws._shared.connection.writing() as cursor:
            cursor.execute("update coverage set last_day = date '2026-06-30'")
            imports.data_changed(ws._shared, cursor)
            assert (ws.data_version, ws.data_stamp, ws.as_of) == before
        assert ws.data_version == before[0] + 1
        assert ws.data_stamp != before[1]
        assert f"{ws.as_of}" == "2026-06-30"


def test_what_failed_changes_no_version(tmp_path: Path) -> None:
    """Rolled back is as if it had not been."""
    with Workspace.open() as ws:
        ws.import_file(orders(tmp_path, "A1", "2026-05-01"))
        before = ws.data_version, ws.data_stamp
        with pytest.raises(duckdb.CatalogException):
            change_and_fail(ws)
        assert (ws.data_version, ws.data_stamp) == before


def test_what_is_known_of_a_shop_follows_every_import(tmp_path: Path) -> None:
    """Its clock, whether it has orders, its settings and its name are read again after each change."""
    with Workspace.open() as ws:
        assert not ws.has("orders")
        receipt = ws.import_file(orders(tmp_path, "A1", "2026-05-01"))
        assert ws.has("orders")
        first = ws.as_of
        ws.import_file(orders(tmp_path, "A2", "2026-05-09"))
        assert ws.as_of > first
        ws.undo(receipt.batch_id)
        ws.describe(name="阿珍烘焙")
        assert ws.name == "阿珍烘焙"
        ws.change_settings(ws.settings.changed(layers__new_below_days=5))
        assert ws.settings.layers.new_below_days == 5


def test_facts_follow_every_change_and_nobody_gets_what_another_made_of_them(tmp_path: Path) -> None:
    """Kept between two changes: an import, its undo and a cleared column never meet an old or a changed frame."""
    def spent() -> list[int]:
        return list(ws.facts("value_days", ws.resolve(Scope(as_of=date(2026, 6, 1))))["cents"])

    with Workspace.open() as ws:
        ws.import_file(orders(tmp_path, "A1", "2026-05-01"))
        assert spent() == spent() == [1250]
        second = ws.import_file(orders(tmp_path, "A2", "2026-05-09"))
        frame = ws.facts("value_days", ws.resolve(Scope(as_of=date(2026, 6, 1))))
        frame["cents"] = 0
        assert spent() == [1250, 1250]
        ws.undo(second.batch_id)
        assert spent() == [1250]
