"""What to do in three steps: boxes with arrows between them, as an SVG that reads on light and dark pages."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from analytics.charts.theme import FONT, INK

_BOX, _GAP, _TALL = 150, 34, 64
_FILL, _LINE = "#2f6f8f", 18


def drawing(steps: Sequence[str]) -> str:
    """One box a step; a slash in a step begins its second line."""
    wide = len(steps) * (_BOX + _GAP) - _GAP
    boxes = "".join(_box(number, step) for number, step in enumerate(steps))
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{_TALL}" viewBox="0 0 {wide} {_TALL}">{boxes}</svg>'


def _box(number: int, step: str) -> str:
    left, lines = number * (_BOX + _GAP), [part.strip() for part in step.split("/")][:2]
    first = _TALL // 2 + 5 - (len(lines) - 1) * _LINE // 2
    words = "".join(
        f'<text x="{left + _BOX // 2}" y="{first + row * _LINE}" font-size="13" text-anchor="middle" fill="#fff" '
        f'font-family="{escape(FONT)}">{escape(line)}</text>' for row, line in enumerate(lines))
    arrow = (f'<path d="M{left - _GAP + 6} {_TALL // 2}h{_GAP - 14}m-6 -5l6 5l-6 5" fill="none" stroke="{INK}" '
             f'stroke-width="2"/>') if number else ""
    return f'<rect x="{left + 1}" y="1" width="{_BOX - 2}" height="{_TALL - 2}" rx="10" fill="{_FILL}"/>{words}{arrow}'
