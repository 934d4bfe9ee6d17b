"""Coverage, the shop's clock, spells, roles, names, head counts, settings."""

from __future__ import annotations

from datetime import date

import pytest

from analytics import Scope, Upload, UserError, Workspace
from analytics.importers.answers import Answers
from analytics.storing.chats import name_from_file
from analytics.workspace import CANONICAL
from tests.analytics.storing.drafting import keep, line, moment, order


@pytest.fixture
def ws():
    with Workspace.open() as shop:
        yield shop


def member(name, joined=None, chat="福利群", **more):
    """One row of a member list."""
    return "members", {"chat": chat, "name": name, "joined_at": moment(joined) if joined else None, "joined_resolution": "day", **more}


def joined(name, at, by="", kind="join"):
    """One movement out of a system line."""
    return "movements", {"chat": "福利群", "name": name, "kind": kind, "happened_at": moment(at), "resolution": "minute", "by_name": by}


@pytest.mark.parametrize(("last", "covered"), [
    ("2026-06-10 14:30:00", date(2026, 6, 9)), ("2026-06-10 19:59:59", date(2026, 6, 9)), ("2026-06-10 20:00:00", date(2026, 6, 10))])
def test_a_record_that_ends_before_eight_in_the_evening_leaves_its_last_day_open(ws, tmp_path, last, covered):
    """DATA 5, on both sides of the setting."""
    keep(ws, tmp_path, [line("阿珍", "2026-06-01 12:00:00", "早"), line("阿珍", last, "晚")])
    assert ws.as_of == covered


def test_a_record_of_a_single_afternoon_keeps_its_day(ws, tmp_path):
    """It has no other."""
    keep(ws, tmp_path, [line("阿珍", "2026-06-01 12:00:00", "早")])
    assert ws.as_of == date(2026, 6, 1)


def test_orders_never_move_the_clock_of_a_shop_with_chats(ws, tmp_path):
    """The clock is the chats'; the orders' own last day stands in the coverage."""
    keep(ws, tmp_path, [line("阿珍", "2026-06-10 21:00:00", "晚"), order("E1", "阿珍", "2026-06-20 21:00:00", "5")])
    assert ws.as_of == date(2026, 6, 10)
    assert ws.resolve(Scope()).end == date(2026, 6, 20)


def test_a_file_of_a_day_that_cannot_have_come_moves_no_clock(ws, tmp_path):
    """One order of 2099 is alone in its file: nothing there speaks against it, but the shop's other files do."""
    for name, day in (("a.csv", "2026-06-20"), ("b.csv", "2099-01-01")):
        ws.import_upload(Upload(name, f"订单号,买家昵称,实付金额,付款时间\n{name},小雨,99,{day}\n".encode()))
    assert (ws.as_of, ws.resolve().end) == (date(2026, 6, 20), date(2026, 6, 20))


def test_without_chats_the_clock_is_the_orders(ws, tmp_path):
    """An orders-only shop has a clock too."""
    keep(ws, tmp_path, [order("E1", "阿珍", "2026-06-20 21:00:00", "5")])
    assert ws.as_of == date(2026, 6, 20)


def test_an_empty_shop_says_that_there_is_nothing_yet(ws):
    """No clock, no range: a sentence."""
    for ask in (lambda: ws.as_of, lambda: ws.resolve()):
        with pytest.raises(UserError, match="nothing_yet"):
            ask()


def test_days_between_two_exports_are_a_hole_until_somebody_says_nobody_spoke(ws, tmp_path):
    """Recorded days lie inside imports' ranges only."""
    keep(ws, tmp_path, [line("阿珍", "2026-06-01 12:00:00", "早"), line("阿珍", "2026-06-03 21:00:00", "晚")])
    keep(ws, tmp_path, [line("阿珍", "2026-06-06 12:00:00", "早"), line("阿珍", "2026-06-06 21:00:00", "晚")])
    def days():
        return [day.day for day in ws.query("select day from recorded_days order by day")["day"]]
    assert days() == [1, 2, 3, 6]
    chat = ws.table("chats")["chat_id"].iloc[0]
    ws.correct("quiet_day", f"{chat}|2026-06-04", "yes")
    assert days() == [1, 2, 3, 4, 6]


