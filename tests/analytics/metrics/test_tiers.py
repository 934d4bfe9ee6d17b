"""Tiers: every bar on both sides, reviews, refunds, grace, gaps; and the replay against a slow one, person by person."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import Scope
from analytics.metrics import tier_preview, tier_reviews, tiers
from analytics.metrics.tier_money import Ledger
from analytics.metrics.tier_rules import BRONZE, GOLD, SILVER, Rules, replay
from analytics.settings import Settings
from tests.analytics.metrics.shops import every_day, open_shop, paid
from tests.analytics.storing.drafting import keep, moment, order

EPOCH = date(1970, 1, 1)


def shop_with(folder, orders, roster=(("甲", "2026-01-01", ""),), until="2026-12-31"):
    """Orders of 2026 that cover the year: somebody else buys for one yuan on its first and on its last day."""
    frame = [paid(9000, "路人", "2026-01-01", "1"), paid(9001, "路人", until, "1")]
    return open_shop(folder, roster=roster, orders=[*orders, *frame])


def tier_of(result, who="甲"):
    """One person's tier."""
    return result.members.set_index("display_name").loc[who, "tier"]


def moves(result, who="甲"):
    """One person's log: (day, from, to, rule)."""
    rows = result.log[result.log["display_name"] == who]
    return [(f"{row.day:%Y-%m-%d}", row.from_tier, row.to_tier, row.rule) for row in rows.itertuples()]


# ---- the bars

@pytest.mark.parametrize(("second", "silver"), [("199.99", False), ("200", True)])
def test_silver_comes_on_the_day_the_month_reaches_300(tmp_path, second, silver):
    """满300: exactly 300 in one calendar month is enough, a cent less is not; the day is that of the second order."""
    with shop_with(tmp_path, [paid(1, "甲", "2026-05-02", "100"), paid(2, "甲", "2026-05-20", second)]) as shop:
        result = tiers.measure(shop, Scope(as_of=date(2026, 5, 31)))
    assert moves(result) == ([("2026-05-20", "bronze", "silver", "silver_month")] if silver else [])
    assert tier_of(result) == ("silver" if silver else "bronze")


def test_two_months_do_not_make_one(tmp_path):
    """150 on the last of May and 150 on the first of June: no month has 300."""
    with shop_with(tmp_path, [paid(1, "甲", "2026-05-31", "150"), paid(2, "甲", "2026-06-01", "150")]) as shop:
        assert moves(tiers.measure(shop)) == []


@pytest.mark.parametrize(("last", "gold"), [("200", False), ("200.01", True)])
def test_gold_asks_for_more_than_2000_in_all(tmp_path, last, gold):
    """Exactly 2000 is not more than 2000."""
    orders = [paid(n, "甲", f"2026-{n:02d}-10", "200") for n in range(1, 10)]
    with shop_with(tmp_path, [*orders, paid(10, "甲", "2026-10-10", last)]) as shop:
        result = tiers.measure(shop, Scope(as_of=date(2026, 11, 30)))
    assert moves(result) == ([("2026-10-10", "bronze", "gold", "gold_lifetime")] if gold else [])


def test_one_big_order_goes_straight_to_gold(tmp_path):
    """Both bars on one day are one move, with the money as its evidence."""
    with shop_with(tmp_path, [paid(1, "甲", "2026-05-02", "2000.01")]) as shop:
        result = tiers.measure(shop, Scope(as_of=date(2026, 5, 31)))
    assert moves(result) == [("2026-05-02", "bronze", "gold", "gold_lifetime")]
    assert result.log.iloc[0][["amount", "needed"]].tolist() == [2000.01, 2000]


# ---- reviews

