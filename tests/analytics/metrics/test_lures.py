"""Ways in by hand: first join only, first orders as everywhere, still here only where leaving would be seen."""

import csv
from datetime import date

import pytest

from analytics import Scope, Workspace
from analytics.metrics import first_orders, lures
from analytics.metrics.observed import followed
from analytics.settings import Settings
from tests.analytics.metrics.shops import CHAT, order_file, paid

ROSTER = [("甲", "2026-05-01", "资料包", ""), ("乙", "2026-05-01", "资料包", "2026-05-20"), ("丙", "2026-05-02", "门店码", ""),
          ("丁", "2026-06-20", "门店码", ""), ("戊", "2026-05-03", "", "2026-06-10"), ("己", "2026-05-04", "资料包", "")]


def member_file(folder, rows):
    """A member list of (who, joined, way in, left or "")."""
    path = folder / "群成员名单.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(["群名称", "群昵称", "入群时间", "来源渠道", "退群时间"])
        sheet.writerows([CHAT, who, f"{joined} 09:00:00", way, left and f"{left} 09:00:00"] for who, joined, way, left in rows)
    return path


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """甲 bought on day 30, 乙 left, 丙 bought on day 31, 丁 joined too late to be judged, 己 bought before joining."""
    folder = tmp_path_factory.mktemp("lures")
    with Workspace.open() as opened:
        opened.import_file(member_file(folder, ROSTER), chat=CHAT)
        opened.import_file(order_file(folder, [
            paid(0, "路人", "2026-04-01", "5"), paid(1, "甲", "2026-05-30", "9"), paid(2, "丙", "2026-06-01", "9"),
            paid(3, "己", "2026-04-20", "9"), paid(4, "路人", "2026-06-30", "5")]))
        yield opened


def rate(result, name):
    """channel → [count, of] of a rate."""
    rows = result.rates[(result.rates["rate"] == name) & result.rates["channel"].notna()]
    return {row["channel"]: [row["count"], row["of"]] for row in rows.to_dict("records")}


def test_first_orders_by_way_in(shop):
    """Day 30 counts, day 31 does not; who bought before and whose days are not over stand in no base."""
    result = lures.measure(shop)
    assert result.channels.set_index("channel")["joined"].to_dict() == {"资料包": 3, "门店码": 2, "": 1}
    assert rate(result, "first_order") == {"资料包": [1, 2], "门店码": [0, 1], "": [0, 1]}


def test_the_same_people_as_first_orders_everywhere(shop):
    """With the article's seven days the total is that of the stages' page."""
    shop.change_settings(Settings({"lures.first_order_until_days": 7}))
    result, everywhere = lures.measure(shop), first_orders.measure(shop)
    shop.change_settings(Settings())
    total = result.rates[result.rates["channel"].isna()].set_index("rate").loc["first_order"]
    matured = everywhere.rates.set_index("basis").loc["matured"]
    assert total[["count", "of"]].tolist() == matured[["count", "of"]].tolist()


def test_who_came_in_some_days_is_followed_to_the_end_of_the_record(shop):
    """Looked at on 10 May nobody's 30 days are over; followed to 30 June all of May's are, and 丁 of June is not among them."""
    early = Scope(start=date(2026, 5, 1), end=date(2026, 5, 10))
    assert sum(of for _, of in rate(lures.measure(shop, early), "first_order").values()) == 0
    later = lures.measure(shop, followed(shop, early))
    assert rate(later, "first_order") == {"资料包": [1, 2], "门店码": [0, 1], "": [0, 1]}
    assert later.channels["joined"].sum() == 5
    assert followed(shop, Scope()) == Scope()


@pytest.mark.parametrize("which", ["order_of", "ordered", "still_of", "still"])
def test_every_number_opens(shop, which):
    """The list of each way in is as long as its count and its base."""
    result = lures.measure(shop)
    name, place = ("first_order" if "order" in which else "still_here"), (1 if which.endswith("_of") else 0)
    for channel, pair in rate(result, name).items():
        assert len(result.people(which, channel)) == pair[place]
    for channel, joined in result.channels.set_index("channel")["joined"].items():
        assert len(result.people("joined", channel)) == joined


def test_still_here_counts_the_day_itself(shop):
    """乙 left on day 20: gone. 戊 left on day 39: still here after thirty days. 丁's thirtieth day lies beyond the record."""
    members = lures.measure(shop).members.set_index("display_name")
    assert members.loc["乙", ["still_of", "still"]].tolist() == [True, False]
    assert members.loc["戊", ["still_of", "still"]].tolist() == [True, True]
    assert not members.loc["丁", "still_of"]


def test_a_list_of_who_is_there_now_tells_nobody_stayed(tmp_path):
    """Survivors only: no share of who is still here."""
    with Workspace.open() as opened:
        opened.import_file(member_file(tmp_path, [(who, joined, way, "") for who, joined, way, _ in ROSTER]), chat=CHAT)
        result = lures.measure(opened, Scope(end=date(2026, 7, 30)))
    assert not result.coverage["has_leaves"]
    assert result.rates.empty
