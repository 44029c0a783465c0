"""An import, from a file to the layer: all or nothing, with history, placed on the ground."""

import csv
import io
import json

import geopandas as gpd
import pytest
import shapely

from gis_app.store import features, history, plans
from gis_app.work import NotAllowed, imports
from gis_app.work.import_apply import LayerMoved, RowsRejected
from gis_app.work.import_desk import (
    KEPT,
    FilePartsOdd,
    ImportUnchecked,
    UnknownImport,
    desk,
    label_of,
)
from gis_app.work.import_settings import Corrections, Settings
from gis_app.work.import_source import FrameUnclear
from gis_app.work.jobs import JobCancelled
from layers.crs import to_lonlat
from layers.formats import UnknownFormat
from layers.intake import Severity

X, Y = 388_000.0, 3_309_000.0


def table(rows, titles=("编号", "名称", "x", "y")):
    """Return rows as the bytes of a CSV."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(titles)
    writer.writerows(rows)
    return out.getvalue().encode()


def at(dx, dy):
    return round(X + dx, 3), round(Y + dy, 3)


@pytest.fixture
def take(office, actor, tmp_path):
    """Return a function that takes a file through three steps and gives the checkup."""

    def taken(content, layer="hydrants", *, name="file.csv", corrections=None, **said):
        path = tmp_path / name
        path.write_bytes(content)
        said.setdefault("frame", "EPSG:4550")
        return imports.check_file(
            office,
            actor("planner"),
            path,
            Settings(layer=layer, **said),
            corrections=Corrections.read(corrections or {}),
        )

    return taken


@pytest.fixture
def apply(office, actor):
    def applied(checkup, *, good_rows=False, **more):
        return imports.apply_file(office, actor("planner"), checkup, good_rows=good_rows, **more)

    return applied


def stored(office, layer):
    with office.store.read() as tx:
        return features.read_frame(tx, layer)


def listed(office):
    with office.store.read() as tx:
        rows = tx.connection.exec_driver_sql(
            "SELECT layer, added, changed, unchanged, note FROM imports ORDER BY id"
        )
        return [tuple(row) for row in rows]


def test_an_import_adds_changes_and_leaves_alone_and_says_so_once(office, take, apply):
    rows = [("H-0001", "消火栓 1", *at(60, 90)), ("H-0002", "新名", *at(120, 90)),
            ("H-9000", "新的", *at(150, 150))]  # fmt: skip
    before = len(listed(office))

    outcome = apply(take(table(rows)))

    assert (outcome.added, outcome.changed, outcome.unchanged, outcome.rejected) == (1, 1, 1, 0)
    assert listed(office)[before:] == [("hydrants", 1, 1, 1, "import of file.csv")]
    with office.store.read() as tx:
        changes = history.of(tx, "hydrants", "H-0002")
        assert history.of(tx, "hydrants", "H-0001")[0].what == "add"
    assert (changes[0].who, changes[0].after["name"]) == ("planner", "新名")
    assert len(stored(office, "hydrants")) == 4


def test_an_import_larger_than_a_chunk_is_one_entry_on_the_list(office, take, apply, monkeypatch):
    monkeypatch.setattr("gis_app.work.import_apply.CHUNK", 10)
    rows = [(f"B-{n:03d}", "", *at(10 + n, 20)) for n in range(35)]
    before = len(listed(office))

    outcome = apply(take(table(rows)))

    assert outcome.added == 35
    assert [one[:2] for one in listed(office)[before:]] == [("hydrants", 35)]


def test_rejected_rows_stop_everything_unless_the_good_rows_are_asked_for(office, take, apply):
    checkup = take(table([("A", "", *at(1, 1)), ("", "", *at(2, 2)), ("C", "", "", "")]))

    with pytest.raises(RowsRejected):
        apply(checkup)
    assert len(stored(office, "hydrants")) == 3

    outcome = apply(checkup, good_rows=True)
    assert (outcome.added, outcome.rejected) == (1, 2)
    assert set(stored(office, "hydrants")["code"]) == {"H-0001", "H-0002", "H-0003", "A"}


def test_new_assets_get_the_cell_and_the_road_where_they_lie(office, take, apply):
    outcome = apply(take(table([("A", "", *at(150, 90)), ("B", "", *at(9_000, 9_000))])))

    found = stored(office, "hydrants").set_index("code")
    assert found.loc["A", "cell"] == "330206002001002"
    assert found.loc["A", "road"] == "太河路"
    assert found.loc["B", ["cell", "road"]].isna().all()
    assert outcome.placed == {"cell": 1, "road": 1}


def test_what_the_file_says_of_a_place_stays(office, take, apply):
    rows = [("A", "某路", "330206002001009", *at(150, 90))]
    titles = ("编号", "road", "cell", "x", "y")

    apply(take(table(rows, titles)))

    found = stored(office, "hydrants").set_index("code")
    assert found.loc["A", ["road", "cell"]].tolist() == ["某路", "330206002001009"]


def test_a_moved_asset_is_placed_anew_and_an_unmoved_one_is_not(office, take, apply):
    apply(take(table([("A", "", *at(150, 90)), ("B", "", *at(150, 91))])))

    apply(take(table([("A", "", *at(50, 150)), ("B", "renamed", *at(150, 91))])))

    found = stored(office, "hydrants").set_index("code")
    assert found["cell"][["A", "B"]].tolist() == ["330206002001003", "330206002001002"]


def test_new_cases_get_everything_their_place_tells_and_a_state(office, take, apply):
    titles = ("case_id", "x", "y", "closed_at", "class_code", "kind")
    rows = [("C1", *at(150, 90), "2026-03-01 10:00", "0601", "matter"),
            ("C2", *at(50, 150), "", "0601", "matter"), ("C3", "", "", "", "", "")]  # fmt: skip

    outcome = apply(take(table(rows, titles), "cases"))

    found = stored(office, "cases").set_index("code")
    assert found.loc["C1", ["cell", "grid", "community", "street", "road"]].tolist() == [
        "330206002001002", "G02", "330206002001", "330206002", "太河路",
    ]  # fmt: skip
    assert found["state"].tolist() == ["closed", "reported", "reported"]
    assert found.loc["C1", "closed_at"] == "2026-03-01T02:00:00.000Z"
    assert found.loc["C1", "scheme"] == office.district.scheme
    assert outcome.placed["cell"] == 2


def test_classes_of_another_city_are_learned_with_the_name_their_cases_bear(office, take, apply):
    titles = ("case_id", "title", "x", "y", "class_code", "kind", "scheme")
    rows = [(f"C{n}", "Bulk", *at(150, 90), "S31", "matter", "DC") for n in range(3)]

    outcome = apply(take(table(rows, titles), "cases", learn_classes=True))

    assert outcome.followed == {"classes": 1}


def test_the_first_cells_bring_their_management_grids_and_the_first_plan(
    office, actor, apply, tmp_path
):
    with office.store.write("test", office.clock()) as tx:
        for layer in ("cells", "grids"):
            for one in next(features.pages(tx, layer)):
                features.remove(tx, layer, one.code, version=one.version)
        tx.connection.exec_driver_sql("DELETE FROM plans")
    boxes = [shapely.box(X + 50 * i, Y, X + 50 * i + 50, Y + 50) for i in range(4)]
    cells = gpd.GeoDataFrame(
        {"code": ["a", "b", "c", "d"], "grid": ["N1", "N1", "N2", None]},
        geometry=to_lonlat(boxes, "EPSG:4550", digits=9),
        crs="EPSG:4326",
    )
    path = tmp_path / "cells.geojson"
    path.write_text(cells.to_json(), encoding="utf-8")

    checkup = imports.check_file(
        office, actor("planner"), path, Settings(layer="cells", frame="EPSG:4326")
    )
    outcome = apply(checkup)

    assert outcome.followed == {"grids": 2, "plans": 1}
    grids = stored(office, "grids").set_index("code")
    assert grids.loc["N1"].geometry.area == pytest.approx(5_000, abs=1)
    assert stored(office, "cells")["street"].tolist() == ["330206002"] * 4
    with office.store.read() as tx:
        assert [plan.valid_from for plan in plans.every(tx)] == ["2026-01-01"]


def test_a_layer_changed_since_the_check_is_refused(office, actor, take, apply):
    checkup = take(table([("A", "", *at(1, 1))]))
    apply(take(table([("B", "", *at(2, 2))])))

    with pytest.raises(LayerMoved):
        apply(checkup)


@pytest.mark.parametrize("allowed_steps", range(4))
def test_a_cancelled_import_leaves_nothing(office, take, apply, monkeypatch, allowed_steps):
    monkeypatch.setattr("gis_app.work.import_apply.CHUNK", 5)
    checkup = take(table([(f"B-{n:03d}", "", *at(10 + n, 20)) for n in range(30)]))
    before, imported = stored(office, "hydrants"), listed(office)
    told = []

    def progress(step, share):
        told.append(step)
        if len(told) > allowed_steps:
            raise JobCancelled

    with pytest.raises(JobCancelled):
        apply(checkup, progress=progress)

    assert stored(office, "hydrants").equals(before)
    assert listed(office) == imported


def test_a_hostile_text_is_stored_as_text(office, take, apply):
    hostile = "<img src=x onerror=alert(1)></script>"

    apply(take(table([("=1+1", hostile, *at(1, 1))])))

    found = stored(office, "hydrants").set_index("code")
    assert found.loc["=1+1", "name"] == hostile


def test_a_row_with_coordinates_out_of_this_world_is_rejected_alone(take):
    content = table([("A", "", 121.85, 29.9), ("B", "", 1e300, 29.9), ("C", "", "inf", 3)])

    checkup = take(content, frame="EPSG:4326")

    kinds = {(one.row, one.kind) for one in checkup.report.problems}
    assert (2, "not_finite") in kinds
    assert {(3, "bad_number"), (3, "no_place")} <= kinds
    assert checkup.report.good == 1


def test_coordinates_of_unknown_frame_are_refused_with_the_likely_ones(office, actor, tmp_path):
    path = tmp_path / "far.csv"
    path.write_bytes(table([("A", "", 5.0, 5.0), ("B", "", 6.0, 7.0)]))

    with pytest.raises(FrameUnclear):
        imports.check_file(office, actor("planner"), path, Settings(layer="hydrants"))


def test_an_axis_order_that_fits_only_swapped_is_told_and_used(office, actor, tmp_path):
    rows = [(f"A{n}", "", 29.9 + n / 1e4, 121.85 + n / 1e4) for n in range(30)]
    path = tmp_path / "swapped.csv"
    path.write_bytes(table(rows))

    checkup = imports.check_file(
        office, actor("planner"), path, Settings(layer="hydrants", frame="EPSG:4326")
    )

    first = checkup.checked.frame.geometry.iloc[0]
    expected = to_lonlat([first], "EPSG:4550")[0]
    assert (expected.x, expected.y) == pytest.approx((121.85, 29.9))


def test_an_error_of_the_file_names_the_file_as_its_owner_knows_it(office, actor):
    draft = imports.receive(office, actor("planner"), [("秘密.bin", io.BytesIO(b"\x00\x01\x02"))])

    draft.job.wait(10)

    assert isinstance(draft.job.error, UnknownFormat)
    assert draft.job.error.facts["file"] == "秘密.bin"


def test_the_desk_leads_a_file_through_its_steps_and_throws_it_away(office, actor):
    planner = actor("planner")
    content = io.BytesIO(table([("A", "甲", *at(1, 1)), ("", "", *at(2, 2))]))
    draft = imports.receive(office, planner, [("消火栓.csv", content)])
    assert draft.job.wait(10)
    folder = draft.path.parent
    assert "消火栓" not in str(draft.path)

    with pytest.raises(ImportUnchecked):
        imports.apply(office, planner, draft.id, good_rows=True)
    imports.say(office, planner, draft.id, {"layer": "hydrants", "frame": "EPSG:4550"})
    assert imports.check(office, planner, draft.id).job.wait(10)
    assert draft.checkup.report.added == 1
    assert imports.apply(office, planner, draft.id, good_rows=True).job.wait(10)
    assert draft.outcome.added == 1

    imports.drop(office, planner, draft.id)
    assert not folder.exists()
    with pytest.raises(UnknownImport):
        imports.draft(office, planner, draft.id)


def test_nobody_but_the_owner_and_the_administrator_sees_an_import(office, actor):
    draft = imports.receive(office, actor("planner"), [("a.csv", io.BytesIO(b"x,y\n1,2\n"))])
    draft.job.wait(10)
    other = actor("planner").__class__(name="other", title="Other", role="planner")

    with pytest.raises(UnknownImport):
        imports.draft(office, other, draft.id)
    assert imports.draft(office, actor("admin"), draft.id) is draft


def test_inspectors_viewers_and_dispatchers_may_not_import(office, actor):
    for role in ("inspector", "viewer", "dispatcher"):
        with pytest.raises(NotAllowed):
            imports.receive(office, actor(role), [("a.csv", io.BytesIO(b"x"))])


def test_a_file_nobody_looks_at_expires_with_its_folder(office, actor):
    planner = actor("planner")
    draft = imports.receive(office, planner, [("a.csv", io.BytesIO(b"x,y\n1,2\n"))])
    draft.job.wait(10)

    with pytest.raises(UnknownImport):
        desk(office).get(draft.id, planner, office.clock() + KEPT * 2)

    assert not draft.path.parent.exists()


def test_only_the_parts_of_one_shapefile_go_together(office, actor):
    parts = [("a.csv", io.BytesIO(b"x")), ("b.csv", io.BytesIO(b"y"))]

    with pytest.raises(FilePartsOdd):
        imports.receive(office, actor("planner"), parts)
    with pytest.raises(FilePartsOdd):
        imports.receive(
            office, actor("planner"), [("a.shp", io.BytesIO(b"x")), ("a.exe", io.BytesIO(b"y"))]
        )


@pytest.mark.parametrize(
    ("name", "label"),
    [("../../etc/passwd", "passwd"), ("C:\\secret\\a.csv", "a.csv"), ("a\x00\nb.csv", "ab.csv"),
     ("", "file"), ("x" * 500, "x" * 120)],
)  # fmt: skip
def test_a_users_file_name_is_a_label_of_one_line(name, label):
    assert label_of(name) == label


def test_a_mapping_is_corrected_over_the_guess(take):
    rows = [("A", "甲", "好", *at(1, 1))]
    content = table(rows, ("编号", "名称", "品相", "x", "y"))
    corrections = {
        "columns": {"name": "", "state": "品相"},
        "values": {"state": {"好": "intact"}},
        "constants": {"note": "按表"},
    }

    checkup = take(content, corrections=corrections)

    row = checkup.checked.frame.iloc[0]
    assert (row["name"], row["state"], row["note"]) == (None, "intact", "按表")


def test_rows_are_numbered_as_in_the_file_and_the_readers_problems_are_told(take):
    content = table([("A", "", *at(1, 1)), ("B", "", "x", 5), ("B", "", *at(3, 3))])

    report = take(content).report

    told = [(one.row, one.kind, one.severity) for one in report.problems]
    assert (2, "bad_number", Severity.NOTED) in told
    assert (2, "no_place", Severity.REJECTED) in told
    assert json.dumps(report.to_plain())
