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
from analytics.texts.words import Texts
from pages.parts import problems, shops
from pages.parts.markdown import escaped

SAMPLES = Path(__file__).parents[2] / "sample_data" / "files"
_READABLE = {".csv", ".xlsx", ".txt", ".json", ".jsonl"}
_TICK_SECONDS = 0.2
_lock = threading.Lock()
_builders: dict[Path, _Builder] = {}


class _Builder(threading.Thread):
    """Builds one home's demo shop; goes on when the tab that asked is closed or loaded again."""

    def __init__(self, folder: Path, wanted: str, language: str) -> None:
        super().__init__(daemon=True, name="qunxi-demo")
        self._folder, self._wanted, self._language = folder, wanted, language
        self.line = texts_for(language)("frame.building_demo")

    def run(self) -> None:
        """Build beside the place, then move there."""
        for line in _build(self._folder, texts_for(self._language)):
            self.line = line
        shops.remember_last(demo=self._wanted)


def ready() -> bool:
    """Whether the demo shop is there, made of the sample files as they are."""
    return _ready(_fingerprint())


def build_once() -> None:
    """Make the demo shop where it is not there yet, showing how far it is."""
    if ready():
        return
    wanted, language = _fingerprint(), shops.last("lang") or "zh"
    place = st.empty()
    with place.status(texts_for(language)("frame.building_demo")) as status:
        builder = _builder(shops.home(), wanted, language)
        while builder.is_alive():
            status.update(label=builder.line)
            builder.join(_TICK_SECONDS)
    place.empty()


def _builder(folder: Path, wanted: str, language: str) -> _Builder:
    """The one that builds now; a second tab watches the first one's."""
    with _lock:
        builder = _builders.get(folder)
        if builder is None or not (builder.is_alive() or _ready(wanted)):
            builder = _builders[folder] = _Builder(folder, wanted, language)
            builder.start()
        return builder


def _ready(wanted: str) -> bool:
    return (shops.home() / "demo.duckdb").exists() and shops.last("demo") == wanted


def _build(folder: Path, words: Texts) -> Iterator[str]:
    young, place = folder / "demo.young", folder / "demo.duckdb"
    young.unlink(missing_ok=True)
    files = _files()
    with Workspace.open(young) as workspace:
        workspace.describe(name=words("demo.shop_name"), industry="catering")
        for number, file in enumerate(files, 1):
            yield escaped(words("frame.building_demo_file", number=number, of=len(files), file=file.name))
            _take_in(workspace, file)
    young.replace(place)
    shops.remember(shops.DEMO, name=words("demo.shop_name"), industry="catering")


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
