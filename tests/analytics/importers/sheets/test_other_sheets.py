"""Member lists, content, coupons, answers, daily numbers, sign-ups and chats kept as sheets."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from analytics.importers.answers import Answers
from analytics.importers.formats.sheets import sheet
from analytics.importers.source import Source
from tests.analytics.importers.sheets.reading import delimited, read, workbook


def _picked(rows, *names):
    return [tuple(row[name] for name in names) for row in rows]


# ---- members -----------------------------------------------------------------------------------


def test_the_member_export_of_a_chat_tool(tmp_path):
    """Three rows of metadata; the group card is the name, remark and nick are further names, wxid is the id."""
    path = workbook(
        tmp_path / "成员.xlsx",
        群成员=[
            ["会话信息"],
            ["账号ID", "123@chatroom", "昵称", "福利群", "备注", ""],
            ["导出工具", "某工具", "导出版本", "1", "导出时间", "2026-06-01 10:00:00"],
            ["微信昵称", "微信备注", "群昵称", "wxid", "微信号"],
            ["Viola", "", "小满(6栋)", "wxid_1", "xiaoman"],
            ["阿杰", "阿杰老客", "", "wxid_2", ""],
            ["NA", "", "", "wxid_3", ""],
        ],
    )
    outcome = read(path, tmp_path / "out")
    assert _picked(outcome.rows("members"), "chat", "platform_id", "name", "other_names", "seen_on") == [
        ("福利群", "wxid_1", "小满(6栋)", "Viola", date(2026, 6, 1)),
        ("福利群", "wxid_2", "阿杰老客", "阿杰", date(2026, 6, 1)),
        ("福利群", "wxid_3", "NA", None, date(2026, 6, 1)),
    ]
    assert outcome.about["chats"][0]["name"] == "福利群"
    assert "whole_roster" not in outcome.about["parts"][0]


@pytest.mark.parametrize(
    ("title", "chat", "count", "whole"),
    [
        ("福利群成员(2人)", "福利群", 2, True),
        ("福利群（486）", "福利群", 486, False),
        ("福利群群成员名单(共2人)", "福利群", 2, True),
        ("六月名单", "", None, False),
    ],
)
def test_the_title_names_the_group_and_its_size(tmp_path, title, chat, count, whole):
    """A list as long as the stated size is the whole group; a shorter one is not taken for it."""
    path = workbook(tmp_path / "a.xlsx", Sheet1=[[title], ["昵称", "入群时间"], ["小满", "2026-05-01"], ["大海", "2026年5月3日"]])
    outcome = read(path, tmp_path / "out")
    assert {row["chat"] for row in outcome.rows("members")} == {chat}
    assert [entry["head_count"] for entry in outcome.about["chats"]] == ([count] if chat else [])
    assert outcome.about["parts"][0].get("whole_roster", False) is whole


@pytest.mark.parametrize(
    ("name", "said", "expected"),
    [
        ("群成员_20260603.csv", None, date(2026, 6, 3)),
        ("群成员2026-6-3(1).csv", None, date(2026, 6, 3)),
        ("群成员.csv", None, None),
        ("群成员_20260603.csv", date(2026, 6, 9), date(2026, 6, 9)),
        ("群成员_20261303.csv", None, None),
    ],
)
def test_when_a_list_was_taken(tmp_path, name, said, expected):
    """A person's word, else the file, else its name; never today."""
    path = delimited(tmp_path / name, [["群昵称", "入群时间"], ["小满", "2026-05-01"]])
    assert read(path, tmp_path / "out", Answers(seen_on=said)).rows("members")[0]["seen_on"] == expected


@pytest.mark.parametrize(
    ("name", "chat"), [("福利群", "福利群"), ("快闪2群", "快闪2群"), ("全部群", ""), ("Sheet1", ""), ("群", "")]
)
def test_a_sheet_named_after_a_group_is_that_groups(tmp_path, name, chat):
    """Many shops keep one sheet a group in one workbook."""
    path = workbook(tmp_path / "a.xlsx", **{name: [["昵称", "入群时间"], ["小满", "2026-05-01"]]})
    assert read(path, tmp_path / "out").rows("members")[0]["chat"] == chat


