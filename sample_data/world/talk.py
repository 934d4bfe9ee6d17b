"""What is said in the groups on an ordinary day: threads, acknowledgements, pictures, thanks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sample_data.world import plan, shop
from sample_data.world.chance import Dice, words
from sample_data.world.people import Person

_HOURS = tuple(range(7, 24))
_BUSY_HOURS = (2, 4, 4, 4, 6, 9, 6, 3, 4, 4, 5, 7, 8, 10, 10, 6, 2)
_PREFIX = ("", "", "", "", "", "话说", "其实", "哈哈,", "我都话,", "咁,", "讲真,", "唉,", "哇,")
_PARTICLES = ("啦", "喎")


@dataclass(eq=False)
class Line:
    """One line of a chat. who None: the system. worth: whether the author of this world meant it as real talk."""

    chat: str
    sent_at: datetime
    who: Person | shop.Staff | None
    kind: str
    text: str
    worth: bool = False
    reply_to: Line | None = None
    tag: str = ""


class Talkers:
    """Who may speak in one group on one day, and how likely."""

    def __init__(self, people: list[Person], chat: str, day: date, dice: Dice) -> None:
        self.people = [one for one in people if one.chat == chat and one.talks_on(day)]
        self._weights = [one.weight for one in self.people]
        self.day, self._dice = day, dice

    def anyone(self, after: datetime) -> Person | None:
        """Somebody, by weight, who had already joined at that moment."""
        for _ in range(8):
            person = self._dice.weighted(self.people, self._weights) if self.people else None
            if person and (person.seats[0].joined is None or person.seats[0].joined < after):
                return person
        return None


def small_talk(people: list[Person], chat: str, day: date) -> Iterator[Line]:
    """The threads of one group on one day."""
    dice = Dice(f"talk/{chat}/{day}")
    talkers = Talkers(people, chat, day, dice)
    left = dice.poisson(plan.TALK_A_DAY[chat] * mood(day) / 6) * 6
    while left > 0:
        hour = dice.weighted(_HOURS, _BUSY_HOURS)
        size = min(left, dice.whole(2, 10))
        yield from _thread(talkers, chat, shop.at(day, hour, dice.whole(0, 59), dice.whole(0, 59)), size, dice)
        left -= size


def topics(day: date) -> list[dict[str, list[str]]]:
    """The threads that fit the month."""
    return [topic for topic in words("talk")["thread"] if day.month in topic.get("months", (day.month,))]


def mood(day: date) -> float:
    """How much more is said than on a dry weekday."""
    return (
        (1.6 if day in shop.BUSY else 1.0) * (1.15 if day in shop.RAIN else 1.0) * (1.2 if day.weekday() >= 5 else 1.0)
    )


def _thread(talkers: Talkers, chat: str, start: datetime, size: int, dice: Dice) -> Iterator[Line]:
    topic = dice.pick(topics(talkers.day))
    opener, moment, said = None, start, set[tuple[str, str]]()
    for number in range(size):
        who = talkers.anyone(moment)
        if who is None or moment.date() != talkers.day:
            return
        line = _line(chat, moment, who, topic, opener, number, dice)
        if (who.nick, line.text) not in said or line.kind != "text":
            yield line
        said.add((who.nick, line.text))
        opener = opener or line
        moment = dice.later(moment, 4, 170)


def _line(
    chat: str, moment: datetime, who: Person, topic: dict[str, list[str]], opener: Line | None, number: int, dice: Dice
) -> Line:
    if number == 0:
        return Line(chat, moment, who, "text", say(dice, topic["open"]), worth=True)
    kind = dice.weighted(
        ("reply", "ack", "emoji", "sticker", "image", "voice", "video", "quote", "pat", "link"),
        (66, 8, 7, 4, 5, 2.5, 0.7, 5, 1, 0.8),
    )
    fillers = words("talk")["fillers"]
    if kind == "reply" or (kind == "quote" and (opener is None or opener.kind != "text")):
        return Line(chat, moment, who, "text", say(dice, topic["reply"]), worth=True)
    if kind == "quote":
        return Line(chat, moment, who, "quote", say(dice, topic["reply"]), worth=True, reply_to=opener)
    if kind in fillers:
        return Line(chat, moment, who, "text", dice.say(dice.pick(fillers[kind])))
    if kind == "pat":
        target = opener.who if opener and isinstance(opener.who, Person) and opener.who is not who else shop.OWNER
        return Line(chat, moment, None, "pat", f'"{shown(who)}" 拍了拍 "{shown(target)}"')
    return Line(chat, moment, who, kind, "", worth=kind in {"image", "voice", "video"})


def say(dice: Dice, pool: list[str]) -> str:
    """A sentence of the pool with a person's own beginning and end; now and then two in one breath."""
    text = dice.say(dice.pick(pool))
    if dice.happens(0.14):
        other = dice.say(dice.pick(pool))
        text = text if other == text else f"{text},{other}"
    tails: list[str] = words("talk")["fillers"]["tail"]
    text, tail = dice.pick(_PREFIX) + text, dice.pick(tails)
    return text if text.endswith("?") and tail in _PARTICLES else text + tail


def shown(who: Person | shop.Staff) -> str:
    """The name a group shows."""
    return who.name if isinstance(who, Person) else who.nick


def last_words(people: list[Person], lines: list[Line]) -> Iterator[Line]:
    """Everybody who is not a lurker and has not fallen quiet says something in the last fortnight."""
    since = shop.LAST_DAY - timedelta(days=13)
    spoke = {id(line.who) for line in lines if line.worth and line.sent_at.date() >= since}
    dice = Dice("last words")
    for person in people:
        seat = person.seats[0]
        if id(person) in spoke or not person.talks_on(shop.LAST_DAY):
            continue
        start = max(since, seat.joined.date() + timedelta(days=1)) if seat.joined else since
        if start <= shop.LAST_DAY and dice.happens(0.93):
            day = start + timedelta(days=dice.whole(0, (shop.LAST_DAY - start).days))
            topic = dice.pick(topics(day))
            yield Line(
                person.chat,
                shop.at(day, dice.whole(11, 20), dice.whole(0, 59), dice.whole(0, 59)),
                person,
                "text",
                say(dice, topic["open"]),
                worth=True,
            )
