"""A zip as one import: its readable members, each recognised and read by itself, in one child.

    福利群_1.txt  福利群_2.txt  五月订单.xlsx      thirty mails, a folder of chunks, everything a shop has

One member that cannot be read never stops the others; it is named in the preview with the reason.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from pathlib import Path

from analytics.errors import UserError
from analytics.importers import containers, zips
from analytics.importers.answers import Answers
from analytics.importers.batch import BatchWriter
from analytics.importers.handed_over import CONTENTS
from analytics.importers.recognise import recognise
from analytics.importers.source import Source

FORMAT = "bundle"
_UNPACKED = "unpacked"
_NOT_OPENED = frozenset({"zip", "archive"})


def sources(path: Path, folder: Path, name: str, careful: bool = False) -> list[Source]:
    """The file itself, or the members of the archive that it is, unpacked into `folder`. Raises as `zips.readable`."""
    alone = Source(path, name, careful=careful)
    if alone.container != "zip":
        containers.guard(path, alone.container)
        return [alone]
    if any(info.filename == CONTENTS for info in zips.members(path)):
        raise UserError("is_a_shop")
    infos = zips.readable(path)
    place = folder / _UNPACKED
    place.mkdir()
    paths = zips.unpack(path, infos, place)
    names = [zips.shown_name(info) for info in infos]
    siblings = dict(zip(names, paths, strict=True))
    if len(paths) == 1:
        return [_only(Source(paths[0], name, names[0], careful))]
    return [Source(one, member.rpartition("/")[2], member, careful, siblings)
            for member, one in siblings.items()]


def read(members: list[Source], answers: Answers, out: BatchWriter) -> Iterator[Source]:
    """Reads one member after the other into `out`, giving each back when it begins.

    Raises the first member's `UserError` when none can be read.
    """
    formats: list[str] = []
    first: UserError | None = None
    for source in members:
        yield source
        out.enter(source.member)
        try:
            formats.append(_read_member(source, answers, out))
        except UserError as error:
            first = first or error
            out.part("", None, reason=error.code)
    if not formats:
        raise first or UserError("archive_unclear", count=0, members=[])
    out.about["format"] = formats[0] if len(set(formats)) == 1 else FORMAT


def _read_member(source: Source, answers: Answers, out: BatchWriter) -> str:
    if source.container in _NOT_OPENED:
        raise UserError("archive_in_archive", member=source.member)
    containers.guard(source.path, source.container)
    module = recognise(source)
    try:
        module.read(source, answers, out)
    except (UserError, MemoryError, OSError):
        raise
    except Exception:
        # A fault of ours in one file of thirty: said there, and the other twenty-nine are read.
        traceback.print_exc()
        raise UserError("reader_died", file=source.name) from None
    return module.name


def _only(source: Source) -> Source:
    if source.container in _NOT_OPENED:
        raise UserError("archive_in_archive", member=source.member)
    containers.guard(source.path, source.container)
    return source
