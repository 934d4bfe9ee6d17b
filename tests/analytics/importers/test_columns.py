"""The column dictionary: every shop system's headers find their table and their columns."""

from __future__ import annotations

import pytest

from analytics.importers import columns, headers
from analytics.importers.batch import SCHEMAS
from analytics.texts import all_texts

YOUZAN = (
    "订单号,销售渠道,归属店铺,订单类型,订单状态,推广方式,订单来源,订单创建时间,买家付款时间,交易成功时间,付款方式,支付流水号,商品金额合计,运费,店铺优惠合计,"
    "应收订单金额,订单实付金额,支付优惠合计,订单实收金额,订单抵用积分数,店铺优惠方式,支付优惠方式,全部商品名称,商品种类数,订单配送方式,同城送达时间/提货时间,"
    "收货人省份,收货人城市,收货人地区,详细收货地址/提货地址,收货人/提货人,收货人手机号/提货人手机号,买家备注,订单星级,买家昵称,买家是否会员,买家手机号,下单网点,"
    "收银员,分销员,销售导购,专属导购,订单退款状态,订单已退款金额,商家订单备注,桌号,分销员,分销员手机号"
)
# Headers of shop systems as FORMATS gives them → table, and for some columns the header that must be it.
SHEETS = {
    YOUZAN: (
        "orders",
        {
            "order_id": "订单号",
            "gross": "订单实付金额",
            "paid_at": "买家付款时间",
            "name": "买家昵称",
            "phone": "买家手机号",
            "refund": "订单已退款金额",
            "refund_status": "订单退款状态",
            "product": "全部商品名称",
        },
    ),
    "跟团号,下单人,团员备注,支付时间,团长备注,商品,订单金额,退款金额,订单状态,自提点,收货人,联系电话,详细地址": (
        "orders",
        {"sequence": "跟团号", "name": "下单人", "gross": "订单金额", "refund": "退款金额", "store": "自提点"},
    ),
    "接龙号,微信昵称,订单总金额,商品合计": ("orders", {"sequence": "接龙号", "gross": "订单总金额", "product": "商品合计"}),
    "主订单编号,子订单编号,选购商品,商品规格,商品数量,订单应付金额,"
    "运费,收件人,收件人手机号,订单提交时间,订单完成时间,订单状态,售后状态": (
        "orders",
        {"order_id": "主订单编号", "line_id": "子订单编号", "gross": "订单应付金额", "ordered_at": "订单提交时间"},
    ),
    "订单号,订单状态,商品名称,商品数量,商品编码(自定义),"
    "商品实际价格(总共),订单实际支付金额,商品已退款金额,商品售后,收件人姓名,收件人手机": (
        "orders",
        {"gross": "订单实际支付金额", "refund": "商品已退款金额", "refund_status": "商品售后"},
    ),
    "订单编号,总金额,买家实际支付金额,收货地址 ,订单创建时间,订单付款时间 ,退款金额": (
        "orders",
        {"gross": "买家实际支付金额", "paid_at": "订单付款时间 "},
    ),
    "订单号,下单时间,商品名称,客户姓名,客户地址,商家应收": ("orders", {"gross": "商家应收", "ordered_at": "下单时间"}),
    "交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注": (
        "orders",
        {"order_id": "交易单号", "direction": "收/支", "gross": "金额(元)", "status": "当前状态"},
    ),
    "日期,姓名,金额": ("orders", {"ordered_at": "日期", "name": "姓名"}),
    "Order ID,Customer Name,Phone,Paid At,Total": ("orders", {"order_id": "Order ID", "gross": "Total"}),
    "客户姓名,客户昵称,客户手机号,客户生日,客户性别,标签,是否会员,消费次数,消费金额,累计退款金额,上次消费时间,成为客户时间,": (
        "members",
        {"name": "客户昵称", "phone": "客户手机号", "birthday": "客户生日"},
    ),
    "微信昵称,微信备注,群昵称,wxid,微信号": ("members", {"name": "群昵称", "platform_id": "wxid"}),
    "昵称,进群时间,退群时间,邀请人,群角色": ("members", {"joined_at": "进群时间", "left_at": "退群时间", "inviter_name": "邀请人"}),
    "客户名称,描述,添加人,添加时间,来源,手机,企业": ("members", {"name": "客户名称", "join_channel": "来源"}),
    "内容标题,发表时间,总阅读人数,总阅读次数,总分享人数,总分享次数,送达人数,送达阅读率,内容url": (
        "posts",
        {"reach": "送达人数", "opens": "总阅读人数", "forwards": "总分享人数", "post_id": "内容url"},
    ),
    "视频描述,视频ID,发布时间,完播率,播放量,推荐,喜欢,评论量,分享量,关注量": ("posts", {"title": "视频描述", "opens": "播放量"}),
    "日期,时间,内容,类型,负责人": ("posts", {"posted_at": "日期", "clock": "时间", "category": "类型"}),
    "时间,新关注人数,取消关注人数,净增关注人数,累积关注人数": ("content_days", {"day": "时间"}),
    "投放时间,会员姓名,会员手机号,卡券类型,卡券名称（规格）,卡券号,投放渠道,状态,核销次数,核销时间,核销人,核销门店": (
        "coupons",
        {"coupon_id": "卡券号", "issued_at": "投放时间", "redeemed_at": "核销时间", "store": "核销门店"},
    ),
    "核销时间,核销码,买家,商品,预约时段,操作人,扣次": ("coupons", {"coupon_id": "核销码", "name": "买家"}),
    "序号,提交答卷时间,所用时间,来源,来自IP,1、您的微信昵称,2、您有多大可能把我们推荐给朋友？,3、您的建议": (
        "scores",
        {"asked_at": "提交答卷时间", "score": "2、您有多大可能把我们推荐给朋友？", "name": "1、您的微信昵称"},
    ),
    "提交时间（自动）,您愿意推荐我们吗（必填）,提交者（自动）": (
        "scores",
        {"score": "您愿意推荐我们吗（必填）", "name": "提交者（自动）"},
    ),
    "邀请人,被邀请人,邀请时间": ("invites", {"invitee_name": "被邀请人", "sent_at": "邀请时间"}),
    "昵称,电话,报名时间": ("events", {"happened_at": "报名时间"}),
    "昵称,事件,时间": ("events", {"step": "事件"}),
    "日期,昵称,违规类型,处理": ("violations", {"happened_at": "日期", "name": "昵称", "rule": "违规类型", "action": "处理"}),
    "违规时间,群名称,违规人,违反群规": ("violations", {"chat": "群名称", "rule": "违反群规"}),
    "日期,群名,人数": ("head_counts", {"members": "人数", "chat": "群名"}),
    "日期,群成员总数,新增群成员数,退群人数,发言人数": ("chat_days", {"joined": "新增群成员数", "left_count": "退群人数"}),
    "时间,发送者,内容": ("messages", {"sent_at": "时间", "name": "发送者", "text": "内容"}),
    "time,sender,content": ("messages", {"text": "content"}),
}


