"""Every number opens: over all metrics that count people, the list is as long as the number (DESIGN 2, promise 2).

Each metric is one entry of `OPENS`: which numbers it shows, and the list behind each. The same entries are held
against the demo shop and against small shops with whatever files hypothesis draws.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from analytics import Scope, Workspace
from analytics.metrics import (
    activity,
    bought_together,
    buying_habits,
    churn,
    concentration,
    core,
    exits,
    faq,
    first_orders,
    follow_up,
    group_states,
    group_table,
    health,
    koc,
    layer_moves,
    layers,
    lifetime_value,
    lures,
    marks,
    nps,
    order_frequency,
    orders,
    person_table,
    points,
    pyramid,
    redemption,
    referral,
    repurchase,
    retention,
    rfm,
    rhythm,
    sales_change,
    scorecards,
    sessions,
    stages,
    states,
    stickiness,
    survival_in_group,
    tiers,
    today,
    topics,
    ugc,
    value,
)
from analytics.metrics.labels import LABELS
from pages.parts import shops
from tests.analytics.metrics.shops import CHAT, TALK, at, chat_file, order_file, paid, roster_file

# name of the number, the number (NULL: cannot be known, then nothing is promised), the list behind it.
Numbers = Iterator[tuple[str, Any, pd.DataFrame]]


def each(frame: pd.DataFrame, key: str, people: Callable[[Any], pd.DataFrame], count: str = "count") -> Numbers:
    """One number a row of `frame`, its list by the value of `key`."""
    for row in frame.to_dict("records"):
        yield f"{key} {row[key]}", row[count], people(row[key])


def _layers(ws: Workspace, scope: Scope) -> Numbers:
    result = layers.measure(ws, scope)
    yield from each(result.counts[result.counts["layer"].isin(LABELS)], "layer", result.people)
    named = result.exclusive[result.exclusive["layer"] != "unknown"]
    yield from each(named, "layer", lambda layer: result.people(layer, exclusive=True))
    for row in result.overlap.to_dict("records"):
        yield f"{row['layer_a']} and {row['layer_b']}", row["count"], result.people(row["layer_a"], also=row["layer_b"])


def _moves(ws: Workspace, scope: Scope) -> Numbers:
    result = layer_moves.measure(ws, scope, first=ws.resolve(scope).as_of - pd.Timedelta(days=14))
    for row in result.matrix.to_dict("records"):
        yield f"{row['before']} to {row['after']}", row["count"], result.people(row["before"], row["after"])


def _today(ws: Workspace, scope: Scope) -> Numbers:
    result = today.measure(ws, scope)
    yield from each(result.tasks, "rule", result.people)
    known = result.numbers[result.numbers["key"].isin(("regular_gone", "unanswered", "joined", "buyers"))]
    yield from each(known, "key", result.people, "value")


def _health(ws: Workspace, scope: Scope) -> Numbers:
    result = health.measure(ws, scope)
    for row in result.numbers[result.numbers["unit"].isin(("people", "coupons", "leaves", "points"))].to_dict("records"):
        yield row["key"], row["count"], result.people(row["key"])
        if row["unit"] in ("coupons", "points"):
            yield f"{row['key']} rest", row["of"] - row["count"], result.people(row["key"], counted=False)
    for row in result.weeks.drop_duplicates("key", keep="last").to_dict("records"):
        week = health.in_week(ws, scope, row["key"], row["week_start"].date())
        yield f"{row['key']} of a week", row["count"], week[week["counted"]]


def _groups(ws: Workspace, scope: Scope) -> Numbers:
    result = group_table.measure(ws, scope)
    for number in group_table.NUMBERS:
        column = {"speakers": "count", "members": "known"}.get(number, number)
        for row in result.groups.to_dict("records"):
            yield f"{number} of {row['chat_id']}", row[column], result.people(number, row["chat_id"])
        total = result.totals.set_index("number").loc[number]
        yield f"{number} together", total["sum"], result.people(number)
        yield f"different {number}", total["people"], result.different(number)


def _scorecards(ws: Workspace, scope: Scope) -> Numbers:
    result = scorecards.measure(ws, scope)
    for row in result.lines.to_dict("records"):
        yield row["key"], row["count"], result.people(row["chat_id"], row["key"])
        yield f"{row['key']} rest", row["of"] - row["count"], result.people(row["chat_id"], row["key"], counted=False)


def _activity(ws: Workspace, scope: Scope) -> Numbers:
    result = activity.measure(ws, scope)
    bases = result.rates[result.rates["basis"].isin(("exposed", "raw", "at_end"))]
    yield from each(bases, "basis", result.people)
    yield "outside", result.outside, result.people("outside")


def _stickiness(ws: Workspace, scope: Scope) -> Numbers:
    result = stickiness.measure(ws, scope)
    for row in result.days_active.to_dict("records"):
        yield f"{row['days']} of {row['window']} days", row["at_least"], result.people(row["days"], row["window"])
        yield f"just {row['days']} of {row['window']}", row["exactly"], result.people(row["days"], row["window"], exactly=True)


def _states(ws: Workspace, scope: Scope) -> Numbers:
    result = states.measure(ws, scope)
    for row in result.periods.to_dict("records"):
        for state in ("new", "current", "resurrected", "dormant", "lurker", "active", "unclear"):
            yield f"{state} from {row['start']}", row[state], result.people(state, row["start"])


def _marks(ws: Workspace, scope: Scope) -> Numbers:
    result = marks.measure(ws, scope)
    yield from each(result.counts, "mark", result.people, "people")


def _person_table(ws: Workspace, scope: Scope) -> Numbers:
    result = person_table.measure(ws, scope)
    yield from each(result.counts, "list", result.people)


def _repurchase(ws: Workspace, scope: Scope) -> Numbers:
    result = repurchase.measure(ws, scope)
    for state in ("count", "of", "pending"):
        yield from each(result.rates, "version", lambda version, state=state: result.people(version, state), state)


def _nps(ws: Workspace, scope: Scope) -> Numbers:
    result = nps.measure(ws, scope)
    for row in result.waves.to_dict("records"):
        yield "answers", row["answers"], result.people(wave=row["wave"])
        for group in nps.GROUPS:
            yield group, row[f"{group}s"], result.people(group, row["wave"])


def _value(ws: Workspace, scope: Scope) -> Numbers:
    result = value.measure(ws, scope)
    yield from each(result.rates[result.rates["rate"] == "repeaters"], "rate", result.people)


def _worth(ws: Workspace, scope: Scope) -> Numbers:
    result = lifetime_value.measure(ws, scope)
    yield from each(result.overall, "days", result.people, "buyers")
    known = result.cohorts[result.cohorts["complete"]]
    for row in known.to_dict("records"):
        yield f"{row['month']} in {row['days']} days", row["buyers"], result.people(row["days"], row["month"])


def _referral(ws: Workspace, scope: Scope) -> Numbers:
    result = referral.measure(ws, scope)
    yield from each(result.k, "measure", result.people)
    yield "inviters", len(result.inviters), result.people("inviters")


def _koc(ws: Workspace, scope: Scope) -> Numbers:
    result = koc.measure(ws, scope)
    yield "koc", int(result.members["koc"].sum()), result.people("koc")
    yield "gate", int(result.members["gate"].sum()), result.people("gate")


def _churn(ws: Workspace, scope: Scope) -> Numbers:
    result = churn.measure(ws, scope)
    yield from each(result.rates[result.rates["share"].notna()], "form", result.people)


def _exits(ws: Workspace, scope: Scope) -> Numbers:
    result = exits.measure(ws, scope)
    yield from each(result.rates, "kind", result.people)


def _retention(ws: Workspace, scope: Scope) -> Numbers:
    for mode in ("after", "bracket"):
        result = retention.measure(ws, scope, mode=mode)
        for row in result.cells.head(60).to_dict("records"):
            yield f"{mode} {row['cohort']} {row['unit']}", row["count"], result.people(row["cohort"], row["unit"])
            yield f"{mode} not {row['unit']}", row["of"] - row["count"], result.people(row["cohort"], row["unit"], back=False)
        for row in result.overall.to_dict("records"):
            yield f"{mode} {row['unit']}", row["count"], result.people(None, row["unit"])
        for row in result.brackets.to_dict("records"):
            if "first" in row:
                yield f"stage {row['first']}", row["count"], result.bracket_people(row["first"], row["last"])


def _staying(ws: Workspace, scope: Scope) -> Numbers:
    result = survival_in_group.measure(ws, scope)
    yield "left", result.spells["left"].sum(), result.people()
    yield from each(result.curve, "time", lambda time: result.people(time=time), "ended")
    yield from each(result.curve, "time", result.at_risk, "at_risk")


def _group_weeks(ws: Workspace, scope: Scope) -> Numbers:
    weeks = group_states.measure(ws, scope).weeks
    for row in weeks[weeks["back"] < 3].to_dict("records"):
        yield f"week {row['back']}", row["speakers"], group_states.week_people(
            ws, scope, row["chat_id"], row["week_start"].date())


def _first_orders(ws: Workspace, scope: Scope) -> Numbers:
    result = first_orders.measure(ws, scope)
    for row in result.rates[result.rates["basis"] == "matured"].to_dict("records"):
        yield "bought", row["count"], result.people("bought")
        yield "matured", row["of"], result.people("matured")


def _concentration(ws: Workspace, scope: Scope) -> Numbers:
    result = concentration.measure(ws, scope)
    # Of the members, some of the top fifth may have said nothing and stand in no list of talkers.
    yield from each(result.bases[result.bases["basis"] == "speakers"], "basis", result.people, "top")


def _topics(ws: Workspace, scope: Scope) -> Numbers:
    result = topics.measure(ws, scope)
    yield from each(result.topics, "post_id", result.people)


def _faq(ws: Workspace, scope: Scope) -> Numbers:
    result = faq.measure(ws, scope)
    yield "questions", result.coverage["read"], result.questions
    yield from each(result.groups, "group", result.asked)
    yield from each(result.groups, "group", result.people, "askers")


def _rhythm(ws: Workspace, scope: Scope) -> Numbers:
    result = rhythm.measure(ws, scope)
    for row in result.cells[result.cells["hour"].isin((12, 20))].to_dict("records"):
        at = {"weekday": row["weekday"], "hour": row["hour"]}
        yield f"talk {at}", row["people"], rhythm.people(ws, scope, **at)
        yield f"posts {at}", row["posts"], result.posts_at(**at)
        yield f"orders {at}", row["orders"], result.orders_at(**at)


def _one_frame(module: Any, frame: str, key: str) -> Callable[[Workspace, Scope], Numbers]:
    """The plainest case: a frame of counts, and `people(key)`."""
    def numbers(ws: Workspace, scope: Scope) -> Numbers:
        result = module.measure(ws, scope)
        yield from each(getattr(result, frame), key, result.people)
    return numbers


def _one_count(module: Any) -> Callable[[Workspace, Scope], Numbers]:
    """One number, one list."""
    def numbers(ws: Workspace, scope: Scope) -> Numbers:
        result = module.measure(ws, scope)
        yield "count", getattr(result, "count", len(result.members)), result.people()
    return numbers


def _sales_change(ws: Workspace, scope: Scope) -> Numbers:
    result = sales_change.measure(ws, scope)
    for row in result.parts.to_dict("records"):
        opened = result.orders_of if row["part"] in ("unnamed", "others") else result.people
        yield row["part"], row["count"], opened(row["part"])
    for name, rows in result.by.items():
        for row in rows.to_dict("records"):
            yield f"{name} {row['key']}", row["orders_before"] + row["orders_after"], result.orders_by(name, row["key"])


def _orders(ws: Workspace, scope: Scope) -> Numbers:
    result = orders.measure(ws, scope)
    yield "orders", result.spent.totals["orders"], result.valid
    yield from each(result.newness, "kind", result.orders_by, "orders")
    yield from each(order_frequency.often(result.spent), "days", lambda days: order_frequency.people(result.spent, days), "count")
    for name, rows in (*result.places.items(), ("product", result.products)):
        yield from each(rows, "key", lambda key, name=name: result.orders_of(name, key), "orders")


def _pairs(ws: Workspace, scope: Scope) -> Numbers:
    result = bought_together.measure(ws, scope)
    for row in result.pairs.to_dict("records"):
        yield f"{row['item']} with {row['other']}", row["people"], result.people(row["item"], row["other"])
    yield "baskets", result.baskets, result.rows.drop_duplicates("basket")


def _habits(ws: Workspace, scope: Scope) -> Numbers:
    result = buying_habits.measure(ws, scope)
    yield "everybody", len(result.members), pd.concat([result.people(state) for state in buying_habits.STATES])


def _redemption(ws: Workspace, scope: Scope) -> Numbers:
    result = redemption.measure(ws, scope)
    for state, count in result.counts.items():
        yield state, count, result.coupons_of(state)
    for name, rows in result.by.items():
        yield from each(rows, "key", lambda key, name=name: result.coupons_of("matured", name, key), "of")
    yield from each(result.stores, "store", result.used_at, "redeemed")


def _sessions(ws: Workspace, scope: Scope) -> Numbers:
    result = sessions.measure(ws, scope)
    together = result.rates[result.rates["key"].isna()].set_index("rate")
    for rate, which in (("came", "signed"), ("bought", "bought")):
        if rate in together.index:
            yield which, together.loc[rate, "of" if which == "signed" else "count"], result.people(which)


def _lures(ws: Workspace, scope: Scope) -> Numbers:
    result = lures.measure(ws, scope)
    yield "joined", len(result.members), result.people()
    yield from each(result.channels, "channel", lambda channel: result.people("joined", channel), "joined")


def _ugc(ws: Workspace, scope: Scope) -> Numbers:
    result = ugc.measure(ws, scope)
    for row in result.authors.to_dict("records") if isinstance(result.authors, pd.DataFrame) else [dict(result.authors)]:
        yield "authors", row["count"], result.people()


OPENS: dict[str, Callable[[Workspace, Scope], Numbers]] = {
    "activity": _activity, "bought_together": _pairs, "buying_habits": _habits, "churn": _churn, "concentration": _concentration, "core": _one_count(core), "exits": _exits, "faq": _faq,
    "first_orders": _first_orders, "follow_up": _one_frame(follow_up, "counts", "reason"), "group_weeks": _group_weeks, "groups": _groups, "health": _health,
    "koc": _koc, "layer_moves": _moves, "layers": _layers, "lures": _lures, "marks": _marks, "nps": _nps, "orders": _orders, "person_table": _person_table,
    "points": _one_count(points), "pyramid": _one_frame(pyramid, "levels", "level"), "redemption": _redemption, "referral": _referral,
    "repurchase": _repurchase, "retention": _retention, "rhythm": _rhythm, "rfm": _one_frame(rfm, "segments", "segment"), "sales_change": _sales_change, "scorecards": _scorecards, "sessions": _sessions,
    "stages": _one_frame(stages, "counts", "stage"), "states": _states, "staying": _staying, "stickiness": _stickiness,
    "tiers": _one_frame(tiers, "counts", "tier"), "today": _today, "topics": _topics, "ugc": _ugc, "value": _value, "worth": _worth,
}
OCTOBER = Scope(start=date(2026, 10, 1), end=date(2026, 10, 31))


def unequal(name: str, numbers: Iterable[tuple[str, Any, pd.DataFrame]]) -> list[str]:
    """Those numbers of a metric whose list has another length."""
    return [f"{name}: {what} is {count}, its list has {len(people)}" for what, count, people in numbers
            if not pd.isna(count) and len(people) != int(count)]


@pytest.fixture(scope="module")
def demo_shop(built_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The demo shop, to read."""
    home = tmp_path_factory.mktemp("numbers") / "home"
    shutil.copytree(built_home, home)
    with Workspace.open(home / f"{shops.DEMO}.duckdb") as ws:
        yield ws


