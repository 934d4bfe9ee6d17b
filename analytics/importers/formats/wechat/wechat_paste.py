"""What lands in a paste box: messages copied out of a desktop client, or a 接龙 alone.

    阿杰:                                (WeChat for Windows: no time at all)
    小雨 2022/11/17 21:07                (WeChat for Mac; QQ adds seconds; QQ of today has the clock only)
    王芳, [2022-11-22 5:05]              (Telegram)

Where nothing says the day, a person is asked for it; unanswered, the messages keep no moment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from analytics.importers.answers import Answers
from analytics.importers.batch import BatchWriter
from analytics.importers.chat_lines import ChatLines, write_sign_up
from analytics.importers.formats.wechat import chatlog_text, wechat_text
from analytics.importers.list_book import ListBook
from analytics.importers.moments import day_of, read_clock, read_moment, resolution_of
from analytics.importers.solitaire import is_handwritten, is_solitaire, read_solitaire
from analytics.importers.source import Source
from analytics.importers.system_lines import is_system

name = "wechat_paste"

_TELEGRAM = re.compile(r"(?P<name>.+), \[(?P<moment>\d{4}-\d{1,2}-\d{1,2} \d{1,2}:\d{2}(?::\d{2})?)\]\s*")
_HALF, _HALF_AFTER = "(?:[上下]午 ?)?", "(?: ?[AaPp][Mm])?"
_DATED = re.compile(
    r"(?P<name>\S.*?)\s+(?P<moment>\d{4}[-/年]\d{1,2}[-/月]\d{1,2}日? "
    rf"{_HALF}\d{{1,2}}:\d{{2}}(?::\d{{2}})?{_HALF_AFTER})\s*")
_CLOCK = re.compile(rf"(?P<name>\S.*?)\s+(?P<moment>{_HALF}\d{{1,2}}:\d{{2}}:\d{{2}}{_HALF_AFTER})\s*")
_UNTIMED = re.compile(r"(?P<name>[^:：\s](?:.{0,38}[^:：\s])?)(?P<style>[:：])\s?")
# Narrow before wide: a Telegram header is also a name with a time behind it.
_STYLES = (_TELEGRAM, _DATED, _CLOCK, _UNTIMED)
_LONGEST_HEADER = 200
_RANK = re.compile(r"【(?:群主|管理员|LV\s?\d+[^】]*|潜水|冒泡|吐槽|活跃|话唠|畅聊|传说)】\s*", re.IGNORECASE)
_ID = re.compile(r"(.*?)[(（](wxid_[\w-]+|\d{5,12})[)）]")
# QQ copies these between messages, without a sender.
_BARE = re.compile(r".{1,40}(?:撤回了一条消息|(?:加入|退出|离开)了?本群)。?")
_NOT_OURS = re.compile(r"\s*(?:\{|<|\[(?:\{|\d|LINE)|[A-Za-z]+:\s*\S)")


@dataclass
class _Message:
    row: int
    header: re.Match[str] | None
    body: list[str]

    @property
    def text(self) -> str:
        return "\n".join(self.body).strip()


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
    style = _style_of(lines[first])
    # A mail of WeChat's own export opens with “Dear:” and is another format; so is a header with id and seconds.
    if _NOT_OURS.match(lines[first]) or wechat_text.recognises(source) or chatlog_text.recognises(source):
        return False
    if style in (None, _UNTIMED) and is_handwritten("\n".join(lines[first:])):
        return True
    if style is None:
        return False
    rest = lines[first + 1:]
    return bool(rest and rest[0].strip()) if style is _UNTIMED else any(map(str.strip, rest))


def read(source: Source, answers: Answers, out: BatchWriter) -> None:
    """Messages under their senders; a 接龙 that stands alone becomes one sign-up a line."""
    messages = list(_messages(source))
    if len(messages) == 1 and (listed := _list_alone(messages[0])):
        _read_list(listed, answers, out)
        return
    lines = ChatLines(out, me=answers.me)
    out.chat("", platform=_platform(messages), me=answers.me)
    for message in messages:
        _write(message, answers, lines)
    if any(message.header and _is_undated(message.header) for message in messages) and answers.day is None:
        out.ask("day")
    lines.finish()


def _platform(messages: list[_Message]) -> str:
    """Whose clipboard this is; a dated line without a QQ rank or number is taken for WeChat's."""
    first = next((message.header for message in messages if message.header), None)
    if first is None or first.re is _UNTIMED:
        return "WeChat"
    if first.re is _TELEGRAM:
        return "Telegram"
    written = [message.header.group("name") for message in messages if message.header]
    is_qq = first.re is _CLOCK or any(_RANK.match(name) or _sender(name)[1].isdigit() for name in written)
    return "QQ" if is_qq else "WeChat"