def test_a_file_cut_between_two_days_leaves_no_hole(ws, tmp_path):
    """The first part ends at noon: its last day lies inside its own range, and the second part goes on."""
    keep(ws, tmp_path, [line("阿珍", "2026-06-01 12:00:00", "早"), line("阿珍", "2026-06-03 12:00:00", "晚")])
    assert ws.as_of == date(2026, 6, 2)
    keep(ws, tmp_path, [line("阿珍", "2026-06-04 09:00:00", "早"), line("阿珍", "2026-06-05 12:00:00", "晚")])
    assert [day.day for day in ws.query("select day from recorded_days order by day")["day"]] == [1, 2, 3, 4]


def test_changing_the_evening_hour_reckons_the_last_day_again(ws, tmp_path):
    """A setting of coverage acts on what is stored."""
    keep(ws, tmp_path, [line("阿珍", "2026-06-01 12:00:00", "早"), line("阿珍", "2026-06-10 14:30:00", "晚")])
    version = ws.settings_version
    ws.change_settings(ws.settings.changed(coverage__last_day_complete_from_hour=14))
    assert ws.as_of == date(2026, 6, 10)
    assert ws.settings_version == version + 1


def spells(ws):
    """(name, joined, left) of every spell."""
    names = ws.words_for(ws.table("people")["person_id"])
    frame = ws.query("select * from memberships order by joined_at nulls first")
    return [(names[row.person_id], *(str(at)[:16] if at == at and at is not None else None for at in (row.joined_at, row.left_at)))
            for row in frame.itertuples()]


def test_a_join_line_and_a_list_of_the_same_day_are_one_spell(ws, tmp_path):
    """Joins less than 24 hours apart are one."""
    keep(ws, tmp_path, [member("阿珍", "2026-06-01"), joined("阿珍", "2026-06-01 15:00")])
    assert spells(ws) == [("阿珍", "2026-06-01 00:00", None)]


def test_leaving_and_coming_back_makes_two_spells(ws, tmp_path):
    """The removal ends the first."""
    keep(ws, tmp_path, [joined("阿珍", "2026-06-01 15:00"), joined("阿珍", "2026-06-05 10:00", kind="remove"), joined("阿珍", "2026-06-09 10:00")])
    assert spells(ws) == [("阿珍", "2026-06-01 15:00", "2026-06-05 10:00"), ("阿珍", "2026-06-09 10:00", None)]


def test_a_list_without_join_days_proves_presence_only(ws, tmp_path):
    """One spell with an unknown beginning."""
    keep(ws, tmp_path, [member("阿珍")])
    assert spells(ws) == [("阿珍", None, None)]
    assert ws.table("memberships")["from_roster"].tolist() == [True]


def test_two_rows_of_one_name_without_ids_are_an_ambiguous_pseudo_person(ws, tmp_path):
    """同名:小李(2): counted once, told apart by nobody."""
    keep(ws, tmp_path, [member("小李"), member("小李"), member("阿珍")])
    frame = ws.table("people").set_index("display_name")
    assert frame["ambiguous"].to_dict() == {"小李": True, "阿珍": False}
    assert "同名:小李(2)" in ws.words_for(ws.table("people")["person_id"]).values()


def test_further_names_of_a_member_are_the_same_person(ws, tmp_path):
    """Group card in the chat, nickname in the orders."""
    keep(ws, tmp_path, [member("3栋阿珍", other_names="珍珍\x1f陈小姐"), line("3栋阿珍", "2026-06-01 12:00:00", "在吗老板"),
                        order("E1", "珍珍", "2026-06-02 12:00:00", "5")])
    assert ws.table("people")["display_name"].tolist() == ["3栋阿珍"]


