"""Layers on both sides of every threshold, on real files; what is missing is unknown, never guessed."""

import random
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import Scope, UserError, Workspace
from analytics.metrics import layers
from analytics.metrics.labels import LABELS, LAYERS, label, own_cuts
from analytics.metrics.spending import covered_months
from analytics.settings import Settings
from tests.analytics.metrics.shops import CHAT, at, chat_file, every_day, open_shop, order_file, paid, roster_file

RECORD = every_day("小雨", "2026-06-01", "2026-06-30")
LONG_AGO = "2025-01-01"


def labels_of(result, who):
    """The labels that are true of somebody, by name."""
    row = result.members.set_index("display_name").loc[who]
    return {name for name in LABELS if row[name] is not pd.NA and row[name]}


def state(result, who, name):
    """One label of one person: True, False or None."""
    value = result.members.set_index("display_name").loc[who, name]
    return None if value is pd.NA else bool(value)


def members(*people):
    """Member-list rows; a bare name joined long ago."""
    return [(one, LONG_AGO, "") if isinstance(one, str) else (*one, "") for one in people]


# ---- one June with somebody on each side of every line

MANY_NOTES = [("一天三次", at("2026-06-28", 10, n), f"#接龙\n周末猪肚鸡{n}\n1. 一天三次 1份") for n in range(3)] + [
    ("三天三次", at(f"2026-06-{day}", 10), f"#接龙\n周末烧鹅{day}\n1. 三天三次 1份") for day in (26, 27, 28)]
SPRING = [paid(900 + n, "路人", f"2026-0{month}-{day}", "10") for n, (month, day) in enumerate(
    [(4, "01"), (4, "30"), (5, "15"), (6, "15"), (6, "30")])]
JUNE_TALK = [
    *RECORD, *MANY_NOTES,
    *(("两句", at("2026-06-28", 9, n), f"昨晚的菜心真的很甜{n}") for n in range(2)),
    *(("三句", at("2026-06-28", 9, n), f"今晚的菜心真的很甜{n}") for n in range(3)),
    *(("第七天", at(day), f"今天去店里吃了烧鹅{day}") for day in ("2026-06-24", "2026-06-29", "2026-06-30")),
    *(("第八天", at(day), f"昨天去店里吃了烧鹅{day}") for day in ("2026-06-23", "2026-06-29", "2026-06-30")),
    *(("应声", at("2026-06-29", 9, n), word) for n, word in enumerate(["收到", "好的", "谢谢", "收到"])),
    ("静十四天", at("2026-06-16"), "上次那个汤还有没有"), ("静十五天", at("2026-06-15"), "上次那个汤还有没有呀"),
    ("不在名单", at("2026-06-29"), "我是朋友介绍来的"),
]
JUNE_PEOPLE = [*members(
    "小雨", "一天三次", "三天三次", "两句", "三句", "第七天", "第八天", "应声", "静十四天", "静十五天", "从不说话",
    "路人", ("进群六天", "2026-06-24"), ("进群七天", "2026-06-23"), ("今天进群", "2026-06-30"),
    ("进群十四天", "2026-06-16"), ("进群十五天", "2026-06-15"), ("六月会员", "2026-06-10"),
    "刚好五百", "五百零一分", "差一分", "退过款",
), ("后来的", "2026-07-01", ""), ("老板", LONG_AGO, "群主"), ("小助手", LONG_AGO, "客服")]
JUNE_ORDERS = [
    *SPRING, paid(1, "刚好五百", "2026-05-02", "1500.00"), paid(2, "五百零一分", "2026-05-02", "1500.03"),
    paid(3, "差一分", "2026-05-02", "1499.97"), paid(4, "退过款", "2026-05-02", "3000", refund="2000"),
    paid(5, "退过款", "2026-05-03", "5000", status="交易关闭"), paid(6, "六月会员", "2026-06-20", "501"),
    paid(7, "六月会员", "2026-05-20", "9000"),
]


@pytest.fixture(scope="module")
def june(tmp_path_factory):
    """The shop of June: chat and orders end on the 30th."""
    with open_shop(tmp_path_factory.mktemp("june"), JUNE_TALK, JUNE_PEOPLE, JUNE_ORDERS) as shop:
        yield shop


@pytest.fixture(scope="module")
def in_june(june):
    """June measured once."""
    return layers.measure(june)


def fact(result, who, name):
    """One cell of `members`."""
    return result.members.set_index("display_name").loc[who, name]


