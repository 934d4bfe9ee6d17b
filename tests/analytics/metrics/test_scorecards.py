"""Scorecards: each kind of group by its own numbers, every edge of a window on both sides, lists behind everything."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from analytics import Scope
from analytics.metrics import scorecard_acts as acts
from analytics.metrics import scorecard_figures as figures
from analytics.metrics import scorecard_more as more
from analytics.metrics import scorecards
from analytics.metrics.scorecard_rules import Facts
from analytics.metrics.scorecards import CARDS
from analytics.settings import Settings
from tests.analytics.metrics.shops import TALK, at, every_day, open_shop, paid

JUNE = Scope(start=date(2026, 6, 1), end=date(2026, 6, 30))
RECORD = every_day("小雨", "2026-06-01", "2026-06-30")
# An order of somebody outside on the first days: the sheets speak for April on.
APRIL = [paid(900, "路人", "2026-04-01", "9"), paid(901, "路人", "2026-06-30", "9")]


def card(folder: Path, kind: str, talk=RECORD, people=(), orders=(), scope=JUNE):
    """The result for one group of a kind."""
    with open_shop(folder, talk, [("小雨", "2026-04-02", ""), *people], [*APRIL, *orders]) as ws:
        chat = ws.table("chats")["chat_id"].iloc[0]
        ws.set_chat(chat, chat_type=kind)
        return scorecards.measure(ws, scope)


def line(result, key):
    """count and of of one line."""
    row = result.lines.set_index("key").loc[[key]].iloc[0]
    return int(row["count"]), int(row["of"])


def test_every_kind_has_a_headline_a_guardrail_and_a_diagnostic() -> None:
    """METRICS 6.15: five kinds; what no table can hold has a sheet named instead of a rule."""
    assert set(CARDS) == {"引流群", "福利群", "快闪群", "资源对接群", "兴趣群"}
    for lines in CARDS.values():
        assert {one.role for one in lines} == {"headline", "guardrail", "diagnostic"}
        assert all(one.rule or one.needs in ("costs", "cases", "attendance") for one in lines)


@pytest.mark.parametrize(("bought_on", "counted"), [("2026-06-14", 1), ("2026-06-15", 0)])
def test_a_newcomer_pays_within_fourteen_days(tmp_path: Path, bought_on: str, counted: int) -> None:
    """Joined on the 1st: the 14th is day 14, the 15th is too late."""
    result = card(tmp_path, "引流群", people=[("阿珍", "2026-06-01", "")], orders=[paid(1, "阿珍", bought_on, "20")])
    assert line(result, "paid_early") == (counted, 1)


@pytest.mark.parametrize(("joined_on", "of"), [("2026-06-17", 1), ("2026-06-18", 0)])
def test_whose_days_are_not_over_is_not_judged(tmp_path: Path, joined_on: str, of: int) -> None:
    """The orders end on the 30th: day 14 of the 17th is over then, of the 18th it is not."""
    assert line(card(tmp_path, "引流群", people=[("阿珍", joined_on, "")]), "paid_early") == (0, of)


def test_who_had_bought_before_is_no_new_payer(tmp_path: Path) -> None:
    """An old customer who joins is left out of both sides."""
    orders = [paid(1, "阿珍", "2026-05-20", "20"), paid(2, "阿珍", "2026-06-02", "20")]
    assert line(card(tmp_path, "引流群", people=[("阿珍", "2026-06-01", "")], orders=orders), "paid_early") == (0, 0)


@pytest.mark.parametrize(("day", "counted"), [("2026-06-07", 1), ("2026-06-08", 0)])
def test_a_newcomer_speaks_within_seven_days(tmp_path: Path, day: str, counted: int) -> None:
    """Day 7 counts, day 8 does not."""
    result = card(tmp_path, "引流群", talk=[*RECORD, ("阿珍", at(day, 9), TALK)], people=[("阿珍", "2026-06-01", "")])
    assert line(result, "spoke_early") == (counted, 1)


@pytest.mark.parametrize(("before", "of"), [("2026-05-02", 1), ("2026-05-03", 0)])
def test_a_lapsed_buyer_is_thirty_days_away(tmp_path: Path, before: str, of: int) -> None:
    """On 1 June the 2nd of May is 30 days ago, the 3rd is 29."""
    orders = [paid(1, "阿珍", before, "20"), paid(2, "阿珍", "2026-06-20", "20")]
    result = card(tmp_path, "福利群", people=[("阿珍", "2026-04-02", "")], orders=orders)
    assert line(result, "woken") == (of, of)


def test_two_days_of_ninety_are_buying_again(tmp_path: Path) -> None:
    """Two orders on one day are one visit; needs orders of the whole ninety days."""
    orders = [paid(1, "阿珍", "2026-06-01", "20"), paid(2, "阿珍", "2026-06-09", "20"), paid(3, "小雨", "2026-06-03", "20"),
              paid(4, "小雨", "2026-06-03", "30"), paid(5, "路人", "2026-06-04", "20")]
    result = card(tmp_path, "福利群", people=[("阿珍", "2026-04-02", "")], orders=orders)
    assert line(result, "repeated") == line(result, "repeated_soon") == (1, 2)
    assert list(result.people(result.lines["chat_id"].iloc[0], "repeated")["display_name"]) == ["阿珍"]
    assert list(result.people(result.lines["chat_id"].iloc[0], "repeated", counted=False)["display_name"]) == ["小雨"]


@pytest.mark.parametrize(("day", "soon"), [("2026-06-01", (1, 1)), ("2026-05-31", (0, 1))])
def test_buying_again_soon_looks_thirty_days_back(tmp_path: Path, day: str, soon) -> None:
    """On 30 June the 1st is the thirtieth day, 31 May is one too many; the ninety days hold both."""
    result = card(tmp_path, "福利群", people=[("阿珍", "2026-04-02", "")], orders=[paid(1, "阿珍", day, "20"), paid(2, "阿珍", "2026-06-09", "20")])
    assert line(result, "repeated_soon") == soon
    assert line(result, "repeated") == (1, 1)


def test_a_flash_group_counts_those_who_were_inside(tmp_path: Path) -> None:
    """Three inside, one bought; the article's 15 % is a reference, and three people say nothing about it."""
    people = [("阿珍", "2026-06-02", ""), ("老李", "2026-06-02", "")]
    orders = [paid(1, "阿珍", "2026-06-10", "20"), paid(2, "老李", "2026-05-30", "20")]
    result = card(tmp_path, "快闪群", people=people, orders=orders)
    assert line(result, "flash_buyers") == (1, 3)
    row = result.lines.set_index("key").loc["flash_buyers"]
    assert (row["target"], row["word"]) == (0.15, "small_sample")


