"""Halves by lot, how many people they take, what came of them; and saved scenarios, which change no fact."""

from datetime import date, timedelta

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import UserError, Workspace
from analytics.statistics.sample_size import per_arm, smallest_gap
from analytics.what_if import experiments, scenarios, thresholds
from tests.analytics.metrics.shops import every_day, open_shop, order_file, paid

few = settings(max_examples=25, deadline=None)
NAMES = [f"客人{number:02d}" for number in range(12)]


@pytest.fixture
def shop(tmp_path):
    """Twelve people who bought in June."""
    orders = [*(paid(at, name, f"2026-06-{at + 1:02d}", 50) for at, name in enumerate(NAMES)), paid(99, "路人", "2026-06-30", 20)]
    with open_shop(tmp_path, every_day("店长", "2026-06-01", "2026-06-30"), (), orders) as workspace:
        yield workspace


def _people(ws):
    frame = ws.query("select person_id, display_name from people order by person_id")
    return frame[frame["display_name"].isin(NAMES)].reset_index(drop=True)


@few
@given(st.lists(st.tuples(st.integers(0, 300), st.sampled_from("xyz")), unique_by=lambda one: one[0], max_size=80), st.integers(0, 99),
       st.randoms())
def test_halves_are_even_in_all_and_in_each_layer_whatever_the_order(rows, seed, shuffler):
    people = pd.DataFrame(rows, columns=["person_id", "stratum"])
    arms = experiments.split(people, seed)
    sizes = people.assign(arm=people["person_id"].map(arms)).groupby(["stratum", "arm"]).size().unstack(fill_value=0)
    assert set(arms) == set(people["person_id"])
    assert all(abs(counts.get("a", 0) - counts.get("b", 0)) <= 1 for _, counts in sizes.iterrows())
    assert abs(sum(arm == "a" for arm in arms.values()) - sum(arm == "b" for arm in arms.values())) <= 1
    shuffled = list(rows)
    shuffler.shuffle(shuffled)
    assert experiments.split(pd.DataFrame(shuffled, columns=["person_id", "stratum"]), seed) == arms


def test_another_seed_gives_other_halves():
    people = pd.DataFrame({"person_id": range(40), "stratum": "x"})
    assert experiments.split(people, 1) != experiments.split(people, 2)


def test_sample_sizes_are_those_worked_by_hand():
    # (1.95996·√0.18 + 0.84162·√(0.09 + 0.1275))² / 0.05² = 599.3; (1.95996·√0.5 + 0.84162·√(0.25 + 0.24))² / 0.1² = 390.1.
    assert per_arm(0.10, 0.05) == 600
    assert per_arm(0.5, 0.1) == 391


@few
@given(st.floats(0.02, 0.6), st.integers(20, 5000))
def test_the_smallest_gap_needs_no_more_people_than_there_are(share, people):
    gap = smallest_gap(share, people)
    if gap == gap:
        assert per_arm(share, gap) <= people
        assert gap < 0.0015 or per_arm(share, gap - 0.001) > people


@pytest.mark.parametrize(("share", "gap"), [(0.5, 0), (0.9, 0.2), (-0.1, 0.2)])
def test_no_gap_between_two_shares_is_refused(share, gap):
    with pytest.raises(ValueError, match="no gap"):
        per_arm(share, gap)


def test_what_came_of_the_halves_is_read_later(shop, tmp_path):
    people = _people(shop)
    arms = experiments.draw(shop, None, people, 7, "layer")
    key = shop.keep_experiment("老客券", arms, seed=7, drawn_by="layer", begins=date(2026, 7, 1), days=7)
    before = experiments.measure(shop, experiment_id=key, begins=date(2026, 7, 1), days=7)
    assert before.open
    assert before.arms.groupby("outcome")["of"].sum().to_dict() == {"bought": 12, "active": 12}
    names = people.set_index("person_id")["display_name"]
    winners = [names[person] for person, arm in arms.items() if arm == "a"][:4]
    late = [paid(100 + at, name, "2026-07-03", 60) for at, name in enumerate(winners)]
    edge = [paid(200, next(names[person] for person, arm in arms.items() if arm == "b"), "2026-07-08", 60),
            paid(201, "路人", "2026-07-31", 60)]
    shop.import_file(order_file(tmp_path, [*late, *edge], name="七月订单.csv"))
    after = experiments.measure(shop, experiment_id=key, begins=date(2026, 7, 1), days=7)
    counts = after.arms.set_index(["outcome", "arm"])["count"]
    assert not after.open
    assert (counts["bought", "a"], counts["bought", "b"]) == (4, 0)
    assert after.gaps.set_index("outcome")["gap"]["bought"] == pytest.approx(4 / 6)
    assert after.gaps.set_index("outcome")["word"]["bought"] == "small_sample"
    eighth = experiments.measure(shop, experiment_id=key, begins=date(2026, 7, 1), days=8)
    assert eighth.arms.set_index(["outcome", "arm"])["count"]["bought", "b"] == 1
    assert len(after.people) == after.arms.loc[after.arms["outcome"] == "bought", "of"].sum()


