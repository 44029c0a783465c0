"""No text is run by a spreadsheet, and no text is lost by that."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.formats import neutral, restored
from layers.formats.formulas import holds_neutral

risky = st.text(st.sampled_from("'=+-@\t\r\n＝a1 "), max_size=8)
anything = st.one_of(st.text(max_size=20), risky)


@given(anything)
def test_a_neutral_text_is_restored_exactly(text):
    assert restored(neutral(text)) == text


@given(anything)
def test_a_neutral_text_does_not_begin_like_a_formula(text):
    assert neutral(text)[:1] not in set("=+-@\t\r\n＝＋－＠")


@given(anything)
def test_a_text_that_would_be_restored_is_seen_in_the_whole_file(text):
    if restored(text) != text:
        assert holds_neutral(f'a,"{text}",b')


@pytest.mark.parametrize("text", ["'tis", "'", "", "plain", "1-2", "''"])
def test_an_honest_apostrophe_stays(text):
    assert restored(text) == text
    assert neutral(text) == text
