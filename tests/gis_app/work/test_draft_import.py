"""A boundary from a file made a draft: cleaned, matched, one step that can be undone."""

import io
import json

import pytest
import shapely

from gis_app.store import drafts as kept
from gis_app.store import plans
from gis_app.work import BadQuestion, draft_checks, draft_import, drafts, imports
from gis_app.work.draft_import import Cleaning, NotABoundary, NothingDrawn
from gis_app.work.drafts import PlanNameWrong
from layers.crs import to_lonlat

X, Y = 388_000.0, 3_309_000.0


def box(west, south, east, north):
    return shapely.box(X + west, Y + south, X + east, Y + north)


def geojson(rows):
    """Return rows (shape, properties) as the bytes of a GeoJSON file."""
    features = []
    for shape, properties in rows:
        (lonlat,) = to_lonlat([shape], "EPSG:4550", digits=9) if shape is not None else (None,)
        geometry = None if lonlat is None else json.loads(shapely.to_geojson(lonlat))
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


@pytest.fixture
def planner(actor):
    return actor("planner")


@pytest.fixture
def received(office, planner):
    """Return a function that takes a file up to its columns and returns the import's name."""

    def take(rows, layer="cells", name="cells.geojson"):
        one = imports.receive(office, planner, [(name, io.BytesIO(geojson(rows)))])
        assert one.job.wait(20)
        imports.say(office, planner, one.id, {"frame": "EPSG:4326", "layer": layer})
        return one.id

    return take


def made(office, planner, name, title="From a file", cleaning=None):
    cleaning = cleaning or Cleaning()
    one = draft_import.begin(office, planner, name, title, cleaning)
    assert one.job.wait(30)
    if one.job.error is not None:
        raise one.job.error
    return one.plan


def owners(office, plan_id):
    with office.store.read() as tx:
        grid, _ = kept.content(tx, plans.get(tx, plan_id))
    return {cell.code[-1]: cell.grid for cell in grid}


CELLS = [
    (box(0, 0, 100.004, 100), {"code": "330206002001001", "grid": "G01"}),
    (box(100, 0, 200, 100), {"code": "330206002001002", "grid": "G01"}),
    (box(0, 100, 60, 200), {"code": None, "grid": "Harbour"}),
    (box(60, 100, 100, 200), {"code": None, "grid": "Harbour"}),
    (box(100, 100, 200, 200), {"code": None, "grid": "G02"}),
]


def test_cells_of_a_file_are_a_draft_whose_first_step_can_be_undone(office, planner, received):
    told = made(office, planner, received(CELLS))
    plan_id = told["id"]

    assert (told["shapes"], told["known"], told["new"], told["left_out"]) == (5, 4, 1, 0)
    assert told["account"]["before"] == {"overlap": 1, "torn_seam": 2}
    assert told["account"]["after"] == {}
    assert owners(office, plan_id) == {"1": "G01", "2": "G01", "3": "G03", "4": "G02", "5": "G03"}
    found = draft_checks.wrong(office, planner, plan_id)
    assert [row["kind"] for row in found["rows"] if row["blocks"]] == []
    head = drafts.head(office, planner, plan_id)
    assert (head["base"]["id"], head["steps"], head["can_undo"]) == (1, 1, True)
    with office.store.read() as tx:
        (line,) = kept.journal(tx, plan_id)
    assert line.operation == {"kind": "import", "file": "cells.geojson", "layer": "cells"}
    assert [(d.code[-1], d.parents[0][-1]) for d in line.change.lineage_in] == [("5", "3")]

    drafts.undo(office, planner, plan_id, version=head["version"])
    assert owners(office, plan_id) == {"1": "G01", "2": "G02", "3": "G01", "4": "G02"}


def test_drawn_management_grids_take_the_cells_in_them(office, planner, received):
    rows = [(box(0, 0, 210, 80), {"name": "South"}), (box(0, 80, 210, 210), {"name": "North"})]
    told = made(office, planner, received(rows, "grids", "grids.geojson"))

    assert (told["known"], told["new"], told["crossed"]) == (0, 2, 2)
    assert owners(office, told["id"]) == {"1": "G03", "2": "G03", "3": "G04", "4": "G04"}
    with office.store.read() as tx:
        _, named = kept.content(tx, plans.get(tx, told["id"]))
    assert [(g.code, g.name) for g in named] == [("G03", "South"), ("G04", "North")]


def test_rows_without_an_area_are_left_out_and_counted(office, planner, received):
    rows = [*CELLS, (None, {"code": "X"})]

    assert made(office, planner, received(rows))["left_out"] == 1


def test_a_file_that_is_no_boundary_makes_no_draft(office, planner, received):
    before = len(drafts.every(office, planner))
    with pytest.raises(NothingDrawn):
        made(office, planner, received([(None, {"code": "X"})]))
    with pytest.raises(NotABoundary):
        made(office, planner, received(CELLS, "streets"))
    with pytest.raises(PlanNameWrong):
        made(office, planner, received(CELLS), title="  ")
    with pytest.raises(BadQuestion):
        made(office, planner, received(CELLS), cleaning=Cleaning(snap_m=6))

    assert len(drafts.every(office, planner)) == before
