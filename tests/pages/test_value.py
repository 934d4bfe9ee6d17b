"""The pages of customer worth and of who brings people: they say what the metrics say, and every number opens its list."""

from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest

from analytics import Workspace
from analytics.metrics import buying_model, health, koc, nps, referral, reply_graph, repurchase, rfm, value
from analytics.texts import texts_for
from pages.deals import referral_words
from pages.home import health_words
from pages.members import value_nps, value_words
from pages.parts import shops
from tests.analytics.metrics.shops import every_day, open_shop, paid
from tests.pages.conftest import App

ZH = texts_for("zh")


def stored(home: Path) -> Workspace:
    """The demo shop's file, opened beside the app."""
    return Workspace.open(home / f"{shops.DEMO}.duckdb")


# What only this table shows.
TELLING = {
    "value_kind": "recency_days", "value_people": "refund", "value_again": "how", "value_repeaters": "again_after_days",
    "nps_answers": "comment", "value_overdue": "gaps", "value_forecast": "p_alive", "value_renewals_table": "period",
    "koc_people": "stability", "referral_inviters": "invited", "referral_people": "invitee",
    "koc_nodes": "answered_by",
}


def table(app: App, name: str) -> pd.DataFrame:
    """The frame of a table by a column that no other has."""
    return next(one.value for one in app.at.dataframe if TELLING[name] in one.value.columns)


@pytest.mark.usefixtures("calm")
def test_the_page_of_worth_says_what_the_metrics_say(sample_home: Path) -> None:
    """Sentence, cards, kinds, versions and NPS; each list is as long as its number."""
    app = App(sample_home).go("members", "value")
    with stored(sample_home) as ws:
        spent, again, kinds = value.measure(ws), repurchase.measure(ws), rfm.measure(ws)
        asked, model = nps.measure(ws), buying_model.measure(ws)
    assert value_words.verdict(spent, ZH) in app.words
    assert [card.value for card in value_words.cards(spent, again, ZH)] == [metric.value for metric in app.at.metric]
    first = kinds.segments.iloc[0]
    assert len(table(app, "value_kind")) == first["count"]
    assert len(table(app, "value_people")) == spent.totals["buyers"]
    assert len(table(app, "value_again")) == len(again.rates)
    assert len(table(app, "value_repeaters")) == len(again.people("days"))
    assert len(table(app, "nps_answers")) == len(asked.people("detractor"))
    assert len(table(app, "value_overdue")) == len(model.people("overdue"))
    app.at.session_state["value_expert_box"] = True
    app.at.run()
    assert len(table(app, "value_forecast")) == len(model.members)
    for which in ("repeaters", "refunded"):
        app.at.segmented_control(key="value_list_zh").select(which).run()
        assert len(table(app, "value_people")) == len(spent.people(which))
        assert ZH(f"value.list_{which}", count=len(spent.people(which))) in app.words


@pytest.mark.usefixtures("calm")
def test_an_answer_typed_on_the_page_counts_and_has_a_receipt(sample_home: Path) -> None:
    """One promoter more; taken back with one button, and put back with another."""
    app = App(sample_home).go("members", "value")
    with stored(sample_home) as ws:
        before, imports = nps.measure(ws).waves.iloc[-1], len(ws.table("imports"))
    app.at.session_state["nps_ask_box"] = True
    app.at.run()
    app.at.text_input(key="nps_name").input("路过的新客")
    app.at.select_slider(key="nps_score").set_value(10)
    app.at.button(key="nps_keep").click().run()
    with stored(sample_home) as ws:
        after = nps.measure(ws).waves.iloc[-1]
        assert len(ws.table("imports")) == imports + 1
    assert after["promoters"] == before["promoters"] + 1
    assert after["answers"] == before["answers"] + 1
    next(one for one in app.at.button if str(one.key).startswith("nps_back_")).click().run()
    assert ZH("nps.taken", line="").rstrip() in app.words
    with stored(sample_home) as ws:
        assert nps.measure(ws).waves.iloc[-1]["answers"] == before["answers"]
    app.at.button(key="nps_put_back").click().run()
    with stored(sample_home) as ws:
        assert nps.measure(ws).waves.iloc[-1]["promoters"] == before["promoters"] + 1
    assert ZH("nps.taken", line="").rstrip() not in app.words


@pytest.mark.usefixtures("calm")
def test_a_membership_typed_by_hand_is_projected(sample_home: Path) -> None:
    """Four falling numbers give a curve; a rise says why not."""
    app = App(sample_home).go("members", "value")
    app.at.session_state["value_expert_box"] = True
    app.at.run()
    app.at.text_input(key="value_renewals_zh").input("1,000 869 743 653").run()
    assert len(table(app, "value_renewals_table")) == 10
    app.at.text_input(key="value_renewals_zh").input("100 120 90").run()
    assert ZH("value.renewals_no") in app.words