@pytest.mark.parametrize("name", OPENS)
def test_in_the_demo_shop_every_list_is_as_long_as_its_number(demo_shop: Workspace, name: str) -> None:
    """All numbers of every metric, over everything and in a chosen month; none of the entries is empty there."""
    chosen = list(OPENS[name](demo_shop, OCTOBER))
    assert [what for what, count, _ in chosen if not pd.isna(count)]
    assert [*unequal(name, OPENS[name](demo_shop, Scope())), *unequal(name, chosen)] == []


PEOPLE = ("小雨", "阿珍", "老李", "陈姐", "路人")
DAYS = st.integers(1, 30)


# Without shrinking: a failing shop of this size reads as it is.
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(talk=st.lists(st.tuples(st.sampled_from(PEOPLE), DAYS, st.sampled_from([TALK, "收到", "多少钱一份", "停车方便吗"])), max_size=14),
       listed=st.lists(st.tuples(st.sampled_from(PEOPLE[:4]), st.sampled_from(["", "2026-06-03", "2026-06-20"])), max_size=4,
                       unique_by=lambda one: one[0]),
       bought=st.lists(st.tuples(st.sampled_from(PEOPLE), DAYS, st.sampled_from(["20", "600"])), max_size=10),
       kind=st.sampled_from(["引流群", "福利群", "快闪群", "其他"]))
def test_whatever_the_files_hold_every_list_is_as_long_as_its_number(tmp_path_factory, talk, listed, bought, kind) -> None:
    """Chat, list and orders in any mixture, one of them alone too."""
    if not (talk or listed or bought):
        return
    folder = tmp_path_factory.mktemp("shop")
    with Workspace.open() as ws:
        if talk:
            lines = [(who, at(f"2026-06-{day:02d}", 9, n), f"{text}{n}" if text == TALK else text)
                     for n, (who, day, text) in enumerate(talk)]
            ws.import_file(chat_file(folder, lines), chat=CHAT)
        if listed:
            ws.import_file(roster_file(folder, [(who, day, "") for who, day in listed]), chat=CHAT, whole_roster=True)
        if bought:
            ws.import_file(order_file(folder, [paid(n, who, f"2026-06-{day:02d}", yuan) for n, (who, day, yuan) in enumerate(bought)]))
        for chat_id in ws.table("chats")["chat_id"]:
            ws.set_chat(chat_id, chat_type=kind)
        assert [line for name in OPENS for line in unequal(name, OPENS[name](ws, Scope()))] == []
