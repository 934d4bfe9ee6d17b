"""What people decide about people survives imports, can be taken back, and moves numbers where it should."""

from datetime import date

import pytest

from analytics import Scope, UserError, Workspace
from analytics.metrics import funnel, layers
from tests.analytics.metrics.shops import CHAT, at, chat_file, every_day, open_shop, order_file, paid, roster_file

JUNE = Scope(start=date(2026, 6, 1), end=date(2026, 6, 30))


def names(ws):
    """The people as a set of sets of names."""
    frame = ws.table("aliases")
    return {frozenset(group["name"]) for _, group in frame.groupby("person_id")}


def person(ws, name):
    """The person_id of the one person called `name`."""
    frame = ws.table("aliases")
    return int(frame.loc[frame["name"] == name, "person_id"].iloc[0])


def alias(ws, name):
    """The alias_id of `name`."""
    frame = ws.table("aliases")
    return int(frame.loc[frame["name"] == name, "alias_id"].iloc[0])


@pytest.fixture
def shop(tmp_path):
    """阿珍 talks and 陈小姐 buys; 老王 and 小李 talk too."""
    talk = [*every_day("阿珍", "2026-06-01", "2026-06-30"), ("老王", at("2026-06-05"), "今天的汤真不错啊"),
            ("小李", at("2026-06-06"), "今天的鸡真不错啊")]
    with open_shop(tmp_path, talk=talk, orders=[paid(1, "陈小姐", "2026-06-03", "900")]) as ws:
        yield ws


def test_a_merge_stays_after_an_import_and_goes_when_it_is_taken_back(shop, tmp_path):
    """阿珍 is 陈小姐, also for the orders that come later."""
    decided = shop.decide_identity(person(shop, "阿珍"), person(shop, "陈小姐"), "same")
    assert frozenset({"阿珍", "陈小姐"}) in names(shop)
    shop.import_file(order_file(tmp_path, [paid(2, "陈小姐", "2026-06-20", "50")], "六月下.csv"))
    assert shop.table("orders")["person_id"].nunique() == 1
    assert frozenset({"阿珍", "陈小姐"}) in names(shop)
    shop.take_back_identity(decided)
    assert frozenset({"阿珍"}) in names(shop)
    assert frozenset({"陈小姐"}) in names(shop)


def test_many_pairs_are_decided_and_taken_back_together(shop):
    """One moment for two merges; another for a third."""
    both = shop.decide_identities([(person(shop, "阿珍"), person(shop, "陈小姐")), (person(shop, "老王"), person(shop, "小李"))], "same")
    later = shop.decide_identity(person(shop, "阿珍"), person(shop, "老王"), "same")
    assert later > both
    assert names(shop) == {frozenset({"阿珍", "陈小姐", "老王", "小李"})}
    shop.take_back_identity(later)
    assert names(shop) == {frozenset({"阿珍", "陈小姐"}), frozenset({"老王", "小李"})}
    shop.take_back_identity(both)
    assert len(names(shop)) == 4


def test_taking_back_what_was_never_decided_is_said(shop):
    """No silent nothing."""
    with pytest.raises(UserError, match="decision_unknown"):
        shop.take_back_identity(at("2026-06-01"))


def test_the_later_decision_wins_although_the_clock_has_not_moved(shop):
    """Same and different within one second."""
    pair = person(shop, "阿珍"), person(shop, "老王")
    shop.decide_identity(*pair, "same")
    shop.decide_identity(*pair, "different")
    assert frozenset({"阿珍", "老王"}) not in names(shop)


def test_a_split_sends_the_chosen_names_away_and_survives_the_next_import(shop, tmp_path):
    """阿珍, 老王, 小李 were made one; 老王 goes, the other two stay together."""
    shop.decide_identities([(person(shop, "阿珍"), person(shop, "老王")), (person(shop, "老王"), person(shop, "小李"))], "same")
    split = shop.split_person(person(shop, "阿珍"), [alias(shop, "老王")])
    expected = {frozenset({"阿珍", "小李"}), frozenset({"老王"}), frozenset({"陈小姐"})}
    assert names(shop) == expected
    shop.import_file(chat_file(tmp_path, every_day("老王", "2026-07-01", "2026-07-03"), "七月.csv"), chat=CHAT)
    assert names(shop) == expected
    shop.take_back_identity(split)
    assert frozenset({"阿珍", "小李", "老王"}) in names(shop)


def test_a_split_parts_names_that_one_id_holds_together(tmp_path):
    """Mother and daughter on one phone."""
    with Workspace.open() as ws:
        path = tmp_path / "会员.csv"
        path.write_text("姓名,手机号,生日\n阿珍,13800000001,1990-01-01\n小玲,13800000001,2010-01-01\n", encoding="utf-8")
        ws.import_file(path)
        assert names(ws) == {frozenset({"阿珍", "小玲"})}
        ws.split_person(person(ws, "阿珍"), [alias(ws, "小玲")])
        assert names(ws) == {frozenset({"阿珍"}), frozenset({"小玲"})}


def test_a_split_needs_some_names_and_leaves_some(shop):
    """Neither nobody nor everybody can go."""
    with pytest.raises(UserError, match="split_none"):
        shop.split_person(person(shop, "阿珍"), [])
    with pytest.raises(UserError, match="split_all"):
        shop.split_person(person(shop, "阿珍"), [alias(shop, "阿珍")])


def test_a_name_carries_the_days_it_was_seen(shop):
    """First and last day with a message or an order."""
    days = shop.table("aliases").set_index("name")
    assert (days.loc["阿珍", "valid_from"], days.loc["阿珍", "valid_to"]) == (at("2026-06-01", 0), at("2026-06-30", 0))
    assert days.loc["陈小姐", "valid_from"] == days.loc["陈小姐", "valid_to"] == at("2026-06-03", 0)


