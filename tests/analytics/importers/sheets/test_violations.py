"""A sheet of broken rules: who, when, which, what was done; and a file made before there was a place for them."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from analytics import Scope, Workspace
from tests.analytics.metrics.shops import chat_file, every_day

SHEET = "日期,昵称,群名称,违规类型,处理\n2026-06-01,阿珍,福利群,广告刷屏,口头警告\n2026-06-02,阿珍,福利群,恶意攻击,请出群\n2026-06-03,老李,福利群,,罚唱歌\n2026-06-04,陈姐,福利群,,\n"


@pytest.fixture
def sheet(tmp_path):
    path = tmp_path / "违规.csv"
    path.write_text(SHEET, encoding="utf-8")
    return path


def test_rows_become_broken_rules_of_people_and_groups(tmp_path, sheet) -> None:
    """Words of theirs become ours, others stay; a row that says neither rule nor action is a row not read; again changes nothing;
    undone, nothing is left.
    """
    with Workspace.open() as ws:
        ws.import_file(chat_file(tmp_path, every_day("阿珍", "2026-06-01", "2026-06-03")), chat="福利群")
        receipt = ws.import_file(sheet)
        assert (receipt.tables["violations"].read, receipt.kept, receipt.rejected) == (4, 3, 1)
        found = ws.table("violations").sort_values("happened_at")
        assert found[["rule", "action"]].fillna("").values.tolist() == [["广告刷屏", "警告"], ["恶意攻击", "踢出"], ["", "罚唱歌"]]
        assert found["chat_id"].nunique() == 1 == len(ws.table("chats"))
        assert found["person_id"].nunique() == 2
        assert set(found["resolution"]) == {"day"}
        for day, people in ((29, 2), (30, 2), (31, 1)):
            # The rule of 1 June counts for ninety days, the 29th of August is the last; those of 2 and 3 June a day and two longer.
            found = ws.facts("koc_violations", ws.resolve(Scope(as_of=date(2026, 8, day))), days=90)
            assert (len(found), found["violations"].sum()) == (people, {29: 3, 30: 2, 31: 1}[day])
        again = ws.import_file(sheet)
        assert again.kept == 0
        ws.undo(again.batch_id)
        ws.undo(receipt.batch_id)
        assert ws.table("violations").empty


def test_a_shop_made_before_gets_the_table(tmp_path, sheet) -> None:
    """A file without the table opens, keeps what it had, and takes the sheet."""
    path = tmp_path / "shop.duckdb"
    with Workspace.open(path) as ws:
        ws.import_file(chat_file(tmp_path, every_day("阿珍", "2026-06-01", "2026-06-03")), chat="福利群")
    with duckdb.connect(path) as file:
        file.execute("drop view violations; drop table violation_rows; update meta set value = 'earlier' where name = 'made_from'")
    with Workspace.open(path) as ws:
        assert ws.table("violations").empty
        assert len(ws.table("messages")) == 3
        ws.import_file(sheet)
        assert len(ws.table("violations")) == 3
