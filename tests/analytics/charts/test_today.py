"""The small picture of the first screen."""

from datetime import date

import pytest

from analytics import Workspace
from analytics.charts import today as charts
from analytics.metrics import today
from analytics.texts import texts_for
from tests.analytics.charts.encoded import missing_fields
from tests.analytics.metrics.shops import CHAT, every_day, open_shop, paid


@pytest.fixture(scope="module")
def weeks(tmp_path_factory):
    """Two months of orders."""
    orders = [paid(n, "小雨", f"2026-0{5 + n // 28}-{n % 28 + 1:02d}", "30") for n in range(56)]
    with open_shop(tmp_path_factory.mktemp("weeks"), orders=orders) as shop:
        yield today.measure(shop)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_days_are_drawn_with_the_span_and_the_one_before(weeks, language):
    """Every day of eight weeks, two of them marked, days without sales included."""
    picture = charts.picture(weeks, texts_for(language))
    assert not missing_fields(picture)
    rows = next(iter(picture.to_dict()["datasets"].values()))
    assert len(rows) == 56
    words = texts_for(language)
    assert sum(row["part"] == words("home.part.now") for row in rows) == 7
    assert sum(row["part"] == words("home.part.before") for row in rows) == 7


def test_a_pasted_list_is_drawn_by_item():
    """What was signed up for, most first."""
    with Workspace.open() as shop:
        shop.import_text("#接龙\n周末\n1. 小雨 猪肚鸡\n2. 阿珍 猪肚鸡\n3. 陈姐 乳鸽", chat=CHAT, day=date(2026, 6, 27))
        picture = charts.picture(today.measure(shop), texts_for("zh"))
    assert not missing_fields(picture)
    rows = next(iter(picture.to_dict()["datasets"].values()))
    assert [(row["item"], row["value"]) for row in rows] == [("猪肚鸡", 2), ("乳鸽", 1)]


def test_a_chat_is_drawn_by_speakers(tmp_path):
    """Without money the picture is of people who spoke."""
    with open_shop(tmp_path, every_day("小雨", "2026-06-01", "2026-06-28")) as shop:
        result = today.measure(shop)
    assert set(result.series["value"]) == {1}
    assert charts.picture(result, texts_for("zh")) is not None
