"""Would they recommend us, on real answer files: waves, one answer a person, invalid ones, yes/no apart, response."""

from datetime import date, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import Scope, Upload, Workspace
from analytics.importers import template
from analytics.metrics import nps
from analytics.settings import Settings
from tests.analytics.metrics.shops import every_day, open_shop

LONG_AGO = "2025-01-01"


def answers(rows, header="昵称,推荐分,建议,提交时间"):
    """An answer sheet as CSV."""
    return Upload("推荐分.csv", data="\n".join([header, *(",".join(str(cell) for cell in row) for row in rows)]).encode())


def shop_of(rows):
    """A shop in memory that holds only these answers."""
    workspace = Workspace.open()
    workspace.import_upload(answers(rows))
    return workspace


def crowd(promoters, passives, detractors, day="2026-06-01", first=0):
    """So many answers of different people on one day."""
    scores = [9] * promoters + [8] * passives + [6] * detractors
    return [(f"客人{first + n}", score, "", day) for n, score in enumerate(scores)]


def test_the_score_by_hand_and_its_lists():
    """36, 14 and 10 of 60: +43, between 22 and 60 (adjusted Wald); each count opens as many answers."""
    with shop_of(crowd(36, 14, 10)) as shop:
        found = nps.measure(shop)
    wave = found.waves.iloc[0]
    assert (wave["promoters"], wave["passives"], wave["detractors"]) == (36, 14, 10)
    assert (wave["score"], wave["low"], wave["high"]) == pytest.approx((43.33, 22.41, 60.13), abs=0.01)
    for group, count in zip(nps.GROUPS, (36, 14, 10), strict=True):
        assert len(found.people(group, 1)) == count
    assert len(found.people()) == 60


@pytest.mark.parametrize(("count", "scored"), [(19, False), (20, True)])
def test_under_twenty_answers_only_counts_are_given(count, scored):
    """No score from 19."""
    with shop_of(crowd(count, 0, 0)) as shop:
        wave = nps.measure(shop).waves.iloc[0]
    assert wave["promoters"] == count
    assert pd.notna(wave["score"]) == scored


@pytest.mark.parametrize(("pause", "waves"), [(14, 1), (15, 2)])
def test_a_pause_of_more_than_a_fortnight_begins_a_new_wave(pause, waves):
    """Fourteen days without an answer are still the same asking."""
    later = str(date(2026, 6, 1) + timedelta(days=pause))
    with shop_of([*crowd(20, 0, 0), *crowd(0, 0, 20, day=later, first=50)]) as shop:
        found = nps.measure(shop)
    assert len(found.waves) == waves
    assert (found.change is not None) == (waves == 2)
    if found.change:
        assert found.change[0] == -200
        assert found.change[2] < 0


def test_of_each_person_the_latest_answer_of_a_wave_counts():
    """2, then 9 a week later: a promoter; the earlier one is told. A year later is another wave and counts again."""
    rows = [("小雨", 2, "慢", "2026-06-01"), ("小雨", 9, "快了", "2026-06-08"), ("小雨", 5, "", "2027-06-08")]
    with shop_of(rows) as shop:
        found = nps.measure(shop)
    assert found.waves["answers"].tolist() == [1, 1]
    assert found.waves["replaced"].tolist() == [1, 0]
    assert found.people("promoter", 1)["comment"].tolist() == ["快了"]


def test_anonymous_answers_count_one_by_one_and_say_so():
    """Nobody's three answers are three."""
    with shop_of([("", 9, "", "2026-06-01"), ("", 9, "好", "2026-06-01"), ("", 3, "", "2026-06-02")]) as shop:
        found = nps.measure(shop)
    assert found.waves["answers"].tolist() == [3]
    assert found.coverage["anonymous"] == 3
    assert found.layers.empty


