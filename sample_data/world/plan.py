"""The sizes of what is planted. README.md tells the same story in words; the tests find it again."""

from __future__ import annotations

from sample_data.world.shop import BENEFIT, FLASH, LEAD

# Who sat in a group before the record began, who came in the campaign week, who left, who is there at the end.
PRESENT = {BENEFIT: 246, LEAD: 168, FLASH: 92}
LEAVERS = {BENEFIT: 28, LEAD: 34, FLASH: 5}
OLD = {BENEFIT: 196, LEAD: 46, FLASH: 0}
CAMPAIGN = {BENEFIT: 12, LEAD: 26, FLASH: 70}
LURKERS = {BENEFIT: 44, LEAD: 46, FLASH: 0}
FELL_QUIET = {BENEFIT: 18, LEAD: 20, FLASH: 0}

# Money. Top spenders, all of 福利群: some buy in silence, some have stopped coming.
TOP, TOP_SILENT_BUYERS, TOP_LAPSED = 20, 7, 6
HIGH_SPENDERS = {BENEFIT: 40, LEAD: 5, FLASH: 0}
NORMAL_BUYERS = 84
FIRST_ORDER_SHARE = {BENEFIT: 0.5, LEAD: 0.09, FLASH: 0.26}
REPEAT_SHARE = 0.66
# Of the orders of a day with an evening post, how many come within the hour after it.
AFTER_EVENING_POST = 0.36
OUTSIDERS = 120
RENAMED_BUYERS = 10

# Posts a week, their promotion share week by week (the rest: two knowledge to one fun).
POSTS_A_WEEK = {BENEFIT: 18, LEAD: 8, FLASH: 21}
PROMOTION_BY_WEEK = (
    0.5,
    0.62,
    0.7,
    0.52,
    0.6,
    0.68,
    0.5,
    0.58,
    0.64,
    0.55,
    0.72,
    0.8,
    0.76,
    0.6,
    0.48,
    0.56,
    0.62,
    0.7,
)
KNOWLEDGE_OF_REST = 0.72

# Lines of member talk a day, before weekends, rain and festivals.
TALK_A_DAY = {BENEFIT: 84, LEAD: 40, FLASH: 66}
QUESTIONS_A_DAY = {BENEFIT: 1.6, LEAD: 1.1, FLASH: 2.5}
LATE_QUESTIONS_LAST_WEEK = 9

# Issued and redeemed by where the coupon was handed out.
COUPONS = {
    "福利群": (180, 0.52),
    "引流群": (150, 0.17),
    "快闪群": (90, 0.34),
    "公众号": (120, 0.09),
    "门店桌卡": (60, 0.42),
}


def seats(chat: str) -> int:
    """Everybody who ever sat in the group."""
    return PRESENT[chat] + LEAVERS[chat]
