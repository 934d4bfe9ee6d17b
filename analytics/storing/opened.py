"""One open shop file and everything that works on it; shared by all handles of the process."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from analytics.errors import UserError
from analytics.settings import Settings
from analytics.storing import decisions, derived, schema
from analytics.storing.connection import Connection
from analytics.storing.drafts import Reader
from analytics.storing.turn import Turn


class Cancellable(Protocol):
    """Something that goes on by itself and can be stopped: an import job."""

    def cancel(self) -> None:
        """Stop; nothing is kept."""


class Opened:
    """A shop's connection, reader and what runs. `handles`: how many workspaces hold it."""

    def __init__(self, path: Path | None, zone: str) -> None:
        self.path = path
        self.scratch = path.with_suffix(".work") if path else Path(tempfile.mkdtemp(prefix="qunxi-"))
        self.handles = 1
        self.running: list[Cancellable] = []
        if path and not path.exists():
            schema.create(path, zone)
        self.connection = Connection(path, self.scratch, zone)
        if path is None:
            schema.create_in(self.connection, zone)
        behind = schema.bring_up_to_date(self.connection)
        self.turn = Turn()
        self.reader = Reader(self.scratch, self.meta["zone"])
        if behind:
            with self.connection.writing() as cursor:
                derived.rebuild_whole(cursor, self.settings)

    @property
    def meta(self) -> Mapping[str, str]:
        """What the file says of itself, as last committed: nobody sees a version whose rows are not there yet."""
        return self.connection.once("meta", lambda: schema.read_meta(self.connection))

    @property
    def settings(self) -> Settings:
        """The shop's settings, as last committed."""
        return self.connection.once("settings", lambda: decisions.read_settings(self.connection))

    def close(self) -> None:
        """End the jobs, close the file, leave nothing lying about."""
        for job in self.running:
            job.cancel()
        self.turn.close()
        self.connection.close()
        shutil.rmtree(self.scratch, ignore_errors=True)


_open: dict[Path, Opened] = {}
_lock = threading.Lock()


def take(path: Path | str | None, zone: str) -> Opened:
    """The opened file; a file that is open in this process already is shared."""
    if path is None:
        return Opened(None, zone)
    place = Path(path).resolve()
    with _lock:
        opened = _open.get(place)
        if opened is None:
            opened = _open[place] = Opened(place, zone)
        else:
            opened.handles += 1
        return opened


def erase(path: Path) -> None:
    """Delete the shop's file and everything beside it, whoever has it open; then nothing of it is left on this disk."""
    place = path.resolve()
    with _lock:
        opened = _open.pop(place, None)
        if opened is not None:
            opened.close()
        else:
            _alone(place)
        for left in (place, place.with_name(place.name + ".wal"), place.with_name(place.name + ".new")):
            left.unlink(missing_ok=True)
        shutil.rmtree(place.with_suffix(".work"), ignore_errors=True)


def _alone(place: Path) -> None:
    """Raises `UserError` shop_open_elsewhere; a damaged file is nobody's."""
    scratch = place.with_suffix(".work")
    try:
        Connection(place, scratch, "UTC").close()
    except UserError as error:
        if error.code == "shop_open_elsewhere":
            raise


def give_back(opened: Opened) -> None:
    """One handle less; the last one closes the file."""
    with _lock:
        opened.handles -= 1
        if opened.handles or (opened.path and _open.get(opened.path) is not opened):
            return
        if opened.path:
            _open.pop(opened.path, None)
        opened.close()
