"""Every reason a sheet's cell or row can have is a sentence in both languages."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import analytics.importers as importers
from analytics.importers import cells, dates
from analytics.importers.cells import Bad
from analytics.texts import texts_for

FOLDER = Path(importers.__file__).parent
MINE = [FOLDER / "cells.py", FOLDER / "dates.py", *sorted((FOLDER / "formats" / "sheets").glob("*.py"))]
ROW = {"source_row": 7, "part": "五月", "column_name": "实付金额", "value": "待定"}


def _codes():
    """Codes of `Bad` values, and texts that look like codes handed to lose, blank and lost."""
    found = {value.code for module in (cells, dates) for value in vars(module).values() if isinstance(value, Bad)}
    for path in MINE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and re.fullmatch(r"(?:skipped|redeemed|status|refund|score|cell|unclosed|row)_[a-z_]+", node.value)
            ):
                found.add(node.value)
    return sorted(found - {"refund_status", "redeemed_at", "skipped_"})


def test_the_codes_were_found():
    """The test looks at something."""
    assert {"number_unreadable", "date_without_year", "skipped_total", "unclosed_quote", "cell_missing"} <= set(_codes())


@pytest.mark.parametrize("code", _codes())
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_code_is_a_sentence_with_its_row(code, language):
    """It says where, and reads as words."""
    sentence = texts_for(language).explain({**ROW, "code": code})
    assert "7" in sentence
    assert code not in sentence
    assert "{" not in sentence
