"""What is true in the story, counted: README.md prints these figures, the tests find them again in the files."""

from __future__ import annotations

from datetime import date, timedelta

from sample_data.world import shop
from sample_data.world.coupons import make_coupons
from sample_data.world.people import Person
from sample_data.world.story import Story
from sample_data.world.survey import make_answers
from sample_data.world.talk import Line

MONTH, WEEK = timedelta(days=30), timedelta(days=7)
# The mailed export of 快闪群 has no system lines.
_UNSEEN = ("join", "remove", "recall", "pat")


def shown_lines(story: Story) -> list[Line]:
    """The lines that some file shows."""
    return [line for line in story.lines if line.chat != shop.FLASH or line.kind not in _UNSEEN]


def silent_buyers(story: Story) -> list[Person]:
    """Top spenders who have not said a word for thirty days, and bought within them."""
    quiet = [one for one in story.top_spenders() if (story.last_words(one) or date.min) <= shop.LAST_DAY - MONTH]
    return [one for one in quiet if (story.last_order(one) or date.min) > shop.LAST_DAY - MONTH]


def stopped_coming(story: Story) -> list[Person]:
    """Top spenders who have not bought for thirty days."""
    return [one for one in story.top_spenders() if (story.last_order(one) or date.min) <= shop.LAST_DAY - MONTH]


def open_questions(story: Story) -> list[Line]:
    """Questions of the last week that nobody of the shop answered."""
    return [line for line in story.lines if line.tag == "question:open" and line.sent_at.date() > shop.LAST_DAY - WEEK]


def complaints(story: Story) -> list[Line]:
    """The lines of the storm."""
    return [line for line in story.lines if line.tag == "complaint"]


def first_orders(story: Story, chat: str) -> tuple[int, int]:
    """Who joined a group at least thirty days before the end, and how many of them ordered within thirty days."""
    first = {id(order.person): order.created for order in reversed(story.orders) if order.net > 0}
    came = [(one, seat.joined) for one in story.people for seat in one.seats if seat.chat == chat]
    matured = [
        (one, joined) for one, joined in came if joined and shop.FIRST_DAY <= joined.date() <= shop.LAST_DAY - MONTH
    ]
    return len(matured), sum(id(one) in first and first[id(one)] <= joined + MONTH for one, joined in matured)


def figures(story: Story) -> dict[str, int]:
    """The figures of README.md."""
    posts, coupons, answers = story.posts_by_kind(), make_coupons(story.people), make_answers(story.people)
    lead, benefit = first_orders(story, shop.LEAD), first_orders(story, shop.BENEFIT)
    return {
        "days": len(shop.DAYS),
        "people_present": len(story.present()),
        "people_ever": len(story.people),
        "chat_lines": len(shown_lines(story)),
        "orders": len(story.orders),
        "orders_unpaid": sum(not order.paid for order in story.orders),
        "top_spenders": len(story.top_spenders()),
        "top_silent_buyers": len(silent_buyers(story)),
        "top_stopped_coming": len(stopped_coming(story)),
        **{f"posts_{kind}": posts[kind] for kind in ("promotion", "knowledge", "fun")},
        "lead_joined_and_matured": lead[0],
        "lead_first_order_in_30_days": lead[1],
        "benefit_joined_and_matured": benefit[0],
        "benefit_first_order_in_30_days": benefit[1],
        **{layer: len(people) for layer, people in story.layers().items()},
        "unanswered_last_week": len(open_questions(story)),
        "complaints_on_the_day": len(complaints(story)),
        "coupons": len(coupons),
        "coupons_redeemed": sum(coupon.redeemed is not None for coupon in coupons),
        "survey_scores": sum(answer.score is not None for answer in answers),
    }