@pytest.mark.parametrize(
    ("who", "new"), [("进群六天", True), ("进群七天", False), ("今天进群", True), ("小雨", False)])
def test_day_seven_is_new_and_day_eight_is_not(in_june, who, new):
    """Six days after joining is still new, seven is not; the join day is day one of seven."""
    assert state(in_june, who, "new") is new
    assert fact(in_june, "进群六天", "tenure_days") == 6


@pytest.mark.parametrize(
    ("who", "times", "many"),
    [("两句", 2, False), ("三句", 3, True), ("第七天", 3, True), ("第八天", 2, False), ("应声", 0, False),
     ("一天三次", 1, False), ("三天三次", 3, True), ("从不说话", 0, False)])
def test_three_useful_interactions_in_seven_days_are_many(in_june, who, times, many):
    """From three on, the day itself included, eight days back not; 收到 is none, sign-ups count once a day."""
    assert fact(in_june, who, "interactions_7d") == times
    assert state(in_june, who, "high_interaction") is many


@pytest.mark.parametrize(
    ("who", "days", "silent"),
    [("静十四天", 14, False), ("静十五天", 15, True), ("进群十四天", 14, False), ("进群十五天", 15, True),
     ("从不说话", 30, True), ("应声", 30, True), ("小雨", 0, False)])
def test_fifteen_days_are_silence_and_fourteen_are_not(in_june, who, days, silent):
    """Counted from the last useful word, the joining or the start of the record, whichever came last."""
    assert fact(in_june, who, "silent_days") == days
    assert state(in_june, who, "silent") is silent


@pytest.mark.parametrize(
    ("who", "a_month", "high"),
    [("刚好五百", 500, False), ("五百零一分", 500.01, True), ("差一分", 499.99, False), ("退过款", 1000 / 3, False),
     ("六月会员", 501, True), ("从不说话", 0, False)])
def test_five_hundred_a_month_is_not_more_than_five_hundred(in_june, who, a_month, high):
    """Net of refunds, without closed orders, over months of membership only; one cent over the line is over."""
    assert fact(in_june, who, "monthly_spend") == pytest.approx(a_month)
    assert state(in_june, who, "high_spend") is high
    assert fact(in_june, "六月会员", "spend_months") == 1
    assert [first.month for first, _ in in_june.months] == [4, 5, 6]


def test_without_a_whole_month_spending_cannot_be_judged(june):
    """On 12 June who joined on the 10th has been a member in no whole month: no label, not a false one."""
    result = layers.measure(june, Scope(as_of=date(2026, 6, 12)))
    assert state(result, "六月会员", "high_spend") is None
    assert pd.isna(fact(result, "六月会员", "monthly_spend"))
    assert state(result, "六月会员", "new") is True


def test_who_joins_after_the_day_asked_for_is_not_counted(june, in_june):
    """A later joiner is counted from the day of joining on."""
    assert "后来的" not in set(in_june.members["display_name"])
    assert "今天进群" not in set(layers.measure(june, Scope(as_of=date(2026, 6, 29))).members["display_name"])


def test_a_record_of_fourteen_days_can_call_nobody_silent_who_never_spoke(june):
    """Fifteen recorded days are enough to call a lifelong listener silent, fourteen are not."""
    assert state(layers.measure(june, Scope(as_of=date(2026, 6, 15))), "从不说话", "silent") is True
    assert state(layers.measure(june, Scope(as_of=date(2026, 6, 14))), "从不说话", "silent") is None


def test_the_shops_own_people_are_not_members(june, in_june):
    """Owners and service accounts are left out of every count, and come back when asked for."""
    assert not {"老板", "小助手"} & set(in_june.members["display_name"])
    everybody = layers.measure(june, Scope(include_staff=True))
    assert everybody.population.of == in_june.population.of + 2


def test_speakers_who_are_in_no_list_are_said_and_not_counted(in_june):
    """花名册外: outside the list, outside the rates."""
    assert "不在名单" not in set(in_june.members["display_name"])
    assert in_june.population.kind == "list"
    assert in_june.population.outside == 1
    assert 0 < in_june.population.outside_share < 0.05


def test_a_try_changes_the_result_and_not_the_shop(june, in_june):
    """Sliders give their own counts; what is stored stays."""
    tried = layers.measure(june, settings=june.settings.changed(layers__silent_from_days=14))
    assert set(tried.people("silent")["display_name"]) - set(in_june.people("silent")["display_name"]) == {
        "静十四天", "进群十四天"}
    assert layers.measure(june).count("silent") == in_june.count("silent")
    assert june.settings == Settings()


