"""The reading child: `python -m analytics.importers.child SOURCE FOLDER`, the job as one JSON line on stdin.

A stranger's bytes are parsed here and nowhere else. stdout carries JSON lines, {"container": …} once
and {"done": bytes, "of": bytes, "rows": met so far} while reading; the exit code is one of those below; FOLDER receives
what `BatchWriter` writes, or error.json. Must never load pandas, DuckDB, scipy, altair or Streamlit.
"""

from __future__ import annotations

import errno
import gc
import json
import os
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import date
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import Any

from analytics.errors import UserError
from analytics.importers import process
from analytics.importers.answers import Answers
from analytics.importers.limits import Limits

DONE, BUG, REFUSED, OUT_OF_MEMORY, DISK_FULL, TOO_MUCH_OUTPUT, PANIC = 0, 1, 3, 4, 5, 6, 7
ERROR = "error.json"

# pyarrow and openpyxl take numpy and pandas along where they find them: 0.4 s and 80 MB a file for nothing.
_NEVER_LOADED = frozenset({"numpy", "pandas", "duckdb", "scipy", "altair", "streamlit"})

_RARELY = (200_000, 50, 100)
_TICK_SECONDS = 0.2
_HIGHEST_DESCRIPTOR = 64
_CODES = {errno.ENOSPC: DISK_FULL, errno.EDQUOT: DISK_FULL, errno.EFBIG: TOO_MUCH_OUTPUT}

Tell = Callable[..., None]


def main(parent: int | None = None) -> int:
    """Read one file; returns the exit code. `parent`: the process it dies with, where that is not the one that gave the job."""
    path, folder = Path(sys.argv[1]), Path(sys.argv[2])
    job = json.loads(sys.stdin.buffer.readline())
    tell = _speaker()
    process.confine(Limits(**job["limits"]), parent or job["parent"])
    # Reading makes rows by the hundred thousand and hardly a cycle: looking for cycles took a third of the time.
    gc.set_threshold(*_RARELY)
    os.chdir(folder)
    try:
        _read(path, folder, job, tell)
    except UserError as error:
        _write_error(folder, error, job["name"])
        return REFUSED
    except MemoryError:
        return OUT_OF_MEMORY
    except OSError as error:
        traceback.print_exc()
        return _CODES.get(error.errno or 0, BUG)
    except BaseException as error:
        traceback.print_exc()
        # A panic of calamine's Rust arrives as a BaseException of a class that cannot be imported.
        return PANIC if type(error).__name__ == "PanicException" else BUG
    return DONE


def _read(path: Path, folder: Path, job: dict[str, Any], tell: Tell) -> None:
    refuse_heavy()
    # Only now: everything these modules load must be under the limits already.
    if job.get("whole_shop"):
        from analytics.importers import handed_over

        handed_over.read(path, folder)
        return
    from analytics.importers import bundle, shop_clock
    from analytics.importers.batch import BatchWriter
    from analytics.importers.recognise import recognise

    today = job.get("today")
    shop_clock.use(job.get("zone", shop_clock.SHANGHAI), date.fromisoformat(today) if today else None)
    sources = bundle.sources(path, folder, job["name"], job["careful"])
    tell(container=sources[0].container if len(sources) == 1 else "zip")
    out, answers = BatchWriter(folder, member=sources[0].member), Answers.from_json(job["answers"])
    with _Progress([source.path for source in sources], tell, lambda: out.rows) as progress:
        if len(sources) == 1:
            module = recognise(sources[0])
            out.about["format"] = module.name
            module.read(sources[0], answers, out)
        else:
            for source in bundle.read(sources, answers, out):
                progress.reading(source.path)
    out.finish(answers.chats)


def refuse_heavy() -> None:
    """Make heavy packages look absent in this process, once."""
    if not any(isinstance(finder, _Refuser) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Refuser())


def _speaker() -> Tell:
    """A function that writes one JSON line to the parent. Whatever else prints goes to the log."""
    to_parent = os.dup(1)
    os.dup2(2, 1)

    def tell(**facts: object) -> None:
        os.write(to_parent, json.dumps(facts).encode() + b"\n")

    return tell


def _write_error(folder: Path, error: UserError, name: str) -> None:
    said = {"code": error.code, "facts": {"file": name, **error.facts}}
    # default=str: days and paths arrive as text; a sentence shows them the same.
    text = json.dumps(said, ensure_ascii=False, default=str)
    (folder / ERROR).write_bytes(text.encode("utf-8", "replace"))


class _Refuser(MetaPathFinder):
    """Makes heavy packages look absent; whoever can do without them then does."""

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:
        """None, so that the other finders are asked, but for what must not be loaded."""
        if fullname.partition(".")[0] in _NEVER_LOADED:
            raise ModuleNotFoundError(fullname, name=fullname)


class _Progress:
    """Tells how far `paths` have been read, whoever reads them and however: by the offset of their descriptors."""

    def __init__(self, paths: list[Path], tell: Tell, rows: Callable[[], int]) -> None:
        self._rows = rows
        self._sizes = {path: path.stat().st_size for path in paths}
        self._before, self._file = 0, paths[0].stat()
        self._tell = tell
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True, name="progress")

    def __enter__(self) -> _Progress:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def reading(self, path: Path) -> None:
        """The files before `path` are done, this one begins."""
        paths = list(self._sizes)
        self._before = sum(self._sizes[one] for one in paths[:paths.index(path)])
        self._file = path.stat()

    def _watch(self) -> None:
        of = sum(self._sizes.values())
        while not self._over.wait(_TICK_SECONDS):
            reached = max((self._offset(descriptor) for descriptor in range(3, _HIGHEST_DESCRIPTOR)), default=0)
            if self._before + reached:
                self._tell(done=self._before + reached, of=of, rows=self._rows())

    def _offset(self, descriptor: int) -> int:
        try:
            status = os.fstat(descriptor)
            if (status.st_dev, status.st_ino) != (self._file.st_dev, self._file.st_ino):
                return 0
            return os.lseek(descriptor, 0, os.SEEK_CUR)
        except OSError:
            return 0


if __name__ == "__main__":
    sys.exit(main())
