"""The one word beside a number, on both sides of every limit."""

import pytest

from analytics.statistics.words import against, certainty, compare, compare_counts
from analytics.texts import texts_for


@pytest.mark.parametrize(
    ("count", "of", "word"),
    [(0, 0, "nothing"), (2, 4, "counts_only"), (2, 5, "small_sample"), (14, 29, "small_sample"),
     (15, 30, "wide"), (0, 30, "fair"), (46, 92, "wide"), (46, 93, "fair")],
)
def test_few_people_say_so(count, of, word):
    """Under 5 only counts, under 30 a small sample, over 20 points a wide range."""
    assert certainty(count, of) == word


def test_twenty_nine_are_few_and_thirty_are_not():
    """Either side under 30 makes the comparison a small sample."""
    assert compare(29, 29, 0, 300) == "small_sample"
    assert compare(30, 30, 0, 300) == "more"
    assert compare(0, 300, 30, 30) == "less"
    assert compare(0, 0, 30, 30) == "nothing"


def test_a_difference_counts_only_when_its_interval_leaves_out_zero():
    """Newcombe's limits decide: 56/70 against 48/80 excludes 0, 56/70 against 56/80 does not."""
    assert compare(56, 70, 48, 80) == "more"
    assert compare(56, 70, 56, 80) == "same"


def test_two_counts_need_thirty_together():
    """Counts over equal spans compare from thirty on."""
    assert compare_counts(0, 0) == "nothing"
    assert compare_counts(29, 0) == "small_sample"
    assert compare_counts(30, 0) == "more"
    assert compare_counts(60, 55) == "same"
    assert compare_counts(30, 60) == "less"


def test_a_reference_outside_the_interval_is_clearly_missed():
    """The article's 15 % beside 8, 9 and 30 of 100."""
    assert against(9, 100, 0.15) == "same"
    assert against(8, 100, 0.15) == "less"
    assert against(30, 100, 0.15) == "more"
    assert against(1, 29, 0.15) == "small_sample"
    assert against(0, 0, 0.15) == "nothing"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_word_has_its_text(language):
    """No word comes out as a key."""
    texts = texts_for(language)
    for word in ("nothing", "counts_only", "small_sample", "wide", "fair", "more", "less", "same"):
        assert texts(f"certainty.{word}")
