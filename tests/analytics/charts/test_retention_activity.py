"""Pictures of retention and activity: few rows, every field there, unfinished cells hatched, a click gives keys."""

import pytest

from analytics.charts import activity as active_charts
from analytics.charts import retention as charts
from analytics.metrics import (
    active_retention,
    activity,
    concentration,
    group_states,
    retention,
    stickiness,
    survival_in_group,
)
from analytics.texts import texts_for
from tests.analytics.charts.encoded import missing_fields
from tests.analytics.metrics.shops import at, every_day, open_shop
from tests.analytics.storing.drafting import keep, moment

TALK = [*every_day("小雨", "2026-03-01", "2026-06-26"), *every_day("阿珍", "2026-04-06", "2026-05-10", 9),
        ("老陈", at("2026-06-22", 10), "你们几点关门啊"), ("老陈", at("2026-06-23", 10), "明天还来喝汤")]
ROSTER = [(who, "2026-03-01", "") for who in ("小雨", "阿珍", "老陈", *(f"静{n}" for n in range(6)))]


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """Four months of talk, a member list, one member whose leaving is stated."""
    folder = tmp_path_factory.mktemp("charts")
    with open_shop(folder, TALK, ROSTER) as opened:
        keep(opened, folder, [("members", {"chat": "福利群", "name": "走了", "joined_at": moment("2026-04-01"), "joined_resolution": "day",
                                           "left_at": moment("2026-05-01"), "left_resolution": "day"})])
        yield opened


@pytest.fixture(scope="module")
def pictures(shop):
    """name → a function of the texts."""
    weekly, daily = retention.measure(shop), retention.measure(shop, unit="day")
    actives, sticky = active_retention.measure(shop), stickiness.measure(shop)
    staying, states = survival_in_group.measure(shop), group_states.measure(shop)
    spread = concentration.from_facts(activity.facts(shop), shop.settings)
    chat = states.groups["chat_id"].iloc[0]
    return {
        "heat": lambda texts: charts.heat(weekly, texts), "heat_daily": lambda texts: charts.heat(daily, texts),
        "line": lambda texts: charts.line(weekly, texts), "actives": lambda texts: charts.actives(actives, "week", texts),
        "staying": lambda texts: charts.staying(staying, texts), "daily": lambda texts: active_charts.daily(sticky, texts),
        "days": lambda texts: active_charts.days_active(sticky, 28, texts),
        "lorenz": lambda texts: active_charts.lorenz(spread, texts),
        "weeks": lambda texts: active_charts.group_weeks(states, chat, texts),
    }


NAMES = ("heat", "heat_daily", "line", "actives", "staying", "daily", "days", "lorenz", "weeks")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_every_field_is_there_and_rows_are_few(pictures, name, language):
    """Nothing is drawn from a column that is not in the data; under 2,000 rows a picture."""
    chart = pictures[name](texts_for(language))
    assert not missing_fields(chart)
    rows = [row for data in chart.to_dict()["datasets"].values() for row in data]
    assert 0 < len(rows) < 2000


def test_a_click_gives_keys_and_what_is_open_is_hatched(pictures):
    """Cohort as an ISO date, unit as a number; pending and unclear cells are drawn apart, never in colour."""
    spec = pictures["heat"](texts_for("zh")).to_dict()
    picked = [param for param in spec["params"] if param["name"] == charts.PICKED]
    assert picked[0]["select"]["fields"] == ["cohort", "unit"]
    rows = [row for data in spec["datasets"].values() for row in data]
    assert {row["state"] for row in rows} == {"complete", "pending", "unclear"}
    assert all(len(row["cohort"]) == 10 for row in rows)
    filters = [layer["transform"][0]["filter"] for layer in spec["layer"] if "transform" in layer]
    assert "datum.state == 'pending'" in filters
    hatched = next(layer for layer in spec["layer"] if layer["transform"][0]["filter"] == "datum.state == 'pending'")
    assert "gradient" in hatched["mark"]["color"]


def test_every_mark_opens_as_many_people_as_it_says(shop):
    """Steps of survival, bars of a group's weeks, points of the Lorenz curve: the list behind each is as long as the mark."""
    staying, states = survival_in_group.measure(shop), group_states.measure(shop)
    assert len(staying.curve)
    for row in staying.curve.to_dict("records"):
        assert len(staying.people(time=row["time"])) == row["ended"]
        assert len(staying.at_risk(row["time"])) == row["at_risk"]
    whole = states.weeks[states.weeks["back"] < 3]
    assert len(whole)
    for row in whole.to_dict("records"):
        people = group_states.week_people(shop, None, row["chat_id"], row["week_start"].date())
        assert len(people) == row["speakers"]
    assert int(people["effective"].sum()) == int(whole["effective"].iloc[-1])
    spread = concentration.from_facts(activity.facts(shop), shop.settings)
    for row in spread.lorenz.to_dict("records"):
        people, unnamed = spread.quietest(row["people"], row["basis"])
        of = spread.bases.set_index("basis")["people"][row["basis"]]
        said = spread.messages.loc[spread.messages["member"] | (row["basis"] == "speakers"), "effective"].sum()
        assert len(people) + unnamed == round(row["people"] * of)
        assert people["effective"].sum() == pytest.approx(row["amount"] * said)
