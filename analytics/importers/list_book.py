"""The 接龙 of one file, each told from the others and followed to its latest sending.

    老王 20:10   #接龙 周末团:草莓   1. 老王 2盒
    小雨 20:12   #接龙 周末团:草莓   1. 老王 2盒   2. 小雨 1盒        老王's line was first seen at 20:10, both last at 20:12
    老王 20:30   #接龙 周末团:草莓   1. 小雨 1盒                      his line is gone: last seen at 20:12

Every line ever sent becomes one row a thing with the moments it was first and last seen; what stands in
the latest sending is what counts. Files may be split anywhere: storing/group_lists.py joins the rows again.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from analytics.importers import names
from analytics.importers.batch import BatchWriter
from analytics.importers.moments import DAY
from analytics.importers.solitaire import Entry, Solitaire

# A list that lost more than half of its people at once is another list with the same title.
_SAME_LIST_FROM_SHARE = 0.5
# After so long nobody adds to a list; the same title again is a new one, unless all of the old lines stand in it.
_SAME_LIST_UNTIL = 3 * DAY
_WHOLLY_KEPT_FROM_LINES = 3
_DONE = re.compile(
    r"[(（【\[][^()（）【】\[\]]{0,12}(?:截|满|结束|最后|剩)[^()（）【】\[\]]{0,12}[)）】\]]|已?(?:截单|截团|截止|结束|满员|成团)了?\W*$")

_normal = lru_cache(maxsize=65_536)(names.normal)


def title_key(title: str) -> str:
    """What two sendings of one list have in common: the first line, without 已截单 and the like."""
    first = next((line for line in title.split("\n") if line.strip()), "")
    return names.normal(_DONE.sub("", first))


class Sending(NamedTuple):
    """A list as it was sent once: whose names stand in it, and its lines."""

    title: str
    people: Collection[str]
    lines: Collection[str]


def goes_on(before: Sending, after: Sending, later: int) -> bool:
    """Whether `after`, sent `later` microseconds afterwards, is the same list.

    The same title does, while half of the people are still there. Under another title, or long after, nothing
    less than every old line does: the same people buy other things, and the same things again.
    """
    if later <= _SAME_LIST_UNTIL and title_key(before.title) == title_key(after.title):
        return len(set(before.people) & set(after.people)) >= len(before.people) * _SAME_LIST_FROM_SHARE
    return len(before.lines) >= _WHOLLY_KEPT_FROM_LINES and set(before.lines) <= set(after.lines)


@dataclass
class _Seen:
    """One line of a list: who, where it was first read, when it was first and last there."""

    entry: Entry
    name: str
    platform_id: str
    row: int
    number: int
    first_at: int | None
    last_at: int | None


@dataclass
class _List:
    """One list as this file shows it, up to its latest sending."""

    latest: Sending
    run_at: int | None
    last_at: int | None
    resolution: str
    row: int
    lines: dict[str, _Seen] = field(default_factory=dict)
    key: str = ""


class ListBook:
    """Takes every sending in the order of the file; `finish` writes what became of them."""

    def __init__(self, out: BatchWriter, part: str) -> None:
        self._out, self._part = out, part
        self._lists: dict[str, list[_List]] = defaultdict(list)

    def take(self, chat: str, row: int, moment: int | None, resolution: str, sent: Solitaire,
             sender: str, platform_id: str) -> list[Entry]:
        """Note one sending; the entries its sender brought.

        Where nothing was seen before (the record starts in the middle of a 接龙), only the sender's own
        entries count, or the last one; so two exports that overlap say the same.
        """
        known = self._find(chat, moment, sent)
        if known is None:
            own = [entry for entry in sent.entries if _same(entry.name, sender)] or list(sent.entries[-1:])
            known = _List(_sending(sent), moment, moment, resolution, row)
            self._lists[chat].append(known)
        else:
            own = _brought(known, sent.entries)
        self._note(known, row, moment, sent, sender, platform_id)
        return [entry for entry in own if not entry.withdrawn]

    def take_whole(self, chat: str, row: int, moment: int | None, resolution: str, sent: Solitaire) -> None:
        """Note a list that was pasted alone: a state of its own, later than what was pasted before."""
        digest = hashlib.md5("\n".join(entry.words for entry in sent.entries).encode(), usedforsecurity=False)
        known = _List(_sending(sent), moment, moment, resolution, row, key=digest.hexdigest()[:12])
        self._lists[chat].append(known)
        self._note(known, row, moment, sent, "", "")

    def finish(self) -> None:
        """Write all lists: one row a list (number 0), one row a line and thing."""
        for chat, lists in self._lists.items():
            for one in lists:
                self._write(chat, one)

    def _find(self, chat: str, moment: int | None, sent: Solitaire) -> _List | None:
        """The latest list that goes on with this sending, one with the very same title first."""
        now = _sending(sent)
        fitting = [one for one in reversed(self._lists[chat]) if goes_on(one.latest, now, _between(one.last_at, moment))]
        return next((one for one in fitting if one.latest.title == sent.title), next(iter(fitting), None))

    def _note(self, known: _List, row: int, moment: int | None, sent: Solitaire, sender: str, platform_id: str) -> None:
        if moment is not None and known.last_at is not None and known.lines:
            # Two sendings in one minute keep their order.
            moment = max(moment, known.last_at + 1)
        known.latest, known.last_at = _sending(sent), moment
        for words, entry in _numbered(sent.entries):
            seen = known.lines.get(words)
            if seen is None:
                by_id = platform_id if _same(entry.name, sender) else ""
                place = row if sender else row + entry.line
                known.lines[words] = _Seen(entry, sender if by_id else entry.name, by_id, place, entry.number, moment, moment)
            else:
                seen.last_at, seen.number = moment, entry.number

    def _write(self, chat: str, one: _List) -> None:
        same: Mapping[str, object] = {"chat": chat, "title": one.latest.title, "list_key": one.key, "run_at": one.run_at,
                                      "resolution": one.resolution}
        self._out.row("sign_ups", self._part, one.row, **same, number=0, piece=0, first_at=one.run_at, last_at=one.last_at,
                      withdrawn=False)
        for words, seen in one.lines.items():
            for piece, thing in enumerate(seen.entry.pieces, 1):
                self._out.row(
                    "sign_ups", self._part, seen.row, **same, number=seen.number, piece=piece, words=words,
                    platform_id=seen.platform_id, name=seen.name, item=thing.item, quantity=thing.quantity,
                    price=thing.price, amount=seen.entry.written if piece == 1 else None,
                    withdrawn=seen.entry.withdrawn, first_at=seen.first_at, last_at=seen.last_at)


def _numbered(entries: Sequence[Entry]) -> Iterator[tuple[str, Entry]]:
    """Each line by its words; who stands there twice with the same words has two lines."""
    met: Counter[str] = Counter()
    for entry in entries:
        met[entry.words] += 1
        yield f"{entry.words}\x1f{met[entry.words]}" if met[entry.words] > 1 else entry.words, entry


def _sending(sent: Solitaire) -> Sending:
    people = frozenset(_normal(entry.name) for entry in sent.entries)
    return Sending(sent.title, people, frozenset(words for words, _ in _numbered(sent.entries)))


def _between(earlier: int | None, later: int | None) -> int:
    return 0 if earlier is None or later is None else later - earlier


def _brought(known: _List, entries: Sequence[Entry]) -> list[Entry]:
    """The entries that were in none of the sendings before, corrected ones left out."""
    places = {(seen.number, _normal(seen.entry.name)) for seen in known.lines.values()}
    return [entry for words, entry in _numbered(entries)
            if words not in known.lines and (entry.number, _normal(entry.name)) not in places]


def _same(name: str, sender: str) -> bool:
    return bool(sender) and names.normal(name) == names.normal(sender)
