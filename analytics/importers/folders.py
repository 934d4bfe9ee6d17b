"""A folder handed over whole: which of its files stand for themselves, and which only make sense together.

    六月资料/订单.xlsx                       each of these is an import of its own
    六月资料/福利群 聊天记录.txt
    六月资料/导出/users.json                 what one exporter wrote into one folder: one archive, one import
    六月资料/导出/messages_0.csv
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from analytics.importers.upload import Upload

# Files in which exporters say who is who and which pieces belong together; the files beside them need these.
_COMPANIONS = frozenset({"users.json", "channels.json", "manifest.json"})
# What computers put into folders by themselves, and what Excel and WPS leave there while a sheet is open.
_LITTER = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
_LITTER_STARTS = ("~$", "._", ".~")


def uploads(files: Mapping[str, bytes]) -> list[Upload]:
    """One upload an import, in the order of the names. `files`: path inside the folder, with /, → bytes."""
    kept = {name: data for name, data in sorted(files.items()) if not _is_litter(name)}
    homes = {name.rpartition("/")[0] for name in kept if name.rpartition("/")[2].lower() in _COMPANIONS}
    alone = [Upload(name.rpartition("/")[2], data) for name, data in kept.items() if _home(name, homes) is None]
    together: dict[str, dict[str, bytes]] = {}
    for name, data in kept.items():
        if (home := _home(name, homes)) is not None:
            together.setdefault(home, {})[name.removeprefix(home).lstrip("/")] = data
    return alone + [Upload(f"{home.rpartition('/')[2] or 'folder'}.zip", _zipped(inside)) for home, inside in together.items()]


def _is_litter(name: str) -> bool:
    base = name.rpartition("/")[2].lower()
    return base in _LITTER or base.startswith(_LITTER_STARTS) or "__macosx/" in name.lower()


def _home(name: str, homes: set[str]) -> str | None:
    """The outermost folder above `name` in which an exporter wrote."""
    above = [home for home in homes if name.startswith(f"{home}/" if home else "")]
    return min(above, key=len, default=None)


def _zipped(files: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()
