"""接龙 followed to their latest sending, whatever files they come in; prices typed once."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import UserError, Workspace

TITLE = "周末团:草莓"


def sending(who: str, clock: str, *lines: str, title: str = TITLE, day: str = "2026/6/1") -> str:
    listed = "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))
    return f"{who} {day} {clock}\n#接龙\n{title}\n\n{listed}\n\n"


FIRST = sending("老王", "20:10", "老王 2盒")
SECOND = sending("小雨", "20:10", "老王 2盒", "小雨 草莓*2+苹果1")
THIRD = sending("阿杰", "20:30", "老王 2盒", "小雨 草莓*2+苹果1", "阿杰 1盒")
WITHOUT_WANG = sending("小雨", "20:31", "小雨 草莓*3", "阿杰 1盒")


def shop(*texts: str) -> Workspace:
    ws = Workspace.open()
    for text in texts:
        ws.import_text(text, chat="福利群")
    return ws


def state(ws: Workspace) -> list[tuple[str, str, str, float]]:
    """(who, what, standing, how many), sorted."""
    rows = ws.query("select p.display_name, s.item, s.standing, s.quantity from sign_ups s left join people p using (person_id) order by all")
    return list(rows.itertuples(index=False, name=None))


LATEST = [("小雨", "苹果", "changed", 1.0), ("小雨", "草莓", "changed", 2.0), ("小雨", "草莓", "current", 3.0),
          ("老王", "草莓", "withdrawn", 2.0), ("阿杰", "草莓", "current", 1.0)]


def test_the_latest_sending_counts_and_the_earlier_ones_are_history():
    """Who is gone withdrew; who stands there with another line changed it."""
    with shop(FIRST + SECOND + THIRD + WITHOUT_WANG) as ws:
        assert state(ws) == sorted(LATEST)
        assert list(ws.query("select item, quantity from estimated_orders order by all").itertuples(index=False, name=None)) == [
            ("草莓", 1.0), ("草莓", 3.0)]


@pytest.mark.parametrize("files", list(permutations([FIRST + SECOND, SECOND + THIRD, THIRD + WITHOUT_WANG])))
def test_pieces_of_a_list_say_the_same_in_any_order(files: tuple[str, ...]):
    """Exports overlap and come as they were found."""
    with shop(*files) as ws:
        assert state(ws) == sorted(LATEST)
        assert ws.query("select count(distinct list_id) as n from sign_ups")["n"].item() == 1


def test_undoing_the_latest_file_brings_the_earlier_state_back():
    """A list knows no more than the files that are left."""
    with shop(FIRST + SECOND + THIRD) as ws:
        before = state(ws)
        receipt = ws.import_text(WITHOUT_WANG, chat="福利群")
        assert state(ws) != before
        ws.undo(receipt.batch_id)
        assert state(ws) == before


def test_the_same_title_on_another_day_is_another_list():
    """A list that starts again with one of its twenty people is new; the regular's sign-up counts twice."""
    monday = [f"客人{n} 1盒" for n in range(20)]
    text = sending("客人19", "20:00", *monday) + sending("客人3", "20:00", "客人3 1盒", day="2026/6/2")
    with shop(text) as ws:
        assert ws.query("select count(distinct list_id) as n from sign_ups")["n"].item() == 2
        assert (ws.query("select standing from sign_ups")["standing"] == "current").all()
        assert ws.table("events")["happened_at"].dt.date.tolist().count(date(2026, 6, 2)) == 1


@pytest.mark.parametrize(("days", "lists"), [("2026/6/4", 1), ("2026/6/5", 2)])
def test_a_list_is_open_for_three_days(days: str, lists: int):
    """Half of the people on the third day go on with it; on the fourth they start another."""
    text = sending("小雨", "20:00", "老王 2盒", "小雨 1盒") + sending("小雨", "20:00", "小雨 1盒", day=days)
    with shop(text) as ws:
        assert ws.query("select count(distinct list_id) as n from sign_ups")["n"].item() == lists


def test_a_title_that_says_it_is_closed_is_the_same_list():
    """已截单 is added to the title; nothing is counted twice."""
    with shop(THIRD + sending("老王", "21:00", "老王 2盒", "小雨 草莓*2+苹果1", "阿杰 1盒", title=f"{TITLE}(已截单)")) as ws:
        assert ws.query("select count(distinct list_id) as n from sign_ups")["n"].item() == 1


def test_a_line_that_says_no_thanks_is_withdrawn():
    """不要了 takes the sign-up back; 不要香菜 does not."""
    with shop(sending("小雨", "20:00", "老王 2盒 不要了", "小雨 1盒 不要叶子")) as ws:
        assert state(ws) == sorted([("小雨", "草莓", "current", 1.0), ("老王", "草莓", "withdrawn", 2.0)])