@pytest.mark.parametrize(("june", "kept"), [("299.99", False), ("300", True)])
def test_silver_is_kept_by_a_quarter_of_900(tmp_path, june, kept):
    """Average of the quarter: 600 in April, nothing in May, 300 in June is enough; a cent less falls on 30 June."""
    with shop_with(tmp_path, [paid(1, "甲", "2026-04-10", "600"), paid(2, "甲", "2026-06-10", june)]) as shop:
        result = tiers.measure(shop, Scope(as_of=date(2026, 7, 10)))
    fall = [] if kept else [("2026-06-30", "silver", "bronze", "silver_review")]
    assert moves(result) == [("2026-04-10", "bronze", "silver", "silver_month"), *fall]


@pytest.mark.parametrize(("rule", "kept"), [("average", False), ("any", True), ("every", False)])
def test_a_quarter_can_be_reviewed_in_three_ways(tmp_path, rule, kept):
    """300 in one month and nothing else: enough for any, not for the average, not for every month."""
    with shop_with(tmp_path, [paid(1, "甲", "2026-04-10", "300")]) as shop:
        own = shop.settings.changed(tiers__silver_review=rule)
        assert tier_of(tiers.measure(shop, Scope(as_of=date(2026, 7, 1)), own)) == ("silver" if kept else "dormant")


def test_a_refund_does_not_take_the_tier_away_before_the_review(tmp_path):
    """Promoted in May by 900, returned in June: silver until 30 June, bronze from then on."""
    with open_shop(tmp_path, roster=[("甲", "2026-01-01", "")]) as shop:
        keep(shop, tmp_path, [
            order("E1", "甲", "2026-05-20 12:00:00", "900", refund="900", status="refunded", updated_at=moment("2026-06-05 10:00")),
            order("E0", "路人", "2026-01-01 12:00:00", "1"), order("E9", "路人", "2026-12-31 21:00:00", "1")])
        assert tier_of(tiers.measure(shop, Scope(as_of=date(2026, 6, 29)))) == "silver"
        after = tiers.measure(shop, Scope(as_of=date(2026, 6, 30)))
    assert moves(after) == [("2026-05-20", "bronze", "silver", "silver_month"), ("2026-06-30", "silver", "bronze", "silver_review")]


def test_a_partly_returned_order_counts_whole_until_it_is_returned(tmp_path):
    """900 in May of which 300 come back in June: silver in May; 600 in the quarter is too little at its end."""
    with open_shop(tmp_path) as shop:
        keep(shop, tmp_path, [
            order("E1", "甲", "2026-05-20 12:00:00", "900", refund="300", status="partially_refunded", updated_at=moment("2026-06-05 10:00")),
            order("E0", "路人", "2026-01-01 12:00:00", "1"), order("E9", "路人", "2026-12-31 21:00:00", "1")])
        assert tier_of(tiers.measure(shop, Scope(as_of=date(2026, 6, 29)))) == "silver"
        result = tiers.measure(shop, Scope(as_of=date(2026, 7, 1)))
    assert moves(result) == [("2026-05-20", "bronze", "silver", "silver_month"), ("2026-06-30", "silver", "bronze", "silver_review")]
    assert result.log.iloc[-1][["amount", "needed"]].tolist() == [600, 900]


def test_a_refund_without_a_day_counts_from_the_day_of_paying(tmp_path):
    """Nobody knows when 100 of the 350 came back: the month holds 250 and never was silver."""
    with shop_with(tmp_path, [paid(1, "甲", "2026-05-20", "350", refund="100", status="部分退款")]) as shop:
        assert moves(tiers.measure(shop)) == []


@pytest.mark.parametrize(("this_year", "kept"), [("2000", False), ("2000.01", True)])
def test_gold_is_reviewed_at_the_years_end_on_twelve_months(tmp_path, this_year, kept):
    """Gold by last year's 3000; this year's money decides on 31 December, and exactly 2000 is too little."""
    orders = [paid(9000, "路人", "2025-01-01", "1"), paid(9001, "路人", "2027-01-31", "1"),
              paid(1, "甲", "2025-12-20", "3000"), paid(2, "甲", "2026-02-03", this_year)]
    with open_shop(tmp_path, roster=[("甲", "2025-01-01", "")], orders=orders) as shop:
        result = tiers.measure(shop)
        everlasting = tiers.measure(shop, settings=shop.settings.changed(tiers__gold_review="lifetime"))
    assert tier_of(result) == ("gold" if kept else "dormant")
    assert moves(result)[1:] == ([] if kept else [("2026-12-31", "gold", "bronze", "gold_review")])
    assert tier_of(everlasting) == "gold"


