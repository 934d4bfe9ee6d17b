"""What every file under files/ becomes, written beside it as `<file>.expected`.

`python -m tests.analytics.importers.formats.expected` writes the missing ones, never an existing one:
read what it wrote before committing.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from tests.analytics.importers.formats.reading import Outcome, read_path

FILES = Path(__file__).with_name("files")


def inputs() -> list[Path]:
    """The files, without what is expected of them."""
    return sorted(path for path in FILES.glob("*/*") if path.suffix != ".expected")


def outcome_of(path: Path, draft: Path) -> Outcome:
    """What the file becomes without any answer."""
    return read_path(path, draft)


def shown(outcome: Outcome) -> str:
    """One line a row, empty cells left out; then the issues, the chats and the questions."""
    lines = [f"format {outcome.format}", f"read {sorted(map(tuple, outcome.about['read']))}"]
    for table in outcome.tables:
        rows = sorted(outcome.rows(table), key=lambda row: (row["part"], row["source_row"]))
        lines += [f"{table} {_brief(row)}" for row in rows]
    lines += [f"issue {_brief(issue)}" for issue in outcome.issues]
    lines += [f"chat {_brief(chat)}" for chat in outcome.about["chats"]]
    lines += [f"question {_brief(question)}" for question in outcome.about["questions"]]
    return "\n".join(lines) + "\n"


def _brief(row: dict[str, object]) -> str:
    kept = {name: value for name, value in row.items() if value is not None and value != ""}
    return json.dumps(kept, ensure_ascii=False, default=str)


def main() -> None:
    """Write what is missing."""
    for path in inputs():
        target = path.with_name(path.name + ".expected")
        if not target.exists():
            with tempfile.TemporaryDirectory() as folder:
                target.write_text(shown(outcome_of(path, Path(folder))), encoding="utf-8")


if __name__ == "__main__":
    main()
