"""Zip containers under limits: listed, typed by their members, inflated a piece at a time, counted.

A zip's own statements about sizes are checked against what really comes out of it. Nothing here follows
a member's path: what is read is unpacked under numbers of ours.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from analytics.errors import UserError
from analytics.importers.limits import INFLATED_BYTES, MB, MEMBERS

# Packed bytes are taken in small slices: what is not used at once is copied again.
_CHUNK, _SLICE = 1 << 20, 1 << 16
_LOCAL_HEADER = 30
_ENCRYPTED, _UTF8_NAMES = 0x1, 0x800
_TAIL = 65_557 + 76
# A list of members is that much longer than the longest honest one only to cost time.
_LISTING_BYTES = MEMBERS * 1024
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, ValueError, NotImplementedError, OverflowError, EOFError)
# An entity can only be declared inside a DOCTYPE. The second spelling fits both byte orders of UTF-16.
_FORBIDDEN = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le")[:-1])
_STRICT = b"purl.oclc.org/ooxml/spreadsheetml"
_OVERLAP = max(map(len, (*_FORBIDDEN, _STRICT))) - 1
_KINDS_BY_FOLDER = (("xl/", "xlsx"), ("word/", "docx"), ("ppt/", "pptx"))
_KINDS_BY_MIME = {
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.text": "docx",
    b"application/vnd.oasis.opendocument.presentation": "pptx",
}
_PARTS = (".xml", ".rels", ".bin")
_READABLE = (".txt", ".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".eml", ".xlsx", ".xls", ".ods", ".htm", ".html")
# What phones call the chat in the archive of a chat.
_PHONE_CHAT = re.compile(r"^_chat\.txt$|whatsapp")


def members(path: Path) -> list[zipfile.ZipInfo]:
    """What the zip lists, without folders; raises `UserError` file_damaged, too_many_members."""
    with path.open("rb") as file:
        _check_listing(file)
        try:
            with zipfile.ZipFile(file) as archive:
                listed = archive.infolist()
        except MemoryError:
            raise
        except Exception:
            # zipfile promises BadZipFile and also raises struct, index, value, Unicode and system errors.
            raise UserError("file_damaged") from None
    if len(listed) > MEMBERS:
        raise UserError("too_many_members", count=len(listed), limit=MEMBERS)
    return [info for info in listed if not info.filename.endswith("/")]


def kind(path: Path) -> str:
    """`xlsx`, `xlsb`, `docx`, `pptx`, `ods`, `numbers`, or `zip` for any other (a broken one too)."""
    try:
        listed = {_plain(info): info for info in members(path)}
    except UserError:
        return "zip"
    if "xl/workbook.bin" in listed:
        return "xlsb"
    if any(name.endswith(".iwa") for name in listed):
        return "numbers"
    if "mimetype" in listed:
        return _KINDS_BY_MIME.get(_beginning(path, listed["mimetype"]), "zip")
    if "[content_types].xml" not in listed:
        return "zip"
    return next((kind for folder, kind in _KINDS_BY_FOLDER if any(name.startswith(folder) for name in listed)), "zip")


def guard(path: Path) -> None:
    """Inflate once every part that a reader may open: sizes, checksums, no DOCTYPE, ordinary OOXML.

    Raises `UserError` too_big_inside, unsafe_content, file_damaged, strict_xlsx, file_password.
    """
    parts = [info for info in members(path) if _plain(info).endswith(_PARTS)]
    _check_declared(parts)
    left = INFLATED_BYTES
    with path.open("rb") as file:
        for info in parts:
            _check_part(_inflate(file, info, left), _plain(info))
            left -= info.file_size


def refuse_doctype(chunks: Iterator[bytes]) -> None:
    """Raise `UserError` unsafe_content when a document type or an entity is declared; no sheet needs one."""
    _check_part(chunks, "")


def readable(path: Path) -> list[zipfile.ZipInfo]:
    """The texts and sheets in an archive, by name; of a chat a phone packed with its pictures and papers, the chat alone.

    Raises `UserError` archive_unclear when there is none, file_password.
    """
    listed = [info for info in members(path) if not _is_hidden(_plain(info))]
    found = sorted((info for info in listed if _plain(info).endswith(_READABLE)), key=lambda info: info.filename)
    texts = [info for info in found if _plain(info).endswith(".txt")]
    chats = [info for info in texts if _PHONE_CHAT.search(_base(_plain(info)))]
    if not found:
        raise UserError("archive_unclear", count=len(listed), members=[shown_name(info) for info in listed[:5]])
    return chats if len(chats) == 1 else found


def unpack(path: Path, infos: Sequence[zipfile.ZipInfo], folder: Path) -> list[Path]:
    """Write members to files of `folder` named by number, all together under the limit for inflated bytes."""
    _check_declared(infos)
    targets = [folder / f"{number:05d}" for number in range(len(infos))]
    with path.open("rb") as file:
        for info, target in zip(infos, targets, strict=True):
            with target.open("wb") as out:
                for chunk in _inflate(file, info, INFLATED_BYTES):
                    out.write(chunk)
    return targets


def shown_name(info: zipfile.ZipInfo) -> str:
    """The member's name as its maker meant it: Chinese Windows writes GBK without saying so."""
    if info.flag_bits & _UTF8_NAMES:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return info.filename


