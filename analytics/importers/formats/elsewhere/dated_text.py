"""Messages cut out of a long text, each under a day and a clock: plain ones leave as a block, the others one by one.

    [2019/4/16, 下午2:09:33] 小雨: 今晚几点        2016-07-19 15:27:15 小雨(812345678)

WhatsApp's, QQ's and Discord's texts differ in how a message begins; what follows from that is the same here.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import add

from analytics.importers.chat_lines import ChatLines
from analytics.importers.moments import Remembered, clocks_of, days_of, read_day, resolution_of

# row, moment, resolution, sender, sender's id, text
OneByOne = Callable[[int, int, str, str, str, str], None]


class DatedText:
    """Writes columns of messages to `lines`; days and clocks are worked out once each.

    `read_day`: a date as written → midnight. `odd_one` gets every message that is no plain line of somebody's.
    """

    def __init__(self, lines: ChatLines, odd_one: OneByOne, read: Callable[[str], int | None] = read_day) -> None:
        self.lines, self._odd_one = lines, odd_one
        self._days, self._clocks, self._resolutions = days_of(read), clocks_of(), Remembered(resolution_of)

    def write(self, rows: list[int], dates: list[str], clocks: list[str], names: list[str], texts: list[str],
              ids: list[str], odd: set[int]) -> None:
        """Columns of equal length; `odd`: positions of what is no plain line. Impossible moments are rejected."""
        if not rows:
            return
        moments = list(map(add, map(self._days.__getitem__, dates), map(self._clocks.__getitem__, clocks)))
        resolutions = list(map(self._resolutions.__getitem__, clocks))
        if min(moments) < 0:
            odd = odd.union(at for at, moment in enumerate(moments) if moment < 0)
        self.lines.block(rows, moments, resolutions, names, texts, ids, leave=odd)
        for at in sorted(odd):
            if moments[at] < 0:
                self.lines.reject(rows[at], "sent_at", "chat_moment_impossible", f"{dates[at]} {clocks[at]}")
            else:
                self._odd_one(rows[at], moments[at], resolutions[at], names[at], ids[at], texts[at])
