"""A phone's archive: the one chat in it is read, and nothing of it reaches the disk under its own name."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics.errors import UserError
from analytics.importers import containers, zips
from analytics.importers.limits import INFLATED_BYTES
from tests.analytics.importers import hostile_files as hostile

CHAT = "张三 2026-05-01 10:00\n今天有什么好吃的\n"


def unpacked(folder: Path, data: bytes) -> tuple[bytes, str]:
    """What comes out of an archive: the bytes, and the member's name."""
    path = folder / "archive.zip"
    path.write_bytes(data)
    inside, member = containers.unpack(path, folder)
    assert inside.parent == folder
    return inside.read_bytes(), member


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


@pytest.mark.parametrize("parts", [
    {"a.csv": b"1", "b.csv": b"2"}, {"photo.jpg": b"1"}, {}, {"a.xlsx": b"1", "b.xls": b"1"},
])
def test_an_archive_of_none_or_several_readable_files_is_refused(tmp_path: Path, parts: dict[str, bytes]) -> None:
    """Which one was meant is not guessed."""
    with pytest.raises(UserError, match="archive_unclear"):
        unpacked(tmp_path, hostile.zipped(parts))


def test_an_archive_in_an_archive_is_refused(tmp_path: Path) -> None:
    """Nesting ends after one level, however the inner archive is named."""
    with pytest.raises(UserError, match="archive_in_archive"):
        unpacked(tmp_path, hostile.zipped({"a.txt": hostile.zipped({"b.txt": b"x"})}))


def test_a_name_that_climbs_out_of_the_folder_goes_nowhere(tmp_path: Path) -> None:
    """Members are unpacked under a name of ours."""
    (tmp_path / "draft").mkdir()
    path = tmp_path / "slip.zip"
    path.write_bytes(hostile.zipped({"../../evil.txt": b"x"}))
    containers.unpack(path, tmp_path / "draft")
    assert {entry.name for entry in tmp_path.rglob("*")} == {"slip.zip", "draft", "unpacked"}


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
    assert zips.shown_name(zips.only_member(path)) == "福利群记.txt"
