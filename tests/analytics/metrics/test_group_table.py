"""Every group in one table: who is counted, who came and left, who spoke, what members bought, and the lists behind it."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics import Scope
from analytics.metrics import group_table, layers
from tests.analytics.metrics.shops import CHAT, at, chat_file, every_day, open_shop, order_file, paid, roster_file

JUNE = Scope(start=date(2026, 6, 1), end=date(2026, 6, 30))
OTHER = "引流群"
# Scripted talk of one member keeps June on record.
TALK = every_day("小雨", "2026-06-01", "2026-06-30")


def row(result, chat=CHAT):
    """The row of one group."""
    return result.groups.set_index("chat_name").loc[[chat]].iloc[0]


def snapshot(folder: Path, people, day, chat=CHAT):
    """A whole member list seen on a day, names only."""
    path = folder / f"名单_{chat}_{day}.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([["群名称", "群昵称"], *([chat, who] for who in people)])
    return path


def two_groups(folder: Path):
    """Two groups with a member list and talk of one member each."""
    ws = open_shop(folder, TALK, [("小雨", "2026-05-01", ""), ("阿珍", "2026-06-03", ""), ("陈姐", "2026-05-02", "群主")])
    (folder / "b").mkdir()
    ws.import_file(chat_file(folder / "b", every_day("老李", "2026-06-01", "2026-06-30")), chat=OTHER)
    ws.import_file(roster_file(folder / "b", [("老李", "2026-05-01", ""), ("小吴", "2026-05-01", "")], OTHER), chat=OTHER,
                   whole_roster=True)
    return ws


def test_members_are_the_list_less_the_shops_own(tmp_path: Path) -> None:
    """The owner is in the group and in no number; the speaker's share is of those who were there."""
    with two_groups(tmp_path) as ws:
        found = row(group_table.measure(ws, JUNE))
    assert (found["members"], found["known"], found["counted"]) == (2, 2, "list")
    assert (found["count"], found["of"]) == (1, 2)
    assert found["joined"] == 1


def test_nobody_knows_who_left_without_a_record_or_two_lists(tmp_path: Path) -> None:
    """One list: NULL, never 0. A second whole list in the period: who is missing from it left."""
    with open_shop(tmp_path, TALK) as ws:
        ws.import_file(snapshot(tmp_path, ["小雨", "阿珍", "老李"], "2026-06-01"), chat=CHAT, whole_roster=True,
                       seen_on=date(2026, 6, 1))
        before = group_table.measure(ws, JUNE)
        assert row(before).isna()["left"]
        ws.import_file(snapshot(tmp_path, ["小雨", "老李"], "2026-06-30"), chat=CHAT, whole_roster=True,
                       seen_on=date(2026, 6, 30))
        result = group_table.measure(ws, JUNE)
        assert (row(result)["left"], row(result)["left_by"]) == (1, "lists")
        assert list(result.people("left", row(result)["chat_id"])["display_name"]) == ["阿珍"]
        assert (row(result)["members"], row(result)["of"]) == (2, 3)


def test_a_typed_number_is_not_a_list(tmp_path: Path) -> None:
    """486 people are in the group, two of them were seen: the share is of 486, the list has two."""
    with open_shop(tmp_path, [*TALK, ("阿珍", at("2026-06-02"), "收到")]) as ws:
        ws.set_head_count(ws.table("chats")["chat_id"].iloc[0], date(2026, 6, 30), 486)
        result = group_table.measure(ws, JUNE)
    found = row(result)
    assert (found["counted"], found["members"], found["known"], found["count"], found["of"]) == ("head_count", 486, 2, 1, 486)
    assert len(result.people("members")) == 2


def test_seen_people_have_no_share(tmp_path: Path) -> None:
    """A chat alone: a count of people, no denominator."""
    with open_shop(tmp_path, [*TALK, ("阿珍", at("2026-06-02"), "收到")]) as ws:
        found = row(group_table.measure(ws, JUNE))
    assert (found["counted"], found["members"], found["count"]) == ("seen", 2, 1)
    assert found.isna()[["of", "share", "low", "high", "joined", "left", "orders"]].all()


def test_an_order_belongs_to_every_group_the_buyer_is_in_and_counts_once_in_the_total(tmp_path: Path) -> None:
    """The same person in two groups: each group shows the order, the total once; 人次 2, people 1."""
    with open_shop(tmp_path, TALK, [("小雨", "2026-05-01", "")]) as ws:
        (tmp_path / "b").mkdir()
        ws.change_settings(ws.settings.changed(identity__same_name_across_groups=True))
        ws.import_file(roster_file(tmp_path / "b", [("小雨", "2026-05-01", "")], OTHER), chat=OTHER, whole_roster=True)
        ws.import_file(order_file(tmp_path, [paid(1, "小雨", "2026-06-10", "80"), paid(2, "路人", "2026-06-11", "500")]))
        result = group_table.measure(ws, JUNE)
    total = result.totals.set_index("number")
    assert list(result.groups["orders"]) == [1, 1]
    assert (total.loc["orders", "sum"], total.loc["orders", "people"]) == (2, 1)
    assert (total.loc["net", "sum"], total.loc["net", "people"]) == (160, 80)
    assert (total.loc["members", "sum"], len(result.different("members"))) == (2, 1)


