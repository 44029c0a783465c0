"""Codes of unit cells: 15 digits by the national scheme, or whatever a district uses."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import shapely

from grids.edges import Floats, Ints, Shapes
from grids.errors import GridError

#: What the 15 digits are, in order: name and number of digits.
_PARTS: Final = (("district", 6), ("street", 3), ("community", 3), ("sequence", 3))
#: The digits of a whole code, and of the code of a community.
_DIGITS, _COMMUNITY_DIGITS = 15, 12
#: Sequence numbers run from 001; 000 is no cell.
_SEQUENCES: Final = range(1, 1000)
#: In a free scheme a number has at least so many digits: 2B07.
_FREE_DIGITS = 2
#: Cells whose middles lie within this of the northernmost are in one row, in metres: half the
#: side of a cell of one hectare.
ROW_M: Final = 50.0

_FREE_CODE = re.compile(r"\S(.{0,38}\S)?")


class CellScheme(StrEnum):
    """How a district writes the codes of its cells."""

    FIFTEEN = "fifteen"
    FREE = "free"


class CellCodeWrong(GridError):
    """A cell code does not keep to the scheme."""

    kind = "cell_code_wrong"
    template = (
        "The cell code {code} does not hold: {problem}. It must be 15 digits: "
        "6 district, 3 street, 3 community, 3 sequence."
    )


class FreeCodeWrong(GridError):
    """A free-form cell code cannot be used."""

    kind = "free_code_wrong"
    template = (
        "The cell code {code} cannot be used; give 1 to 40 characters without blanks at the ends."
    )


class CommunityFull(GridError):
    """A community has used all of its sequence numbers."""

    kind = "community_full"
    template = (
        "The community {community} has no free sequence number for {cells} more cell(s); "
        "divide the community."
    )


@dataclass(frozen=True, slots=True)
class CellCode:
    """The four parts of a 15-digit cell code; `str()` puts them together again."""

    district: str
    street: str
    community: str
    sequence: str

    @property
    def street_code(self) -> str:
        """The 9 digits of the street."""
        return self.district + self.street

    @property
    def community_code(self) -> str:
        """The 12 digits of the community."""
        return self.street_code + self.community

    def __str__(self) -> str:
        return self.community_code + self.sequence


def parse_cell_code(code: str) -> CellCode:
    """Return the parts of a 15-digit cell code.

    1. It has 15 characters.
    2. Each is a digit 0 to 9.
    3. The sequence is not 000.

    Raises
    ------
    CellCodeWrong
        One of the rules is broken; the problem says where.
    """
    if len(code) != _DIGITS:  # 1
        raise CellCodeWrong(code=repr(code), problem=f"it has {len(code)} characters")
    start = 0
    parts = {}
    for name, length in _PARTS:
        parts[name] = code[start : start + length]
        for at, character in enumerate(parts[name], start + 1):
            if character not in "0123456789":  # 2
                problem = f"character {at}, in the {name}, is {character!r}"
                raise CellCodeWrong(code=repr(code), problem=problem)
        start += length
    if int(parts["sequence"]) not in _SEQUENCES:  # 3
        raise CellCodeWrong(code=repr(code), problem="characters 13 to 15, the sequence, are 000")
    return CellCode(**parts)


def check_cell_code(code: str, *, scheme: CellScheme = CellScheme.FIFTEEN) -> str:
    """Return a code that keeps to the district's scheme.

    A free-form code has 1 to 40 characters and no blank at its ends ("2B07").

    Raises
    ------
    CellCodeWrong, FreeCodeWrong
        It does not.
    """
    if scheme is CellScheme.FIFTEEN:
        return str(parse_cell_code(code))
    if not _FREE_CODE.fullmatch(code):
        raise FreeCodeWrong(code=repr(code))
    return code


def compose_cell_code(community: str, sequence: int) -> str:
    """Return the code of a cell by its community (12 digits) and its number.

    Raises
    ------
    CellCodeWrong
        The parts make no 15-digit code.
    """
    return str(parse_cell_code(f"{community}{sequence:03d}"))


def next_code(
    used: Collection[str],
    retired: Collection[str],
    community: str,
    *,
    scheme: CellScheme = CellScheme.FIFTEEN,
) -> str:
    """Return the code of a new cell of a community.

    1. It follows the highest number the community ever used; a retired code counts as used, for
       old cases still point to it.
    2. Where 999 is used, it is the lowest number that never was.
    3. In a free scheme the community is a prefix, and numbers are as wide as the widest so far.

    Raises
    ------
    CommunityFull
        All 999 numbers were used.
    CellCodeWrong
        The community is not 12 digits.
    """
    taken = _numbers({*used, *retired}, community)
    top = max(taken, default=0)
    if scheme is CellScheme.FREE:  # 3
        widths = [len(text) for text in taken.values()]
        return f"{community}{top + 1:0{max(widths, default=_FREE_DIGITS)}d}"
    _check_community(community)
    if top + 1 in _SEQUENCES:  # 1
        return compose_cell_code(community, top + 1)
    unused = next((number for number in _SEQUENCES if number not in taken), None)  # 2
    if unused is None:
        raise CommunityFull(community=community, cells=1)
    return compose_cell_code(community, unused)


def number_cells(
    shapes: Shapes,
    communities: Sequence[str],
    *,
    row_m: float = ROW_M,
    scheme: CellScheme = CellScheme.FIFTEEN,
) -> list[str]:
    """Return a code for each cell, numbered W to E in rows from N to S inside each community.

    1. The place of a cell in the order is the middle of its area (its centroid).
    2. The northernmost cell that is left opens a row; all cells whose middles lie less than
       `row_m` south of its middle are in that row.
    3. In a row the western cell comes first; of equal ones, the northern.

    Parameters
    ----------
    shapes : (n,) array of polygons
        Cells of one or more communities, in metres.
    communities : (n,) sequence of str
        The community code of each cell (12 digits; any prefix in a free scheme).

    Raises
    ------
    CommunityFull
        A community has more than 999 cells.
    CellCodeWrong
        A community code is not 12 digits.
    """
    middles = shapely.get_coordinates(shapely.centroid(shapes))  # 1
    owners = np.asarray(communities, dtype=object)
    codes = [""] * len(shapes)
    for community in sorted(set(communities)):
        rows = np.flatnonzero(owners == community)
        ordered = rows[_reading_order(middles[rows], row_m)]
        codes_here = _codes_in(community, len(ordered), scheme)
        for at, code in zip(ordered, codes_here, strict=True):
            codes[int(at)] = code
    return codes


def _codes_in(community: str, count: int, scheme: CellScheme) -> list[str]:
    if scheme is CellScheme.FREE:
        width = max(_FREE_DIGITS, len(str(count)))
        return [f"{community}{number:0{width}d}" for number in range(1, count + 1)]
    _check_community(community)
    if count > len(_SEQUENCES):
        raise CommunityFull(community=community, cells=count - len(_SEQUENCES))
    return [compose_cell_code(community, number) for number in range(1, count + 1)]


def _reading_order(middles: Floats, row_m: float) -> Ints:
    """Return the positions in reading order: rows from the north, in a row from the west."""
    row = np.zeros(len(middles), dtype=np.int64)
    head = np.inf
    number = -1
    for at in np.argsort(-middles[:, 1], kind="stable"):
        if head - middles[at, 1] >= row_m:  # 2
            head = middles[at, 1]
            number += 1
        row[at] = number
    return np.lexsort((-middles[:, 1], middles[:, 0], row)).astype(np.int64)  # 3


def _numbers(codes: Collection[str], community: str) -> dict[int, str]:
    start = len(community)
    tails = (code[start:] for code in codes if code.startswith(community))
    return {int(tail): tail for tail in tails if tail.isascii() and tail.isdigit()}


def _check_community(community: str) -> None:
    if len(community) != _COMMUNITY_DIGITS:
        problem = f"its community {community!r} has {len(community)} digits, not 12"
        raise CellCodeWrong(code=repr(community + "001"), problem=problem)