def test_rosters_remember_when_they_were_taken_and_whether_they_were_whole(ws, tmp_path):
    """What absence may mean later."""
    keep(ws, tmp_path, [member("阿珍")], answers=Answers(seen_on=date(2026, 6, 9), whole_roster=True))
    row = ws.table("roster_snapshots").iloc[0]
    assert (row["seen_on"].date(), bool(row["whole"])) == (date(2026, 6, 9), True)


def test_a_roster_without_a_group_belongs_to_the_only_group_there_is(ws, tmp_path):
    """With two groups it would be a guess."""
    keep(ws, tmp_path, [line("阿珍", "2026-06-01 12:00:00", "早")])
    keep(ws, tmp_path, [member("老王", "2026-06-01", chat="")], file_name="客户.xlsx")
    assert ws.table("memberships")["chat_id"].tolist() == ws.table("chats")["chat_id"].tolist()
    keep(ws, tmp_path, [line("阿珍", "2026-06-01 12:00:00", "早", chat="引流群")])
    keep(ws, tmp_path, [member("小李", "2026-06-01", chat="")], file_name="客户2.xlsx")
    assert ws.table("memberships")["chat_id"].isna().sum() == 1


def test_a_roster_finds_its_group_by_the_file_name(ws, tmp_path):
    """引流群_群成员_20260601(1).xlsx is 引流群's."""
    keep(ws, tmp_path, [line("阿珍", "2026-06-01 12:00:00", "早", chat="引流群"), line("阿珍", "2026-06-01 12:00:00", "早", chat="福利群")])
    keep(ws, tmp_path, [member("小李", chat="")], file_name="引流群_群成员_20260601(1).xlsx")
    names = ws.chat_words()
    assert [names[chat] for chat in ws.table("memberships")["chat_id"]] == ["引流群"]


def test_a_room_known_by_name_is_found_again_by_its_id(ws, tmp_path):
    """The same group from a tool that knows the room id and one that does not."""
    keep(ws, tmp_path, [line("阿珍", "2026-06-01 12:00:00", "早")])
    keep(ws, tmp_path, [line("阿珍", "2026-06-02 12:00:00", "早", chat="1@chatroom")], chats=({"key": "1@chatroom", "name": "福利群"},))
    keep(ws, tmp_path, [line("阿珍", "2026-06-03 12:00:00", "早", chat="1@chatroom")], chats=({"key": "1@chatroom", "name": "福利大群"},))
    assert ws.table("chats")["chat_name"].tolist() == ["福利群"]


def test_the_operator_is_whoever_a_person_says(ws, tmp_path):
    """Staff messages stay in the totals and leave the effective ones; a decision outlives the next import."""
    keep(ws, tmp_path, [line("店长", "2026-06-01 12:00:00", "今晚双皮奶半价,点链接下单"), line("阿珍", "2026-06-01 12:01:00", "好想吃双皮奶")])
    chat = ws.table("chats")["chat_id"].iloc[0]
    boss = next(one for one, name in ws.words_for(ws.table("people")["person_id"]).items() if name == "店长")
    assert ws.table("messages")["effective"].all()
    ws.decide_role(chat, boss, "运营")
    keep(ws, tmp_path, [line("店长", "2026-06-02 12:00:00", "今晚姜撞奶半价,点链接下单")])
    frame = ws.table("messages").set_index("sent_at").sort_index()
    assert frame["reason"].fillna("").tolist() == ["staff", "", "staff"]
    assert len(ws.table("posts")) == 2
    ws.decide_role(chat, boss, "成员")
    assert ws.table("messages")["effective"].all()
    assert ws.table("posts").empty


def test_own_lines_of_the_export_are_the_operators(ws, tmp_path):
    """is_self is evidence enough."""
    keep(ws, tmp_path, [line("我", "2026-06-01 12:00:00", "今晚双皮奶半价,点链接下单", is_self=True)])
    assert ws.table("roles")["role"].tolist() == ["运营"]


