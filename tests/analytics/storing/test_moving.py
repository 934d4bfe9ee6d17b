"""A shop handed over as one file: nothing is lost, nothing counts twice, nothing hostile gets in."""

import json
import zipfile

import pandas as pd
import pytest

from analytics import Upload, UserError, Workspace
from analytics.importers.handed_over import CONTENTS
from analytics.metrics import layers
from analytics.workspace import CANONICAL
from tests.analytics.metrics.shops import at, chat_file, every_day, order_file, roster_file

_PLACE = ["batch_id", "part", "source_row", "imported_at"]


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Talk of two stretches that overlap, a member list, orders with one that changes later."""
    folder = tmp_path_factory.mktemp("files")
    return {
        "may": chat_file(folder, every_day("小美", "2026-05-01", "2026-05-20"), "福利群5月.csv"),
        "june": chat_file(folder, every_day("小美", "2026-05-10", "2026-06-10") + every_day("老王", "2026-06-01", "2026-06-10", 20),
                          "福利群6月.csv"),
        "list": roster_file(folder, [("小美", "2026-04-20", ""), ("老王", "2026-05-01", "群主")]),
        "orders": order_file(folder, [("D1", "小美", at("2026-05-03"), 80, 0, "已完成"), ("D2", "老王", at("2026-06-03"), 50, 0, "待发货")]),
        "later": order_file(folder, [("D2", "老王", at("2026-06-03"), 50, 50, "已退款")], "订单2.csv"),
    }


def shop(files, *names):
    """A shop in memory with these files."""
    workspace = Workspace.open()
    for name in names:
        workspace.import_file(files[name])
    return workspace


def handed_over(workspace, folder, name="店.qunxi"):
    """The shop as the file that goes to another computer."""
    workspace.hand_over(folder / name)
    return Upload.from_path(folder / name)


def what_it_holds(workspace):
    """Every canonical table, without the places of rows, in an order of its own."""
    held = {}
    for table in CANONICAL:
        frame = workspace.table(table)
        frame = frame[[column for column in frame.columns if column not in _PLACE]]
        held[table] = sorted(tuple(str(value) for value in row) for row in frame.itertuples(index=False))
    return held


def test_a_shop_that_was_handed_over_is_the_same_shop(files, tmp_path):
    """Tables, settings, decisions, pseudonyms, and a metric."""
    with shop(files, "may", "list", "orders") as first, Workspace.open(tmp_path / "there.duckdb") as second:
        first.describe(name="阿珍烘焙", industry="grocery")
        person = int(first.table("people")["person_id"].iloc[0])
        first.correct("template", "birthday", "生日快乐,{昵称}")
        second.take_in(handed_over(first, tmp_path))
        assert what_it_holds(second) == what_it_holds(first)
        assert (second.name, second.industry) == ("阿珍烘焙", "grocery")
        assert second.masked().words_for([person]) == first.masked().words_for([person])
        pd.testing.assert_frame_equal(layers.measure(second).counts, layers.measure(first).counts)


def test_two_shops_grow_together_like_the_imports_of_one(files, tmp_path):
    """What both have counts once, the later state of an order holds, and each import can be taken back alone."""
    with (shop(files, "may", "orders") as first, shop(files, "june", "list", "later") as second,
          shop(files, "may", "orders", "june", "list", "later") as whole):
        first.take_in(handed_over(second, tmp_path))
        together, expected = what_it_holds(first), what_it_holds(whole)
        for table in ("messages", "orders", "memberships", "people", "aliases", "member_days", "chats", "roles"):
            assert together[table] == expected[table], table
        batch = first.table("imports").set_index("file_name").loc["订单2.csv", "batch_id"]
        first.undo(batch)
        assert first.table("orders").sort_values("order_id")["refund"].tolist() == [0, 0]


def test_one_talk_from_two_phones_counts_once_and_its_people_are_one(tmp_path):
    """One phone calls her 小美, the other 美美: a line a day on thirty days. Undone, what the other phone said is back."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with Workspace.open() as first, Workspace.open() as second, Workspace.open() as by_files:
        mine = chat_file(tmp_path / "a", every_day("小美", "2026-05-01", "2026-05-30"), "福利群.csv")
        theirs = chat_file(tmp_path / "b", [*every_day("美美", "2026-05-01", "2026-05-30"), ("老王", at("2026-05-31"), "今天休息吗老板")],
                           "福利群.csv")
        receipt = first.import_file(mine)
        second.import_file(theirs)
        for file in (mine, theirs):
            by_files.import_file(file)
        first.take_in(handed_over(second, tmp_path))
        assert len(first.table("messages")) == 31
        assert sorted(first.table("people")["display_name"]) == sorted(by_files.table("people")["display_name"])
        assert what_it_holds(first)["messages"] == what_it_holds(by_files)["messages"]
        first.undo(receipt.batch_id)
        assert set(first.table("messages")["sender_name"]) == {"美美", "老王"}
        assert len(first.table("messages")) == 31


