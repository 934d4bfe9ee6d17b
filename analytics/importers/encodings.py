"""In which encoding a text file is written, decided by its bytes and never by hope.

BOM → UTF-16 by its NUL pattern → strict UTF-8 → GB18030 or Big5. The whole file must decode
strictly; nothing is ever replaced and nothing falls back to latin-1, because a wrong guess turns
names into other names without a word. Every Big5 pair is also a legal GB18030 pair, so those two
are told apart by how many pairs fall on everyday characters.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from analytics.errors import UserError

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SAMPLE = 1024 * 1024
_CHUNK = 4 * 1024 * 1024
# Share of every second byte that is NUL in UTF-16 text with some ASCII (digits, blanks, commas).
_NUL_SHARE = 0.15
# A file whose sample is UTF-8 but for this share of its multi-byte characters is damaged UTF-8, not GB18030.
_DAMAGE_SHARE = 0.02
_UTF8_CHARACTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
# Everyday characters: GB2312 rows 1–3 and 16–55; Big5 punctuation and its frequent plane.
_PAIR_GB = re.compile(rb"([\xa1-\xa3\xb0-\xd7][\xa1-\xfe])|[\x81-\xfe][\x30-\x39\x40-\xfe]|[\x80-\xff]")
_PAIR_BIG5 = re.compile(rb"([\xa1-\xa3\xa4-\xc6][\x40-\x7e\xa1-\xfe])|[\x81-\xfe][\x40-\xfe]|[\x80-\xff]")


def detect(path: Path) -> str:
    """Python codec name in which the whole file decodes strictly.

    Raises `UserError` encoding_unknown (`line`: the first line that no encoding explains).
    """
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
    for codec in _candidates(sample):
        if _first_bad_byte(path, codec) is None:
            return codec
    raise UserError("encoding_unknown", line=_first_bad_line(path, next(iter(_candidates(sample)), "utf-8")))


def decode_head(head: bytes, codec: str) -> str:
    """The beginning of a file as text; a character cut off at the very end is left out."""
    return codecs.getincrementaldecoder(codec)("strict").decode(head)


def _candidates(sample: bytes) -> list[str]:
    for bom, codec in _BOMS:
        if sample.startswith(bom):
            return [codec]
    if b"\0" in sample:
        wide = _utf16_by_nul(sample)
        return [wide] if wide else []
    if _is_utf8_but_for_damage(sample):
        return ["utf-8"]
    return ["big5", "gb18030"] if _looks_like_big5(sample) else ["gb18030", "big5"]


def _utf16_by_nul(sample: bytes) -> str | None:
    pairs = max(len(sample) // 2, 1)
    even, odd = sample[0::2].count(0) / pairs, sample[1::2].count(0) / pairs
    if odd >= _NUL_SHARE and odd > 4 * even:
        return "utf-16-le"
    if even >= _NUL_SHARE and even > 4 * odd:
        return "utf-16-be"
    return None


def _is_utf8_but_for_damage(sample: bytes) -> bool:
    try:
        decode_head(sample, "utf-8")
    except UnicodeDecodeError:
        whole = len(_UTF8_CHARACTER.findall(sample))
        return len(_NOT_ASCII.findall(_UTF8_CHARACTER.sub(b"", sample))) <= _DAMAGE_SHARE * whole
    return True


def _looks_like_big5(sample: bytes) -> bool:
    return _everyday_share(sample, _PAIR_BIG5) > _everyday_share(sample, _PAIR_GB)


def _everyday_share(sample: bytes, pair: re.Pattern[bytes]) -> float:
    found = pair.findall(sample)
    return sum(1 for everyday in found if everyday) / max(len(found), 1)


def _first_bad_byte(path: Path, codec: str) -> int | None:
    """Offset of the first byte that does not decode, None when all do."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    offset = 0
    with path.open("rb") as file:
        while True:
            chunk = file.read(_CHUNK)
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                return max(offset + error.start, 0)
            if not chunk:
                return None
            offset += len(chunk)


def _first_bad_line(path: Path, codec: str) -> int:
    bad = _first_bad_byte(path, codec) or 0
    line = 1
    with path.open("rb") as file:
        while bad > 0:
            chunk = file.read(min(bad, _CHUNK))
            if not chunk:
                break
            line += chunk.count(b"\n")
            bad -= len(chunk)
    return line