def test_join_days_without_a_year_stay_empty(tmp_path):
    """5月1日 does not get the year of a day more than half a year away."""
    outcome = read(
        delimited(
            tmp_path / "a.csv",
            [
                ["昵称", "入群时间", "退群时间", "群角色", "退群方式"],
                ["小满", "5月1日", "", "群主", ""],
                ["大海", "2026-12-20 08:00", "2027-01-01", "普通成员", "被移出"],
            ],
        ),
        tmp_path / "out",
    )
    assert _picked(outcome.rows("members"), "joined_at", "joined_resolution", "left_at", "left_resolution", "role", "left_how") == [
        (None, None, None, None, "群主", None),
        (datetime(2026, 12, 20, 8), "minute", datetime(2027, 1, 1), "day", "成员", "移出"),
    ]
    assert outcome.codes() == ["date_without_year"]


def test_youzan_customers_are_people_and_no_group_members(tmp_path):
    """The day someone became a customer is no day of joining a group; a trailing comma makes no column."""
    path = delimited(
        tmp_path / "客户.csv",
        [
            ["客户姓名", "客户昵称", "客户手机号", "客户生日", "标签", "消费金额", "成为客户时间", ""],
            ["林小满", "满满", "13800138000", "1990-05-06", " ", "12.00", "2026-01-02 08:00:00", ""],
        ],
    )
    (row,) = read(path, tmp_path / "out").rows("members")
    assert (row["name"], row["other_names"], row["phone"], row["joined_at"], row["birthday"]) == (
        "满满",
        "林小满",
        "13800138000",
        None,
        date(1990, 5, 6),
    )


def test_a_list_of_one_column_is_a_list(tmp_path):
    """Names under 昵称, nothing else."""
    outcome = read(delimited(tmp_path / "a.csv", [["昵称"], ["小满"], ["大海"], ["合计"], ["昵称"]]), tmp_path / "out")
    assert _picked(outcome.rows("members"), "name") == [("小满",), ("大海",)]
    assert outcome.codes() == ["skipped_total", "skipped_header"]
    assert outcome.reconciles("members")


def test_people_with_the_names_of_nothing_are_people(tmp_path):
    """NA, None, nan, NULL, 007 and 1e5 are eight of eighteen people that others lose."""
    names = ["NA", "None", "nan", "NULL", "null", "007", "1e5", "True", "inf"]
    outcome = read(delimited(tmp_path / "a.csv", [["昵称", "入群时间"], *([name, ""] for name in names)]), tmp_path / "out")
    assert [row["name"] for row in outcome.rows("members")] == names


def test_a_salary_sheet_is_not_a_member_list(tmp_path):
    """A name column alone does not make one; the sheet asks what it is, with a guess, and writes nothing."""
    path = delimited(tmp_path / "a.csv", [["姓名", "部门", "职级", "工资"], ["小满", "前厅", "P1", "5000"]])
    outcome = read(path, tmp_path / "out")
    assert outcome.tables == {}
    assert outcome.about["questions"][0]["kind"] == "mapping"


# ---- content -----------------------------------------------------------------------------------


def test_the_articles_of_an_official_account(tmp_path):
    """发表时间 is 20220329, as a number or as a text; column A is empty, the headers are in row 3."""
    path = workbook(
        tmp_path / "total.xlsx",
        **{
            "New Sheet1": [
                ["", "内容分析"],
                ["", "已通知内容"],
                ["", "内容标题", "发表时间", "总阅读人数", "总分享人数", "阅读后关注人数", "送达人数", "送达阅读率", "内容url"],
                ["", "夏天吃什么", 20220329, "1,286", 12, 3, "45.2万", 0.0374, "https://a.example/1"],
                ["", "新品", "20220330", 10, "—", 0, 200, 0.05, "https://a.example/2"],
            ]
        },
    )
    outcome = read(path, tmp_path / "out")
    assert _picked(outcome.rows("posts"), "post_id", "posted_at", "resolution", "title", "reach", "opens", "forwards") == [
        ("https://a.example/1", datetime(2022, 3, 29), "day", "夏天吃什么", 452_000, 1286, 12),
        ("https://a.example/2", datetime(2022, 3, 30), "day", "新品", 200, 10, None),
    ]