# ---- where the record ends or has holes

def test_a_chat_that_ends_before_the_orders_ends_silence_there(tmp_path):
    """Ten days of orders after the chat's last line make nobody silent."""
    talk = [*RECORD, ("阿珍", at("2026-06-20"), "周末一家人来吃饭")]
    orders = [paid(n, "阿珍", f"2026-07-{n:02d}", "88") for n in range(1, 11)]
    with open_shop(tmp_path, talk, members("小雨", "阿珍"), orders) as shop:
        for scope in (Scope(), Scope(as_of=date(2026, 7, 10))):
            result = layers.measure(shop, scope)
            assert state(result, "阿珍", "silent") is False
            assert fact(result, "阿珍", "silent_days") == 10


def test_a_hole_in_the_record_is_not_silence(tmp_path):
    """Seven days between two exports are unknown: who spoke before them cannot be called silent."""
    first, second = every_day("小雨", "2026-06-01", "2026-06-10"), every_day("小雨", "2026-06-18", "2026-06-30")
    with Workspace.open() as shop:
        early = [*first, ("阿珍", at("2026-06-09"), "这家的云吞面好吃"), ("后来说", at("2026-06-05"), "我也觉得不错呀")]
        late = [*second, ("后来说", at("2026-06-19"), "今天又去了一次")]
        shop.import_file(chat_file(tmp_path, early, "一.csv"), chat=CHAT)
        shop.import_file(chat_file(tmp_path, late, "二.csv"), chat=CHAT)
        shop.import_file(roster_file(tmp_path, members("小雨", "阿珍", "后来说", "从不说话")), chat=CHAT)
        result = layers.measure(shop)
        assert state(result, "阿珍", "silent") is None
        assert state(result, "从不说话", "silent") is None
        assert state(result, "后来说", "silent") is False
        assert pd.isna(fact(result, "阿珍", "silent_days"))
        assert result.members.set_index("display_name").loc["阿珍", "main"] == "unknown"
        chat = shop.query("select chat_id from chats")["chat_id"].iloc[0]
        for day in range(11, 18):
            shop.correct("quiet_day", f"{chat}|2026-06-{day}", "1")
        assert state(layers.measure(shop), "阿珍", "silent") is True


@pytest.mark.parametrize(("hour", "minute", "days"), [(14, 30, 14), (19, 59, 14), (20, 0, 15)])
def test_an_export_made_at_half_past_two_leaves_its_last_day_open(tmp_path, hour, minute, days):
    """Made at 14:30 the day does not count yet; made at 20:00 it does."""
    talk = [*every_day("小雨", "2026-06-01", "2026-06-29"), ("小雨", at("2026-06-30", hour, minute), "刚刚到店里坐下"),
            ("阿珍", at("2026-06-15"), "有没有靓汤呀今天")]
    with open_shop(tmp_path, talk) as shop:
        result = layers.measure(shop)
        assert fact(result, "阿珍", "silent_days") == days
        assert state(result, "阿珍", "silent") is (days >= 15)


def test_silent_in_one_group_and_talking_in_another_is_not_silent(tmp_path):
    """A person in two groups is silent only where no group hears anything."""
    with Workspace.open() as shop:
        shop.change_settings(shop.settings.changed(identity__same_name_across_groups=True))
        for name, last_word in (("福利群", "2026-06-02"), ("引流群", "2026-06-28")):
            talk = [*RECORD, ("阿珍", at(last_word), f"在{name}里说一句话")]
            shop.import_file(chat_file(tmp_path, talk, f"{name}.csv"), chat=name)
        assert state(layers.measure(shop, Scope(chats=("福利群",))), "阿珍", "silent") is True
        both = layers.measure(shop)
        assert both.members["display_name"].tolist().count("阿珍") == 1
        assert state(both, "阿珍", "silent") is False


# ---- months of orders

@pytest.mark.parametrize(
    ("first", "last", "known"),
    [("2026-06-04", "2026-06-27", [6]), ("2026-06-05", "2026-06-27", []), ("2026-06-04", "2026-06-26", []),
     ("2026-05-31", "2026-06-30", [6]), ("2026-05-04", "2026-06-30", [5, 6]), ("2026-03-01", "2026-07-15", [4, 5, 6])],
)
def test_a_month_is_covered_up_to_three_days_from_its_ends(first, last, known):
    """First record at most three days in, last at most three days before the end."""
    ranges = pd.DataFrame({"first_day": pd.to_datetime([first]), "last_day": pd.to_datetime([last])})
    assert [month.month for month, _ in covered_months(ranges, date(2026, 7, 15), 3, 3)] == known


