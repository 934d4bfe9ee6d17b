"""Sheets that the column dictionary does not know: asked about with a guess, read as a person says, remembered by shape."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from analytics import UserError, Workspace
from analytics.importers import columns, headers, mapping
from analytics.importers.answers import Answers
from tests.analytics.importers.sheets.reading import delimited, read, workbook

STRANGE = [
    ["谁", "付了(元)", "啥时候", "随便写写"],
    ["小满", "￥12.50", "2026-05-02 08:00", "好吃"],
    ["大海", "30", "2026年5月3日", ""],
]
SAID = {"谁": "orders.buyer_name", "付了(元)": "orders.gross", "啥时候": "orders.paid_at"}


@pytest.fixture
def strange(tmp_path):
    return delimited(tmp_path / "流水.csv", STRANGE)


def test_an_unknown_sheet_writes_nothing_and_asks(strange, tmp_path):
    """What it found, some rows, a guess, and a fingerprint to remember the answer by."""
    outcome = read(strange, tmp_path / "out")
    (question,) = outcome.about["questions"]
    assert outcome.tables == {}
    assert outcome.about["read"] == []
    assert (question["kind"], question["headers"], len(question["sample"])) == ("mapping", STRANGE[0], 2)
    assert question["fingerprint"] == headers.fingerprint(STRANGE[0])
    assert question["expected"]["orders"][0].startswith("订单实付金额")


def test_the_guess_looks_at_the_cells(strange, tmp_path):
    """Amounts, days and names are told by what stands under the header."""
    guess = read(strange, tmp_path / "out").about["questions"][0]["guess"]
    assert (guess["付了(元)"], guess["啥时候"]) == ("orders.gross", "orders.paid_at")
    yearless = delimited(tmp_path / "b.csv", [["谁", "啥时候", "给了"], ["小满", "6月1日", "20"], ["阿杰", "6月2日", "40"]])
    assert read(yearless, tmp_path / "b").about["questions"][0]["guess"] == {
        "谁": "orders.name", "啥时候": "orders.paid_at", "给了": "orders.gross"}


def test_a_sheet_is_read_as_a_person_says(strange, tmp_path):
    """Names of the published tables are understood; what nobody spoke of is left out."""
    outcome = read(strange, tmp_path / "out", Answers(mapping=SAID))
    assert [(row["name"], row["gross"], row["paid_at"]) for row in outcome.rows("orders")] == [
        ("小满", Decimal("12.50"), datetime(2026, 5, 2, 8)),
        ("大海", Decimal("30.00"), datetime(2026, 5, 3)),
    ]
    assert outcome.about["parts"][0]["ignored"] == ["随便写写"]
    assert outcome.about["questions"] == []
    assert outcome.reconciles("orders")


def test_half_an_answer_still_asks(strange, tmp_path):
    """An amount without a buyer or a moment is no order."""
    outcome = read(strange, tmp_path / "out", Answers(mapping={"付了(元)": "orders.gross"}))
    assert outcome.tables == {}
    assert outcome.about["questions"][0]["kind"] == "mapping"


def test_what_a_person_says_wins_over_the_dictionary(tmp_path):
    """订单金额 is known, but here 到手 is what counts."""
    path = delimited(
        tmp_path / "a.csv", [["订单号", "昵称", "付款时间", "订单金额", "到手"], ["E1", "小满", "2026-05-02", "12", "11"]]
    )
    assert read(path, tmp_path / "a").rows("orders")[0]["gross"] == Decimal("12.00")
    said = read(path, tmp_path / "b", Answers(mapping={"到手": "orders.gross", "订单金额": ""}))
    assert said.rows("orders")[0]["gross"] == Decimal("11.00")


def test_an_answer_about_other_headers_changes_nothing(tmp_path):
    """A remembered mapping of another sheet does not touch this one."""
    path = delimited(tmp_path / "a.csv", [["订单号", "昵称", "付款时间", "订单金额"], ["E1", "小满", "2026-05-02", "12"]])
    outcome = read(path, tmp_path / "out", Answers(mapping=SAID))
    assert outcome.rows("orders")[0]["gross"] == Decimal("12.00")


def test_only_the_unknown_sheet_of_a_workbook_asks(tmp_path):
    """The others are read meanwhile."""
    path = workbook(tmp_path / "a.xlsx", 流水=STRANGE, 会员=[["昵称", "入群时间"], ["小满", "2026-05-01"]])
    outcome = read(path, tmp_path / "out")
    assert len(outcome.rows("members")) == 1
    assert [(question["kind"], question["part"]) for question in outcome.about["questions"]] == [("mapping", "流水")]


def test_mapped_member_sheet(tmp_path):
    """A list in a dialect of its own."""
    path = delimited(tmp_path / "a.csv", [["哪位", "几号进来的"], ["小满", "2026-05-01"]])
    outcome = read(path, tmp_path / "out", Answers(mapping={"哪位": "members.display_name", "几号进来的": "members.joined_at"}))
    assert [(row["name"], row["joined_at"]) for row in outcome.rows("members")] == [("小满", datetime(2026, 5, 1))]


def test_half_an_answer_says_what_is_wanting(strange, tmp_path):
    """Amount alone: the buyer or number, and the moment, are named as columns and in words."""
    (question,) = read(strange, tmp_path / "out", Answers(mapping={"付了(元)": "orders.gross"})).about["questions"]
    assert question["table"] == "orders"
    assert [set(group) for group in question["missing"]] == [
        {"orders.order_id", "orders.paid_at", "orders.ordered_at", "orders.sequence"},
        {"orders.order_id", "orders.name", "orders.phone", "orders.platform_id"}]
    assert len(question["missing_words"]) == 2


def test_what_a_header_can_be_said_to_be_is_what_the_dictionary_reads():
    """Nothing of the inner schema; every offered column can be said and is understood."""
    targets = mapping.targets()
    assert set(targets) == set(columns.tables())
    assert {"orders.gross", "members.phone", "events.minutes", "chat_days.messages", "content_days.value"} <= {
        target for listed in targets.values() for target in listed}
    assert all(columns.resolve(target) is not None for listed in targets.values() for target in listed)
    assert "orders.part" not in targets["orders"]


def test_a_shop_is_told_which_column_is_missing_and_remembers_the_whole_answer(strange):
    """The error names it; with the full answer the sheet is read, and the next one of its shape without being asked."""
    with Workspace.open() as ws:
        with pytest.raises(UserError) as failed:
            ws.import_file(strange, mapping={"付了(元)": "orders.gross"})
        assert (failed.value.code, len(failed.value.facts["missing"])) == ("columns_missing", 2)
        assert ws.import_file(strange, mapping=SAID).kept == 2
        strange.write_text(strange.read_text(encoding="utf-8").replace("大海", "阿杰"), encoding="utf-8")
        assert ws.import_file(strange).kept == 1
