"""Text files in the encodings that shops, phones and old Windows programs write."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analytics.errors import UserError
from analytics.importers import encodings

SIMPLIFIED = "订单号,买家昵称,金额\nE1,林小满,12\n今天有芒果蛋糕吗,群里的朋友们早上好,我们马上就到\n"
TRADITIONAL = "訂單號,買家暱稱,金額\nE1,林小滿,12\n今天有芒果蛋糕嗎,群裡的朋友們早上好,我們馬上就到\n"


def _is_utf8(data: bytes) -> bool:
    """A few short texts, such as 一一 and 联通 without more, are the same bytes as other UTF-8 letters."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _detected(path, data: bytes) -> str:
    path.write_bytes(data)
    codec = encodings.detect(path)
    return path.read_bytes().decode(codec).removeprefix("\ufeff")


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
def test_simplified_text_comes_back_from_every_encoding(tmp_path, codec):
    """Not one character changes."""
    assert _detected(tmp_path / "a.csv", SIMPLIFIED.encode(codec)) == SIMPLIFIED


def test_emoji_survive_in_gb18030(tmp_path):
    """Four-byte characters, which GBK proper and DuckDB's extension break on."""
    text = SIMPLIFIED + "小满😀,￥12\n"
    assert _detected(tmp_path / "a.csv", text.encode("gb18030")) == text


def test_big5_is_not_taken_for_gbk(tmp_path):
    """Every Big5 pair is a legal GBK pair: the wrong one decodes without an error into other people."""
    assert _detected(tmp_path / "a.csv", TRADITIONAL.encode("big5")) == TRADITIONAL


@pytest.mark.parametrize("text", ["张三", "a,b\n1,2\n", "", "金额\n￥12\n", "小满", "林"])
def test_short_files_are_right_too(tmp_path, text):
    """Two characters must be enough."""
    assert _detected(tmp_path / "a.csv", text.encode("gbk")) == text


def test_damaged_utf8_is_refused_with_its_line(tmp_path):
    """One broken byte late in a UTF-8 file must not turn the whole file into GB18030 gibberish."""
    path = tmp_path / "a.csv"
    path.write_bytes("今天的订单\n".encode() * 1000 + b"\xff\xfe\n" + "好".encode())
    with pytest.raises(UserError) as error:
        encodings.detect(path)
    assert (error.value.code, error.value.facts["line"]) == ("encoding_unknown", 1001)


def test_bytes_that_are_no_text_are_refused(tmp_path):
    """NULs without a pattern are no encoding at all."""
    path = tmp_path / "a.csv"
    path.write_bytes(b"a\0\0\0b\0\0c\xff\0\0" * 50)
    with pytest.raises(UserError, match="encoding_unknown"):
        encodings.detect(path)


def test_a_head_may_end_inside_a_character():
    """The cut-off character is left out, nothing else."""
    assert encodings.decode_head("群友".encode()[:-1], "utf-8") == "群"


def test_damage_after_the_first_megabyte_is_seen(tmp_path):
    """The whole file must decode, not only its beginning."""
    path = tmp_path / "a.csv"
    path.write_bytes("今天的订单,一二三\n".encode() * 60_000 + b"\xff\n")
    with pytest.raises(UserError, match="encoding_unknown"):
        encodings.detect(path)


COMMON = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多"
    "定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因"
    "由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解"
    "问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少"
    "图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处府研"
)


@given(st.text(COMMON, min_size=2, max_size=200), st.sampled_from(["utf-8", "gb18030", "utf-8-sig"]))
def test_everyday_text_comes_back(tmp_path_factory, text, codec):
    """Any text of everyday characters, in the two encodings that most files have, unless its bytes are both."""
    assume(codec != "gb18030" or not _is_utf8(text.encode(codec)))
    assert _detected(tmp_path_factory.getbasetemp() / "h.txt", text.encode(codec)) == text
