"""What can and cannot be said from a shop's files, and what would help most."""

import pytest

from analytics import Workspace
from analytics.metrics import enough
from analytics.texts import texts_for
from tests.analytics.metrics.shops import at, every_day, open_shop, order_file, paid

TALK = every_day("小雨", "2026-06-01", "2026-06-30")
MONTH = [paid(n, "小雨", f"2026-06-{n:02d}", "30") for n in range(1, 31)]


def answered(result):
    """The questions that can be answered."""
    return set(result.questions.loc[result.questions["answered"], "question"])


def test_an_empty_shop_answers_nothing_and_knows_where_to_begin():
    """No question, no import, and a first thing to add."""
    with Workspace.open() as shop:
        result = enough.measure(shop)
    assert answered(result) == set()
    assert result.imports.empty
    assert result.best in set(result.needs["need"])


def test_orders_alone_answer_about_money(tmp_path):
    """An order sheet of a month: sales, regulars, big spenders, repeat purchase; nothing about talk."""
    with open_shop(tmp_path, orders=MONTH) as shop:
        result = enough.measure(shop)
    assert answered(result) == {"net_sales", "regulars_gone", "spenders", "repurchase"}


def test_half_a_month_of_orders_cannot_tell_big_spenders(tmp_path):
    """The month must be complete; the missing need says so."""
    with open_shop(tmp_path, orders=MONTH[:15]) as shop:
        result = enough.measure(shop)
    assert "spenders" not in answered(result)
    missing = result.questions.set_index("question")["missing"]["spenders"]
    assert missing == ("order_month",)


@pytest.mark.parametrize(("days", "expected"), [(14, False), (15, True)])
def test_silence_needs_fifteen_recorded_days(tmp_path, days, expected):
    """Fourteen recorded days cannot tell silence, fifteen can."""
    with open_shop(tmp_path, TALK[:days]) as shop:
        result = enough.measure(shop)
    assert ("silent" in answered(result)) is expected
    assert {"talkers"} <= answered(result)
    assert not {"newcomers", "shares", "net_sales"} & answered(result)


def test_the_best_need_is_the_one_that_unlocks_most(tmp_path):
    """Adding what is named first answers as many more questions as it promised."""
    with open_shop(tmp_path, TALK, [("小雨", "2026-05-01", ""), ("老板", "2026-01-01", "群主")]) as shop:
        before = enough.measure(shop)
        promised = before.needs.set_index("need")["unlocks"]
        assert before.best == "orders"
        shop.import_file(order_file(tmp_path, MONTH))
        after = enough.measure(shop)
    assert len(answered(after)) >= len(answered(before)) + promised["orders"]
    assert answered(before) < answered(after)


def test_every_file_adds_up_and_every_lost_row_is_there(tmp_path):
    """Rows = new + already there + not read, and the rows not read are listed with their line."""
    broken = [*MONTH, ("E-kaputt", "小雨", at("2026-06-30"), "不是钱", "0", "交易完成")]
    with open_shop(tmp_path, orders=broken) as shop:
        result = enough.measure(shop)
    row = result.imports.iloc[0]
    assert row["read"] == row["kept"] + row["repeated"] + row["rejected"] == 31
    assert result.not_read["source_row"].tolist() == [32]
    assert result.not_read["value"].tolist() == ["不是钱"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_question_and_need_has_its_words(language):
    """Questions, needs, how to meet them, and the views they belong to."""
    texts = texts_for(language)
    for name, (view, needs) in enough.QUESTIONS.items():
        assert texts(f"enough.question.{name}")
        assert texts(f"view.{view}")
        for need in needs:
            assert texts(f"enough.need.{need}")
            assert texts(f"enough.how.{need}", silent="15", edge="3")
