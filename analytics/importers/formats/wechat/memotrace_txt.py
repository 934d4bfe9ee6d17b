"""MemoTrace (留痕) v1, the text: a header of moment and name, the words, a blank line; no ids.

    2024-01-01 10:00:00 小雨
    今晚几点开团

    2024-01-01 10:00:05 你邀请"阿杰"加入了群聊

Lines of the client have no words under them and look like a header of somebody with a strange name. Names are
escaped for a web page (&amp; and \\'); quotes end in “引用:名:原文”; links are an indented block.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator

from analytics.importers.answers import Answers
from analytics.importers.batch import BatchWriter
from analytics.importers.chat_lines import ChatLines
from analytics.importers.formats.elsewhere import one_line
from analytics.importers.moments import read_moment
from analytics.importers.source import Source
from analytics.importers.system_lines import is_system

name = "memotrace_txt"

_HEADER = re.compile(r"(\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}) (\S.*)")
# QQ's text has the number or the mail behind the name, another exporter quotes the name.
_NOT_OURS = re.compile(r".*(?:\(\d{4,}\)|<[^<>@]+@[^<>]+>)\s*|'.*'\s*")
_QUOTE = re.compile(r"(.*)\n引用:[^\n]*", re.DOTALL)
_LINK = re.compile(r"\s+\[链接\]:?\s*title:\s*(.*)")
_SAMPLES = 24
_LONGEST_HEADER = 600


def recognises(source: Source) -> bool:
    """The first line is a header, and words stand under some of them."""
    if source.container != "text" or one_line.recognises(source):
        return False
    lines = [line for line in source.head_text.lstrip("\ufeff").splitlines()[:_SAMPLES * 4] if line.strip()][:_SAMPLES]
    headers = [_header(line) for line in lines]
    ours = [header is not None and _NOT_OURS.fullmatch(header.group(2)) is None for header in headers]
    return len(ours) > 1 and ours[0] and not all(ours[1:]) and not _another(headers)


def read(source: Source, answers: Answers, out: BatchWriter) -> None:
    """Every header with words a message; one without is a line of the client, unless its name speaks elsewhere."""
    lines = ChatLines(out, me=answers.me)
    out.chat("", platform="WeChat", me=answers.me)
    speakers = Counter(name for _, _, name, body in _messages(source) if body)
    for row, moment, name, body in _messages(source):
        _write(lines, speakers, row, moment, name, body)
    lines.finish()


def _header(line: str) -> re.Match[str] | None:
    return _HEADER.fullmatch(line.rstrip()) if len(line) <= _LONGEST_HEADER else None


def _another(headers: list[re.Match[str] | None]) -> bool:
    """Whether any sender is written as another program writes them."""
    return any(header is not None and _NOT_OURS.fullmatch(header.group(2)) for header in headers)


def _messages(source: Source) -> Iterator[tuple[int, int, str, str]]:
    """(row, moment, name or sentence, words). A header stands behind a blank line and is never older than the last."""
    row, moment, name = 0, 0, ""
    body: list[str] = []
    blank_before = True
    for number, raw in source.lines():
        line = raw.lstrip("\ufeff") if number == 1 else raw
        header = _header(line) if blank_before else None
        begun = read_moment(header.group(1)) if header else None
        if header and begun is not None and begun >= moment:
            if row:
                yield row, moment, name, "\n".join(body).rstrip().lstrip("\n")
            row, moment, name, body = number, begun, header.group(2), []
        else:
            body.append(line)
        blank_before = not line.strip()
    if row:
        yield row, moment, name, "\n".join(body).rstrip().lstrip("\n")


def _write(lines: ChatLines, speakers: Counter[str], row: int, moment: int, name: str, body: str) -> None:
    written = html.unescape(name).replace("\\'", "'").replace('\\"', '"')
    if not body and (is_system(written) or name not in speakers):
        lines.system(row, moment, "second", written)
        return
    kind, text = _words(body)
    lines.add(row, moment, "second", written, text, kind=kind)


def _words(body: str) -> tuple[str | None, str | None]:
    """(kind where the layout says it, what was written)."""
    if link := _LINK.match(body):
        return "link", link.group(1).strip() or None
    if quote := _QUOTE.fullmatch(body):
        return "quote", quote.group(1)
    return None, body or None

