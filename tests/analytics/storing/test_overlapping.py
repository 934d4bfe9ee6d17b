"""One chat in many pieces: however it is cut, shuffled, repeated or overlapping, every line counts once."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics import Workspace
from analytics.importers.answers import Answers
from tests.analytics.storing.drafting import keep, line
from tests.analytics.storing.test_keeping import _NO_SHRINKING, content, plain

_PEOPLE = ["阿珍", "老王", "小李", "林姐"]
# Unique texts: equal lines parted by a cut are undecidable (DATA 3).
_CHATS = st.lists(st.tuples(st.sampled_from(_PEOPLE), st.integers(0, 40)), min_size=2, max_size=24)
_PIECES = st.lists(st.tuples(st.integers(0, 23), st.integers(1, 12)), min_size=0, max_size=8)


def told(chat: list[tuple[str, int]], with_ids: bool) -> list[tuple[str, dict[str, Any]]]:
    """The chat's lines in time, over several days, ids where the exporter has them."""
    lines, minute = [], 0
    for number, (who, later) in enumerate(chat):
        minute += later * 60
        at = f"2026-06-{1 + minute // 60 // 24 % 28:02d} {minute // 60 % 24:02d}:{number % 60:02d}:07"
        more = {"message_id": f"70000000000000{number:05d}"} if with_ids else {}
        lines.append(line(who, at, f"第{number}句话说的是今天的菜", **more))
    return lines


def pieces(count: int, cuts: list[tuple[int, int]]) -> list[range]:
    """Windows that may overlap and repeat, and together hold every line."""
    found = [range(start % count, min(count, start % count + length)) for start, length in cuts]
    missing = [number for number in range(count) if not any(number in window for window in found)]
    return [*found, *(range(number, number + 1) for number in missing)]


@settings(max_examples=5, deadline=None, phases=_NO_SHRINKING, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chat=_CHATS, cuts=_PIECES, seed=st.integers(0, 999), with_ids=st.booleans())
def test_overlapping_pieces_in_any_order_make_the_whole_chat(tmp_path_factory, chat, cuts, seed, with_ids):
    """Thirty mails that overlap: kept rows sum to the lines, and the shop is that of the one whole file."""
    folder: Path = tmp_path_factory.mktemp("drafts")
    windows = pieces(len(chat), cuts)
    random.Random(seed).shuffle(windows)
    with Workspace.open() as whole, Workspace.open() as parts:
        keep(whole, folder, told(chat, with_ids))
        receipts = [keep(parts, folder, [told(chat, with_ids)[number] for number in window]) for window in windows]
        assert sum(receipt.kept for receipt in receipts) == len(chat)
        assert all(receipt.total.adds_up for receipt in receipts)
        left, right = content(whole), content(parts)
        for name in ("messages", "people", "member_days", "chats"):
            assert left[name] == right[name], name


@settings(max_examples=5, deadline=None, phases=_NO_SHRINKING, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chat=_CHATS, cuts=_PIECES, gone=st.integers(0, 7))
def test_undoing_one_of_many_pieces_leaves_what_the_others_hold(tmp_path_factory, chat, cuts, gone):
    """As if the undone piece had never been."""
    folder: Path = tmp_path_factory.mktemp("drafts")
    windows = pieces(len(chat), cuts)
    with Workspace.open() as all_of_them, Workspace.open() as without:
        receipts = [keep(all_of_them, folder, [told(chat, False)[number] for number in window]) for window in windows]
        all_of_them.undo(receipts[gone % len(windows)].batch_id)
        for position, window in enumerate(windows):
            if position != gone % len(windows):
                keep(without, folder, [told(chat, False)[number] for number in window])
        assert plain(all_of_them.table("messages").drop(columns=["batch_id"])) == plain(without.table("messages").drop(columns=["batch_id"]))
        assert content(all_of_them) == content(without)