def test_a_list_pasted_again_later_is_the_latest_state():
    """Two pastes of two days: the newer one stands, what it lacks was withdrawn."""
    older, newer = "#接龙\n周末团:草莓\n\n1. 老王 2盒\n2. 小雨 1盒\n", "#接龙\n周末团:草莓\n\n1. 小雨 2盒\n2. 阿杰 1盒\n"
    with Workspace.open() as ws:
        ws.import_text(newer, day=date(2026, 6, 2), chat="福利群")
        ws.import_text(older, day=date(2026, 6, 1), chat="福利群")
        assert state(ws) == sorted([("小雨", "草莓", "changed", 1.0), ("小雨", "草莓", "current", 2.0),
                                    ("老王", "草莓", "withdrawn", 2.0), ("阿杰", "草莓", "current", 1.0)])


def test_an_undated_paste_twice_is_one_list():
    """Nothing says when; the second time everything is there already."""
    text = "#接龙\n周末团:草莓\n\n1. 老王 2盒\n2. 小雨 1盒\n"
    with Workspace.open() as ws:
        ws.import_text(text)
        again = ws.import_text(text)
        assert again.kept == 0
        assert len(state(ws)) == 2


def test_a_price_is_typed_once_and_holds_for_later_lists():
    """25.80 yuan for 草莓, in this list and in one imported afterwards; taken back, nothing is priced."""
    with shop(FIRST) as ws:
        ws.set_price("草莓", "25.8")
        ws.import_text(sending("阿杰", "9:00", "阿杰 草莓 1盒", title="六一接龙", day="2026/6/9"), chat="福利群")
        rows = ws.query("select amount, price_source from estimated_orders order by amount")
        assert [(float(amount), source) for amount, source in rows.itertuples(index=False)] == [(25.8, "typed"), (51.6, "typed")]
        ws.set_price(" 草莓 ", None)
        assert ws.query("select amount from estimated_orders")["amount"].isna().all()


def test_a_price_in_the_title_or_the_line_goes_before_a_typed_one():
    """The list of that day knows better what things cost that day."""
    with shop(sending("老王", "20:00", "老王 2盒", "小雨 1盒 共30元", title="草莓 28元/盒")) as ws:
        ws.set_price("草莓", 25)
        rows = ws.query("select amount, price_source from estimated_orders order by amount")
        assert [(float(amount), source) for amount, source in rows.itertuples(index=False)] == [(30.0, "written"), (56.0, "written")]


@pytest.mark.parametrize(("price", "possible"), [("0", True), ("1000000", True), ("1000000.01", False), ("-0.01", False),
                                                 ("二十", False), ("NaN", False), (None, True)])
def test_what_can_be_a_price(price: str | None, possible: bool):
    """From nothing to a million yuan."""
    with shop(FIRST) as ws:
        if possible:
            ws.set_price("草莓", price)
            assert len(ws.table("corrections")) == (0 if price is None else 1)
        else:
            with pytest.raises(UserError, match="price_impossible"):
                ws.set_price("草莓", price)


def test_a_price_is_kept_to_the_cent():
    """A number is what was typed, not what lies nearest in binary."""
    with shop(FIRST) as ws:
        ws.set_price("草莓", 19.9)
        assert ws.table("corrections")["value"].tolist() == ["19.90"]


_PEOPLE = ("老王", "小雨", "阿杰", "阿珍", "Mary Lee")


@given(st.lists(st.tuples(st.sampled_from(_PEOPLE), st.integers(1, 9)), min_size=2, max_size=8), st.data())
@settings(deadline=None, max_examples=8)
def test_a_growing_list_split_anywhere_ends_as_it_was_last_sent(joiners: list[tuple[str, int]], data: st.DataObject):
    """Each joiner sends the whole list with one line more; two files that meet anywhere say what one file says."""
    lines: list[str] = []
    sendings = []
    for minute, (who, count) in enumerate(joiners):
        lines.append(f"{who} {count}盒")
        sendings.append(sending(who, f"20:{minute:02d}", *lines))
    cut = data.draw(st.integers(1, len(sendings) - 1))
    with shop("".join(sendings)) as whole, shop("".join(sendings[cut:]), "".join(sendings[:cut])) as split:
        assert sum(row[3] for row in state(split) if row[2] == "current") == sum(count for _, count in joiners)
        assert [row for row in state(split) if row[2] == "current"] == [row for row in state(whole) if row[2] == "current"]