def test_what_no_sheet_can_tell_is_named(tmp_path: Path) -> None:
    """Matches, costs and attendance have no table yet: NULL, with what would give them; never 0 of 0 as a result."""
    result = card(tmp_path, "资源对接群").lines.set_index("key")
    assert result.loc["matches", "needs"] == "cases"
    assert card(tmp_path, "引流群").lines.set_index("key").loc["cost", "needs"] == "costs"
    assert card(tmp_path, "兴趣群").lines.set_index("key").loc["attended", "needs"] == "attendance"
    shown = result[result["of"] > 0]
    assert shown["needs"].isna().all()


def test_a_group_without_a_kind_is_asked_for_and_judged_by_nothing(tmp_path: Path) -> None:
    """其他: listed as untyped, no line."""
    result = card(tmp_path, "其他")
    assert result.lines.empty
    assert len(result.untyped) == 1


def test_every_line_opens_as_many_as_it_says(tmp_path: Path) -> None:
    """Counted and the others together are `of`, whichever kind."""
    people = [(who, "2026-06-02", "") for who in ("阿珍", "老李", "陈姐")]
    orders = [paid(n, who, f"2026-06-{day:02d}", "20") for n, (who, day) in enumerate([("阿珍", 3), ("阿珍", 9), ("老李", 20)])]
    talk = [*RECORD, ("阿珍", at("2026-06-03", 9), "停车方便吗"), ("老李", at("2026-06-28", 9), "明天开门吗")]
    for kind in CARDS:
        result = card(tmp_path, kind, talk, people, orders)
        for row in result.lines.to_dict("records"):
            sides = [len(result.people(row["chat_id"], row["key"], side)) for side in (True, False)]
            assert sides == [row["count"], row["of"] - row["count"]]


