import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grids import Cell, Grid, GridsTooFew, GridsTooMany, WeightWrong, assign, grow_grids
from grids.balance import LoadsUnfit, NothingToMend, Wish, WishWrong, balance

from .loads import LOADS, after, deviation, grid_of, groups, rng, row_of, whole

LOOKS = st.integers(0, 12)


def grown(grid, k):
    """Return the grid with k management grids, G00 and so on, each in one piece."""
    found = grow_grids(grid, dict.fromkeys(grid.codes, 1.0), k)
    return assign(grid, {code: f"G{number:02d}" for code, number in found.items()})


def loads_of(data, grid):
    return np.array([data.draw(LOADS) for _ in grid.codes])


@given(data=st.data())
def test_each_of_k_proposed_grids_is_in_one_piece_and_every_cell_has_one(data, lattices):
    grid = grid_of(data.draw(lattices()))
    load = loads_of(data, grid)
    k = data.draw(st.sampled_from([1, 2, 3, len(grid) // 2, len(grid) - 1, len(grid)]))
    wish = Wish(k=k, compactness=data.draw(st.sampled_from([0.0, 0.3, 1.0])))

    found = balance(grid, load, wish, rng=rng(), enough=after(data.draw(LOOKS)))

    made = groups(grid, found.assignment)
    assert sorted(made) == list(range(k))
    assert all(whole(grid, codes) for codes in made.values())
    assert found.deviation == pytest.approx(deviation(grid, load, found.assignment))
    assert found.bound <= found.deviation


@given(data=st.data())
def test_mending_keeps_every_promise(data, lattices):
    street = "0123456789"[data.draw(st.integers(1, 4))]
    grid = grid_of(data.draw(lattices()), streets=lambda code: str(code[1] < street))
    grid = grown(grid, data.draw(st.integers(1, len(grid))))
    load = loads_of(data, grid)
    codes = sorted({cell.grid for cell in grid})
    locked = frozenset(data.draw(st.sets(st.sampled_from(codes), max_size=2)))
    most = data.draw(st.one_of(st.none(), st.integers(0, 4)))
    wish = Wish(locked=locked, moves_most=most, compactness=data.draw(st.sampled_from([0, 0.5])))

    found = balance(grid, load, wish, rng=rng(), enough=after(data.draw(LOOKS)))

    made = groups(grid, found.assignment)
    before = groups(grid, [cell.grid for cell in grid])
    moved = sum(a != cell.grid for a, cell in zip(found.assignment, grid, strict=True))
    assert sorted(made) == codes
    assert all(whole(grid, cells) for cells in made.values())
    assert all(made[code] == before[code] for code in locked)
    assert found.moved == moved <= (len(grid) if most is None else most)
    assert found.deviation <= found.deviation_before + 1e-9
    assert found.deviation == pytest.approx(deviation(grid, load, found.assignment))
    assert found.bound <= found.deviation


@given(data=st.data())
def test_no_proposed_grid_lies_in_two_streets(data, lattices):
    lattice = data.draw(lattices())
    grid = grid_of(lattice, streets=lambda code: "east" if code[1] > "1" else None)
    load = loads_of(data, grid)
    k = data.draw(st.integers(4, len(grid)))
    wish = Wish(k=k, inside_streets=True)

    found = balance(grid, load, wish, rng=rng(), enough=after(data.draw(LOOKS)))

    made = groups(grid, found.assignment)
    assert len(made) == k
    assert all(whole(grid, codes) for codes in made.values())
    assert all(len({grid[code].street for code in codes}) == 1 for codes in made.values())
    assert found.bound <= found.deviation


@given(data=st.data())
def test_a_grid_astride_two_streets_withdraws_into_its_own(data, lattices):
    grid = grid_of(data.draw(lattices(4, 5, holes=False)), streets=lambda code: str(code[0] < "2"))
    grid = grown(grid, 4)
    homes = {cell.street for cell in grid}
    load = loads_of(data, grid)

    found = balance(grid, load, Wish(inside_streets=True), rng=rng(), enough=after(6))

    made = groups(grid, found.assignment)
    streets = [{grid[code].street for code in codes} for codes in made.values()]
    if set.union(*[one for one in streets if len(one) == 1], set()) == homes:
        assert all(len(one) == 1 for one in streets)
        assert all(whole(grid, codes) for codes in made.values())


@given(data=st.data())
def test_pieces_that_lie_apart_become_no_more(data, lattices):
    grid = grid_of(data.draw(lattices()))
    names = st.sampled_from(["A", "B", "C", None])
    start = {code: data.draw(names) for code in grid.codes} | {grid.codes[0]: "A"}
    grid = Grid.of([Cell(c.code, c.shape, grid=start[c.code]) for c in grid], grid.crs)
    most = data.draw(st.one_of(st.none(), st.integers(0, 6)))
    load = loads_of(data, grid)

    found = balance(grid, load, Wish(moves_most=most), rng=rng(), enough=after(5))

    before, made = groups(grid, [cell.grid for cell in grid]), groups(grid, found.assignment)
    assert loose(grid, made) <= loose(grid, before)
    assert found.moved <= (len(grid) if most is None else most)
    assert set(before) - {None} == set(made) - {None}
    assert found.bound <= found.deviation
    if most is None:
        assert loose(grid, made) == 0
        assert None not in made


def loose(grid, made):
    return sum(not whole(grid, codes) for name, codes in made.items() if name is not None)


@given(data=st.data())
def test_cut_short_before_its_first_step_mending_leaves_all_as_it_was(data, lattices):
    grid = grown(grid_of(data.draw(lattices())), 3)
    load = loads_of(data, grid)

    by_clock = balance(grid, load, Wish(), rng=rng(), enough=lambda: True)
    by_hand = balance(grid, load, Wish(), rng=rng(), tell=cancels_at(0))

    assert by_clock.assignment == by_hand.assignment == tuple(cell.grid for cell in grid)
    assert by_clock.moved == by_clock.steps == 0
    assert not by_clock.finished
    assert not by_hand.finished


def cancels_at(call):
    """Return what hears of a search and cancels it at one call."""
    left = iter(range(call))

    def tell(_step, _share):
        if next(left, None) is None:
            raise NothingToMend

    return tell


def test_a_cancelled_proposal_is_whole_and_the_best_so_far(mesh):
    grid = grid_of(mesh(6, 6))
    load = np.arange(len(grid), dtype=float)

    found = balance(grid, load, Wish(k=4), rng=rng(), tell=cancels_at(3))

    assert not found.finished
    assert all(whole(grid, codes) for codes in groups(grid, found.assignment).values())
    assert 0 < found.steps < 5000


def test_an_error_of_another_kind_is_passed_on(mesh):
    def tell(_step, _share):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        balance(grid_of(mesh(3, 3)), np.ones(9), Wish(k=2), rng=rng(), tell=tell)


def test_whoever_is_told_hears_shares_that_grow_from_0_to_1(mesh):
    heard = []
    grid = grid_of(mesh(5, 5))

    balance(grid, np.ones(25), Wish(k=4), rng=rng(), tell=lambda *one: heard.append(one))

    shares = [share for _, share in heard]
    assert {step for step, _ in heard} == {"Balance the grids"}
    assert shares == sorted(shares)
    assert shares[0] == 0.0
    assert shares[-1] <= 1.0


def test_the_same_chance_and_steps_give_the_same_answer(mesh):
    grid = grown(grid_of(mesh(6, 6)), 5)
    load = rng(3).uniform(0, 1, len(grid))

    for wish in (Wish(k=6), Wish(), Wish(moves_most=3)):
        one, other = (balance(grid, load, wish, rng=rng(), enough=after(9)) for _ in range(2))
        assert one.assignment == other.assignment
        assert one.steps == other.steps


def test_a_hundred_equal_cells_become_ten_equal_grids(mesh):
    grid = grid_of(mesh(10, 10))

    found = balance(grid, np.ones(100), Wish(k=10), rng=rng())

    assert found.deviation == pytest.approx(0.0, abs=1e-12)
    assert found.finished


def test_a_longer_search_is_no_worse_and_compactness_shortens_borders(mesh):
    grid = grid_of(mesh(12, 12))
    load = rng(1).uniform(0.5, 1.5, len(grid))

    even, short = (
        balance(grid, load, Wish(k=6, compactness=weight), rng=rng()) for weight in (0.0, 0.9)
    )
    brief = balance(grid, load, Wish(k=6, compactness=0.0), rng=rng(), enough=after(1))

    assert even.deviation <= brief.deviation
    assert even.deviation < 0.005
    assert short.perimeter_m < 0.9 * even.perimeter_m


def test_a_locked_grid_counts_among_the_proposed_ones_and_keeps_its_cells(mesh):
    grid = grid_of(mesh(6, 6), grids=lambda code: "old" if code < "20" else None)

    found = balance(
        grid, np.ones(36), Wish(k=4, locked=frozenset({"old", "no such grid"})), rng=rng()
    )

    made = groups(grid, found.assignment)
    assert made["old"] == [code for code in grid.codes if code < "20"]
    assert sorted(map(str, made)) == ["0", "1", "2", "old"]
    assert found.moved == 24
    assert found.bound == pytest.approx(12 / 9 - 1)


def test_new_grids_bear_the_codes_of_those_they_have_most_in_common_with(mesh):
    grid = grown(grid_of(mesh(6, 6)), 3)

    found = balance(grid, np.ones(36), Wish(k=5), rng=rng())

    made = groups(grid, found.assignment)
    assert {name for name in made if isinstance(name, str)} == {"G00", "G01", "G02"}
    assert {name for name in made if isinstance(name, int)} == {0, 1}
    assert min(made[0]) < min(made[1])
    assert found.moved < 36


def test_grids_go_over_streets_by_load_and_the_bound_tells_what_that_costs(mesh):
    grid = grid_of(mesh(8, 4), streets=lambda code: "small" if code[1] == "0" else "large")
    load = np.where([code[1] == "0" for code in grid.codes], 0.5, 1.0)

    found = balance(grid, load, Wish(k=3, inside_streets=True), rng=rng())

    made = groups(grid, found.assignment)
    assert sorted(len(codes) for codes in made.values()) == [4, 14, 14]
    assert found.deviation == pytest.approx(1 - 2 / 10)
    assert found.bound == pytest.approx(found.deviation, abs=1e-6)


def test_one_huge_cell_is_a_grid_of_its_own(mesh):
    grid = grid_of(mesh(5, 5))
    load = np.ones(25)
    load[12] = 100

    found = balance(grid, load, Wish(k=4, compactness=0.0), rng=rng())

    made = groups(grid, found.assignment)
    assert [grid.codes[12]] in made.values()
    assert sorted(len(codes) for codes in made.values()) == [1, 8, 8, 8]
    assert found.bound == pytest.approx(found.deviation, abs=1e-6)


def test_loads_that_are_all_nothing_are_even(mesh):
    grid = grown(grid_of(mesh(4, 4)), 3)

    for wish in (Wish(k=3), Wish()):
        found = balance(grid, np.zeros(16), wish, rng=rng(), enough=after(20))
        assert found.deviation == found.bound == 0.0


def test_an_island_needs_a_grid_of_its_own():
    grid = row_of(6, gaps=(2, 4))

    with pytest.raises(GridsTooFew) as told:
        balance(grid, np.ones(6), Wish(k=2), rng=rng())
    assert told.value.facts == {"grids": 2, "parts": 3}
    found = balance(grid, np.ones(6), Wish(k=3), rng=rng())
    assert found.assignment == (0, 0, 1, 1, 2, 2)


def test_more_grids_than_cells_are_refused():
    grid = row_of(4)

    with pytest.raises(GridsTooMany, match="ask for 4 at most"):
        balance(grid, np.ones(4), Wish(k=5), rng=rng())
    assert balance(grid, np.ones(4), Wish(k=4), rng=rng()).assignment == (0, 1, 2, 3)


def test_a_locked_grid_leaves_islands_of_the_rest():
    grid = row_of(5, grids=["A", "A", "L", "B", "B"])
    wish = Wish(k=2, locked=frozenset("L"))

    with pytest.raises(GridsTooFew, match="3 at least"):
        balance(grid, np.ones(5), wish, rng=rng())


def test_a_wish_that_cannot_be_met_is_told():
    for facts in (
        {"k": 0},
        {"k": 2, "moves_most": 3},
        {"moves_most": -1},
        {"compactness": 1.5},
        {"compactness": float("nan")},
    ):
        with pytest.raises(WishWrong):
            Wish(**facts)


@pytest.mark.parametrize("load", [-1.0, float("nan"), float("inf")])
def test_a_load_that_is_no_load_is_told(load):
    with pytest.raises(WeightWrong, match="01"):
        balance(row_of(3), [1.0, load, 1.0], Wish(k=2), rng=rng())


def test_loads_for_other_cells_are_refused():
    with pytest.raises(LoadsUnfit, match="2 loads for 3 cells"):
        balance(row_of(3), [1.0, 2.0], Wish(k=2), rng=rng())


def test_without_any_grid_there_is_nothing_to_mend():
    with pytest.raises(NothingToMend):
        balance(row_of(3), np.ones(3), Wish(), rng=rng())


def test_where_all_is_locked_nothing_moves():
    grid = row_of(4, grids=["A", "A", "A", "B"])

    found = balance(grid, np.ones(4), Wish(locked=frozenset("AB")), rng=rng())

    assert found.assignment == ("A", "A", "A", "B")
    assert found.finished
    assert found.bound == pytest.approx(found.deviation) == pytest.approx(0.5)


def test_cells_shut_off_by_a_lock_keep_what_they_have():
    grid = row_of(5, grids=[None, "L", "A", "A", "B"])

    found = balance(grid, np.ones(5), Wish(locked=frozenset("L")), rng=rng())

    assert found.assignment == (None, "L", "A", "A", "B")


def test_perimeters_are_those_of_the_grids(mesh):
    grid = grid_of(mesh(4, 2), grids=lambda code: "A" if code[1] < "1" else "B")

    found = balance(grid, np.ones(8), Wish(compactness=0.5), rng=rng())

    assert found.perimeter_before_m == pytest.approx(600 + 1000)
    assert found.perimeter_m == pytest.approx(800 + 800)
    assert (found.deviation_before, found.deviation) == (0.5, 0.0)