def _plain(info: zipfile.ZipInfo) -> str:
    return info.filename.replace("\\", "/").lower()


def _base(plain: str) -> str:
    return plain.rpartition("/")[2]


def _is_hidden(plain: str) -> bool:
    return plain.startswith("__macosx/") or _base(plain).startswith(".")


def _check_listing(file: BinaryIO) -> None:
    """Refuse an endless list of members before it is read: by the end record, which readers follow."""
    file.seek(0, 2)
    file.seek(-min(_TAIL, file.tell()), 2)
    tail = file.read()
    end, long_end = tail.rfind(b"PK\5\6"), tail.rfind(b"PK\6\6")
    if end < 0 or end + 22 > len(tail):
        raise UserError("file_damaged")
    count, size = struct.unpack_from("<HI", tail, end + 10)
    if 0 <= long_end <= len(tail) - 56:
        count, size = struct.unpack_from("<QQ", tail, long_end + 32)
    if count > MEMBERS or size > _LISTING_BYTES:
        raise UserError("too_many_members", count=count, limit=MEMBERS)


def _check_declared(parts: Sequence[zipfile.ZipInfo]) -> None:
    if any(info.flag_bits & _ENCRYPTED for info in parts):
        raise UserError("file_password")
    if sum(info.file_size for info in parts) > INFLATED_BYTES:
        raise UserError("too_big_inside", limit=INFLATED_BYTES // MB)


def _check_part(chunks: Iterator[bytes], name: str) -> None:
    # In its manifest old OpenOffice names a DTD, which nobody resolves.
    is_xml = not name.endswith(".bin") and name != "meta-inf/manifest.xml"
    for seen in _overlapping(chunks):
        if is_xml and any(word in seen for word in _FORBIDDEN):
            raise UserError("unsafe_content")
        if _STRICT in seen and name == "xl/workbook.xml":
            raise UserError("strict_xlsx")


def _overlapping(chunks: Iterator[bytes]) -> Iterator[bytes]:
    kept = b""
    for chunk in chunks:
        yield kept + chunk
        kept = chunk[-_OVERLAP:]


def _inflate(file: BinaryIO, info: zipfile.ZipInfo, most: int) -> Iterator[bytes]:
    """The member's bytes; raises when more than `most` come out, or other than was declared."""
    counted, checksum = 0, 0
    try:
        for chunk in _raw(file, info):
            counted += len(chunk)
            if counted > most:
                raise UserError("too_big_inside", limit=INFLATED_BYTES // MB)
            checksum = zlib.crc32(chunk, checksum)
            yield chunk
    except _BROKEN:
        raise UserError("file_damaged") from None
    if counted != info.file_size or checksum != info.CRC:
        raise UserError("file_damaged")


def _raw(file: BinaryIO, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """Inflates to the real end of the stream, where `zipfile` would stop at the declared size."""
    if info.header_offset < 0:
        raise EOFError
    file.seek(info.header_offset)
    names = struct.unpack("<HH", file.read(_LOCAL_HEADER)[26:])
    file.seek(sum(names), 1)
    if info.compress_type == zipfile.ZIP_STORED:
        yield from _slices(file, info.compress_size)
        return
    if info.compress_type != zipfile.ZIP_DEFLATED:
        raise NotImplementedError
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    for packed in _slices(file, info.compress_size):
        while packed and not stream.eof:
            yield stream.decompress(packed, _CHUNK)
            packed = stream.unconsumed_tail
    if not stream.eof:
        raise EOFError


def _slices(file: BinaryIO, size: int) -> Iterator[bytes]:
    while size > 0:
        packed = file.read(min(size, _SLICE))
        if not packed:
            raise EOFError
        size -= len(packed)
        yield packed


def _beginning(path: Path, info: zipfile.ZipInfo) -> bytes:
    with path.open("rb") as file:
        return next(_inflate(file, info, _CHUNK), b"").strip()