def test_videos_add_up_what_people_did(tmp_path):
    """推荐, 喜欢 and 评论量 together are the interactions."""
    path = delimited(
        tmp_path / "a.csv",
        [
            ["视频描述", "视频ID", "发布时间", "完播率", "平均播放时长", "播放量", "推荐", "喜欢", "评论量", "分享量"],
            ["芒果到店", "export/abc", "2026/07/24", "20%", "12秒", "1000", "5", "3", "2", "4"],
        ],
        "utf-8-sig",
    )
    (row,) = read(path, tmp_path / "out").rows("posts")
    assert (row["post_id"], row["posted_at"], row["opens"], row["interactions"], row["forwards"]) == (
        "export/abc",
        datetime(2026, 7, 24),
        1000,
        10,
        4,
    )


def test_a_content_plan_kept_by_hand(tmp_path):
    """Day and clock in two columns, 推广/干货/娱乐 as people write them, 图文 is a form and no category."""
    path = delimited(
        tmp_path / "a.csv",
        [
            ["日期", "时间", "内容", "类型"],
            ["2026/5/2", "20:30", "满100减20", "产品推广"],
            ["2026/5/3", "早上", "芒果怎么挑", "干货"],
            ["2026/5/4", "", "猜猜看", "图文"],
        ],
    )
    outcome = read(path, tmp_path / "out")
    assert _picked(outcome.rows("posts"), "posted_at", "resolution", "category", "form") == [
        (datetime(2026, 5, 2, 20, 30), "minute", "promotion", None),
        (datetime(2026, 5, 3), "day", "knowledge", None),
        (datetime(2026, 5, 4), "day", None, "图文"),
    ]
    assert outcome.issues == []


def test_three_tables_side_by_side(tmp_path):
    """公众号 流量数据: each table is read by itself, parts say where it stands."""
    path = workbook(
        tmp_path / "a.xlsx",
        Sheet1=[
            ["流量数据"],
            ["", "", ""],
            [
                "",
                "日期",
                "渠道",
                "阅读人数",
                "",
                "日期",
                "分享人数",
                "发表篇数",
                "",
                "传播渠道",
                "发表日期",
                "内容标题",
                "阅读人数",
                "占比",
            ],
            ["", "20220329", "全部", 10, "", "20220329", 2, 1, "", "公众号消息", "20220329", "夏天", 8, 0.8],
            ["", "20220330", "全部", 12, "", "", "", "", "", "", "", "", "", ""],
        ],
    )
    outcome = read(path, tmp_path / "out")
    assert _picked(outcome.rows("content_days"), "part", "channel", "day", "metric", "value") == [
        ("Sheet1 B–D", "全部", date(2022, 3, 29), "readers", 10.0),
        ("Sheet1 B–D", "全部", date(2022, 3, 30), "readers", 12.0),
        ("Sheet1 F–H", None, date(2022, 3, 29), "sharers", 2.0),
        ("Sheet1 F–H", None, date(2022, 3, 29), "posts", 1.0),
    ]
    assert _picked(outcome.rows("posts"), "part", "title", "opens") == [("Sheet1 J–N", "夏天", 8)]
    assert outcome.count_read("content_days") == 4


@pytest.mark.parametrize(("rows", "expected"), [
    ([["公众号消息", "夏天", 8], ["朋友圈", "夏天", 5], ["朋友圈", "秋天", 1]], [("夏天", 13), ("秋天", 1)]),
    ([["公众号消息", "夏天", 8], ["全部", "夏天", 11], ["朋友圈", "夏天", ""]], [("夏天", 11)]),
])
def test_a_piece_read_in_several_channels_is_one_piece(tmp_path, rows, expected):
    """The channels' reads are summed, or stand in a row of their own."""
    head = ["传播渠道", "发表日期", "内容标题", "阅读人数"]
    outcome = read(workbook(tmp_path / "a.xlsx", Sheet1=[head, *([row[0], "20220329", *row[1:]] for row in rows)]), tmp_path / "out")
    assert _picked(outcome.rows("posts"), "title", "opens") == expected
    assert set(outcome.codes()) == {"skipped_channel"}
    assert outcome.reconciles("posts")


