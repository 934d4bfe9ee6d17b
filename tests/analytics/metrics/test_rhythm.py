"""Hours of the week by a shop worked by hand: who talks, what is posted, free and quiet hours, the edges of each slot."""

from datetime import date, datetime, timedelta

import pandas as pd
import pytest

from analytics import Scope, Workspace
from analytics.metrics import rhythm, slots
from analytics.settings import Settings
from tests.analytics.metrics.shops import CHAT, TALK, chat_file, order_file, roster_file

MONDAY = date(2026, 6, 1)
SHOP = "店长"


def moment(day, hour, minute=0):
    """`day` days after Monday 1 June."""
    return datetime.combine(MONDAY + timedelta(days=day), datetime.min.time()) + timedelta(hours=hour, minutes=minute)


@pytest.fixture(scope="module")
def ws(tmp_path_factory):
    """Four weeks. Mondays at 21: three people; Tuesdays at 21: one. The shop posts Mondays at 20:00 and once at noon."""
    folder = tmp_path_factory.mktemp("rhythm")
    talk = [(who, moment(7 * week, 21, n), f"{TALK}{week}{n}") for week in range(4) for n, who in enumerate(("甲", "乙", "丙"))]
    talk += [("甲", moment(7 * week + 1, 21), f"{TALK}二{week}") for week in range(4)]
    talk += [("丁", moment(day, 10), f"{TALK}早{day}") for day in range(28)]
    talk += [(SHOP, moment(7 * week, 20), "今晚秒杀!猪肚鸡只要 9.9 元,限时抢购,拼团下单") for week in range(4)]
    talk += [("甲", moment(0, 20, 30), f"{TALK}回一句"), ("乙", moment(0, 20, 30), "收到"), ("乙", moment(0, 20, 59), f"{TALK}再回")]
    orders = [("E1", "甲", moment(0, 20, 15), "30", "0", "交易完成"), ("E2", "乙", moment(7, 20, 15), "30", "30", "交易完成"),
              ("E3", "丁", moment(1, 9), "40", "0", "交易完成")]
    with Workspace.open() as shop:
        shop.import_file(chat_file(folder, talk), chat=CHAT)
        shop.import_file(roster_file(folder, [(who, "2026-05-01", "运营" if who == SHOP else "") for who in ("甲", "乙", "丙", "丁", SHOP)]),
                         chat=CHAT, whole_roster=True)
        shop.import_file(order_file(folder, orders))
        yield shop


def test_talk_is_people_a_recorded_day_of_that_weekday(ws):
    """Three people on each of four Mondays: 3 a day, 3 different, 12 messages; the shop's own people count nowhere."""
    result = rhythm.measure(ws)
    at = result.cell(1, 21)
    assert (at["talk"], at["people"], at["messages"], at["days"]) == (3.0, 3, 12, 4)
    # On one of four Mondays two people spoke in the hour; 收到 is nothing useful.
    assert result.cell(1, 20)["talk"] == 0.5
    assert result.cell(3, 21)["talk"] == 0
    assert (result.liveliest()["weekday"], result.liveliest()["hour"]) == (1, 21)


def test_every_hour_opens_its_people_posts_and_orders(ws):
    """Lists are as long as their numbers, in every hour of the week."""
    result = rhythm.measure(ws)
    for row in result.cells[(result.cells[["people", "posts", "orders"]] > 0).any(axis=1)].to_dict("records"):
        at = {"weekday": row["weekday"], "hour": row["hour"]}
        assert len(rhythm.people(ws, **at)) == row["people"]
        assert len(result.posts_at(**at)) == row["posts"]
        assert len(result.orders_at(**at)) == row["orders"]
    assert set(rhythm.people(ws, weekday=1, hour=21)["display_name"]) == {"甲", "乙", "丙"}


def test_a_refunded_order_is_none(ws):
    """Of the two Monday orders at eight one was paid back whole."""
    result = rhythm.measure(ws)
    assert result.cell(1, 20)["orders"] == 1
    assert result.orders["cents"].tolist() == [3000, 4000]


def test_reactions_are_useful_words_within_the_hour(ws):
    """30 minutes after: a useful line and 收到; 59 and 60 minutes: one each. Three reactions by two people."""
    post = rhythm.measure(ws).posts_at(1, 20).iloc[-1]
    assert (post["interactions"], post["interactors"], post["active"]) == (3, 2, 2)


