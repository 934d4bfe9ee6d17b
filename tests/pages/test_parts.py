"""Downloads, caches and trouble: what several views share and no view may get wrong."""

from __future__ import annotations

import csv
import io
import logging
from datetime import date

import altair as alt
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import ValidationError
from streamlit.testing.v1 import AppTest

from analytics import Scope, UserError, Workspace
from analytics.settings import Settings
from analytics.texts import texts_for
from pages.parts import cache, downloads, problems, show

FORMULAS = ["=1+1", "+86 138", "-小店-", "@所有人", "\t=1", "\r=1", "=HYPERLINK(\"https://e.example\")", "\uff1d1+1"]
HARMLESS = ["小美", "13800138000", "a=b", "", "'quoted", "1-2"]
ORDERS = b"order_id,buyer,amount,paid_at\nA1,Ann,20,2026-06-01 10:00\n"


@pytest.mark.parametrize("text", FORMULAS)
def test_csv_guards_what_a_spreadsheet_would_run(text: str) -> None:
    """One apostrophe in front, in cells and in headers; the rest letter by letter."""
    rows = _csv_rows(pd.DataFrame({text: [text]}))
    assert rows == [["'" + text], ["'" + text]]


@pytest.mark.parametrize("text", HARMLESS)
def test_csv_leaves_other_texts_alone(text: str) -> None:
    """Nothing is changed that needs no guard."""
    assert _csv_rows(pd.DataFrame({"a": [text, "x"]}))[1] == [text]


def test_csv_keeps_numbers_numbers() -> None:
    """A negative amount is typed, not text: it gets no guard. Nothing stays empty, Chinese opens in Excel."""
    data = downloads.csv_file(pd.DataFrame({"额": [-5.5, None], "日": [date(2026, 6, 1), None]}))
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig").splitlines() == ["额,日", "-5.5,2026-06-01", ","]


@pytest.mark.parametrize("text", [*FORMULAS, *HARMLESS, "\x00\x08", "x" * 40_000])
def test_workbook_holds_texts_and_no_formula(text: str) -> None:
    """Whatever a nickname is, its cell is a text; signs that Excel refuses are left out."""
    book = openpyxl.load_workbook(io.BytesIO(downloads.workbook(pd.DataFrame({"名": [text]}), "单[1]:*?/\\")))
    cell = book.active["A2"]
    assert cell.data_type in {"s", "n", "inlineStr"}
    assert cell.data_type != "f"
    assert (cell.value or "").replace("\r", "").replace("\n", "") in text.replace("\r", "").replace("\n", "")


@given(st.lists(st.tuples(st.text(max_size=12), st.integers(-10**9, 10**9)), max_size=8))
def test_no_csv_cell_starts_a_formula(rows: list[tuple[str, int]]) -> None:
    """Property: a cell is empty, a typed number, or begins with nothing that runs."""
    frame = pd.DataFrame(rows, columns=["name", "count"])
    for name, count in _csv_rows(frame)[1:]:
        assert not name.startswith(("=", "+", "-", "@", "\t", "\r", "\0"))
        int(count)


def test_result_is_computed_once_and_again_after_an_import() -> None:
    """The same shop, version and parameters: kept. An import, another parameter, masking: computed anew."""
    with Workspace.open() as workspace:
        first = cache.measured(_orders, workspace, Scope(), least=1)
        assert cache.measured(_orders, workspace, Scope(), least=1) is first
        assert cache.measured(_orders, workspace, Scope(), least=2) is not first
        assert cache.measured(_orders, workspace, Scope(include_staff=True), least=1) is not first
        assert cache.measured(_orders, workspace.masked(), Scope(), least=1) is not first
        workspace.import_text(ORDERS.decode())
        assert cache.measured(_orders, workspace, Scope(), least=1) is not first


