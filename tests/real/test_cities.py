"""Files of real cities: each comes into its place, in time, and each oddity is told."""

import time

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely

from gis_app.store import features
from gis_app.work import COMMAND_LINE, imports
from gis_app.work.import_settings import Corrections, Settings

TAICHUNG = ("EPSG:3826", (120.67, 24.14))
ZHENGZHOU = ("EPSG:4547", (113.75, 34.75))
ARKANSAS = ("EPSG:32615", (-92.11, 34.87))
BEILUN = ("EPSG:4550", (121.85, 29.9))
ANSAN = ("EPSG:5186", (126.83, 37.32))
MINUTE_S = 60.0


def check(office, path, layer, *, corrections=None, **said):
    heard = []
    checkup = imports.check_file(
        office,
        COMMAND_LINE,
        path,
        Settings(layer=layer, **said),
        corrections=Corrections.read(corrections or {}),
        tell=heard.append,
    )
    return checkup, heard[0]


def store(office, checkup, *, good_rows=True, progress=None):
    steps = [] if progress is None else progress
    return imports.apply_file(
        office,
        COMMAND_LINE,
        checkup,
        good_rows=good_rows,
        progress=lambda step, share: steps.append((step, share)),
    )


def stored(office, layer):
    with office.store.read() as tx:
        return features.read_frame(tx, layer)


def rows_of(checkup, kind):
    return {one.row for one in checkup.report.problems if one.kind == kind}


def test_hydrants_of_taichung_stand_where_the_file_says_and_the_rest_is_told(city, real_data):
    office = city(*TAICHUNG, timezone="Asia/Taipei")
    path = real_data / "taichung" / "hydrants.csv"
    table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")

    checkup, draft = check(office, path, "hydrants")
    outcome = store(office, checkup)

    lon, lat = (pd.to_numeric(table[name], errors="coerce") for name in ("經度", "緯度"))
    # SOURCES.md speaks of 24 rows without coordinates; the file has 198 of them.
    assert rows_of(checkup, "no_place") == set(table.index[lon.isna()] + 1)
    assert len(rows_of(checkup, "no_place")) == 198
    assert rows_of(checkup, "missing_code") == set(table.index[table["消防栓編號"] == ""] + 1)
    numbers = table["消防栓編號"].str.removesuffix(".0")
    sound = table[lon.notna() & (numbers != "") & (table["種類"] != "下")]
    assert outcome.added == len(sound) == 6_328 - outcome.rejected
    assert draft.placing.frame == "EPSG:4326"
    found = stored(office, "hydrants").set_index("code")
    x, y = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:3826", always_xy=True).transform(lon, lat)
    expected = gpd.GeoSeries(gpd.points_from_xy(x, y), index=numbers).loc[found.index]
    assert np.hypot(found.geometry.x - expected.x, found.geometry.y - expected.y).max() < 0.002
    assert found.loc["6025", "flow_lpm"] is None or found.loc["6025", "flow_lpm"] >= 0


def test_roads_of_zhengzhou_keep_their_names_and_lengths(city, real_data):
    office = city(*ZHENGZHOU)
    path = real_data / "zhengzhou" / "roads_osm.geojson"
    source = gpd.read_file(path)

    checkup, draft = check(office, path, "roads")
    outcome = store(office, checkup)

    # the class of 23 roads (bus_stop, raceway …) is none of ours: those rows wait for a mapping
    odd = rows_of(checkup, "not_choice")
    assert outcome.added == len(source) - len(odd)
    assert draft.placing.frame == "EPSG:4326"
    found = stored(office, "roads").set_index("code")
    kept = source[~(source.index + 1).isin(odd)].set_index("id")
    length_m = kept.to_crs(ZHENGZHOU[0]).length
    assert (found.length - length_m[found.index]).abs().max() < 0.05
    names = kept["name"].where(kept["name"].notna(), None)[found.index]
    assert found["name"].notna().sum() == names.notna().sum()


def test_manholes_in_us_survey_feet_come_into_their_place(city, real_data):
    office = city(*ARKANSAS, timezone="America/Chicago")
    path = real_data / "jacksonville_ar" / "manholes.shp"
    source = gpd.read_file(path)

    checkup, draft = check(office, path, "manholes")
    outcome = store(office, checkup, good_rows=False)

    assert draft.placing.frame == "EPSG:3433"
    assert outcome.added == len(source) == 3_673
    found = stored(office, "manholes").set_index("code")
    transformer = pyproj.Transformer.from_crs("EPSG:3433", ARKANSAS[0], always_xy=True)
    x, y = transformer.transform(source.geometry.x, source.geometry.y)
    expected = pd.DataFrame({"x": x, "y": y}, index=source["mh_num"]).loc[found.index]
    apart = np.hypot(found.geometry.x - expected["x"], found.geometry.y - expected["y"])
    assert apart.max() < 0.002


