"""Votes and to-do lists as people paste them."""

import pandas as pd
import pytest

from analytics.metrics import typed_lists


@pytest.mark.parametrize(("line", "topic", "votes"), [
    ("煲汤教程 23票", "煲汤教程", 23), ("1. 煲汤教程:23", "煲汤教程", 23), ("2、亲子 烘焙 5人 (20%)", "亲子 烘焙", 5),
    ("• 618 囤货 12 votes", "618 囤货", 12), ("周末探店\t7", "周末探店", 7), ("露营(18%) 9票 18.5%", "露营(18%)", 9)])
def test_a_line_of_a_vote_is_topic_and_number(line, topic, votes):
    """Numbering, units and shares belong to neither."""
    assert typed_lists.votes(line).to_numpy().tolist() == [[topic, votes]]


def test_other_lines_are_passed_over_and_doubles_summed():
    """A title, a blank line, a number alone; the same topic twice."""
    found = typed_lists.votes("下周聊什么?\n\n12\n煲汤 3\n煲汤 4票\n烘焙 7")
    assert found.to_numpy().tolist() == [["煲汤", 7], ["烘焙", 7]]


def test_equal_votes_are_told_apart_by_earlier_answers():
    """Soup had 4 and 6 reactions, baking 9, camping none yet: last."""
    posts = pd.DataFrame({"text": ["煲汤要多久", "今晚煲汤", "烘焙小课", None], "interactions": [4, 6, 9, 1]})
    rows = typed_lists.ranked(typed_lists.votes("煲汤 7\n露营 7\n烘焙 7\n探店 20"), posts)
    assert rows["topic"].tolist() == ["探店", "烘焙", "煲汤", "露营"]
    assert rows["posts"].tolist() == [0, 1, 2, 0]
    assert rows["interactions"].tolist()[1:3] == [9.0, 5.0]
    assert rows["of"].tolist() == [41] * 4
    assert rows["share"].sum() == pytest.approx(1)


@pytest.mark.parametrize(("text", "word"), [("甲 40\n乙 10", "more"), ("甲 26\n乙 24", "same"), ("甲 20\n乙 9", "small_sample"), ("甲 9", "nothing")])
def test_a_lead_is_clear_only_when_chance_does_not_do(text, word):
    """Fifty votes: 40 to 10 is clear, 26 to 24 is not; 29 votes are too few to say."""
    assert typed_lists.lead(typed_lists.ranked(typed_lists.votes(text), pd.DataFrame({"text": [], "interactions": []}))) == word


@pytest.mark.parametrize(("line", "expected"), [
    ("20:00-21:00 晚间限时", ("晚间限时", 1200, 1260)), ("[ ] 9点 早报", ("早报", 540, 540)), ("1. 早报 7:30~8:30", ("早报", 450, 510)),
    ("☐ 回复客人", ("回复客人", None, None)), ("21:00-20:00 晚间", ("21:00-20:00 晚间", None, None)),
    ("25:00 早报", ("25:00 早报", None, None)), ("8:61 早报", ("8:61 早报", None, None)), ("23:00-24:00 收尾", ("收尾", 1380, 1440))])
def test_a_line_of_a_to_do_list_is_a_task_with_its_time(line, expected):
    """Boxes and numbering go; what cannot be a time stays a word."""
    row = typed_lists.to_dos(line).iloc[0]
    assert tuple(None if pd.isna(one) else one for one in row) == expected


def test_blank_lines_are_no_tasks():
    """Nor is a time without words."""
    assert typed_lists.to_dos("\n  \n20:00\n").empty
