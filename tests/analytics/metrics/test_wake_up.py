"""Who came back after being contacted, beside those left alone: days counted to the day, unfinished ones left out."""

from datetime import date, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.metrics import wake_up
from analytics.metrics.wake_up import Facts
from analytics.settings import Settings
from analytics.statistics.differences import newcombe
from analytics.texts import texts_for
from pages.home import follow_up_words
from tests.analytics.metrics.shops import open_shop, paid

ZH = texts_for("zh")
SHIPPED = Settings()
MADE = date(2026, 6, 28)
ENDS = {"orders": date(2026, 7, 31)}


def state(person, status="open", made=MADE, done=None):
    """One line of a list."""
    return {"list_id": f"x-{made:%Y%m%d}", "person_id": person, "reason": "regular_gone", "made_on": pd.Timestamp(made),
            "status": status, "done_on": pd.Timestamp(done) if done else pd.NaT, "said_by": None, "note": None, "said_at": pd.NaT}


def acts(*rows):
    """(person, day, what) as facts follow_up_returns."""
    return pd.DataFrame({
        "person_id": pd.Series([row[0] for row in rows], dtype="int64"), "day": pd.to_datetime(pd.Series([row[1] for row in rows])),
        "bought": pd.Series([row[2] != "spoke" for row in rows], dtype="bool"),
        "spoke": pd.Series([row[2] == "spoke" for row in rows], dtype="bool")})


def seen(states, active=(), ends=None):
    """The lines of these states."""
    found = Facts(date(2026, 7, 31), pd.DataFrame(states), acts(*active), ends or ENDS)
    return wake_up.lines(found, SHIPPED)


@pytest.mark.parametrize(("day", "back"), [
    ("2026-06-29", False), ("2026-06-30", True), ("2026-07-06", True), ("2026-07-07", False)])
def test_the_day_of_the_contact_is_the_first_of_seven(day, back):
    """Contacted on 30 June: 30 June to 6 July count, the day before and the eighth day do not."""
    rows = seen([state(1, "contacted", done="2026-06-30")], [(1, day, "bought")])
    assert rows["back"].tolist() == [back]
    assert rows["until_on"].tolist() == [pd.Timestamp("2026-07-06")]


def test_a_contact_never_begins_before_the_list_was_made():
    """No day in the sheet, or one not after the list's: the day after the list's data."""
    rows = seen([state(1, "contacted"), state(2, "contacted", done="2026-06-28")], [(1, "2026-06-28", "bought")])
    assert rows["from_on"].tolist() == [pd.Timestamp("2026-06-29")] * 2
    assert not rows["back"].any()


def test_those_left_alone_are_watched_from_the_first_contact_of_their_list():
    """Contacts on 1 and 3 July: who was left alone is watched from 1 July."""
    rows = seen([state(1, "contacted", done="2026-07-03"), state(2, "contacted", done="2026-07-01"), state(3)])
    assert rows.set_index("person_id").loc[3, "from_on"] == pd.Timestamp("2026-07-01")
    assert rows["side"].tolist() == ["contacted", "contacted", "not_contacted"]


def test_people_to_leave_alone_are_on_neither_side():
    """不用管 is a choice about a person; 下次再说 was not contacted."""
    rows = seen([state(1, "contacted", done="2026-07-01"), state(2, "dropped"), state(3, "later")])
    assert rows[["person_id", "side"]].to_numpy().tolist() == [[1, "contacted"], [3, "not_contacted"]]


@pytest.mark.parametrize(("end", "matured"), [("2026-07-05", False), ("2026-07-06", True)])
def test_days_that_the_data_has_not_reached_are_not_counted(end, matured):
    """The seventh day must be covered."""
    rows = seen([state(1, "contacted", done="2026-06-30")], ends={"orders": date.fromisoformat(end)})
    assert rows["matured"].tolist() == [matured]


def test_a_source_that_had_ended_before_does_not_hold_the_others_up():
    """The chat ended in May: orders alone tell; a chat that ends in between makes the line wait."""
    said = [state(1, "contacted", done="2026-06-30")]
    assert seen(said, ends={"orders": date(2026, 7, 31), "chat": date(2026, 5, 1)})["matured"].tolist() == [True]
    assert seen(said, ends={"orders": date(2026, 7, 31), "chat": date(2026, 7, 2)})["matured"].tolist() == [False]


@pytest.mark.parametrize(("days", "lines"), [(6, 1), (7, 2)])
def test_one_persons_days_never_overlap(days, lines):
    """Left alone on two lists six days apart counts once, seven days apart twice."""
    later = MADE + timedelta(days=days)
    assert len(seen([state(1), state(1, made=later)])) == lines


def test_a_contact_goes_before_having_been_left_alone():
    """Open on Sunday's list, contacted on Monday's: only the contact counts."""
    rows = seen([state(1), state(2, "contacted", done="2026-06-29"), state(1, "contacted", made=MADE + timedelta(days=1), done="2026-06-30")])
    assert rows.loc[rows["person_id"] == 1, "side"].tolist() == ["contacted"]