@pytest.mark.parametrize(("typed", "expected"), SHEETS.items(), ids=lambda value: str(value)[:20])
def test_headers_of_shop_systems_are_understood(typed, expected):
    """Each known export is the right kind of sheet, and its important columns are the right ones."""
    found = typed.split(",")
    match = columns.best_match(found)
    table, wanted = expected
    assert match is not None
    assert match.table.name == table
    assert {name: found[match.at[name][0]] for name in wanted} == wanted


@pytest.mark.parametrize("typed", ["付了,谁,啥时候", "日期,项目,支出", "a,b,c", "部门,工资"])
def test_strange_headers_are_not_forced_into_a_table(typed):
    """A cost sheet is no order sheet, and nonsense is nothing."""
    assert columns.best_match(typed.split(",")) is None


def test_every_target_of_the_dictionary_is_a_column():
    """What the dictionary promises to fill exists in the wire tables."""
    for table in columns.tables().values():
        missing = {column.name for column in table.columns.values() if column.stored} - set(SCHEMAS[table.name].names)
        assert not missing, table.name


def test_every_need_names_a_column_of_its_table():
    """A need that no column can meet would never match."""
    for table in columns.tables().values():
        known = {*table.columns, columns.METRICS}
        assert {name for group in table.needs for name in group} | set(table.telling) <= known


