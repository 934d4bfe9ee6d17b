"""The words of the product: complete in both languages, used, plain, and never missing on screen."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from analytics import UserError
from analytics.texts import LANGUAGES, all_texts, texts_for
from pages import MENU
from pages.parts.markdown import escaped, plain

ROOT = Path(__file__).parents[1]
TEXTS = ROOT / "analytics" / "texts"
FORBIDDEN = ("工作区", "口径", "as_of", "JSON")
# Where details are told on purpose (DESIGN 8).
_DETAILS = re.compile(r"definition|method|detail|format_about|^setting|^add\.readable$")


def _code() -> list[Path]:
    return [ROOT / "app.py", *sorted((ROOT / "pages").rglob("*.py")), *sorted((ROOT / "analytics").rglob("*.py")),
            *sorted(ROOT.glob("start.py"))]


def _blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def _keys_used(path: Path) -> Iterator[str]:
    """Whole keys: the first argument of `texts("…")` and of those who pass it on."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and _speaks(node.func):
            for given in node.args[:1]:
                yield from _whole_keys(given)


def _speaks(function: ast.expr) -> bool:
    said = ast.unparse(function)
    return said in {"texts", "words", "show.definition"} or said.endswith("texts()") or said.startswith("texts_for(")


def _whole_keys(given: ast.expr) -> Iterator[str]:
    if isinstance(given, ast.Constant) and isinstance(given.value, str):
        yield given.value
    if isinstance(given, ast.IfExp):
        yield from _whole_keys(given.body)
        yield from _whole_keys(given.orelse)


def test_every_key_used_exists() -> None:
    """No page asks for words that nobody wrote."""
    known = all_texts()
    missing = {f"{path.relative_to(ROOT)}: {key}" for path in _code() for key in _keys_used(path) if key not in known}
    assert missing == set()


def test_every_text_is_used() -> None:
    """No words that nobody says: each key stands in the code, whole or as what an f-string can become."""
    whole: set[str] = set()
    patterns: list[re.Pattern[str]] = []
    for path in _code():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value)
            elif isinstance(node, ast.JoinedStr) and (pattern := _pattern(node)):
                patterns.append(pattern)
    unused = [key for key in all_texts() if key not in whole and not any(one.fullmatch(key) for one in patterns)
              and not key.endswith((".definition", ".definition_title"))]
    assert unused == []


def _pattern(node: ast.JoinedStr) -> re.Pattern[str] | None:
    """What keys `f"add.ask_{name}_help"` can become; None for f-strings that are no keys."""
    fixed = [str(part.value) for part in node.values if isinstance(part, ast.Constant)]
    if "." not in "".join(fixed) or not all(re.fullmatch(r"[a-z0-9_.]+", part) for part in fixed):
        return None
    parts = [re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w.]+" for part in node.values]
    return re.compile("".join(parts))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty(language: str) -> None:
    """Every key says something in each language."""
    assert [key for key, sides in all_texts().items() if not sides[language].strip()] == []


def test_both_languages_have_the_same_blanks() -> None:
    """What one language tells, the other tells too."""
    assert [key for key, sides in all_texts().items() if _blanks(sides["zh"]) != _blanks(sides["en"])] == []


def test_english_is_english_and_chinese_is_chinese() -> None:
    """Neither side was left in the other language; names of languages and tools aside."""
    han = re.compile("[一-鿿]")
    quoted = re.compile("[「『“”《][^「」『』“”《》]*[」』”》]")
    wrong = [key for key, sides in all_texts().items() if han.search(quoted.sub("", sides["en"]))
             and not key.startswith(("frame.language", "start.", "issue.", "error."))]
    assert wrong == []
    untranslated = [key for key, sides in all_texts().items() if sides["zh"] == sides["en"]
                    and re.search("[A-Za-z]{4,} [a-z]+", re.sub(r"\{\w+\}", "", sides["zh"]))]
    assert untranslated == []


@pytest.mark.parametrize("word", FORBIDDEN)
def test_no_engineers_words_on_screen(word: str) -> None:
    """A shop owner reads 店铺, 怎么算的, 数据截至; the other words stay in details."""
    wrong = [key for key, sides in all_texts().items() if word in sides["zh"] and not _DETAILS.search(key)]
    assert wrong == []


def test_every_view_has_its_words() -> None:
    """Menu, views: a title each."""
    for entry in MENU:
        assert f"menu.{entry.id}" in all_texts()
        for view in entry.views:
            assert f"view.{entry.id}.{view}" in all_texts()


