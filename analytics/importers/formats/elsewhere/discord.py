"""Discord chats as DiscordChatExporter writes them: JSON, CSV or text, one channel a file.

    {"guild": {"name": "小满家"}, "channel": {"id": "99", "name": "福利"}, "messages": [{"id": "1", "type": "Default", …
    "AuthorID","Author","Date","Content","Attachments","Reactions"
    [5/31/2026 8:30 AM] 小满#0001

Instants are laid on the shop's clock. Only JSON tells lines of the client, answers and bots; the text has neither
ids nor seconds, and its days are read in the order that fits the whole file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from analytics.importers import dates
from analytics.importers.answers import Answers
from analytics.importers.batch import BatchWriter
from analytics.importers.chat_lines import ChatLines
from analytics.importers.csv_blocks import delimiter_of, sheet_of
from analytics.importers.formats.elsewhere import discord_text
from analytics.importers.grid import Broken
from analytics.importers.json_stream import JsonStream
from analytics.importers.json_values import fields, items, words
from analytics.importers.kinds import kind_of_file
from analytics.importers.moments import from_datetime, from_iso
from analytics.importers.source import Source
from analytics.importers.system_lines import Movement

name = "discord"

_HEADER = ("AuthorID", "Author", "Date", "Content", "Attachments", "Reactions")
_NEEDED = len(_HEADER) - 2
_JSON = re.compile(r'\{\s*"guild"\s*:.*?"channel"\s*:', re.DOTALL)
_ID = re.compile(r"\d{15,20}")
_PLAIN = frozenset({"Default", "Reply", "ApplicationCommand", "ChatInputCommand", "ContextMenuCommand", "20", "23"})
_PRIVATE = frozenset({"DirectTextChat", "Dm", "DM"})


def recognises(source: Source) -> bool:
    """The exporter's first keys, its header, or the block that opens its text."""
    if source.container != "text":
        return False
    head = source.head_text.lstrip("\ufeff \r\n\t")
    if head.startswith("{"):
        return bool(_JSON.match(head[:20_000]))
    return discord_text.opens(head) or delimiter_of(source, _is_header) is not None


def read(source: Source, answers: Answers, out: BatchWriter) -> None:
    """The channel and its messages."""
    lines = ChatLines(out, me=answers.me)
    if source.head_text.lstrip("\ufeff \r\n\t").startswith("{"):
        _read_json(source, lines, out)
    elif delimiter := delimiter_of(source, _is_header):
        out.chat("", platform="Discord", me=answers.me)
        _read_rows(source, delimiter, lines)
    else:
        discord_text.read(source, answers, lines, out)
    lines.finish()


def _is_header(cells: list[str]) -> bool:
    return tuple(cell.strip("\ufeff") for cell in cells[:_NEEDED]) == _HEADER[:_NEEDED]


def _read_rows(source: Source, delimiter: str, lines: ChatLines) -> None:
    for number, cells in islice(sheet_of(source, delimiter).rows(), 1, None):
        values = dict(zip(_HEADER, map(str, cells), strict=False))
        if isinstance(cells[0], Broken) or len(cells) < _NEEDED:
            lines.reject(number, "", "chat_row_broken", " ".join(map(str, cells)))
            continue
        moment, resolution = _when(values["Date"])
        if moment is None:
            lines.reject(number, "sent_at", "chat_moment_impossible", values["Date"])
        else:
            files = [file for file in values.get("Attachments", "").split(",") if file]
            # A spreadsheet rounds these ids: 7.1E+17 is thousands of people.
            account = values["AuthorID"] if _ID.fullmatch(values["AuthorID"]) else ""
            lines.add(number, moment, resolution, values["Author"], values["Content"] or (_file_name(files[0]) if files else None),
                      platform_id=account, kind=kind_of_file(_file_name(files[0])) if files else None)


def _when(written: str) -> tuple[int | None, str]:
    """ISO with a zone; else whatever a spreadsheet made of it."""
    if (moment := from_iso(written)) is not None:
        return moment, "second"
    found = dates.moment(written)
    return (from_datetime(found.at), found.resolution) if isinstance(found, dates.Moment) else (None, "")


def _file_name(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2] or url