def test_gold_falls_to_silver_where_the_last_quarter_is_worth_it(tmp_path):
    """Fall to the tier the rules then give: 900 in the last quarter is silver; gold again only by 2000 more."""
    orders = [paid(9000, "路人", "2025-01-01", "1"), paid(9001, "路人", "2027-03-31", "1"),
              paid(1, "甲", "2025-12-20", "3000"), paid(2, "甲", "2026-11-03", "900"), paid(3, "甲", "2027-01-10", "1000"),
              paid(4, "甲", "2027-02-10", "1000.01")]
    with open_shop(tmp_path, roster=[("甲", "2025-01-01", "")], orders=orders) as shop:
        result = tiers.measure(shop)
    assert moves(result) == [("2025-12-20", "bronze", "gold", "gold_lifetime"), ("2026-12-31", "gold", "silver", "gold_review"),
                             ("2027-02-10", "silver", "gold", "gold_lifetime")]


def test_grace_warns_once_before_it_takes_away(tmp_path):
    """One failed review in a row is forgiven: warned on 30 June, down on 30 September."""
    with shop_with(tmp_path, [paid(1, "甲", "2026-04-10", "300")]) as shop:
        result = tiers.measure(shop, settings=shop.settings.changed(tiers__grace_until_reviews=1))
    assert moves(result)[1:] == [("2026-06-30", "silver", "silver", "silver_warning"), ("2026-09-30", "silver", "bronze", "silver_review")]
    assert result.reviews.set_index(["day", "tier"]).loc[(date(2026, 6, 30), "silver"), ["reviewed", "warned", "fell"]].tolist() == [1, 1, 0]


@pytest.mark.parametrize(("as_of", "tier", "warnings", "falls_on", "move"), [
    ("2026-06-28", "silver", 0, "2026-09-30", "warned"), ("2026-06-29", "silver", 0, "2026-09-30", "warned"),
    ("2026-06-30", "silver", 1, "2026-09-30", "warned"), ("2026-07-01", "silver", 1, "2026-09-30", "down"),
    ("2026-09-29", "silver", 1, "2026-09-30", "down"), ("2026-09-30", "bronze", 0, None, "stay")])
def test_grace_says_until_when_the_tier_is_kept(tmp_path, as_of, tier, warnings, falls_on, move):
    """300 in April and one review forgiven: safe until 30 September, on both sides of both reviews. On the day of a review it is
    not held a second time."""
    with shop_with(tmp_path, [paid(1, "甲", "2026-04-10", "300")]) as shop:
        result = tiers.measure(shop, Scope(as_of=date.fromisoformat(as_of)), shop.settings.changed(tiers__grace_until_reviews=1))
    row = result.members.set_index("display_name").loc["甲"]
    assert (row["tier"], row["warnings"], written(row["falls_on"])) == ("dormant" if tier == "bronze" else tier, warnings, falls_on)
    assert result.preview.set_index("display_name").loc["甲", "move"] == move


def written(day):
    """A day as it is written, None for none."""
    return None if pd.isna(day) else f"{day:%Y-%m-%d}"


def test_a_month_closed_by_its_last_days_is_reviewed_once(tmp_path):
    """Orders end on 29 June, which closes June: warned by its review, whose next is September's; a try on the 29th warns again
    nobody."""
    with shop_with(tmp_path, [paid(1, "甲", "2026-04-10", "300")], until="2026-06-29") as shop:
        result = tiers.measure(shop, settings=shop.settings.changed(tiers__grace_until_reviews=1))
    row = result.members.set_index("display_name").loc["甲"]
    assert (result.until, row["warnings"], f"{row['review_on']:%Y-%m-%d}") == (date(2026, 6, 29), 1, "2026-09-30")
    assert result.preview.set_index("display_name").loc["甲", "move"] == "warned"


