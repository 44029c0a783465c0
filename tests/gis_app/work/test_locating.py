"""A file of places located row by row in bulk, with what is risky made harmless."""

import csv

import numpy as np
import pytest

from gis_app.work import locating
from gis_app.work.locating import NoPlaceColumns, Places
from gis_app.work.locator import ground_locator
from layers.crs import points_to_lonlat
from layers.formats import FileMissing, NotInEncoding, UnknownColumn

X, Y = 388_000.0, 3_309_000.0


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def sheet(path, titles, lines):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([titles, *lines])
    return path


def test_every_row_gets_what_the_locator_knows_of_it(office, actor, tmp_path, monkeypatch):
    monkeypatch.setattr("gis_app.work.locating.CHUNK", 7)
    rng = np.random.default_rng(5)
    # half of the places lie on the seams of the cells
    x = X + np.where(
        rng.random(60) < 0.5, rng.integers(0, 3, 60) * 100.0, rng.uniform(-20, 220, 60)
    )
    y = Y + rng.uniform(-20, 220, 60)
    lon, lat = points_to_lonlat(x, y, "EPSG:4550", digits=10)
    source = sheet(
        tmp_path / "in.csv", ["id", "lon", "lat"], [*zip(range(60), lon, lat, strict=True)]
    )
    shares = []

    done = locating.locate_file(
        office, actor("viewer"), Places(source), tmp_path / "out.csv",
        progress=lambda _step, share: shares.append(share),
    )  # fmt: skip

    found = rows(tmp_path / "out.csv")
    expected = ground_locator(office).locate_many(x, y)
    assert [row["id"] for row in found] == [str(n) for n in range(60)]
    inside = np.abs((x - X) % 100) > 0.01  # degrees round a place on a seam to either side
    cells = expected["cell"].fillna("").to_numpy()
    assert (np.array([row["cell"] for row in found])[inside] == cells[inside]).all()
    assert [row["road"] for row in found] == expected["road"].fillna("").tolist()
    assert done.rows == 60
    assert shares == sorted(shares)


def test_a_row_that_cannot_be_placed_stays_with_empty_columns(office, actor, tmp_path):
    source = sheet(
        tmp_path / "in.csv", ["lon", "lat"], [["x", "29.9"], ["", ""], ["121.85", "inf"]]
    )

    done = locating.locate_file(office, actor("viewer"), Places(source), tmp_path / "out.csv")

    assert (done.rows, done.in_cell, done.unreadable) == (3, 0, 3)
    assert [row["cell"] for row in rows(tmp_path / "out.csv")] == ["", "", ""]


def test_formulas_are_made_harmless_and_numbers_stay(office, actor, tmp_path):
    lines = [["=1+1", "-77.03", "29.9", "121.85", "old"]]
    source = sheet(tmp_path / "in.csv", ["note", "w", "lat", "lon", "cell"], lines)

    locating.locate_file(office, actor("viewer"), Places(source), tmp_path / "out.csv")

    row = rows(tmp_path / "out.csv")[0]
    assert (row["note"], row["w"], row["cell"]) == ("'=1+1", "-77.03", "")


@pytest.mark.parametrize(
    ("content", "more", "error"),
    [
        (b"a,b\n1,2\n", {}, NoPlaceColumns),
        (b"lon,lat\n1,2\n", {"x": "east"}, UnknownColumn),
        ("lon,lat,名\n1,2,消\n".encode("gb18030"), {}, NotInEncoding),
        (None, {}, FileMissing),
    ],
)
def test_what_cannot_be_read_is_told_and_nothing_is_left(
    office, actor, tmp_path, content, more, error
):
    source = tmp_path / "in.csv"
    if content is not None:
        source.write_bytes(content)

    with pytest.raises(error):
        locating.locate_file(office, actor("viewer"), Places(source, **more), tmp_path / "out.csv")

    assert [file.name for file in tmp_path.iterdir() if "out" in file.name] == []
