"""Topics that most was said about: how many took part, a bar a topic."""

from __future__ import annotations

import altair as alt
import pandas as pd

from analytics.charts import lying_bars
from analytics.texts.words import Texts

MOST = 10
_LONGEST = 26


def bars(rows: pd.DataFrame, texts: Texts) -> alt.LayerChart:
    """The first topics of `rows` (topics.Topics.worth_writing). A click picks `post_id`."""
    shown = rows.head(MOST)
    name = [_short(text, day, texts) for text, day in zip(shown["text"], shown["posted_at"], strict=True)]
    frame = pd.DataFrame({
        "post_id": shown["post_id"], "count": shown["count"], "name": _different(name),
        "said": [texts("content_topics.bar", count=count, messages=messages)
                 for count, messages in zip(shown["count"], shown["messages"], strict=True)],
        "full": shown["text"].fillna("").str.slice(0, 120)})
    tips = {"full": texts("content_topics.column.text"), "said": texts("content_topics.column.count")}
    return lying_bars.chart(frame, "post_id", tips, texts, band=34, size=18, room=1.35)


def _short(text: object, day: pd.Timestamp, texts: Texts) -> str:
    said = " ".join(text.split()) if isinstance(text, str) else ""
    cut = said if len(said) <= _LONGEST else said[:_LONGEST - 1] + "…"
    return f"{texts.day(day)} {cut}"


def _different(names: list[str]) -> list[str]:
    """Two topics of one name would be one bar."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return found