def test_gold_is_kept_until_the_last_year_that_grace_allows(tmp_path):
    """Silver counts quarters' ends, gold years' ends."""
    with shop_with(tmp_path, [paid(1, "甲", "2026-04-10", "2500"), paid(2, "乙", "2026-04-10", "300")], until="2026-05-15") as shop:
        result = tiers.measure(shop, settings=shop.settings.changed(tiers__grace_until_reviews=2))
    falls = result.members.set_index("display_name")["falls_on"]
    assert (f"{falls['甲']:%Y-%m-%d}", f"{falls['乙']:%Y-%m-%d}") == ("2028-12-31", "2026-12-31")


def test_a_quarter_that_orders_do_not_cover_is_not_reviewed(tmp_path):
    """Orders from 20 May on: the second quarter cannot be reviewed, the tier stays, and that is said."""
    orders = [paid(1, "甲", "2026-05-21", "400"), paid(2, "路人", "2026-05-20", "1"), paid(3, "路人", "2026-07-31", "1")]
    with open_shop(tmp_path, roster=[("甲", "2026-01-01", "")], orders=orders) as shop:
        result = tiers.measure(shop)
    assert tier_of(result) == "silver"
    assert result.coverage["unreviewed"] == [(date(2026, 6, 30), "silver")]
    assert not result.reviews["known"].any()


def test_a_year_that_orders_do_not_cover_leaves_gold_alone(tmp_path):
    """Orders from March on say nothing about twelve months."""
    orders = [paid(1, "甲", "2026-03-05", "3000"), paid(2, "路人", "2026-03-01", "1"), paid(3, "路人", "2027-01-31", "1")]
    with open_shop(tmp_path, roster=[("甲", "2026-01-01", "")], orders=orders) as shop:
        assert tier_of(tiers.measure(shop)) == "gold"


# ---- asleep, unknown, nobody

@pytest.mark.parametrize(("as_of", "tier"), [(date(2026, 6, 30), "bronze"), (date(2026, 7, 1), "dormant")])
def test_bronze_sleeps_after_30_days_without_an_order(tmp_path, as_of, tier):
    """Bought on 1 June: 29 days later still awake, 30 days later asleep, and still a member."""
    with shop_with(tmp_path, [paid(1, "甲", "2026-06-01", "10")]) as shop:
        assert tier_of(tiers.measure(shop, Scope(as_of=as_of))) == tier


@pytest.mark.parametrize(("joined", "tier"), [("2026-12-02", "bronze"), ("2026-12-01", "dormant")])
def test_who_never_bought_sleeps_30_days_after_joining(tmp_path, joined, tier):
    """注册即得: bronze from the day of joining, even without an order."""
    with shop_with(tmp_path, [], [("甲", joined, ""), ("路人", "2026-01-01", "")]) as shop:
        assert tier_of(tiers.measure(shop)) == tier


def test_silver_never_sleeps(tmp_path):
    """Only bronze is put to sleep: silver of 1 July is silver on 15 August, without an order since."""
    with shop_with(tmp_path, [paid(1, "甲", "2026-07-01", "300")]) as shop:
        assert tier_of(tiers.measure(shop, Scope(as_of=date(2026, 8, 15)))) == "silver"


def test_without_orders_no_tier_is_told(tmp_path):
    """A chat and a list know members, not tiers."""
    with open_shop(tmp_path, every_day("甲", "2026-06-01", "2026-06-30"), [("甲", "2026-01-01", ""), ("乙", "2026-01-01", "")]) as shop:
        result = tiers.measure(shop)
    assert result.count("unknown") == 2
    assert result.until is None
    assert result.preview.empty
    assert result.near.empty