def typed_card(folder: Path, kind: str, numbers, **given):
    """As `card`, after typing (kind of number, day, value)."""
    with open_shop(folder, RECORD, [("小雨", "2026-04-02", ""), *given.get("people", ())], [*APRIL, *given.get("orders", ())]) as ws:
        chat = ws.table("chats")["chat_id"].iloc[0]
        ws.set_chat(chat, chat_type=kind)
        for name, day, value in numbers:
            more.said(ws, name, chat, date.fromisoformat(day), value)
        return scorecards.measure(ws, JUNE)


def test_typed_costs_are_shared_by_who_came_and_by_who_paid(tmp_path: Path) -> None:
    """300 yuan on both edges of June, 50 before it, 7 taken back: 2 came, 1 of them paid within 14 days."""
    numbers = [(more.COST, "2026-06-01", 100), (more.COST, "2026-06-30", 200), (more.COST, "2026-05-31", 50),
               (more.COST, "2026-06-03", 7), (more.COST, "2026-06-03", 0)]
    result = typed_card(tmp_path, "引流群", numbers, people=[("阿珍", "2026-06-01", ""), ("老李", "2026-06-02", "")],
                        orders=[paid(1, "阿珍", "2026-06-14", "20"), paid(2, "老李", "2026-06-16", "20")])
    assert result.costs.drop(columns="chat_id").to_dict("records") == [
        {"cost": 300.0, "joined": 2, "payers": 1, "per_member": 150.0, "per_payer": 300.0}]
    assert "cost" not in set(result.lines["key"])


def test_typed_requests_and_matches_are_a_share(tmp_path: Path) -> None:
    """Five requests on two days, two came about; nobody's names, yet as many rows as counted."""
    numbers = [(more.ASKED, "2026-06-02", 3), (more.ASKED, "2026-06-09", 2), (more.MATCHED, "2026-06-09", 2)]
    result = typed_card(tmp_path, "资源对接群", numbers)
    assert line(result, "matches") == (2, 5)
    assert len(result.people(result.lines["chat_id"].iloc[0], "matches")) == 2


def test_complaints_are_counted_of_useful_messages(tmp_path: Path) -> None:
    """30 useful messages of 小雨, one more of 阿珍 and one complaint of hers: 1 of 32."""
    talk = [*RECORD, ("阿珍", at("2026-06-05", 10), TALK), ("阿珍", at("2026-06-06", 10), "我要投诉,东西坏了也没人理")]
    result = card(tmp_path, "引流群", talk=talk, people=[("阿珍", "2026-06-01", "")])
    assert line(result, "complaints") == (1, 32)
    chat = result.lines["chat_id"].iloc[0]
    assert list(result.people(chat, "complaints")["display_name"]) == ["阿珍"]
    assert len(result.people(chat, "complaints", counted=False)) == 31


def posts(*said):
    """Facts with nothing but posts of one group."""
    none = pd.DataFrame()
    lately = pd.DataFrame({"chat_id": "a", "text": list(said)})
    return Facts(none, none, none, none, none, none, pd.Series(dtype="object"), date(2026, 6, 1), date(2026, 6, 30), None, None, none,
                 lately=lately)


@pytest.mark.parametrize(("said", "counted", "of"), [
    (("今晚抽奖",), 1, 3), (("今晚抽奖", "再来抽奖", "打卡第一天", "拼团三人成团"), 3, 3), (("早上好",), 0, 3)])
def test_different_plays_are_counted_once_each(said, counted: int, of: int) -> None:
    """METRICS 6.15: three kinds in four weeks; the same play twice is one."""
    found = more.plays(posts(*said), Settings())
    assert (int(found["counted"].sum()), len(found)) == (counted, of)


def test_who_came_and_who_brought_own_content_are_of_the_members_there() -> None:
    """Three there, one came, one brought two pieces; somebody from outside is in neither."""
    there = pd.DataFrame({"chat_id": "a", "person_id": [1, 2, 3], "staff": False, "exposed": True})
    found = replace(posts(), rows=there, came=frozenset({2, 9}),
                    authors=pd.DataFrame({"chat_id": ["a", "a", "b"], "person_id": [3, 3, 1]}))
    for rule, who in ((more.attended, [2]), (more.own_content, [3])):
        rows = rule(found, Settings())
        assert (rows.loc[rows["counted"], "person_id"].tolist(), len(rows)) == (who, 3)
    assert more.attended(replace(found, came=None), Settings()) is None


