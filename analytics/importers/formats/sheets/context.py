"""What the writers of the kinds of sheets share: where rows come from, where they go, what was said of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from analytics.importers.answers import Answers
from analytics.importers.batch import BatchWriter
from analytics.importers.chat_lines import ChatLines
from analytics.importers.formats.sheets.ledger import Ledger
from analytics.importers.formats.sheets.parts import chats
from analytics.importers.formats.sheets.rows import Block
from analytics.importers.formats.sheets.titles import Title

SOURCE = "sheet"


@dataclass
class Context:
    """Where the rows of one table come from and go to."""

    out: BatchWriter
    ledger: Ledger
    title: Title
    answers: Answers
    step: str | None = None
    metrics: dict[str, int] = field(default_factory=dict)
    lines: ChatLines | None = None

    def write(self, block: Block, keys: tuple[str, ...], **constant: object) -> None:
        """Account for a block and write what is kept; `keys`: columns in which totals and footers stand."""
        kept = self.ledger.settle(block, keys)
        self.ledger.write(block, kept, chat=chats(block, self.title.chat, self.out), **constant)
