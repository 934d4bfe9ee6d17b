"""Whatever people write: rendered as a client would, read back the same."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.importers import csv_blocks, text_chunks
from analytics.importers.text_chunks import pieces
from tests.analytics.importers.formats.reading import Outcome, read_bytes

START = datetime(2026, 5, 31, 23, 58)
V1 = (
    "localId", "TalkerId", "Type", "SubType", "IsSender", "CreateTime", "Status", "StrContent", "StrTime", "Remark",
    "NickName", "Sender",
)
# Letters, digits and marks of several scripts; no line ends, no control characters.
INLINE = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S"), exclude_characters="\ue000\ue001"),
                 min_size=1, max_size=12)
NAMES = INLINE.map(lambda name: f"n{name}")
WORDS = st.lists(INLINE, min_size=1, max_size=3).map(lambda lines: "w" + "\n".join(lines))


@dataclass(frozen=True)
class Line:
    """One message: who, which number, what, and minutes after the last."""

    name: str
    number: int
    text: str
    later: int


LINES = st.lists(st.builds(Line, NAMES, st.integers(10_001, 999_999), WORDS, st.integers(0, 3000)), min_size=1, max_size=8)


def moments(lines: list[Line]) -> list[datetime]:
    found, moment = [], START
    for line in lines:
        moment += timedelta(minutes=line.later)
        found.append(moment)
    return found


def read(data: bytes, **answers: object) -> Outcome:
    with TemporaryDirectory() as folder:
        return read_bytes(Path(folder), data, **answers)


def assert_same(outcome: Outcome, lines: list[Line], texts: list[str] | None = None) -> None:
    assert outcome.column("name") == [line.name for line in lines]
    assert outcome.column("text") == (texts or [line.text for line in lines])
    assert outcome.column("sent_at") == moments(lines)
    assert outcome.issues == []
    assert outcome.balances()


@given(LINES)
@settings(deadline=None)
def test_qq_messages_come_back_as_they_were_sent(lines: list[Line]):
    """Any name with brackets, colons or times in it, any body."""
    text = "消息记录（此消息记录为文本格式，不支持重新导入）\r\n\r\n消息对象:群\r\n\r\n" + "".join(
        f"{moment:%Y-%m-%d} {moment.hour}:{moment:%M:%S} {line.name}({line.number})\r\n{line.text}\r\n\r\n"
        for moment, line in zip(moments(lines), lines, strict=True))
    outcome = read(text.encode("utf-8-sig"))
    assert_same(outcome, lines)
    assert outcome.column("platform_id") == [str(line.number) for line in lines]


@given(LINES)
@settings(deadline=None)
def test_memotrace_rows_come_back_as_they_were_sent(lines: list[Line]):
    """Commas, quotes and line ends inside cells."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(V1)
    for at, (moment, line) in enumerate(zip(moments(lines), lines, strict=True)):
        epoch = int((moment - datetime(1970, 1, 1, 8)).total_seconds())
        table.writerow([at, 5, 1, 0, 0, epoch, "", line.text, f"{moment:%Y-%m-%d %H:%M:%S}", "", line.name, line.number])
    assert_same(read(out.getvalue().encode("utf-8-sig")), lines)


@given(LINES, st.booleans())
@settings(deadline=None)
def test_chatlab_messages_come_back_as_they_were_sent(lines: list[Line], as_lines: bool):
    """Whole and by lines say the same."""
    messages = [{"sender": str(line.number), "accountName": line.name, "type": 0, "content": line.text,
                 "timestamp": int((moment - datetime(1970, 1, 1, 8)).total_seconds())}
                for moment, line in zip(moments(lines), lines, strict=True)]
    head = {"chatlab": {"version": "0.0.2"}, "meta": {"name": "群", "platform": "qq", "type": "group"}}
    rows = [{"_type": "header", **head}, *({"_type": "message", **message} for message in messages)]
    data = "\n".join(map(json.dumps, rows)) if as_lines else json.dumps({**head, "messages": messages}, indent=1)
    assert_same(read(data.encode()), lines)


@given(LINES)
@settings(deadline=None)
def test_phone_exports_come_back_as_they_were_sent(lines: list[Line]):
    """Names with blanks and digits, bodies of several lines, days in between."""
    text, day = "群 微信群上的聊天记录如下，请查收。\n", None
    for moment, line in zip(moments(lines), lines, strict=True):
        text += "" if moment.date() == day else f"\n—————  {moment:%Y-%m-%d}  —————\n\n\n"
        day = moment.date()
        text += f"{line.name}  {moment.hour}:{moment:%M}\n\n{line.text}\n\n"
    assert_same(read(text.encode()), lines)


@given(st.lists(st.sampled_from(["# a", "# b", "x", "", "y y"]), max_size=40), st.integers(1, 30))
def test_pieces_lose_nothing_and_begin_with_a_header(lines: list[str], size: int):
    """However small the pieces, they join to the text, and each but the first opens with a message."""
    header, text = re.compile("^# ", re.MULTILINE), "\n".join(lines)
    whole, text_chunks._PIECE = text_chunks._PIECE, size
    try:
        found = list(pieces(io.StringIO(text), header))
    finally:
        text_chunks._PIECE = whole
    assert "".join(piece for _, piece in found) == text
    assert all(header.match(piece) for _, piece in found[1:])
    assert [first for first, _ in found] == [1 + text[:at].count("\n") for at in starts(found)]


def starts(found: list[tuple[int, str]]) -> list[int]:
    at, result = 0, []
    for _, piece in found:
        result.append(at)
        at += len(piece)
    return result


@given(st.lists(st.sampled_from(["good", "short", "blank", "two lines"]), min_size=1, max_size=60))
@settings(deadline=None)
def test_rows_keep_the_number_that_excel_shows(kinds: list[str]):
    """Refused and blank records are counted between the others, over the borders of blocks too."""
    shapes = {"good": "1,5,1,0,0,1628863878,,甲,2021-08-13 22:11:18,,小雨,w1", "short": "1,5,1,0",
              "blank": "", "two lines": '1,5,1,0,0,1628863878,,"甲\n乙",2021-08-13 22:11:18,,小雨,w1'}
    text = ",".join(V1) + "\n" + "".join(shapes[kind] + "\n" for kind in kinds)
    whole, csv_blocks._BLOCK_BYTES = csv_blocks._BLOCK_BYTES, 256
    try:
        outcome = read(text.encode())
    finally:
        csv_blocks._BLOCK_BYTES = whole
    assert outcome.column("source_row") == [at for at, kind in enumerate(kinds, 2) if kind in ("good", "two lines")]
    assert [issue["source_row"] for issue in outcome.issues] == [at for at, kind in enumerate(kinds, 2) if kind == "short"]
    assert outcome.balances()


def test_a_long_chat_is_the_same_in_any_block_size(tmp_path: Path):
    """20,000 lines over many blocks and pieces: every line once, in order, with its row."""
    text = "".join(f"{1 + at // 1440 % 28:02d}/01/2026, {at // 60 % 24:02d}:{at % 60:02d} - 昵称{at % 7}: 第 {at} 句\n"
                   for at in range(20_000))
    outcome = read(text.encode())
    assert outcome.column("text") == [f"第 {at} 句" for at in range(20_000)]
    assert outcome.column("source_row") == list(range(1, 20_001))
    assert outcome.messages[1441]["sent_at"] - outcome.messages[1440]["sent_at"] == timedelta(minutes=1)