def test_the_member_who_announces_is_suggested(ws, tmp_path):
    """@所有人, links and long texts make a suggestion, not a decision."""
    keep(ws, tmp_path, [line("店长", "2026-06-01 12:00:00", "@所有人 今晚双皮奶半价"), line("阿珍", "2026-06-01 12:01:00", "好想吃双皮奶")])
    frame = ws.suggest_staff()
    assert [ws.words_for([one])[one] for one in frame["person_id"]] == ["店长"]
    assert ws.table("roles").empty


def test_a_typed_head_count_is_replaced_by_typing_again(ws, tmp_path):
    """One number a group and day."""
    keep(ws, tmp_path, [line("阿珍", "2026-06-01 12:00:00", "早")])
    chat = ws.table("chats")["chat_id"].iloc[0]
    for members in (480, 486):
        ws.set_head_count(chat, date(2026, 6, 1), members)
    assert ws.table("head_counts")["members"].tolist() == [486]


def test_masked_names_are_stable_and_hold_nothing_of_the_real_ones(ws, tmp_path):
    """客人A12, the same on every call, and no group name either."""
    keep(ws, tmp_path, [line("阿珍", "2026-06-01 12:00:00", "早,我的电话是13800000001"), line("老王", "2026-06-01 12:00:00", "早")])
    ids = ws.table("people")["person_id"]
    hidden = ws.masked()
    names = hidden.words_for(ids)
    assert names == hidden.words_for(ids)
    assert len(set(names.values())) == 2
    assert all(name.startswith("客人") for name in names.values())
    assert list(hidden.chat_words().values()) == ["群1"]
    texts = hidden.text_words(ws.table("messages"), "text")["text"]
    assert not texts.str.contains("电话|138").any()
    assert ws.text_words(ws.table("messages"), "text")["text"].str.contains("电话").any()


def test_hidden_texts_can_be_read_on_request_without_anybody_in_them(ws, tmp_path):
    """Names are looked up again once a file brings new ones; the same person has the same code as in a list."""
    keep(ws, tmp_path, [line("阿珍", "2026-06-01 12:00:00", "@老王 和大海,打 13800000001")])
    hidden = ws.masked(shows_texts=True)
    assert [one.shows_texts for one in (ws, hidden, ws.masked())] == [True, True, False]
    assert hidden.is_masked
    assert hidden.text_words(ws.table("messages"), "text")["text"].tolist() == ["@老王 和大海,打 •••"]
    keep(ws, tmp_path, [line("老王", "2026-06-01 12:01:00", "早")])
    codes = ws.masked().words_for(ws.table("people")["person_id"])
    wang = ws.table("aliases").set_index("name")["person_id"]["老王"]
    texts = hidden.text_words(ws.table("messages").sort_values("sent_at"), "text")["text"]
    assert texts.iloc[0] == f"@{codes[wang]} 和大海,打 •••"


def test_a_correction_of_a_category_survives_undo_and_import(ws, tmp_path):
    """What a person decided is remembered by the post, not by the row."""
    rows = [line("我", "2026-06-01 12:00:00", "今晚双皮奶半价,点链接下单", is_self=True)]
    receipt = keep(ws, tmp_path, [(table, dict(values)) for table, values in rows])
    post = ws.table("posts").iloc[0]
    assert post["category"] == "promotion"
    ws.correct("category", post["post_id"], "fun")
    ws.undo(receipt.batch_id)
    keep(ws, tmp_path, rows)
    post = ws.table("posts").iloc[0]
    assert (post["category"], post["category_reason"]) == ("fun", "corrected")


