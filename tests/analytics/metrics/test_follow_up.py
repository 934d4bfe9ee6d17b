"""本周跟进: the same people as on the first screen, one line each; whoever was contacted rests; sheets come back."""

import csv
import io
import shutil
from datetime import date, datetime, timedelta

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import Upload, UserError, Workspace
from analytics.importers import follow_up_book, follow_up_keys
from analytics.metrics import birthdays, follow_up, today
from analytics.settings import Settings
from analytics.texts import texts_for
from pages.home import follow_up_words
from tests.analytics.importers.formats.reading import read_text
from tests.analytics.metrics.shops import CHAT, at, chat_file, every_day, open_shop, order_file, paid, roster_file

ZH = texts_for("zh")
AS_OF = date(2026, 6, 28)
SHIPPED = Settings()


def a_shop_of_both(folder, file):
    """Written into `file`. Five lost regulars, one close to big spender, a question, a complaint; talk and orders to 28 June."""
    orders = [paid(n * 10 + k, f"老客{n}", date(2026, 4, 1) + timedelta(days=7 * k + n), "60") for n in range(5) for k in range(3)]
    orders += [paid(90, "快到了", "2026-06-10", "450"), paid(91, "路人", "2026-06-28", "9")]
    talk = every_day("小雨", "2026-05-01", "2026-06-28")
    talk += [("问了的", at("2026-06-27", 10), "请问周日几点开门呀"), ("老客1", at("2026-06-26", 10), "上次的鸡汤不新鲜,要退款"),
             ("问了的", at("2026-06-27", 12, 30), "我还想问多少钱一位"), ("路人", at("2026-06-28", 9), "今天天气真好呀")]
    people = ("小雨", "问了的", "路人", "快到了", *(f"老客{n}" for n in range(5)))
    roster = [*((who, "2025-01-01", "") for who in people), ("老板", "2025-01-01", "群主")]
    with Workspace.open(file) as ws:
        ws.import_file(chat_file(folder, talk), chat=CHAT)
        ws.import_file(roster_file(folder, roster), chat=CHAT, whole_roster=True)
        ws.import_file(order_file(folder, orders))


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The shop's file, made once."""
    folder = tmp_path_factory.mktemp("both")
    a_shop_of_both(folder, folder / "店.duckdb")
    return folder / "店.duckdb"


@pytest.fixture(scope="module")
def shop(built, tmp_path_factory):
    """The shop, never changed."""
    with Workspace.open(shutil.copy(built, tmp_path_factory.mktemp("shop") / "店.duckdb")) as ws:
        yield ws


@pytest.fixture
def own(built, tmp_path):
    """A copy of it, for tests that say things of people."""
    with Workspace.open(shutil.copy(built, tmp_path / "店.duckdb")) as ws:
        yield ws


def ids(ws, *names):
    """The people with these names."""
    known = ws.query("select display_name, person_id from people").set_index("display_name")["person_id"]
    return [int(known[name]) for name in names]


def say(ws, names, status, days_ago=0, **more):
    """A word about people of today's list, so many days before the last day of the data."""
    found = follow_up.measure(ws)
    on = datetime.combine(found.as_of - timedelta(days=days_ago), datetime.min.time())
    return ws.set_follow_up(ids(ws, *names), status, made_on=found.as_of, listed=found.listed, on=on, **more)


# ---- whom the list holds

def test_everybody_stands_once_with_the_strongest_reason(shop):
    """老客1 is lost and complained: one line, the complaint before the greeting, both said."""
    found = follow_up.measure(shop)
    assert found.list["person_id"].is_unique
    row = found.list.set_index("display_name").loc["老客1"]
    assert row["reason"] == "complaint"
    assert row["reasons"] == ("complaint", "regular_gone")
    assert found.counts["reason"].tolist() == ["complaint", "regular_gone", "unanswered", "near_high_spend"]


