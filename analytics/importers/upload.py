"""A file as a person hands it over."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Upload:
    """One file: its name as the person knows it, and its bytes or the place they already lie in.

    The name is only ever shown and mined for a group name; content decides what the file is.
    """

    name: str
    data: bytes | None = None
    path: Path | None = None

    @classmethod
    def from_path(cls, path: Path | str) -> Upload:
        """An upload of the file at `path`, not read into memory."""
        path = Path(path)
        return cls(path.name, path=path)
