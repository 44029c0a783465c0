"""An office full of cases: some without a place, a moment, a class or a grid; half on seams."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import geopandas as gpd
import pytest
import shapely

from gis_app.store import Unit, accounts, features, moment_text
from gis_app.work import Office, drafts
from gis_app.work.draft_orders import Order
from layers.crs import to_lonlat

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


@pytest.fixture
def cases(office):
    """Store one closed case and open ones: in the south-eastern cell, on its seam, beside it."""
    rows = [("C1", "handling", 150, 50), ("C2", "closed", 150, 60), ("C3", "to_handle", 100, 50),
            ("C4", "reported", 150, 150)]  # fmt: skip
    frame = gpd.GeoDataFrame(
        {
            "code": [row[0] for row in rows],
            "name": "case",
            "state": [row[1] for row in rows],
            "reported_at": "2026-03-15T04:00:00.000Z",
            "cell": ["330206002001002", "330206002001002", "330206002001001", "330206002001004"],
            "grid": ["G02", "G02", "G01", "G02"],
        },
        geometry=[shapely.Point(X + row[2], Y + row[3]) for row in rows],
        crs="EPSG:4550",
    )
    with office.store.write("somebody", office.clock()) as tx:
        features.add_many(tx, "cases", frame)


@pytest.fixture
def draft(office, actor):
    """Return the head of a draft that gives the south-eastern cell to the western grid."""
    made = drafts.create(office, actor("planner"), "Summer")
    give = Order("give_cells", {"cells": ["330206002001002"], "to": "G01"})
    drafts.step(office, actor("planner"), made["id"], give, version=1)
    return drafts.head(office, actor("planner"), made["id"])


@pytest.fixture
def lonlat(office):
    """Return a function from metres east and north of the corner to [lon, lat]."""

    def place(east, north):
        shape = to_lonlat([shapely.Point(X + east, Y + north)], office.district.crs, digits=9)
        return tuple(shapely.get_coordinates(shape)[0].tolist())

    return place
