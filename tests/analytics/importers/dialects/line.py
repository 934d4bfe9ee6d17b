"""LINE's chat history in the languages of its phones, and the desktop program's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from tests.analytics.importers.dialects import Dialect
from tests.analytics.importers.dialects.story import BLANKS, CHAT, COMMA, OWNER, Event, Line, Person
from tests.analytics.importers.dialects.telegram import nick_of

# LINE has no codes and no renaming in its history; what was taken back is a line without what it was.
_LEFT_OUT = frozenset({"redpacket", "miniapp", "link", "rename"})
# A placeholder behind half a name would be no placeholder.
_LEFT_OUT_ON_DESKTOP = _LEFT_OUT | {"voice"}
_ENGLISH = {"image": "[Photo]", "sticker": "[Sticker]", "voice": "[Voice]", "video": "[Video]", "file": "[File]", "location": "[Location]"}
_CHINESE = {"image": "[照片]", "sticker": "[贴图]", "voice": "[语音信息]", "video": "[视频]", "file": "[文件]", "location": "[位置信息]"}
_JAPANESE = {"image": "[写真]", "sticker": "[スタンプ]", "voice": "[ボイスメッセージ]", "video": "[動画]", "file": "[ファイル]",
             "location": "[位置情報]"}


@dataclass(frozen=True)
class Layout:
    """How a phone writes: the first lines, days, clocks, placeholders, and the client's sentences."""

    opening: str
    day: Callable[[datetime], str]
    clock: Callable[[datetime], str]
    words: dict[str, str]
    done: Callable[[Event], str]


def _by(event: Event) -> str:
    return (event.by or OWNER).nick


def _in_english(event: Event) -> str:
    return {"join": f"{_by(event)} invited {', '.join(event.names)} to the group.", "recall": f"{event.names[0]} unsent a message.",
            "remove": f"{_by(event)} removed {event.names[0]} from the group."}[event.kind]


def _in_chinese(event: Event) -> str:
    return {"join": f"{_by(event)}邀请{'、'.join(event.names)}加入", "recall": f"{event.names[0]}已收回信息",
            "remove": f"{_by(event)}已将{event.names[0]}退出群组"}[event.kind]


def _in_japanese(event: Event) -> str:
    return {"join": f"{_by(event)}が{'、'.join(event.names)}をグループに招待しました。",
            "recall": f"{event.names[0]}がメッセージの送信を取り消しました", "remove": f"{_by(event)}が{event.names[0]}をグループから退会させました。"}[event.kind]


def _twelve(at: datetime) -> str:
    return f"{(at.hour + 11) % 12 + 1}:{at:%M}"


_LAYOUTS = {
    "english": Layout(f"[LINE] Chat history in {CHAT}\nSaved on: 6/2/2026, 9:00 AM\n",
                      lambda at: f"{at:%a}, {at.month}/{at.day}/{at.year}", lambda at: f"{at:%I:%M%p}".lower(), _ENGLISH, _in_english),
    "english day first": Layout(f"[LINE] Chat history in {CHAT}\nSaved on: 02/06/2026 09:00\n", lambda at: f"{at:%a, %d/%m/%Y}",
                                lambda at: f"{at:%H:%M}", _ENGLISH, _in_english),
    "chinese": Layout(f"[LINE] {CHAT}的聊天记录\n保存日期: 2026/6/2 09:00\n",
                      lambda at: f"{at.year}/{at.month}/{at.day}周{'一二三四五六日'[at.weekday()]}",
                      lambda at: f"{'上午' if at.hour < 12 else '下午'}{_twelve(at):0>5}", _CHINESE, _in_chinese),
    "japanese": Layout(f"[LINE] {CHAT}のトーク履歴\n保存日時：2026/06/02 09:00\n",
                       lambda at: f"{at:%Y/%m/%d}({'月火水木金土日'[at.weekday()]})", lambda at: f"{at:%H:%M}", _JAPANESE, _in_japanese),
    "desktop": Layout("", lambda at: f"{at:%Y.%m.%d %A}", lambda at: f"{at:%H:%M}", _ENGLISH, _in_english),
}


def _body(line: Line, layout: Layout) -> str:
    return layout.words.get(line.kind) or str(line.text)


def write(lines: Sequence[Line], layout: Layout) -> dict[str, bytes]:
    """The text of a phone: TABs, and quotation marks around what has several lines."""
    text, day = layout.opening, None
    for line in lines:
        if line.kind in _LEFT_OUT:
            continue
        text += "" if line.at.date() == day else f"\n{layout.day(line.at)}\n"
        day = line.at.date()
        body = _body(line, layout) if line.who else layout.done(line.event or Event(""))
        body = f'"{body}"' if "\n" in body else body
        text += f"{layout.clock(line.at)}\t{line.who.nick if line.who else ''}\t{body}\n"
    return {f"[LINE] {CHAT}.txt": text.encode()}


def write_desktop(lines: Sequence[Line]) -> dict[str, bytes]:
    """The text of the desktop program: blanks between clock, name and words, and no title."""
    layout = _LAYOUTS["desktop"]
    text, day = "", None
    for line in lines:
        if line.kind in _LEFT_OUT_ON_DESKTOP:
            continue
        text += "" if line.at.date() == day else f"{layout.day(line.at)}\n"
        day = line.at.date()
        who = f"{line.who.nick} {_body(line, layout)}" if line.who else layout.done(line.event or Event(""))
        text += f"{layout.clock(line.at)} {who}\n"
    return {f"[LINE] {CHAT}.txt": text.encode()}


def first_word(person: Person) -> str:
    """Names with blanks that speak seldom end at their first blank."""
    return person.nick.partition(" ")[0]


def _after_first_word(line: Line) -> str | None:
    rest = line.who.nick.partition(" ")[2] if line.who in (BLANKS, COMMA) and line.who else ""
    return f"{rest} {line.text}" if rest else line.text


_KINDS = {"quote": "text"}

DIALECTS = (
    *(Dialect(f"line {title}", "line", partial(write, layout=layout), resolution="minute", name=nick_of, leaves_out=_LEFT_OUT,
              kinds=_KINDS) for title, layout in _LAYOUTS.items() if title != "desktop"),
    Dialect("line desktop", "line", write_desktop, resolution="minute", name=first_word, text=_after_first_word,
            leaves_out=_LEFT_OUT_ON_DESKTOP, kinds=_KINDS, generated=False),
)
