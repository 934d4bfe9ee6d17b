"""Unchanged, every question of the what-if page says what its metrics page says, to the digit; asked of the whole demo."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analytics import Scope, Workspace
from analytics.metrics import (
    brings,
    exits,
    first_orders,
    funnel,
    layers,
    post_effects,
    presence,
    referral,
    tiers,
    today_facts,
    today_tasks,
)
from analytics.what_if.answer import Answer, answer
from analytics.what_if.questions import QUESTIONS

# Where the sliders stand when nothing is done that is not done today.
NOTHING: dict[str, dict[str, float]] = {"wake_up": {"contacts": 0}, "discount": {"discount": 0, "uplift": 0}}


@pytest.fixture(scope="module")
def shop(built_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A copy of the demo."""
    with Workspace.open(shutil.copy(built_home / "demo.duckdb", tmp_path_factory.mktemp("demo"))) as workspace:
        yield workspace


@pytest.fixture(scope="module")
def facts(shop: Workspace) -> dict[str, Any]:
    """question → what it read."""
    return {name: question.measure(shop) for name, question in QUESTIONS.items()}


def _asked(facts: dict[str, Any], name: str, **given: float) -> Answer:
    return answer(QUESTIONS[name], facts[name], given or NOTHING.get(name, {}))


def _input(found: Answer, name: str) -> Any:
    return found.inputs.set_index("input").loc[name]


def test_every_question_can_be_answered_and_unchanged_changes_nothing_in_any_draw(facts: dict[str, Any]) -> None:
    for name, found in facts.items():
        assert found.missing == ()
        for outcome in QUESTIONS[name].outcomes(found, answer(QUESTIONS[name], found, NOTHING.get(name, {})).values):
            if outcome.name != "payback":  # without a commission there is nothing to pay back
                assert outcome.then == outcome.today, (name, outcome.name)
                if outcome.then_drawn is not None and outcome.today_drawn is not None:
                    assert np.array_equal(outcome.then_drawn, outcome.today_drawn, equal_nan=True), (name, outcome.name)


def test_lost_regulars_are_those_of_the_first_screen(shop: Workspace, facts: dict[str, Any]) -> None:
    page = today_tasks.lists(today_facts.read(shop, Scope()), ("regular_gone",))["regular_gone"]
    found = answer(QUESTIONS["wake_up"], facts["wake_up"], {})
    assert found.people["person_id"].tolist() == page["person_id"].tolist()
    assert _input(found, "lost")["value"] == len(page)


def test_first_orders_are_those_of_the_stages_page(shop: Workspace, facts: dict[str, Any]) -> None:
    page = first_orders.measure(shop).rates.set_index("basis").loc["matured"]
    row = _input(_asked(facts, "first_order"), "rate")
    assert (row["count"], row["of"], row["value"]) == (page["count"], page["of"], page["share"])


def test_the_path_is_that_of_the_path_page(shop: Workspace, facts: dict[str, Any]) -> None:
    rows = _asked(facts, "funnel").outcomes
    assert rows.loc[rows["outcome"] == "reached", "then"].tolist() == funnel.measure(shop).steps["count"].tolist()


@pytest.mark.parametrize("tier", ["silver", "gold"])
def test_who_gets_a_discount_is_who_holds_the_tier(shop: Workspace, facts: dict[str, Any], tier: str) -> None:
    choices = QUESTIONS["discount"].levers(facts["discount"], {})[0].choices
    found = _asked(facts, "discount", who=choices.index(tier))
    page = tiers.measure(shop)
    assert found.outcome("people")["today"] == page.count(tier) > 0
    assert set(found.people["person_id"]) == set(page.people(tier)["person_id"])


def test_layers_and_tiers_are_those_of_their_pages(shop: Workspace, facts: dict[str, Any]) -> None:
    rows, page, ranks = _asked(facts, "thresholds").outcomes, layers.measure(shop), tiers.measure(shop)
    held = rows[rows["subject"] != ""].set_index("subject")["today"]
    expected = {name: ranks.count(name) if name in ("silver", "gold") else page.count(name) for name in held.index}
    assert held.to_dict() == expected
    assert len(expected) == 6


def test_other_bars_move_those_whose_tier_the_tiers_page_would_change(shop: Workspace, facts: dict[str, Any]) -> None:
    found = _asked(facts, "thresholds", gold=1000, silver=500, list=2)
    tried = shop.settings.changed(tiers__gold_above_yuan=1000, tiers__silver_from_yuan_per_month=500)
    both = [tiers.measure(shop, None, one).members.set_index("person_id")["tier"].replace("dormant", "bronze")
            for one in (shop.settings, tried)]
    changed = both[0].index[both[0] != both[1].reindex(both[0].index)]
    assert set(found.people["person_id"]) == set(changed)
    assert found.outcome("tier_moved")["then"] == len(changed) > 0


def test_posts_answers_and_orders_are_those_of_the_content_pages(shop: Workspace, facts: dict[str, Any]) -> None:
    effects = post_effects.measure(shop)
    counted = post_effects.counted(shop).set_index("post_id")
    page = effects.posts.set_index("post_id")
    for column in ("category", "answers", "last"):
        pd.testing.assert_series_equal(counted[column], page[column].reindex(counted.index), check_exact=True, check_dtype=False)
    rows = brings.groups(effects, "category").set_index("value")
    found = _asked(facts, "mix")
    for kind in ("promotion", "knowledge", "fun"):
        assert _input(found, f"{kind}_answers")["of"] == rows.loc[kind, "known"]
        assert _input(found, f"{kind}_answers")["value"] == pytest.approx(rows.loc[kind, "answers"] / rows.loc[kind, "known"])


def test_who_brings_people_and_k_are_those_of_the_referral_page(shop: Workspace, facts: dict[str, Any]) -> None:
    page, found = referral.measure(shop), _asked(facts, "referral")
    joined = page.k.set_index("measure").loc["joined"]
    assert _input(found, "joined")["value"] == len(page.people("joined")) == joined["count"]
    assert found.outcome("k")["today"] == pytest.approx(joined["k"], rel=1e-12)
    bought = page.rates.set_index("rate").loc["new_customers"]
    assert (_input(found, "first")["count"], _input(found, "first")["of"]) == (bought["count"], bought["of"])


def test_who_leaves_and_who_is_there_are_those_of_the_retention_page(shop: Workspace, facts: dict[str, Any]) -> None:
    page, found = exits.measure(shop), _asked(facts, "growth")
    row = page.incidence.set_index("kind").loc["all"]
    assert _input(found, "leaving")["of"] == row["count"] == len(page.people())
    assert _input(found, "leaving")["value"] == pytest.approx(row["per_month"], rel=1e-12)
    there = presence.stays(shop, shop.resolve(None))
    there = there[there["chat_id"].isin(page.groups["chat_id"])]
    last = pd.Timestamp(facts["growth"].last)
    assert found.outcome("now")["today"] == len(found.people) == there.loc[
        (there["from_day"] <= last) & (there["until_day"] >= last), "person_id"].nunique()
