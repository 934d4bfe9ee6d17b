"""Naive Bayes on runs of signs: three documents by hand, folds that never share a text, confidence that fits unseen texts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.metrics import rule_accuracy
from analytics.statistics import naive_bayes as bayes
from analytics.statistics.alike import normal

KINDS = ("offer", "tip")
# offer: 甲 twice, 乙 and 甲乙 once (4 runs); tip: 丙 once; 4 different runs, so Laplace adds 1 to each and 4 to both sums.
DOCUMENTS, LABELS = ["甲", "甲乙", "丙"], ["offer", "offer", "tip"]


@pytest.mark.parametrize(("text", "offer"), [
    ("甲", (2 / 3 * 3 / 8) / (2 / 3 * 3 / 8 + 1 / 3 * 1 / 5)),  # 15/19
    ("甲丙", 75 / 139),  # 甲丙 itself was never seen and says nothing
    ("，甲！", 15 / 19),
    ("丙", (2 / 3 * 1 / 8) / (2 / 3 * 1 / 8 + 1 / 3 * 2 / 5)),
])
def test_three_documents_by_hand(text, offer):
    """Prior times the smoothed share of every known run; signs of punctuation are none."""
    assert bayes.fit(DOCUMENTS, LABELS, KINDS).posterior([text])[0] == pytest.approx([offer, 1 - offer])


def test_a_text_with_nothing_in_common_is_not_guessed_from_the_prior():
    """Unknown signs, only punctuation, nothing at all: no answer."""
    assert np.isnan(bayes.fit(DOCUMENTS, LABELS, KINDS).posterior(["丁", "!?", ""])).all()
    assert bayes.fit(DOCUMENTS, LABELS, KINDS).posterior([]).shape == (0, 2)
    assert np.isnan(bayes.fit([], [], KINDS).posterior(["甲"])).all()


def test_runs_do_not_reach_over_two_texts():
    """“甲” beside “乙” is not “甲乙”: only the one text that has it knows the run."""
    apart, together = bayes.fit(["甲", "乙"], LABELS[1:], KINDS), bayes.fit(["甲乙"], ["offer"], KINDS)
    assert (len(apart.vocabulary), len(together.vocabulary)) == (2, 3)


def test_a_temperature_makes_it_less_sure_and_changes_no_order():
    """The square root of the odds at temperature 2."""
    plain, tempered = (bayes.fit(DOCUMENTS, LABELS, KINDS, temperature=one).posterior(["甲"])[0] for one in (1.0, 2.0))
    assert tempered[0] / tempered[1] == pytest.approx((plain[0] / plain[1]) ** 0.5)


def test_an_unknown_label_is_refused():
    """A kind that nobody asked for is a mistake of ours, not a new kind."""
    with pytest.raises(ValueError, match="known"):
        bayes.fit(["甲"], ["other"], KINDS)


@given(st.lists(st.text(alphabet="甲乙aA1 ,!", max_size=4), max_size=40), st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_the_same_text_never_sits_in_two_folds(texts, random):
    """Whatever its signs, case and numbers, and in whatever order the texts come; no fold has two texts more than another."""
    found = dict(zip(texts, bayes.folds(texts), strict=True))
    plain = {text: normal(text).replace("1", "") for text in texts}
    assert len({(plain[text], fold) for text, fold in found.items()}) == len(set(plain.values()))
    mixed = random.sample(texts, len(texts))
    assert dict(zip(mixed, bayes.folds(mixed), strict=True)) == found
    sizes = np.bincount(list({plain[text]: fold for text, fold in found.items()}.values()), minlength=bayes.FOLDS)
    assert sizes.max() - sizes.min() <= 1


def test_copies_of_one_text_teach_nothing_about_themselves():
    """A hundred copies of one text, some with a number, are one fold: held out there is nothing left to know them by."""
    shares, temperature = bayes.held_out(["甲", "甲!", "甲 8", "甲 99"] * 25, ["offer"] * 100, KINDS)
    assert np.isnan(shares).all()
    assert temperature == 1


def test_held_out_sorting_is_good_and_says_honestly_how_sure_it_is():
    """On the shipped sample: most right, the sure ones more often, mean confidence near the share that is right; twice the same."""
    rows, kinds = rule_accuracy.sample(), rule_accuracy.CATEGORIES
    shares, temperature = bayes.held_out(rows["text"].tolist(), rows["truth"].tolist(), kinds)
    right, sure = np.array(kinds)[shares.argmax(axis=1)] == rows["truth"].to_numpy(), shares.max(axis=1)
    assert right.mean() > 0.75
    assert right[sure >= 0.8].mean() > max(right.mean(), 0.85)
    assert sure.mean() == pytest.approx(right.mean(), abs=0.06)
    assert temperature > 1
    assert np.array_equal(shares, bayes.held_out(rows["text"].tolist(), rows["truth"].tolist(), kinds)[0])
    turned = bayes.held_out(rows["text"].tolist()[::-1], rows["truth"].tolist()[::-1], kinds)[0][::-1]
    assert turned == pytest.approx(shares)
