"""Different ids, ascending."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analytics.statistics.distinct import distinct


@given(st.lists(st.integers(-2**62, 2**62), max_size=40))
def test_it_says_what_numpy_says(ids: list[int]) -> None:
    """Nothing, one, equal ones, huge ones."""
    assert distinct(ids).tolist() == sorted(set(ids))


def test_it_leaves_what_it_was_given_as_it_was() -> None:
    ids = np.array([3, 1, 3])
    distinct(ids)
    assert ids.tolist() == [3, 1, 3]
