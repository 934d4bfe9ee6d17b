"""Every sample file becomes exactly what stands beside it, and belongs to one format alone."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from analytics.importers.formats import FORMATS
from analytics.importers.source import Source
from tests.analytics.importers.formats.expected import FILES, inputs, outcome_of, shown

EVERY = [pytest.param(path, id=f"{path.parent.name}/{path.name}") for path in inputs()]


@pytest.mark.parametrize("path", EVERY)
def test_a_sample_file_becomes_what_stands_beside_it(path: Path, tmp_path: Path):
    """Rows, issues, chats and questions are the ones that were read and approved."""
    expected = path.with_name(path.name + ".expected").read_text(encoding="utf-8")
    assert shown(outcome_of(path, tmp_path / "draft")) == expected


@pytest.mark.parametrize("path", EVERY)
def test_every_record_of_a_sample_file_is_accounted_for(path: Path, tmp_path: Path):
    """Records read = rows written + rows rejected + rows skipped."""
    assert outcome_of(path, tmp_path / "draft").balances()


@pytest.mark.parametrize("path", EVERY)
def test_exactly_one_format_claims_a_sample_file(path: Path):
    """The folder a file lies in names the only format that recognises it, whatever the file is called."""
    modules = [import_module(dotted) for dotted in FORMATS]
    source = Source(path, "随便.txt")
    assert [module.name for module in modules if module.recognises(source)] == [path.parent.name]


def test_every_format_has_sample_files():
    """A format nobody shows a file of is not tested."""
    assert {path.name for path in FILES.iterdir() if path.is_dir()} == {dotted.rpartition(".")[2] for dotted in FORMATS}
