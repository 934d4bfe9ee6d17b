"""What LINE writes itself, in Chinese, Japanese and English: placeholders, and who came and went.

    [照片]   [スタンプ]   小雨がグループに参加しました。   Ann joined the group.
"""

from __future__ import annotations

import re

from analytics.importers import kinds
from analytics.importers.system_lines import ME, Movement, read_system

_PLACEHOLDER = re.compile(r"\[([^\[\]\n]{1,20})\]")
_KINDS = {word: kind for kind, said in {
    "image": "照片 圖片 图片 写真 画像 相簿 相册 アルバム Photo Photos Album", "video": "影片 视频 動画 Video",
    "sticker": "貼圖 贴图 スタンプ Sticker", "voice": "語音訊息 语音信息 ボイスメッセージ Voice",
    "file": "檔案 文件 ファイル File", "location": "位置訊息 位置信息 位置資訊 位置情報 Location",
    "card": "聯絡資訊 联系人 連絡先 Contact", "notice": "記事本 记事本 ノート Note", "vote": "投票 投票活動 アンケート Poll",
    "redpacket": "紅包 红包", "transfer": "轉帳 转账",
}.items() for word in said.split()}
_CALL = re.compile(r"☎\s?.+", re.DOTALL)
_WHO, _BY = r"(?P<who>.+?)", r"(?P<by>.+?)"
# (sentence, kind, channel)
_SENTENCES = tuple((re.compile(pattern.replace("WHO", _WHO).replace("BY", _BY) + r"[。.!]?"), kind, channel)
                   for pattern, kind, channel in (
    (r"BYがWHOをグループに(?:招待|追加)しました", "join", "邀请"),
    (r"WHOが(?:グループ|トーク)に参加しました", "join", None),
    (r"BYがWHOをグループから退会させました", "remove", None),
    (r"WHOが(?:グループ|トーク)を?(?:から)?退会しました", "leave", None),
    (r"BYがグループ名を(?P<detail>.+?)に変更しました", "rename", None),
    (r"WHOがメッセージの送信を取り消しました", "recall", None),
    (r"BY\s?(?:邀請|邀请)了?\s?WHO\s?加入(?:群組|群组|本群|聊天)?", "join", "邀请"),
    (r"WHO\s?(?:已)?加入(?:群組|群组|聊天)了?", "join", None),
    (r"BY\s?(?:已)?[將将]\s?WHO\s?(?:退出|移出|踢出)了?(?:群組|群组|聊天)?", "remove", None),
    (r"WHO\s?(?:已)?(?:退出|離開|离开)了?(?:群組|群组|聊天)?", "leave", None),
    (r"WHO\s?(?:已)?收回(?:了)?(?:訊息|信息|消息)", "recall", None),
    (r"BY invited WHO to the (?:group|chat)", "join", "邀请"),
    (r"BY added WHO to the (?:group|chat)", "join", "邀请"),
    (r"WHO joined the (?:group|chat)", "join", None),
    (r"BY removed WHO from the (?:group|chat)", "remove", None),
    (r"WHO left the (?:group|chat)", "leave", None),
    (r"BY changed the (?:group|chat)(?:'s)? name to [\"“]?(?P<detail>.+?)[\"”]?", "rename", None),
    (r"WHO unsent a message", "recall", None),
))
_NAMES = re.compile(r"、|,\s?and\s|,\s|\sand\s")
_MYSELF = frozenset({"you", "您", "你", "あなた"})


def kind_of(text: str) -> str | None:
    """The kind behind a placeholder that is all there is; None where these are words."""
    if (found := _PLACEHOLDER.fullmatch(text)) and (kind := _KINDS.get(found.group(1).strip())):
        return kind
    if _CALL.fullmatch(text):
        return "call"
    return kinds.kind_of(text) if text else "other"


def movements_of(text: str) -> tuple[str, list[Movement]] | None:
    """(kind, who came or went) of a line of the client's; None where it says nothing of the kind."""
    for sentence, kind, channel in _SENTENCES:
        if found := sentence.fullmatch(text):
            said = found.groupdict()
            by = _person(said.get("by") or "")
            if kind == "rename":
                return kind, [Movement(kind, by, detail=said["detail"].strip("「」『』“”\""))]
            return kind, [Movement(kind, _person(who), by_name=by, channel=channel) for who in _NAMES.split(said["who"])]
    line = read_system(text)
    return (line.kind, list(line.movements)) if line.kind != "system" else None


def _person(written: str) -> str:
    return ME if written.strip().lower() in _MYSELF else written.strip()
