"""Who is who: by id, by phone, by a name only one person carries; never by a guess."""

from __future__ import annotations

import random
from itertools import combinations
from typing import NamedTuple

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from analytics.importers.names import stands_for_many
from analytics.people import identify as identify_frame


class Alias(NamedTuple):
    """One way a file names somebody; chat_id None: outside any group."""

    alias_id: int
    chat_id: str | None
    platform_id: str
    normal_name: str
    phone: str


def identify(aliases, decisions=(), **more):
    """`identify` on a list of aliases."""
    columns = {field: [getattr(alias, field) for alias in aliases] for field in Alias._fields}
    frame = pd.DataFrame({field: pd.Series(values, dtype="int64" if field == "alias_id" else "str")
                          for field, values in columns.items()})
    return identify_frame(frame, decisions, **more)


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
    assert identify(aliases)["ambiguous"].tolist() == [True, True]


def test_a_hidden_name_is_nobodys():
    """张* on an order is not the 张* of another sheet, and no member's either; 张星 is a name."""
    hidden, plain = (
        identify([Alias(1, "c1", "wxid_a", name, ""), Alias(2, None, "", name, "")]).set_index("alias_id")
        for name in ("张*", "张星"))
    assert hidden["person_id"].tolist() == [1, 2]
    assert hidden["ambiguous"].tolist() == [False, True]
    assert plain["person_id"].tolist() == [1, 1]


def test_the_exporters_own_word_is_one_person_of_the_group_until_somebody_answers():
    """我 has no namesake to be mixed up with."""
    assert identify([Alias(1, "c1", "", "我", "")])["ambiguous"].tolist() == [False]


def test_a_decided_namesake_is_no_longer_in_doubt():
    """Two members called 阿珍; a person said whose messages these are."""
    aliases = [Alias(1, "c1", "wxid_a", "阿珍", ""), Alias(2, "c1", "wxid_b", "阿珍", ""), Alias(3, "c1", "", "阿珍", "")]
    frame = identify(aliases, [(3, 2, "same")]).set_index("alias_id")
    assert frame["person_id"].tolist() == [1, 2, 2]
    assert not frame["ambiguous"].any()


def test_a_buyer_of_two_names_does_not_make_two_members_one():
    """One phone bought as 阿珍 and as 老王, both members with ids of their own: the names say nothing."""
    aliases = [Alias(1, "c1", "a", "阿珍", ""), Alias(2, "c1", "b", "老王", ""),
               Alias(3, None, "", "阿珍", "13800000001"), Alias(4, None, "", "老王", "13800000001")]
    assert people(aliases) == {1: 1, 2: 2, 3: 3, 4: 3}


def test_two_ids_outside_the_groups_are_not_one_buyer_because_of_a_name():
    """Two customers of the shop system, both called 阿珍."""
    assert not together([Alias(1, None, "u1", "阿珍", ""), Alias(2, None, "u2", "阿珍", "")], 1, 2)


def test_names_under_one_phone_stay_together_when_one_of_them_is_told_apart():
    """The son goes; mother's other name stays with her, although the first of the three is his."""
    aliases = [Alias(1, None, "", "儿子", "13800000001"), Alias(2, None, "", "阿珍", "13800000001"),
               Alias(3, None, "", "珍姐", "13800000001")]
    assert people(aliases, [(1, 2, "different"), (1, 3, "different")]) == {1: 1, 2: 2, 3: 2}


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


@given(st.sets(_alias, max_size=10), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), st.booleans())
def test_the_fast_way_finds_what_the_obvious_way_finds(keys, one, two, three, across):
    """Arrays and connected parts give the same people as sets of names, joined rule by rule."""
    aliases = [Alias(number, *key) for number, key in enumerate(sorted(keys, key=str))]
    same, different, stated = [(one, two)], [(two, three)] if three != one else [], [(three, one)]
    decisions = [(*pair, "same") for pair in same] + [(*pair, "different") for pair in different]
    if two == three or one == two or sorted((one, two)) == sorted((two, three)):
        same, different, decisions = [], [], []
    expected = obvious(aliases, same, different, stated, across)
    found = people(aliases, decisions, stated=stated, same_name_across_groups=across)
    assert {frozenset(one for one in found if found[one] == who) for who in found.values()} == expected


