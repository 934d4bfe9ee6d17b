"""Who may import whom, and how long anything may be: checked over the syntax tree, not by good will."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from analytics.importers.batch import ROLES

ROOT = Path(__file__).parents[1]
OURS = ("analytics", "pages")
LONGEST_FUNCTION, LONGEST_FILE = 50, 250
# DESIGN 3: each level may import the levels after it, and inside braces what DATA 11 allows.
LEVELS: tuple[tuple[str, ...], ...] = (
    ("app",),
    ("pages",),
    ("analytics.report", "analytics.what_if"),
    ("analytics.charts",),
    ("analytics.metrics",),
    ("analytics.workspace", "analytics.storing", "analytics.statistics"),
    ("analytics.classify", "analytics.people"),
    ("analytics.importers",),
    ("analytics.settings", "analytics.errors", "analytics.texts", "analytics.scope"),
)
# The names of months and weekdays for chart axes stand with the chart theme.
CALENDAR = "theme.py"
_CHINESE = re.compile("[一-鿿]")


def _files(*folders: str) -> list[Path]:
    inside = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [*inside, ROOT / "app.py"] if "pages" in folders else inside


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def _imports(path: Path) -> tuple[str, ...]:
    """Every module that a file names in an import, those for types alone left out."""
    return tuple(_imported(path))


def _imported(path: Path) -> Iterator[str]:
    for node in _run_time(_tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _run_time(tree: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(tree):
        if not (isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)):
            yield child
            yield from _run_time(child)


def _level(module: str) -> int | None:
    for number, names in enumerate(LEVELS):
        if any(module == name or module.startswith(f"{name}.") for name in names):
            return number
    return None


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _place(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def test_imports_go_one_way() -> None:
    """app → pages → … → importers → settings, errors, texts; never back."""
    wrong = [
        f"{_module(path)} imports {name}"
        for path in _files(*OURS) for name in _imports(path)
        if (own := _level(_module(path))) is not None and (other := _level(name)) is not None and other < own
    ]
    assert wrong == []


def test_every_module_has_its_level() -> None:
    """A new folder under analytics must be given its place here."""
    lost = [_module(path) for path in _files(*OURS) if _level(_module(path)) is None and path.name != "__init__.py"]
    assert lost == []


def test_analytics_never_imports_streamlit() -> None:
    """The core is usable from a notebook."""
    assert [_module(path) for path in _files("analytics") if any(name.split(".")[0] == "streamlit"
                                                                for name in _imports(path))] == []


def test_importers_never_touch_duckdb_or_pandas() -> None:
    """What reads strangers' files starts in a fifth of a second and cannot reach a shop."""
    heavy = {"duckdb", "pandas", "altair", "scipy", "streamlit"}
    found = {_module(path): name for path in _files("analytics/importers") for name in _imports(path)
             if name.split(".")[0] in heavy}
    assert found == {}


def test_what_is_slow_to_load_waits_until_it_is_used() -> None:
    """The first page pays for none of it; `import scipy` alone is quick and fetches a part when it is asked for."""
    slow = {"openpyxl", "pptx", "vl_convert", "lunar_python"}
    found = {
        _module(path): node.lineno for path in _files(*OURS) for node in _tree(path).body
        for name in ([alias.name for alias in node.names] if isinstance(node, ast.Import)
                     else [f"{node.module}."] if isinstance(node, ast.ImportFrom) else [])
        if name.split(".")[0] in slow or name.startswith("scipy.")
    }
    assert found == {}


def test_charts_never_see_a_workspace() -> None:
    """Charts draw results."""
    assert [name for path in _files("analytics/charts") for name in _imports(path) if "workspace" in name] == []


def test_no_script_directly_in_pages() -> None:
    """With one, a fresh server's first deep link would skip app.py."""
    assert [path.name for path in (ROOT / "pages").glob("*.py")] == ["__init__.py"]


