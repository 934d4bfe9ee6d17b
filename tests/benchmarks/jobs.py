"""The pieces of work that are measured, each run in its own process: `python -m tests.benchmarks.jobs <work> …`.

Prints one JSON line: `seconds` of the work without Python's own imports, and facts of its own.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]
# Chat exports do not say who speaks for the shop: whoever speaks most in each of five groups does.
LOUDEST = """
    select chat_id, arg_max(person_id, spoken) from (
        select chat_id, person_id, count(*) as spoken from messages where person_id is not null group by all
    ) group by chat_id order by max(spoken) desc limit 5"""


def read_csv(source: Path, database: Path) -> dict[str, float]:
    """DuckDB's own reader into a table on disk: the floor for any import."""
    import duckdb

    began = perf_counter()
    with duckdb.connect(str(database)) as connection:
        connection.execute("create table lines as select * from read_csv($source)",
                           {"source": str(source)})
        count = connection.execute("select count(*) from lines").fetchall()[0][0]
    return {"seconds": perf_counter() - began, "rows": count}


def import_file(source: Path, database: Path) -> dict[str, float]:
    """Our import into a new workspace on disk, everything included."""
    from analytics import Workspace

    began = perf_counter()
    with Workspace.open(database) as workspace:
        opened = perf_counter()
        receipt = workspace.import_file(source)
    return {"seconds": perf_counter() - began, "opening": opened - began, "rows": receipt.read,
            "kept": receipt.kept}


def only_read(source: Path, database: Path) -> dict[str, float]:
    """Our child alone: recognise and read into a draft, nothing stored."""
    from analytics import Upload, Workspace

    with Workspace.open(database) as workspace:
        began = perf_counter()
        draft = workspace.read(Upload.from_path(source))
        seconds = perf_counter() - began
        draft.discard()
    return {"seconds": seconds}


def calamine(source: Path, _database: Path) -> dict[str, float]:
    """python-calamine merely reading a workbook."""
    from python_calamine import CalamineWorkbook

    began = perf_counter()
    rows = CalamineWorkbook.from_path(source).get_sheet_by_index(0).to_python()
    return {"seconds": perf_counter() - began, "rows": len(rows) - 1}


def build_shop(database: Path, *sources: Path) -> dict[str, float]:
    """One shop out of several files."""
    from analytics import Workspace

    began = perf_counter()
    with Workspace.open(database) as workspace:
        for source in sources:
            workspace.import_file(source)
        for chat, person in workspace.query(LOUDEST).to_numpy():
            workspace.decide_role(chat, int(person), "运营")
    return {"seconds": perf_counter() - began}


def show_page(home: Path, page: Path) -> dict[str, float]:
    """Server time of one page of the shop `large`: first view in this process, again, a moved slider."""
    from streamlit.testing.v1 import AppTest

    from analytics import Workspace
    from pages.parts import cache

    os.environ["QUNXI_HOME"] = str(home)
    section, view = page.parts
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=600)
    app.query_params.update({"shop": "large", "view": "privacy"})
    app.switch_page("pages/more/section.py")
    _timed(app)  # Python's imports and Streamlit's own first run are the start's business
    cache._kept.clear()  # the first run goes through the home page on its way
    with Workspace.open(home / "large.duckdb") as workspace:
        workspace._shared.connection.forget()
    app.query_params["view"] = view
    app.switch_page(f"pages/{section}/section.py")
    facts = {"first": _timed(app), "again": _timed(app)}
    if app.main.slider:
        slider = app.main.slider[0]
        slider.set_value(slider.min + (slider.max - slider.min) // 2)
        facts["slider"] = _timed(app)
    return {"seconds": facts["first"], **facts}


def _timed(app: AppTest) -> float:
    began = perf_counter()
    app.run()
    # A page that only shows its trouble is fast and says nothing.
    if app.exception or app.warning:
        raise SystemExit(str([*app.exception, *app.warning]))
    return perf_counter() - began


def ten_steps(database: Path) -> dict[str, float]:
    """A path of ten steps over all events of a shop, first entry and best entry."""
    from analytics import Workspace
    from analytics.metrics import funnel

    with Workspace.open(database) as workspace:
        steps = funnel.steps_at_hand(workspace)
        steps = tuple(step for step in steps if step.startswith("第"))
        began = perf_counter()
        funnel.measure(workspace, steps=steps, window_days=60)
        first = perf_counter() - began
        funnel.measure(workspace, steps=steps, window_days=60, entry="reentry")
    return {"seconds": first, "steps": len(steps), "reentry": perf_counter() - began - first}


WORKS: dict[str, Callable[..., dict[str, float]]] = {
    work.__name__: work for work in (read_csv, import_file, only_read, calamine, build_shop, show_page, ten_steps)
}

if __name__ == "__main__":
    print(json.dumps(WORKS[sys.argv[1]](*map(Path, sys.argv[2:]))))
