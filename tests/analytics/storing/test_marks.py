"""Marks on members' messages: by words alone, rebuilt with every import and rule, and off once somebody took them off."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import Workspace
from analytics.classify import MARKS
from analytics.metrics import marks, today
from tests.analytics.metrics.shops import CHAT, at, chat_file, every_day, open_shop

LONG_AGO = "2025-01-01"
SAID = {
    "上次的鸡汤都馊了,怎么办": "complaint", "要退款,谢谢": "complaint", "今天的菜不好吃": "complaint",
    "这个多少钱一份呀": "inquiry", "求购一盒月饼": "inquiry", "明天几点开门呢": "question", "停车方便吗": "question",
    "今天的烧鹅真好吃": "praise", "晒单啦,味道不错": "praise", "今天下雨出门带伞": None, "好吃吗今天的汤": "question",
    "收到": None,
}


def marked(ws):
    """text → mark, None where there is none."""
    frame = ws.query("select text, mark from messages")
    return {text: mark if isinstance(mark, str) else None for text, mark in zip(frame["text"], frame["mark"], strict=True)}


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """Every sentence once, by a member; the shop's own person asks and praises too."""
    talk = [("阿珍", at("2026-06-02", 9) + timedelta(minutes=20 * n), text) for n, text in enumerate(SAID)]
    talk += [("老板", at("2026-06-03", 9), "各位想吃什么呢,有人晒单吗")]
    with open_shop(tmp_path_factory.mktemp("said"), talk, [("阿珍", LONG_AGO, ""), ("老板", LONG_AGO, "群主")]) as ws:
        yield ws


def test_words_decide_in_the_order_of_urgency(shop):
    """Complaint before price before question before praise; acknowledgements and plain talk have no mark."""
    found = marked(shop)
    assert {text: found[text] for text in SAID} == SAID


def test_the_shops_own_words_have_no_mark(shop):
    """Staff ask and praise all day; that says nothing of members."""
    assert marked(shop)["各位想吃什么呢,有人晒单吗"] is None


def test_numbers_open_their_messages_and_people(shop):
    """Count and list agree for every mark; of counts useful messages of members only."""
    found = marks.measure(shop)
    assert found.counts["mark"].tolist() == list(MARKS)
    for row in found.counts.to_dict("records"):
        assert len(found.of_mark(row["mark"])) == row["count"]
        assert len(found.people(row["mark"])) == row["people"]
    assert set(found.counts["of"]) == {len([text for text in SAID if text != "收到"])}


def test_a_mark_taken_off_stays_off_over_rules_and_imports(tmp_path):
    """Off after a new file of the same day and after other words; taken back, the words decide again."""
    with open_shop(tmp_path, [("阿珍", at("2026-06-02", 9), "停车方便吗"), ("小雨", at("2026-06-03", 9), "好吃好吃")]) as ws:
        key = ws.query("select message_key from messages where text = '停车方便吗'")["message_key"].iloc[0]
        ws.correct("mark", key, marks.TAKEN_OFF)
        assert marked(ws)["停车方便吗"] is None
        ws.import_file(chat_file(tmp_path, [("小雨", at("2026-06-02", 10), "我也想知道停车方便吗")], "二.csv"), chat=CHAT)
        assert marked(ws) == {"停车方便吗": None, "我也想知道停车方便吗": "question", "好吃好吃": "praise"}
        ws.change_settings(ws.settings.changed(marks__praise_words=("真香",), marks__complaint_words=("停车",)))
        assert marked(ws) == {"停车方便吗": None, "我也想知道停车方便吗": "complaint", "好吃好吃": None}
        assert marks.measure(ws).of_mark("none")["message_key"].tolist() == [key]
        ws.correct("mark", key, None)
        assert marked(ws)["停车方便吗"] == "complaint"


def test_a_mark_nobody_knows_is_refused(tmp_path):
    """Only the marks there are, or none."""
    with open_shop(tmp_path, [("阿珍", at("2026-06-02", 9), "停车方便吗")]) as ws, pytest.raises(ValueError, match="known"):
        ws.correct("mark", "x", "紧急")


def test_undo_takes_the_marks_along(tmp_path):
    """Nothing is left of the messages, nor of their marks."""
    with open_shop(tmp_path, [("阿珍", at("2026-06-02", 9), "停车方便吗")]) as ws:
        second = ws.import_file(chat_file(tmp_path, [("小雨", at("2026-06-05", 10), "要退款")], "二.csv"), chat=CHAT)
        assert ws.query("select count(*) as n from message_marks")["n"].iloc[0] == 2
        ws.undo(second.batch_id)
        assert ws.query("select mark from message_marks")["mark"].tolist() == ["question"]


def test_what_is_quoted_is_somebody_elses(tmp_path):
    """An answer that quotes a complaint is no complaint."""
    quote = "「阿珍:要退款」\n- - - - - - - - - - - - - - -\n我的那份味道不错"
    with open_shop(tmp_path, [("阿珍", at("2026-06-02", 9), "要退款"), ("小雨", at("2026-06-02", 10), quote)]) as ws:
        found = ws.query("select kind, mark from messages where text like '%味道不错'")
        assert found.to_numpy().tolist() == [["quote", "praise"]]


def test_complaints_are_a_list_until_the_shop_speaks(tmp_path):
    """One answered within two hours, one not: one of two, with its words and group; neither is a question as well."""
    talk = [*every_day("小雨", "2026-06-01", "2026-06-28"), ("阿珍", at("2026-06-26", 10), "汤是馊的,怎么回事"),
            ("老板", at("2026-06-26", 11), "不好意思马上处理"), ("大雪", at("2026-06-27", 10), "漏发了一份吗")]
    roster = [*((who, LONG_AGO, "") for who in ("小雨", "阿珍", "大雪")), ("老板", LONG_AGO, "群主")]
    with open_shop(tmp_path, talk, roster) as ws:
        result = today.measure(ws)
    row = result.numbers.set_index("key").loc["complaint"]
    assert (row["count"], row["of"]) == (1, 2)
    assert result.people("complaint")[["display_name", "text", "chat_name"]].to_numpy().tolist() == [["大雪", "漏发了一份吗", CHAT]]
    assert result.people("unanswered").empty



@given(st.permutations(list(SAID)), st.integers(1, 11))
@settings(max_examples=5, deadline=None)
def test_order_and_files_change_no_mark(tmp_path_factory, texts, cut):
    """Shuffled rows in two files give every message the mark it has in one file."""
    moments = {text: at("2026-06-02", 9) + timedelta(minutes=20 * n) for n, text in enumerate(SAID)}
    folder = tmp_path_factory.mktemp("shuffled")
    with Workspace.open() as ws:
        for number, part in enumerate((texts[:cut], texts[cut:])):
            ws.import_file(chat_file(folder, [("阿珍", moments[text], text) for text in part], f"{number}.csv"), chat=CHAT)
        assert marked(ws) == SAID
