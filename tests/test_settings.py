"""The thresholds: limits, names, round trips, and nothing that a typing slip could break."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import UserError
from analytics.settings import Definition, Settings, definitions
from analytics.texts import LANGUAGES, all_texts, texts_for
from pages.parts import terms

EVERY = list(definitions().values())
NUMBERS = [found for found in EVERY if isinstance(found.default, int | float) and not isinstance(found.default, bool)]
every_setting = pytest.mark.parametrize("found", EVERY, ids=lambda found: found.key)
every_number = pytest.mark.parametrize("found", NUMBERS, ids=lambda found: found.key)
COMPARISONS = {"above", "from", "below", "until"}


@every_setting
def test_setting_has_words_unit_and_source(found: Definition) -> None:
    """A threshold nobody can read about is no threshold: label, unit, source, section in both languages."""
    texts = all_texts()
    assert f"setting.{found.key}" in texts
    assert f"setting_section.{found.section}" in texts
    assert found.unit in {"share", "yes_no", "list", "choice"} or f"unit.{found.unit}" in texts
    assert f"setting_source.{found.source.partition(' ')[0].lower()}" in texts


@every_setting
@pytest.mark.parametrize("language", LANGUAGES)
def test_setting_can_be_said(found: Definition, language: str) -> None:
    """Its value reads as words, with its unit, and no key shows through."""
    said = terms.said(found, found.default, texts_for(language))
    assert said or found.default == ()
    assert not re.search(r"\b[a-z]+_[a-z_]+\b", said), said


@every_number
def test_number_has_limits_and_lies_inside(found: Definition) -> None:
    """Both ends are given, and the shipped value is one of those allowed."""
    assert found.low is not None
    assert found.high is not None
    assert found.low <= found.default <= found.high


@every_number
def test_limits_are_inclusive_and_hold(found: Definition) -> None:
    """The limit itself is allowed, one step beyond is not."""
    step = 1 if isinstance(found.default, int) else 0.001
    assert found.low is not None
    assert found.high is not None
    for allowed in (found.low, found.high):
        if found.section != "content_mix" or found.unit != "share":
            assert Settings({found.key: allowed})[found.key] == allowed
    for refused in (found.low - step, found.high + step):
        with pytest.raises(UserError) as caught:
            Settings({found.key: refused})
        assert caught.value.code == "settings_value"


@every_number
def test_name_says_comparison_and_unit(found: Definition) -> None:
    """A number that is compared says how: above, from, below, until."""
    words = set(found.name.split("_"))
    free = {"reference", "share", "months", "points", "spenders", "minutes", "window"}
    assert words & COMPARISONS or words & free


@pytest.mark.parametrize("wrong", ["15", True, None, [15], float("nan"), float("inf")])
def test_wrong_kind_of_value_is_refused(wrong: Any) -> None:
    """A text, a yes, nothing, a list, not a number: none of them is a number of days."""
    with pytest.raises(UserError) as caught:
        Settings({"layers.silent_from_days": wrong})
    assert caught.value.code == "settings_value"


def test_unknown_setting_is_named() -> None:
    """A name from another version is told, not swallowed."""
    with pytest.raises(UserError) as caught:
        Settings({"layers.old_name": 3})
    assert caught.value.code == "settings_unknown"
    assert caught.value.facts["names"] == ["layers.old_name"]


@pytest.mark.parametrize(("promotion", "knowledge", "fun", "whole"), [
    (0.3, 0.5, 0.2, True), (0.1, 0.2, 0.7, True), (0.3, 0.5, 0.21, False), (0.33, 0.33, 0.33, False), (1.0, 0.0, 0.0, True),
])
def test_mix_must_be_a_whole(promotion: float, knowledge: float, fun: float, whole: bool) -> None:
    """3:5:2 or any other mix, but always 100 %."""
    own = {"content_mix.promotion_share": promotion, "content_mix.knowledge_share": knowledge,
           "content_mix.fun_share": fun}
    if whole:
        assert Settings(own).content_mix.fun_share == fun
    else:
        with pytest.raises(UserError) as caught:
            Settings(own)
        assert caught.value.code == "settings_mix_sum"


def test_default_is_not_remembered_as_changed() -> None:
    """Setting a value back to the shipped one is no change."""
    assert Settings({"layers.silent_from_days": 15}).own == {}
    assert Settings().changed(layers__silent_from_days=10).changed(layers__silent_from_days=15) == Settings()


@given(st.fixed_dictionaries({}, optional={
    "layers.silent_from_days": st.integers(2, 365),
    "layers.high_spend_above_yuan_per_month": st.integers(0, 1_000_000),
    "layers.purchase_counts_as_interaction": st.booleans(),
    "classify.promotion_words": st.lists(st.text(min_size=1, max_size=8), max_size=5).map(tuple),
}))
def test_written_settings_are_read_back_the_same(own: dict[str, Any]) -> None:
    """Write, read, equal: whatever words and numbers a shop chose."""
    settings = Settings(own)
    assert Settings.from_toml(settings.to_toml()) == settings
    assert hash(Settings.from_toml(settings.to_toml())) == hash(settings)


def test_only_differences_are_written() -> None:
    """A new default reaches every shop that never chose another value."""
    assert Settings().to_toml() == ""
    assert Settings({"layers.silent_from_days": 10}).to_toml() == '"layers.silent_from_days" = 10\n'


@pytest.mark.parametrize(("minutes", "words"), [(119, "119 分钟"), (120, "2 小时"), (121, "121 分钟"), (1440, "24 小时")])
def test_whole_hours_from_two_on_are_said_as_hours(minutes: int, words: str) -> None:
    """Nobody should have to reckon what 1,440 minutes are."""
    texts = texts_for("zh")
    assert terms.said(definitions()["today.answer_until_minutes"], minutes, texts) == words
