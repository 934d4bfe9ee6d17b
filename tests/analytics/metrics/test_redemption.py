"""Coupons and sessions by hand: edges of expiry, fair comparison, sign-ups, attendance and purchases after it."""

import csv
from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import Scope, Upload, Workspace
from analytics.metrics import coupon_shops, redemption, sessions, squads
from analytics.settings import Settings
from analytics.statistics.families import against_rest
from tests.analytics.metrics.shops import open_shop, order_file, paid

AS_OF = date(2026, 6, 30)
EVER = (date.min, AS_OF)


def coupon_file(folder, rows, name="优惠券核销.csv"):
    """A sheet of (who, given out, last day, redeemed or "", channel, shop)."""
    path = folder / name
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(["卡券号", "卡券名称", "会员昵称", "投放时间", "过期时间", "核销时间", "核销门店", "投放渠道"])
        sheet.writerows([f"SQ{n:06d}", "汤券", who, f"{given} 10:00:00", f"{last} 23:59:59", used and f"{used} 12:00:00", shop, channel]
                        for n, (who, given, last, used, channel, shop) in enumerate(rows))
    return path


# Used in time; over unused; over the day before as_of; its last day is as_of; runs out in a week; in eight days; used by nobody known.
COUPONS = [("甲", "2026-06-01", "2026-06-15", "2026-06-03", "群", "东店"), ("乙", "2026-06-01", "2026-06-15", "", "群", ""),
           ("丙", "2026-06-10", "2026-06-29", "", "桌卡", ""), ("丁", "2026-06-10", "2026-06-30", "", "桌卡", ""),
           ("戊", "2026-06-10", "2026-07-07", "", "群", ""), ("己", "2026-06-10", "2026-07-08", "", "群", ""),
           ("", "2026-06-20", "2026-07-20", "2026-06-30", "群", "西店")]


@pytest.fixture(scope="module")
def coupons(tmp_path_factory):
    """Coupons, and orders until 30 June so that the clock stands there."""
    with open_shop(tmp_path_factory.mktemp("coupons"), orders=[paid(1, "甲", "2026-06-30", "9")]) as shop:
        shop.import_file(coupon_file(tmp_path_factory.mktemp("sheet"), COUPONS))
        yield shop


def test_a_coupon_is_open_on_its_last_day(coupons):
    """Over on the 29th is expired, over on the 30th is open on the 30th."""
    result = redemption.measure(coupons, Scope(as_of=AS_OF))
    assert result.counts == {"redeemed": 2, "expired": 2, "open": 3, "unknown": 0}
    assert {state: len(result.coupons_of(state)) for state in redemption.STATES} == result.counts


def test_matured_and_gross_have_their_own_bases(coupons):
    """2 of 4 decided, 2 of 7 given out; the same decided coupons as the shop's health."""
    rates = redemption.measure(coupons, Scope(as_of=AS_OF)).rates.set_index("rate")
    assert rates[["count", "of"]].to_numpy().tolist() == [[2, 4], [2, 7]]
    health = coupons.facts("health_coupons", coupons.resolve(Scope(as_of=AS_OF)))
    assert (int(health["redeemed"].sum()), len(health)) == (2, 4)


def test_what_runs_out_within_a_week(coupons):
    """On the 30th and on the 7th, not on the 8th; soonest first."""
    rows = redemption.measure(coupons, Scope(as_of=AS_OF)).expiring
    assert rows["display_name"].tolist() == ["丁", "戊"]


def test_each_channel_opens_and_adds_up(coupons):
    """Given out = open + decided; lists as long as their numbers; shops count what was redeemed there."""
    result = redemption.measure(coupons, Scope(as_of=AS_OF))
    for name in redemption.BREAKDOWNS:
        rows = result.by[name]
        assert (rows["open"] + rows["of"] == rows["issued"]).all()
        assert [len(result.coupons_of("matured", name, key)) for key in rows["key"]] == rows["of"].tolist()
        assert rows["of"].sum() == 4
    assert result.stores.set_index("store")["redeemed"].to_dict() == {"东店": 1, "西店": 1}
    for rows, keys in ((result.stores, ["store"]), (result.store_channels, ["store", "channel"])):
        lists = [result.used_at(**row) for row in rows[keys].to_dict("records")]
        assert [len(one) for one in lists] == rows["redeemed"].tolist()
        assert [one["person_id"].nunique() for one in lists] == rows["people"].tolist()


