"""Coupons of the anniversary, handed out over five channels that work very differently."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sample_data.world import plan, shop
from sample_data.world.chance import Dice
from sample_data.world.people import Person

NAMES = ("满100减20券", "招牌乳鸽半价券", "例汤免费券", "四周年30元无门槛券")


@dataclass(frozen=True)
class Coupon:
    """One coupon; holder None: somebody outside the groups. redeemed None: not used, or not in time."""

    code: str
    holder: Person | None
    name: str
    channel: str
    issued: datetime
    expires: datetime
    redeemed: datetime | None


def make_coupons(people: list[Person]) -> list[Coupon]:
    """All coupons, oldest first; exactly the planned number and share a channel."""
    dice = Dice("coupons")
    coupons = [coupon for channel in plan.COUPONS for coupon in _of_channel(channel, people, dice)]
    return sorted(coupons, key=lambda coupon: (coupon.issued, coupon.code))


def _of_channel(channel: str, people: list[Person], dice: Dice) -> list[Coupon]:
    count, share = plan.COUPONS[channel]
    used = set(dice.some(range(count), round(count * share)))
    holders = [one for one in people if one.chat == shop.NAME + channel and one.nick != "微笑"]
    return [
        _coupon(channel, number, dice.pick(holders) if holders else None, number in used, dice)
        for number in range(count)
    ]


def _coupon(channel: str, number: int, holder: Person | None, used: bool, dice: Dice) -> Coupon:
    """Issued from September on, never before its holder came; good for fourteen days."""
    joined = holder.seats[0].joined if holder else None
    first = shop.at(shop.LAST_DAY - timedelta(days=10 if channel == "快闪群" else 58), 10)
    start = max(first, joined) if joined else first
    room = max(0, int((shop.at(shop.LAST_DAY, 10) - start).total_seconds()))
    issued = dice.later(start, 0, room)
    expires = shop.at(issued.date() + timedelta(days=14), 23, 59, 59)
    until = min(expires, shop.at(shop.LAST_DAY, 21, 30))
    redeemed = dice.later(issued, 600, max(601, int((until - issued).total_seconds()))) if used else None
    code = f"SQ{list(plan.COUPONS).index(channel)}{number:04d}{dice.whole(1000, 9999)}"
    return Coupon(code, holder, dice.pick(NAMES), channel, issued, expires, redeemed)