def test_orders_without_a_number_are_orders_of_their_own(tmp_path: Path) -> None:
    """Two alike of one buyer on one evening, in a sheet without numbers: two orders in the group and in the total."""
    sheet = tmp_path / "手记.csv"
    sheet.write_text("买家昵称,付款时间,实付金额,商品\n小雨,2026-06-10 20:00:00,80,苹果\n小雨,2026-06-10 20:00:00,80,梨\n", encoding="utf-8")
    with open_shop(tmp_path, TALK, [("小雨", "2026-05-01", "")]) as ws:
        ws.import_file(sheet)
        result = group_table.measure(ws, JUNE)
    total = result.totals.set_index("number")
    assert (row(result)["orders"], total.loc["orders", "people"], total.loc["net", "people"]) == (2, 2, 160)


@pytest.mark.parametrize(("day", "orders"), [("2026-05-31", 0), ("2026-06-01", 1), ("2026-06-30", 1), ("2026-07-01", 0)])
def test_the_period_has_both_its_ends(tmp_path: Path, day: str, orders: int) -> None:
    """The first and the last day count, the days beside them do not."""
    with open_shop(tmp_path, TALK, [("小雨", "2026-05-01", "")], [paid(1, "小雨", day, "80")]) as ws:
        assert row(group_table.measure(ws, JUNE))["orders"] == orders


def test_an_order_from_before_joining_is_not_the_groups(tmp_path: Path) -> None:
    """Joined on the 10th: the order of the 9th is not the group's, that of the 10th is."""
    orders = [paid(1, "阿珍", "2026-06-09", "80"), paid(2, "阿珍", "2026-06-10", "30")]
    with open_shop(tmp_path, TALK, [("小雨", "2026-05-01", ""), ("阿珍", "2026-06-10", "")], orders) as ws:
        found = row(group_table.measure(ws, JUNE))
    assert (found["orders"], found["net"]) == (1, 30)


def test_two_spans_are_compared_only_when_both_are_whole(tmp_path: Path) -> None:
    """A week before the record began says nothing; a week inside it is compared."""
    def week(first, last):
        return Scope(start=date(2026, 6, first), end=date(2026, 6, last))

    with open_shop(tmp_path, TALK, [("小雨", "2026-05-01", "")]) as ws:
        first, second = (row(group_table.measure(ws, one)) for one in (week(1, 7), week(8, 14)))
    assert first.isna()["before_messages"]
    assert (second["before_messages"], second["word_messages"]) == (7, "small_sample")


def test_the_groups_members_are_the_people_of_the_layers(tmp_path: Path) -> None:
    """One definition of who is in a group: the different people over all groups are those of the layers page."""
    with two_groups(tmp_path) as ws:
        ours = set(group_table.measure(ws, JUNE).different("members")["person_id"])
        assert ours == set(layers.measure(ws, JUNE).members["person_id"])


def test_an_empty_group_has_a_row(tmp_path: Path) -> None:
    """A period without any talk still lists the group, with nothing in it."""
    with open_shop(tmp_path, TALK, [("小雨", "2026-06-20", "")]) as ws:
        found = row(group_table.measure(ws, Scope(start=date(2026, 6, 1), end=date(2026, 6, 2))))
    assert (found["members"], found["count"], found["of"]) == (0, 0, 0)
    assert found.isna()["share"]


NAMES = ("小雨", "阿珍", "老李", "陈姐")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(talk=st.lists(st.tuples(st.sampled_from(NAMES), st.integers(1, 30), st.sampled_from(["收到", "停车方便吗"])), max_size=8),
       listed=st.lists(st.sampled_from(NAMES), unique=True), bought=st.lists(st.tuples(st.sampled_from(NAMES), st.integers(1, 30)), max_size=5))
def test_every_count_opens_a_list_of_its_length(tmp_path_factory, talk, listed, bought) -> None:
    """Whatever is in the files: k ≤ n, people ≤ 人次, each list as long as its number, members as on the layers page."""
    folder = tmp_path_factory.mktemp("shop")
    lines = [*TALK, *((who, at(f"2026-06-{day:02d}", 9, n), f"{text}{n}") for n, (who, day, text) in enumerate(talk))]
    orders = [paid(n, who, f"2026-06-{day:02d}", "20") for n, (who, day) in enumerate(bought)]
    with open_shop(folder, lines, [(who, "2026-06-05", "") for who in listed], orders) as ws:
        result = group_table.measure(ws, JUNE)
        assert set(result.different("members")["person_id"]) == set(layers.measure(ws, JUNE).members["person_id"])
    for one in result.groups.to_dict("records"):
        for number in group_table.NUMBERS:
            count = one[{"speakers": "count", "members": "known"}.get(number, number)]
            assert pd.isna(count) or len(result.people(number, one["chat_id"])) == count
    total = result.totals.dropna()
    assert (total["people"] <= total["sum"]).all()
