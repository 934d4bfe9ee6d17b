"""What a person once said about a sheet's columns, used again for the next file of the same shape."""

from __future__ import annotations

import json
from dataclasses import replace

import duckdb

from analytics.importers.answers import Answers
from analytics.storing.connection import Connection
from analytics.storing.drafts import Draft
from analytics.storing.stamp import now


def remembered(connection: Connection, draft: Draft) -> Answers | None:
    """The draft's answers with what is remembered of its unknown sheets; None where that adds nothing."""
    shapes = {question.get("fingerprint") for question in draft.questions if question["kind"] == "mapping"}
    if not shapes:
        return None
    known = connection.read("select fingerprint, mapping from mappings order by decided_at")
    said: dict[str, str] = {}
    for fingerprint, mapping in zip(known["fingerprint"], known["mapping"], strict=True):
        if fingerprint in shapes:
            said.update(json.loads(mapping))
    answers = draft.read.answers
    together = {**said, **answers.mapping}
    return replace(answers, mapping=together) if together != answers.mapping else None


def remember(cursor: duckdb.DuckDBPyConnection, draft: Draft) -> None:
    """Keep the mapping that made this file readable, a row a shape of sheet."""
    mapping = draft.read.answers.mapping
    shapes = {part["fingerprint"] for part in draft.about["parts"] if part.get("fingerprint")}
    if not mapping:
        return
    for shape in sorted(shapes):
        cursor.execute("delete from mappings where fingerprint = ?", [shape])
        cursor.execute("insert into mappings values (?, ?, ?)", [shape, json.dumps(mapping, ensure_ascii=False), now()])
