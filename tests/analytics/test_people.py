"""Who is who: by id, by phone, by a name only one person carries; never by a guess."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from analytics.people import Alias, identify


def people(aliases, decisions=(), **more):
    """alias_id → person_id."""
    frame = identify(aliases, decisions, **more)
    return dict(zip(frame["alias_id"], frame["person_id"], strict=True))


def together(aliases, *ids, **more):
    """Whether the aliases are one person."""
    who = people(aliases, **more)
    return len({who[one] for one in ids}) == 1


def test_one_id_under_two_names_is_one_person():
    """A new nickname under the same wxid changes nothing."""
    assert together([Alias(1, "c1", "wxid_a", "阿珍", ""), Alias(2, "c2", "wxid_a", "珍姐", "")], 1, 2)


def test_one_phone_is_one_person():
    """Two order names with one full phone number."""
    assert together([Alias(1, None, "", "阿珍", "13800000001"), Alias(2, None, "", "陈小姐", "13800000001")], 1, 2)


def test_a_short_number_ties_nobody():
    """Six digits are no phone; seven are."""
    short, long = ([Alias(1, None, "", "甲", n), Alias(2, None, "", "乙", n)] for n in ("123456", "1234567"))
    assert not together(short, 1, 2)
    assert together(long, 1, 2)


def test_a_name_without_id_belongs_to_the_one_member_of_its_group_who_carries_it():
    """Messages that name only a nickname find the roster's wxid."""
    assert together([Alias(1, "c1", "wxid_a", "阿珍", ""), Alias(2, "c1", "", "阿珍", "")], 1, 2)


def test_a_name_two_members_of_the_group_carry_stays_ambiguous():
    """It is nobody's: a pseudo-person of its own."""
    aliases = [Alias(1, "c1", "wxid_a", "阿珍", ""), Alias(2, "c1", "wxid_b", "阿珍", ""), Alias(3, "c1", "", "阿珍", "")]
    frame = identify(aliases).set_index("alias_id")
    assert len(set(frame["person_id"])) == 3
    assert frame["ambiguous"].to_dict() == {1: False, 2: False, 3: True}


def test_the_same_name_in_two_groups_is_two_people_unless_the_shop_says_otherwise():
    """METRICS 5.2: without ids the key is (group, name)."""
    aliases = [Alias(1, "c1", "", "阿珍", ""), Alias(2, "c2", "", "阿珍", "")]
    assert not together(aliases, 1, 2)
    assert together(aliases, 1, 2, same_name_across_groups=True)


def test_two_ids_are_never_one_person_because_of_a_name():
    """Even where the shop takes equal names as one person."""
    aliases = [Alias(1, "c1", "wxid_a", "阿珍", ""), Alias(2, "c2", "wxid_b", "阿珍", "")]
    assert not together(aliases, 1, 2, same_name_across_groups=True)


def test_a_buyer_is_the_only_member_of_that_name():
    """An order that names only a nickname."""
    assert together([Alias(1, "c1", "wxid_a", "阿珍", ""), Alias(2, None, "", "阿珍", "")], 1, 2)


def test_a_buyer_whose_name_two_members_carry_is_matched_to_neither():
    """The match would be a guess."""
    aliases = [Alias(1, "c1", "wxid_a", "阿珍", ""), Alias(2, "c2", "wxid_b", "阿珍", ""), Alias(3, None, "", "阿珍", "")]
    assert len(set(people(aliases).values())) == 3


def test_two_buyers_of_one_name_and_two_phones_stay_two_and_match_nobody():
    """小李 and 小李 with different numbers, one 小李 in the group."""
    aliases = [Alias(1, "c1", "", "小李", ""), Alias(2, None, "", "小李", "13800000001"), Alias(3, None, "", "小李", "13800000002")]
    assert len(set(people(aliases).values())) == 3


def test_names_that_stand_for_many_are_never_matched():
    """群成员 in two files is not one person who buys."""
    aliases = [Alias(1, "c1", "", "群成员", ""), Alias(2, None, "", "群成员", "")]
    assert len(set(people(aliases).values())) == 2
    assert identify(aliases)["ambiguous"].tolist() == [True, False]


def test_a_person_decides_and_the_later_decision_wins():
    """same, then different."""
    aliases = [Alias(1, "c1", "", "阿珍", ""), Alias(2, "c2", "", "陈小姐", "")]
    assert len(set(people(aliases, [(1, 2, "same")]).values())) == 1
    assert len(set(people(aliases, [(1, 2, "same"), (2, 1, "different")]).values())) == 2


def test_different_beats_the_rules():
    """Two people share a phone: a mother and her son."""
    aliases = [Alias(1, None, "", "阿珍", "13800000001"), Alias(2, None, "", "阿珍儿子", "13800000001")]
    assert len(set(people(aliases, [(1, 2, "different")]).values())) == 2


_alias = st.tuples(st.sampled_from(["c1", "c2", None]), st.sampled_from(["", "a", "b"]), st.sampled_from(["阿珍", "老王", ""]),
                   st.sampled_from(["", "13800000001", "13800000002"]))


@given(st.sets(_alias, max_size=14), st.integers(0, 99), st.booleans())
def test_the_order_of_names_decides_nothing(keys, seed, across):
    """The result depends on the set of aliases only."""
    aliases = [Alias(number, *key) for number, key in enumerate(sorted(keys, key=str))]
    mixed = random.Random(seed).sample(aliases, len(aliases))
    assert people(aliases, same_name_across_groups=across) == people(mixed, same_name_across_groups=across)


@given(st.sets(_alias, max_size=14))
def test_equal_ids_are_always_one_person(keys):
    """Whatever else the files say."""
    aliases = [Alias(number, *key) for number, key in enumerate(sorted(keys, key=str))]
    who = people(aliases)
    for platform_id in ("a", "b"):
        assert len({who[alias.alias_id] for alias in aliases if alias.platform_id == platform_id}) <= 1