def test_buyers_outside_the_groups_are_members_too_and_staff_is_not(tmp_path):
    """注册即得: who buys is a member; the shop's own people are in no tier; a group alone leaves the others out."""
    roster = [("甲", "2026-01-01", ""), ("店长", "2026-01-01", "群主")]
    with shop_with(tmp_path, [paid(1, "乙", "2026-12-20", "10"), paid(2, "店长", "2026-12-20", "5000")], roster) as shop:
        everybody = tiers.measure(shop).members.set_index("display_name")["present"].to_dict()
        chat = shop.resolve().chats
        assert everybody == {"甲": True, "乙": False, "路人": False}
        assert set(tiers.measure(shop, Scope(chats=chat)).members["display_name"]) == {"甲"}


# ---- today's review, who is close, who moved

def test_a_review_today_goes_by_the_months_that_have_begun(tmp_path):
    """Mid-May: 600 since April keeps silver (two months begun); 599 would fall, and misses 1 yuan."""
    orders = [paid(1, "甲", "2026-04-10", "600"), paid(2, "乙", "2026-04-10", "599"), paid(3, "丙", "2026-02-01", "900")]
    roster = [(who, "2026-01-01", "") for who in "甲乙丙"]
    with shop_with(tmp_path, orders, roster) as shop:
        preview = tiers.measure(shop, Scope(as_of=date(2026, 5, 15))).preview.set_index("display_name")
    assert preview.loc["甲", ["before", "now", "then", "move"]].tolist() == ["bronze", "silver", "silver", "up"]
    assert preview.loc["乙", ["now", "then", "move", "missing"]].tolist() == ["silver", "bronze", "down", 1]
    assert preview.loc["丙", ["before", "now", "then", "move"]].tolist() == ["silver", "silver", "bronze", "down"]


@pytest.mark.parametrize(("spent", "near"), [("239.99", False), ("240", True), ("299.99", True)])
def test_close_to_silver_means_a_fifth_missing_at_most(tmp_path, spent, near):
    """60 of 300 is a fifth; the count ends with the month."""
    with shop_with(tmp_path, [paid(1, "甲", "2026-06-10", spent)]) as shop:
        found = tiers.measure(shop, Scope(as_of=date(2026, 6, 20))).near
    assert (len(found) == 1) is near
    if near:
        assert found.iloc[0]["missing"] == pytest.approx(300 - float(spent))
        assert found.iloc[0]["until"] == pd.Timestamp("2026-06-30")


@pytest.mark.parametrize(("spent", "near"), [("1599.99", False), ("1600", True), ("2000", True), ("2000.01", False)])
def test_close_to_gold_means_a_fifth_missing_at_most(tmp_path, spent, near):
    """Exactly 2000 is not gold yet and as close as can be."""
    with shop_with(tmp_path, [paid(1, "甲", "2026-06-10", spent)]) as shop:
        found = tiers.measure(shop, Scope(as_of=date(2026, 6, 20))).near
    assert found["next_tier"].tolist() == (["gold"] if near else [])


def test_the_migration_matrix_counts_everybody_between_two_days(tmp_path):
    """One up, one down, one who came in between, one who stayed."""
    orders = [paid(1, "升", "2026-08-10", "300"), paid(2, "降", "2026-05-10", "300"), paid(3, "留", "2026-05-10", "10")]
    roster = [("升", "2026-01-01", ""), ("降", "2026-01-01", ""), ("留", "2026-01-01", ""), ("新", "2026-08-01", "")]
    with shop_with(tmp_path, orders, roster) as shop:
        result = tiers.measure(shop, Scope(as_of=date(2026, 8, 31)))
    moved = tier_preview.migration(result.log, result.members, date(2026, 5, 31), date(2026, 8, 31))
    pairs = moved.set_index("display_name")[["from_tier", "to_tier"]].apply(tuple, axis=1).to_dict()
    assert pairs == {"升": ("bronze", "silver"), "降": ("silver", "bronze"), "留": ("bronze", "bronze"),
                     "新": ("not_yet", "bronze"), "路人": ("bronze", "bronze")}
    assert tier_preview.matrix(moved)["count"].sum() == len(result.members)


