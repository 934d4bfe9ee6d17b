"""chatlog's CSV, its JSON, and the messages that its webhook sent.

    Time,SenderName,Sender,TalkerName,Talker,Content
    2026-05-31 08:30:05,小雨,wxid_a1,小满家福利群,20260531001@chatroom,今晚几点开团
    [{"seq":1780187405001,"time":"2026-05-31T08:30:05+08:00","talker":"2026…@chatroom","talkerName":"小满家福利群",…

One's own lines have an id and often no name; the client's say 系统消息 where the sender stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from analytics.importers.answers import Answers
from analytics.importers.batch import BatchWriter
from analytics.importers.csv_blocks import CsvBlocks, delimiter_of, first_records
from analytics.importers.formats.wechat.chatlog_words import read_words
from analytics.importers.formats.wechat.row_blocks import ROWS_A_BLOCK, RowBlocks, moments_of
from analytics.importers.json_stream import JsonStream
from analytics.importers.json_values import fields, words
from analytics.importers.kinds import kind_of_code
from analytics.importers.source import Source

CLIENT = "系统消息"
ROOM = "@chatroom"
_HEADER = ("Time", "SenderName", "Sender", "TalkerName", "Talker", "Content")
_MARKED = r'^[\[!>"T]'
_JSON = re.compile(r"\s*[\[{]")
_KEYS = ('"talker"', '"isChatRoom"', '"isSelf"')
_LOOKED_AT = 8192
_SAMPLE_ROWS = 5000
_SYSTEM = (10000, 10002)
_OWN_WORDS = frozenset({"text", "quote"})


def recognises(source: Source) -> bool:
    """By the header, or by the fields of the first message."""
    if source.container != "text":
        return False
    head = source.head_text.lstrip("\ufeff")
    if _JSON.match(head):
        return all(key in head[:_LOOKED_AT] for key in _KEYS)
    return delimiter_of(source, _is_header) is not None


def read(source: Source, answers: Answers, out: BatchWriter) -> None:
    """Every record a message."""
    reader = _Reader(out, answers)
    if _JSON.match(source.head_text.lstrip("\ufeff")):
        _read_json(source, reader)
    else:
        _read_csv(source, reader)
    reader.blocks.finish()


class _Reader:
    def __init__(self, out: BatchWriter, answers: Answers) -> None:
        self.blocks = RowBlocks(out, "", answers.me)
        self._out = out
        self._named: set[str] = set()

    def write(self, columns: dict[str, Any], talkers: pa.Array, names: pa.Array) -> None:
        """One block; `talkers` and `names` say which chat each row is of."""
        for pair in pc.unique(pc.binary_join_element_wise(talkers, names, "\n")).to_pylist():
            if pair not in self._named:
                self._named.add(pair)
                talker, _, name = pair.partition("\n")
                self._out.chat(talker, name=name or None, platform="WeChat",
                               kind="group" if talker.endswith(ROOM) or not talker else "private")
        self.blocks.write({**columns, "chat": talkers})


def _is_header(cells: list[str]) -> bool:
    return tuple(cells[:len(_HEADER)]) == _HEADER


def _read_csv(source: Source, reader: _Reader) -> None:
    delimiter = delimiter_of(source, _is_header) or ","
    own = _own_id(source, delimiter)
    blocks = CsvBlocks(source, first_records(source, delimiter, 1)[0], delimiter, fewest=len(_HEADER))
    for numbers, batch in blocks:
        _write_block(reader, numbers, batch, own)
    for number, text in blocks.broken:
        reader.blocks.lines.reject(number, "", "chat_row_broken", text)


def _write_block(reader: _Reader, numbers: Sequence[int], batch: pa.RecordBatch, own: str) -> None:
    written, names, senders, talker_names, talkers, content = (batch.column(at) for at in range(len(_HEADER)))
    client = pc.equal(senders, CLIENT)
    kind, text = _kinds(content, client)
    moment, resolution = moments_of(written)
    reader.write({
        "source_row": pa.array(numbers, pa.int64()), "platform_id": pc.if_else(client, "", senders), "name": names,
        "moment": moment, "resolution": resolution, "kind": kind, "text": text, "written": written,
        "is_self": pc.and_(pc.equal(senders, own), pc.not_equal(senders, "")),
    }, talkers, talker_names)


def _kinds(content: pa.Array, client: pa.Array) -> tuple[pa.Array, pa.Array]:
    kind = pc.if_else(client, "system", "text")
    marked = pc.and_(pc.match_substring_regex(content, _MARKED), pc.invert(client))
    if not pc.any(marked).as_py():
        return kind, content
    read = [read_words(text) for text in content.filter(marked).to_pylist()]
    return (pc.replace_with_mask(kind, marked, pa.array([one for one, _ in read], pa.string())),
            pc.replace_with_mask(content, marked, pa.array([text for _, text in read], pa.string())))


def _own_id(source: Source, delimiter: str) -> str:
    """The one sender who never has a name at the beginning of the file; '' where it is not one alone."""
    named: dict[str, bool] = {}
    for record in first_records(source, delimiter, _SAMPLE_ROWS)[1:-1]:
        if len(record) == len(_HEADER) and record[2] != CLIENT:
            named[record[2]] = named.get(record[2], False) or bool(record[1])
    nameless = [sender for sender, has_name in named.items() if not has_name and sender]
    return nameless[0] if len(nameless) == 1 else ""


# ---- JSON --------------------------------------------------------------------------------------

def _read_json(source: Source, reader: _Reader) -> None:
    with source.open_text() as file:
        stream = JsonStream(file)
        listed = source.head_text.lstrip("\ufeff \r\n\t").startswith("[")
        found = _messages(stream.listed() if listed else stream.items(("messages",)))
        while block := list(islice(found, ROWS_A_BLOCK)):
            _write_messages(reader, [(number, fields(value)) for key, number, value in block if key != JsonStream.BROKEN])
            for key, number, value in block:
                if key == JsonStream.BROKEN:
                    reader.blocks.lines.reject(number, "", "chat_json_broken", value)


def _messages(found: Iterator[tuple[str, int, Any]]) -> Iterator[tuple[str, int, Any]]:
    """The items of the list, or of the webhook's `messages`; what stands around them is no message."""
    return (one for one in found if (one[1] and one[0] in ("", "messages")) or one[0] == JsonStream.BROKEN)