# ---- what people did, on frames: each edge on both sides

def acted(*said, **more_facts):
    """Facts with acts (person_id, step, item, day) of no group in particular, two people in group a all June, asked on the 30th."""
    acts = pd.DataFrame(said, columns=["person_id", "step", "item", "day"]).assign(chat_id=None)
    rows = pd.DataFrame({"chat_id": "a", "person_id": [1, 2], "staff": False, "exposed": True, "present": True, "orders": [1, 0],
                         "last_paid_on": pd.to_datetime(["2026-06-10", None])})
    joins = rows[["chat_id", "person_id"]].assign(joined_on=pd.Timestamp("2026-06-03"), invited=[True, False], channel=[None, "扫码"])
    given = {"rows": rows, "joins": joins, "acts": acts.assign(day=pd.to_datetime(acts["day"])), **more_facts}
    return replace(posts(), **given)


def counted(found):
    """How many are counted, of how many."""
    return None if found is None else (int(found["counted"].sum()), len(found))


@pytest.mark.parametrize(("said", "result"), [
    ((1, "到课", None, "2026-06-16"), (1, 2)), ((1, "到课", None, "2026-06-17"), (0, 2)), ((1, "用券", None, "2026-06-02"), (0, 2)),
    ((1, "提出对接", None, "2026-06-10"), None)])
def test_trying_something_counts_within_fourteen_days_of_joining(said, result) -> None:
    """Joined on the 3rd: the 16th is day 14; before joining is no trial; another step is none at all."""
    assert counted(acts.tried(acted(said), Settings())) == result


@pytest.mark.parametrize(("left_at", "expected"), [
    ("2026-06-06 11:59:59", 1), ("2026-06-06 12:00:00", 0), ("2026-06-05 12:00:00", 0)])
def test_a_leave_follows_a_promotion_for_less_than_a_day(left_at: str, expected: int) -> None:
    """Promotion at noon of the 5th; another kind of post the day after explains nothing; who was put out is no leave."""
    sent = pd.DataFrame({"chat_id": "a", "posted_at": pd.to_datetime(["2026-06-05 12:00:00", "2026-06-06 11:00:00"]),
                         "category": ["promotion", "fun"]})
    gone = pd.DataFrame({"chat_id": "a", "person_id": [1, 2], "left_at": pd.to_datetime([left_at, left_at]), "left_how": [None, "移出"]})
    found = acted(posts=sent, leaves_timed=gone, leaves=pd.Series({"a": "lines"}))
    assert counted(acts.left_after(found, Settings())) == (expected, 1)
    assert acts.left_after(replace(found, leaves=pd.Series({"a": "lists"})), Settings()) is None


def test_live_sessions_bring_people_to_the_shop_within_their_days() -> None:
    """Two watched; one came a week later, the other before; whose days are not over stands in neither number."""
    said = [(1, "直播观看", "六月场", "2026-06-02"), (2, "直播观看", "六月场", "2026-06-02"), (1, "到店", None, "2026-06-09"), (2, "用券", None, "2026-06-01")]
    assert counted(acts.watched_came(acted(*said), Settings())) == (1, 2)
    late = acted(*[(one, step, item, "2026-06-29") for one, step, item, _ in said])
    assert counted(acts.watched_came(late, Settings())) == (0, 0)


CASES = [(1, "提出对接", "找仓库", "2026-05-20"), (1, "对接成功", "找仓库", "2026-05-28"), (1, "提出对接", "找车", "2026-06-05"), (2, "提出对接", "找车", "2026-06-05"),
         (2, "对接成功", "找车", "2026-06-12"), (2, "提出对接", "找人", "2026-06-23"), (1, "提出对接", "找店", "2026-06-24")]


