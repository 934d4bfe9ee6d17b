"""PyWxDump: CSV in pieces of 5,000 rows or one JSON a chat, and a users.json that says who is who.

    id,MsgSvrID,type_name,is_sender,talker,room_name,msg,src,CreateTime
    1,7435287001828612345,文本,0,wxid_a1,20260531001@chatroom,今晚几点开团,,2026-05-31 08:30:05
    {"wxid_a1": {"wxid": "wxid_a1", "nickname": "小雨", "remark": "", "account": "xiaoyu2020"}, …

No byte order mark, so Excel shows it garbled and people save it again: GBK, no seconds, 19-digit ids
rounded (never a key). Older versions have no room_name; the chat then stands in the file's name only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice

import pyarrow as pa

from analytics.importers.answers import Answers
from analytics.importers.arrays import as_array
from analytics.importers.batch import BatchWriter
from analytics.importers.csv_blocks import CsvBlocks, delimiter_of, first_records
from analytics.importers.formats.wechat.address_book import Person, write_people
from analytics.importers.formats.wechat.pywxdump_rows import FIELDS, PywxdumpRows
from analytics.importers.formats.wechat.row_blocks import ROWS_A_BLOCK
from analytics.importers.formats.wechat.type_names import kind_of_type
from analytics.importers.json_stream import JsonStream
from analytics.importers.json_values import fields, words
from analytics.importers.source import Source

name = "pywxdump"

_HEADER = ("id", "MsgSvrID", "type_name", "is_sender", "talker")
_HERE = {"msg", "CreateTime"}
_RECORDS = re.compile(r"\s*\[\s*\{")
_PEOPLE = re.compile(r'\s*\{\s*"([^"]+)"\s*:\s*\{\s*"wxid"\s*:\s*"\1"')
_IN_NAME = re.compile(
    r"((?:[\w.+-]+@(?:chatroom|openim))|(?:wxid|gh)_\w+?|[A-Za-z][\w-]{4,}?)_\d+_\d+(?: ?\(\d+\))?\.(?:csv|json|xlsx?)",
    re.ASCII)
_USERS = "users.json"
_ROWS_LOOKED_AT = 50


def recognises(source: Source) -> bool:
    """By the header and Chinese types; by the fields of the first records of a JSON."""
    if source.container != "text":
        return False
    head = source.head_text.lstrip("\ufeff")
    if head[:1] in "[{":
        return _is_records(head) or _PEOPLE.match(head) is not None
    return delimiter_of(source, is_header) is not None and not is_english(source)


def read(source: Source, answers: Answers, out: BatchWriter) -> None:
    """Every record a message; every entry of users.json a person or the name of a chat."""
    head = source.head_text.lstrip("\ufeff")
    if _PEOPLE.match(head):
        write_people(_people(source), answers, out)
        return
    rows = PywxdumpRows(out, "", answers.me, _chat_in_name(source.name), _names(source))
    if _is_records(head):
        _read_records(source, rows)
    else:
        read_csv(source, rows)


def is_header(cells: list[str]) -> bool:
    """Whether this is the header of PyWxDump's table, which WeFlow writes for WeClone too."""
    return tuple(cells[:len(_HEADER)]) == _HEADER and set(cells) >= _HERE


def is_english(source: Source) -> bool:
    """Whether the types are WeClone's (text, image): names of the same kinds, in English."""
    records = first_records(source, delimiter_of(source, is_header) or ",", _ROWS_LOOKED_AT)
    return any(len(record) > 2 and record[2].isascii() and kind_of_type(record[2]) != "other" for record in records[1:])


def csv_blocks(source: Source) -> CsvBlocks:
    """The records of a CSV with that header, a block at a time."""
    delimiter = delimiter_of(source, is_header) or ","
    header = [cell.strip() for cell in first_records(source, delimiter, 1)[0]]
    return CsvBlocks(source, header, delimiter, fewest=len(header))


def read_csv(source: Source, rows: PywxdumpRows) -> None:
    """Write the records of a CSV with that header."""
    blocks = csv_blocks(source)
    for numbers, batch in blocks:
        rows.write(pa.array(numbers, pa.int64()), batch)
    for number, text in blocks.broken:
        rows.blocks.lines.reject(number, "", "chat_row_broken", text)
    rows.blocks.finish()


def _is_records(head: str) -> bool:
    first = head[:4096]
    return _RECORDS.match(head) is not None and '"MsgSvrID"' in first and '"type_name"' in first


def _read_records(source: Source, rows: PywxdumpRows) -> None:
    with source.open_text() as file:
        found = JsonStream(file).listed()
        while block := list(islice(found, ROWS_A_BLOCK)):
            whole = [(number, fields(value)) for key, number, value in block if key != JsonStream.BROKEN]
            columns = [as_array([words(value.get(field)) for _, value in whole], pa.string()) for field in FIELDS]
            rows.write(pa.array([number for number, _ in whole], pa.int64()),
                       pa.RecordBatch.from_arrays(columns, names=list(FIELDS)))
            for key, number, value in block:
                if key == JsonStream.BROKEN:
                    rows.blocks.lines.reject(number, "", "chat_json_broken", value)
    rows.blocks.finish()


def _chat_in_name(file_name: str) -> str:
    """20260531001@chatroom_0_5000.csv → the room; '' where the name says none."""
    match = _IN_NAME.fullmatch(file_name)
    return match.group(1) if match else ""


def _people(source: Source) -> Iterator[tuple[int, Person]]:
    with source.open_text() as file:
        for number, (key, _, value) in enumerate(JsonStream(file).items(()), 1):
            entry = fields(value)
            names = [words(entry.get(field)) for field in ("nickname", "strNickName", "remark")]
            yield number, Person("" if key == JsonStream.BROKEN else key, names)


def _names(source: Source) -> dict[str, str]:
    """id → name out of the users.json that lies in the same folder."""
    beside = source.siblings.get(source.member.rpartition("/")[0] + "/" * ("/" in source.member) + _USERS)
    if beside is None:
        return {}
    try:
        listed = fields(json.loads(beside.read_text(encoding="utf-8-sig")))
    except (ValueError, RecursionError):
        return {}
    found = {key: words(fields(value).get("nickname")) or words(fields(value).get("remark")) for key, value in listed.items()}
    return {key: shown for key, shown in found.items() if shown}
