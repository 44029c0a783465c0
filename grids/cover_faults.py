"""Faults of the whole: gaps, places outside, parts left uncovered, and communities crossed.

Only edges of the rim that are no edges of the border, and the reverse, are laid together and turned
into faces; one place in each face then tells who covers it. What lies inside is not touched, so the
work grows with what differs and not with the cells.
"""

from collections.abc import Iterator, Mapping

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from grids.adjacency import SEAM_WIDTH_M, Adjacency
from grids.edges import Bools, Ints, Shapes, edges_of, faces_of, rounded
from grids.fabric import Fabric, areas_in, union_of
from grids.fault import Fault

Area = Polygon | MultiPolygon


def cover_faults(fabric: Fabric, district: Area | None) -> list[Fault]:
    """Return gaps, uncovered parts and what lies outside; sizes are in m².

    1. A place no cell covers is a gap if cells enclose it, and uncovered if it runs along the
       border of the district; a corner there is not enough. Without a district, any enclosed
       place is a gap.
    2. A hole of the district is no gap, and a cell in it lies outside.
    3. What is too thin to be an area (`fabric.THINNEST_M`) is no fault of these kinds.
    """
    border = np.array([] if district is None else [district], dtype=object)
    border = rounded(border)
    group = np.full(len(fabric.cells), len(border) - 1, dtype=np.int64)
    faces = areas_in(faces_of(_unmatched(fabric, group, border)))  # 3
    inner = shapely.point_on_surface(faces)
    covered = _hit(fabric.tree, inner)
    inside = np.ones(len(faces), dtype=bool)
    if len(border):
        shapely.prepare(border[0])
        inside = np.asarray(shapely.intersects(border[0], inner))
    bare = _joined(faces[inside & ~covered])
    found = [_bare(fabric, place, border) for place in bare]
    over = _joined(faces[covered & ~inside])  # 2
    return found + [fault for place in over for fault in _outside(fabric, place)]


def community_faults(fabric: Fabric, communities: Mapping[str, Area]) -> list[Fault]:
    """Return the cells that lie in more than their community; size is the m² that do.

    1. The community of a cell is the one it names; if it names none, the one at a place inside it.
    2. The edges where cells of a community end and the community does not, or the reverse, are
       turned into faces; a face whose cells and whose community differ is where a border is
       crossed. What no community covers is not a fault of the cell.
    """
    codes = np.array(sorted(communities), dtype=object)
    shapes = np.empty(len(codes), dtype=object)
    shapes[:] = [communities[code] for code in codes]
    shapes = rounded(shapes)
    tree = shapely.STRtree(shapes)
    mine = _communities(fabric, codes, tree)  # 1
    faces = areas_in(faces_of(_unmatched(fabric, mine, shapes)))
    inner = shapely.point_on_surface(faces)
    found: dict[int, list[BaseGeometry]] = {}
    home = _first(tree, inner)
    for face in np.flatnonzero(home >= 0):  # 2
        for at in fabric.tree.query(inner[face], predicate="intersects").tolist():
            if mine[at] != home[face]:
                _gather(fabric, faces[face], found, np.flatnonzero(mine != home[face]))
                break
    return [_crossing(fabric, at, places) for at, places in sorted(found.items())]


def _gather(
    fabric: Fabric, face: BaseGeometry, found: dict[int, list[BaseGeometry]], wrong: Ints
) -> None:
    near = fabric.tree.query(face, predicate="intersects")
    for at in np.intersect1d(near, wrong).tolist():
        parts = areas_in(np.array([shapely.intersection(fabric.shapes[at], face)]))
        if len(parts):
            found.setdefault(at, []).extend(parts.tolist())


def _crossing(fabric: Fabric, at: int, places: list[BaseGeometry]) -> Fault:
    place = union_of(np.array(places, dtype=object))
    facts = {"cell": fabric.codes[at], "area_m2": place.area}
    template = "The cell {cell} lies with {area_m2:.1f} m² in another community."
    return Fault("crosses_community", (fabric.codes[at],), place, place.area, template, facts)


