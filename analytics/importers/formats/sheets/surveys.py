"""Which question of a survey asks whether people would recommend the shop.

    提交答卷时间          │ 1、您会推荐哪款给朋友？ │ 2、您有多大可能推荐我们？（0-10）
    2026/6/16 8:00:00   │ 草莓                 │ 9

The title alone does not tell: a question may speak of recommending and ask for words, for stars, or be a yes and no
that was downloaded as numbers of options. What was answered decides; a scale of five is no scale of ten.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

from analytics.importers import columns, headers
from analytics.importers.cells import is_empty
from analytics.importers.columns import Match
from analytics.importers.formats.sheets.area import Area
from analytics.importers.formats.sheets.scores import score
from analytics.importers.grid import Cell

_SEEN_ROWS = 2_000
_READABLE_SHARE = 0.5
# So many answers without one above five were given on a scale of five.
_TOLD_BY = 5
_STARS = 5
_OPTIONS = frozenset({1, 2})
_SAID_TEN = ("nps", "10分", "0-10", "0~10", "0到10", "十分", "推荐分")
_EXACT = frozenset({"score"})


def settle(area: Area) -> Area:
    """`area` with the question whose answers are 0 to 10, or yes and no; not understood where there is none."""
    match = area.match
    if match is None or match.table.name != "scores":
        return area
    rows = [row for _, row in islice(area.rows(), _SEEN_ROWS)]
    places = [at for at in _candidates(area, match) if _is_asked(headers.key(area.headers[at]), [
        row[at] for row in rows if at < len(row) and not is_empty(row[at])])]
    if match.at["score"][0] in places:
        return area
    if not places:
        return replace(area, match=None)
    others = {name: [at for at in found if at != places[0]] for name, found in match.at.items()}
    found = {name: at for name, at in others.items() if at}
    return replace(area, match=replace(match, at={**found, "score": [places[0]]}))


def _candidates(area: Area, match: Match) -> list[int]:
    """Places of the headers that speak of recommending; the one the dictionary chose goes first."""
    column = columns.tables()["scores"].columns["score"]
    chosen = match.at["score"][0]
    keys = {at: headers.key(header) for at, header in enumerate(area.headers) if header != ""}
    speaking = [at for at, key in keys.items()
                if key in column.headers or any(pattern in key for pattern in column.patterns)]
    return [chosen, *(at for at in speaking if at != chosen)]


def _is_asked(header: str, answers: list[Cell]) -> bool:
    """Whether these answers are a score of ten, or yes and no."""
    given = [found for found in map(score, answers) if isinstance(found, int)]
    if not answers:
        return True
    if len(given) < _READABLE_SHARE * len(answers):
        return False
    if header in _EXACT or any(word in header for word in _SAID_TEN):
        return True
    numbers = {found for found in given if 0 <= found <= 10}
    if numbers and numbers <= _OPTIONS:
        return False
    return not numbers or max(numbers) > _STARS or 0 in numbers or len(given) < _TOLD_BY
