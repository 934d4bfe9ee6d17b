"""The sample files: made again byte for byte, and true to the formats they are in."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest

from sample_data import make
from sample_data.formats import mail, youzan
from sample_data.world import shop, truth
from sample_data.world.story import Story, make_story

README = make.FILES.parent / "README.md"
FOUR_MEGABYTES = 4_000_000


@pytest.fixture(scope="module")
def story() -> Story:
    """What is true in the invented world."""
    return make_story()


def test_making_the_files_again_changes_no_byte(tmp_path):
    """Another process, another hash seed, another day: the same bytes (of a workbook: in every member)."""
    environment = {**os.environ, "PYTHONHASHSEED": "77", "TZ": "America/New_York"}
    command = [sys.executable, "-m", "sample_data.make", str(tmp_path)]
    subprocess.run(command, check=True, env=environment, cwd=make.FILES.parents[1])
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(path.name for path in make.FILES.iterdir())
    for name in make.NAMES:
        assert _content(tmp_path / name) == _content(make.FILES / name), name


def _content(path: Path) -> object:
    """The bytes; of a workbook the members with their times, since builds of zlib compress differently."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as book:
        return [(member.filename, member.date_time, book.read(member)) for member in book.infolist()]


def test_the_whole_folder_stays_under_four_megabytes():
    """Small enough to live in the repository."""
    assert sum(path.stat().st_size for path in make.FILES.parent.rglob("*") if path.suffix != ".pyc") <= FOUR_MEGABYTES


def test_the_world_is_as_large_as_a_real_one(story):
    """Three groups, over 400 members, 120 days, over 20,000 lines that a file shows."""
    assert len(shop.DAYS) == 120
    assert len(story.present()) > 400
    assert len(story.members(shop.BENEFIT, shop.LAST_DAY)) >= 240
    assert len(truth.shown_lines(story)) > 20_000


def test_no_phone_address_or_link_could_be_somebodys(story):
    """Phones come from one empty block, addresses and links from what is kept for documentation."""
    assert all(re.fullmatch(r"199000[09]\d{4}|1990000\d{4}", order.phone) for order in story.orders)
    texts = " ".join(line.text for line in story.lines)
    assert not re.search(r"1[3-9]\d{9}", texts)
    assert all(".example" in link for link in re.findall(r"https?://\S+", texts))


def test_the_orders_have_the_back_ends_sixty_columns():
    """GB18030, 分销员 twice, —— where there is nothing."""
    raw = (make.FILES / make.ORDERS).read_bytes()
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")
    rows = list(csv.reader(io.StringIO(raw.decode("gb18030"))))
    assert (len(rows[0]), rows[0].count("分销员")) == (60, 2)
    assert all(len(row) == 60 and youzan.EMPTY in row for row in rows[1:])


def test_the_first_export_of_memotrace_keeps_its_xml_over_several_lines():
    """BOM, CRLF between records, quoted XML with line ends of its own."""
    raw = (make.FILES / make.LEAD_CHAT).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbflocalId,TalkerId,")
    assert b'"<?xml version=""1.0""?>\n<msg>' in raw
    assert all(len(row) == 12 for row in csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def test_a_nickname_that_starts_with_an_equals_sign_became_a_formula():
    """The exporter appends texts as they are; a workbook then holds a formula without a value."""
    book = openpyxl.load_workbook(make.FILES / make.BENEFIT_CHAT, read_only=True)
    with closing(book):
        cells = [row[0] for row in book["成员信息"].iter_rows(min_col=5, max_col=5)]
        kinds = {cell.value: cell.data_type for cell in cells}
    assert kinds["=_="] == "f"
    assert kinds["Dora"] == "s"


def test_the_two_mailed_texts_share_a_day_and_a_half(story):
    """Everything is in one of them, and a good part in both."""
    first, second = ((make.FILES / name).read_text(encoding="utf-8") for name in make.FLASH_CHATS)
    lines = mail.lines_of(story)
    shared = [line for line in lines if mail.SECOND_FROM <= line.sent_at <= mail.FIRST_UNTIL]
    headers = sum(len(re.findall(r"^.+  \d\d:\d\d$", text, re.MULTILINE)) for text in (first, second))
    assert headers == len(lines) + len(shared)
    assert len(shared) > 100
    assert 1 < mail.OVERLAP_DAYS < 2


def test_the_readme_says_the_figures_of_the_story(story):
    """The block of figures in README.md is what the story counts."""
    block = re.search(r"```toml\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert block is not None
    assert tomllib.loads(block[1]) == truth.figures(story)
