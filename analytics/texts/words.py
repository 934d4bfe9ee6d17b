"""One language's words, and how numbers read in it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from analytics.errors import UserError

NOTHING = "—"
_WEEKDAYS = {"zh": "一二三四五六日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# From this many on a share is shown with one decimal (METRICS 5.8).
DECIMAL_FROM = 100
_WHOLE_YUAN_FROM = 100


class Texts:
    """Callable: `texts("layers.title")`, `texts("error.empty_file", file="订单.xlsx")`."""

    def __init__(self, language: str, words: dict[str, str]) -> None:
        self.language = language
        self._words = words

    def __call__(self, key: str, **facts: object) -> str:
        """The text of `key` with its blanks filled; KeyError where it does not exist."""
        return self._words[key].format(**{name: self._shown(value) for name, value in facts.items()})

    def has(self, key: str) -> bool:
        """Whether `key` exists."""
        return key in self._words

    def explain(self, thing: Any) -> str:
        """The sentence a person reads for a `UserError`, a receipt, or one row of `receipt.issues`."""
        if isinstance(thing, UserError):
            return self(f"error.{thing.code}", **thing.facts)
        if hasattr(thing, "tables") and hasattr(thing, "read"):
            return self._explain_receipt(thing)
        return self._explain_issue(thing)

    def number(self, value: float | int | Decimal | None, decimals: int = 0) -> str:
        """1,234 — with 千分位."""
        if _missing(value):
            return NOTHING
        return f"{value:,.{decimals}f}"

    def money(self, value: float | int | Decimal | None) -> str:
        """¥1,234 from 100 yuan on, ¥12.50 below."""
        if _missing(value):
            return NOTHING
        assert value is not None
        sign, size = ("-" if value < 0 else ""), abs(float(value))
        whole = size >= _WHOLE_YUAN_FROM or size.is_integer()
        return f"{sign}¥{size:,.0f}" if whole else f"{sign}¥{size:,.2f}"

    def share(self, share: float | None, of: int | None = None) -> str:
        """18 %, with one decimal only where `of` ≥ 100."""
        if _missing(share):
            return NOTHING
        assert share is not None
        decimals = 1 if of is not None and of >= DECIMAL_FROM else 0
        return f"{share * 100:.{decimals}f}%"

    def rate(self, count: int, of: int) -> str:
        """45 人里 8 人 is for cards; this is the short k / n: 18%(8/45)."""
        if of == 0:
            return NOTHING
        return self("rate.short", share=self.share(count / of, of), count=count, of=of)

    def day(self, day: date | None, weekday: bool = False) -> str:
        """6月1日, 6月1日 (周一); 1 Jun, 1 Jun (Mon)."""
        if day is None or day != day:
            return NOTHING
        shown = f"{day.month}月{day.day}日" if self.language == "zh" else f"{day.day} {_MONTHS[day.month - 1]}"
        if not weekday:
            return shown
        name = _WEEKDAYS[self.language][day.weekday()]
        return f"{shown} (周{name})" if self.language == "zh" else f"{shown} ({name})"

    def listing(self, things: Iterable[object]) -> str:
        """甲、乙、丙; a, b, c."""
        return ("、" if self.language == "zh" else ", ").join(self._shown(thing) for thing in things)

    def _shown(self, value: object) -> str:
        if isinstance(value, bool | str):
            return str(value)
        if value is None:
            return NOTHING
        if isinstance(value, datetime):
            return f"{self.day(value.date())} {value:%H:%M}"
        if isinstance(value, date):
            return self.day(value)
        if isinstance(value, Decimal | float):
            return self.number(value, 0 if float(value).is_integer() else 1)
        if isinstance(value, int):
            return self.number(value)
        if isinstance(value, list | tuple | set | frozenset):
            return self.listing(value)
        return str(value)

    def _explain_receipt(self, receipt: Any) -> str:
        if receipt.read and receipt.repeated == receipt.read:
            return self("receipt.all_repeated", file=receipt.file_name)
        if receipt.read and set(receipt.issues["code"]) == {"skipped_example"} and receipt.skipped == receipt.read:
            return self("receipt.only_examples", file=receipt.file_name)
        parts = [self("receipt.rows", file=receipt.file_name, count=receipt.read)]
        for name in ("kept", "updated", "repeated", "skipped", "failed"):
            if getattr(receipt, name):
                parts.append(self(f"receipt.{name}", count=getattr(receipt, name)))
        if not receipt.failed:
            parts.append(self("receipt.no_failures"))
        of_days = self("receipt.content_days") if "content_days" in receipt.tables else ""
        return self("receipt.joint").join(parts) + self("receipt.stop") + of_days

    def _explain_issue(self, row: Any) -> str:
        value = row["value"]
        return self(
            f"issue.{row['code']}", row=int(row["source_row"]), part=row["part"] or "",
            column=row["column_name"] or "", value=NOTHING if value is None or value != value else value,
        )


def _missing(value: object) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value)) or value != value
