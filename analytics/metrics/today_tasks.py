"""What to do first this week: who it is about, how long it takes, and the threshold that says so.

Each rule is a name, a threshold and a list of people. The lists come out in the order in which one
would go through them. Orders decide over talk, since a lost buyer costs more than a lost word.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, timedelta

import pandas as pd

from analytics.metrics import birthdays
from analytics.metrics.today_facts import TodayFacts, own

# The order in which tasks are proposed; the setting is the threshold that a person may change.
RULES = {
    "unanswered": "today.answer_until_minutes", "complaint": "today.answer_until_minutes", "regular_gone": "today.gone_from_days",
    "newcomer": "today.greet_below_hours", "near_high_spend": "today.near_high_spend_from_share",
    "quiet_regular": "today.quiet_from_days", "signup_no_order": "layers.new_below_days",
    "signup_first": "today.regular_from_order_days", "birthday": "today.birthday_until_days",
    "top_gone": "today.gone_from_days",
}
_HABIT_DAYS = 28


def top_spenders(facts: TodayFacts) -> pd.DataFrame:
    """The people who spent most, with `days` since they last bought: person_id, spent, last_paid_on, days."""
    return _buyers(facts).head(facts.settings.today.top_spenders)


def lists(facts: TodayFacts, rules: Collection[str] | None = None) -> dict[str, pd.DataFrame]:
    """Rule → its people, one row a person (a question for unanswered); rules without people are left out.

    Beside the rules buyers, speakers and joined: who stands behind those numbers. `rules`: only these.
    """
    found = {rule: make(facts) for rule, make in _MAKERS.items() if rules is None or rule in rules}
    return {rule: frame.reset_index(drop=True) for rule, frame in found.items() if len(frame)}


def tasks(facts: TodayFacts, found: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """rule, count, first, minutes, setting, threshold: one row a rule that has people, best first.

    `first`: how many to begin with; `minutes` is for these.
    """
    rows = []
    for rule, setting in RULES.items():
        if rule in found and rule != "top_gone":
            count = len(found[rule])
            first = min(count, facts.settings.today.people_a_task_until)
            rows.append((rule, count, first, first * facts.settings.today.minutes_per_person, setting,
                         facts.settings[setting]))
    return pd.DataFrame(rows, columns=["rule", "count", "first", "minutes", "setting", "threshold"])


def regulars(facts: TodayFacts) -> pd.DataFrame:
    """Who has bought on enough different days to be missed."""
    buyers = _buyers(facts)
    enough: int = facts.settings.today.regular_from_order_days
    return buyers.loc[buyers["order_days"] >= enough]


def _buyers(facts: TodayFacts) -> pd.DataFrame:
    """One row a buyer, biggest first: person_id, spent (yuan), order_days, last_paid_on, days since."""
    end = pd.Timestamp(facts.orders_until or facts.resolved.as_of)
    return facts.buyers.assign(spent=facts.buyers["cents"] / 100, days=(end - facts.buyers["last_paid_on"]).dt.days)


def _top_gone(facts: TodayFacts) -> pd.DataFrame:
    top, gone_from = top_spenders(facts), int(facts.settings.today.gone_from_days)
    return top.loc[top["days"] >= gone_from]


def _regular_gone(facts: TodayFacts) -> pd.DataFrame:
    known, rules = regulars(facts), facts.settings.today
    return known.loc[known["days"].between(int(rules.gone_from_days), int(rules.gone_until_days))]


def still_waiting(asked: pd.DataFrame, patience_minutes: int) -> pd.DataFrame:
    """Questions (rows of facts today_questions) whose time for an answer is over, newest first."""
    over = (asked["last_at"] - asked["sent_at"]).dt.total_seconds() >= patience_minutes * 60
    waiting = asked.loc[asked["answered_at"].isna() & over]
    return waiting.sort_values(["sent_at", "person_id"], ascending=[False, True])


def _unanswered(facts: TodayFacts) -> pd.DataFrame:
    return still_waiting(facts.questions, int(facts.settings.today.answer_until_minutes))


def _complaint(facts: TodayFacts) -> pd.DataFrame:
    """Complaints after which the shop said nothing; these wait from the first minute on."""
    waiting = facts.complaints.loc[facts.complaints["answered_at"].isna()]
    return waiting.sort_values(["sent_at", "person_id"], ascending=[False, True])


def _newcomer(facts: TodayFacts) -> pd.DataFrame:
    """Joined in the last days, the shop's people are known, and none of them said welcome in time."""
    joins = facts.joins
    if joins.empty or facts.talk_until is None:
        return joins
    end = pd.Timestamp(facts.talk_until) + pd.Timedelta(days=1)
    over = joins["joined_on"] + pd.Timedelta(hours=facts.settings.today.greet_below_hours) <= end
    alone = joins["fresh"] & joins["still_there"] & joins["shop_known"] & joins["greeted_at"].isna() & over
    people = joins.loc[alone].drop_duplicates("person_id")
    return people.sort_values(["joined_on", "person_id"], ascending=[False, True])


def _near_high_spend(facts: TodayFacts) -> pd.DataFrame:
    """This month's spending is close under the line of big spenders: `missing` yuan to go."""
    if facts.orders_until is None:
        return facts.purchases
    line = float(facts.settings.layers.high_spend_above_yuan_per_month)
    close = line * float(facts.settings.today.near_high_spend_from_share)
    month = own(facts.purchases[facts.purchases["day"] >= pd.Timestamp(facts.orders_until.replace(day=1))])
    spent = month.groupby("person_id")["cents"].sum().div(100).rename("spent").reset_index()
    near = spent.loc[spent["spent"].between(close, line)]
    return near.assign(missing=line - near["spent"]).sort_values(
        ["spent", "person_id"], ascending=[False, True])


