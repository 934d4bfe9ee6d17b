"""The members: who they are, when they came and went, how much they say and how much they buy.

The planted facts about people are decided here and nowhere else; `plan.py` holds their sizes.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sample_data.world import plan, shop
from sample_data.world.chance import Dice, words


@dataclass
class Seat:
    """One person's time in one group. joined None: before the record, day unknown to every file."""

    chat: str
    joined: datetime | None
    left: datetime | None = None
    channel: str = ""
    inviter: str = ""

    def holds(self, day: date) -> bool:
        """Whether the person sits in the group on that day."""
        return (self.joined is None or self.joined.date() <= day) and (self.left is None or day < self.left.date())


@dataclass(eq=False)
class Person:
    """One invented person. The first seat is the group they talk in."""

    nick: str
    wxid: str
    phone: str
    seats: list[Seat]
    card: str = ""
    weight: float = 0.0
    quiet_from: date | None = None
    monthly: int = 0
    lapsed: bool = False
    orders: int = 0
    buyer_nick: str = ""
    notes: set[str] = field(default_factory=set)

    @property
    def chat(self) -> str:
        """The group the person talks in."""
        return self.seats[0].chat

    @property
    def name(self) -> str:
        """What the group shows: the card, else the nickname."""
        return self.card or self.nick

    def talks_on(self, day: date) -> bool:
        """Whether the person might say something that day."""
        return self.weight > 0 and self.seats[0].holds(day) and (self.quiet_from is None or day < self.quiet_from)


def nicknames() -> Iterator[str]:
    """Nicknames without end and without repeats, the odd ones among the first."""
    dice, seen, parts = Dice("nicknames"), set[str](), words("names")
    for odd in parts["odd"]:
        seen.add(comparable(odd))
        yield odd
    while True:
        name = _nickname(dice, parts)
        if (form := comparable(name)) not in seen:
            seen.add(form)
            yield name


def comparable(name: str) -> str:
    """The form in which two names count as the same: width, case and blanks aside."""
    return " ".join(unicodedata.normalize("NFKC", name).split()).lower()


def _nickname(dice: Dice, parts: dict[str, list[str]]) -> str:
    shape = dice.weighted(("given", "title", "place", "parent", "poem", "english", "trade"), (3, 3, 2, 3, 4, 3, 1))
    mark = dice.pick(parts["mark"])
    if shape == "given":
        return f"阿{dice.pick(parts['given'])}{mark}"
    if shape == "title":
        return f"{dice.pick(parts['surname'])}{dice.pick(parts['title'])}{mark}"
    if shape == "place":
        return dice.pick(parts["place"]) + dice.pick(parts["nature"])
    if shape == "parent":
        return dice.pick(parts["child"]) + dice.pick(parts["parent"]) + mark
    if shape == "trade":
        return dice.pick(parts["trade"]).format_map(
            {key: dice.pick(parts[key]) for key in ("given", "surname", "place")}
        )
    return dice.pick(parts[shape]) + mark


def make_people() -> list[Person]:
    """All who ever sat in one of the three groups, leavers included."""
    names, dice = nicknames(), Dice("people")
    people = [
        _newcomer(chat, next(names), number, dice)
        for number, chat in enumerate(chat for chat in shop.CHATS for _ in range(plan.seats(chat)))
    ]
    dice.random.shuffle(people)
    for chat in shop.CHATS:
        members = [person for person in people if person.chat == chat]
        _let_in(members, chat, dice)
        _let_out(members, chat, dice)
        _give_voices([person for person in members if person.seats[0].left is None], chat, dice)
        _invite(members, dice)
    _two_of_one_name(people)
    return people


def _newcomer(chat: str, nick: str, number: int, dice: Dice) -> Person:
    wxid = "wxid_" + "".join(dice.pick("abcdefghijkmnpqrstuvwxyz0123456789") for _ in range(14))
    card = f"{dice.pick(words('names')['place'])}-{nick}" if dice.happens(0.22) else ""
    person = Person(nick, wxid, f"1990000{1000 + number * 7}", [Seat(chat, None)], card)
    person.buyer_nick = nick
    return person


def _let_in(members: list[Person], chat: str, dice: Dice) -> None:
    """Old members first (no join day, but for 引流群 the list knows it), the campaign week last."""
    old, campaign = plan.OLD[chat], plan.CAMPAIGN[chat]
    for person in members[:old]:
        if chat == shop.LEAD:
            person.seats[0].joined = _moment(dice, date(2026, 3, 2), date(2026, 7, 2))
    last_week = members[len(members) - campaign :]
    for person in members[old:]:
        first, last = (
            (shop.CAMPAIGN_FIRST, shop.LAST_DAY)
            if person in last_week
            else (shop.first_day(chat), shop.CAMPAIGN_FIRST - timedelta(days=1))
        )
        person.seats[0].joined = _moment(dice, first, last)


def _let_out(members: list[Person], chat: str, dice: Dice) -> None:
    """Leavers come from the old and the middle, never from the campaign week; the chat does not say so."""
    free = members[: len(members) - plan.CAMPAIGN[chat]]
    for person in dice.some(free, plan.LEAVERS[chat]):
        seat = person.seats[0]
        start = max(seat.joined.date() if seat.joined else shop.FIRST_DAY, shop.first_day(chat)) + timedelta(days=2)
        seat.left = _moment(dice, min(start, shop.LAST_DAY), shop.LAST_DAY)
        person.weight = 0.3 if dice.happens(0.5) else 0.0


def _give_voices(members: list[Person], chat: str, dice: Dice) -> None:
    """A long tail of talkers, some who fell quiet, and lurkers who never say a word."""
    order = dice.some(members, len(members))
    settled = [one for one in order if one.seats[0].joined is None or one.seats[0].joined.date() < date(2026, 9, 20)]
    lurkers = set(map(id, settled[: plan.LURKERS[chat]]))
    quiet = set(map(id, settled[plan.LURKERS[chat] : plan.LURKERS[chat] + plan.FELL_QUIET[chat]]))
    for person in order:
        if id(person) in lurkers:
            continue
        person.weight = min(0.35 + (dice.random.paretovariate(1.25) - 1), 14.0)
        if id(person) in quiet:
            person.quiet_from = date(2026, 8, 20) + timedelta(days=dice.whole(0, 45))


def _invite(members: list[Person], dice: Dice) -> None:
    for person in members:
        seat = person.seats[0]
        hosts = [
            one
            for one in members
            if one.weight > 2
            and seat.joined
            and one is not person
            and (one.seats[0].joined is None or one.seats[0].joined < seat.joined)
        ]
        if hosts and dice.happens(0.55):
            seat.channel, seat.inviter = "邀请", dice.weighted(hosts, [one.weight for one in hosts]).nick
        else:
            seat.channel = dice.weighted(("扫码", "邀请"), (3, 1))
            seat.inviter = shop.ASSISTANT.nick if seat.channel == "邀请" else dice.pick(("", shop.ASSISTANT.nick))


def _two_of_one_name(people: list[Person]) -> None:
    """Two strangers in 福利群 share a nickname: nobody can tell their lines apart, and the app must say so."""
    pair = [one for one in people if one.chat == shop.BENEFIT and one.seats[0].left is None and 0 < one.weight < 1][:2]
    for person in pair:
        person.nick, person.card, person.buyer_nick = "微笑", "", "微笑"


def _moment(dice: Dice, first: date, last: date) -> datetime:
    day = first + timedelta(days=dice.whole(0, max(0, (last - first).days)))
    return shop.at(day, dice.whole(9, 21), dice.whole(0, 59), dice.whole(0, 59))
