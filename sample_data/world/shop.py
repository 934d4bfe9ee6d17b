"""What is fixed about the shop: its days, its three groups, the people on the operator's side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sample_data.world.chance import words

_SHOP = words("shop")
_CALENDAR = _SHOP["calendar"]
NAME: str = _SHOP["name"]
STORE: str = _SHOP["store"]
FIRST_DAY: date = _SHOP["first_day"]
LAST_DAY: date = _SHOP["last_day"]
DAYS = [FIRST_DAY + timedelta(days=n) for n in range((LAST_DAY - FIRST_DAY).days + 1)]
RAIN: set[date] = set(_CALENDAR["rain"])
BUSY: set[date] = set(_CALENDAR["busy"])
STORM: date = _CALENDAR["storm"]
CAMPAIGN_FIRST: date = _CALENDAR["campaign_first"]
FLASH_OPENED: date = _CALENDAR["flash_opened"]
FESTIVALS = {date.fromisoformat(day): name for day, name in _CALENDAR["festivals"].items()}
BENEFIT, LEAD, FLASH = "石岐小灶福利群", "石岐小灶引流群", "石岐小灶快闪群"
CHATS = (BENEFIT, LEAD, FLASH)
DISHES: dict[str, int] = _SHOP["dishes"]


@dataclass(frozen=True)
class Staff:
    """Somebody on the operator's side; sits in all three groups from their first day."""

    nick: str
    role: str
    wxid: str


OWNER, ASSISTANT, MANAGER = (Staff(**one) for one in _SHOP["staff"])
STAFF = (OWNER, ASSISTANT, MANAGER)


def first_day(chat: str) -> date:
    """The first day of that group's record."""
    return FLASH_OPENED if chat == FLASH else FIRST_DAY


def at(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """A moment of that day."""
    return datetime.combine(day, time(hour, minute, second))