def test_every_trouble_has_its_sentence() -> None:
    """Each `UserError("code", …)` in the code has `[error.code]`, and gets every fact its blanks need."""
    wrong = []
    for path in _code():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("UserError") and node.args:
                # Whoever reads a file adds its name to whatever goes wrong inside.
                known = {"file"} if "importers" in path.parts else set()
                wrong += [f"{path.relative_to(ROOT)}:{node.lineno} {found}" for found in _untold(node, known)]
    assert wrong == []


def _untold(node: ast.Call, known: set[str]) -> Iterator[str]:
    (given,) = node.args[:1]
    facts = {*known, *(keyword.arg for keyword in node.keywords)}
    for key in _whole_keys(given):
        if f"error.{key}" not in all_texts():
            yield f"{key}: no sentence"
        elif None not in facts and not _blanks(all_texts()[f"error.{key}"]["zh"]) <= facts:
            yield f"{key}: blanks {_blanks(all_texts()[f'error.{key}']['zh'])} facts {facts}"


def test_every_issue_code_has_its_sentence() -> None:
    """Each code that an importer can give a row or a cell is explained."""
    codes = set()
    for path in sorted((ROOT / "analytics" / "importers").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".issue") and len(node.args) > 4:
                codes |= set(_whole_keys(node.args[4]))
    assert codes
    assert [code for code in sorted(codes) if f"issue.{code}" not in all_texts()] == []


def test_no_key_stands_in_two_files() -> None:
    """Two files that say the same key would hide one another."""
    seen: dict[str, str] = {}
    for path in sorted(TEXTS.glob("*.toml")):
        assert tomllib.loads(path.read_text(encoding="utf-8"))
        for key in re.findall(r"^\[([\w.]+)\]", path.read_text(encoding="utf-8"), re.MULTILINE):
            assert key not in seen, f"{key} in {seen[key]} and {path.name}"
            seen[key] = path.name


@pytest.mark.parametrize(("value", "shown"), [
    (1234, "1,234"), (0, "0"), (None, "—"), (float("nan"), "—"), (Decimal("1234.0"), "1,234"),
])
def test_numbers_have_their_thousands(value: object, shown: str) -> None:
    """千分位 in both languages, — for what is not known."""
    for language in LANGUAGES:
        assert texts_for(language).number(value) == shown


@pytest.mark.parametrize(("value", "shown"), [
    (99.99, "¥99.99"), (100, "¥100"), (100.4, "¥100"), (12, "¥12"), (-5.5, "-¥5.50"), (None, "—"), (1234567, "¥1,234,567"),
])
def test_money_drops_cents_from_a_hundred_on(value: float | None, shown: str) -> None:
    """¥99.99 but ¥100."""
    assert texts_for("zh").money(value) == shown


@pytest.mark.parametrize(("of", "shown"), [(99, "18%"), (100, "17.6%"), (None, "18%")])
def test_share_gets_a_decimal_from_a_hundred_on(of: int | None, shown: str) -> None:
    """One decimal only where n carries it."""
    assert texts_for("zh").share(0.176, of) == shown


def test_nothing_of_nothing_is_no_rate() -> None:
    """0 of 0 is —, never 0 %."""
    assert texts_for("zh").rate(0, 0) == "—"
    assert texts_for("en").rate(8, 45) == "18% (8/45)"


def test_days_read_as_people_say_them() -> None:
    """6月1日 (周一); 1 Jun (Mon); a moment has its time."""
    assert texts_for("zh").day(date(2026, 6, 1), weekday=True) == "6月1日 (周一)"
    assert texts_for("en").day(date(2026, 6, 1), weekday=True) == "1 Jun (Mon)"
    assert "6月1日 09:05" in texts_for("zh")("add.history_line", at=datetime(2026, 6, 1, 9, 5), file="", format="", counts="")


def test_facts_of_an_error_fill_its_sentence() -> None:
    """Found, expected, what to do; lists are read out."""
    said = texts_for("zh").explain(UserError("two_formats", file="a.txt", formats=["甲", "乙"]))
    assert "a.txt" in said
    assert "甲、乙" in said


@pytest.mark.parametrize("name", [
    "![t](https://e.example/t.png)", "[点我](javascript:x)", "**粗**", "$x^2$", ":red[红]", ":material/home:", "<b>x</b>",
    "# 头", "`码`", "a_b_c", "1. 一", "~~删~~", "&amp;", "https://e.example",
])
def test_names_from_data_become_letters(name: str) -> None:
    """Every sign that Markdown would act on is escaped; to the eye nothing is changed."""
    shown = escaped(name)
    assert shown.replace("\\", "").replace("\u2060", "") == name
    assert not re.search(r"(?<!\\)[*_`\[\]$<>#~:|!&]", shown)


def test_unseen_signs_are_taken_out_of_names() -> None:
    """Marks that turn a line round, and control characters, never reach the screen."""
    assert plain("小\u202e美\u0000\n 店\u2066") == "小美 店"
