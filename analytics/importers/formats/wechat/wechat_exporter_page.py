"""The blocks of WechatExporter's web page, one a message, read piece by piece.

    <div class="msg chat left" msgid="7435…" msgtype="1">
      <span class="dspname" wxId="wxid_xy">小雨</span> 2020-01-01 10:00:00
      <div class="quote">老王：几点</div> 今晚八点
    </div>
    <div class="msg chat-notice">"老王"邀请"阿杰"加入了群聊</div>
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from analytics.importers.kinds import kind_of_code
from analytics.importers.source import Source

_PIECE = 64 * 1024
_CLOCK = re.compile(r"\s*(\d{4}-\d{1,2}-\d{1,2} \d{1,2}:\d{2}:\d{2})\s*")
_SERVER_ID = re.compile(r"\d{15,20}")
_LINES = frozenset({"p", "div", "li", "tr"})
# No end tag ever comes for these.
_VOID = frozenset({"br", "img", "hr", "input", "meta", "link", "source", "area", "col", "embed", "wbr", "base", "track"})
_WORDED_CODES = frozenset({"text", "link", "system", "other"})


@dataclass
class Block:
    """One message of the page. `name` '' for a notice; `quoted`: it answers another message."""

    number: int
    name: str = ""
    platform_id: str = ""
    clock: str = ""
    kind: str | None = None
    message_id: str | None = None
    quoted: bool = False
    words: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words, a block of the page a line."""
        lines = (" ".join(line.split()) for line in "".join(self.words).split("\n"))
        return "\n".join(line for line in lines if line)


def blocks_of(source: Source) -> tuple[str, Iterator[Block]]:
    """The page's title, and its messages in order."""
    page = _Page()
    pieces = _pieces(source)
    for piece in pieces:
        page.feed(piece)
        if page.done or page.titled:
            break
    return page.title, _blocks(page, pieces)


def _blocks(page: _Page, pieces: Iterator[str]) -> Iterator[Block]:
    yield from page.taken()
    for piece in pieces:
        page.feed(piece)
        yield from page.taken()
    page.close()
    yield from page.taken()


def _pieces(source: Source) -> Iterator[str]:
    with source.open_text() as file:
        while piece := file.read(_PIECE):
            yield piece


class _Page(HTMLParser):
    """Collects finished blocks in `done`."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title, self.titled = "", False
        self.done: list[Block] = []
        self._count = 0
        self._open: Block | None = None
        self._depth = 0
        self._inside: list[tuple[int, str]] = []
        self._in_title = self._skipping = False

    def taken(self) -> list[Block]:
        """The finished blocks, which are then forgotten."""
        found, self.done = self.done, []
        return found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A block begins, or something in one."""
        said = {key: value or "" for key, value in attrs}
        classes = said.get("class", "").split()
        self._in_title = tag == "title" or self._in_title
        self._skipping = tag in {"script", "style"} or self._skipping
        if self._open is None:
            if "msg" in classes:
                self._begin(said)
            return
        if tag == "br":
            self._open.words.append("\n")
        if tag in _VOID:
            return
        self._depth += 1
        if tag in _LINES:
            self._open.words.append("\n")
        if "dspname" in classes:
            self._open.platform_id = said.get("wxid", "")
            self._inside.append((self._depth, "name"))
        elif any("quote" in one or "refer" in one for one in classes):
            self._open.quoted = True
            self._inside.append((self._depth, "quote"))

    def handle_endtag(self, tag: str) -> None:
        """Something ends, the block itself when all in it has."""
        self._in_title = self._in_title and tag != "title"
        self.titled = self.titled or tag == "title"
        self._skipping = self._skipping and tag not in {"script", "style"}
        if self._open is None or tag in _VOID:
            return
        if self._inside and self._inside[-1][0] == self._depth:
            self._inside.pop()
        if tag in _LINES:
            self._open.words.append("\n")
        self._depth -= 1
        if self._depth == 0:
            self.done.append(self._open)
            self._open = None

    def handle_data(self, data: str) -> None:
        """Words: of the title, a name, a clock behind it, or what was said."""
        if self._in_title:
            self.title += data
        if self._open is None or self._skipping:
            return
        inside = self._inside[-1][1] if self._inside else ""
        if inside == "name":
            self._open.name += data.strip()
        elif not inside:
            clock = _CLOCK.match(data) if self._open.name and not self._open.clock else None
            self._open.clock = clock.group(1) if clock else self._open.clock
            self._open.words.append(data[clock.end():] if clock else data)

    def _begin(self, said: dict[str, str]) -> None:
        self._count += 1
        self._depth = 1
        self._inside = []
        number = said.get("msgid", "")
        code = said.get("msgtype", "")
        kind = kind_of_code(int(code), 0) if code.isdigit() and len(code) < 12 else None
        self._open = Block(self._count, message_id=number if _SERVER_ID.fullmatch(number) else None,
                           kind=None if kind in _WORDED_CODES else kind)
