"""One chat in many pieces: however it is cut, shuffled, repeated or overlapping, every line counts once."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics import Workspace
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
