"""What a person typed stays: after an undo, the same file again, a shop handed over, taken in twice, groups merged and parted."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from analytics import Scope, Upload, Workspace
from analytics.metrics import core, follow_up, nps, scorecards
from analytics.metrics import scorecard_more as more
from tests.analytics.metrics.shops import TALK, at, chat_file, every_day, roster_file
from tests.analytics.metrics.test_nps import answers, crowd

JUNE = Scope(start=date(2026, 6, 1), end=date(2026, 6, 30))
EAST, WEST = "东门引流群", "西门引流群"


def files(folder: Path) -> dict[str, Path]:
    """Talk and a list of two groups in June, each of a person who joined then."""
    found = {}
    for name, who in ((EAST, "阿珍"), (WEST, "老李")):
        inside = folder / name
        inside.mkdir()
        talk = [*every_day("小雨", "2026-06-01", "2026-06-30"), (who, at("2026-06-03", 9), TALK)]
        found[name] = chat_file(inside, talk, f"{name}.csv")
        found[f"{name}名单"] = roster_file(inside, [(who, "2026-06-02", "")], chat=name, name=f"{name}名单.csv")
    return found


def typed(ws: Workspace) -> dict[str, str]:
    """Both groups are 引流群; money spent on the same day, and of the others; asked, vetoed, own words. name → chat_id."""
    ids = dict(ws.table("chats").set_index("chat_name")["chat_id"])
    for name, spent in ((EAST, 100), (WEST, 50)):
        ws.set_chat(ids[name], chat_type="引流群")
        more.said(ws, more.COST, ids[name], date(2026, 6, 5), spent)
    nps.say_asked(ws, nps.measure(ws), 1, 80)
    star = int(core.stars(ws, JUNE).ranking["person_id"].iloc[0])
    ws.pass_over_star("2026-06", star, True)
    ws.correct("template", "regular_gone", "{昵称}，好久不见")
    return ids


def said(ws: Workspace) -> dict[str, object]:
    """What the pages say of all that."""
    cards = scorecards.measure(ws, JUNE)
    names = dict(ws.table("chats").set_index("chat_id")["chat_name"])
    ranking = core.stars(ws, JUNE).ranking
    return {"costs": {names[row["chat_id"]]: (row["cost"], row["joined"]) for row in cards.costs.to_dict("records")},
            "asked": nps.measure(ws).responses[["count", "of"]].values.tolist(),
            "vetoed": ranking.loc[ranking["vetoed"], "display_name"].tolist(), "words": follow_up.templates(ws).get("regular_gone")}


@pytest.fixture
def shop(tmp_path: Path):
    """Both groups and sixty answers."""
    with Workspace.open() as ws:
        for path in files(tmp_path).values():
            ws.import_file(path, whole_roster=True)
        ws.import_upload(answers(crowd(36, 14, 10)))
        yield ws


def test_what_was_typed_outlives_undo_another_import_and_a_move(shop: Workspace, tmp_path: Path) -> None:
    """Each file taken back and given again; the shop handed over, and taken in again by one that has it already."""
    typed(shop)
    before = said(shop)
    assert before == {"costs": {EAST: (100, 1), WEST: (50, 1)}, "asked": [[60, 80]], "vetoed": ["小雨"], "words": "{昵称}，好久不见"}
    for batch in shop.table("imports")["batch_id"]:
        shop.undo(batch)
    for path in sorted(tmp_path.rglob("*.csv")):
        shop.import_file(path, whole_roster=True)
    shop.import_upload(answers(crowd(36, 14, 10)))
    assert said(shop) == before
    shop.hand_over(tmp_path / "店.qunxi")
    with Workspace.open() as other:
        for _ in range(2):
            other.take_in(Upload.from_path(tmp_path / "店.qunxi"))
            assert said(other) == before


def test_numbers_of_merged_groups_add_up_and_part_again(shop: Workspace) -> None:
    """100 and 50 of one day are 150 of one group with two newcomers; parted, each has its own back."""
    ids = typed(shop)
    before = said(shop)["costs"]
    shop.merge_chats(ids[EAST], ids[WEST])
    assert said(shop)["costs"] == {EAST: (150, 2)}
    shop.part_chats(ids[WEST])
    assert said(shop)["costs"] == before
