"""Tables of a web page that a shop's back end named .xls, and of Excel's own XML of 2003.

Parsed with the standard library's HTML parser: nothing is fetched, no script runs, broken tags are
forgiven. Both kinds are rows of cells under other tag names.
"""

from __future__ import annotations

from html.parser import HTMLParser

from analytics.importers.file import File
from analytics.importers.grid import WIDEST, HeldRows, Row, Sheet

_TABLE, _ROW, _CELL = frozenset({"table"}), frozenset({"tr", "row"}), frozenset({"td", "th", "cell"})
_UNSEEN = frozenset({"script", "style", "title", "head"})
_CHUNK = 1024 * 1024
_DEEPEST_SPAN = 1000
_LONGEST_GAP = 10_000


def sheets(file: File) -> list[Sheet]:
    """One sheet a table that has rows, named by its sheet in Excel's XML, else '' or 表 number."""
    parser = _Tables()
    with file.open_text() as text:
        while chunk := text.read(_CHUNK):
            parser.feed(chunk)
    parser.close()
    found = [(name, rows) for name, rows in parser.tables if rows]
    return [
        Sheet(name or ("" if len(found) == 1 else f"#{number}"), HeldRows(rows))
        for number, (name, rows) in enumerate(found, 1)
    ]


class _Tables(HTMLParser):
    """Collects `tables`: (name, rows). A table inside a cell becomes a table of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[tuple[str, list[Row]]] = []
        self._sheet = ""
        self._text: list[str] | None = None
        self._spans: dict[int, tuple[int, str]] = {}
        self._place = (1, 1)
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a table, row or cell; a line break inside a cell stays one."""
        tag, given = tag.rpartition(":")[2], {name.rpartition(":")[2]: value or "" for name, value in attrs}
        self._unseen += tag in _UNSEEN
        if tag == "worksheet":
            self._sheet = given.get("name", "")
        elif tag in _TABLE:
            self.tables.append((self._sheet, []))
            self._spans = {}
        elif tag in _ROW and self.tables:
            self._close_cell()
            self._open_row(given.get("index"))
            self._take_spans()
        elif tag in _CELL and self.tables and self.tables[-1][1]:
            self._open_cell(given)
        elif tag == "br" and self._text is not None:
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Close what `handle_starttag` opened."""
        tag = tag.rpartition(":")[2]
        self._unseen -= tag in _UNSEEN and self._unseen > 0
        if tag in _CELL | _ROW | _TABLE:
            self._close_cell()

    def handle_data(self, data: str) -> None:
        """Text counts only inside a cell."""
        if self._text is not None and not self._unseen:
            self._text.append(data)

    def _open_row(self, number: str | None) -> None:
        """Excel's XML leaves empty rows out and numbers the next one, too."""
        rows = self.tables[-1][1]
        left_out = int(number) - 1 - len(rows) if number and number.isdecimal() and len(number) < 8 else 0
        rows.extend([] for _ in range(min(left_out, _LONGEST_GAP)))
        rows.append([])

    def _open_cell(self, given: dict[str, str]) -> None:
        self._close_cell()
        row = self.tables[-1][1][-1]
        # Excel's XML leaves empty cells out and numbers the next one.
        while len(row) < min(_number(given.get("index"), 1) - 1, WIDEST):
            row.append("")
        self._text = []
        self._place = (_number(given.get("colspan"), 1), _number(given.get("rowspan"), 1))

    def _close_cell(self) -> None:
        if self._text is None:
            return
        text = "".join(self._text).replace("\xa0", " ").strip()
        self._text = None
        row, (across, down) = self.tables[-1][1][-1], self._place
        if down > 1 and across == 1:
            self._spans[len(row)] = (down - 1, text)
        row.append(text)
        row.extend([""] * min(across - 1, max(WIDEST - len(row), 0)))
        self._take_spans()

    def _take_spans(self) -> None:
        """Where a cell from above reaches into this row, it stands here too."""
        row = self.tables[-1][1][-1]
        while (span := self._spans.get(len(row))) and len(row) < WIDEST:
            rows_left, text = span
            self._spans[len(row)] = (rows_left - 1, text)
            if rows_left <= 1:
                del self._spans[len(row)]
            row.append(text)


def _number(text: str | None, default: int) -> int:
    return min(int(text), _DEEPEST_SPAN) if text and text.isdecimal() else default
