"""Our own workbook: every header is understood, examples are skipped, and what people fill in comes in whole."""

from __future__ import annotations

import io
from datetime import datetime

import openpyxl
import pytest

from analytics import Upload, Workspace
from analytics.importers import columns, dictionary, template
from analytics.importers.batch import SCHEMAS
from analytics.texts import texts_for

LANGUAGES = ("zh", "en")
_FILLED = {"phone": "13800000077", "money": 12.5, "whole": 7, "score": 10, "moment": datetime(2026, 6, 1, 9, 30), "day": datetime(2026, 6, 1)}


def _labels(table: str, language: str) -> list[str]:
    return texts_for(language)(f"template.{table}.columns").split("|")


def _fill(language: str, rows: int) -> bytes:
    """The template with `rows` rows of our own under the examples of every sheet."""
    book = openpyxl.load_workbook(io.BytesIO(template.workbook(language)))
    for page, (table, names) in zip(book.worksheets[1:], template.SHEETS.items(), strict=True):
        for number in range(rows):
            for at, name in enumerate(names, 1):
                page.cell(4 + number, at, _own(table, name, number, language))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _own(table: str, name: str, number: int, language: str) -> object:
    if f"{table}.{name}" in template.CHOICES:
        return texts_for(language)(f"template.{table}.{name}_choices").split("|")[0]
    if name == "day":
        return datetime(2026, 6, 1 + number)
    reads = columns.tables()[table].columns[name].reads
    return _FILLED.get(reads, {"chat": "福利群", "phone": f"1380000010{number}"}.get(name, f"{name}{number}"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("table", template.SHEETS)
def test_every_header_of_the_template_is_understood(table, language):
    """Each sheet is the table it is meant to be, each header its column."""
    match = columns.best_match(_labels(table, language))
    assert match is not None
    assert match.table.name == table
    assert {name: match.at.get(name) for name in template.SHEETS[table]} == {name: [at] for at, name in enumerate(template.SHEETS[table])}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_template_is_the_same_bytes(language):
    """Made twice, at two moments, nothing differs."""
    template.workbook.cache_clear()
    first = template.workbook(language)
    template.workbook.cache_clear()
    assert template.workbook(language) == first


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_template_as_it_came_reads_nothing_and_says_so(language):
    """Examples only: no error, no question, no row, no group, and a kind sentence."""
    with Workspace.open() as ws:
        draft = ws.read(Upload("模板.xlsx", template.workbook(language)))
        assert (draft.error, draft.questions, draft.about["chats"]) == (None, [], [])
        receipt = ws.keep(draft)
        assert (receipt.kept, receipt.failed, receipt.skipped) == (0, 0, template.EXAMPLES * len(template.SHEETS))
        assert set(receipt.issues["code"]) == {"skipped_example"}
        assert texts_for(language).explain(receipt) == texts_for(language)("receipt.only_examples", file="模板.xlsx")
        assert [name for name in ("people", "chats", "orders") if not ws.table(name).empty] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_filled_template_comes_in_whole(language):
    """Every row of every sheet is kept, and nothing but the examples is left out; again, it changes nothing."""
    with Workspace.open() as ws:
        data = _fill(language, 3)
        receipt = ws.import_upload(Upload("模板.xlsx", data))
        assert {name: counts.kept for name, counts in receipt.tables.items()} == {
            "memberships": 3, **{name: 3 for name in template.SHEETS if name != "members"}}
        assert set(receipt.issues["code"]) == {"skipped_example"}
        assert ws.import_upload(Upload("模板.xlsx", data)).kept == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cell_of_a_filled_template_is_read(language):
    """No column is lost on the way: each has a value in every row of the draft."""
    with Workspace.open() as ws:
        draft = ws.read(Upload("模板.xlsx", _fill(language, 2)))
        for table, names in template.SHEETS.items():
            frame = draft.preview[table]
            stored = [name for name in names if name in SCHEMAS[table].names]
            assert frame[stored].notna().all().all(), table
            assert not (frame[stored] == "").any().any(), table
        draft.discard()


@pytest.mark.parametrize("language", LANGUAGES)
def test_sheets_have_lists_formats_notes_and_a_fixed_header(language):
    """What helps people to fill it in: choices, text format for numbers that are none, notes, frozen headers."""
    book = openpyxl.load_workbook(io.BytesIO(template.workbook(language)))
    pages = dict(zip(template.SHEETS, book.worksheets[1:], strict=True))
    assert all(page.freeze_panes == "A2" for page in pages.values())
    assert all(cell.comment for page in pages.values() for cell in page[1])
    assert pages["orders"].column_dimensions["C"].number_format == "@"
    assert pages["orders"].column_dimensions["D"].number_format == "#,##0.00"
    offered = {f"{table}.{template.SHEETS[table][next(iter(rule.sqref.ranges)).min_col - 1]}"
               for table, page in pages.items() for rule in page.data_validations.dataValidation}
    assert offered == set(template.CHOICES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["members.role", "orders.status", "posts.category"])
def test_every_word_offered_is_understood(kind, language):
    """What can be chosen from a list means something, and no two words the same."""
    table, _, name = kind.partition(".")
    words = texts_for(language)(f"template.{table}.{name}_choices").split("|")
    meanings = [columns.meaning(name, word) for word in words]
    assert None not in meanings
    assert len(set(meanings)) == len(words)


def test_steps_are_the_same_in_both_languages():
    """What the English list offers is stored as the Chinese one's."""
    offered = {language: texts_for(language)("template.events.step_choices").split("|") for language in LANGUAGES}
    assert [dictionary.step_named(word) for word in offered["en"]] == offered["zh"] == [dictionary.step_named(word) for word in offered["zh"]]


def test_a_real_name_beside_the_examples_is_kept():
    """Only what begins with the sign of an example is one."""
    book = openpyxl.load_workbook(io.BytesIO(template.workbook("zh")))
    page = book[texts_for("zh")("template.members.sheet")]
    page["B4"], page["B5"] = "例：小满", "小满※例"
    target = io.BytesIO()
    book.save(target)
    with Workspace.open() as ws:
        ws.import_upload(Upload("a.xlsx", target.getvalue()))
        assert set(ws.table("aliases")["name"]) == {"例：小满", "小满※例"}
