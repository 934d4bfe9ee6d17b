"""Which importer a file goes to, and what a person reads when there is none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from analytics.errors import UserError
from analytics.importers.formats import FORMATS
from analytics.importers.recognise import recognise
from analytics.importers.source import Source
from analytics.texts import texts_for
from tests.analytics.importers import hostile_files as hostile

RULE = "=" * 64
QQ = (f"消息记录(此消息记录为文本格式,不支持重新导入)\n\n{RULE}\n消息分组:我的群聊\n{RULE}\n消息对象:福利群\n{RULE}\n\n"
      "2026-05-01 9:05:01 小雨(10001)\n今天有什么\n\n")
WHATSAPP = "7/25/26, 23:45 - 小雨: 今晚几点\n7/26/26, 00:01 - 老王: 十点\n"
ORDERS = "订单号,买家,付款时间,实付金额\nA1,王小美,2026-05-01 10:00:00,12.50\n"

REFUSED = [
    (b"", "file_empty"), (b"\r\n", "file_empty"), (bytes(5000), "file_damaged"), (hostile.PNG, "file_picture"),
    (hostile.PDF, "file_pdf"), (hostile.DOCX, "file_word"), (hostile.RTF, "file_word"),
    (hostile.ole("WordDocument"), "file_word"),
    (hostile.PPTX, "file_slides"), (hostile.ole("PowerPoint Document"), "file_slides"),
    (hostile.SILK, "file_media"),
    (hostile.ole("EncryptedPackage"), "file_password"), (hostile.NUMBERS, "file_numbers"),
    (hostile.ole("Odd"), "file_old_sheet"),
    (hostile.SQLITE, "file_database"), (hostile.DUCKDB, "file_database"), (b"PAR1", "file_database"),
    (b"Rar!\x1a\x07\x01\0", "file_archive"), (hostile.EXE, "file_program"), (bytes(range(256)) * 8, "file_unreadable"),
]


def source_of(folder: Path, data: bytes | str, name: str = "文件.xlsx") -> Source:
    """The bytes as a source of that name."""
    path = folder / "source"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return Source(path, name)


@pytest.mark.parametrize(("data", "format_name"), [(QQ, "qq_txt"), (WHATSAPP, "whatsapp"), (ORDERS, "sheet")])
def test_content_finds_the_format_whatever_the_name(tmp_path: Path, data: str, format_name: str) -> None:
    """A chat named .xlsx is read as the chat that it is; a table no chat claims falls to sheets."""
    assert recognise(source_of(tmp_path, data)).name == format_name


def test_a_file_two_formats_claim_names_both(tmp_path: Path) -> None:
    """Never the first of two: the error says which."""
    twice = "analytics.importers.formats.elsewhere.whatsapp"
    with pytest.raises(UserError) as caught:
        recognise(source_of(tmp_path, WHATSAPP), among=(twice, twice))
    assert caught.value.code == "two_formats"
    assert caught.value.facts["formats"] == ["whatsapp", "whatsapp"]


@pytest.mark.parametrize(("data", "code"), REFUSED)
def test_what_cannot_be_read_is_refused_with_a_way_out(tmp_path: Path, data: bytes, code: str) -> None:
    """Each kind has its own sentence, in both languages, naming the file."""
    with pytest.raises(UserError) as caught:
        recognise(source_of(tmp_path, data))
    assert caught.value.code == code
    for language in ("zh", "en"):
        assert "文件.xlsx" in texts_for(language).explain(caught.value)


def test_words_that_are_no_chat_are_shown_back(tmp_path: Path) -> None:
    """The sentence quotes the first words found, so that a person sees what was looked at."""
    with pytest.raises(UserError) as caught:
        recognise(source_of(tmp_path, "\n  亲爱的邻居们\n  周末好\n"))
    assert caught.value.code == "not_recognised"
    assert caught.value.facts["found"] == "亲爱的邻居们"


def test_a_picture_says_how_to_get_the_words() -> None:
    """The sentence the issue asks for, to the letter."""
    said = texts_for("zh").explain(UserError("file_picture", file="图.png"))
    assert "这是截图，读不了文字。请在微信里长按→复制文字，贴到下面的框" in said


def test_every_format_can_be_loaded_and_has_a_name_of_its_own(tmp_path: Path) -> None:
    """The list of formats is true."""
    names = [recognise(source_of(tmp_path, ORDERS)).name, *(dotted.rpartition(".")[2] for dotted in FORMATS)]
    assert len(set(names)) == len(FORMATS) + 1


def test_no_chinese_error_speaks_like_a_programmer() -> None:
    """Sentences say what to do in a shop owner's words."""
    texts = texts_for("zh")
    for key in (key for key in texts._words if key.startswith("error.")):
        assert not re.search("工作区|口径|as_of|JSON|traceback", texts._words[key]), key


def test_a_page_without_a_table_shows_its_words(tmp_path: Path) -> None:
    """A back end that has logged out sends its login page under the name of the sheet: it is not empty."""
    path = tmp_path / "订单.xls"
    path.write_text("<!DOCTYPE html><html><head><style>p{}</style></head><body><p>请先登录</p></body></html>", encoding="utf-8")
    with pytest.raises(UserError) as raised:
        recognise(Source(path, path.name))
    assert (raised.value.code, raised.value.facts["found"]) == ("not_recognised", "请先登录")


def test_rows_of_nothing_are_an_empty_file(tmp_path: Path) -> None:
    """A sheet saved without content leaves only its commas."""
    path = tmp_path / "订单.csv"
    path.write_text(",,,\r\n,,,\r\n", encoding="utf-8")
    with pytest.raises(UserError) as raised:
        recognise(Source(path, path.name))
    assert raised.value.code == "file_empty"
