"""A small office: a real database of a made-up district, a fixed clock, an account per role."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from flask.testing import FlaskClient

from gis_app.application import create_app
from gis_app.store import create_store, open_store
from gis_app.work import COMMAND_LINE, ROLES, Actor, Office, accounts, founding

DISTRICT = """
title = { zh = "试验区", en = "Trial district" }
adcode = "330206"
crs = "EPSG:4550"
centre = [121.85, 29.9]
"""
PASSWORD = "correct horse"
NOW = datetime(2026, 6, 15, 4, 0, tzinfo=UTC)


def frame(rows, shapes) -> gpd.GeoDataFrame:
    """Return a layer's frame from dicts and shapes in EPSG:4550."""
    return gpd.GeoDataFrame(rows, geometry=list(shapes), crs="EPSG:4550")


@pytest.fixture
def office(trial_district: Path, tmp_path: Path) -> Iterator[Office]:
    """Return an office over four cells in two grids, two roads, three hydrants."""
    path = tmp_path / "district.gpkg"
    shutil.copyfile(trial_district, path)
    store = open_store(path)
    yield Office(store, lambda: NOW)
    store.close()


@pytest.fixture(scope="session")
def trial_district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Found the trial district once; each test works on a copy of the file."""
    path = tmp_path_factory.mktemp("trial") / "district.gpkg"
    store = create_store(path, DISTRICT)
    _found(Office(store, lambda: NOW))
    store.close()
    return path


def _found(made: Office) -> None:
    x, y = 388_000.0, 3_309_000.0

    def box(i: int, j: int) -> shapely.Polygon:
        return shapely.box(x + 100 * i, y + 100 * j, x + 100 * i + 100, y + 100 * j + 100)

    cells = [
        {"code": f"33020600200100{1 + i + 2 * j}", "name": None, "community": "330206002001",
         "street": "330206002", "grid": f"G0{1 + i}"}
        for j in range(2) for i in range(2)
    ]  # fmt: skip
    shapes = [box(i, j) for j in range(2) for i in range(2)]
    grids = [{"code": f"G0{i}", "name": f"Grid {i}", "street": "330206002"} for i in (1, 2)]
    columns = [shapely.box(x + 100 * i, y, x + 100 * i + 100, y + 200) for i in range(2)]
    whole = shapely.box(x, y, x + 200, y + 200)
    roads = [
        {"code": "R1", "name": "黄山路", "class": "main", "width_m": 20.0},
        {"code": "R2", "name": "太河路", "class": "secondary", "width_m": 12.0},
    ]
    lines = [
        shapely.LineString([(x + 100, y), (x + 100, y + 200)]),
        shapely.LineString([(x, y + 100), (x + 200, y + 100)]),
    ]
    hydrants = [{"code": f"H-000{i}", "name": f"消火栓 {i}"} for i in (1, 2, 3)]
    spots = [shapely.Point(x + 60 * i, y + 90) for i in (1, 2, 3)]
    founding.found(
        made,
        COMMAND_LINE,
        {
            "district": frame([{"code": "330206", "name": "试验区"}], [whole]),
            "streets": frame([{"code": "330206002", "name": "新碶街道"}], [whole]),
            "communities": frame(
                [{"code": "330206002001", "name": "红梅社区", "street": "330206002"}], [whole]
            ),
            "cells": frame(cells, shapes),
            "grids": frame(grids, columns),
            "roads": frame(roads, lines),
            "hydrants": frame(hydrants, spots),
        },
    )
    for role in ROLES:
        fresh = accounts.NewAccount(name=role, title=role.title(), role=role, password=PASSWORD)
        accounts.add(made, COMMAND_LINE, fresh)


@pytest.fixture
def actor() -> Callable[[str], Actor]:
    """Return a function from a role to somebody who has it."""
    return lambda role: Actor(name=role, title=role.title(), role=role)


@pytest.fixture
def client(office: Office) -> Iterator[Callable[..., FlaskClient]]:
    """Return a function that gives a client, signed in under a role or not at all."""
    app = create_app(office.store.path, clock=office.clock, TESTING=True, WTF_CSRF_ENABLED=False)

    def signed_in(role: str | None = None, *, language: str = "en") -> FlaskClient:
        fresh = app.test_client()
        fresh.set_cookie("language", language)
        if role:
            answer = fresh.post("/sign-in", data={"name": role, "password": PASSWORD})
            assert answer.status_code == 302
        return fresh

    yield signed_in
    app.extensions["office"].store.close()