def test_followers_in_a_web_page_named_xls(tmp_path):
    """用户增长 is HTML; each number of a day is a row."""
    path = tmp_path / "用户分析_用户增长.xls"
    path.write_text(
        "<html><body><table><tr><th>时间</th><th>新关注人数</th><th>取消关注人数</th></tr>"
        "<tr><td>2026-05-01</td><td>3</td><td>--</td></tr><tr><td>合计</td><td>3</td><td></td></tr></table></body></html>",
        encoding="utf-8",
    )
    outcome = read(path, tmp_path / "out")
    assert _picked(outcome.rows("content_days"), "day", "metric", "value") == [(date(2026, 5, 1), "new_followers", 3.0)]
    assert outcome.codes() == ["skipped_total"]
    assert outcome.reconciles("content_days")


# ---- coupons, sign-ups, invitations ------------------------------------------------------------


def test_coupons_given_and_used(tmp_path):
    """已核销 without a time is said, not invented."""
    path = delimited(
        tmp_path / "a.csv",
        [
            ["投放时间", "会员姓名", "会员手机号", "卡券名称（规格）", "卡券号", "状态", "核销时间", "核销门店"],
            ["2026-05-01 08:00:00", "小满", "13800138000", "满100减20", "K1", "已核销", "2026-05-03 12:00:00", "总店"],
            ["2026-05-01 08:00:00", "大海", "186******05", "满100减20", "K2", "已核销", "/", "/"],
            ["", "阿杰", "", "", "", "未使用", "", ""],
        ],
    )
    outcome = read(path, tmp_path / "out")
    assert _picked(outcome.rows("coupons"), "coupon_id", "name", "phone", "issued_at", "redeemed_at", "store") == [
        ("K1", "小满", "13800138000", datetime(2026, 5, 1, 8), datetime(2026, 5, 3, 12), "总店"),
        ("K2", "大海", "", datetime(2026, 5, 1, 8), None, None),
    ]
    assert sorted(outcome.codes()) == ["cell_missing", "redeemed_without_time"]
    assert outcome.reconciles("coupons")


def test_what_people_did_in_a_column_or_in_the_header_of_the_time(tmp_path):
    """报名时间 says 报名."""
    named = read(delimited(tmp_path / "a.csv", [["昵称", "事件", "时间"], ["小满", "到店", "2026-05-02 12:00"]]), tmp_path / "a")
    implied = read(
        delimited(tmp_path / "b.csv", [["昵称", "电话", "报名时间"], ["小满", "13800138000", "2026-05-02"]]), tmp_path / "b"
    )
    assert _picked(named.rows("events"), "name", "step", "happened_at", "resolution") == [
        ("小满", "到店", datetime(2026, 5, 2, 12), "minute")
    ]
    assert _picked(implied.rows("events"), "name", "step", "resolution") == [("小满", "报名", "day")]


def test_who_brought_whom(tmp_path):
    """邀请人 and 被邀请人."""
    outcome = read(
        delimited(
            tmp_path / "a.csv", [["邀请人", "被邀请人", "邀请时间"], ["小满", "大海", "2026-05-02"], ["小满", "", "2026-05-02"]]
        ),
        tmp_path / "out",
    )
    assert _picked(outcome.rows("invites"), "name", "invitee_name", "sent_at") == [("小满", "大海", datetime(2026, 5, 2))]
    assert outcome.reconciles("invites")


# ---- answers -----------------------------------------------------------------------------------


