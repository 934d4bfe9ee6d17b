"""A phone's archive: the one chat in it is read, and nothing of it reaches the disk under its own name."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics.errors import UserError
from analytics.importers import bundle, zips
from analytics.importers.limits import INFLATED_BYTES
from tests.analytics.importers import hostile_files as hostile

CHAT = "张三 2026-05-01 10:00\n今天有什么好吃的\n"


def unpacked(folder: Path, data: bytes) -> tuple[bytes, str]:
    """What comes out of an archive of one readable file: the bytes, and the member's name."""
    path = folder / "archive.zip"
    path.write_bytes(data)
    [source] = bundle.sources(path, folder, "archive.zip")
    assert source.path.parent.parent == folder
    return source.path.read_bytes(), source.member


@pytest.mark.parametrize("parts", [
    {"_chat.txt": CHAT.encode(), "PHOTO-1.jpg": b"\xff\xd8"},
    {"chat/_chat.txt": CHAT.encode(), "chat/notes.txt": b"x"},
    {"__MACOSX/._a.txt": b"x", ".DS_Store": b"x", "WhatsApp Chat.txt": CHAT.encode(), "orders.xlsx": b"x"},
])
def test_the_one_text_of_a_phones_archive_is_read(tmp_path: Path, parts: dict[str, bytes]) -> None:
    """Pictures, the system's own files and attached sheets do not hide the chat."""
    assert unpacked(tmp_path, hostile.zipped(parts))[0] == CHAT.encode()


def test_the_one_sheet_of_an_archive_is_read(tmp_path: Path) -> None:
    """A zipped workbook is as good as the workbook."""
    assert unpacked(tmp_path, hostile.zipped({"订单.xlsx": hostile.ODS}))[1] == "订单.xlsx"


@pytest.mark.parametrize("parts", [{"photo.jpg": b"1"}, {}])
def test_an_archive_without_a_readable_file_is_refused(tmp_path: Path, parts: dict[str, bytes]) -> None:
    """The sentence names what it holds."""
    with pytest.raises(UserError, match="archive_unclear"):
        unpacked(tmp_path, hostile.zipped(parts))


def test_every_readable_file_of_an_archive_is_a_source_that_knows_the_others(tmp_path: Path) -> None:
    """Names in the archive stay; a picture is none of them."""
    path = tmp_path / "a.zip"
    path.write_bytes(hostile.zipped({"记录/b.txt": b"b", "a.csv": b"a", "x.jpg": b"x"}))
    sources = bundle.sources(path, tmp_path, "a.zip")
    assert [(source.member, source.name, source.head) for source in sources] == [("a.csv", "a.csv", b"a"), ("记录/b.txt", "b.txt", b"b")]
    assert set(sources[0].siblings) == {"a.csv", "记录/b.txt"}


def test_an_archive_in_an_archive_is_refused(tmp_path: Path) -> None:
    """Nesting ends after one level, however the inner archive is named."""
    with pytest.raises(UserError, match="archive_in_archive"):
        unpacked(tmp_path, hostile.zipped({"a.txt": hostile.zipped({"b.txt": b"x"})}))


def test_a_name_that_climbs_out_of_the_folder_goes_nowhere(tmp_path: Path) -> None:
    """Members are unpacked under a name of ours."""
    (tmp_path / "draft").mkdir()
    path = tmp_path / "slip.zip"
    path.write_bytes(hostile.zipped({"../../evil.txt": b"x"}))
    bundle.sources(path, tmp_path / "draft", "slip.zip")
    assert {entry.name for entry in tmp_path.rglob("*")} == {"slip.zip", "draft", "unpacked", "00000"}


def test_a_member_beyond_the_limit_is_not_unpacked(tmp_path: Path) -> None:
    """The archive's text is under the same limit as a workbook's parts."""
    bomb = hostile.Packed(hostile.bomb(INFLATED_BYTES + 10**6), size=7, checksum=0)
    with pytest.raises(UserError, match="too_big_inside"):
        unpacked(tmp_path, hostile.zip_of([("_chat.txt", bomb)]))


def test_names_that_chinese_windows_wrote_are_read(tmp_path: Path) -> None:
    """GBK names without a flag come out as they were typed."""
    data = hostile.zipped({"aaaaaaaa.txt": b"x"}).replace(b"aaaaaaaa", "福利群记".encode("gbk"))
    path = tmp_path / "file.zip"
    path.write_bytes(data)
    assert zips.shown_name(zips.readable(path)[0]) == "福利群记.txt"
