"""An unknown sheet is asked about once; the next file of the same shape goes in by itself."""

from __future__ import annotations

import pytest

from analytics import Upload, UserError, Workspace
from tests.analytics.storing.test_jobs import settled

MAPPING = {"谁呀": "orders.buyer_name", "几时": "orders.paid_at", "俾咗": "orders.gross"}


def sheet(number: int) -> Upload:
    """A sheet with headers of its own."""
    rows = f"谁呀,几时,俾咗\n阿珍,2026-06-0{number} 12:00,100\n老王,2026-06-0{number} 13:00,50\n"
    return Upload(f"我的表{number}.csv", data=rows.encode())


def test_an_unknown_sheet_says_which_columns_it_found():
    """Nothing is guessed into the shop."""
    with Workspace.open() as ws, pytest.raises(UserError, match="unknown_columns"):
        ws.import_upload(sheet(1))


def test_the_mapping_of_a_kept_file_serves_the_next_one_of_its_shape():
    """By import_file and by a job alike, and only after keeping."""
    with Workspace.open() as ws:
        assert ws.import_upload(sheet(1), mapping=MAPPING).kept == 2
        assert ws.import_upload(sheet(2)).kept == 2
        job = settled(ws.start(sheet(3)))
        assert (job.state, job.answers.mapping) == ("ready", MAPPING)
        assert float(ws.table("orders")["gross"].sum()) == 300.0


def test_a_sheet_of_another_shape_is_asked_about_again():
    """One more column is another shape."""
    with Workspace.open() as ws:
        ws.import_upload(sheet(1), mapping=MAPPING)
        other = Upload("别的表.csv", data="谁呀,几时,俾咗,乜嘢\n阿珍,2026-06-01 12:00,100,粥\n".encode())
        with pytest.raises(UserError, match="unknown_columns"):
            ws.import_upload(other)
