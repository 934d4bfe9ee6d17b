"""From `streamlit run` to the complete first page with the demo shop present, beside an empty Streamlit app."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path
from time import perf_counter

from playwright.sync_api import Browser, sync_playwright

from tests.benchmarks.printing import line
from tests.browser.running import ROOT, App, installed_chromium
from tests.browser.visitor import CHROMIUM_FLAGS, Visitor

EMPTY = 'import streamlit as st\n\nst.title("empty")\n'


def start(_folder: Path, chosen: argparse.Namespace) -> None:
    """The best of several starts of each, in turns, seen in Chromium."""
    program = installed_chromium()
    if program is None:
        print("start: no Chromium on this machine")
        return
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
        ours = App(Path(place) / "home")
        empty = App(Path(place) / "empty-home", _empty_app(Path(place) / "empty"))
        _seconds(ours, browser)  # the very first start builds the demo shop
        turns = [(_seconds(ours, browser), _seconds(empty, browser)) for _ in range(max(3, chosen.repeat))]
        browser.close()
    best_ours, best_empty = (min(side) for side in zip(*turns, strict=True))
    line("start to the complete first page", best_ours, best_empty, 2, "s")


def _empty_app(folder: Path) -> Path:
    shutil.copytree(ROOT / ".streamlit", folder / ".streamlit")
    (folder / "app.py").write_text(EMPTY, encoding="utf-8")
    return folder


def _seconds(app: App, browser: Browser) -> float:
    page = browser.new_page()
    began = perf_counter()
    app.start()
    try:
        visitor = Visitor(page, app.url)
        visitor.open()
        visitor.all_charts_are_drawn()
        return perf_counter() - began
    finally:
        app.stop()
        page.close()
