"""Ten months of cases: places, rhythm, sources, states and words that agree with one another."""

import numpy as np
import pandas as pd
import pytest
import shapely

from gis_app.demo import unit_for
from gis_app.demo.clocks import STAGES
from gis_app.demo.days import TYPHOONS, all_days, day_counts, draw_kinds
from gis_app.demo.kinds import all_kinds
from gis_app.demo.units import all_units
from layers.owner import Ownership


@pytest.fixture(scope="module")
def cases(frames):
    frame = frames["cases"].copy()
    frame["local"] = pd.to_datetime(frame["reported_at"]).dt.tz_convert("Asia/Shanghai")
    return frame


@pytest.fixture(scope="module")
def placed(cases):
    return cases[cases.geometry.notna()]


def test_cell_grid_community_and_street_follow_from_the_place(frames, placed):
    cells = frames["cells"]
    owners = Ownership.of(cells.code.to_numpy(), cells.geometry.to_numpy())
    x, y = shapely.get_coordinates(placed.geometry.to_numpy()).T
    owner = owners.codes[owners.owners(x, y)]
    known = cells.set_index("code").loc[owner]

    assert placed["cell"].tolist() == owner.tolist()
    for column in ("grid", "community", "street"):
        assert placed[column].tolist() == known[column].tolist()


def test_the_road_is_the_nearest_one(frames, placed):
    roads = frames["roads"]
    lines, places = roads.geometry.to_numpy(), placed.geometry.to_numpy()
    best = shapely.distance(lines[shapely.STRtree(lines).nearest(places)], places)
    by_name = {name: shapely.union_all(part.geometry) for name, part in roads.groupby("name")}
    named = [by_name[r].distance(p) for r, p in zip(placed["road"], places, strict=True)]

    assert np.allclose(named, best, atol=0.01)


def test_one_case_in_a_hundred_has_no_place_and_nothing_that_follows_from_one(cases):
    lost = cases[cases.geometry.isna()]

    assert len(lost) == round(0.01 * len(cases))
    assert lost[["cell", "grid", "community", "street", "road", "asset_code"]].isna().all().all()


def test_the_unit_is_the_one_asked_for_the_class_in_the_street(cases):
    units = all_units()
    wanted = [
        unit_for(units, code, street).code
        for code, street in zip(cases["class_code"], cases["street"], strict=True)
    ]

    assert len(units) == 23
    assert cases["unit"].tolist() == wanted


def test_each_of_the_23_units_handles_cases(cases):
    assert cases["unit"].nunique() == 23
    assert set(cases["unit"]) == {unit.code for unit in all_units()}
    assert cases["unit"].value_counts().min() >= 2


def test_the_port_office_is_asked_where_the_port_is(frames, placed):
    land = frames["landuse"]
    port = shapely.union_all(land[land["kind"] == "port"].geometry.to_numpy())
    rows = placed[placed["class_code"] == "02031"]

    assert set(rows["unit"]) == {"U22"}
    assert (shapely.distance(port, rows.geometry.to_numpy()) < 15.0).mean() > 0.8


def test_every_class_of_the_scheme_has_a_unit(standards):
    table = pd.read_csv(standards / "classes.csv", dtype=str)
    codes = table[table["scheme"] == "GB/T 47678.5-2026"]["code"]
    units = all_units()

    assert all(unit_for(units, code, "330206002") for code in codes)
    assert {u.code for u in units} >= {unit_for(units, c, "330206003").code for c in codes}


def test_classes_are_those_of_the_scheme(cases, standards):
    table = pd.read_csv(standards / "classes.csv", dtype=str)
    known = set(zip(table["scheme"], table["kind"], table["code"], strict=True))

    assert set(zip(cases["scheme"], cases["kind"], cases["class_code"], strict=True)) <= known


def test_a_case_about_an_asset_lies_at_that_asset(frames, placed):
    tied = placed[placed["asset_code"].notna()]
    for layer, rows in tied.groupby("asset_layer"):
        shapes = dict(zip(frames[layer]["code"], frames[layer].geometry, strict=True))
        away = [
            shapes[code].distance(place)
            for code, place in zip(rows["asset_code"], rows.geometry, strict=True)
        ]
        assert max(away) < 6.0, layer
    assert set(tied["asset_layer"]) >= {"manholes", "street_lamps", "litter_bins"}


def test_a_manhole_case_has_the_class_of_its_manhole(frames, placed):
    kinds = dict(zip(frames["manholes"]["code"], frames["manholes"]["kind"], strict=True))
    rows = placed[placed["asset_layer"] == "manholes"]

    assert rows["class_code"].tolist() == [kinds[code] for code in rows["asset_code"]]