def test_the_order_of_reasons_is_the_shops(shop):
    """With lost regulars first, 老客1 is on the list as one of them, and other reasons are not asked for."""
    changed = shop.settings.changed(follow_up__reasons=("regular_gone", "complaint"))
    found = follow_up.measure(shop, settings=changed)
    assert found.list.set_index("display_name")["reason"]["老客1"] == "regular_gone"
    assert set(found.list["reason"]) == {"regular_gone"}


def test_list_and_first_screen_name_the_same_people(shop):
    """One definition each: whoever is listed for a reason is on the first screen's list of it, and nobody is lost."""
    found, first = follow_up.measure(shop), today.measure(shop)
    every = pd.concat([found.list[["person_id"]], found.waiting[["person_id"]]])
    assert set(every["person_id"]) == {
        person for reason in shop.settings.follow_up.reasons for person in first.people(reason)["person_id"]}
    for reason, people in found.list.groupby("reason")["person_id"]:
        assert set(people) <= set(first.people(reason)["person_id"])


def test_numbers_open_lists_of_their_length(shop):
    """list, each reason, waiting."""
    found = follow_up.measure(shop)
    assert len(found.people("list")) == len(found.list) == found.counts["count"].sum()
    for row in found.counts.to_dict("records"):
        assert len(found.people(row["reason"])) == row["count"]
    assert len(found.listed) == len(found.list)


def test_the_list_ends_where_the_setting_says(shop):
    """Three at most; the others wait and are named."""
    found = follow_up.measure(shop, settings=shop.settings.changed(follow_up__people_until=3))
    everybody = follow_up.measure(shop)
    assert len(found.list) == 3
    assert len(found.waiting) == len(everybody.list) - 3


def test_one_reason_does_not_fill_the_list(shop):
    """Two lost regulars, then the other reasons, then the lost regulars that are left."""
    found = follow_up.measure(shop, settings=shop.settings.changed(follow_up__a_reason_until=2, follow_up__people_until=6))
    assert found.counts.set_index("reason")["count"].to_dict() == {
        "complaint": 1, "regular_gone": 3, "unanswered": 1, "near_high_spend": 1}


def test_last_order_and_group_stand_beside_the_name(shop):
    """老客0 bought last on 15 April for 60; the group is the one of the roster."""
    row = follow_up.measure(shop).list.set_index("display_name").loc["老客0"]
    assert row["last_paid_on"] == pd.Timestamp("2026-04-15")
    assert row["yuan"] == 60
    assert row["chat_name"] == CHAT


def test_what_an_order_names_first_is_said_without_size():
    """The first thing, no brackets, no number; nothing stays nothing."""
    given_ = pd.Series(["花胶鸡煲(标准份)(1件);米饭", "烧鹅饭", "猪肚鸡【大份】 x 2", None, "(1件)"], dtype="str")
    assert follow_up.first_thing(given_).fillna("-").tolist() == ["花胶鸡煲", "烧鹅饭", "猪肚鸡", "-", "-"]


def test_orders_alone_give_a_list(tmp_path):
    """No chat: lost regulars, and the page says what a chat would add."""
    orders = [paid(n, "老客", date(2026, 4, 1) + timedelta(days=7 * n), "60") for n in range(3)]
    with open_shop(tmp_path, orders=[*orders, paid(9, "路人", "2026-06-28", "9")]) as ws:
        found = follow_up.measure(ws)
    assert found.list["display_name"].tolist() == ["老客"]
    assert found.coverage["chat"] is False
    assert ZH("follow_up.more.chat") in follow_up_words.gaps(found, ZH)[0]


def test_a_chat_alone_gives_a_list(tmp_path):
    """No orders: the question, its words and its group."""
    talk = [*every_day("小雨", "2026-06-01", "2026-06-28"), ("问了的", at("2026-06-27", 10), "请问几点开门")]
    with open_shop(tmp_path, talk, [("老板", "2025-01-01", "群主")]) as ws:
        found = follow_up.measure(ws)
    row = found.list.iloc[0]
    assert (row["display_name"], row["reason"]) == ("问了的", "unanswered")
    assert follow_up_words.why(row.to_dict(), ZH) == "6月27日 10:00 问：请问几点开门"
    assert follow_up_words.last_order(row.to_dict(), found, ZH) == ZH("follow_up.no_orders_known")


