"""Movement between layers: hand-worked moves, and that rows and columns sum to the layers of their days."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import Scope, UserError
from analytics.metrics import layer_moves, layers
from analytics.metrics.labels import LAYERS, near_cuts
from analytics.metrics.layer_moves import FROM, TO
from tests.analytics.metrics.shops import at, every_day, open_shop, paid

ROSTER = [("阿珍", "2026-01-01", ""), ("小雨", "2026-05-30", ""), ("老陈", "2026-01-01", ""), ("新来", "2026-06-28", ""), ("走了", "2026-01-01", "")]
TALK = [*every_day("阿珍", "2026-05-01", "2026-06-30"), ("老陈", at("2026-05-30"), "今天的汤真的很好喝"),
        ("走了", at("2026-05-29"), "周末还有位子吗我想订"), ("小雨", at("2026-06-28"), "第一次来觉得味道不错")]
FIRST = date(2026, 6, 1)


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """Five people; 走了 leaves on 10 June by a line of the chat."""
    with open_shop(tmp_path_factory.mktemp("moves"), TALK, ROSTER, [paid(1, "阿珍", "2026-05-03", "600"), paid(2, "阿珍", "2026-06-29", "9")]) as ws:
        ws.import_text('2026-06-10 09:00:00 系统消息\n"走了"退出了群聊\n', chat="福利群", day=date(2026, 6, 10))
        yield ws


@pytest.fixture(scope="module")
def moves(shop):
    """From 1 June to the end."""
    return layer_moves.measure(shop, first=FIRST)


def went(moves):
    """name → (before, after)."""
    return {row.display_name: (row.before, row.after) for row in moves.members.itertuples()}


def test_each_person_goes_one_way(moves):
    """小雨 was new and is ordinary, 老陈 fell silent, 新来 came."""
    ways = went(moves)
    assert ways["小雨"] == ("new", "ordinary")
    assert ways["老陈"] == ("ordinary", "silent")
    assert ways["新来"] == ("absent", "new")
    assert set(moves.people("absent")["display_name"]) == {"新来"}
    assert moves.moved == sum(a != b for a, b in ways.values() if a != "absent" and b != "gone")


def test_a_click_on_a_cell_opens_its_people(moves):
    """Every cell is as long as its count; its share is of the row."""
    for row in moves.matrix.to_dict("records"):
        people = moves.people(row["before"], row["after"])
        assert len(people) == row["count"] == moves.count(row["before"], row["after"])
        assert not row["of"] or row["share"] == pytest.approx(row["count"] / row["of"])


@settings(max_examples=12, deadline=None)
@given(st.dates(date(2026, 4, 20), date(2026, 6, 29)), st.dates(date(2026, 5, 10), date(2026, 6, 30)))
def test_rows_and_columns_sum_to_the_layers_of_their_days(shop, one, other):
    """Whatever two days: rows are the first day's layers, columns the last day's; who came and who left stand apart."""
    first, last = min(one, other), max(one, other)
    if first == last:
        return
    scope = Scope(as_of=last)
    moves = layer_moves.measure(shop, scope, first=first)
    before, after = layers.measure(shop, Scope(as_of=first)), layers.measure(shop, scope)
    for side, result in (("before", before), ("after", after)):
        sums = moves.matrix.groupby(side)["count"].sum()
        counted = result.exclusive.set_index("layer")["count"]
        unseen = pd.Series({"unknown": result.population.unseen}).reindex(list(LAYERS), fill_value=0)
        assert sums.reindex(list(LAYERS)).tolist() == (counted - unseen).tolist()
    assert moves.matrix["count"].sum() == len(moves.members)
    assert set(moves.matrix["before"]) == set(FROM)
    assert set(moves.matrix["after"]) == set(TO)


def test_a_first_day_after_the_last_is_refused(shop):
    """Movement needs two days, the earlier one first."""
    with pytest.raises(UserError) as refused:
        layer_moves.measure(shop, Scope(as_of=FIRST), first=FIRST)
    assert refused.value.code == "moves_backwards"


@pytest.mark.parametrize(("known_from", "expected"), [
    (None, date(2026, 6, 2)), (date(2026, 6, 10), date(2026, 6, 10)), (date(2026, 6, 30), None), (date(2026, 1, 1), date(2026, 6, 2)),
])
def test_usually_four_weeks_back_or_the_first_known_day(known_from, expected):
    """A record that begins later is held against its own beginning; a single day against nothing."""
    assert layer_moves.usual_first(date(2026, 6, 30), known_from, 28) == expected


def facts_of(**values):
    """Facts of one person, judged in everything."""
    usual = {"person_id": 1, "ambiguous": False, "spend_cents": 0, "spend_months": 1, "interactions_7d": 0.0, "week_recorded": 7.0,
             "tenure_days": 100.0, "known_days": 100.0, "silent_at_most": 0.0, "silent_at_least": 0.0}
    return pd.DataFrame([{**usual, **values}])


@pytest.mark.parametrize(("values", "layer", "near", "carries"), [
    ({"spend_cents": 44_999}, "high_spend", False, False), ({"spend_cents": 45_000}, "high_spend", True, False),
    ({"spend_cents": 50_000}, "high_spend", True, False), ({"spend_cents": 50_001}, "high_spend", True, True),
    ({"spend_cents": 55_000}, "high_spend", True, True), ({"spend_cents": 55_001}, "high_spend", False, True),
    ({"interactions_7d": 1.0}, "high_interaction", False, False), ({"interactions_7d": 2.0}, "high_interaction", True, False),
    ({"interactions_7d": 3.0}, "high_interaction", True, True), ({"interactions_7d": 5.0}, "high_interaction", False, True),
    ({"tenure_days": 5.0}, "new", False, True), ({"tenure_days": 6.0}, "new", True, True), ({"tenure_days": 8.0}, "new", True, False),
    ({"tenure_days": 9.0}, "new", False, False),
    ({"silent_at_most": 13.0, "silent_at_least": 13.0}, "silent", False, False),
    ({"silent_at_most": 14.0, "silent_at_least": 14.0}, "silent", True, False),
    ({"silent_at_most": 16.0, "silent_at_least": 16.0}, "silent", True, True),
    ({"silent_at_most": 17.0, "silent_at_least": 17.0}, "silent", False, True),
    ({"spend_cents": 50_000, "spend_months": 0}, "high_spend", False, False),
])
def test_near_a_threshold_on_both_sides(shop, values, layer, near, carries):
    """10 % of ¥500, one interaction, one day; who cannot be judged is near to nothing."""
    found = near_cuts(facts_of(**values), shop.settings)
    row = found[found["layer"] == layer]
    assert (len(row) == 1) is near
    if near:
        assert bool(row["carries"].iloc[0]) is carries
