"""What a user asks of the cases, and the cases that answer it: one filter for every view."""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Self

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.work.case_columns import LAYER, CaseTable, Rows, case_table
from gis_app.work.errors import WorkError
from gis_app.work.office import Office
from layers import District
from layers.analysis import NO_TIME, CaseColumns, CaseFilter, mask
from layers.crs import WGS84, to_metric

#: In a question, stands for the cases without a value.
NONE = "-"
#: The lights of a case: its clock stands, or it is green, yellow or red.
LIGHTS = (NONE, "green", "yellow", "red")
#: A box in longitude and latitude, WGS 84: west, south, east, north.
LonLatBox = tuple[float, float, float, float]
Kept = NDArray[np.bool_]

#: A box is looked at only this far around the district's centre, in degrees: beyond it a metric CRS
#: of the district has no meaning.
_REACH_DEG = 3.0
#: Parts into which the longer side of a box is cut, since parallels are curves in a metric CRS.
_PARTS = 32
#: So many answers are kept: a page asks each several times, for list, figures, timeline and map.
_KEPT_MOST = 8
#: A word that no case can have.
_NOBODY = "\0"


class UnknownWord(WorkError):
    """A question names a coded value that there is not."""

    kind = "case_word_unknown"
    template = "{name} cannot be {value!r}; use one of {known}."


@dataclass(frozen=True, slots=True)
class CaseQuestion:
    """A question about cases; a part that is empty asks nothing, all others must hold.

    `from_s` is included, `to_s` is not (epoch seconds). `classes` are a kind and the beginning of a
    code (`matter:09`). The word `-` stands for the cases without a value. `lights` are green,
    yellow and red, as they are when it is asked, `-` for the cases whose clock stands. `box` is in
    longitude and latitude; its borders count, and a case without a place is in no box.
    """

    from_s: int | None = None
    to_s: int | None = None
    classes: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    grids: frozenset[str] = frozenset()
    streets: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    lights: frozenset[str] = frozenset()
    open_only: bool = False
    text: str = ""
    box: LonLatBox | None = None

    def unboxed(self) -> Self:
        """Return the question without its view."""
        return replace(self, box=None)

    def undated(self) -> Self:
        """Return the question without its period."""
        return replace(self, from_s=None, to_s=None)

    @property
    def mark(self) -> str:
        """A short text that differs for every other question, the same in every process."""
        parts = {
            name: sorted(value) if isinstance(value, frozenset) else value
            for name, value in asdict(self).items()
        }
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, eq=False)
class Answered:
    """The cases, and which of them a question lets through; the masks cannot be written to.

    `wide` are those that pass everything but the box; `placeless` counts those of them that have
    no place: no view of a map may forget them.
    """

    table: CaseTable
    kept: Kept
    wide: Kept
    placeless: int

    @property
    def total(self) -> int:
        """How many cases pass."""
        return int(np.count_nonzero(self.kept))


def ask(office: Office, question: CaseQuestion) -> Answered:
    """Return which cases of the store pass a question; see `answer`."""
    with office.store.read() as tx:
        table = case_table(office, tx)
    return answer(office, table, question)


def answer(office: Office, table: CaseTable, question: CaseQuestion) -> Answered:
    """Return which cases pass a question.

    Raises
    ------
    UnknownWord
        It names a kind, source or state that neither the catalog nor any case has, or a light that
        there is not.
    """
    now_s = int(office.clock().timestamp()) if question.lights else 0
    mark = (table.stamp, question.unboxed(), now_s)
    wide, placeless = office.keep.get(
        "cases:asked", mark, lambda: _unboxed(office, table, question, now_s), most=_KEPT_MOST
    )
    if question.box is None:
        return Answered(table, wide, wide, placeless)
    box = question.box
    within = office.keep.get(
        "cases:boxed", (table.stamp, box), lambda: _boxed(office, table, box), most=_KEPT_MOST
    )
    return Answered(table, wide & within, wide, placeless)


def _unboxed(
    office: Office, table: CaseTable, question: CaseQuestion, now_s: int
) -> tuple[Kept, int]:
    """Return which cases pass everything but the box, and how many of them have no place."""
    columns = table.columns
    wanted = case_filter(office, columns, question.unboxed())
    wide = mask(columns, replace(wanted, text=""))
    if wanted.text:  # looked for once, whatever else is asked with it
        text = CaseFilter(text=wanted.text.casefold())
        found = office.keep.get(
            "cases:text", (table.stamp, text), lambda: mask(columns, text), most=_KEPT_MOST
        )
        wide &= found
    if question.lights:
        wide &= _lit(columns, question.lights, now_s)
    wide.setflags(write=False)
    return wide, columns.placeless(wide)