def test_every_count_opens_as_many_people(tmp_path):
    """The tiers partition everybody; each list is as long as its number."""
    orders = [paid(1, "甲", "2026-12-10", "300"), paid(2, "乙", "2026-12-10", "3000"), paid(3, "丙", "2026-12-10", "1")]
    with shop_with(tmp_path, orders, [(who, "2026-01-01", "") for who in "甲乙丙丁"]) as shop:
        result = tiers.measure(shop)
    assert result.counts["count"].sum() == len(result.members) == len(result.people("all"))
    for tier in tiers.SHOWN:
        assert len(result.people(tier)) == result.count(tier)
    assert result.members["tier"].isin(tiers.SHOWN).all()


# ---- against a slow replay, order by order

def literal(orders, reviews, rules):
    """One person, day by day, as the rules read: [(day, from, to, rule)]. orders: (paid, known, cents)."""
    tier, after, failed, log = BRONZE, date.min, 0, []
    days = sorted({known for _, known, _ in orders} | {review.day for review in reviews})
    for day in days:
        money = [(bought, cents) for bought, known, cents in orders if known <= day]
        if any(known == day for _, known, _ in orders):
            month = sum(cents for bought, cents in money if (bought.year, bought.month) == (day.year, day.month))
            # A refund of an earlier month on a day without other money is no news for this month.
            news = any(known == day and (bought.year, bought.month) == (day.year, day.month) for bought, known, _ in orders)
            ever = sum(cents for bought, cents in money if bought > after)
            if tier < GOLD and ever > rules.gold_above:
                log.append((day, tier, GOLD, "gold_lifetime"))
                tier, failed = GOLD, 0
            elif tier == BRONZE and news and month >= rules.silver_from:
                log.append((day, tier, SILVER, "silver_month"))
                tier, failed = SILVER, 0
        review = next((one for one in reviews if one.day == day), None)
        if review is not None and review.quarter_known and tier == SILVER:
            tier, failed = literal_silver(day, money, review, rules, failed, log)
        elif review is not None and review.ends_year and review.year_known and tier == GOLD:
            year = sum(cents for bought, cents in money if tier_reviews.number(bought) in review.year)
            worth = year if rules.gold_review == "trailing" else sum(cents for _, cents in money)
            if worth > rules.gold_above:
                failed = 0
            elif (failed := failed + 1) <= rules.grace:
                log.append((day, GOLD, GOLD, "gold_warning"))
            else:
                amount, bar = literal_evidence(money, review, rules)
                to = SILVER if review.quarter_known and amount >= bar else BRONZE
                if sum(cents for bought, cents in money if bought > after) > rules.gold_above:
                    after = day
                log.append((day, GOLD, to, "gold_review"))
                tier, failed = to, 0
    return tier, log


def literal_evidence(money, review, rules):
    """What a silver review looks at."""
    months = [sum(cents for bought, cents in money if tier_reviews.number(bought) == month) for month in review.months]
    return {"average": (sum(months), 3 * rules.silver_from), "any": (max(months), rules.silver_from),
            "every": (min(months), rules.silver_from)}[rules.silver_review]


def literal_silver(day, money, review, rules, failed, log):
    """One silver review of one person."""
    amount, bar = literal_evidence(money, review, rules)
    if amount >= bar:
        return SILVER, 0
    if failed + 1 <= rules.grace:
        log.append((day, SILVER, SILVER, "silver_warning"))
        return SILVER, failed + 1
    log.append((day, SILVER, BRONZE, "silver_review"))
    return BRONZE, 0


one_order = st.tuples(st.integers(0, 3), st.integers(0, 1090), st.sampled_from([5_000, 15_000, 30_000, 45_000, 90_000, 200_000, 200_001]),
                      st.sampled_from([0, 0, 0, 1, 20, 100]), st.sampled_from([0.0, 0.5, 1.0]))


