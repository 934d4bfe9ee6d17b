"""What a file is by its bytes, and which containers are refused before anything reads them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.errors import UserError
from analytics.importers import containers
from analytics.importers.limits import INFLATED_BYTES, MEMBERS
from tests.analytics.importers import hostile_files as hostile

CHAT = "张三 2026-05-01 10:00\n今天有什么好吃的\n"


def sniffed(folder: Path, data: bytes) -> str:
    """What `sniff` says about a file of these bytes."""
    path = folder / "file"
    path.write_bytes(data)
    return containers.sniff(path, data[: 256 * 1024])


def refusal(folder: Path, data: bytes, container: str = "xlsx") -> str | None:
    """The code with which `guard` refuses these bytes, None when it lets them pass."""
    path = folder / "file"
    path.write_bytes(data)
    try:
        containers.guard(path, container)
    except UserError as error:
        return error.code
    return None


@pytest.mark.parametrize(("data", "kind"), [
    (b"", "empty"), (b"\xef\xbb\xbf \r\n\n", "empty"), ("\ufeff\r\n".encode("utf-16-le"), "empty"),
    (bytes(5000), "zeros"),
    (CHAT.encode(), "text"), (CHAT.encode("gb18030"), "text"), (CHAT.encode("big5", "ignore"), "text"),
    (CHAT.encode("utf-16"), "text"), (CHAT.encode("utf-16-be"), "text"), (CHAT.encode("utf-16-le"), "text"),
    (b"BM,amount\n1,2\n", "text"), (b"MZ,amount\n1,2\n", "text"), (b"ID,name\n1,a\n", "text"),
    (b"a,b\n\0,c\n" * 30, "text"),
    (b"<3 you all\n2026-05-01\n", "text"), (CHAT.encode() + b"<table>", "text"),
    (b"<html><table><tr><td>1</td></tr></table>", "html"), (b"\xef\xbb\xbf<!DOCTYPE HTML>", "html"),
    (b'<?xml version="1.0"?><!-- x --><html xmlns="">', "html"), (b"\n <table border=1>", "html"),
    ("<html>价格".encode("utf-16"), "html"), (hostile.SPREADSHEETML, "spreadsheetml"), (b"<svg xmlns=''>", "image"),
    (hostile.PNG, "image"), (b"\xff\xd8\xff\xe0\0\x10JFIF", "image"), (b"RIFF\0\0\0\0WEBPVP8 ", "image"),
    (b"\0\0\0\x18ftypheic\0\0", "image"), (b"BM\x36\x10\0\0\0\0\0\0\x36", "image"), (hostile.PDF, "pdf"),
    (b"\r\n%PDF-1.4", "pdf"), (hostile.RTF, "docx"), (hostile.WAVE, "media"), (hostile.SILK, "media"),
    (b"\0\0\0\x20ftypisom\0\0", "media"), (hostile.EXE, "exe"), (b"\x7fELF\x02\x01", "exe"),
    (hostile.SQLITE, "database"),
    (hostile.DUCKDB, "database"), (b"PAR1\x15\0", "database"), (b"Rar!\x1a\x07\x01\0", "archive"),
    (b"\x1f\x8b\x08\0", "archive"),
    (b"7z\xbc\xaf\x27\x1c\0\x04", "archive"), (bytes(range(256)) * 8, "binary"),
    (hostile.xlsx({"A1": "x"}), "xlsx"), (hostile.XLSB, "xlsb"), (hostile.DOCX, "docx"), (hostile.PPTX, "pptx"),
    (hostile.ODS, "ods"), (hostile.NUMBERS, "numbers"), (hostile.zipped({"a.txt": b"x"}), "zip"),
    (hostile.zipped({}), "zip"),
    (hostile.xlsx({"A1": "x"})[:400], "zip"),
    (hostile.ole("Workbook"), "xls"), (hostile.ole("Book"), "xls"),
    (hostile.ole("EncryptionInfo", "EncryptedPackage"), "encrypted"),
    (hostile.ole("1Table", "Data", "Extra", "More", "WordDocument"), "doc"),
    (hostile.ole("PowerPoint Document"), "ppt"),
    (hostile.ole("Something"), "ole"), (hostile.ole("Workbook")[:520], "ole"), (hostile.ole("Workbook")[:20], "ole"),
])
def test_bytes_decide_what_a_file_is(tmp_path: Path, data: bytes, kind: str) -> None:
    """Every kind is told by content alone; texts that begin like something else stay texts."""
    assert sniffed(tmp_path, data) == kind


def test_a_workbook_with_backslashes_in_its_names_is_a_workbook(tmp_path: Path) -> None:
    """Some .NET programs write xl\\workbook.xml."""
    parts = hostile.workbook_parts(hostile.sheet_xml({"A1": "x"}))
    odd = [(name.replace("/", "\\"), hostile.packed(data)) for name, data in parts.items()]
    assert sniffed(tmp_path, hostile.zip_of(odd)) == "xlsx"


@given(data=st.binary(max_size=2000))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_break_the_sniffing(tmp_path: Path, data: bytes) -> None:
    """Whatever the bytes, they are of some kind."""
    for beginning in (b"", b"PK\3\4", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        assert sniffed(tmp_path, beginning + data)


WORDS = st.text(min_size=1, alphabet=st.characters(exclude_categories=["Cs", "Cc"]))


@given(text=WORDS, codec=st.sampled_from(["utf-8", "gb18030"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_line_of_words_is_never_taken_for_something_else(tmp_path: Path, text: str, codec: str) -> None:
    """A chat line with a name before it is text in the encodings people have."""
    assert sniffed(tmp_path, f"张三: {text}\n".encode(codec)) == "text"


def test_an_ordinary_workbook_passes(tmp_path: Path) -> None:
    """The guard has nothing against an honest file."""
    assert refusal(tmp_path, hostile.xlsx({"A1": "姓名", "A2": "王小美"})) is None


def test_six_hundred_million_bytes_pass_and_one_more_does_not(tmp_path: Path) -> None:
    """The limit for what is inside holds over all parts together, to the byte."""
    tenth = hostile.packed(bytes(INFLATED_BYTES // 10))
    parts = [(f"xl/worksheets/sheet{number}.xml", tenth) for number in range(10)]
    assert refusal(tmp_path, hostile.zip_of(parts)) is None
    assert refusal(tmp_path, hostile.zip_of([*parts, ("xl/styles.xml", hostile.packed(b"x"))])) == "too_big_inside"


def test_pictures_in_a_workbook_do_not_count(tmp_path: Path) -> None:
    """Members that nobody reads may be as large as they like."""
    tenth = hostile.packed(bytes(INFLATED_BYTES // 10))
    parts = [(f"xl/media/image{number}.png", tenth) for number in range(11)]
    assert refusal(tmp_path, hostile.zip_of(parts)) is None


@pytest.mark.parametrize("declared", [10, 999_999, 1_000_001, 0xFFFFFFF0])
def test_a_lying_size_is_refused(tmp_path: Path, declared: int) -> None:
    """What comes out of a part must be what it declared, neither more nor less."""
    lying = hostile.zip_of([("xl/workbook.xml", hostile.packed(bytes(1_000_000), declared))])
    assert refusal(tmp_path, lying) == ("too_big_inside" if declared > INFLATED_BYTES else "file_damaged")


def test_a_bomb_that_declares_little_is_stopped_at_the_limit(tmp_path: Path) -> None:
    """Counting ends at the limit, not at the end of the bomb."""
    bomb = hostile.Packed(hostile.bomb(INFLATED_BYTES + 10**6), size=100, checksum=0)
    assert refusal(tmp_path, hostile.zip_of([("xl/worksheets/sheet1.xml", bomb)])) == "too_big_inside"


def test_five_thousand_members_pass_and_one_more_does_not(tmp_path: Path) -> None:
    """The limit for what a container lists is exact."""
    small = hostile.packed(b"<a/>")
    members = [(f"xl/{number}.xml", small) for number in range(MEMBERS)]
    assert refusal(tmp_path, hostile.zip_of(members)) is None
    assert refusal(tmp_path, hostile.zip_of([*members, ("xl/one_more.xml", small)])) == "too_many_members"


def test_a_list_that_states_fewer_members_than_it_has_is_counted(tmp_path: Path) -> None:
    """The number in the end record is only believed when it is too high."""
    members = [(f"xl/{number}.xml", hostile.packed(b"")) for number in range(MEMBERS + 1)]
    assert refusal(tmp_path, hostile.zip_of(members, entries_stated=3)) == "too_many_members"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_document_type_is_refused(tmp_path: Path, encoding: str) -> None:
    """No sheet declares entities, in whatever encoding its XML is written."""
    part = (f'<?xml version="1.0"?>{hostile.BILLION_LAUGHS}<worksheet>&i;</worksheet>').encode(encoding)
    assert refusal(tmp_path, hostile.zipped({"xl/worksheets/sheet1.xml": part})) == "unsafe_content"


@pytest.mark.parametrize("before", [(1 << 20) - 5, (1 << 20) + 1])
def test_a_document_type_across_a_chunk_is_found(tmp_path: Path, before: int) -> None:
    """A long comment cannot push the declaration between two pieces of reading."""
    part = b"<!--" + b" " * (before - 7) + b"-->" + b"<!DOCTYPE x><a/>"
    assert refusal(tmp_path, hostile.zipped({"xl/worksheets/sheet1.xml": part})) == "unsafe_content"


def test_a_document_type_in_excels_old_xml_is_refused(tmp_path: Path) -> None:
    """The guard also stands before the one XML that is no zip."""
    assert refusal(tmp_path, b"<!DOCTYPE x>" + hostile.SPREADSHEETML, "spreadsheetml") == "unsafe_content"
    assert refusal(tmp_path, hostile.SPREADSHEETML, "spreadsheetml") is None


def test_the_old_open_office_manifest_may_name_its_dtd(tmp_path: Path) -> None:
    """Sheets of OpenOffice 2 are read."""
    parts = {"content.xml": b"<a/>", "META-INF/manifest.xml": b"<!DOCTYPE manifest:manifest PUBLIC 'x' 'Manifest.dtd'>"}
    assert refusal(tmp_path, hostile.zipped(parts), "ods") is None


def test_a_strict_workbook_is_named(tmp_path: Path) -> None:
    """Strict OOXML is refused by name, never read as no rows."""
    parts = hostile.workbook_parts(hostile.sheet_xml({"A1": "x"}), hostile.STRICT)
    assert refusal(tmp_path, hostile.zipped(parts)) == "strict_xlsx"


def test_a_wrong_checksum_is_damage(tmp_path: Path) -> None:
    """One flipped bit in a stored part is noticed."""
    data = bytearray(hostile.xlsx({"A1": "x"}))
    data[data.index(b"[Content_Types].xml") + 25] ^= 0x10
    assert refusal(tmp_path, bytes(data)) == "file_damaged"


def test_a_locked_part_asks_for_a_copy_without_password(tmp_path: Path) -> None:
    """A zip password is called a password."""
    locked = hostile.zip_of([("xl/workbook.xml", hostile.packed(b"x", flags=1))])
    assert refusal(tmp_path, locked) == "file_password"


@given(cut=st.integers(min_value=4, max_value=1400))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_truncated_workbook_is_damaged_wherever_it_was_cut(tmp_path: Path, cut: int) -> None:
    """An interrupted download never passes."""
    whole = hostile.xlsx({"A1": "姓名", "A2": "王小美"})
    assert cut < len(whole)
    assert refusal(tmp_path, whole[:cut]) == "file_damaged"


@given(changes=st.lists(st.tuples(st.integers(0, 1 << 16), st.integers(0, 255)), min_size=1, max_size=8))
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_garbled_workbook_passes_or_is_refused_but_never_breaks_the_guard(
    tmp_path: Path, changes: list[tuple[int, int]],
) -> None:
    """Any bytes changed anywhere end in a `UserError` or in nothing."""
    data = bytearray(hostile.xlsx({"A1": "姓名", "A2": "王小美"}))
    for place, value in changes:
        data[place % len(data)] = value
    refusal(tmp_path, bytes(data))