def test_requests_are_matched_by_person_and_thing_and_wait_seven_days() -> None:
    """By hand: of 找车 1 waits, 2 was matched on day 7 (not unmet); 找人 of the 23rd is 7 days old, 找店 of the 24th is not."""
    found = acted(*CASES)
    known = acts.cases(found, Settings())
    assert known["matched_on"].notna().tolist() == [True, False, True, False, False]
    assert counted(acts.unmet(found, Settings())) == (2, 3)
    asked = acts.wanted(found, pd.Series(["a"]), Settings())
    assert asked[["item", "count", "of"]].values.tolist() == [["找车", 1, 2], ["找人", 0, 1], ["找店", 0, 1]]
    assert acts.wanted(found, pd.Series(["b"]), Settings()).empty
    assert counted(more.matches(found, Settings())) == (0, 0)  # nobody's thirty days are over
    assert counted(more.matches(replace(found, start=date(2026, 5, 1)), Settings())) == (1, 1)


def test_figures_of_matching_groups_by_hand() -> None:
    """One match in June's 30 days and two members: 1.0 a month, 50 a hundred; a quarter matched has no median."""
    found = acted(*CASES)
    month, who = figures.matches_a_month(found, Settings())
    assert month.loc["a", ["value", "count", "of"]].tolist() == [1.0, 1.0, 30.0]
    assert who["person_id"].tolist() == [2]
    assert figures.matches_by_members(found, Settings())[0].loc["a", "value"] == 50.0
    assert figures.days_to_match(found, Settings())[0]["value"].isna().all()
    quick = figures.days_to_match(acted(CASES[2], CASES[3], CASES[4]), Settings())[0]
    assert quick.loc["a", ["value", "count", "of"]].tolist() == [7.0, 1.0, 2.0]


def test_money_an_order_days_a_buyer_and_orders_with_a_coupon() -> None:
    """Two buyers, 3 orders of 90 yuan on 3 days, one with a coupon, two timed of which one is early; nobody's order counts as order."""
    bought = pd.DataFrame({"chat_id": "a", "person_id": [1, 2, None], "orders": [2, 1, 1], "cents": [6000, 3000, 500], "days": [2, 1, 1],
                           "with_coupon": [1, 0, 0], "timed": [2, 0, 0], "early": [1, 0, 0]})
    found = acted(bought=bought)
    assert figures.per_order(found, Settings())[0].loc["a", ["value", "count", "of"]].tolist() == [30.0, 2.0, 3.0]
    assert figures.frequency(found, Settings())[0].loc["a", ["value", "count", "of"]].tolist() == [1.5, 2.0, 3.0]
    assert counted(acts.discounted(found, Settings())) == (1, 4)
    assert counted(acts.early(found, Settings())) == (1, 2)
    assert acts.discounted(acted(bought=bought.assign(with_coupon=0)), Settings()) is None


def test_what_was_taken_off_is_of_the_full_price() -> None:
    """20 off 100 and 0 off 60, an order that says nothing aside: 20 of 160, not the mean of two rates."""
    bought = pd.DataFrame({"chat_id": "a", "person_id": [1, 2, 2], "off_cents": [2000, 0, 0], "full_cents": [10000, 6000, 0]})
    frame, who = figures.taken_off(acted(bought=bought), Settings())
    assert frame.loc["a", ["value", "count", "of"]].tolist() == [0.125, 20.0, 160.0]
    assert who["person_id"].tolist() == [1, 2]
    assert figures.taken_off(acted(bought=bought.assign(full_cents=0)), Settings()) is None


def test_k_counts_the_last_thirty_days_and_ways_in_add_up() -> None:
    """Came on 31 May: 30 days before the 30th, outside; on 1 June inside. Inviter first, else the channel, else not said."""
    brought = pd.DataFrame({"chat_id": "a", "invitee_id": [1, 2], "joined_on": [date(2026, 5, 31), date(2026, 6, 1)]})
    active = pd.DataFrame({"chat_id": "a", "person_id": [1, 2, 3, 4]})
    frame, who = figures.brought_along(acted(brought=brought, active=active), Settings())
    assert frame.loc["a", ["value", "count", "of"]].tolist() == [0.25, 1.0, 4.0]
    assert who["person_id"].tolist() == [2]
    ways = figures.sources(acted())
    assert dict(zip(ways["source"], ways["count"], strict=True)) == {"invited": 1, "扫码": 1}
    assert (ways.groupby("chat_id")["count"].sum() == ways.groupby("chat_id")["of"].first()).all()


