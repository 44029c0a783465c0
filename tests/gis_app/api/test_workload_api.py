"""The weights of the workload over their address: read by all, set by planners, never by halves."""

import pytest

USUAL = {"cases_per_month": 1.0, "road_km": 4.0}


def test_everyone_reads_the_weights_and_what_can_be_weighed(client):
    answer = client("viewer").get("/api/workload").json

    assert answer["weights"] == USUAL
    titles = {one["name"]: one["title"] for one in answer["figures"]}
    assert set(USUAL) < set(titles)
    assert all(titles.values())


def test_a_planner_sets_them_and_all_figures_follow(client):
    planner = client("planner")
    made = planner.post("/api/plans", json={"name": "Weighed"}).json
    put = planner.put("/api/workload", json={"weights": {"area_ha": 2}})

    assert put.status_code == 200
    assert put.json["weights"] == {"area_ha": 2}
    rows = planner.get(f"/api/plans/{made['id']}/figures").json["grids"]
    assert [row["workload"] for row in rows] == [
        pytest.approx(2 * row["area_m2"] / 10_000, abs=0.01) for row in rows
    ]


@pytest.mark.parametrize(
    "weights",
    [{"nothing": 1}, {"road_km": -1}, {"road_km": "1"}, {"road_km": True}, [1], None],
)
def test_weights_that_are_none_change_nothing(client, weights):
    planner = client("planner")
    refused = planner.put("/api/workload", json={"weights": weights})

    assert refused.status_code in {400, 422}
    assert planner.get("/api/workload").json["weights"] == USUAL


def test_who_does_not_plan_does_not_weigh(client):
    assert client("dispatcher").put("/api/workload", json={"weights": {}}).status_code == 403
