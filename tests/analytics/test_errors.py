"""Every error a person can meet has its sentence, in both languages, and the facts the sentence asks for."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from analytics.importers.recognise import _REFUSALS
from analytics.texts import all_texts

PACKAGE = Path(__file__).resolve().parents[2] / "analytics"
IMPORTERS = PACKAGE / "importers"


def raised() -> Iterator[tuple[str, str, frozenset[str]]]:
    """(where, code, names of its facts) of every `UserError("code", …)` in the package."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name("UserError"), args=[ast.Constant(str(code))], keywords=given):
                    # What an importer raises passes the child, which adds the name of the file.
                    added = {"file"} if IMPORTERS in path.parents else set()
                    yield path.name, code, frozenset({keyword.arg for keyword in given if keyword.arg} | added)


RAISED = sorted(set(raised()), key=str)


def blanks(text: str) -> set[str]:
    """The names of the blanks in a text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize(("where", "code", "facts"), RAISED)
def test_an_error_has_its_sentence_and_fills_its_blanks(where: str, code: str, facts: frozenset[str]) -> None:
    """No person ever reads a code, a KeyError or an unfilled blank."""
    sides = all_texts()[f"error.{code}"]
    assert blanks(sides["zh"]) == blanks(sides["en"]), where
    assert blanks(sides["zh"]) <= facts, where


@pytest.mark.parametrize("code", [*_REFUSALS.values(), "cancelled", "time_out"])
def test_a_refusal_has_its_sentence(code: str) -> None:
    """The codes that stand in tables have sentences too, about the file and nothing else."""
    assert blanks(all_texts()[f"error.{code}"]["zh"]) == {"file"}


def test_errors_are_found_at_all() -> None:
    """The search over the syntax trees sees the package."""
    assert len(RAISED) > 30
