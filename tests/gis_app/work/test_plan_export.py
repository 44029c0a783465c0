"""A plan taken out in every format, read back: its shapes, owners and measures."""

import geopandas as gpd
import pytest

from gis_app.store import UnknownRecord
from gis_app.work import drafts, plan_export
from gis_app.work.exports import UnknownExport

CRS = "EPSG:4550"


@pytest.fixture
def taken(office, actor, draft, tmp_path):
    """Return a function that takes a part of the draft out and reads it back, in metres."""

    def take(part, suffix):
        path = tmp_path / f"{part}.{suffix}"
        made = plan_export.export(
            office, actor("viewer"), draft["id"], part, suffix, path, frame="EPSG:4326"
        )
        assert made.name == f"plan-{draft['id']}-{part}.{suffix}"
        return gpd.read_file(made.path).to_crs(CRS)

    return take


@pytest.mark.parametrize("suffix", ["gpkg", "geojson", "zip"])
def test_management_grids_come_with_their_measures(office, actor, draft, cases, taken, suffix):
    found = taken("grids", suffix).sort_values("code")
    figures = drafts.figures(office, actor("viewer"), draft["id"])["grids"]

    assert found["code"].tolist() == ["G01", "G02"]
    assert found.geometry.area.round(0).tolist() == [row["area_m2"] for row in figures]
    for name in ("area_m2", "road_m", "open_cases", "workload", "deviation"):
        wanted = [float(row[name]) for row in figures]
        assert any(list_of(found[c]) == pytest.approx(wanted) for c in found.columns), name


def list_of(column):
    numbers = column.tolist()
    return numbers if all(isinstance(n, int | float) for n in numbers) else []


@pytest.mark.parametrize("suffix", ["gpkg", "geojson", "zip", "fgb"])
def test_cells_come_with_their_owners(taken, suffix):
    found = taken("cells", suffix)

    assert len(found) == 4
    owners = next(
        found[c].tolist() for c in found.columns if set(found[c].astype(str)) == {"G01", "G02"}
    )
    assert sorted(owners) == ["G01", "G01", "G01", "G02"]


def test_what_there_is_not_cannot_be_taken_out(office, actor, draft, tmp_path):
    viewer, path = actor("viewer"), tmp_path / "x"
    with pytest.raises(UnknownExport):
        plan_export.export(office, viewer, draft["id"], "roads", "gpkg", path, frame="EPSG:4326")
    with pytest.raises(UnknownExport):
        plan_export.export(office, viewer, draft["id"], "grids", "exe", path, frame="EPSG:4326")
    with pytest.raises(UnknownRecord):
        plan_export.export(office, viewer, 99, "grids", "gpkg", path, frame="EPSG:4326")
