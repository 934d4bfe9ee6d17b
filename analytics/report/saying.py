"""Sentences before they have a language: a text key and its facts, turned into words when a report is written.

A fact is a number, a day, a text out of the data, or one of `Word`, `Named`, `Money`, `Share`, `Listing` and `Said`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from analytics.metrics.today import Sentence
from analytics.texts.words import Texts


@dataclass(frozen=True)
class Word:
    """A word of ours inside a sentence."""

    key: str


@dataclass(frozen=True)
class Named:
    """A word of ours where we have one (`prefix`.`name`), else the name that a file gave."""

    prefix: str
    name: str


@dataclass(frozen=True)
class Money:
    """Yuan."""

    yuan: float


@dataclass(frozen=True)
class Share:
    """A share with what it is of, for its decimals."""

    share: float
    of: int | None = None


@dataclass(frozen=True)
class Said:
    """A sentence: the text `key` with `facts` in its blanks."""

    key: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Listing:
    """Several things in a row."""

    things: tuple[Any, ...]


def say(thing: Any, texts: Texts) -> Any:
    """`thing` in words; what is no part of a sentence is handed back for `Texts` to write."""
    if isinstance(thing, Word):
        return texts(thing.key)
    if isinstance(thing, Named):
        key = f"{thing.prefix}.{thing.name}"
        return texts(key) if texts.has(key) else thing.name
    if isinstance(thing, Said):
        return texts(thing.key, **{name: say(value, texts) for name, value in thing.facts.items()})
    if isinstance(thing, Money):
        return texts.money(thing.yuan)
    if isinstance(thing, Share):
        return texts.share(thing.share, thing.of)
    if isinstance(thing, Listing):
        return texts.listing(say(one, texts) for one in thing.things)
    return thing


def sentence(one: Sentence) -> Said:
    """A sentence of the first screen."""
    facts = dict(one.facts)
    if "kind" in facts:
        kind = facts.pop("kind")
        facts |= {"other": Word(f"home.other.{kind}"), "same": Word(f"home.same.{kind}")}
    if "word" in facts:
        facts["word"] = Word(f"certainty.{facts['word']}")
    return Said(f"home.{one.key}", facts)
