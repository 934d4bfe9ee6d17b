"""A folder dropped whole: files that stand alone, an exporter's own folder, and what computers leave behind."""

from __future__ import annotations

import io
import zipfile

from hypothesis import given
from hypothesis import strategies as st

from analytics.importers import folders


def test_each_file_of_a_folder_is_an_import_of_its_own() -> None:
    """Orders and chats of one month lie in one folder and have nothing to do with each other."""
    found = folders.uploads({"六月/订单.xlsx": b"a", "六月/群/福利群.txt": b"b"})
    assert {upload.name: upload.data for upload in found} == {"订单.xlsx": b"a", "福利群.txt": b"b"}


def test_what_an_exporter_wrote_into_one_folder_stays_together() -> None:
    """The list of people beside the pieces of a chat: one archive, its paths kept; the sheet outside stands alone."""
    alone, together = folders.uploads({
        "六月/订单.xlsx": b"a", "六月/导出/users.json": b"{}", "六月/导出/块/1.csv": b"1", "六月/导出/块/2.csv": b"2"})
    assert (alone.name, together.name) == ("订单.xlsx", "导出.zip")
    assert together.data is not None
    with zipfile.ZipFile(io.BytesIO(together.data)) as archive:
        assert archive.namelist() == ["users.json", "块/1.csv", "块/2.csv"]


def test_the_outermost_of_two_exporters_folders_counts() -> None:
    """A list of people in a piece's own folder does not tear the whole apart."""
    (found,) = folders.uploads({"a/channels.json": b"[]", "a/b/users.json": b"[]", "a/b/1.json": b"[]"})
    assert found.name == "a.zip"


def test_what_computers_leave_in_folders_is_no_import() -> None:
    """Hidden files, thumbnails, and the locks that an open sheet leaves."""
    litter = {"a/.DS_Store": b"", "a/Thumbs.db": b"", "a/desktop.ini": b"", "a/~$订单.xlsx": b"", "a/._订单.xlsx": b"",
              "__MACOSX/a/订单.xlsx": b""}
    assert folders.uploads(litter) == []


_names = st.lists(st.sampled_from(["x", "y", "users.json", "1.csv", "订单.xlsx"]), min_size=1, max_size=4).map("/".join)


@given(st.dictionaries(_names, st.binary(max_size=4), max_size=8))
def test_no_file_is_lost_or_doubled(files: dict[str, bytes]) -> None:
    """Every byte handed over is in exactly one upload."""
    found = []
    for upload in folders.uploads(files):
        assert upload.data is not None
        if upload.name.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(upload.data)) as archive:
                found += [archive.read(name) for name in archive.namelist()]
        else:
            found.append(upload.data)
    assert sorted(found) == sorted(files.values())