def gcj_of(lon, lat):
    """Return GCJ-02 by the published formulas, apart from the application's own code."""
    a, ee = 6378245.0, 0.00669342162296594323
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    wave = (20 * np.sin(6 * x * np.pi) + 20 * np.sin(2 * x * np.pi)) * 2 / 3
    d_lat = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + wave
    d_lat += (20 * np.sin(y * np.pi) + 40 * np.sin(y / 3 * np.pi)) * 2 / 3
    d_lat += (160 * np.sin(y / 12 * np.pi) + 320 * np.sin(y * np.pi / 30)) * 2 / 3
    d_lon = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + wave
    d_lon += (20 * np.sin(x * np.pi) + 40 * np.sin(x / 3 * np.pi)) * 2 / 3
    d_lon += (150 * np.sin(x / 12 * np.pi) + 300 * np.sin(x / 30 * np.pi)) * 2 / 3
    radians = lat / 180 * np.pi
    magic = 1 - ee * np.sin(radians) ** 2
    d_lat = d_lat * 180 / (a * (1 - ee) / (magic * np.sqrt(magic)) * np.pi)
    d_lon = d_lon * 180 / (a / np.sqrt(magic) * np.cos(radians) * np.pi)
    return lon + d_lon, lat + d_lat


def test_the_outline_of_beilun_in_gcj_02_comes_into_its_true_place(city, real_data):
    office = city(*BEILUN)
    path = real_data / "beilun" / "district_gcj02.geojson"

    checkup, _ = check(office, path, "district", frame="GCJ-02")
    outcome = store(office, checkup, good_rows=False)

    assert outcome.added == 1
    given = shapely.get_coordinates(gpd.read_file(path).geometry.to_numpy())
    found = shapely.get_coordinates(stored(office, "district").geometry.to_numpy())
    to_lonlat = pyproj.Transformer.from_crs(BEILUN[0], "EPSG:4326", always_xy=True)
    again = np.column_stack(gcj_of(*to_lonlat.transform(*found.T)))
    assert np.abs(again - given).max() < 2e-8  # degrees: two millimetres
    naive = np.column_stack(to_lonlat.transform(*given.T, direction="INVERSE"))
    assert np.hypot(*(found - naive).T).mean() == pytest.approx(486, abs=15)


def test_the_outline_of_beilun_is_not_taken_for_wgs_84_without_a_warning(city, real_data):
    office = city(*BEILUN)

    _, draft = check(office, real_data / "beilun" / "district_gcj02.geojson", "district")

    assert (draft.placing.frame, draft.placing.sure) == ("EPSG:4326", False)
    assert "GCJ-02" in {guess.frame for guess in draft.placing.diagnosis.guesses}


@pytest.mark.slow
def test_the_lamps_of_ansan_come_in_within_a_minute_with_codes_made_for_them(city, real_data):
    office = city(*ANSAN, timezone="Asia/Seoul")
    path = real_data / "ansan" / "streetlights.csv"
    table = pd.read_csv(path, encoding="utf-8-sig")

    begun = time.perf_counter()
    checkup, draft = check(office, path, "street_lamps")
    outcome = store(office, checkup, good_rows=False)
    took_s = time.perf_counter() - begun

    assert outcome.added == len(table) == 43_553
    assert took_s < MINUTE_S
    assert draft.placing.frame == "EPSG:4326"
    # two lamps in one place are two lamps, but it is told
    assert len(rows_of(checkup, "same_content")) == table.duplicated().sum()
    found = stored(office, "street_lamps")
    assert found["code"].iloc[0] == "street_lamps-00001"


def test_streets_of_beilun_of_unknown_offset_are_told_to_be_uncertain(city, real_data):
    office = city(*BEILUN)
    path = real_data / "beilun" / "subdistricts.geojson"

    checkup, draft = check(office, path, "streets", corrections={"columns": {"code": "name"}})

    assert not draft.placing.sure
    assert checkup.report.good == 11