def _boxed(office: Office, table: CaseTable, box: LonLatBox) -> Kept:
    return mask(table.columns, CaseFilter(polygon=metric_view(office.district, box)))


def light_minute(office: Office, question: CaseQuestion) -> int:
    """Return what a mark needs beside the data: lights turn with the clock, minute by minute."""
    return int(office.clock().timestamp()) // 60 if question.lights else 0


def lights(columns: CaseColumns, now_s: int, rows: Rows | None = None) -> NDArray[np.int8]:
    """Return the light of each case (or of some rows) at a moment, as a place in `LIGHTS`."""
    turns = (columns.yellow_at, columns.red_at)
    yellow, red = turns if rows is None else (turn[rows] for turn in turns)
    runs = red != NO_TIME
    turned = (now_s > yellow).astype(np.int8) + (now_s > red)
    return np.where(runs, turned + 1, 0).astype(np.int8)


def _lit(columns: CaseColumns, wanted: frozenset[str], now_s: int) -> Kept:
    unknown = sorted(wanted - set(LIGHTS))
    if unknown:
        raise UnknownWord(name="light", value=unknown[0], known=", ".join(LIGHTS))
    return np.isin(lights(columns, now_s), [LIGHTS.index(one) for one in wanted])


def case_filter(office: Office, columns: CaseColumns, question: CaseQuestion) -> CaseFilter:
    """Return a question in the words of the analysis; its box stays behind.

    Raises
    ------
    UnknownWord
        As for `answer`.
    """
    keys = columns.class_code.words
    _check(office, "kind", question.kinds, {class_parts(key)[1] for key in keys})
    _check(office, "source", question.sources, columns.source.words)
    _check(office, "state", question.states, columns.state.words)
    classes = frozenset(key for key in keys if _fits(key, question.classes))
    return CaseFilter(
        from_s=question.from_s,
        to_s=question.to_s,
        classes=(classes or frozenset({_NOBODY})) if question.classes else frozenset(),
        kinds=_words(question.kinds),
        sources=_words(question.sources),
        states=_words(question.states),
        grids=_words(question.grids),
        streets=_words(question.streets),
        units=_words(question.units),
        open_only=question.open_only,
        text=question.text,
    )


def metric_view(district: District, box: LonLatBox) -> shapely.Polygon:
    """Return a box of longitude and latitude as a polygon in the district's CRS; it may be empty.

    The sides are cut into parts, so that a case on the border is judged right to the centimetre.
    """
    lon, lat = district.centre
    near = (lon - _REACH_DEG, lat - _REACH_DEG, lon + _REACH_DEG, lat + _REACH_DEG)
    west, south = max(box[0], near[0]), max(box[1], near[1], -89.0)
    east, north = min(box[2], near[2]), min(box[3], near[3], 89.0)
    if west > east or south > north:
        return shapely.Polygon()
    longest_deg = max(east - west, north - south, 1e-7) / _PARTS
    outline = shapely.segmentize(shapely.box(west, south, east, north), longest_deg)
    moved = to_metric(np.array([outline], dtype=object), WGS84, district.crs)[0]
    return moved if isinstance(moved, shapely.Polygon) else shapely.Polygon()


def choices(office: Office, name: str) -> list[str]:
    """Return the coded values of a field of the cases, in the catalog's order."""
    field = office.catalog[LAYER].field(name)
    return [choice.value for choice in field.choices] if field else []


def field_title(office: Office, name: str, language: str) -> str:
    """Return what a person calls a field of the cases."""
    field = office.catalog[LAYER].field(name)
    return field.title.in_language(language) if field else name


def class_parts(key: str) -> tuple[str, str, str]:
    """Return scheme, kind and code of a class key, empty texts where it has none."""
    scheme, kind, code = key.rsplit("|", 2) if key else ("", "", "")
    return scheme, kind, code


def _fits(key: str, wanted: frozenset[str]) -> bool:
    _, kind, code = class_parts(key)
    if not code:
        return NONE in wanted
    return f"{kind}:{code}".startswith(tuple(wanted - {NONE}))


def _words(wanted: frozenset[str]) -> frozenset[str]:
    return frozenset("" if word == NONE else word for word in wanted)


def _check(office: Office, name: str, wanted: frozenset[str], met: Iterable[str]) -> None:
    listed = choices(office, name)
    odd = sorted(wanted - {NONE, *listed, *met})
    if odd:
        raise UnknownWord(name=name, value=odd[0], known=", ".join(listed))
