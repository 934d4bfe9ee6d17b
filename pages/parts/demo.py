"""The demo shop: made out of sample_data/ through the real importers, once, before the first page.

It is built beside its place and moved there when it is whole; a start that was interrupted simply
builds it again. New sample files (another fingerprint) make a new demo.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from pathlib import Path

import streamlit as st

from analytics import Workspace
from analytics.texts import texts_for
from pages.parts import problems, shops
from pages.parts.markdown import escaped

SAMPLES = Path(__file__).parents[2] / "sample_data" / "files"
_READABLE = {".csv", ".xlsx", ".txt", ".json", ".jsonl"}
_building = threading.Lock()


def build_once() -> None:
    """Make the demo shop where it is not there yet, showing how far it is."""
    wanted = _fingerprint()
    if _ready(wanted):
        return
    place = st.empty()
    # A second tab waits for the first one instead of building twice.
    with _building, place.status(texts_for(shops.last("lang") or "zh")("frame.building_demo")) as status:
        if not _ready(wanted):
            for line in _build(shops.home()):
                status.update(label=line)
            shops.remember_last(demo=wanted)
    place.empty()


def _ready(wanted: str) -> bool:
    return (shops.home() / "demo.duckdb").exists() and shops.last("demo") == wanted


def _build(folder: Path) -> Iterator[str]:
    words = texts_for(shops.last("lang") or "zh")
    young, place = folder / "demo.young", folder / "demo.duckdb"
    young.unlink(missing_ok=True)
    files = _files()
    with Workspace.open(young) as workspace:
        workspace.describe(name=words("demo.shop_name"), industry="catering")
        for number, file in enumerate(files, 1):
            yield escaped(words("frame.building_demo_file", number=number, of=len(files), file=file.name))
            _take_in(workspace, file)
    young.replace(place)
    shops.remember_name(shops.DEMO, words("demo.shop_name"), "catering")


def _take_in(workspace: Workspace, file: Path) -> None:
    # One sample that cannot be read must not keep the app from starting.
    try:
        workspace.import_file(file)
    except Exception as error:
        problems.log(error)


def _files() -> list[Path]:
    return sorted(path for path in SAMPLES.iterdir() if path.suffix in _READABLE) if SAMPLES.is_dir() else []


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for file in _files():
        digest.update(f"{file.name}:{file.stat().st_size}\n".encode())
    return digest.hexdigest()[:16]
