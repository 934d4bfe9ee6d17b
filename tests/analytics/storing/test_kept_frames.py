"""Frames kept between two changes of a shop: read once, never stale, never changed by who got them, never too large together."""

import pandas as pd

from analytics.storing.kept_frames import KeptFrames


def _frame(rows: int) -> pd.DataFrame:
    return pd.DataFrame({"value": range(rows)})


def test_a_question_is_read_once() -> None:
    kept, read = KeptFrames(), []
    for _ in range(3):
        frame = kept.get("how many", lambda: read.append(1) or _frame(3))
        assert frame["value"].tolist() == [0, 1, 2]
    assert len(read) == 1


def test_a_change_of_the_frame_stays_with_who_made_it() -> None:
    kept = KeptFrames()
    mine = kept.get("how many", lambda: _frame(3))
    mine.loc[0, "value"] = 99
    mine["more"] = 1
    again = kept.get("how many", lambda: _frame(0))
    assert again["value"].tolist() == [0, 1, 2]
    assert list(again.columns) == ["value"]


def test_the_one_not_asked_for_the_longest_goes_first() -> None:
    one = int(_frame(1000).memory_usage(deep=True).sum())
    kept, read = KeptFrames(most_bytes=2 * one), []

    def ask(question: str) -> None:
        kept.get(question, lambda: read.append(question) or _frame(1000))

    for question in ("a", "b", "a", "c", "a", "b"):
        ask(question)
    assert read == ["a", "b", "c", "b"]


def test_a_frame_larger_than_all_room_is_given_and_not_kept() -> None:
    kept, read = KeptFrames(most_bytes=100), []
    for _ in range(2):
        assert len(kept.get("all", lambda: read.append(1) or _frame(1000))) == 1000
    assert len(read) == 2
