"""Keys, repeats, versions and undo: every row is accounted for, and importing again changes nothing."""

from __future__ import annotations

import random
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from analytics import UserError, Workspace
from analytics.importers.answers import Answers
from analytics.storing.receipts import Counts
from tests.analytics.storing.drafting import draft, keep, line, moment, order

PLACE = ["batch_id", "part", "source_row"]


def content(ws: Workspace) -> dict[str, list[tuple[str, ...]]]:
    """Everything a shop shows, without which import it came with."""
    shown = {}
    for name in ("messages", "orders", "memberships", "people", "chats", "posts", "roster_snapshots", "aliases"):
        frame = ws.table(name).drop(columns=PLACE, errors="ignore")
        shown[name] = plain(frame)
    shown["member_days"] = plain(ws.query("select * from member_days"))
    shown["recorded_days"] = plain(ws.query("select * from recorded_days"))
    return shown


def plain(frame: pd.DataFrame) -> list[tuple[str, ...]]:
    """The rows as texts, in an order of their own."""
    return sorted(tuple(map(str, row)) for row in frame.itertuples(index=False, name=None))


@pytest.fixture
def ws():
    with Workspace.open() as shop:
        yield shop


def test_equal_lines_of_one_minute_both_survive_and_the_second_import_adds_nothing(ws, tmp_path):
    """Two genuine 收到 in one minute are two messages; the same file again is all repeated."""
    def rows():
        return [line("阿珍", "2026-06-01 12:49", "收到"), line("阿珍", "2026-06-01 12:49", "收到")]
    assert keep(ws, tmp_path, rows()).tables["messages"] == Counts(2, 2, 0, 0, 0)
    assert keep(ws, tmp_path, rows()).tables["messages"] == Counts(2, 0, 0, 2, 0)
    assert len(ws.table("messages")) == 2


def test_a_key_is_there_as_often_as_the_one_file_that_has_it_most_often(ws, tmp_path):
    """One file with two, one with three equal lines: three stay."""
    keep(ws, tmp_path, [line("阿珍", "2026-06-01 12:49", "1")] * 1 + [line("阿珍", "2026-06-01 12:49", "1")])
    receipt = keep(ws, tmp_path, [line("阿珍", "2026-06-01 12:49", "1") for _ in range(3)])
    assert receipt.tables["messages"] == Counts(3, 1, 0, 2, 0)
    assert len(ws.table("messages")) == 3


def test_a_refund_makes_a_new_version_and_undo_brings_the_paid_one_back(ws, tmp_path):
    """Same order number, changed content: counted in kept and in updated, the newest is shown."""
    keep(ws, tmp_path, [order("E1", "阿珍", "2026-06-03 12:00:00", "100")])
    later = keep(ws, tmp_path, [order("E1", "阿珍", "2026-06-03 12:00:00", "100", refund="40", status="partially_refunded")])
    assert later.tables["orders"] == Counts(1, 1, 1, 0, 0)
    assert ws.table("orders")["refund"].tolist() == [40.0]
    ws.undo(later.batch_id)
    assert ws.table("orders")["refund"].tolist() == [0.0]


def test_an_older_export_does_not_overwrite_a_newer_state(ws, tmp_path):
    """The source's own time of change decides, not the order of importing."""
    keep(ws, tmp_path, [order("E1", "阿珍", "2026-06-03 12:00:00", "100", status="refunded", updated_at=moment("2026-06-09 10:00"))])
    old = keep(ws, tmp_path, [order("E1", "阿珍", "2026-06-03 12:00:00", "100", updated_at=moment("2026-06-04 10:00"))])
    assert old.tables["orders"] == Counts(1, 0, 0, 1, 0)
    assert ws.table("orders")["status"].tolist() == ["refunded"]