def test_changed_setting_never_meets_an_old_result() -> None:
    """Settings are part of the key, kept ones and those of a try."""
    with Workspace.open() as workspace:
        first = cache.measured(_orders, workspace, None, settings=workspace.settings)
        tried = workspace.settings.changed(layers__silent_from_days=9)
        assert cache.measured(_orders, workspace, None, settings=tried) is not first
        workspace.change_settings(Settings({"layers.silent_from_days": 9}))
        assert cache.measured(_orders, workspace, None, settings=Settings()) is not first


def test_frame_is_no_key() -> None:
    """Streamlit would hash a sample of it and answer with somebody else's totals."""
    with Workspace.open() as workspace, pytest.raises(TypeError, match="DataFrame"):
        cache.measured(_orders, workspace, Scope(), least=pd.DataFrame({"a": [1]}))


def test_two_shops_never_share_a_result() -> None:
    """Two empty shops have the same versions, and different ids."""
    with Workspace.open() as one, Workspace.open() as other:
        assert cache.measured(_orders, one, Scope()) is not cache.measured(_orders, other, Scope())


def test_long_table_shows_its_first_rows_and_hands_out_all() -> None:
    """Two thousand rows go to the browser and a line says so; one row fewer, and nothing is said."""
    for count, shown in ((2_000, 2_000), (2_001, 2_000)):
        app = AppTest.from_function(_table, args=(count,)).run()
        assert len(app.dataframe[0].value) == shown
        said = texts_for("zh")("show.first_rows", shown=2_000, count=2_001)
        assert (said in [one.value for one in app.caption]) == (count > shown)


def _table(count: int) -> None:
    import pandas

    from pages.parts import show

    show.table(pandas.DataFrame({"n": range(count)}), name="numbers", columns={"n": "n"})


def test_shares_of_a_table_are_as_precise_as_those_of_a_sentence() -> None:
    """91 of 92 is 99 %, 98 of 100 and a bit more is 98.4 %: one decimal from a hundred on."""
    def page() -> None:
        import pandas as pd
        import streamlit as st

        from pages.parts import show

        frame = pd.DataFrame({"share": [91 / 92, 98 / 99, 0.98437, None], "of": [92, 99, 100, None]})
        column = st.column_config.NumberColumn("占比", format="percent")
        show.table(frame, name="shares", columns={"share": column}, download=False)

    shown = AppTest.from_function(page).run().dataframe[0].value["share"]
    assert shown.tolist()[:3] == [0.99, 0.99, 0.984]
    assert pd.isna(shown[3])


def test_log_of_trouble_holds_no_value(caplog: pytest.LogCaptureFixture) -> None:
    """An exception's own words can be a phone number: kind and place are logged, words are not."""
    with caplog.at_level(logging.ERROR, logger="qunxi"), problems.calm():
        raise ValueError("13800138000 小美")
    assert "ValueError" in caplog.text
    assert "13800138000" not in caplog.text
    assert "小美" not in caplog.text


def test_refused_setting_is_named_in_words() -> None:
    """The sentence says 沉默…, not layers.silent_from_days."""
    said = problems.sentence(UserError("settings_value", name="layers.silent_from_days", value=1, low=2, high=365,
                                       choices=[]))
    assert "layers." not in said


def _orders(workspace: Workspace, scope: Scope | None = None, **params: object) -> dict[str, object]:
    return {"rows": workspace.query("select count(*) as n from orders")["n"].iloc[0], **params}


def _csv_rows(frame: pd.DataFrame) -> list[list[str]]:
    text = downloads.csv_file(frame).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def test_a_chart_against_the_grammar_of_charts_is_noticed_here() -> None:
    """Looks at a page take charts on trust; these tests do not."""
    bad = alt.Chart(pd.DataFrame({"day": [1]})).mark_bar(cornerRadius=1).encode(x=alt.X("day:Q"))
    bad.mark.cornerRadius = "round"
    with pytest.raises(ValidationError):
        show._Unchecked(bad).to_dict()
