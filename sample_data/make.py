"""Make the sample files again, byte for byte: `python -m sample_data.make [folder]`.

Everything in them is invented. The story is told in README.md; its sizes stand in world/plan.py; the
words people say in words/*.toml; the quirks of each format in formats/. No clock, no network, one seed.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from sample_data.formats import mail, memotrace, rosters, sheets, youzan
from sample_data.world import shop
from sample_data.world.coupons import make_coupons
from sample_data.world.story import make_story
from sample_data.world.survey import make_answers

FILES = Path(__file__).parent / "files"
BENEFIT_CHAT = "石岐小灶福利群.xlsx"
LEAD_CHAT = "石岐小灶引流群_utf8.csv"
FLASH_CHATS = ("石岐小灶快闪群聊天记录(1).txt", "石岐小灶快闪群聊天记录(2).txt")
STAFF_LIST = "运营人员.xlsx"
EARLIER_ROSTER, ROSTERS = "群成员名单_20260831.xlsx", "群成员名单_20261031.xlsx"
ORDERS, CUSTOMERS = "有赞订单_20260701-20261031.csv", "有赞客户列表.csv"
COUPONS, SURVEY, VIDEOS, DAILY = (
    "优惠券核销.xlsx",
    "周年庆问卷_问卷星.xlsx",
    "视频号助手_动态数据.csv",
    "社群日报表_10月.xlsx",
)
# In this order people would drop them: chats first, so that lists and orders find their people.
NAMES = (
    BENEFIT_CHAT,
    LEAD_CHAT,
    *FLASH_CHATS,
    STAFF_LIST,
    EARLIER_ROSTER,
    ROSTERS,
    ORDERS,
    CUSTOMERS,
    COUPONS,
    SURVEY,
    VIDEOS,
    DAILY,
)


def make(folder: Path = FILES) -> list[Path]:
    """Write every sample file into `folder` and return their paths, in import order."""
    folder.mkdir(parents=True, exist_ok=True)
    story = make_story()
    memotrace.write_v2(story, folder / BENEFIT_CHAT)
    memotrace.write_v1(story, folder / LEAD_CHAT)
    mail.write(story, folder / FLASH_CHATS[0], folder / FLASH_CHATS[1])
    rosters.write_staff(folder / STAFF_LIST)
    rosters.write_rosters(story, date(2026, 8, 31), (shop.LEAD,), folder / EARLIER_ROSTER)
    rosters.write_rosters(story, shop.LAST_DAY, (shop.LEAD, shop.FLASH), folder / ROSTERS)
    youzan.write_orders(story, folder / ORDERS)
    youzan.write_customers(story, folder / CUSTOMERS)
    sheets.write_coupons(make_coupons(story.people), folder / COUPONS)
    sheets.write_survey(make_answers(story.people), folder / SURVEY)
    sheets.write_videos(folder / VIDEOS)
    sheets.write_daily(story, folder / DAILY)
    return [folder / name for name in NAMES]


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else FILES)