def test_who_comes_to_a_shop_with_a_coupon_is_new_or_not():
    """1 bought the day before and is back; 2 bought that day and 3 never: new. Five days known give a median, four do not."""
    used = pd.DataFrame({"person_id": [1, 1, 2, 3, None], "store": "东店", "channel": ["海报", None, None, None, None],
                         "issued_on": pd.Timestamp("2026-06-01"), "redeemed_on": pd.to_datetime([f"2026-06-{day:02d}" for day in (3, 4, 5, 6, 7)])})
    firsts = pd.DataFrame({"person_id": [1, 2], "first_on": [date(2026, 6, 2), date(2026, 6, 5)]})
    row = coupon_shops.used(used, firsts, 5).iloc[0]
    assert row.tolist() == ["东店", 5, 3, 2, 4.0]
    assert pd.isna(coupon_shops.used(used, firsts, 6)["median_days"].iloc[0])
    assert coupon_shops.used(used, firsts, 1, ("store", "channel"))["redeemed"].tolist() == [4, 1]
    assert coupon_shops.used(used, firsts.iloc[:0], 1)["new"].isna().all()
    assert coupon_shops.used(used.iloc[:0], firsts, 1).empty


def test_a_fresh_batch_is_not_called_better():
    """Forty given out yesterday, all used ones are decided, none is over: nothing to compare, whatever the share."""
    fresh = pd.DataFrame({"state": ["redeemed"] * 20 + ["open"] * 20, "expires_on": pd.Timestamp("2026-07-30")})
    old = pd.DataFrame({"state": ["redeemed"] * 30 + ["expired"] * 30, "expires_on": pd.Timestamp("2026-06-15")})
    both = pd.concat([fresh.assign(channel="新", issued_on=pd.Timestamp("2026-06-29")),
                      old.assign(channel="旧", issued_on=pd.Timestamp("2026-06-01"))], ignore_index=True)
    both = both.assign(redeemed_on=both["issued_on"].where(both["state"] == "redeemed"), name="券", store=None, coupon_id="x", person_id=pd.NA)
    with Workspace.open() as shop:
        shop_settings = shop.settings
    resolved = type("Looked", (), {"as_of": AS_OF, "start": AS_OF})()
    rows = redemption.table(both, resolved, shop_settings).by["channel"].set_index("key")
    assert rows.loc["新", ["count", "of", "over_of", "word"]].tolist() == [20, 20, 0, "nothing"]


def test_how_soon_coupons_are_used(coupons):
    """甲's after 2 days, the unnamed one's after 10; expired ones stay unused."""
    curve = redemption.measure(coupons, Scope(as_of=AS_OF)).curve
    assert curve["day"].tolist() == [2, 10]
    assert curve["share"].is_monotonic_increasing
    assert curve["share"].iloc[0] == pytest.approx(1 / 7)


# ---- many shares side by side

@pytest.mark.parametrize(("of", "word"), [(29, "small_sample"), (30, "more")])
def test_a_row_needs_thirty_to_be_called_different(of, word):
    """29 of 29 beside 0 of 60 is a small sample, 30 of 30 is more."""
    found = against_rest(pd.DataFrame({"count": [of, 0], "of": [of, 60]}))
    assert found["word"].iloc[0] == word


@settings(max_examples=20, deadline=None)
@given(rows=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=2, max_size=5), seed=st.integers(0, 9))
def test_the_order_of_rows_decides_nothing(rows, seed):
    """Shuffled, every row keeps its word; correction never makes a difference surer."""
    frame = pd.DataFrame([(min(pair), max(pair)) for pair in rows], columns=["count", "of"])
    found = against_rest(frame)
    mixed = against_rest(frame.sample(frac=1, random_state=seed)).sort_index()
    assert mixed["word"].tolist() == found["word"].tolist()
    known = found.dropna(subset=["p"])
    assert (known["q"] >= known["p"] - 1e-12).all()


# ---- sessions, from sheets

