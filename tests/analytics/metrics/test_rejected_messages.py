"""Messages that do not count: every one with its reason, a text tried on the rules, a person's word over both."""

import pytest

from analytics import Scope
from analytics.metrics import activity, rejected_messages
from analytics.settings import Settings
from tests.analytics.metrics.shops import at, every_day, open_shop

TALK = [
    *every_day("小雨", "2026-06-01", "2026-06-07"), ("阿珍", at("2026-06-02", 10), "收到"), ("阿珍", at("2026-06-03", 10), "[强][强]"),
    ("老陈", at("2026-06-03", 11), "汤"), ("老陈", at("2026-06-04", 11), "打卡"), ("小雨", at("2026-06-05", 10), "好的"),
]


@pytest.fixture
def shop(tmp_path):
    with open_shop(tmp_path, TALK) as opened:
        yield opened


def test_every_message_is_useful_or_has_its_reason(shop):
    """Useful + Σ reasons = all messages; each list is as long as its count."""
    result = rejected_messages.measure(shop)
    assert dict(zip(result.reasons["reason"], result.reasons["messages"], strict=True)) == {
        "": 7, "ack": 2, "emoji_only": 1, "too_short": 1, "participation": 1}
    assert int(result.reasons["messages"].sum()) == result.of == len(TALK)
    for reason in result.reasons["reason"]:
        assert len(rejected_messages.messages(shop, None, reason)) == result.count(reason)


def test_the_period_bounds_the_list(shop):
    """From 3 to 4 June: 3 lines of others and 2 useful ones."""
    scope = Scope(start=at("2026-06-03").date(), end=at("2026-06-04").date())
    assert rejected_messages.measure(shop, scope).of == 5
    assert len(rejected_messages.messages(shop, scope, "ack")) == 0


@pytest.mark.parametrize(("text", "reason"), [
    ("收到", "ack"), ("收到,今天的汤很好喝", None), ("汤", "too_short"), ("好汤", None), ("ab", "too_short"), ("abc", None),
    ("😀👍", "emoji_only"), ("打卡", "participation"), ("https://a.example/x", "link_only")])
def test_a_text_can_be_tried_on_the_rules(shop, text, reason):
    """The rule that would take it out, on both sides of its line."""
    assert rejected_messages.reason_of(shop, text, shop.settings) == reason


def test_a_rule_that_is_being_tried_is_not_stored(shop):
    """“汤真好” counts until it stands in the list of polite words."""
    tried = Settings().changed(effective__ack_words=("汤真好",))
    assert rejected_messages.reason_of(shop, "汤真好", tried) == "ack"
    assert rejected_messages.reason_of(shop, "收到", tried) is None
    assert rejected_messages.reason_of(shop, "汤真好", shop.settings) is None


def test_a_persons_word_wins_until_it_is_taken_back(shop):
    """收到 made useful counts for 阿珍 everywhere; taken back, everything is as before; an import changes nothing of it."""
    before = activity.measure(shop)
    key = rejected_messages.messages(shop, None, "ack").set_index("display_name").loc["阿珍", "message_key"]
    shop.correct("effective", key, "yes")
    after = rejected_messages.measure(shop)
    assert (after.count(""), after.count("ack")) == (8, 1)
    assert activity.measure(shop).rate()["count"] == before.rate()["count"] + 1
    shop.change_settings(shop.settings.changed(effective__too_short_below_characters=1))
    assert rejected_messages.measure(shop).count("ack") == 1
    shop.change_settings(shop.settings.changed(effective__too_short_below_characters=2))
    shop.correct("effective", key, None)
    assert rejected_messages.measure(shop).count("ack") == 2
    assert activity.measure(shop).rates.equals(before.rates)


def test_a_useful_line_can_be_taken_out(shop):
    """“no” gives it the reason manual, and its person is no speaker for it."""
    rows = rejected_messages.messages(shop, None, "")
    for key in rows["message_key"]:
        shop.correct("effective", key, "no")
    assert rejected_messages.measure(shop).count("manual") == 7
    assert activity.measure(shop).rate()["count"] == 0
    assert set(rejected_messages.messages(shop, None, "manual")["decided"]) == {"no"}


def test_hidden_names_hide_the_texts_too(shop):
    """Masked: no name and no word of a member."""
    rows = rejected_messages.messages(shop.masked(), None, "ack")
    assert not set(rows["display_name"]) & {"阿珍", "小雨"}
    assert "收到" not in "".join(rows["text"])
