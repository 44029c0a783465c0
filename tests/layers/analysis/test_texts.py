"""Many texts in one array: a search finds what Python's own `in` finds, row by row."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.analysis.texts import Texts

#: Few letters, so that needles are found; one beyond the first plane, whose halves are no letters.
LETTERS = st.sampled_from("路街a\n😀😁")
short = st.text(LETTERS, max_size=6)
many = st.lists(short, max_size=12)


@given(many, short, st.integers(1, 9), st.sampled_from([0.0, 0.25, 9.0]))
def test_a_needle_is_found_where_python_finds_it(texts, needle, mouthful, sparse):
    with pytest.MonkeyPatch.context() as patch:  # parts of a text or two, both ways to search
        patch.setattr("layers.analysis.texts._MOUTHFUL", mouthful)
        patch.setattr("layers.analysis.texts._SPARSE", sparse)
        assert Texts.of(texts).holding(needle).tolist() == [needle in text for text in texts]


@given(st.lists(st.text(max_size=5), max_size=8), st.text(max_size=2))
def test_any_text_comes_back_without_its_end_marks(texts, needle):
    laid = Texts.of(texts)
    plain = [text.replace("\0", "") for text in texts]
    assert [laid[row] for row in range(len(laid))] == plain
    expected = [needle in text and "\0" not in needle for text in plain]
    assert laid.holding(needle).tolist() == expected


@given(many.filter(bool), st.data())
def test_rows_are_taken_in_any_order(texts, data):
    rows = data.draw(st.lists(st.integers(0, len(texts) - 1), max_size=8))
    taken = Texts.of(texts).take(np.array(rows, dtype=np.intp))
    assert [taken[row] for row in range(len(taken))] == [texts[row] for row in rows]


@given(many, many, st.data())
def test_changed_rows_are_put_in_their_places_and_new_ones_appended(texts, newer, data):
    places = data.draw(st.permutations(range(len(texts))))
    at = [*places, *[-1] * len(newer)][: len(newer)]
    at = data.draw(st.permutations(at))
    expected = list(texts)
    for text, place in zip(newer, at, strict=True):
        if place >= 0:
            expected[place] = text
        else:
            expected.append(text)
    made = Texts.of(texts).replaced(Texts.of(newer), np.array(at, dtype=np.intp))
    assert [made[row] for row in range(len(made))] == expected
    assert made.holding("路").tolist() == ["路" in text for text in expected]


def test_a_letter_in_nearly_every_text_and_one_in_the_last():
    laid = Texts.of(["中山路"] * 999 + ["太河"])
    assert laid.holding("路").sum() == 999
    assert laid.holding("河").tolist() == [False] * 999 + [True]
    assert not Texts.of([]).holding("a").size