def test_sheets_that_touch_are_one_and_a_gap_between_them_is_a_gap():
    """Two halves of a month cover it; a month between two sheets is not covered."""
    halves = pd.DataFrame({"first_day": pd.to_datetime(["2026-06-15", "2026-06-01"]),
                           "last_day": pd.to_datetime(["2026-06-30", "2026-06-14"])})
    apart = pd.DataFrame({"first_day": pd.to_datetime(["2026-04-01", "2026-06-01"]),
                          "last_day": pd.to_datetime(["2026-04-30", "2026-06-30"])})
    assert [month.month for month, _ in covered_months(halves, date(2026, 7, 15), 3, 3)] == [6]
    assert [month.month for month, _ in covered_months(apart, date(2026, 7, 15), 3, 3)] == [4, 6]


def test_a_month_that_is_not_over_does_not_count():
    """On 29 June a sheet until July says nothing about June yet; a sheet that stops there closes it."""
    longer = pd.DataFrame({"first_day": pd.to_datetime(["2026-03-01"]), "last_day": pd.to_datetime(["2026-07-31"])})
    ended = pd.DataFrame({"first_day": pd.to_datetime(["2026-03-01"]), "last_day": pd.to_datetime(["2026-06-28"])})
    assert [month.month for month, _ in covered_months(longer, date(2026, 6, 29), 3, 3)] == [3, 4, 5]
    assert [month.month for month, _ in covered_months(longer, date(2026, 6, 30), 3, 3)] == [4, 5, 6]
    assert [month.month for month, _ in covered_months(ended, date(2026, 6, 28), 3, 3)] == [4, 5, 6]
    assert [month.month for month, _ in covered_months(ended, date(2026, 6, 20), 3, 3)] == [3, 4, 5]


# ---- who is counted

def test_without_a_list_there_is_no_share_of_members(tmp_path):
    """A chat alone knows who was seen, and draws no share of members."""
    with open_shop(tmp_path, [*RECORD, ("阿珍", at("2026-06-02"), "你们几点关门啊")]) as shop:
        result = layers.measure(shop)
        assert result.population.kind == "seen"
        assert result.counts["share"].isna().all()
        assert result.counts["reference"].isna().all()
        assert result.counts.set_index("layer")["of"]["silent"] == 2
        assert result.count("silent") == 1
        assert result.count("high_spend") is None


def test_a_typed_head_count_is_the_denominator(tmp_path):
    """486 people in the group of whom two were seen: shares are of 486, the others cannot be judged."""
    with open_shop(tmp_path, [*RECORD, ("阿珍", at("2026-06-02"), "你们几点关门啊")]) as shop:
        chat = shop.query("select chat_id from chats")["chat_id"].iloc[0]
        shop.set_head_count(chat, date(2026, 6, 30), 486)
        result = layers.measure(shop)
        assert (result.population.kind, result.population.of, result.population.unseen) == ("head_count", 486, 484)
        silent = result.counts.set_index("layer").loc["silent"]
        assert silent["share"] == pytest.approx(1 / 486)
        assert result.exclusive["count"].sum() == 486
        assert result.exclusive.set_index("layer")["count"]["unknown"] == 484


def test_a_name_that_two_people_carry_gets_no_label(tmp_path):
    """Nobody can tell them apart, so nobody is labelled."""
    roster = [("小雨", LONG_AGO, ""), ("阿珍", "2024-01-01", ""), ("阿珍", "2026-06-29", "")]
    talk = [*RECORD, *(("阿珍", at("2026-06-29", 9, n), f"这个周末我来订位{n}") for n in range(5))]
    with open_shop(tmp_path, talk, roster) as shop:
        result = layers.measure(shop)
        unclear = result.members[result.members["ambiguous"]]
        assert len(unclear) == 1
        assert unclear[list(LABELS)].isna().all(axis=None)
        assert unclear["main"].tolist() == ["unknown"]


def test_orders_alone_give_the_big_spenders_among_buyers(tmp_path):
    """With nothing but an order sheet: buyers, one label, no reference to the article's members."""
    orders = [*SPRING, paid(1, "阿珍", "2026-05-02", "1800"), paid(2, "陈姐", "2026-05-02", "90")]
    with open_shop(tmp_path, orders=orders) as shop:
        result = layers.measure(shop)
        assert (result.population.kind, result.population.of) == ("buyers", 3)
        assert result.people("high_spend")["display_name"].tolist() == ["阿珍"]
        assert result.count("silent") is None
        assert result.counts["reference"].isna().all()


