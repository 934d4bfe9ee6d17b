"""Who is who over a shop's real files: the list, proposals with what speaks against them, namesakes, decisions, roles."""

from datetime import date

import pytest

from analytics import Workspace
from analytics.metrics import matching, resellers, serving, who
from tests.analytics.metrics.shops import CHAT, at, chat_file, every_day, open_shop, order_file, paid, roster_file


def person(ws, name):
    """The person_id of the one person called `name`."""
    frame = ws.table("aliases")
    return int(frame.loc[frame["name"] == name, "person_id"].iloc[0])


def pairs(ws):
    """The proposed pairs by the names shown."""
    found = who.measure(ws).suggestions
    return {frozenset(pair) for pair in zip(found["name_a"], found["name_b"], strict=True)}


@pytest.fixture
def shop(tmp_path):
    """A小雨🌸 talks, 小雨 buys; 老王 talks."""
    talk = [*every_day("A小雨🌸", "2026-06-01", "2026-06-10"), ("老王", at("2026-06-05"), "今天的汤真不错啊")]
    with open_shop(tmp_path, talk=talk, orders=[paid(1, "小雨", "2026-06-03", "88.50")]) as ws:
        yield ws


def test_everybody_is_listed_with_what_they_said_and_spent(shop):
    """Most spent first, then most said."""
    people = who.measure(shop).people
    assert people["display_name"].tolist() == ["小雨", "A小雨🌸", "老王"]
    assert people["spent"].tolist() == [88.5, 0, 0]
    assert people["messages"].tolist() == [0, 10, 1]


def test_a_proposal_is_confirmed_and_its_effect_told(shop):
    """Two people before, one after, with the messages and the money of both."""
    assert pairs(shop) == {frozenset({"A小雨🌸", "小雨"})}
    one = who.measure(shop).suggestions.iloc[0]
    names = who.aliases_of(shop, (one["person_a"], one["person_b"]))
    before = who.standing(shop, names)
    shop.decide_identity(one["person_a"], one["person_b"], "same")
    after = who.standing(shop, names)
    assert before[["messages", "orders"]].values.tolist() == [[0, 1], [10, 0]]
    assert after[["names", "messages", "orders", "spent"]].values.tolist() == [[2, 10, 1, 88.5]]
    assert pairs(shop) == set()


def test_a_refused_proposal_does_not_come_back(shop, tmp_path):
    """Neither now nor after the next import."""
    one = who.measure(shop).suggestions.iloc[0]
    decided = shop.decide_identity(one["person_a"], one["person_b"], "different")
    assert pairs(shop) == set()
    shop.import_file(order_file(tmp_path, [paid(2, "小雨", "2026-06-09", "20")], "下半月.csv"))
    assert pairs(shop) == set()
    shop.take_back_identity(decided)
    assert len(pairs(shop)) == 1


@pytest.mark.parametrize(("day", "there"), [("2026-06-01", False), ("2026-06-02", True)])
def test_two_who_talk_on_one_day_in_one_group_are_two(tmp_path, day, there):
    """小雨 and 小雨🌸 answer each other; a day later it may be her new name."""
    talk = [("小雨", at("2026-06-01"), "今天的汤真不错啊"), ("小雨🌸", at(day), "是啊真的很不错呢")]
    with open_shop(tmp_path, talk=talk) as ws:
        assert bool(pairs(ws)) is there


def test_two_on_one_member_list_are_two(tmp_path):
    """The list shows both."""
    with open_shop(tmp_path, roster=[("小雨", "2026-06-01 09:00:00", "成员"), ("小雨🌸", "2026-06-01 09:00:00", "成员")]) as ws:
        assert pairs(ws) == set()


def test_two_accounts_or_two_phones_are_two(tmp_path):
    """One name, two full numbers."""
    path = tmp_path / "会员.csv"
    path.write_text("姓名,手机号,生日\n小雨,13800000001,1990-01-01\n小雨🌸,13800000002,1991-01-01\n", encoding="utf-8")
    with Workspace.open() as ws:
        ws.import_file(path)
        assert pairs(ws) == set()
        assert len(who.measure(ws).people) == 2


