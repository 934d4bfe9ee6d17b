"""Only some chats of a file that holds many: the others' rows leave the draft again.

Done on the finished tables, a block at a time, so that no format needs to know of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc


def leave_out(folder: Path, chats: Collection[str]) -> Counter[tuple[str, str]]:
    """Drop the rows of all chats but `chats` from every table in `folder`; rows that name no chat stay.

    Returns how many rows left, by (table, part).
    """
    wanted = pa.array(["", *chats], pa.string())
    left: Counter[tuple[str, str]] = Counter()
    for path in sorted(folder.glob("*.arrow")):
        with pa.OSFile(str(path)) as file, pa.ipc.open_stream(file) as reader:
            if "chat" in reader.schema.names:
                left.update({(path.stem, part): count for part, count in _rewrite(reader, path, wanted).items()})
    return left


def _rewrite(reader: pa.RecordBatchReader, path: Path, wanted: pa.Array) -> Counter[str]:
    left: Counter[str] = Counter()
    kept, written = path.with_suffix(".kept"), 0
    with pa.ipc.new_stream(str(kept), reader.schema) as writer:
        for batch in reader:
            stays = pc.is_in(batch["chat"], value_set=wanted)
            left.update(batch.filter(pc.invert(stays))["part"].to_pylist())
            if pc.any(stays).as_py():
                written += 1
                writer.write_batch(batch.filter(stays))
    path.unlink()
    kept.rename(path) if written else kept.unlink()
    return left