def test_the_question_that_asks_whether_people_would_recommend(tmp_path):
    """问卷星: found by its title; times as text and as real dates in one column; 11 is out of range."""
    path = workbook(
        tmp_path / "问卷.xlsx",
        Sheet1=[
            [
                "序号",
                "提交答卷时间",
                "所用时间",
                "来源",
                "来自IP",
                "1、您的微信昵称",
                "2、您有多大可能把我们推荐给朋友？",
                "3、您的建议",
            ],
            [1, "2026/6/16 8:00:00", "10秒", "微信", "1.2.3.4(广东-中山)", "小满", 9, "(空)"],
            [2, datetime(2026, 6, 16, 9, 1, 2), "12秒", "微信", "1.2.3.4(广东-中山)", "大海", "10分", "多上新"],
            [3, "2026/6/16 9:05:00", "9秒", "微信", "1.2.3.4(广东-中山)", "阿杰", 11, ""],
            [4, "2026/6/16 9:06:00", "9秒", "微信", "-", "", "0", ""],
        ],
    )
    outcome = read(path, tmp_path / "out")
    assert _picked(outcome.rows("scores"), "name", "asked_at", "kind", "score", "comment") == [
        ("小满", datetime(2026, 6, 16, 8), "0-10", 9, None),
        ("大海", datetime(2026, 6, 16, 9, 1, 2), "0-10", 10, "多上新"),
        ("", datetime(2026, 6, 16, 9, 6), "0-10", 0, None),
    ]
    assert outcome.codes() == ["score_out_of_range"]


def test_yes_and_no_stay_yes_and_no(tmp_path):
    """A yes is never turned into a 10."""
    path = delimited(
        tmp_path / "a.csv",
        [
            ["提交时间（自动）", "您愿意推荐我们吗（必填）", "提交者（自动）"],
            ["2023年3月19日 21:34", "愿意", "小满"],
            ["2023/03/19 21:35:00", "不愿意", "大海"],
        ],
        "utf-8-sig",
    )
    assert _picked(read(path, tmp_path / "out").rows("scores"), "name", "kind", "score") == [
        ("小满", "yes/no", 1),
        ("大海", "yes/no", 0),
    ]


# ---- groups by day -----------------------------------------------------------------------------


def test_head_counts_kept_by_hand(tmp_path):
    """Day, group, how many."""
    outcome = read(
        delimited(
            tmp_path / "a.csv", [["日期", "群名", "人数"], ["2026-05-01", "福利群", "486人"], ["2026-05-01", "快闪群", "很多"]]
        ),
        tmp_path / "out",
    )
    assert _picked(outcome.rows("head_counts"), "chat", "day", "members", "source") == [("福利群", date(2026, 5, 1), 486, "sheet")]
    assert outcome.codes() == ["number_unreadable"]
    assert [chat["key"] for chat in outcome.about["chats"]] == ["福利群", "快闪群"]


def test_running_totals_become_days(tmp_path):
    """群聊消息总数 is 截至当天: the first day and the day after a hole stay unknown, a fall is no day."""
    rows = [
        ["福利群", "2026-05-01", "100"],
        ["福利群", "2026-05-02", "130"],
        ["福利群", "2026-05-04", "200"],
        ["福利群", "2026-05-05", "150"],
        ["快闪群", "2026-05-02", "7"],
    ]
    outcome = read(delimited(tmp_path / "a.csv", [["群名", "日期", "群聊消息总数"], *rows]), tmp_path / "out")
    assert [row["messages"] for row in outcome.rows("chat_days")] == [None, 30, None, None, None]


def test_daily_numbers_of_a_group(tmp_path):
    """日报表: members, joined, left, messages, speakers."""
    path = delimited(
        tmp_path / "a.csv",
        [["日期", "群成员总数", "新增群成员数", "退群人数", "消息条数", "发言人数"], ["2026-05-01", "486", "3", "1", "120", "30"]],
    )
    (row,) = read(path, tmp_path / "out").rows("chat_days")
    assert (row["members"], row["joined"], row["left_count"], row["messages"], row["speakers"]) == (486, 3, 1, 120, 30)


# ---- a chat as a table -------------------------------------------------------------------------


