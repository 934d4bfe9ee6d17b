"""One story in every dialect: the same messages, senders, kinds and times in all that carry them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import Upload, Workspace
from analytics.importers.formats import FORMATS
from analytics.importers.source import Source
from tests.analytics.importers.dialects import Dialect, every_dialect
from tests.analytics.importers.dialects.story import CHAT, PEOPLE, STORY, Line

DIALECTS = [pytest.param(dialect, id=dialect.title.replace(" ", "-")) for dialect in every_dialect()]
_WORDED = frozenset({"text", "quote", "solitaire"})
_STEPS = {"minute": "%Y-%m-%d %H:%M", "second": "%Y-%m-%d %H:%M:%S", "day": "%Y-%m-%d", "none": "—"}

Row = tuple[str, str, str, str | None]
Shop = tuple[Dialect, dict[str, bytes], Workspace]


def shop_with(dialect: Dialect, files: dict[str, bytes]) -> Workspace:
    ws = Workspace.open()
    for name, data in files.items():
        ws.import_upload(Upload(name, data), **({} if name in dialect.companions else dialect.answers))
    return ws


def expected(dialect: Dialect, lines: Iterable[Line]) -> Counter[Row]:
    """(moment at the dialect's resolution, sender, kind, text where words are typed) of every line it carries."""
    return Counter(
        (line.at.strftime(_STEPS[dialect.resolution]), dialect.sender(line.who) if line.who else "",
         dialect.kinds.get(line.kind, line.kind), dialect.text(line) if line.kind in _WORDED else None)
        for line in lines if line.kind not in dialect.leaves_out)


def found(dialect: Dialect, ws: Workspace) -> Counter[Row]:
    """The same of what was stored; placeholders of other kinds are not compared."""
    shown = {dialect.kinds.get(kind, kind) for kind in _WORDED}
    return Counter(
        ("—" if row["resolution"] == "none" else row["sent_at"].strftime(_STEPS[dialect.resolution]), row["sender_name"] or "",
         row["kind"], _text(row) if row["kind"] in shown else None)
        for row in ws.table("messages").fillna({"sender_name": ""}).to_dict("records"))


def _text(row: dict[str, Any]) -> str | None:
    return row["text"] if isinstance(row["text"], str) else None


@pytest.fixture(scope="module", params=DIALECTS)
def told_shop(request: pytest.FixtureRequest) -> Iterator[Shop]:
    """The story in one dialect, imported once for all that is asked about it."""
    dialect: Dialect = request.param
    files = dict(dialect.write(STORY))
    with shop_with(dialect, files) as ws:
        yield dialect, files, ws


def test_the_story_is_the_same_in_every_dialect(told_shop: Shop) -> None:
    """Messages, senders, kinds, texts and times; what a dialect loses is said in its fields."""
    dialect, _, ws = told_shop
    assert found(dialect, ws) == expected(dialect, STORY)
    assert set(ws.table("messages")["resolution"]) <= {dialect.resolution}
    if dialect.names_chat:
        assert CHAT in set(ws.query("select name from chat_names")["name"]) | set(ws.table("chats")["chat_name"])


def test_the_people_of_the_story_keep_their_ids(told_shop: Shop) -> None:
    """Where an exporter writes ids, each sender has the right one."""
    dialect, _, ws = told_shop
    wanted = {dialect.ids(line.who) for line in STORY if line.who and line.kind not in dialect.leaves_out} - {""}
    assert wanted <= set(ws.table("aliases")["platform_id"])


def test_the_comings_and_goings_of_the_story_are_found(told_shop: Shop) -> None:
    """Two joins by invitation and code (one of them of two people), one removal, one new name of the group."""
    dialect, _, ws = told_shop
    if not dialect.movements:
        pytest.skip("this dialect does not say who came and went")
    moves = Counter(ws.query("select kind from movement_rows where visible")["kind"])
    wanted = Counter(event.kind for line in STORY if (event := line.event) and line.kind not in dialect.leaves_out
                     for _ in (event.names or ("",)))
    assert moves == wanted


def test_a_second_import_of_the_story_changes_nothing(told_shop: Shop) -> None:
    """Every row is already there. Stands after the others, which ask about the first import alone."""
    dialect, files, ws = told_shop
    before = len(ws.table("messages"))
    receipts = [ws.import_upload(Upload(name, data), **({} if name in dialect.companions else dialect.answers))
                for name, data in files.items()]
    assert all(receipt.kept == 0 and receipt.rejected == 0 for receipt in receipts)
    assert len(ws.table("messages")) == before


@pytest.mark.parametrize("dialect", DIALECTS)
def test_exactly_one_format_claims_each_file_of_a_dialect(dialect: Dialect, tmp_path: Path) -> None:
    """Whatever the file is called, and whoever else could be asked."""
    modules = [import_module(dotted) for dotted in FORMATS]
    for number, (name, data) in enumerate(dialect.write(STORY).items()):
        path = tmp_path / str(number)
        path.write_bytes(data)
        source = Source(path, "随便.txt")
        if source.container == "zip" or name in dialect.companions:
            continue
        claims = [module.name for module in modules if module.recognises(source)]
        assert claims == ([] if dialect.format == "sheet" else [dialect.format])


# Letters, digits and marks of several scripts; no line ends, no control characters.
_INLINE = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S"), exclude_characters="\ue000\ue001"),
                  min_size=1, max_size=12)
_WORDS = st.lists(_INLINE, min_size=1, max_size=3).map(lambda lines: "w" + "\n".join(lines))
_CHATS = st.lists(st.tuples(st.sampled_from(PEOPLE), _WORDS, st.integers(0, 2000)), min_size=2, max_size=6)


def told(said: Sequence[tuple[Any, str, int]]) -> list[Line]:
    lines, at = [], datetime(2026, 5, 31, 21, 0, 7)
    for number, (person, text, later) in enumerate(said, 1):
        at += timedelta(minutes=later + 1)
        lines.append(Line(number, at, "text", text, person))
    return lines


@pytest.mark.parametrize("dialect", [pytest.param(*param.values, id=param.id) for param in DIALECTS
                                     if param.values[0].generated])
def test_generated_chats_come_back_as_they_were_written(dialect: Dialect) -> None:
    """Whatever people type, each importer gives it back: senders, texts and moments."""

    @given(_CHATS)
    @settings(deadline=None, max_examples=12)
    def round_trip(said: list[tuple[Any, str, int]]) -> None:
        lines = [replace(line, text="w好") if dialect.awkward(str(line.text)) else line for line in told(said)]
        with TemporaryDirectory() as folder:
            assert _read_back(dialect, lines, Path(folder)) == expected(dialect, lines)

    round_trip()


def _read_back(dialect: Dialect, lines: Sequence[Line], folder: Path) -> Counter[Row]:
    from tests.analytics.importers.formats.reading import read_bytes

    rows: list[dict[str, Any]] = []
    for number, (name, data) in enumerate(dialect.write(lines).items()):
        if name not in dialect.companions:
            outcome = read_bytes(folder, data, f"{number}.bin", **dialect.answers)
            assert outcome.issues == []
            rows += outcome.messages
    return Counter(("—" if row["resolution"] == "none" else row["sent_at"].strftime(_STEPS[dialect.resolution]),
                    row["name"] or "", row["kind"], row["text"]) for row in rows)
