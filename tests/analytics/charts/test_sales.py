"""The pictures of deals: a waterfall whose steps meet, bars that hatch what is not over, shares old enough to be drawn."""

import pytest

from analytics.charts import lures as lure_charts
from analytics.charts import orders as order_charts
from analytics.charts import redemption as coupon_charts
from analytics.charts import sales_change as charts
from analytics.metrics import lures, orders, redemption, sales_change
from analytics.texts import LANGUAGES, texts_for
from tests.analytics.charts.encoded import missing_fields
from tests.analytics.metrics.shops import open_shop, paid
from tests.analytics.metrics.test_lures import ROSTER, member_file
from tests.analytics.metrics.test_redemption import COUPONS, coupon_file
from tests.analytics.metrics.test_sales_change import JUNE, ORDERS


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """Orders, coupons and a member list with ways in."""
    folder = tmp_path_factory.mktemp("pictures")
    with open_shop(folder, orders=ORDERS) as opened:
        opened.import_file(coupon_file(folder, COUPONS))
        opened.import_file(member_file(folder, ROSTER), chat="福利群")
        yield opened


@pytest.mark.parametrize("language", LANGUAGES)
def test_steps_of_the_waterfall_meet(shop, language):
    """Each begins where the one before ended; the last total is what the steps come to."""
    frame = charts.steps(sales_change.measure(shop, JUNE), texts_for(language))
    inner = frame.iloc[1:-1]
    assert inner["start"].tolist() == [frame["end"].iloc[0], *inner["end"].iloc[:-1]]
    assert inner["end"].iloc[-1] == frame["end"].iloc[-1]
    assert set(inner["way"]) == {"up", "down"}


def test_the_axis_leaves_zero_only_for_thin_steps(shop):
    """Steps of 250 beside 600 are seen from 0; steps of 1 beside 600 are not."""
    frame = charts.steps(sales_change.measure(shop, JUNE), texts_for("zh"))
    assert charts.axis(frame)[0] == 0
    thin = frame.assign(start=[0, 600, 601, 602, 601, 0], end=[600, 601, 602, 601, 600, 600])
    assert charts.axis(thin)[0] > 590


def test_what_is_not_over_is_hatched(tmp_path):
    """Weeks: the last one, cut by the end of the sheet, is drawn by the hatched layer; both pick the same field."""
    rows = [paid(number, "甲", f"2026-0{month}-{day:02d}", "9") for number, (month, day) in enumerate(
        [(4, 6), (4, 20), (5, 4), (5, 18), (6, 1), (6, 15), (6, 24)])]
    with open_shop(tmp_path, orders=rows) as opened:
        result = orders.measure(opened)
    drawn = order_charts.series(result, texts_for("en")).to_dict()
    filters = [layer["transform"][0]["filter"] for layer in drawn["layer"][:2]]
    assert filters == ["datum.complete", "!datum.complete"]
    assert "gradient" in drawn["layer"][1]["mark"]["color"]
    assert result.series["complete"].tolist()[-1] is False


def test_a_channel_without_any_coupon_over_is_not_drawn(shop):
    """群 has one coupon over, 桌卡 one; a shop's fresh channel would have none."""
    result = redemption.measure(shop)
    shown = coupon_charts.drawn(result, "channel")
    assert set(shown["key"]) == {row["key"] for row in result.by["channel"].to_dict("records") if row["over_of"]}
    assert coupon_charts.by(result, "channel", texts_for("zh")).to_dict()["layer"]
    assert coupon_charts.curve(result, texts_for("zh")).to_dict()["layer"]


def test_an_unstated_way_in_can_be_picked(shop):
    """Vega takes an empty text for nothing: it is drawn and picked as a blank."""
    drawn = lure_charts.channels(lures.measure(shop), texts_for("zh")).to_dict()
    values = next(iter(drawn["datasets"].values()))
    assert {row["channel"] for row in values} == {"资料包", "门店码", lure_charts.BLANK}


def test_every_field_that_is_named_is_there(shop):
    """No tooltip or encoding asks for a column that its data lack."""
    texts, coupons = texts_for("zh"), redemption.measure(shop)
    drawn = (charts.waterfall(sales_change.measure(shop, JUNE), texts), order_charts.series(orders.measure(shop), texts),
             coupon_charts.by(coupons, "name", texts), coupon_charts.curve(coupons, texts),
             lure_charts.channels(lures.measure(shop), texts))
    assert [missing_fields(one) for one in drawn] == [set()] * len(drawn)
