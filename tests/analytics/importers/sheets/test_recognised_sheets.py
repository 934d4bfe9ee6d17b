"""Which texts are tables: a few columns are enough, prose with commas is not."""

from __future__ import annotations

import pytest

from analytics.importers.formats.sheets import sheet
from analytics.importers.source import Source


@pytest.mark.parametrize(("text", "expected"), [
    ("昵称,电话\n小满,13800138000\n", True), ("昵称\t电话\n小满\t13800138000\n", True), ("昵称\n小满\n", True),
    ("谁,付了,啥时候\n小满,12,2026-05-02\n", True), ("今天天气很好,我们去吃饭。\n他说好,我也说好。\n走吧\n", False),
    ("hello\nworld\n", False), ("早上好\n", False), ("a,b\n", False),
])
def test_texts_that_are_tables(tmp_path, text, expected):
    """A known header, or rows of equally many cells under something like headers."""
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    assert sheet.recognises(Source(path, path.name)) is expected
