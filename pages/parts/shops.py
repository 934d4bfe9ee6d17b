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
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from analytics import UserError, Workspace
from analytics.texts import texts_for

DEMO = "demo"
INDUSTRIES = ("catering", "grocery", "course", "beauty", "local", "matching", "other")
_SUFFIX = ".duckdb"
_index_lock = threading.Lock()


@dataclass(frozen=True)
class Shop:
    """One shop: id (its file's name and its word in the address), name, trade, file."""

    id: str
    name: str
    industry: str
    path: Path

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


def create(name: str, industry: str) -> Shop:
    """Make an empty shop; raises `UserError` shop_name_missing."""
    if not name.strip():
        raise UserError("shop_name_missing")
    path = home() / f"{secrets.token_hex(4)}{_SUFFIX}"
    opened(path).describe(name=name.strip(), industry=industry)
    remember_name(path.stem, name.strip(), industry)
    return Shop(path.stem, name.strip(), industry, path)


def remember_name(shop_id: str, name: str, industry: str) -> None:
    """Keep what a shop is called where the list can read it without opening its file."""
    with _index_lock:
        index = _index()
        index.setdefault("shops", {})[shop_id] = {"name": name, "industry": industry}
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
    return Shop(path.stem, str(said.get("name", path.stem)), str(said.get("industry", "other")), path)


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
