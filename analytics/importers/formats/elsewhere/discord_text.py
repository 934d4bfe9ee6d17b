"""DiscordChatExporter's text: a block that names the channel, then a moment and an author above each message.

    Guild: 小满家
    Channel: 群聊 / 福利
    [5/31/2026 8:30 AM] 小满#0001
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from analytics.importers import day_order
from analytics.importers.answers import Answers
from analytics.importers.batch import BatchWriter
from analytics.importers.chat_lines import ChatLines
from analytics.importers.formats.elsewhere.dated_text import DatedText
from analytics.importers.kinds import kind_of_file
from analytics.importers.moments import day_of, read_day
from analytics.importers.source import Source
from analytics.importers.text_chunks import line_numbers, pieces

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
_NUMBERS = r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}"
_DATE = rf"{_NUMBERS}|\d{{1,2}}-[A-Za-z]{{3}}-\d{{2,4}}"
_HEADER = re.compile(
    rf"^\[({_DATE}) ((?:[上下]午)?\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?:[ \u202f][AaPp][Mm])?)\] ([^\n]+?)(?: \(pinned\))?\n",
    re.MULTILINE)
_OPENING = re.compile(r"={20,}\s*\nGuild: [^\n]*\nChannel: ([^\n]*)\n")
_FOOTER = re.compile(r"\n={20,}\s*\nExported [^\n]*\n={20,}\s*\Z")
# What stands below the words: attachments, embeds, stickers, reactions.
_BELOW = re.compile(r"(?:\A|\n)\{(Attachments|Embed|Stickers|Reactions)\}\n")
_ODD = "{"


def opens(head: str) -> bool:
    """Whether a text begins with the block that names guild and channel."""
    return bool(_OPENING.match(head.replace("\r\n", "\n")[:4000]))


def read(source: Source, answers: Answers, lines: ChatLines, out: BatchWriter) -> None:
    """Every header a message."""
    order = day_order.of_texts(_dates(source)).settle(answers, out)
    reader = _Reader(lines, order)
    opening = _OPENING.match(source.head_text.lstrip("\ufeff \r\n\t").replace("\r\n", "\n"))
    title = opening.group(1).rpartition(" / ")[2].strip() if opening else ""
    lines.chat = title
    out.chat(title, name=title or None, platform="Discord", me=answers.me)
    with source.open_text() as file:
        for first, text in pieces(file, _HEADER):
            reader.write(first, text)


def _dates(source: Source) -> Iterator[tuple[str, str]]:
    for _, line in source.lines():
        if (header := _HEADER.match(line + "\n")) and header.group(1).count("-") != 2:
            yield header.group(1), header.group(2)


class _Reader:
    def __init__(self, lines: ChatLines, order: str) -> None:
        self._lines = lines
        self._text = DatedText(lines, self._odd_one, lambda date: _day(date, order))

    def write(self, first: int, piece: str) -> None:
        """Every message of a piece."""
        before, *parts = _HEADER.split(_FOOTER.sub("\n", piece))
        rests = parts[3::4]
        # A header ends with its line: each text begins one line below it.
        rows = line_numbers(first + before.count("\n"), ["\n" + rest for rest in rests])
        texts = [rest.strip("\n") for rest in rests]
        odd = {at for at, text in enumerate(texts) if _ODD in text}
        self._text.write(rows, parts[0::4], parts[1::4], parts[2::4], texts, [""] * len(texts), odd)

    def _odd_one(self, row: int, moment: int, resolution: str, name: str, _: str, text: str) -> None:
        said, *below = _BELOW.split(text)
        kind, title = None, ""
        for what, held in zip(below[0::2], below[1::2], strict=True):
            first = held.strip().partition("\n")[0]
            if what != "Reactions" and kind is None:
                title = first.partition("?")[0].rpartition("/")[2]
                kind = {"Attachments": kind_of_file(title), "Stickers": "sticker"}.get(what, None if said.strip() else "link")
        self._lines.add(row, moment, resolution, name, said.strip("\n") or title or None, kind=kind)


def _day(date: str, order: str) -> int | None:
    if (midnight := read_day(date)) is not None:
        return midnight
    if any(letter.isalpha() for letter in date):
        day, month, year = date.split("-")
        return day_of(int(year) + (2000 if len(year) == 2 else 0), _MONTHS.find(month.lower()) // 4 + 1, int(day))
    return day_order.read(date, order)