def test_an_empty_shop_says_so():
    """Nothing imported is a sentence, not a row of zeros."""
    with Workspace.open() as shop, pytest.raises(UserError) as trouble:
        layers.measure(shop)
    assert trouble.value.code == "nothing_yet"


# ---- the whole table

def village(seed=7):
    """Forty people with every mixture of spending, talking, joining and silence."""
    dice = random.Random(seed)
    people = [f"街坊{n:02d}" for n in range(40)]
    joined = {who: dice.choice([LONG_AGO, f"2026-06-{dice.randint(1, 30):02d}"]) for who in people}
    talk = list(RECORD)
    for who in people[:25]:
        talk += [(who, at(f"2026-06-{dice.randint(1, 30):02d}", dice.randint(8, 21), dice.randint(0, 59)),
                  f"{who}说今天的饭{n}真香") for n in range(dice.randint(1, 6))]
    orders = list(SPRING) + [paid(100 + n, dice.choice(people), f"2026-0{dice.randint(4, 6)}-{dice.randint(1, 28):02d}",
                                  str(dice.randint(20, 1500))) for n in range(80)]
    return talk, members("小雨", "路人", *joined.items()), orders


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """The village, measured once."""
    with open_shop(tmp_path_factory.mktemp("village"), *village()) as shop:
        yield layers.measure(shop)


def test_each_person_is_counted_once_in_the_exclusive_view(measured):
    """Exclusive layers sum to everybody, in the frame's stated order."""
    assert measured.exclusive["layer"].tolist() == list(LAYERS)
    assert measured.exclusive["count"].sum() == measured.population.of == 42
    assert measured.exclusive["share"].sum() == pytest.approx(1)


def test_every_count_opens_a_list_of_exactly_that_many(measured):
    """Labels, exclusive layers and overlaps each stand before as many people."""
    for row in measured.counts.itertuples():
        assert len(measured.people(row.layer)) == row.count
    for row in measured.exclusive.itertuples():
        assert len(measured.people(row.layer, exclusive=True)) == row.count
    for row in measured.overlap.itertuples():
        assert len(measured.people(row.layer_a, also=row.layer_b)) == row.count


def test_overlaps_agree_with_the_counts(measured):
    """The diagonal is the count, the matrix is symmetric, and the impossible pair is empty."""
    square = measured.overlap.pivot_table(index="layer_a", columns="layer_b", values="count")
    assert (square == square.T).all(axis=None)
    counts = measured.counts.set_index("layer")["count"]
    assert all(square.loc[name, name] == counts[name] for name in LABELS)
    assert square.loc["new", "silent"] == 0
    assert square.loc["high_interaction", "silent"] == 0


def test_priority_decides_where_labels_meet(measured):
    """main is the first label in the order of the settings that is true."""
    turned = layers.table(_facts_of(measured), measured.settings.changed(
        layers__priority=("silent", "new", "high_interaction", "high_spend")))
    both = measured.members[measured.members["high_spend"].fillna(False) & measured.members["silent"].fillna(False)]
    assert len(both)
    assert set(both["main"]) == {"high_spend"}
    after = turned.members.set_index("person_id").loc[both["person_id"]]
    assert set(after["main"]) == {"silent"}


def _facts_of(result):
    """The facts behind a result, rebuilt from its members: what a slider works on."""
    frame = result.members.assign(
        spend_cents=(result.members["monthly_spend"].fillna(0) * result.members["spend_months"] * 100).round(),
        week_recorded=7, known_days=result.members["tenure_days"],
        silent_at_most=result.members["silent_days"], silent_at_least=result.members["silent_days"])
    return layers.Facts(result.as_of, frame, result.population, result.months, result.coverage, result.settings)


