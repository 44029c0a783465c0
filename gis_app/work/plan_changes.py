"""Change the plan in force: rename and recolour a management grid, give a cell to another."""

import json
from dataclasses import replace
from typing import Any, cast

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

from gis_app.store import ReadTx, UnknownFeature, WriteTx, features
from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.errors import WorkError
from gis_app.work.frames import frame
from gis_app.work.office import Office
from gis_app.work.plan_grid import COLOUR, management_grids
from gis_app.work.plan_text import collection
from gis_app.work.plans import told
from grids import Fault, Grid, assign, dissolve
from grids import reassign as reassigned
from layers import Feature

#: The longest name a management grid may have: more does not fit on a map.
NAME_MOST = 40
_NEEDED = ("code", "name", "community", "street", "grid")


class GridUnknown(WorkError):
    """A management grid is named that there is not."""

    kind = "grid_unknown"
    template = "There is no management grid {grid}; choose one from the list."


class LastCell(WorkError):
    """A management grid in force would keep no cell."""

    kind = "last_cell"
    template = (
        "The cell {cell} is the last of the management grid {grid}, and a grid in force keeps at "
        "least one; give it another cell first."
    )


class GridNameWrong(WorkError):
    """A management grid cannot be called so."""

    kind = "grid_name_wrong"
    template = "A management grid needs a name of 1 to {most} characters; shorten it or fill it in."


class GridNameTaken(WorkError):
    """Two management grids would be called the same."""

    kind = "grid_name_taken"
    template = "Another management grid is called {name!r}; choose a name of its own."


class ColourWrong(WorkError):
    """A colour is not written as such."""

    kind = "colour_wrong"
    template = "{colour!r} is no colour; write it as # and six digits, for example #5b8c85."


@allowed("planner")
def edit_grid(
    office: Office,
    actor: Actor,
    code: str,
    *,
    version: int,
    name: str | None = None,
    colour: str | None = None,
) -> dict[str, Any]:
    """Rename or recolour a management grid; what is None stays.

    A grid that is known by its cells only (version 0) is stored by this.

    Raises
    ------
    GridNameWrong, ColourWrong
        What was given does not hold.
    gis_app.store.UnknownFeature, gis_app.store.StaleVersion
        There is no such grid, or it was changed meanwhile.
    """
    given = _checked(name, colour)
    drawn = management_grids(office)
    known = drawn[drawn["code"] == code]
    with office.store.write(actor.name, office.clock()) as tx:
        stored = features.find(tx, "grids", code)
        if stored is None and (version or not len(known)):
            raise UnknownFeature(layer="grids", code=code)
        before = stored or _derived(known)
        if "name" in given and given["name"] in _other_names(office, code):
            raise GridNameTaken(name=given["name"])
        fresh = replace(
            before,
            name=given.get("name", before.name),
            values={key: value for key, value in given.items() if key == "colour"},
        )
        if stored is None:
            saved = features.add(tx, "grids", fresh)
        else:
            saved = features.update(tx, "grids", fresh, version=version)
    return {
        "code": code,
        "name": saved.name,
        "colour": saved.values.get("colour"),
        "version": saved.version,
    }


@allowed("planner")
def reassign(
    office: Office, actor: Actor, code: str, to: str | None, *, version: int
) -> dict[str, Any]:
    """Give a cell to another management grid, or to none, at once and in the plan in force.

    1. One transaction changes the cell and redraws both grids from their cells; each change has
       its history.
    2. What speaks against it comes back as warnings; only a grid's last cell cannot be taken.
    3. `undo` in the answer is what to ask for to take it back: a new change.

    Raises
    ------
    gis_app.store.UnknownFeature, GridUnknown
        There is no such cell, or no such grid.
    gis_app.store.StaleVersion
        The cell was changed meanwhile.
    LastCell
        It is the last of its grid.
    """
    with office.store.write(actor.name, office.clock()) as tx:
        cell = features.get(tx, "cells", code)
        source = _text(cell.values.get("grid"))
        moved = replace(cell, values={"grid": to})
        note = "" if source == to else f"{source or '–'} → {to or '–'}"
        saved = features.update(tx, "cells", moved, version=version, note=note)
        before = _two_grids(tx, office, replace(cell, values={"grid": source}), to)
        after, warnings = _after(before, code, to)
        drawn = dissolve(after)
        for grid, shape in zip(drawn["code"], drawn.geometry, strict=True):
            _redraw(tx, grid, shape)
    return {
        "code": code,
        "grid": to,
        "version": saved.version,
        "warnings": [told(fault, office.district.crs) for fault in warnings],
        "undo": {"grid": source, "version": saved.version},
    }