def test_a_shop_taken_in_twice_changes_nothing(files, tmp_path):
    """The same imports are recognised; so is a copy that went its own way."""
    with shop(files, "may") as first, shop(files, "orders") as second:
        file = handed_over(second, tmp_path)
        first.take_in(file)
        before = what_it_holds(first)
        first.take_in(file)
        assert what_it_holds(first) == before
        assert len(first.table("imports")) == 2


def changed(path, **contents):
    """A copy of a hand-over file with other contents stated."""
    target = path.with_name("changed.qunxi")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == CONTENTS:
                data = json.dumps({**json.loads(data), **contents})
            new.writestr(info.filename, data)
    return Upload.from_path(target)


@pytest.mark.parametrize(("contents", "code"), [
    ({"version": 99}, "shop_newer"), ({"zone": "Europe/Berlin"}, "zones_differ"), ({"kind": "else"}, "not_a_shop"),
    ({"tables": {"message_rows": 3}}, "shop_file_damaged"), ({"tables": {"../../etc": 1}}, "shop_file_damaged"),
    ({"tables": 7}, "not_a_shop"),
])
def test_a_file_that_is_no_shop_of_ours_changes_nothing(files, tmp_path, contents, code):
    """Another version, another zone, another row count, a name that leads out of the folder."""
    with shop(files, "may") as first, Workspace.open() as second:
        handed_over(first, tmp_path)
        with pytest.raises(UserError) as refused:
            second.take_in(changed(tmp_path / "店.qunxi", **contents))
        assert refused.value.code == code
        assert second.table("imports").empty
        assert second.name == ""


@pytest.mark.parametrize("data", [b"", b"not a zip at all", b"PK\x05\x06" + b"\x00" * 18])
def test_bytes_that_are_no_zip_are_refused_with_a_reason(data):
    """Never a traceback."""
    with Workspace.open() as workspace, pytest.raises(UserError):
        workspace.take_in(Upload("店.qunxi", data))


def test_a_cut_file_is_refused_and_the_shop_stays(files, tmp_path):
    """Half a download."""
    with shop(files, "may", "orders") as first:
        handed_over(first, tmp_path)
        before = what_it_holds(first)
        whole = (tmp_path / "店.qunxi").read_bytes()
        with pytest.raises(UserError):
            first.take_in(Upload("店.qunxi", whole[: len(whole) // 2]))
        assert what_it_holds(first) == before


def test_a_shop_among_the_files_is_named_for_what_it_is(files, tmp_path):
    """Dropped where chats and sheets go, it says where it belongs."""
    with shop(files, "orders") as first, pytest.raises(UserError) as refused:
        first.import_upload(handed_over(first, tmp_path))
    assert refused.value.code == "is_a_shop"


def test_an_erased_shop_leaves_nothing_on_the_disk(files, tmp_path):
    """The file, its log and its working folder, also while another handle is open."""
    place = tmp_path / "shop.duckdb"
    with Workspace.open(place) as workspace, Workspace.open(place) as other:
        workspace.import_file(files["orders"])
        Workspace.erase(place)
        assert list(tmp_path.iterdir()) == []
        other.close()
    place.write_bytes(b"no shop at all")
    Workspace.erase(place)
    assert list(tmp_path.iterdir()) == []
    with Workspace.open(place) as fresh:
        assert fresh.table("orders").empty
