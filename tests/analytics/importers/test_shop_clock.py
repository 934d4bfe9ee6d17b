"""Instants are laid on the shop's own wall clock, summer time and all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from analytics import Upload, Workspace
from analytics.importers import moments, shop_clock

# Either side of the night of 25 October 2026, when Berlin's clocks go back: 00:30 and 01:30 UTC.
BEFORE, AFTER = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
MEMOTRACE = "localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,Remark,NickName,Sender\n"


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    yield
    shop_clock.use(shop_clock.SHANGHAI)


@pytest.mark.parametrize(("zone", "clock"), [
    ("Asia/Shanghai", ["08:30", "09:30"]), ("Europe/Berlin", ["02:30", "02:30"]), ("Asia/Kolkata", ["06:00", "07:00"]),
])
def test_an_instant_stands_where_the_clock_on_the_wall_shows_it(zone: str, clock: list[str]) -> None:
    """Also on both sides of the change from summer time, and with half an hour."""
    shop_clock.use(zone)
    shown = [moments.from_epoch(moment.timestamp()) for moment in (BEFORE, AFTER)]
    assert [f"{at // moments.MINUTE // 60 % 24:02d}:{at // moments.MINUTE % 60:02d}" for at in shown if at] == clock
    assert [moments.from_iso(moment.isoformat()) for moment in (BEFORE, AFTER)] == shown
    assert [shop_clock.local(moment).strftime("%H:%M") for moment in (BEFORE, AFTER)] == clock


@pytest.mark.parametrize(("zone", "hour"), [("Asia/Shanghai", 8), ("America/New_York", 20)])
def test_a_shop_elsewhere_reads_instants_on_its_own_clock(zone: str, hour: int) -> None:
    """Seconds since 1970 in a table, in blocks of JSON, and a time with an offset in an order sheet."""
    second = int(BEFORE.timestamp())
    table = MEMOTRACE + f'1,1,1,0,0,{second},,今天有什么好吃的,,小美,小美,wxid_a\n'
    chat = {"chatlab": {"version": "0.0.1"}, "meta": {"name": "面包群", "platform": "wechat", "type": "group"},
            "members": [{"platformId": "a", "accountName": "小美"}],
            "messages": [{"sender": "a", "accountName": "小美", "timestamp": second, "type": 0, "content": "今天有什么好吃的"}]}
    orders = f"订单号,买家昵称,实付金额,付款时间\nT1,小美,20,{BEFORE.isoformat()}\n"
    with Workspace.open(zone=zone) as ws:
        for name, data in (("消息.csv", table), ("面包群.json", json.dumps(chat, ensure_ascii=False)), ("订单.csv", orders)):
            ws.import_upload(Upload(name, data.encode()))
        assert {at.hour for at in ws.table("messages")["sent_at"]} == {hour}
        assert {at.hour for at in ws.table("orders")["paid_at"]} == {hour}
        assert len(ws.table("messages")) == 2