def test_an_empty_shop_says_so():
    """Nothing to list is an answer with a code."""
    with Workspace.open() as ws, pytest.raises(UserError) as caught:
        follow_up.measure(ws)
    assert caught.value.code == "nothing_yet"


# ---- birthdays

@pytest.mark.parametrize(("born", "coming"), [
    ("1990-06-28", "2026-06-28"), ("1990-06-27", "2027-06-27"), ("1992-02-29", "2027-02-28"), ("2000-12-31", "2026-12-31")])
def test_the_next_birthday_is_today_or_later(born, coming):
    """On the day itself it is today; the day after, a year away; 29 February moves to the 28th."""
    known = pd.DataFrame({"person_id": [1], "birthday": [pd.Timestamp(born)], "lunar_birthday": [None]})
    found = birthdays.between(known, AS_OF, AS_OF + timedelta(days=364))
    assert found["day"].tolist() == [pd.Timestamp(coming)]


@pytest.mark.parametrize(("born", "listed"), [("1990-06-28", True), ("1990-07-05", True), ("1990-07-06", False)])
def test_a_birthday_within_seven_days_is_a_reason(tmp_path, born, listed):
    """Seven days ahead counts, eight does not."""
    roster = tmp_path / "名单.csv"
    roster.write_text(f"群名称,群昵称,入群时间,生日\n{CHAT},寿星,2025-01-01,{born}\n{CHAT},小雨,2025-01-01,\n", encoding="utf-8")
    with open_shop(tmp_path, every_day("小雨", "2026-06-01", "2026-06-28")) as ws:
        ws.import_file(roster, chat=CHAT)
        found = follow_up.measure(ws)
        assert ("寿星" in found.list.loc[found.list["reason"] == "birthday", "display_name"].tolist()) is listed


# ---- who rests

def test_a_contacted_person_is_done_and_the_list_does_not_refill(own):
    """Three of the list, one contacted: two are left and nobody moves up."""
    own.change_settings(own.settings.changed(follow_up__people_until=3))
    before = follow_up.measure(own)
    own.set_follow_up([before.list["person_id"].iloc[0]], "contacted", made_on=before.as_of, listed=before.listed, note="来过电话")
    after = follow_up.measure(own)
    assert set(after.list["person_id"]) == set(before.list["person_id"].iloc[1:])
    assert after.done[["status", "note"]].to_numpy().tolist() == [["contacted", "来过电话"]]
    assert set(after.listed) == set(before.listed)


def test_said_again_without_its_day_a_result_keeps_the_day_and_the_note(own):
    """Marked on screen with day and note, then ticked in a sheet that says neither; another result has none of them."""
    found = follow_up.measure(own)
    own.set_follow_up(ids(own, "老客0", "老客1"), "contacted", made_on=AS_OF, listed=found.listed, on=datetime(2026, 7, 2),
                      note="周五来")
    own.import_upload(Upload("本周跟进.xlsx", data=saved(a_sheet(own, 老客0="已联系", 老客1="下次"))))
    said = own.table("follow_ups").merge(own.table("people")[["person_id", "display_name"]], on="person_id").set_index("display_name")
    assert (said.loc["老客0", "status"], said.loc["老客0", "done_at"].date(), said.loc["老客0", "note"]) == (
        "contacted", date(2026, 7, 2), "周五来")
    assert said.loc["老客1", "status"] == "later"
    assert pd.isna(said.loc["老客1", "done_at"])


@pytest.mark.parametrize(("written", "day"), [("7月2日", date(2026, 7, 2)), ("1月3日", date(2027, 1, 3)), ("6月27日", date(2026, 6, 27))])
def test_a_day_without_a_year_lies_nearest_to_the_list(tmp_path, written, day):
    """A list of 28 December and one of 28 June; the words of operators in the result's column, spaces of any width."""
    made = date(2026, 12, 28) if day.year == 2027 else AS_OF
    key = follow_up_keys.written("a1b2c3d4", made, "K37", "newcomer")
    lines = f"备注,结果,哪天联系的,编号（不要改）\n,　回访 了,{written},　{key.lower()} \n"
    row, = read_text(tmp_path, lines, "跟进.csv").tables["follow_ups"]
    assert (row["status"], row["done_at"].date(), row["code"], row["list_id"][:8]) == ("contacted", day, "K37", "a1b2c3d4")


