"""How a result looks, the same on every page: sentence, cards, chart, table, 怎么算的, what is missing.

The frame (app.py) has already drawn the view's title, its choosers and the demo strip. A view draws,
in this order: `verdict`, `cards`, one `chart`, the rest in tabs or expanders, `table`, `definition`,
and `missing` for what the data cannot say. Texts given here may hold names: they are escaped here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st
from altair.utils import schemapi

from analytics.texts.words import DECIMAL_FROM
from pages.parts import about, offers, session, terms
from pages.parts.markdown import escaped, plain

_CARDS_A_ROW = 5
# So many rows of a table go to the browser; more are slow to send, and nobody scrolls through them.
MOST_ROWS = 2_000
Drawing = (
    alt.Chart | alt.LayerChart | alt.FacetChart | alt.RepeatChart
    | alt.ConcatChart | alt.HConcatChart | alt.VConcatChart
)

# Nor is each piece of a chart held against the grammar when it is made: a third of the making.
schemapi.disable_debug_mode()


class _Unchecked:
    """A chart that is not held against the grammar of charts at every look: that took a quarter of a page; the tests do it."""

    def __init__(self, drawing: Drawing) -> None:
        self._drawing = drawing

    def to_dict(self) -> dict[str, Any]:
        """The Vega-Lite spec, all that Streamlit asks of a chart."""
        return self._drawing.to_dict(validate=False)


@dataclass(frozen=True)
class Card:
    """One number: 「45 人里 8 人」, one word for certainty under it, the interval on hover."""

    label: str
    value: str
    word: str | None = None
    help: str | None = None


def verdict(text: str) -> None:
    """The sentence a shop owner reads first, large."""
    st.subheader(escaped(text), anchor=False)


def cards(row: Sequence[Card]) -> None:
    """Numbers side by side, at most five a line; none is left out."""
    for begin in range(0, len(row), _CARDS_A_ROW):
        # Cards that do not fit beside each other go to the next line instead of being cut.
        with st.container(horizontal=True, gap="small"):
            for card in row[begin:begin + _CARDS_A_ROW]:
                st.metric(
                    escaped(card.label), plain(card.value), delta=plain(card.word) if card.word else None,
                    delta_color="off", delta_arrow="off", help=escaped(card.help) if card.help else None,
                    border=True, height="stretch",
                )


def chart(drawing: Drawing, key: str, on_select: bool = False,
          alt_text: str | None = None) -> list[dict[str, Any]]:
    """Draw a chart and offer it as a picture; with `on_select`, the data fields of the marks a person clicked, else []."""
    trusted: Any = _Unchecked(drawing)
    event: Any = st.altair_chart(trusted, key=key, on_select="rerun" if on_select else "ignore", alt=alt_text)
    offers.chart(drawing, key, alt_text)
    if not on_select:
        return []
    selected = dict(event.get("selection", {})) if event else {}
    return [point for points in selected.values() if isinstance(points, list) for point in points]


def table(frame: pd.DataFrame, *, name: str, columns: Mapping[str, Any], download: bool = True,
          select: bool | Literal["one"] = False, height: int | None = None, title: str | None = None) -> list[int]:
    """The rows of `frame`, fields in the order of `columns` (field → label or `st.column_config`).

    `name`: ASCII, unique on the page; names the widget and the file. With `select`, the positions
    of the rows a person marked, else []. Of a long frame the first rows are shown, and the line
    below says so; the download holds exactly these columns and all rows. `title`: what the rows are, for lists of people.
    """
    shown = frame.loc[:, [field for field in columns if field in frame.columns]]
    options: dict[str, Any] = {"height": height} if height else {}
    if select:
        options |= {"on_select": "rerun", "selection_mode": "single-row" if select == "one" else "multi-row"}
    event = st.dataframe(_rounded(frame, shown.head(MOST_ROWS), columns), key=f"table_{name}", hide_index=True,
                         column_config=_configured(shown, columns), placeholder="—", **options)
    if len(shown) > MOST_ROWS:
        missing(session.texts()("show.first_rows", shown=MOST_ROWS, count=len(shown)))
    if download:
        offers.table(shown.rename(columns=_labels(columns)), name, frame.get("person_id"), title)
    return list(event["selection"]["rows"]) if select and event else []


def wrapped(frame: pd.DataFrame, *, name: str, columns: Mapping[str, str]) -> None:
    """A few rows of texts side by side: cells wrap on a narrow page instead of being cut. Fields in the order of `columns`."""
    shown = frame.loc[:, list(columns)].rename(columns=dict(columns))
    rows = [[escaped(cell) for cell in row] for row in (list(shown.columns), *shown.to_numpy().tolist())]
    rows.insert(1, ["---"] * len(shown.columns))
    st.markdown("\n".join(f"| {' | '.join(row)} |" for row in rows))
    offers.table(shown, name)


def people(frame: pd.DataFrame, *, name: str, columns: Mapping[str, Any] | None = None,
           title: str | None = None) -> None:
    """The list of people behind a number, as long as the number says, to download."""
    texts = session.texts()
    said = title or texts("show.people", count=len(frame))
    st.markdown(f"**{escaped(said)}**")
    table(frame, name=name, columns=columns or {"display_name": texts("show.person")}, title=said)


def tabs(prefix: str, drawn: Mapping[str, Callable[[], object]], opened: str | None = None) -> None:
    """Tabs called `<prefix>.tab_<name>`, of which only the open one is drawn: others cost nothing. `opened` comes to the front."""
    texts = session.texts()
    key = f"{prefix}_tab_{texts.language}"
    if opened:
        st.session_state[key] = texts(f"{prefix}.tab_{opened}")
    found = st.tabs([texts(f"{prefix}.tab_{name}") for name in drawn], key=key, on_change="rerun")
    for draw, tab in zip(drawn.values(), found, strict=True):
        if tab.open:
            with tab:
                draw()


def offer(frame: pd.DataFrame | Callable[[], pd.DataFrame], name: str) -> None:
    """Two buttons that make a file on click: for Excel and WPS, and as CSV. `frame` as a function is read on that click."""
    offers.table(frame, name)


def definition(*keys: str, **facts: object) -> None:
    """怎么算的: the texts of `keys`, thresholds in force filled in as `{section__name}`, `facts` besides.

    The texts are ours and may use Markdown; facts that are texts are escaped. Give it keys that end
    in `.definition` and the method page shows them too.
    """
    texts = session.texts()
    words = terms.in_force(session.settings(), texts)
    safe = {name: escaped(value) if isinstance(value, str) else value for name, value in facts.items()}
    with st.expander(texts("show.definition"), icon=":material/function:"):
        for key in keys:
            about.uses(key)
            st.markdown(texts(key, **{**words, **safe}))


def missing(line: str | Iterable[str]) -> None:
    """One quiet line: what cannot be said from this data, and what would unlock it."""
    for text in [line] if isinstance(line, str) else line:
        st.caption(escaped(text))


def _configured(frame: pd.DataFrame, columns: Mapping[str, Any]) -> dict[str, Any]:
    configured: dict[str, Any] = {}
    for field in frame.columns:
        wanted = columns[field]
        if isinstance(wanted, str) and pd.api.types.is_datetime64_any_dtype(frame[field]):
            wanted = st.column_config.DatetimeColumn(wanted, format="YYYY-MM-DD HH:mm")
        elif isinstance(wanted, str) and pd.api.types.is_integer_dtype(frame[field]):
            wanted = st.column_config.NumberColumn(wanted, format="%,d")
        configured[field] = wanted
    return configured


def _rounded(frame: pd.DataFrame, shown: pd.DataFrame, columns: Mapping[str, Any]) -> pd.DataFrame:
    """Shares of `shown` as precise as sentences say them: one decimal from 100 of something on (`of`), none of fewer."""
    few = np.zeros(len(shown), dtype=bool)
    if "of" in frame:
        few = (frame["of"].head(len(shown)) < DECIMAL_FROM).fillna(False).to_numpy(dtype=bool)
    said = shown.copy(deep=False)
    for field in shown.columns:
        if _is_share(columns[field]) and pd.api.types.is_float_dtype(shown[field]):
            said[field] = shown[field].round(3).mask(few, shown[field].round(2))
    return said


def _is_share(wanted: Any) -> bool:
    return not isinstance(wanted, str) and ((wanted or {}).get("type_config") or {}).get("format") == "percent"


def _labels(columns: Mapping[str, Any]) -> dict[str, str]:
    return {
        field: wanted if isinstance(wanted, str) else str((wanted or {}).get("label") or field)
        for field, wanted in columns.items()
    }