def _style_of(line: str) -> re.Pattern[str] | None:
    return next((style for style in _STYLES if len(line) <= _LONGEST_HEADER and style.fullmatch(line)), None)


def _is_undated(header: re.Match[str]) -> bool:
    return header.re in (_CLOCK, _UNTIMED)


def _messages(source: Source) -> Iterator[_Message]:
    style: re.Pattern[str] | None = None
    colon, blank_before = "", True
    current: _Message | None = None
    for number, raw in source.lines():
        line = raw.lstrip("\ufeff")
        if current is None and line.strip():
            style = _style_of(line)
            colon = _colon(line) if style is _UNTIMED else ""
        header = style.fullmatch(line) if style and len(line) <= _LONGEST_HEADER else None
        if header and (colon == "" or (blank_before and _colon(line) == colon)):
            if current:
                yield current
            current = _Message(number, header, [])
        elif style is _CLOCK and _BARE.fullmatch(line) and is_system(line):
            if current:
                yield current
            yield _Message(number, None, [line])
            current = _Message(number, None, [])
        elif current is not None:
            current.body.append(line)
        elif line.strip():
            current = _Message(number, None, [line])
        blank_before = not line.strip()
    if current and (current.header or current.text):
        yield current


def _colon(line: str) -> str:
    """The mark behind a name with the blank after it: one client writes it one way throughout."""
    match = _UNTIMED.fullmatch(line)
    return line[match.start("style"):] if match else ""


def _write(message: _Message, answers: Answers, lines: ChatLines) -> None:
    moment, resolution = _moment(message.header, answers)
    if message.header is None:
        if message.text:
            lines.system(message.row, moment, resolution, message.text)
        return
    written, platform_id = _sender(message.header.group("name"))
    if resolution != "none" and moment is None:
        lines.reject(message.row, "sent_at", "chat_moment_impossible", message.header.group("moment"))
        return
    lines.add(message.row, moment, resolution, written, message.text, platform_id=platform_id)


def _sender(written: str) -> tuple[str, str]:
    plain = _RANK.sub("", written).strip() or written
    match = _ID.fullmatch(plain)
    return (match.group(1), match.group(2)) if match else (plain, "")


def _moment(header: re.Match[str] | None, answers: Answers) -> tuple[int | None, str]:
    """Moment and resolution of a message; (None, "none") where neither the text nor a person says the day."""
    if header is not None and header.re in (_TELEGRAM, _DATED):
        written = header.group("moment")
        return read_moment(written), resolution_of(written.partition(" ")[2])
    if answers.day is None:
        return None, "none"
    midnight = day_of(answers.day.year, answers.day.month, answers.day.day)
    if header is None or header.re is _UNTIMED or midnight is None:
        return midnight, "day"
    within = read_clock(header.group("moment"))
    return (None if within is None else midnight + within), "second"


def _list_alone(message: _Message) -> _Message | None:
    """The message where it is a 接龙; the title of one typed by hand may have passed for a sender."""
    if is_solitaire(message.text):
        return message
    title = [message.header.string] if message.header and message.header.re is _UNTIMED else []
    whole = _Message(message.row, None, [*title, *message.body])
    return whole if (title or not message.header) and is_handwritten(whole.text) else None


def _read_list(message: _Message, answers: Answers, out: BatchWriter) -> None:
    """A 接龙 alone: every line counts. With a sender it is a message too, and the lines follow from it."""
    listed = read_solitaire(message.text)
    moment, resolution = _moment(message.header, answers)
    if message.header is not None:
        lines = ChatLines(out, me=answers.me, whole_lists=True)
        _write(message, answers, lines)
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
    if answers.day is None and (message.header is None or _is_undated(message.header)):
        out.ask("day")