def test_shuffled_rows_and_a_split_file_change_nothing(tmp_path, measured):
    """The order of rows, and the chat and the orders in two files each, give the same members."""
    talk, roster, orders = village()
    dice = random.Random(3)
    dice.shuffle(orders)
    dice.shuffle(roster)
    talk.sort(key=lambda line: line[1])
    with Workspace.open() as shop:
        for number, part in enumerate((talk[len(talk) // 2:], talk[:len(talk) // 2])):
            shop.import_file(chat_file(tmp_path, part, f"聊天{number}.csv"), chat=CHAT)
        shop.import_file(roster_file(tmp_path, roster), chat=CHAT, whole_roster=True)
        for number, part in enumerate((orders[::2], orders[1::2])):
            shop.import_file(order_file(tmp_path, part, f"订单{number}.csv"))
        again = layers.measure(shop)
    key = ["display_name"]
    columns = [name for name in measured.members.columns if name != "person_id"]
    pd.testing.assert_frame_equal(again.members[columns].sort_values(key).reset_index(drop=True),
                                  measured.members[columns].sort_values(key).reset_index(drop=True))
    pd.testing.assert_frame_equal(again.counts, measured.counts)


# ---- the rule itself

facts_frames = st.lists(
    st.fixed_dictionaries({
        "spend_cents": st.integers(0, 300_000), "spend_months": st.integers(0, 3),
        "interactions_7d": st.one_of(st.none(), st.integers(0, 6)), "week_recorded": st.integers(0, 7),
        "tenure_days": st.one_of(st.none(), st.integers(0, 20)), "known_days": st.one_of(st.none(), st.integers(0, 20)),
        "silent_at_most": st.one_of(st.none(), st.integers(0, 30)),
        "silent_at_least": st.one_of(st.none(), st.integers(0, 30)), "ambiguous": st.booleans(),
    }), min_size=1, max_size=30).map(lambda rows: pd.DataFrame(rows).astype(dict.fromkeys(
        ("interactions_7d", "tenure_days", "known_days", "silent_at_most", "silent_at_least"), "float64")))


@given(facts_frames, st.integers(0, 1000), st.integers(1, 6), st.integers(1, 20), st.integers(2, 30))
@settings(max_examples=60, deadline=None)
def test_raising_a_bar_never_adds_people(frame, yuan, times, new, silent):
    """Stricter thresholds label a subset, equal rows get equal labels, ambiguous names none."""
    base = Settings().changed(
        layers__high_spend_above_yuan_per_month=yuan, layers__high_interaction_from_per_week=times,
        layers__new_below_days=new, layers__silent_from_days=silent)
    strict = base.changed(layers__high_spend_above_yuan_per_month=yuan + 1, layers__silent_from_days=silent + 1,
                          layers__high_interaction_from_per_week=times + 1)
    loose, tight = label(frame, base.layers), label(frame, strict.layers)
    for name in ("high_spend", "high_interaction", "silent"):
        assert not (tight[name].fillna(False) & ~loose[name].fillna(False)).any()
    assert loose.loc[frame["ambiguous"], list(LABELS)].isna().all(axis=None)
    assert set(loose["main"]) <= set(LAYERS)
    doubled = label(pd.concat([frame, frame], ignore_index=True), base.layers)
    assert doubled["main"].tolist() == loose["main"].tolist() * 2


def test_own_cuts_give_the_articles_share_as_nearly_as_possible(measured):
    """按我的店: for each label no other threshold would come nearer to the article's share."""
    facts = _facts_of(measured)
    cuts = own_cuts(facts.members, measured.population.of, measured.settings).set_index("layer")
    assert set(cuts.index) == set(LABELS)
    for name, row in cuts.iterrows():
        setting = row["setting"].replace(".", "__")
        result = layers.table(facts, measured.settings.changed(**{setting: row["value"]}))
        assert result.count(name) == row["count"]
        wanted = row["reference"] * row["of"]
        step = 1 if name != "high_spend" else 25
        for other in (row["value"] - step, row["value"] + step):
            if other >= 2:
                nearby = layers.table(facts, measured.settings.changed(**{setting: other})).count(name)
                assert abs(nearby - wanted) >= abs(row["count"] - wanted) - 1e-9


def test_article_shares_leave_five_percent(measured):
    """15, 25, 30 and 25 sum to 95; the rest is the article's ordinary people."""
    references = measured.counts.set_index("layer")["reference"]
    assert references[list(LABELS)].sum() == pytest.approx(0.95)
    assert references["ordinary"] == pytest.approx(0.05)


def test_the_record_of_a_month_without_a_line_is_nobodys_silence(tmp_path):
    """A member of a group without any record cannot be judged by it."""
    with open_shop(tmp_path, roster=members("小雨", ("阿珍", "2026-06-01")),
                   orders=[paid(1, "小雨", "2026-06-30", "9")]) as shop:
        result = layers.measure(shop)
        assert result.count("silent") is None
        assert result.count("high_interaction") is None
        assert result.as_of == date(2026, 6, 30)
        assert fact(result, "阿珍", "tenure_days") == 29