@pytest.mark.parametrize(("minute", "expected"), [(60, 1), (61, 0)])
def test_the_hour_after_a_post_ends_with_its_sixtieth_minute(tmp_path, minute, expected):
    """60 minutes belong to it, 61 do not; the next post ends it before that."""
    lines = [(SHOP, moment(0, 12), "今晚秒杀!猪肚鸡只要 9.9 元,限时抢购"), ("甲", moment(0, 12, minute), TALK)]
    with Workspace.open() as shop:
        shop.import_file(chat_file(tmp_path, [*lines, ("乙", moment(1, 22), TALK)]), chat=CHAT)
        shop.import_file(roster_file(tmp_path, [(SHOP, "2026-05-01", "运营"), ("甲", "2026-05-01", "")]), chat=CHAT)
        post = rhythm.measure(shop).posts.iloc[0]
    assert post["interactions"] == expected


def test_free_hours_are_where_people_talk_and_nothing_is_posted(ws):
    """Monday 20 has a post each week and is not free; Monday 21 is; the surest comes first."""
    result = rhythm.measure(ws)
    free = {(row["weekday"], row["hour"]): row for row in result.free.to_dict("records")}
    assert (1, 20) not in free
    assert (free[1, 21]["talk"], free[1, 21]["low"], free[1, 21]["high"]) == (3.0, 3.0, 3.0)
    assert result.free["low"].is_monotonic_decreasing


def cells_with(posts, days=4):
    """A free-hour table where one hour has so many posts on so many days."""
    days_frame = pd.DataFrame({"day": [moment(7 * week, 0) for week in range(days)], "chats": 1})
    talk = [(moment(7 * week, 0).date(), 1, 21, 2, 2) for week in range(days)] + [(None, 1, 21, 2, 2 * days)]
    sent = [moment(7 * (n % days), 21, n + 1) for n in range(posts)]
    posted = rhythm._with_cell(pd.DataFrame({"post_id": [str(at) for at in sent], "posted_at": pd.Series(sent, dtype="datetime64[us]"),
                                             "active": 1, "interactions": 1}), "posted_at")
    none = pd.DataFrame({"order_id": pd.Series(dtype="str"), "paid_at": pd.Series(dtype="datetime64[us]")})
    frame = pd.DataFrame(talk, columns=["day", "weekday", "hour", "people", "messages"])
    return rhythm.table(frame, days_frame, posted, none, MONDAY, Settings())


def test_a_post_in_four_days_is_free_two_are_not():
    """At most a quarter of the recorded days: 1 of 4 is, 2 of 4 is not; three days are too few to say."""
    assert len(cells_with(1).free) == 1
    assert len(cells_with(2).free) == 0
    assert len(cells_with(0, days=3).free) == 0


def test_quiet_is_below_a_quarter_of_the_mean_hour():
    """Of 24 hours one talks: the mean is 2/24 a day; every silent hour is quiet, the talking one is not."""
    hours = cells_with(0).hours
    assert hours["quiet"].sum() == 23
    assert not hours.set_index("hour")["quiet"][21]


def test_a_chosen_week_counts_that_week_only(ws):
    """One Monday: 3 people, one day."""
    at = rhythm.measure(ws, Scope(start=MONDAY, end=MONDAY + timedelta(days=6))).cell(1, 21)
    assert (at["talk"], at["days"], at["messages"]) == (3.0, 1, 3)


# ---- the four slots

def window(name):
    """One of the four."""
    return next(one for one in slots.windows(Settings()) if one.slot == name)


@pytest.mark.parametrize(("slot", "clock", "inside"), [
    ("morning", "2026-06-01 06:59:59", False), ("morning", "2026-06-01 07:00:00", True), ("morning", "2026-06-01 09:00:59", True),
    ("morning", "2026-06-01 09:01:00", False), ("noon", "2026-06-01 11:59:00", False), ("noon", "2026-06-01 13:30:00", True),
    ("noon", "2026-06-01 13:31:00", False), ("evening", "2026-06-01 19:59:00", False), ("evening", "2026-06-01 21:00:00", True),
    ("evening", "2026-06-01 21:01:00", False), ("presale", "2026-06-05 14:59:00", False), ("presale", "2026-06-05 15:00:00", True),
    ("presale", "2026-06-05 16:01:00", False), ("presale", "2026-06-04 15:00:00", False)])
def test_both_ends_belong_to_a_slot(slot, clock, inside):
    """To the minute; the presale only on Fridays."""
    assert bool(window(slot).holds(pd.Series([pd.Timestamp(clock)]))[0]) is inside


def posted(*rows):
    """Posts of (moment, category, interactions)."""
    frame = pd.DataFrame(rows, columns=["posted_at", "category", "interactions"]).assign(chat_id="c", text="", active=0)
    frame["posted_at"] = pd.to_datetime(frame["posted_at"])
    return rhythm._with_cell(frame.assign(post_id=[str(n) for n in range(len(frame))]), "posted_at")


def recorded(days):
    """So many recorded days from Monday 1 June."""
    return pd.DataFrame({"day": [MONDAY + timedelta(days=n) for n in range(days)]})


