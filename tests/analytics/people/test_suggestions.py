"""Which names may be one person: each kind of evidence alone, together, and where it is none."""

import pandas as pd
import pytest

from analytics.importers.names import normal
from analytics.people.suggestions import WEIGHTS, core, suggest


def names(*rows):
    """Aliases of (person, chat or None, name, phone, door)."""
    filled = [(*row, *("", "")[len(row) - 3:]) for row in rows]
    return pd.DataFrame({
        "person_id": [row[0] for row in filled], "chat_id": pd.Series([row[1] for row in filled], dtype="str"),
        "normal_name": pd.Series([normal(row[2]) for row in filled], dtype="str"),
        "phone": pd.Series([row[3] for row in filled], dtype="str"), "room": pd.Series([row[4] for row in filled], dtype="str"),
        "first_day": pd.NaT, "last_day": pd.NaT,
    }).astype({"first_day": "datetime64[ns]", "last_day": "datetime64[ns]"})


def found(*rows, alike_from=0.8, took_over_days=3):
    """(person, person) → evidence."""
    frame = suggest(names(*rows), alike_from=alike_from, took_over_days=took_over_days)
    return {(one, other): evidence for one, other, evidence in zip(frame["person_a"], frame["person_b"], frame["evidence"], strict=True)}


@pytest.mark.parametrize(("name", "bare"), [
    ("A小雨🌸", "小雨"), ("AAA建材老王", "建材老王"), ("3-301 老王", "老王"), ("阿珍 尾号4567", "阿珍"), ("小雨(原名:小美)", "小雨"),
    ("～阿~珍～", "阿珍"), ("Anna", "anna"), ("🌸🌸", ""), ("00阿珍", "阿珍"),
])
def test_a_name_is_seen_without_its_decoration(name, bare):
    """Emoji, signs, door, phone tail, the A that stands first in a list."""
    assert core(normal(name)) == bare


def test_the_same_name_in_two_groups_is_proposed():
    """Nothing else is known of either."""
    assert found((1, "c1", "小雨"), (2, "c2", "小雨")) == {(1, 2): ("same_name",)}


def test_decoration_parts_nobody_and_a_buyer_weighs_more():
    """A小雨🌸 in the group, 小雨 on the order."""
    assert found((1, "c1", "A小雨🌸"), (2, None, "小雨")) == {(1, 2): ("same_core", "buyer")}


def test_signs_that_tell_namesakes_apart_are_weak_evidence():
    """🌸小雨 and 小雨☀ both chose a sign; and a name that three carry is nobody's own."""
    assert found((1, "c1", "🌸小雨"), (2, "c2", "小雨☀")) == {(1, 2): ("like_core",)}
    three = found((1, "c1", "小雨"), (2, "c2", "小雨☀"), (3, "c3", "小雨🌸"))
    assert set(three.values()) == {("like_core",)}


def test_a_phone_tail_in_a_name_finds_the_phone():
    """阿珍 尾号4567 and an order with that number."""
    assert found((1, "c1", "阿珍 尾号4567"), (2, None, "陈小姐", "13800004567"))[1, 2] == ("phone_tail", "buyer")


def test_four_digits_at_the_end_are_weaker_than_a_stated_tail():
    """阿珍4567 may be a year or a door."""
    assert found((1, "c1", "阿珍4567"), (2, None, "陈小姐", "13800004567"))[1, 2] == ("ending_digits", "buyer")
    assert WEIGHTS["ending_digits"] < WEIGHTS["phone_tail"]


def test_a_short_phone_has_no_tail():
    """4567 of a landline of seven digits says nothing."""
    assert found((1, "c1", "阿珍 尾号4567"), (2, None, "陈小姐", "8804567")) == {}


def test_a_door_in_a_card_finds_the_delivery():
    """3-301 老王 in the group, 王先生 with an order to 3-301."""
    assert found((1, "c1", "3-301 老王"), (2, None, "王先生", "", "3-301"))[1, 2] == ("room", "buyer")


def test_a_former_name_is_found():
    """小雨(原名:小美) and 小美."""
    assert found((1, "c1", "小雨(原名:小美)"), (2, "c1", "小美")) == {(1, 2): ("states_old_name",)}


@pytest.mark.parametrize(("buyer", "there"), [("阿珍姐", True), ("阿珍大姐", False)])
def test_a_buyers_name_that_is_nearly_a_members_is_proposed(buyer, there):
    """Four letters of five are alike from 0.8 on; four of six are not."""
    assert bool(found((1, "c1", "阿珍"), (2, None, buyer))) is there


def test_a_latin_letter_makes_another_name():
    """Sandy does not order as Mandy."""
    assert found((1, "c1", "Sandy"), (2, None, "Mandy")) == {}


def test_two_members_with_like_names_are_not_proposed():
    """In a group 阿珍 and 阿珍姐 are two; only a buyer may have been written otherwise."""
    assert found((1, "c1", "阿珍"), (2, "c2", "阿珍姐")) == {}


def test_a_name_that_everybody_carries_proposes_nobody():
    """Eight bearers are namesakes; nine are a crowd."""
    few, many = (found(*((n, f"c{n}", "小雨") for n in range(count))) for count in (8, 9))
    assert len(few) == 28
    assert many == {}


def test_words_for_everybody_and_hidden_names_propose_nobody():
    """微信用户 and 张* on both sides."""
    assert found((1, "c1", "微信用户"), (2, None, "微信用户"), (3, "c1", "张*"), (4, None, "张*")) == {}


@pytest.mark.parametrize(("first_day", "there"), [("2026-06-04", True), ("2026-06-05", False)])
def test_a_name_that_begins_where_another_ends_is_evidence_beside_another(first_day, there):
    """Within three days; a day later it is not."""
    frame = names((1, "c1", "小雨🌸"), (2, "c1", "小雨"))
    frame["first_day"] = pd.to_datetime(["2026-05-01", first_day])
    frame["last_day"] = pd.to_datetime(["2026-06-01", "2026-06-30"])
    evidence = suggest(frame, alike_from=0.8, took_over_days=3)["evidence"].iloc[0]
    assert ("took_over" in evidence) is there


def test_evidence_adds_up():
    """A door and a phone tail together weigh more than either, and never more than certainty."""
    frame = suggest(names((1, "c1", "3-301 阿珍 尾号4567"), (2, None, "陈小姐", "13800004567", "3-301")), alike_from=0.8, took_over_days=3)
    assert frame["evidence"].tolist() == [("phone_tail", "room", "buyer")]
    assert frame["score"].tolist() == [91]


def test_no_names_no_pairs():
    """An empty shop."""
    assert suggest(names().astype({"person_id": "int64"}), alike_from=0.8, took_over_days=3).empty