def _read_json(source: Source, lines: ChatLines, out: BatchWriter) -> None:
    about: dict[str, Any] = {}
    reader = _Reader(lines, out)
    with source.open_text() as file:
        for key, index, value in JsonStream(file).items(("messages",)):
            if key == "messages" and index == 1:
                reader.open_chat(about)
            if key == "messages" and isinstance(value, dict):
                reader.take(index, value)
            elif index or key == JsonStream.BROKEN:
                lines.reject(index, "", "chat_json_broken", value)
            else:
                about[key] = value


class _Reader:
    def __init__(self, lines: ChatLines, out: BatchWriter) -> None:
        self._lines, self._out = lines, out
        self._bots: set[str] = set()

    def open_chat(self, about: dict[str, Any]) -> None:
        channel = fields(about.get("channel"))
        title = words(channel.get("name"))
        self._lines.chat = words(channel.get("id")) or title
        self._out.chat(self._lines.chat, name=title or None, platform="Discord",
                       kind="private" if words(channel.get("type")) in _PRIVATE else "group")

    def take(self, row: int, value: dict[str, Any]) -> None:
        moment, author = from_iso(words(value.get("timestamp"))), fields(value.get("author"))
        account, shown = words(author.get("id")), words(author.get("nickname")) or words(author.get("name"))
        if moment is None:
            self._lines.reject(row, "sent_at", "chat_moment_impossible", value.get("timestamp"))
        elif words(value.get("type")) not in _PLAIN:
            self._service(row, moment, Movement("", shown, account), value)
        elif not (account or shown):
            self._lines.reject(row, "name", "chat_sender_missing", value.get("content"))
        else:
            self._say(row, moment, shown, account, value)
            if author.get("isBot") and account not in self._bots:
                self._bots.add(account)
                self._out.row("members", "", row, chat=self._lines.chat, platform_id=account, name=shown, role="机器人")

    def _say(self, row: int, moment: int, shown: str, account: str, value: dict[str, Any]) -> None:
        text, answered = words(value.get("content")), words(fields(value.get("reference")).get("messageId"))
        kind, title = _held(value)
        self._lines.add(row, moment, "second", shown, text or title or None, platform_id=account,
                        kind=kind or ("quote" if answered and text else None if text else "other"),
                        message_id=words(value.get("id")) or None, reply_to=answered or None)

    def _service(self, row: int, moment: int, author: Movement, value: dict[str, Any]) -> None:
        done, text = words(value.get("type")), words(value.get("content"))
        moves = list(_movements(done, author, value, text))
        kind = moves[0].kind if moves else "call" if done == "Call" else "system"
        self._lines.event(row, moment, "second", kind, f"{author.name}: {text or done}", moves,
                          message_id=words(value.get("id")) or None)


def _held(value: dict[str, Any]) -> tuple[str | None, str]:
    """(kind, title) of what a message holds besides words; a bot's card counts where it says nothing else."""
    for attachment in map(fields, items(value.get("attachments"))):
        file = words(attachment.get("fileName")) or _file_name(words(attachment.get("url")))
        return kind_of_file(file), file
    for sticker in map(fields, items(value.get("stickers"))):
        return "sticker", words(sticker.get("name"))
    for card in map(fields, items(value.get("embeds")) if not value.get("content") else []):
        return "link", words(card.get("title")) or words(card.get("description"))
    return None, ""


def _movements(done: str, author: Movement, value: dict[str, Any], text: str) -> Iterator[Movement]:
    if done == "GuildMemberJoin":
        yield Movement("join", author.name, author.platform_id)
    elif done == "ChannelNameChange":
        yield Movement("rename", author.name, author.platform_id, detail=text.partition(": ")[2].strip())
    elif done in ("RecipientAdd", "RecipientRemove"):
        for other in map(fields, items(value.get("mentions"))):
            account, shown = words(other.get("id")), words(other.get("nickname")) or words(other.get("name"))
            kind = "join" if done == "RecipientAdd" else "leave" if account == author.platform_id else "remove"
            by = author if kind != "leave" else Movement("")
            yield Movement(kind, shown, account, by.name, by.platform_id, "邀请" if kind == "join" else None)
