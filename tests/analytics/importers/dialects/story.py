"""Two days in an invented group, with everything in it that exporters trip over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

CHAT = "小满家福利群"
ROOM = "20260531001@chatroom"


@dataclass(frozen=True)
class Person:
    """One member under the names that different exporters show. `me`: whose phone or computer it is."""

    nick: str
    wxid: str
    qq: str
    card: str = ""
    remark: str = ""
    phone: str = ""
    me: bool = False


OWNER = Person("小满", "wxid_xiaoman01", "10000001", card="小满家·店主", phone="+86 138 0000 0001", me=True)
HELPER = Person("阿杰", "wxid_ajie002", "10000002", card="客服阿杰", phone="+86 138 0000 0002")
COMMA = Person("Lily, 3栋", "wxid_lily003", "10000003", phone="+86 138 0000 0003")
QUOTED = Person('老王"二楼"', "wxid_laowang4", "10000004", card="老王 (2-301)", phone="+86 138 0000 0004")
BLANKS = Person("春天 里 的 08", "wxid_chuntian5", "10000005", phone="+86 138 0000 0005")
EMOJI = Person("🌸糖糖🌸", "wxid_tangtang6", "10000006", remark="糖糖(老客)", phone="+86 138 0000 0006")
COLON = Person("时间:永恒", "wxid_shijian7", "10000007", phone="+86 138 0000 0007")
PEOPLE = (OWNER, HELPER, COMMA, QUOTED, BLANKS, EMOJI, COLON)
NEWCOMERS = ("新邻居A", "新邻居B")


@dataclass(frozen=True)
class Event:
    """What a line of the client says. kind: join, remove, rename or recall; `by` None = the owner of the phone (你)."""

    kind: str
    names: tuple[str, ...] = ()
    by: Person | None = None
    channel: str = ""
    new_name: str = ""


@dataclass(frozen=True)
class Line:
    """One line. `who` None: the client's own line, told by `event`; each writer puts it into its client's words.

    `text`: what was typed (text, quote, solitaire) or the title, file name, note of another kind.
    `quoted`: number of the line that a quote answers. `number`: from 1, unique; ids are made from it.
    """

    number: int
    at: datetime
    kind: str
    text: str | None = None
    who: Person | None = None
    quoted: int | None = None
    event: Event | None = None

    @property
    def platform_id(self) -> str:
        """A server id as WeChat's: 19 digits that no spreadsheet can hold as a number."""
        return str(7_000_000_000_000_000_000 + self.number)


FIRST_LIST = "#接龙\n周末团:草莓\n\n1. 小满家·店主 2盒\n2. Lily, 3栋 1盒"
SECOND_LIST = f"{FIRST_LIST}\n3. 🌸糖糖🌸 3盒"
_DAY_ONE = datetime(2026, 5, 31, 8, 30, 5)
_DAY_TWO = datetime(2026, 6, 1, 0, 0, 2)


def _minutes(day: datetime, minutes: float) -> datetime:
    return day + timedelta(seconds=int(minutes * 60))


STORY: tuple[Line, ...] = (
    Line(1, _minutes(_DAY_ONE, 0), "text", "早上好,今天的草莓到了", OWNER),
    Line(2, _minutes(_DAY_ONE, 0.5), "text", "早上好,今天的草莓到了", OWNER),
    Line(3, _minutes(_DAY_ONE, 1), "image", "草莓.jpg", OWNER),
    Line(4, _minutes(_DAY_ONE, 5), "join", None, None, event=Event("join", (NEWCOMERS[0],), None, "invite")),
    Line(5, _minutes(_DAY_ONE, 6), "text", "欢迎新邻居!\n群规:\n1. 不发广告\n2. 有事找 @客服阿杰", HELPER),
    Line(6, _minutes(_DAY_ONE, 7), "sticker", None, EMOJI),
    Line(7, _minutes(_DAY_ONE, 9), "text", "多少钱一斤, 能送到3栋吗?", COMMA),
    Line(8, _minutes(_DAY_ONE, 11), "quote", "¥25.80/盒, 送的", OWNER, quoted=7),
    Line(9, _minutes(_DAY_ONE, 12), "text", "=好的+1", QUOTED),
    Line(10, _minutes(_DAY_ONE, 13), "voice", None, BLANKS),
    Line(11, _minutes(_DAY_ONE, 15), "solitaire", FIRST_LIST, OWNER),
    Line(12, _minutes(_DAY_ONE, 18), "solitaire", SECOND_LIST, EMOJI),
    Line(13, _minutes(_DAY_ONE, 30), "redpacket", "恭喜发财", OWNER),
    Line(14, _minutes(_DAY_ONE, 31), "recall", None, None, event=Event("recall", (COLON.nick,))),
    Line(15, _minutes(_DAY_ONE, 40), "text", "他昨天说:\n\n小满 2026-05-30 12:00:00\n明天有草莓", COLON),
    Line(16, _minutes(_DAY_ONE, 60), "link", "草莓怎么挑?三招就够", HELPER),
    Line(17, _minutes(_DAY_ONE, 700), "text", "晚安", BLANKS),
    Line(18, _minutes(_DAY_TWO, 0), "text", "零点秒杀!", OWNER),
    Line(19, _minutes(_DAY_TWO, 2), "join", None, None, event=Event("join", NEWCOMERS, HELPER, "qr")),
    Line(20, _minutes(_DAY_TWO, 480), "file", "六月价目表.xlsx", HELPER),
    Line(21, _minutes(_DAY_TWO, 481), "video", None, OWNER),
    Line(22, _minutes(_DAY_TWO, 482), "location", "小满家(南门店)", OWNER),
    Line(23, _minutes(_DAY_TWO, 483), "miniapp", "小满家下单", OWNER),
    Line(24, _minutes(_DAY_TWO, 500), "text", "<b>已付</b> & 谢谢 \"老板\" 'ok'", QUOTED),
    Line(25, _minutes(_DAY_TWO, 520), "rename", None, None, event=Event("rename", (), None, "", "小满家福利1群")),
    Line(26, _minutes(_DAY_TWO, 530), "remove", None, None, event=Event("remove", (NEWCOMERS[1],), None)),
    Line(27, _minutes(_DAY_TWO, 900), "text", "草莓很甜👍", EMOJI),
)