@pytest.mark.usefixtures("calm")
def test_the_page_of_who_brings_people_says_what_the_metrics_say(sample_home: Path) -> None:
    """Sentence, cards, KOC list, invitees; the network once its box is open; and the note on what WeChat bans."""
    app = App(sample_home).go("deals", "referral")
    with stored(sample_home) as ws:
        brought, found, talk = referral.measure(ws), koc.measure(ws), reply_graph.measure(ws)
    assert not any(TELLING["koc_nodes"] in one.value.columns for one in app.at.dataframe)
    assert referral_words.verdict(brought, found, ZH) in app.words
    assert [card.value for card in referral_words.cards(brought, found, ZH)] == [metric.value for metric in app.at.metric]
    assert len(table(app, "koc_people")) == len(found.people("koc"))
    assert ZH("referral.compliance").replace("\\", "") in app.words
    for tab, shown in (("inviters", "inviters"), ("brought", "joined")):
        app.at.session_state["referral_tab_zh"] = ZH(f"referral.tab_{tab}")
        app.at.run()
        assert len(table(app, "referral_inviters" if tab == "inviters" else "referral_people")) == len(brought.people(shown))
    for which in ("qualified", "new_customers", "brought"):
        app.at.segmented_control(key="referral_brought_zh").select(which).run()
        assert len(table(app, "referral_people")) == len(brought.people(which))
    app.at.session_state["referral_expert_box"] = True
    app.at.run()
    assert len(table(app, "koc_nodes")) == len(talk.nodes)


@pytest.mark.usefixtures("calm")
def test_a_weight_is_tried_and_only_the_button_saves(sample_home: Path) -> None:
    """The slider changes the scores on the page; the shop's weight changes when it is saved."""
    app = App(sample_home).go("deals", "referral")
    app.at.slider(key="koc_referral_zh").set_value(0.9).run()
    assert ZH("koc.try_on") in app.words
    with stored(sample_home) as ws:
        tried = koc.measure(ws, settings=ws.settings.changed(koc__referral_weight_share=0.9))
        assert ws.settings.koc.referral_weight_share == 0.3
    assert table(app, "koc_people")["score"].tolist() == pytest.approx(tried.members.loc[tried.members["koc"], "score"].tolist())
    app.at.button(key="koc_save").click().run()
    with stored(sample_home) as ws:
        assert ws.settings.koc.referral_weight_share == 0.9
    assert ZH("koc.try_on") not in app.words


def test_talk_alone_says_what_would_unlock_the_rest(tmp_path: Path) -> None:
    """No invitations, no orders: one sentence and what to add; regulars by talk are still found."""
    with open_shop(tmp_path, every_day("小雨", "2026-04-01", "2026-06-30")) as shop:
        brought, found = referral.measure(shop), koc.measure(shop)
        assert not value.measure(shop).totals["placed"]
    assert referral_words.verdict(brought, found, ZH) == ZH("referral.nothing_koc", count=1)
    assert referral_words.cards(brought, found, ZH) == []
    lines = referral_words.gaps(brought, found, ZH)
    assert ZH("referral.more_joins") in lines
    assert ZH("referral.more_orders") in lines
    assert brought.as_of - timedelta(days=29) == brought.k["first_on"].iloc[0]


def test_orders_that_were_all_sent_back_are_not_blamed_on_unknown_people(tmp_path: Path) -> None:
    """Three of three refunded: said so; and shop health says what orders alone would show, and when."""
    back = [paid(number, f"客人{number}", f"2026-06-0{number}", "50", "50", "已退款") for number in (1, 2, 3)]
    with open_shop(tmp_path, orders=back) as shop:
        spent, fit = value.measure(shop), health.measure(shop)
    assert value_words.verdict(spent, ZH) == ZH("value.verdict_nothing_kept", start=spent.start, end=spent.end, placed=3, refunded=3)
    assert health_words.nothing(fit, ZH) == ZH("health.nothing_orders")


def test_who_only_said_yes_or_no_was_asked_all_the_same(tmp_path: Path) -> None:
    """No score out of yes and no, and no claim that nobody was asked."""
    sheet = tmp_path / "问卷.csv"
    sheet.write_text("昵称,您愿意推荐我们吗,提交时间\n小满,愿意,2026-06-01\n大海,不愿意,2026-06-01\n", encoding="utf-8")
    with Workspace.open() as shop:
        shop.import_file(sheet)
        assert value_nps.verdict(nps.measure(shop), ZH) == ZH("nps.only_yes_no")