def test_a_list_that_lost_its_keys_says_so(own):
    """Only the visible cells were copied: no mapping is asked for, the way back is told."""
    book = a_sheet(own, 老客0="已联系")
    book.active.delete_cols(10)
    with pytest.raises(UserError) as caught:
        own.import_upload(Upload("跟进.xlsx", data=saved(book)))
    assert caught.value.code == "follow_up_keys_gone"


@pytest.mark.parametrize(("status", "days"), [("contacted", 14), ("later", 7), ("dropped", 90)])
def test_people_return_on_the_day_their_rest_is_over(status, days):
    """One day before they rest, on the day itself they are back."""
    said = pd.DataFrame({"list_id": ["x"], "person_id": [1], "reason": ["newcomer"], "made_on": [pd.Timestamp(AS_OF)],
                         "status": [status], "done_on": [pd.Timestamp(AS_OF)], "note": [None], "said_at": [pd.NaT]})
    assert len(follow_up.resting(said, AS_OF + timedelta(days=days - 1), SHIPPED)) == 1
    assert follow_up.resting(said, AS_OF + timedelta(days=days), SHIPPED).empty


def test_a_rest_without_a_day_begins_with_the_list():
    """A sheet that says contacted and not when: the day of the list."""
    said = pd.DataFrame({"list_id": ["x"], "person_id": [1], "reason": ["newcomer"], "made_on": [pd.Timestamp(AS_OF)],
                         "status": ["contacted"], "done_on": [pd.NaT], "note": [None], "said_at": [pd.NaT]})
    assert follow_up.resting(said, AS_OF, SHIPPED)["back_on"].tolist() == [pd.Timestamp(AS_OF) + pd.Timedelta(days=14)]


def test_newer_data_makes_a_new_list_without_the_resting(own, tmp_path):
    """Contacted on 28 June: off the list of 5 July, back on that of 13 July."""
    say(own, ["老客0"], "contacted")
    own.import_file(chat_file(tmp_path, every_day("小雨", "2026-06-29", "2026-07-05"), "七月.csv"), chat=CHAT)
    found = follow_up.measure(own)
    assert found.as_of == date(2026, 7, 5)
    assert "老客0" not in found.list["display_name"].tolist()
    assert found.resting["display_name"].tolist() == ["老客0"]
    assert found.resting["back_on"].tolist() == [pd.Timestamp("2026-07-12")]
    own.import_file(chat_file(tmp_path, every_day("小雨", "2026-07-06", "2026-07-12"), "七月二.csv"), chat=CHAT)
    own.set_follow_up(ids(own, "老客0"), "later", made_on=date(2026, 7, 5), listed=found.listed_with(ids(own, "老客0")),
                      on=datetime(2026, 7, 5))
    later = follow_up.measure(own)
    assert "老客0" in pd.concat([later.list, later.waiting])["display_name"].tolist()


# ---- what was said, undone, merged

def test_undo_takes_back_exactly_what_was_said_at_once(own):
    """Two words, the newer is taken back, the older holds; twice is an error with a code."""
    say(own, ["老客0"], "contacted")
    moment = say(own, ["老客0", "老客1"], "dropped")
    assert set(follow_up.measure(own).done["status"]) == {"dropped"}
    own.take_back_follow_up(moment)
    assert follow_up.measure(own).done[["display_name", "status"]].to_numpy().tolist() == [["老客0", "contacted"]]
    with pytest.raises(UserError) as caught:
        own.take_back_follow_up(moment)
    assert caught.value.code == "decision_unknown"