@allowed(*EVERYONE)
def preview(office: Office, _actor: Actor, code: str, to: str | None) -> dict[str, Any]:
    """Return what `reassign` would do: the warnings, and both grids as a FeatureCollection.

    Raises
    ------
    gis_app.store.UnknownFeature, GridUnknown, LastCell
        As for `reassign`.
    """
    with office.store.read() as tx:
        cell = features.get(tx, "cells", code)
        before = _two_grids(tx, office, cell, to)
    after, warnings = _after(before, code, to)
    drawn = dissolve(after)
    records = [{"code": grid} for grid in drawn["code"]]
    return {
        "warnings": [told(fault, office.district.crs) for fault in warnings],
        "grids": json.loads(collection(drawn.geometry.to_numpy(), records, office.district.crs)),
    }


def _other_names(office: Office, code: str) -> set[str]:
    grids = frame(office, "grids")
    return {name for other, name in zip(grids["code"], grids["name"], strict=True) if other != code}


def _checked(name: str | None, colour: str | None) -> dict[str, str]:
    given: dict[str, str] = {}
    if name is not None:
        given["name"] = " ".join("".join(c for c in name if c.isprintable()).split())
        if not 1 <= len(given["name"]) <= NAME_MOST:
            raise GridNameWrong(most=NAME_MOST)
    if colour is not None:
        given["colour"] = colour.strip().lower()
        if not COLOUR.fullmatch(given["colour"]):
            raise ColourWrong(colour=colour)
    return given


def _derived(known: gpd.GeoDataFrame) -> Feature:
    row = known.iloc[0]
    return Feature(code=row["code"], name="", shape=row.geometry)


def _two_grids(tx: ReadTx, office: Office, cell: Feature, to: str | None) -> Grid:
    """Return the cells of the grid a cell leaves and of the one it comes to, as they were.

    The others cannot change by it, so they are not read.
    """
    source = _text(cell.values.get("grid"))
    codes = [grid for grid in (source, to) if grid is not None]
    found = features.read_frame(tx, "cells", columns=_NEEDED, where={"grid": codes})
    others = found[found["code"] != cell.code]
    known = to in (None, source) or (others["grid"] == to).any()
    if not known and features.find(tx, "grids", str(to)) is None:
        raise GridUnknown(grid=to)
    own = {name: [cell.values.get(name)] for name in ("community", "street")}
    row = gpd.GeoDataFrame(
        {"code": [cell.code], "name": [None], **own, "grid": [source]},
        geometry=[cast("BaseGeometry", cell.shape)],
        crs=office.district.crs,
    )
    whole = pd.concat([others, row], ignore_index=True) if len(others) else row
    return Grid.from_frame(gpd.GeoDataFrame(whole, geometry="geometry", crs=office.district.crs))


def _after(before: Grid, code: str, to: str | None) -> tuple[Grid, list[Fault]]:
    source = before[code].grid
    if source == to:
        return before, []
    if source is not None and sum(cell.grid == source for cell in before) == 1:
        raise LastCell(cell=code, grid=source)  # 2
    if to is None:
        return assign(before, {code: None}), []
    return reassigned(before, code, to)


def _redraw(tx: WriteTx, code: str, shape: BaseGeometry) -> None:
    """Store the new place of a grid; one that is known by its cells only has none to store."""
    stored = features.find(tx, "grids", code)
    if stored is None:
        return
    area_m2 = round(float(shape.area), 3)
    drawn = replace(stored, shape=shape, values={"area_m2": area_m2})
    features.update(tx, "grids", drawn, version=stored.version)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