def test_the_same_order_twice_in_one_file_keeps_the_last_update(ws, tmp_path):
    """METRICS 5.7: exact duplicates dropped, the last update stays, and the receipt still adds up."""
    receipt = keep(ws, tmp_path, [
        order("E1", "阿珍", "2026-06-03 12:00:00", "100"), order("E1", "阿珍", "2026-06-03 12:00:00", "100"),
        order("E1", "阿珍", "2026-06-03 12:00:00", "100", status="refunded")])
    assert receipt.tables["orders"] == Counts(3, 1, 0, 2, 0)
    assert ws.table("orders")["status"].tolist() == ["refunded"]


def test_orders_without_numbers_are_told_apart_by_buyer_moment_and_amount(ws, tmp_path):
    """Two equal orders of one second are two orders in one file, and stay two after importing it again."""
    for _ in range(2):
        keep(ws, tmp_path, [order(None, "阿珍", "2026-06-03 12:00:00", "100"), order(None, "阿珍", "2026-06-03 12:00:00", "100")])
    assert len(ws.table("orders")) == 2


def test_rejected_rows_stand_in_the_receipt_and_in_the_rejections(ws, tmp_path):
    """read = kept + repeated + rejected, with the row as Excel counts it."""
    receipt = keep(ws, tmp_path, [order("E1", "阿珍", "2026-06-03 12:00:00", "100")],
                   issues=(("orders", "", 7, "gross", "money_unreadable", "待定", "rejected"),
                           ("orders", "", 9, "", "skipped_total", "合计", "skipped")))
    assert receipt.tables["orders"] == Counts(3, 1, 0, 0, 2)
    assert (receipt.failed, receipt.skipped) == (1, 1)
    assert ws.table("rejections")[["table_name", "source_row", "value"]].values.tolist() == [["orders", 7, "待定"], ["orders", 9, "合计"]]


def test_a_member_row_with_neither_group_nor_join_day_is_counted_as_a_name(ws, tmp_path):
    """DATA 4: its home table is aliases."""
    receipt = keep(ws, tmp_path, [("members", {"name": "阿珍", "phone": "13800000001"})], file_name="客户.xlsx")
    assert list(receipt.tables) == ["aliases"]


def test_rehearsal_says_what_keeping_does_and_stores_nothing(ws, tmp_path):
    """The receipt-to-be equals the receipt."""
    keep(ws, tmp_path, [line("阿珍", "2026-06-01 12:49", "早")])
    proposal = draft(tmp_path, [line("阿珍", "2026-06-01 12:49", "早"), line("阿珍", "2026-06-01 12:50", "今天吃什么")])
    before, version = content(ws), ws.data_version
    ws.rehearse(proposal)
    assert content(ws) == before
    assert ws.data_version == version
    assert ws.keep(proposal).tables == proposal.counts == {"messages": Counts(2, 1, 0, 1, 0)}


def test_a_failing_import_leaves_everything_as_it_was(ws, tmp_path):
    """One transaction: a draft that breaks after its rows were written changes nothing."""
    keep(ws, tmp_path, [line("阿珍", "2026-06-01 12:49", "早")])
    broken = draft(tmp_path, [line("阿珍", "2026-06-01 12:50", "晚"), order("E1", "阿珍", "2026-06-03 12:00:00", "100")])
    broken.about["read"].append(["no such table", "", 1])
    before, version = content(ws), ws.data_version
    with pytest.raises(KeyError, match="no such table"):
        ws.keep(broken)
    assert content(ws) == before
    assert ws.data_version == version


def test_undoing_twice_or_an_unknown_import_is_said(ws, tmp_path):
    """A code, not a traceback."""
    receipt = keep(ws, tmp_path, [line("阿珍", "2026-06-01 12:49", "早")])
    ws.undo(receipt.batch_id)
    for batch in (receipt.batch_id, "nobody"):
        with pytest.raises(UserError) as caught:
            ws.undo(batch)
        assert caught.value.code == "undo_unknown"


def test_an_undone_import_says_when_it_was_taken_back(ws, tmp_path):
    """Not when it was made: the two moments are kept apart."""
    receipt = keep(ws, tmp_path, [line("阿珍", "2026-06-01 12:49", "早")])
    with ws._shared.connection.writing() as cursor:
        cursor.execute("update import_log set imported_at = timestamp '2026-06-02 09:00:00'")
    ws.undo(receipt.batch_id)
    row = ws.table("imports").iloc[0]
    assert row["undone_at"] > row["imported_at"]


