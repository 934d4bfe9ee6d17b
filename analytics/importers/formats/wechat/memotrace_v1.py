"""MemoTrace (留痕) v0.2–v1.x: one CSV or xlsx of one chat, or one messages.csv of all.

    localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,Remark,NickName,Sender
    1854662,217,1,0,0,1628863878,,我通过了你的朋友验证请求,2021-08-13 22:11:18,21-新传-宋悦,Viζa.,wxid_h6cb
    1854663,217,10000,0,0,1628863879,,你撤回了一条消息,2021-08-13 22:11:19,,,

TalkerId numbers the chat, never the sender. v0.2.6 names 9 columns and writes 10 (the last is the
server's message id). The Android export of 2023 has its own header. A row may stand above the header of a
workbook. Its `_chat.txt`, made for language models, melts all speakers of a group into one and is refused.
"""

from __future__ import annotations

import re
from collections import Counter

from analytics.errors import UserError
from analytics.importers.answers import Answers
from analytics.importers.batch import BatchWriter
from analytics.importers.csv_blocks import CsvBlocks, block_of, delimiter_of, first_records
from analytics.importers.formats.wechat.memotrace_rows import MemotraceRows
from analytics.importers.grid import Cell, Sheet
from analytics.importers.source import Source

name = "memotrace_v1"

_HEADER = ("localId", "TalkerId", "Type", "SubType", "IsSender", "CreateTime", "Status", "StrContent", "StrTime")
# The Android export of 2023, in our fields; its first column is an index without a name.
_ANDROID = {"用户名": "Sender", "消息内容": "StrContent", "发送时间": "StrTime", "消息类型": "Type",
            "isSend": "IsSender", "msgId": "localId", "发送状态": "Status"}
_AI_TEXT = re.compile(r"^\*{20}\d{4}-\d{2}-\d{2}\*{20}$", re.MULTILINE)
_SAMPLES, _SAMPLE_BYTES = 24, 64 * 1024
_TALKER = re.compile(rb"^\d+,(\d+),\d+,\d+,[01],\d{9,10},", re.MULTILINE)
_ROWS_A_BLOCK = 16_384
# A title that somebody wrote above the header.
_TITLE_ROWS_UNTIL = 4


def recognises(source: Source) -> bool:
    """By the header row; the refused text by its lines of stars."""
    if source.container == "text":
        return _is_for_ai(source.head_text) or delimiter_of(source, _is_header) is not None
    return source.container in {"xlsx", "xls"} and any(_header_at(sheet) is not None for sheet in source.sheets)


def read(source: Source, answers: Answers, out: BatchWriter) -> None:
    """Every record a message; raises `UserError` memotrace_ai_text for the text that cannot be read truly."""
    if source.container == "text":
        if _is_for_ai(source.head_text):
            raise UserError("memotrace_ai_text", file=source.name)
        _read_csv(source, answers, out)
        return
    for sheet in source.sheets:
        if (at := _header_at(sheet)) is not None:
            _read_sheet(sheet, at, answers, out)


def _is_for_ai(head: str) -> bool:
    return _AI_TEXT.search(head[:4096]) is not None


def _fields(header: list[str] | None) -> list[str] | None:
    """Our name for each column, or None where this is another table."""
    if not header:
        return None
    if tuple(header[:len(_HEADER)]) == _HEADER:
        return header
    if {"用户名", "消息内容", "发送时间", "消息类型", "isSend"} <= set(header):
        return [_ANDROID.get(title, title or "index") for title in header]
    return None


def _is_header(cells: list[str]) -> bool:
    return _fields(cells) is not None


def _header_at(sheet: Sheet) -> int | None:
    """How many rows stand above the header; None where there is none."""
    heads = sheet.head[:_TITLE_ROWS_UNTIL + 1]
    return next((at for at, (_, cells) in enumerate(heads) if _fields(_cells(cells)) is not None), None)


def _cells(row: list[Cell]) -> list[str]:
    return [str(cell).strip() for cell in row]


def _read_csv(source: Source, answers: Answers, out: BatchWriter) -> None:
    delimiter = delimiter_of(source, _is_header) or ","
    head = first_records(source, delimiter, 2)
    fields = _fields([cell.strip() for cell in head[0]]) or []
    rows = MemotraceRows(out, "", answers.me, _main_talker(source))
    blocks = CsvBlocks(source, _widened(fields, head), delimiter, fewest=min(len(_HEADER), len(fields)))
    for numbers, batch in blocks:
        rows.write(numbers, batch)
    for number, text in blocks.broken:
        rows.reject(number, text)
    rows.finish()


def _widened(fields: list[str], records: list[list[str]]) -> list[str]:
    """v0.2.6: one more field than names."""
    width = len(records[1]) if len(records) > 1 else len(fields)
    extra = ["MsgSvrID", *(f"more{n}" for n in range(width))]
    return [*fields, *extra[:max(width - len(fields), 0)]]


def _main_talker(source: Source) -> str | None:
    """The TalkerId of a file of one chat, None for a file of many; from samples all over the file."""
    talkers: Counter[bytes] = Counter()
    with source.path.open("rb") as file:
        for step in range(_SAMPLES):
            file.seek(source.size * step // _SAMPLES)
            talkers.update(_TALKER.findall(file.read(_SAMPLE_BYTES)))
    return next(iter(talkers)).decode() if len(talkers) == 1 else None


def _read_sheet(sheet: Sheet, above: int, answers: Answers, out: BatchWriter) -> None:
    fields = _fields(_cells(sheet.head[above][1])) or []
    body = [(number, _as_text(cells, len(fields))) for number, cells in sheet.rows()][above + 1:]
    talker = fields.index("TalkerId") if "TalkerId" in fields else None
    talkers = {cells[talker] for _, cells in body} if talker is not None else set()
    rows = MemotraceRows(out, sheet.name, answers.me, talkers.pop() if len(talkers) == 1 else None)
    for start in range(0, len(body), _ROWS_A_BLOCK):
        rows.write(*block_of(body[start:start + _ROWS_A_BLOCK], fields))
    rows.finish()


def _as_text(cells: list[Cell], width: int) -> list[str]:
    texts = [str(cell) for cell in cells[:width]]
    return texts + [""] * (width - len(texts))
