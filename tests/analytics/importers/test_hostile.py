"""Hostile, broken and disguised files, read as the app reads them: each ends in a sentence, the app goes on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from analytics.errors import UserError
from analytics.importers.answers import Answers
from analytics.importers.limits import GB, INFLATED_BYTES, MB, MEMBERS, Limits
from analytics.importers.reading import Reading
from analytics.texts import texts_for
from tests.analytics.importers import hostile_files as hostile
from tests.analytics.importers.test_recognise import WHATSAPP

# Far more than any of these needs on a busy machine, far less than the limits by which a child is ended.
SOON = 30
HEADER = {"A1": "订单号", "B1": "买家", "C1": "付款时间", "D1": "实付金额"}
ROW = {"A2": "A1", "B2": "王小美", "C2": "2026-05-01 10:00:00", "D2": "12.50"}
SHEET = "xl/worksheets/sheet1.xml"


def read(folder: Path, data: bytes, name: str = "订单.xlsx", limits: Limits | None = None) -> dict[str, Any] | UserError:
    """What comes of these bytes: the about, or the error."""
    path = folder / "source"
    path.write_bytes(data)
    reading = Reading(path, name, Answers(), folder / "draft", limits)
    reading.start()
    assert reading.wait(SOON)
    try:
        return reading.result()
    except UserError as error:
        assert list((folder / "draft").iterdir()) == []
        return error


def with_part(name: str, member: hostile.Packed) -> bytes:
    """An ordinary workbook in which one part is `member`."""
    parts = hostile.workbook_parts(hostile.sheet_xml(HEADER | ROW))
    return hostile.zip_of([(other, member if other == name else hostile.packed(data)) for other, data in parts.items()])


def nested(depth: int) -> bytes:
    """A zip in a zip in a zip."""
    data = WHATSAPP.encode()
    for _ in range(depth):
        data = hostile.zipped({"chat.txt": data})
    return data


WORKBOOK = hostile.xlsx(HEADER | ROW)
BROKEN_CHECKSUM = WORKBOOK.replace(hostile.packed(hostile.sheet_xml(HEADER | ROW)).raw[:40], bytes(40))
HOSTILE = {
    "a bomb that declares its size": (with_part(SHEET, hostile.Packed(b"\3\0", INFLATED_BYTES + 1, 0)), "too_big_inside"),
    "a bomb that hides its size": (with_part(SHEET, hostile.Packed(hostile.bomb(INFLATED_BYTES + MB), 100, 0)), "too_big_inside"),
    "a lying size": (with_part(SHEET, hostile.packed(b"<a/>" * 1000, declared=7)), "file_damaged"),
    "billion laughs": (hostile.xlsx({"A1": "&i;"}, prolog=hostile.BILLION_LAUGHS), "unsafe_content"),
    "an entity that reads files": (
        hostile.xlsx({"A1": "&x;"}, prolog='<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>'), "unsafe_content"),
    "half a workbook": (WORKBOOK[: len(WORKBOOK) // 2], "file_damaged"),
    "a broken checksum": (BROKEN_CHECKSUM, "file_damaged"),
    "nothing": (b"", "file_empty"),
    "NULs": (bytes(MB), "file_damaged"),
    "a picture": (hostile.PNG, "file_picture"),
    "a PDF": (hostile.PDF, "file_pdf"),
    "a program": (hostile.EXE, "file_program"),
    "a Word document": (hostile.DOCX, "file_word"),
    "a locked workbook": (hostile.ole("EncryptionInfo", "EncryptedPackage"), "file_password"),
    "a strict workbook": (
        hostile.zipped(hostile.workbook_parts(hostile.sheet_xml(HEADER), hostile.STRICT)), "strict_xlsx"),
    "an old workbook cut short": (hostile.ole("Workbook")[:700], "file_old_sheet"),
    "an old workbook with nothing in it": (hostile.ole("Workbook"), "file_empty"),
    "a workbook with nothing in it": (hostile.xlsx({}), "file_empty"),
    "a zip without a file": (hostile.zipped({}), "archive_unclear"),
    "a zip in a zip": (nested(2), "archive_in_archive"),
    "thirty zips in each other": (nested(30), "archive_in_archive"),
    "too many members": (
        hostile.zip_of([(f"{number}.txt", hostile.packed(b"x")) for number in range(MEMBERS + 1)]), "too_many_members"),
    "a workbook of too many members": (
        hostile.zip_of([(f"xl/{number}.xml", hostile.packed(b"x")) for number in range(MEMBERS + 1)]), "too_many_members"),
    "half a surrogate in UTF-8": (b"7/25/26, 23:45 - \xed\xa0\x80: hi\n", "encoding_unknown"),
    "half a surrogate in UTF-16": ("7/25/26, 23:45 - ".encode("utf-16") + b"\x00\xd8:\0\n\0", "encoding_unknown"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_ends_in_a_sentence(tmp_path: Path, kind: str) -> None:
    """The right code, a sentence in both languages that names the file, nothing left in the folder."""
    data, code = HOSTILE[kind]
    error = read(tmp_path, data)
    assert isinstance(error, UserError)
    assert error.code == code
    for language in ("zh", "en"):
        assert "订单.xlsx" in texts_for(language).explain(error)


@pytest.mark.parametrize("far", ["XFD1048576", "GR1048576"])
def test_a_stray_cell_costs_nothing_but_time(tmp_path: Path, far: str) -> None:
    """The fast reader aborts on it; the careful one then reads the order that is there."""
    about = read(tmp_path, hostile.xlsx({**HEADER, **ROW, far: "x"}))
    assert isinstance(about, dict)
    assert sum(count for table, _, count in about["read"] if table == "orders") in {1, 2}


def test_a_file_that_needs_too_much_memory_says_so(tmp_path: Path) -> None:
    """One cell of 150 million letters, in a child that may have little more than it needs to start."""
    huge = b'<worksheet xmlns="%s"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>' % hostile.SPREADSHEET.encode()
    huge += b"a" * (150 * MB) + b"</t></is></c></row></sheetData></worksheet>"
    error = read(tmp_path, with_part(SHEET, hostile.packed(huge)), limits=Limits(450 * MB, 60, 60, GB))
    assert isinstance(error, UserError)
    assert error.code == "too_much_memory"


def test_sixty_million_letters_without_a_line_end_are_survived(tmp_path: Path) -> None:
    """One line as long as a book library is no chat and no table."""
    error = read(tmp_path, "群里今天说了什么".encode() * 2_500_000, "聊天.txt")
    assert isinstance(error, UserError)
    assert error.code == "not_recognised"


def test_half_a_surrogate_inside_json_does_not_stop_the_file(tmp_path: Path) -> None:
    """JSON can spell what no text can hold; the message around it is kept."""
    chat = {
        "chatlab": {"version": "0.0.1", "exportedAt": 1780000000},
        "meta": {"name": "福利群", "platform": "wechat", "type": "group"},
        "members": [{"platformId": "a", "accountName": "小雨"}],
        "messages": [{"sender": "a", "accountName": "小雨", "timestamp": 1780000000 + number, "type": 0, "content": text}
                     for number, text in enumerate(("早", "\ud83d", "晚"))],
    }
    about = read(tmp_path, json.dumps(chat).encode(), "群.json")
    assert isinstance(about, dict), about
    assert ["messages", "", 3] in about["read"]


def test_a_good_file_after_all_of_them_is_read(tmp_path: Path) -> None:
    """The reader of the next file knows nothing of the last one."""
    for kind in ("a zip in a zip", "a picture", "half a workbook"):
        assert isinstance(read(tmp_path, HOSTILE[kind][0]), UserError)
    about = read(tmp_path, WHATSAPP.encode())
    assert isinstance(about, dict)
    assert about["format"] == "whatsapp"
