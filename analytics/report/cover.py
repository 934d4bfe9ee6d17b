"""What every output writes alike: title, the line of days and groups, how things are counted, and cells as text."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pandas as pd

from analytics.report.model import Figure, Kind, Report, Section
from analytics.report.saying import say
from analytics.texts import thresholds
from analytics.texts.words import NOTHING, Texts


def title(report: Report, texts: Texts) -> str:
    """石岐小灶 周复盘."""
    kind = texts(f"report.preset.{report.options.preset}")
    return texts("report.cover.title", merchant=report.options.merchant, kind=kind) if report.options.merchant else kind


def lines(report: Report, texts: Texts) -> list[str]:
    """Days, groups, how far the data go; that names are hidden; the consultant's line."""
    chats = texts("frame.all_chats") if report.chats is None else texts.listing(report.chats)
    found = [texts("report.cover.days", first=report.start.isoformat(), last=report.end.isoformat(), chats=chats),
             texts("report.cover.until", day=report.as_of.isoformat())]
    if report.masked:
        found.append(texts("report.cover.masked"))
    return [*found, *([report.options.consultant] if report.options.consultant else [])]


def heading(section: Section, texts: Texts) -> str:
    """The section's title."""
    return texts(f"report.section.{section.id}")


def paragraphs(report: Report, section: Section, texts: Texts) -> list[str]:
    """What a section says, as edited."""
    return [report.words(one, texts) for one in section.said]


def gaps(report: Report, section: Section, texts: Texts) -> list[str]:
    """What it cannot say, as edited."""
    return [report.words(one, texts) for one in section.missing]


def definitions(report: Report, texts: Texts) -> list[tuple[str, str]]:
    """(title, text) of everything counted in the report, each once, thresholds filled in."""
    keys = dict.fromkeys(key for section in report.sections for key in section.definitions)
    words = thresholds.in_force(report.settings, texts)
    return [(texts(f"{key}_title"), thresholds.body(key, words, texts)) for key in keys]


def settings_used(report: Report, texts: Texts) -> list[tuple[str, str]]:
    """(threshold, value) of every threshold these definitions name."""
    return thresholds.used([key for section in report.sections for key in section.definitions], report.settings, texts)


def interval(figure: Figure, texts: Texts) -> str:
    """9%–32%; nothing where there is none."""
    if figure.low is None or figure.high is None:
        return ""
    return texts("report.interval", low=texts.share(figure.low, figure.of), high=texts.share(figure.high, figure.of))


def cell(value: Any, kind: Kind, texts: Texts) -> str:
    """One cell of a table in words; “—” where it is missing."""
    if value is None or (not isinstance(value, str) and not hasattr(value, "key") and pd.isna(value)):
        return NOTHING
    if kind == "word":
        return str(say(value, texts))
    if kind == "share":
        return texts.share(float(value))
    if kind == "money":
        return texts.money(float(value))
    if kind == "day":
        return day(value).isoformat()
    return texts.number(float(value), 1 if kind == "decimal" else 0) if kind in ("number", "decimal") else str(value)


def day(value: Any) -> date:
    """A cell of days as a day."""
    return value if isinstance(value, date) and not isinstance(value, datetime) else pd.Timestamp(value).date()
