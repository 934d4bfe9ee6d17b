"""A header as typed, made comparable: 「*手机号（必填）」 and 「手机号」 are one column.

Units stay known: 金额(万元) is the same column as 金额, its cells are worth ten thousand times as much.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal

from analytics.importers.cells import bare, shown
from analytics.importers.grid import Cell

_SECONDS = {"秒": 1, "s": 1, "分钟": 60, "分": 60, "min": 60, "小时": 3600, "时": 3600, "h": 3600}
# The column in which rejected rows say what to mend: it comes back with them and is no column of theirs.
NOTE_HEADERS = {"zh": "改哪里（导入时不看这一列）", "en": "What to mend (not imported)"}
_FACTORS = {"万元": Decimal(10_000), "万": Decimal(10_000), "千元": Decimal(1000), "百元": Decimal(100), "角": Decimal("0.1"),
            "分": Decimal("0.01")}
_NOTES = (
    "必填|选填|非必填|自动|单选|多选|填空|选择|文本|数字|日期|单位[:：]?\\w*|元|万元|千元|百元|万|分|角|人民币元?|rmb|cny|¥|件|个|份|单|次|人|人次|条|篇|群|%|"
    "yyyy.*|格式.*|例.*|如.*|北京时间|asia/shanghai|utc\\+8|gmt\\+8|秒|分钟|小时|时|min|s|h"
)
_TAIL_NOTE = re.compile(rf"\s*[(\[【{{<]\s*({_NOTES})\s*[)\]】}}>]$", re.IGNORECASE)
# 金额/万元, 金额:元 without brackets; and 单位:万元 above a table.
_BARE_NOTE = re.compile(r"(?<=[额款价钱付收])\s*[/:：,，]\s*(元|万元|千元|百元|分|角)$")
_UNIT_ABOVE = re.compile(r"单位\s*[:：]?\s*(?:人民币)?\s*(万元|千元|百元|角|分)(?!\w)")
_NUMBERING = re.compile(r"^(?:第?\d{1,3}[.、题:)）．]|[①-⑳]|q\d{1,3}[.、:]?)\s*(?=\D)", re.IGNORECASE)
# Characters of headers and states in traditional writing, and as the dictionary has them.
_SIMPLIFIED = str.maketrans(
    "訂單編號買賣暱稱實額時間狀態發貨關閉員進請來戶電話聯絡機碼類標題閱讀轉贊點擊歡評論領過優識樂產廣動娛場項課網門團參與簽報"
    "詢計總備註說審導創內連結預約獎數據庫條種價應積勵儲費餘減營業開啟區縣鎮鄉樓傳視頻觀壓滿傑級別稅後訊為這個購處際寶銷線帳賬"
    "確認選擇顧組訪紅證從離會辦長職務簡圖蹤體質製達還週龍裝規親錄寫補勞師帥",
    "订单编号买卖昵称实额时间状态发货关闭员进请来户电话联络机码类标题阅读转赞点击欢评论领过优识乐产广动娱场项课网门团参与签报"
    "询计总备注说审导创内连结预约奖数据库条种价应积励储费余减营业开启区县镇乡楼传视频观压满杰级别税后讯为这个购处际宝销线账账"
    "确认选择顾组访红证从离会办长职务简图踪体质制达还周龙装规亲录写补劳师帅",
)
_UNIT_LABEL = re.compile(r"^单位[:：]?\s*|^人民币")
_MARKS = " *:：'\"`·.。_-#"
_BLANKS = re.compile(r"[\s_]+")


def key(header: Cell) -> str:
    """The comparable form: NFKC, lower case, simplified, without blanks, question numbers, （必填）, (元), * and colons."""
    found, _ = _split(header)
    return found


def factor(header: Cell) -> Decimal:
    """What one unit of the column is worth: 10000 for 金额(万元), 1 where no unit says otherwise."""
    _, notes = _split(header)
    return next((_FACTORS[note] for note in notes if note in _FACTORS), Decimal(1))


def factor_above(words: Iterable[str]) -> Decimal:
    """What one unit of the amounts of a table is worth, where a row above it says so (单位：万元); else 1."""
    return next((_FACTORS[found[1]] for said in words if (found := _UNIT_ABOVE.search(said))), Decimal(1))


def has_unit(header: Cell) -> bool:
    """Whether a header says a unit of money itself."""
    return any(note in _FACTORS or note == "元" for note in _split(header)[1])


def seconds(header: Cell) -> int:
    """How many seconds one unit of a length is: 60 for 时长(分钟), and where no unit says otherwise."""
    _, notes = _split(header)
    return next((_SECONDS[note] for note in notes if note in _SECONDS), 60)


def parts(header: Cell) -> list[str]:
    """Keys a header answers to, best first: itself whole, then 收货人 and 提货人 of 收货人/提货人."""
    whole = key(header)
    return [whole, *(part for part in whole.split("/") if part and part != whole)]


def fingerprint(headers: Iterable[Cell]) -> str:
    """One short text for a set of headers, in whatever order: the shape a remembered mapping is for."""
    joined = "\x1f".join(sorted({key(header) for header in headers} - {"", *map(key, NOTE_HEADERS.values())}))
    return hashlib.sha256(joined.encode()).hexdigest()[:24]


def distinct(headers: Sequence[Cell]) -> list[str]:
    """Headers as texts, a repeated one marked: 分销员, 分销员 (2)."""
    seen: dict[str, int] = {}
    names = []
    for header in headers:
        name = bare(shown(header))
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 or not name else f"{name} ({seen[name]})")
    return names


def unnumbered(header: str) -> str:
    """A header without the number of its question: 3、您的昵称 is 您的昵称."""
    return _NUMBERING.sub("", bare(header))


def _split(header: Cell) -> tuple[str, list[str]]:
    found = bare(unicodedata.normalize("NFKC", shown(header))).lower().translate(_SIMPLIFIED).strip(_MARKS)
    found = _NUMBERING.sub("", found)
    notes = []
    while match := _TAIL_NOTE.search(found) or _BARE_NOTE.search(found):
        notes.append(_UNIT_LABEL.sub("", match.group(1)))
        found = found[:match.start()].strip(_MARKS)
    return _BLANKS.sub("", found), notes
