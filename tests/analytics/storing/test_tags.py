"""Tags and squads that files state beside people: read out of every kind of sheet, the newest list holds, undo brings back."""

from __future__ import annotations

import pytest

from analytics import Upload, Workspace
from analytics.importers.formats.sheets.tags import parted
from analytics.metrics import lures

_HEADER = "客户姓名,企业标签,标签组1(行业),手机号,添加时间"
_MAY = f"{_HEADER}\n小满,宝妈、复购,餐饮,13800000001,2026-05-01\n大雪,宝妈,,13800000002,2026-05-02\n谷雨,,,13800000003,2026-05-02\n"
_JUNE = f"{_HEADER}\n小满,复购,餐饮,13800000001,2026-05-01\n大雪,,零售/餐饮,13800000002,2026-05-02\n谷雨,,,13800000003,2026-05-02\n"
_TAGS_OF_MAY = [("大雪", "宝妈"), ("小满", "复购"), ("小满", "宝妈"), ("小满", "餐饮")]


def _tags(ws, kind="tag"):
    found = ws.query("select p.display_name as name, t.tag from tags t join people p on p.person_id = t.person_id "
                     "where t.kind = $kind", None, kind=kind)
    return sorted(found.itertuples(index=False, name=None))


def _read(ws, name, text):
    return ws.import_upload(Upload(name, text.encode()))


@pytest.mark.parametrize(("cell", "tags"), [
    ("宝妈,复购", ["宝妈", "复购"]), ("宝妈，复购、新客;老客；A|B｜C/D", ["宝妈", "复购", "新客", "老客", "A", "B", "C", "D"]),
    ("#宝妈 、【吃货】", ["宝妈", "吃货"]), ("宝妈、宝妈", ["宝妈"]), (" , ", []), (None, []), ("90 后", ["90 后"]),
])
def test_a_cell_of_tags_is_parted_by_the_signs_people_use(cell, tags):
    """Each once, in their order."""
    assert parted(cell) == tags


def test_the_newest_list_says_which_tags_a_person_carries_and_undo_brings_the_earlier_ones_back():
    """A tag taken off is off; a person with other tags counts as updated, one with the same as there already."""
    with Workspace.open() as ws:
        may = _read(ws, "五月.csv", _MAY)
        assert (may.total.as_tuple(), may.derived) == ((3, 3, 0, 0, 0), {"tags": 4})
        assert _tags(ws) == _TAGS_OF_MAY
        june = _read(ws, "六月.csv", _JUNE)
        assert june.total.as_tuple() == (3, 2, 2, 1, 0)
        assert _tags(ws) == [("大雪", "零售"), ("大雪", "餐饮"), ("小满", "复购"), ("小满", "餐饮")]
        again = _read(ws, "六月再来.csv", _JUNE)
        assert (again.total.repeated, _tags(ws)[0]) == (3, ("大雪", "零售"))
        ws.undo(june.batch_id)
        assert _tags(ws)[0] == ("大雪", "零售"), "the same file is still there under another name"
        ws.undo(again.batch_id)
        assert _tags(ws) == _TAGS_OF_MAY
        ws.undo(may.batch_id)
        assert ws.table("tags").empty
        assert ws.table("people").empty


def test_squads_and_customer_tags_stand_on_sheets_of_events_coupons_and_orders_too():
    """报名, 核销 and 订单: the person is the row's own; a squad is told from a tag."""
    with Workspace.open() as ws:
        _read(ws, "报名.csv", "昵称,报名时间,小分队\n小满,2026-05-03 10:00,一队\n阿杰,2026-05-03 11:00,二队\n")
        _read(ws, "券.csv", "券号,昵称,核销时间,班级\nK1,糖糖,2026-05-03 10:00,周末班\n")
        _read(ws, "订单.csv", "订单号,买家昵称,付款时间,实付金额,客户标签\nE1,小满,2026-05-03 10:00,30,宝妈\nE2,小满,2026-05-04 10:00,30,宝妈\n")
        assert _tags(ws, "squad") == [("小满", "一队"), ("糖糖", "周末班"), ("阿杰", "二队")]
        assert _tags(ws) == [("小满", "宝妈")]


def test_tags_go_with_a_shop_that_is_handed_over_and_with_people_who_are_one(tmp_path):
    """Two shops grow together; two names of one person carry both their tags."""
    with Workspace.open() as one, Workspace.open() as other:
        _read(one, "五月.csv", _MAY)
        one.hand_over(tmp_path / "店.zip")
        _read(other, "报名.csv", "昵称,报名时间,小分队\n阿满,2026-05-03 10:00,一队\n")
        other.take_in(Upload("店.zip", (tmp_path / "店.zip").read_bytes()))
        assert _tags(other) == _TAGS_OF_MAY
        people = other.table("people").set_index("display_name")["person_id"]
        other.decide_identity(int(people["阿满"]), int(people["小满"]), "same")
        both = other.query("select person_id, tag from tags").groupby("person_id")["tag"].agg(set)
        assert {"一队", "宝妈", "复购", "餐饮"} in both.tolist()


def test_masked_a_way_in_of_common_words_stays_and_any_other_is_a_number():
    """李姐的码 tells on somebody; 二维码 and 门店桌卡 2 do not. Their people and shares stay the same."""
    with Workspace.open() as ws:
        rows = "".join(f"福利群,{who},2026-05-01,{way}\n" for who, way in (
            ("甲", "老板娘李姐的码"), ("乙", "老板娘李姐的码"), ("丙", "二维码"), ("丁", "门店桌卡 2"), ("戊", ""), ("李姐", "13800138000")))
        _read(ws, "名单.csv", "群名称,群昵称,入群时间,入群方式\n" + rows)
        shown = lures.measure(ws).channels.set_index("channel")["joined"]
        assert shown.to_dict() == {"老板娘李姐的码": 2, "二维码": 1, "门店桌卡 2": 1, "13800138000": 1, "": 1}
        hidden = lures.measure(ws.masked()).channels.set_index("channel")["joined"]
        assert hidden.to_dict() == {"渠道2": 2, "二维码": 1, "门店桌卡 2": 1, "渠道1": 1, "": 1}
        said = set(lures.measure(ws.masked(shows_texts=True)).channels["channel"])
        assert not any("李姐" in one or "138" in one for one in said)


def test_masked_a_tag_is_a_number_since_it_can_hold_a_name():
    """Asked for, it is shown without the names that the shop knows."""
    with Workspace.open() as ws:
        _read(ws, "客户.csv", "客户姓名,企业标签,添加时间\n小满,王小明介绍,2026-05-01\n王小明,老客,2026-05-01\n")
        assert ws.tag_words() == {"王小明介绍": "王小明介绍", "老客": "老客"}
        assert ws.masked().tag_words() == {"王小明介绍": "标签1", "老客": "标签2"}
        assert ws.masked(tag_prefix="Tag ").tag_words()["老客"] == "Tag 2"
        shown = ws.masked(shows_texts=True).tag_words()["王小明介绍"]
        assert "王小明" not in shown
        assert shown.endswith("介绍")
