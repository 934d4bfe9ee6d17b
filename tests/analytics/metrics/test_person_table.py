"""One row a person: who is in which list, on both sides of every line, and that every list is as long as its count."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import Scope
from analytics.metrics import layers, person_line, person_table, today
from analytics.metrics.person_table import LISTS, STANDINGS, TAGS
from tests.analytics.metrics.shops import CHAT, at, every_day, open_shop, paid, roster_file

# The record runs from 1 May to 30 June; 阿珍 keeps it without holes.
RECORD = every_day("阿珍", "2026-05-01", "2026-06-30")
ROSTER = [("阿珍", "2026-01-01", ""), ("小雨", "2026-01-01", ""), ("安静", "2026-01-01", ""), ("老李", "2026-01-01", ""),
          ("断了", "2026-01-01", ""), ("老板", "2026-01-01", "群主"), ("晚到", "2026-06-30", "")]
TALK = [*RECORD, ("小雨", at("2026-06-29"), "今天的汤真的很好喝"), ("安静", at("2026-06-02"), "收到"), ("路人", at("2026-06-20"), "请问几点开门呀今天"),
        ("老板", at("2026-06-20"), "欢迎大家常来我们店里坐坐")]
ORDERS = [paid(1, "老李", "2026-05-20", "60"), paid(2, "老李", "2026-06-20", "80"), paid(3, "断了", "2026-04-01", "50"),
          paid(4, "断了", "2026-04-15", "50"), paid(5, "外人", "2026-06-10", "30"), paid(6, "外人", "2026-06-30", "30")]


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """Everybody of this file: members, a talker on no list, a buyer outside, the owner."""
    with open_shop(tmp_path_factory.mktemp("everybody"), TALK, ROSTER, ORDERS) as workspace:
        yield workspace


@pytest.fixture(scope="module")
def result(shop):
    """The table of that shop."""
    return person_table.measure(shop)


def names(result, name):
    """Who stands in a list."""
    return set(result.people(name)["display_name"])


def test_everybody_stands_here_once_and_the_shops_people_do_not(result):
    """Members, who spoke without a place on the list, who only bought; each in one standing."""
    standing = dict(zip(result.rows["display_name"], result.rows["standing"], strict=True))
    assert standing == {"阿珍": "member", "小雨": "member", "安静": "member", "老李": "member", "断了": "member",
                        "晚到": "member", "路人": "seen", "外人": "buyer"}
    assert result.rows["person_id"].is_unique
    assert set(result.rows["standing"]) <= set(STANDINGS)
    assert set(result.rows["tag"]) <= set(TAGS)


def test_who_stands_on_one_whole_list_and_not_on_the_next_has_left(tmp_path):
    """Nobody noted the leave; who came by a later line is there, who talks after the second list too; a guest was never in."""
    first, second = [("阿珍", "", ""), ("走了", "", ""), ("还在说", "", "")], [("阿珍", "", "")]
    talk = [*RECORD, ("还在说", at("2026-06-25"), "今天的汤真的很好喝"), ("走了", at("2026-05-20"), "今天的汤真的很好喝"), ("路人", at("2026-06-20"), TALK[-2][2])]
    with open_shop(tmp_path, talk) as ws:
        for people, day in ((first, "2026-05-01"), (second, "2026-06-15")):
            ws.import_file(roster_file(tmp_path, people, name=f"名单{day}.csv"), chat=CHAT, seen_on=date.fromisoformat(day), whole_roster=True)
        rows = person_table.measure(ws).rows
        gone = {name: person_line.measure(ws, person_id=one).events.query("kind == 'gone'")["happened_at"].dt.date.tolist()
                for one, name in zip(rows["person_id"], rows["display_name"], strict=True)}
    assert gone == {"阿珍": [], "走了": [date(2026, 6, 15)], "还在说": [], "路人": []}
    assert dict(zip(rows["display_name"], rows["standing"], strict=True)) == {
        "阿珍": "member", "走了": "left", "还在说": "member", "路人": "seen"}


def test_never_spoke_needs_a_list_a_record_and_no_useful_word(result):
    """收到 is no useful word; who came on the last day counts too; who is on no list does not."""
    assert names(result, "never_spoke") == {"安静", "老李", "断了", "晚到"}
    assert result.counts.set_index("list")["of"]["never_spoke"] == 6


def test_bought_and_quiet_or_bought_and_still_buying(result):
    """Both are silent in the group; the orders' own last day tells them apart."""
    assert names(result, "bought_silent") == {"断了"}
    assert names(result, "buys_silently") == {"老李"}