def attendance(folder):
    """A sign-up sheet and a list of who came to 烘焙课 on 10 June."""
    signed, came = folder / "报名表.csv", folder / "到课名单.csv"
    with signed.open("w", encoding="utf-8-sig", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(["微信昵称", "报名时间", "课程名称"])
        sheet.writerows([who, "2026-06-05 10:00:00", "烘焙课"] for who in ("甲", "乙", "丙"))
    with came.open("w", encoding="utf-8-sig", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(["微信昵称", "到课时间", "课程名称"])
        sheet.writerows([who, "2026-06-10 20:00:00", "烘焙课"] for who in ("甲", "乙", "丁"))
    return signed, came


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """甲 came and bought on day 7, 乙 came and bought a day too late, 丙 stayed away and bought, 丁 came unasked."""
    folder = tmp_path_factory.mktemp("course")
    with Workspace.open() as shop:
        for path in attendance(folder):
            shop.import_file(path)
        shop.import_file(order_file(folder, [paid(1, "甲", "2026-06-17", "9"), paid(2, "乙", "2026-06-18", "9"),
                                             paid(3, "丙", "2026-06-11", "9"), paid(4, "丁", "2026-06-09", "9"), paid(5, "路人", "2026-06-30", "9")]))
        yield shop


def test_signed_up_came_and_bought(course):
    """Two of three came; of three who came one bought in seven days; the one who stayed away did too."""
    result = sessions.measure(course)
    rates = result.rates[result.rates["key"].isna()].set_index("rate")
    assert rates.loc["came", ["count", "of"]].tolist() == [2, 3]
    assert rates.loc["bought", ["count", "of"]].tolist() == [1, 3]
    assert rates.loc["missed_bought", ["count", "of"]].tolist() == [1, 1]
    assert result.sessions[["key", "signed", "attended"]].to_numpy().tolist() == [["烘焙课", 3, 3]]


def test_a_session_near_the_end_of_the_chosen_days_is_followed_beyond_them(course):
    """Held on 10 June, bought on the 17th: of the days to the 12th as of all; looked at from the 16th they wait."""
    days = Scope(start=date(2026, 6, 1), end=date(2026, 6, 12))
    found = [sessions.measure(course, one) for one in (days, replace(days, as_of=date(2026, 6, 16)), replace(days, as_of=date(2026, 6, 17)))]
    together = [one.rates[one.rates["key"].isna()].set_index("rate") for one in found]
    assert [one.loc["bought", ["count", "of"]].tolist() for one in together] == [[1, 3], [0, 0], [1, 3]]
    assert [len(one.people("waiting")) for one in found] == [0, 3, 0]
    assert sessions.measure(course, Scope(start=date(2026, 6, 1), end=date(2026, 6, 9))).sessions.empty


@pytest.mark.parametrize(("which", "who"), [("signed", "丙乙甲"), ("came", "丁乙甲"), ("missed", "丙"), ("bought", "甲"), ("waiting", "")])
def test_each_number_of_a_session_opens(course, which, who):
    """The lists behind the shares."""
    named = course.named(sessions.measure(course).people(which, "烘焙课"))
    assert set(named["display_name"]) == set(who)


@pytest.mark.parametrize(("orders_until", "of"), [(date(2026, 6, 17), 3), (date(2026, 6, 16), 0)])
def test_who_has_not_had_the_days_waits(course, orders_until, of):
    """Orders until the 17th: seven days are over; until the 16th they are not."""
    facts = course.facts("session_events", course.resolve()).assign(day=lambda rows: pd.to_datetime(rows["day"]))
    nothing = pd.DataFrame({"person_id": pd.Series(dtype="int64"), "day": pd.Series(dtype="datetime64[us]")})
    result = sessions.table(facts, nothing, nothing, (orders_until, None), EVER, AS_OF, Settings())
    assert result.rates[result.rates["key"].isna()].set_index("rate").loc["bought", "of"] == of


@pytest.mark.parametrize(("back", "signed"), [(30, 1), (31, 0)])
def test_a_sign_up_without_a_name_is_for_the_next_session(back, signed):
    """Thirty days before counts, thirty-one do not."""
    held = pd.Timestamp("2026-06-10")
    events = pd.DataFrame({"person_id": [1, 2], "step": ["报名", "直播观看"], "item": [None, None], "day": [held - timedelta(days=back), held]})
    nothing = pd.DataFrame({"person_id": pd.Series(dtype="int64"), "day": pd.Series(dtype="datetime64[us]")})
    result = sessions.table(events, nothing, nothing, (None, None), EVER, AS_OF, Settings())
    assert result.sessions["signed"].tolist() == [signed]


def test_sign_ups_for_another_name_are_said_and_belong_to_no_session():
    """报名 周末探店, 观看 周末探店直播: there are sign-ups, one of them for what no list names."""
    day = pd.Timestamp("2026-06-10")
    events = pd.DataFrame({"person_id": [1, 2, 2], "step": ["报名", "报名", "直播观看"], "item": ["周末探店", "直播", "直播"], "day": [day] * 3})
    nothing = pd.DataFrame({"person_id": pd.Series(dtype="int64"), "day": pd.Series(dtype="datetime64[us]")})
    result = sessions.table(events, nothing, nothing, (None, None), EVER, AS_OF, Settings())
    assert (result.coverage["has_signups"], result.coverage["not_held"]) == (True, 1)
    assert result.rates[result.rates["key"].isna()].set_index("rate").loc["came", ["count", "of"]].tolist() == [1, 1]


@pytest.mark.parametrize(("later", "count"), [(0, 0), (1, 1), (7, 1), (8, 0)])
def test_to_store_after_a_live_session(later, count):
    """From the next day on, for seven days; the same day may lie before the session."""
    held = pd.Timestamp("2026-06-10")
    events = pd.DataFrame({"person_id": [1], "step": ["直播观看"], "item": ["直播"], "day": [held]})
    nothing = pd.DataFrame({"person_id": pd.Series(dtype="int64"), "day": pd.Series(dtype="datetime64[us]")})
    visit = pd.DataFrame({"person_id": [1], "day": [held + timedelta(days=later)]})
    result = sessions.table(events, nothing, visit, (None, AS_OF), EVER, AS_OF, Settings())
    assert result.rates[result.rates["key"].isna()].set_index("rate").loc["to_store", "count"] == count


# ---- squads

SQUADS = "昵称,报名时间,小分队\n" + "".join(f"{who},2026-06-04 10:00,{squad}\n" for who, squad in (
    ("甲", "一队"), ("乙", "一队、二队"), ("丙", "二队"), ("丁", "二队"), ("辛", "一队")))
VISITS = "昵称,到店时间\n丙,2026-06-05 12:00\n丙,2026-06-20 12:00\n辛,2026-07-02 12:00\n"


@pytest.fixture(scope="module")
def squadded(tmp_path_factory):
    """Two squads with one in both; one visit in June, one in July; 甲 used a coupon in a shop; chats end in June."""
    with Workspace.open() as shop:
        shop.import_file(coupon_file(tmp_path_factory.mktemp("squads"), COUPONS))
        for name, text in (("报名.csv", SQUADS), ("到店.csv", VISITS)):
            shop.import_upload(Upload(name, text.encode()))
        yield shop


def test_squads_and_who_of_them_came_to_a_shop(squadded):
    """June, 一队: 甲 with a coupon, of 甲, 乙, 辛; 二队: 丙, of 乙, 丙, 丁; 辛 came in July, and then counts too."""
    june = squads.measure(squadded, Scope(start=date(2026, 6, 1), end=AS_OF))
    assert june.squads.set_index("value")[["count", "of"]].to_dict("index") == {
        "一队": {"count": 1, "of": 3}, "二队": {"count": 1, "of": 3}}
    assert june.together == (2, 5)
    assert [len(june.people(squad, came)) for squad in ("一队", "二队") for came in (True, False)] == [1, 2, 1, 2]
    assert squads.measure(squadded, Scope(start=date(2026, 6, 1), end=date(2026, 7, 2))).together == (3, 5)
    assert squads.measure(squadded, Scope(start=date(2026, 6, 6), end=date(2026, 6, 19))).together == (0, 5)
    assert squads.measure(squadded.masked()).squads["name"].str.startswith("标签").all()


def test_coupons_by_squad_count_in_both_of_who_is_in_two(squadded):
    """乙's expired coupon stands in both squads; every list is as long as its number; those of no squad stand together."""
    result = redemption.measure(squadded, Scope(as_of=AS_OF))
    rows = result.by[redemption.SQUAD].set_index("key")
    assert rows[["issued", "count", "of"]].to_dict("index") == {
        "一队": {"issued": 2, "count": 1, "of": 2}, "二队": {"issued": 3, "count": 0, "of": 2}, "": {"issued": 3, "count": 1, "of": 1}}
    for key, of in rows["of"].items():
        assert len(result.coupons_of("matured", redemption.SQUAD, key)) == of
