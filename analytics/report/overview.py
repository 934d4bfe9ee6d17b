"""Several shops beside each other, in numbers only: for whoever looks after more than one.

No name, text or id of a person crosses from a shop into this table: what leaves a shop is one of KEYS, counts, and a word
for certainty (a test looks at every cell).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.errors import UserError
from analytics.metrics import last_actions, today, wake_up
from analytics.scope import Scope
from analytics.workspace import Workspace

# Of a normal week's numbers, those that can stand beside another shop's.
KEYS = ("net", "buyers", "regular_gone", "unanswered", "speakers", "last_actions", "came_back")
COLUMNS = ["shop_id", "as_of", "key", "value", "before", "gap", "count", "of", "word"]
Measure = Callable[[Callable[..., Any], Workspace, Scope], Any]


@dataclass(frozen=True)
class Overview:
    """`numbers`, one row a shop × key that its data can give: shop_id, as_of, key, value (yuan or people), before (the same
    days before; NaN: nothing to compare with), gap (value − before), count, of, word.

    `compared`: shops whose net sales have a before, `down`: those of them that took less; `gone`: lost regulars in all.
    """

    numbers: pd.DataFrame
    compared: int
    down: int
    gone: int

    @property
    def shops(self) -> list[str]:
        """The ids of the shops that have any number."""
        return list(dict.fromkeys(self.numbers["shop_id"]))


def measure(shops: Mapping[str, Workspace], measured: Measure | None = None) -> Overview:
    """The numbers of each shop by its own last day. `measured`: how a result is got."""
    ask = measured or (lambda function, workspace, scope: function(workspace, scope))
    rows = [row for shop_id, workspace in shops.items() for row in _rows(shop_id, workspace, ask)]
    frame = pd.DataFrame(rows, columns=[name for name in COLUMNS if name != "gap"]).astype(
        {"value": "float64", "before": "float64", "count": "Int64", "of": "Int64"})
    frame = frame.assign(gap=frame["value"] - frame["before"])[COLUMNS]
    gaps = frame.loc[frame["key"] == "net", "gap"].dropna()
    gone = frame.loc[frame["key"] == "regular_gone", "value"].sum()
    return Overview(frame, len(gaps), int((gaps < 0).sum()), int(gone))


def _rows(shop_id: str, workspace: Workspace, ask: Measure) -> list[dict[str, Any]]:
    try:
        now, back = ask(today.measure, workspace, Scope()), ask(wake_up.measure, workspace, Scope())
        last = ask(last_actions.measure, workspace, Scope())
    except UserError:
        return []  # an empty shop has no numbers; the page says so
    rows = [{name: row[name] for name in ("key", "value", "before", "count", "of", "word")}
            for row in now.numbers.to_dict("records") if row["key"] in KEYS]
    if last.people:
        rows.append({"key": "last_actions", "value": last.contacted, "before": None, "count": last.contacted, "of": last.people,
                     "word": None})
    contacted = back.groups[(back.groups["side"] == "contacted") & (back.groups["of"] > 0)]
    rows += [{"key": "came_back", "value": row["count"], "before": None, "count": row["count"], "of": row["of"], "word": None}
             for row in contacted.to_dict("records")]
    return [{"shop_id": shop_id, "as_of": now.as_of, **row} for row in rows]
