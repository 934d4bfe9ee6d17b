"""Large invented files in the formats people have. Seeded: the same call writes the same bytes."""

from __future__ import annotations

import csv
import random
from datetime import datetime, timedelta, timezone
from pathlib import Path

from openpyxl import Workbook

CHATS = 100
PEOPLE = 50_000
DISTINCT_OF_TEN = 7  # texts in ten that nobody else wrote
FIRST = datetime(2026, 6, 1, 8)
DAYS = 120
SHANGHAI = timezone(timedelta(hours=8))
COMMON = ("收到", "好的", "谢谢老板", "几点开门?", "+1", "[捂脸]", "早安", "还有位吗", "多少钱一份", "已下单")
WORDS = ("今天", "煲仔饭", "外卖", "优惠券", "周五", "预订", "乳鸽", "停车", "小朋友", "味道", "好吃", "下次", "排队",
         "家人", "老板", "靓汤", "菜单", "打包", "辣一点", "少盐", "新品", "中秋", "订位", "几位", "靠窗")
CALLS = ("阿", "小", "老", "大")
MEMOTRACE = ("localId", "TalkerId", "Type", "SubType", "IsSender", "CreateTime", "Status", "StrContent", "StrTime",
             "Remark", "NickName", "Sender")


def text_of(number: int, dice: random.Random) -> str:
    """A chat line; seven in ten occur once."""
    if number % 10 >= DISTINCT_OF_TEN:
        return COMMON[number % len(COMMON)]
    return "".join(dice.choices(WORDS, k=dice.randint(2, 6))) + str(number)


def moment_of(number: int, rows: int) -> datetime:
    """Lines spread evenly over the days, in order."""
    return FIRST + timedelta(seconds=number * (DAYS * 86_400 - 50_000) // rows)


def name_of(person: int) -> str:
    """An invented name, one a person."""
    return f"{CALLS[person % len(CALLS)]}{WORDS[person % len(WORDS)]}{person}"


def memotrace_csv(path: Path, rows: int) -> Path:
    """A MemoTrace v1 export of all groups: 100 groups of 500 people, times to the second."""
    dice = random.Random(1)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(MEMOTRACE)
        for number in range(rows):
            chat = dice.randrange(CHATS)
            person = chat + CHATS * int(dice.random() ** 2 * (PEOPLE // CHATS))
            at = moment_of(number, rows)
            writer.writerow((number + 1, chat + 1, 1, 0, 0, int(at.replace(tzinfo=SHANGHAI).timestamp()), "",
                             text_of(number, dice), at, "", name_of(person), f"wxid_{person:08d}"))
    return path


def whatsapp_text(path: Path, rows: int) -> Path:
    """A WhatsApp export of one group of 500 people."""
    dice = random.Random(2)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for number in range(rows):
            at = moment_of(number, rows)
            file.write(f"[{at:%d/%m/%Y, %H:%M:%S}] {name_of(dice.randrange(500))}: {text_of(number, dice)}\n")
    return path


def orders_xlsx(path: Path, rows: int) -> Path:
    """An order sheet of twelve columns; buyers carry the names of the chats."""
    dice = random.Random(3)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("订单")
    sheet.append(["订单号", "下单时间", "付款时间", "买家昵称", "商品名称", "数量", "单价", "实付金额", "退款金额",
                  "订单状态", "渠道", "门店"])
    for number in range(rows):
        at, price = moment_of(number, rows), dice.randint(8, 300)
        sheet.append([f"E2026{number:012d}", at, at + timedelta(minutes=1), name_of(dice.randrange(PEOPLE)),
                      dice.choice(WORDS), 1, price, price, 0, "已完成", "小程序", "石岐店"])
    book.save(path)
    return path


def members_csv(path: Path) -> Path:
    """A member list of all groups with the day each person came."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("群名称", "昵称", "微信ID", "入群时间"))
        for person in range(PEOPLE):
            joined = FIRST + timedelta(days=person % (DAYS - 1))
            writer.writerow((f"福利{person % CHATS + 1}群", name_of(person), f"wxid_{person:08d}", joined))
    return path


def events_csv(path: Path, rows: int) -> Path:
    """An events sheet of ten steps, times to the second, over all people."""
    dice = random.Random(4)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("昵称", "微信ID", "时间", "行为"))
        for number in range(rows):
            person = dice.randrange(PEOPLE)
            writer.writerow((name_of(person), f"wxid_{person:08d}", moment_of(number, rows), f"第{dice.randint(1, 10)}步"))
    return path
