import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.analysis import CaseColumns, Lattice, density, on_piles, piles


def columns_of(x, y):
    return CaseColumns.from_arrays(
        number=[str(i) for i in range(len(x))],
        x=x,
        y=y,
        reported_at=np.zeros(len(x)),
        coded={},
    )


@given(seed=st.integers(0, 10**6), heap=st.integers(0, 300))
def test_a_pile_is_found_with_its_count_and_its_rows(seed, heap):
    rng = np.random.default_rng(seed)
    place = np.round(rng.uniform(580_000, 590_000, 2), 3)
    x, y = np.round(rng.uniform(580_000, 590_000, (2, 500)), 3)
    columns = columns_of(
        np.append(x, np.full(heap, place[0])), np.append(y, np.full(heap, place[1]))
    )
    found = piles(columns)
    assert [one.count for one in found] == ([heap] if heap >= 100 else [])
    assert on_piles(columns, found).tolist() == [False] * 500 + [heap >= 100] * heap


def test_cases_on_one_street_number_each_are_no_pile():
    assert piles(columns_of(np.arange(400.0), np.zeros(400))) == ()
    assert piles(columns_of(np.zeros(400), np.arange(400.0))) == ()
    assert piles(columns_of([np.nan], [np.nan])) == ()


@pytest.fixture(scope="module")
def boston(real_data):
    frame = pd.read_csv(
        real_data / "boston" / "service_requests_2015.csv.gz",
        usecols=["CASE_ENQUIRY_ID", "LATITUDE", "LONGITUDE", "OPEN_DT", "Source"],
        dtype={"CASE_ENQUIRY_ID": str},
    )
    places = gpd.points_from_xy(frame["LONGITUDE"], frame["LATITUDE"], crs="EPSG:4326")
    opened = pd.to_datetime(frame["OPEN_DT"], format="%m/%d/%Y %I:%M:%S %p")
    local = opened.dt.tz_localize("America/New_York", ambiguous="NaT", nonexistent="NaT")
    named = pd.DataFrame(
        {"code": frame["CASE_ENQUIRY_ID"], "source": frame["Source"], "reported_at": local}
    )
    return CaseColumns.from_frame(gpd.GeoDataFrame(named, geometry=places).to_crs("EPSG:26986"))


def test_the_default_place_of_boston_is_found(boston):
    found = piles(boston)
    assert len(boston) == 121_145
    assert found[0].count == 17_070
    assert on_piles(boston, found[:1]).sum() == 17_070


def test_the_default_place_of_boston_makes_a_hot_spot_that_is_none(boston):
    lattice = Lattice.over(boston, crs="EPSG:26986", tile_m=50.0)
    honest = density(lattice, ~on_piles(boston, piles(boston)[:1]))
    with_default = density(lattice)
    assert with_default.most > 3 * honest.most
    assert honest.integral == pytest.approx(honest.cases, rel=1e-5)
    assert honest.cases + 17_070 == with_default.cases
