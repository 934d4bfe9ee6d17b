"""The hand-kept and downloaded sheets: coupons, questionnaire (问卷星), videos (视频号助手), the daily report."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from sample_data.formats import book
from sample_data.formats.youzan import masked
from sample_data.world import shop
from sample_data.world.chance import Dice, header, words
from sample_data.world.coupons import Coupon
from sample_data.world.story import Story
from sample_data.world.survey import Answer


def write_coupons(coupons: list[Coupon], path: Path) -> None:
    """A merged title, and a line of totals at the end."""
    workbook = book.new_book()
    used = sum(coupon.redeemed is not None for coupon in coupons)
    total = ("合计", *[""] * 4, f"{len(coupons)}张", *[""] * 3, used, "", "", "")
    rows = [header("coupons"), *map(_coupon, coupons), total]
    book.sheet(workbook, "卡券明细", rows, f"{shop.NAME} 9-10月 优惠券发放与核销")
    book.save(workbook, path)


def _coupon(coupon: Coupon) -> tuple[object, ...]:
    late = coupon.expires.date() < shop.LAST_DAY
    state = "已核销" if coupon.redeemed else "已过期" if late else "未使用"
    nick = coupon.holder.nick if coupon.holder else ""
    phone = masked(coupon.holder.phone) if coupon.holder else ""
    redeemed = ("1", coupon.redeemed, shop.MANAGER.nick, shop.STORE) if coupon.redeemed else ("0", "", "", "")
    issued = (coupon.issued, nick, phone, "优惠券", coupon.name, coupon.code, coupon.channel)
    return *issued, state, coupon.expires, *redeemed


def write_survey(answers: list[Answer], path: Path) -> None:
    """问卷星: text times and real ones mixed in one column, choices joined by ┋, (空) for nothing."""
    workbook = book.new_book()
    rows = [header("survey"), *(_answer(number, answer) for number, answer in enumerate(answers, 1))]
    book.sheet(workbook, "Sheet1", rows)
    book.save(workbook, path)


def _answer(number: int, answer: Answer) -> tuple[object, ...]:
    sent = answer.sent_at
    typed = f"{sent.year}/{sent.month}/{sent.day} {sent.hour}:{sent:%M:%S}"
    score: object = "(跳过)" if answer.score is None else answer.score
    place = ("微信", "群聊", f"192.0.2.{number}(广东-中山)")
    said = (answer.person.nick, score, "┋".join(answer.likes), answer.comment)
    return number, sent if number % 2 else typed, f"{20 + number % 70}秒", *place, *said


def write_videos(path: Path) -> None:
    """视频号助手: BOM, days without a time, percent and 秒 as text."""
    dice = Dice("videos")
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(header("videos"))
        for number in range(30):
            writer.writerow(_video(number, dice))


def _video(number: int, dice: Dice) -> list[object]:
    titles = words("talk")["video"]["titles"]
    day = shop.LAST_DAY - timedelta(days=4 * number)
    plays = dice.whole(380, 5200) * (6 if number in {4, 17} else 1)
    likes, shares = plays * dice.whole(15, 42) // 1000, plays * dice.whole(6, 30) // 1000
    named = [f"{titles[number % len(titles)]} #中山美食 #石岐小灶", f"export/UzFfAgtgekIEAQAAAAAA{number:04d}"]
    watched = [f"{day:%Y/%m/%d}", f"{dice.whole(9, 38)}%", f"{dice.whole(6, 24)}秒", plays]
    liked = [likes, likes // 3, likes // 4, shares, plays // 240, shares + plays // 300, 0, 0, 0]
    return [*named, *watched, *liked, plays // 90, plays // 110, plays // 400, plays // 420]


def write_daily(story: Story, path: Path) -> None:
    """October's 日报表: one sheet a group, merged title, a unit line, weekly 小计, a 合计, a signature."""
    workbook = book.new_book()
    for chat in (shop.BENEFIT, shop.LEAD):
        rows = [header("daily"), *_days(story, chat)]
        title, under = f"{chat} 社群日报表(2026年10月)", "填表人:小助手    单位:人 / 条"
        page = book.sheet(workbook, chat.removeprefix(shop.NAME), rows, title, under)
        page.append([])
        page.append(["签字:", "", "", "", "", "", "", ""])
    book.save(workbook, path)


def _days(story: Story, chat: str) -> Iterator[tuple[object, ...]]:
    week, month = [0, 0, 0, 0], [0, 0, 0, 0]
    for day in (date(2026, 10, number) for number in range(1, 32)):
        joined, left, messages, speakers = _figures(story, chat, day)
        note = "休渔结束" if day.day == 8 else "周年庆" if day >= shop.CAMPAIGN_FIRST else ""
        shown: object = datetime(day.year, day.month, day.day) if day.day % 4 else f"{day.year}/{day.month}/{day.day}"
        yield shown, chat, len(story.members(chat, day)) + len(shop.STAFF), joined, left, messages, speakers, note
        for total in (week, month):
            for place, figure in enumerate((joined, left, messages, speakers)):
                total[place] += figure
        if day.weekday() == 6:
            yield "小计", "", "", *week[:3], "", ""
            week = [0, 0, 0, 0]
    yield "合计", "", "", *month[:3], "", ""


def _figures(story: Story, chat: str, day: date) -> tuple[int, int, int, int]:
    seats = [seat for person in story.people for seat in person.seats if seat.chat == chat]
    joined = sum(seat.joined is not None and seat.joined.date() == day for seat in seats)
    left = sum(seat.left is not None and seat.left.date() == day for seat in seats)
    said = [line for line in story.lines if line.chat == chat and line.who is not None and line.sent_at.date() == day]
    return joined, left, len(said), len({id(line.who) for line in said})