def test_pages_hold_no_sql_and_never_read_raw_tables() -> None:
    """Names go out through one door: `ws.table` and `ws.query` are not for pages."""
    wrong = [
        _place(path, node.lineno) for path in _files("pages") for node in ast.walk(_tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        and (node.func.attr == "query" or (node.func.attr == "table" and _is_workspace(node.func.value)))
    ]
    assert wrong == []


def _is_workspace(value: ast.expr) -> bool:
    return "ws" in ast.unparse(value) or "workspace" in ast.unparse(value)


@pytest.mark.parametrize("call", [
    "st.markdown(…, unsafe_allow_html=True)", "st.table", "st.components", "LinkColumn", "ImageColumn", "mark_image",
    "persist=",
])
def test_nothing_that_makes_a_name_an_active_element(call: str) -> None:
    """A nickname must never become a link, a picture or a script (SECURITY 2)."""
    wanted = {"st.markdown(…, unsafe_allow_html=True)": "unsafe_allow_html", "persist=": "persist"}.get(call, call)
    assert [place for name, place in _used() if name == wanted or name.endswith(f".{wanted}")] == []


@cache
def _used() -> list[tuple[str, str]]:
    """Every attribute, and every keyword of a call as `.keyword`, with its place."""
    found = []
    for path in _files(*OURS):
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.Attribute):
                found.append((ast.unparse(node), _place(path, node.lineno)))
            elif isinstance(node, ast.Call):
                found += [(f".{keyword.arg}", _place(path, node.lineno)) for keyword in node.keywords]
    return found


def test_no_chinese_for_the_screen_outside_texts() -> None:
    """Pages and charts take their words from analytics/texts; roles are values that files contain."""
    wrong = [
        _place(path, node.lineno) for path in _files("pages", "analytics/charts") if path.name != CALENDAR
        for node in _spoken(_tree(path)) if _CHINESE.search(str(node.value)) and node.value not in ROLES
    ]
    assert wrong == [], wrong


def _spoken(tree: ast.Module) -> Iterator[ast.Constant]:
    documented = {
        id(node.body[0].value) for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documented:
            yield node


def test_functions_are_short() -> None:
    """No function over 50 lines; half of them are at most 8, nine in ten at most 25."""
    lengths = {_place(path, one.lineno): (one.end_lineno or one.lineno) - one.lineno + 1
               for path in _files(*OURS) for one in _functions(path)}
    assert {place: length for place, length in lengths.items() if length > LONGEST_FUNCTION} == {}
    in_order = sorted(lengths.values())
    assert in_order[len(in_order) // 2] <= 8
    assert in_order[len(in_order) * 9 // 10] <= 25


def test_files_are_short() -> None:
    """Under 250 lines; the workspace, which is the whole door to a shop, may have 450."""
    longest = {"analytics/workspace.py": 450}
    sizes = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in _files(*OURS)}
    assert {name: size for name, size in sizes.items() if size > longest.get(name, LONGEST_FILE)} == {}


def test_every_module_says_what_and_why() -> None:
    """A module begins with a docstring."""
    silent = [_module(path) for path in _files(*OURS)
              if path.read_text(encoding="utf-8").strip() and not ast.get_docstring(_tree(path))]
    assert silent == []


def test_names_say_what_a_thing_is() -> None:
    """No utils, helpers, manager, service, common or misc."""
    vague = {"utils", "util", "helpers", "helper", "manager", "service", "misc"}
    assert [str(path) for path in _files(*OURS) if path.stem in vague] == []


def test_analytics_never_asks_what_day_it_is() -> None:
    """The clock is the data's; only the stamp of an import reads the machine's."""
    asks = {"today", "now", "utcnow"}
    wrong = [
        _place(path, node.lineno) for path in _files("analytics") for node in ast.walk(_tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in asks
        and path.name != "stamp.py"
    ]
    assert wrong == []


def test_sql_never_asks_what_day_it_is() -> None:
    """Neither does any SQL, and no moment carries a zone."""
    forbidden = re.compile(r"\b(now\(\)|current_date|current_timestamp|timestamptz|get_current)\b|now\(\)", re.IGNORECASE)
    files = sorted((ROOT / "analytics" / "sql").rglob("*.sql"))
    assert files
    assert [path.name for path in files if forbidden.search(_code(path))] == []


def test_facts_say_their_grain_first() -> None:
    """The first line of a facts query: one row a what."""
    facts = sorted((ROOT / "analytics" / "sql" / "facts").glob("*.sql"))
    assert facts
    assert [path.name for path in facts if not path.read_text(encoding="utf-8").startswith("-- One row")] == []


def _code(path: Path) -> str:
    return re.sub(r"--[^\n]*", "", path.read_text(encoding="utf-8"))
