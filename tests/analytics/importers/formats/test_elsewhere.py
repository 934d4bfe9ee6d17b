"""What a person answers about chats from elsewhere than WeChat, and what stands in files beside a file."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest

from analytics import Upload, Workspace
from tests.analytics.importers.dialects import Dialect, every_dialect
from tests.analytics.importers.dialects.story import STORY
from tests.analytics.importers.formats.reading import read_bytes, read_text

EITHER = "1/2/24, 9:00 - Ann: one\n2/2/24, 9:00 - Ben: two\n"
QCE_TIMES = "聊天名称: 福利群\n\n小满:\n时间: {written}\n内容: 早\n\n"
ANSWERING = [pytest.param(dialect, id=dialect.title.replace(" ", "-")) for dialect in every_dialect()
             if dialect.replies and dialect.generated and dialect.format in {"telegram", "discord", "qce", "chatlab"}]


@pytest.mark.parametrize(("order", "first"), [("dmy", date(2024, 2, 1)), ("mdy", date(2024, 1, 2))])
def test_an_answered_day_order_is_the_one_that_is_read(tmp_path: Path, order: str, first: date) -> None:
    """Where both orders fit, the person has the last word."""
    assert read_text(tmp_path, EITHER, day_order=order).messages[0]["sent_at"].date() == first


def test_a_day_order_that_could_be_either_is_asked_with_its_default(tmp_path: Path) -> None:
    """The question shows a date that the orders read differently."""
    assert read_text(tmp_path, EITHER).about["questions"] == [{"kind": "day_order", "default": "dmy", "sample": "1/2/24"}]
    assert read_text(tmp_path, EITHER.replace("1/2/24", "31/1/24")).about["questions"] == []


@pytest.mark.parametrize(("written", "answered", "moment", "resolution"), [
    ("08:30:05", None, None, "none"), ("08:30:05", date(2026, 6, 1), datetime(2026, 6, 1, 8, 30, 5), "second"),
    ("08:30", date(2026, 6, 1), datetime(2026, 6, 1, 8, 30), "minute"),
    ("3天前", None, None, "none"), ("3天前", date(2026, 6, 4), datetime(2026, 6, 1), "day"),
    ("昨天", date(2026, 6, 2), datetime(2026, 6, 1), "day"), ("刚刚", date(2026, 6, 2), datetime(2026, 6, 2), "day"),
])
def test_a_time_without_its_day_waits_for_the_day(tmp_path: Path, written: str, answered: date | None,
                                                 moment: datetime | None, resolution: str) -> None:
    """Nothing is guessed: no day, no moment; the day that is answered makes it one."""
    outcome = read_text(tmp_path, QCE_TIMES.format(written=written), day=answered)
    assert (outcome.column("sent_at"), outcome.column("resolution")) == ([moment], [resolution])
    assert outcome.about["questions"] == ([] if answered else [{"kind": "day"}])


@pytest.mark.parametrize("dialect", ANSWERING)
def test_an_answer_says_which_message_it_answers(tmp_path: Path, dialect: Dialect) -> None:
    """Line 8 of the story answers line 7, and nothing else answers anything."""
    (data,) = dialect.write(STORY).values()
    messages = read_bytes(tmp_path, data).messages
    asked = next(row for row in messages if row["text"] == STORY[6].text)
    assert {row["text"]: row["reply_to"] for row in messages if row["reply_to"]} == {STORY[7].text: asked["message_id"]}


def slack(folder: dict[str, object]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, values in folder.items():
            archive.writestr(name, json.dumps(values, ensure_ascii=False))
    return packed.getvalue()


def test_a_slack_zip_knows_silent_members_bots_and_who_was_named() -> None:
    """Names come from users.json, members of a channel from channels.json; the whole account is nobody's group."""
    users = [{"id": "U01", "team_id": "T", "name": "xm", "profile": {"display_name": "小满"}, "is_primary_owner": True},
             {"id": "U02", "team_id": "T", "name": "silent", "profile": {"real_name": "没说过话"}},
             {"id": "UB1", "team_id": "T", "name": "bot", "profile": {"real_name": "点单机器人"}, "is_bot": True},
             {"id": "U09", "team_id": "T", "name": "other", "profile": {"real_name": "不在群里"}}]
    channels = [{"id": "C01", "name": "福利群", "creator": "U01", "is_archived": False, "members": ["U01", "U02", "UB1"]}]
    day = [{"type": "message", "user": "U01", "text": "<@U02> 在吗", "ts": "1780187405.000100"},
           {"type": "message", "user": "UB1", "text": "今日菜单", "ts": "1780187406.000100"}]
    with Workspace.open() as ws:
        receipt = ws.import_upload(Upload("小满家.zip", slack({"users.json": users, "channels.json": channels,
                                                            "福利群/2026-05-31.json": day})))
        assert receipt.format == "slack"
        assert set(ws.table("messages")["text"]) == {"@没说过话 在吗", "今日菜单"}
        assert set(ws.table("people")["display_name"]) == {"小满", "没说过话", "点单机器人"}
        assert set(ws.table("roles")["role"]) == {"群主", "机器人"}
        assert list(ws.table("chats")["chat_name"]) == ["福利群"]


def test_a_name_with_blanks_is_believed_from_the_third_line_on(tmp_path: Path) -> None:
    """LINE's desktop text parts a name from the words by a blank only."""
    twice = "2025.12.10 Wednesday\n10:05 春天 里 的 在吗\n10:06 春天 里 的 好\n"
    assert read_text(tmp_path, twice).column("name") == ["春天", "春天"]
    assert read_text(tmp_path, twice + "10:07 春天 里 的 嗯\n").column("name") == ["春天 里 的"] * 3


@pytest.mark.parametrize("head", ["5/31/26, 8:30\u202fAM - ", "31/05/2026, 08:30 - ", "31.05.26, 08:30 - ", "2026/5/31 08:30 - "])
def test_a_first_line_that_ends_in_a_colon_is_no_copied_name(tmp_path: Path, head: str) -> None:
    """“小满: 请注意:” opens a WhatsApp chat as any other line does."""
    outcome = read_text(tmp_path, f"{head}小满: 请注意:\n{head}小满: 好\n")
    assert (outcome.format, outcome.column("text")) == ("whatsapp", ["请注意:", "好"])
