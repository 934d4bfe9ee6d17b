"""One person's line of time: everything that files say, once, in order; and the layers of each week as the layers view has them."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import Scope, UserError
from analytics.charts import person_line as charts
from analytics.metrics import layers, person_line, person_table
from analytics.metrics.labels import LABELS
from analytics.texts import texts_for
from tests.analytics.metrics.shops import at, every_day, open_shop, paid

ROSTER = [("阿珍", "2026-01-01", ""), ("小雨", "2026-06-05", ""), ("老陈", "2026-01-01", "")]
TALK = [*every_day("阿珍", "2026-05-01", "2026-06-30"), ("小雨", at("2026-06-06", 9), "第一次来觉得味道不错"), ("小雨", at("2026-06-06", 10), "收到"),
        ("小雨", at("2026-06-10", 9), "周末还有位子吗我想订"), ("老陈", at("2026-05-03"), "今天的汤真的很好喝")]
ORDERS = [paid(1, "小雨", "2026-06-07", "88"), paid(2, "小雨", "2026-06-08", "50", "50"), paid(3, "小雨", "2026-06-09", "40", status="交易关闭"),
          paid(4, "老陈", "2026-04-02", "1800"), paid(5, "老陈", "2026-06-30", "9")]


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """Three members and their orders."""
    with open_shop(tmp_path_factory.mktemp("line"), TALK, ROSTER, ORDERS) as workspace:
        yield workspace


def person(shop, name):
    """The person_id of a name."""
    people = shop.table("people")
    return int(people.loc[people["display_name"] == name, "person_id"].iloc[0])


def test_everything_stands_on_one_line_newest_first(shop):
    """Join, talk a day at a time, orders, a refund, an order that came to nothing."""
    line = person_line.measure(shop, person_id=person(shop, "小雨"))
    kinds = line.kinds.set_index("kind")["count"]
    assert kinds.loc[["joined", "talk", "order", "refund", "order_void"]].tolist() == [1, 2, 2, 1, 1]
    talk = line.events[line.events["kind"] == "talk"].sort_values("happened_at")
    assert talk[["count", "effective"]].to_numpy().tolist() == [[2, 1], [1, 1]]
    dated = line.events["happened_at"].dropna()
    assert dated.is_monotonic_decreasing
    # 50 paid and 50 given back: what was paid and what went back sum to the net sales of the table.
    assert sorted(line.events.loc[line.events["kind"] == "order", "amount"]) == [50, 88]
    assert line.events.loc[line.events["kind"] == "refund", "amount"].tolist() == [-50]
    spent = person_table.measure(shop).rows.set_index("person_id")["spend"][line.person_id]
    assert line.events.loc[line.events["kind"].isin(["order", "refund"]), "amount"].sum() == spent == 88


def test_a_day_and_a_week_of_the_line_are_what_lies_between(shop):
    """Both days inside: three messages, two of them on 6 June."""
    who = person(shop, "小雨")
    events, said = person_line.measure(shop, person_id=who).events, person_line.words(shop, person_id=who)
    day = date(2026, 6, 6)
    assert person_line.between(events, day, day)["kind"].tolist() == ["talk"]
    assert len(person_line.between(said, day, day, "sent_at")) == 2
    assert len(person_line.between(said, day, date(2026, 6, 10), "sent_at")) == 3
    assert person_line.between(events, date(2026, 6, 11), date(2026, 6, 30)).empty
    strip = charts.strip(events, texts_for("zh")).to_dict()
    marks = [row for rows in strip["datasets"].values() for row in rows if "on" in row]
    assert {row["on"] for row in marks} == {f"{moment:%Y-%m-%d}" for moment in events["happened_at"].dropna()}


def test_what_was_said_is_listed_with_whether_it_counts(shop):
    """收到 stands there and says why it does not count; masked, only lengths are left."""
    who = person(shop, "小雨")
    said = person_line.words(shop, person_id=who)
    assert said["text"].tolist() == ["周末还有位子吗我想订", "收到", "第一次来觉得味道不错"]
    assert said["effective"].tolist() == [True, False, True]
    hidden = person_line.words(shop.masked(), person_id=who)
    assert hidden["text"].str.startswith("•••").all()
    assert person_line.measure(shop.masked(), person_id=who).display_name.startswith("客人")


def test_days_and_groups_are_those_chosen(shop):
    """A week of June holds that week; who nobody knows is said to be unknown."""
    scope = Scope(start=date(2026, 6, 8), end=date(2026, 6, 10))
    line = person_line.measure(shop, scope, person_id=person(shop, "小雨"))
    assert line.events["happened_at"].dropna().between("2026-06-08", "2026-06-11").all()
    assert set(line.events["kind"]) >= {"talk", "order", "refund", "order_void"}
    with pytest.raises(UserError) as unknown:
        person_line.measure(shop, person_id=1)
    assert unknown.value.code == "person_unknown"


def test_history_tells_each_change_of_layer(shop):
    """小雨: not there, new, ordinary, silent; and every change once."""
    history = person_line.history(shop, person_id=person(shop, "小雨"), weeks=6)
    mains = history["main"].tolist()
    assert mains[0] == "absent"
    assert mains[-1] == "silent"
    changes = person_line.changes(history)
    assert changes["main"].tolist() == [now for was, now in pairwise(mains) if was != now]


@settings(max_examples=6, deadline=None)
@given(st.sampled_from(["阿珍", "小雨", "老陈"]), st.dates(date(2026, 5, 20), date(2026, 6, 30)), st.booleans())
def test_history_agrees_with_the_layers_view_of_each_day(shop, name, day, purchases):
    """The same person, the same day, the same labels, whether or not purchases count as words; and the same main layer,
    but that only the layers view tells an ordinary day from one that cannot be judged."""
    before = shop.settings
    if purchases:
        shop.change_settings(before.changed(layers__purchase_counts_as_interaction=True))
    try:
        who, scope = person(shop, name), Scope(as_of=day)
        history = person_line.history(shop, scope, person_id=who, weeks=3).set_index("day")
        for back in range(3):
            then = day - timedelta(days=7 * back)
            members = layers.measure(shop, replace(scope, as_of=then)).members.set_index("person_id")
            main = members["main"].get(who) or "absent"
            assert history["main"][str(then)] == main or {history["main"][str(then)], main} == {"ordinary", "unknown"}
            if main != "absent":
                said, shown = history.loc[str(then), list(LABELS)], members.loc[who, list(LABELS)]
                assert [None if pd.isna(one) else bool(one) for one in said] == [None if pd.isna(one) else bool(one) for one in shown]
    finally:
        shop.change_settings(before)


def test_a_follow_up_stands_on_the_line_as_it_ended(tmp_path):
    """What was said of somebody on a follow-up list is part of what is known."""
    with open_shop(tmp_path, TALK, ROSTER, ORDERS) as shop:
        who = person(shop, "老陈")
        shop.set_follow_up([who], "contacted", made_on=date(2026, 6, 30), listed={who: "regular_gone"}, on=at("2026-06-30", 9))
        events = person_line.measure(shop, person_id=who).events
    assert events.loc[events["kind"].str.startswith("follow_up"), "kind"].tolist() == ["follow_up_contacted"]
