"""Handing files over, in the browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from analytics.texts import texts_for
from tests.browser import shop_files, steps
from tests.browser.visitor import PATIENCE_MS, Visitor

ZH = texts_for("zh")
MAIL = "{group} 微信群上的聊天记录如下，请查收。\n\n—————  2026-06-{day:02d}  —————\n\n\n小陈  12:47\n\n早上好{day}\n\n小李  20:48\n\n晚上好{day}\n\n"
ORDERS = "订单号,买家昵称,实付金额,付款时间\n{rows}"


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Chat, members and orders of the small shop."""
    return [shop_files.chat_text(tmp_path), shop_files.members_csv(tmp_path), shop_files.orders_csv(tmp_path)]


@pytest.fixture
def thirty(files: list[Path], tmp_path: Path) -> list[Path]:
    """Those three, twenty mails of two groups, five months of orders, a picture and an empty file."""
    made = {f"{group}{day}.txt": MAIL.format(group=group, day=day).encode()
            for group in ("甲群", "乙群") for day in range(1, 11)}
    for month in range(1, 6):
        rows = "".join(f"M{month}{day:02d},小陈,{day},2026-{month:02d}-{day:02d}\n" for day in range(1, 11))
        made[f"{month}月订单.csv"] = ORDERS.format(rows=rows).encode()
    made |= {"截图.png": b"\x89PNG\r\n\x1a\n" + b"\x00" * 64, "空的.csv": b""}
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
    return [*files, *(tmp_path / name for name in made)]


def test_three_files_at_once_are_kept_and_accounted_for(visitor: Visitor, files: list[Path]) -> None:
    """Each says what it is and how many rows are new; 保留 works without touching anything; a refresh loses nothing."""
    steps.make_shop(visitor)
    steps.hand_over(visitor, files)
    visitor.shoot("import-ready")
    steps.keep(visitor, 3)
    visitor.sees(ZH("add.pile_kept", count=3))
    visitor.shoot("import-kept")
    visitor.refresh()
    visitor.sees("订单.csv")
    visitor.sees("聊天记录.txt")


def test_thirty_mixed_files_are_read_kept_and_listed(visitor: Visitor, thirty: list[Path]) -> None:
    """One drop, one button; afterwards every good file is in the history, and the bad ones say why they are not."""
    steps.make_shop(visitor)
    steps.hand_over(visitor, thirty, ready=28)
    visitor.sees(ZH("add.pile_failed", count=2))
    visitor.shoot("import-thirty-ready")
    visitor.page.set_viewport_size({"width": 820, "height": 1100})
    visitor.settle()
    assert visitor.main.evaluate("main => main.scrollWidth <= main.clientWidth")
    visitor.shoot("import-thirty-ready-820")
    visitor.page.set_viewport_size({"width": 1440, "height": 900})
    steps.keep(visitor, 28)
    visitor.refresh()
    visitor.sees(ZH("add.pile_kept", count=28))
    visitor.shoot("import-thirty-kept")
    visitor.push("put_away")
    expect(visitor.page.locator('[class*="st-key-job_"]')).to_have_count(0, timeout=PATIENCE_MS)
    visitor.sees(ZH("add.older", count=22))


def test_opening_a_file_shows_its_rows_and_leaves_the_others_alone(visitor: Visitor, thirty: list[Path]) -> None:
    """A click on a line draws the preview under it; another file stays as it was."""
    steps.make_shop(visitor)
    steps.hand_over(visitor, thirty[:9])
    expect(visitor.main.locator('[data-testid="stDataFrame"]')).to_have_count(0)
    visitor.main.locator('[class*="st-key-job_ready_"] summary').first.click()
    visitor.settle()
    expect(visitor.main.locator('[data-testid="stDataFrame"]').first).to_be_visible(timeout=PATIENCE_MS)
    expect(visitor.main.locator('[class*="st-key-job_ready_"] details[open]')).to_have_count(1)


def test_bad_file_is_told_while_the_good_ones_go_in(visitor: Visitor, files: list[Path], tmp_path: Path) -> None:
    """A screenshot and an empty file among three good ones: their sentences, and three files kept."""
    picture, empty = tmp_path / "截图.png", tmp_path / "空的.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\x00" * 64)
    empty.write_bytes(b"")
    steps.make_shop(visitor)
    steps.hand_over(visitor, [picture, *files, empty], ready=3)
    visitor.sees("截图")
    visitor.sees("空的.csv")
    visitor.shoot("import-bad-files")
    steps.keep(visitor, 3)
