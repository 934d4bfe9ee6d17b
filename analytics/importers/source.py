"""One file as the formats see it: the file itself, its sheets gridded, and what stands beside it in its archive.

Lives in the child process only.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from analytics.importers import delimited, html_tables, workbooks
from analytics.importers.file import File
from analytics.importers.grid import Sheet

_READERS = {
    **dict.fromkeys(("xlsx", "xls", "ods", "xlsb"), workbooks.sheets),
    **dict.fromkeys(("html", "spreadsheetml"), html_tables.sheets),
    "text": delimited.sheets,
}


class Source(File):
    """A file that a person handed over, or one member of an archive.

    `member`: its name inside the archive it came from, else ''. `siblings`: every member of the
    archive by name, on disk, for names and ids that stand in a file beside; empty for a single file.
    """

    def __init__(self, path: Path, name: str, member: str = "", careful: bool = False,
                 siblings: Mapping[str, Path] | None = None) -> None:
        super().__init__(path, name, careful)
        self.member = member
        self.siblings = siblings or {}

    @cached_property
    def sheets(self) -> list[Sheet]:
        """The sheets that are not empty; [] where the file is no workbook, table text or web page.

        Raises `UserError` file_damaged, file_password or encoding_unknown.
        """
        read = _READERS.get(self.container)
        return [sheet for sheet in read(self) if sheet.head] if read else []