@pytest.mark.parametrize("score", [11, -1, "9.5", "100分"])
def test_a_score_outside_the_scale_is_refused_and_counted(score):
    """11 is no 10, −1 no 1, 9.5 no 9."""
    with shop_of([*crowd(3, 0, 0), ("乱填", score, "", "2026-06-01")]) as shop:
        found = nps.measure(shop)
    assert found.waves["answers"].tolist() == [3]
    assert found.coverage["refused"] == 1


def test_yes_and_no_are_never_turned_into_a_score():
    """Two of three would recommend; there is no net promoter score of it (I15)."""
    with Workspace.open() as shop:
        shop.import_upload(answers([("小雨", "愿意", "2026-06-01"), ("阿珍", "不愿意", "2026-06-01"), ("阿明", "愿意", "2026-06-02")],
                                   "昵称,你愿意推荐给朋友吗,提交时间"))
        found = nps.measure(shop)
    assert found.waves.empty
    assert found.yes_no[["count", "of"]].to_numpy().tolist() == [[2, 3]]
    assert found.yes_no["low"].iloc[0] < 2 / 3 < found.yes_no["high"].iloc[0]


def test_chosen_days_hold_only_their_answers():
    """June alone; seen from May there is none."""
    with shop_of([*crowd(5, 0, 0, "2026-05-20"), *crowd(0, 0, 4, "2026-06-20", 50)]) as shop:
        june = nps.measure(shop, Scope(start=date(2026, 6, 1), end=date(2026, 6, 30)))
        assert june.waves["detractors"].tolist() == [4]
        assert nps.measure(shop, Scope(as_of=date(2026, 5, 1))).waves.empty


def test_who_is_silent_answered_less_and_it_is_shown(tmp_path):
    """Response by layer: the talker answered, the listeners did not; the owner's own answer is no customer's."""
    talk = every_day("小雨", "2026-06-01", "2026-06-30")
    roster = [("小雨", LONG_AGO, ""), ("静一", LONG_AGO, ""), ("静二", LONG_AGO, ""), ("老板", LONG_AGO, "群主")]
    with open_shop(tmp_path, talk, roster) as shop:
        shop.import_upload(answers([("小雨", 10, "", "2026-06-29"), ("老板", 10, "", "2026-06-29")]))
        found = nps.measure(shop)
    assert found.waves["answers"].tolist() == [1]
    rows = found.layers.set_index("layer")
    assert rows.loc["silent", ["count", "of"]].tolist() == [0, 2]
    assert rows["of"].sum() == 3


def test_a_response_rate_is_kept_with_its_wave():
    """30 answers of 120 asked; a later answer of the same wave keeps it, fewer asked than answered is no rate, 0 takes it back."""
    with shop_of([*crowd(30, 0, 0), *crowd(2, 0, 0, day="2026-08-01", first=100)]) as shop:
        assert nps.measure(shop).responses.empty
        nps.say_asked(shop, nps.measure(shop), 1, 120)
        nps.say_asked(shop, nps.measure(shop), 2, 1)
        shop.import_upload(answers(crowd(1, 0, 0, day="2026-06-03", first=50)))
        rows = nps.measure(shop).responses
        assert rows[["wave", "count", "of"]].values.tolist() == [[1, 31, 120]]
        assert rows["low"].iloc[0] < 31 / 120 == rows["share"].iloc[0] < rows["high"].iloc[0]
        nps.say_asked(shop, nps.measure(shop), 1, 0)
        assert nps.measure(shop).responses.empty


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_typed_answer_goes_the_way_of_every_file(language):
    """With a receipt, seen once however often it is kept, and undone."""
    with Workspace.open() as shop:
        typed = template.answer("小雨", 7, "还行,就是远", datetime(2026, 6, 3, 23), language)
        receipt = shop.import_upload(Upload("记下的.csv", data=typed))
        assert (receipt.kept, receipt.rejected) == (1, 0)
        assert shop.import_upload(Upload("记下的.csv", data=typed)).repeated == 1
        assert nps.measure(shop).people("passive")["comment"].tolist() == ["还行,就是远"]
        for batch in shop.table("imports")["batch_id"]:
            shop.undo(batch)
        assert shop.table("scores").empty