def test_namesakes_are_listed_and_a_decision_ends_it(tmp_path):
    """阿珍 in two groups: two people of one name."""
    with open_shop(tmp_path, talk=every_day("阿珍", "2026-06-01", "2026-06-03")) as ws:
        ws.import_file(chat_file(tmp_path, every_day("阿珍", "2026-06-01", "2026-06-02"), "二群.csv"), chat="另一个群")
        found = who.measure(ws).namesakes
        assert found["bearers"].tolist() == [2, 2]
        assert found["messages"].tolist() == [3, 2]
        ws.decide_identity(*found["person_id"], "same")
        assert who.measure(ws).namesakes.empty


def test_decisions_are_told_newest_first(shop):
    """A merge of one pair and a split of it."""
    one = who.measure(shop).suggestions.iloc[0]
    first = shop.decide_identity(one["person_a"], one["person_b"], "same")
    names = who.names_of(shop, person(shop, "小雨"))
    second = shop.split_person(person(shop, "小雨"), [int(names.loc[names["name"] == "小雨", "alias_id"].iloc[0])])
    found = who.measure(shop).decisions
    assert found["decided_at"].tolist() == [second, first]
    assert found["decision"].tolist() == ["different", "same"]


def test_a_person_is_found_by_any_name_and_by_the_end_of_a_phone(tmp_path):
    """陈小姐, whose card in the group is 阿珍."""
    path = tmp_path / "会员.csv"
    path.write_text("姓名,手机号,生日\n陈小姐,13800004567,1990-01-01\n王姐,13800007777,1990-01-01\n", encoding="utf-8")
    with open_shop(tmp_path, talk=every_day("阿珍", "2026-06-01", "2026-06-02")) as ws:
        ws.import_file(path)
        ws.decide_identity(person(ws, "阿珍"), person(ws, "陈小姐"), "same")
        people = who.measure(ws).people
        for words in ("阿珍", "陈小", "4567"):
            assert who.find(ws, people, words)["person_id"].tolist() == [person(ws, "阿珍")]
        assert len(who.find(ws, people, " ")) == 2
        assert who.find(ws, people, "没有这个人").empty


def test_hidden_names_are_hidden_from_every_list_and_from_the_search(shop):
    """No real name, and no way to ask which pseudonym is whose."""
    masked = shop.masked()
    found = who.measure(masked)
    shown = " ".join([*found.people["display_name"], *found.suggestions["name_a"], *found.suggestions["name_b"],
                      *who.names_of(masked, person(shop, "小雨"))["name"]])
    assert "小雨" not in shown
    assert who.find(masked, found.people, "小雨").empty
    assert serving.by_pattern(masked, "老*").empty


def test_a_person_shows_each_name_with_its_place_and_days(shop):
    """The buyer's name and the card in the group."""
    shop.decide_identity(person(shop, "A小雨🌸"), person(shop, "小雨"), "same")
    names = who.names_of(shop, person(shop, "小雨"))
    assert names["name"].tolist() == ["A小雨🌸", "小雨"]
    assert names["first_seen"].tolist() == [at("2026-06-01", 0), at("2026-06-03", 0)]
    assert names["messages"].tolist() == [10, 0]
    assert names["spent"].tolist() == [0, 88.5]


def test_roles_are_found_by_pattern(tmp_path):
    """客服* takes both, however they are written."""
    talk = [(name, at("2026-06-01", 10 + n), f"欢迎大家来喝汤{n}") for n, name in enumerate(("客服小美", "客服 小丽", "小美客服"))]
    with open_shop(tmp_path, talk=talk) as ws:
        assert set(serving.by_pattern(ws, "客服*")["display_name"]) == {"客服小美", "客服 小丽"}
        assert serving.by_pattern(ws, "*").empty
        assert serving.by_pattern(ws, "").empty


