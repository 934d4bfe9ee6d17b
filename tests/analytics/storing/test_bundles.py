"""A zip of many files is one import: read member by member, counted as if they had come one by one."""

from __future__ import annotations

import io
import zipfile

import pytest

from analytics import Upload, UserError, Workspace
from analytics.importers.answers import Answers
from tests.analytics.importers.dialects.story import STORY
from tests.analytics.importers.dialects.wechat_phone import write

ORDERS = "订单号,买家昵称,实付金额,付款时间\nE1,小满,10.00,2026-06-01 10:00:00\n".encode()
OTHER_CHAT = "小雨 2026-06-01 10:00\n好的\n\n阿杰 2026-06-01 10:01\n收到\n\n".encode()


def zipped(**files: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()


def mails() -> list[bytes]:
    """Three mails of one chat that overlap by several lines."""
    return [write(STORY[start:start + 14])["聊天记录.txt"] for start in (0, 7, 13)]


def test_mails_that_overlap_in_one_archive_count_each_line_once() -> None:
    """The same rows as the three files dropped one after the other."""
    with Workspace.open() as together, Workspace.open() as one_by_one:
        receipt = together.import_upload(Upload("mails.zip", zipped(**{f"{n}.txt": data for n, data in enumerate(mails())})))
        for data in mails():
            one_by_one.import_upload(Upload("mail.txt", data))
        columns = ["message_key", "sent_at", "sender_name", "text"]
        rows = [ws.table("messages")[columns].sort_values("message_key").reset_index(drop=True) for ws in (together, one_by_one)]
        assert rows[0].equals(rows[1])
        assert receipt.format == "wechat_text"
        assert receipt.read == receipt.kept + receipt.repeated + receipt.rejected
        assert receipt.repeated > 0


def test_equal_lines_within_one_mail_of_an_archive_stay_two() -> None:
    """The story says one sentence twice; so does the shop."""
    with Workspace.open() as ws:
        ws.import_upload(Upload("mails.zip", zipped(**{"a.txt": mails()[0], "b.txt": mails()[0]})))
        assert (ws.table("messages")["text"] == "早上好,今天的草莓到了").sum() == 2


def test_a_chat_and_an_order_sheet_in_one_archive_are_one_import_that_one_undo_takes_back() -> None:
    """Different formats side by side; each row knows the file it came from."""
    with Workspace.open() as ws:
        receipt = ws.import_upload(Upload("店里的.zip", zipped(**{"订单.csv": ORDERS, "福利群.txt": OTHER_CHAT})))
        assert receipt.format == "bundle"
        assert {name: counts.kept for name, counts in receipt.tables.items()} == {"orders": 1, "messages": 2}
        assert ws.table("chats")["chat_name"].tolist() == ["福利群"]
        assert ws.query("select distinct part from message_rows")["part"].tolist() == ["福利群.txt"]
        ws.undo(receipt.batch_id)
        assert ws.table("messages").empty
        assert ws.table("orders").empty


def test_a_file_nobody_can_read_does_not_stop_the_others_and_is_named() -> None:
    """The draft says which, and why."""
    with Workspace.open() as ws:
        draft = ws.read(Upload("a.zip", zipped(**{"坏.txt": b"just prose, nothing else", "福利群.txt": OTHER_CHAT})))
        assert [(part["part"], part["reason"]) for part in draft.about["parts"] if part.get("reason")] == [
            ("坏.txt", "not_recognised")]
        assert ws.keep(draft).kept == 2


def test_an_archive_of_nothing_readable_says_why() -> None:
    """The first file's reason is the archive's."""
    with Workspace.open() as ws, pytest.raises(UserError, match="not_recognised"):
        ws.import_upload(Upload("a.zip", zipped(**{"a.txt": b"prose, only prose", "b.txt": b"and more of it"})))


def test_only_the_chosen_chats_of_a_file_are_read() -> None:
    """What was not chosen is neither kept nor counted; the draft says how much there is of each."""
    upload = Upload("a.zip", zipped(**{"福利群.txt": OTHER_CHAT, "邻居群.txt": OTHER_CHAT.replace("小雨".encode(), "小风".encode())}))
    with Workspace.open() as ws:
        whole = ws.read(upload)
        keys = sorted(whole.about["chat_rows"])
        assert list(whole.about["chat_rows"].values()) == [2, 2]
        receipt = ws.keep(ws.read(upload, Answers(chats=(keys[1],))))
        assert (receipt.read, receipt.kept) == (2, 2)
        assert set(ws.table("messages")["sender_name"]) == {"小风", "阿杰"}


def test_no_chosen_chat_is_nothing_read() -> None:
    """Unticking all of them leaves a file without a row."""
    with Workspace.open() as ws:
        assert ws.read(Upload("福利群.txt", write(STORY)["聊天记录.txt"]), Answers(chats=())).error is not None
