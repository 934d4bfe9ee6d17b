"""Member lists as an assistant keeps them: a merged title with the head count, a date line, half the times as text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from sample_data.formats import book
from sample_data.world import shop
from sample_data.world.chance import header
from sample_data.world.people import Person, Seat
from sample_data.world.story import Story


def write_rosters(story: Story, day: date, chats: tuple[str, ...], path: Path) -> None:
    """One sheet a group: everybody who sat in it on `day`, the operator's people first."""
    workbook = book.new_book()
    for chat in chats:
        members = story.members(chat, day)
        columns = header("roster_with_phones" if chat == shop.FLASH else "roster_with_ids")
        rows = [columns, *_staff(chat), *_members(members, chat)]
        title = f"{chat}成员名单({len(rows) - 1}人)"
        book.sheet(workbook, chat.removeprefix(shop.NAME), rows, title, f"导出日期:{day.isoformat()}")
    book.save(workbook, path)


def write_staff(path: Path) -> None:
    """The operator's own people in 福利群, whose export says nothing of roles."""
    workbook = book.new_book()
    rows = [header("staff"), *((shop.BENEFIT, one.nick, one.wxid, one.role) for one in shop.STAFF)]
    book.sheet(workbook, "运营人员", rows)
    book.save(workbook, path)


def _staff(chat: str) -> Iterator[tuple[object, ...]]:
    opened = shop.at(shop.FLASH_OPENED, 7) if chat == shop.FLASH else datetime(2026, 3, 1, 10)
    for number, one in enumerate(shop.STAFF, 1):
        if chat == shop.FLASH:
            yield number, chat, one.nick, "", "", opened, "建群", "", one.role
        else:
            yield number, chat, one.nick, one.wxid, "", opened, "建群", "", one.role


def _members(members: list[Person], chat: str) -> Iterator[tuple[object, ...]]:
    seats = [(next(seat for seat in one.seats if seat.chat == chat), one) for one in members]
    for number, (seat, one) in enumerate(sorted(seats, key=_by_join), len(shop.STAFF) + 1):
        came = _when(number, seat.joined)
        role = "成员" if number % 9 else ""
        if chat == shop.FLASH:
            yield number, chat, one.nick, one.card, one.phone, came, seat.channel, seat.inviter, role
        else:
            yield number, chat, one.nick, one.wxid, one.card, came, seat.channel, seat.inviter, role


def _by_join(pair: tuple[Seat, Person]) -> tuple[datetime, str]:
    return pair[0].joined or datetime.min, pair[1].wxid


def _when(number: int, joined: datetime | None) -> object:
    """Real dates and typed ones mixed in one column, to the minute in the typed ones."""
    if joined is None:
        return ""
    if number % 3:
        return f"{joined:%Y-%m-%d %H:%M:%S}"
    return joined if number % 2 else f"{joined.year}/{joined.month}/{joined.day} {joined:%H:%M}"