def test_an_undone_file_may_be_imported_again(ws, tmp_path):
    """The second time everything is new."""
    receipt = keep(ws, tmp_path, [line("阿珍", "2026-06-01 12:49", "早")])
    ws.undo(receipt.batch_id)
    assert keep(ws, tmp_path, [line("阿珍", "2026-06-01 12:49", "早")]).tables["messages"] == Counts(1, 1, 0, 0, 0)


def test_two_readings_of_one_stretch_are_shown_once_in_the_finer_one(tmp_path):
    """Minutes from a mail and seconds from a tool: the same talk, in whichever order it comes."""
    texts = [f"第{number}句,今天的菜很新鲜" for number in range(30)]
    coarse = [line("阿珍", f"2026-06-01 12:{number:02d}", text) for number, text in enumerate(texts)]
    fine = [line("珍姐", f"2026-06-01 12:{number:02d}:17", text) for number, text in enumerate(texts)]
    shown = []
    for first, second in ((coarse, fine), (fine, coarse)):
        with Workspace.open() as ws:
            for number, rows in enumerate((first, second)):
                keep(ws, tmp_path, [(table, dict(values)) for table, values in rows], format_name=f"format-{number}")
            frame = ws.table("messages")
            assert len(frame) == 30
            assert set(frame["resolution"]) == {"second"}
            shown.append(sorted(frame["message_key"]))
    assert shown[0] == shown[1]


def test_below_sixty_percent_equal_both_files_stay(ws, tmp_path):
    """17 of 30 equal lines on one day are not the same stretch; 18 of 30 are, and 20 rows are the least."""
    first = [line("阿珍", f"2026-06-01 12:{number:02d}", f"同一句{number}") for number in range(40)]
    keep(ws, tmp_path, first, format_name="a")
    other = [line("珍姐", f"2026-06-01 12:{number:02d}:05", f"同一句{number}" if number < 23 else f"另一句{number}") for number in range(40)]
    keep(ws, tmp_path, other, format_name="b")
    assert len(ws.table("messages")) == 80
    enough = [line("阿强", f"2026-06-01 12:{number:02d}:09", f"同一句{number}" if number < 24 else f"第三句{number}") for number in range(40)]
    keep(ws, tmp_path, enough, format_name="c")
    assert len(ws.table("messages")) == 80 + 16


def test_undoing_the_better_reading_brings_the_other_one_back(ws, tmp_path):
    """Import A, import B, undo A = import B, also for overlaps."""
    texts = [f"第{number}句" for number in range(25)]
    fine = keep(ws, tmp_path, [line("珍姐", f"2026-06-01 12:{n:02d}:17", text) for n, text in enumerate(texts)], format_name="a")
    keep(ws, tmp_path, [line("阿珍", f"2026-06-01 12:{n:02d}", text) for n, text in enumerate(texts)], format_name="b")
    ws.undo(fine.batch_id)
    with Workspace.open() as alone:
        keep(alone, tmp_path, [line("阿珍", f"2026-06-01 12:{n:02d}", text) for n, text in enumerate(texts)], format_name="b")
        assert content(ws) == content(alone)


# One example is a handful of imports: shrinking would take minutes and tell little more.
_NO_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)
_line = st.builds(
    lambda who, minute, text: ("line", who, f"2026-06-0{1 + minute // 30} 12:{minute % 30:02d}", text),
    st.sampled_from(["阿珍", "老王", "小李"]), st.integers(0, 59), st.sampled_from(["收到", "今天吃什么好呢", "1", "明天几点开门"]))
_order = st.builds(
    lambda number, who, status: ("order", number, who, status),
    st.sampled_from(["E1", "E2", None]), st.sampled_from(["阿珍", "过客"]), st.sampled_from(["paid", "refunded"]))