def test_saying_open_again_puts_a_person_back(own):
    """待联系 after 已联系: on the list again."""
    say(own, ["老客0"], "contacted")
    say(own, ["老客0"], "open")
    assert "老客0" in follow_up.measure(own).list["display_name"].tolist()


def test_a_merge_keeps_what_was_said(own):
    """老客0 and 路人 turn out to be one: the word stands under the one they are now."""
    say(own, ["老客0"], "contacted")
    own.decide_identity(*ids(own, "老客0", "路人"), "same")
    said = own.table("follow_ups").query("status == 'contacted'")
    assert said["person_id"].tolist() == ids(own, own.query(
        "select display_name from people where person_id = $one", one=int(said["person_id"].iloc[0]))["display_name"].iloc[0])
    assert len(said) == 1
    assert follow_up.measure(own).done["status"].tolist() == ["contacted"]


def test_nobody_and_unknown_people_are_refused(own):
    """No people, or people the shop does not know: an error with a code, nothing stored."""
    for people, code in (([], "follow_up_nobody"), ([12345], "follow_up_unknown")):
        with pytest.raises(UserError) as caught:
            own.set_follow_up(people, "contacted", made_on=AS_OF, listed={})
        assert caught.value.code == code
    assert own.table("follow_ups").empty


# ---- the sheet

def a_sheet(ws, **ticks):
    """The list as downloaded, results filled in by name; "" leaves a line as it is."""
    found = follow_up.measure(ws)
    lines = follow_up_words.lines(found, follow_up.keys(ws, found), {}, ZH)
    book = openpyxl.load_workbook(io.BytesIO(follow_up_book.workbook(lines, "zh")))
    for row in book.active.iter_rows(min_row=2):
        row[0].value = ticks.get(row[1].value) or row[0].value
    return book


def saved(book):
    """The bytes of a workbook."""
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def as_csv(book, columns):
    """The sheet as WPS saves it: GBK, columns in another order."""
    rows = [[row[at] if row[at] is not None else "" for at in columns] for row in book.active.iter_rows(values_only=True)]
    target = io.StringIO()
    csv.writer(target).writerows(rows)
    return target.getvalue().encode("gbk", "replace")  # ¥ is none of GBK's signs


def states(ws):
    """name → status of everybody who is not open."""
    found = follow_up.measure(ws)
    return dict(zip(found.done["display_name"], found.done["status"], strict=True))


def test_a_ticked_sheet_brings_the_states_back(own):
    """Three ticks in three ways; the others stay open; a second time changes nothing; undo takes it back."""
    book = a_sheet(own, 老客0="已联系", 老客1="√", 快到了="下次再说")
    lines = len(follow_up.measure(own).list)
    receipt = own.import_upload(Upload("本周跟进.xlsx", data=saved(book)))
    assert receipt.format == "follow_up_sheet"
    assert (receipt.read, receipt.kept, receipt.rejected) == (lines, lines, 0)
    assert receipt.tables["follow_ups"].adds_up
    assert states(own) == {"老客0": "contacted", "老客1": "contacted", "快到了": "later"}
    again = own.import_upload(Upload("本周跟进(1).xlsx", data=saved(book)))
    assert (again.kept, again.repeated) == (0, lines)
    assert states(own) == {"老客0": "contacted", "老客1": "contacted", "快到了": "later"}
    own.undo(again.batch_id)
    own.undo(receipt.batch_id)
    assert states(own) == {}


def test_a_sheet_survives_csv_gbk_and_moved_columns(own):
    """Key first, result last, saved as GBK: the same states, and after the workbook nothing is new."""
    book = a_sheet(own, 老客0="已联系", 快到了="不用管")
    first = own.import_upload(Upload("跟进.csv", data=as_csv(book, (9, 8, 7, 6, 1, 2, 0))))
    assert (first.rejected, states(own)) == (0, {"老客0": "contacted", "快到了": "dropped"})
    again = own.import_upload(Upload("跟进.xlsx", data=saved(book)))
    assert again.repeated == again.read