def obvious(aliases, same, different, stated, across):
    """The people as a set of sets of alias ids: METRICS 5.2 written down without any thought of speed."""
    by_id = {alias.alias_id: alias for alias in aliases}
    who = {one: frozenset([one]) for one in by_id}

    def tie(ids, size):
        waiting = sorted((one for one in ids if one in by_id), key=lambda one: (-size[one], one))
        while waiting:
            first, left = waiting[0], []
            for other in waiting[1:]:
                both = who[first] | who[other]
                if who[first] != who[other] and any({a, b} <= both for a, b in different):
                    left.append(other)
                else:
                    who.update(dict.fromkeys(both, both))
            waiting = left

    def rule(groups):
        groups, size = [list(group) for group in groups], {one: len(person) for one, person in who.items()}
        for group in groups:
            tie(group, size)

    def having(field, value, among=aliases):
        return [alias.alias_id for alias in among if getattr(alias, field) == value]

    def values(field, persons):
        return {getattr(by_id[one], field) for person in persons for one in person} - {"", None}

    def met(field):
        return [value for value in dict.fromkeys(getattr(alias, field) for alias in aliases) if value]

    def phones(persons):
        return {phone for phone in values("phone", persons) if len(phone) >= 7}

    def clash(persons):
        inside = {person for person in persons if values("chat_id", [person])}
        chats = [chat for person in inside for chat in values("chat_id", [person])]
        return len(values("platform_id", inside)) > 1 or len(phones(persons)) > 1 or len(chats) > len(set(chats))

    def join_names(groups):
        """Persons joined by names, unless the names together make two known people one."""
        parts = [set(group) for group in groups]
        while pair := next(((a, b) for a, b in combinations(parts, 2) if a & b), None):
            parts = [part for part in parts if part not in pair] + [pair[0] | pair[1]]
        bad = [part for part in parts if clash(part)]
        groups = [group for group in groups if not any(group <= part for part in bad)]
        rule([min(person) for person in group] for group in groups)

    rule(same)
    rule(stated)
    rule(having("platform_id", value) for value in met("platform_id"))
    rule(having("phone", value) for value in met("phone") if len(value) >= 7)
    unsure, owned = set(), []
    for alias in aliases:
        if alias.platform_id or alias.phone or not alias.normal_name:
            continue
        namesakes = having("normal_name", alias.normal_name, [
            one for one in aliases if alias.chat_id and one.chat_id == alias.chat_id and (one.platform_id or one.phone)])
        owners = {who[one] for one in namesakes}
        if len(owners) == 1 and not stands_for_many(alias.normal_name):
            owned.append((alias.alias_id, min(min(owners))))
        elif owners and who[alias.alias_id] not in owners:
            unsure.add(alias.normal_name)
    rule(owned)
    names = {alias.normal_name for alias in aliases if not stands_for_many(alias.normal_name)} - unsure - {""}

    def bearers(name, inside):
        return {who[one] for one in having("normal_name", name) if bool(by_id[one].chat_id) == inside}

    if across:
        groups = [bearers(name, True) for name in met("normal_name") if name in names]
        join_names([group for group in groups if len(group) > 1 and not clash(group)])
    groups = []
    for name in (name for name in met("normal_name") if name in names):
        owners, strangers = bearers(name, True), bearers(name, False)
        strangers -= owners
        owners = owners if strangers else set()
        if len(owners) < 2 and len(phones(owners | strangers)) < 2 and (
                len(strangers) < 2 or len(values("platform_id", strangers)) < 2):
            groups.append(owners | strangers)
    join_names([group for group in groups if group])
    return set(who.values())
