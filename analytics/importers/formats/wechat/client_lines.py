"""Names under which the client itself speaks, in files that give its lines a sender as if it were a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from analytics.importers.system_lines import is_system

_MOSTLY = 0.5
# Whose first lines hold no sentence of the client is a person; the thousands that follow need no look.
_ENOUGH = 20
_LONGEST_SENTENCE = 200


def client_names(lines: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Who of the (name, words) says nearly nothing but whole sentences of the client: mostly the group's own name."""
    said: Counter[str] = Counter()
    sentences: Counter[str] = Counter()
    for name, text in lines:
        said[name] += 1
        if (said[name] <= _ENOUGH or name in sentences) and len(text) <= _LONGEST_SENTENCE and is_system(text):
            sentences[name] += 1
    return frozenset(name for name, count in sentences.items() if count > _MOSTLY * said[name])