def test_both_sides_are_counted_and_compared_by_hand():
    """Of three contacted two came back, of four left alone one; Newcombe's interval of the difference."""
    said = [*(state(n, "contacted", done="2026-06-30") for n in (1, 2, 3)), *(state(n) for n in (4, 5, 6, 7))]
    active = [(1, "2026-07-01", "bought"), (2, "2026-07-02", "spoke"), (4, "2026-07-03", "bought")]
    found = Facts(date(2026, 7, 31), pd.DataFrame(said), acts(*active), ENDS)
    result = wake_up.result(found, wake_up.lines(found, SHIPPED))
    assert [(result.count(side), result.of(side)) for side in wake_up.SIDES] == [(2, 3), (1, 4)]
    gap, low, high = newcombe(2, 3, 1, 4)
    assert (result.gap, result.low, result.high) == pytest.approx((float(gap), float(low), float(high)))
    assert result.word == "small_sample"
    assert result.people("contacted")["how"].tolist() == ["bought", "spoke", ""]
    assert result.lists[["contacted", "back", "others", "others_back", "pending"]].to_numpy().tolist() == [[3, 2, 4, 1, 0]]


def test_without_anybody_left_alone_there_is_no_comparison():
    """无对照 is said, and no difference is made up."""
    found = Facts(date(2026, 7, 31), pd.DataFrame([state(1, "contacted", done="2026-06-30")]), acts(), ENDS)
    result = wake_up.result(found, wake_up.lines(found, SHIPPED))
    assert not result.has_comparison
    assert pd.isna(result.gap)
    assert "无对照" in follow_up_words.result_lines(result, result, SHIPPED, ZH)[0]


@pytest.mark.parametrize(("last", "asleep"), [("2026-05-31", True), ("2026-06-01", False)])
def test_dormant_is_thirty_days_without_anything(last, asleep):
    """Active on the last day of May and contacted on 30 June: thirty days; a day later is not."""
    found = Facts(date(2026, 7, 31), pd.DataFrame([state(1, "contacted", done="2026-06-30")]), acts((1, last, "bought")), ENDS)
    assert len(wake_up.dormant(wake_up.lines(found, SHIPPED), found, SHIPPED)) == int(asleep)


def test_who_never_did_anything_was_not_dormant():
    """Nothing to wake up."""
    found = Facts(date(2026, 7, 31), pd.DataFrame([state(1, "contacted", done="2026-06-30")]), acts(), ENDS)
    assert wake_up.dormant(wake_up.lines(found, SHIPPED), found, SHIPPED).empty


def test_a_whole_shop_tells_who_came_back(tmp_path):
    """Four lost regulars of a sheet to 28 June, two contacted; the July sheet shows who bought again."""
    orders = [paid(n * 10 + k, f"老客{n}", date(2026, 4, 1) + timedelta(days=7 * k + n), "60") for n in range(4) for k in range(3)]
    later = [paid(80, "老客0", "2026-07-03", "60"), paid(81, "老客3", "2026-07-20", "60"), paid(82, "路人", "2026-07-31", "9")]
    with open_shop(tmp_path, orders=[*orders, paid(70, "路人", "2026-06-28", "9"), *later]) as ws:
        known = ws.query("select display_name, person_id from people").set_index("display_name")["person_id"].to_dict()
        people = [known[f"老客{n}"] for n in range(4)]
        ws.set_follow_up(people[:2], "contacted", made_on=MADE, listed=dict.fromkeys(people, "regular_gone"),
                         on=datetime(2026, 6, 30, 10))
        result, dormant = wake_up.loop(ws), wake_up.measure(ws)
    assert [(result.count(side), result.of(side)) for side in wake_up.SIDES] == [(1, 2), (0, 2)]
    assert result.people("contacted", back=True)["display_name"].tolist() == ["老客0"]
    assert set(result.people("not_contacted", back=False)["display_name"]) == {"老客2", "老客3"}
    assert (dormant.count("contacted"), dormant.of("contacted")) == (1, 2)


def test_nothing_said_is_no_result(tmp_path):
    """No follow-up yet: nothing counted, and the page says what to do."""
    with open_shop(tmp_path, orders=[paid(1, "小雨", "2026-06-28", "9")]) as ws:
        result = wake_up.loop(ws)
    assert (result.of("contacted"), result.of("not_contacted"), len(result.lines)) == (0, 0, 0)
    assert follow_up_words.last_time(result, SHIPPED, ZH) is None


STATES = st.lists(st.tuples(st.integers(1, 6), st.sampled_from(["open", "contacted", "later", "dropped"]), st.integers(0, 30),
                            st.integers(-2, 9)), min_size=1, max_size=30, unique_by=lambda row: (row[0], row[2]))
ACTIVE = st.lists(st.tuples(st.integers(1, 6), st.integers(-10, 45)), max_size=40, unique=True)


@given(STATES, ACTIVE)
@settings(max_examples=25, deadline=None)
def test_sides_parts_and_lists_always_agree(said, active):
    """k ≤ n, lists as long as their numbers, nobody's days overlap, no day outside the window counts."""
    states = [state(person, status, MADE + timedelta(days=day), MADE + timedelta(days=day + after)) for person, status, day, after in said]
    days = [(person, MADE + timedelta(days=day), "bought") for person, day in active]
    found = Facts(date(2026, 7, 31), pd.DataFrame(states), acts(*days), {"orders": date(2026, 7, 20)})
    rows = wake_up.lines(found, SHIPPED)
    result = wake_up.result(found, rows)
    for side in wake_up.SIDES:
        assert 0 <= result.count(side) <= result.of(side) == len(result.people(side))
        assert len(result.people(side, True)) == result.count(side)
    assert len(result.pending) + result.of("contacted") + result.of("not_contacted") == len(rows)
    assert set(rows["side"]) <= set(wake_up.SIDES)
    for _, mine in rows.sort_values("from_on").groupby("person_id"):
        assert (mine["from_on"].diff().dropna() >= pd.Timedelta(days=7)).all()
    back = rows.loc[rows["back"]]
    assert ((back["back_on"] >= back["from_on"]) & (back["back_on"] <= back["until_on"])).all()
