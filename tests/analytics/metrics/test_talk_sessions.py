"""Sessions by hand: what lies inside a registered one, its word, its members; of those on lists who came and spoke that day."""

from datetime import datetime

import pandas as pd
import pytest

from analytics.metrics import talk_sessions
from tests.analytics.metrics.shops import at, every_day, open_shop

TALK = [*every_day("小雨", "2026-06-01", "2026-06-30", 12),
        ("阿珍", at("2026-06-12", 19, 59), "马上开始了吗大家"), ("阿珍", at("2026-06-12", 20), "#亲子阅读 我家读绘本"),
        ("阿珍", at("2026-06-12", 20, 10), "每天读二十分钟"), ("老陈", at("2026-06-12", 21), "我们读的是故事书 #亲子阅读"),
        ("路人", at("2026-06-12", 20, 30), "这个我也想学一下"), ("大伟", at("2026-06-12", 20, 20), "收到"),
        ("小雨", at("2026-06-12", 21, 1), "今天讲得真好呀"), ("店长", at("2026-06-12", 20, 5), "欢迎大家来参加分享")]
ROSTER = [*((who, "2026-05-01", "") for who in ("小雨", "阿珍", "老陈", "大伟")), ("店长", "2026-05-01", "群主")]


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """June on record; a sheet of who signed up for a course on the 12th and one of who came."""
    folder = tmp_path_factory.mktemp("sessions")
    with open_shop(folder, TALK, ROSTER) as opened:
        for name, header, people in (("报名表", "报名时间", ("阿珍", "老陈", "大伟")), ("到课名单", "到课时间", ("阿珍", "大伟", "小雨"))):
            rows = "".join(f"{who},2026-06-12 19:00:00,阅读课\n" for who in people)
            path = folder / f"{name}.csv"
            path.write_text(f"微信昵称,{header},课程名称\n{rows}", encoding="utf-8-sig")
            opened.import_file(path)
        yield opened


def register(shop, first, last, word=""):
    """One session of the only group; its key."""
    chat = shop.table("chats")["chat_id"].iloc[0]
    key = talk_sessions.key_of(chat, first, last, word)
    shop.correct(talk_sessions.KIND, key, "亲子分享")
    return key


def test_a_session_holds_what_was_said_from_its_beginning_to_its_end(shop):
    """20:00 and 21:00 are in, 19:59 and 21:01 are not; 收到, the shop and who is no member count in no share; a word narrows it."""
    whole = register(shop, datetime(2026, 6, 12, 20), datetime(2026, 6, 12, 21))
    tagged = register(shop, datetime(2026, 6, 12, 20), datetime(2026, 6, 12, 21), "#亲子阅读")
    later = register(shop, datetime(2026, 7, 12, 20), datetime(2026, 7, 12, 21))
    result = talk_sessions.measure(shop)
    rows = result.registered.set_index("session")
    assert set(rows.index) == {whole, tagged}, "a session after the record is no session of these days"
    assert set(result.people(whole)["display_name"]) == {"阿珍", "老陈", "路人"}
    assert rows.loc[whole, ["count", "of", "messages"]].tolist() == [3, 4, 4]
    assert rows.loc[whole, "share"] == pytest.approx(2 / 4)
    assert rows.loc[tagged, ["count", "messages"]].tolist() == [2, 2]
    assert rows.loc[tagged, "depth"] == 1
    for key in (whole, tagged):
        assert len(result.people(key)) == rows.loc[key, "count"]
    hidden = talk_sessions.measure(shop.masked()).registered
    assert not hidden[["name", "word"]].stack().str.contains("亲子").any(), "what was typed may hold a name"
    for key in (whole, tagged, later):
        shop.correct(talk_sessions.KIND, key, None)
    assert talk_sessions.measure(shop).registered.empty


def test_of_those_on_lists_who_came_and_spoke(shop):
    """Three signed up and two of them came; of the three who came 阿珍 and 小雨 said something useful that day."""
    result = talk_sessions.measure(shop)
    row = result.listed.iloc[0]
    assert (row["name"], row["held_on"]) == ("阅读课", pd.Timestamp("2026-06-12"))
    assert row[["signed", "both", "came", "spoke"]].tolist() == [3, 2, 3, 2]
    assert (row["share"], row["spoke_share"]) == pytest.approx((2 / 3, 2 / 3))
    lists = {which: set(result.on_list(row["key"], which)["display_name"]) for which in talk_sessions.LISTS}
    assert lists == {"came": {"阿珍", "大伟", "小雨"}, "spoke": {"阿珍", "小雨"}, "missed": {"老陈"}}


def test_a_session_that_ends_before_it_begins_is_refused():
    """The form says so; the key cannot be made."""
    with pytest.raises(ValueError, match="ends after"):
        talk_sessions.key_of("c1", datetime(2026, 6, 12, 21), datetime(2026, 6, 12, 20))
