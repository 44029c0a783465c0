"""Cells, plans, seams, assignment, checks and measures. Pure values over `layers`."""

from grids.adjacency import Adjacency
from grids.assign import assign, dissolve, members, reassign
from grids.build import CellSizeWrong, OutlineEmpty, build_cells, lattice_cells
from grids.cells import (
    Cell,
    CellsUnreadable,
    DuplicateCell,
    Grid,
    ManagementGrid,
    UnknownCell,
    cells_from_frame,
)
from grids.clip import Pieces, clip_lines
from grids.codes import (
    CellCode,
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
from grids.errors import GridError
from grids.fault import Fault
from grids.faults import KINDS, faults
from grids.grow import GridsTooFew, GridsTooMany, WeightWrong, grow_grids
from grids.measures import ELSEWHERE, Measures, MonthsWrong, measure
from grids.neighbours import corner_neighbours, neighbours, pieces
from grids.owner import management_grid_at, owner
from grids.plan import Plan, PlanState

__all__ = [
    "ELSEWHERE",
    "KINDS",
    "Adjacency",
    "Cell",
    "CellCode",
    "CellCodeWrong",
    "CellScheme",
    "CellSizeWrong",
    "CellsUnreadable",
    "CommunityFull",
    "DuplicateCell",
    "Fault",
    "FreeCodeWrong",
    "Grid",
    "GridError",
    "GridsTooFew",
    "GridsTooMany",
    "ManagementGrid",
    "Measures",
    "MonthsWrong",
    "OutlineEmpty",
    "Pieces",
    "Plan",
    "PlanState",
    "UnknownCell",
    "WeightWrong",
    "assign",
    "build_cells",
    "cells_from_frame",
    "check_cell_code",
    "clip_lines",
    "compose_cell_code",
    "corner_neighbours",
    "dissolve",
    "faults",
    "grow_grids",
    "lattice_cells",
    "management_grid_at",
    "measure",
    "members",
    "neighbours",
    "next_code",
    "number_cells",
    "owner",
    "parse_cell_code",
    "pieces",
    "reassign",
]
