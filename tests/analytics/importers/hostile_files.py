"""Files as attackers, broken downloads and odd programs make them, byte for byte."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from itertools import pairwise

CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
    'Target="{target}"/></Relationships>'
)
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
WORKBOOK = (
    '<?xml version="1.0"?><workbook xmlns="{namespace}" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>'
)


def sheet_xml(cells: dict[str, str], prolog: str = "") -> bytes:
    """A worksheet with inline texts; `cells` by address, in the order of the sheet."""
    rows: dict[str, list[str]] = {}
    for address, text in cells.items():
        row = address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        rows.setdefault(row, []).append(f'<c r="{address}" t="inlineStr"><is><t>{text}</t></is></c>')
    body = "".join(f'<row r="{row}">{"".join(found)}</row>' for row, found in rows.items())
    return (f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<worksheet xmlns="{SPREADSHEET}"><sheetData>'
            f"{body}</sheetData></worksheet>").encode()


def workbook_parts(sheet: bytes, namespace: str = SPREADSHEET) -> dict[str, bytes]:
    """The parts of a smallest workbook around one worksheet."""
    return {
        "[Content_Types].xml": CONTENT_TYPES.encode(),
        "_rels/.rels": RELATIONS.format(kind="officeDocument", target="xl/workbook.xml").encode(),
        "xl/workbook.xml": WORKBOOK.format(namespace=namespace).encode(),
        "xl/_rels/workbook.xml.rels": RELATIONS.format(kind="worksheet", target="worksheets/sheet1.xml").encode(),
        "xl/worksheets/sheet1.xml": sheet,
    }


def zipped(parts: dict[str, bytes]) -> bytes:
    """An ordinary deflated zip of `parts`."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def xlsx(cells: dict[str, str], prolog: str = "") -> bytes:
    """A smallest workbook holding `cells`."""
    return zipped(workbook_parts(sheet_xml(cells, prolog)))


@dataclass(frozen=True)
class Packed:
    """A deflated member that may lie about its size."""

    raw: bytes
    size: int
    checksum: int
    flags: int = 0


def packed(data: bytes, declared: int | None = None, flags: int = 0) -> Packed:
    """`data` deflated, declared as `declared` bytes."""
    squeeze = zlib.compressobj(6, zlib.DEFLATED, -15)
    raw = squeeze.compress(data) + squeeze.flush()
    return Packed(raw, len(data) if declared is None else declared, zlib.crc32(data), flags)


def zip_of(members: list[tuple[str, Packed]], entries_stated: int | None = None) -> bytes:
    """A zip written by hand: the same packed bytes can stand for many members, sizes can lie."""
    body, listing = bytearray(), bytearray()
    for name, member in members:
        encoded = name.encode()
        common = struct.pack("<HHHHHIIIHH", 20, member.flags, 8, 0, 0x21, member.checksum, len(member.raw),
                             member.size, len(encoded), 0)
        listing += struct.pack("<IH", 0x02014B50, 20) + common
        listing += struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + encoded
        body += struct.pack("<I", 0x04034B50) + common + encoded + member.raw
    stated = len(members) if entries_stated is None else entries_stated
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, stated, stated, len(listing), len(body), 0)
    return bytes(body + listing + end)


def ole(*streams: str) -> bytes:
    """The smallest compound file whose directory names `streams`."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<II", header, 44, 1, 1)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    names = ("Root Entry", *streams)
    sectors = -(-len(names) // 4)
    following = [0xFFFFFFFD, *range(2, sectors + 1), 0xFFFFFFFE]
    table = struct.pack("<128I", *following, *[0xFFFFFFFF] * (128 - len(following)))
    return bytes(header) + table + b"".join(map(_ole_entry, names)).ljust(sectors * 512, b"\0")


def _ole_entry(name: str) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    entry = bytearray(128)
    entry[: len(encoded)] = encoded
    struct.pack_into("<HB", entry, 64, len(encoded), 2)
    return bytes(entry)


def bomb(size: int) -> bytes:
    """A deflate stream of `size` NULs (a multiple of a million): one independent piece, over and over."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = squeeze.compress(bytes(1_000_000)) + squeeze.flush(zlib.Z_FULL_FLUSH)
    return piece * (size // 1_000_000) + zlib.compressobj(9, zlib.DEFLATED, -15).flush()


_LAUGHS = "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in pairwise("abcdefghi"))
BILLION_LAUGHS = f'<!DOCTYPE lolz [<!ENTITY a "lol">{_LAUGHS}]>'

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(13) + b"\x08IEND\xaeB`\x82"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"
EXE = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff" + bytes(64) + b"PE\0\0"
SQLITE = b"SQLite format 3\0" + bytes(84)
DUCKDB = bytes(8) + b"DUCK" + bytes(100)
WAVE = b"RIFF\x24\0\0\0WAVEfmt "
SILK = b"\x02#!SILK_V3" + bytes(range(64))
RTF = rb"{\rtf1\ansi\deff0 {\fonttbl;}\f0 hello}"
SPREADSHEETML = (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
                 b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>')
DOCX = zipped({"[Content_Types].xml": CONTENT_TYPES.encode(), "word/document.xml": b"<w:document/>"})
PPTX = zipped({"[Content_Types].xml": CONTENT_TYPES.encode(), "ppt/presentation.xml": b"<p:presentation/>"})
XLSB = zipped({"[Content_Types].xml": CONTENT_TYPES.encode(), "xl/workbook.bin": b"\0"})
ODS = zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<office:document/>"})
NUMBERS = zipped({"Index/Document.iwa": b"\0", "preview.jpg": b"\xff\xd8\xff"})