def test_halves_drawn_within_groups_hold_everybody(shop):
    people = _people(shop)
    assert set(experiments.draw(shop, None, people, 1, "chat")) == set(people["person_id"])


def test_an_experiment_outlives_the_undoing_of_the_orders_that_named_its_people(shop):
    people = _people(shop)
    arms = experiments.draw(shop, None, people, 7, "layer")
    key = shop.keep_experiment("试", arms, seed=7, drawn_by="layer", begins=date(2026, 7, 1), days=7)
    orders = shop.table("imports")
    shop.undo(orders.loc[orders["file_name"].str.contains("订单"), "batch_id"].iloc[0])
    again = experiments.measure(shop, experiment_id=key, begins=date(2026, 7, 1), days=7)
    assert len(again.people) == len(people)


def test_one_half_alone_is_no_experiment(shop):
    with pytest.raises(UserError) as refused:
        shop.keep_experiment("试", {1: "a"}, seed=1, drawn_by="layer", begins=date(2026, 7, 1), days=7)
    assert refused.value.code == "follow_up_nobody"


def test_scenarios_are_kept_forgotten_and_change_no_fact(shop):
    before = shop.data_version, shop.data_stamp
    key = shop.keep_scenario(" 高一点 ", "thresholds", {"high_spend": 20.0})
    other = shop.keep_scenario("再高一点", "thresholds", {"high_spend": 45.5})
    saved = shop.scenarios()
    assert saved["name"].tolist() == ["高一点", "再高一点"]
    assert saved["given"].tolist() == [{"high_spend": 20.0}, {"high_spend": 45.5}]
    assert (shop.data_version, shop.data_stamp) == before
    facts = thresholds.measure(shop)
    sides = scenarios.sides(thresholds, facts, saved, (other, key, "gone"))
    assert [side.name for side in sides] == ["再高一点", "高一点"]
    assert [side.answered.values["high_spend"] for side in sides] == [45.5, 20.0]
    shop.forget_scenario(key)
    assert shop.scenarios()["scenario_id"].tolist() == [other]
    with pytest.raises(UserError) as refused:
        shop.forget_scenario(key)
    assert refused.value.code == "decision_unknown"


@pytest.mark.parametrize("name", ["", "   "])
def test_a_scenario_needs_a_name(shop, name):
    with pytest.raises(UserError) as refused:
        shop.keep_scenario(name, "thresholds", {})
    assert refused.value.code == "name_missing"


def test_a_shop_made_before_there_were_scenarios_can_keep_them(tmp_path):
    path = tmp_path / "店.duckdb"
    Workspace.open(path).close()
    with duckdb.connect(str(path)) as raw:
        for table in ("scenarios", "experiments", "experiment_people"):
            raw.execute(f"drop table {table}")
        raw.execute("update meta set value = '' where name = 'made_from'")
    with Workspace.open(path) as ws:
        ws.keep_scenario("试", "growth", {"joins": 3})
        assert ws.scenarios()["given"].tolist() == [{"joins": 3}]
        assert ws.experiments().empty
        day = date(2026, 7, 1)
        key = ws.keep_experiment("试", {1: "a", 2: "b"}, seed=1, drawn_by="chat", begins=day + timedelta(days=1), days=2)
        assert ws.experiments()["experiment_id"].tolist() == [key]
        ws.forget_experiment(key)
        assert ws.experiments().empty
