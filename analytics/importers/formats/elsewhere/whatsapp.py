"""WhatsApp's “Export chat”, from phones of any make and language.

    7/25/19, 23:45 - 小雨: 今晚几点
    [2019/4/16, 下午2:09:33] 小雨: <省略影音内容>
    16.04.2019, 14:09 - 老王 added 阿杰

Which number is the day is decided over the whole file. The first lines may be out of order. Lines of
the client itself have no `name:`, or, from iPhones, an invisible mark before their text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from analytics.importers import day_order
from analytics.importers.answers import Answers
from analytics.importers.batch import BatchWriter
from analytics.importers.chat_lines import ChatLines
from analytics.importers.formats.elsewhere.dated_text import DatedText
from analytics.importers.kinds import kind_of_file
from analytics.importers.moments import Remembered
from analytics.importers.source import Source
from analytics.importers.system_lines import is_system
from analytics.importers.text_chunks import line_numbers, pieces

name = "whatsapp"

_MARKS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\ufeff"
# Around names in mentions.
_ISOLATE, _ISOLATES = "\u2068", re.compile("[\u2066-\u2069]")
_DATE = r"\d{1,4}[/.\-] ?\d{1,2}[/.\-] ?\d{1,4}\.?|\d{4}年\d{1,2}月\d{1,2}日"
_HALF = "上午|下午|凌晨|清晨|早上|中午|傍晚|晚上"
_GAP = "[ \u202f\xa0]"
# Everything up to the text, the sender where there is one. Never across a line end.
_HEADER = re.compile(
    rf"^[{_MARKS}]*\[?({_DATE}),?(?:{_GAP}(?:à|um|at|klo|kl\.))?{_GAP}"
    rf"((?:{_HALF})?{_GAP}?\d{{1,2}}[:.]\d{{2}}(?:[:.]\d{{2}})?(?:{_GAP}?[AaPp]\.?{_GAP}?[Mm]\.?)?)(?:\]|{_GAP}[-–]){_GAP}"
    r"(?:([^\n]{1,120}?):(?: |$))?",
    re.MULTILINE)
_QUOTE = re.compile('["“”]')
_MEDIA = {
    "image": "image|图片|圖片|图像|圖像|照片", "video": "video|视频|影片|視頻", "voice": "audio|音频|音訊|语音|語音",
    "sticker": "sticker|贴图|貼圖", "file": r".*document|.*文件|.*文檔|.*檔案", "card": "contact card|联系人|聯絡人",
}
_OMITTED = tuple((kind, re.compile(rf"(?:{words})(?:卡片)?\s?(?:omitted|已?(?:省略|忽略|略去))", re.IGNORECASE))
                 for kind, words in {**_MEDIA, "image ": "GIF"}.items())
_ANY_OMITTED = re.compile(r"<[^<>]{0,20}(?:omitted|省略|忽略|略去)[^<>]{0,12}>", re.IGNORECASE)
_ATTACHED = re.compile(
    r"(?P<before>.*?)\s?<(?:attached|附件)[:：]\s?(?P<apple>[^<>]+?)>"
    r"|(?P<android>[^\n]+\.\w{2,5}) [(（](?:file attached|文件附件|檔案附件|附件)[)）](?:\n(?P<below>.*))?",
    re.IGNORECASE | re.DOTALL)
_EDITED = re.compile(r"\s?\u200e?<[^<>]{0,20}(?:edited|已编辑|已編輯|编辑过|編輯過)[^<>]{0,12}>$", re.IGNORECASE)
_DELETED = re.compile(
    r"(?:This message was deleted(?: by admin[^\n]{0,80})?|You deleted this message"
    r"|(?:这条|此)消息已被?删除|你已?删除了?(?:这条|此)消息"
    r"|(?:此|這則)訊息已被?刪除|你已?刪除了?(?:此|這則)訊息)[.。]?", re.IGNORECASE)
_WAITING = re.compile(r"Waiting for this message|正在等待此消息|正在等候此訊息")
_CALL = re.compile(
    r"(?:Missed (?:voice|video|group)|(?:Silenced )?(?:Voice|Video) call"
    r"|未接(?:语音|視訊|视频|語音)|(?:语音|視訊|视频|語音)通[话話])[^\n]{0,60}", re.IGNORECASE)
_PLACE = re.compile(r"(?:location|位置)[:：]\s?https?://", re.IGNORECASE)
_POLL = re.compile(r"(?:POLL|投票)[:：]")
_INFO = re.compile(r"end-to-end encrypted|端到端加密|端對端加密|点对点加密")
_OFFICES = (("群主", re.compile(r"(.{1,60}?)\s?(?:created (?:this )?group|创建了群组|建立了群組|已建立群組).*", re.DOTALL)),
            ("管理员", re.compile(r"(.{1,60}?) is now an admin|(.{1,60}?)\s?(?:现在是|現在是|已成为|已成為)(?:群组)?管理[员員]")))
_YOU = frozenset({"you", "你", "您"})
# Only texts that end or begin so can be a placeholder or a line of the client.
_TELLING_ENDS = frozenset(">)）dD除略去忽省.。")
_TELLING_STARTS = frozenset(_MARKS + "lL位P投WMVSv未语語视視正")


def recognises(source: Source) -> bool:
    """One of the first lines is a header."""
    if source.container != "text":
        return False
    lines = [line for line in source.head_text[:8192].split("\n") if line.strip()]
    return any(map(_HEADER.match, lines[:3]))


def read(source: Source, answers: Answers, out: BatchWriter) -> None:
    """Every header a message; lines without one go on with the message above."""
    order = day_order.of_texts(_dates(source)).settle(answers, out)
    out.chat("", platform="WhatsApp", me=answers.me)
    writer = _Writer(ChatLines(out, me=answers.me), out, order)
    with source.open_text() as file:
        for first, text in pieces(file, _HEADER):
            writer.write(first, text)
    writer.lines.finish()


class _Writer:
    def __init__(self, lines: ChatLines, out: BatchWriter, order: str) -> None:
        self.lines, self._out, self._title = lines, out, ""
        self._text = DatedText(lines, self._odd_one, lambda date: day_order.read(date, order))
        self._names = Remembered(_plain_name)

    def write(self, first: int, piece: str) -> None:
        """Every message of a piece: plain ones as a block, the others one by one."""
        if _ISOLATE in piece:
            piece = _ISOLATES.sub("", piece)
        before, *parts = _HEADER.split(piece)
        dates, clocks, senders, rests = parts[0::4], parts[1::4], parts[2::4], parts[3::4]
        texts = [rest.rstrip("\n") for rest in rests]
        names = list(map(self._names.__getitem__, senders))
        odd = {at for at, text in enumerate(texts) if text[-1:] in _TELLING_ENDS or text[:1] in _TELLING_STARTS
               or ")\n" in text or "）\n" in text}
        odd.update(at for strange in self._strange(senders) for at, sender in enumerate(senders) if sender == strange)
        self._text.write(line_numbers(first + before.count("\n"), rests), dates, clocks, names, texts, [""] * len(texts), odd)

    def _strange(self, senders: list[str | None]) -> set[str | None]:
        """No sender at all, the group itself, and what is no sender but a sentence with a colon in a quoted name."""
        return {sender for sender in set(senders) if not sender or _QUOTE.search(sender) or self._names[sender] == self._title}

    def _odd_one(self, row: int, moment: int, resolution: str, name: str, _: str, text: str) -> None:
        # 老王 changed the subject to “今晚: 火锅” has a colon and no sender.
        if not name or (_QUOTE.search(name) and is_system(f"{name}: {text}")):
            self._client(row, moment, resolution, f"{name}: {text}" if name else text)
            return
        plain, kind = _understood(text)
        if text[:1] in _MARKS and text:
            if _INFO.search(plain) and not self._title:
                self._title = name
                self._out.chat("", name=name)
            if is_system(plain) or _INFO.search(plain) or (name == self._title and kind is None):
                self._client(row, moment, resolution, plain)
                return
        self.lines.add(row, moment, resolution, name, plain, kind=kind)

    def _client(self, row: int, moment: int, resolution: str, text: str) -> None:
        """A line of the client's; it may say whose group this is."""
        kind = "call" if _CALL.fullmatch(text.strip(_MARKS)) else None
        self.lines.system(row, moment, resolution, text, kind=kind)
        for role, sentence in _OFFICES:
            if (match := sentence.fullmatch(text.strip(_MARKS))) and (who := match.group(1)).lower() not in _YOU:
                self._out.row("members", "", row, name=who, role=role)


