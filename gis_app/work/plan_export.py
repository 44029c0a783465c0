"""A plan taken out as a file: its cells, or its management grids with what each carries."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np

from gis_app.store import plans
from gis_app.work.actor import EVERYONE, Actor, allowed
from gis_app.work.draft_bench import bench
from gis_app.work.draft_view import rows_of
from gis_app.work.exports import Export, UnknownExport, driver_of, mark_of
from gis_app.work.office import Office
from grids import ManagementGrid, dissolve
from layers.formats import SUFFIXES, Driver, Labels, write

#: What can be taken out of a plan.
PARTS = ("cells", "grids")
#: The columns of management grids, in the words of both languages; `FIGURES` are their units.
TITLES: dict[str, tuple[str, str]] = {
    "name": ("名称", "Name"),
    "street": ("街道", "Street"),
    "collectors": ("采集员", "Collectors"),
    "cells": ("单元网格数", "Cells"),
    "area_m2": ("面积_平方米", "Area, m²"),
    "perimeter_m": ("周长_米", "Perimeter, m"),
    "compactness": ("紧凑度", "Compactness"),
    "road_m": ("道路_米", "Roads, m"),
    "assets": ("部件数", "Assets"),
    "cases_per_month": ("月均案件", "Cases a month"),
    "open_cases": ("未结案件", "Open cases"),
    "workload": ("工作量", "Workload"),
    "deviation": ("与均值偏差", "Deviation"),
    "pieces": ("块数", "Pieces"),
    "grid": ("责任网格", "Management grid"),
    "community": ("社区", "Community"),
}
#: What is told of each management grid beside its own facts; roads by class and assets by layer
#: follow, one column each.
FIGURES = (
    "cells", "area_m2", "perimeter_m", "compactness", "road_m", "assets", "cases_per_month",
    "open_cases", "workload", "deviation", "pieces",
)  # fmt: skip


@allowed(*EVERYONE)
def export(
    office: Office, _actor: Actor, plan_id: int, part: str, suffix: str, path: Path, *, frame: str
) -> Export:
    """Write the cells or the management grids of a plan, whatever its state, to a file.

    Raises
    ------
    gis_app.store.UnknownRecord, gis_app.work.exports.UnknownExport
        There is no such plan, part or format.
    layers.crs.UnknownFrame, layers.formats.FrameNotWritable
        The frame is not known, or the format cannot say that its coordinates are in it.
    """
    driver = driver_of(suffix)
    if part not in PARTS:
        raise UnknownExport(name=part, known=", ".join(PARTS))
    with office.store.read() as tx:
        kept = bench(office, tx, plans.get(tx, plan_id))
    with kept.lock:
        plan, ledger = kept.plan, kept.ledger
    rows = (
        plan.grid.to_frame()
        if part == "cells"
        else _grids(
            plan.grid, plan.management_grids, rows_of(office, ledger, plan.management_grids)[0]
        )
    )
    if part == "cells":
        rows["area_m2"] = np.round(rows.geometry.area, 1)
    written = write(
        rows,
        path,
        driver,
        metric=office.district.crs,
        frame_name=frame,
        labels=_labels(office, part, list(rows.columns), driver),
    )
    return Export(path, f"plan-{plan_id}-{part}{mark_of(frame)}{SUFFIXES[driver]}", written)


def _grids(
    grid: Any,  # noqa: ANN401 - grids.Grid, whose frame it becomes
    named: tuple[ManagementGrid, ...],
    figures: list[dict[str, Any]],
) -> gpd.GeoDataFrame:
    """Return the management grids that have cells, each the sum of them, with its figures."""
    areas = dissolve(grid)
    shapes = dict(zip(areas["code"], areas.geometry, strict=True))
    of = {row["code"]: row for row in figures}
    records = [
        {
            "code": item.code,
            "name": item.name,
            "street": item.street,
            "collectors": item.collectors,
            **{name: of[item.code][name] for name in FIGURES},
            **{f"road_m.{name}": value for name, value in of[item.code]["roads"].items()},
            **{f"assets.{name}": value for name, value in of[item.code]["by_layer"].items()},
        }
        for item in named
        if item.code in shapes
    ]
    places = [shapes[record["code"]] for record in records]
    frame = gpd.GeoDataFrame(records, geometry=places, crs=grid.crs)
    counted = [name for name in frame.columns if "." in str(name)]
    return frame.assign(**{name: frame[name].fillna(0) for name in counted})


def _labels(office: Office, part: str, columns: list[str], driver: Driver) -> Labels:
    """Return what the file calls its layer and columns; a CSV keeps the names programs use."""
    english = office.district.languages[:1] == ("en",)
    said = {name: pair[english] for name, pair in TITLES.items() if name in columns}
    for name in columns:
        head, _, tail = str(name).partition(".")
        if head == "assets" and tail in office.catalog:
            said[name] = office.catalog[tail].title.in_language("en" if english else "zh")
    title = {"cells": ("单元网格", "Cells"), "grids": ("责任网格", "Management grids")}[part]
    return Labels(layer=part, title=title[english], columns={} if driver is Driver.CSV else said)