@pytest.mark.parametrize(("day", "quiet"), [("2026-05-31", True), ("2026-06-01", False)])
def test_thirty_days_without_an_order_are_quiet_and_twenty_nine_are_not(tmp_path, day, quiet):
    """30 June is the orders' last day."""
    orders = [paid(1, "老李", day, "60"), paid(2, "外人", "2026-06-30", "9")]
    with open_shop(tmp_path, TALK, ROSTER, orders) as shop:
        result = person_table.measure(shop)
    assert ("老李" in names(result, "bought_silent")) is quiet
    assert ("老李" in names(result, "buys_silently")) is not quiet


def test_orders_that_end_early_are_held_against_their_own_end(tmp_path):
    """The chat goes on for a month after the sheet stops; nobody is called quiet for that."""
    orders = [paid(1, "老李", "2026-05-10", "60"), paid(2, "外人", "2026-05-30", "9")]
    with open_shop(tmp_path, TALK, ROSTER, orders) as shop:
        result = person_table.measure(shop)
        still = layers.measure(shop).members.set_index("display_name")["still_buying"]
    assert names(result, "bought_silent") == set()
    assert names(result, "buys_silently") == {"老李"}
    assert bool(still["老李"])


def test_money_is_net_and_lately_is_ninety_days(tmp_path):
    """Refunds come off, closed orders never count; the 90th day back is in, the 91st is out."""
    orders = [paid(1, "老李", "2026-04-01", "10"), paid(2, "老李", "2026-04-02", "20"), paid(3, "老李", "2026-06-30", "100", "40"),
              paid(4, "老李", "2026-06-30", "500", status="交易关闭")]
    with open_shop(tmp_path, TALK, ROSTER, orders) as shop:
        row = person_table.measure(shop).rows.set_index("display_name").loc["老李"]
    assert (row["spend"], row["spend_lately"], row["orders"]) == (90, 80, 3)


def test_lost_regulars_are_those_of_the_first_screen_out_of_as_many(shop, result):
    """The same people, and the same regulars they are counted among, as on the card of the first screen."""
    first = today.measure(shop)
    card, row = first.numbers.set_index("key").loc["regular_gone"], result.counts.set_index("list").loc["regular_gone"]
    assert (row["count"], row["of"]) == (card["count"], card["of"]) == (1, 3)
    assert set(result.people("regular_gone")["person_id"]) == set(first.people("regular_gone")["person_id"])


def test_lists_that_cannot_be_made_say_why(tmp_path):
    """Orders alone know nobody silent; a chat alone knows neither buyers nor who never spoke."""
    with open_shop(tmp_path, orders=ORDERS) as shop:
        bought = person_table.measure(shop).counts.set_index("list")
    assert bought["why"]["bought_silent"] == bought["why"]["never_spoke"] == "chat"
    assert pd.isna(bought["count"]["never_spoke"])
    with open_shop(tmp_path, TALK) as shop:
        talked = person_table.measure(shop)
    why = talked.counts.set_index("list")["why"]
    assert (why["never_spoke"], why["regular_gone"]) == ("list", "orders")
    assert talked.count("never_spoke") is None
    assert talked.count("everybody") == len(talked.rows)


def test_a_chosen_group_leaves_out_who_only_bought(shop):
    """With every group chosen the buyers outside stand here; with one group they do not."""
    chat = next(iter(shop.chat_words()))
    assert "外人" not in names(person_table.measure(shop, Scope(chats=(chat,))), "everybody")


@settings(max_examples=12, deadline=None)
@given(st.dates(date(2026, 5, 5), date(2026, 6, 30)))
def test_every_list_is_as_long_as_its_count_on_any_day(shop, day):
    """k ≤ n, shares inside their interval, tags and standings partition everybody, labels agree with the layers view."""
    scope = Scope(as_of=day)
    result, layered = person_table.measure(shop, scope), layers.measure(shop, scope)
    for row in result.counts[result.counts["why"].isna()].to_dict("records"):
        assert len(result.people(row["list"])) == row["count"] <= row["of"]
        assert not row["of"] or row["low"] <= row["share"] <= row["high"]
    assert set(result.counts["list"]) == set(LISTS)
    for name, label in (("big_spenders", "high_spend"), ("talkers", "high_interaction"), ("new", "new"), ("silent", "silent")):
        if result.count(name) is not None:
            assert result.count(name) == (layered.count(label) or 0)
    assert result.rows["tag"].notna().all()


def test_hidden_names_stay_hidden(shop):
    """Through the masking door only pseudonyms come out."""
    shown = person_table.measure(shop.masked()).rows["display_name"]
    assert shown.str.startswith("客人").all()
