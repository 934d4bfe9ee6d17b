"""The whole invented world, and the facts that are true in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from sample_data.world import plan, scenes, shop, talk
from sample_data.world.orders import Order, make_orders
from sample_data.world.people import Person, Seat, make_people
from sample_data.world.posts import Post, evening_posts, make_posts
from sample_data.world.spending import give_budgets
from sample_data.world.talk import Line

_SPEND_MONTHS = 3


@dataclass(frozen=True)
class Story:
    """People, posts, lines and orders of 120 days, all oldest first."""

    people: list[Person]
    posts: list[Post]
    lines: list[Line]
    orders: list[Order]

    def members(self, chat: str, day: date) -> list[Person]:
        """Who sits in a group at the end of a day, the operator's side left out."""
        return [one for one in self.people if any(seat.chat == chat and seat.holds(day) for seat in one.seats)]

    def present(self) -> list[Person]:
        """Everybody who sits in one of the groups on the last day."""
        return [one for one in self.people if any(seat.holds(shop.LAST_DAY) for seat in one.seats)]

    def net(self, person: Person, first: datetime | None = None) -> int:
        """Yuan a person brought, from `first` on."""
        return sum(
            order.net for order in self.orders if order.person is person and (first is None or order.created >= first)
        )

    def last_words(self, person: Person) -> date | None:
        """The day a person last said something worth counting."""
        days = [
            line.sent_at.date()
            for line in self.lines
            if line.who is person and (line.worth or line.kind == "solitaire")
        ]
        return max(days, default=None)

    def last_order(self, person: Person) -> date | None:
        """The day of a person's last paid order."""
        return max(
            (order.created.date() for order in self.orders if order.person is person and order.net > 0), default=None
        )

    def top_spenders(self, count: int = plan.TOP) -> list[Person]:
        """Those who brought most, of the present members."""
        spent = Counter[int]()
        for order in self.orders:
            if order.person is not None:
                spent[id(order.person)] += order.net
        return sorted(self.present(), key=lambda one: (-spent[id(one)], one.nick))[:count]

    def posts_by_kind(self) -> Counter[str]:
        """What the operator published, 接龙 (promotion) and red packets (fun) included."""
        counts = Counter(post.category for post in self.posts)
        counts["promotion"] += sum(line.tag == "note" and line.who is shop.ASSISTANT for line in self.lines)
        counts["fun"] += sum(line.tag == "packet" for line in self.lines)
        return counts

    def layers(self) -> dict[str, list[Person]]:
        """Who carries which label on the last day, by the shipped thresholds."""
        week, start = shop.LAST_DAY - timedelta(days=6), shop.at(date(2026, 8, 1), 0)
        said = Counter(id(line.who) for line in self.lines if line.worth and line.sent_at.date() >= week)
        quiet_since = shop.LAST_DAY - timedelta(days=15)
        spoke = {
            id(line.who)
            for line in self.lines
            if (line.worth or line.kind == "solitaire") and line.sent_at.date() > quiet_since
        }
        return {
            "high_spend": [one for one in self.present() if self.net(one, start) > 500 * _SPEND_MONTHS],
            "high_interaction": [one for one in self.present() if said[id(one)] >= 3],
            "new": [one for one in self.present() if _first_join(one) > shop.LAST_DAY - timedelta(days=7)],
            "silent": [one for one in self.present() if id(one) not in spoke and _first_join(one) <= quiet_since],
        }


def _first_join(person: Person) -> date:
    days = [seat.joined.date() if seat.joined else date.min for seat in person.seats]
    return min(days)


@cache
def make_story() -> Story:
    """The one story; every call gives the same."""
    people = make_people()
    give_budgets(people)
    _second_seats(people)
    posts = make_posts()
    return Story(people, posts, _lines(people, posts), make_orders(people, evening_posts(posts)))


def _second_seats(people: list[Person]) -> None:
    """Ten members of 福利群 came by way of 引流群 and still sit in both."""
    came = [
        one
        for one in people
        if one.chat == shop.BENEFIT
        and one.seats[0].joined
        and not one.seats[0].left
        and one.seats[0].joined.date() > shop.FIRST_DAY + timedelta(days=12)
    ]
    for person in came[:10]:
        joined = person.seats[0].joined
        if joined is not None:
            person.seats.append(Seat(shop.LEAD, joined - timedelta(days=9, hours=2), None, "扫码", shop.ASSISTANT.nick))


def _lines(people: list[Person], posts: list[Post]) -> list[Line]:
    lines = [
        *scenes.post_lines(posts),
        *scenes.storm(people),
        *scenes.late_questions(people),
        *scenes.opening_of_flash(people),
    ]
    for chat in shop.CHATS:
        lines += [*scenes.group_notes(people, chat), *scenes.red_packets(people, chat), *scenes.comings(people, chat)]
        for day in shop.DAYS:
            if day >= shop.first_day(chat):
                lines += [*talk.small_talk(people, chat, day), *scenes.questions(people, chat, day)]
    lines += talk.last_words(people, lines)
    lines = scenes.mischief(lines)
    lines.append(_closing_line())
    return sorted(lines, key=lambda line: (line.sent_at, line.chat))


def _closing_line() -> Line:
    """The record ends late in the evening, so that its last day counts as covered."""
    return Line(
        shop.BENEFIT,
        shop.at(shop.LAST_DAY, 23, 41, 8),
        shop.OWNER,
        "text",
        "四周年顺利收工,多谢各位街坊撑场,早唞🌙",
        tag="thanks",
    )
