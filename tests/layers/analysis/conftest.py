"""Builders for the tests of the analysis room."""

import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from layers.analysis import CaseColumns

CRS = "EPSG:4550"
#: Lower left corner of the district of these tests, in metres.
ORIGIN = (580_000.0, 3_310_000.0)
SPAN_M = 2_000.0
START_S = int(dt.datetime(2026, 3, 1, tzinfo=dt.UTC).timestamp())

KEYS = ("", "S|component|0113", "S|component|0118", "S|matter|0113", "T|matter|0701")
WORDS = {
    "source": ("", "collector", "video", "hotline"),
    "state": ("", "draft", "handling", "to_check", "closed", "void"),
    "grid": ("", "G01", "G02", "G03"),
    "cell": ("", "330206001001001", "330206001001002"),
    "community": ("", "330206001001"),
    "street": ("", "330206001", "330206002"),
    "unit": ("", "U1", "U2"),
}


def made_columns(rows: int, *, seed: int = 7, placeless: float = 0.1) -> CaseColumns:
    """Draw cases over the district, half of them on the seams of a 20 m lattice."""
    rng = np.random.default_rng(seed)
    x, y = (corner + rng.uniform(0, SPAN_M, rows) for corner in ORIGIN)
    seam = rng.random(rows) < 0.5
    x[seam] = np.round(x[seam] / 20) * 20
    y[seam] = np.round(y[seam] / 20) * 20
    x[rng.random(rows) < placeless] = np.nan
    coded = {
        name: np.array(words, dtype=object)[rng.integers(0, len(words), rows)]
        for name, words in (WORDS | {"class_code": KEYS}).items()
    }
    return CaseColumns.from_arrays(
        number=np.array([f"C{row:06d}" for row in range(rows)], dtype=object),
        x=x,
        y=y,
        reported_at=START_S + rng.integers(0, 40 * 86_400, rows),
        coded=coded,
        text=np.array(["litter by the gate", "破损 Main Road", ""], dtype=object)[
            rng.integers(0, 3, rows)
        ],
    )


@pytest.fixture(scope="session")
def cases() -> CaseColumns:
    return made_columns(3_000)


def as_frame(columns: CaseColumns) -> pd.DataFrame:
    """Write columns out as a plain frame, the slow form that results are checked against."""
    names = ("class_code", *WORDS)
    table = {name: getattr(columns, name).texts() for name in names}
    return pd.DataFrame(
        table | {"number": columns.number, "x": columns.x, "y": columns.y, "s": columns.reported_at}
    )


@pytest.fixture(scope="session")
def make_cases():
    return made_columns


@pytest.fixture(scope="session")
def slow_frame():
    return as_frame


@pytest.fixture(scope="session")
def dc_cases(real_data) -> CaseColumns:
    """Read Washington's 17,482 service requests, projected to the metres of UTM zone 18."""
    frame = pd.read_csv(real_data / "washington_dc" / "service_requests.csv", dtype=str)
    places = gpd.points_from_xy(
        pd.to_numeric(frame["lon"]), pd.to_numeric(frame["lat"]), crs="EPSG:4326"
    )
    named = pd.DataFrame(
        {
            "code": frame["SERVICEREQUESTID"],
            "scheme": "DC 311",
            "kind": "matter",
            "class_code": frame["SERVICECODE"],
            "state": frame["STATUS_CODE"].str.lower(),
            "unit": frame["ORGANIZATIONACRONYM"],
            "grid": frame["WARD"],
            "reported_at": frame["ADDDATE"].str.replace(" ", "T").str.replace("+00:00", ".000Z"),
            "description": frame["SERVICECODEDESCRIPTION"],
        }
    )
    return CaseColumns.from_frame(gpd.GeoDataFrame(named, geometry=places).to_crs("EPSG:32618"))
