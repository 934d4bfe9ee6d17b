"""Names, numbers and addresses inside free text, replaced: what somebody wrote can be shown without saying who they are.

    @小雨 3栋502 王姐的电话是 138 0013 8000   →   @客人A12 ••• 客人B07的电话是 •••

Known names are found in every form the shop has seen (with and without emoji, door number, leading A). A name that is in
no file cannot be known: masked mode therefore hides whole texts unless somebody asks for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from analytics.importers.names import normal, stands_for_many
from analytics.importers.rooms import ROOM
from analytics.people.suggestions import core

HIDDEN = "•••"
# Longer than a price or a year: phones, order numbers, accounts.
_NUMBER = re.compile(
    r"https?://\S+|[\w.+-]+@[\w-]+\.\w[\w.]*|wxid_\w+|\d{3}\*{3,}\d{2,4}|(?<!\d)1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)|\d{6,}",
    re.IGNORECASE | re.ASCII)
_ADDRESS = re.compile(r"[一-鿿]{2,8}(?:路|街|大道|巷|弄)\s*\d+\s*号(?:\s*\d+\s*[室房])?")
# Ways in and places of sale that every shop has, alone or joined (门店桌卡, 朋友圈海报 2): they tell on nobody.
_COMMON_WORDS = """
扫码 扫描 群?二维码 活码 码 邀请 链接 建群 搜索 加好友 名片 转发 分享 推荐 老带新 裂变 海报 传单 桌卡 台卡 包裹卡 地推
门店 到店 收银台? 会员卡? 外卖 堂食 团购 拼团 接龙 直播间? 短视频 短信 电话 活动 广告 投放 官网 网店 商城 电商 线上 线下
公众号 服务号 视频号 小程序 朋友圈 企业微信 企微 微信 微博 小红书 抖音 快手 美团 饿了么 大众点评 点评 淘宝 天猫 京东
拼多多 有赞 微店 微盟 引流 福利 快闪 资源对接 兴趣 群聊? 其他 其它 未知 自然 客户 员工 方式 渠道 来源
qr code scan link invite invitation search wechat wecom store shop online offline poster group ad other
"""
_COMMON = re.compile(rf"(?:{'|'.join(_COMMON_WORDS.split())}|\d{{1,2}}(?!\d)|[\s\-_/+·、，,（）()])+", re.IGNORECASE | re.ASCII)
# One letter, or digits that may be a count, are a name only where they stand alone.
_SHORTEST, _SHORTEST_NUMBER = 2, 5


class Hiding:
    """`names`: pairs of a name as somebody carries it and what stands in its place; of one name with several, the first."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        self._instead: dict[str, str] = {}
        for name, instead in names:
            for form in _forms(name):
                self._instead.setdefault(form, instead)
        lengths: dict[str, set[int]] = {}
        for form in self._instead:
            lengths.setdefault(form[0], set()).add(len(form))
        self._lengths = {first: sorted(found, reverse=True) for first, found in lengths.items()}

    def __call__(self, text: str) -> str:
        """`text` without known names, long numbers, links, doors and streets."""
        bare = self._without_names(text)
        for pattern in (_NUMBER, _ADDRESS, ROOM):
            bare = pattern.sub(HIDDEN, bare)
        return bare

    def _without_names(self, text: str) -> str:
        folded = text.lower()
        if len(folded) != len(text):
            folded = text
        shown, place = [], 0
        while place < len(text):
            end = self._end(folded, place)
            shown.append(self._instead[folded[place:end]] if end else text[place])
            place = end or place + 1
        return "".join(shown)

    def _end(self, text: str, place: int) -> int:
        """Where the longest name that begins at `place` ends; 0 for none."""
        for length in self._lengths.get(text[place], ()):
            end = place + length
            if text[place:end] in self._instead and _stands(text, place, end):
                return end
        return 0


def tells_on_nobody(place: str) -> bool:
    """Whether a way in or a place of sale is made of common words only: 门店桌卡, not 李姐的码."""
    return _COMMON.fullmatch(place) is not None


def _forms(name: str) -> set[str]:
    """A name as written, as compared and without decoration; none for what stands for many."""
    compared = normal(name)
    return {form for form in (name.strip().lower(), compared, core(compared)) if form and not stands_for_many(form)}


def _stands(text: str, place: int, end: int) -> bool:
    """Whether it can be a name here: 「an」 is none in 「and」, 「1314」 none in 「13148」, 「王」 none in 「王府」."""
    found = text[place:end]
    if len(found) < _SHORTEST:
        return not (text[place - 1:place].isalnum() or text[end:end + 1].isalnum())
    if found.isdigit() and len(found) < _SHORTEST_NUMBER:
        return not (_latin(text[place - 1:place]) or _latin(text[end:end + 1]))
    return not ((_latin(found[0]) and _latin(text[place - 1:place])) or (_latin(found[-1]) and _latin(text[end:end + 1])))


def _latin(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()
