"""The anniversary's questionnaire: how likely people are to recommend the shop, 0 to 10, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sample_data.world import shop
from sample_data.world.chance import Dice, words
from sample_data.world.people import Person

_SCORES = (0, 2, 3, 4, 5, 6, 7, 8, 9, 10)
_WEIGHTS = (1, 1, 2, 2, 5, 6, 10, 18, 20, 26)


@dataclass(frozen=True)
class Answer:
    """One filled-in form; score None: the question was skipped."""

    sent_at: datetime
    person: Person
    score: int | None
    likes: tuple[str, ...]
    comment: str


def make_answers(people: list[Person]) -> list[Answer]:
    """96 answers of the last two weeks, talkers mostly; four skipped the score."""
    dice = Dice("survey")
    willing = [
        one
        for one in people
        if one.weight > 0.4 and one.seats[0].left is None and one.chat != shop.FLASH and one.nick != "微笑"
    ]
    answers = [_answer(person, number % 24 == 5, dice) for number, person in enumerate(dice.some(willing, 96))]
    return sorted(answers, key=lambda answer: (answer.sent_at, answer.person.wxid))


def _answer(person: Person, skipped: bool, dice: Dice) -> Answer:
    score = dice.weighted(_SCORES, _WEIGHTS)
    mood = "good" if score >= 9 else "plain" if score >= 7 else "bad"
    comment = dice.pick(words("talk")["nps"][mood]) if dice.happens(0.6) else "(空)"
    joined = person.seats[0].joined
    start = max(date(2026, 10, 18), joined.date()) if joined else date(2026, 10, 18)
    day = start + timedelta(days=dice.whole(0, (shop.LAST_DAY - start).days))
    sent_at = shop.at(
        day, 22 if joined and joined.date() == day else dice.whole(9, 22), dice.whole(0, 59), dice.whole(0, 59)
    )
    likes = tuple(dice.some(("出品", "价钱", "服务", "群里的内容", "送餐快"), dice.whole(1, 3)))
    return Answer(sent_at, person, None if skipped else score, likes, comment)