def _write_messages(reader: _Reader, messages: list[tuple[int, dict[str, Any]]]) -> None:
    if not messages:
        return
    values = [value for _, value in messages]
    read = [_read_message(value) for value in values]
    text = {key: pa.array([words(value.get(key)) for value in values], pa.string())
            for key in ("time", "senderName", "sender", "talker", "talkerName")}
    client = pc.or_(pc.equal(text["sender"], CLIENT), pa.array([kind == "system" for kind, _ in read]))
    moment, resolution = moments_of(text["time"])
    reader.write({
        "source_row": pa.array([number for number, _ in messages], pa.int64()),
        "platform_id": pc.if_else(client, "", text["sender"]), "name": text["senderName"], "moment": moment,
        "resolution": resolution, "kind": [kind for kind, _ in read], "text": [words for _, words in read],
        "is_self": [value.get("isSelf") is True for value in values], "written": text["time"],
    }, text["talker"], text["talkerName"])


def _read_message(value: dict[str, Any]) -> tuple[str, str]:
    """(kind, words) by the numbers of its type; the title of a card stands in `contents`."""
    kind_number, sub, content = _number(value.get("type")), _number(value.get("subType")), words(value.get("content"))
    if kind_number in _SYSTEM or value.get("sender") == CLIENT:
        return "system", content
    kind = kind_of_code(kind_number, sub)
    if kind in _OWN_WORDS or kind == "pat":
        return kind, content
    title = words(fields(value.get("contents")).get("title"))
    marked, said = read_words(content)
    # The text of a 接龙, say; markup that nobody could read stays out.
    return kind, title or (said if marked in (kind, "text") and not said.startswith("<") else "")


def _number(value: Any) -> int:
    return value if type(value) is int else 0
