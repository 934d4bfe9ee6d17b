"""Talk kept a message a line, and chat files that stray from what their programs usually write."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import pytest

from analytics.importers.formats.elsewhere import one_line
from analytics.importers.source import Source
from tests.analytics.importers.formats.reading import read_bytes, read_text

TIMED = "2026-06-01 08:05 小满：早上好\n2026-06-01 08:06 阿宝：有西瓜吗\n两个\n2026-06-01 08:07 小满：有，9.9一斤\n"
UNTIMED = "小满：早上好\n阿宝: 有西瓜吗\n小满：有，9.9一斤\n"
SAID = [("小满", "早上好"), ("阿宝", "有西瓜吗"), ("小满", "有，9.9一斤")]


@pytest.mark.parametrize(("seconds", "sent"), [("", datetime(2026, 6, 1, 8, 7)), (":09", datetime(2026, 6, 1, 8, 7, 9))])
def test_a_moment_a_name_and_words_on_one_line(tmp_path: Path, seconds: str, sent: datetime) -> None:
    """What has no moment goes on with the message above it."""
    text = TIMED.replace(" 小满", f"{seconds} 小满").replace(" 阿宝", f"{seconds} 阿宝")
    outcome = read_text(tmp_path, text)
    assert outcome.format == "one_line"
    assert list(zip(outcome.column("name"), outcome.column("text"), strict=True)) == [SAID[0], ("阿宝", "有西瓜吗\n两个"), SAID[2]]
    assert (outcome.column("sent_at")[-1], outcome.balances()) == (sent, True)


def test_without_times_the_day_is_asked_and_the_answer_counts(tmp_path: Path) -> None:
    """Nobody is given a moment that nothing says."""
    outcome = read_text(tmp_path, UNTIMED)
    assert list(zip(outcome.column("name"), outcome.column("text"), strict=True)) == SAID
    assert [question["kind"] for question in outcome.about["questions"]] == ["day"]
    assert set(outcome.column("sent_at")) == {None}
    assert set(read_text(tmp_path, UNTIMED, day=date(2026, 6, 1)).column("sent_at")) == {datetime(2026, 6, 1)}


@pytest.mark.parametrize("text", [
    "姓名：小满\n电话：13800000001\n姓名：阿宝\n电话：13800000002\n", "问：几点开门\n答：八点\n问：几点关门\n答：十点\n",
    "苹果：10元\n梨：8元\n苹果：12元\n", "今天的安排：开团\n上午十点开始\n下午三点截单\n", "小满：早\n小满：好\n小满：嗯\n",
    "INFO: started\nERROR: none\nINFO: over\n",
])
def test_forms_prices_and_prose_are_no_talk(tmp_path: Path, text: str) -> None:
    """Colons alone make nobody speak."""
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    assert not one_line.recognises(Source(path, path.name))


def test_types_of_chatlab_may_be_texts(tmp_path: Path) -> None:
    """ "0" is a text as 0 is; as something else its words would count for nothing."""
    chat = {"chatlab": {"version": "0.0.2"}, "meta": {"name": "水果群", "platform": "wechat", "type": "group"},
            "messages": [{"sender": "a", "accountName": "小满", "timestamp": "1780272300", "type": "0", "content": "早"}]}
    outcome = read_bytes(tmp_path, json.dumps(chat).encode(), "a.json")
    assert (outcome.column("kind"), outcome.column("text")) == (["text"], ["早"])


def test_a_further_chat_of_qq_may_begin_with_its_name_alone(tmp_path: Path) -> None:
    """Below a rule, without the group of friends again; its words are its own."""
    rule = "=" * 64
    outcome = read_text(tmp_path, f"消息记录（此消息记录为文本格式，不支持重新导入）\n\n{rule}\n消息分组:我的群聊\n{rule}\n消息对象:水果群\n{rule}\n\n"
                        f"2026-06-01 8:05:03 小满(10001)\n早\n\n{rule}\n消息对象:甜品群\n{rule}\n\n2026-06-01 9:05:03 小柒(10002)\n嗯\n")
    assert list(zip(outcome.column("chat"), outcome.column("text"), strict=True)) == [("水果群", "早"), ("甜品群", "嗯")]


def test_a_mail_of_a_phone_with_half_days_loses_nothing(tmp_path: Path) -> None:
    """下午8:05 is a header too; words without any header are said to be lost."""
    day = "—————  2026-06-01  —————\n\n"
    outcome = read_text(tmp_path, f"{day}没头没尾的一句\n\n小满  下午8:05\n\n好的\n\n阿宝  20:06\n\n行\n")
    assert outcome.column("sent_at") == [datetime(2026, 6, 1, 20, 5), datetime(2026, 6, 1, 20, 6)]
    assert ([issue["value"] for issue in outcome.issues], outcome.balances()) == (["没头没尾的一句"], True)


def test_a_paste_retyped_with_both_colons_is_cut_at_both(tmp_path: Path) -> None:
    """Where the first mark alone would leave one message of one person."""
    outcome = read_text(tmp_path, "小满:\n早上好\n\n阿宝：\n有西瓜吗\n\n小满: \n有\n\n")
    assert list(zip(outcome.column("name"), outcome.column("text"), strict=True)) == [("小满", "早上好"), ("阿宝", "有西瓜吗"), ("小满", "有")]


def test_memotrace_without_its_member_list_keeps_what_people_are_called(tmp_path: Path) -> None:
    """备注 beside 昵称; not where two people bear it."""
    rows = [("小满", "3栋王芳"), ("阿宝", "阿宝"), ("小柒", "老客"), ("老六", "老客")]
    text = "消息ID,类型,发送人,时间,内容,备注,昵称,更多信息\n" + "".join(
        f"743727000000000000{at},文本,{nick},2026-06-01 08:0{at}:00,早,{card},{nick},more\n" for at, (nick, card) in enumerate(rows))
    outcome = read_text(tmp_path, text, "水果群.csv")
    assert [(row["name"], row["other_names"], row["chat"]) for row in outcome.rows("members")] == [("小满", "3栋王芳", "\x1f")]
    assert (outcome.read("messages"), outcome.read("members")) == (4, 0)
