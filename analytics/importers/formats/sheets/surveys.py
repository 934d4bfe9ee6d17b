"""Which question of a survey asks whether people would recommend the shop.

    提交答卷时间          │ 1、您会推荐哪款给朋友？ │ 2、您有多大可能推荐我们？（0-10）
    2026/6/16 8:00:00   │ 草莓                 │ 9

The title alone does not tell: a question may speak of recommending and ask for words, for stars, or be a yes and no
that was downloaded as numbers of options. What was answered decides; a scale of five is no scale of ten.

    昵称 │ 分数 │ 提交时间         │ 原因
    小满 │ 8分  │ 2026/6/16 8:00  │ 分量足

A bare 分数 may as well be an exam, points for signing in, or marks for staff. It is this question only where the sheet
holds nothing else than who, when and why, the numbers go from 0 to 10, and hardly anybody stands in it twice.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

from analytics.importers import columns, headers
from analytics.importers.cells import is_empty, shown
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
# Headers of a score that say nothing of what it is for, and those of a reason.
_BARE = frozenset(["分数", "评分", "打分", "得分", "给分", "几分", "打几分", "您打几分", "rating", "points"])
_WHY = ("原因", "理由", "为什么", "建议", "意见", "reason", "why", "feedback")
_ASKS = ("推荐", "nps", "recommend")
_BESIDE = frozenset(["序号", "编号", "no", "id", "#"])
# Reasons for points that a shop hands out.
_POINTS = ("打卡", "签到", "加分", "扣分", "积分", "奖励", "兑换", "违规", "邀请", "晒单", "迟到")
_POINTS_SHARE, _ONCE_SHARE = 0.1, 0.8


def settle(area: Area, file_name: str = "") -> Area:
    """`area` with the question whose answers are 0 to 10, or yes and no; not understood where there is none."""
    match = area.match
    if match is None or (match.table.name == "members" and not match.certain):
        return _bare(area, file_name)
    if match.table.name != "scores":
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


def _bare(area: Area, file_name: str) -> Area:
    """`area` with the one bare score of who, when and why; unchanged where it may be anything else."""
    keys = [headers.key(header) for header in area.headers]
    places = [at for at, key in enumerate(keys) if key in _BARE]
    if len(places) != 1:
        return area
    at = places[0]
    match = columns.match_table(area.headers, columns.tables()["scores"], frozenset(places))
    left = [key for place, key in enumerate(keys) if key and place != at and place not in match.positions]
    if not set(left) <= _BESIDE or not (match.has("name") or match.has("phone") or match.has("platform_id")):
        return area
    rows = [row for _, row in islice(area.rows(), _SEEN_ROWS)]
    title = "".join([*(shown(cell) for row in area.above for cell in row), area.sheet.name, file_name]).lower()
    if not _told(title, keys, match, rows) or not _is_ten([row[at] for row in rows if at < len(row) and not is_empty(row[at])]):
        return area
    return replace(area, match=replace(match, at={"score": [at], **match.at}))


def _told(title: str, keys: list[str], match: Match, rows: list[list[Cell]]) -> bool:
    """Whether a title asks for recommending; else whether reasons stand beside, none of them for points, one row a person."""
    if any(word in title for word in _POINTS):
        return False
    if any(word in title for word in _ASKS):
        return True
    why = [at for at in match.at.get("comment", []) if any(word in keys[at] for word in _WHY)]
    said = [shown(row[at]) for at in why for row in rows if at < len(row)]
    of_points = sum(any(word in reason for word in _POINTS) for reason in said)
    if not why or of_points > _POINTS_SHARE * len(said):
        return False
    who = next(match.at[name][0] for name in ("platform_id", "phone", "name") if match.has(name))
    people = [shown(row[who]) for row in rows if who < len(row) and not is_empty(row[who])]
    return len(set(people)) >= _ONCE_SHARE * len(people)


def _is_ten(answers: list[Cell]) -> bool:
    """Whether these answers are numbers from 0 to 10, and not stars."""
    given = [found for found in map(score, answers) if isinstance(found, int) and 0 <= found <= 10]
    return bool(given) and len(given) >= _READABLE_SHARE * len(answers) and (max(given) > _STARS or 0 in given)


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