_member = st.builds(
    lambda who, day: ("member", who, day), st.sampled_from(["阿珍", "老王"]), st.sampled_from(["2026-05-01", "2026-05-20", None]))
_batch = st.lists(st.one_of(_line, _order, _member), min_size=1, max_size=8)


def _rows(batch: list[tuple[Any, ...]]) -> list[tuple[str, dict[str, Any]]]:
    rows = []
    for kind, *values in batch:
        if kind == "line":
            rows.append(line(*values))
        elif kind == "order":
            rows.append(order(values[0], values[1], "2026-06-03 12:00:00", "100", status=values[2]))
        else:
            joined = moment(f"{values[1]} 00:00") if values[1] else None
            rows.append(("members", {"chat": "福利群", "name": values[0], "joined_at": joined, "joined_resolution": "day"}))
    return rows


@settings(max_examples=6, deadline=None, phases=_NO_SHRINKING, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=_batch, second=_batch)
def test_import_a_import_b_undo_a_is_import_b(tmp_path_factory, first, second):
    """Whatever the two files hold."""
    folder = tmp_path_factory.mktemp("drafts")
    with Workspace.open() as both, Workspace.open() as alone:
        receipt = keep(both, folder, _rows(first))
        assert receipt.total.adds_up
        assert keep(both, folder, _rows(second)).total.adds_up
        both.undo(receipt.batch_id)
        keep(alone, folder, _rows(second))
        assert content(both) == content(alone)


@settings(max_examples=5, deadline=None, phases=_NO_SHRINKING, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=_batch, seed=st.integers(0, 999))
def test_shuffled_rows_make_the_same_shop(tmp_path_factory, rows, seed):
    """Equal people get equal labels: the order of rows in a file decides nothing (orders of one number apart)."""
    rows = [row for row in rows if row[0] != "order"]
    shuffled = random.Random(seed).sample(rows, len(rows))
    folder = tmp_path_factory.mktemp("drafts")
    with Workspace.open() as one, Workspace.open() as two:
        if rows:
            keep(one, folder, _rows(rows))
            keep(two, folder, _rows(shuffled))
        assert content(one) == content(two)


@settings(max_examples=5, deadline=None, phases=_NO_SHRINKING, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=_batch, cut=st.integers(0, 8))
def test_a_file_split_in_two_makes_the_same_shop(tmp_path_factory, rows, cut):
    """Equal lines, and two members of one name, parted by the split are undecidable (DATA 3): left out."""
    rows = list({row if row[0] == "line" else row[:2]: row for row in rows if row[0] != "order"}.values())
    folder = tmp_path_factory.mktemp("drafts")
    with Workspace.open() as whole, Workspace.open() as parts:
        if rows:
            keep(whole, folder, _rows(rows))
        for part in (rows[:cut], rows[cut:]):
            if part:
                keep(parts, folder, _rows(part))
        left, right = content(whole), content(parts)
        for name in ("messages", "memberships", "people", "member_days", "chats", "aliases"):
            assert left[name] == right[name], name


def test_answers_name_the_group_and_the_exporter(ws, tmp_path):
    """我 becomes the person it is, and the chat gets the name that was typed."""
    keep(ws, tmp_path, [line("我", "2026-06-01 12:49", "早", chat="")], answers=Answers(chat="早餐群", me="店长"))
    assert ws.table("people")["display_name"].tolist() == ["店长"]
    assert ws.table("chats")["chat_name"].tolist() == ["早餐群"]


def test_whole_receipts_are_stored_with_the_import(ws, tmp_path):
    """The imports table says the same as the receipt."""
    receipt = keep(ws, tmp_path, [line("阿珍", "2026-06-01 12:49", "早")], file_name="福利群.txt")
    row = ws.table("imports").iloc[0]
    assert (row["batch_id"], row["read"], row["kept"], row["file_name"]) == (receipt.batch_id, 1, 1, "福利群.txt")
    assert pd.Timestamp(row["first_at"]) == pd.Timestamp("2026-06-01 12:49")
