"""The picture of the net promoter score: who promotes, stands between and detracts, a bar a wave."""

from __future__ import annotations

from typing import Any

import altair as alt

from analytics.charts import theme
from analytics.metrics.nps import GROUPS, UNDATED, Nps
from analytics.texts.words import Texts

PICKED = "picked"
# Apart in grey print too: dark, light, dark; the words stand on the pieces.
_COLOURS = {"promoter": "#0064A8", "passive": "#D5D5D5", "detractor": "#B5651D"}
_BAND, _BAR, _AROUND, _MOST = 48, 30, 40, 12
_WORDED = {"promoter": "promoters", "passive": "passives", "detractor": "detractors"}
_ROOM_FOR_WORDS = 0.06


def waves(result: Nps, texts: Texts) -> alt.LayerChart:
    """The last twelve waves, newest on top: shares of the three groups, the score in the label. Picks `kind`, `number_of_wave`."""
    shown = result.waves.tail(_MOST).iloc[::-1]
    names: dict[str, str] = {group: texts(f"nps.group.{group}") for group in GROUPS}
    labels = [_label(row, texts) for row in shown.to_dict("records")]
    rows = [piece for label, row in zip(labels, shown.to_dict("records"), strict=True)
            for piece in _pieces(row, label, names, texts)]
    base = alt.Chart(alt.InlineData(values=rows)).encode(y=alt.Y("wave:N", sort=labels, title=None))
    picked = alt.selection_point(name=PICKED, fields=["kind", "number_of_wave"], on="click", clear="dblclick")
    bars = base.mark_bar(size=_BAR, stroke="white", cornerRadius=0, cursor="pointer").encode(
        # Numbers stand on the pieces: an axis of per cent would only take the room of a single bar.
        x=alt.X("start:Q", axis=None, scale=alt.Scale(domain=[0, 1])), x2=alt.X2("end:Q"),
        color=alt.Color("group:N", scale=theme.colours(_COLOURS, names), legend=alt.Legend(title=None)),
        tooltip=[alt.Tooltip("wave:N", title=texts("nps.wave")), alt.Tooltip("said:N", title=texts("nps.answers"))],
        opacity=theme.faint_unless(picked)).add_params(picked)
    words = base.mark_text(color="white", fontWeight="bold").encode(
        x=alt.X("middle:Q"), text=alt.Text("number:N"),
        color=alt.ColorValue(**alt.condition(f"datum.group == '{names['passive']}'", alt.value("#333333"), alt.value("#FFFFFF"))))
    return theme.configure(alt.LayerChart(layer=[bars, words], height=_BAND * max(len(labels), 1) + _AROUND), texts)


def _pieces(row: dict[Any, Any], label: str, names: dict[str, str], texts: Texts) -> list[dict[str, Any]]:
    """The three groups of a wave, side by side; a number stands on a piece that has room for it."""
    found, start, of = [], 0.0, int(row["answers"])
    for group, name in names.items():
        count = int(row[_WORDED[group]])
        end = start + count / of
        found.append({
            "wave": label, "number_of_wave": int(row["wave"]), "kind": group, "group": name, "start": start, "end": end,
            "middle": (start + end) / 2, "number": str(count) if end - start >= _ROOM_FOR_WORDS else "",
            "said": texts("nps.chart_said", group=name, count=count, of=of)})
        start = end
    return found


def _label(row: dict[Any, Any], texts: Texts) -> str:
    score = row["score"]
    said = f"{score:+.0f}" if score == score else texts("nps.no_score")
    if row["wave"] == UNDATED:
        return texts("nps.wave_label", when=texts("nps.undated"), score=said)
    when = texts("nps.days", first=row["first_on"].date(), last=row["last_on"].date())
    return texts("nps.wave_label", when=when, score=said)
