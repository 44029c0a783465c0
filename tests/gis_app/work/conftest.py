"""An office full of cases: some without a place, a moment, a class or a grid; half on seams."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import geopandas as gpd
import pytest
import shapely

from gis_app.store import Unit, accounts, features, moment_text
from gis_app.work import Office

#: The lower left corner of the trial district's 2 × 2 cells of 100 m, EPSG:4550.
X, Y = 388_000.0, 3_309_000.0
SCHEME = "GB/T 47678.5-2026"
_CLASSES = (
    (SCHEME, "matter", "09001"), (SCHEME, "matter", "06011"), (SCHEME, "component", "01013"),
    ("Elsewhere 311", "matter", "S0261"), (None, None, None),
)  # fmt: skip
_STATES = ("reported", "to_handle", "handling", "closed", "closed", "rejected", "void", "draft")
_SOURCES = ("collector", "video", "hotline", "order", None)


@dataclass(frozen=True)
class Filled:
    """An office and the cases in it, as plain rows."""

    office: Office
    rows: list[dict]


def case_frame(count: int, seed: int) -> gpd.GeoDataFrame:
    """Return random cases in EPSG:4550, with every kind of gap."""
    draw = random.Random(seed)
    start = datetime(2026, 3, 1, tzinfo=UTC)
    rows, shapes = [], []
    for number in range(count):
        scheme, kind, code = draw.choice(_CLASSES)
        seam = draw.random() < 0.5
        x = X + (draw.choice((0, 100, 200)) if seam else round(draw.uniform(-20, 220), 3))
        y = Y + (draw.choice((0, 100, 200)) if seam else round(draw.uniform(-20, 220), 3))
        placed = draw.random() < 0.9
        moment = start + timedelta(milliseconds=draw.randrange(60 * 86_400_000))
        state = draw.choice(_STATES)
        told = draw.random() < 0.97
        rows.append(
            {
                "code": f"20260301-{number:04d}", "name": None, "scheme": scheme, "kind": kind,
                "class_code": code, "source": draw.choice(_SOURCES), "state": state,
                "reported_at": moment_text(moment) if told else None,
                "closed_at": moment_text(moment) if state == "closed" else None,
                "description": draw.choice(("占道经营", "井盖破损", "=1+1", None)),
                "address": draw.choice(("黄山路 3 号", "Taihe Road", None)),
                "road": draw.choice(("黄山路", None)),
                "grid": draw.choice(("G01", "G02", "G99", None)),
                "street": draw.choice(("330206002", "330206003", None)),
                "unit": draw.choice(("U1", "U2", None)), "reporter": "王巡",
            }
        )  # fmt: skip
        shapes.append(shapely.Point(x, y) if placed else None)
    return gpd.GeoDataFrame(rows, geometry=shapes, crs="EPSG:4550")


@pytest.fixture
def filled(office: Office) -> Filled:
    """Return the trial office with units and 240 cases."""
    frame = case_frame(240, seed=7)
    with office.store.write("test", office.clock()) as tx:
        accounts.add_unit(tx, Unit("U1", "市政中心", "Works", classes=("01", "06")))
        accounts.add_unit(tx, Unit("U2", "执法中队", "Enforcement", classes=("09", "0601")))
        accounts.add_unit(tx, Unit("U3", "执法二队", "Enforcement 2", classes=("09",)))
        features.add_many(tx, "cases", frame, note="test")
    rows = frame.drop(columns="geometry").astype(object)
    rows = rows.where(rows.notna(), None).to_dict("records")
    for row, shape in zip(rows, frame.geometry, strict=True):
        row["shape"] = shape
    return Filled(office, rows)
