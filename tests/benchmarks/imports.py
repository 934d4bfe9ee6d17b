"""Imports against the fastest thing that merely reads the same file."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks import files
from tests.benchmarks.measuring import Run, run, watched
from tests.benchmarks.printing import line

# Rows a second of parsing the same text, measured once elsewhere: chat-miner (--chat-miner measures it here), ChatLab.
CHAT_MINER, CHATLAB = 16_000, 190_000
TEXT_ROWS, SHEET_ROWS = 300_000, 100_000
PEAK_MB, FLAT = 1200, 1.25


def made(folder: Path, name: str, make: Callable[[Path], Path]) -> Path:
    """The file of this name, written once."""
    path = folder / name
    return path if path.exists() else make(path)


def fresh(folder: Path) -> Path:
    """A place for a new database."""
    path = folder / "measured.duckdb"
    for left in folder.glob("measured.duckdb*"):
        left.unlink()
    return path


def in_turns(folder: Path, source: Path, works: tuple[str, ...], repeat: int) -> list[Run]:
    """The best run of each work, the works taking turns."""
    runs: dict[str, list[Run]] = {work: [] for work in works}
    for _ in range(repeat):
        for work in works:
            runs[work].append(run(work, source, fresh(folder)))
    return [min(runs[work], key=lambda one: one.seconds) for work in works]


def csv(folder: Path, chosen: argparse.Namespace) -> None:
    """The large chat CSV into a new workspace, beside DuckDB's read_csv into a table."""
    source = made(folder, f"chats-{chosen.rows}.csv", lambda path: files.memotrace_csv(path, chosen.rows))
    base, ours = in_turns(folder, source, ("read_csv", "import_file"), chosen.repeat)
    line(f"import {ours.facts['rows']:,.0f} rows of chat CSV", ours.seconds, base.seconds, 4, "s")
    line("  peak memory, app and child together", ours.peak_mb, PEAK_MB, 1, "MB")


def flat(folder: Path, chosen: argparse.Namespace) -> None:
    """The peak at three times the rows beside the peak at the rows."""
    peaks = []
    for rows in (chosen.rows, 3 * chosen.rows):
        source = made(folder, f"chats-{rows}.csv", lambda path, rows=rows: files.memotrace_csv(path, rows))
        peaks.append(run("import_file", source, fresh(folder)).peak_mb)
    line("peak memory at 3 x the rows, beside 1 x", peaks[1], peaks[0], FLAT, "MB")


def text(folder: Path, chosen: argparse.Namespace) -> None:
    """A WhatsApp text, in rows a second."""
    source = made(folder, "whatsapp.txt", lambda path: files.whatsapp_text(path, TEXT_ROWS))
    (ours,) = in_turns(folder, source, ("import_file",), chosen.repeat)
    pace, miner = ours.facts["rows"] / ours.seconds, float(CHAT_MINER)
    if chosen.chat_miner:
        its = watched([chosen.chat_miner, str(Path(__file__).with_name("chat_miner.py")), str(source)])
        miner = its.facts["rows"] / its.seconds
    line("import WhatsApp text, beside chat-miner's pace", pace, miner, 12, "rows/s", more_is_better=True)
    line("  beside ChatLab's pace", pace, CHATLAB, 1, "rows/s", more_is_better=True)


def xlsx(folder: Path, chosen: argparse.Namespace) -> None:
    """An order workbook beside python-calamine reading it."""
    source = made(folder, "orders.xlsx", lambda path: files.orders_xlsx(path, SHEET_ROWS))
    base, ours = in_turns(folder, source, ("calamine", "import_file"), chosen.repeat)
    line(f"import {ours.facts['rows']:,.0f} rows of xlsx", ours.seconds, base.seconds, 2.5, "s")
