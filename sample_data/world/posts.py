"""What the operator posts, when: the standard slots, leaning to promotion, swinging by week."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sample_data.world import plan, shop
from sample_data.world.chance import Dice, words

_DAYTIME_SLOTS = ((10, 40), (16, 50), (10, 35), (16, 45))
# Every second day of a season its own texts are used; the first season that fits wins.
_SEASONS = (
    ("promotion_mid_autumn", date(2026, 9, 14), date(2026, 9, 25)),
    ("promotion_national", date(2026, 9, 28), date(2026, 10, 7)),
    ("promotion_anniversary", date(2026, 10, 25), date(2026, 10, 31)),
    ("promotion_autumn", date(2026, 10, 8), date(2026, 10, 24)),
    ("knowledge_autumn", date(2026, 9, 1), date(2026, 10, 31)),
)


@dataclass(frozen=True)
class Post:
    """One operator post and the kind it was written as."""

    chat: str
    posted_at: datetime
    category: str
    text: str
    by: shop.Staff


def make_posts() -> list[Post]:
    """Every post of the three groups, oldest first."""
    dice = Dice("posts")
    bags = {kind: _Bag(words("posts")[kind], dice) for kind in words("posts") if kind != "greeting_flash"}
    posts = [post for chat in shop.CHATS for monday in _mondays(chat) for post in _week(chat, monday, bags, dice)]
    return sorted(posts, key=lambda post: (post.posted_at, post.chat))


def evening_posts(posts: list[Post]) -> dict[date, datetime]:
    """The moment of the 20:00–21:00 promotion of 福利群, by day."""
    return {
        post.posted_at.date(): post.posted_at
        for post in reversed(posts)
        if post.chat == shop.BENEFIT and post.category == "promotion" and post.posted_at.hour == 20
    }


class _Bag:
    """Templates drawn until the bag is empty, then refilled: no wording twice in a row."""

    def __init__(self, templates: list[str], dice: Dice) -> None:
        self._templates, self._dice, self._left = templates, dice, list[str]()

    def draw(self) -> str:
        if not self._left:
            self._left = self._dice.some(self._templates, len(self._templates))
        return self._dice.say(self._left.pop())


def _mondays(chat: str) -> list[date]:
    first = shop.first_day(chat)
    monday = first - timedelta(days=first.weekday())
    return [monday + timedelta(weeks=n) for n in range(((shop.LAST_DAY - monday).days // 7) + 1)]


def _week(chat: str, monday: date, bags: dict[str, _Bag], dice: Dice) -> Iterator[Post]:
    number = ((monday - shop.FIRST_DAY).days + 6) // 7
    total = plan.POSTS_A_WEEK[chat]
    promotion = round(total * plan.PROMOTION_BY_WEEK[min(number, len(plan.PROMOTION_BY_WEEK) - 1)])
    knowledge = round((total - promotion) * plan.KNOWLEDGE_OF_REST)
    kinds = {"promotion": promotion, "knowledge": knowledge, "fun": total - promotion - knowledge}
    for kind, count in kinds.items():
        for moment in _moments(kind, monday, count, dice):
            if shop.first_day(chat) <= moment.date() <= shop.LAST_DAY:
                yield Post(chat, moment, kind, _words_for(kind, moment.date(), bags), _author(kind, dice))


def _moments(kind: str, monday: date, count: int, dice: Dice) -> Iterator[datetime]:
    """Evening promotions first, one a day with one day off; news in the morning, topics at noon."""
    days = dice.some(range(7), 7)
    for number in range(count):
        day = monday + timedelta(days=days[number % 7])
        if kind == "knowledge":
            yield shop.at(day, 7 if number < 7 else 15, dice.whole(20, 58), dice.whole(0, 59))
        elif kind == "fun":
            yield shop.at(day, 12, dice.whole(5, 55), dice.whole(0, 59))
        elif number == 6:  # the seventh promotion of a week is Friday's presale
            yield shop.at(monday + timedelta(days=4), 15, dice.whole(0, 6), dice.whole(0, 59))
        elif number < 6:
            yield shop.at(day, 20, dice.whole(1, 25), dice.whole(0, 59))
        else:
            hour, minute = dice.pick(_DAYTIME_SLOTS)
            yield shop.at(day, hour, minute + dice.whole(0, 9), dice.whole(0, 59))


def _words_for(kind: str, day: date, bags: dict[str, _Bag]) -> str:
    season = next((name for name, first, last in _SEASONS if name.startswith(kind) and first <= day <= last), None)
    return bags[season if season and day.toordinal() % 2 else kind].draw()


def _author(kind: str, dice: Dice) -> shop.Staff:
    return dice.weighted(shop.STAFF[:2], (1, 3) if kind == "promotion" else (2, 2))
