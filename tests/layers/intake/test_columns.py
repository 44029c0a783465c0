"""A column mapping: corrected by making a new one, checked before use, JSON and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.intake import CodeRule, ColumnMapping, MappingBroken, check_mapping, mapping_from_plain

WORDS = st.text(min_size=1, max_size=8)
RULES = st.builds(
    CodeRule,
    prefix=st.text(max_size=4),
    column=st.none() | WORDS,
    width=st.integers(0, 12),
    start=st.integers(0, 10**6),
)
MAPPINGS = st.builds(
    ColumnMapping,
    columns=st.dictionaries(WORDS, WORDS, max_size=4),
    constants=st.dictionaries(WORDS, st.none() | st.text() | st.integers() | st.booleans()),
    values=st.dictionaries(WORDS, st.dictionaries(WORDS, WORDS, max_size=3), max_size=3),
    code_rule=st.none() | RULES,
)


@given(MAPPINGS)
def test_a_mapping_survives_json(mapping):
    assert mapping_from_plain(mapping.to_plain()) == mapping


def test_a_correction_makes_a_new_mapping():
    mapping = ColumnMapping({"code": "ID"})

    after = mapping.with_column("note", "BZ").with_value("state", "好", "intact")

    assert mapping == ColumnMapping({"code": "ID"})
    assert after.columns == {"code": "ID", "note": "BZ"}
    assert after.values == {"state": {"好": "intact"}}
    assert after.with_column("note", None).columns == {"code": "ID"}


def test_a_constant_and_a_column_exclude_each_other():
    mapping = ColumnMapping({"code": "ID", "owner": "QSDW"})

    constant = mapping.with_constant("owner", "水务")
    column = constant.with_column("owner", "QSDW")

    assert (constant.columns, constant.constants) == ({"code": "ID"}, {"owner": "水务"})
    assert (column.columns["owner"], column.constants) == ("QSDW", {})


def test_a_rule_and_a_column_for_the_code_exclude_each_other():
    ruled = ColumnMapping({"code": "ID"}).with_code_rule(CodeRule("H-"))

    assert (dict(ruled.columns), ruled.code_rule) == ({}, CodeRule("H-"))
    assert ruled.with_column("code", "ID").code_rule is None


def test_what_a_mapping_provides_is_all_but_the_code():
    mapping = ColumnMapping({"code": "ID", "name": "N"}, constants={"owner": "水务"})

    assert mapping.provided() == {"name", "owner"}


@pytest.mark.parametrize(
    ("mapping", "problem"),
    [
        (ColumnMapping({"code": "ID", "height": "H"}), "height"),
        (ColumnMapping({"code": "ID"}, constants={"height": 1}), "height"),
        (ColumnMapping({"code": "ID"}, values={"height": {}}), "height"),
        (ColumnMapping({"code": "Nr"}), "Nr"),
        (ColumnMapping(code_rule=CodeRule(column="Nr")), "Nr"),
        (ColumnMapping({"note": "BZ"}), "neither"),
        (ColumnMapping({"code": "ID"}, constants={"code": "x"}), "neither"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(make, mapping, problem):
    with pytest.raises(MappingBroken, match=problem):
        check_mapping(make.layer(), mapping, ["ID", "BZ"])


@pytest.mark.parametrize(
    "plain",
    [
        {"columns": []},
        {"values": {"a": 1}},
        {"code_rule": "H"},
        {"code_rule": {"width": "wide"}},
        {"constants": {"a": [1]}},
    ],
)
def test_a_malformed_mapping_is_refused(plain):
    with pytest.raises(MappingBroken):
        mapping_from_plain(plain)
