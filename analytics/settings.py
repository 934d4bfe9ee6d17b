"""Every threshold of the product, with unit, comparison and source. Shipped in settings.toml.

A threshold's name ends in its comparison and unit: `above` >, `from` ≥, `below` <, `until` ≤.
A shop keeps its own copy; a changed value is checked against the limits in the shipped file.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from analytics.errors import UserError

SHIPPED = Path(__file__).with_name("settings.toml")


@dataclass(frozen=True)
class Definition:
    """One setting as shipped: `section.name`, default, unit, source, limits."""

    section: str
    name: str
    default: Any
    unit: str
    source: str
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """`section.name`, the key of its texts (`[setting.<section>.<name>]`)."""
        return f"{self.section}.{self.name}"


@cache
def definitions() -> dict[str, Definition]:
    """Every setting by `section.name`, in the order of the file."""
    shipped = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))
    found = {}
    for section, entries in shipped.items():
        for name, entry in entries.items():
            found[f"{section}.{name}"] = Definition(
                section, name, _frozen(entry["value"]), entry["unit"], entry["source"],
                entry.get("low"), entry.get("high"), tuple(entry.get("choices", ())),
            )
    return found


class Settings:
    """The thresholds in force: `settings.layers.high_spend_above_yuan_per_month`.

    Immutable; `changed` gives a checked copy. Lists are tuples.
    """

    def __init__(self, own: Mapping[str, Any] | None = None) -> None:
        own = dict(own or {})
        unknown = sorted(set(own) - set(definitions()))
        if unknown:
            raise UserError("settings_unknown", names=unknown)
        self.own: dict[str, Any] = {
            key: value for key, value in ((k, _frozen(v)) for k, v in own.items())
            if value != definitions()[key].default
        }
        for key, value in self.own.items():
            _check(definitions()[key], value)
        sections: dict[str, dict[str, Any]] = {}
        for key, definition in definitions().items():
            sections.setdefault(definition.section, {})[definition.name] = self[key]
        self._sections = {name: SimpleNamespace(**values) for name, values in sections.items()}
        _check_together(self)

    def __getitem__(self, key: str) -> Any:
        """The value of `section.name`."""
        return self.own.get(key, definitions()[key].default)

    def __getattr__(self, section: str) -> Any:
        try:
            return self.__dict__["_sections"][section]
        except KeyError:
            raise AttributeError(section) from None

    def __iter__(self) -> Iterator[tuple[Definition, Any]]:
        for key, definition in definitions().items():
            yield definition, self[key]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Settings) and self.own == other.own

    def __hash__(self) -> int:
        return hash(tuple(sorted(self.own.items())))

    def changed(self, **values: Any) -> Settings:
        """A copy with new values; names as `layers__silent_from_days` or in a mapping via **."""
        return Settings({**self.own, **{key.replace("__", "."): value for key, value in values.items()}})

    def to_toml(self) -> str:
        """Only what differs from the shipped values, one `"section.name" = value` a line."""
        import json

        # TOML forbids DEL in a text, which JSON lets through.
        written = {key: json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f") for key, value in self.own.items()}
        return "".join(f'"{key}" = {value}\n' for key, value in sorted(written.items()))

    @classmethod
    def from_toml(cls, text: str) -> Settings:
        """The reverse of `to_toml`; raises `UserError` settings_unreadable / _unknown / _value."""
        try:
            return cls(tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            raise UserError("settings_unreadable", detail=str(error)) from None


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _check(definition: Definition, value: Any) -> None:
    bad = UserError("settings_value", name=definition.key, value=value, low=definition.low,
                    high=definition.high, choices=list(definition.choices))
    if isinstance(definition.default, tuple):
        if not isinstance(value, tuple) or not all(isinstance(item, str) for item in value):
            raise bad
        return
    if isinstance(definition.default, bool) != isinstance(value, bool):
        raise bad
    if isinstance(definition.default, str):
        if not isinstance(value, str) or (definition.choices and value not in definition.choices):
            raise bad
        return
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise bad
    if definition.low is not None and value < definition.low:
        raise bad
    if definition.high is not None and value > definition.high:
        raise bad


def _check_together(settings: Settings) -> None:
    mix = settings.content_mix
    if abs(mix.promotion_share + mix.knowledge_share + mix.fun_share - 1) > 1e-9:
        raise UserError("settings_mix_sum", promotion=mix.promotion_share, knowledge=mix.knowledge_share,
                        fun=mix.fun_share)