def test_every_canonical_table_has_the_columns_that_the_design_promises(ws):
    """DESIGN 4, name by name."""
    promised = {
        "imports": "batch_id file_name file_sha256 format imported_at first_at last_at read kept repeated rejected undone_at",
        "rejections": "batch_id table_name source_row column_name code value",
        "coverage": "batch_id table_name chat_id first_at last_at",
        "chats": "chat_id chat_name chat_type platform opened_on closed_on admission",
        "people": "person_id display_name",
        "aliases": "person_id chat_id platform_id name phone valid_from valid_to decided_by",
        "memberships": "chat_id person_id joined_at left_at left_how join_channel inviter_id batch_id part source_row",
        "roster_snapshots": "chat_id person_id seen_on",
        "roles": "chat_id person_id role valid_from valid_to",
        "messages": "message_key chat_id person_id sender_name sent_at resolution kind text reply_to effective reason mark",
        "posts": "post_id chat_id posted_at category category_reason purpose production form title text reach opens clicks interactions forwards message_key",
        "orders": "order_id person_id buyer_name buyer_phone paid_at gross refund status product channel store coupon_id referrer_id",
        "events": "event_key person_id chat_id step happened_at post_id amount",
        "coupons": "coupon_id person_id name issued_at expires_at redeemed_at store channel",
        "invites": "inviter_id invitee_id chat_id sent_at joined_at",
        "scores": "person_id chat_id asked_at kind score comment",
        "violations": "person_id chat_id happened_at rule action",
        "head_counts": "chat_id day members source",
        "follow_ups": "list_id person_id reason made_on status done_at by note",
        "corrections": "kind key value decided_at",
        "chat_days": "chat_id day members joined left_count messages speakers source",
        "content_days": "channel day metric value",
    }
    for name, columns in promised.items():
        assert set(columns.split()) <= set(ws.table(name).columns), name


@pytest.mark.parametrize(("file_name", "group"), [
    ("福利群聊天记录(1).txt", "福利群"), ("福利群_2026-06-01_2026-06-30.csv", "福利群"), ("石岐小灶引流群_utf8.csv", "石岐小灶引流群"),
    ("WhatsApp Chat with 街坊群.txt", "街坊群"), ("与街坊群的 WhatsApp 聊天.txt", "街坊群"), ("街坊3群.txt", "街坊3群"),
    ("街坊群 - 副本.csv", "街坊群"), ("街坊群 - 副本 (2).csv", "街坊群"), ("街坊群_utf8 - Copy.csv", "街坊群"), ("街坊群最终版.xlsx", "街坊群"),
    ("与街坊群的聊天记录.txt", "街坊群"), ("新建文本文档.txt", "")])
def test_a_group_without_a_name_gets_the_files_without_tool_words_dates_and_numbers(file_name, group):
    """DATA 2: room id, else the name inside the file, else the file name."""
    assert name_from_file(file_name) == group


def test_a_group_says_its_type_in_its_name(ws, tmp_path):
    """福利群 in the name is a 福利群 until somebody says otherwise."""
    keep(ws, tmp_path, [line("阿珍", "2026-06-01 12:00:00", "早", chat="石岐小灶福利群"), line("阿珍", "2026-06-01 12:00:00", "早", chat="街坊")])
    assert dict(zip(ws.table("chats")["chat_name"], ws.table("chats")["chat_type"], strict=True)) == {"石岐小灶福利群": "福利群", "街坊": "其他"}
    ws.set_chat(ws.table("chats").set_index("chat_name")["chat_id"]["街坊"], chat_type="快闪群")
    assert "快闪群" in set(ws.table("chats")["chat_type"])


def test_a_room_id_in_a_file_name_stays_whole():
    """Exporters name files by room: chat is a word to leave out only where it stands alone."""
    assert "chatroom" in name_from_file("1@chatroom_2026.csv")
    assert name_from_file("chat_福利群.csv") == "福利群"