def test_a_chat_kept_as_a_table(tmp_path):
    """Who, when, what; the client's own lines give joins; a dash is something people say."""
    path = delimited(
        tmp_path / "a.csv",
        [
            ["时间", "发送者", "消息类型", "内容"],
            ["2026-05-02 08:00:01", "小满", "文本", "早上好"],
            ["2026-05-02 08:00:02", "系统消息", "系统消息", '"小满"邀请"大海"加入了群聊'],
            ["2026-05-02 08:00:03", "大海", "图片", ""],
            ["2026-05-02 08:00:04", "大海", "文本", "-"],
            ["昨天", "大海", "文本", "在吗"],
            ["时间", "发送者", "消息类型", "内容"],
        ],
    )
    outcome = read(path, tmp_path / "out")
    assert _picked(outcome.rows("messages"), "source_row", "name", "kind", "text", "resolution") == [
        (2, "小满", "text", "早上好", "second"),
        (3, "", "join", '"小满"邀请"大海"加入了群聊', "second"),
        (4, "大海", "image", None, "second"),
        (5, "大海", "text", "-", "second"),
    ]
    assert _picked(outcome.rows("movements"), "name", "kind", "by_name") == [("大海", "join", "小满")]
    assert outcome.codes() == ["date_unreadable", "skipped_header"]
    assert outcome.reconciles("messages")


def test_a_table_of_several_groups(tmp_path):
    """The group stands in a column."""
    path = delimited(
        tmp_path / "a.csv",
        [
            ["time", "group_name", "from_nickname", "content"],
            ["2026-05-02 08:00", "福利群", "小满", "早"],
            ["2026-05-02 08:01", "快闪群", "大海", "=早"],
        ],
    )
    outcome = read(path, tmp_path / "out")
    assert _picked(outcome.rows("messages"), "chat", "name", "text", "resolution") == [
        ("福利群", "小满", "早", "minute"),
        ("快闪群", "大海", "=早", "minute"),
    ]


@pytest.mark.parametrize(("name", "text", "chat", "people"), [
    ("a.txt", "福利群成员名单（3人）\n小满\n阿杰\n小雨\n", "福利群", [("小满", ""), ("阿杰", ""), ("小雨", "")]),
    ("a.csv", "福利群成员名单,\n小满,13800000001\n阿杰,\n小雨,13800000003\n", "福利群",
     [("小满", "13800000001"), ("阿杰", ""), ("小雨", "13800000003")]),
    ("老客名单.txt", "1. 小满\n2. 阿杰\n", None, [("小满", ""), ("阿杰", "")]),
    ("通讯录.csv", "1,13800000001,小满\n2,13800000002,阿杰\n", None, [("小满", "13800000001"), ("阿杰", "13800000002")]),
])
def test_names_below_a_title_need_no_headers(tmp_path, name, text, chat, people):
    """The title or the file says what they are; phones and days are known by their shape; a full list is said to be full."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    outcome = read(path, tmp_path / "out")
    assert [(row["name"], row["phone"]) for row in outcome.rows("members")] == people
    assert [one["key"] for one in outcome.about["chats"]] == ([chat] if chat else [])
    assert outcome.about["parts"][0].get("whole_roster", False) == ("3人" in text)
    assert outcome.reconciles("members")


@pytest.mark.parametrize("text", [
    "会员日活动\n全场八折\n满100减20\n", "中奖名单公布\n恭喜以下朋友：\n小满\n", "名单\n小满\n小满\n小满\n", "福利群成员名单\n小满\n",
    "价目名单\n12\n15\n18\n",
])
def test_other_lines_below_a_title_are_no_people(tmp_path, text):
    """A notice, one name again and again, a single name, prices."""
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    assert not sheet.recognises(Source(path, path.name))


def test_a_shops_daily_totals_are_numbers_a_day_and_no_orders(tmp_path):
    """Twelve orders of a day are not the order number 12; the total at the end is none of the days."""
    rows = [["日期", "订单数", "销售额", "客单价"], ["2026-06-01", "12", "￥1,200.00", "100"], ["2026-06-02", "10", "900", "90"],
            ["合计", "22", "2100", "95"]]
    outcome = read(delimited(tmp_path / "门店日报.csv", rows), tmp_path / "out")
    assert [(row["day"].day, row["metric"], row["value"]) for row in outcome.rows("content_days")] == [
        (1, "orders", 12), (1, "sales", 1200), (2, "orders", 10), (2, "sales", 900)]
    assert outcome.rows("orders") == []
    assert outcome.codes("skipped") == ["skipped_total"]