def test_roles_are_given_to_many_at_once_and_here_wins_over_everywhere(shop):
    """老王 and 小李 are 客服 everywhere; in the one group there is 小李 is a member."""
    chat = shop.table("chats")["chat_id"].iloc[0]
    shop.decide_roles([(None, person(shop, "老王")), (None, person(shop, "小李"))], "客服")
    shop.decide_role(chat, person(shop, "小李"), "成员")
    staff = shop.query("select person_id from staff")["person_id"].tolist()
    assert staff == [person(shop, "老王")]


def test_an_unknown_role_is_refused(shop):
    """Roles are the eight of the member lists."""
    with pytest.raises(UserError, match="role_unknown"):
        shop.decide_role(None, person(shop, "老王"), "老板")


def test_what_is_decided_everywhere_wins_over_what_the_list_says(tmp_path):
    """The list says 管理员; a person says 成员."""
    with open_shop(tmp_path, roster=[("老王", "2026-06-01 09:00:00", "管理员")]) as ws:
        assert len(ws.query("select * from staff")) == 1
        ws.decide_role(None, person(ws, "老王"), "成员")
        assert ws.query("select * from staff").empty
        assert ws.table("roles")["role"].tolist() == ["成员"]


def test_who_left_keeps_what_was_posted_and_is_a_member_from_the_next_day(shop):
    """阿珍 was 运营 until 10 June: her lines to that day are the shop's, the later ones hers."""
    shop.decide_role(None, person(shop, "阿珍"), "运营")
    shop.staff_until(person(shop, "阿珍"), date(2026, 6, 10))
    own = shop.table("messages").query("sender_name == '阿珍'").set_index("sent_at")["reason"]
    assert own[at("2026-06-10")] == "staff"
    assert own[at("2026-06-11")] != "staff"
    assert set(shop.table("posts")["posted_at"].dt.date) <= {date(2026, 6, day) for day in range(1, 11)}
    members = layers.measure(shop, JUNE).members["display_name"].tolist()
    assert "阿珍" in members
    shop.staff_until(person(shop, "阿珍"), None)
    assert "阿珍" not in layers.measure(shop, JUNE).members["display_name"].tolist()


def test_a_role_that_a_list_states_can_end_too(tmp_path):
    """群主 by the member list, gone on 15 June."""
    with open_shop(tmp_path, talk=every_day("老王", "2026-06-01", "2026-06-30"),
                   roster=[("老王", "2026-06-01 09:00:00", "群主"), ("阿珍", "2026-06-01 09:00:00", "成员")]) as ws:
        ws.staff_until(person(ws, "老王"), date(2026, 6, 15))
        assert ws.query("select valid_to from staff")["valid_to"].dt.date.tolist() == [date(2026, 6, 15)]
        days = ws.table("member_days").query("staff").groupby("person_id")["day"].max().dt.date.tolist()
        assert days == [date(2026, 6, 15)]


def test_only_staff_can_leave(shop):
    """A member has no role to end."""
    with pytest.raises(UserError, match="not_staff"):
        shop.staff_until(person(shop, "老王"), date(2026, 6, 10))


def test_who_orders_for_others_keeps_the_shops_total_and_loses_the_personal_one(tmp_path):
    """团长 spends 9,000 in June for her neighbours: the sum stays, the layer and the path forget her."""
    talk = every_day("团长", "2026-06-01", "2026-06-30") + every_day("阿珍", "2026-06-01", "2026-06-30", hour=20)
    orders = [*(paid(n, "团长", f"2026-06-{n:02d}", "1000") for n in range(1, 10)),
              *(paid(20 + n, "阿珍", f"2026-06-{n:02d}", "600") for n in (3, 5, 28))]
    roster = [(who, "2026-05-01 09:00:00", "成员") for who in ("团长", "阿珍")]
    with open_shop(tmp_path, talk=talk, roster=roster, orders=orders) as ws:
        total = ws.table("orders")["gross"].sum()
        before = layers.measure(ws, JUNE)
        assert set(before.people("high_spend")["display_name"]) == {"团长", "阿珍"}
        ws.decide_resellers([person(ws, "团长")], True)
        after = layers.measure(ws, JUNE)
        assert ws.table("orders")["gross"].sum() == total == 10_800
        assert after.people("high_spend")["display_name"].tolist() == ["阿珍"]
        assert after.members.set_index("display_name")["high_spend"].isna()["团长"]
        path = funnel.measure(ws, JUNE, steps=("speak", "first_order", "repurchase"), window_days=7)
        assert path.steps["count"].tolist() == [2, 1, 1]
        ws.decide_resellers([person(ws, "团长")], None)
        assert len(layers.measure(ws, JUNE).people("high_spend")) == 2


def test_a_refused_suspicion_changes_nothing(tmp_path):
    """Said no: she buys for herself."""
    with open_shop(tmp_path, orders=[paid(1, "阿珍", "2026-06-03", "600")]) as ws:
        ws.decide_resellers([person(ws, "阿珍")], False)
        assert ws.query("select * from resellers").empty


def test_the_roster_of_a_file_kept_after_the_decision_follows_it(tmp_path):
    """陈小姐 is 阿珍 by decision; a member list that comes later joins the same person."""
    with open_shop(tmp_path, talk=every_day("阿珍", "2026-06-01", "2026-06-02"),
                   orders=[paid(1, "陈小姐", "2026-06-01", "10")]) as ws:
        ws.decide_identity(person(ws, "阿珍"), person(ws, "陈小姐"), "same")
        ws.import_file(roster_file(tmp_path, [("阿珍", "2026-05-01 09:00:00", "成员")]), chat=CHAT)
        assert names(ws) == {frozenset({"阿珍", "陈小姐"})}
