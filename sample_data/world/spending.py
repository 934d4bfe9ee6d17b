"""Who buys how much: given to people before a single order is written."""

from __future__ import annotations

from datetime import date

from sample_data.world import plan, shop
from sample_data.world.chance import Dice
from sample_data.world.people import Person

LAPSED_FROM = date(2026, 9, 29)
TOP_QUIET_FROM = date(2026, 9, 24)


def give_budgets(people: list[Person]) -> None:
    """Monthly yuan for those who spend much, a count of orders for the rest."""
    dice = Dice("budgets")
    settled = [
        one
        for one in people
        if one.seats[0].joined is None and one.seats[0].left is None and one.chat == shop.BENEFIT and one.nick != "微笑"
    ]
    talkers = [one for one in settled if one.weight > 0.5 and one.quiet_from is None]
    quiet = [one for one in settled if one.weight == 0]
    top = _top(talkers, quiet, dice)
    _high(people, top, dice)
    _normal(people, dice)
    _joiners(people, dice)
    _rename_some(people, dice)


def _top(talkers: list[Person], quiet: list[Person], dice: Dice) -> list[Person]:
    silent = dice.some(quiet, plan.TOP_SILENT_BUYERS)
    others = dice.some(talkers, plan.TOP - len(silent))
    for person in silent[:3]:  # some never spoke, some only stopped
        person.weight, person.quiet_from = 0.6, TOP_QUIET_FROM
    for person in others[: plan.TOP_LAPSED]:
        person.lapsed = True
    for person in silent + others:
        person.monthly = dice.whole(1350, 1900) if person.lapsed else dice.whole(1100, 2100)
        person.notes.add("top")
    return silent + others


def _high(people: list[Person], top: list[Person], dice: Dice) -> None:
    for chat, count in plan.HIGH_SPENDERS.items():
        free = [
            one
            for one in people
            if one.chat == chat
            and one not in top
            and one.seats[0].left is None
            and (one.seats[0].joined is None or one.seats[0].joined.date() < date(2026, 7, 4))
            and one.nick != "微笑"
        ]
        for person in dice.some(free, count):
            person.monthly = dice.whole(545, 800)


def _normal(people: list[Person], dice: Dice) -> None:
    free = [one for one in people if one.chat == shop.BENEFIT and one.seats[0].joined is None and not one.monthly]
    for person in dice.some(free, plan.NORMAL_BUYERS):
        person.orders = dice.whole(1, 7)


def _joiners(people: list[Person], dice: Dice) -> None:
    """Of those who came during the record: the planted leak is who never orders a first time."""
    for chat, share in plan.FIRST_ORDER_SHARE.items():
        came = [
            one
            for one in people
            if one.chat == chat
            and one.seats[0].joined is not None
            and not one.monthly
            and one.seats[0].joined.date() >= shop.FIRST_DAY
        ]
        for person in dice.some(came, round(share * len(came))):
            person.orders = dice.whole(2, 4) if dice.happens(plan.REPEAT_SHARE) else 1


def _rename_some(people: list[Person], dice: Dice) -> None:
    """A few use another name in the mini-programme; only the phone in the customer list ties them."""
    normal = [one for one in people if one.orders and one.seats[0].left is None and one.nick != "微笑"]
    for number, person in enumerate(dice.some(normal, plan.RENAMED_BUYERS)):
        person.buyer_nick = f"微信用户{dice.whole(1000, 9999)}{number}"
        person.notes.add("renamed")
