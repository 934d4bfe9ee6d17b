"""The pages of orders, changed sales, coupons and ways in, as a person meets them: one file, no file, a typed target."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from analytics import Workspace
from pages.parts import shops
from tests.analytics.metrics.shops import chat_file, every_day, order_file, paid
from tests.pages.conftest import App

VIEWS = ("orders", "changed", "redemption", "sources")


def with_files(home: Path, *files: Path) -> App:
    """A new shop of one's own that holds these files."""
    app = App(home).make_shop()
    with Workspace.open(app.shop_file) as shop:
        for file in files:
            shop.import_file(file)
    shops.opened.clear()
    return app


def subheaders(app: App) -> str:
    """The sentence of the page."""
    return str(app.at.subheader[0].value).replace("\\", "")


@pytest.mark.usefixtures("calm")
def test_a_shop_with_orders_only_reads_its_money_first(empty_home: Path, tmp_path: Path) -> None:
    """Two months of orders: the first sentence is money, sales are compared, what is missing is said without an empty table."""
    days = [date(2026, 5, 1) + timedelta(days=number) for number in range(61)]
    rows = [paid(number, f"客{number % 7}", day.isoformat(), "20" if day.month == 5 else "10") for number, day in enumerate(days)]
    app = with_files(empty_home, order_file(tmp_path, rows)).go("deals", "orders")
    assert "61 单" in subheaders(app)
    assert "¥920" in subheaders(app)
    app.go("deals", "changed")
    assert "2026 年 6 月实收 ¥300，比2026 年 5 月少 ¥320" in subheaders(app)
    for view in ("redemption", "sources"):
        app.go("deals", view)
        assert subheaders(app).startswith("没有" if view == "sources" else "还没有")
        assert not app.at.dataframe


@pytest.mark.usefixtures("calm")
def test_a_shop_with_talk_only_says_what_is_missing(empty_home: Path, tmp_path: Path) -> None:
    """No order, no coupon, no list: one true sentence on each page and no table."""
    app = with_files(empty_home, chat_file(tmp_path, every_day("话多", "2026-06-01", "2026-06-10")))
    for view in VIEWS:
        app.go("deals", view)
        assert subheaders(app).startswith(("还没有", "没有"))
        assert not app.at.dataframe


@pytest.mark.usefixtures("calm")
def test_a_target_and_a_margin_are_kept(sample_home: Path) -> None:
    """Typed on the page, said in the month's line, kept in the shop."""
    app = App(sample_home).go("deals", "orders")
    app.at.session_state["orders_tab_zh"] = "目标和毛利"
    app.at.run()
    app.at.number_input(key="orders_target").set_value(100000.0)
    app.at.number_input(key="orders_margin").set_value(40.0)
    app.at.number_input(key="orders_margin_0").set_value(60.0)
    next(button for button in app.at.button if button.label == "存下来").click().run()
    assert "目标 ¥100,000，做到 79%" in app.words
    assert "毛利约" in app.words
    with Workspace.open(app.shop_file) as shop:
        assert shop.settings.orders.target_from_yuan_per_month == 100000
        assert shop.query("select count(*) as typed from corrections where kind = 'margin'")["typed"].tolist() == [1]


@pytest.mark.usefixtures("calm")
@pytest.mark.parametrize("tab", ["比上周、比上月", "商品", "门店、来源、群", "新客老客", "买得多勤", "常买、该再来", "一起买"])
def test_every_tab_of_orders_draws_itself(sample_home: Path, tab: str) -> None:
    """No tab breaks, and each shows a table."""
    app = App(sample_home).go("deals", "orders")
    app.at.session_state["orders_tab_zh"] = tab
    app.at.run()
    assert not app.at.exception
    assert app.at.dataframe


@pytest.mark.usefixtures("calm")
@pytest.mark.parametrize("tab", ["按商品", "按群", "按来源", "按门店", "按开卖的天数"])
def test_every_tab_of_changed_sales_draws_itself(sample_home: Path, tab: str) -> None:
    """Each says how its rows add up to the change, or that there is nothing to split."""
    app = App(sample_home).go("deals", "changed")
    app.at.session_state["changed_tab_zh"] = tab
    app.at.run()
    assert "加起来正好是 -¥5,776" in app.words or "没有可分的" in app.words
    assert "中秋" in app.words


@pytest.mark.usefixtures("calm")
@pytest.mark.parametrize("tab", ["按渠道、按券", "按门店", "多久用掉", "全部券", "课程和直播"])
def test_every_tab_of_coupons_draws_itself(sample_home: Path, tab: str) -> None:
    """No tab breaks."""
    app = App(sample_home).go("deals", "redemption")
    app.at.session_state["redemption_tab_zh"] = tab
    app.at.run()
    assert not app.at.exception


@pytest.mark.usefixtures("calm")
def test_a_shop_with_squads_and_visits_says_how_many_came(empty_home: Path, tmp_path: Path) -> None:
    """No coupon, no session, no order: the sentence, the table and both lists; with names hidden squads are numbers."""
    signed, came = tmp_path / "报名.csv", tmp_path / "到店.csv"
    signed.write_text("昵称,报名时间,小分队\n小满,2026-06-04 10:00,吃货一队\n阿杰,2026-06-04 11:00,吃货二队\n", encoding="utf-8")
    came.write_text("昵称,到店时间\n小满,2026-06-05 12:00\n", encoding="utf-8")
    app = with_files(empty_home, signed, came).go("deals", "redemption")
    assert "2 个小分队，一共 2 人，其中 1 人到过店" in subheaders(app)
    assert {"吃货一队", "吃货二队"} <= set(app.at.dataframe[0].value["name"])
    app.at.query_params["masked"], app.at.query_params["lang"] = "1", "en"
    app.go("deals", "redemption")
    assert set(app.at.dataframe[0].value["name"]) == {"Tag 1", "Tag 2"}
    assert not any(name in app.words for name in ("吃货", "小满", "阿杰"))