def _quiet_regular(facts: TodayFacts) -> pd.DataFrame:
    """Spoke on several days of a month, and then for two weeks, all of them recorded, not at all."""
    if facts.talk_until is None or facts.speakers.empty:
        return facts.speakers
    rules, end = facts.settings.today, pd.Timestamp(facts.talk_until)
    spoke = facts.speakers.assign(days=(end - facts.speakers["day"]).dt.days)
    habit = spoke[spoke["days"].between(rules.quiet_from_days, rules.quiet_from_days + _HABIT_DAYS - 1)]
    seen = habit.groupby("person_id").agg(
        spoke_days=("day", "nunique"), last_spoke_on=("day", "max"), days=("days", "min"))
    certain = facts.members.loc[facts.members["silent_at_least"] >= rules.quiet_from_days, "person_id"]
    enough = int(rules.quiet_regular_from_days)
    quiet = seen.loc[(seen["spoke_days"] >= enough) & seen.index.isin(certain)].reset_index()
    return quiet.sort_values(["spoke_days", "person_id"], ascending=[False, True])


def _signup_no_order(facts: TodayFacts) -> pd.DataFrame:
    """Signed up in the last days of the order sheet, and no order of the same day or later."""
    if facts.orders_until is None or facts.signups.empty:
        return facts.signups.iloc[:0]
    fresh = facts.signups[facts.signups["day"].notna() & facts.signups["person_id"].notna()]
    age = (pd.Timestamp(facts.orders_until) - fresh["day"]).dt.days
    fresh = fresh.loc[(age >= 0) & (age < int(facts.settings.layers.new_below_days))]
    bought = fresh["person_id"].map(facts.buyers.set_index("person_id")["last_paid_on"])
    return _by_person(fresh[~(bought >= fresh["day"])])


def _signup_first(facts: TodayFacts) -> pd.DataFrame:
    """In the newest list and in none before it; without orders there is nothing better to go by."""
    if facts.money is not None or facts.signups.empty:
        return facts.signups.iloc[:0]
    newest = newest_list(facts.signups)
    earlier = facts.signups[~facts.signups.index.isin(newest.index)]
    return _by_person(newest[~newest["person_id"].isin(earlier["person_id"])])


def newest_list(signups: pd.DataFrame) -> pd.DataFrame:
    """The sign-ups of the newest list: of its day and group, or the undated ones where none has a day."""
    dated = signups.loc[signups["day"].notna()]
    if dated.empty:
        return signups
    newest: pd.DataFrame = dated.loc[dated["day"] == dated["day"].max()]
    return newest


def _by_person(signups: pd.DataFrame) -> pd.DataFrame:
    """One row a person with what was asked for."""
    grouped = signups.groupby("person_id", sort=False).agg(
        quantity=("quantity", "sum"), item=("item", "first"), day=("day", "max")).reset_index()
    return grouped.assign(person_id=grouped["person_id"].astype("int64"))


def _birthday(facts: TodayFacts) -> pd.DataFrame:
    """Whose birthday is within days of the last day of the data: birthday_on, days to go."""
    end = facts.resolved.as_of
    soon = birthdays.between(facts.birthdays, end, end + timedelta(days=int(facts.settings.today.birthday_until_days)))
    return soon.rename(columns={"day": "birthday_on"}).assign(days=(soon["day"] - pd.Timestamp(end)).dt.days)


def _bought(facts: TodayFacts) -> pd.DataFrame:
    """Who bought in the span shown, biggest first."""
    if facts.money is None:
        return facts.purchases.iloc[:0]
    now = own(between(facts.purchases, facts.money.start, facts.money.end))
    people = now.groupby("person_id").agg(cents=("cents", "sum"), orders=("orders", "sum")).reset_index()
    people = people.assign(spent=people["cents"] / 100).merge(
        facts.buyers[["person_id", "first_paid_on"]], on="person_id", how="left")
    return people.sort_values(["cents", "person_id"], ascending=[False, True])


def _spoke(facts: TodayFacts) -> pd.DataFrame:
    """Who said something useful in the span shown; members only where the members are known."""
    if facts.talk is None:
        return facts.speakers.iloc[:0]
    now = between(facts.speakers, facts.talk.start, facts.talk.end)
    if facts.population.kind in ("list", "head_count"):
        now = now.loc[now["person_id"].isin(facts.members["person_id"])]
    people = now.groupby("person_id").agg(messages=("messages", "sum"), spoke_days=("day", "nunique")).reset_index()
    return people.sort_values(["messages", "person_id"], ascending=[False, True])


def _joined(facts: TodayFacts) -> pd.DataFrame:
    """Who joined in the span shown, newest first."""
    span = facts.joins_in
    if span is None or facts.joins.empty:
        return facts.joins.iloc[:0]
    now = between(facts.joins, span.start, span.end, "joined_on").drop_duplicates("person_id")
    return now.sort_values(["joined_on", "person_id"], ascending=[False, True])


def between(frame: pd.DataFrame, first: date, last: date, column: str = "day") -> pd.DataFrame:
    """The rows whose day lies from `first` to `last`."""
    return frame.loc[(frame[column] >= pd.Timestamp(first)) & (frame[column] <= pd.Timestamp(last))]


_MAKERS: dict[str, Callable[[TodayFacts], pd.DataFrame]] = {
    "unanswered": _unanswered, "complaint": _complaint, "regular_gone": _regular_gone, "newcomer": _newcomer,
    "near_high_spend": _near_high_spend, "quiet_regular": _quiet_regular,
    "signup_no_order": _signup_no_order, "signup_first": _signup_first, "birthday": _birthday, "top_gone": _top_gone,
    "buyers": _bought, "speakers": _spoke, "joined": _joined,
}