def test_a_slot_is_kept_on_a_day_with_a_post_of_its_kind():
    """Two right ones on one day count once; the wrong kind is seen but does not count; seven days, seven times due."""
    posts = posted(("2026-06-01 20:10", "promotion", 4), ("2026-06-01 20:40", "promotion", 6), ("2026-06-02 20:10", "fun", 9))
    result = slots.table(posts, recorded(7), 0, MONDAY, Settings())
    row = result.slots.set_index("slot").loc["evening"]
    assert (row["count"], row["of"], row["any_kind"], row["posts"], row["interactions"]) == (1, 7, 2, 2, 5.0)
    assert len(result.posts_in("evening", right=True)) == row["posts"]
    assert len(result.posts_in("evening")) == 3


def test_a_week_has_one_friday():
    """Due once in seven recorded days, never on days that are not on record."""
    row = slots.table(posted(), recorded(7), 0, MONDAY, Settings()).slots.set_index("slot")
    assert row.loc["presale", "of"] == 1
    assert slots.table(posted(), recorded(4), 0, MONDAY, Settings()).slots.set_index("slot").loc["presale", "of"] == 0


def test_a_slot_is_held_against_the_same_kind_and_weekday():
    """Promotion on Mondays: 8 inside, 4 outside; fun and Tuesdays do not mix in."""
    posts = posted(("2026-06-01 20:10", "promotion", 8), ("2026-06-08 10:00", "promotion", 4), ("2026-06-02 10:00", "promotion", 1),
                   ("2026-06-01 11:00", "fun", 50))
    found = slots.effect(posts, window("evening"))
    assert (found.ratio, found.inside, found.outside) == (2.0, 1, 1)


def test_orders_go_to_the_slot_of_their_last_post():
    """Two posts in the evening had 3 and 1 of 10 orders as last post; one of another kind gives its slot nothing."""
    posts = posted(("2026-06-01 20:10", "promotion", 4), ("2026-06-02 20:40", "promotion", 6), ("2026-06-03 20:10", "fun", 9))
    kept = slots.table(posts, recorded(7), 0, MONDAY, Settings())
    touched = pd.DataFrame({"post_id": ["0", "1", "2"], "last": [3.0, 1.0, 5.0]})
    row = slots.credited(kept, touched, 10).set_index("slot").loc["evening"]
    assert (row["orders"], row["of"], row["share"]) == (4.0, 10, 0.4)
    assert slots.credited(kept, touched.iloc[:0], 0)["share"].isna().all()


def test_orders_without_a_number_are_orders_of_their_own(tmp_path):
    """A sheet that only says who, when and how much: two orders stay two, in their hours."""
    sheet = tmp_path / "订单.csv"
    sheet.write_text("买家昵称,付款时间,实付金额\n甲,2026-06-01 09:10:00,30\n乙,2026-06-02 21:00:00,40\n", encoding="utf-8-sig")
    with Workspace.open() as shop:
        shop.import_file(sheet)
        result = rhythm.measure(shop)
    assert [(row["weekday"], row["hour"]) for row in result.orders.to_dict("records")] == [(1, 9), (2, 21)]
    assert (result.cell(1, 9)["orders"], result.cell(2, 21)["orders"]) == (1, 1)


def test_an_order_on_the_last_day_at_the_shop_is_not_a_members_and_one_the_day_after_is(tmp_path):
    """METRICS 5.3: roles at the time of the order, in the chosen groups; who left the shop may become a customer."""
    orders = [("E1", SHOP, moment(0, 23, 59), "30", "0", "交易完成"), ("E2", SHOP, moment(1, 0, 0), "40", "0", "交易完成")]
    with Workspace.open() as shop:
        for chat in (CHAT, "邻居群"):
            shop.import_file(chat_file(tmp_path, [(SHOP, moment(day, 21), f"{TALK}{chat}{day}") for day in (0, 1)], name=f"{chat}.csv"), chat=chat)
        shop.import_file(order_file(tmp_path, orders))
        theirs = sorted(int(one) for one in shop.table("aliases")["person_id"].unique())
        shop.decide_identities([(theirs[0], other) for other in theirs[1:]], "same")
        person, groups = int(shop.table("people")["person_id"].iloc[0]), {name: chat for chat, name in shop.chat_words().items()}
        shop.decide_role(groups[CHAT], person, "运营")

        def found(scope=None):
            return rhythm.measure(shop, scope).orders["paid_at"].dt.day.tolist()

        assert found() == []
        assert found(Scope(include_staff=True)) == found(Scope(chats=(groups["邻居群"],))) == [1, 2]
        shop.staff_until(person, MONDAY)
        assert found() == [2]
