"""A log that a home-made bot keeps: one CSV of all its groups, read as any sheet is."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from tests.analytics.importers.dialects import Dialect
from tests.analytics.importers.dialects.qq import body, number_of
from tests.analytics.importers.dialects.story import CHAT, Line
from tests.analytics.importers.dialects.telegram import nick_of

_HEADER = ("time(Asia/Shanghai)", "group_id", "group_name", "from_id", "from_nickname", "content_type", "content")
# A bot hears people, and is told of nothing else.
_LEFT_OUT = frozenset({"join", "remove", "rename", "recall"})


def write(lines: Sequence[Line]) -> dict[str, bytes]:
    """One CSV."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(_HEADER)
    for line in lines:
        if line.who:
            table.writerow((f"{line.at:%Y-%m-%d %H:%M:%S}", "880011223", CHAT, line.who.qq, line.who.nick,
                            "text" if line.kind in ("quote", "solitaire") else line.kind, body(line)))
    return {"bot.csv": out.getvalue().encode()}


DIALECTS = (
    Dialect("bot log", "sheet", write, name=nick_of, ids=number_of, leaves_out=_LEFT_OUT, kinds={"quote": "text"}, movements=False),
)
