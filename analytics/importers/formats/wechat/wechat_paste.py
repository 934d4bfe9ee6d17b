"""What lands in a paste box: messages copied out of a desktop client, or a 接龙 alone.

    阿杰:                                (WeChat for Windows: no time at all)
    小雨 2022/11/17 21:07                (WeChat for Mac; QQ adds seconds; QQ of today has the clock only)
    王芳, [2022-11-22 5:05]              (Telegram)

Where nothing says the day, or the year, a person is asked for it; unanswered, the messages keep no moment.
"""

from __future__ import annotations

import re

from analytics.importers.answers import Answers
from analytics.importers.batch import BatchWriter
from analytics.importers.chat_lines import ChatLines, write_sign_up
from analytics.importers.formats.wechat import chatlog_text, wechat_text
from analytics.importers.formats.wechat.paste_lines import (
    CLOCK,
    DATED,
    RANK,
    TELEGRAM,
    UNTIMED,
    YEARLESS,
    Message,
    is_undated,
    messages_of,
    sender_of,
    style_of,
)
from analytics.importers.list_book import ListBook
from analytics.importers.moments import DAY, day_of, read_clock, read_moment, resolution_of
from analytics.importers.solitaire import is_handwritten, is_solitaire, read_solitaire
from analytics.importers.source import Source

name = "wechat_paste"

_YEAR = re.compile(r"(?<!\d)(20\d{2})[-/年]\d{1,2}[-/月]\d{1,2}(?!\d)")
# From December to January a year has passed between two lines; a smaller step back is only out of order.
_NEW_YEAR_MONTHS = 6
# 5/31/26, 8:30 - 小满: is a WhatsApp header, whatever the words behind it end with.
_NOT_OURS = re.compile(r"\s*(?:\{|<|\[(?:\{|\d|LINE)|[A-Za-z]+:\s*\S"
                       r"|\d{1,4}[/.年-] ?\d{1,2}[/.月-] ?\d{1,4}\D{1,4}[^\n]{0,24}?\s[-–]\s)")


def recognises(source: Source) -> bool:
    """The first line with words is a sender's line with words under it, or opens a 接龙."""
    if source.container != "text":
        return False
    lines = [line.strip("\ufeff") for line in source.head_text.splitlines()]
    first = next((at for at, line in enumerate(lines) if line.strip()), None)
    if first is None:
        return False
    if is_solitaire(lines[first]):
        return True
    style = style_of(lines[first])
    # A mail of WeChat's own export opens with “Dear:” and is another format; so is a header with id and seconds.
    if _NOT_OURS.match(lines[first]) or wechat_text.recognises(source) or chatlog_text.recognises(source):
        return False
    if style in (None, UNTIMED) and is_handwritten("\n".join(lines[first:])):
        return True
    if style is None:
        return False
    rest = lines[first + 1:]
    return bool(rest and rest[0].strip()) if style is UNTIMED else any(map(str.strip, rest))


def read(source: Source, answers: Answers, out: BatchWriter) -> None:
    """Messages under their senders; a 接龙 that stands alone becomes one sign-up a line."""
    messages = list(messages_of(source))
    if len(messages) == 1 and (listed := _list_alone(messages[0])):
        _read_list(listed, answers, out)
        return
    lines = ChatLines(out, me=answers.me)
    out.chat("", platform=_platform(messages), me=answers.me)
    once = _once(messages)
    years = _years(once, answers)
    last: int | None = None
    for message, year in zip(once, years, strict=True):
        last = _write(message, answers, year, lines, last)
    for message in messages[len(once):]:
        lines.skip(message.row, "chat_pasted_twice", message.header.group("name") if message.header else message.text)
    _ask(once, years, answers, out)
    lines.finish()


def _once(messages: list[Message]) -> list[Message]:
    """Without the second half where it says the first once more: the text was pasted twice."""
    half, odd = divmod(len(messages), 2)
    said = [(message.header and message.header.string, message.text) for message in messages]
    return messages[:half] if half > 1 and not odd and said[:half] == said[half:] else messages


def _ask(messages: list[Message], years: list[int | None], answers: Answers, out: BatchWriter) -> None:
    headers = [(message.header, year) for message, year in zip(messages, years, strict=True) if message.header]
    if any(is_undated(header) for header, _ in headers) and answers.day is None:
        out.ask("day")
    if any(header.re is YEARLESS and year is None for header, year in headers):
        out.ask("year")