def _plain_name(sender: str | None) -> str:
    """Without invisible marks, and without the ~ before people who are in nobody's address book."""
    written = sender or ""
    return written.strip(_MARKS).removeprefix("~").strip(_MARKS + " \u202f\xa0") or written


def _understood(text: str) -> tuple[str, str | None]:
    """The words of a message and its kind: None where they are all there is."""
    text = _EDITED.sub("", text).replace("\u200e", "").strip(_MARKS)
    if _DELETED.fullmatch(text):
        return text, "recall"
    if attached := _ATTACHED.fullmatch(text):
        caption = (attached["before"] or attached["below"] or "").strip()
        return caption or text, kind_of_file(attached["apple"] or attached["android"])
    if _ANY_OMITTED.fullmatch(text) or _WAITING.match(text):
        return text, "other"
    if _CALL.fullmatch(text):
        return text, "call"
    if _PLACE.match(text):
        return text, "location"
    if _POLL.match(text):
        return text, "vote"
    return text, next((kind.strip() for kind, omitted in _OMITTED if omitted.fullmatch(text)), None)


def _dates(source: Source) -> Iterator[tuple[str, str]]:
    """(date, clock) of every header, as written."""
    for _, line in source.lines():
        if header := _HEADER.match(line):
            yield header.group(1), header.group(2)
