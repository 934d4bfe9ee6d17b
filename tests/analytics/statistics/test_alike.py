"""Texts that say the same: by hand, at the edge, in any order."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.statistics import alike


def test_cosine_worked_by_hand():
    """停车方便 has 停车 车方 方便 停车方 车方便; 停车方 has three of them: 3 / √(5·3)."""
    assert alike.cosine("停车方便", "停车方") == pytest.approx(3 / np.sqrt(15))
    assert alike.cosine("停车方便吗?", "停车 方便吗") == pytest.approx(1)
    assert alike.cosine("停车", "外卖") == 0
    assert alike.cosine("?", "停车") == 0


def test_the_edge_belongs_to_the_group():
    """Exactly as alike as asked for is the same question, a hair less is not."""
    edge = alike.cosine("停车方便", "停车方")
    assert len(set(alike.groups(["停车方便", "停车方"], edge))) == 1
    assert len(set(alike.groups(["停车方便", "停车方"], edge + 1e-6))) == 2


def test_the_most_frequent_leads_and_chains_do_not_grow():
    """a~b and b~c, a and c not: whoever is asked most gathers its own, the rest stays apart."""
    a, b, c = "停车位多不多", "停车位贵不贵", "车费贵不贵"
    share = min(alike.cosine(a, b), alike.cosine(b, c)) - 1e-9
    assert alike.cosine(a, c) < share
    assert len(set(alike.groups([a, a, b, c], share))) == 2
    assert len(set(alike.groups([a, b, b, c], share))) == 1


def test_the_order_changes_nothing():
    """Every arrangement of four questions gives each the same number."""
    texts = ["停车方便吗", "停车方便不", "有素食吗", "几点开门"]
    found = [dict(zip(order, alike.groups(order, 0.5).tolist(), strict=True)) for order in permutations(texts)]
    assert all(one == found[0] for one in found)
    assert found[0]["停车方便吗"] == found[0]["停车方便不"] == 0


@settings(max_examples=25)
@given(st.lists(st.text(max_size=8), max_size=12), st.floats(0.1, 1))
def test_equal_texts_are_together_and_numbers_have_no_holes(texts, share):
    """Whatever is asked; signs and case aside, equal is equal."""
    found = alike.groups([*texts, *(text.upper() for text in texts)], share)
    assert len(found) == 2 * len(texts)
    assert set(found) == set(range(len(set(found))))
    same = {}
    for text, number in zip([*texts, *(text.upper() for text in texts)], found, strict=True):
        assert same.setdefault(alike.normal(text), number) == number