def _communities(fabric: Fabric, codes: Shapes, tree: shapely.STRtree) -> Ints:
    """Return the community of each cell as its place in `codes`; -1 for none or an unknown one."""
    known = {code: at for at, code in enumerate(codes.tolist())}
    mine = np.array([known.get(cell.community or "", -1) for cell in fabric.cells])
    asked = np.array([cell.community is None for cell in fabric.cells], dtype=bool)
    if asked.any():
        mine[asked] = _first(tree, shapely.point_on_surface(fabric.shapes[asked]))
    return mine.astype(np.int64)


def _unmatched(fabric: Fabric, mine: Ints, shapes: Shapes) -> Shapes:
    """Return the edges at which the cells of a group end and its shape does not, or the reverse.

    `mine` is the group of each cell, the place of its shape in `shapes` (-1 for none). Where the
    two differ, such edges are all around; where cells were made inside their shapes, edge for edge,
    there are none, and nothing has to be noded.
    """
    cells, rims = fabric.edges, edges_of(shapes)
    edges = cells.stacked(rims)
    group = np.concatenate([mine[cells.owner], rims.owner])
    way = np.concatenate([cells.way, -rims.way])
    _, where = np.unique(edges.key * (len(shapes) + 1) + group + 1, return_inverse=True)
    odd = np.flatnonzero(np.bincount(where, weights=way)[where] != 0)
    return edges.take(odd[np.unique(edges.key[odd], return_index=True)[1]]).lines()


def _first(tree: shapely.STRtree, points: Shapes) -> Ints:
    """Return the first shape of a tree at each point, -1 for none."""
    found = np.full(len(points), len(tree.geometries), dtype=np.int64)
    at, shape = tree.query(points, predicate="intersects")
    np.minimum.at(found, at, shape)
    return np.where(found == len(tree.geometries), -1, found)


def _hit(tree: shapely.STRtree, points: Shapes) -> Bools:
    return _first(tree, points) >= 0


def _joined(faces: Shapes) -> Shapes:
    """Return the connected areas that faces make together, in a fixed order."""
    areas = shapely.get_parts(shapely.union_all(faces)) if len(faces) else faces
    areas = np.asarray(shapely.normalize(areas), dtype=object)
    bounds = shapely.bounds(areas).reshape(-1, 4)
    return areas[np.lexsort(bounds.T[::-1])]


def _bare(fabric: Fabric, place: BaseGeometry, border: Shapes) -> Fault:
    codes = fabric.named(_beside(fabric, place))
    facts = {"area_m2": place.area, "cells": ", ".join(codes)}
    if Adjacency.of(np.array([place, *border], dtype=object)).neighbours(0).size:  # 1
        template = "{area_m2:.3f} m² of the district are covered by no cell, beside {cells}."
        return Fault("uncovered", codes, place, place.area, template, facts)
    template = "There is a gap of {area_m2:.3f} m² between {cells}."
    return Fault("gap", codes, place, place.area, template, facts)


def _outside(fabric: Fabric, place: BaseGeometry) -> Iterator[Fault]:
    for at in np.sort(fabric.tree.query(place, predicate="intersects")).tolist():
        parts = areas_in(np.array([shapely.intersection(fabric.shapes[at], place)]))
        if len(parts):
            part = union_of(parts)
            facts = {"cell": fabric.codes[at], "area_m2": part.area}
            template = "The cell {cell} lies with {area_m2:.3f} m² outside the district."
            yield Fault("outside", (fabric.codes[at],), part, part.area, template, facts)


def _beside(fabric: Fabric, place: BaseGeometry) -> Ints:
    """Return the cells that share an edge with a place, by position."""
    near = np.sort(fabric.tree.query(place, predicate="dwithin", distance=SEAM_WIDTH_M))
    both = np.array([place, *fabric.shapes[near]], dtype=object)
    touching = Adjacency.of_edges(edges_of(both), len(both)).neighbours(0)
    return near[touching - 1]
