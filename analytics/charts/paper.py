"""A sheet that grows downwards: words, numbers, tables and charts as one SVG, laid out without a browser.

Lines are broken by estimated widths of the font we carry, generous enough that nothing is cut. Everything written
here is escaped; names and texts have come through the shop's one door before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from itertools import count

from analytics.charts import theme

OUR_FONT = "Qunxi Sans"
DARK, QUIET, LINE, PALE = "#222222", "#6B6B6B", "#DDDDDD", "#F5F6F8"
_NARROW, _WIDE = set("iIjl.,:;'|!()[]{} ftr"), set("mMwWQO@%&—")
# Text is written in one weight; a thin outline makes it bold in any font.
_OUTLINE = 0.035
_LEADING, _FROM_BASE = 1.5, 1.1
_LEFT_OUT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NAMED = re.compile(r'(\bid="|url\(#|href="#)')
_SIZE = re.compile(r'<svg[^>]*?width="([\d.]+)"[^>]*?height="([\d.]+)"[^>]*>', re.DOTALL)
Cells = Sequence[str]


def width_of(text: str, size: float) -> float:
    """How wide a text is, in pixels; rather too much than too little."""
    return sum(1.0 if sign > "⺀" else 0.32 if sign in _NARROW else 0.95 if sign in _WIDE else 0.62 for sign in text) * size


def lines_of(text: str, size: float, room: float) -> list[str]:
    """`text` in lines no wider than `room`: Chinese breaks anywhere, other words at their ends where they fit."""
    found: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in re.findall(r"[^\s⺀-\U0010ffff]+\s*|\s+|.", paragraph):
            for part in [piece] if width_of(piece, size) <= room else list(piece):
                if line and width_of((line + part).rstrip(), size) > room:
                    found.append(line.rstrip())
                    line = part.lstrip()
                else:
                    line += part
        found.append(line.rstrip())
    return found


def shortened(text: str, size: float, room: float) -> str:
    """`text` on one line, its end replaced by … where it does not fit."""
    if width_of(text, size) <= room:
        return text
    while text and width_of(text + "…", size) > room:
        text = text[:-1]
    return text + "…"


def apart(svg: str, prefix: str) -> str:
    """The drawing with its own names: every chart calls its first clip "clip1", and on one sheet each must mean its own."""
    return _NAMED.sub(rf"\g<1>{prefix}", svg)


class Paper:
    """Write from top to bottom; `svg()` is the sheet as long as what stands on it."""

    def __init__(self, width: int, margin: int = 28, accent: str = theme.PLAIN, font: str = OUR_FONT) -> None:
        self.width, self.margin, self.accent, self.font = width, margin, accent, font
        self._y: float = margin
        self._parts: list[str] = []
        self._pictures = count(1)

    @property
    def room(self) -> int:
        """The width between the margins."""
        return self.width - 2 * self.margin

    def space(self, pixels: float) -> None:
        """Leave a gap."""
        self._y += pixels

    def text(self, words: str, size: float = 15, *, bold: bool = False, colour: str = DARK, indent: float = 0) -> None:
        """A paragraph, broken where the sheet ends."""
        for line in lines_of(words, size, self.room - indent):
            self._write(line, self.margin + indent, self._y + size * _FROM_BASE, size, bold, colour)
            self._y += size * _LEADING

    def heading(self, words: str, size: float = 20) -> None:
        """The title of a part, with a bar of the accent colour before it."""
        self._box(self.margin, self._y + size * 0.22, 5, size * 1.05, self.accent)
        self.text(words, size, bold=True, indent=16)
        self.space(6)

    def rule(self) -> None:
        """A thin line across."""
        self._box(self.margin, self._y + 6, self.room, 1, LINE)
        self.space(14)

    def numbers(self, cards: Sequence[tuple[str, str, str]], across: int = 3) -> None:
        """Boxes of (label, number, one word for it), so many beside each other."""
        wide = (self.room - 12 * (across - 1)) / across
        for begin in range(0, len(cards), across):
            row = cards[begin:begin + across]
            words = [lines_of(one[2], 12, wide - 24) if one[2] else [] for one in row]
            tall = 74 + 18 * max((len(lines) for lines in words), default=0)
            for place, (label, value, _) in enumerate(row):
                left = self.margin + place * (wide + 12)
                self._box(left, self._y, wide, tall, PALE, 8)
                self._write(shortened(label, 13, wide - 24), left + 12, self._y + 24, 13, False, QUIET)
                size = min(24.0, 24 * (wide - 24) / max(width_of(value, 24), 1))
                self._write(value, left + 12, self._y + 55, size, True, DARK)
                for number, line in enumerate(words[place]):
                    self._write(line, left + 12, self._y + 76 + 18 * number, 12, False, QUIET)
            self._y += tall + 12

    def table(self, head: Cells, rows: Sequence[Cells], size: float = 13) -> None:
        """Columns as wide as their words want, cut with … where the sheet is too narrow."""
        wanted = [max(width_of(row[at], size) for row in [head, *rows]) + 16 for at in range(len(head))]
        fair = min(1.0, self.room / sum(wanted))
        places = [self.margin + sum(wanted[:at]) * fair for at in range(len(wanted))]
        for number, row in enumerate([head, *rows]):
            if number % 2 == 1:
                self._box(self.margin, self._y, self.room, size * 2, PALE)
            for at, cell in enumerate(row):
                self._write(shortened(cell, size, wanted[at] * fair - 10), places[at] + 6, self._y + size * 1.4, size,
                            number == 0, QUIET if number == 0 else DARK)
            self._y += size * 2
        self.space(8)

    def picture(self, svg: str) -> None:
        """A chart's SVG, as wide as it is unless the sheet is narrower."""
        found = _SIZE.search(svg)
        if found is None:
            raise ValueError("no size in this SVG")
        wide, tall = float(found[1]), float(found[2])
        fair = min(1.0, self.room / wide)
        inside = apart(svg[found.end():svg.rindex("</svg>")], f"p{next(self._pictures)}_")
        self._parts.append(f'<svg x="{self.margin}" y="{self._y:g}" width="{wide * fair:g}" height="{tall * fair:g}" '
                           f'viewBox="0 0 {wide:g} {tall:g}">{inside}</svg>')
        self._y += tall * fair + 8

    def image(self, data_uri: str, wide: float, tall: float) -> None:
        """A bitmap in the upper right corner."""
        self._parts.append(f'<image x="{self.width - self.margin - wide:g}" y="{self.margin}" width="{wide:g}" '
                           f'height="{tall:g}" href="{escape(data_uri)}"/>')

    def svg(self) -> str:
        """The whole sheet, on white."""
        tall = self._y + self.margin
        return (f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{self.width}" '
                f'height="{tall:g}" viewBox="0 0 {self.width} {tall:g}"><rect width="{self.width}" height="{tall:g}" '
                f'fill="#FFFFFF"/>{"".join(self._parts)}</svg>')

    def _box(self, left: float, top: float, wide: float, tall: float, colour: str, round_: float = 0) -> None:
        self._parts.append(f'<rect x="{left:g}" y="{top:g}" width="{wide:g}" height="{tall:g}" rx="{round_:g}" fill="{colour}"/>')

    def _write(self, line: str, left: float, base: float, size: float, bold: bool, colour: str) -> None:
        outline = f' stroke="{colour}" stroke-width="{size * _OUTLINE:.2f}"' if bold else ""
        self._parts.append(f'<text x="{left:g}" y="{base:.1f}" font-family="{escape(self.font)}" font-size="{size:g}" '
                           f'fill="{colour}"{outline} xml:space="preserve">{escape(_LEFT_OUT.sub("", line))}</text>')
