"""The week as files: the calendar file parsed back by another reader, the helper's card as one safe page."""

from __future__ import annotations

import re
from datetime import date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.report import helper_card
from analytics.report.calendar_file import Entry, written

DAY = date(2026, 11, 1)
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn", "Zl", "Zp", "Cf", "Zs")) | st.sampled_from(" ,;\\\n"), max_size=120)


def parsed(data: bytes) -> list[dict[str, str]]:
    """A reader of its own: unfold, split, unescape; one mapping an event."""
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    lines = data.decode("utf-8").replace("\r\n ", "").split("\r\n")
    assert (lines[0], lines[-2], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")
    events: list[dict[str, str]] = []
    for line in lines:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            events.append({})
        elif events and not line.startswith("END"):
            events[-1][name] = re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], value)
    return events


def test_an_entry_comes_back_as_it_went_in():
    """Start, end, title with every sign that has a meaning there, a note of several lines."""
    title = "晚间限时,8 折;第二份\\半价"
    (event,) = parsed(written([Entry(title, datetime(2026, 11, 2, 20), datetime(2026, 11, 2, 21), "先发图\n再发价")], DAY, "石岐小灶"))
    assert (event["DTSTART"], event["DTEND"]) == ("20261102T200000", "20261102T210000")
    assert (event["SUMMARY"], event["DESCRIPTION"]) == (title, "先发图\n再发价")
    assert event["DTSTAMP"] == "20261101T000000Z"


def test_a_task_without_a_time_lies_on_its_day():
    """A whole-day entry ends on the next day, as the standard has it; over the end of a month too."""
    (event,) = parsed(written([Entry("每月之星", datetime(2026, 11, 30))], DAY))
    assert (event["DTSTART;VALUE=DATE"], event["DTEND;VALUE=DATE"]) == ("20261130", "20261201")


def test_equal_entries_have_equal_ids_and_others_do_not():
    """Importing the file twice adds nothing; the file is the same byte for byte."""
    one, two = Entry("早报", datetime(2026, 11, 2, 7), datetime(2026, 11, 2, 9)), Entry("早报", datetime(2026, 11, 3, 7), datetime(2026, 11, 3, 9))
    first = parsed(written([one, two], DAY))
    assert len({event["UID"] for event in first}) == 2
    assert written([one, two], DAY) == written([one, two], DAY)
    assert parsed(written([two], DAY))[0]["UID"] == first[1]["UID"]


@settings(max_examples=25)
@given(TEXT, TEXT)
def test_no_text_breaks_the_file(title, note):
    """Whatever is typed: lines stay short, nothing is cut inside a character, the words come back."""
    (event,) = parsed(written([Entry(title, datetime(2026, 11, 2, 20), None, note)], DAY, title))
    assert event["SUMMARY"] == title
    assert event.get("DESCRIPTION", "") == note


def card(rows):
    """A card with these lines."""
    return helper_card.Card("zh", "<b>石岐</b>", "说明", ("时间", "做什么"), rows, "还有别的", "规矩", ("先看再发",), "脚注")


def test_the_card_is_one_page_without_anything_that_runs():
    """Names become text; no script, link or picture; sixty lines at most, and then it says so."""
    page = helper_card.page(card([("周一 20:00", "<script>alert(1)</script>&")] * 61))
    assert "<script" not in page
    assert "&lt;b&gt;石岐&lt;/b&gt;" in page
    assert page.count("class=box") == 60
    assert "还有别的" in page
    assert not re.search(r"src=|href=|url\(|@import", page)
    assert "还有别的" not in helper_card.page(card([("周一", "早报")] * 60))