def test_the_handover_lists_whom_she_answered_and_who_bought_from_her(tmp_path):
    """小美 answered 阿珍 within two hours, 老王 too late; 小李 ordered through her."""
    talk = [("阿珍", at("2026-06-01", 10), "猪肚鸡今天还有吗"), ("小美", at("2026-06-01", 11), "有的今天还有五份"),
            ("老王", at("2026-06-02", 10), "明天几点开门呀"), ("小美", at("2026-06-02", 13), "明天早上十点开门"),
            ("阿珍", at("2026-06-20", 10), "今天还有没有汤"), ("小美", at("2026-06-20", 10, 5), "有的给你留一份")]
    path = tmp_path / "导购单.csv"
    path.write_text("订单号,买家昵称,付款时间,实付金额,分销员\nE1,小李,2026-06-03 10:00:00,66,小美\n", encoding="utf-8")
    with open_shop(tmp_path, talk=talk) as ws:
        ws.import_file(path)
        ws.decide_role(None, person(ws, "小美"), "客服")
        found = serving.handover(ws, person(ws, "小美"), date(2026, 6, 10))
        assert found[["display_name", "answered", "orders", "spent"]].values.tolist() == [["小李", 0, 1, 66.0], ["阿珍", 1, 0, 0.0]]
        later = serving.handover(ws, person(ws, "小美"), date(2026, 6, 30)).set_index("display_name")
        assert later.loc["阿珍", "answered"] == 2


def orders_of(folder, receivers):
    """One buyer's orders to so many receivers."""
    path = folder / f"代下单{receivers}.csv"
    rows = [f"E{n},芳姐,2026-06-{n + 1:02d} 10:00:00,10,王{n},1380000{n:04d},幸福小区3号楼{300 + n}室" for n in range(receivers)]
    path.write_text("订单号,买家昵称,付款时间,实付金额,收货人,收货人手机,收货地址\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(("receivers", "there"), [(3, False), (4, True)])
def test_a_buyer_of_four_receivers_is_suspected_and_of_three_is_not(tmp_path, receivers, there):
    """The threshold is in the settings."""
    with Workspace.open() as ws:
        ws.import_file(orders_of(tmp_path, receivers))
        assert (len(resellers.measure(ws).suspected) == 1) is there


def test_what_was_said_of_a_suspicion_is_remembered(tmp_path):
    """Confirmed, refused, taken back."""
    with Workspace.open() as ws:
        ws.import_file(orders_of(tmp_path, 5))
        leader = resellers.measure(ws).suspected["person_ids"].iloc[0]
        for answer, list_ in ((True, "confirmed"), (False, "refused"), (None, "suspected")):
            ws.decide_resellers(leader, answer)
            found = resellers.measure(ws)
            assert getattr(found, list_)["person_ids"].tolist() == [leader]
            assert sum(len(getattr(found, name)) for name in ("suspected", "confirmed", "refused")) == 1


def test_a_sheet_without_receivers_suspects_nobody_and_says_so(shop):
    """Nothing to judge by."""
    assert not resellers.measure(shop).known


def test_buyers_are_held_against_members_and_the_others_are_listed(tmp_path):
    """阿珍 is a member, 陈小姐 and 李先生 are not; 老王 never bought."""
    with open_shop(tmp_path, roster=[("阿珍", "2026-06-01 09:00:00", "成员"), ("老王", "2026-06-01 09:00:00", "成员")],
                   talk=every_day("阿珍", "2026-06-01", "2026-06-02"),
                   orders=[paid(n, who_, "2026-06-03", "10") for n, who_ in enumerate(("阿珍", "陈小姐", "李先生"))]) as ws:
        found = matching.shared_people(ws)
        row = found.pairs.set_index(["side", "among"]).loc[("buyer", "member")]
        assert (row["count"], row["of"]) == (1, 3)
        assert set(found.others("buyer", "member")["display_name"]) == {"陈小姐", "李先生"}
        assert set(zip(found.pairs["side"], found.pairs["among"], strict=True)) == {
            ("buyer", "member"), ("buyer", "speaker"), ("speaker", "member")}


def test_a_list_with_one_name_twice_matches_neither(tmp_path):
    """Two 阿珍 on the list, one order by 阿珍."""
    with open_shop(tmp_path, orders=[paid(1, "阿珍", "2026-06-03", "10")]) as ws:
        ws.import_file(roster_file(tmp_path, [("阿珍", "2026-06-01 09:00:00", "成员"), ("阿珍", "2026-06-02 09:00:00", "成员"),
                                              ("老王", "2026-06-02 09:00:00", "成员")]), chat=CHAT)
        row = matching.shared_people(ws).pairs.set_index(["side", "among"]).loc[("buyer", "member")]
        assert (row["count"], row["of"], row["ambiguous"]) == (0, 1, 1)
