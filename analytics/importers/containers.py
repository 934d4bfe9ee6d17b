"""What kind of file the bytes are, and whether its container is safe to open. The name decides nothing."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from analytics.importers import ole, zips

_ZIPS = frozenset({"xlsx", "xlsb", "ods"})
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"), (b"\x89PNG\r\n", "image"), (b"\xff\xd8\xff", "image"), (b"GIF8", "image"),
    (b"II*\0", "image"), (b"MM\0*", "image"), (b"8BPS", "image"), (b"\0\0\1\0", "image"),
    (b"SQLite format 3\0", "database"), (b"PAR1", "database"), (b"ARROW1\0\0", "database"),
    (b"Rar!\x1a\7", "archive"), (b"7z\xbc\xaf\x27\x1c", "archive"), (b"\x1f\x8b\x08", "archive"),
    (b"BZh91AY&SY", "archive"), (b"\xfd7zXZ\0", "archive"), (b"\x28\xb5\x2f\xfd", "archive"),
    (b"\x7fELF", "exe"), (b"\xcf\xfa\xed\xfe", "exe"), (b"\xca\xfe\xba\xbe", "exe"),
    (b"ID3", "media"), (b"OggS", "media"), (b"fLaC\0", "media"), (b"#!AMR", "media"), (b"\x02#!SILK", "media"),
    (b"#!SILK", "media"), (b"\x1aE\xdf\xa3", "media"), (b"FLV\1", "media"), (b"\xff\xfb", "media"),
    (b"\xff\xf3", "media"), (b"{\\rtf", "docx"), (b"PK\5\6", "zip"), (b"PK\7\x08", "zip"),
)
_BOXES = {b"heic": "image", b"heix": "image", b"mif1": "image", b"avif": "image"}
_RIFF = {b"WEBP": "image", b"WAVE": "media", b"AVI ": "media"}
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_HTML_TAG = re.compile(r"<(?:!doctype\s+html|html|head|body|meta|style|table|div)\b", re.IGNORECASE)
_XML_SHEET = "urn:schemas-microsoft-com:office:spreadsheet"
_CONTROLS = bytes(set(range(32)) - set(b"\0\t\n\v\f\r\x1b\x1c\x1d\x1e\x1f"))
_CONTROLS_UNTIL = 0.01
_NULS_ON_ONE_SIDE_FROM = 0.98
_STRAY_NULS_UNTIL = 0.01


def sniff(path: Path, head: bytes) -> str:
    """The kind of a file by its first bytes `head`, and for containers by what they hold.

    One of: text html xlsx xlsb xls ods spreadsheetml — these are read; zip (an archive that may hold one
    of them); and what is refused: empty zeros encrypted numbers docx doc pptx ppt ole pdf image media exe
    database archive binary. `docx` stands for every text document, `pptx` for slides.
    """
    if not head:
        return "empty"
    if not head.strip(b"\0"):
        return "zeros"
    if head.startswith(b"PK\3\4"):
        return zips.kind(path)
    if head.startswith(ole.MAGIC):
        return ole.kind(path)
    return _by_magic(head) or _text_kind(head)


def guard(path: Path, container: str) -> None:
    """Refuse a workbook that is a bomb, lies, is broken or holds a DOCTYPE; see `zips.guard`."""
    if container in _ZIPS:
        zips.guard(path)
    elif container == "spreadsheetml":
        with path.open("rb") as file:
            zips.refuse_doctype(iter(lambda: file.read(1 << 20), b""))


def _by_magic(head: bytes) -> str | None:
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[4:8] == b"ftyp":
        return _BOXES.get(head[8:12], "media")
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12])
    if head[8:12] == b"DUCK":
        return "database"
    if head[:2] == b"MZ" and b"\0" in head[:64]:
        return "exe"
    return "image" if head[:2] == b"BM" and head[6:10] == b"\0\0\0\0" else None


def _text_kind(head: bytes) -> str:
    text = _roughly(head)
    if text is None:
        return "binary"
    if not text.strip("\ufeff \t\r\n\0\u3000"):
        return "empty"
    if text.lstrip("\ufeff \t\r\n").startswith("%PDF-"):
        return "pdf"
    return _markup_kind(text[:4096]) if text.lstrip("\ufeff \t\r\n").startswith("<") else "text"


def _markup_kind(beginning: str) -> str:
    if _XML_SHEET in beginning and "<Workbook" in beginning:
        return "spreadsheetml"
    if "<svg" in beginning:
        return "image"
    return "html" if _HTML_TAG.search(beginning) else "text"


def _roughly(head: bytes) -> str | None:
    """The head as text, letters beyond ASCII as they fall; None where these are no letters."""
    for bom, codec in _BOMS:
        if head.startswith(bom):
            return head.decode(codec, "replace")
    nuls = head.count(0)
    if nuls > len(head) * _STRAY_NULS_UNTIL:
        low = head[1::2].count(0)
        if max(low, nuls - low) < nuls * _NULS_ON_ONE_SIDE_FROM:
            return None
        return head.decode("utf-16-le" if low > nuls - low else "utf-16-be", "replace")
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return None if controls > len(head) * _CONTROLS_UNTIL else head.decode("latin-1")
