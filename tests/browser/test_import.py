"""Handing files over, in the browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics.texts import texts_for
from tests.browser import shop_files, steps
from tests.browser.visitor import Visitor

ZH = texts_for("zh")


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Chat, members and orders of the small shop."""
    return [shop_files.chat_text(tmp_path), shop_files.members_csv(tmp_path), shop_files.orders_csv(tmp_path)]


def test_three_files_at_once_are_kept_and_accounted_for(visitor: Visitor, files: list[Path]) -> None:
    """Each says what it is and how many rows are new; 保留 works without touching anything; a refresh loses nothing."""
    steps.make_shop(visitor)
    steps.hand_over(visitor, files)
    visitor.shoot("import-ready")
    steps.keep(visitor, 3)
    visitor.sees(f"{len(shop_files.lines())} 行")
    visitor.shoot("import-kept")
    visitor.refresh()
    visitor.sees("订单.csv")
    visitor.sees("聊天记录.txt")


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
