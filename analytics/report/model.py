"""What a report is before it has a language or a form: sections of sentences, figures, pictures and tables.

Every output is written from these; nothing is computed on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import pandas as pd

from analytics.report.saying import Said, say
from analytics.settings import Settings
from analytics.texts.words import Texts

Kind = Literal["text", "number", "decimal", "share", "money", "day", "word"]


@dataclass(frozen=True)
class Figure:
    """One number of the numbers book.

    `unit`: yuan, share, or one of the units of `report.unit.*`. `count` of `of` with `share`, `low`, `high` (95 %) where it
    is a part of something; `before`: the same in the span it is compared with; `reference`: the article's or target share;
    `word`: of `certainty.*`. `definition`: the text that says how it is counted.
    """

    key: str
    label: Said
    value: float | None
    unit: str
    definition: str
    count: int | None = None
    of: int | None = None
    share: float | None = None
    low: float | None = None
    high: float | None = None
    before: float | None = None
    reference: float | None = None
    word: str | None = None
    change: Said | None = None

    @property
    def direction(self) -> int:
        """1 more than before, -1 less, 0 the same or nothing to compare with."""
        if self.before is None or self.value is None:
            return 0
        return (self.value > self.before) - (self.value < self.before)

    def shown(self, texts: Texts) -> str:
        """「45 人里 8 人」, ¥1,234 or a plain number with its unit; “—” without one."""
        if self.of is not None and self.count is not None:
            return texts(f"report.part_of.{self.unit}", count=self.count, of=self.of) if self.of else texts("report.nothing")
        if self.value is None:
            return texts("report.nothing")
        return texts.money(self.value) if self.unit == "yuan" else texts(f"report.unit.{self.unit}", value=round(self.value))

    def remark(self, texts: Texts) -> str:
        """What stands under the number: change, share, reference, word for certainty."""
        parts = [say(self.change, texts)] if self.change else []
        if self.share is not None:
            parts.append(texts.share(self.share, self.of))
        if self.reference is not None:
            parts.append(texts("report.reference", share=texts.share(self.reference)))
        if self.word:
            parts.append(texts(f"certainty.{self.word}"))
        return " · ".join(parts)


@dataclass(frozen=True)
class Bars:
    """A picture's numbers for charts that a reader can edit: one value a label and series."""

    labels: tuple[Any, ...]
    series: tuple[tuple[Said, tuple[float | None, ...]], ...]
    share: bool = False
    line: bool = False


@dataclass(frozen=True)
class Picture:
    """A chart of the pages. `draw(texts)` is the Altair chart, `bars` the same numbers for native charts."""

    title: Said
    draw: Callable[[Texts], Any]
    bars: Bars | None = None


@dataclass(frozen=True)
class Table:
    """Rows of `frame` under translated titles. `columns`: field → (text key, kind); "word" fields hold text keys.

    `people`: the rows are people (display_name), a list to act on.
    """

    name: str
    title: Said
    columns: Mapping[str, tuple[str, Kind]]
    frame: pd.DataFrame
    people: bool = False

    def head(self, texts: Texts) -> list[str]:
        """The titles of the columns."""
        return [texts(key) for key, _ in self.columns.values()]


@dataclass(frozen=True)
class Section:
    """A part of the report, in this order: what it says, figures, pictures, tables, and what cannot be said.

    `definitions`: keys of 怎么算的 for what stands here.
    """

    id: str
    said: tuple[Said, ...] = ()
    figures: tuple[Figure, ...] = ()
    pictures: tuple[Picture, ...] = ()
    tables: tuple[Table, ...] = ()
    missing: tuple[Said, ...] = ()
    definitions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Options:
    """What a person chose. `sections`: ids, in any order; `edits`: sentence as generated → as it shall read.

    `logo`: PNG or JPEG bytes; `colour`: #RRGGBB of headings; `consultant`: a line on cover and end.
    """

    preset: str = "monthly"
    sections: tuple[str, ...] = ()
    language: str = "zh"
    merchant: str = ""
    consultant: str = ""
    colour: str = "#4C6A92"
    logo: bytes | None = None
    edits: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Report:
    """A whole report. `chats`: names of the groups, None = all. `masked`: names are stand-ins."""

    as_of: date
    start: date
    end: date
    chats: tuple[str, ...] | None
    masked: bool
    settings: Settings = field(repr=False)
    options: Options = field(repr=False)
    sections: tuple[Section, ...]

    def section(self, section_id: str) -> Section:
        """The section with this id; KeyError where it is not in the report."""
        return {one.id: one for one in self.sections}[section_id]

    def words(self, said: Said, texts: Texts) -> str:
        """A sentence in words, as it was edited."""
        text = str(say(said, texts))
        return self.options.edits.get(text, text)

    @property
    def figures(self) -> list[tuple[str, Figure]]:
        """(section id, figure) of the whole report, in its order."""
        return [(one.id, figure) for one in self.sections for figure in one.figures]
