"""Every layer of the catalog, taken out by the application and brought back in, is the same.

Not covered, as it cannot be the identity: where a ring begins (shapes are compared normalized), and
GCJ-02 without a person saying so, since a GeoJSON declares WGS 84.
"""

from datetime import UTC, datetime
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gis_app.demo import DemoDistrict, district_text, generate
from gis_app.store import create_store, features
from gis_app.work import COMMAND_LINE, Office, exports, founding, imports
from gis_app.work.import_settings import Settings
from layers import builtin_catalog

NOW = datetime(2026, 11, 1, tzinfo=UTC)
MOST_ROWS = 60
LAYERS = builtin_catalog().names()
#: Format and frame; a frame that the file cannot say itself is said at the import.
WAYS = [
    ("geojson", "EPSG:4326"),
    ("geojson", "GCJ-02"),
    ("gpkg", "EPSG:4326"),
    ("csv", "EPSG:4326"),
]


def sampled(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return at most 60 rows: all without a place that fit into a third, and every n-th other."""
    lost = frame[frame.geometry.isna()].head(MOST_ROWS // 3)
    others = frame[frame.geometry.notna()]
    step = -(-len(others) // (MOST_ROWS - len(lost))) or 1
    return pd.concat([lost, others.iloc[::step]]).reset_index(drop=True)


@pytest.fixture(scope="module")
def district() -> DemoDistrict:
    return generate(cases=600)


def founded(path: Path, frames: dict[str, gpd.GeoDataFrame]) -> Office:
    office = Office(create_store(path, district_text()), lambda: NOW)
    founding.found(office, COMMAND_LINE, frames)
    return office


@pytest.fixture(scope="module")
def full(district, tmp_path_factory):
    """Return an office with up to sixty rows of each layer, and all roads."""
    # The roads stay whole: by them an import tells GCJ-02 from WGS 84.
    rows = {
        name: frame if name == "roads" else sampled(frame)
        for name, frame in district.frames.items()
    }
    return founded(tmp_path_factory.mktemp("full") / "district.gpkg", rows)


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    return founded(tmp_path_factory.mktemp("empty") / "district.gpkg", {})


def stored(office: Office, layer: str) -> gpd.GeoDataFrame:
    with office.store.read() as tx:
        rows = features.read_frame(tx, layer)
    return rows.sort_values("code").reset_index(drop=True)


def differences(one: gpd.GeoDataFrame, two: gpd.GeoDataFrame) -> dict[str, list]:
    """Return for each column up to three pairs that are not the same, value and type."""
    assert one["code"].tolist() == two["code"].tolist()
    out = {}
    for name in one.columns.drop("geometry"):
        pairs = zip(plain(one[name]), plain(two[name]), strict=True)
        odd = [(a, b) for a, b in pairs if a != b or type(a) is not type(b)]
        if odd:
            out[name] = odd[:3]
    shapes = one.geometry.to_numpy(), two.geometry.to_numpy()
    same = shapely.equals_identical(*(shapely.normalize(part) for part in shapes))
    odd = np.flatnonzero(~(same | (shapely.is_missing(shapes[0]) & shapely.is_missing(shapes[1]))))
    return out | ({"geometry": [(shapes[0][k], shapes[1][k]) for k in odd[:3]]} if len(odd) else {})


def plain(column: pd.Series) -> list:
    return [None if pd.isna(value) else value for value in column.astype(object).tolist()]


@pytest.mark.parametrize(("suffix", "frame"), WAYS)
@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_comes_into_an_empty_district_as_it_was_taken_out(
    full, empty, tmp_path, layer, suffix, frame
):
    path = tmp_path / f"{layer}.{suffix}"
    exports.export(full, COMMAND_LINE, layer, suffix, path, frame=frame)
    settings = Settings(layer=layer, frame=None if frame == "EPSG:4326" else frame)

    again = imports.check_file(full, COMMAND_LINE, path, settings).report
    checkup = imports.check_file(empty, COMMAND_LINE, path, settings)

    before = stored(full, layer)
    assert (again.unchanged, again.total) == (len(before), len(before))
    assert (checkup.report.added, checkup.report.rejected) == (len(before), 0)
    assert (
        differences(before, checkup.checked.frame.sort_values("code").reset_index(drop=True)) == {}
    )


def test_a_whole_district_stored_again_from_its_files_is_the_same(full, tmp_path):
    other = founded(tmp_path / "again.gpkg", {})
    for layer in LAYERS:
        path = tmp_path / f"{layer}.gpkg"
        exports.export(full, COMMAND_LINE, layer, "gpkg", path)
        checkup = imports.check_file(other, COMMAND_LINE, path, Settings(layer=layer))

        imports.apply_file(other, COMMAND_LINE, checkup, good_rows=False)

        assert differences(stored(full, layer), stored(other, layer)) == {}, layer
