"""Class codes: one key, three schemes, and a way between them that never guesses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.codes import (
    CJ2007,
    GB2013,
    GB2026,
    ClassKind,
    ClassRow,
    ClassTwice,
    NoCodeLeft,
    TableBroken,
    UnknownClass,
    UnknownScheme,
    builtin_classes,
    read_classes,
)

TABLE = builtin_classes()
COMPONENTS = [row for row in TABLE if row.kind is ClassKind.COMPONENT]
HEADER = "scheme,kind,major,major_name,minor,code,name\n"


def own(code, *, scheme=GB2026, name="自定", kind=ClassKind.COMPONENT):
    return ClassRow(scheme, kind, code[:2], "", code[2:], code, name)


def test_the_shipped_table_equals_the_standards_row_by_row(standards):
    text = (standards / "classes.csv").read_text(encoding="utf-8")
    given = [line.split(",") for line in text.splitlines()[1:]]

    found = {row.key: row.name for row in read_classes(text)}

    assert found == {(cells[0], cells[1], cells[5]): cells[6] for cells in given}
    assert found.items() <= {row.key: row.name for row in TABLE}.items()


def test_components_and_matters_share_numbers_and_stay_apart():
    assert TABLE.find(GB2026, "component", "01013").name == "消防设施"
    assert TABLE.find(GB2026, "matter", "01013").name == "消防设施异常"


def test_one_number_means_different_things_in_different_schemes():
    assert TABLE.find(CJ2007, "component", "0118").name == "路灯"
    assert TABLE.find(GB2013, "component", "0118").name == "化粪池井盖"


def test_an_unknown_code_is_none_or_an_error():
    assert TABLE.get(GB2026, "component", "99999") is None
    with pytest.raises(UnknownClass, match="99999"):
        TABLE.find(GB2026, "component", "99999")


def test_majors_come_in_order_with_their_names():
    majors = TABLE.majors(GB2026, "matter")

    assert [code for code, _ in majors] == [f"{n:02d}" for n in range(1, 11)]
    assert dict(majors)["09"] == "街面秩序类"


def test_children_of_a_major_are_its_classes_in_order():
    codes = [row.code for row in TABLE.children(GB2026, "matter", "07")]

    assert codes == ["07001", "07002", "07003", "07004", "07006", "07007", "07008"]


def test_search_puts_the_equal_name_first_and_reads_codes_too():
    by_name = TABLE.search("路灯", scheme=GB2026, kind="component")
    by_code = TABLE.search("0103", scheme=GB2026, kind="component")

    assert by_name[0].code == "01037"
    assert {row.name for row in by_name} == {"路灯", "路灯井盖", "路灯配电箱"}
    assert [row.code for row in by_code][:2] == ["01030", "01031"]
    assert TABLE.search("   ") == ()


def test_search_does_not_mind_width_and_brackets():
    assert TABLE.search("燃气调压站（箱）", scheme=GB2026, kind="component")[0].code == "01049"


@pytest.mark.parametrize(
    ("code", "source", "target", "found"),
    [
        ("0113", GB2013, GB2026, "01013"),
        ("01013", GB2026, GB2013, "0113"),
        ("0118", CJ2007, GB2026, "01037"),
        ("0118", GB2013, GB2026, "01018"),
        ("0118", CJ2007, GB2013, "0137"),
        ("0101", GB2013, GB2026, "01001"),
        ("0101", CJ2007, GB2026, "01001"),
        ("0503", GB2013, GB2026, "05003"),
        ("0506", GB2013, GB2026, "01069"),
        ("0504", GB2013, GB2026, None),
        ("0496", GB2013, GB2026, "04012"),
        ("0497", GB2013, GB2026, None),
        ("0114", CJ2007, GB2026, None),
        ("0117", CJ2007, GB2013, None),
        ("04013", GB2026, GB2013, None),
        ("04013", GB2026, CJ2007, "0405"),
        ("9999", GB2013, GB2026, None),
        ("0118", CJ2007, CJ2007, "0118"),
        ("0190", CJ2007, CJ2007, None),
    ],
)
def test_a_component_code_is_converted_only_where_it_is_known(code, source, target, found):
    assert TABLE.convert(code, kind="component", from_scheme=source, to_scheme=target) == found


def test_matters_are_converted_by_name_and_never_by_number():
    def to_2026(code):
        return TABLE.convert(code, kind="matter", from_scheme=GB2013, to_scheme=GB2026)

    assert to_2026("0101") == "06001"
    assert to_2026("0113") == "06013"
    assert to_2026("0128") is None


@given(st.sampled_from(COMPONENTS), st.sampled_from([CJ2007, GB2013, GB2026]))
def test_there_and_back_leads_to_the_same_class_or_nowhere(row, target):
    def convert(code, source, wanted):
        return TABLE.convert(code, kind="component", from_scheme=source, to_scheme=wanted)

    there = convert(row.code, row.scheme, target)
    back = convert(there, target, row.scheme) if there else None

    assert back in (None, row.code)


@given(st.sampled_from(COMPONENTS))
def test_2013_and_2026_keep_their_numbers_in_majors_one_to_four_or_agree_in_name(row):
    if row.scheme != GB2013:
        return
    found = TABLE.convert(row.code, kind="component", from_scheme=GB2013, to_scheme=GB2026)

    same_number = found == f"{row.major}0{row.minor}" and row.major in ("01", "02", "03", "04")
    named = {r.code for r in TABLE.named(GB2026, "component", row.name)}
    assert found is None or same_number or found in named


def test_a_name_that_stands_twice_leads_nowhere():
    table = TABLE.with_rows([own("21999", name="电话亭")])

    assert table.convert("0122", kind="component", from_scheme=CJ2007, to_scheme=GB2026) is None
    assert TABLE.convert("0122", kind="component", from_scheme=CJ2007, to_scheme=GB2026) == "01041"


def test_own_classes_count_down_from_the_highest_number():
    first = TABLE.next_local(GB2026, "component", "01")
    second = TABLE.with_rows([own(first)]).next_local(GB2026, "component", "01")

    assert (first, second) == ("01999", "01998")
    assert TABLE.next_local(GB2013, "component", "01") == "0198"


def test_a_full_major_has_no_code_left():
    table = TABLE.with_rows(own(f"21{n:02d}", scheme=CJ2007) for n in range(1, 100))

    with pytest.raises(NoCodeLeft, match="21"):
        table.next_local(CJ2007, "component", "21")


def test_a_key_that_stands_twice_is_refused():
    with pytest.raises(ClassTwice, match="01013"):
        TABLE.with_rows([own("01013")])


def test_an_unknown_scheme_is_refused_with_those_there_are():
    with pytest.raises(UnknownScheme, match="GB/T 47678"):
        TABLE.convert("0113", kind="component", from_scheme="GB/T 0", to_scheme=GB2026)


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("scheme,kind\n", 1, "major"),
        (HEADER + f"{GB2026},thing,01,x,001,01001,供水井盖\n", 2, "thing"),
        (HEADER + f"{GB2026},component,01,x,001,0101,供水井盖\n", 2, "0101"),
        (HEADER + f"{GB2013},component,01,x,001,01001,供水井盖\n", 2, "01001"),
        (HEADER + f"{GB2026},component,01\n", 2, "7 values"),
        (HEADER + f'{GB2026},component,01,x,001,01001,"供水\n', 2, "quot|end"),
    ],
)
def test_a_broken_table_names_its_line(text, line, problem):
    with pytest.raises(TableBroken, match=problem) as caught:
        read_classes(text)

    assert caught.value.facts["line"] == line


def test_a_table_may_begin_with_a_byte_order_mark():
    table = read_classes("\ufeff" + HEADER + f"{GB2013},event,01,x,01,0101,私搭乱建\n")

    assert table.find(GB2013, "matter", "0101").name == "私搭乱建"
