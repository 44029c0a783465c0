"""Text comes in the encoding it is in, or is refused; none is lost in silence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.formats import FileTooLarge, NotInEncoding, UnknownEncoding, text

CHINESE = "编号,名称\n001,黄山路消火栓\n"


@given(st.text(st.characters(blacklist_categories=("Cs",)), max_size=50))
def test_utf_8_is_always_recognised(content):
    found = text.decode(content.encode(), encoding=None, name="a")

    assert found.content == content.removeprefix("\ufeff")


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gbk", "gb18030"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16"),
    ],
)
def test_the_encodings_of_the_trade_are_told(encoding, found):
    assert text.decode(CHINESE.encode(encoding), encoding=None, name="a") == text.Text(
        CHINESE, found
    )


def test_a_named_encoding_is_used_and_a_wrong_one_is_refused():
    content = "消防栓".encode("big5")

    assert text.decode(content, encoding="Big5", name="a").content == "消防栓"
    with pytest.raises(NotInEncoding):
        text.decode(content, encoding="utf-8", name="a")


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("936", "gb18030"),
        ("ANSI 936", "gb18030"),
        ("GBK", "gb18030"),
        ("UTF8", "utf-8"),
        ("950", "cp950"),
    ],
)
def test_code_pages_have_one_name(said, name):
    assert text.codec(said) == name


@pytest.mark.parametrize("said", ["klingon", "", "rot13", "zip", "\0"])
def test_what_is_no_encoding_is_refused(said):
    with pytest.raises(UnknownEncoding):
        text.codec(said)


def test_a_text_beyond_the_limit_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(text, "MOST_BYTES", 3)
    (tmp_path / "a.csv").write_text("abcd", encoding="utf-8")

    with pytest.raises(FileTooLarge):
        text.read_text(tmp_path / "a.csv")
