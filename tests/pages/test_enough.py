"""资料够不够: what can be answered, what to add, and every row that was not read."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics import Workspace
from analytics.metrics import enough
from analytics.texts import texts_for
from tests.analytics.metrics.shops import at, order_file, paid
from tests.pages.conftest import App

ZH = texts_for("zh")


@pytest.mark.usefixtures("calm")
def test_an_empty_shop_is_told_where_to_begin(empty_home: Path) -> None:
    """No data: one sentence that says what to add first."""
    app = App(empty_home).make_shop().go("data", "enough")
    assert "还没有资料。先从这里开始：" in app.words
    assert ZH("enough.imports_none") in app.words


@pytest.mark.usefixtures("calm")
def test_orders_with_a_bad_row_show_what_they_answer_and_what_was_lost(empty_home: Path, tmp_path: Path) -> None:
    """Answered questions on one side, open ones with what is missing on the other, the lost row with its reason."""
    orders = [*(paid(n, "小雨", f"2026-06-{n:02d}", "30") for n in range(1, 31)),
              ("E-kaputt", "小雨", at("2026-06-30"), "不是钱", "0", "交易完成")]
    app = App(empty_home).make_shop()
    with Workspace.open(app.shop_file) as ws:
        ws.import_file(order_file(tmp_path, orders))
        result = enough.measure(ws)
    app.go("data", "enough")
    assert f"{len(result.questions)} 个问题里，现在能回答 {int(result.questions['answered'].sum())} 个" in app.words
    line = ZH("enough.open_line", question=ZH("enough.question.talkers"), needs=ZH("enough.need.chat"))
    assert line in app.words
    assert "不是钱" in app.words
    assert ZH("enough.not_read", count=1) in app.words


@pytest.mark.usefixtures("calm")
def test_the_demo_answers_every_question(sample_home: Path) -> None:
    """Nothing is missing in the demo, and every file is listed with counts that add up."""
    app = App(sample_home).go("data", "enough")
    assert ZH("enough.verdict.all", of=len(enough.QUESTIONS)) in app.words
    imports = app.at.dataframe[0].value
    assert len(imports) >= 10
    assert (imports["read"] == imports["kept"] + imports["repeated"] + imports["rejected"]).all()


@pytest.mark.usefixtures("calm")
def test_hidden_names_hide_files_and_cells(empty_home: Path, tmp_path: Path) -> None:
    """With 隐藏真名 neither file names nor cell contents are shown."""
    app = App(empty_home, masked="1").make_shop()
    with Workspace.open(app.shop_file) as ws:
        ws.import_file(order_file(tmp_path, [paid(1, "小雨", "2026-06-30", "9"),
                                             ("E2", "阿珍秘密", at("2026-06-30"), "不是钱", "0", "")], "小雨家的订单.csv"))
    app.go("data", "enough")
    assert "小雨家的订单" not in app.words
    assert "不是钱" not in app.words