def test_each_state_occurs_among_the_newest(cases):
    assert set(cases["state"].tail(300)) >= set(STAGES) - {"closed"}
    assert (cases["state"] == "closed").mean() > 0.85


def test_a_case_has_the_moments_of_its_state_in_order_and_none_in_the_future(cases):
    columns = ["reported_at", "filed_at", "dispatched_at", "handled_at", "closed_at"]
    for row in cases[["state", *columns]].itertuples(index=False):
        moments = list(row[1 : 2 + STAGES[row.state]])
        assert all(moments), row
        assert moments == sorted(moments), row
        assert not any(row[2 + STAGES[row.state] :]), row
        assert moments[-1] <= "2026-10-31T16:00:00.000Z"


def test_a_due_moment_comes_after_the_dispatch(cases):
    due = cases[cases["due_at"].notna()]

    assert (due["due_at"] > due["dispatched_at"]).all()
    assert (due["dispatched_at"].notna()).all()


def test_the_ten_months_are_local_and_in_order(cases):
    assert cases["local"].min() >= pd.Timestamp("2026-01-01", tz="Asia/Shanghai")
    assert cases["local"].max() < pd.Timestamp("2026-11-01", tz="Asia/Shanghai")
    assert cases["reported_at"].is_monotonic_increasing
    assert cases["code"].is_monotonic_increasing


def test_the_volume_rises_from_120_to_450_a_day_and_dips_at_spring_festival():
    counts = day_counts(74_733, np.random.default_rng(1))
    days = all_days()
    festival = (days >= np.datetime64("2026-02-15")) & (days <= np.datetime64("2026-02-22"))

    assert counts.sum() == 74_733
    assert 105 < counts[:21].mean() < 140
    assert 430 < counts[-7:].mean() < 470
    assert counts[festival].mean() < 0.6 * counts[:21].mean()


def test_active_discovery_rises_from_half_to_nearly_all(cases):
    active = cases["source"].isin(["collector", "video"])
    month = cases["local"].dt.month

    assert 0.4 < active[month == 1].mean() < 0.62
    assert active[month == 10].mean() > 0.985
    assert set(cases["source"]) == {"collector", "video", "hotline", "order", "sensor"}


def test_timely_resolution_rises(cases):
    done = cases[cases["handled_at"].notna()]
    timely = done["handled_at"] <= done["due_at"]
    month = done["local"].dt.month

    assert timely[month == 1].mean() < 0.5
    assert timely[month == 9].mean() > 0.96


def test_patrols_have_two_peaks_and_nights_are_quiet(cases):
    hour = cases["local"].dt.hour.value_counts()

    assert hour[9] > 1.5 * hour[12]
    assert hour[15] > 1.5 * hour[12]
    assert hour.reindex(range(5), fill_value=0).sum() < 0.02 * len(cases)


def test_vendors_come_to_school_gates_when_school_opens_and_ends(frames, placed):
    vendors = placed[placed["class_code"] == "09001"]
    minute = vendors["local"].dt.hour * 60 + vendors["local"].dt.minute
    rush = minute.between(380, 520) | minute.between(660, 730) | minute.between(920, 1090)
    zones = frames["stall_zones"]
    gates = shapely.union_all(zones[zones["name"].str.endswith("校门周边")].geometry)

    assert rush.mean() > 0.85
    assert shapely.intersects(gates, vendors.geometry.to_numpy()).mean() > 0.5


def test_cases_gather_in_few_places(placed):
    per_cell = placed.groupby("cell").size().sort_values(ascending=False)

    assert per_cell.head(60).sum() > 0.22 * len(placed)
    assert placed["grid"].nunique() == 22


def test_typhoons_bring_fallen_trees_and_flooded_roads():
    kinds, counts = all_kinds(), np.full(len(all_days()), 400)
    kind = draw_kinds(kinds, counts, np.random.default_rng(1))
    day = np.repeat(all_days(), counts)
    rough = np.isin(day, np.array(TYPHOONS, dtype="datetime64[D]"))
    stormy = {"04002", "10002"}
    share = np.isin([kinds[k].code for k in kind], list(stormy))

    assert share[rough].mean() > 5 * share[~rough].mean()


def test_words_are_filled_in(cases):
    texts = cases["description"].str.cat()

    assert "{" not in texts
    assert "None" not in texts
    assert (cases["description"].str.len() > 5).all()
    assert cases["address"].dropna().str.contains("街道").all()
    assert cases["address"].dropna().str.contains("交叉口").mean() > 0.3
