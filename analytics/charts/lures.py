"""Ways into the groups: how many came through each, and how many of them bought."""

from __future__ import annotations

import altair as alt

from analytics.charts import lying_bars
from analytics.metrics.lures import UNSTATED, Lures
from analytics.texts.words import Texts

# Vega takes an empty text for no value; the page reads this one back as "not stated".
BLANK = " "


def channels(result: Lures, texts: Texts) -> alt.LayerChart:
    """One bar a way in: people who joined through it, first orders beside it. A click picks `channel`."""
    first = result.rates[(result.rates["rate"] == "first_order") & result.rates["channel"].notna()].set_index("channel")
    said, sure = [], []
    for row in result.channels.to_dict("records"):
        known = row["channel"] in first.index and int(first.loc[row["channel"], "of"]) > 0
        rate = first.loc[row["channel"]] if known else None
        said.append(texts("lures.bar", joined=row["joined"]) if rate is None else texts(
            "lures.bar_orders", joined=row["joined"], count=int(rate["count"]), of=int(rate["of"])))
        sure.append("—" if rate is None else texts(f"certainty.{rate['word']}"))
    names = [one or texts("lures.unstated") for one in result.channels["channel"]]
    frame = result.channels.assign(name=names, said=said, sure=sure, channel=result.channels["channel"].replace(UNSTATED, BLANK))
    tips = {"name": texts("lures.column.channel"), "said": texts("lures.column.joined"), "sure": texts("lures.column.word")}
    return lying_bars.chart(frame, "channel", tips, texts, value="joined", room=1.9)
