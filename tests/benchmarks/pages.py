"""Server time of each page on a large shop: first view, again, and a moved slider."""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.benchmarks import files
from tests.benchmarks.imports import SHEET_ROWS, made
from tests.benchmarks.measuring import run
from tests.benchmarks.printing import line

BUDGETS = {"first": 1.5, "again": 0.3, "slider": 0.15}  # seconds


def path(folder: Path, chosen: argparse.Namespace) -> None:
    """A path of ten steps over as many events as there are rows."""
    database = folder / f"events-{chosen.rows}.duckdb"
    if not database.exists():
        run("build_shop", database, made(folder, f"events-{chosen.rows}.csv", lambda place: files.events_csv(place, chosen.rows)))
    ours = run("ten_steps", database)
    for entry, seconds in (("first entry", ours.seconds), ("best entry", ours.facts["reentry"])):
        line(f"{ours.facts['steps']:.0f} steps over {chosen.rows:,} events: {entry}", seconds, BUDGETS["first"], 1, "s")


def pages(folder: Path, chosen: argparse.Namespace) -> None:
    """Chats, member list and orders in one shop; each page in a process of its own, as after a start."""
    home = folder / f"shops-{chosen.rows}"
    if not (home / "large.duckdb").exists():
        home.mkdir(exist_ok=True)
        chats = made(folder, f"chats-{chosen.rows}.csv", lambda path: files.memotrace_csv(path, chosen.rows))
        run("build_shop", home / "large.duckdb", chats, made(folder, "members.csv", files.members_csv),
            made(folder, "orders.xlsx", lambda path: files.orders_xlsx(path, SHEET_ROWS)))
    for page in ("home/today", "members/table", "members/layers", "content/mix", "deals/path", "data/enough"):
        facts = run("show_page", home, page).facts
        for moment, budget in BUDGETS.items():
            if moment in facts:
                line(f"{page} at {chosen.rows:,} messages: {moment}", facts[moment], budget, 1, "s")