def _years(messages: list[Message], answers: Answers) -> list[int | None]:
    """The year of each message whose header has none: that of the last is answered, or the latest the text names."""
    written = [int(year) for message in messages for year in _YEAR.findall(f"{_header_text(message)}\n{message.text}")]
    day = answers.day.year if answers.day else None
    year = answers.year or day or max(written, default=None)
    years: list[int | None] = []
    later = 0
    for message in reversed(messages):
        month = _month(message)
        if year is not None and month and later and month - later > _NEW_YEAR_MONTHS:
            year -= 1
        later = month or later
        years.append(year)
    return years[::-1]


def _header_text(message: Message) -> str:
    return message.header.group("moment") if message.header and message.header.re in (DATED, TELEGRAM) else ""


def _month(message: Message) -> int:
    """The month a header without a year names, 0 for any other."""
    yearless = message.header is not None and message.header.re is YEARLESS
    return int(re.split(r"[-/月]", message.header.group("moment"))[0]) if message.header and yearless else 0


def _platform(messages: list[Message]) -> str:
    """Whose clipboard this is; a dated line without a QQ rank or number is taken for WeChat's."""
    first = next((message.header for message in messages if message.header), None)
    if first is None or first.re is UNTIMED:
        return "WeChat"
    if first.re is TELEGRAM:
        return "Telegram"
    written = [message.header.group("name") for message in messages if message.header]
    is_qq = first.re is CLOCK or any(RANK.match(name) or sender_of(name)[1].isdigit() for name in written)
    return "QQ" if is_qq else "WeChat"


def _write(message: Message, answers: Answers, year: int | None, lines: ChatLines, last: int | None = None) -> int | None:
    """Write one message; its moment, or the `last` one where it has none."""
    moment, resolution = _moment(message.header, answers, year)
    if message.header is None:
        if moment is None and last is not None:
            # The client's own line has no clock: of the line above it the day is certain enough.
            moment, resolution = last - last % DAY, "day"
        if message.text:
            lines.system(message.row, moment, resolution, message.text)
        return last
    written, platform_id = sender_of(message.header.group("name"))
    if resolution != "none" and moment is None:
        lines.reject(message.row, "sent_at", "chat_moment_impossible", message.header.group("moment"))
        return last
    lines.add(message.row, moment, resolution, written, message.text, platform_id=platform_id)
    return moment if moment is not None else last


def _moment(header: re.Match[str] | None, answers: Answers, year: int | None = None) -> tuple[int | None, str]:
    """Moment and resolution of a message; (None, "none") where neither the text nor a person says the day."""
    if header is not None and header.re is YEARLESS:
        written = header.group("moment")
        return (None, "none") if year is None else (read_moment(f"{year}-{written}"), resolution_of(written.partition(" ")[2]))
    if header is not None and header.re in (TELEGRAM, DATED):
        written = header.group("moment")
        return read_moment(written), resolution_of(written.partition(" ")[2])
    if answers.day is None:
        return None, "none"
    midnight = day_of(answers.day.year, answers.day.month, answers.day.day)
    if header is None or header.re is UNTIMED or midnight is None:
        return midnight, "day"
    within = read_clock(header.group("moment"))
    return (None if within is None else midnight + within), "second"


def _list_alone(message: Message) -> Message | None:
    """The message where it is a 接龙; the title of one typed by hand may have passed for a sender."""
    if is_solitaire(message.text):
        return message
    title = [message.header.string] if message.header and message.header.re is UNTIMED else []
    whole = Message(message.row, None, [*title, *message.body])
    return whole if (title or not message.header) and is_handwritten(whole.text) else None


def _read_list(message: Message, answers: Answers, out: BatchWriter) -> None:
    """A 接龙 alone: every line counts. With a sender it is a message too, and the lines follow from it."""
    listed = read_solitaire(message.text)
    moment, resolution = _moment(message.header, answers)
    if message.header is not None:
        lines = ChatLines(out, me=answers.me, whole_lists=True)
        _write(message, answers, answers.year, lines)
        lines.finish()
    else:
        book = ListBook(out, "")
        book.take_whole("", message.row, moment, resolution, listed)
        book.finish()
        for entry in listed.entries:
            write_sign_up(out, "", message.row + entry.line, entry, chat="", moment=moment, resolution=resolution,
                          name=entry.name, platform_id="", title=listed.title)
        out.count_read("events", "", len(listed.entries))
    out.part("", "events", title=listed.title)
    if answers.day is None and (message.header is None or is_undated(message.header)):
        out.ask("day")
