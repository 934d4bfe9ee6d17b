"""WeFlow's text: the time and a name in quotes, the words below, a blank line.

    2026-05-31 08:30:05 '小雨'
    今晚几点开团

    2026-05-31 08:31:05 '小满家福利群'
    你邀请"新邻居"加入了群聊

The client's lines come under the name of the group: who says nearly nothing but sentences of the client
is no person. The exporter is 我 in private chats only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyarrow as pa

from analytics.importers.answers import Answers
from analytics.importers.batch import BatchWriter
from analytics.importers.formats.wechat.client_lines import client_names
from analytics.importers.formats.wechat.row_blocks import RowBlocks, moments_of
from analytics.importers.formats.wechat.type_names import kind_of_content, read_content
from analytics.importers.source import Source
from analytics.importers.text_chunks import pieces

HEADER = re.compile(r"(?:(?<=\n\n)|\A\ufeff?)(\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}) '([^\n]{0,200})'\n")
_SAMPLE = 4096


def recognises(source: Source) -> bool:
    """Begins with a time and a name in quotes."""
    head = source.head_text[:_SAMPLE].replace("\r\n", "\n") if source.container == "text" else ""
    return HEADER.match(head) is not None


def read(source: Source, answers: Answers, out: BatchWriter) -> None:
    """Every header with what follows it a message."""
    clients = client_names((name, text) for lines in _blocks(source) for _, _, name, text in lines)
    blocks = RowBlocks(out, "", answers.me)
    out.chat("", platform="WeChat")
    for lines in _blocks(source):
        read_lines = [_read(name, text, clients) for _, _, name, text in lines]
        written = pa.array([time for _, time, _, _ in lines], pa.string())
        moment, resolution = moments_of(written)
        blocks.write({
            "source_row": [row for row, _, _, _ in lines],
            "name": ["" if name in clients else name for _, _, name, _ in lines], "moment": moment, "resolution": resolution,
            "kind": [kind for kind, _ in read_lines], "text": [text for _, text in read_lines], "written": written,
        })
    blocks.finish()


def _blocks(source: Source) -> Iterator[list[tuple[int, str, str, str]]]:
    """(line, time, name, words) of the messages of one piece of the text."""
    with source.open_text() as file:
        for first, piece in pieces(file, HEADER):
            lines, row, at = [], first, 0
            found = list(HEADER.finditer(piece))
            for match, after in zip(found, [*found[1:], None], strict=True):
                row += piece.count("\n", at, match.start())
                at = match.start()
                body = piece[match.end():after.start() if after else len(piece)]
                lines.append((row, match.group(1), match.group(2), body.rstrip("\n")))
            if lines:
                yield lines


def _read(name: str, text: str, clients: frozenset[str]) -> tuple[str, str]:
    return ("system", text) if name in clients else read_content(kind_of_content(text), text)
