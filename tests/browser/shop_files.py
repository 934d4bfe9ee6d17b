"""A small invented shop's files, every number in them known: twenty members, one group, three months of orders.

Chat 22 May – 30 June 2026 (last line 21:40, so the last day is covered), orders April – June.
| who                | joined     | speaks                          | buys            |
|--------------------|------------|---------------------------------|-----------------|
| 阿金 阿银 阿铜     | 1 March    | four times in the last 7 days   | 600 yuan a month|
| 小陈 小李          | 1 March    | four times in the last 7 days   | 88 yuan in June |
| 新一 新二 新三     | 26 June    | once, on 27 June                | never           |
| 静一 … 静六        | 1 March    | last on 1 June                  | 静一: 100 in June|
| 常一 … 常六        | 1 March    | every Tuesday                   | 常一: 66 in May  |
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

GROUP = "桂花巷福利群"
OPERATOR = "桂花巷小助手"
SPENDERS, TALKERS = ("阿金", "阿银", "阿铜"), ("小陈", "小李")
NEWCOMERS = ("新一", "新二", "新三")
QUIET = tuple(f"静{number}" for number in "一二三四五六")
REGULARS = tuple(f"常{number}" for number in "一二三四五六")
MEMBERS = SPENDERS + TALKERS + NEWCOMERS + QUIET + REGULARS
FIRST, LAST = date(2026, 5, 22), date(2026, 6, 30)
POSTS = ("今晚八点限时秒杀,牛腩煲 39 元,下单立减 5 元", "小知识:煲汤的陈皮要先泡二十分钟,这样不苦",
         "猜一猜:这盘菜里放了几种菌菇?猜中送小点心", "新品预售开始,拼团价 29 元,名额有限")


def lines() -> list[tuple[datetime, str, str]]:
    """The chat, in order: (when, who, what)."""
    said = [(_at(day, 10, 5), OPERATOR, POSTS[number % len(POSTS)]) for number, day in enumerate(_days())]
    said += [(_at(LAST - timedelta(days=back), 19, 10 + turn), who, f"今天的汤真不错,第{back}份")
             for turn, who in enumerate(SPENDERS + TALKERS) for back in (1, 2, 3, 5)]
    said += [(_at(date(2026, 6, 27), 12, turn), who, "大家好,我是新来的,多关照") for turn, who in enumerate(NEWCOMERS)]
    said += [(_at(date(2026, 6, 1), 18, turn), who, "节日快乐,晚上带小朋友来吃饭") for turn, who in enumerate(QUIET)]
    said += [(_at(day, 20, turn), who, "老板这周有什么新菜式呢")
             for day in _days() if day.weekday() == 1 for turn, who in enumerate(REGULARS)]
    return sorted([*said, (_at(LAST, 21, 40), OPERATOR, "明天照常营业,十一点开门")])


def chat_text(folder: Path) -> Path:
    """As WeChat mails it."""
    written, day = [f"{GROUP} 微信群上的聊天记录如下，请查收。\n\n"], None
    for at, who, what in lines():
        if at.date() != day:
            day = at.date()
            written.append(f"—————  {day}  —————\n\n\n")
        written.append(f"{who}  {at:%H:%M}\n\n{what}\n\n")
    return _text(folder / "聊天记录.txt", "".join(written))


def members_csv(folder: Path) -> Path:
    """A hand-kept member list."""
    rows = [f"{GROUP},{who},{'2026-06-26' if who in NEWCOMERS else '2026-03-01'},成员" for who in MEMBERS]
    rows.append(f"{GROUP},{OPERATOR},2026-03-01,运营")
    return _text(folder / "群成员.csv", "群名称,昵称,入群时间,角色\n" + "\n".join(rows) + "\n")


def orders_csv(folder: Path) -> Path:
    """An order sheet as WPS saves it: GBK, a title, full-width money, Chinese dates, a total."""
    bought = [(who, date(2026, month, 8), 600) for who in SPENDERS for month in (4, 5, 6)]
    bought += [(who, date(2026, 6, 12), 88) for who in TALKERS]
    bought += [("静一", date(2026, 6, 20), 100), ("常一", date(2026, 5, 6), 66), ("路人甲", date(2026, 4, 1), 20),
               ("路人乙", date(2026, 6, 29), 30)]
    rows = [f'D{number:04d},{who},"￥{yuan:,.2f}",{day.year}年{day.month}月{day.day}日,已完成'
            for number, (who, day, yuan) in enumerate(bought, 1)]
    total = sum(yuan for _, _, yuan in bought)
    text = "桂花巷订单明细,,,,\n订单号,买家昵称,实付金额,付款时间,订单状态\n" + "\n".join(rows)
    path = folder / "订单.csv"
    path.write_bytes(f'{text}\n合计,,"￥{total:,.2f}",,\n'.encode("gbk"))
    return path


SOLITAIRE = """#接龙
周五牛腩煲,49 一份

1. 阿金 2份
2. 小陈 1份
3. 静一 3份
4. 常二 1份
"""


def _days() -> list[date]:
    return [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute)


def _text(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path