def test_typed_answers_correct_what_stands_there_and_two_of_nobody_are_two():
    """After twelve imports too, the last typed one of a person counts, whatever time the sheet has of that day."""
    day = date(2026, 6, 3)
    with shop_of([("小雨", 3, "", "2026-06-03 12:00")]) as shop:
        for name, score in [("小雨", 9), ("", 10), ("", 10), *[("小雨", score) for score in (2, 9, 4, 9, 5, 9, 6, 9, 8)]]:
            typed = template.answer(name, score, "", nps.typed_at(shop, day), "zh")
            assert shop.import_upload(Upload("记下的.csv", data=typed)).kept == 1
        found = nps.measure(shop)
        assert sorted(found.answers["score"]) == [8, 10, 10]
        assert found.waves[["first_on", "last_on"]].iloc[0].dt.date.tolist() == [day, day]
        last = found.answers.loc[found.answers["score"] == 8, "batch_id"].iloc[0]
        shop.undo(last)
        assert sorted(nps.measure(shop).answers["score"]) == [9, 10, 10]


def test_answers_from_after_the_chat_count_unless_a_day_is_chosen(tmp_path):
    """A shop asks after it exported its chat: the answers reach further than the talk."""
    with open_shop(tmp_path, every_day("小雨", "2026-06-01", "2026-06-30")) as shop:
        shop.import_upload(answers([("小雨", 9, "", "2026-06-30"), ("阿珍", 3, "", "2026-07-06")]))
        assert nps.measure(shop).waves["answers"].tolist() == [2]
        assert nps.measure(shop, Scope(as_of=date(2026, 6, 30))).waves["answers"].tolist() == [1]
        assert nps.measure(shop, Scope(end=date(2026, 6, 30))).waves["answers"].tolist() == [1]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_answer_sheet_can_be_filled_in_and_imported(tmp_path, language):
    """A list of 0 to 10 in the column of the score; its examples are skipped, what is filled in is kept."""
    import openpyxl
    path = tmp_path / "答题表.xlsx"
    path.write_bytes(template.answer_sheet(language))
    book = openpyxl.load_workbook(path)
    page = book.active
    offered = [one.formula1 for one in page.data_validations.dataValidation]
    assert offered == ['"0,1,2,3,4,5,6,7,8,9,10"']
    page.append(["小雨", None, 10, "好吃", "2026-06-03"])
    book.save(path)
    with Workspace.open() as shop:
        receipt = shop.import_file(path)
        assert (receipt.kept, receipt.failed) == (1, 0)
        assert nps.measure(shop).waves["promoters"].tolist() == [1]


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(0, 10), st.integers(0, 60)), max_size=30), st.integers(1, 30))
@settings(max_examples=20, deadline=None)
def test_everybody_counts_once_a_wave_and_shuffled_ids_change_nothing(rows, pause):
    """Promoters, passives and detractors are the answers; replaced ones are the rest; other ids give the same waves."""
    def found(name):
        frame = pd.DataFrame([(name(who), pd.Timestamp("2026-01-01") + pd.Timedelta(days=day), "0-10", score, None)
                              for who, score, day in sorted(rows, key=lambda row: row[2])],
                             columns=["person_id", "asked_at", "kind", "score", "comment"]).assign(batch_id="1-a")
        frame["asked_at"] = pd.to_datetime(frame["asked_at"])
        return nps.table(frame, date(2026, 12, 31), 0, Settings().changed(nps__wave_pause_above_days=pause))
    ours, moved = found(lambda who: who), found(lambda who: 100 - who)
    pd.testing.assert_frame_equal(ours.waves, moved.waves)
    waves = ours.waves
    assert (waves["promoters"] + waves["passives"] + waves["detractors"] == waves["answers"]).all()
    assert waves["answers"].sum() + waves["replaced"].sum() == len(rows)
    assert not ours.answers.duplicated(["wave", "person_id"]).any()
