"""Talk with each message in one line, as bots log it and people retype it: a name, a colon, the words.

    2026-06-01 08:05 小满：今晚还有西瓜吗
    小满：今晚还有西瓜吗

Asked after every program's own format. Without a time anything with colons looks like it, so such a text must be all
such lines, of two people at least, one of whom speaks again; a form (姓名：… 电话：…) is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from analytics.importers import headers
from analytics.importers.answers import Answers
from analytics.importers.batch import BatchWriter
from analytics.importers.cells import money
from analytics.importers.chat_lines import ChatLines
from analytics.importers.dictionary import words
from analytics.importers.moments import day_of, read_moment, resolution_of
from analytics.importers.source import Source
from analytics.importers.system_lines import is_system

name = "one_line"

_TIMED = re.compile(
    r"(?P<moment>\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?[ T](?:[上下]午 ?)?\d{1,2}:\d{2}(?::\d{2})?)\s+"
    r"(?P<name>[^:：\s\-–\[(<'][^:：]{0,30}?)\s*[:：]\s*(?P<text>\S.*)")
_UNTIMED = re.compile(r"(?P<name>[^:：\s][^:：]{0,19}?)\s*[:：]\s*(?P<text>(?!//)\S.*)")
_SAMPLE, _LONGEST = 200, 2_000
_TIMED_SHARE, _UNTIMED_SHARE = 0.5, 0.9
_FEWEST_TIMED, _FEWEST_UNTIMED = 2, 3
# A sender with its number in brackets at the end is QQ's own header.
_QQ = re.compile(r".*(?:\(\d{4,}\)|<[^<>\s]+@[^<>\s]+>)\s*")


def recognises(source: Source) -> bool:
    """Most lines are a moment, a name and words; or nearly all a name and words."""
    if source.container != "text":
        return False
    lines = [line.strip("\ufeff \t") for line in source.head_text.splitlines() if line.strip("\ufeff \t")][:_SAMPLE]
    if not lines:
        return False
    return _timed(lines) if _match(_TIMED, lines[0]) else _untimed(lines)


def _match(pattern: re.Pattern[str], line: str) -> re.Match[str] | None:
    return pattern.fullmatch(line) if len(line) <= _LONGEST else None


def _timed(lines: Sequence[str]) -> bool:
    found = [line for line in lines if _match(_TIMED, line) and not _QQ.fullmatch(line)]
    return len(found) >= max(_FEWEST_TIMED, _TIMED_SHARE * len(lines))


def _untimed(lines: Sequence[str]) -> bool:
    found = [match for match in (_match(_UNTIMED, line) for line in lines) if match]
    if len(found) < max(_FEWEST_UNTIMED, _UNTIMED_SHARE * len(lines)):
        return False
    names = [match["name"] for match in found]
    amounts = sum(not hasattr(money(match["text"]), "code") for match in found)
    again = 1 < len(set(names)) < len(names)
    return again and 2 * amounts < len(found) and not any(headers.key(one) in _no_names() for one in set(names))


@cache
def _no_names() -> frozenset[str]:
    """Headers of sheets and labels of forms: whoever writes 电话：138… is nobody called 电话."""
    listed = (column["headers"].split() for table in words()["columns"].values() for column in table.values())
    return frozenset(words()["no_talk"]["labels"].split()).union(*listed)


def read(source: Source, answers: Answers, out: BatchWriter) -> None:
    """Every such line a message; a line without a name goes on with the message above it, unless the client wrote it."""
    lines = ChatLines(out, me=answers.me)
    out.chat("", me=answers.me)
    timed = _match(_TIMED, _first(source)) is not None
    midnight = day_of(answers.day.year, answers.day.month, answers.day.day) if answers.day else None
    for number, match, text in _messages(source, _TIMED if timed else _UNTIMED):
        moment, resolution = midnight, "none" if midnight is None else "day"
        if timed and match is not None:
            written = match["moment"].replace("T", " ")
            moment, resolution = read_moment(written), resolution_of(written.partition(" ")[2])
        if match is None:
            lines.system(number, moment, resolution, text)
        elif timed and moment is None:
            lines.reject(number, "sent_at", "chat_moment_impossible", match["moment"])
        else:
            lines.add(number, moment, resolution, match["name"].strip(), text)
    if not timed and answers.day is None:
        out.ask("day")
    lines.finish()


def _first(source: Source) -> str:
    return next((line.strip("\ufeff \t") for _, line in source.lines() if line.strip("\ufeff \t")), "")


def _messages(source: Source, pattern: re.Pattern[str]) -> Iterator[tuple[int, re.Match[str] | None, str]]:
    """(row, what stands before the words, the words); None for a line that the client wrote."""
    row, match, body = 0, None, list[str]()
    for number, raw in source.lines():
        line = raw.strip("\ufeff \t\r")
        begun = _match(pattern, line)
        own = begun is None and is_system(line)
        if (begun or own) and body:
            yield row, match, "\n".join(body).strip()
            body = []
        if begun or own:
            row, match, body = number, begun, [begun["text"] if begun else line]
        elif line or body:
            row, body = row or number, [*body, line]
    if body:
        yield row, match, "\n".join(body).strip()