def test_dictionary_headers_stand_in_their_comparable_form():
    """A synonym with a blank or a unit in it could never be met."""
    for table in columns.tables().values():
        for column in table.columns.values():
            assert [header for header in column.headers if headers.key(header) != header] == []


def test_every_table_and_column_has_words():
    """The preview names each table and column in both languages."""
    texts = all_texts()
    for table in columns.tables().values():
        assert f"table.{table.name}" in texts
        stored = [column.name for column in table.columns.values() if column.stored]
        assert [name for name in stored if f"column.{table.name}.{name}" not in texts] == []


@pytest.mark.parametrize("table", columns.tables())
def test_what_is_expected_is_itself_understood(table):
    """A sheet with just the headers that an error message asks for is read."""
    match = columns.best_match([need.split("/")[0] for need in columns.expected(table)])
    assert match is not None
    assert match.complete


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("*手机号（必填）", "手机号"),
        (" 金额(元) ", "金额"),
        ("金额（元）", "金额"),
        ("1、您的姓名", "您的姓名"),
        ("Q3. 昵称", "昵称"),
        ("提交时间（自动）", "提交时间"),
        ("Order ID", "order_id"),
        ("订单号：", "订单号"),
        ("ＯＲＤＥＲ", "order"),
        ("订单\n编号", "订单编号"),
    ],
)
def test_headers_that_mean_the_same_are_the_same(first, second):
    """Notes, units, numbering, blanks, marks and case make no difference."""
    assert headers.key(first) == headers.key(second)


@pytest.mark.parametrize(("first", "second"), [("商品实际价格(总共)", "商品实际价格"), ("金额(退款)", "金额"), ("2026年", "年")])
def test_brackets_that_change_the_meaning_stay(first, second):
    """金额(退款) is not 金额."""
    assert headers.key(first) != headers.key(second)


@pytest.mark.parametrize(("header", "worth"), [("金额(万元)", 10_000), ("金额（元）", 1), ("金额", 1)])
def test_units_in_headers_count(header, worth):
    """A column in 万元 is worth ten thousand times as much."""
    assert headers.factor(header) == worth


def test_a_fingerprint_ignores_order_and_notes():
    """The same shape of sheet is recognised next month, whatever moved."""
    assert headers.fingerprint(["付了(元)", "谁"]) == headers.fingerprint(["谁", "付了", ""])
    assert headers.fingerprint(["付了", "谁"]) != headers.fingerprint(["付了", "谁呀"])


def test_of_equal_headers_the_first_counts():
    """有赞 writes 分销员 twice."""
    match = columns.best_match(["订单号", "金额", "分销员", "分销员"])
    assert match is not None
    assert match.at["referrer_name"] == [2]


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("orders.buyer_name", ("orders", "name")),
        ("orders.gross", ("orders", "gross")),
        ("members.display_name", ("members", "name")),
        ("orders.nonsense", None),
        ("nonsense.gross", None),
        ("", None),
    ],
)
def test_targets_may_use_the_names_of_the_published_tables(written, known):
    """orders.buyer_name is what the documentation calls it."""
    assert columns.resolve(written) == known


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("交易成功", "paid"),
        ("已发货", "paid"),
        ("待自提", "paid"),
        ("待付款", "unpaid"),
        ("等待买家付款", "unpaid"),
        ("已取消", "cancelled"),
        ("交易关闭", "cancelled"),
        ("已退款", "refunded"),
        ("已全额退款", "refunded"),
        ("部分退款", "partially_refunded"),
        ("退款中", "refunding"),
        ("退款关闭", "unrefunded"),
        ("对方已收钱", "paid"),
        ("已存入零钱", "paid"),
        ("Completed", "paid"),
        ("神秘", None),
    ],
)
def test_order_states_of_shop_systems(word, status):
    """The documented map of states."""
    assert columns.meaning("status", word) == status