def test_broken_rules_are_counted_by_messages_and_by_members() -> None:
    """Three noted for 60 messages of two members: 50 a thousand, 150 a hundred; a group where none was noted stands at 0."""
    broken = pd.DataFrame({"chat_id": "a", "person_id": [1, 1, 2]})
    rows = pd.DataFrame({"chat_id": ["a", "a", "a", "b"], "person_id": [1, 2, 9, 1], "staff": [False, False, True, False], "exposed": True,
                         "messages": [40, 20, 500, 10]})
    found = acted(rows=rows, violations=broken)
    frame, who = figures.broken_by_messages(found, Settings())
    assert frame.loc[["a", "b"], ["value", "count", "of"]].values.tolist() == [[50.0, 3.0, 60.0], [0.0, 0.0, 10.0]]
    assert who["person_id"].tolist() == [1, 1, 2]
    assert figures.broken_by_members(found, Settings())[0]["value"].tolist() == [150.0, 0.0]
    assert figures.broken_by_members(acted(rows=rows), Settings()) is None


def test_clicks_are_a_ratio_of_sums() -> None:
    """10 of 100 and 10 of 20: 20 of 120, not the mean of two rates; a post without reach stands aside."""
    sent = pd.DataFrame({"chat_id": "a", "clicks": [10, 10, 5], "reach": [100, 20, None]})
    frame, _ = figures.post_clicks(acted(posts=sent), Settings())
    assert frame.loc["a", "value"] == pytest.approx(20 / 120)


def test_a_card_read_from_files_holds_the_new_numbers(tmp_path: Path) -> None:
    """A sheet of events, orders with times, joins with channels: read by the importers, each number with its people."""
    sheet = tmp_path / "活动签到.csv"
    sheet.write_text("昵称,动作,项目,时间\n阿珍,到课,烘焙课,2026-06-05 10:00\n老李,提出对接,找车,2026-06-05 10:00\n", encoding="utf-8")
    with open_shop(tmp_path, RECORD, [("小雨", "2026-04-02", ""), ("阿珍", "2026-06-01", ""), ("老李", "2026-06-02", "")],
                   [*APRIL, paid(1, "阿珍", "2026-06-03", "20")]) as ws:
        ws.import_file(sheet)
        broken = tmp_path / "违规.csv"
        broken.write_text("日期,昵称,违规类型,处理\n2026-05-31,阿珍,广告,警告\n2026-06-01,阿珍,广告,警告\n2026-06-30,老李,广告,\n", encoding="utf-8")
        ws.import_file(broken)
        chat = ws.table("chats")["chat_id"].iloc[0]
        found = {}
        for kind in CARDS:
            ws.set_chat(chat, chat_type=kind)
            found[kind] = scorecards.measure(ws, JUNE)
        ws.set_chat(chat, chat_type="资源对接群")
        hidden = scorecards.measure(ws.masked(), JUNE).wanted
    assert found["资源对接群"].wanted["item"].tolist() == ["找车"] != hidden["item"].tolist()
    assert line(found["引流群"], "tried") == (1, 2)
    assert list(found["引流群"].people(chat, "tried")["display_name"]) == ["阿珍"]
    assert found["引流群"].sources[["source", "count", "of"]].values.tolist() == [["", 2, 2]]
    assert line(found["快闪群"], "early") == (1, 1)
    assert found["福利群"].figures.set_index("key").loc["per_order", ["value", "count", "of"]].tolist() == [20.0, 1.0, 1.0]
    assert line(found["资源对接群"], "unmet") == (1, 1)
    assert found["引流群"].figures.set_index("key").loc["broken_messages", ["count", "of"]].tolist() == [2.0, 30.0]
    assert sorted(found["福利群"].people(chat, "broken_members")["display_name"]) == ["老李", "阿珍"]
    for kind, result in found.items():
        for row in result.openable(kind).to_dict("records"):
            assert sum(len(result.people(row["chat_id"], row["key"], side)) for side in (True, False)) > 0
        assert result.figures.loc[result.figures["value"].isna(), "needs"].notna().all()
