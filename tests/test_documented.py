"""Everything that is counted, set or read is on the method page, in both languages."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

from analytics.importers import formats
from analytics.settings import Settings, definitions
from analytics.texts import LANGUAGES, all_texts, texts_for
from pages import MENU
from pages.more import method
from pages.parts import terms

ROOT = Path(__file__).parents[1]
DEFINITIONS = [key for key in all_texts() if key.endswith(".definition") and key != "show.definition"]


@pytest.mark.parametrize("key", DEFINITIONS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_definition_fills_itself_from_the_thresholds(key: str, language: str) -> None:
    """Its thresholds are blanks that the settings in force fill; it has a title and a body."""
    texts = texts_for(language)
    words = terms.in_force(Settings(), texts)
    blanks = {name for _, name, _, _ in string.Formatter().parse(all_texts()[key][language]) if name}
    assert {name for name in blanks if "__" in name} <= set(words)
    assert len(method.body(key, words, texts)) > 40
    assert texts(f"{key}_title")


@pytest.mark.parametrize("key", DEFINITIONS)
def test_definition_types_no_threshold_twice(key: str) -> None:
    """A definition that speaks of a threshold names the setting; a metric without any setting says so by having none."""
    typed = re.compile(r"(?<![\d.])(500|15 天|7 天内|30 天内)")
    assert not typed.search(all_texts()[key]["zh"])


@pytest.mark.parametrize(("section", "view"), [
    (entry.id, view) for entry in MENU if entry.id not in {"data", "more"} for view in entry.views])
def test_view_of_numbers_ends_in_how_it_is_counted(section: str, view: str) -> None:
    """Every view that shows a number opens its definition (promise 2, DESIGN 9)."""
    folder = ROOT / "pages" / section
    called = [
        node for path in folder.glob("*.py") for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if _defines(node)
    ]
    assert called, f"{section}/{view} never calls show.definition"


def _defines(node: ast.AST) -> bool:
    """Whether this is `show.definition("….definition", …)`, under whatever name `show` was imported."""
    return (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "definition"
            and bool(node.args) and isinstance(node.args[0], ast.Constant))


def test_definitions_shown_on_pages_are_on_the_method_page() -> None:
    """What 怎么算的 opens on a page is listed on the method page too."""
    shown = {
        ast.literal_eval(node.args[0]) for path in (ROOT / "pages").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if _defines(node)
    }
    assert shown
    assert shown <= set(DEFINITIONS)


@pytest.mark.parametrize("name", method.format_names())
def test_format_is_named_and_described(name: str) -> None:
    """Every kind of file that can be read says what it is, and its module exists under that name."""
    assert f"format.{name}" in all_texts()
    assert f"format_about.{name}" in all_texts()
    [path] = (ROOT / "analytics" / "importers" / "formats").rglob(f"{name}.py")
    source = path.read_text(encoding="utf-8")
    assert re.search(rf'^name(: str)? = "{name}"', source, re.MULTILINE)


def test_every_format_module_is_listed() -> None:
    """A reader that is not in the list would never be asked; one kind of file of a format is asked by its format."""
    listed = {module.rpartition(".")[2] for module in (*formats.FORMATS, *formats.LAST)}
    folder = ROOT / "analytics" / "importers" / "formats"
    code = {path.stem: path.read_text(encoding="utf-8") for path in folder.rglob("*.py")}
    readers = {stem for stem, text in code.items() if "def recognises(" in text}
    named = {stem for stem in readers if re.search(r"^name\b.* = ", code[stem], re.MULTILINE)}
    asked = {stem for stem in readers for one in listed if re.search(rf"\b{stem}\.|\b{stem}[,)]", code[one])}
    assert named == listed
    assert readers - named <= asked


def test_every_setting_used_in_code_is_shipped() -> None:
    """`settings.section.name` exists wherever the code asks for it."""
    asked = set()
    for path in [*(ROOT / "analytics").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]:
        asked |= set(re.findall(r"settings\.([a-z_]+\.[a-z_]+)\b", path.read_text(encoding="utf-8")))
    sections = {found.section for found in definitions().values()}
    assert {key for key in asked if key.split(".")[0] in sections and key not in definitions()} == set()
