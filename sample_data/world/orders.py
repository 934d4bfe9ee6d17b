"""Orders as the shop's back end would hold them, hour by hour around the evening posts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sample_data.world import plan, shop
from sample_data.world.chance import Dice
from sample_data.world.people import Person, nicknames
from sample_data.world.spending import LAPSED_FROM

FIRST_ORDER_DAY = date(2026, 7, 1)
MONTHS = (7, 8, 9, 10)


@dataclass(eq=False)
class Order:
    """One order. person None: somebody outside the groups. paid False: closed without payment."""

    created: datetime
    nick: str
    phone: str
    person: Person | None
    lines: list[tuple[str, int]]
    discount: int = 0
    shipping: int = 0
    paid: bool = True
    refund: int = 0
    number: str = ""

    @property
    def goods(self) -> int:
        """Yuan for the dishes."""
        return sum(shop.DISHES[dish] * count for dish, count in self.lines)

    @property
    def gross(self) -> int:
        """Yuan the buyer paid."""
        return self.goods - self.discount + self.shipping

    @property
    def net(self) -> int:
        """Yuan that stayed."""
        return self.gross - self.refund if self.paid else 0


def make_orders(people: list[Person], evening_posts: dict[date, datetime]) -> list[Order]:
    """All orders of July to October, in the order they were made."""
    dice = Dice("orders")
    orders = [order for person in people for order in _orders_of(person, dice)] + list(_outsiders(dice))
    for order in orders:
        order.created = _hour(order.created.date(), evening_posts, dice)
        _keep_after_join(order)
        _storm_refund(order)
    orders += list(_never_paid(orders, dice))
    orders.sort(key=lambda order: (order.created, order.nick))
    for number, order in enumerate(orders):
        order.number = f"E{order.created:%Y%m%d%H%M%S}{number * 7919 % 10**9:09d}"
    return orders


def _orders_of(person: Person, dice: Dice) -> Iterator[Order]:
    if person.monthly:
        for month in MONTHS:
            yield from _month(person, month, dice)
    elif person.orders:
        yield from _few(person, dice)


def _month(person: Person, month: int, dice: Dice) -> Iterator[Order]:
    """Orders until the month's budget is met; those who stopped coming stop in the last days of September."""
    first = date(2026, month, 1)
    last = date(2026, month + 1, 1) - timedelta(days=1)
    if person.lapsed:
        last = min(last, LAPSED_FROM - timedelta(days=1))
    if last < first:
        return
    spent = 0
    while spent < person.monthly:
        day = first + timedelta(days=dice.whole(0, (last - first).days))
        order = _order(person, day, dice, big="top" in person.notes)
        spent += order.net
        yield order
    if "top" in person.notes and not person.lapsed and month == MONTHS[-1]:
        yield _order(person, last - timedelta(days=dice.whole(0, 9)), dice, big=False)


def _few(person: Person, dice: Dice) -> Iterator[Order]:
    seat = person.seats[0]
    start = max(seat.joined.date(), FIRST_ORDER_DAY) if seat.joined else FIRST_ORDER_DAY
    end = min(seat.left.date(), shop.LAST_DAY) if seat.left else shop.LAST_DAY
    newcomer = seat.joined is not None and seat.joined.date() >= shop.FIRST_DAY
    day = start + timedelta(days=dice.whole(0, 12 if newcomer else 75))
    for number in range(person.orders):
        if number and day > end:
            return
        yield _order(person, min(day, end), dice, big=False)
        day += timedelta(days=dice.whole(3, 14) if newcomer else dice.whole(6, 32))


def _outsiders(dice: Dice) -> Iterator[Order]:
    """People nobody sees in the groups: their orders match no member."""
    names = nicknames()
    for _ in range(1200):  # far past every name a member took
        next(names)
    for number in range(plan.OUTSIDERS):
        person = Person(next(names), "", f"1990009{number:04d}", [])
        for _ in range(dice.whole(1, 7)):
            day = FIRST_ORDER_DAY + timedelta(days=dice.whole(0, (shop.LAST_DAY - FIRST_ORDER_DAY).days))
            order = _order(person, day, dice, big=False)
            order.nick, order.person = person.nick, None
            yield order


def _order(person: Person, day: date, dice: Dice, *, big: bool) -> Order:
    dishes = dice.some(list(shop.DISHES), dice.whole(2, 4) if big else dice.whole(1, 2))
    lines = [(dish, 2 if dice.happens(0.25) else 1) for dish in dishes]
    order = Order(shop.at(day, 12), person.buyer_nick or person.nick, person.phone, person, lines)
    if order.goods >= 100 and dice.happens(0.4):
        order.discount = 20
    if dice.happens(0.2):
        order.shipping = 5
    if dice.happens(0.02):
        order.refund = order.gross if dice.happens(0.5) else shop.DISHES[lines[0][0]]
        order.refund = min(order.refund, order.gross)
    return order


def _hour(day: date, evening_posts: dict[date, datetime], dice: Dice) -> datetime:
    """The slot that works: on days with an evening post a third of the orders follow it within the hour."""
    post = evening_posts.get(day)
    if post is not None and dice.happens(plan.AFTER_EVENING_POST):
        return dice.later(post, 60, 3300)
    hour = dice.weighted((10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21), (4, 12, 9, 4, 2, 2, 4, 9, 11, 7, 4, 3))
    return shop.at(day, hour, dice.whole(0, 59), dice.whole(0, 59))


def _keep_after_join(order: Order) -> None:
    """A newcomer's first order comes after the joining, to the second."""
    joined = order.person.seats[0].joined if order.person else None
    if joined is not None and order.created.date() == joined.date() and order.created <= joined:
        order.created = joined + timedelta(minutes=17, seconds=order.goods % 60)


def _storm_refund(order: Order) -> None:
    if order.created.date() == shop.STORM and 17 <= order.created.hour <= 20:
        order.refund = order.gross


def _never_paid(orders: list[Order], dice: Dice) -> Iterator[Order]:
    """One in twenty-five is closed unpaid: same buyer, a few minutes earlier."""
    for order in orders:
        if dice.happens(0.04):
            yield Order(
                order.created - timedelta(minutes=dice.whole(3, 40)),
                order.nick,
                order.phone,
                order.person,
                order.lines,
                order.discount,
                order.shipping,
                paid=False,
            )
