"""Faces of cells, and who gets which."""

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from grids.edges import rounded
from grids.mend.tiles import Tiles
from tests.grids.mend.messes import messes


def boxes(*corners):
    return np.array([shapely.box(*box) for box in corners], dtype=object)


def rows(tiles, x, y):
    return shapely.intersects(tiles.faces.shapes, shapely.Point(x, y))


@given(data=st.data())
def test_sound_cells_come_back_from_their_faces(data, lattices):
    sound = rounded(np.array(list(data.draw(lattices()).shapes().values()), dtype=object))

    tiles = Tiles.of(sound)

    assert shapely.equals(tiles.shapes(len(sound)), sound).all()


@given(data=st.data())
def test_faces_that_have_one_owner_each_make_a_coverage(data, lattices):
    _, messy = data.draw(messes(lattices(), most=4))
    shapes = rounded(np.array(list(messy.shapes().values()), dtype=object))

    tiles = Tiles.of(shapes)
    tiles = tiles.settled(tiles.odd)

    after = tiles.shapes(len(shapes))
    assert shapely.coverage_is_valid(after)
    assert not tiles.odd.any()


def test_the_first_of_two_keeps_a_wide_overlap():
    tiles = Tiles.of(boxes((0, 0, 10, 10), (9, 0, 20, 10)))

    first, second = tiles.settled(tiles.odd).shapes(2)

    assert (first.bounds, second.bounds) == ((0, 0, 10, 10), (10, 0, 20, 10))


def test_of_a_thin_overlap_the_one_with_the_longer_edge_beside_it_keeps_it():
    tiles = Tiles.of(boxes((0, 4, 10.002, 6), (10, 0, 20, 10)))

    first, second = tiles.settled(tiles.odd).shapes(2)

    assert first.area + second.area == shapely.union(first, second).area
    assert second.bounds == (10, 0, 20, 10)


def test_what_nobody_has_goes_to_the_longest_edge():
    around = shapely.box(0, 0, 30, 10).difference(shapely.box(5, 4, 12, 6))
    tiles = Tiles.of(np.array([around, shapely.box(5, 4, 6, 6), shapely.box(11, 4, 12, 6)]))

    after = tiles.settled(tiles.odd).shapes(3)

    assert shapely.area(after).tolist() == [296, 2, 2]


def test_a_narrow_part_cut_off_a_cell_goes_to_its_neighbour():
    tiles = Tiles.of(boxes((0, 0, 10, 10), (10, 0, 20, 10), (10, 10, 20, 10.3)))
    loose = rows(tiles, 15, 10.2)
    tiles = tiles.given(loose, 0)

    once, twice = tiles.gathered(0, 1), tiles.gathered(0, 2)

    assert shapely.area(once.shapes(2)).tolist() == [100, 103]
    assert shapely.area(twice.shapes(2)).tolist() == [103, 100]


def test_a_wide_part_cut_off_a_cell_stays_its_own():
    tiles = Tiles.of(boxes((0, 0, 10, 10), (10, 0, 20, 10), (20, 0, 22, 10)))
    tiles = tiles.given(rows(tiles, 21, 5), 0)

    assert shapely.area(tiles.gathered(0, 1).shapes(2)).tolist() == [120, 100]