def test_a_corrected_sheet_replaces_the_first_one(own):
    """The same line with another result is a newer version; undo brings the earlier one back."""
    own.import_upload(Upload("一.xlsx", data=saved(a_sheet(own, 老客0="已联系"))))
    book = a_sheet(own)
    for row in book.active.iter_rows(min_row=2):
        row[0].value = "不用管" if row[1].value == "老客0" else "待联系"
    second = own.import_upload(Upload("二.xlsx", data=saved(book)))
    assert (second.updated, states(own)) == (1, {"老客0": "dropped"})
    own.undo(second.batch_id)
    assert states(own) == {"老客0": "contacted"}


def test_an_open_line_in_a_sheet_says_nothing_against_the_screen(own):
    """Downloaded, then contacted on screen, then the sheet comes back unticked: contacted holds."""
    book = a_sheet(own)
    say(own, ["老客0"], "contacted")
    own.import_upload(Upload("跟进.xlsx", data=saved(book)))
    assert states(own) == {"老客0": "contacted"}


def test_keys_of_other_shops_and_of_nobody_are_refused(own):
    """A line of another shop, one with a made-up person: rejected with the reason, the good lines are kept."""
    book = a_sheet(own, 老客0="已联系")
    sheet = book.active
    others = [row[9] for row in sheet.iter_rows(min_row=2) if row[1].value != "老客0"]
    others[0].value = follow_up_keys.written("0" * 32, AS_OF, "K37", "newcomer")
    others[1].value = follow_up_keys.written(own.uuid, AS_OF, "Z99999", "newcomer")
    others[2].value = None
    others[3].value = others[3].value.replace("-regular_gone", "-made_up").replace("-unanswered", "-made_up")
    receipt = own.import_upload(Upload("跟进.xlsx", data=saved(book)))
    assert receipt.rejected == 4
    assert receipt.total.adds_up
    assert sorted(receipt.issues["code"]) == ["follow_up_no_key", "follow_up_nobody_here", "follow_up_nobody_here",
                                              "follow_up_other_shop"]
    assert all(ZH.explain(row) for row in receipt.issues.to_dict("records"))
    assert states(own) == {"老客0": "contacted"}
    with Workspace.open() as other:
        elsewhere = other.import_upload(Upload("跟进.xlsx", data=saved(book)))
        assert (elsewhere.kept, elsewhere.rejected) == (0, elsewhere.read)


def test_the_sheet_offers_results_hides_its_keys_and_runs_no_formula(own):
    """A drop-down of the four results, a hidden last column, a name with = as text."""
    lines = [follow_up_book.Line("open", "=1+1", "why", "last", "群", "@话", follow_up_keys.written(own.uuid, AS_OF, "K37", "newcomer"))]
    page = openpyxl.load_workbook(io.BytesIO(follow_up_book.workbook(lines, "zh"))).active
    assert page.data_validations.dataValidation[0].formula1 == '"待联系,已联系,下次再说,不用管"'
    assert page.column_dimensions["J"].hidden
    assert (page["B2"].value, page["B2"].data_type) == ("=1+1", "s")


# ---- invariants

REASONS = SHIPPED.follow_up.reasons


@given(st.lists(st.tuples(st.integers(1, 30), st.sampled_from(REASONS)), max_size=80), st.integers(1, 25), st.integers(1, 8),
       st.sets(st.integers(1, 30), max_size=5))
@settings(max_examples=25, deadline=None)
def test_a_list_is_never_too_long_and_nobody_stands_twice(rows, most, a_reason, stored):
    """Whatever the reasons are: at most so many people, each once, those already listed always."""
    frame = pd.DataFrame(rows, columns=["person_id", "reason"]).drop_duplicates("person_id")
    rules = SHIPPED.changed(follow_up__people_until=most, follow_up__a_reason_until=a_reason)
    picked = follow_up.pick(frame, frozenset(stored), rules)
    assert len(picked) == len(set(picked))
    assert set(stored) <= set(picked)
    assert len(picked) <= max(most, len(stored))
    others = frame.loc[~frame["person_id"].isin(stored)]
    assert len(picked) == min(max(most, len(stored)), len(stored) + len(others))
