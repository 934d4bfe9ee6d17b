"""Frequent questions and their answers, and a topic in full, by shops worked by hand."""

from datetime import datetime, timedelta

import pandas as pd
import pytest

from analytics import Workspace
from analytics.metrics import essence, faq, threads, topics
from analytics.settings import Settings
from tests.analytics.metrics.shops import CHAT, chat_file, roster_file

NINE = datetime(2026, 6, 1, 9)
SHOP = "店长"
POST = "今晚秒杀!猪肚鸡只要 9.9 元,限时抢购"


def shop_of(folder, lines):
    """A shop with 店长 as its own and (who, minutes after nine, text)."""
    ws = Workspace.open()
    talk = [(who, NINE + timedelta(minutes=minute), text) for who, minute, text in lines]
    ws.import_file(chat_file(folder, [*talk, ("路人", NINE + timedelta(days=4), "过几天再来看看吧")]), chat=CHAT)
    ws.import_file(roster_file(folder, [(SHOP, "2026-05-01", "运营")]), chat=CHAT)
    return ws


@pytest.fixture(scope="module")
def ws(tmp_path_factory):
    """停车 is asked three times, in three wordings, on one morning; 素食 twice."""
    lines = [("甲", 0, "请问停车方便吗"), (SHOP, 1, "后面有停车场"), ("乙", 60, "停车方便吗?"), ("丙", 61, "挺方便的,我昨天停在旁边商场地库里"),
             ("甲", 120, "你们停车方便吗"), (SHOP, 122, "店后面停车场可以泊两小时,拿小票给收银看一下就行"), ("丁", 180, "有没有素食吗"), (SHOP, 181, POST),
             ("丁", 240, "有没有素食吗")]
    with shop_of(tmp_path_factory.mktemp("faq"), lines) as shop:
        yield shop


def test_alike_questions_are_one_with_the_best_answer(ws):
    """Three askings by two people, all answered; the shop's longest answer stands, with who and when."""
    result = faq.measure(ws)
    row = result.groups.iloc[0]
    assert (row["count"], row["askers"], row["answered"], row["of"]) == (3, 2, 3, 3)
    assert (row["answer"], row["answered_by"], row["answerer_name"]) == ("店后面停车场可以泊两小时,拿小票给收银看一下就行", "staff", SHOP)
    assert row["answered_at"] == NINE + timedelta(minutes=122)
    assert row["question"] == "你们停车方便吗"
    assert len(result.asked(int(row["group"]))) == row["count"]
    assert len(result.people(int(row["group"]))) == row["askers"]


def test_a_member_answers_where_the_shop_does_not(ws):
    """乙 was answered by 丙 before the shop spoke again; asked twice is not yet frequent."""
    result = faq.measure(ws)
    assert result.groups["count"].tolist() == [3]
    assert result.coverage["questions"] == 5


def test_a_post_after_a_question_is_no_answer(ws):
    """The promotion a minute after 素食 answers nothing."""
    rows = faq.measure(ws).questions
    assert rows.loc[rows["text"] == "有没有素食吗", "answered_by"].iloc[0] != "staff"


@pytest.mark.parametrize(("asked", "groups"), [(3, 1), (2, 0)])
def test_three_times_is_frequent_twice_is_not(asked, groups):
    """Both sides of the threshold."""
    frame = pd.DataFrame({"group": 0, "chat_id": "c", "person_id": range(asked), "display_name": "x", "sent_at": [NINE] * asked,
                          "text": "停车吗", "answer": None, "answered_by": "", "answerer_name": None, "answered_at": pd.NaT,
                          "letters": 0, "quotes": False})
    from analytics.scope import Resolved

    found = faq.table(frame, asked, Resolved(("c",), NINE.date(), NINE.date(), NINE.date()), Settings())
    assert len(found.groups) == groups
    assert found.groups["answered"].tolist() == [0] * groups


@pytest.mark.parametrize(("minutes", "by"), [(24 * 60, "staff"), (24 * 60 + 1, "")])
def test_an_answer_counts_for_a_day(tmp_path, minutes, by):
    """The last minute of 24 hours counts, the next does not."""
    with shop_of(tmp_path, [("甲", 0, "请问停车方便吗"), (SHOP, minutes, "后面有停车场")]) as shop:
        assert faq.measure(shop).questions["answered_by"].tolist() == [by]


def test_hidden_names_hide_question_and_answer(ws):
    """Masked, neither text nor name gets through; the groups stay."""
    result = faq.measure(ws.masked())
    row = result.groups.iloc[0]
    assert row["count"] == 3
    assert "停车" not in f"{row['question']}{row['answer']}"
    assert row["answerer_name"] != SHOP


# ---- a topic in full

LONG = "我上次点了两份打包回家,第二天早上翻热还是很好吃,汤底浓而且不腻,就是胡椒多了一点点"


@pytest.fixture(scope="module")
def talk(tmp_path_factory):
    """A post and what followed: a question, an experience, the shop, a short word; then silence and another day."""
    lines = [(SHOP, 0, POST), ("甲", 1, "几点开始抢呀"), ("乙", 2, LONG), (SHOP, 3, "九点半"), ("丙", 4, "好期待呀"), ("丁", 34, "刚刚好半小时"),
             ("戊", 65, "已经过了一小时")]
    with shop_of(tmp_path_factory.mktemp("talk"), lines) as shop:
        yield shop


def test_a_thread_holds_what_the_topic_counts(talk):
    """Its people and messages are those of the topic; each line is in its part of the draft."""
    topic = topics.measure(talk).topics.iloc[0]
    thread = threads.read(talk, topic["post_id"])
    assert (thread.people, thread.count) == (topic["count"], topic["messages"]) == (4, 4)
    assert thread.messages["part"].tolist() == ["post", "question", "experience", "shop", "short", "short"]
    assert topic["signs"] == sum(len(text) for text in ("几点开始抢呀", LONG, "好期待呀", "刚刚好半小时"))


def test_a_draft_quotes_people_and_runs_nothing(talk):
    """Headings, quotes in order, every sign with a meaning escaped."""
    thread = threads.read(talk, topics.measure(talk).topics.iloc[0]["post_id"])
    words = {"title": "**题**", "lead": "导语", "question": "问", "experience": "经验", "shop": "店里", "short": "其他"}
    draft = threads.markdown(thread, words)
    assert draft.startswith("# \\*\\*题\\*\\*")
    assert draft.index("## 问") < draft.index("## 经验") < draft.index("## 店里") < draft.index("## 其他")
    assert f"- 乙：{LONG}" in draft
    evil = thread.messages.assign(text="[x](javascript:1) <b> # `c`")
    assert "\\[x\\](javascript:1) \\<b\\> \\# \\`c\\`" in threads.markdown(threads.Thread("p", evil), words)
    assert LONG not in threads.markdown(threads.read(talk.masked(), thread.post_id), words)


def test_worth_writing_begins_at_so_many_people(talk):
    """Four took part: worth an article from four on, not from five."""
    found = topics.measure(talk)
    assert len(found.worth_writing(4)) == 1
    assert found.worth_writing(5).empty


def test_a_post_nobody_knows_is_refused(talk):
    """A key that is no post."""
    with pytest.raises(KeyError):
        threads.read(talk, "m0")


def test_what_is_marked_as_best_stays_marked(talk):
    """By the key of the line; taken back, it is gone."""
    talk.correct(essence.KIND, "k1", "yes")
    assert essence.chosen(talk) == {"k1"}
    talk.correct(essence.KIND, "k1", None)
    assert essence.chosen(talk) == frozenset()
