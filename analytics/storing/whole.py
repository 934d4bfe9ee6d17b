"""What is done with a shop as a whole: handed over as one file, taken in, erased. One part of Workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from analytics.importers.upload import Upload
from analytics.storing import moving, opened
from analytics.storing.opened import Opened


class Whole:
    """`_shared` is the open shop."""

    _shared: Opened

    def hand_over(self, target: Path | str) -> None:
        """Write everything that files said and people decided to one file, for `take_in` here or on another computer.

        Real names included, whether this handle is masked or not.
        """
        moving.hand_over(self._shared, Path(target))

    def take_in(self, upload: Upload) -> dict[str, Any]:
        """Add another shop that was handed over; what both have counts once, own decisions and settings stay.

        An empty shop becomes that shop: name, trade and settings too. Returns version, zone, name, industry, uuid,
        settings, tables (name → rows). Raises `UserError` not_a_shop, shop_newer, shop_file_damaged, zones_differ.
        """
        new = not self._shared.meta["name"] and self._shared.meta["data_version"] == "0"
        return moving.take_in(self._shared, upload, new)

    @staticmethod
    def erase(path: Path | str) -> None:
        """Delete the shop in the file `path` and what lies beside it. Handles of this process answer nothing more.

        Raises `UserError` shop_open_elsewhere.
        """
        opened.erase(Path(path))