@settings(max_examples=4, deadline=None, phases=_NO_SHRINKING, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chat=_CHATS, cuts=_PIECES, seed=st.integers(0, 999))
def test_merging_and_parting_pieces_of_two_groups_changes_nothing_in_the_end(tmp_path_factory, chat, cuts, seed):
    """The pieces lie in two groups by chance; merge and part bring every row back to where it was."""
    folder: Path = tmp_path_factory.mktemp("drafts")
    chance = random.Random(seed)
    with Workspace.open() as ws:
        for window in pieces(len(chat), cuts):
            group = chance.choice(["东门群", "西门群"])
            rows = [told(chat, False)[number] for number in window]
            keep(ws, folder, [(table, {**values, "chat": group}) for table, values in rows])
        before, places = content(ws), plain(ws.table("messages"))
        ids = ws.table("chats").set_index("chat_name")["chat_id"]
        if len(ids) == 2:
            ws.merge_chats(ids["东门群"], ids["西门群"])
            assert len(ws.table("messages")) == len(chat)
            ws.part_chats(ids["西门群"])
        assert content(ws) == before
        assert plain(ws.table("messages")) == places


def short(names: tuple[str, ...], seconds: bool, count: int = 4, letters: str = "今天的菜真新鲜") -> list[tuple[str, dict[str, Any]]]:
    """`count` lines of one talk as one format shows them: with seconds or without."""
    return [line(names[number % len(names)], f"2026-06-01 12:{number:02d}{':07' if seconds else ''}", f"{number}{letters}")
            for number in range(count)]


@pytest.mark.parametrize(("names", "count", "letters", "shown"), [
    (("阿珍", "老王"), 2, "今天的菜真新鲜", 2),  # the same people: two lines are enough
    (("陈阿珍", "王叔"), 4, "今天的菜真新鲜", 8),  # other names, four different lines: may be chance
    (("陈阿珍", "王叔"), 5, "今天的菜真新鲜", 5),  # five are none
    (("陈阿珍", "王叔"), 19, "好", 38),  # short words prove nothing
    (("陈阿珍", "王叔"), 20, "好", 20),  # twenty of any kind do
])
def test_a_few_lines_in_two_formats_count_once_where_names_or_words_say_so(tmp_path, names, count, letters, shown):
    """A short talk out of two exporters, in either order."""
    first, second = short(("阿珍", "老王"), False, count, letters), short(names, True, count, letters)
    for files in ((first, second), (second, first)):
        with Workspace.open() as ws:
            for number, rows in enumerate(files):
                keep(ws, tmp_path, [(table, dict(values)) for table, values in rows], format_name=f"format {number}",
                     answers=Answers(chat="福利群"))
            assert len(ws.table("messages")) == shown


def test_lines_of_the_client_go_with_the_talk_around_them(tmp_path):
    """小李 joins once, though two programs wrote it down in words of their own."""
    joined = [line("", "2026-06-01 12:09", "“老王”邀请“小李”加入了群聊", "join"), line("", "2026-06-01 12:09:30", "小李 joined", "join")]
    with Workspace.open() as ws:
        keep(ws, tmp_path, [*short(("阿珍", "老王"), False), joined[0]])
        keep(ws, tmp_path, [*short(("阿珍", "老王"), True), joined[1]], format_name="other")
        assert ws.table("messages")["kind"].tolist().count("join") == 1
        assert len(ws.table("messages")) == 5


@pytest.mark.parametrize(("second", "shown"), [("12:30:40", 2), ("12:30:10", 1)])
def test_two_lines_with_seconds_are_one_only_in_the_same_second(tmp_path, second, shown):
    """好 at ten seconds and 好 at forty are two; a file that begins in the middle of a minute loses nothing."""
    with Workspace.open() as ws:
        keep(ws, tmp_path, [line("阿珍", "2026-06-01 12:30:10", "好")])
        keep(ws, tmp_path, [line("阿珍", f"2026-06-01 {second}", "好")], format_name="other")
        assert len(ws.table("messages")) == shown