def test_a_broadcast_is_found_when_its_senders_turn_out_to_be_one_person(ws, tmp_path):
    """Three names in three groups say the same within minutes; one decision makes it a broadcast, its undoing three messages."""
    words = "各位街坊,明天下午三点前下单都有优惠"
    rows = [line(who, f"2026-06-01 12:0{number}:00", words, chat=chat)
            for number, (who, chat) in enumerate([("店长", "东门群"), ("小满", "西门群"), ("小满家", "南门群")])]
    keep(ws, tmp_path, rows)
    people = ws.table("aliases").set_index("name")["person_id"]
    def broadcasts():
        return (ws.query("select context_reason from message_rows")["context_reason"] == "broadcast").sum(), int(
            ws.table("member_days")["effective"].sum())
    assert broadcasts() == (0, 3)
    ws.decide_identity(int(people["店长"]), int(people["小满"]), "same")
    assert broadcasts() == (0, 3)
    ws.decide_identity(int(people["小满"]), int(people["小满家"]), "same")
    assert broadcasts() == (3, 0)
    ids = ws.table("aliases").set_index("name")["alias_id"]
    ws.decide_identity(int(ids["小满"]), int(ids["小满家"]), "different")
    assert broadcasts() == (0, 3)


def test_the_last_group_of_a_broadcast_takes_the_words_of_the_first_ones_along(ws, tmp_path):
    """One file a group: that it was a broadcast shows with the third, and then in all three."""
    for number, chat in enumerate(["东门群", "西门群", "南门群"]):
        rows = [line("店长", f"2026-06-01 12:0{number}:00", "各位街坊,明天下午三点前下单都有优惠", chat=chat, platform_id="wx1")]
        receipt = keep(ws, tmp_path, rows)
    assert int(ws.table("member_days")["effective"].sum()) == 0
    ws.undo(receipt.batch_id)
    assert int(ws.table("member_days")["effective"].sum()) == 2


def test_every_table_says_where_its_rows_were_read(ws, tmp_path):
    """DESIGN 4: batch_id, part, source_row; the row that named a person, a name, a group first, also after an undo."""
    first = keep(ws, tmp_path, [member("阿珍", role="管理员"), line("阿珍", "2026-06-01 12:00:00", "早")])
    second = keep(ws, tmp_path, [line("阿珍", "2026-06-02 12:00:00", "早"), order("E1", "老王", "2026-06-02 12:00:00", "5"),
                                  member("阿珍", role="管理员")])
    for name in CANONICAL:
        assert {"batch_id", "part", "source_row"} <= set(ws.table(name).columns), name
    def place(table):
        return [tuple(row) for row in ws.table(table)[["batch_id", "source_row"]].sort_values("source_row").to_numpy()]
    assert place("people") == [(first.batch_id, 1), (second.batch_id, 2)]
    assert place("roles") == place("roster_snapshots") == [(first.batch_id, 1)]
    assert ws.table("chats")["batch_id"].tolist() == [first.batch_id]
    ws.undo(first.batch_id)
    assert place("people") == [(second.batch_id, 1), (second.batch_id, 2)]
    assert place("roster_snapshots") == [(second.batch_id, 3)]
    assert ws.table("chats")["batch_id"].tolist() == [second.batch_id]


def test_the_same_piece_in_two_sheets_is_one_post_in_whatever_order(ws):
    """A plan says its kind, a list of articles its address and readers; pieces of the same day, or of the same title, stay two."""
    plan = "发布时间,标题,类型\n2026-06-01 08:00,汤包怎么做,干货\n2026-06-02,上新,推广\n2026-06-03,没发出来,娱乐\n"
    articles = ("内容标题,发表时间,总阅读人数,内容url\n汤包怎么做,20260601,100,http://x/1\n今天休息,20260601,80,http://x/2\n"
                "上新,20260609,90,http://x/3\n")
    receipts = [ws.import_upload(Upload(name, text.encode())) for name, text in (("计划.csv", plan), ("文章.csv", articles))]
    posts = ws.table("posts").set_index("title")
    assert sorted(posts.index) == ["上新", "上新", "今天休息", "汤包怎么做", "没发出来"]
    assert posts.loc["汤包怎么做", ["post_id", "opens", "category", "category_reason"]].tolist() == [
        "http://x/1", 100, "knowledge", "stated"]
    ws.undo(receipts[1].batch_id)
    assert sorted(ws.table("posts")["title"]) == ["上新", "汤包怎么做", "没发出来"]
