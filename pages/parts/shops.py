"""The shops on this computer: where their files lie, what they are called, each opened once.

A shop is one DuckDB file named by an id in the home folder (`QUNXI_HOME`, else Documents/Qunxi,
文档/群析 where Windows speaks Chinese). `shops.json` beside them keeps each shop's name, so that
listing never opens a file, and what was open last. Files that it does not know are listed too.
"""

from __future__ import annotations

import json
import locale
import os
import secrets
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from analytics import Upload, UserError, Workspace
from analytics.texts import texts_for

DEMO = "demo"
INDUSTRIES = ("catering", "grocery", "course", "beauty", "local", "matching", "other")
_SUFFIX, HANDED_OVER = ".duckdb", ".qunxi"
_index_lock = threading.Lock()


@dataclass(frozen=True)
class Shop:
    """One shop: id (its file's name and its word in the address), name, trade, file.

    `fleeting`: it goes when the app is closed; `compared`: its numbers may stand beside other shops'.
    """

    id: str
    name: str
    industry: str
    path: Path
    fleeting: bool = False
    compared: bool = False

    @property
    def is_demo(self) -> bool:
        """Whether this is the invented restaurant that comes with the app."""
        return self.id == DEMO


def home() -> Path:
    """The folder that holds every shop, made when it is not there."""
    given = os.environ.get("QUNXI_HOME")
    folder = Path(given).expanduser() if given else _documents()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def inbox() -> Path:
    """Where files too large for the browser are laid; they are picked up from there."""
    folder = home() / "inbox"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def listing() -> list[Shop]:
    """Every shop on disk, the demo last, the others by name."""
    names = _index().get("shops", {})
    found = [_shop(path, names.get(path.stem, {})) for path in home().glob(f"*{_SUFFIX}")]
    return sorted(found, key=lambda shop: (shop.is_demo, shop.name))


def find(shop_id: str | None) -> Shop | None:
    """The shop with this id, if its file is there."""
    return next((shop for shop in listing() if shop.id == shop_id), None)


def create(name: str, industry: str, fleeting: bool = False) -> Shop:
    """Make an empty shop; `fleeting`: until the app is closed. Raises `UserError` shop_name_missing."""
    if not name.strip():
        raise UserError("shop_name_missing")
    path = _free_place()
    # Noted before there is a file: whatever happens, it goes.
    remember(path.stem, name=name.strip(), industry=industry, fleeting=fleeting)
    opened(path).describe(name=name.strip(), industry=industry)
    return Shop(path.stem, name.strip(), industry, path, fleeting)


def adopt(upload: Upload) -> Shop:
    """A shop that was handed over, as one more shop of this computer; raises `UserError` as `Workspace.take_in`."""
    path = _free_place()
    try:
        workspace = opened(path)
        workspace.take_in(upload)
    except UserError:
        erase(path.stem)
        raise
    remember(path.stem, name=workspace.name, industry=workspace.industry)
    return Shop(path.stem, workspace.name, workspace.industry, path)


def erase(shop_id: str) -> None:
    """Delete a shop for good; nothing of it is left in the home folder. Raises `UserError` shop_open_elsewhere."""
    path = home() / f"{shop_id}{_SUFFIX}"
    Workspace.erase(path)
    opened.clear(path)
    with _index_lock:
        index = _index()
        index.get("shops", {}).pop(shop_id, None)
        if index.get("last", {}).get("shop") == shop_id:
            del index["last"]["shop"]
        _write(index)


def sweep_fleeting() -> None:
    """Delete the shops that were made for one sitting; one that another Qunxi has open stays."""
    for shop in listing():
        if shop.fleeting:
            with suppress(UserError):
                erase(shop.id)


def remember(shop_id: str, **said: str | bool) -> None:
    """Keep name, industry, fleeting, compared of a shop where the list can read them without opening its file."""
    with _index_lock:
        index = _index()
        known = index.setdefault("shops", {}).get(shop_id)
        index["shops"][shop_id] = {**(known if isinstance(known, dict) else {}), **said}
        _write(index)


def last(field: str) -> str | None:
    """What was open last on this computer: "shop" or "lang"; None at first start."""
    found = _index().get("last", {}).get(field)
    return found if isinstance(found, str) else None


def remember_last(**choices: str) -> None:
    """Keep what is open, for the next start."""
    with _index_lock:
        index = _index()
        if {**index.get("last", {}), **choices} != index.get("last"):
            index["last"] = {**index.get("last", {}), **choices}
            _write(index)


@st.cache_resource(show_spinner=False, on_release=lambda workspace: workspace.close())
def opened(path: Path) -> Workspace:
    """The one open workspace on this file in this process (DATA 8); raises `UserError`."""
    return Workspace.open(path)


def _shop(path: Path, known: Any) -> Shop:
    said = known if isinstance(known, dict) else {}
    return Shop(path.stem, str(said.get("name", path.stem)), str(said.get("industry", "other")), path,
                bool(said.get("fleeting")), bool(said.get("compared")))


def _free_place() -> Path:
    return home() / f"{secrets.token_hex(4)}{_SUFFIX}"


def _index() -> dict[str, dict[str, Any]]:
    """What shops.json holds; a convenience, so whatever is wrong with it counts as nothing."""
    try:
        found = json.loads((home() / "shops.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    inside = found if isinstance(found, dict) else {}
    return {name: part for name, part in inside.items() if isinstance(part, dict)}


def _write(index: dict[str, dict[str, Any]]) -> None:
    young = home() / "shops.json.new"
    young.write_text(json.dumps(index, ensure_ascii=False, indent=1), encoding="utf-8")
    young.replace(home() / "shops.json")


def _documents() -> Path:
    folder = Path.home() / "Documents"
    chinese = os.name == "nt" and (locale.getlocale()[0] or "").startswith(("zh", "Chinese"))
    return folder / texts_for("zh" if chinese else "en")("app.name")
