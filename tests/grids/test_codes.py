import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from grids import (
    CellCodeWrong,
    CellScheme,
    CommunityFull,
    FreeCodeWrong,
    check_cell_code,
    compose_cell_code,
    next_code,
    number_cells,
    parse_cell_code,
)

COMMUNITY = "330206001001"
digits = st.text("0123456789", min_size=12, max_size=12)


@given(community=digits, sequence=st.integers(1, 999))
def test_a_composed_code_parses_to_its_parts(community, sequence):
    parts = parse_cell_code(compose_cell_code(community, sequence))

    assert parts.community_code == community
    assert parts.street_code == community[:9]
    assert parts.district == community[:6]
    assert int(parts.sequence) == sequence
    assert str(parts) == f"{community}{sequence:03d}"


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("33020600100100", "it has 14 characters"),
        ("3302060010010010", "it has 16 characters"),
        ("", "it has 0 characters"),
        ("33020A001001001", "character 6, in the district, is 'A'"),
        ("330206 01001001", "character 7, in the street, is ' '"),
        ("330206001x01001", "character 10, in the community, is 'x'"),
        ("33020600100100-", "character 15, in the sequence, is '-'"),
        ("33020600100100٣", "character 15, in the sequence, is '٣'"),
        ("330206001001000", "the sequence, are 000"),
    ],
)
def test_a_wrong_code_is_told_with_the_place(code, problem):
    with pytest.raises(CellCodeWrong) as caught:
        parse_cell_code(code)

    assert problem in str(caught.value)


def test_another_district_may_use_codes_of_its_own():
    assert check_cell_code("2B07", scheme=CellScheme.FREE) == "2B07"
    with pytest.raises(CellCodeWrong):
        check_cell_code("2B07")


@pytest.mark.parametrize("code", ["", " ", " 2B07", "2B07\n", "x" * 41])
def test_a_free_code_is_not_empty_nor_blank_at_its_ends_nor_endless(code):
    with pytest.raises(FreeCodeWrong):
        check_cell_code(code, scheme=CellScheme.FREE)


@given(
    used=st.sets(st.integers(1, 999), max_size=30),
    retired=st.sets(st.integers(1, 999), max_size=30),
)
def test_a_new_code_was_never_used_nor_retired(used, retired):
    taken = {f"{COMMUNITY}{n:03d}" for n in used | retired}

    new = next_code(
        {f"{COMMUNITY}{n:03d}" for n in used}, {f"{COMMUNITY}{n:03d}" for n in retired}, COMMUNITY
    )

    assert new not in taken
    assert check_cell_code(new).startswith(COMMUNITY)
    if max(used | retired, default=0) < 999:
        assert all(new > code for code in taken)


def test_codes_of_other_communities_do_not_count():
    assert next_code({"330206001002007"}, set(), COMMUNITY) == COMMUNITY + "001"


def test_a_full_community_is_told():
    taken = {f"{COMMUNITY}{n:03d}" for n in range(1, 1000)}

    with pytest.raises(CommunityFull, match=COMMUNITY):
        next_code(taken, set(), COMMUNITY)


def test_the_last_number_never_used_is_found_when_999_is_taken():
    taken = {f"{COMMUNITY}{n:03d}" for n in range(1, 1000) if n != 500}

    assert next_code(taken, set(), COMMUNITY) == COMMUNITY + "500"


def test_a_free_scheme_counts_on_with_the_width_it_has():
    assert next_code({"2B07", "2C09"}, {"2B08"}, "2B", scheme=CellScheme.FREE) == "2B09"
    assert next_code({"Q-099"}, set(), "Q-", scheme=CellScheme.FREE) == "Q-100"
    assert next_code(set(), set(), "Q-", scheme=CellScheme.FREE) == "Q-01"


def test_a_community_must_have_twelve_digits():
    with pytest.raises(CellCodeWrong, match="not 12"):
        next_code(set(), set(), "330206001")


def squares(*middles):
    return np.array([shapely.Point(m).buffer(10, cap_style="square") for m in middles])


def test_cells_are_numbered_west_to_east_in_rows_from_the_north():
    shapes = squares((300, 0), (0, 210), (100, 190), (200, 205), (0, 0), (100, 20))

    codes = number_cells(shapes, [COMMUNITY] * 6)

    assert [int(code[-3:]) for code in codes] == [6, 1, 2, 3, 4, 5]


def test_the_row_tolerance_decides_what_is_one_row():
    shapes = squares((100, 30), (0, 0))

    assert [c[-3:] for c in number_cells(shapes, [COMMUNITY] * 2)] == ["002", "001"]
    assert [c[-3:] for c in number_cells(shapes, [COMMUNITY] * 2, row_m=30)] == ["001", "002"]


def test_each_community_counts_for_itself():
    shapes = squares((0, 0), (100, 0), (200, 0))
    other = "330206001002"

    codes = number_cells(shapes, [other, COMMUNITY, other])

    assert codes == [other + "001", COMMUNITY + "001", other + "002"]


@given(
    middles=st.lists(
        st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=20, unique=True
    ),
    data=st.data(),
)
def test_numbering_does_not_depend_on_the_order_given(middles, data):
    shapes = squares(*[(20 * x, 20 * y) for x, y in middles])
    codes = dict(
        zip(middles, number_cells(shapes, ["Q"] * len(shapes), scheme=CellScheme.FREE), strict=True)
    )
    order = data.draw(st.permutations(range(len(middles))))

    again = number_cells(shapes[order], ["Q"] * len(shapes), scheme=CellScheme.FREE)

    assert again == [codes[middles[at]] for at in order]


def test_too_many_cells_for_one_community_are_refused():
    shapes = squares(*[(30 * i, 0) for i in range(1001)])

    with pytest.raises(CommunityFull, match="2 more"):
        number_cells(shapes, [COMMUNITY] * 1001)
