"""The two pictures of 本周跟进: every reason and every side with its numbers, nothing where there is nothing."""

from datetime import date

import pandas as pd

from analytics.charts import follow_up as charts
from analytics.metrics.follow_up import FollowUp
from analytics.metrics.wake_up import WakeUp
from analytics.statistics.intervals import with_shares
from analytics.texts import texts_for

EN, ZH = texts_for("en"), texts_for("zh")
NOBODY = pd.DataFrame({"person_id": [], "display_name": [], "reason": []})


def a_list(counts):
    """A list with so many people a reason."""
    frame = pd.DataFrame(counts, columns=["reason", "count"])
    return FollowUp(date(2026, 6, 28), {}, NOBODY, NOBODY, NOBODY, NOBODY, frame)


def a_result(contacted, others):
    """(came back, of) of both sides."""
    groups = with_shares(pd.DataFrame([("contacted", *contacted), ("not_contacted", *others)], columns=["side", "count", "of"]))
    return WakeUp(date(2026, 6, 28), {}, groups, 0.0, 0.0, 0.0, "same", pd.DataFrame(), pd.DataFrame())


def test_a_bar_stands_for_every_reason_in_order():
    """Names, counts and the order of the list; a click names the reason."""
    spec = charts.reasons(a_list([("unanswered", 3), ("birthday", 1)]), ZH).to_dict()
    [rows] = spec["datasets"].values()
    assert [(row["name"], row["count"], row["reason"]) for row in rows] == [("问了没人回", 3, "unanswered"), ("快过生日", 1, "birthday")]
    assert any(one.get("select", {}).get("fields") == ["reason"] for one in spec["params"])


def test_an_empty_list_has_no_picture():
    """Nothing is drawn for nobody."""
    assert charts.reasons(a_list([]), ZH) is None
    assert charts.came_back(a_result((0, 0), (0, 0)), ZH) is None


def test_both_sides_carry_k_of_n_and_their_interval():
    """The point, the range and the words on hover are the result's; a side without anybody is left out."""
    spec = charts.came_back(a_result((2, 3), (1, 40)), EN).to_dict()
    [rows] = spec["datasets"].values()
    assert [row["said"] for row in rows] == ["2 of 3", "1 of 40"]
    assert all(row["low"] <= row["share"] <= row["high"] for row in rows)
    alone = charts.came_back(a_result((2, 3), (0, 0)), EN).to_dict()
    assert [row["side"] for row in next(iter(alone["datasets"].values()))] == ["contacted"]
