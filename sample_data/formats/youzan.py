"""Orders and customers as the shop's back end (有赞) exports them.

60 columns of which 分销员 stands twice, —— for empty, some phones masked, closed and refunded orders
among the rest; the order file in GB18030 because somebody saved it again in Excel.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from zlib import crc32

from sample_data.world import shop
from sample_data.world.chance import header
from sample_data.world.orders import Order
from sample_data.world.story import Story

_ORDER_HEADER, _CUSTOMER_HEADER = header("youzan_orders"), header("youzan_customers")
EMPTY = "——"


def write_orders(story: Story, path: Path) -> None:
    """Newest order first, as the back end lists them."""
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(_ORDER_HEADER)
        for order in reversed(story.orders):
            known = _order(order)
            writer.writerow([known.get(column, EMPTY) for column in _ORDER_HEADER])


def _order(order: Order) -> dict[str, object]:
    return {**_what(order), **_who(order), **(_payment(order) if order.paid else {"订单状态": "交易关闭"})}


def _what(order: Order) -> dict[str, object]:
    return {
        "订单号": order.number,
        "销售渠道": "网店",
        "归属店铺": shop.STORE,
        "订单类型": "普通订单",
        "订单来源": "微信小程序",
        "订单创建时间": _stamp(order, 0),
        "商品金额合计": _yuan(order.goods),
        "运费": _yuan(order.shipping),
        "店铺优惠合计": _yuan(order.discount),
        "应收订单金额": _yuan(order.gross),
        "全部商品名称": ";".join(f"{dish}(标准份)({count}件)" for dish, count in order.lines),
        "商品种类数": len(order.lines),
        "订单配送方式": "同城配送" if order.shipping else "到店自提",
        "收货人省份": "广东省",
        "收货人城市": "中山市",
        "店铺优惠方式": "满减" if order.discount else EMPTY,
    }


def _who(order: Order) -> dict[str, object]:
    phone = masked(order.phone) if hides_phone(order) else order.phone
    return {
        "买家昵称": order.nick,
        "买家手机号": phone,
        "买家是否会员": "是" if order.person else "否",
        "收货人手机号/提货人手机号": phone,
    }


def _payment(order: Order) -> dict[str, object]:
    back = (
        {}
        if not order.refund
        else {
            "订单退款状态": "全额退款成功" if order.refund == order.gross else "部分退款成功",
            "订单已退款金额": _yuan(order.refund),
        }
    )
    return {
        "订单状态": "交易关闭" if order.refund == order.gross else "交易完成",
        "买家付款时间": _stamp(order, 21),
        "付款方式": "微信支付",
        "交易成功时间": EMPTY if order.refund == order.gross else _stamp(order, 5400),
        "订单实付金额": _yuan(order.gross),
        "订单实收金额": _yuan(order.gross),
        **back,
    }


def hides_phone(order: Order) -> bool:
    """Whether the export masks this buyer's phone: three buyers in ten, never those only a phone can tie."""
    return crc32(order.nick.encode()) % 10 < 3 and not (order.person and "renamed" in order.person.notes)


def masked(phone: str) -> str:
    """The phone as a careful back end shows it."""
    return f"{phone[:3]}******{phone[-2:]}"


def _stamp(order: Order, seconds: int) -> str:
    return f"{order.created + timedelta(seconds=seconds):%Y-%m-%d %H:%M:%S}"


def _yuan(amount: int) -> str:
    return f"{amount}.00"


def write_customers(story: Story, path: Path) -> None:
    """UTF-8 without BOM, a comma too many at the end of every line, single blanks for empty."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(_CUSTOMER_HEADER)
        for known in _customers(story):
            writer.writerow([known.get(column, " ") if column else "" for column in _CUSTOMER_HEADER])


def _customers(story: Story) -> Iterator[dict[str, object]]:
    """Two customers in three, and all who ordered under another name: the list says who they are."""
    bought: dict[str, list[Order]] = {}
    for order in story.orders:
        if order.paid:
            bought.setdefault(order.phone, []).append(order)
    for phone, orders in sorted(bought.items()):
        person = orders[0].person
        renamed = person is not None and "renamed" in person.notes
        if renamed or crc32(phone.encode()) % 3:
            spent = sum(order.gross for order in orders)
            yield {
                "客户昵称": person.nick if person else orders[0].nick,
                "客户手机号": phone,
                "是否会员": "是" if person else "否",
                "消费次数": len(orders),
                "消费金额": _yuan(spent),
                "笔单价": f"{spent / len(orders):.2f}",
                "来源渠道": "微信小程序",
                "累计退款金额": _yuan(sum(order.refund for order in orders)),
                "上次消费时间": _stamp(orders[-1], 21),
            }
