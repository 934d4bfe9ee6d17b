"""Small shops made of real files: a chat export, a member list, an order sheet, each only if given."""

import csv
import zlib
from datetime import date, datetime, timedelta
from pathlib import Path

from analytics import Workspace

CHAT = "福利群"
TALK = "今天的猪肚鸡很好吃"


def at(day, hour=21, minute=0):
    """A moment on `day` (date or ISO text), in the evening unless said."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return datetime(day.year, day.month, day.day, hour, minute)


def every_day(who, first, last, hour=21):
    """One effective message a day from `first` to `last`: keeps the record without holes."""
    first, last = date.fromisoformat(first), date.fromisoformat(last)
    return [(who, at(first + timedelta(days=n), hour), f"{TALK}{n}") for n in range((last - first).days + 1)]


def chat_file(folder: Path, lines, name="聊天记录.csv"):
    """A MemoTrace v2 export of (who, moment, text)."""
    path = folder / name
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(["消息ID", "类型", "发送人", "时间", "内容", "备注", "昵称", "更多信息"])
        for who, moment, text in lines:
            number = zlib.crc32(f"{who}{moment}{text}".encode())
            sheet.writerow([7435280000000000000 + number, "文本", who, moment.isoformat(" "), text, who, who, ""])
    return path


def roster_file(folder: Path, people, chat=CHAT, name="群成员名单.csv"):
    """A member list of (who, day joined or "", role)."""
    path = folder / name
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(["群名称", "群昵称", "入群时间", "角色"])
        sheet.writerows([chat, who, joined, role] for who, joined, role in people)
    return path


def order_file(folder: Path, orders, name="订单.csv"):
    """An order sheet of (order id, buyer, moment, paid, refund, status)."""
    path = folder / name
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(["订单号", "买家昵称", "付款时间", "实付金额", "退款金额", "订单状态"])
        for number, buyer, moment, paid, refund, status in orders:
            sheet.writerow([number, buyer, f"{moment:%Y-%m-%d %H:%M:%S}", paid, refund, status])
    return path


def post_file(folder: Path, days, name="内容.csv"):
    """A content sheet with one post a day."""
    path = folder / name
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(["发布时间", "标题", "正文", "阅读数"])
        sheet.writerows([f"{day} 12:00:00", f"今日推荐{day}", f"今天的靓汤到了{day}", 100] for day in days)
    return path


def paid(number, buyer, day, amount, refund="0", status="交易完成"):
    """One order, paid in the evening."""
    return (f"E2026{number:05d}", buyer, at(day, 20), amount, refund, status)


def open_shop(folder: Path, talk=(), roster=(), orders=(), chat=CHAT, whole=True):
    """A shop in memory with these files kept."""
    workspace = Workspace.open()
    if talk:
        workspace.import_file(chat_file(folder, talk), chat=chat)
    if roster:
        workspace.import_file(roster_file(folder, roster, chat), chat=chat, whole_roster=whole)
    if orders:
        workspace.import_file(order_file(folder, orders))
    return workspace