@settings(max_examples=25, deadline=None)
@given(st.lists(one_order, max_size=40), st.sampled_from(["average", "any", "every"]), st.sampled_from(["trailing", "lifetime"]),
       st.integers(0, 2), st.sets(st.integers(0, 35), max_size=3))
def test_the_replay_is_the_rules_read_one_person_at_a_time(orders, silver_review, gold_review, grace, holes):
    """Three years, four people, refunds, holes in the record: the same log and the same tiers; down only at reviews."""
    rules = Rules(30_000, 200_000, silver_review, gold_review, grace)
    start, until = date(2024, 1, 1), date(2026, 12, 31)
    firsts = [date(2024 + n // 12, n % 12 + 1, 1) for n in range(36) if n not in holes]
    reviews = tier_reviews.reviews([(first, tier_reviews.month_end(first)) for first in firsts], start, until)
    rows = []
    for person, after, cents, later, part in orders:
        bought = start + timedelta(days=after)
        rows.append((person, bought, bought, cents))
        known = min(bought + timedelta(days=later), until)
        if part:
            rows.append((person, bought, known, -int(cents * part)))
    standing, log, held = replay(ledger_of(rows, 4), reviews, rules)
    for person in range(4):
        own = [row[1:] for row in rows if row[0] == person]
        tier, expected = literal(own, reviews, rules)
        mine = log[log["person"] == person]
        found = [(EPOCH + timedelta(days=int(day)), fro, to, rule) for day, fro, to, rule in
                 zip(mine["day"], mine["from_tier"], mine["to_tier"], mine["rule"], strict=True)]
        assert found == expected
        assert standing.tier[person] == tier
    down = log[log["to_tier"] < log["from_tier"]]
    assert {EPOCH + timedelta(days=int(day)) for day in down["day"]} <= {review.day for review in reviews}
    assert (held["reviewed"] == held["kept"] + held["warned"] + held["fell"]).all()


def ledger_of(rows, people):
    """(person, paid, known, cents) as the engine wants them: one row a person × day paid × day known, in order."""
    frame = pd.DataFrame(rows, columns=["person", "paid", "known", "cents"])
    frame = frame.groupby(["person", "known", "paid"], as_index=False)["cents"].sum()
    paid_days = pd.to_datetime(frame["paid"]).to_numpy().astype("datetime64[D]")
    return Ledger(people, frame["person"].to_numpy(dtype="int64"), paid_days.astype("int64"),
                  pd.to_datetime(frame["known"]).to_numpy().astype("datetime64[D]").astype("int64"),
                  paid_days.astype("datetime64[M]").astype("int64") + 1970 * 12, frame["cents"].to_numpy(dtype="int64"))


def test_people_in_another_order_stand_the_same():
    """Permuting people permutes results."""
    rng = np.random.default_rng(7)
    rows = [(int(rng.integers(20)), day := date(2025, 1, 1) + timedelta(days=int(rng.integers(700))), day, int(rng.integers(1, 90)) * 1000)
            for _ in range(300)]
    rules = Rules(30_000, 200_000, "average", "trailing", 0)
    months = [(date(2025 + n // 12, n % 12 + 1, 1), date(2025 + n // 12, n % 12 + 1, 28)) for n in range(24)]
    reviews = tier_reviews.reviews(months, date(2025, 1, 1), date(2026, 12, 31))
    there, _, _ = replay(ledger_of(rows, 20), reviews, rules)
    turned, _, _ = replay(ledger_of([(19 - who, *rest) for who, *rest in rows], 20), reviews, rules)
    assert there.tier.tolist() == turned.tier[::-1].tolist()


def test_the_bars_are_settings():
    """Yuan become whole cents."""
    rules = tiers.rules_of(Settings({"tiers.silver_from_yuan_per_month": 19.9, "tiers.gold_above_yuan": 0}))
    assert (rules.silver_from, rules.gold_above) == (1990, 0)
